//! Stopped in good order or killed: all of it is still there, and nothing is sent again.

use saludo_tests::form::Form;
use saludo_tests::person::Person;
use saludo_tests::shop::Shop;
use saludo_tests::wait;
use serde_json::json;
use std::env::temp_dir;
use xtask::stack::Stack;

fn stack() -> Stack {
    let dir = temp_dir().join(format!("saludo-restart-{}", saludo_tests::code::random()));
    Stack::builder(dir).start().expect("a stack")
}

fn demo(stack: &Stack) -> Shop {
    Shop::demo(&stack.worker.url(), &stack.sandbox.url())
}

#[test]
fn after_a_restart_everything_is_there_and_nothing_is_sent_again() {
    let mut stack = stack();
    let shop = demo(&stack);
    let (ana, form, open) = (Person::new(), Form::of(&shop), Form::of(&shop));
    let (text, open_text) = (form.text(&shop), open.text(&shop));
    ana.says(&shop, &text);
    let before = form.welcome(&shop, "read");
    let stats = shop.stats();

    stack.worker.stop();
    stack.sandbox.stop();
    stack.sandbox.start().unwrap();
    stack.worker.start().unwrap();

    assert_eq!(shop.opt_in(&form.code).unwrap(), before);
    assert_eq!(shop.stats(), stats);
    assert_eq!(form.state(&shop), "confirmed");
    // What was open goes on.
    let bea = Person::new();
    bea.says(&shop, &open_text);
    open.welcome(&shop, "read");
    assert_eq!(
        (
            shop.sent_to(&ana.wa_id).len(),
            shop.sent_to(&bea.wa_id).len()
        ),
        (1, 1)
    );
}

#[test]
fn killed_after_the_message_came_it_finishes_when_it_is_back() {
    let mut stack = stack();
    let shop = demo(&stack);
    let people: Vec<(Person, Form)> = (0..8).map(|_| (Person::new(), Form::of(&shop))).collect();
    for (person, form) in &people {
        let text = form.text(&shop);
        person.says(&shop, &text);
    }
    // Somewhere between inbox, confirmation, claim, call and report.
    wait::until("the first confirmation", || {
        let stats = shop.stats();
        (stats["opt_ins"]["confirmed"].as_u64()? > 0).then_some(())
    });
    stack.worker.kill();
    stack.worker.start().unwrap();
    for (person, form) in &people {
        form.in_book(&shop, "confirmed", |item| item["state"] == "confirmed");
        let item = wait::until_within(2400, "a settled welcome", || {
            let settled = ["read", "uncertain"].map(|state| json!(state));
            shop.opt_in(&form.code)
                .filter(|item| settled.contains(&item["welcome"]["state"]))
        });
        let sent = shop.sent_to(&person.wa_id).len();
        assert!(sent <= 1, "sent {sent} times");
        if item["welcome"]["state"] == "read" {
            assert_eq!(sent, 1);
        }
    }
}
