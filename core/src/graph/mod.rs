//! Meta's Graph API: what we send and what it answers.

mod answer;
mod message;

pub use answer::{Accepted, Advice, Answer, GraphError};
pub use message::{OutgoingMessage, Recipient, STOP_PAYLOAD, TemplateMessage};
