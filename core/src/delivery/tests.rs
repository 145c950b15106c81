use super::*;
use crate::time::{DAY, HOUR, MINUTE, Millis, SECOND};
use proptest::prelude::*;

const SCHEDULE: Schedule = Schedule {
    waits: &[SECOND, MINUTE],
    repeats: false,
    within: DAY,
    longest_wait: HOUR,
};
const NOW: Millis = 1_750_000_000_000;
/// As near to the middle of the spread as it gets.
const MIDDLE: Dice = 127;

fn refused(status: u16) -> Answer {
    Answer::of(status, None)
}

/// Claims an item and takes in what became of it.
fn attempt(item: &mut Delivery, answer: Answer, now: Millis) -> Vec<Command> {
    let claimed = item.handle(Input::Due, &SCHEDULE, now, MIDDLE);
    assert_eq!(
        claimed,
        [Command::Send, Command::ExpectReportBy(now + REPORT_TIMEOUT)]
    );
    let attempt = item.attempts;
    item.handle(Input::Answered { attempt, answer }, &SCHEDULE, now, MIDDLE)
}

#[test]
fn what_is_taken_is_delivered_once_for_all() {
    let mut item = Delivery::new(NOW);
    assert_eq!(attempt(&mut item, refused(204), NOW), [Command::Delivered]);
    for input in [
        Input::Due,
        Input::ReportMissing,
        Input::Answered {
            attempt: 1,
            answer: Answer::Taken,
        },
    ] {
        assert_eq!(item.handle(input, &SCHEDULE, NOW, 0), []);
    }
}

#[test]
fn every_other_status_a_silence_and_a_fault_of_ours_are_tried_again() {
    for answer in [
        refused(302),
        refused(400),
        refused(404),
        refused(408),
        refused(429),
        refused(500),
        Answer::None,
        Answer::NotMade,
    ] {
        let mut item = Delivery::new(NOW);
        let after = attempt(&mut item, answer, NOW);
        assert_eq!(after, [Command::WakeAt(NOW + 999)], "{answer:?}");
        let after = attempt(&mut item, answer, NOW);
        assert_eq!(after, [Command::WakeAt(NOW + 59_940)]);
        assert_eq!(attempt(&mut item, answer, NOW), [Command::GiveUp]);
        assert_eq!(item.state, DeliveryState::Failed);
    }
}

#[test]
fn whoever_died_with_an_item_leaves_it_to_the_next() {
    let mut item = Delivery::new(NOW);
    item.handle(Input::Due, &SCHEDULE, NOW, MIDDLE);
    let later = NOW + REPORT_TIMEOUT;
    let after = item.handle(Input::ReportMissing, &SCHEDULE, later, MIDDLE);
    assert_eq!(after, [Command::WakeAt(later + 999)]);
    // A late report that it was taken is the truth.
    let late = Input::Answered {
        attempt: 1,
        answer: Answer::Taken,
    };
    assert_eq!(
        item.handle(late, &SCHEDULE, later, MIDDLE),
        [Command::Delivered]
    );
}

#[test]
fn a_late_failure_says_nothing_of_a_newer_attempt() {
    let mut item = Delivery::new(NOW);
    attempt(&mut item, refused(500), NOW);
    item.handle(Input::Due, &SCHEDULE, NOW + SECOND, MIDDLE);
    let late = Input::Answered {
        attempt: 1,
        answer: refused(500),
    };
    assert_eq!(item.handle(late, &SCHEDULE, NOW + SECOND, MIDDLE), []);
    assert_eq!(item.state, DeliveryState::Sending);
}

#[test]
fn what_is_too_old_is_given_up() {
    let mut item = Delivery::new(NOW);
    let late = NOW + DAY + 1;
    assert_eq!(
        item.handle(Input::Due, &SCHEDULE, late, MIDDLE),
        [Command::GiveUp]
    );
    let mut item = Delivery::new(NOW);
    assert_eq!(
        attempt(&mut item, Answer::None, NOW + DAY),
        [Command::GiveUp],
        "its next turn would be too late"
    );
}

