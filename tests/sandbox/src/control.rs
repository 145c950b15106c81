//! `/_sandbox/…`: what tests and developers steer and look at.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode as encode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::behaviour::Behaviour;
use crate::clock;
use crate::graph;
use crate::held::Held;
use crate::people;
use crate::random;
use crate::sandbox::Sandbox;
use crate::say::{Say, SayError, say};
use crate::webhook::queue::Delivery;
use crate::webhook::update::{Update, What};
use crate::webhook::{client::Answer, wire};

type Shared = State<Arc<Sandbox>>;

/// Filters of the lists.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Filter {
    to: Option<String>,
    phone_number_id: Option<String>,
}

impl Filter {
    fn number_is(&self, id: &str) -> bool {
        self.phone_number_id
            .as_deref()
            .is_none_or(|wanted| wanted == id)
    }

    fn addressee_is(&self, candidates: &[Option<&str>]) -> bool {
        let Some(wanted) = &self.to else {
            return true;
        };
        // In a query a `+` arrives as a space.
        let wanted = wanted.trim().trim_start_matches('+');
        candidates
            .iter()
            .flatten()
            .any(|candidate| candidate.trim_start_matches('+') == wanted)
    }
}

/// Reads a JSON body whatever its media type, and says what is wrong with it.
fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(body)
        .map_err(|error| Refusal(StatusCode::BAD_REQUEST, error.to_string()))
}

/// A refusal that says why.
pub(crate) struct Refusal(StatusCode, String);

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.0, Json(json!({"error": self.1}))).into_response()
    }
}

impl From<SayError> for Refusal {
    fn from(error: SayError) -> Self {
        Self(StatusCode::UNPROCESSABLE_ENTITY, error.0)
    }
}

/// `POST /_sandbox/say`
pub(crate) async fn post_say(State(sandbox): Shared, body: Bytes) -> Result<Json<Value>, Refusal> {
    let request: Say = read(&body)?;
    let id = say(&sandbox, &request)?;
    Ok(Json(json!({"id": id})))
}

/// `GET /_sandbox/messages`
pub(crate) async fn messages(State(sandbox): Shared, Query(filter): Query<Filter>) -> Json<Value> {
    Json(sandbox.read(|book| {
        book.accepted
            .iter()
            .filter(|message| filter.number_is(&message.phone_number_id))
            .filter(|message| {
                filter.addressee_is(&[
                    message.to.as_deref(),
                    message.recipient.as_deref(),
                    Some(&message.person),
                ])
            })
            .map(|message| json!(message))
            .collect()
    }))
}

/// `GET /_sandbox/calls`
pub(crate) async fn calls(State(sandbox): Shared, Query(filter): Query<Filter>) -> Json<Value> {
    let mut calls = sandbox.calls();
    calls.retain(|call| {
        filter.number_is(&call.phone_number_id)
            && filter.addressee_is(&[call.to.as_deref(), call.recipient.as_deref()])
    });
    Json(json!(calls))
}

/// `GET /_sandbox/webhooks`
pub(crate) async fn webhooks(State(sandbox): Shared, Query(filter): Query<Filter>) -> Json<Value> {
    let deliveries = sandbox.read(|book| book.queue.deliveries());
    let shown = deliveries
        .iter()
        .filter(|delivery| {
            delivery.phone_number_ids.is_empty()
                || delivery
                    .phone_number_ids
                    .iter()
                    .any(|id| filter.number_is(id))
        })
        .map(show_delivery);
    Json(shown.collect())
}

fn show_delivery(delivery: &Delivery) -> Value {
    let body: Value = serde_json::from_str(&delivery.body).unwrap_or_default();
    json!({
        "id": delivery.id,
        "state": if delivery.delivered_ms.is_some() { "delivered" } else { "pending" },
        "attempts": delivery.attempts,
        "status": delivery.status,
        "error": delivery.error,
        "updates": delivery.updates,
        "phone_number_ids": delivery.phone_number_ids,
        "created_at": clock::rfc3339(delivery.created_ms),
        "delivered_at": delivery.delivered_ms.map(clock::rfc3339),
        "next_attempt_at": delivery.delivered_ms.is_none().then(|| clock::rfc3339(delivery.due_ms)),
        "body": body,
    })
}

/// `GET /_sandbox/people`
pub(crate) async fn people(State(sandbox): Shared) -> Json<Value> {
    Json(sandbox.read(|book| book.people().map(|person| json!(person)).collect()))
}

/// `GET /_sandbox/templates`
pub(crate) async fn templates(State(sandbox): Shared) -> Json<Value> {
    let all = sandbox.library.all();
    let shown = all.iter().map(|template| {
        json!({"name": template.name, "language": template.language, "category": template.category})
    });
    Json(shown.collect())
}

