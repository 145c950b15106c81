use super::*;
use Command::{AskState, Complain, Forget, Hide, Keep, Post, Reveal, Show, Stay, Tell};

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
    let mut form = Form::new(Screen::Doors, at(NOON));
    form.handle(Input::Opened, at(NOON));
    form.handle(Input::ChoseUpdates, at(NOON));
    form.handle(tick(0, true), at(NOON));
    form
}

/// The same after the tap at noon.
fn tapped() -> Form {
    let mut form = ticked();
    form.handle(Input::Continued, at(NOON));
    form
}

/// The same after the post has arrived and the first question is asked.
fn posted() -> Form {
    let mut form = tapped();
    form.handle(Input::PostAnswered(Some(201)), at(NOON));
    form
}

fn tick(purpose: u32, on: bool) -> Input {
    Input::Ticked { purpose, on }
}

fn answer(turn: u32, state: State) -> Input {
    Input::StateAnswered {
        turn,
        state: Some(state),
    }
}

#[test]
fn opening_shows_the_doors_and_tells_the_page_once() {
    let mut form = Form::new(Screen::Doors, at(NOON));
    assert_eq!(
        form.handle(Input::Opened, at(NOON)),
        [Show(Screen::Doors), Reveal, Tell(News::Opened)]
    );
    assert_eq!(form.handle(Input::Opened, at(NOON)), []);
    assert_eq!(form.handle(Input::Closed, at(NOON)), [Hide]);
    assert_eq!(form.handle(Input::Closed, at(NOON)), []);
}

#[test]
fn asking_stores_nothing() {
    let mut form = Form::new(Screen::Doors, at(NOON));
    form.handle(Input::Opened, at(NOON));
    assert_eq!(form.handle(Input::Asked, at(NOON)), [Tell(News::Asked)]);
    assert_eq!(form.kept(), None);
    assert_eq!(form.wakes_at(), None);
}

#[test]
fn without_a_purpose_the_tap_leads_nowhere_and_says_why() {
    let mut form = ticked();
    form.handle(tick(0, false), at(NOON));
    assert_eq!(
        form.handle(Input::Continued, at(NOON)),
        [
            Stay,
            Complain(Some(Problem::NoneTicked)),
            Tell(News::Failed(Problem::NoneTicked))
        ]
    );
    assert_eq!(form.handle(tick(1, true), at(NOON)), [Complain(None)]);
}

#[test]
fn the_tap_posts_keeps_and_waits() {
    let mut form = ticked();
    let code = form.code();
    assert_eq!(
        form.handle(Input::Continued, at(NOON)),
        [Post, Keep, Show(Screen::Waiting), Tell(News::Continued)]
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
        form.handle(Input::Continued, at(NOON + 61 * SECOND)),
        [Keep, Show(Screen::Waiting), Tell(News::Continued)]
    );
    assert_eq!(form.code(), code);
    assert_eq!(form.kept().map(|kept| kept.at), Some(NOON));
}

#[test]
fn other_content_gets_another_code() {
    let mut form = posted();
    let code = form.code();
    form.handle(Input::Reconsidered, at(NOON + SECOND));
    assert_eq!(form.code(), code, "looking changes nothing");
    assert_eq!(
        form.handle(tick(1, true), at(NOON + SECOND)),
        [Complain(None), Forget]
    );
    assert_ne!(form.code(), code);
    let code = form.code();
    assert_eq!(
        form.handle(Input::Renamed, at(NOON + 2 * SECOND)),
        [Complain(None)]
    );
    assert_eq!(form.code(), code, "it was not posted yet");
}

#[test]
fn the_state_is_asked_once_the_post_has_arrived() {
    let mut form = tapped();
    assert_eq!(
        form.handle(Input::PostAnswered(Some(201)), at(NOON + 100)),
        [Complain(None), Keep, AskState { turn: 1 }]
    );
    // An answer that was held back: the next question follows at once.
    assert_eq!(
        form.handle(answer(1, State::Requested), at(NOON + 25 * SECOND)),
        [AskState { turn: 2 }]
    );
    // A quick one: with a pause.
    assert_eq!(
        form.handle(answer(2, State::Requested), at(NOON + 25 * SECOND)),
        []
    );
    assert_eq!(form.wakes_at(), Some(NOON + 27 * SECOND));
    assert_eq!(
        form.handle(Input::Woken, at(NOON + 27 * SECOND)),
        [AskState { turn: 3 }]
    );
}

#[test]
fn the_message_confirms_and_closing_forgets() {
    let mut form = posted();
    assert_eq!(
        form.handle(answer(1, State::Confirmed), at(NOON + 9 * SECOND)),
        [Show(Screen::Confirmed), Keep, Tell(News::Confirmed)]
    );
    assert_eq!(form.kept().map(|kept| kept.confirmed), Some(true));
    assert_eq!(form.wakes_at(), None);
    assert_eq!(
        form.handle(Input::Closed, at(NOON + 10 * SECOND)),
        [Hide, Forget]
    );
    assert!(form.ticks().is_empty());
    assert_eq!(
        form.handle(Input::Opened, at(NOON + 11 * SECOND)),
        [Show(Screen::Doors), Reveal, Tell(News::Opened)]
    );
}

