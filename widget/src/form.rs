//! The form as a state machine: inputs and the moment in, commands out. No page, no clock, no
//! dice and no network here; the shell (`shell.rs`) has those, and the view (`view/`) the page.

use crate::attempt::{Attempt, EXPIRES_AFTER, NOT_YET_AFTER};
use crate::shop::Ticks;
use saludo_core::code::Code;

/// When an input comes, and nine fresh random bytes in case it needs a new code.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moment {
    pub(crate) now: u64,
    pub(crate) random: [u8; 9],
}

/// What the panel shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Screen {
    /// "Ask us something" and "Get updates".
    Doors,
    /// The purposes and the statement.
    Topics,
    /// WhatsApp was opened; the message has not come yet.
    Waiting,
    /// The same, a minute later.
    NotYet,
    /// The message came.
    Confirmed,
    /// A day has passed.
    Expired,
}

/// Everything that can happen to the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Input {
    /// The panel is to be shown.
    Opened,
    /// The panel is to be closed.
    Closed,
    /// The first door.
    Asked,
    /// The second door.
    ChoseUpdates,
    /// From the form to the doors.
    WentBack,
    /// From an outcome to the form, which is as it was left.
    Reconsidered,
    /// From an outcome to the beginning.
    StartedOver,
    /// A purpose's box was ticked or unticked.
    Ticked { purpose: u32, on: bool },
    /// The name was edited.
    Renamed,
    /// The link to WhatsApp was tapped.
    Continued,
    /// An earlier page of this visit left this.
    Restored(Kept),
    /// The post was answered with this HTTP status; with none, it did not get through.
    PostAnswered(Option<u16>),
    /// Question `turn` was answered; with none, it did not get through.
    StateAnswered { turn: u32, state: Option<State> },
    /// The page came into sight or went out of it.
    Seen(bool),
    /// The time named by `wakes_at` has come.
    Woken,
}

/// An opt-in's state, as the worker says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Unknown,
    Requested,
    Confirmed,
    Expired,
    Withdrawn,
}

/// Everything the form can want. A command speaks of the form as it then stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Command {
    Show(Screen),
    /// Bring the panel up.
    Reveal,
    /// Put the panel away.
    Hide,
    /// The tap must not lead anywhere.
    Stay,
    /// Say what is wrong, or that nothing is any more.
    Complain(Option<Problem>),
    /// Post the opt-in: `code` and `ticks`.
    Post,
    /// Ask for the state of `code`; this is question `turn`.
    AskState {
        turn: u32,
    },
    /// Keep `kept` over a reload.
    Keep,
    /// Keep nothing.
    Forget,
    /// Tell the page.
    Tell(News),
}

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Problem {
    NoneTicked,
    /// The post did not get through; it is tried again.
    Offline,
    /// The post was refused for a reason that a second tap mends.
    Again,
    /// The post was refused.
    Refused,
}

/// What outlives a reload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) code: Code,
    pub(crate) ticks: Ticks,
    pub(crate) at: u64,
    pub(crate) posted: bool,
    pub(crate) confirmed: bool,
    /// Whether the panel stood open.
    pub(crate) open: bool,
}

/// What the page is told, as DOM events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum News {
    Opened,
    /// WhatsApp opens for a question.
    Asked,
    /// WhatsApp opens for the ticked purposes.
    Continued,
    Confirmed,
    Failed(Problem),
}

/// The form.
#[derive(Debug, Clone)]
pub(crate) struct Form {
    /// What the panel begins with.
    home: Screen,
    screen: Screen,
    open: bool,
    visible: bool,
    ticks: Ticks,
    code: Code,
    attempt: Option<Attempt>,
}

impl Form {
    /// An empty form that begins with `home`.
    pub(crate) fn new(home: Screen, moment: Moment) -> Self {
        Self {
            home,
            screen: home,
            open: false,
            visible: true,
            ticks: Ticks::default(),
            code: Code::from_random(moment.random),
            attempt: None,
        }
    }

    /// What is ticked.
    pub(crate) fn ticks(&self) -> Ticks {
        self.ticks
    }

