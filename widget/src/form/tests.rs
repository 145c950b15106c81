mod any_order;

use super::*;
use Command::{AskState, Complain, Forget, Hide, Keep, Post, Reveal, Show, Stay, Tell};

/// What there is to do, as a list in the order in which the shell does it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Command {
    Stay,
    Post,
    AskState { turn: u32 },
    Keep,
    Forget,
    Show(Screen),
    Reveal,
    Hide,
    Complain(Option<Problem>),
    Tell(News),
}

fn list(todo: Todo) -> Vec<Command> {
    let either = |wish: Option<bool>, yes, no| wish.map(|wish| if wish { yes } else { no });
    [
        todo.stay.then_some(Stay),
        todo.post.then_some(Post),
        todo.ask.map(|turn| AskState { turn }),
        either(todo.keep, Keep, Forget),
        todo.show.map(Show),
        either(todo.reveal, Reveal, Hide),
        todo.complain.map(Complain),
        todo.tell.map(Tell),
    ]
    .into_iter()
    .flatten()
    .collect()
}

trait Listed {
    fn list(&mut self, input: Input, moment: Moment) -> Vec<Command>;
}

impl Listed for Form {
    fn list(&mut self, input: Input, moment: Moment) -> Vec<Command> {
        list(self.handle(input, moment))
    }
}

/// A tap at noon, in milliseconds.
const NOON: u64 = 1_795_262_400_000;
const SECOND: u64 = 1000;

fn at(now: u64) -> Moment {
    let [.., a, b] = now.to_be_bytes();
    Moment {
        now,
        random: [a, b, 1, 2, 3, 4, 5, 6, 7],
    }
}

/// A form that stands open on the purposes, the first of which is ticked.
fn ticked() -> Form {
    let mut form = Form::new(Screen::Doors, false, at(NOON));
    form.handle(Input::Opened, at(NOON));
    form.handle(Input::Chose(Screen::Topics, Ticks::default()), at(NOON));
    form.handle(tick(0, true), at(NOON));
    form
}

/// The same after the tap at noon.
fn tapped() -> Form {
    let mut form = ticked();
    form.handle(Input::Continued(None), at(NOON));
    form
}

/// The same after the post has arrived and the first question is asked.
fn posted() -> Form {
    let mut form = tapped();
    form.handle(reply(&form, Some(201)), at(NOON));
    form
}

fn tick(purpose: u32, on: bool) -> Input {
    Input::Edited(Ticks::default().with(purpose, on))
}

/// The answer to the present request's post.
fn reply(form: &Form, status: Option<u16>) -> Input {
    Input::PostAnswered(form.code(), status)
}

/// The answer to a question about the present request.
fn answer(form: &Form, turn: u32, state: State) -> Input {
    Input::StateAnswered {
        code: form.code(),
        turn,
        state: Some(state),
    }
}

#[test]
fn opening_shows_the_doors_and_tells_the_page_once() {
    let mut form = Form::new(Screen::Doors, false, at(NOON));
    assert_eq!(
        form.list(Input::Opened, at(NOON)),
        [Show(Screen::Doors), Reveal, Tell(News::Opened)]
    );
    assert_eq!(form.list(Input::Opened, at(NOON)), []);
    assert_eq!(form.list(Input::Closed, at(NOON)), [Hide]);
    assert_eq!(form.list(Input::Closed, at(NOON)), []);
}

#[test]
fn asking_stores_nothing() {
    let mut form = Form::new(Screen::Doors, false, at(NOON));
    form.list(Input::Opened, at(NOON));
    assert_eq!(form.list(Input::Asked, at(NOON)), [Tell(News::Asked)]);
    assert_eq!(form.kept(), None);
    assert_eq!(form.wakes_at(), None);
}

#[test]
fn without_a_purpose_the_tap_leads_nowhere_and_says_why() {
    let mut form = ticked();
    form.list(tick(0, false), at(NOON));
    assert_eq!(
        form.list(Input::Continued(None), at(NOON)),
        [
            Stay,
            Complain(Some(Problem::NoneTicked)),
            Tell(News::Failed(Problem::NoneTicked))
        ]
    );
    assert_eq!(form.list(tick(1, true), at(NOON)), [Complain(None)]);
}

