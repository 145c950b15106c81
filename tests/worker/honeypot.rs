//! A field that no person sees: whoever fills it in is answered like everybody else, and nothing of
//! it is kept.

use saludo_tests::http::{self, Answer};
use saludo_tests::person::Person;
use saludo_tests::shop::Shop;
use saludo_tests::{wait, worker_url};
use serde_json::json;
use url::Url;
use url::form_urlencoded::Serializer;

const CODE: &str = "12345-67896";

/// Posts the form as a program would that read its page.
fn post(shop: &Shop, code: &str, more: &[(&str, &str)]) -> Answer {
    let statement = shop.public("en")["statement"]["id"].clone();
    let mut form = Serializer::new(String::new());
    form.append_pair("code", code);
    form.append_pair("statement", statement.as_str().unwrap());
    form.append_pair("locale", "en");
    form.extend_pairs(more);
    let own = worker_url();
    let url = shop.worker(&format!("/s/{}/opt-in?lang=en", shop.slug));
    let headers = [
        ("Content-Type", "application/x-www-form-urlencoded"),
        ("Origin", own.as_str()),
    ];
    http::send("POST", &url, &headers, form.finish().as_bytes())
}

fn text(answer: &Answer) -> String {
    assert_eq!(answer.status, 303, "{answer:?}");
    let link = Url::parse(answer.header("location")).expect("a link");
    let text = link.query_pairs().find(|(name, _)| name == "text");
    text.expect("a text").1.into_owned()
}

#[test]
fn a_program_sees_what_it_would_see_and_nothing_is_kept_but_that_there_was_one() {
    let shop = Shop::own();
    let offers = [("purpose", "offers"), ("name", "Bot")];
    let trap = [("website", "https://spam.example")];
    let trapped = post(
        &shop,
        CODE,
        &[offers, [trap[0], ("phone", "+34600000001")]].concat(),
    );
    let stats = shop.stats();
    assert_eq!(stats["opt_ins"]["requested"], 0);
    assert_eq!(stats["refused"]["honeypot"], 1);
    assert_eq!(shop.opt_in(CODE), None);
    // The same without the trap is kept, and looks the same.
    let kept = post(&shop, CODE, &offers);
    assert_eq!(text(&trapped), text(&kept));
    assert_eq!(
        trapped.headers.keys().collect::<Vec<_>>(),
        kept.headers.keys().collect::<Vec<_>>()
    );
    let stats = shop.stats();
    assert_eq!(stats["opt_ins"]["requested"], 1);
    assert_eq!(stats["refused"]["honeypot"], 1);
    // Nothing that fits is asked for: then it leads to the chat.
    let empty = post(&shop, CODE, &trap);
    assert!(text(&empty).ends_with("I have a question."));
    assert_eq!(shop.stats()["refused"]["honeypot"], 2);
}

#[test]
fn a_person_who_fell_into_it_is_asked_in_the_chat() {
    let shop = Shop::own();
    let ana = Person::new();
    let fields = [("purpose", "offers"), ("website", "filled in by a browser")];
    let code = saludo_tests::code::fresh();
    ana.says(&shop, &text(&post(&shop, &code, &fields)));
    wait::until("noted as a code that nobody knows", || {
        let asked = shop.stats()["questions"]["unknown_code"].clone();
        (asked == json!(1)).then_some(())
    });
}
