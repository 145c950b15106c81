//! Events in any order, as a page, its shopper and the network may bring them.

use super::*;
use proptest::prelude::*;
use std::collections::HashSet;

/// What may happen on the page or in the network.
#[derive(Debug, Clone, Copy)]
enum Event {
    Does(Input),
    /// A button of the page for the purposes, with what is ticked.
    ChoseTopics,
    /// Some open post is answered, not always the last one's.
    PostAnswered(prop::sample::Index, Option<u16>),
    /// Some open question is answered, not always the last one.
    StateAnswered(prop::sample::Index, Option<State>),
}

/// How long nothing happens before.
#[derive(Debug, Clone, Copy)]
enum Wait {
    For(u64),
    /// Until the timer rings.
    UntilDue,
}

fn any_ticks() -> impl Strategy<Value = Ticks> {
    (0_u32..8).prop_map(Ticks)
}

fn any_state() -> impl Strategy<Value = State> {
    prop_oneof![
        1 => Just(State::Unknown),
        4 => Just(State::Requested),
        2 => Just(State::Confirmed),
        1 => Just(State::Expired),
        1 => Just(State::Withdrawn),
    ]
}

fn any_event() -> impl Strategy<Value = Event> {
    let wrong = prop::option::weighted(0.2, prop::sample::select(WRONG.as_slice()));
    let input = prop_oneof![
        2 => Just(Input::Opened),
        1 => Just(Input::Closed),
        1 => any_ticks().prop_map(|ticks| Input::Chose(Screen::Topics, ticks)),
        1 => Just(Input::Chose(Screen::Product, product())),
        1 => Just(Input::WentBack),
        1 => Just(Input::Reconsidered),
        1 => Just(Input::StartedOver),
        1 => Just(Input::Asked),
        2 => any_ticks().prop_map(Input::Edited),
        6 => wrong.prop_map(Input::Continued),
        1 => any::<bool>().prop_map(Input::Seen),
        4 => Just(Input::Woken),
    ];
    let status = prop_oneof![
        4 => Just(Some(201)),
        3 => prop::sample::select([None, Some(408), Some(429), Some(503)].as_slice()),
        1 => prop::sample::select([Some(409), Some(422)].as_slice()),
    ];
    prop_oneof![
        10 => input.prop_map(Event::Does),
        1 => Just(Event::ChoseTopics),
        4 => (any::<prop::sample::Index>(), status)
            .prop_map(|(which, status)| Event::PostAnswered(which, status)),
        4 => (any::<prop::sample::Index>(), prop::option::weighted(0.8, any_state()))
            .prop_map(|(which, state)| Event::StateAnswered(which, state)),
    ]
}

fn any_wait() -> impl Strategy<Value = Wait> {
    prop_oneof![
        6 => (0..5 * SECOND).prop_map(Wait::For),
        2 => (0..90 * SECOND).prop_map(Wait::For),
        6 => Just(Wait::UntilDue),
        1 => (0..EXPIRES_AFTER).prop_map(Wait::For),
    ]
}

fn any_kept() -> impl Strategy<Value = Kept> {
    (1_u32..8, 0..EXPIRES_AFTER, any::<[bool; 4]>()).prop_map(
        |(ticks, age, [posted, confirmed, open, product])| Kept {
            ticks: Ticks(ticks),
            at: NOON - age,
            posted,
            confirmed,
            open,
            product,
            ..kept()
        },
    )
}

/// A moment with dice of its own.
fn nth(moment: u8, now: u64) -> Moment {
    Moment {
        now,
        random: [moment & 31, moment >> 5, 1, 2, 3, 4, 5, 6, 7],
    }
}

/// A form with its page and its network, and what must stay true of them.
struct Visit {
    form: Form,
    now: u64,
    moments: u8,
    /// What is still unanswered.
    posts: Vec<Code>,
    questions: Vec<(Code, u32)>,
    /// The code that the present attempt was posted with or asked for.
    code: Option<Code>,
    /// Those of earlier attempts.
    spent: HashSet<Code>,
    confirmed: bool,
    /// What the panel shows; put away, it does not matter.
    shown: Option<Screen>,
    rings_again: bool,
}

impl Visit {
    fn new() -> Self {
        Self {
            form: Form::new(Screen::Doors, false, nth(0, NOON)),
            now: NOON,
            moments: 0,
            posts: Vec::new(),
            questions: Vec::new(),
            code: None,
            spent: HashSet::new(),
            confirmed: false,
            shown: Some(Screen::Doors),
            rings_again: false,
        }
    }

    fn restore(&mut self, kept: Kept) -> Result<(), TestCaseError> {
        self.code = Some(kept.code);
        self.confirmed = kept.confirmed;
        self.handle(Input::Restored(kept))
    }

    fn wait(&mut self, wait: Wait) {
        self.now = match wait {
            Wait::For(time) => self.now + time,
            Wait::UntilDue => self.form.wakes_at().unwrap_or_default().max(self.now),
        };
    }

