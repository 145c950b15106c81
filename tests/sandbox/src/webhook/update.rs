//! Updates, and the envelopes that carry them.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::config::{Config, Number};
use crate::people::Person;

/// One thing that happened.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Update {
    /// The number it concerns; `None` for the whole account.
    pub phone_number_id: Option<String>,
    /// The person it concerns.
    pub person: Option<String>,
    /// The message it concerns.
    pub wamid: Option<String>,
    /// When it leaves, in milliseconds.
    pub due_ms: u64,
    /// What it says.
    pub what: What,
}

/// What an update says.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum What {
    /// A person wrote, tapped, or is spoken about in a `system` message.
    Message {
        /// Absent for `system` messages.
        contact: Option<Value>,
        /// The item of `messages`.
        item: Value,
    },
    /// What became of a message of ours.
    Status {
        /// The word itself.
        status: String,
        /// Absent for `failed`.
        contact: Option<Value>,
        /// The item of `statuses`.
        item: Value,
    },
    /// A field about the account rather than a chat.
    Account {
        /// Name of the field.
        field: String,
        /// Its value, whole.
        value: Value,
        /// The account, where that is not the sandbox's own.
        #[serde(default)]
        waba: Option<String>,
    },
}

impl What {
    const fn list(&self) -> Option<&'static str> {
        match self {
            Self::Message { .. } => Some("messages"),
            Self::Status { .. } => Some("statuses"),
            Self::Account { .. } => None,
        }
    }
}

/// The body of one webhook with these updates: one change for each number and kind, in order.
pub(crate) fn envelope(config: &Config, updates: &[Update]) -> Value {
    let mut changes: Vec<Value> = Vec::new();
    let mut places: Vec<(&str, &'static str)> = Vec::new();
    let mut entries: Vec<Value> = Vec::new();
    for update in updates {
        let (contact, item) = match &update.what {
            What::Account { field, value, waba } => {
                entries.push(json!({
                    "id": waba.as_ref().unwrap_or(&config.waba),
                    "time": update.due_ms / 1000,
                    "changes": [{"field": field, "value": value}],
                }));
                continue;
            }
            What::Message { contact, item } | What::Status { contact, item, .. } => (contact, item),
        };
        let id = update.phone_number_id.as_deref().unwrap_or_default();
        let list = update.what.list().unwrap_or_default();
        let place = places.iter().position(|place| *place == (id, list));
        let place = place.unwrap_or_else(|| {
            let display = config
                .number_by_id(id)
                .map(|number| number.display.as_str());
            changes.push(json!({"field": "messages", "value": {
                "messaging_product": "whatsapp",
                "metadata": {"display_phone_number": display, "phone_number_id": id},
            }}));
            places.push((id, list));
            changes.len() - 1
        });
        let value = changes
            .get_mut(place)
            .and_then(|change| change.get_mut("value"));
        if let Some(value) = value.and_then(Value::as_object_mut) {
            push(value, list, item.clone(), false);
            if let Some(contact) = contact {
                push(value, "contacts", contact.clone(), true);
            }
        }
    }
    if !changes.is_empty() {
        entries.push(json!({"id": config.waba, "changes": changes}));
    }
    json!({"object": "whatsapp_business_account", "entry": entries})
}

fn push(value: &mut serde_json::Map<String, Value>, list: &str, item: Value, once: bool) {
    let items = value.entry(list).or_insert_with(|| json!([]));
    if let Some(items) = items.as_array_mut()
        && !(once && items.contains(&item))
    {
        items.push(item);
    }
}

/// The entry of `contacts` for a person, with the number unless the shop is not shown it.
pub(crate) fn contact(person: &Person, with_number: bool) -> Value {
    let mut contact = json!({"profile": {"name": person.name}, "user_id": person.user_id});
    if let Some(username) = &person.username {
        set(
            &mut contact,
            "profile",
            json!({"name": person.name, "username": username}),
        );
    }
    if let (true, Some(wa_id)) = (with_number, &person.wa_id) {
        set(&mut contact, "wa_id", json!(wa_id));
    }
    contact
}

/// Sets a key of an object.
pub(crate) fn set(object: &mut Value, key: &str, value: Value) {
    if let Some(object) = object.as_object_mut() {
        object.insert(key.to_owned(), value);
    }
}

/// A message on its way from the shop to a person, as its statuses need to know it.
#[derive(Clone, Debug)]
pub(crate) struct Sent<'a> {
    /// The shop.
    pub shop: &'a Number,
    /// The person.
    pub person: &'a Person,
    /// The message's id.
    pub wamid: &'a str,
    /// Whether it was sent to the number rather than to the user id.
    pub to_number: bool,
    /// Echoed.
    pub biz_opaque_callback_data: Option<&'a str>,
    /// `utility`, `marketing`, `authentication` or `service`.
    pub category: &'a str,
    /// Whether the person wrote within 24 hours.
    pub in_window: bool,
}

