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
    AskState { turn: u32 },
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
        let attempt = self.attempt.as_ref().filter(|_| self.is_pending())?;
        let own = attempt.wakes_at(self.visible);
        Some(if self.screen == Screen::Waiting {
            own.min(attempt.tapped + NOT_YET_AFTER)
        } else {
            own
        })
    }

    /// Takes one input and answers what is to be done, in order.
    pub(crate) fn handle(&mut self, input: Input, moment: Moment) -> Vec<Command> {
        let mut todo = self.decide(input, moment);
        self.carry_on(moment.now, &mut todo);
        todo
    }

    fn decide(&mut self, input: Input, moment: Moment) -> Vec<Command> {
        let now = moment.now;
        match input {
            Input::Opened => self.open(),
            Input::Closed => self.close(moment),
            Input::Asked => vec![Command::Tell(News::Asked)],
            Input::ChoseUpdates | Input::Reconsidered => self.show(Screen::Topics),
            Input::WentBack => self.show(Screen::Doors),
            Input::StartedOver => {
                self.reset(moment);
                vec![Command::Forget, Command::Show(self.screen)]
            }
            Input::Ticked { purpose, on } => {
                self.ticks = self.ticks.with(purpose, on);
                self.edited(moment)
            }
            Input::Renamed => self.edited(moment),
            Input::Continued => self.go(now),
            Input::Restored(kept) => self.restore(kept, now),
            Input::PostAnswered(status) => self.post_answered(status, moment),
            Input::StateAnswered { turn, state } => self.state_answered(turn, state, moment),
            Input::Seen(visible) => {
                self.visible = visible;
                if let Some(attempt) = self.attempt.as_mut().filter(|_| visible) {
                    attempt.seen_again(now);
                }
                Vec::new()
            }
            Input::Woken => Vec::new(),
        }
    }

    fn open(&mut self) -> Vec<Command> {
        if self.open {
            return Vec::new();
        }
        self.open = true;
        let mut todo = vec![
            Command::Show(self.screen),
            Command::Reveal,
            Command::Tell(News::Opened),
        ];
        self.keep(&mut todo);
        todo
    }

    fn close(&mut self, moment: Moment) -> Vec<Command> {
        if !self.open {
            return Vec::new();
        }
        self.open = false;
        let mut todo = vec![Command::Hide];
        if matches!(self.screen, Screen::Confirmed | Screen::Expired) {
            self.reset(moment);
            todo.push(Command::Forget);
        } else {
            self.keep(&mut todo);
        }
        todo
    }

    fn show(&mut self, screen: Screen) -> Vec<Command> {
        self.screen = screen;
        vec![Command::Show(screen)]
    }

    /// What the shopper wants has changed. A code that was posted stands for what was posted, so
    /// the new wish gets a new one.
    fn edited(&mut self, moment: Moment) -> Vec<Command> {
        let mut todo = vec![Command::Complain(None)];
        if self.attempt.take().is_some() {
            self.code = Code::from_random(moment.random);
            todo.push(Command::Forget);
        }
        todo
    }

    fn go(&mut self, now: u64) -> Vec<Command> {
        if self.ticks.is_empty() {
            return vec![
                Command::Stay,
                Command::Complain(Some(Problem::NoneTicked)),
            ];
        }
        let mut todo = Vec::new();
        if let Some(attempt) = &mut self.attempt {
            attempt.tapped = now;
        } else {
            self.attempt = Some(Attempt::tapped(now));
            todo.push(Command::Post);
        }
        self.keep(&mut todo);
        todo.extend(self.show(Screen::Waiting));
        todo.push(Command::Tell(News::Continued));
        todo
    }

    fn restore(&mut self, kept: Kept, now: u64) -> Vec<Command> {
        self.ticks = kept.ticks;
        self.code = kept.code;
        self.attempt = Some(Attempt::restored(kept.at, kept.posted, now));
        self.screen = if kept.confirmed {
            Screen::Confirmed
        } else {
            Screen::Waiting
        };
        Vec::new()
    }

    fn post_answered(&mut self, status: Option<u16>, moment: Moment) -> Vec<Command> {
        let Some(attempt) = &mut self.attempt else {
            return Vec::new();
        };
        match status {
            Some(200 | 201) => self.posted(moment.now),
            // Our own first post, of which the reload took the answer, may have said a name.
            Some(409) if attempt.unsure => self.posted(moment.now),
            Some(409) => self.refused(Problem::Again, moment),
            None | Some(408 | 429 | 500..) => {
                if attempt.post_failed(moment.now) {
                    complain(Problem::Offline)
                } else {
                    self.refused(Problem::Refused, moment)
                }
            }
            Some(_) => self.refused(Problem::Refused, moment),
        }
    }

    fn posted(&mut self, now: u64) -> Vec<Command> {
        if let Some(attempt) = &mut self.attempt {
            attempt.posted(now);
        }
        let mut todo = vec![Command::Complain(None)];
        self.keep(&mut todo);
        todo
    }

    /// Nothing was stored and nothing will be: back to the form, with what was chosen.
    fn refused(&mut self, problem: Problem, moment: Moment) -> Vec<Command> {
        self.attempt = None;
        self.code = Code::from_random(moment.random);
        let mut todo = vec![Command::Forget];
        todo.extend(self.show(Screen::Topics));
        todo.extend(complain(problem));
        todo
    }

    fn state_answered(
        &mut self,
        turn: u32,
        state: Option<State>,
        moment: Moment,
    ) -> Vec<Command> {
        let pending = self.is_pending();
        let Some(attempt) = self
            .attempt
            .as_mut()
            .filter(|attempt| pending && attempt.is_current(turn))
        else {
            return Vec::new();
        };
        match state {
            None => attempt.question_failed(moment.now),
            Some(State::Requested) => attempt.still_open(moment.now),
            // The page was thrown away before its post got through.
            Some(State::Unknown) if attempt.unsure => attempt.lost(moment.now),
            Some(State::Unknown) => attempt.still_open(moment.now),
            Some(State::Confirmed) => return self.confirmed(),
            Some(State::Expired) => return self.expired(),
            Some(State::Withdrawn) => {
                self.reset(moment);
                return vec![Command::Forget, Command::Show(self.screen)];
            }
        }
        Vec::new()
    }

    fn confirmed(&mut self) -> Vec<Command> {
        self.screen = Screen::Confirmed;
        vec![
            Command::Show(Screen::Confirmed),
            if self.open {
                Command::Keep
            } else {
                Command::Forget
            },
            Command::Tell(News::Confirmed),
        ]
    }

    fn expired(&mut self) -> Vec<Command> {
        self.attempt = None;
        self.screen = Screen::Expired;
        vec![Command::Forget, Command::Show(Screen::Expired)]
    }

    /// What the moment brings with it, whatever the input was.
    fn carry_on(&mut self, now: u64, todo: &mut Vec<Command>) {
        if !self.is_pending() {
            return;
        }
        let Some(attempt) = &mut self.attempt else {
            return;
        };
        if now >= attempt.at + EXPIRES_AFTER {
            todo.extend(self.expired());
            return;
        }
        if attempt.take_post(now) {
            todo.push(Command::Post);
        } else if self.visible
            && let Some(turn) = attempt.take_question(now)
        {
            todo.push(Command::AskState { turn });
        }
        let overdue = |attempt: &Attempt| now >= attempt.tapped + NOT_YET_AFTER;
        if self.screen == Screen::Waiting && self.attempt.as_ref().is_some_and(overdue) {
            todo.extend(self.show(Screen::NotYet));
        }
    }

    /// Whether there is an outcome to wait for.
    fn is_pending(&self) -> bool {
        !matches!(self.screen, Screen::Confirmed | Screen::Expired)
    }

    fn keep(&self, todo: &mut Vec<Command>) {
        if self.attempt.is_some() {
            todo.push(Command::Keep);
        }
    }

    /// An empty form with a new code.
    fn reset(&mut self, moment: Moment) {
        self.attempt = None;
        self.ticks = Ticks::default();
        self.code = Code::from_random(moment.random);
        self.screen = self.home;
    }
}

fn complain(problem: Problem) -> Vec<Command> {
    vec![
        Command::Complain(Some(problem)),
        Command::Tell(News::Failed(problem)),
    ]
}
