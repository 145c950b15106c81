//! The plain page that needs no script: the same question with the same proof.

use saludo_tests::http::{self, Answer};
use saludo_tests::person::Person;
use saludo_tests::shop::Shop;
use serde_json::json;
use url::Url;
use url::form_urlencoded::Serializer;

fn page(shop: &Shop, query: &str) -> Answer {
    http::get(&shop.worker(&format!("/s/{}/opt-in{query}", shop.slug)))
}

/// The value of a hidden field.
fn hidden(page: &Answer, name: &str) -> String {
    let (_, after) = page
        .text
        .split_once(&format!("name=\"{name}\" value=\""))
        .expect(name);
    after.split_once('"').expect(name).0.to_owned()
}

fn post(shop: &Shop, page: &Answer, more: &[(&str, &str)], origin: &str) -> Answer {
    let mut form = Serializer::new(String::new());
    for name in ["code", "statement", "locale"] {
        form.append_pair(name, &hidden(page, name));
    }
    form.extend_pairs(more);
    let headers = [
        ("Content-Type", "application/x-www-form-urlencoded"),
        ("Origin", origin),
        (
            "User-Agent",
            "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0",
        ),
    ];
    let url = shop.worker(&format!("/s/{}/opt-in?lang=es", shop.slug));
    http::send("POST", &url, &headers, form.finish().as_bytes())
}

#[test]
fn it_leads_to_whatsapp_and_is_confirmed_like_any_other() {
    let shop = Shop::own();
    let own = saludo_tests::worker_url();
    let page = page(&shop, "?lang=es");
    assert_eq!(page.status, 200);
    assert!(page.text.contains("<html lang=\"es\" dir=\"ltr\">") && !page.text.contains("<script"));
    assert!(
        !page.text.contains("checked"),
        "nothing is ticked beforehand"
    );
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!(page.header("referrer-policy"), "same-origin");
    let policy = page.header("content-security-policy");
    for place in [
        "https://wa.me",
        "https://api.whatsapp.com",
        &saludo_tests::sandbox_url(),
    ] {
        assert!(policy.contains(place), "{policy}");
    }
    let answer = post(
        &shop,
        &page,
        &[
            ("purpose", "offers"),
            ("purpose", "restock"),
            ("name", "Ana"),
        ],
        &own,
    );
    assert_eq!(answer.status, 303, "{answer:?}");
    let link = Url::parse(answer.header("location")).unwrap();
    let text = link
        .query_pairs()
        .find(|(name, _)| name == "text")
        .unwrap()
        .1
        .into_owned();
    assert!(text.contains("ofertas y avisos de reposición"), "{text}");
    Person::new().says(&shop, &text);
    let form = saludo_tests::form::Form {
        code: hidden(&page, "code"),
        body: json!({}),
    };
    let item = form.welcome(&shop, "read");
    assert_eq!(item["source"], "hosted");
    assert_eq!(
        (&item["locale"], &item["name"]),
        (&json!("es"), &json!("Ana"))
    );
    assert_eq!(
        item["page"],
        shop.worker(&format!("/s/{}/opt-in", shop.slug))
    );
    let ledger = shop.admin("GET", "/ledger.jsonl", &[], b"").text;
    assert!(ledger.contains(r#""browser":"Firefox 143""#), "{ledger}");
}

#[test]
fn with_nothing_ticked_it_says_what_is_missing_and_stores_nothing() {
    let shop = Shop::own();
    let page = page(&shop, "?lang=es");
    let answer = post(
        &shop,
        &page,
        &[("name", "Ana <b>")],
        &saludo_tests::worker_url(),
    );
    assert_eq!(answer.status, 422);
    assert!(answer.text.contains("role=\"alert\""), "{}", answer.text);
    assert!(
        answer.text.contains("Ana &lt;b&gt;"),
        "what was typed is kept, and escaped"
    );
    assert_eq!(shop.stats()["opt_ins"]["requested"], 0);
}

#[test]
fn going_back_and_choosing_otherwise_gives_a_fresh_form() {
    let shop = Shop::own();
    let own = saludo_tests::worker_url();
    let page = page(&shop, "?lang=es");
    assert_eq!(
        post(&shop, &page, &[("purpose", "offers")], &own).status,
        303
    );
    let again = post(&shop, &page, &[("purpose", "restock")], &own);
    assert_eq!(again.status, 422);
    assert_ne!(hidden(&again, "code"), hidden(&page, "code"));
    assert_eq!(
        post(&shop, &again, &[("purpose", "restock")], &own).status,
        303
    );
    assert_eq!(shop.stats()["opt_ins"]["requested"], 2);
}

#[test]
fn other_pages_may_not_post_to_it() {
    let shop = Shop::own();
    let page = page(&shop, "");
    for origin in ["https://shop.example", "null", "https://evil.example"] {
        let answer = post(&shop, &page, &[("purpose", "offers")], origin);
        assert_eq!(answer.problem(), (403, "foreign_origin".into()), "{origin}");
    }
    assert_eq!(shop.stats()["opt_ins"]["requested"], 0);
}