    fn happens(&mut self, event: Event) -> Result<(), TestCaseError> {
        match event {
            Event::Does(input) if self.offers(input) => self.handle(input),
            Event::ChoseTopics => self.handle(Input::Chose(Screen::Topics, self.form.ticks())),
            Event::PostAnswered(which, status) if !self.posts.is_empty() => {
                let code = self.posts.remove(which.index(self.posts.len()));
                self.answered(code, Input::PostAnswered(code, status))
            }
            Event::StateAnswered(which, state) if !self.questions.is_empty() => {
                let (code, turn) = self.questions.remove(which.index(self.questions.len()));
                self.answered(code, Input::StateAnswered { code, turn, state })
            }
            _ => self.handle(Input::Woken),
        }
    }

    /// An answer about an earlier attempt is no more than the time that it took.
    fn answered(&mut self, code: Code, answer: Input) -> Result<(), TestCaseError> {
        if self.code != Some(code) {
            let moment = nth(self.moments + 1, self.now);
            let (mut with, mut without) = (self.form.clone(), self.form.clone());
            prop_assert_eq!(
                with.handle(answer, moment),
                without.handle(Input::Woken, moment)
            );
            prop_assert_eq!(format!("{with:?}"), format!("{without:?}"));
        }
        self.handle(answer)
    }

    /// Whether the screen has what is tapped or filled in there.
    fn offers(&self, input: Input) -> bool {
        use Screen::{Expired, NotYet, Product, Topics, Waiting};
        let screen = self.form.screen;
        match input {
            Input::WentBack => screen == Topics,
            Input::Reconsidered => matches!(screen, Waiting | NotYet),
            Input::StartedOver => screen == Expired,
            Input::Edited(_) => matches!(screen, Topics | Product),
            Input::Continued(_) => matches!(screen, Topics | Product | Waiting | NotYet),
            _ => true,
        }
    }

    fn handle(&mut self, input: Input) -> Result<(), TestCaseError> {
        self.moments += 1;
        let todo = self.form.handle(input, nth(self.moments, self.now));
        let code = self.form.code();
        let is_busy = todo.post || todo.ask.is_some();

        if matches!(input, Input::Chose(Screen::Product, _)) {
            prop_assert!(self.form.kept().is_none(), "perhaps another product");
        }
        if is_busy {
            prop_assert_eq!(
                *self.code.get_or_insert(code),
                code,
                "one attempt, one code"
            );
            prop_assert!(!self.spent.contains(&code), "a code of an earlier attempt");
            prop_assert!(!self.confirmed, "it was over");
            prop_assert!(self.form.kept().is_some(), "there is no attempt");
        }
        prop_assert!(
            !(todo.post && todo.ask.is_some()),
            "asked for what is not there yet"
        );
        if todo.post {
            prop_assert!(!self.form.ticks().is_empty(), "posted nothing");
            self.posts.push(code);
        }
        if let Some(turn) = todo.ask {
            prop_assert!(self.form.visible, "asked behind a hidden page");
            self.questions.push((code, turn));
        }
        if todo.stay {
            prop_assert!(!is_busy);
            let says_why = matches!(todo.tell, Some(News::Failed(_)))
                && matches!(todo.complain, Some(Some(_)));
            prop_assert!(says_why || todo.show == Some(Screen::Expired));
        }
        if todo.tell == Some(News::Confirmed) {
            prop_assert!(!self.confirmed, "told twice");
            self.confirmed = true;
        }
        self.shown = todo.show.or(self.shown);
        if todo.reveal == Some(false) {
            self.shown = None;
        }
        if let Some(shown) = self.shown {
            prop_assert_eq!(shown, self.form.screen, "shows something else");
        }
        if self.form.kept().is_none() {
            prop_assert_ne!(todo.keep, Some(true), "there is nothing to keep");
            self.spent.extend(self.code.take());
            self.confirmed = false;
        }
        if self.form.wakes_at().is_some_and(|due| due <= self.now) {
            // The timer rings again at once: for a second thing to do at most, not for ever.
            prop_assert!(is_busy && !self.rings_again, "a busy loop");
            self.rings_again = true;
            self.handle(Input::Woken)?;
        }
        self.rings_again = false;
        Ok(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    /// Whatever happens in whatever order: an attempt has one code, which no other attempt gets;
    /// answers about an earlier one come to nothing; only something ticked is posted; what is
    /// confirmed is neither posted nor asked for again, and told once; the panel shows where the
    /// form is; and the timer never spins.
    #[test]
    fn no_order_of_events_confuses_the_form(
        kept in prop::option::weighted(0.3, any_kept()),
        events in prop::collection::vec((any_wait(), any_event()), 0..60),
    ) {
        let mut visit = Visit::new();
        if let Some(kept) = kept {
            visit.restore(kept)?;
        }
        for (wait, event) in events {
            visit.wait(wait);
            visit.happens(event)?;
        }
    }
}
