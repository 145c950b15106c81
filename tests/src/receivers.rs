//! What the shop's own receivers got, which the sandbox plays.

use crate::http;
use crate::shop::Shop;
use crate::wait;
use serde_json::Value;

/// A webhook that was passed on to the help desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forwarded {
    /// What it was answered.
    pub status: u64,
    /// Whether Meta's signature is that of these bytes.
    pub verified: bool,
    /// As it came.
    pub content_type: String,
    /// Meta's ids of the messages in it.
    pub messages: Vec<String>,
    /// The bytes in base64.
    pub body_base64: String,
}

impl Shop {
    /// Every webhook with this shop's number that reached the help desk, taken or not.
    pub fn forwarded(&self) -> Vec<Forwarded> {
        let path = format!(
            "/_sandbox/forwarded?phone_number_id={}",
            self.phone_number_id
        );
        let all = http::get(&self.sandbox(&path)).json();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let read = |item: &Value| Forwarded {
            status: item["status"].as_u64().expect("a status"),
            verified: item["verified"] == true,
            content_type: text(&item["content_type"]),
            messages: item["messages"]
                .as_array()
                .into_iter()
                .flatten()
                .map(text)
                .collect(),
            body_base64: text(&item["body_base64"]),
        };
        all.as_array().expect("a list").iter().map(read).collect()
    }

    /// The messages that the help desk has taken, in the order in which it first did.
    pub fn messages_taken(&self) -> Vec<String> {
        let mut taken = Vec::new();
        for forwarded in self.forwarded() {
            for id in forwarded.messages {
                if forwarded.status == 200 && !taken.contains(&id) {
                    taken.push(id);
                }
            }
        }
        taken
    }

    /// Waits until the help desk has taken all of these messages.
    pub fn has_forwarded(&self, ids: &[&String]) {
        wait::until("the help desk to have them", || {
            let taken = self.messages_taken();
            ids.iter().all(|id| taken.contains(id)).then_some(())
        });
    }

    /// Every event of this shop that was sent, repetitions too.
    pub fn events_sent(&self) -> Vec<Value> {
        let path = format!("/_sandbox/events?shop={}", self.slug);
        let all = http::get(&self.sandbox(&path)).json();
        all.as_array().cloned().expect("a list")
    }

    /// The `data` of the events of a type that were taken.
    pub fn events_of(&self, kind: &str) -> Vec<Value> {
        let mut events = self.events_sent();
        events.retain(|event| event["status"] == 200 && event["body"]["type"] == kind);
        events
            .into_iter()
            .map(|mut event| event["body"]["data"].take())
            .collect()
    }

    /// The one event of a type, once it was taken.
    pub fn event(&self, kind: &str) -> Value {
        let found = wait::until(kind, || {
            let events = self.events_of(kind);
            (!events.is_empty()).then_some(events)
        });
        assert_eq!(found.len(), 1, "{found:?}");
        found.into_iter().next().expect("an event")
    }
}
