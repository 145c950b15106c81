//! Updates that wait for their moment, and webhooks that wait for their 200.

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};

use super::update::{Update, What};
use crate::random;

/// First pause before a redelivery; each further one is twice as long.
const FIRST_PAUSE_MS: u64 = 200;
/// Longest pause before a redelivery.
const LONGEST_PAUSE_MS: u64 = 30_000;
/// Meta gives up after seven days.
const GIVE_UP_MS: u64 = 7 * 24 * 3_600_000;
/// A batch leaves when its oldest update waited so long, filled or not.
const BATCH_PATIENCE_MS: u64 = 250;
/// Finished deliveries kept for `GET /_sandbox/webhooks`.
const HISTORY: usize = 10_000;

/// Everything on its way to the worker.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Queue {
    next_id: u64,
    updates: Vec<Update>,
    deliveries: BTreeMap<u64, Delivery>,
    #[serde(skip)]
    finished: VecDeque<Delivery>,
}

/// One webhook on its way.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Delivery {
    /// Counts up.
    pub id: u64,
    /// The raw body.
    pub body: String,
    /// The numbers it speaks of.
    pub phone_number_ids: Vec<String>,
    /// How many updates it carries.
    pub updates: usize,
    /// The messages of people it carries, which get their tick when it is taken.
    pub incoming: Vec<Incoming>,
    /// When it was made, in milliseconds.
    pub created_ms: u64,
    /// When the next attempt is due.
    pub due_ms: u64,
    /// Attempts made.
    pub attempts: u32,
    /// HTTP status of the last attempt.
    pub status: Option<u16>,
    /// Why the last attempt got no answer.
    pub error: Option<String>,
    /// When it got its 200.
    pub delivered_ms: Option<u64>,
    /// An attempt is under way.
    #[serde(skip)]
    pub in_flight: bool,
}

/// A message of a person.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Incoming {
    /// To this number.
    pub phone_number_id: String,
    /// From this person.
    pub person: String,
    /// With this id.
    pub wamid: String,
}

/// How updates of one scope are packed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Packing {
    /// Updates are only batched within a scope: a number with a behaviour of its own, or all others.
    pub scope: Option<String>,
    /// Up to so many updates in a webhook.
    pub batch: usize,
    /// So many copies more than one.
    pub duplicate: u32,
    /// In disorder.
    pub shuffle: bool,
}

impl Queue {
    /// Adds an update.
    pub(crate) fn push(&mut self, update: Update) {
        self.updates.push(update);
    }

    /// Turns the updates whose moment has come into deliveries, and answers these updates.
    pub(crate) fn release(
        &mut self,
        now: u64,
        packing_of: impl Fn(&Update) -> Packing,
        body_of: impl Fn(&[Update]) -> String,
    ) -> Vec<Update> {
        let (mut due, waiting): (Vec<_>, Vec<_>) = std::mem::take(&mut self.updates)
            .into_iter()
            .partition(|update| update.due_ms <= now);
        self.updates = waiting;
        due.sort_by_key(|update| update.due_ms);

        let mut groups: BTreeMap<Packing, Vec<Update>> = BTreeMap::new();
        for update in due {
            groups.entry(packing_of(&update)).or_default().push(update);
        }
        let mut released = Vec::new();
        for (packing, mut updates) in groups {
            if packing.batch > 1 {
                let patient = |update: &Update| now < update.due_ms + BATCH_PATIENCE_MS;
                let rest = updates.len() % packing.batch;
                let tail = updates.split_off(updates.len() - rest);
                if tail.iter().all(patient) {
                    self.updates.extend(tail);
                } else {
                    updates.extend(tail);
                }
            }
            if packing.shuffle {
                random::disorder(&mut updates);
            }
            for batch in updates.chunks(packing.batch.max(1)) {
                for _ in 0..=packing.duplicate {
                    self.add_delivery(now, batch, body_of(batch));
                }
            }
            released.extend(updates);
        }
        released
    }

