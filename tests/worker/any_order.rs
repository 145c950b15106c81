//! Meta tells things late, twice and in any order, and of the same person now with one id and now
//! with the other: how things stand in the book does not hang on it, and nobody is written to about
//! what they have taken back.

use saludo_core::consent::{Act, ConsentState, Deed, Scope};
use saludo_core::purpose::PurposeId;
use saludo_core::statement::StatementId;
use saludo_tests::code::random;
use saludo_tests::form::Form;
use saludo_tests::person::Person;
use saludo_tests::shop::Shop;
use saludo_tests::wait;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// A public address may post thirty forms a minute.
const MOST_FORMS: usize = 28;
const PEOPLE: usize = 14;
const MOST_ACTS: u64 = 7;

/// Dice whose throws a failure names by their seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        // Knuth's MMIX.
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    fn shuffle<T>(&mut self, all: &mut [T]) {
        for end in (1..all.len()).rev() {
            let other = self.below(u64::try_from(end).unwrap() + 1);
            all.swap(end, usize::try_from(other).unwrap());
        }
    }
}

/// Somebody, what they did, and what Meta tells of it.
struct Ana {
    wa_id: String,
    user_id: String,
    state: ConsentState,
    told: Vec<String>,
}

impl Ana {
    fn new() -> Self {
        Self {
            wa_id: Person::new().wa_id,
            user_id: format!("ES.{}", random()),
            state: ConsentState::default(),
            told: Vec::new(),
        }
    }

    fn did(&mut self, seconds: u64, deed: Deed) {
        self.told.push(format!("{seconds}: {deed:?}"));
        self.state
            .add(Act::new(i64::try_from(seconds).unwrap() * 1000, deed));
    }

    /// A message with the number, the user ID, or both.
    fn writes(&self, ids: u64, seconds: u64, text: &str) -> Value {
        let mut message = json!({
            "id": format!("wamid.{}", random()), "timestamp": seconds.to_string(), "type": "text",
            "text": {"body": text},
        });
        if ids != 1 {
            message["from"] = json!(self.wa_id);
        }
        if ids != 2 {
            message["from_user_id"] = json!(self.user_id);
        }
        json!({ "messages": [message] })
    }

    fn chooses(&self, ids: u64, seconds: u64, value: &str) -> Value {
        let mut preference = json!({
            "category": "marketing_messages", "value": value, "timestamp": seconds,
        });
        if ids != 1 {
            preference["wa_id"] = json!(self.wa_id);
        }
        if ids != 2 {
            preference["user_id"] = json!(self.user_id);
        }
        json!({ "user_preferences": [preference] })
    }

    /// How things stand by the core, for what they ever agreed to.
    fn expected(&self) -> Value {
        let standings: BTreeMap<String, &str> = self
            .state
            .scopes()
            .iter()
            .map(|scope: &Scope| {
                let standing = self.state.standing(scope, |_, _| true);
                (scope.purpose.to_string(), standing.as_str())
            })
            .collect();
        json!({ "standings": standings, "native_stop": self.state.is_natively_stopped() })
    }
}

fn grant(form: &Form) -> Deed {
    let purposes: Vec<PurposeId> = serde_json::from_value(form.body["purposes"].clone()).unwrap();
    Deed::Grant {
        purposes,
        product: None,
        statement: StatementId::parse(form.body["statement"].as_str().unwrap()).ok(),
        imported: false,
    }
}

/// How things stand by the shop's export.
fn standing_of(people: &[Value], wa_id: &str) -> Value {
    let mut found = people.iter().filter(|person| person["wa_id"] == wa_id);
    let person = found.next().expect("the person");
    assert!(found.next().is_none(), "one person");
    let mut standings = json!({});
    for standing in person["standings"].as_array().unwrap() {
        standings[standing["purpose"].as_str().unwrap()] = standing["standing"].clone();
    }
    json!({ "standings": standings, "native_stop": person["native_stop"] })
}

fn export(shop: &Shop) -> Vec<Value> {
    let export = shop.admin("GET", "/export.jsonl", &[], b"").text;
    let parse = |line: &str| serde_json::from_str::<Value>(line).unwrap();
    export.lines().map(parse).collect()
}

fn people(shop: &Shop) -> Vec<Value> {
    let mut lines = export(shop);
    lines.retain(|line| line["type"] == "person");
    lines
}