#[test]
fn a_confirmation_behind_a_closed_panel_keeps_nothing() {
    let mut form = posted();
    assert_eq!(form.handle(Input::Closed, at(NOON + SECOND)), [Hide, Keep]);
    assert_eq!(form.kept().map(|kept| kept.open), Some(false));
    assert_eq!(
        form.handle(answer(1, State::Confirmed), at(NOON + 9 * SECOND)),
        [Show(Screen::Confirmed), Forget, Tell(News::Confirmed)]
    );
}

#[test]
fn after_a_minute_it_says_not_yet_and_goes_on_looking() {
    let mut form = posted();
    assert_eq!(
        form.handle(answer(1, State::Requested), at(NOON + 60 * SECOND)),
        [AskState { turn: 2 }, Show(Screen::NotYet)]
    );
    assert_eq!(
        form.handle(answer(2, State::Confirmed), at(NOON + 70 * SECOND)),
        [Show(Screen::Confirmed), Keep, Tell(News::Confirmed)]
    );
}

#[test]
fn a_day_later_or_on_the_workers_word_it_has_expired() {
    let mut form = posted();
    assert_eq!(
        form.handle(Input::Woken, at(NOON + EXPIRES_AFTER)),
        [Forget, Show(Screen::Expired)]
    );
    let mut form = posted();
    assert_eq!(
        form.handle(answer(1, State::Expired), at(NOON + SECOND)),
        [Forget, Show(Screen::Expired)]
    );
    let code = form.code();
    assert_eq!(
        form.handle(Input::StartedOver, at(NOON + 2 * SECOND)),
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
        assert_eq!(form.handle(Input::PostAnswered(status), at(now)), offline);
        let due = form.wakes_at().unwrap();
        pauses.push((due - now) / SECOND);
        now = due;
        assert!(form.handle(Input::Woken, at(now)).contains(&Post));
    }
    assert_eq!(pauses, [2, 4, 8, 16]);
    assert_eq!(
        form.handle(Input::PostAnswered(Some(200)), at(now)),
        [Complain(None), Keep, AskState { turn: 1 }]
    );
}

#[test]
fn patience_ends() {
    let mut form = tapped();
    let mut now = NOON;
    for _ in 0..11 {
        form.handle(Input::PostAnswered(None), at(now));
        now = form.wakes_at().unwrap().max(now + 60 * SECOND);
        form.handle(Input::Woken, at(now));
    }
    assert!(
        form.handle(Input::PostAnswered(None), at(now))
            .contains(&Complain(Some(Problem::Refused)))
    );
    assert_eq!(form.kept(), None);
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
            form.handle(Input::PostAnswered(Some(status)), at(NOON + SECOND)),
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
    form.handle(Input::Seen(false), at(NOON + SECOND));
    assert_eq!(
        form.handle(answer(1, State::Requested), at(NOON + 20 * SECOND)),
        []
    );
    assert_eq!(form.wakes_at(), Some(NOON + NOT_YET_AFTER));
    assert_eq!(
        form.handle(Input::Seen(true), at(NOON + 40 * SECOND)),
        [AskState { turn: 2 }]
    );
    // The question died with the connection; the one of before counts for nothing.
    assert_eq!(
        form.handle(answer(1, State::Confirmed), at(NOON + 41 * SECOND)),
        []
    );
    // `visibilitychange` and `pageshow` come together.
    assert_eq!(form.handle(Input::Seen(true), at(NOON + 40 * SECOND)), []);
}

#[test]
fn an_unanswered_question_is_asked_again_with_patience() {
    let mut form = posted();
    let unanswered = |turn| Input::StateAnswered { turn, state: None };
    assert_eq!(form.handle(unanswered(1), at(NOON + SECOND)), []);
    assert_eq!(form.wakes_at(), Some(NOON + 3 * SECOND));
    form.handle(Input::Woken, at(NOON + 3 * SECOND));
    form.handle(unanswered(2), at(NOON + 4 * SECOND));
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
    }
}

fn restored(kept: Kept, now: u64) -> (Form, Vec<Command>) {
    let mut form = Form::new(Screen::Doors, at(now));
    let mut todo = form.handle(Input::Restored(kept), at(now));
    todo.extend(form.handle(Input::Opened, at(now)));
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
            Reveal,
            Tell(News::Opened),
            Keep
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
        [Show(Screen::Confirmed), Reveal, Tell(News::Opened), Keep]
    );
    assert_eq!(form.wakes_at(), None);
}

#[test]
fn a_reload_a_day_later_has_expired() {
    let (_, todo) = restored(kept(), NOON + EXPIRES_AFTER);
    assert_eq!(todo.first_chunk(), Some(&[Forget, Show(Screen::Expired)]));
}

#[test]
fn a_page_thrown_away_before_its_post_arrived_posts_again() {
    let unsure = Kept {
        posted: false,
        ..kept()
    };
    let (mut form, _) = restored(unsure, NOON + SECOND);
    assert_eq!(
        form.handle(answer(1, State::Unknown), at(NOON + 2 * SECOND)),
        [Post]
    );
    // The first post did arrive meanwhile, with a name that the reload lost.
    assert_eq!(
        form.handle(Input::PostAnswered(Some(409)), at(NOON + 3 * SECOND)),
        [Complain(None), Keep, AskState { turn: 2 }]
    );
    assert_eq!(form.kept().map(|kept| kept.posted), Some(true));
}

#[test]
fn withdrawn_begins_anew() {
    let mut form = posted();
    assert_eq!(
        form.handle(answer(1, State::Withdrawn), at(NOON + SECOND)),
        [Forget, Show(Screen::Doors)]
    );
}
