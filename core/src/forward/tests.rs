use super::*;
use crate::delivery::{Answer, Command, Delivery, DeliveryState, Input, Receiver};
use crate::settings::Forward;
use crate::shops::{Shops, Slug};
use crate::time::{MINUTE, Millis, SECOND};
use crate::webhook::{Keys, Kind, split};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

fn shops() -> Shops {
    let shop = |id: &str, waba: &str| json!({"phone_number_id": id, "waba_id": waba, "number": id, "origins": []});
    Shops::parse(
        &json!({"ana": shop("1", "9"), "bea": shop("2", "9"), "eva": shop("3", "8")}).to_string(),
    )
    .unwrap()
}

fn change(number: &str, value: &Value) -> Value {
    let mut value = value.clone();
    value["metadata"] = json!({ "phone_number_id": number });
    json!({"field": "messages", "value": value})
}

fn message(from: &str) -> Value {
    json!({"messages": [{"from": from, "id": format!("wamid.{from}"), "type": "text", "text": {"body": "x"}}]})
}

fn status() -> Value {
    json!({"statuses": [{"id": "wamid.S", "status": "sent", "recipient_id": "34600000009"}]})
}

fn of_account() -> Value {
    json!({"field": "account_update", "value": {"event": "X"}})
}

fn body(waba: &str, changes: &[Value]) -> Vec<u8> {
    json!({"entry": [{"id": waba, "changes": changes}]})
        .to_string()
        .into_bytes()
}

/// What the book of a shop does with a body of which all is new, or nothing.
fn plan(shop: &str, mode: Forward, fresh: bool, body: &[u8]) -> (Plan, Vec<String>) {
    let shops = shops();
    let slug = Slug::parse(shop).unwrap();
    let own = &shops.get(shop).unwrap().1.phone_number_id;
    let mut survey = Survey::new(&slug, &shops, mode);
    for (row, update) in (1..).zip(&split(body, &Keys::new(&[1; 32]))) {
        let number = update.phone_number_id.as_deref();
        let concerned = shops.concerned(number, update.waba_id.as_deref());
        survey.sees(update, &concerned);
        let belongs = match &concerned {
            crate::shops::Concerned::Shops(slugs) => slugs.contains(&&slug),
            crate::shops::Concerned::Unclaimed(first) => **first == slug,
        };
        if belongs && fresh {
            survey.is_new();
            survey.stored(update, number == Some(own), row);
        }
    }
    (survey.plan(), survey.people().map(str::to_owned).collect())
}

const FORWARD: Plan = Plan::Forward { shared: false };

#[test]
fn a_shops_own_messages_decide_and_nothing_else_does() {
    let unanswered = |body: &[u8]| plan("ana", Forward::Unanswered, true, body).0;
    let mixed = body(
        "9",
        &[
            change("1", &status()),
            change("1", &message("34600000001")),
            of_account(),
        ],
    );
    assert_eq!(unanswered(&mixed), Plan::Ask(vec![2]));
    for nothing in [
        body("9", &[change("1", &status())]),
        body("9", &[of_account()]),
        b"{".to_vec(),
    ] {
        assert_eq!(unanswered(&nothing), Plan::Leave);
    }
    let again = plan("ana", Forward::Unanswered, false, &mixed).0;
    assert_eq!(again, Plan::Leave, "it was here before");
}

#[test]
fn everything_is_everything_that_is_new() {
    for body in [
        body("9", &[change("1", &status())]),
        body("9", &[of_account()]),
        b"{".to_vec(),
    ] {
        assert_eq!(plan("ana", Forward::Everything, true, &body).0, FORWARD);
        let again = plan("ana", Forward::Everything, false, &body).0;
        assert_eq!(again, Plan::Leave);
    }
}

#[test]
fn a_message_to_a_number_that_is_no_shops_goes_on_at_once_and_once() {
    let body = body("9", &[change("77", &message("34600000001"))]);
    assert_eq!(plan("ana", Forward::Unanswered, true, &body).0, FORWARD);
    assert_eq!(plan("bea", Forward::Unanswered, true, &body).0, Plan::Leave);
    assert_eq!(plan("eva", Forward::Unanswered, true, &body).0, Plan::Leave);
}

