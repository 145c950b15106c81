use super::*;
use crate::gate::Verdict;
use crate::graph::{Accepted, Answer, GraphError};
use crate::time::{DAY, HOUR, Millis, SECOND};
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
fn a_report_that_comes_twice_does_not_count_for_the_next_attempt() {
    let mut welcome = welcome();
    welcome.handle(DUE, NOW);
    welcome.handle(refused(1, 131_056), NOW);
    welcome.handle(DUE, NOW + SECOND);
    assert_eq!(welcome.handle(refused(1, 131_056), NOW + SECOND), []);
    assert_eq!(welcome.state, MessageState::Sending);
}

fn failed_with(code: i64) -> Input {
    Input::Status {
        delivery: Delivery::Failed,
        wamid: "wamid.A".into(),
        error: Some(code),
    }
}

#[test]
fn the_gate_decides_when_its_turn_has_come() {
    let wait = |until| {
        Input::Due(Verdict::Wait {
            until,
            reason: Reason::QuietHours,
        })
    };
    let mut message = message(Kind::ShopTemplate);
    assert_eq!(
        message.handle(wait(NOW + HOUR), NOW),
        [Command::WakeAt(NOW + HOUR)]
    );
    assert_eq!(
        (message.state, message.reason, message.attempts),
        (MessageState::Queued, Some(Reason::QuietHours), 0)
    );
    assert_eq!(message.handle(DUE, NOW + HOUR).len(), 2);
    assert_eq!(message.reason, None);
    let mut late = self::message(Kind::ShopTemplate);
    assert_eq!(late.handle(wait(NOW + 8 * DAY), NOW), []);
    assert_eq!(
        (late.state, late.reason),
        (MessageState::Failed, Some(Reason::QuietHours)),
        "what waits past its time is given up at once"
    );
    for (reason, end) in [
        (Reason::NoConsent, MessageState::Cancelled),
        (Reason::Unreachable, MessageState::Failed),
    ] {
        let mut never = self::message(Kind::ShopTemplate);
        assert_eq!(never.handle(Input::Due(Verdict::Never(reason)), NOW), []);
        assert_eq!((never.state, never.reason), (end, Some(reason)));
    }
}

#[test]
fn the_gate_may_let_a_welcome_pass_as_text() {
    let mut welcome = welcome();
    assert_eq!(
        welcome.handle(DUE_AS_TEXT, NOW)[0],
        Command::Send(Form::Text)
    );
    assert!(welcome.fallback);
}

#[test]
fn a_message_that_meets_a_stopped_number_or_template_asks_the_gate_again() {
    for code in [190, 131_048, 131_042, 131_063, 132_015, 132_001, 131_064] {
        let mut message = message(Kind::ShopTemplate);
        message.handle(DUE, NOW);
        assert_eq!(
            message.handle(refused(1, code), NOW),
            [Command::WakeAt(NOW + SECOND)],
            "{code}"
        );
        assert_eq!(
            (message.state, message.error),
            (MessageState::Queued, Some(code))
        );
    }
    let mut welcome = welcome();
    welcome.handle(DUE, NOW);
    welcome.handle(refused(1, 190), NOW + 23 * HOUR);
    assert_eq!(
        (welcome.state, welcome.error, welcome.reason),
        (MessageState::Failed, Some(190), Some(Reason::Token)),
        "a day is a day"
    );
}

#[test]
fn a_shops_own_template_has_no_free_text() {
    for code in [132_000, 132_012] {
        let mut message = message(Kind::ShopTemplate);
        message.handle(DUE, NOW);
        assert_eq!(message.handle(refused(1, code), NOW), []);
        assert_eq!(
            (message.state, message.reason),
            (MessageState::Failed, Some(Reason::TemplateMismatch))
        );
    }
}

