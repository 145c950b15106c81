//! What the parts tell each other: requests that were posted, messages that the worker sent.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::time::Instant;

/// An opt-in that was posted and waits to be said.
#[derive(Debug)]
pub(crate) struct Posted {
    pub(crate) code: String,
    /// What WhatsApp types.
    pub(crate) text: String,
}

/// A message that the worker sent, whose statuses are to come.
#[derive(Debug, Clone)]
pub(crate) struct Sent {
    pub(crate) wamid: String,
    pub(crate) to: String,
    pub(crate) callback: String,
}

/// Shared by all.
#[derive(Debug, Default)]
pub(crate) struct World(Mutex<Inner>);

#[derive(Debug, Default)]
pub(crate) struct Inner {
    /// Opt-ins whose code nobody has said yet.
    pub(crate) posted: VecDeque<Posted>,
    /// Messages of the worker that Meta has no status of yet.
    pub(crate) sent: VecDeque<Sent>,
    /// When the webhook with somebody's code was due, by their number.
    pub(crate) said_at: HashMap<String, Instant>,
    /// From then until the worker called Graph, in milliseconds.
    pub(crate) to_graph: Vec<f64>,
    /// How many messages each number was sent.
    pub(crate) messages_to: HashMap<String, u32>,
}

impl World {
    pub(crate) fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
