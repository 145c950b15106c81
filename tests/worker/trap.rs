//! One update that stops the whole instance, as a fault of our own would: it is set aside, and
//! everything else goes on.
//!
//! In development a message of the type `saludo_trap` does that (`edge/src/book/process.rs`).

use crate::book_file::OwnStack;
use saludo_tests::form::Form;
use saludo_tests::person::Person;
use saludo_tests::shop::Shop;
use saludo_tests::wait;
use serde_json::{Value, json};
use std::fs;

fn message(from: &Person, rest: &Value) -> Value {
    let mut message = json!({
        "from": from.wa_id, "id": format!("wamid.{}", saludo_tests::code::fresh()),
        "timestamp": wait::now_seconds().to_string(),
    });
    for (key, value) in rest.as_object().unwrap() {
        message[key] = value.clone();
    }
    message
}

fn say(shop: &Shop, messages: &[Value]) {
    let people: Vec<Value> = messages
        .iter()
        .map(|message| json!({"profile": {"name": "Ana"}, "wa_id": message["from"]}))
        .collect();
    let body = shop.change(&json!({"contacts": people, "messages": messages}));
    assert_eq!(shop.webhook(&body), 200);
}

#[test]
fn an_update_that_stops_the_instance_is_set_aside_and_its_neighbours_are_done() {
    let mut own = OwnStack::start(xtask::stack::StackBuilder::bare);
    let shop = own.shop();
    let opt_in = || {
        let (person, form) = (Person::new(), Form::of(&shop));
        let text = form.text(&shop);
        let message = message(&person, &json!({"type": "text", "text": {"body": text}}));
        (person, form, message)
    };
    let done = |neighbours: &[(Person, Form, Value)]| {
        for (person, form, _) in neighbours {
            form.welcome(&shop, "read");
            assert_eq!(shop.sent_to(&person.wa_id).len(), 1);
        }
    };
    let neighbours: Vec<_> = (0..6).map(|_| opt_in()).collect();
    let mut messages: Vec<Value> = neighbours.iter().map(|(.., text)| text.clone()).collect();
    messages.insert(3, message(&Person::new(), &json!({"type": "saludo_trap"})));
    say(&shop, &messages);
    done(&neighbours);

    // While it is tried again, others come and are done.
    let later = [opt_in()];
    say(&shop, &[later[0].2.clone()]);
    done(&later);

    // Three attempts take 26 seconds and what a start takes.
    let log = own.stack.worker.log().to_owned();
    wait::until_within(1600, "the update set aside", || {
        let log = fs::read_to_string(&log).ok()?;
        log.contains("is set aside after 3 attempts").then_some(())
    });
    let last = [opt_in()];
    say(&shop, &[last[0].2.clone()]);
    done(&last);
    assert_eq!(shop.stats()["webhook"]["updates"], 9 + 3 * 8);

    let aside: Vec<(i64, i64)> = own.at_rest(|book| {
        let mut query = book
            .prepare("SELECT done, attempts FROM inbox WHERE done <> 1")
            .unwrap();
        let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
        rows.unwrap().map(Result::unwrap).collect()
    });
    assert_eq!(aside, [(2, 3)]);
}
