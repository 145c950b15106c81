//! The shopper's own page: the link alone takes consent back, all else needs a fresh proof.

use crate::book_file::OwnStack;
use saludo_core::ledger::{Heads, Receipt, Verifier};
use saludo_tests::form::Form;
use saludo_tests::http::{self, Answer};
use saludo_tests::person::{Person, say_as_given};
use saludo_tests::shop::Shop;
use saludo_tests::{wait, worker_url};
use serde_json::{Value, json};
use url::Url;
use url::form_urlencoded::Serializer;

/// A browser at somebody's page.
struct Visitor<'a> {
    shop: &'a Shop,
    token: String,
    cookie: Option<String>,
}

impl<'a> Visitor<'a> {
    fn of(shop: &'a Shop, token: &str) -> Self {
        Self {
            shop,
            token: token.to_owned(),
            cookie: None,
        }
    }

    fn url(&self, query: &str) -> String {
        self.shop.worker(&format!("/p/{}{query}", self.token))
    }

    fn get(&self, query: &str) -> Answer {
        http::send("GET", &self.url(query), &self.headers(), b"")
    }

    fn headers(&self) -> Vec<(&str, &str)> {
        let cookie = self.cookie.as_deref();
        cookie
            .map(|cookie| ("Cookie", cookie))
            .into_iter()
            .collect()
    }

    fn post_from(&self, origin: Option<&str>, body: &[u8]) -> Answer {
        let mut headers = self.headers();
        headers.push(("Content-Type", "application/x-www-form-urlencoded"));
        headers.extend(origin.map(|origin| ("Origin", origin)));
        http::send("POST", &self.url("?lang=en"), &headers, body)
    }

    fn post(&self, fields: &[(&str, &str)]) -> Answer {
        let mut form = Serializer::new(String::new());
        form.extend_pairs(fields);
        self.post_from(Some(&self.shop.worker("")), form.finish().as_bytes())
    }

    fn off(&self, purpose: &str) -> Answer {
        self.post(&[("do", "off"), ("purpose", purpose), ("product", "")])
    }

    /// Posts a press that is done, and answers the page that follows.
    fn done(&self, fields: &[(&str, &str)]) -> Answer {
        let answer = self.post(fields);
        assert_eq!(answer.status, 303, "{answer:?}");
        let page = http::send(
            "GET",
            &self.shop.worker(answer.header("location")),
            &self.headers(),
            b"",
        );
        assert_eq!(page.status, 200, "{page:?}");
        page
    }

    /// Asks for a code; answers the text that the link on the page types.
    fn ask_for_code(&mut self) -> String {
        let answer = self.post(&[("do", "prove")]);
        assert_eq!(answer.status, 303, "{answer:?}");
        let cookie = answer.header("set-cookie").to_owned();
        for part in ["; Path=/", "; Secure", "; HttpOnly", "; SameSite=Strict"] {
            assert!(cookie.contains(part), "{cookie}");
        }
        let pair = cookie.split(';').next().unwrap();
        assert!(pair.starts_with("__Host-saludo-proof="), "{cookie}");
        self.cookie = Some(pair.to_owned());
        let page = self.get("?lang=en");
        let texts = links(&page).into_iter().filter_map(|link| {
            let text = link.query_pairs().find(|(name, _)| name == "text")?;
            Some(text.1.into_owned())
        });
        let mut texts = texts.filter(|text| text.contains("My code"));
        texts.next().expect("a text with a code")
    }

    fn is_proven(&self) -> bool {
        self.get("?lang=en").text.contains("data=1")
    }

    fn prove(&mut self, person: &Person) {
        let text = self.ask_for_code();
        person.says(self.shop, &text);
        wait::until_equal(&true, || self.is_proven());
    }
}

/// Every absolute link of a page.
fn links(page: &Answer) -> Vec<Url> {
    let links = page.text.split("href=\"").skip(1);
    let links = links.filter_map(|link| link.split('"').next());
    links
        .filter_map(|link| Url::parse(&link.replace("&amp;", "&")).ok())
        .collect()
}

