//! What Graph tells of token, number, profile, account and apps.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::error::GraphError;
use super::{bearer, is_version};
use crate::config::Number;
use crate::held::{self, Held, laid_over};
use crate::media;
use crate::sandbox::Sandbox;

type Parameters = HashMap<String, String>;

/// The permission that everything but sending needs.
const MANAGEMENT: &str = "whatsapp_business_management";

/// Who asks, of which object, and what Meta holds of it.
pub(super) struct Asked<'s> {
    pub number: &'s Number,
    pub held: Held,
    pub token: String,
}

/// `GET /{version}/debug_token`, `GET /{version}/{id}?fields=` and `GET /{version}/{media id}`.
pub(crate) async fn node(
    State(sandbox): State<Arc<Sandbox>>,
    Path((version, id)): Path<(String, String)>,
    Query(query): Query<Parameters>,
    headers: HeaderMap,
) -> Response {
    let path = format!("/{version}/{id}");
    if is_version(&version)
        && let Some(medium) = media::node(&sandbox, &id, &headers)
    {
        return medium;
    }
    let answer = if !is_version(&version) {
        Err(GraphError::unknown_path(&path))
    } else if id == "debug_token" {
        debug_token(&sandbox, &query, &headers)
    } else {
        number_or_account(&sandbox, &id, &query, &headers)
    };
    respond(answer)
}

/// `GET /{version}/{id}/{edge}`.
pub(crate) async fn edge(
    State(sandbox): State<Arc<Sandbox>>,
    Path((version, id, edge)): Path<(String, String, String)>,
    Query(query): Query<Parameters>,
    headers: HeaderMap,
) -> Response {
    let answer = match edge.as_str() {
        _ if !is_version(&version) => {
            Err(GraphError::unknown_path(&format!("/{version}/{id}/{edge}")))
        }
        "whatsapp_business_profile" => profile(&sandbox, &id, &query, &headers),
        "subscribed_apps" => subscribed_apps(&sandbox, &id, &headers),
        "subscriptions" => subscriptions(&sandbox, &id, &headers),
        _ => Err(GraphError::unknown_path(&format!("/{version}/{id}/{edge}"))),
    };
    respond(answer)
}

/// `GET /{version}/{waba}/message_templates`.
pub(crate) async fn template_edge(
    State(sandbox): State<Arc<Sandbox>>,
    Path((version, waba)): Path<(String, String)>,
    Query(query): Query<Parameters>,
    headers: HeaderMap,
) -> Response {
    respond(if is_version(&version) {
        super::library::list(&sandbox, &waba, &query, &headers)
    } else {
        Err(GraphError::unknown_path(&format!(
            "/{version}/{waba}/message_templates"
        )))
    })
}

pub(super) fn respond(answer: Result<Value, GraphError>) -> Response {
    match answer {
        Ok(value) => Json(value).into_response(),
        Err(error) => error.into_response(),
    }
}

fn debug_token(
    sandbox: &Sandbox,
    query: &Parameters,
    headers: &HeaderMap,
) -> Result<Value, GraphError> {
    let asking = bearer(headers);
    let config = &sandbox.config;
    let is_ours = |token: &str| {
        token == config.access_token || held::number_of_token(config, token).is_some()
    };
    let asking = asking
        .filter(|token| is_ours(token))
        .ok_or_else(|| GraphError::bad_token(asking.is_some()))?;
    let input = query
        .get("input_token")
        .ok_or_else(|| GraphError::new(100, "The parameter input_token is required"))?;
    if !is_ours(input) {
        return Ok(json!({"data": {
            "error": {"code": 190, "message": "Invalid OAuth access token."},
            "is_valid": false, "scopes": [],
        }}));
    }
    let number = held::number_of_token(config, asking).or_else(|| config.numbers.first());
    let number = number.ok_or_else(|| GraphError::bad_token(true))?;
    let held = sandbox.holdings.of(&number.id);
    refuse(&held, "token")?;
    let data = laid_over(held::token(config, number, input), &held.token);
    // An invalid token may not even ask about itself.
    if data.get("is_valid") == Some(&Value::Bool(false)) {
        return Err(GraphError::bad_token(true));
    }
    Ok(json!({ "data": data }))
}

