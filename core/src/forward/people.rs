//! Who an update is about.

use crate::phone::{UserId, WaId};
use crate::webhook::Kind;
use serde_json::Value;

/// Where Meta names people in an item: of a message, a status, a preference, an echo.
const NUMBERS: [&str; 4] = ["from", "to", "recipient_id", "wa_id"];
const USERS: [&str; 4] = ["from_user_id", "to_user_id", "recipient_user_id", "user_id"];

/// The people whom an item names, each number in the form for comparing and each user ID as it is:
/// two items with one of them in common are about the same person. What the shop wrote (an echo) is
/// from the shop.
pub fn people(kind: Kind, item: &[u8]) -> Vec<String> {
    let Ok(Value::Object(fields)) = serde_json::from_slice::<Value>(item) else {
        return Vec::new();
    };
    let text = |name: &&str| fields.get(*name).and_then(Value::as_str);
    let of_people = |name: &&&str| kind != Kind::Echo || !name.starts_with("from");
    let numbers = NUMBERS.iter().filter(of_people).filter_map(text);
    let numbers = numbers.filter_map(|number| {
        let id = WaId::parse(number).ok()?;
        Some(id.normal_form().as_str().to_owned())
    });
    let users = USERS.iter().filter(of_people).filter_map(text);
    let users = users.filter_map(|user| Some(UserId::parse(user).ok()?.as_str().to_owned()));
    numbers.chain(users).collect()
}