    /// The code of the next or present request.
    pub(crate) fn code(&self) -> Code {
        self.code
    }

    /// What should outlive a reload.
    pub(crate) fn kept(&self) -> Option<Kept> {
        let attempt = self.attempt.as_ref()?;
        Some(Kept {
            code: self.code,
            ticks: self.ticks,
            at: attempt.at,
            posted: attempt.is_posted(),
            confirmed: self.screen == Screen::Confirmed,
            open: self.open,
        })
    }

    /// When [`Input::Woken`] is next due.
    pub(crate) fn wakes_at(&self) -> Option<u64> {
        let attempt = self.attempt.as_ref().filter(|_| !self.is_over())?;
        let own = attempt.wakes_at(self.visible);
        Some(if self.screen == Screen::Waiting {
            own.min(attempt.tapped + NOT_YET_AFTER)
        } else {
            own
        })
    }

    /// Takes one input and answers what is to be done, in order.
    pub(crate) fn handle(&mut self, input: Input, moment: Moment) -> Vec<Command> {
        let mut todo = Vec::new();
        self.decide(input, moment, &mut todo);
        self.carry_on(moment.now, &mut todo);
        todo
    }

    fn decide(&mut self, input: Input, moment: Moment, todo: &mut Vec<Command>) {
        let now = moment.now;
        match input {
            Input::Opened if !self.open => {
                self.open = true;
                todo.push(Command::Show(self.screen));
                todo.push(Command::Reveal);
                todo.push(Command::Tell(News::Opened));
                self.keep(todo);
            }
            Input::Closed if self.open => {
                self.open = false;
                todo.push(Command::Hide);
                if self.is_over() {
                    self.reset(moment, todo);
                } else {
                    self.keep(todo);
                }
            }
            Input::Asked => todo.push(Command::Tell(News::Asked)),
            Input::ChoseUpdates | Input::Reconsidered => self.show(Screen::Topics, todo),
            Input::WentBack => self.show(Screen::Doors, todo),
            Input::StartedOver => {
                self.reset(moment, todo);
                todo.push(Command::Show(self.screen));
            }
            Input::Ticked { purpose, on } => {
                self.ticks = self.ticks.with(purpose, on);
                self.edited(moment, todo);
            }
            Input::Renamed => self.edited(moment, todo),
            Input::Continued => self.go(now, todo),
            Input::Restored(kept) => self.restore(kept, now),
            Input::PostAnswered(status) => self.post_answered(status, moment, todo),
            Input::StateAnswered { turn, state } => self.state_answered(turn, state, moment, todo),
            Input::Seen(visible) => {
                self.visible = visible;
                if let Some(attempt) = self.attempt.as_mut().filter(|_| visible) {
                    attempt.seen_again(now);
                }
            }
            Input::Opened | Input::Closed | Input::Woken => {}
        }
    }

    fn show(&mut self, screen: Screen, todo: &mut Vec<Command>) {
        self.screen = screen;
        todo.push(Command::Show(screen));
    }

    /// What the shopper wants has changed. A code that was posted stands for what was posted, so
    /// the new wish gets a new one.
    fn edited(&mut self, moment: Moment, todo: &mut Vec<Command>) {
        todo.push(Command::Complain(None));
        if self.attempt.is_some() {
            self.renew(moment, todo);
        }
    }

    fn go(&mut self, now: u64, todo: &mut Vec<Command>) {
        if self.ticks.is_empty() {
            todo.push(Command::Stay);
            complain(Problem::NoneTicked, todo);
            return;
        }
        if let Some(attempt) = &mut self.attempt {
            attempt.tapped = now;
        } else {
            self.attempt = Some(Attempt::tapped(now));
            todo.push(Command::Post);
        }
        self.keep(todo);
        self.show(Screen::Waiting, todo);
        todo.push(Command::Tell(News::Continued));
    }

    fn restore(&mut self, kept: Kept, now: u64) {
        self.ticks = kept.ticks;
        self.code = kept.code;
        self.attempt = Some(Attempt::restored(kept.at, kept.posted, now));
        self.screen = if kept.confirmed {
            Screen::Confirmed
        } else {
            Screen::Waiting
        };
    }