#[test]
fn the_tap_posts_keeps_and_waits() {
    let mut form = ticked();
    let code = form.code();
    assert_eq!(
        form.list(Input::Continued(None), at(NOON)),
        [
            Post,
            Keep,
            Show(Screen::Waiting),
            Complain(None),
            Tell(News::Continued)
        ]
    );
    assert_eq!(
        form.kept(),
        Some(Kept {
            code,
            ticks: Ticks::default().with(0, true),
            at: NOON,
            posted: false,
            confirmed: false,
            open: true,
            product: false,
        })
    );
    // While the post is under way there is only the minute to wait for.
    assert_eq!(form.wakes_at(), Some(NOON + NOT_YET_AFTER));
}

#[test]
fn a_second_tap_posts_nothing_anew() {
    let mut form = posted();
    let code = form.code();
    assert_eq!(
        form.list(Input::Continued(None), at(NOON + 61 * SECOND)),
        [
            Keep,
            Show(Screen::Waiting),
            Complain(None),
            Tell(News::Continued)
        ]
    );
    assert_eq!(form.code(), code);
    assert_eq!(form.kept().map(|kept| kept.at), Some(NOON));
}

#[test]
fn other_content_gets_another_code() {
    let mut form = posted();
    let code = form.code();
    assert_eq!(
        form.list(Input::Reconsidered, at(NOON + SECOND)),
        [Show(Screen::Topics), Complain(None)]
    );
    assert_eq!(form.code(), code, "looking changes nothing");
    assert_eq!(
        form.list(tick(1, true), at(NOON + SECOND)),
        [Forget, Complain(None)]
    );
    assert_ne!(form.code(), code);
    let code = form.code();
    assert_eq!(
        form.list(tick(1, true), at(NOON + 2 * SECOND)),
        [Complain(None)]
    );
    assert_eq!(form.code(), code, "it was not posted yet");
}

#[test]
fn the_state_is_asked_once_the_post_has_arrived() {
    let mut form = tapped();
    assert_eq!(
        form.list(reply(&form, Some(201)), at(NOON + 100)),
        [AskState { turn: 1 }, Keep, Complain(None)]
    );
    // An answer that was held back: the next question follows at once.
    assert_eq!(
        form.list(answer(&form, 1, State::Requested), at(NOON + 25 * SECOND)),
        [AskState { turn: 2 }]
    );
    // A quick one: with a pause.
    assert_eq!(
        form.list(answer(&form, 2, State::Requested), at(NOON + 25 * SECOND)),
        []
    );
    assert_eq!(form.wakes_at(), Some(NOON + 27 * SECOND));
    assert_eq!(
        form.list(Input::Woken, at(NOON + 27 * SECOND)),
        [AskState { turn: 3 }]
    );
}

#[test]
fn the_message_confirms_and_closing_forgets() {
    let mut form = posted();
    assert_eq!(
        form.list(answer(&form, 1, State::Confirmed), at(NOON + 9 * SECOND)),
        [
            Keep,
            Show(Screen::Confirmed),
            Complain(None),
            Tell(News::Confirmed)
        ]
    );
    assert_eq!(form.kept().map(|kept| kept.confirmed), Some(true));
    assert_eq!(form.wakes_at(), None);
    assert_eq!(
        form.list(Input::Closed, at(NOON + 10 * SECOND)),
        [Forget, Hide]
    );
    assert!(form.ticks().is_empty());
    assert_eq!(
        form.list(Input::Opened, at(NOON + 11 * SECOND)),
        [Show(Screen::Doors), Reveal, Tell(News::Opened)]
    );
}

#[test]
fn what_is_confirmed_stays_confirmed_and_is_told_once() {
    let mut form = posted();
    form.list(answer(&form, 1, State::Confirmed), at(NOON + 9 * SECOND));
    for state in [State::Confirmed, State::Requested, State::Withdrawn] {
        assert_eq!(
            form.list(answer(&form, 1, state), at(NOON + 10 * SECOND)),
            []
        );
    }
    assert_eq!(form.list(Input::Seen(true), at(NOON + 20 * SECOND)), []);
    assert_eq!(form.list(Input::Woken, at(NOON + EXPIRES_AFTER)), []);
    assert_eq!(form.screen, Screen::Confirmed);
}

