//! Webhooks of one's own about one chat, as Meta posts them.

use crate::code::random;
use crate::person::Person;
use crate::shop::Shop;
use serde_json::{Value, json};

/// An id of a message that nobody has.
pub fn wamid() -> String {
    format!("wamid.{}", random())
}

/// An item of `messages`: `part` has its type and that type's part, and whatever else is to be so.
pub fn message(person: &Person, id: &str, seconds: u64, part: &Value) -> Value {
    let mut message = json!({"from": person.wa_id, "id": id, "timestamp": seconds.to_string()});
    for (name, value) in part.as_object().into_iter().flatten() {
        message[name] = value.clone();
    }
    message
}

/// A text.
pub fn text(text: &str) -> Value {
    json!({"type": "text", "text": {"body": text}})
}

/// Posts a message, with what its sender's contact shows beside the number.
pub fn post(shop: &Shop, message: &Value, contact: &Value) {
    let mut shown = json!({"wa_id": message["from"], "profile": {"name": "Ana"}});
    for (name, value) in contact.as_object().into_iter().flatten() {
        shown[name] = value.clone();
    }
    let body = shop.change(&json!({"contacts": [shown], "messages": [message]}));
    assert_eq!(shop.webhook(&body), 200);
}

/// Everybody whom the shop knows by a number, as its export tells of them.
pub fn exported(shop: &Shop, wa_id: &str) -> Option<Value> {
    let export = shop.admin("GET", "/export.jsonl", &[], b"").text;
    let record = |line: &str| serde_json::from_str::<Value>(line).expect("a record");
    let mut people = export.lines().map(record);
    people.find(|record| record["type"] == "person" && record["wa_id"] == wa_id)
}

/// Everything that the shop holds on whoever has a number, once it knows them.
pub fn held(shop: &Shop, wa_id: &str) -> Option<Value> {
    let person = exported(shop, wa_id)?["id"].as_str()?.to_owned();
    let answer = shop.admin("GET", &format!("/people/{person}"), &[], b"");
    (answer.status == 200).then(|| answer.json())
}
