use super::*;
use crate::graph::{Accepted, GraphError};
use proptest::prelude::*;

const NOW: Millis = 1_750_000_000_000;

fn welcome() -> Welcome {
    Welcome {
        state: WelcomeState::Queued,
        form: Form::Template,
        fallback: false,
        wamid: None,
        attempts: 0,
        queued_at: NOW,
        error: None,
        withdrawn: false,
    }
}

fn answered(attempt: u32, answer: Answer) -> Input {
    Input::Answered { attempt, answer }
}

fn accepted() -> Input {
    answered(
        1,
        Answer::Accepted(Accepted {
            wamid: "wamid.A".into(),
        }),
    )
}

fn refused(attempt: u32, code: i64) -> Input {
    let error = GraphError {
        code,
        is_transient: false,
        retry_after: None,
    };
    answered(attempt, Answer::Refused(error))
}

fn status(delivery: Delivery) -> Input {
    Input::Status {
        delivery,
        wamid: "wamid.A".into(),
        error: None,
    }
}

#[test]
fn a_welcome_is_claimed_sent_and_read() {
    let mut welcome = welcome();
    assert_eq!(
        welcome.handle(Input::Due, NOW),
        [
            Command::Send(Form::Template),
            Command::ExpectReportBy(NOW + REPORT_TIMEOUT)
        ]
    );
    assert_eq!(welcome.state, WelcomeState::Sending);
    assert_eq!(welcome.handle(accepted(), NOW), []);
    assert_eq!(welcome.state, WelcomeState::Accepted);
    for (delivery, state) in [
        (Delivery::Sent, WelcomeState::Sent),
        (Delivery::Delivered, WelcomeState::Delivered),
        (Delivery::Read, WelcomeState::Read),
    ] {
        welcome.handle(status(delivery), NOW);
        assert_eq!(welcome.state, state);
    }
    assert_eq!(
        (welcome.wamid.as_deref(), welcome.attempts),
        (Some("wamid.A"), 1)
    );
}

#[test]
fn a_claimed_welcome_is_not_claimed_again() {
    let mut welcome = welcome();
    welcome.handle(Input::Due, NOW);
    assert_eq!(welcome.handle(Input::Due, NOW), []);
}

#[test]
fn without_an_answer_it_is_uncertain_and_never_sent_again() {
    for lost in [answered(1, Answer::Unknown), Input::ReportMissing] {
        let mut welcome = welcome();
        welcome.handle(Input::Due, NOW);
        assert_eq!(welcome.handle(lost, NOW), []);
        assert_eq!(welcome.state, WelcomeState::Uncertain);
        assert_eq!(welcome.handle(Input::Due, NOW + HOUR), []);
        welcome.handle(status(Delivery::Delivered), NOW + HOUR);
        assert_eq!(welcome.state, WelcomeState::Delivered);
        assert_eq!(welcome.wamid.as_deref(), Some("wamid.A"));
    }
}

#[test]
fn statuses_may_overtake_the_answer() {
    let mut welcome = welcome();
    welcome.handle(Input::Due, NOW);
    welcome.handle(status(Delivery::Read), NOW);
    welcome.handle(accepted(), NOW);
    assert_eq!(welcome.state, WelcomeState::Read);
    welcome.handle(status(Delivery::Sent), NOW);
    assert_eq!(welcome.state, WelcomeState::Read);
}

#[test]
fn a_refusal_that_will_pass_is_tried_again_later() {
    let mut welcome = welcome();
    welcome.handle(Input::Due, NOW);
    assert_eq!(
        welcome.handle(refused(1, 131_056), NOW),
        [Command::WakeAt(NOW + SECOND)]
    );
    assert_eq!(welcome.state, WelcomeState::Queued);
    welcome.handle(Input::Due, NOW);
    assert_eq!(welcome.attempts, 2);
    assert_eq!(
        welcome.handle(refused(2, 131_056), NOW),
        [Command::WakeAt(NOW + 4 * SECOND)]
    );
}

#[test]
fn after_a_day_it_is_given_up() {
    let mut welcome = welcome();
    welcome.handle(Input::Due, NOW);
    assert_eq!(welcome.handle(refused(1, 131_016), NOW + TRY_FOR), []);
    assert_eq!(
        (welcome.state, welcome.error),
        (WelcomeState::Failed, Some(131_016))
    );
    let mut stale = self::welcome();
    assert_eq!(stale.handle(Input::Due, NOW + TRY_FOR + 1), []);
    assert_eq!(stale.state, WelcomeState::Failed);
}