#[test]
fn a_confirmation_behind_a_closed_panel_keeps_nothing() {
    let mut form = posted();
    assert_eq!(form.list(Input::Closed, at(NOON + SECOND)), [Keep, Hide]);
    assert_eq!(form.kept().map(|kept| kept.open), Some(false));
    assert_eq!(
        form.list(answer(&form, 1, State::Confirmed), at(NOON + 9 * SECOND)),
        [
            Forget,
            Show(Screen::Confirmed),
            Complain(None),
            Tell(News::Confirmed)
        ]
    );
}

#[test]
fn after_a_minute_it_says_not_yet_and_goes_on_looking() {
    let mut form = posted();
    assert_eq!(
        form.list(answer(&form, 1, State::Requested), at(NOON + 60 * SECOND)),
        [AskState { turn: 2 }, Show(Screen::NotYet)]
    );
    assert_eq!(
        form.list(answer(&form, 2, State::Confirmed), at(NOON + 70 * SECOND)),
        [
            Keep,
            Show(Screen::Confirmed),
            Complain(None),
            Tell(News::Confirmed)
        ]
    );
}

#[test]
fn a_day_later_or_on_the_workers_word_it_has_expired() {
    let mut form = posted();
    assert_eq!(
        form.list(Input::Woken, at(NOON + EXPIRES_AFTER)),
        [Forget, Show(Screen::Expired), Complain(None)]
    );
    let mut form = posted();
    assert_eq!(
        form.list(answer(&form, 1, State::Expired), at(NOON + SECOND)),
        [Forget, Show(Screen::Expired), Complain(None)]
    );
    let code = form.code();
    assert_eq!(
        form.list(Input::StartedOver, at(NOON + 2 * SECOND)),
        [Forget, Show(Screen::Doors)]
    );
    assert_ne!(form.code(), code);
}

#[test]
fn a_post_that_does_not_get_through_is_tried_with_patience() {
    let mut form = tapped();
    let offline = [
        Complain(Some(Problem::Offline)),
        Tell(News::Failed(Problem::Offline)),
    ];
    let mut now = NOON;
    let mut pauses = Vec::new();
    for status in [None, Some(500), Some(429), Some(503)] {
        assert_eq!(form.list(reply(&form, status), at(now)), offline);
        let due = form.wakes_at().unwrap();
        pauses.push((due - now) / SECOND);
        now = due;
        assert!(form.list(Input::Woken, at(now)).contains(&Post));
    }
    assert_eq!(pauses, [2, 4, 8, 16]);
    assert_eq!(
        form.list(reply(&form, Some(200)), at(now)),
        [AskState { turn: 1 }, Keep, Complain(None)]
    );
}

#[test]
fn patience_lasts_as_long_as_the_request() {
    let mut form = tapped();
    let code = form.code();
    let mut now = NOON;
    while now < NOON + 23 * 60 * 60 * SECOND {
        let said = form.list(reply(&form, None), at(now));
        assert!(said.contains(&Complain(Some(Problem::Offline))), "{said:?}");
        let before = now;
        loop {
            now = form.wakes_at().unwrap();
            // In between it also says "not yet".
            if form.list(Input::Woken, at(now)).contains(&Post) {
                break;
            }
        }
        assert!(now - before <= 60 * SECOND, "{} s", (now - before) / SECOND);
    }
    form.list(reply(&form, Some(201)), at(now));
    assert_eq!((form.code(), form.kept().unwrap().posted), (code, true));
}

#[test]
fn a_post_that_waits_goes_when_the_shopper_is_back() {
    let mut form = tapped();
    for _ in 0..6 {
        form.list(reply(&form, None), at(NOON));
        let due = form.wakes_at().unwrap();
        form.list(Input::Woken, at(due));
    }
    form.list(reply(&form, None), at(NOON));
    form.list(Input::Seen(false), at(NOON + SECOND));
    assert!(
        form.list(Input::Seen(true), at(NOON + 2 * SECOND))
            .contains(&Post)
    );
}

