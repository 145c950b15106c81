//! The form as a state machine: inputs and the moment in, what is to be done out. No page, no
//! clock, no dice and no network here; the shell (`shell.rs`) has those, and the view (`view.rs`)
//! the page.

use crate::attempt::{Attempt, EXPIRES_AFTER, NOT_YET_AFTER};
use crate::ticks::Ticks;
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
    /// One product and its statement.
    Product,
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
    /// A door: to the purposes or, with what stands for the product ticked, to the product.
    Chose(Screen, Ticks),
    /// From the form to the doors.
    WentBack,
    /// From an outcome to the form, which is as it was left.
    Reconsidered,
    /// From an outcome to the beginning.
    StartedOver,
    /// The first door: a plain chat.
    Asked,
    /// Something was filled in; this is ticked now.
    Edited(Ticks),
    /// The link to WhatsApp was tapped, with this wrong in what was filled in.
    Continued(Option<Problem>),
    /// An earlier page of this visit left this.
    Restored(Kept),
    /// The post of this code was answered with this HTTP status; with none, it did not get
    /// through.
    PostAnswered(Code, Option<u16>),
    /// Question `turn` about this code was answered; with none, it did not get through.
    StateAnswered {
        code: Code,
        turn: u32,
        state: Option<State>,
    },
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

/// What an input asks of the shell, to be done in the order of the fields. It speaks of the form
/// as it then stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Todo {
    /// The tap must not lead anywhere.
    pub(crate) stay: bool,
    /// Post the opt-in: `code` and `ticks`.
    pub(crate) post: bool,
    /// Ask for the state of `code`; this is question so and so.
    pub(crate) ask: Option<u32>,
    /// Keep `kept` over a reload, or nothing any more.
    pub(crate) keep: Option<bool>,
    pub(crate) show: Option<Screen>,
    /// Bring the panel up or put it away.
    pub(crate) reveal: Option<bool>,
    /// Say what is wrong, or that nothing is any more.
    #[expect(
        clippy::option_option,
        reason = "like its neighbours: first whether, then what"
    )]
    pub(crate) complain: Option<Option<Problem>>,
    /// Tell the page.
    pub(crate) tell: Option<News>,
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
    /// A text has as many digits as a card or an account has.
    Sensitive,
    PhoneMissing,
    PhoneNotNumber,
    PhoneShort,
    PhoneLong,
    PhoneUnknown,
}

/// What outlives a reload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts, kept as bits"
)]
pub(crate) struct Kept {
    pub(crate) code: Code,
    pub(crate) ticks: Ticks,
    pub(crate) at: u64,
    pub(crate) posted: bool,
    pub(crate) confirmed: bool,
    /// Whether the panel stood open.
    pub(crate) open: bool,
    /// Whether it is about one product.
    pub(crate) product: bool,
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
    /// What is filled in: the purposes or the product.
    asking: Screen,
    screen: Screen,
    /// It stands in the page and is always open.
    inline: bool,
    open: bool,
    visible: bool,
    ticks: Ticks,
    code: Code,
    attempt: Option<Attempt>,
}