#[test]
fn a_failure_by_status_that_will_pass_is_tried_again_under_a_new_name() {
    for code in [130_429, 131_056, 131_042, 190] {
        let mut welcome = welcome();
        welcome.handle(DUE, NOW);
        welcome.handle(accepted(), NOW);
        let commands = welcome.handle(failed_with(code), NOW);
        assert!(
            matches!(commands[..], [Command::WakeAt(_), Command::RenewCallback]),
            "{code}: {commands:?}"
        );
        assert_eq!(
            (welcome.state, welcome.wamid.as_deref(), welcome.error),
            (MessageState::Queued, None, Some(code))
        );
        // The same news again, and Graph's answer to the call that failed, change nothing.
        assert_eq!(welcome.handle(failed_with(code), NOW), []);
        assert_eq!(welcome.handle(accepted(), NOW), []);
        assert_eq!(
            (welcome.state, welcome.wamid.as_deref()),
            (MessageState::Queued, None)
        );
        assert_eq!(welcome.handle(DUE, NOW + HOUR).len(), 2);
    }
}

#[test]
fn a_failure_by_status_that_is_final_or_unclear_sticks() {
    for code in [131_026, 131_049, 131_050, 131_000, 2, 999_999] {
        let mut message = message(Kind::ShopTemplate);
        message.handle(DUE, NOW);
        message.handle(accepted(), NOW);
        assert_eq!(message.handle(failed_with(code), NOW), [], "{code}");
        assert_eq!(
            (message.state, message.error),
            (MessageState::Failed, Some(code))
        );
        assert_eq!(message.handle(DUE, NOW + HOUR), []);
    }
    let mut arrived = message(Kind::ShopTemplate);
    arrived.handle(DUE, NOW);
    arrived.handle(status(Delivery::Read), NOW);
    assert_eq!(arrived.handle(failed_with(130_429), NOW), []);
    assert_eq!(arrived.state, MessageState::Failed, "and is not sent again");
}

#[test]
fn a_failure_whose_code_becomes_known_later_is_taken_as_if_it_came_at_once() {
    let failed = || {
        let mut message = message(Kind::ShopTemplate);
        message.handle(DUE, NOW);
        message.handle(accepted(), NOW);
        message.handle(status(Delivery::Failed), NOW);
        assert_eq!(
            (message.state, message.error, message.reason),
            (MessageState::Failed, None, Some(Reason::Refused))
        );
        message
    };
    let mut passing = failed();
    assert_eq!(passing.handle(failed_with(130_429), NOW).len(), 2);
    assert_eq!(passing.state, MessageState::Queued);
    let mut last = failed();
    assert_eq!(last.handle(failed_with(131_026), NOW), []);
    assert_eq!(
        (last.state, last.error, last.reason),
        (
            MessageState::Failed,
            Some(131_026),
            Some(Reason::Unreachable)
        )
    );
    let mut never_left = message(Kind::ShopTemplate);
    never_left.handle(Input::Due(Verdict::Never(Reason::Unreachable)), NOW);
    assert_eq!(never_left.handle(failed_with(130_429), NOW), []);
    assert_eq!(never_left.state, MessageState::Failed);
}

#[test]
fn what_failed_by_status_after_a_withdrawal_is_not_sent_again() {
    let mut welcome = welcome();
    welcome.handle(DUE, NOW);
    welcome.handle(accepted(), NOW);
    welcome.handle(Input::Withdrawn, NOW);
    assert_eq!(welcome.handle(failed_with(130_429), NOW), []);
    assert_eq!(welcome.state, MessageState::Failed);
}

#[test]
fn somebody_who_looked_may_send_again_what_is_uncertain_but_no_welcome() {
    let uncertain = |kind| {
        let mut message = message(kind);
        message.handle(DUE, NOW);
        message.handle(Input::ReportMissing, NOW);
        message
    };
    for kind in Kind::ALL {
        let mut message = uncertain(kind);
        let commands = message.handle(Input::Resend, NOW + HOUR);
        if kind == Kind::Welcome {
            assert_eq!((commands, message.state), (vec![], MessageState::Uncertain));
        } else {
            assert_eq!(
                commands,
                [Command::WakeAt(NOW + HOUR), Command::RenewCallback]
            );
            assert_eq!(message.give_up_at, NOW + HOUR + kind.try_for());
            assert_eq!(message.handle(DUE, NOW + HOUR).len(), 2);
        }
    }
    let mut withdrawn = uncertain(Kind::ShopTemplate);
    withdrawn.handle(Input::Withdrawn, NOW);
    assert_eq!(withdrawn.handle(Input::Resend, NOW), []);
    let mut read = message(Kind::ShopTemplate);
    read.handle(DUE, NOW);
    read.handle(status(Delivery::Read), NOW);
    assert_eq!(read.handle(Input::Resend, NOW), []);
}