#[test]
fn a_refusal_leads_back_to_the_form_with_a_new_code() {
    for (status, problem) in [
        (409, Problem::Again),
        (422, Problem::Refused),
        (403, Problem::Refused),
    ] {
        let mut form = tapped();
        let code = form.code();
        assert_eq!(
            form.list(reply(&form, Some(status)), at(NOON + SECOND)),
            [
                Forget,
                Show(Screen::Topics),
                Complain(Some(problem)),
                Tell(News::Failed(problem))
            ]
        );
        assert_ne!(form.code(), code);
        assert!(form.ticks().has(0), "what was chosen stays chosen");
    }
}

#[test]
fn nobody_is_asked_behind_a_hidden_page_and_at_once_on_return() {
    let mut form = posted();
    form.list(Input::Seen(false), at(NOON + SECOND));
    assert_eq!(
        form.list(answer(&form, 1, State::Requested), at(NOON + 20 * SECOND)),
        []
    );
    assert_eq!(form.wakes_at(), Some(NOON + NOT_YET_AFTER));
    assert_eq!(
        form.list(Input::Seen(true), at(NOON + 40 * SECOND)),
        [AskState { turn: 2 }]
    );
    // The question died with the connection; the one of before counts for nothing.
    assert_eq!(
        form.list(answer(&form, 1, State::Confirmed), at(NOON + 41 * SECOND)),
        []
    );
    // `visibilitychange` and `pageshow` come together.
    assert_eq!(form.list(Input::Seen(true), at(NOON + 40 * SECOND)), []);
}

#[test]
fn an_unanswered_question_is_asked_again_with_patience() {
    let mut form = posted();
    let code = form.code();
    let unanswered = |turn| Input::StateAnswered {
        code,
        turn,
        state: None,
    };
    assert_eq!(form.list(unanswered(1), at(NOON + SECOND)), []);
    assert_eq!(form.wakes_at(), Some(NOON + 3 * SECOND));
    form.list(Input::Woken, at(NOON + 3 * SECOND));
    form.list(unanswered(2), at(NOON + 4 * SECOND));
    assert_eq!(form.wakes_at(), Some(NOON + 8 * SECOND));
}

fn kept() -> Kept {
    Kept {
        code: Code::from_random([9; 9]),
        ticks: Ticks::default().with(1, true),
        at: NOON,
        posted: true,
        confirmed: false,
        open: true,
        product: false,
    }
}

fn restored(kept: Kept, now: u64) -> (Form, Vec<Command>) {
    let mut form = Form::new(Screen::Doors, false, at(now));
    let mut todo = form.list(Input::Restored(kept), at(now));
    todo.extend(form.list(Input::Opened, at(now)));
    (form, todo)
}

#[test]
fn a_reload_goes_on_where_it_was() {
    let (form, todo) = restored(kept(), NOON + 5 * SECOND);
    assert_eq!(
        todo,
        [
            AskState { turn: 1 },
            Show(Screen::Waiting),
            Keep,
            Show(Screen::Waiting),
            Reveal,
            Tell(News::Opened)
        ]
    );
    assert_eq!(form.kept(), Some(kept()));
}

#[test]
fn a_reload_after_the_confirmation_shows_it_without_telling_again() {
    let confirmed = Kept {
        confirmed: true,
        ..kept()
    };
    let (form, todo) = restored(confirmed, NOON + 5 * SECOND);
    assert_eq!(
        todo,
        [
            Show(Screen::Confirmed),
            Keep,
            Show(Screen::Confirmed),
            Reveal,
            Tell(News::Opened)
        ]
    );
    assert_eq!(form.wakes_at(), None);
}

#[test]
fn a_reload_a_day_later_has_expired() {
    let (_, todo) = restored(kept(), NOON + EXPIRES_AFTER);
    assert_eq!(
        todo.first_chunk(),
        Some(&[Forget, Show(Screen::Expired), Complain(None)])
    );
}

