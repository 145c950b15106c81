//! Meta's Graph API: what we send and what it answers.

mod answer;
mod interactive;
mod message;
mod template;

pub use answer::{Accepted, Advice, Answer, GraphError, STOPPED_MARKETING};
pub use interactive::{Button, Interactive, LimitError, Row};
pub use message::{OutgoingMessage, Recipient, STOP_PAYLOAD};
pub use template::{
    Fill, FillWith, Filling, Header, Media, MediaKind, Parameters, TemplateMessage,
};
