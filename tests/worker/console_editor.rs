//! The editor: what is typed is saved by version, words are published after a look, and nothing
//! that somebody typed is lost.

use saludo_core::console::editor::{Form as Typed, form_of, move_topic};
use saludo_core::settings::Settings;
use saludo_tests::console::Console;
use saludo_tests::form::Form;
use saludo_tests::http::{self, Answer};
use saludo_tests::person::Person;
use saludo_tests::shop::Shop;
use serde_json::json;

/// The editor of a shop, with its form as it stands.
struct Editor {
    shop: Shop,
    console: Console,
    typed: Typed,
    version: String,
}

impl Editor {
    fn open(shop: &Shop) -> Self {
        let read = shop.admin("GET", "/settings", &[], b"");
        let settings: Settings = serde_json::from_value(read.json()).unwrap();
        Self {
            shop: shop.clone(),
            console: Console::owner(shop),
            typed: form_of(&settings),
            version: read.header("etag").trim_matches('"').to_owned(),
        }
    }

    fn types(&mut self, name: &str, value: &str) -> &mut Self {
        self.typed.set(name, value);
        self
    }

    /// Presses a button, with more in the form.
    fn presses(&self, button: &str, more: &[(&str, &str)]) -> Answer {
        let mut fields: Vec<(&str, &str)> = self.typed.pairs().collect();
        fields.extend([("do", button), ("version", self.version.as_str())]);
        fields.extend(more);
        self.console.post("/editor?section=purposes", &fields)
    }

    /// Publishes what was shown.
    fn publishes(&self, shown: &Answer) -> Answer {
        let (_, rest) = shown.text.split_once("name=\"words\" value=\"").unwrap();
        let words = rest.split('"').next().unwrap();
        self.presses("publish", &[("words", words)])
    }

    fn saved(&self) -> serde_json::Value {
        self.shop.admin("GET", "/settings", &[], b"").json()
    }
}

fn location(answer: &Answer) -> &str {
    assert_eq!(answer.status, 303, "{answer:?}");
    let (_, query) = answer.header("location").split_once('?').unwrap();
    query
}

#[test]
fn what_does_not_touch_the_words_is_saved_at_once_and_seen_at_once() {
    let shop = Shop::own();
    let mut editor = Editor::open(&shop);
    let before = shop.public("en");
    editor
        .types("look.side", "left")
        .types("look.x", "44")
        .types("contact", "hello@sol.example")
        .types("campaigns.0.id", "till")
        .types("campaigns.0.name", "At the till");
    let answer = editor.presses("save", &[]);
    assert_eq!(location(&answer), "section=purposes&done=saved");
    let page = editor.console.get("/editor?section=campaigns&done=saved");
    assert!(page.text.contains("Saved."), "{}", page.text);
    assert!(page.text.contains(&format!("/s/{}/c/till.svg", shop.slug)));
    let after = shop.public("en");
    assert_eq!(
        (&after["look"]["side"], &after["look"]["x"]),
        (&json!("left"), &json!(44))
    );
    assert_eq!(before["statement"], after["statement"]);
    let code = http::get(&shop.worker(&format!("/s/{}/c/till.svg", shop.slug)));
    assert_eq!(code.status, 200);
    // The ledger says who did it.
    let acted = shop
        .ledger()
        .into_iter()
        .rev()
        .find(|event| event["type"] == "staff_acted");
    assert_eq!(acted.unwrap()["by"], "owner");
}

#[test]
fn new_words_are_shown_first_and_published_then() {
    let shop = Shop::own();
    let old = shop.public("es")["statement"]["id"].clone();
    let mut editor = Editor::open(&shop);
    editor.types("purposes.0.words.es.frequency", "como máximo dos al mes");
    let shown = editor.presses("save", &[]);
    assert_eq!(shown.status, 200);
    for told in [
        "Publish new words?",
        "<ins>como máximo dos al mes</ins>",
        "Nobody has agreed yet",
    ] {
        assert!(shown.text.contains(told), "{told}: {}", shown.text);
    }
    // Other languages do not change, and nothing is saved yet.
    assert!(!shown.text.contains("<h2>English</h2>"));
    assert_eq!(shop.public("es")["statement"]["id"], old);
    // Nobody publishes words that they have not seen.
    let unseen = editor.presses("publish", &[("words", "something else")]);
    assert!(unseen.text.contains("Publish new words?"));
    assert_eq!(shop.public("es")["statement"]["id"], old);

    let answer = editor.publishes(&shown);
    assert_eq!(location(&answer), "section=purposes&done=published");
    let public = shop.public("es");
    assert_ne!(public["statement"]["id"], old);
    assert_eq!(public["purposes"][0]["frequency"], "como máximo dos al mes");
}

