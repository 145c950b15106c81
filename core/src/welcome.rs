//! The welcome's life: from queued to read, at most once.
//!
//! Graph has no idempotency key, so a call whose answer is lost may or may not have sent the
//! message. A welcome is therefore never sent again by itself once such a call was made: it stays
//! `uncertain` until a status names our callback data. The price is that a person may, rarely,
//! get none; the other choice would be that some get two.

use crate::graph::{Advice, Answer};
use crate::time::{HOUR, MINUTE, Millis, SECOND};
use crate::webhook::Delivery;
use serde::Serialize;

/// After this long without a report, the invocation that sent is taken for dead: it outlives
/// Graph's time limit and the platform's for work after an answer.
pub const REPORT_TIMEOUT: Millis = MINUTE;

/// A confirmation that comes a day late confuses more than it confirms; and free text may go only
/// within 24 hours of the person's message.
pub const TRY_FOR: Millis = 23 * HOUR;

/// A call that could not be made, because of a fault of our own, is made a little later.
const NOT_MADE_RETRY: Millis = 30 * SECOND;

/// Where a welcome stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum WelcomeState {
    /// Waits for its turn.
    Queued,
    /// Claimed and on its way to Graph. Towards the outside still "queued".
    #[serde(rename = "queued")]
    Sending,
    /// Graph took it.
    Accepted,
    /// Nobody knows whether Graph took it.
    Uncertain,
    /// On WhatsApp's servers.
    Sent,
    /// On the person's device.
    Delivered,
    /// Seen.
    Read,
    /// It will not arrive.
    Failed,
    /// The person took the opt-in back before it left.
    Cancelled,
}

impl WelcomeState {
    /// Every state, in the order of a welcome's life.
    pub const ALL: [Self; 9] = [
        Self::Queued,
        Self::Sending,
        Self::Accepted,
        Self::Uncertain,
        Self::Sent,
        Self::Delivered,
        Self::Read,
        Self::Failed,
        Self::Cancelled,
    ];

    /// The word in the book.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Accepted => "accepted",
            Self::Uncertain => "uncertain",
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Read => "read",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Reads the word in the book.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// What it goes as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The approved template.
    Template,
    /// Free text.
    Text,
}

/// One welcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Welcome {
    /// Where it stands.
    pub state: WelcomeState,
    /// What it goes as.
    pub form: Form,
    /// Whether free text stands in for a template that could not be used.
    pub fallback: bool,
    /// Meta's id, once known.
    pub wamid: Option<String>,
    /// How many times it was claimed.
    pub attempts: u32,
    /// When it was queued.
    pub queued_at: Millis,
    /// Meta's code for why it failed last.
    pub error: Option<i64>,
    /// Whether the person took the opt-in back: then it is never sent (again).
    pub withdrawn: bool,
}

/// What happens to a welcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// Its turn has come.
    Due,
    /// Graph answered, or did not.
    Answered {
        /// Which attempt this is the answer to: reports may come twice and late.
        attempt: u32,
        /// What it said.
        answer: Answer,
    },
    /// No report came back in time.
    ReportMissing,
    /// A status came, with Meta's id of the message and the code of a failure.
    Status {
        /// What happened.
        delivery: Delivery,
        /// Meta's id of the message.
        wamid: String,
        /// Why it failed.
        error: Option<i64>,
    },
    /// The person took the opt-in back.
    Withdrawn,
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// Call Graph, once.
    Send(Form),
    /// Come back then with [`Input::Due`].
    WakeAt(Millis),
    /// Come back then with [`Input::ReportMissing`].
    ExpectReportBy(Millis),
}

