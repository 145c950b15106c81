//! How an opt-in is confirmed.

use serde::{Deserialize, Serialize};

/// How an opt-in is confirmed. With either, nothing counts before somebody acts in `WhatsApp`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ConfirmMode {
    /// The shopper sends the message: nothing ever goes to a number that did not write first.
    #[default]
    Whatsapp,
    /// On the hosted page the shopper types a number, which is asked once by template. Bubble and
    /// inline form stay as they are.
    Template,
}