fn number_or_account(
    sandbox: &Sandbox,
    id: &str,
    query: &Parameters,
    headers: &HeaderMap,
) -> Result<Value, GraphError> {
    let config = &sandbox.config;
    if config.number_by_id(id).is_some() {
        let asked = of_number(sandbox, id, headers)?;
        refuse(&asked.held, "number")?;
        let base = held::number(config, asked.number);
        return pick(
            &base,
            &asked.held.number,
            &held::NUMBER_ALSO,
            query,
            &asked.held,
        );
    }
    let asked = of_account(sandbox, id, headers)?;
    refuse(&asked.held, "account")?;
    let base = held::account(config, asked.number);
    pick(
        &base,
        &asked.held.account,
        &held::ACCOUNT_ALSO,
        query,
        &asked.held,
    )
}

fn profile(
    sandbox: &Sandbox,
    id: &str,
    query: &Parameters,
    headers: &HeaderMap,
) -> Result<Value, GraphError> {
    let asked = of_number(sandbox, id, headers)?;
    refuse(&asked.held, "profile")?;
    let base = held::profile(asked.number);
    let mut told = pick(&base, &asked.held.profile, &[], query, &asked.held)?;
    if let Some(told) = told.as_object_mut() {
        told.remove("id");
    }
    Ok(json!({ "data": [told] }))
}

fn subscribed_apps(sandbox: &Sandbox, id: &str, headers: &HeaderMap) -> Result<Value, GraphError> {
    let asked = of_account(sandbox, id, headers)?;
    refuse(&asked.held, "apps")?;
    let app = held::app_of(&sandbox.config, &asked.token);
    let apps = asked.held.subscribed_apps;
    Ok(json!({ "data": apps.unwrap_or_else(|| held::subscribed_apps(&app)) }))
}

/// An app's own business: its token is its id, a bar and its secret.
fn subscriptions(sandbox: &Sandbox, app: &str, headers: &HeaderMap) -> Result<Value, GraphError> {
    let config = &sandbox.config;
    let given = bearer(headers).ok_or_else(|| GraphError::bad_token(false))?;
    if given != format!("{app}|{}", config.app_secret) {
        return Err(GraphError::bad_secret());
    }
    let number = config
        .numbers
        .iter()
        .find(|number| app == format!("77{}", number.id))
        .or_else(|| config.numbers.first())
        .ok_or_else(|| GraphError::unknown_get(app))?;
    let held = sandbox.holdings.of(&number.id);
    refuse(&held, "subscriptions")?;
    let told = held.subscriptions;
    Ok(json!({ "data": told.unwrap_or_else(|| held::subscriptions(config)) }))
}

/// Checks the token for a number.
fn of_number<'s>(
    sandbox: &'s Sandbox,
    id: &str,
    headers: &HeaderMap,
) -> Result<Asked<'s>, GraphError> {
    let number = sandbox.config.number_by_id(id);
    let number = number.ok_or_else(|| GraphError::unknown_get(id))?;
    authorised(sandbox, number, headers)
}

/// Checks the token for an account.
pub(super) fn of_account<'s>(
    sandbox: &'s Sandbox,
    id: &str,
    headers: &HeaderMap,
) -> Result<Asked<'s>, GraphError> {
    let config = &sandbox.config;
    let mut numbers = config.numbers.iter();
    let number = numbers.find(|number| held::account_of(config, number) == id);
    let number = number.ok_or_else(|| GraphError::unknown_get(id))?;
    authorised(sandbox, number, headers)
}

fn authorised<'s>(
    sandbox: &'s Sandbox,
    number: &'s Number,
    headers: &HeaderMap,
) -> Result<Asked<'s>, GraphError> {
    let config = &sandbox.config;
    let given = bearer(headers).ok_or_else(|| GraphError::bad_token(false))?;
    let own = held::number_of_token(config, given);
    if given != config.access_token && own != Some(number) {
        return Err(GraphError::bad_token(true));
    }
    let held = sandbox.holdings.of(&number.id);
    let token = laid_over(held::token(config, number, given), &held.token);
    if token.get("is_valid") == Some(&Value::Bool(false)) {
        return Err(GraphError::bad_token(true));
    }
    let scopes = token.get("scopes").and_then(Value::as_array);
    let may = scopes.is_none_or(|scopes| scopes.iter().any(|scope| scope == MANAGEMENT));
    if !may {
        return Err(GraphError::new(
            200,
            format!("Requires {MANAGEMENT} permission to manage the object"),
        ));
    }
    Ok(Asked {
        number,
        held,
        token: given.to_owned(),
    })
}