#[test]
fn words_in_the_book_are_read_back() {
    for state in DeliveryState::ALL {
        assert_eq!(DeliveryState::parse(state.as_str()), Some(state));
    }
    assert_eq!(DeliveryState::parse("sent"), None);
}

#[test]
fn a_receiver_that_fails_is_asked_by_one_item_after_longer_and_longer_pauses() {
    let mut receiver = Receiver::default();
    assert_eq!(receiver.room(0, NOW), AT_ONCE);
    assert_eq!(receiver.room(AT_ONCE - 1, NOW), 1);
    let mut now = NOW;
    let mut pauses = Vec::new();
    for _ in 0..6 {
        receiver.heard(Answer::None, now);
        // The others of the same moment count no further.
        receiver.heard(refused(500), now);
        assert_eq!(receiver.room(0, now), 0);
        pauses.push((receiver.next_at - now) / SECOND);
        now = receiver.next_at;
        assert_eq!((receiver.room(0, now), receiver.room(1, now)), (1, 0));
    }
    assert_eq!(pauses, [1, 3, 15, 60, 120, 120]);
    assert!(receiver.heard(Answer::Taken, now), "it is back");
    assert_eq!(receiver.room(0, now), AT_ONCE);
}

#[test]
fn one_item_that_is_refused_is_no_sign_that_the_receiver_was_down() {
    let mut receiver = Receiver::default();
    receiver.heard(refused(400), NOW);
    assert!(!receiver.heard(Answer::Taken, NOW));
    receiver.heard(Answer::NotMade, NOW);
    assert_eq!(receiver, Receiver::default());
}

#[test]
fn gone_is_one_status() {
    assert!(refused(410).is_gone());
    for other in [Answer::Taken, Answer::None, Answer::NotMade, refused(404)] {
        assert!(!other.is_gone());
    }
}

fn any_input() -> impl Strategy<Value = Input> {
    let answer = prop_oneof![
        Just(Answer::None),
        Just(Answer::NotMade),
        (200u16..600, any::<Option<i64>>())
            .prop_map(|(status, retry_after)| Answer::of(status, retry_after)),
    ];
    prop_oneof![
        Just(Input::Due),
        Just(Input::ReportMissing),
        (0u32..5, answer).prop_map(|(attempt, answer)| Input::Answered { attempt, answer }),
    ]
}

proptest! {
    /// Whatever happens, an item that is not done either waits for a moment or for a report.
    #[test]
    fn an_item_is_never_lost(
        inputs in prop::collection::vec((any_input(), 0..DAY / 4, any::<Dice>()), 0..40),
    ) {
        let mut item = Delivery::new(NOW);
        let (mut now, mut waits_until, mut was_taken) = (NOW, Some(NOW), false);
        for (input, passed, dice) in inputs {
            now += passed;
            let is_taken = matches!(input, Input::Answered { answer: Answer::Taken, .. });
            for command in item.handle(input, &SCHEDULE, now, dice) {
                waits_until = match command {
                    Command::WakeAt(at) | Command::ExpectReportBy(at) => Some(at),
                    Command::Send => waits_until,
                    Command::Delivered | Command::GiveUp => None,
                };
                was_taken |= command == Command::Delivered;
                prop_assert!(command != Command::Delivered || is_taken);
            }
            let is_over =
                matches!(item.state, DeliveryState::Delivered | DeliveryState::Failed);
            prop_assert_eq!(waits_until.is_none(), is_over);
            prop_assert_eq!(item.state == DeliveryState::Delivered, was_taken);
        }
    }

    /// However it answers, there is a moment not far off at which it is asked again.
    #[test]
    fn a_receiver_is_never_given_up(
        answers in prop::collection::vec((200u16..600, 0..HOUR), 0..40),
    ) {
        let (mut receiver, mut now) = (Receiver::default(), NOW);
        for (status, passed) in answers {
            now += passed;
            receiver.heard(Answer::of(status, None), now);
            prop_assert!(receiver.next_at <= now + 2 * MINUTE);
            prop_assert!(receiver.room(0, receiver.next_at.max(now)) >= 1);
        }
    }
}