#[test]
fn a_body_of_several_shops_goes_on_from_the_first_alone() {
    let body = body(
        "9",
        &[
            change("2", &message("34600000001")),
            change("1", &status()),
            of_account(),
        ],
    );
    let shared = Plan::Forward { shared: true };
    for mode in [Forward::Unanswered, Forward::Everything] {
        assert_eq!(plan("ana", mode, true, &body).0, shared);
        assert_eq!(plan("bea", mode, true, &body).0, Plan::Leave);
    }
    let again = plan("ana", Forward::Unanswered, false, &body).0;
    assert_eq!(again, shared, "what is new in it may be the other's");
}

#[test]
fn a_shop_whose_number_is_in_it_comes_before_those_of_its_account() {
    let body = body("9", &[change("2", &message("34600000001")), of_account()]);
    let of = |shop| plan(shop, Forward::Unanswered, true, &body).0;
    assert_eq!((of("ana"), of("bea")), (Plan::Leave, Plan::Ask(vec![1])));
}

#[test]
fn a_body_is_about_those_who_wrote_or_about_all_if_all_is_forwarded() {
    let body = body(
        "9",
        &[
            change("1", &status()),
            change("1", &message("5491123456789")),
        ],
    );
    let of = |mode| plan("ana", mode, true, &body).1;
    assert_eq!(of(Forward::Unanswered).len(), 1);
    assert_eq!(of(Forward::Everything).len(), 2);
}

#[test]
fn people_are_found_in_every_kind_of_item_in_one_form() {
    let of = |kind, item: Value| people(kind, item.to_string().as_bytes());
    let both = of(
        Kind::Message,
        json!({"from": "5511987654321", "from_user_id": "BR.1", "type": "text"}),
    );
    assert_eq!(both.len(), 2);
    // Brazil's ninth digit comes and goes.
    assert_eq!(
        both[0],
        of(Kind::Status, json!({"recipient_id": "551187654321"}))[0]
    );
    assert_eq!(both[1], of(Kind::Preference, json!({"user_id": "BR.1"}))[0]);
    assert_eq!(
        of(
            Kind::Echo,
            json!({"from": "15550783881", "to": "34600000001"})
        )
        .len(),
        1
    );
    for nobody in [json!({"from": 7}), json!([]), json!({"from": "x"})] {
        assert_eq!(of(Kind::Message, nobody), [""; 0]);
    }
}

#[test]
fn one_message_for_people_is_enough_and_none_is_known_only_at_the_end() {
    let mut asked = Asked { open: 3 };
    assert_eq!(asked.heard(Whose::Ours), Decision::Wait);
    assert_eq!(asked.heard(Whose::Nobody), Decision::Wait);
    assert_eq!(asked.heard(Whose::Ours), Decision::Drop);
    let mut asked = Asked { open: 3 };
    asked.heard(Whose::Ours);
    assert_eq!(asked.heard(Whose::People), Decision::Forward);
    assert_eq!(Asked { open: 0 }.heard(Whose::Ours), Decision::Drop);
}

#[test]
fn a_body_is_tried_for_seven_days() {
    let waits = (1..).map(|attempts| SCHEDULE.wait(attempts, None, 127).unwrap());
    let tried_in: Vec<Millis> = waits
        .scan(0, |at, wait| {
            *at += wait;
            (*at < SCHEDULE.within).then_some(*at)
        })
        .collect();
    assert!(tried_in.len() > 160, "{}", tried_in.len());
}

/// The book's rules for who goes first, in memory.
#[derive(Default)]
struct Line {
    bodies: BTreeMap<usize, Body>,
    receiver: Receiver,
}

struct Body {
    people: BTreeSet<u8>,
    asked: Option<Asked>,
    delivery: Delivery,
    next_at: Millis,
}

impl Line {
    fn is_behind(&self, id: usize) -> bool {
        let own = &self.bodies[&id].people;
        self.bodies
            .range(..id)
            .any(|(_, earlier)| !earlier.people.is_disjoint(own))
    }