#[test]
fn a_page_thrown_away_before_its_post_arrived_posts_again() {
    let unsure = Kept {
        posted: false,
        ..kept()
    };
    let (mut form, _) = restored(unsure, NOON + SECOND);
    assert_eq!(
        form.list(answer(&form, 1, State::Unknown), at(NOON + 2 * SECOND)),
        [Post]
    );
    // The first post did arrive meanwhile, with a name that the reload lost.
    assert_eq!(
        form.list(reply(&form, Some(409)), at(NOON + 3 * SECOND)),
        [AskState { turn: 2 }, Keep, Complain(None)]
    );
    assert_eq!(form.kept().map(|kept| kept.posted), Some(true));
}

#[test]
fn withdrawn_begins_anew() {
    let mut form = posted();
    assert_eq!(
        form.list(answer(&form, 1, State::Withdrawn), at(NOON + SECOND)),
        [Forget, Show(Screen::Doors)]
    );
}

/// What stands for the product: it comes behind two purposes.
fn product() -> Ticks {
    Ticks::default().with(2, true)
}

/// A form that was opened at a product's button.
fn at_product(home: Screen) -> Form {
    let mut form = Form::new(home, false, at(NOON));
    form.handle(Input::Chose(Screen::Product, product()), at(NOON));
    form.handle(Input::Opened, at(NOON));
    form
}

/// The same after the tap, the post and the first question.
fn posted_for_product(home: Screen) -> Form {
    let mut form = at_product(home);
    form.handle(Input::Continued(None), at(NOON));
    form.handle(reply(&form, Some(201)), at(NOON));
    form
}

#[test]
fn a_products_button_opens_the_panel_on_the_product() {
    let mut form = Form::new(Screen::Doors, false, at(NOON));
    let code = form.code();
    assert_eq!(
        form.list(Input::Chose(Screen::Product, product()), at(NOON)),
        [Show(Screen::Product), Complain(None)]
    );
    assert_eq!(
        form.list(Input::Opened, at(NOON)),
        [Show(Screen::Product), Reveal, Tell(News::Opened)]
    );
    assert!(form.is_of_product());
    assert_eq!(form.ticks(), product());
    assert_eq!(form.code(), code, "no code was spent");
    assert_eq!(form.kept(), None, "nothing is stored before the tap");
}

#[test]
fn at_a_product_nothing_else_stays_ticked() {
    let mut form = ticked();
    form.list(Input::Chose(Screen::Product, product()), at(NOON));
    assert_eq!(form.ticks(), product());
}

#[test]
fn a_products_button_pressed_during_another_request_begins_a_new_one() {
    let mut form = posted();
    let code = form.code();
    assert_eq!(
        form.list(
            Input::Chose(Screen::Product, product()),
            at(NOON + 5 * SECOND)
        ),
        [Forget, Show(Screen::Product), Complain(None)]
    );
    assert_ne!(form.code(), code);
    assert_eq!(form.kept(), None);
    assert_eq!(form.wakes_at(), None);
    assert_eq!(
        form.list(Input::Continued(None), at(NOON + 6 * SECOND))
            .first(),
        Some(&Post)
    );
}

#[test]
fn the_tap_at_a_product_posts_it_and_the_message_confirms_it() {
    let mut form = at_product(Screen::Doors);
    let code = form.code();
    assert_eq!(
        form.list(Input::Continued(None), at(NOON)),
        [
            Post,
            Keep,
            Show(Screen::Waiting),
            Complain(None),
            Tell(News::Continued)
        ]
    );
    assert_eq!(
        form.kept(),
        Some(Kept {
            code,
            ticks: product(),
            at: NOON,
            posted: false,
            confirmed: false,
            open: true,
            product: true,
        })
    );
    assert_eq!(
        form.list(reply(&form, Some(201)), at(NOON + 100)),
        [AskState { turn: 1 }, Keep, Complain(None)]
    );
    assert_eq!(
        form.list(answer(&form, 1, State::Confirmed), at(NOON + 9 * SECOND)),
        [
            Keep,
            Show(Screen::Confirmed),
            Complain(None),
            Tell(News::Confirmed)
        ]
    );
    assert!(form.is_of_product());
    assert_eq!(form.code(), code);
}

