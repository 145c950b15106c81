//! What all parts share: the book behind its lock, and the bells that ring when it changes.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::{Notify, watch};

use crate::behaviour::Behaviours;
use crate::book::Book;
use crate::calls::Call;
use crate::config::Config;
use crate::held::Holdings;
use crate::media::Media;
use crate::receivers::Inbound;
use crate::templates::Library;
use crate::webhook::client::Client;
use crate::webhook::update::Update;

/// Graph calls kept for `GET /_sandbox/calls`.
const CALLS: usize = 10_000;
/// Meta's pair rate: more than 45 messages to one person within six seconds are refused.
const PAIR_BURST: usize = 45;
const PAIR_MS: u64 = 6000;

/// The running sandbox.
pub(crate) struct Sandbox {
    pub config: Config,
    pub library: Library,
    pub behaviours: Behaviours,
    pub holdings: Holdings,
    pub client: Client,
    /// Rings when the queue may have something to do.
    pub wake: Notify,
    /// Rings when the state file is out of date.
    pub dirty: Notify,
    /// Rings when the state file is about to be written for the last time.
    pub closing: Notify,
    /// Ticks when a page may have something new to show.
    pub changed: watch::Sender<u64>,
    book: Mutex<Book>,
    /// Files that people sent.
    pub media: Media,
    /// What the shop's own receivers got.
    pub inbound: Inbound,
    calls: Mutex<VecDeque<Call>>,
    pairs: Mutex<HashMap<String, VecDeque<u64>>>,
    /// Turnstile tokens that were shown.
    tokens: Mutex<HashSet<String>>,
    worker_is_well: AtomicBool,
}

impl Sandbox {
    pub(crate) fn new(config: Config, book: Book) -> Self {
        Self {
            library: Library::new(config.templates.clone()),
            config,
            behaviours: Behaviours::default(),
            holdings: Holdings::default(),
            client: Client::new(),
            wake: Notify::new(),
            dirty: Notify::new(),
            closing: Notify::new(),
            changed: watch::Sender::new(0),
            book: Mutex::new(book),
            media: Media::default(),
            inbound: Inbound::default(),
            calls: Mutex::default(),
            pairs: Mutex::default(),
            tokens: Mutex::default(),
            worker_is_well: AtomicBool::new(true),
        }
    }

    /// Looks into the book.
    pub(crate) fn read<R>(&self, look: impl FnOnce(&Book) -> R) -> R {
        look(&self.lock_book())
    }

    /// Changes the book; it is saved, and pages are drawn again.
    pub(crate) fn change<R>(&self, change: impl FnOnce(&mut Book) -> R) -> R {
        let result = self.change_quietly(change);
        self.dirty.notify_one();
        self.changed
            .send_modify(|tick| *tick = tick.wrapping_add(1));
        result
    }

    /// Changes what nobody needs to see or keep.
    pub(crate) fn change_quietly<R>(&self, change: impl FnOnce(&mut Book) -> R) -> R {
        change(&mut self.lock_book())
    }

    /// Puts an update into the queue.
    pub(crate) fn enqueue(&self, update: Update) {
        self.change(|book| book.queue.push(update));
        self.wake.notify_one();
    }

    /// Remembers a Graph call.
    pub(crate) fn record(&self, call: Call) {
        let mut calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        if calls.len() == CALLS {
            calls.pop_front();
        }
        calls.push_back(call);
    }

    /// The Graph calls so far.
    pub(crate) fn calls(&self) -> Vec<Call> {
        let calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        calls.iter().cloned().collect()
    }

    /// Whether one more message to this person keeps to the pair rate; counts it if so.
    pub(crate) fn take_pair_slot(&self, phone_number_id: &str, person: &str, now: u64) -> bool {
        let mut pairs = self.pairs.lock().unwrap_or_else(PoisonError::into_inner);
        let recent = pairs
            .entry(format!("{phone_number_id}/{person}"))
            .or_default();
        while recent.front().is_some_and(|at| at + PAIR_MS <= now) {
            recent.pop_front();
        }
        if recent.len() >= PAIR_BURST {
            return false;
        }
        recent.push_back(now);
        true
    }

    /// Whether a Turnstile token is shown for the first time.
    pub(crate) fn spend(&self, token: &str) -> bool {
        let mut tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        tokens.insert(token.to_owned())
    }

    /// Says once that the worker does not take webhooks, and once that it does again.
    pub(crate) fn note_worker(&self, complaint: Option<String>) {
        let well = complaint.is_none();
        if self.worker_is_well.swap(well, Ordering::Relaxed) == well {
            return;
        }
        match complaint {
            Some(complaint) => eprintln!(
                "sandbox: {} {complaint}; trying again until it answers 200",
                self.config.webhook_url
            ),
            None => eprintln!("sandbox: {} takes webhooks again", self.config.webhook_url),
        }
    }

    fn lock_book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_45_messages_in_six_seconds_to_one_person_are_too_many() {
        let sandbox = Sandbox::new(Config::default(), Book::default());
        assert!((0..45).all(|at| sandbox.take_pair_slot("1", "34600000001", at)));
        assert!(!sandbox.take_pair_slot("1", "34600000001", 100));
        assert!(sandbox.take_pair_slot("1", "34600000002", 100));
        assert!(sandbox.take_pair_slot("1", "34600000001", 6000));
    }
}