/// The value of a hidden field in the form that switches on.
fn field_of_on(page: &Answer, purpose: &str, name: &str) -> String {
    let mut forms = page.text.split("<form").skip(1);
    let form = forms
        .find(|form| {
            form.contains("value=\"on\"") && form.contains(&format!("value=\"{purpose}\""))
        })
        .expect("a switch");
    let (_, value) = form
        .split_once(&format!("name=\"{name}\" value=\""))
        .unwrap();
    value.split('"').next().unwrap().to_owned()
}

/// Somebody who agreed to offers and news of their orders, and the token of their page.
fn opted_in(shop: &Shop, person: &Person) -> String {
    let form = Form::of(shop)
        .with("purposes", json!(["offers", "orders"]))
        .with("name", json!("Ana Example"));
    person.says_with(shop, &form.text(shop), &json!({"name": "Ana Example"}));
    form.welcome(shop, "read");
    token_of(shop, &person.wa_id)
}

/// The token in the welcome of somebody.
fn token_of(shop: &Shop, wa_id: &str) -> String {
    let sent = shop.sent_to(wa_id);
    let button = sent[0]["buttons"][0]["url"].as_str().expect("a link");
    button.rsplit_once("/p/").expect("a token").1.to_owned()
}

fn ledger(shop: &Shop) -> Vec<Value> {
    let answer = shop.admin("GET", "/ledger.jsonl", &[], b"");
    let lines = answer.text.lines();
    lines
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["event"].clone())
        .collect()
}

fn count(shop: &Shop, kind: &str) -> usize {
    let is = |event: &&Value| event["type"] == kind;
    ledger(shop).iter().filter(is).count()
}

#[test]
fn the_link_alone_shows_who_it_is_in_part_only() {
    let shop = Shop::own();
    let ana = Person::new();
    let visitor = Visitor::of(&shop, &opted_in(&shop, &ana));
    let page = visitor.get("");
    assert_eq!(page.status, 200);
    let masked = format!("+34 ••• ••• •{}", &ana.wa_id[ana.wa_id.len() - 2..]);
    assert!(page.text.contains(&masked), "{}", page.text);
    assert!(page.text.contains("A••• E•••"));
    for part in [
        ana.wa_id.as_str(),
        &ana.wa_id[2..],
        &ana.wa_id[ana.wa_id.len() - 3..],
        "Ana",
        "Example",
        "receipt=",
        "data=1",
        "<script",
    ] {
        assert!(!page.text.contains(part), "{part}: {}", page.text);
    }
    for (name, value) in [
        ("cache-control", "no-store"),
        ("referrer-policy", "same-origin"),
        ("x-robots-tag", "noindex"),
        ("x-content-type-options", "nosniff"),
    ] {
        assert_eq!(page.header(name), value);
    }
    let policy = page.header("content-security-policy");
    for part in [
        "default-src 'none'",
        "frame-ancestors 'none'",
        "https://wa.me",
    ] {
        assert!(policy.contains(part), "{policy}");
    }
    assert!(!policy.contains("script-src"), "{policy}");
}

#[test]
fn a_tap_on_a_switch_withdraws_at_once_and_is_told_once() {
    let shop = Shop::own();
    let ana = Person::new();
    let visitor = Visitor::of(&shop, &opted_in(&shop, &ana));
    let off = [("do", "off"), ("purpose", "offers"), ("product", "")];
    let page = visitor.done(&off);
    assert!(
        page.text
            .contains("you get no more messages about “Offers”")
    );
    assert!(page.text.contains("Taken back on"));
    // The same form again, from the history or a cable that broke, changes nothing more.
    visitor.done(&off);
    let withdrawn: Vec<Value> = ledger(&shop)
        .into_iter()
        .filter(|event| event["type"] == "purpose_withdrawn")
        .collect();
    assert_eq!(withdrawn.len(), 1, "{withdrawn:?}");
    assert_eq!(withdrawn[0]["method"], "preferences");
    assert_eq!(withdrawn[0]["purposes"], json!(["offers"]));
    // The chat tells it too, once: whoever has the link may not be who has the phone.
    let name = shop.public("en")["name"].as_str().unwrap().to_owned();
    let told = |messages: usize| {
        wait::until("told in the chat", || {
            let sent = shop.sent_to(&ana.wa_id);
            let last = sent.get(messages - 1)?["body"].as_str()?.to_owned();
            (sent.len() == messages).then_some(last)
        })
    };
    let first = format!("Done. {name} will not write to you about this any more: Offers.");
    assert!(told(2).starts_with(&first));
    let page = visitor.done(&[("do", "off_all")]);
    assert!(page.text.contains("you get no more messages from"));
    assert!(told(3).starts_with(&format!("Done. {name} will not write to you any more.")));
    assert_eq!(shop.stats()["opt_ins"]["withdrawn"], 1);
    // START lifts a stop in the chat, not a withdrawal here.
    ana.says(&shop, "START");
    assert!(told(4).contains("What may"));
    assert_eq!(shop.stats()["opt_ins"]["withdrawn"], 1);
}

