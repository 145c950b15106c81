//! An opt-in from the tap on: posted with patience, watched gently, kept over a reload.

/// After this long without the message the form says "not yet".
pub(crate) const NOT_YET_AFTER: u64 = 60 * SECOND;
/// After this long the request is over, here and in the book.
pub(crate) const EXPIRES_AFTER: u64 = 24 * 60 * 60 * SECOND;
/// An answer that took this long was held back by the worker, so the next question may follow at
/// once; a quicker one must not turn the watching into a flood.
const HELD: u64 = 3 * SECOND;
/// Beside quick answers: the pace in the first minutes, and later.
const PACE: u64 = 2 * SECOND;
const SLOW_PACE: u64 = 30 * SECOND;
/// For how long the worker holds answers back after the post.
const HELD_FOR: u64 = 15 * 60 * SECOND;

const SECOND: u64 = 1000;

/// One act of asking, after its tap. All times are milliseconds of the wall clock, because they
/// must make sense after a reload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Attempt {
    /// When the shopper first tapped: the day's grace counts from here.
    pub(crate) at: u64,
    /// When the shopper last tapped: "not yet" counts from here.
    pub(crate) tapped: u64,
    pub(crate) delivery: Delivery,
    /// An earlier page of this visit posted it and did not live to see the answer.
    pub(crate) unsure: bool,
    watch: Watch,
}

/// Whether the opt-in has reached the worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Delivery {
    /// To be posted at this time; so many posts have failed.
    Due { at: u64, failed: u32 },
    /// On its way.
    UnderWay { failed: u32 },
    /// The worker has it.
    Done,
}

/// The watching of the opt-in's state.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Watch {
    /// When to ask next; nothing while a question is open, or before the post arrived.
    next: Option<u64>,
    asked: u64,
    /// Number of the last question: answers to earlier ones count for nothing.
    turn: u32,
    failed: u32,
}

impl Attempt {
    /// A tap at `now`; its post is under way.
    pub(crate) fn tapped(now: u64) -> Self {
        Self {
            at: now,
            tapped: now,
            delivery: Delivery::UnderWay { failed: 0 },
            unsure: false,
            watch: Watch::default(),
        }
    }

    /// One of an earlier page, tapped at `at`. The worker is asked before anything is posted
    /// again.
    pub(crate) fn restored(at: u64, posted: bool, now: u64) -> Self {
        Self {
            at,
            tapped: at,
            delivery: Delivery::Done,
            unsure: !posted,
            watch: Watch {
                next: Some(now),
                ..Watch::default()
            },
        }
    }

    /// The post arrived: from now on the state is worth asking for.
    pub(crate) fn posted(&mut self, now: u64) {
        self.delivery = Delivery::Done;
        self.unsure = false;
        self.watch.next = Some(now);
    }

    /// The post failed for a passing reason. It is tried again for as long as the page lives and
    /// the request holds: 2 s, 4 s, … 60 s apart.
    pub(crate) fn post_failed(&mut self, now: u64) {
        if let Delivery::Due { failed, .. } | Delivery::UnderWay { failed } = self.delivery {
            let failed = failed + 1;
            self.delivery = Delivery::Due {
                at: now + pause(failed),
                failed,
            };
        }
    }

    /// Whether the post is to be sent now; if so, it is under way.
    pub(crate) fn take_post(&mut self, now: u64) -> bool {
        match self.delivery {
            Delivery::Due { at, failed } if at <= now => {
                self.delivery = Delivery::UnderWay { failed };
                true
            }
            _ => false,
        }
    }

    /// The number of the question to ask now, if one is due.
    pub(crate) fn take_question(&mut self, now: u64) -> Option<u32> {
        if self.watch.next? > now {
            return None;
        }
        self.watch.next = None;
        self.watch.asked = now;
        self.watch.turn += 1;
        Some(self.watch.turn)
    }

    /// Whether an answer to question `turn` still counts.
    pub(crate) fn is_current(&self, turn: u32) -> bool {
        self.watch.turn == turn
    }

    /// The worker answered, and the end is not reached.
    pub(crate) fn still_open(&mut self, now: u64) {
        self.unsure = false;
        self.watch.failed = 0;
        let pace = if now.saturating_sub(self.watch.asked) >= HELD {
            0
        } else if now.saturating_sub(self.at) < HELD_FOR {
            PACE
        } else {
            SLOW_PACE
        };
        self.watch.next = Some(now + pace);
    }

    /// The worker never got the post: to be sent once more, now.
    pub(crate) fn lost(&mut self, now: u64) {
        self.delivery = Delivery::Due { at: now, failed: 0 };
    }

    /// Whether the worker surely has it.
    pub(crate) fn is_posted(&self) -> bool {
        self.delivery == Delivery::Done && !self.unsure
    }

    /// The worker could not be asked.
    pub(crate) fn question_failed(&mut self, now: u64) {
        self.watch.failed += 1;
        self.watch.next = Some(now + pause(self.watch.failed));
    }

    /// The shopper came back to the page, and perhaps into the reach of a network: a post that
    /// waits goes now. A question that was open may have died with the connection, so ask anew,
    /// unless one was asked this very moment.
    pub(crate) fn seen_again(&mut self, now: u64) {
        if let Delivery::Due { at, .. } = &mut self.delivery {
            *at = now;
        } else if self.delivery == Delivery::Done && now.saturating_sub(self.watch.asked) > SECOND {
            self.watch.next = Some(now);
        }
    }

    /// When something is next due by itself. Nobody is asked while the page is hidden.
    pub(crate) fn wakes_at(&self, visible: bool) -> u64 {
        let question = self.watch.next.filter(|_| visible);
        let post = match self.delivery {
            Delivery::Due { at, .. } => Some(at),
            _ => None,
        };
        [question, post]
            .into_iter()
            .flatten()
            .fold(self.at + EXPIRES_AFTER, u64::min)
    }
}

/// 2, 4, 8, … at most 60 seconds.
fn pause(failed: u32) -> u64 {
    (SECOND << failed.min(6)).min(60 * SECOND)
}
