//! Webhooks: what they say, how they are written, and how they are delivered until the worker takes them.

pub(crate) mod client;
pub(crate) mod queue;
pub(crate) mod sender;
pub(crate) mod update;
pub mod wire;