#[test]
fn looking_changes_nothing() {
    let shop = Shop::own();
    let ana = Person::new();
    let mut visitor = Visitor::of(&shop, &opted_in(&shop, &ana));
    visitor.prove(&ana);
    let state = || (ledger(&shop), shop.stats(), heads(&shop).heads.len());
    let before = state();
    for query in [
        "",
        "?lang=es",
        "?did=off&purpose=offers",
        "?do=off_all",
        "?do=erase",
        "?erase=1",
        "?receipt=2",
        "?receipt=2&format=json",
        "?data=1",
        "?sent=1",
    ] {
        visitor.get(query);
        http::send("HEAD", &visitor.url(query), &[], b"");
    }
    assert_eq!(state(), before);
    assert!(visitor.get("").text.contains("aria-checked=\"true\""));
}

#[test]
fn forged_unknown_and_malformed_tokens_look_alike_and_tell_nothing() {
    let shop = Shop::own();
    let ana = Person::new();
    let token = opted_in(&shop, &ana);
    let forged = format!("{}.{}", shop.slug, "0".repeat(32));
    let expected = Visitor::of(&shop, &forged).get("?lang=en");
    assert_eq!(expected.status, 404);
    assert_eq!(expected.header("cache-control"), "no-store");
    assert_eq!(expected.header("x-robots-tag"), "noindex");
    assert!(expected.text.contains("This link does not work any more"));
    let texts: Vec<String> = links(&expected)
        .iter()
        .filter_map(|link| {
            Some(
                link.query_pairs()
                    .find(|(name, _)| name == "text")?
                    .1
                    .into_owned(),
            )
        })
        .collect();
    assert!(
        texts[0].contains("please show me my WhatsApp preferences"),
        "{texts:?}"
    );
    assert!(texts[1].contains("I have a question"), "{texts:?}");
    let upper = token
        .to_uppercase()
        .replace(&shop.slug.to_uppercase(), &shop.slug);
    for wrong in [
        &forged,
        &upper,
        &format!("{}.short", shop.slug),
        &format!("{}.", shop.slug),
        &format!("{token}0"),
        &format!("{}.{}", shop.slug, "%00".repeat(32)),
    ] {
        let visitor = Visitor::of(&shop, wrong);
        for query in [
            "?lang=en",
            "?lang=en&erase=1",
            "?lang=en&data=1",
            "?lang=en&receipt=2",
        ] {
            let answer = visitor.get(query);
            assert_eq!(
                (answer.status, &answer.text),
                (404, &expected.text),
                "{wrong}"
            );
        }
        let answer = visitor.off("offers");
        assert_eq!(
            (answer.status, &answer.text),
            (404, &expected.text),
            "{wrong}"
        );
        assert_eq!(visitor.post(&[("do", "prove")]).header("set-cookie"), "");
    }
    // A page of one shop is no page of another.
    let other = Shop::own();
    let (_, secret) = token.split_once('.').unwrap();
    let moved = Visitor::of(&other, &format!("{}.{secret}", other.slug));
    assert_eq!(moved.get("").status, 404);
    assert_eq!(Visitor::of(&shop, "nobody.x").get("").problem().0, 404);
}

#[test]
fn other_pages_may_not_post_to_it() {
    let shop = Shop::own();
    let visitor = Visitor::of(&shop, &opted_in(&shop, &Person::new()));
    let form = b"do=off_all";
    for origin in [None, Some("https://shop.example"), Some("null")] {
        let answer = visitor.post_from(origin, form);
        assert_eq!(
            answer.problem(),
            (403, "foreign_origin".into()),
            "{origin:?}"
        );
    }
    assert_eq!(count(&shop, "purpose_withdrawn"), 0);
}