    /// The deliveries whose next attempt is due, marked as under way: id and body.
    pub(crate) fn take_due(&mut self, now: u64) -> Vec<(u64, String)> {
        self.deliveries
            .values_mut()
            .filter(|delivery| !delivery.in_flight && delivery.due_ms <= now)
            .map(|delivery| {
                delivery.in_flight = true;
                (delivery.id, delivery.body.clone())
            })
            .collect()
    }

    /// Whether updates wait that could leave.
    pub(crate) fn has_due_updates(&self, now: u64) -> bool {
        self.updates.iter().any(|update| update.due_ms <= now)
    }

    /// Milliseconds until something is due, once `release` and `take_due` have run.
    pub(crate) fn next_due_in(&self, now: u64) -> Option<u64> {
        let updates = self.updates.iter().map(|update| {
            if update.due_ms <= now {
                update.due_ms + BATCH_PATIENCE_MS // held back for a batch
            } else {
                update.due_ms
            }
        });
        let deliveries = self
            .deliveries
            .values()
            .filter(|delivery| !delivery.in_flight)
            .map(|delivery| delivery.due_ms);
        updates
            .chain(deliveries)
            .min()
            .map(|due| due.saturating_sub(now))
    }

    /// Notes how an attempt ended. Answers the delivery once it has its 200.
    pub(crate) fn finish_attempt(
        &mut self,
        id: u64,
        now: u64,
        outcome: Result<u16, String>,
    ) -> Option<Delivery> {
        let delivery = self.deliveries.get_mut(&id)?;
        delivery.in_flight = false;
        delivery.attempts += 1;
        let taken = outcome == Ok(200);
        match outcome {
            Ok(status) => (delivery.status, delivery.error) = (Some(status), None),
            Err(error) => (delivery.status, delivery.error) = (None, Some(error)),
        }
        if !taken && now.saturating_sub(delivery.created_ms) < GIVE_UP_MS {
            delivery.due_ms = now + pause_after(delivery.attempts);
            return None;
        }
        let mut delivery = self.deliveries.remove(&id)?;
        delivery.delivered_ms = taken.then_some(now);
        if self.finished.len() == HISTORY {
            self.finished.pop_front();
        }
        self.finished.push_back(delivery.clone());
        taken.then_some(delivery)
    }

    /// Finished deliveries and pending ones, oldest first.
    pub(crate) fn deliveries(&self) -> Vec<Delivery> {
        let mut all: Vec<_> = self
            .finished
            .iter()
            .chain(self.deliveries.values())
            .cloned()
            .collect();
        all.sort_by_key(|delivery| delivery.id);
        all
    }

    /// Updates that did not leave yet.
    #[cfg(test)]
    pub(crate) fn waiting(&self) -> usize {
        self.updates.len()
    }

    fn add_delivery(&mut self, now: u64, updates: &[Update], body: String) {
        let mut phone_number_ids: Vec<String> = updates
            .iter()
            .filter_map(|update| update.phone_number_id.clone())
            .collect();
        phone_number_ids.sort();
        phone_number_ids.dedup();
        let id = self.next_id;
        self.next_id += 1;
        let delivery = Delivery {
            id,
            body,
            phone_number_ids,
            updates: updates.len(),
            incoming: updates.iter().filter_map(incoming).collect(),
            created_ms: now,
            due_ms: now,
            attempts: 0,
            status: None,
            error: None,
            delivered_ms: None,
            in_flight: false,
        };
        self.deliveries.insert(id, delivery);
    }
}

fn incoming(update: &Update) -> Option<Incoming> {
    if !matches!(update.what, What::Message { .. }) {
        return None;
    }
    Some(Incoming {
        phone_number_id: update.phone_number_id.clone()?,
        person: update.person.clone()?,
        wamid: update.wamid.clone()?,
    })
}

