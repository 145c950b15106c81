//! Receivers of the shop's own, played here too: a help desk that gets webhooks passed on with Meta's
//! signature, and a system that gets events as Standard Webhooks. Both check what they get.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::Sha256;

use crate::behaviour::Receiver;
use crate::clock;
use crate::sandbox::Sandbox;
use crate::webhook::wire;

/// What is kept of each kind, the newest.
const KEPT: usize = 10_000;
/// The standard's usual tolerance for the time of an attempt.
const TOLERANCE_S: u64 = 300;

type Shared = State<Arc<Sandbox>>;

/// What came so far.
#[derive(Debug, Default)]
pub(crate) struct Inbound {
    forwarded: Mutex<VecDeque<Forwarded>>,
    events: Mutex<VecDeque<Event>>,
}

/// One webhook that was passed on.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Forwarded {
    /// When, RFC 3339.
    at: String,
    /// What it was answered.
    status: u16,
    /// Whether Meta's signature is that of these very bytes.
    verified: bool,
    signature: Option<String>,
    content_type: Option<String>,
    /// The numbers that it speaks of.
    phone_number_ids: Vec<String>,
    /// Meta's ids of the messages in it.
    messages: Vec<String>,
    /// The bytes.
    body_base64: String,
}

/// One event.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Event {
    /// When, RFC 3339.
    at: String,
    /// What it was answered.
    status: u16,
    /// Whether a signature is right and the time is now.
    verified: bool,
    /// `webhook-id`: the same again means the same event.
    id: Option<String>,
    /// How many signatures it had.
    signatures: usize,
    /// The shop that it is about.
    shop: Option<String>,
    body: Value,
}

/// Filters of the lists.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Filter {
    phone_number_id: Option<String>,
    shop: Option<String>,
}

/// `POST /_sandbox/forward`
pub(crate) async fn forward(State(sandbox): Shared, headers: HeaderMap, body: Bytes) -> StatusCode {
    let signature = header(&headers, "x-hub-signature-256");
    let expected = wire::signature(&sandbox.config.app_secret, &body);
    let verified = signature.as_deref() == Some(&expected);
    let parsed: Value = serde_json::from_slice(&body).unwrap_or_default();
    let (phone_number_ids, messages) = contents(&parsed);
    let number = phone_number_ids.first().map_or("", String::as_str);
    let status = answer(&sandbox, number, Receiver::Forward, verified).await;
    let forwarded = Forwarded {
        at: clock::rfc3339(clock::now_ms()),
        status: status.as_u16(),
        verified,
        signature,
        content_type: header(&headers, "content-type"),
        phone_number_ids,
        messages,
        body_base64: STANDARD.encode(&body),
    };
    keep(&sandbox.inbound.forwarded, forwarded);
    status
}

/// `GET /_sandbox/forwarded?phone_number_id=`
pub(crate) async fn forwarded(
    State(sandbox): Shared,
    Query(filter): Query<Filter>,
) -> Json<Vec<Forwarded>> {
    let all = kept(&sandbox.inbound.forwarded);
    let of_number = |forwarded: &Forwarded| {
        let wanted = filter.phone_number_id.as_ref();
        wanted.is_none_or(|wanted| forwarded.phone_number_ids.contains(wanted))
    };
    Json(all.into_iter().filter(of_number).collect())
}

/// `POST /_sandbox/events`
pub(crate) async fn event(State(sandbox): Shared, headers: HeaderMap, body: Bytes) -> StatusCode {
    let id = header(&headers, "webhook-id");
    let timestamp = header(&headers, "webhook-timestamp");
    let signatures = header(&headers, "webhook-signature").unwrap_or_default();
    let verified = id.as_ref().zip(timestamp).is_some_and(|(id, timestamp)| {
        let now = clock::now_ms() / 1000;
        let in_time = timestamp
            .parse::<u64>()
            .is_ok_and(|at| at.abs_diff(now) <= TOLERANCE_S);
        let expected = event_signature(&sandbox.config.events_secret, id, &timestamp, &body);
        in_time && expected.is_some_and(|expected| signatures.split(' ').any(|s| s == expected))
    });
    let parsed: Value = serde_json::from_slice(&body).unwrap_or_default();
    let shop = parsed["data"]["shop"].as_str().map(str::to_owned);
    let number = shop
        .as_deref()
        .and_then(|slug| sandbox.config.number_by_slug(slug));
    let number = number.map_or("", |number| number.id.as_str());
    let status = answer(&sandbox, number, Receiver::Events, verified).await;
    let event = Event {
        at: clock::rfc3339(clock::now_ms()),
        status: status.as_u16(),
        verified,
        id,
        signatures: signatures.split_whitespace().count(),
        shop,
        body: parsed,
    };
    keep(&sandbox.inbound.events, event);
    status
}

