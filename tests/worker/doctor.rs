//! `cargo xtask doctor`: what it finds at this worker, in good states and in bad ones.

use saludo_doctor::{Examination, Finding, Patient, State, examine, is_sick};
use saludo_tests::shop::Shop;
use serde_json::json;

fn look(shop: &Shop, token: Option<&str>) -> Examination {
    let patient = Patient {
        url: shop.worker("/"),
        shop: Some(shop.slug.clone()),
        token: token.map(str::to_owned),
    };
    examine(&patient).expect("an examination")
}

fn found<'a>(examination: &'a Examination, title: &str) -> &'a Finding {
    let mut all = examination.iter().flat_map(|(_, findings)| findings);
    let found = all.find(|finding| finding.title == title);
    found.unwrap_or_else(|| panic!("no {title} in {examination:?}"))
}

#[test]
fn a_good_set_up_is_fit() {
    let shop = Shop::own();
    let examination = look(&shop, Some("dev-admin-token"));
    assert!(!is_sick(&examination), "{examination:?}");
    for title in [
        "Reachable",
        "Webhook, handshake",
        "Webhook, signature",
        "Console",
        "Bubble",
        "Hosted form",
        "Other sites",
        "Access token",
        "Signature of deliveries",
        "Confirmation template (en)",
    ] {
        assert_eq!(found(&examination, title).state, State::Green, "{title}");
    }
}

#[test]
fn what_is_wrong_at_meta_makes_it_fail_and_says_what_to_do() {
    let shop = Shop::own();
    shop.held(&json!({"number": {"status": "PENDING"}}));
    let examination = look(&shop, Some("dev-admin-token"));
    assert!(is_sick(&examination));
    let number = found(&examination, "Number");
    assert_eq!(number.state, State::Red);
    assert!(number.fix.contains("Register it"), "{number:?}");
}

#[test]
fn without_the_token_the_outside_is_seen_and_a_wrong_one_is_said() {
    let shop = Shop::own();
    let outside = look(&shop, None);
    assert!(!is_sick(&outside), "{outside:?}");
    assert_eq!(found(&outside, "Admin token").state, State::Amber);
    assert_eq!(found(&outside, "Bubble").state, State::Green);
    let wrong = look(&shop, Some("not-the-token"));
    assert_eq!(found(&wrong, "Admin token").state, State::Red);
}

#[test]
fn a_shop_that_is_not_served_is_found_out() {
    let mut shop = Shop::own();
    shop.slug = "nobody".to_owned();
    let examination = look(&shop, Some("dev-admin-token"));
    assert_eq!(found(&examination, "Bubble").state, State::Red);
    assert!(is_sick(&examination));
}