/// 200 ms, 400 ms, 800 ms… 30 s.
fn pause_after(attempts: u32) -> u64 {
    let doublings = attempts.saturating_sub(1).min(16);
    (FIRST_PAUSE_MS << doublings).min(LONGEST_PAUSE_MS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn update(due_ms: u64) -> Update {
        Update {
            phone_number_id: Some("1".to_owned()),
            person: Some("34600000001".to_owned()),
            wamid: Some(format!("wamid.{due_ms}")),
            due_ms,
            what: What::Message {
                contact: None,
                item: json!({"id": due_ms}),
            },
        }
    }

    fn packing(batch: usize, duplicate: u32) -> Packing {
        Packing {
            scope: None,
            batch,
            duplicate,
            shuffle: false,
        }
    }

    fn sizes(queue: &Queue) -> Vec<usize> {
        queue
            .deliveries()
            .iter()
            .map(|delivery| delivery.updates)
            .collect()
    }

    #[test]
    fn pauses_double_from_200_ms_to_30_s() {
        let pauses: Vec<_> = (1..=10).map(pause_after).collect();
        assert_eq!(
            pauses,
            [
                200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000
            ]
        );
        assert_eq!(pause_after(u32::MAX), 30_000);
    }

    #[test]
    fn an_update_leaves_when_it_is_due() {
        let mut queue = Queue::default();
        queue.push(update(100));
        assert_eq!(queue.next_due_in(40), Some(60));
        assert!(
            queue
                .release(99, |_| packing(0, 0), |_| String::new())
                .is_empty()
        );
        assert_eq!(
            queue
                .release(100, |_| packing(0, 0), |_| String::new())
                .len(),
            1
        );
        assert_eq!(queue.take_due(100).len(), 1);
        assert!(queue.take_due(100).is_empty(), "an attempt is under way");
    }

    #[test]
    fn a_delivery_is_tried_again_until_it_gets_200() {
        let mut queue = Queue::default();
        queue.push(update(0));
        queue.release(0, |_| packing(0, 0), |_| String::new());
        for (now, outcome) in [
            (0, Err("refused".to_owned())),
            (200, Ok(503)),
            (600, Ok(204)),
        ] {
            assert_eq!(queue.take_due(now).len(), 1);
            assert!(queue.finish_attempt(0, now, outcome).is_none());
            assert!(queue.take_due(now + 1).is_empty(), "not at once");
        }
        assert_eq!(queue.take_due(1400).len(), 1);
        let taken = queue.finish_attempt(0, 1400, Ok(200));
        assert_eq!(
            taken.map(|delivery| (delivery.attempts, delivery.incoming.len())),
            Some((4, 1))
        );
        assert_eq!(queue.next_due_in(0), None);
    }

    #[test]
    fn full_batches_leave_at_once_and_the_rest_after_a_moment() {
        let mut queue = Queue::default();
        for _ in 0..5 {
            queue.push(update(0));
        }
        queue.release(0, |_| packing(2, 0), |_| String::new());
        assert_eq!(sizes(&queue), [2, 2]);
        assert_eq!(queue.waiting(), 1);
        queue.release(BATCH_PATIENCE_MS, |_| packing(2, 0), |_| String::new());
        assert_eq!(sizes(&queue), [2, 2, 1]);
    }

    #[test]
    fn duplicates_are_deliveries_of_the_same_body() {
        let mut queue = Queue::default();
        queue.push(update(0));
        queue.release(0, |_| packing(0, 2), |_| "same".to_owned());
        let bodies: Vec<_> = queue
            .take_due(0)
            .into_iter()
            .map(|(_, body)| body)
            .collect();
        assert_eq!(bodies, ["same", "same", "same"]);
    }

    #[test]
    fn what_is_pending_survives_a_restart_and_is_not_stuck_in_flight() {
        let mut queue = Queue::default();
        queue.push(update(0));
        queue.push(update(9_000));
        queue.release(0, |_| packing(0, 0), |_| "body".to_owned());
        queue.take_due(0);
        let read: Option<Queue> = serde_json::to_string(&queue)
            .ok()
            .and_then(|text| serde_json::from_str(&text).ok());
        let mut read = read.unwrap_or_default();
        assert_eq!(read.take_due(0), [(0, "body".to_owned())]);
        assert_eq!(read.waiting(), 1);
    }
}
