//! Templates: listed, created and deleted, as strictly as Meta takes them.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::error::GraphError;
use super::reads::{of_account, refuse, respond};
use super::{is_version, read_json};
use crate::clock;
use crate::config::Number;
use crate::held::{self, Created, Held};
use crate::sandbox::Sandbox;
use crate::templates::{Template, placeholders};
use crate::webhook::update::{Update, What};

type Parameters = HashMap<String, String>;

/// Meta's page of templates, and the most of one.
const PAGE: usize = 25;
const LARGEST_PAGE: usize = 500;
/// Meta's longest body, header and footer, and button's label.
const BODY: usize = 1024;
const HEADER: usize = 60;
const LABEL: usize = 25;

/// `GET /{version}/{waba}/message_templates`.
pub(super) fn list(
    sandbox: &Sandbox,
    waba: &str,
    query: &Parameters,
    headers: &HeaderMap,
) -> Result<Value, GraphError> {
    let asked = of_account(sandbox, waba, headers)?;
    refuse(&asked.held, "templates")?;
    let fields = query
        .get("fields")
        .map_or("name,status,category,language,components", String::as_str);
    for field in fields.split(',') {
        if !FIELDS.contains(&field) || asked.held.unknown_fields.iter().any(|own| own == field) {
            return Err(GraphError::unknown_field(field));
        }
    }
    let is_wanted = |entry: &Value| {
        let told = |key: &str| entry[key].as_str().unwrap_or_default().to_owned();
        // Meta finds parts of names too.
        let name = query
            .get("name")
            .is_none_or(|name| told("name").contains(name));
        let rest = ["language", "status", "category"];
        name && rest
            .iter()
            .all(|key| query.get(*key).is_none_or(|value| *value == told(key)))
    };
    let all: Vec<Value> = entries(sandbox, waba, asked.number, &asked.held)
        .into_iter()
        .filter(is_wanted)
        .collect();
    let limit = query.get("limit").and_then(|limit| limit.parse().ok());
    let limit = limit.unwrap_or(PAGE).clamp(1, LARGEST_PAGE);
    let after = query.get("after").and_then(|after| after.parse().ok());
    let start: usize = after.unwrap_or(0).min(all.len());
    let end = (start + limit).min(all.len());
    let page: Vec<Value> = all[start..end]
        .iter()
        .map(|entry| {
            let keys = fields.split(',').chain(["id"]);
            keys.filter_map(|key| Some((key.to_owned(), entry.get(key)?.clone())))
                .collect::<Map<_, _>>()
                .into()
        })
        .collect();
    let mut paging = json!({"cursors": {"before": start.to_string(), "after": end.to_string()}});
    if end < all.len() {
        paging["next"] = json!(format!("https://graph.facebook.com/next?after={end}"));
    }
    Ok(json!({"data": page, "paging": paging}))
}

const FIELDS: [&str; 11] = [
    "id",
    "name",
    "language",
    "status",
    "category",
    "components",
    "parameter_format",
    "quality_score",
    "rejected_reason",
    "previous_category",
    "correct_category",
];

/// What the account has: the folder's, unless it is told otherwise, and what was created.
fn entries(sandbox: &Sandbox, waba: &str, number: &Number, held: &Held) -> Vec<Value> {
    let now = clock::now_ms();
    let behaviour = sandbox.behaviours.of(&number.id).template;
    let over = |name: &str, language: &str| {
        behaviour
            .as_ref()
            .filter(|behaviour| behaviour.concerns(name, language))
    };
    let mut entries = Vec::new();
    let library = sandbox.library.all();
    for template in library.iter().filter(|_| held.library.unwrap_or(true)) {
        let over = over(&template.name, &template.language);
        let told = |value: Option<&String>, usual: &str| {
            value.cloned().unwrap_or_else(|| usual.to_owned())
        };
        entries.push(json!({
            "id": template.id().to_string(),
            "name": template.name,
            "language": template.language,
            "status": told(over.and_then(|over| over.status.as_ref()), "APPROVED"),
            "category": template.category,
            "components": template.raw_components(),
            "parameter_format": if template.is_named() { "NAMED" } else { "POSITIONAL" },
            "quality_score": {"score": told(over.and_then(|over| over.quality.as_ref()), "GREEN")},
            "rejected_reason": "NONE",
        }));
    }
    for created in sandbox.holdings.created(waba) {
        let status = created.status(now);
        let reason = if status == "REJECTED" {
            "INVALID_FORMAT"
        } else {
            "NONE"
        };
        entries.push(json!({
            "id": id_of(&created),
            "name": created.text("name"),
            "language": created.text("language"),
            "status": status,
            "category": category_of(&created, now),
            "components": created.definition["components"],
            "parameter_format": created.definition["parameter_format"],
            "quality_score": {"score": "UNKNOWN"},
            "rejected_reason": reason,
        }));
    }
    entries
}