impl Sent<'_> {
    /// The update that reports a status at that time.
    pub(crate) fn status(&self, status: &str, due_ms: u64, errors: Option<Value>) -> Update {
        let failed = status == "failed";
        let shows_number = self.to_number || !self.person.hide_phone;
        let mut item = json!({
            "id": self.wamid,
            "status": status,
            "timestamp": (due_ms / 1000).to_string(),
        });
        if let (true, Some(wa_id)) = (shows_number, &self.person.wa_id) {
            set(&mut item, "recipient_id", json!(wa_id));
        }
        if !(failed && self.to_number) {
            set(&mut item, "recipient_user_id", json!(self.person.user_id));
        }
        if let Some(data) = self.biz_opaque_callback_data {
            set(&mut item, "biz_opaque_callback_data", json!(data));
        }
        if status == "sent" || status == "delivered" {
            set(&mut item, "pricing", self.pricing());
        }
        if let Some(errors) = errors {
            set(&mut item, "errors", errors);
        }
        let contact = (!failed).then(|| {
            let mut person = self.person.clone();
            if status == "sent" {
                person.username = None; // Meta names it in `delivered` and `read` only
            }
            contact(&person, shows_number)
        });
        Update {
            phone_number_id: Some(self.shop.id.clone()),
            person: Some(self.person.key().to_owned()),
            wamid: Some(self.wamid.to_owned()),
            due_ms,
            what: What::Status {
                status: status.to_owned(),
                contact,
                item,
            },
        }
    }

    fn pricing(&self) -> Value {
        let free = self.in_window && (self.category == "service" || self.category == "utility");
        json!({
            "billable": !free,
            "pricing_model": "PMP",
            "type": if free { "free_customer_service" } else { "regular" },
            "category": self.category,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent<'a>(shop: &'a Number, person: &'a Person) -> Sent<'a> {
        Sent {
            shop,
            person,
            wamid: "wamid.X",
            to_number: true,
            biz_opaque_callback_data: Some("welcome:1"),
            category: "utility",
            in_window: true,
        }
    }

    #[test]
    fn a_status_names_both_ids_and_what_it_cost() {
        let (shop, person) = (Number::demo(), Person::of_number("34600000001"));
        let update = sent(&shop, &person).status("sent", 1_750_030_073_000, None);
        let body = envelope(&Config::default(), &[update]);
        let value = body
            .pointer("/entry/0/changes/0/value")
            .cloned()
            .unwrap_or_default();
        assert_eq!(
            value["metadata"],
            json!({"display_phone_number": "15550783881", "phone_number_id": "106540352242922"})
        );
        assert_eq!(
            value["statuses"],
            json!([{
                "id": "wamid.X", "status": "sent", "timestamp": "1750030073",
                "recipient_id": "34600000001", "recipient_user_id": person.user_id,
                "biz_opaque_callback_data": "welcome:1",
                "pricing": {"billable": false, "pricing_model": "PMP", "type": "free_customer_service", "category": "utility"},
            }])
        );
        assert_eq!(value["contacts"][0]["wa_id"], "34600000001");
    }

    #[test]
    fn a_failure_has_errors_and_no_contacts() {
        let (shop, person) = (Number::demo(), Person::of_number("34600000001"));
        let update = sent(&shop, &person).status("failed", 0, Some(json!([{"code": 131_026}])));
        let body = envelope(&Config::default(), &[update]);
        let value = body
            .pointer("/entry/0/changes/0/value")
            .cloned()
            .unwrap_or_default();
        assert!(value.get("contacts").is_none());
        assert!(value["statuses"][0].get("recipient_user_id").is_none());
        assert_eq!(value["statuses"][0]["errors"][0]["code"], 131_026);
    }

    #[test]
    fn a_hidden_number_is_left_out_not_null() {
        let (shop, mut person) = (Number::demo(), Person::of_number("34600000001"));
        person.hide_phone = true;
        let mut message = sent(&shop, &person);
        message.to_number = false;
        let wire = envelope(&Config::default(), &[message.status("read", 0, None)]).to_string();
        assert!(
            !wire.contains("34600000001") && !wire.contains("null"),
            "{wire}"
        );
    }

    #[test]
    fn updates_of_one_number_and_kind_share_a_change() {
        let (shop, person) = (Number::demo(), Person::of_number("34600000001"));
        let message = sent(&shop, &person);
        let updates = [
            message.status("delivered", 0, None),
            Update {
                phone_number_id: None,
                person: None,
                wamid: None,
                due_ms: 5000,
                what: What::Account {
                    field: "message_template_status_update".to_owned(),
                    value: json!({"event": "PAUSED"}),
                    waba: None,
                },
            },
            message.status("read", 0, None),
        ];
        let body = envelope(&Config::default(), &updates);
        assert_eq!(body["entry"].as_array().map(Vec::len), Some(2));
        assert_eq!(body["entry"][0]["time"], 5);
        let value = &body["entry"][1]["changes"][0]["value"];
        assert_eq!(value["statuses"].as_array().map(Vec::len), Some(2));
        assert_eq!(value["contacts"].as_array().map(Vec::len), Some(1));
    }
}