/// A refusal that was asked for.
pub(super) fn refuse(held: &Held, call: &str) -> Result<(), GraphError> {
    match held.refuse.get(call) {
        Some(code) => Err(GraphError::asked_for(*code, None)),
        None => Ok(()),
    }
}

/// The fields that were asked for, and the id. One that Graph does not have spoils the request; one
/// that has no value is left out.
fn pick(
    base: &Value,
    overlay: &Value,
    also: &[&str],
    query: &Parameters,
    held: &Held,
) -> Result<Value, GraphError> {
    let told = laid_over(base.clone(), overlay);
    let asked = query.get("fields").map_or("id", String::as_str);
    let mut answer = Map::new();
    for field in asked.split(',').map(str::trim) {
        let is_unknown = held.unknown_fields.iter().any(|unknown| unknown == field);
        let is_known = base.get(field).is_some() || also.contains(&field);
        if is_unknown || !is_known {
            return Err(GraphError::unknown_field(field));
        }
        if let Some(value) = told.get(field) {
            answer.insert(field.to_owned(), value.clone());
        }
    }
    if let Some(id) = told.get("id") {
        answer.insert("id".to_owned(), id.clone());
    }
    Ok(answer.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::Book;
    use crate::config::Config;
    use axum::http::HeaderValue;

    fn sandbox(held: Value) -> Sandbox {
        let sandbox = Sandbox::new(Config::default(), Book::default());
        sandbox
            .holdings
            .set(None, serde_json::from_value(held).unwrap());
        sandbox
    }

    fn headers(token: &str) -> HeaderMap {
        let value = HeaderValue::from_str(&format!("Bearer {token}")).unwrap();
        [(axum::http::header::AUTHORIZATION, value)]
            .into_iter()
            .collect()
    }

    fn fields(fields: &str) -> Parameters {
        [("fields".to_owned(), fields.to_owned())].into()
    }

    const NUMBER: &str = "106540352242922";
    const ACCOUNT: &str = "102290129340398";

    #[test]
    fn a_number_tells_what_it_is_asked_and_its_id() {
        let sandbox = sandbox(json!({"number": {"status": "PENDING", "name_status": null}}));
        let told = number_or_account(
            &sandbox,
            NUMBER,
            &fields("status,name_status"),
            &headers("dev-access-token"),
        );
        assert_eq!(told, Ok(json!({"status": "PENDING", "id": NUMBER})));
    }

    #[test]
    fn an_unknown_field_spoils_the_request() {
        let sandbox = sandbox(json!({"unknown_fields": ["currency"]}));
        for field in ["currency", "no_such_field"] {
            let told = number_or_account(
                &sandbox,
                ACCOUNT,
                &fields(&format!("name,{field}")),
                &headers("dev-access-token"),
            );
            assert_eq!(told, Err(GraphError::unknown_field(field)));
        }
    }

    #[test]
    fn a_token_without_the_permission_reads_nothing() {
        let sandbox = sandbox(json!({"token": {"scopes": ["whatsapp_business_messaging"]}}));
        let refused = subscribed_apps(&sandbox, ACCOUNT, &headers("dev-access-token"));
        assert_eq!(refused.map_err(|error| error.code()), Err(200));
        let foreign = subscribed_apps(&sandbox, ACCOUNT, &headers("other"));
        assert_eq!(foreign.map_err(|error| error.code()), Err(190));
    }

    #[test]
    fn an_app_is_asked_with_its_own_secret() {
        let sandbox = sandbox(json!({}));
        let told = subscriptions(&sandbox, "1", &headers("1|dev-app-secret")).unwrap();
        assert_eq!(told["data"][0]["object"], "whatsapp_business_account");
        let wrong = subscriptions(&sandbox, "1", &headers("1|other"));
        assert_eq!(wrong.map_err(|error| error.code()), Err(1));
    }

    #[test]
    fn a_token_tells_of_itself() {
        let sandbox = sandbox(json!({"token": {"expires_at": 5}}));
        let query: Parameters = [("input_token".to_owned(), "dev-access-token".to_owned())].into();
        let told = debug_token(&sandbox, &query, &headers("dev-access-token")).unwrap();
        assert_eq!(told["data"]["expires_at"], 5);
        assert_eq!(told["data"]["is_valid"], true);
        let missing = debug_token(&sandbox, &Parameters::new(), &headers("dev-access-token"));
        assert_eq!(missing.map_err(|error| error.code()), Err(100));
    }
}