#[test]
fn the_second_of_two_editors_is_told_keeps_what_they_typed_and_sees_what_changed() {
    let shop = Shop::own();
    let (mut ana, mut ben) = (Editor::open(&shop), Editor::open(&shop));
    ana.types("contact", "ana@sol.example")
        .types("look.x", "50");
    assert_eq!(
        location(&ana.presses("save", &[])),
        "section=purposes&done=saved"
    );
    ben.types("contact", "ben@sol.example")
        .types("look.y", "60");
    let told = ben.presses("save", &[]);
    assert_eq!(told.status, 409, "{told:?}");
    for shown in [
        "Somebody else saved while you were editing",
        "Both of you changed this.",
        "<bdi>ana@sol.example</bdi>",
        "name=\"contact\" value=\"ben@sol.example\"",
        "name=\"look.x\" value=\"50\"",
        "name=\"look.y\" value=\"60\"",
        "name=\"version\" value=\"1\"",
    ] {
        assert!(told.text.contains(shown), "{shown}: {}", told.text);
    }
    assert_eq!(ben.saved()["contact"], "ana@sol.example");
    // They look, and save what is in the form now.
    ben.types("look.x", "50");
    ben.version = "1".to_owned();
    assert_eq!(
        location(&ben.presses("save", &[])),
        "section=purposes&done=saved"
    );
    let saved = ben.saved();
    assert_eq!(saved["contact"], "ben@sol.example");
    assert_eq!(
        (&saved["look"]["x"], &saved["look"]["y"]),
        (&json!(50), &json!(60))
    );
}

#[test]
fn words_that_may_not_be_published_are_refused_with_the_reason_and_kept() {
    let shop = Shop::own();
    let mut editor = Editor::open(&shop);
    let notice = format!("{}/nothing-here", shop.worker(""));
    for (name, value, reason) in [
        (
            "controller",
            "Sol",
            "Give the legal name of who is responsible",
        ),
        (
            "purposes.0.words.en.value",
            "",
            "Give 1 to 500 characters on one line.",
        ),
        (
            "privacy_url",
            notice.as_str(),
            "give the address of a page that opens",
        ),
        ("hours.zone", "Europe/Nowhere", "No time zone has this name"),
        ("confirm", "template", ""),
    ] {
        if reason.is_empty() {
            continue; // The tests' worker has Turnstile.
        }
        let kept = editor.typed.get(name).to_owned();
        editor.types("look.y", "77").types(name, value);
        if name == "hours.zone" {
            editor.types("hours.on", "on");
        }
        let refused = editor.presses("save", &[]);
        assert_eq!(refused.status, 422, "{name}: {refused:?}");
        for shown in [reason, "Not saved yet", "name=\"look.y\" value=\"77\""] {
            assert!(
                refused.text.contains(shown),
                "{name}: {shown}: {}",
                refused.text
            );
        }
        editor.types(name, &kept);
    }
    assert_eq!(
        shop.admin("GET", "/settings", &[], b"").header("etag"),
        "\"0\""
    );
}

#[test]
fn taking_out_a_purpose_says_how_many_people_agreed_to_it() {
    let shop = Shop::own();
    let ana = Person::new();
    let form = Form::of(&shop).with("purposes", json!(["offers", "orders"]));
    ana.says(&shop, &form.text(&shop));
    form.welcome(&shop, "read");
    let mut editor = Editor::open(&shop);
    editor.types("purposes.0.remove", "on");
    let shown = editor.presses("save", &[]);
    for told in [
        "People who have agreed so far: 1.",
        "You are taking out topics that people agreed to",
        "<b>Offers</b>: people who hold this consent: 1",
        "Their proof is kept",
    ] {
        assert!(shown.text.contains(told), "{told}: {}", shown.text);
    }
    assert_eq!(
        location(&editor.publishes(&shown)),
        "section=purposes&done=published"
    );
    // What she agreed to is still on record, and its name is not given to another topic.
    let opt_in = shop.opt_in(&form.code).unwrap();
    assert_eq!(opt_in["purposes"], json!(["offers", "orders"]));
    let mut editor = Editor::open(&shop);
    editor.types("purposes.2.id", "");
    for locale in ["en", "es", "pt-BR", "de"] {
        for part in ["label", "value", "frequency", "phrase"] {
            editor.types(&format!("purposes.2.words.{locale}.{part}"), "Offers");
        }
    }
    let shown = editor.presses("save", &[]);
    assert_eq!(
        location(&editor.publishes(&shown)),
        "section=purposes&done=published"
    );
    assert_eq!(editor.saved()["purposes"][2]["id"], "offers_2");
}