    fn post_answered(&mut self, status: Option<u16>, moment: Moment, todo: &mut Vec<Command>) {
        let Some(attempt) = &mut self.attempt else {
            return;
        };
        let problem = match status {
            Some(200 | 201) => None,
            // Our own first post, of which the reload took the answer, may have said a name.
            Some(409) if attempt.unsure => None,
            Some(409) => Some(Problem::Again),
            None | Some(408 | 429 | 500..) if attempt.post_failed(moment.now) => {
                complain(Problem::Offline, todo);
                return;
            }
            _ => Some(Problem::Refused),
        };
        if let Some(problem) = problem {
            // Nothing was stored and nothing will be: back to the form, with what was chosen.
            self.renew(moment, todo);
            self.show(Screen::Topics, todo);
            complain(problem, todo);
        } else {
            attempt.posted(moment.now);
            todo.push(Command::Complain(None));
            self.keep(todo);
        }
    }

    fn state_answered(
        &mut self,
        turn: u32,
        state: Option<State>,
        moment: Moment,
        todo: &mut Vec<Command>,
    ) {
        let over = self.is_over();
        let Some(attempt) = &mut self.attempt else {
            return;
        };
        if over || !attempt.is_current(turn) {
            return;
        }
        match state {
            None => attempt.question_failed(moment.now),
            // The page was thrown away before its post got through.
            Some(State::Unknown) if attempt.unsure => attempt.lost(moment.now),
            Some(State::Unknown | State::Requested) => attempt.still_open(moment.now),
            Some(State::Confirmed) => {
                self.show(Screen::Confirmed, todo);
                todo.push(if self.open {
                    Command::Keep
                } else {
                    Command::Forget
                });
                todo.push(Command::Tell(News::Confirmed));
            }
            Some(State::Expired) => self.expired(todo),
            Some(State::Withdrawn) => {
                self.reset(moment, todo);
                todo.push(Command::Show(self.screen));
            }
        }
    }

    fn expired(&mut self, todo: &mut Vec<Command>) {
        self.attempt = None;
        todo.push(Command::Forget);
        self.show(Screen::Expired, todo);
    }

    /// What the moment brings with it, whatever the input was.
    fn carry_on(&mut self, now: u64, todo: &mut Vec<Command>) {
        let over = self.is_over();
        let Some(attempt) = self.attempt.as_mut().filter(|_| !over) else {
            return;
        };
        if now >= attempt.at + EXPIRES_AFTER {
            self.expired(todo);
            return;
        }
        let is_late = now >= attempt.tapped + NOT_YET_AFTER;
        if attempt.take_post(now) {
            todo.push(Command::Post);
        } else if self.visible
            && let Some(turn) = attempt.take_question(now)
        {
            todo.push(Command::AskState { turn });
        }
        if is_late && self.screen == Screen::Waiting {
            self.show(Screen::NotYet, todo);
        }
    }

    /// Whether the outcome is known.
    fn is_over(&self) -> bool {
        matches!(self.screen, Screen::Confirmed | Screen::Expired)
    }

    fn keep(&self, todo: &mut Vec<Command>) {
        if self.attempt.is_some() {
            todo.push(Command::Keep);
        }
    }

    /// A new request: the code of the last one is spent.
    fn renew(&mut self, moment: Moment, todo: &mut Vec<Command>) {
        self.attempt = None;
        self.code = Code::from_random(moment.random);
        todo.push(Command::Forget);
    }

    /// An empty form.
    fn reset(&mut self, moment: Moment, todo: &mut Vec<Command>) {
        self.renew(moment, todo);
        self.ticks = Ticks::default();
        self.screen = self.home;
    }
}

fn complain(problem: Problem, todo: &mut Vec<Command>) {
    todo.push(Command::Complain(Some(problem)));
    todo.push(Command::Tell(News::Failed(problem)));
}

#[cfg(test)]
mod tests;