#[test]
fn a_template_that_cannot_be_used_goes_as_text_once() {
    let mut welcome = welcome();
    welcome.handle(Input::Due, NOW);
    assert_eq!(
        welcome.handle(refused(1, 132_015), NOW),
        [Command::WakeAt(NOW)]
    );
    assert_eq!(
        welcome.handle(Input::Due, NOW),
        [
            Command::Send(Form::Text),
            Command::ExpectReportBy(NOW + REPORT_TIMEOUT)
        ]
    );
    assert!(welcome.fallback);
    welcome.handle(refused(2, 132_015), NOW);
    assert_eq!(welcome.state, WelcomeState::Failed);
}

#[test]
fn a_withdrawal_cancels_what_has_not_left() {
    let mut queued = welcome();
    queued.handle(Input::Withdrawn, NOW);
    assert_eq!(queued.state, WelcomeState::Cancelled);
    assert_eq!(queued.handle(Input::Due, NOW), []);
    let mut sending = welcome();
    sending.handle(Input::Due, NOW);
    sending.handle(Input::Withdrawn, NOW);
    assert_eq!(sending.state, WelcomeState::Sending);
    assert_eq!(sending.handle(refused(1, 131_056), NOW), []);
    assert_eq!(sending.state, WelcomeState::Cancelled);
}

#[test]
fn a_call_that_was_never_made_is_made_later() {
    let mut welcome = welcome();
    welcome.handle(Input::Due, NOW);
    assert_eq!(
        welcome.handle(answered(1, Answer::NotMade), NOW),
        [Command::WakeAt(NOW + NOT_MADE_RETRY)]
    );
    assert_eq!(welcome.state, WelcomeState::Queued);
}

#[test]
fn the_words_in_the_book_read_back() {
    for state in WelcomeState::ALL {
        assert_eq!(WelcomeState::parse(state.as_str()), Some(state));
    }
    assert_eq!(
        serde_json::to_string(&WelcomeState::Sending).unwrap(),
        "\"queued\""
    );
}

#[test]
fn a_report_that_comes_twice_does_not_count_for_the_next_attempt() {
    let mut welcome = welcome();
    welcome.handle(Input::Due, NOW);
    welcome.handle(refused(1, 131_056), NOW);
    welcome.handle(Input::Due, NOW + SECOND);
    assert_eq!(welcome.handle(refused(1, 131_056), NOW + SECOND), []);
    assert_eq!(welcome.state, WelcomeState::Sending);
}

/// An input, made for the attempt under way or, as a late report, for the one before.
type MakeInput = fn(u32) -> Input;

fn any_input() -> impl Strategy<Value = (MakeInput, bool)> {
    let makers: Vec<MakeInput> = vec![
        |_| Input::Due,
        |attempt| {
            answered(
                attempt,
                Answer::Accepted(Accepted {
                    wamid: "wamid.A".into(),
                }),
            )
        },
        |attempt| answered(attempt, Answer::Unknown),
        |attempt| answered(attempt, Answer::NotMade),
        |attempt| refused(attempt, 131_056),
        |attempt| refused(attempt, 132_015),
        |attempt| refused(attempt, 190),
        |_| Input::ReportMissing,
        |_| Input::Withdrawn,
        |_| status(Delivery::Sent),
        |_| status(Delivery::Read),
        |_| status(Delivery::Failed),
    ];
    (prop::sample::select(makers), any::<bool>())
}

proptest! {
    /// Whatever happens in whatever order: between two calls to Graph there is always a certain
    /// refusal of the first, and none is made after a withdrawal.
    #[test]
    fn at_most_one_call_is_ever_taken(inputs in prop::collection::vec(any_input(), 0..40)) {
        let mut welcome = welcome();
        let mut in_doubt = false;
        let mut withdrawn = false;
        for (make, late) in inputs {
            let attempt = welcome.attempts;
            let input = make(if late { attempt.saturating_sub(1) } else { attempt });
            let refuses_the_last = matches!(
                &input,
                Input::Answered { attempt: of, answer: Answer::Refused(_) | Answer::NotMade } if *of == attempt
            );
            withdrawn |= input == Input::Withdrawn;
            let sends = welcome
                .handle(input, NOW)
                .iter()
                .filter(|command| matches!(command, Command::Send(_)))
                .count();
            prop_assert!(sends <= 1);
            prop_assert!(sends == 0 || !(in_doubt || withdrawn));
            in_doubt = (in_doubt && !refuses_the_last) || sends > 0;
        }
    }
}