/// People with histories, and the updates that tell them, each once and in order.
fn histories(shop: &Shop, dice: &mut Dice) -> (Vec<Ana>, Vec<Value>) {
    let begin = wait::now_seconds();
    let mut forms = 0;
    let mut all = Vec::new();
    let mut updates = Vec::new();
    for _ in 0..PEOPLE {
        let mut ana = Ana::new();
        // Several acts share a second: Meta's clock has no finer.
        let mut seconds = begin + 1;
        for index in 0..=dice.below(MOST_ACTS) {
            let ids = dice.below(3);
            seconds += dice.below(2);
            let choice = if index == 0 { 0 } else { dice.below(7) };
            updates.push(match choice {
                0 | 1 if forms < MOST_FORMS => {
                    forms += 1;
                    let purposes = [&["offers"][..], &["orders"], &["offers", "orders"]];
                    let which = usize::try_from(dice.below(3)).unwrap();
                    let form = Form::of(shop).with("purposes", json!(purposes[which]));
                    let text = form.text(shop);
                    ana.did(seconds, grant(&form));
                    ana.writes(ids, seconds, &text)
                }
                0..=2 => {
                    ana.did(seconds, Deed::Stop);
                    ana.writes(ids, seconds, "STOP")
                }
                3 | 4 => {
                    ana.did(seconds, Deed::Start);
                    ana.writes(ids, seconds, "START")
                }
                5 => {
                    ana.did(seconds, Deed::NativeStop);
                    ana.chooses(ids, seconds, "stop")
                }
                _ => {
                    ana.did(seconds, Deed::NativeResume);
                    ana.chooses(ids, seconds, "resume")
                }
            });
        }
        // Once at least Meta shows both ids together.
        updates.push(ana.writes(0, seconds, "Hello, one question"));
        all.push(ana);
    }
    (all, updates)
}

/// Each update once or twice, in any order.
fn disordered(updates: &[Value], dice: &mut Dice) -> Vec<Value> {
    let mut all = updates.to_vec();
    for update in updates {
        if dice.below(3) == 0 {
            all.push(update.clone());
        }
    }
    dice.shuffle(&mut all);
    all
}

/// One body with all of it: nothing is sent before all of it has been acted on.
fn one_body(shop: &Shop, updates: &[Value]) -> Value {
    let mut body = shop.change(&json!({}));
    let changes = updates.iter().map(|update| {
        let change = shop.change(update);
        change["entry"][0]["changes"][0].clone()
    });
    body["entry"][0]["changes"] = changes.collect();
    body
}

fn agree(shop: &Shop, all: &[Ana], seed: u64) {
    for ana in all {
        let history = ana.told.join("\n");
        wait::until(
            &format!("seed {seed}: {} of\n{history}", ana.expected()),
            || {
                let people = people(shop);
                let both = people.len() == PEOPLE;
                (both && standing_of(&people, &ana.wa_id) == ana.expected()).then_some(())
            },
        );
    }
}

#[test]
fn any_order_and_repetition_of_webhooks_gives_the_state_of_the_core() {
    let shop = Shop::own();
    let seed = random();
    let mut dice = Dice(seed);
    let (all, updates) = histories(&shop, &mut dice);
    for update in disordered(&updates, &mut dice) {
        assert_eq!(shop.webhook(&shop.change(&update)), 200);
    }
    agree(&shop, &all, seed);
}

#[test]
fn what_was_taken_back_before_it_left_is_never_sent() {
    let shop = Shop::own();
    let seed = random();
    let mut dice = Dice(seed);
    let (all, updates) = histories(&shop, &mut dice);
    let disordered = disordered(&updates, &mut dice);
    assert_eq!(shop.webhook(&one_body(&shop, &disordered)), 200);
    agree(&shop, &all, seed);
    // Everything that is going to leave has left.
    wait::until("an empty outbox", || {
        (shop.stats()["welcome"]["queued"] == 0).then_some(())
    });
    let mut confirmed = BTreeMap::<String, usize>::new();
    for item in shop.opt_ins("") {
        let history = all
            .iter()
            .find(|ana| item["wa_id"] == ana.wa_id.as_str())
            .map(|ana| ana.told.join("\n"));
        match item["state"].as_str() {
            Some("withdrawn") => {
                assert_eq!(item["welcome"]["state"], "cancelled", "{seed}: {history:?}");
            }
            Some("confirmed") => {
                let wa_id = item["wa_id"].as_str().unwrap().to_owned();
                *confirmed.entry(wa_id).or_default() += 1;
            }
            other => panic!("{other:?}"),
        }
    }
    for ana in &all {
        let templates = shop
            .sent_to(&ana.wa_id)
            .iter()
            .filter(|sent| sent["type"] == "template")
            .count();
        let most = confirmed.get(&ana.wa_id).copied().unwrap_or_default();
        assert!(templates <= most, "{seed}: {}", ana.told.join("\n"));
    }
}