#[test]
fn what_is_no_form_of_ours_changes_nothing_and_says_so() {
    let shop = Shop::own();
    let visitor = Visitor::of(&shop, &opted_in(&shop, &Person::new()));
    let own = worker_url();
    for form in [
        "",
        "do=dance",
        "do=off&purpose=%00",
        "do=off_all&do=erase",
        "\u{FFFD}",
    ] {
        let answer = visitor.post_from(Some(&own), form.as_bytes());
        assert_eq!(answer.status, 400, "{form}");
        assert!(answer.text.contains("role=\"alert\""), "{form}");
    }
    let long = format!("do=off_all&x={}", "x".repeat(5000));
    assert_eq!(visitor.post_from(Some(&own), long.as_bytes()).status, 413);
    let delete = http::send("DELETE", &visitor.url(""), &[], b"");
    assert_eq!(delete.problem(), (405, "method_not_allowed".into()));
    assert_eq!(count(&shop, "purpose_withdrawn"), 0);
}

#[test]
fn without_a_proof_nothing_is_given_out_switched_on_or_erased() {
    let shop = Shop::own();
    let ana = Person::new();
    let visitor = Visitor::of(&shop, &opted_in(&shop, &ana));
    let seq = receipts(&shop)[0].to_string();
    for query in ["?data=1", "?erase=1", &format!("?receipt={seq}")] {
        let answer = visitor.get(query);
        assert_eq!(answer.status, 403, "{query}");
        assert!(answer.text.contains("role=\"alert\"") && !answer.text.contains(&ana.wa_id));
    }
    let statement = shop.public("en")["statement"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    for fields in [
        vec![("do", "erase")],
        vec![
            ("do", "on"),
            ("purpose", "restock"),
            ("statement", &*statement),
            ("version", "1"),
        ],
    ] {
        assert_eq!(visitor.post(&fields).status, 403, "{fields:?}");
    }
    assert_eq!(count(&shop, "opt_in_confirmed"), 1);
}

#[test]
fn a_code_from_their_own_number_opens_everything_in_that_browser_alone() {
    let shop = Shop::own();
    let ana = Person::new();
    let token = opted_in(&shop, &ana);
    let mut visitor = Visitor::of(&shop, &token);
    let text = visitor.ask_for_code();
    assert!(!visitor.is_proven());
    assert!(
        visitor
            .get("?sent=1")
            .text
            .contains("It hasn’t arrived yet.")
    );
    ana.says(&shop, &text);
    wait::until_equal(&true, || visitor.is_proven());
    let page = visitor.get("");
    assert!(page.text.contains(&format!("+{}", ana.wa_id)) && page.text.contains("Ana Example"));
    assert!(!Visitor::of(&shop, &token).is_proven(), "the link alone");
    // The code is no message that somebody has to answer.
    let data = visitor.get("?data=1");
    assert_eq!(data.status, 200);
    assert!(data.header("content-disposition").starts_with("attachment"));
    assert_eq!(data.header("cache-control"), "no-store");
    assert!(data.text.contains(&ana.wa_id), "{}", data.text);
    // Nor does it open the page of anybody else.
    let bea = Person::new();
    let mut hers = Visitor::of(&shop, &opted_in(&shop, &bea));
    hers.cookie.clone_from(&visitor.cookie);
    assert!(!hers.is_proven());
}

#[test]
fn a_code_from_somebody_else_forwarded_or_in_other_words_proves_nothing() {
    let shop = Shop::own();
    let (ana, eve) = (Person::new(), Person::new());
    let mut visitor = Visitor::of(&shop, &opted_in(&shop, &ana));
    let text = visitor.ask_for_code();
    let code = text.split(' ').next_back().unwrap().trim_end_matches('.');
    eve.says(&shop, &text);
    ana.says_with(&shop, &text, &json!({"forwarded": true}));
    ana.says(&shop, code);
    ana.says(&shop, &format!("Somebody wants me to send you {code}"));
    // What came after them is done, so they are.
    ana.says(&shop, "STOP");
    wait::until_equal(&1, || count(&shop, "purpose_withdrawn"));
    assert!(!visitor.is_proven());
    ana.says(&shop, &text);
    wait::until_equal(&true, || visitor.is_proven());
}

#[test]
fn an_old_code_proves_nothing() {
    let shop = Shop::own();
    let ana = Person::new();
    let mut visitor = Visitor::of(&shop, &opted_in(&shop, &ana));
    let text = visitor.ask_for_code();
    let late = wait::now_seconds() + 16 * 60;
    ana.says_with(&shop, &text, &json!({ "timestamp": late }));
    ana.says_with(&shop, "STOP", &json!({ "timestamp": late }));
    wait::until_equal(&1, || count(&shop, "purpose_withdrawn"));
    assert!(!visitor.is_proven());
}

#[test]
fn a_code_counts_once_and_so_does_its_message() {
    let shop = Shop::own();
    let ana = Person::new();
    let token = opted_in(&shop, &ana);
    let mut first = Visitor::of(&shop, &token);
    first.prove(&ana);
    // A proven browser needs no other code.
    assert_eq!(first.post(&[("do", "prove")]).header("set-cookie"), "");
    let mut second = Visitor::of(&shop, &token);
    let text = second.ask_for_code();
    assert!(
        !second.is_proven(),
        "the first code proved the first browser"
    );
    for _ in 0..2 {
        ana.says(&shop, &text);
    }
    wait::until_equal(&true, || second.is_proven());
}

#[test]
fn nobody_gets_codes_without_end() {
    let shop = Shop::own();
    let visitor = Visitor::of(&shop, &opted_in(&shop, &Person::new()));
    for _ in 0..5 {
        assert_eq!(visitor.post(&[("do", "prove")]).status, 303);
    }
    let sixth = visitor.post(&[("do", "prove")]);
    assert_eq!((sixth.status, sixth.header("set-cookie")), (429, ""));
    assert!(sixth.text.contains("Too many codes were asked for."));
    // Taking back is never too much.
    assert_eq!(visitor.off("offers").status, 303);
}

#[test]
fn with_a_proof_a_purpose_is_agreed_to_under_the_words_beside_its_switch() {
    let shop = Shop::own();
    let ana = Person::new();
    let mut visitor = Visitor::of(&shop, &opted_in(&shop, &ana));
    visitor.prove(&ana);
    let page = visitor.get("?lang=en");
    let statement = field_of_on(&page, "restock", "statement");
    let version = field_of_on(&page, "restock", "version");
    assert_eq!(shop.public("en")["statement"]["id"], statement);
    for line in shop.public("en")["statement"]["text"]
        .as_str()
        .unwrap()
        .lines()
    {
        assert!(page.text.contains(line), "{line}");
    }
    let on = [
        ("do", "on"),
        ("purpose", "restock"),
        ("statement", &*statement),
        ("version", &*version),
    ];
    let page = visitor.done(&on);
    assert!(
        page.text
            .contains("from now on you get messages about “Back in stock”")
    );
    let yes = ledger(&shop).pop().unwrap();
    assert_eq!(yes["type"], "opt_in_confirmed");
    assert_eq!(
        (&yes["method"], &yes["purposes"], &yes["statement"]),
        (
            &json!("preferences"),
            &json!(["restock"]),
            &json!(statement)
        )
    );
    // Taken back again, the old form does not bring it back.
    visitor.done(&[("do", "off"), ("purpose", "restock"), ("product", "")]);
    let replayed = visitor.post(&on);
    assert_eq!(replayed.status, 409);
    assert!(
        replayed
            .text
            .contains("Things have changed since you opened this page.")
    );
    assert_eq!(count(&shop, "opt_in_confirmed"), 2);
}

#[test]
fn words_that_nobody_was_shown_are_agreed_to_by_nobody() {
    let shop = Shop::own();
    let ana = Person::new();
    let mut visitor = Visitor::of(&shop, &opted_in(&shop, &ana));
    visitor.prove(&ana);
    let page = visitor.get("?lang=en");
    let (statement, version) = (
        field_of_on(&page, "restock", "statement"),
        field_of_on(&page, "restock", "version"),
    );
    let unknown = "ab".repeat(32);
    for (purpose, statement, version) in [
        ("restock", unknown.as_str(), version.as_str()),
        ("unheard_of", &statement, &version),
        ("restock", &statement, "0"),
    ] {
        let answer = visitor.post(&[
            ("do", "on"),
            ("purpose", purpose),
            ("statement", statement),
            ("version", version),
        ]);
        assert_eq!(answer.status, 409, "{purpose} {version}");
    }
    assert_eq!(count(&shop, "opt_in_confirmed"), 1);
}

/// The places of all yeses in the ledger.
fn receipts(shop: &Shop) -> Vec<u64> {
    let events = ledger(shop).into_iter();
    (0..)
        .zip(events)
        .filter(|(_, event)| event["type"] == "opt_in_confirmed")
        .map(|(seq, _)| seq)
        .collect()
}

fn heads(shop: &Shop) -> Heads {
    serde_json::from_str(&http::get(&shop.api("/ledger/heads")).text).unwrap()
}

#[test]
fn a_receipt_proves_itself_against_the_shops_public_keys() {
    let shop = Shop::own();
    let ana = Person::new();
    let mut visitor = Visitor::of(&shop, &opted_in(&shop, &ana));
    visitor.prove(&ana);
    let seq = receipts(&shop)[0];
    let file = visitor.get(&format!("?receipt={seq}&format=json"));
    assert_eq!(file.status, 200);
    assert!(
        file.header("content-disposition")
            .starts_with("attachment; filename=")
    );
    assert_eq!(file.header("cache-control"), "no-store");
    let receipt: Receipt = serde_json::from_str(&file.text).unwrap();
    let keys: Vec<_> = heads(&shop).keys.iter().map(|known| known.key).collect();
    assert_eq!(receipt.verify(&keys), Ok(()));
    assert_eq!(
        receipt.proof.facts.wa_id.as_deref(),
        Some(ana.wa_id.as_str())
    );
    assert_eq!(receipt.proof.head.seq, seq);
    let page = visitor.get(&format!("?receipt={seq}"));
    assert!(page.text.contains(&receipt.consent.consent_receipt_id));
    assert!(page.text.contains(&format!("+{}", ana.wa_id)));
}

#[test]
fn a_receipt_proves_itself_also_after_the_shop_has_changed_its_key() {
    let mut own = OwnStack::start(|stack| stack);
    let shop = own.shop();
    let ana = Person::new();
    let token = opted_in(&shop, &ana);
    let old_head = heads(&shop).heads.pop().expect("a head");
    own.restart(|stack| stack.var("LEDGER_SIGNING_KEY", "dev-another-key"));
    let shop = own.shop();
    let mut visitor = Visitor::of(&shop, &token);
    visitor.prove(&ana);
    let seq = receipts(&shop)[0];
    let file = visitor.get(&format!("?receipt={seq}&format=json"));
    let receipt: Receipt = serde_json::from_str(&file.text).unwrap();
    assert_ne!(receipt.proof.head.key, old_head.key);
    // Nothing has happened since, and still the shop says what its key is.
    let keys: Vec<_> = heads(&shop).keys.iter().map(|known| known.key).collect();
    assert_eq!(keys, [old_head.key, receipt.proof.head.key]);
    assert_eq!(receipt.verify(&keys), Ok(()));
    let mut verifier = Verifier::new();
    for head in [old_head, receipt.proof.head] {
        verifier.against(head).unwrap();
    }
    for line in shop.admin("GET", "/ledger.jsonl", &[], b"").text.lines() {
        verifier.line(line.as_bytes()).unwrap();
    }
    assert_eq!(verifier.finish().unwrap().heads, 2);
    assert_eq!(count(&shop, "key_changed"), 1);
}

#[test]
fn nobody_gets_the_receipt_of_somebody_else() {
    let shop = Shop::own();
    let (ana, bea) = (Person::new(), Person::new());
    opted_in(&shop, &ana);
    let mut hers = Visitor::of(&shop, &opted_in(&shop, &bea));
    hers.prove(&bea);
    let [anas, own] = receipts(&shop)[..] else {
        panic!("two receipts");
    };
    assert_eq!(
        hers.get(&format!("?receipt={own}&format=json"))
            .header("content-type"),
        "application/json"
    );
    for seq in [
        &anas.to_string(),
        "0",
        "1",
        "999999",
        "18446744073709551615",
        "x",
        "-1",
    ] {
        let answer = hers.get(&format!("?receipt={seq}&format=json"));
        assert_eq!(
            answer.header("content-type"),
            "text/html; charset=utf-8",
            "{seq}"
        );
        assert!(!answer.text.contains(&ana.wa_id), "{seq}");
    }
}

#[test]
fn somebody_known_by_a_user_id_alone_has_a_page_too() {
    let shop = Shop::own();
    let user_id = "US.13491208655302741919";
    let says = |text: &str| {
        say_as_given(
            &shop,
            &json!({"user_id": user_id, "to": shop.number, "text": text, "hide_phone": true}),
        )
    };
    let form = Form::of(&shop);
    says(&form.text(&shop));
    form.welcome(&shop, "read");
    let mut visitor = Visitor::of(&shop, &token_of(&shop, user_id));
    let page = visitor.get("");
    assert!(
        !page.text.contains("••• •") && !page.text.contains("1349"),
        "{}",
        page.text
    );
    let text = visitor.ask_for_code();
    says(&text);
    wait::until_equal(&true, || visitor.is_proven());
}

#[test]
fn a_cookie_that_nobody_was_given_opens_nothing() {
    let shop = Shop::own();
    let mut visitor = Visitor::of(&shop, &opted_in(&shop, &Person::new()));
    for secret in ["", &"0".repeat(64), "%00", &"x".repeat(4000)] {
        visitor.cookie = Some(format!("__Host-saludo-proof={secret}"));
        assert!(!visitor.is_proven(), "{secret}");
    }
}

#[test]
fn the_page_speaks_the_language_of_its_person_unless_another_is_asked_for() {
    let shop = Shop::own();
    let ana = Person::new();
    let statement = shop.public("es")["statement"]["id"].clone();
    let form = Form::of(&shop)
        .with("locale", json!("es"))
        .with("statement", statement);
    ana.says(&shop, &form.text(&shop));
    form.welcome(&shop, "read");
    let visitor = Visitor::of(&shop, &token_of(&shop, &ana.wa_id));
    assert!(
        visitor
            .get("")
            .text
            .contains("<html lang=\"es\" dir=\"ltr\">")
    );
    let page = visitor.get("?lang=en");
    assert!(page.text.contains("<html lang=\"en\" dir=\"ltr\">"));
    // The words they agreed to stay in the language in which they were shown.
    assert!(
        page.text
            .contains("<blockquote class=\"words\" lang=\"es\" dir=\"ltr\">")
    );
}

#[test]
fn who_had_themselves_erased_has_no_page_any_more() {
    let shop = Shop::own();
    let ana = Person::new();
    let mut visitor = Visitor::of(&shop, &opted_in(&shop, &ana));
    visitor.prove(&ana);
    let told = visitor.get("?lang=en&erase=1");
    assert_eq!(told.status, 200);
    assert!(told.text.contains("up to 30 days"));
    let erased = visitor.post(&[("do", "erase")]);
    assert_eq!(erased.status, 200, "{erased:?}");
    assert!(erased.text.contains("You have been erased"));
    assert!(erased.header("set-cookie").contains("Max-Age=0"));
    assert!(!erased.text.contains(&ana.wa_id) && !erased.text.contains("Ana"));
    for query in ["?lang=en", "?lang=en&data=1", "?lang=en&erase=1"] {
        let page = visitor.get(query);
        assert_eq!(page.status, 404);
        assert!(page.text.contains("This link does not work any more"));
    }
    assert_eq!(visitor.post(&[("do", "erase")]).status, 404);
    assert_eq!(count(&shop, "blocked"), 1);
    assert_eq!(count(&shop, "destroyed"), 1);
}

/// The address of the page of somebody who has just opted in.
pub(crate) fn opened_page(shop: &Shop) -> String {
    shop.worker(&format!("/p/{}", opted_in(shop, &Person::new())))
}