/// `GET /_sandbox/behaviour`
pub(crate) async fn behaviour(
    State(sandbox): Shared,
    Query(filter): Query<Filter>,
) -> Json<Behaviour> {
    let id = filter.phone_number_id.unwrap_or_default();
    Json(sandbox.behaviours.of(&id))
}

/// `PUT /_sandbox/behaviour`
pub(crate) async fn put_behaviour(
    State(sandbox): Shared,
    Query(filter): Query<Filter>,
    body: Bytes,
) -> Result<Json<Behaviour>, Refusal> {
    let behaviour: Behaviour = read(&body)?;
    let scope = filter.phone_number_id.as_deref();
    if let Some(id) = scope
        && sandbox.config.number_by_id(id).is_none()
    {
        let message = format!("phone_number_id: there is no number {id}");
        return Err(Refusal(StatusCode::NOT_FOUND, message));
    }
    let before = sandbox.behaviours.set(scope, behaviour.clone());
    let told = behaviour.template.as_ref().or(before.template.as_ref());
    if told.is_some_and(|template| template.notify.unwrap_or(scope.is_none())) {
        let templates = sandbox.library.all();
        let updates = graph::status_webhooks(
            &templates,
            before.template.as_ref(),
            behaviour.template.as_ref(),
        );
        let number = scope.and_then(|id| sandbox.config.number_by_id(id));
        let own = number.and_then(|number| number.waba.clone());
        for mut update in updates {
            if let What::Account { waba, .. } = &mut update.what {
                waba.clone_from(&own);
            }
            sandbox.enqueue(update);
        }
    }
    Ok(Json(behaviour))
}

/// `PUT /_sandbox/held`: what Meta holds of a shop.
pub(crate) async fn put_held(
    State(sandbox): Shared,
    Query(filter): Query<Filter>,
    body: Bytes,
) -> Result<Json<Held>, Refusal> {
    let held: Held = read(&body)?;
    let scope = filter.phone_number_id.as_deref();
    if let Some(id) = scope
        && sandbox.config.number_by_id(id).is_none()
    {
        let message = format!("phone_number_id: there is no number {id}");
        return Err(Refusal(StatusCode::NOT_FOUND, message));
    }
    sandbox.holdings.set(scope, held.clone());
    Ok(Json(held))
}

/// `GET /_sandbox/held`
pub(crate) async fn held(State(sandbox): Shared, Query(filter): Query<Filter>) -> Json<Held> {
    let id = filter.phone_number_id.unwrap_or_default();
    Json(sandbox.holdings.of(&id))
}

/// A webhook body as given.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RawWebhook {
    /// JSON is written as Meta writes it; a string goes out byte for byte.
    body: Option<Value>,
    /// Bytes that need not be text.
    body_base64: Option<String>,
    /// `true`, `false` or `"bad"`.
    #[serde(default)]
    sign: Sign,
    /// A signature header of one's own, whatever `sign` says.
    signature: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(untagged)]
enum Sign {
    #[default]
    Yes,
    Whether(bool),
    How(String),
}

/// `POST /_sandbox/webhook`
pub(crate) async fn post_webhook(
    State(sandbox): Shared,
    body: Bytes,
) -> Result<Json<Value>, Refusal> {
    let raw: RawWebhook = read(&body)?;
    let bad = |message: &str| Refusal(StatusCode::BAD_REQUEST, message.to_owned());
    let bytes = match (&raw.body, &raw.body_base64) {
        (Some(Value::String(text)), None) => text.clone().into_bytes(),
        (Some(value), None) => wire::escaped(value).into_bytes(),
        (None, Some(text)) => STANDARD
            .decode(text)
            .map_err(|_| bad("body_base64 is not base64"))?,
        _ => return Err(bad("give one of `body` and `body_base64`")),
    };
    let secret = &sandbox.config.app_secret;
    let signature = match (&raw.signature, &raw.sign) {
        (Some(signature), _) => Some(signature.clone()),
        (None, Sign::Yes | Sign::Whether(true)) => Some(wire::signature(secret, &bytes)),
        (None, Sign::Whether(false)) => None,
        (None, Sign::How(how)) if how == "bad" => {
            Some(wire::signature(&format!("not {secret}"), &bytes))
        }
        (None, Sign::How(_)) => return Err(bad("`sign` is true, false or \"bad\"")),
    };
    if matches!(raw.sign, Sign::Yes | Sign::Whether(true)) && raw.signature.is_none() {
        note_incoming(&sandbox, &bytes);
    }
    let answer = sandbox
        .client
        .post(
            &sandbox.config.webhook_url,
            signature.as_deref(),
            bytes.into(),
        )
        .await;
    answered(answer).map(Json)
}