#[test]
fn nothing_is_tried_for_ever() {
    let mut message = message(Kind::ShopTemplate);
    let mut calls = 0;
    loop {
        let commands = message.handle(DUE, NOW);
        if commands.is_empty() {
            break;
        }
        calls += 1;
        message.handle(refused(calls, 190), NOW);
    }
    assert_eq!((calls, message.state), (100, MessageState::Failed));
}

/// An input, made for the attempt under way or, as a late report, for the one before.
type MakeInput = fn(u32) -> Input;

fn any_input() -> impl Strategy<Value = (MakeInput, bool)> {
    let makers: Vec<MakeInput> = vec![
        |_| DUE,
        |_| DUE_AS_TEXT,
        |_| {
            Input::Due(Verdict::Wait {
                until: NOW + 1,
                reason: Reason::PairRate,
            })
        },
        |_| Input::Due(Verdict::Never(Reason::NoConsent)),
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
        |attempt| refused(attempt, 131_026),
        |_| Input::ReportMissing,
        |_| Input::Withdrawn,
        |_| Input::Resend,
        |_| status(Delivery::Sent),
        |_| status(Delivery::Read),
        |_| status(Delivery::Failed),
        |_| failed_with(130_429),
        |_| failed_with(131_026),
        |_| failed_with(131_000),
    ];
    (prop::sample::select(makers), any::<bool>())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    /// Whatever happens in whatever order, to a message of any kind: between two calls to Graph
    /// there is always a certain word that nobody got the first, or a hand; none is made after a
    /// withdrawal, and none that the gate did not let pass. A welcome is sent by no hand.
    #[test]
    fn at_most_one_call_is_ever_taken(
        kind in prop::sample::select(Kind::ALL.to_vec()),
        inputs in prop::collection::vec(any_input(), 0..60),
    ) {
        let mut message = message(kind);
        let mut in_doubt = false;
        let mut withdrawn = false;
        for (make, late) in inputs {
            let attempt = message.attempts;
            let input = make(if late { attempt.saturating_sub(1) } else { attempt });
            let nobody_got_it = match &input {
                Input::Answered { attempt: of, answer: Answer::Refused(_) | Answer::NotMade } => {
                    *of == attempt
                }
                Input::Status { delivery: Delivery::Failed, error: Some(130_429), .. } => true,
                Input::Resend => kind != Kind::Welcome,
                _ => false,
            };
            let passed = matches!(input, Input::Due(Verdict::Send(_)));
            withdrawn |= input == Input::Withdrawn;
            let before = message.state;
            let sends = message
                .handle(input, NOW)
                .iter()
                .filter(|command| matches!(command, Command::Send(_)))
                .count();
            prop_assert!(sends <= usize::from(passed));
            prop_assert!(sends == 0 || !(in_doubt || withdrawn));
            prop_assert!(sends == 0 || before == MessageState::Queued);
            in_doubt = (in_doubt && !nobody_got_it) || sends > 0;
        }
    }

    /// Statuses of one message, in any order and as often as they like, come to the same.
    #[test]
    fn the_order_of_statuses_does_not_matter(
        mut said in prop::collection::vec(0_usize..6, 1..8), seed in any::<u64>(),
    ) {
        let all: [fn() -> Input; 6] = [
            || status(Delivery::Failed),
            || status(Delivery::Sent),
            || status(Delivery::Delivered),
            || status(Delivery::Read),
            || failed_with(131_026),
            accepted,
        ];
        let end = |said: &[usize]| {
            let mut message = message(Kind::ShopTemplate);
            message.handle(DUE, NOW);
            for which in said {
                message.handle(all[*which](), NOW);
            }
            (message.state, message.wamid, message.error)
        };
        let one = end(&said);
        let length = said.len();
        said.rotate_left(usize::try_from(seed % 8).unwrap() % length);
        said.reverse();
        prop_assert_eq!(end(&said), one.clone());
        let twice: Vec<usize> = said.iter().chain(&said).copied().collect();
        prop_assert_eq!(end(&twice), one);
    }
}
