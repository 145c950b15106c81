//! The life of one item: from queued to taken, at least once.

use super::{Answer, Dice, Schedule};
use crate::time::{MINUTE, Millis};

/// After this long without a report, the invocation that had an item is taken for dead: it has four
/// rounds of at most 15 s, with room to fetch and to report.
pub const REPORT_TIMEOUT: Millis = 2 * MINUTE;

/// Where an item stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryState {
    /// Waits for its turn.
    Queued,
    /// Claimed, and on its way.
    Sending,
    /// The receiver has it.
    Delivered,
    /// Given up.
    Failed,
}

impl DeliveryState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Queued, Self::Sending, Self::Delivered, Self::Failed];

    /// The word in the book.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
        }
    }

    /// Reads the word in the book.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// One item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delivery {
    /// Where it stands.
    pub state: DeliveryState,
    /// How often it was claimed.
    pub attempts: u32,
    /// Since when it waits to be delivered.
    pub since: Millis,
}

/// What happens to an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input {
    /// Its turn has come.
    Due,
    /// An attempt ended.
    Answered {
        /// Which attempt: reports may come twice and late.
        attempt: u32,
        /// How.
        answer: Answer,
    },
    /// No report came back in time.
    ReportMissing,
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// Hand it to the receiver.
    Send,
    /// Come back then with [`Input::Due`].
    WakeAt(Millis),
    /// Come back then with [`Input::ReportMissing`].
    ExpectReportBy(Millis),
    /// The receiver has it.
    Delivered,
    /// Nothing is tried any more.
    GiveUp,
}

impl Delivery {
    /// An item that waits for its first turn.
    pub fn new(since: Millis) -> Self {
        Self {
            state: DeliveryState::Queued,
            attempts: 0,
            since,
        }
    }

    /// Takes in what happened and says what is to be done. The change must be committed before any
    /// command is carried out.
    pub fn handle(
        &mut self,
        input: Input,
        schedule: &Schedule,
        now: Millis,
        dice: Dice,
    ) -> Vec<Command> {
        match (input, self.state) {
            // The receiver has it, whichever attempt it was, and whatever was thought of it.
            (
                Input::Answered {
                    answer: Answer::Taken,
                    ..
                },
                DeliveryState::Queued | DeliveryState::Sending,
            ) => {
                self.state = DeliveryState::Delivered;
                vec![Command::Delivered]
            }
            (Input::Due, DeliveryState::Queued) => self.due(schedule, now),
            (Input::Answered { attempt, answer }, DeliveryState::Sending)
                if attempt == self.attempts =>
            {
                let retry_after = match answer {
                    Answer::Refused { retry_after, .. } => retry_after,
                    _ => None,
                };
                self.again(retry_after, schedule, now, dice)
            }
            // Whoever had it died, before or after: at least once means once more.
            (Input::ReportMissing, DeliveryState::Sending) => self.again(None, schedule, now, dice),
            _ => Vec::new(),
        }
    }

    fn due(&mut self, schedule: &Schedule, now: Millis) -> Vec<Command> {
        if now.saturating_sub(self.since) > schedule.within {
            return self.give_up();
        }
        self.state = DeliveryState::Sending;
        self.attempts = self.attempts.saturating_add(1);
        vec![
            Command::Send,
            Command::ExpectReportBy(now.saturating_add(REPORT_TIMEOUT)),
        ]
    }

    fn again(
        &mut self,
        retry_after: Option<Millis>,
        schedule: &Schedule,
        now: Millis,
        dice: Dice,
    ) -> Vec<Command> {
        let wait = schedule.wait(self.attempts, retry_after, dice);
        let at = wait.map(|wait| now.saturating_add(wait));
        match at.filter(|at| at.saturating_sub(self.since) <= schedule.within) {
            Some(at) => {
                self.state = DeliveryState::Queued;
                vec![Command::WakeAt(at)]
            }
            None => self.give_up(),
        }
    }

    fn give_up(&mut self) -> Vec<Command> {
        self.state = DeliveryState::Failed;
        vec![Command::GiveUp]
    }
}