#[test]
fn change_leads_back_to_the_product_with_the_same_code() {
    let mut form = posted_for_product(Screen::Doors);
    let code = form.code();
    assert_eq!(
        form.list(Input::Reconsidered, at(NOON + SECOND)),
        [Show(Screen::Product), Complain(None)]
    );
    assert_eq!(form.code(), code);
    assert_eq!(form.ticks(), product());
    // Nothing was changed, so nothing is posted anew.
    assert_eq!(
        form.list(Input::Continued(None), at(NOON + 2 * SECOND)),
        [
            Keep,
            Show(Screen::Waiting),
            Complain(None),
            Tell(News::Continued)
        ]
    );
}

#[test]
fn a_refusal_leads_back_to_the_product() {
    let mut form = at_product(Screen::Doors);
    form.list(Input::Continued(None), at(NOON));
    let code = form.code();
    assert_eq!(
        form.list(reply(&form, Some(422)), at(NOON + SECOND)),
        [
            Forget,
            Show(Screen::Product),
            Complain(Some(Problem::Refused)),
            Tell(News::Failed(Problem::Refused))
        ]
    );
    assert_ne!(form.code(), code);
    assert_eq!(form.ticks(), product());
    assert!(form.is_of_product());
}

#[test]
fn closing_after_a_products_confirmation_leaves_an_empty_form_of_purposes() {
    for home in [Screen::Doors, Screen::Topics] {
        let mut form = posted_for_product(home);
        let code = form.code();
        form.list(answer(&form, 1, State::Confirmed), at(NOON + 9 * SECOND));
        assert_eq!(
            form.list(Input::Closed, at(NOON + 10 * SECOND)),
            [Forget, Hide]
        );
        assert!(!form.is_of_product());
        assert!(form.ticks().is_empty());
        assert_ne!(form.code(), code);
        assert_eq!(
            form.list(Input::Opened, at(NOON + 11 * SECOND)),
            [Show(home), Reveal, Tell(News::Opened)]
        );
    }
}

#[test]
fn closing_before_the_end_comes_back_to_the_product() {
    let mut form = at_product(Screen::Doors);
    assert_eq!(form.list(Input::Closed, at(NOON + SECOND)), [Hide]);
    assert_eq!(
        form.list(Input::Opened, at(NOON + 2 * SECOND)),
        [Show(Screen::Product), Reveal, Tell(News::Opened)]
    );
    let mut form = posted_for_product(Screen::Doors);
    assert_eq!(form.list(Input::Closed, at(NOON + SECOND)), [Keep, Hide]);
    assert!(form.is_of_product());
}

#[test]
fn a_reload_goes_on_with_the_product() {
    let kept = Kept {
        ticks: product(),
        product: true,
        ..kept()
    };
    let (mut form, todo) = restored(kept, NOON + 5 * SECOND);
    assert_eq!(
        todo,
        [
            AskState { turn: 1 },
            Show(Screen::Waiting),
            Keep,
            Show(Screen::Waiting),
            Reveal,
            Tell(News::Opened)
        ]
    );
    assert!(form.is_of_product());
    assert_eq!(form.kept(), Some(kept));
    assert_eq!(
        form.list(Input::Reconsidered, at(NOON + 6 * SECOND)),
        [Show(Screen::Product), Complain(None)]
    );
    assert_eq!(form.kept(), Some(kept), "looking changes nothing");
}

#[test]
fn a_reload_after_a_products_confirmation_starts_over_with_the_purposes() {
    let kept = Kept {
        ticks: product(),
        product: true,
        confirmed: true,
        ..kept()
    };
    let (mut form, todo) = restored(kept, NOON + 5 * SECOND);
    assert_eq!(
        todo,
        [
            Show(Screen::Confirmed),
            Keep,
            Show(Screen::Confirmed),
            Reveal,
            Tell(News::Opened)
        ]
    );
    assert_eq!(
        form.list(Input::Closed, at(NOON + 6 * SECOND)),
        [Forget, Hide]
    );
    assert!(!form.is_of_product());
}

/// Everything that can be wrong with what was filled in.
const WRONG: [Problem; 6] = [
    Problem::Sensitive,
    Problem::PhoneMissing,
    Problem::PhoneNotNumber,
    Problem::PhoneShort,
    Problem::PhoneLong,
    Problem::PhoneUnknown,
];