#[test]
fn the_preview_draws_what_is_typed_and_changes_nothing() {
    let shop = Shop::own();
    let mut editor = Editor::open(&shop);
    editor
        .types("name", "Sol & Luna")
        .types("look.color", "#8a2f4b")
        .types("preview.lang", "es")
        .types("preview.mode", "dark");
    let mut fields: Vec<(&str, &str)> = editor.typed.pairs().collect();
    fields.push(("version", &editor.version));
    let drawn = editor.console.post("/editor/preview", &fields);
    assert_eq!(drawn.status, 200, "{drawn:?}");
    assert_eq!(drawn.header("x-frame-options"), "SAMEORIGIN");
    let policy = drawn.header("content-security-policy");
    assert!(policy.contains("frame-ancestors 'self'") && policy.contains("'wasm-unsafe-eval'"));
    for shown in [
        "Sol &amp; Luna",
        "#8a2f4b",
        "lang=\"es\"",
        "data-mode=\"dark\"",
    ] {
        assert!(drawn.text.contains(shown), "{shown}: {}", drawn.text);
    }
    let saved = editor.console.get("/editor/preview");
    assert!(!saved.text.contains("Sol &amp; Luna"));
    assert_eq!(
        shop.admin("GET", "/settings", &[], b"").header("etag"),
        "\"0\""
    );
    assert_eq!(shop.opt_ins(""), Vec::<serde_json::Value>::new());
    // Nobody else sees a shop's draft, and nothing lies below it.
    let stranger = http::get(&shop.worker(&format!("/admin/{}/editor/preview", shop.slug)));
    assert_eq!(stranger.status, 303);
    assert_eq!(editor.console.get("/editor/preview/more").status, 404);
}

#[test]
fn a_form_that_cannot_be_read_is_told_so() {
    let shop = Shop::own();
    let editor = Editor::open(&shop);
    for fields in [
        vec![("do", "save")],
        vec![("do", "dance"), ("version", "0")],
    ] {
        assert_eq!(editor.console.post("/editor", &fields).status, 400);
    }
    let same = editor.presses("save", &[]);
    assert_eq!(location(&same), "section=purposes&done=same");
}

#[test]
fn going_to_another_section_keeps_what_is_typed_and_saves_nothing() {
    let shop = Shop::own();
    let mut editor = Editor::open(&shop);
    editor.types("name", "Half a na").types("look.x", "far");
    let shown = editor.presses("show", &[]);
    assert_eq!(shown.status, 200);
    for kept in [
        "name=\"name\" value=\"Half a na\"",
        "name=\"look.x\" value=\"far\"",
        "name=\"version\" value=\"0\"",
    ] {
        assert!(shown.text.contains(kept), "{kept}: {}", shown.text);
    }
    assert_eq!(
        shop.admin("GET", "/settings", &[], b"").header("etag"),
        "\"0\""
    );
}

#[test]
fn who_may_only_look_sees_everything_and_saves_nothing() {
    let shop = Shop::own();
    let mut editor = Editor::open(&shop);
    let token = editor.console.make_token("Ben", "staff");
    editor.console = Console::with_token(&shop, &token);
    let page = editor.console.get("/editor");
    assert_eq!(page.status, 200);
    assert!(page.text.contains("an owner can change it"));
    assert!(!page.text.contains("value=\"save\""));
    editor.types("name", "Ben’s");
    assert_eq!(editor.presses("save", &[]).status, 403);
    assert_ne!(editor.saved()["name"], "Ben’s");
    assert_eq!(editor.console.get("/editor/preview").status, 200);
}

#[test]
fn topics_are_put_in_another_order_which_is_published_after_a_look() {
    let shop = Shop::own();
    let order = || -> Vec<String> {
        let public = shop.public("en");
        let purposes = public["purposes"].as_array().cloned().unwrap();
        let ids = purposes.iter().map(|own| own["id"].as_str().unwrap());
        ids.map(str::to_owned).collect()
    };
    let before = order();
    let mut editor = Editor::open(&shop);
    editor.types("purposes.1.words.en.value", "when it is here again");
    let moved = editor.presses("up.1", &[]);
    assert_eq!(moved.status, 200, "{moved:?}");
    let first = format!("name=\"purposes.0.id\" value=\"{}\"", before[1]);
    assert!(moved.text.contains(&first), "{}", moved.text);
    // What is typed goes along, and nothing is saved yet.
    let typed = "name=\"purposes.0.words.en.value\" value=\"when it is here again\"";
    assert!(moved.text.contains(typed), "{}", moved.text);
    assert_eq!(order(), before);

    // A row that is not there moves nothing.
    assert_eq!(editor.presses("up.99", &[]).status, 400);
    move_topic(&mut editor.typed, "up.1").expect("a move");
    let shown = editor.presses("save", &[]);
    assert!(shown.text.contains("Order of the topics"), "{}", shown.text);
    assert_eq!(
        location(&editor.publishes(&shown)),
        "section=purposes&done=published"
    );
    let mut after = before;
    after.swap(0, 1);
    assert_eq!(order(), after);
}