impl Welcome {
    /// Takes in what happened and says what is to be done. The change must be committed before
    /// any command is carried out.
    pub fn handle(&mut self, input: Input, now: Millis) -> Vec<Command> {
        match input {
            Input::Due => self.due(now),
            Input::Answered { attempt, answer } if attempt == self.attempts => {
                self.answered(answer, now)
            }
            Input::Answered { .. } => Vec::new(),
            Input::ReportMissing => {
                if self.state == WelcomeState::Sending {
                    self.state = WelcomeState::Uncertain;
                }
                Vec::new()
            }
            Input::Status {
                delivery,
                wamid,
                error,
            } => {
                self.status(delivery, wamid, error);
                Vec::new()
            }
            Input::Withdrawn => {
                self.withdrawn = true;
                if self.state == WelcomeState::Queued {
                    self.state = WelcomeState::Cancelled;
                }
                Vec::new()
            }
        }
    }

    fn due(&mut self, now: Millis) -> Vec<Command> {
        if self.state != WelcomeState::Queued {
            return Vec::new();
        }
        if now - self.queued_at > TRY_FOR {
            self.state = WelcomeState::Failed;
            return Vec::new();
        }
        self.state = WelcomeState::Sending;
        self.attempts = self.attempts.saturating_add(1);
        vec![
            Command::Send(self.form),
            Command::ExpectReportBy(now + REPORT_TIMEOUT),
        ]
    }

    fn answered(&mut self, answer: Answer, now: Millis) -> Vec<Command> {
        // A report may come late, after statuses have told the truth or the wait was given up.
        let waiting = matches!(self.state, WelcomeState::Sending | WelcomeState::Uncertain);
        match answer {
            Answer::Accepted(accepted) => {
                if waiting {
                    self.state = WelcomeState::Accepted;
                }
                self.wamid.get_or_insert(accepted.wamid);
                Vec::new()
            }
            Answer::Unknown => {
                if waiting {
                    self.state = WelcomeState::Uncertain;
                }
                Vec::new()
            }
            Answer::Refused(_) | Answer::NotMade if !waiting => Vec::new(),
            Answer::NotMade => self.again_after(NOT_MADE_RETRY, now),
            Answer::Refused(error) => {
                self.error = Some(error.code);
                match (error.advice(self.attempts), self.form) {
                    (Advice::RetryAfter(wait), _) => self.again_after(wait, now),
                    (Advice::UseFreeText, Form::Template) => {
                        self.form = Form::Text;
                        self.fallback = true;
                        self.again_after(0, now)
                    }
                    _ => {
                        self.state = WelcomeState::Failed;
                        Vec::new()
                    }
                }
            }
        }
    }

    /// Waits for another turn, unless it was taken back meanwhile or there is no time left.
    fn again_after(&mut self, wait: Millis, now: Millis) -> Vec<Command> {
        if self.withdrawn {
            self.state = WelcomeState::Cancelled;
            return Vec::new();
        }
        if now + wait - self.queued_at > TRY_FOR {
            self.state = WelcomeState::Failed;
            return Vec::new();
        }
        self.state = WelcomeState::Queued;
        vec![Command::WakeAt(now + wait)]
    }

    fn status(&mut self, delivery: Delivery, wamid: String, error: Option<i64>) {
        self.wamid.get_or_insert(wamid);
        let reached = match delivery {
            Delivery::Sent => WelcomeState::Sent,
            Delivery::Delivered => WelcomeState::Delivered,
            Delivery::Read | Delivery::Played => WelcomeState::Read,
            Delivery::Failed => WelcomeState::Failed,
        };
        if rank(reached) > rank(self.state) {
            self.state = reached;
            if reached == WelcomeState::Failed {
                self.error = error;
            }
        }
    }
}

/// States join upwards: a late `sent` never undoes a `read`, and a failure sticks. What was never
/// sent cannot get a status of its own, so those states stand lowest.
fn rank(state: WelcomeState) -> u8 {
    match state {
        WelcomeState::Queued | WelcomeState::Cancelled => 0,
        WelcomeState::Sending | WelcomeState::Uncertain | WelcomeState::Accepted => 1,
        WelcomeState::Sent => 2,
        WelcomeState::Delivered => 3,
        WelcomeState::Read => 4,
        WelcomeState::Failed => 5,
    }
}

#[cfg(test)]
mod tests;
