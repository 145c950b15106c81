//! The state machine of one message.

use super::{Kind, MessageState, Reason};
use crate::gate::Verdict;
use crate::graph::{Advice, Answer, GraphError};
use crate::time::{MINUTE, Millis, SECOND};
use crate::webhook::Delivery;

/// After this long without a report, the invocation that sent is taken for dead: it outlives
/// Graph's time limit and the platform's for work after an answer.
pub const REPORT_TIMEOUT: Millis = MINUTE;

/// A call that could not be made, because of a fault of our own, is made a little later.
const NOT_MADE_RETRY: Millis = 30 * SECOND;

/// A message whose number or template was just stopped is looked at again so soon; by then the
/// gate knows of the stop, and says until when.
const ASK_GATE_AGAIN: Millis = SECOND;

/// Nothing is tried for ever: by then a rule of ours goes round in circles.
const MOST_ATTEMPTS: u32 = 100;

/// What it goes as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// An approved template: allowed at any time, by consent.
    Template,
    /// Free text, or something to tap: allowed within 24 hours of the person's last message.
    Text,
}

/// One message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// What it is for.
    pub kind: Kind,
    /// Where it stands.
    pub state: MessageState,
    /// What it goes as.
    pub form: Form,
    /// Whether free text stands in for a template that could not be used.
    pub fallback: bool,
    /// Meta's id, once known.
    pub wamid: Option<String>,
    /// How many times it was claimed.
    pub attempts: u32,
    /// When it is given up.
    pub give_up_at: Millis,
    /// Meta's code for why it failed last.
    pub error: Option<i64>,
    /// Why it waits, or ended without arriving.
    pub reason: Option<Reason>,
    /// Whether the person took back what it is about: then it is never sent (again).
    pub withdrawn: bool,
}

/// What happens to a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// Its turn has come, and this is what the gate says.
    Due(Verdict),
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
    /// The person took back what it is about.
    Withdrawn,
    /// Somebody looked, and wants it sent again.
    Resend,
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
    /// Give it new callback data: what is still said of the call before is no news of the next.
    RenewCallback,
}

