//! Meta's Graph API: what we send and what it answers.

mod answer;
mod error;
mod header;
mod interactive;
mod message;

pub use answer::{Accepted, Answer};
pub use error::{Advice, Effect, GraphError, STOPPED_MARKETING};
pub use header::{Header, Media, MediaKind};
pub use interactive::{Button, Interactive, LimitError, Row};
pub use message::{
    ButtonParameter, OutgoingMessage, Parameters, Recipient, STOP_PAYLOAD, TemplateMessage,
};