    fn claim(&mut self, now: Millis) -> Vec<(usize, u32)> {
        let under_way = |body: &&Body| body.delivery.state == DeliveryState::Sending;
        let room = self
            .receiver
            .room(self.bodies.values().filter(under_way).count(), now);
        let due: Vec<usize> = self
            .bodies
            .iter()
            .filter(|(_, body)| body.asked.is_none() && body.next_at <= now)
            .filter(|(_, body)| body.delivery.state == DeliveryState::Queued)
            .map(|(id, _)| *id)
            .filter(|id| !self.is_behind(*id))
            .take(room)
            .collect();
        let claimed = due.into_iter().filter(|id| {
            self.happens(*id, Input::Due, now);
            self.bodies.contains_key(id)
        });
        let claimed: Vec<usize> = claimed.collect();
        claimed
            .into_iter()
            .map(|id| (id, self.bodies[&id].delivery.attempts))
            .collect()
    }

    fn happens(&mut self, id: usize, input: Input, now: Millis) {
        let Some(body) = self.bodies.get_mut(&id) else {
            return;
        };
        if let Input::Answered { answer, .. } = input {
            self.receiver.heard(answer, now);
        }
        for command in body.delivery.handle(input, &SCHEDULE, now, 127) {
            match command {
                Command::WakeAt(at) | Command::ExpectReportBy(at) => body.next_at = at,
                Command::Delivered | Command::GiveUp => {
                    self.bodies.remove(&id);
                    return;
                }
                Command::Send => {}
            }
        }
    }
}

/// What becomes of an attempt: whether the receiver got it, and what is heard of that.
fn fate() -> impl Strategy<Value = (bool, Option<Answer>)> {
    prop_oneof![
        4 => Just((true, Some(Answer::Taken))),
        2 => Just((false, Some(Answer::of(503, None)))),
        1 => Just((false, Some(Answer::of(404, Some(3 * SECOND))))),
        1 => Just((true, Some(Answer::None))),
        1 => Just((false, Some(Answer::NotMade))),
        // Killed: before the call, and after it.
        1 => Just((false, None)),
        1 => Just((true, None)),
    ]
}

proptest! {
    /// Under any failures each body arrives, and for each person first arrivals have the order of
    /// the bodies.
    #[test]
    fn nothing_is_lost_and_each_persons_order_holds(
        bodies in prop::collection::vec(
            (prop::collection::btree_set(0u8..4, 0..3), 0u32..3), 1..12),
        fates in prop::collection::vec(fate(), 0..40),
        decides in prop::collection::vec(any::<prop::sample::Index>(), 0..40),
    ) {
        let mut line = Line::default();
        let mut arrived: Vec<usize> = Vec::new();
        let mut now = 0;
        for (id, (people, open)) in bodies.iter().enumerate() {
            line.bodies.insert(id, Body {
                people: people.clone(),
                asked: (*open > 0).then_some(Asked { open: *open }),
                delivery: Delivery::new(0),
                next_at: 0,
            });
        }
        let (mut fates, mut decides) = (fates.into_iter(), decides.into_iter());
        for _ in 0..9_000 {
            // A message of some body turns out to be for people.
            let waiting: Vec<usize> = line.bodies.iter()
                .filter(|(_, body)| body.asked.is_some()).map(|(id, _)| *id).collect();
            if !waiting.is_empty() {
                let id = decides.next().map_or(waiting[0], |index| *index.get(&waiting));
                let body = line.bodies.get_mut(&id).unwrap();
                if body.asked.as_mut().unwrap().heard(Whose::People) == Decision::Forward {
                    body.asked = None;
                }
            }
            for (id, attempt) in line.claim(now) {
                let (got, answer) = fates.next().unwrap_or((true, Some(Answer::Taken)));
                if got && !arrived.contains(&id) {
                    arrived.push(id);
                }
                if let Some(answer) = answer {
                    line.happens(id, Input::Answered { attempt, answer }, now);
                }
            }
            if line.bodies.is_empty() {
                break;
            }
            now += MINUTE;
            let lost: Vec<usize> = line.bodies.iter()
                .filter(|(_, body)| {
                    body.delivery.state == DeliveryState::Sending && body.next_at <= now
                })
                .map(|(id, _)| *id).collect();
            for id in lost {
                line.happens(id, Input::ReportMissing, now);
            }
        }
        prop_assert!(line.bodies.is_empty(), "{} still wait", line.bodies.len());
        prop_assert_eq!(arrived.len(), bodies.len());
        for person in 0u8..4 {
            let own: Vec<usize> = arrived.iter().copied()
                .filter(|id| bodies[*id].0.contains(&person)).collect();
            prop_assert!(own.is_sorted(), "{own:?}");
        }
    }
}