/// The template that an account may send: the folder's, or one that was created and approved.
pub(super) fn find(
    sandbox: &Sandbox,
    number: &Number,
    name: &str,
    language: &str,
) -> Option<Template> {
    let held = sandbox.holdings.of(&number.id);
    let waba = held::account_of(&sandbox.config, number);
    let now = clock::now_ms();
    let created = sandbox.holdings.created(waba).into_iter().find(|created| {
        created.text("name") == name
            && created.text("language") == language
            && created.status(now) == "APPROVED"
    });
    match created {
        Some(created) => serde_json::from_value(created.definition).ok(),
        None if held.library.unwrap_or(true) => sandbox.library.find(name, language),
        None => None,
    }
}

fn id_of(created: &Created) -> String {
    serde_json::from_value::<Template>(created.definition.clone())
        .map(|template| template.id().to_string())
        .unwrap_or_default()
}

fn category_of(created: &Created, now: u64) -> String {
    let asked = created.text("category").to_owned();
    match &created.review.category {
        Some(given) if now >= created.decided_ms => given.clone(),
        _ => asked,
    }
}

/// `POST /{version}/{waba}/message_templates`.
pub(crate) async fn create(
    State(sandbox): State<Arc<Sandbox>>,
    Path((version, waba)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    respond(if is_version(&version) {
        take(&sandbox, &waba, &headers, &body)
    } else {
        Err(GraphError::unknown_path(&format!(
            "/{version}/{waba}/message_templates"
        )))
    })
}

fn take(
    sandbox: &Sandbox,
    waba: &str,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Value, GraphError> {
    let asked = of_account(sandbox, waba, headers)?;
    refuse(&asked.held, "create")?;
    let definition = read_json(headers, body).unwrap_or(Value::Null);
    check(&definition)?;
    let text = |key: &str| definition[key].as_str().unwrap_or_default().to_owned();
    let (name, language) = (text("name"), text("language"));
    let exists = entries(sandbox, waba, asked.number, &asked.held)
        .iter()
        .any(|entry| entry["name"] == name.as_str() && entry["language"] == language.as_str());
    if exists {
        return Err(GraphError::of_template(
            2_388_024,
            "Content in this language already exists",
            "There is already content in this language for this template. You can create a new template and try again.",
        ));
    }
    let review = asked.held.review;
    let created = Created {
        waba: waba.to_owned(),
        decided_ms: if review.status == "PENDING" {
            u64::MAX
        } else {
            clock::now_ms() + review.after_ms
        },
        review,
        definition,
    };
    let answer = json!({
        "id": id_of(&created), "status": "PENDING", "category": created.text("category"),
    });
    if created.decided_ms < u64::MAX {
        sandbox.enqueue(decision(&created));
    }
    sandbox.holdings.create(created);
    Ok(answer)
}

/// The webhook that tells what was decided.
fn decision(created: &Created) -> Update {
    let status = &created.review.status;
    let rejected = status == "REJECTED";
    let id: u64 = id_of(created).parse().unwrap_or_default();
    Update {
        phone_number_id: None,
        person: None,
        wamid: None,
        due_ms: created.decided_ms,
        what: What::Account {
            field: "message_template_status_update".to_owned(),
            value: json!({
                "event": status,
                "message_template_id": id,
                "message_template_name": created.text("name"),
                "message_template_language": created.text("language").replace('_', "-"),
                "message_template_category": category_of(created, created.decided_ms),
                "reason": if rejected { "INVALID_FORMAT" } else { "NONE" },
            }),
            waba: Some(created.waba.clone()),
        },
    }
}

/// `DELETE /{version}/{waba}/message_templates?name=`.
pub(crate) async fn delete(
    State(sandbox): State<Arc<Sandbox>>,
    Path((version, waba)): Path<(String, String)>,
    Query(query): Query<Parameters>,
    headers: HeaderMap,
) -> Response {
    let deleted = || {
        if !is_version(&version) {
            return Err(GraphError::unknown_path(&format!(
                "/{version}/{waba}/message_templates"
            )));
        }
        of_account(&sandbox, &waba, &headers)?;
        let name = query
            .get("name")
            .ok_or_else(|| GraphError::new(100, "The parameter name is required"))?;
        if sandbox.holdings.delete(&waba, name) {
            Ok(json!({"success": true}))
        } else {
            Err(GraphError::of_template(
                2_593_002,
                "Message Template Not Found",
                "Message template name or id is not found.",
            ))
        }
    };
    respond(deleted())
}

/// Refuses what Meta refuses.
fn check(definition: &Value) -> Result<(), GraphError> {
    let text = |key: &str| {
        definition
            .get(key)
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    let name = text("name");
    let is_name = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    if name.is_empty() || name.len() > 512 || !name.bytes().all(is_name) {
        return Err(GraphError::new(
            100,
            "name must be lower case letters, digits and underscores, at most 512",
        ));
    }
    if !is_language(text("language")) {
        return Err(GraphError::new(
            100,
            "language must be one of the supported codes",
        ));
    }
    if !["UTILITY", "MARKETING", "AUTHENTICATION"].contains(&text("category")) {
        return Err(GraphError::new(
            100,
            "Param category must be one of {UTILITY, MARKETING, AUTHENTICATION}",
        ));
    }
    let components = definition.get("components").and_then(Value::as_array);
    let components =
        components.ok_or_else(|| GraphError::new(100, "The parameter components is required."))?;
    let of = |kind: &str| -> Vec<&Value> {
        let is_it = |part: &&Value| {
            let own = part["type"].as_str().unwrap_or_default();
            own.eq_ignore_ascii_case(kind)
        };
        components.iter().filter(is_it).collect()
    };
    let [body] = of("BODY")[..] else {
        return Err(GraphError::new(
            100,
            "exactly one component of type BODY is required",
        ));
    };
    let is_named = text("parameter_format").eq_ignore_ascii_case("named");
    check_body(body, is_named)?;
    for header in of("HEADER") {
        let text = header["text"].as_str().unwrap_or_default();
        if text.chars().count() > HEADER {
            return Err(GraphError::of_template(
                2_388_047,
                "Header format is incorrect",
                "The header may have at most 60 characters.",
            ));
        }
    }
    for footer in of("FOOTER") {
        let text = footer["text"].as_str().unwrap_or_default();
        if text.is_empty() || text.chars().count() > HEADER || text.contains("{{") {
            return Err(GraphError::of_template(
                2_388_073,
                "Footer format is incorrect",
                "The footer may have at most 60 characters and no parameters.",
            ));
        }
    }
    for buttons in of("BUTTONS") {
        let buttons = buttons["buttons"].as_array().map(Vec::as_slice);
        for button in buttons.unwrap_or_default() {
            check_button(button)?;
        }
    }
    Ok(())
}

fn check_body(body: &Value, is_named: bool) -> Result<(), GraphError> {
    let text = body["text"].as_str().unwrap_or_default().trim();
    if text.is_empty() || text.chars().count() > BODY {
        return Err(GraphError::of_template(
            2_388_040,
            "Character limit exceeded",
            "The body must have 1 to 1024 characters.",
        ));
    }
    let names = placeholders(text);
    if text.starts_with("{{") || text.ends_with("}}") {
        return Err(GraphError::of_template(
            2_388_299,
            "Variables cannot be at the start or end",
            "Variables cannot be at the start or end of the template.",
        ));
    }
    let is_good = |name: &&str| {
        if is_named {
            let is_letter = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
            let mut bytes = name.bytes();
            bytes.next().is_some_and(is_letter)
                && bytes.all(|byte| is_letter(byte) || byte.is_ascii_digit())
        } else {
            name.bytes().all(|byte| byte.is_ascii_digit())
        }
    };
    if !names.iter().all(is_good) {
        return Err(GraphError::of_template(
            2_388_072,
            "Message body format is incorrect",
            "Parameters must be all named in lower case, or all numbered, as parameter_format says.",
        ));
    }
    // Three words for each, and one more.
    if !names.is_empty() && text.split_whitespace().count() < 2 * names.len() + 1 {
        return Err(GraphError::of_template(
            2_388_293,
            "Parameter words ratio exceeds the limit",
            "This template has too many variables for its length.",
        ));
    }
    let examples: BTreeSet<String> = if is_named {
        let list = body.pointer("/example/body_text_named_params");
        let list = list.and_then(Value::as_array).into_iter().flatten();
        list.filter(|entry| {
            entry["example"]
                .as_str()
                .is_some_and(|text| !text.is_empty())
        })
        .filter_map(|entry| entry["param_name"].as_str().map(str::to_owned))
        .collect()
    } else {
        let list = body
            .pointer("/example/body_text/0")
            .and_then(Value::as_array);
        let count = list.map_or(0, Vec::len);
        (1..=count).map(|number| number.to_string()).collect()
    };
    if names.iter().all(|name| examples.contains(*name)) {
        Ok(())
    } else {
        Err(missing_example())
    }
}

fn missing_example() -> GraphError {
    GraphError::of_template(
        2_388_043,
        "Message template \"components\" param is missing expected field(s)",
        "component of type BODY or BUTTONS is missing expected field(s) (example)",
    )
}

fn check_button(button: &Value) -> Result<(), GraphError> {
    let text = |key: &str| button[key].as_str().unwrap_or_default();
    let label = text("text");
    if label.is_empty() || label.chars().count() > LABEL {
        return Err(GraphError::new(
            100,
            "a button's text must have 1 to 25 characters",
        ));
    }
    if text("type") != "URL" {
        return Ok(());
    }
    let url = text("url");
    let named = placeholders(url);
    if !url.starts_with("https://") && !url.starts_with("http://") {
        return Err(GraphError::new(100, "a button's url must be an address"));
    }
    if ["https://wa.me/", "https://api.whatsapp.com/"]
        .iter()
        .any(|own| url.starts_with(own))
    {
        return Err(GraphError::of_template(
            2_388_109,
            "Direct links to WhatsApp are not allowed for buttons",
            "Remove the link to WhatsApp.",
        ));
    }
    match named[..] {
        [] => Ok(()),
        ["1"] if url.ends_with("{{1}}") => {
            let examples = button["example"].as_array();
            if examples.is_some_and(|examples| !examples.is_empty()) {
                Ok(())
            } else {
                Err(missing_example())
            }
        }
        _ => Err(GraphError::new(
            100,
            "a button's url may have one variable, {{1}}, at its end",
        )),
    }
}

/// `es`, `pt_BR`, `fil`.
fn is_language(code: &str) -> bool {
    let (language, region) = code.split_once('_').unwrap_or((code, "XX"));
    (2..=3).contains(&language.len())
        && language.bytes().all(|byte| byte.is_ascii_lowercase())
        && region.len() == 2
        && region.bytes().all(|byte| byte.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::Book;
    use crate::config::Config;
    use axum::http::{HeaderValue, header};

    const WABA: &str = "102290129340398";

    fn sandbox(held: Value) -> Sandbox {
        let config = Config {
            templates: None,
            ..Config::default()
        };
        let sandbox = Sandbox::new(config, Book::default());
        sandbox
            .holdings
            .set(None, serde_json::from_value(held).unwrap());
        sandbox
    }

    fn headers() -> HeaderMap {
        [
            (
                header::AUTHORIZATION,
                HeaderValue::from_static("Bearer dev-access-token"),
            ),
            (
                header::CONTENT_TYPE,
                HeaderValue::from_static("application/json"),
            ),
        ]
        .into_iter()
        .collect()
    }

    fn good() -> Value {
        json!({
            "name": "hello_there", "language": "es", "category": "UTILITY", "parameter_format": "NAMED",
            "components": [
                {"type": "BODY", "text": "Hola, {{name}}, esto es una prueba.",
                 "example": {"body_text_named_params": [{"param_name": "name", "example": "Ana"}]}},
                {"type": "FOOTER", "text": "De la tienda."},
                {"type": "BUTTONS", "buttons": [{"type": "URL", "text": "Ver",
                    "url": "https://wa.demo.example/p/{{1}}", "example": ["https://wa.demo.example/p/x"]}]},
            ],
        })
    }

    fn post(sandbox: &Sandbox, definition: &Value) -> Result<Value, Option<u32>> {
        take(sandbox, WABA, &headers(), definition.to_string().as_bytes())
            .map_err(|error| error.subcode())
    }

    #[test]
    fn a_template_is_created_once_and_listed_as_pending() {
        let sandbox = sandbox(json!({"review": {"status": "PENDING"}}));
        let answer = post(&sandbox, &good()).unwrap();
        assert_eq!(
            (&answer["status"], &answer["category"]),
            (&json!("PENDING"), &json!("UTILITY"))
        );
        assert_eq!(post(&sandbox, &good()), Err(Some(2_388_024)));
        let query = [("name".to_owned(), "hello".to_owned())].into();
        let listed = list(&sandbox, WABA, &query, &headers()).unwrap();
        assert_eq!(listed["data"][0]["status"], "PENDING");
        assert_eq!(listed["data"].as_array().map(Vec::len), Some(1));
    }

    #[test]
    fn what_meta_refuses_is_refused_with_metas_subcode() {
        let sandbox = sandbox(json!({}));
        let wrong = |pointer: &str, value: Value| {
            let mut definition = good();
            *definition.pointer_mut(pointer).unwrap() = value;
            post(&sandbox, &definition).unwrap_err()
        };
        let body = "/components/0/text";
        assert_eq!(
            wrong(body, json!("{{name}}, hola a todos")),
            Some(2_388_299)
        );
        assert_eq!(
            wrong(body, json!("Hola a todos, {{name}}")),
            Some(2_388_299)
        );
        assert_eq!(wrong(body, json!("a {{Name}} b c d")), Some(2_388_072));
        assert_eq!(wrong(body, json!("a {{other}} b c d")), Some(2_388_043));
        assert_eq!(wrong(body, json!("x".repeat(1025))), Some(2_388_040));
        assert_eq!(wrong(body, json!("a {{name}}.")), Some(2_388_293));
        assert_eq!(
            wrong("/components/1/text", json!("x".repeat(61))),
            Some(2_388_073)
        );
        assert_eq!(wrong("/name", json!("Hello")), None);
        assert_eq!(wrong("/language", json!("es-ES")), None);
        assert_eq!(wrong("/category", json!("OTHER")), None);
        let button = "/components/2/buttons/0/url";
        assert_eq!(wrong(button, json!("https://wa.me/{{1}}")), Some(2_388_109));
        assert_eq!(wrong(button, json!("https://a.example/{{1}}/b")), None);
    }

    #[test]
    fn pages_are_cut_and_lead_on() {
        let sandbox = sandbox(json!({"review": {"status": "PENDING"}}));
        for index in 0..3 {
            let mut definition = good();
            definition["name"] = json!(format!("t{index}"));
            post(&sandbox, &definition).unwrap();
        }
        let mut query: Parameters = [("limit".to_owned(), "2".to_owned())].into();
        let first = list(&sandbox, WABA, &query, &headers()).unwrap();
        assert_eq!(first["data"].as_array().map(Vec::len), Some(2));
        assert!(first["paging"]["next"].is_string());
        query.insert("after".to_owned(), "2".to_owned());
        let last = list(&sandbox, WABA, &query, &headers()).unwrap();
        assert_eq!(last["data"][0]["name"], "t2");
        assert!(last["paging"].get("next").is_none());
    }

    #[test]
    fn one_that_was_approved_can_be_sent_and_one_that_waits_cannot() {
        let sandbox = sandbox(json!({"library": false, "review": {"after_ms": 0}}));
        let number = Number::demo();
        assert!(find(&sandbox, &number, "hello_there", "es").is_none());
        let sandbox_waits = super::tests::sandbox(json!({"review": {"status": "PENDING"}}));
        post(&sandbox_waits, &good()).unwrap();
        assert!(find(&sandbox_waits, &number, "hello_there", "es").is_none());
        tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap()
            .block_on(async { post(&sandbox, &good()).unwrap() });
        assert!(find(&sandbox, &number, "hello_there", "es").is_some());
    }
}