/// A well-signed message of a person opens the window, also when its webhook was written by hand.
fn note_incoming(sandbox: &Sandbox, bytes: &[u8]) {
    let Ok(body) = serde_json::from_slice::<Value>(bytes) else {
        return;
    };
    let list = |value: &Value, key: &str| {
        let items = value.get(key).and_then(Value::as_array);
        items.cloned().unwrap_or_default()
    };
    let changes = list(&body, "entry")
        .into_iter()
        .flat_map(|entry| list(&entry, "changes"));
    for value in changes.filter_map(|change| change.get("value").cloned()) {
        let id = value
            .pointer("/metadata/phone_number_id")
            .and_then(Value::as_str);
        let Some(shop) = id.and_then(|id| sandbox.config.number_by_id(id)) else {
            continue;
        };
        for message in list(&value, "messages") {
            let text = |key: &str| message.get(key).and_then(Value::as_str);
            let seconds = text("timestamp").and_then(|seconds| seconds.parse().ok());
            let (from, user_id) = (text("from"), text("from_user_id"));
            sandbox.change(|book| {
                let person = match (from, user_id.filter(|id| people::is_user_id(id))) {
                    (Some(from), _) => book.person_by_number(from),
                    (None, Some(user_id)) => book.person_by_user_id(user_id),
                    (None, None) => return,
                };
                let key = person.key().to_owned();
                if let Some(seconds) = seconds {
                    book.note_incoming(&shop.id, &key, seconds);
                }
            });
        }
    }
}

fn answered(answer: Result<Answer, String>) -> Result<Value, Refusal> {
    let Answer { status, body } =
        answer.map_err(|error| Refusal(StatusCode::BAD_GATEWAY, error))?;
    Ok(json!({"status": status, "body": body}))
}

/// Any update of one's own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AccountChange {
    field: String,
    value: Value,
    /// The account, where that is not the sandbox's own.
    waba: Option<String>,
}

/// `POST /_sandbox/account`: queues a change of any field, signed and redelivered like the others.
pub(crate) async fn post_account(
    State(sandbox): Shared,
    body: Bytes,
) -> Result<StatusCode, Refusal> {
    let AccountChange { field, value, waba } = read(&body)?;
    sandbox.enqueue(Update {
        phone_number_id: None,
        person: None,
        wamid: None,
        due_ms: clock::now_ms(),
        what: What::Account { field, value, waba },
    });
    Ok(StatusCode::ACCEPTED)
}

/// How to shake hands.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Handshake {
    verify_token: Option<String>,
    challenge: Option<String>,
    mode: Option<String>,
}

/// `POST /_sandbox/handshake`
pub(crate) async fn handshake(State(sandbox): Shared, body: Bytes) -> Result<Json<Value>, Refusal> {
    let handshake: Handshake = if body.is_empty() {
        Handshake::default()
    } else {
        read(&body)?
    };
    let challenge = handshake
        .challenge
        .unwrap_or_else(|| (random::number() % 9_000_000_000 + 1_000_000_000).to_string());
    let query: BTreeMap<&str, &str> = [
        ("hub.challenge", challenge.as_str()),
        ("hub.mode", handshake.mode.as_deref().unwrap_or("subscribe")),
        (
            "hub.verify_token",
            handshake
                .verify_token
                .as_deref()
                .unwrap_or("dev-verify-token"),
        ),
    ]
    .into();
    let query: Vec<String> = query
        .iter()
        .map(|(key, value)| format!("{key}={}", encode(value, NON_ALPHANUMERIC)))
        .collect();
    let url = format!("{}?{}", sandbox.config.webhook_url, query.join("&"));
    let mut answer = answered(sandbox.client.get(&url).await)?;
    let ok = answer["status"] == 200 && answer["body"] == challenge.as_str();
    answer["ok"] = json!(ok);
    answer["challenge"] = json!(challenge);
    Ok(Json(answer))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_addressee_is_found_with_and_without_plus() {
        let filter = |to: &str| Filter {
            to: Some(to.to_owned()),
            phone_number_id: None,
        };
        for written in ["34600000001", "+34600000001", " 34600000001"] {
            assert!(
                filter(written).addressee_is(&[Some("+34600000001"), None]),
                "{written}"
            );
        }
        assert!(!filter("34600000002").addressee_is(&[Some("+34600000001")]));
        assert!(filter("ES.1").addressee_is(&[None, Some("ES.1")]));
        assert!(Filter::default().addressee_is(&[None]));
    }
}