#[test]
fn with_something_wrong_the_tap_leads_nowhere_and_says_why() {
    for problem in WRONG {
        for mut form in [ticked(), at_product(Screen::Doors)] {
            let code = form.code();
            let screen = form.screen;
            assert_eq!(
                form.list(Input::Continued(Some(problem)), at(NOON)),
                [Stay, Complain(Some(problem)), Tell(News::Failed(problem))]
            );
            assert_eq!(form.screen, screen);
            assert_eq!(form.kept(), None);
            assert_eq!(form.wakes_at(), None);
            assert_eq!(form.code(), code, "no code was spent");
            assert!(!form.ticks().is_empty(), "what was chosen stays chosen");
            // Once it is mended the tap goes through.
            let ticks = form.ticks();
            assert_eq!(
                form.list(Input::Edited(ticks), at(NOON + SECOND)),
                [Complain(None)]
            );
            assert_eq!(
                form.list(Input::Continued(None), at(NOON + 2 * SECOND))
                    .first(),
                Some(&Post)
            );
        }
    }
}

#[test]
fn that_nothing_is_ticked_is_said_before_anything_else() {
    for problem in WRONG {
        let mut form = ticked();
        form.list(tick(0, false), at(NOON));
        assert_eq!(
            form.list(Input::Continued(Some(problem)), at(NOON)),
            [
                Stay,
                Complain(Some(Problem::NoneTicked)),
                Tell(News::Failed(Problem::NoneTicked))
            ]
        );
    }
}

#[test]
fn a_second_tap_minds_nothing_wrong() {
    for problem in WRONG {
        for mut form in [tapped(), posted()] {
            let code = form.code();
            assert_eq!(
                form.list(Input::Continued(Some(problem)), at(NOON + SECOND)),
                [
                    Keep,
                    Show(Screen::Waiting),
                    Complain(None),
                    Tell(News::Continued)
                ]
            );
            assert_eq!(form.code(), code);
        }
    }
}

#[test]
fn the_same_purposes_looked_at_again_are_the_same_request() {
    let mut form = posted();
    let code = form.code();
    assert_eq!(
        form.list(
            Input::Chose(Screen::Topics, form.ticks()),
            at(NOON + SECOND)
        ),
        [Show(Screen::Topics), Complain(None)]
    );
    assert_eq!(form.code(), code);
    assert!(form.kept().is_some());
}

#[test]
fn the_same_ticks_in_another_kind_of_form_are_another_request() {
    let mut form = posted_for_product(Screen::Doors);
    let code = form.code();
    assert_eq!(
        form.list(
            Input::Chose(Screen::Topics, form.ticks()),
            at(NOON + SECOND)
        ),
        [Forget, Show(Screen::Topics), Complain(None)]
    );
    assert_ne!(form.code(), code);
    assert!(!form.is_of_product());
}

#[test]
fn another_product_is_another_request_although_it_is_ticked_the_same() {
    let mut form = posted_for_product(Screen::Doors);
    let code = form.code();
    assert_eq!(
        form.list(Input::Chose(Screen::Product, product()), at(NOON + SECOND)),
        [Forget, Show(Screen::Product), Complain(None)]
    );
    assert_ne!(form.code(), code);
    assert_eq!(form.wakes_at(), None);
    assert_eq!(
        form.list(Input::Continued(None), at(NOON + 2 * SECOND))
            .first(),
        Some(&Post)
    );
}

#[test]
fn what_is_chosen_on_top_of_an_outcome_is_a_new_request() {
    for state in [State::Confirmed, State::Expired] {
        for mut form in [posted(), posted_for_product(Screen::Doors)] {
            let code = form.code();
            let ticks = form.ticks();
            form.list(answer(&form, 1, state), at(NOON + SECOND));
            let chosen = Input::Chose(form.asking, ticks);
            assert!(
                form.list(chosen, at(NOON + 2 * SECOND))
                    .contains(&Show(form.asking))
            );
            assert_ne!(form.code(), code);
            assert_eq!(form.ticks(), ticks);
            assert_eq!(form.kept(), None);
            assert_eq!(form.wakes_at(), None, "nothing is asked about what is over");
            assert_eq!(
                form.list(Input::Continued(None), at(NOON + 3 * SECOND))
                    .first(),
                Some(&Post)
            );
        }
    }
}

