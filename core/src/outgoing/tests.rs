use super::*;
use crate::gate::Verdict;
use crate::graph::{Accepted, Answer, GraphError};
use crate::time::{HOUR, Millis, SECOND};
use crate::webhook::Delivery;
use proptest::prelude::*;

const NOW: Millis = 1_750_000_000_000;

fn message(kind: Kind) -> Outgoing {
    Outgoing {
        kind,
        state: MessageState::Queued,
        form: Form::Template,
        fallback: false,
        wamid: None,
        attempts: 0,
        give_up_at: NOW + kind.try_for(),
        error: None,
        reason: None,
        withdrawn: false,
    }
}

fn welcome() -> Outgoing {
    message(Kind::Welcome)
}

/// Its turn has come, and the gate lets it pass as a template.
const DUE: Input = Input::Due(Verdict::Send(Form::Template));
/// The same as free text.
const DUE_AS_TEXT: Input = Input::Due(Verdict::Send(Form::Text));

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
        welcome.handle(DUE, NOW),
        [
            Command::Send(Form::Template),
            Command::ExpectReportBy(NOW + REPORT_TIMEOUT)
        ]
    );
    assert_eq!(welcome.state, MessageState::Sending);
    assert_eq!(welcome.handle(accepted(), NOW), []);
    assert_eq!(welcome.state, MessageState::Accepted);
    for (delivery, state) in [
        (Delivery::Sent, MessageState::Sent),
        (Delivery::Delivered, MessageState::Delivered),
        (Delivery::Read, MessageState::Read),
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
    welcome.handle(DUE, NOW);
    assert_eq!(welcome.handle(DUE, NOW), []);
}

#[test]
fn without_an_answer_it_is_uncertain_and_never_sent_again() {
    for lost in [answered(1, Answer::Unknown), Input::ReportMissing] {
        let mut welcome = welcome();
        welcome.handle(DUE, NOW);
        assert_eq!(welcome.handle(lost, NOW), []);
        assert_eq!(welcome.state, MessageState::Uncertain);
        assert_eq!(welcome.handle(DUE, NOW + HOUR), []);
        welcome.handle(status(Delivery::Delivered), NOW + HOUR);
        assert_eq!(welcome.state, MessageState::Delivered);
        assert_eq!(welcome.wamid.as_deref(), Some("wamid.A"));
    }
}

#[test]
fn statuses_may_overtake_the_answer() {
    let mut welcome = welcome();
    welcome.handle(DUE, NOW);
    welcome.handle(status(Delivery::Read), NOW);
    welcome.handle(accepted(), NOW);
    assert_eq!(welcome.state, MessageState::Read);
    welcome.handle(status(Delivery::Sent), NOW);
    assert_eq!(welcome.state, MessageState::Read);
}

#[test]
fn a_refusal_that_will_pass_is_tried_again_later() {
    let mut welcome = welcome();
    welcome.handle(DUE, NOW);
    assert_eq!(
        welcome.handle(refused(1, 131_056), NOW),
        [Command::WakeAt(NOW + SECOND)]
    );
    assert_eq!(welcome.state, MessageState::Queued);
    welcome.handle(DUE, NOW);
    assert_eq!(welcome.attempts, 2);
    assert_eq!(
        welcome.handle(refused(2, 131_056), NOW),
        [Command::WakeAt(NOW + 4 * SECOND)]
    );
}

#[test]
fn after_a_day_it_is_given_up() {
    let mut welcome = welcome();
    welcome.handle(DUE, NOW);
    assert_eq!(welcome.handle(refused(1, 131_016), NOW + 23 * HOUR), []);
    assert_eq!(
        (welcome.state, welcome.error),
        (MessageState::Failed, Some(131_016))
    );
    let mut stale = self::welcome();
    assert_eq!(stale.handle(DUE, NOW + 23 * HOUR + 1), []);
    assert_eq!(stale.state, MessageState::Failed);
}

#[test]
fn a_template_that_cannot_be_used_goes_as_text_once() {
    let mut welcome = welcome();
    welcome.handle(DUE, NOW);
    assert_eq!(
        welcome.handle(refused(1, 132_015), NOW),
        [Command::WakeAt(NOW)]
    );
    assert_eq!(
        welcome.handle(DUE, NOW),
        [
            Command::Send(Form::Text),
            Command::ExpectReportBy(NOW + REPORT_TIMEOUT)
        ]
    );
    assert!(welcome.fallback);
    welcome.handle(refused(2, 132_015), NOW);
    assert_eq!(welcome.state, MessageState::Failed);
}

#[test]
fn a_withdrawal_cancels_what_has_not_left() {
    let mut queued = welcome();
    queued.handle(Input::Withdrawn, NOW);
    assert_eq!(queued.state, MessageState::Cancelled);
    assert_eq!(queued.handle(DUE, NOW), []);
    let mut sending = welcome();
    sending.handle(DUE, NOW);
    sending.handle(Input::Withdrawn, NOW);
    assert_eq!(sending.state, MessageState::Sending);
    assert_eq!(sending.handle(refused(1, 131_056), NOW), []);
    assert_eq!(sending.state, MessageState::Cancelled);
}

#[test]
fn a_call_that_was_never_made_is_made_later() {
    let mut welcome = welcome();
    welcome.handle(DUE, NOW);
    assert_eq!(
        welcome.handle(answered(1, Answer::NotMade), NOW),
        [Command::WakeAt(NOW + 30 * SECOND)]
    );
    assert_eq!(welcome.state, MessageState::Queued);
}

#[test]
fn the_words_in_the_book_read_back() {
    for state in MessageState::ALL {
        assert_eq!(MessageState::parse(state.as_str()), Some(state));
    }
    assert_eq!(
        serde_json::to_string(&MessageState::Sending).unwrap(),
        "\"queued\""
    );
}

#[test]
fn a_report_that_comes_twice_does_not_count_for_the_next_attempt() {
    let mut welcome = welcome();
    welcome.handle(DUE, NOW);
    welcome.handle(refused(1, 131_056), NOW);
    welcome.handle(DUE, NOW + SECOND);
    assert_eq!(welcome.handle(refused(1, 131_056), NOW + SECOND), []);
    assert_eq!(welcome.state, MessageState::Sending);
}

/// An input, made for the attempt under way or, as a late report, for the one before.
type MakeInput = fn(u32) -> Input;

fn any_input() -> impl Strategy<Value = (MakeInput, bool)> {
    let makers: Vec<MakeInput> = vec![
        |_| DUE,
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
