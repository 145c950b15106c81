//! What goes on to the shop's help desk, and what its own systems are told.

use serde::{Deserialize, Serialize};

/// Which webhooks go on to `FORWARD_URL`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Forward {
    /// Those with a message for the shop's people: no code, no stop, no tap on our buttons.
    #[default]
    Unanswered,
    /// All of them.
    Everything,
}

/// What the events hold that go to `EVENTS_URL`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EventDetail {
    /// Phone number, WhatsApp's ids and name of the person, and Meta's ids of messages, which hold
    /// the number. Without it a person is a pseudonym.
    pub identifiers: bool,
    /// What people wrote.
    pub texts: bool,
}