impl Outgoing {
    /// Takes in what happened and says what is to be done. The change must be committed before
    /// any command is carried out.
    pub fn handle(&mut self, input: Input, now: Millis) -> Vec<Command> {
        match input {
            Input::Due(verdict) => self.due(verdict, now),
            Input::Answered { attempt, answer } if attempt == self.attempts => {
                self.answered(answer, now)
            }
            Input::Answered { .. } => Vec::new(),
            Input::ReportMissing => {
                if self.state == MessageState::Sending {
                    self.state = MessageState::Uncertain;
                }
                Vec::new()
            }
            Input::Status {
                delivery: Delivery::Failed,
                wamid,
                error: Some(code),
            } => self.failed(wamid, code, now),
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
                if self.state == MessageState::Queued {
                    self.end(Reason::Withdrawn);
                }
                Vec::new()
            }
            Input::Resend => self.resend(now),
        }
    }

    fn due(&mut self, verdict: Verdict, now: Millis) -> Vec<Command> {
        if self.state != MessageState::Queued {
            return Vec::new();
        }
        if now > self.give_up_at {
            let held_up_by = match verdict {
                Verdict::Wait { reason, .. } | Verdict::Never(reason) => Some(reason),
                Verdict::Send(_) => self.reason,
            };
            self.reason = held_up_by;
            self.give_up();
            return Vec::new();
        }
        match verdict {
            Verdict::Never(reason) => {
                self.end(reason);
                Vec::new()
            }
            Verdict::Wait { until, reason } => {
                self.reason = Some(reason);
                self.wait_until(until.max(now), now)
            }
            Verdict::Send(form) => {
                if form != self.form {
                    // Text never turns into a template: see `refused`.
                    self.fallback |= self.form == Form::Template;
                    self.form = Form::Text;
                }
                self.state = MessageState::Sending;
                self.attempts = self.attempts.saturating_add(1);
                self.reason = None;
                vec![
                    Command::Send(self.form),
                    Command::ExpectReportBy(now + REPORT_TIMEOUT),
                ]
            }
        }
    }

    fn answered(&mut self, answer: Answer, now: Millis) -> Vec<Command> {
        // A report may come late, after statuses have told the truth or the wait was given up.
        let waiting = self.state.is_open();
        match answer {
            // The call failed by a status already, and the message waits for the next.
            Answer::Accepted(_)
                if matches!(self.state, MessageState::Queued | MessageState::Cancelled) =>
            {
                Vec::new()
            }
            Answer::Accepted(accepted) => {
                if waiting {
                    self.state = MessageState::Accepted;
                }
                self.wamid.get_or_insert(accepted.wamid);
                Vec::new()
            }
            Answer::Unknown => {
                if waiting {
                    self.state = MessageState::Uncertain;
                }
                Vec::new()
            }
            Answer::Refused(_) | Answer::NotMade if !waiting => Vec::new(),
            Answer::NotMade => {
                self.reason = Some(Reason::NotMade);
                self.again_at(now + NOT_MADE_RETRY, now)
            }
            Answer::Refused(error) => {
                let advice = error.advice(self.attempts);
                self.refused(&error, advice, now)
            }
        }
    }

    /// Does what a refusal advises. Nobody got the message.
    fn refused(&mut self, error: &GraphError, advice: Advice, now: Millis) -> Vec<Command> {
        self.error = Some(error.code);
        self.reason = Some(error.reason());
        let text_may_stand_in = self.form == Form::Template && self.kind.has_free_text();
        match advice {
            Advice::RetryAfter(wait) => self.again_at(now + wait, now),
            Advice::UseFreeText | Advice::WaitForTemplate if text_may_stand_in => {
                self.form = Form::Text;
                self.fallback = true;
                self.again_at(now, now)
            }
            Advice::WaitForTemplate if self.form == Form::Template => {
                self.again_at(now + ASK_GATE_AGAIN, now)
            }
            Advice::WaitForNumber => self.again_at(now + ASK_GATE_AGAIN, now),
            // No kind that goes as free text has a template with its words: a welcome goes as text
            // because its person had the template already, or cannot have it.
            Advice::UseFreeText
            | Advice::WaitForTemplate
            | Advice::UseTemplate
            | Advice::GiveUp => {
                self.give_up();
                Vec::new()
            }
        }
    }

    /// Waits for another turn, unless it was taken back meanwhile or there is no time left.
    fn again_at(&mut self, at: Millis, now: Millis) -> Vec<Command> {
        if self.withdrawn {
            self.end(Reason::Withdrawn);
            return Vec::new();
        }
        if self.attempts >= MOST_ATTEMPTS {
            self.give_up();
            return Vec::new();
        }
        self.state = MessageState::Queued;
        self.wait_until(at, now)
    }

    fn wait_until(&mut self, at: Millis, now: Millis) -> Vec<Command> {
        if at.max(now) > self.give_up_at {
            self.give_up();
            return Vec::new();
        }
        vec![Command::WakeAt(at)]
    }

    /// A call failed by a status: nobody got the message. Where a limit or a stopped number is to
    /// blame, it waits for another turn, as after a refusal in Graph's answer.
    fn failed(&mut self, wamid: String, code: i64, now: Millis) -> Vec<Command> {
        let error = GraphError::of_status(code);
        let advice = error.advice_after_acceptance(self.attempts);
        // A failure sticks; one whose code was not known yet is explained now.
        let unexplained = self.state == MessageState::Failed
            && self.error.is_none()
            // What never left has no failure of its own to be explained.
            && self.wamid.is_some();
        let arrived = self.state.rank() >= MessageState::Delivered.rank();
        if (arrived && !unexplained) || advice == Advice::GiveUp || self.withdrawn {
            self.status(Delivery::Failed, wamid, Some(code));
            return Vec::new();
        }
        // It waits for another turn already.
        if matches!(self.state, MessageState::Queued | MessageState::Cancelled) {
            return Vec::new();
        }
        self.wamid = None;
        let mut commands = self.refused(&error, advice, now);
        if self.state == MessageState::Queued {
            commands.push(Command::RenewCallback);
        } else {
            self.wamid = Some(wamid);
        }
        commands
    }

    fn status(&mut self, delivery: Delivery, wamid: String, error: Option<i64>) {
        self.wamid.get_or_insert(wamid);
        let reached = MessageState::of(delivery);
        let explains = reached == self.state && self.error.is_none() && error.is_some();
        if reached.rank() > self.state.rank() || explains {
            self.state = reached;
            self.reason = None;
            if reached == MessageState::Failed {
                self.error = error;
                let why = error.map(|code| GraphError::of_status(code).reason());
                self.reason = Some(why.unwrap_or(Reason::Refused));
            }
        }
    }

    fn resend(&mut self, now: Millis) -> Vec<Command> {
        let ended = matches!(self.state, MessageState::Uncertain | MessageState::Failed);
        if !ended || !self.kind.may_be_resent() || self.withdrawn {
            return Vec::new();
        }
        self.state = MessageState::Queued;
        self.wamid = None;
        self.error = None;
        self.reason = None;
        self.give_up_at = now + self.kind.try_for();
        vec![Command::WakeAt(now), Command::RenewCallback]
    }

    /// Ends it for the reason why it waited.
    fn give_up(&mut self) {
        self.state = MessageState::Failed;
        self.reason.get_or_insert(Reason::TooLate);
    }

    fn end(&mut self, reason: Reason) {
        self.state = reason.end();
        self.reason = Some(reason);
    }
}