impl Form {
    /// An empty form that begins with `home`, behind the bubble or inside the page.
    pub(crate) fn new(home: Screen, inline: bool, moment: Moment) -> Self {
        Self {
            home,
            asking: Screen::Topics,
            screen: home,
            inline,
            open: inline,
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

    /// Whether it is about one product.
    pub(crate) fn is_of_product(&self) -> bool {
        self.asking == Screen::Product
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
            product: self.is_of_product(),
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

    /// Takes one input and answers what is to be done.
    pub(crate) fn handle(&mut self, input: Input, moment: Moment) -> Todo {
        let mut todo = Todo::default();
        self.decide(input, moment, &mut todo);
        self.carry_on(moment, &mut todo);
        todo
    }

    fn decide(&mut self, input: Input, moment: Moment, todo: &mut Todo) {
        let now = moment.now;
        match input {
            Input::Opened if !self.open => {
                self.open = true;
                todo.show = Some(self.screen);
                todo.reveal = Some(true);
                todo.tell = Some(News::Opened);
                self.keep(todo);
            }
            Input::Closed if self.open && !self.inline => {
                self.open = false;
                todo.reveal = Some(false);
                if self.is_over() {
                    self.reset(moment, todo);
                } else {
                    self.keep(todo);
                }
            }
            Input::Asked => todo.tell = Some(News::Asked),
            Input::Chose(screen, ticks) => {
                // Which product stands on the page, so each time may be another.
                let other = screen == Screen::Product || screen != self.asking || self.is_over();
                self.asking = screen;
                self.show(screen, todo);
                if other || self.ticks != ticks {
                    self.ticks = ticks;
                    self.edited(moment, todo);
                }
            }
            Input::Reconsidered => self.show(self.asking, todo),
            Input::WentBack => self.show(Screen::Doors, todo),
            Input::StartedOver => {
                self.reset(moment, todo);
                todo.show = Some(self.screen);
            }
            Input::Edited(ticks) => {
                self.ticks = ticks;
                self.edited(moment, todo);
            }
            Input::Continued(wrong) => self.go(wrong, now, todo),
            Input::Restored(kept) => self.restore(kept, now, todo),
            // An answer about an earlier request comes to nothing.
            Input::PostAnswered(code, status) if code == self.code => {
                self.post_answered(status, moment, todo);
            }
            Input::StateAnswered { code, turn, state } if code == self.code => {
                self.state_answered(turn, state, moment, todo);
            }
            Input::Seen(visible) => {
                self.visible = visible;
                if let Some(attempt) = self.attempt.as_mut().filter(|_| visible) {
                    attempt.seen_again(now);
                }
            }
            _ => {}
        }
    }

    fn show(&mut self, screen: Screen, todo: &mut Todo) {
        self.screen = screen;
        todo.show = Some(screen);
        todo.complain = Some(None);
    }

    /// What the shopper wants has changed. A code that was posted stands for what was posted, so
    /// the new wish gets a new one.
    fn edited(&mut self, moment: Moment, todo: &mut Todo) {
        todo.complain = Some(None);
        if self.attempt.is_some() {
            self.renew(moment, todo);
        }
    }

    fn go(&mut self, wrong: Option<Problem>, now: u64, todo: &mut Todo) {
        if let Some(attempt) = &mut self.attempt {
            if now >= attempt.at + EXPIRES_AFTER {
                // The day is over, which `carry_on` says; the link must not lead to its code.
                todo.stay = true;
                return;
            }
            attempt.tapped = now;
        } else {
            let missing = self.ticks.is_empty().then_some(Problem::NoneTicked);
            if let Some(problem) = missing.or(wrong) {
                todo.stay = true;
                complain(problem, todo);
                return;
            }
            self.attempt = Some(Attempt::tapped(now));
            todo.post = true;
        }
        self.keep(todo);
        self.show(Screen::Waiting, todo);
        todo.tell = Some(News::Continued);
    }

    fn restore(&mut self, kept: Kept, now: u64, todo: &mut Todo) {
        self.ticks = kept.ticks;
        self.code = kept.code;
        if kept.product {
            self.asking = Screen::Product;
        }
        self.attempt = Some(Attempt::restored(kept.at, kept.posted, now));
        self.screen = if kept.confirmed {
            Screen::Confirmed
        } else {
            Screen::Waiting
        };
        todo.show = Some(self.screen);
    }

    fn post_answered(&mut self, status: Option<u16>, moment: Moment, todo: &mut Todo) {
        let Some(attempt) = &mut self.attempt else {
            return;
        };
        let problem = match status {
            Some(200 | 201) => None,
            // Our own first post, of which the reload took the answer, may have said a name.
            Some(409) if attempt.unsure => None,
            Some(409) => Some(Problem::Again),
            None | Some(408 | 429 | 500..) => {
                attempt.post_failed(moment.now);
                complain(Problem::Offline, todo);
                return;
            }
            _ => Some(Problem::Refused),
        };
        if let Some(problem) = problem {
            // Nothing was stored and nothing will be: back to the form, with what was chosen.
            self.renew(moment, todo);
            self.show(self.asking, todo);
            complain(problem, todo);
        } else {
            attempt.posted(moment.now);
            todo.complain = Some(None);
            self.keep(todo);
        }
    }

    fn state_answered(&mut self, turn: u32, state: Option<State>, moment: Moment, todo: &mut Todo) {
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
                todo.keep = Some(self.open);
                todo.tell = Some(News::Confirmed);
            }
            Some(State::Expired) => self.expired(moment, todo),
            Some(State::Withdrawn) => {
                self.reset(moment, todo);
                todo.show = Some(self.screen);
            }
        }
    }

    fn expired(&mut self, moment: Moment, todo: &mut Todo) {
        self.renew(moment, todo);
        self.show(Screen::Expired, todo);
    }

    /// What the moment brings with it, whatever the input was.
    fn carry_on(&mut self, moment: Moment, todo: &mut Todo) {
        let now = moment.now;
        let over = self.is_over();
        let Some(attempt) = self.attempt.as_mut().filter(|_| !over) else {
            return;
        };
        if now >= attempt.at + EXPIRES_AFTER {
            self.expired(moment, todo);
            return;
        }
        let is_late = now >= attempt.tapped + NOT_YET_AFTER;
        if attempt.take_post(now) {
            todo.post = true;
        } else if self.visible {
            todo.ask = attempt.take_question(now);
        }
        if is_late && self.screen == Screen::Waiting {
            self.screen = Screen::NotYet;
            todo.show = Some(Screen::NotYet);
        }
    }

    /// Whether the outcome is known.
    fn is_over(&self) -> bool {
        matches!(self.screen, Screen::Confirmed | Screen::Expired)
    }

    fn keep(&self, todo: &mut Todo) {
        if self.attempt.is_some() {
            todo.keep = Some(true);
        }
    }

    /// A new request: the code of the last one is spent.
    fn renew(&mut self, moment: Moment, todo: &mut Todo) {
        self.attempt = None;
        self.code = Code::from_random(moment.random);
        todo.keep = Some(false);
    }

    /// An empty form.
    fn reset(&mut self, moment: Moment, todo: &mut Todo) {
        self.renew(moment, todo);
        self.ticks = Ticks::default();
        self.asking = Screen::Topics;
        self.screen = self.home;
    }
}

fn complain(problem: Problem, todo: &mut Todo) {
    todo.complain = Some(Some(problem));
    todo.tell = Some(News::Failed(problem));
}

#[cfg(test)]
mod tests;