#[test]
fn what_has_expired_has_spent_its_code() {
    for (input, now) in [
        (Input::Woken, NOON + EXPIRES_AFTER),
        (answer(&posted(), 1, State::Expired), NOON + SECOND),
    ] {
        let mut form = posted();
        let code = form.code();
        form.list(input, at(now));
        assert_eq!(form.screen, Screen::Expired);
        assert_ne!(form.code(), code);
        assert_eq!(form.kept(), None);
        assert!(form.ticks().has(0), "what was chosen stays chosen");
    }
}

#[test]
fn an_answer_to_the_post_of_an_earlier_request_comes_to_nothing() {
    for status in [Some(201), Some(409), Some(422), Some(503), None] {
        let mut form = tapped();
        let late = reply(&form, status);
        form.list(tick(1, true), at(NOON + SECOND));
        assert_eq!(form.list(late, at(NOON + 2 * SECOND)), []);
        form.list(Input::Continued(None), at(NOON + 3 * SECOND));
        let kept = form.kept();
        assert_eq!(form.list(late, at(NOON + 4 * SECOND)), []);
        assert_eq!(form.screen, Screen::Waiting);
        assert_eq!(form.kept(), kept, "the new one is still under way");
    }
}

#[test]
fn an_answer_about_the_state_of_an_earlier_request_comes_to_nothing() {
    for state in [
        State::Unknown,
        State::Requested,
        State::Confirmed,
        State::Expired,
        State::Withdrawn,
    ] {
        let mut form = posted();
        let late = answer(&form, 1, state);
        form.list(tick(1, true), at(NOON + SECOND));
        form.list(Input::Continued(None), at(NOON + 2 * SECOND));
        let first = form.list(reply(&form, Some(201)), at(NOON + 3 * SECOND));
        assert_eq!(first.first(), Some(&AskState { turn: 1 }), "as before");
        let kept = form.kept();
        assert_eq!(form.list(late, at(NOON + 4 * SECOND)), []);
        assert_eq!(form.screen, Screen::Waiting);
        assert_eq!(form.kept(), kept);
    }
}

#[test]
fn what_a_reload_goes_on_with_is_shown_although_nobody_opens_the_panel() {
    // As in a form inside the page, which is there from the beginning.
    for (confirmed, screen) in [(false, Screen::Waiting), (true, Screen::Confirmed)] {
        let mut form = Form::new(Screen::Topics, false, at(NOON + SECOND));
        let kept = Kept {
            confirmed,
            ..kept()
        };
        let todo = form.list(Input::Restored(kept), at(NOON + SECOND));
        assert!(todo.contains(&Show(screen)));
        assert_eq!(form.screen, screen);
    }
}

#[test]
fn a_tap_that_comes_as_the_day_ends_leads_nowhere() {
    let mut form = posted();
    assert_eq!(
        form.list(Input::Continued(None), at(NOON + EXPIRES_AFTER)),
        [Stay, Forget, Show(Screen::Expired), Complain(None)]
    );
}

#[test]
fn a_form_inside_the_page_is_always_open() {
    let mut form = Form::new(Screen::Topics, true, at(NOON));
    assert_eq!(form.list(Input::Opened, at(NOON)), []);
    form.handle(tick(0, true), at(NOON));
    form.handle(Input::Continued(None), at(NOON));
    form.handle(Input::PostAnswered(form.code(), Some(201)), at(NOON));
    assert_eq!(form.list(Input::Closed, at(NOON)), []);
    let confirmed = Input::StateAnswered {
        code: form.code(),
        turn: 1,
        state: Some(State::Confirmed),
    };
    assert_eq!(
        form.list(confirmed, at(NOON + SECOND)),
        [
            Keep,
            Show(Screen::Confirmed),
            Complain(None),
            Tell(News::Confirmed)
        ]
    );
}