/// `GET /_sandbox/events?shop=`
pub(crate) async fn events(
    State(sandbox): Shared,
    Query(filter): Query<Filter>,
) -> Json<Vec<Event>> {
    let all = kept(&sandbox.inbound.events);
    let of_shop = |event: &Event| filter.shop.is_none() || event.shop == filter.shop;
    Json(all.into_iter().filter(of_shop).collect())
}

/// How many came so far of each kind.
pub(crate) fn counts(sandbox: &Sandbox) -> (usize, usize) {
    (
        lock(&sandbox.inbound.forwarded).len(),
        lock(&sandbox.inbound.events).len(),
    )
}

/// Answers as it is told to; else 200 to what is well signed.
async fn answer(sandbox: &Sandbox, number: &str, which: Receiver, verified: bool) -> StatusCode {
    let told = sandbox.behaviours.take_reception(number, which);
    if let Some(told) = &told {
        tokio::time::sleep(Duration::from_millis(told.delay_ms)).await;
    }
    let status = told.and_then(|told| told.status);
    match status.and_then(|status| StatusCode::from_u16(status).ok()) {
        Some(status) => status,
        None if verified => StatusCode::OK,
        None => StatusCode::UNAUTHORIZED,
    }
}

/// The numbers and the messages that a webhook speaks of, each number once.
fn contents(body: &Value) -> (Vec<String>, Vec<String>) {
    let list = |value: &Value, key: &str| value[key].as_array().cloned().unwrap_or_default();
    let (mut numbers, mut messages) = (Vec::new(), Vec::new());
    let entries = list(body, "entry");
    for change in entries.iter().flat_map(|entry| list(entry, "changes")) {
        let value = &change["value"];
        if let Some(number) = value["metadata"]["phone_number_id"].as_str() {
            numbers.push(number.to_owned());
        }
        let ids = list(value, "messages").into_iter();
        messages.extend(ids.filter_map(|message| Some(message["id"].as_str()?.to_owned())));
    }
    numbers.sort();
    numbers.dedup();
    (numbers, messages)
}

/// `v1,` and the base64 of the HMAC-SHA256 over id, timestamp and body; nothing where the secret is
/// none.
fn event_signature(secret: &str, id: &str, timestamp: &str, body: &[u8]) -> Option<String> {
    let key = STANDARD.decode(secret.strip_prefix("whsec_")?).ok()?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).ok()?;
    mac.update(format!("{id}.{timestamp}.").as_bytes());
    mac.update(body);
    Some(format!(
        "v1,{}",
        STANDARD.encode(mac.finalize().into_bytes())
    ))
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    Some(headers.get(name)?.to_str().ok()?.to_owned())
}

fn keep<T>(list: &Mutex<VecDeque<T>>, item: T) {
    let mut list = lock(list);
    if list.len() == KEPT {
        list.pop_front();
    }
    list.push_back(item);
}

fn kept<T: Clone>(list: &Mutex<VecDeque<T>>) -> Vec<T> {
    lock(list).iter().cloned().collect()
}

fn lock<T>(list: &Mutex<VecDeque<T>>) -> std::sync::MutexGuard<'_, VecDeque<T>> {
    list.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_event_is_signed_as_in_the_standards_own_test() {
        let signature = event_signature(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            "1614265330",
            br#"{"test": 2432232314}"#,
        );
        let expected = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
        assert_eq!(signature.as_deref(), Some(expected));
        assert_eq!(event_signature("no secret", "a", "1", b""), None);
    }

    #[test]
    fn numbers_and_messages_are_found_in_all_changes() {
        let change = |number: &str, id: &str| json!({"value": {"metadata": {"phone_number_id": number}, "messages": [{"id": id}]}});
        let body =
            json!({"entry": [{"changes": [change("2", "a"), change("1", "b"), change("2", "c")]}]});
        let (numbers, messages) = contents(&body);
        assert_eq!(numbers, ["1", "2"]);
        assert_eq!(messages, ["a", "b", "c"]);
    }
}
