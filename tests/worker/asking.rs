//! `confirm = "template"`: a typed number is asked once, and only its tap is a consent.

use crate::book_file::{OwnStack, columns_with, every_value};
use saludo_core::time::DAY;
use saludo_tests::form::Form;
use saludo_tests::http::{self, Answer};
use saludo_tests::person::{Person, say_as_given};
use saludo_tests::shop::Shop;
use saludo_tests::{code, wait};
use serde_json::{Value, json};
use url::form_urlencoded::Serializer;

/// A shop that asks numbers.
fn asking() -> Shop {
    let shop = Shop::own();
    ask_numbers(&shop);
    shop
}

fn ask_numbers(shop: &Shop) {
    shop.change_settings(|settings| settings["confirm"] = json!("template"));
}

fn page(shop: &Shop, query: &str) -> Answer {
    let answer = http::get(&shop.worker(&format!("/s/{}/opt-in{query}", shop.slug)));
    assert_eq!(answer.status, 200, "{answer:?}");
    answer
}

/// The value of a hidden field.
fn hidden(page: &Answer, name: &str) -> String {
    let (_, after) = page
        .text
        .split_once(&format!("name=\"{name}\" value=\""))
        .expect(name);
    after.split_once('"').expect(name).0.to_owned()
}

/// What Cloudflare's script would put into the form; see the sandbox.
fn token(what: &str) -> String {
    format!("sandbox:{what}:opt-in:{:x}", code::random())
}

/// The hosted form as a person fills it in.
#[derive(Clone)]
struct Hosted {
    shop: Shop,
    fields: Vec<(String, String)>,
    address: String,
}

impl Hosted {
    fn open(shop: &Shop, number: &Person) -> Self {
        Self::of(shop, &page(shop, "?lang=en"), number)
    }

    fn of(shop: &Shop, page: &Answer, number: &Person) -> Self {
        let mut fields: Vec<(String, String)> = ["statement", "locale"]
            .map(|name| (name.to_owned(), hidden(page, name)))
            .into();
        for (name, value) in [
            ("code", code::fresh()),
            ("purpose", "offers".to_owned()),
            ("phone", format!("+{}", number.wa_id)),
            ("cf-turnstile-response", token("pass")),
        ] {
            fields.push((name.to_owned(), value));
        }
        Self {
            shop: shop.clone(),
            fields,
            address: String::new(),
        }
    }

    /// The same with another field; an empty one is left out.
    fn with(mut self, name: &str, value: &str) -> Self {
        self.fields.retain(|(own, _)| own != name);
        if !value.is_empty() {
            self.fields.push((name.to_owned(), value.to_owned()));
        }
        self
    }

    /// The same from another network.
    fn from(mut self, address: &str) -> Self {
        address.clone_into(&mut self.address);
        self
    }

    fn form(&self) -> Form {
        let code = self.fields.iter().find(|(name, _)| name == "code");
        Form {
            code: code.expect("a code").1.clone(),
            body: json!({}),
        }
    }

    fn post(&self) -> Answer {
        let mut body = Serializer::new(String::new());
        body.extend_pairs(&self.fields);
        let origin = self.shop.worker("");
        let mut headers = vec![
            ("Content-Type", "application/x-www-form-urlencoded"),
            ("Origin", origin.as_str()),
        ];
        if !self.address.is_empty() {
            headers.push(("CF-Connecting-IP", &self.address));
        }
        let url = self
            .shop
            .worker(&format!("/s/{}/opt-in?lang=en", self.shop.slug));
        http::send("POST", &url, &headers, body.finish().as_bytes())
    }

    /// Posts it, and waits until the number was asked.
    fn ask(&self, number: &Person) -> Form {
        let answer = self.post();
        assert_eq!(answer.status, 303, "{answer:?}");
        asked(&self.shop, number, 1);
        self.form()
    }
}

/// The questions that a number got, once there are so many.
fn asked(shop: &Shop, number: &Person, times: usize) -> Vec<Value> {
    wait::until("the question", || {
        let sent = shop.sent_to(&number.wa_id);
        let is_question = |message: &&Value| message["template"] == "saludo_opt_in_request";
        let questions: Vec<Value> = sent.iter().filter(is_question).cloned().collect();
        (questions.len() == times).then_some(questions)
    })
}

/// A tap on a button of the template as a webhook has it, whether or not it was ever sent.
fn tap(number: &Person, shop: &Shop, payload: &str, more: &Value) {
    let mut say = json!({
        "from": number.wa_id, "to": shop.number, "type": "button",
        "message": {"button": {"payload": payload, "text": "Confirm"}},
    });
    for (name, value) in more.as_object().unwrap() {
        say[name] = value.clone();
    }
    say_as_given(shop, &say);
}

fn payload(answer: &str, form: &Form) -> String {
    format!("saludo:asked:{answer}:{}", form.code.replace('-', ""))
}

/// Nothing was called on the way to Meta, once everything before it is done.
fn nothing_was_sent(shop: &Shop) {
    // A person who writes is answered: whatever was due before has left by then.
    let witness = Person::new();
    let form = Form::of(shop);
    witness.says(shop, &form.text(shop));
    form.welcome(shop, "read");
    let calls = shop.calls();
    assert!(
        calls
            .iter()
            .all(|call| call["to"] == format!("+{}", witness.wa_id)),
        "{calls:?}"
    );
}

fn ask_state(shop: &Shop, form: &Form) -> Value {
    shop.opt_in(&form.code).expect("the opt-in")["state"].clone()
}

#[test]
fn the_page_has_the_number_and_the_check_and_its_policy_allows_the_check_only_then() {
    let ordinary = page(&Shop::own(), "?lang=en");
    let base = saludo_tests::sandbox_url();
    let policy = |page: &Answer| page.header("content-security-policy").to_owned();
    assert!(!policy(&ordinary).contains("script-src") && !policy(&ordinary).contains("frame-src"));
    assert!(!ordinary.text.contains("turnstile"));

    let shop = asking();
    let asking = page(&shop, "?lang=en");
    let expected = format!("{}; script-src {base}; frame-src {base}", policy(&ordinary));
    assert_eq!(policy(&asking), expected);
    for there in [
        format!("<script src=\"{base}/turnstile/v0/api.js\" async defer></script>"),
        "data-sitekey=\"sandbox\"".to_owned(),
        "name=\"phone\" type=\"tel\"".to_owned(),
        "Ask me on WhatsApp".to_owned(),
        "<noscript><p>This page keeps robots out".to_owned(),
    ] {
        assert!(asking.text.contains(&there), "{there}");
    }
    assert_eq!(asking.text.matches("<script").count(), 1);
    // The bubble is as ever.
    let panel = |shop: &Shop| http::get(&shop.worker(&format!("/s/{}/panel", shop.slug))).text;
    assert!(!panel(&shop).contains("turnstile") && !panel(&shop).contains("Ask me on WhatsApp"));
}

#[test]
fn a_tap_on_confirm_is_the_consent_and_is_confirmed_by_free_text() {
    let (shop, ana) = (asking(), Person::new());
    let hosted = Hosted::open(&shop, &ana).with("name", "Ana");
    let statement = hosted.fields.iter().find(|(name, _)| name == "statement");
    let statement = statement.unwrap().1.clone();
    let answer = hosted.post();
    assert_eq!(answer.status, 303, "{answer:?}");
    assert_eq!(answer.header("location"), "?lang=en&asked");
    let after = page(&shop, "?lang=en&asked");
    assert!(after.text.contains("Look into your WhatsApp") && !after.text.contains(&ana.wa_id));
    assert!(!after.text.contains("<script") && !after.text.contains("<form"));

    let form = hosted.form();
    assert_eq!(form.state(&shop), "requested");
    let [question] = asked(&shop, &ana, 1).try_into().unwrap();
    let name = shop.public("en")["name"].clone();
    assert_eq!(
        json!([
            question["to"],
            question["language"],
            question["parameters"]["shop"],
            question["parameters"]["purposes"]
        ]),
        json!([format!("+{}", ana.wa_id), "en", name, "offers"])
    );
    let words = question["buttons"][2]["url"].as_str().unwrap();
    assert!(
        words.ends_with(&format!("/s/{}/statements/{statement}", shop.slug)),
        "{words}"
    );
    assert_eq!(
        http::get(&shop.worker(&format!("/s/{}/statements/{statement}", shop.slug))).status,
        200
    );
    assert_eq!(ask_state(&shop, &form), "requested");

    ana.taps(&shop, "Confirm");
    let item = form.welcome(&shop, "read");
    assert_eq!(
        json!([
            item["state"],
            item["source"],
            item["wa_id"],
            item["phone"],
            item["name"],
            item["statement"]
        ]),
        json!([
            "confirmed",
            "hosted",
            ana.wa_id,
            format!("+{}", ana.wa_id),
            "Ana",
            statement
        ])
    );
    assert_eq!(item["welcome"]["fallback"], false);
    assert_eq!(form.state(&shop), "confirmed");
    let sent = shop.sent_to(&ana.wa_id);
    assert_eq!(sent.len(), 2, "{sent:?}");
    assert_eq!(sent[1]["type"], "text");
    let text = sent[1]["body"].as_str().unwrap();
    assert!(
        text.contains("may now write to this number about offers"),
        "{text}"
    );

    let confirmed: Vec<Value> = shop
        .ledger()
        .into_iter()
        .filter(|event| event["type"] == "opt_in_confirmed")
        .collect();
    assert_eq!(confirmed.len(), 1);
    assert_eq!(
        json!([
            confirmed[0]["method"],
            confirmed[0]["statement"],
            confirmed[0]["purposes"]
        ]),
        json!(["button", statement, ["offers"]])
    );
    let place = shop.worker(&format!("/s/{}/opt-in", shop.slug));
    assert_eq!(confirmed[0]["page"], place);
    assert!(confirmed[0]["requested_at"].is_string());

    // A second tap, and the message once more, change nothing.
    ana.taps(&shop, "Confirm");
    wait::until("the tap", || {
        (shop.stats()["webhook"]["updates"].as_u64()? >= 8).then_some(())
    });
    assert_eq!(
        shop.ledger_types()
            .iter()
            .filter(|kind| *kind == "opt_in_confirmed")
            .count(),
        1
    );
    assert_eq!(shop.sent_to(&ana.wa_id).len(), 2);
}

#[test]
fn not_me_ends_the_request_and_the_number_is_not_asked_again() {
    let (shop, ana) = (asking(), Person::new());
    let form = Hosted::open(&shop, &ana).with("name", "Mallory").ask(&ana);
    ana.taps(&shop, "Not me");
    let item = form.in_book(&shop, "ended", |item| item["state"] == "expired");
    assert_eq!(
        json!([item["phone"], item["name"], item["person"]]),
        json!([null, null, null])
    );
    assert_eq!(form.state(&shop), "expired");
    let answer = wait::until("an answer", || shop.sent_to(&ana.wa_id).get(1).cloned());
    let text = answer["body"].as_str().unwrap();
    assert!(text.starts_with("Done."), "{text}");
    // A misled finger afterwards is no yes to a request that was denied.
    ana.taps(&shop, "Confirm");
    wait::until("the tap", || {
        (shop.stats()["webhook"]["updates"].as_u64()? >= 6).then_some(())
    });
    assert_eq!(form.state(&shop), "expired");
    assert!(!shop.ledger_types().contains(&"opt_in_confirmed".to_owned()));
    // Whoever types the number again is told the same as ever.
    let again = Hosted::open(&shop, &ana).post();
    assert_eq!(
        (again.status, again.header("location")),
        (303, "?lang=en&asked")
    );
    nothing_more_for(&shop, &ana, 2);
}

/// Whatever was due has left, and there is no more than before for somebody.
fn nothing_more_for(shop: &Shop, number: &Person, so_far: usize) {
    let witness = Person::new();
    let form = Form::of(shop);
    witness.says(shop, &form.text(shop));
    form.welcome(shop, "read");
    assert_eq!(shop.sent_to(&number.wa_id).len(), so_far);
}

#[test]
fn not_me_after_confirm_takes_it_back() {
    let (shop, ana) = (asking(), Person::new());
    let form = Hosted::open(&shop, &ana).ask(&ana);
    ana.taps(&shop, "Confirm");
    form.welcome(&shop, "read");
    ana.taps(&shop, "Not me");
    form.in_book(&shop, "withdrawn", |item| item["state"] == "withdrawn");
    let withdrawn: Vec<Value> = shop
        .ledger()
        .into_iter()
        .filter(|event| event["type"] == "purpose_withdrawn")
        .collect();
    assert_eq!(withdrawn.len(), 1);
    assert_eq!(
        json!([
            withdrawn[0]["method"],
            withdrawn[0]["reach"],
            withdrawn[0]["purposes"]
        ]),
        json!(["button", "named", ["offers"]])
    );
}

#[test]
fn a_number_is_asked_once_and_nobody_can_tell_from_the_answer() {
    let (shop, ana) = (asking(), Person::new());
    let first = Hosted::open(&shop, &ana);
    let one = first.post();
    asked(&shop, &ana, 1);
    let second = Hosted::open(&shop, &ana).with("purpose", "restock");
    let two = second.post();
    let told = |answer: &Answer| {
        let headers: Vec<(String, String)> = answer
            .headers
            .iter()
            .filter(|(name, _)| *name != "date")
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        (answer.status, headers, answer.text.clone())
    };
    assert_eq!(told(&one), told(&two));
    assert_eq!(second.form().state(&shop), first.form().state(&shop));
    nothing_more_for(&shop, &ana, 1);
}

#[test]
fn the_same_form_twice_asks_once() {
    let (shop, ana) = (asking(), Person::new());
    let hosted = Hosted::open(&shop, &ana);
    // The button was pressed twice: the token is spent by then.
    let answers = [hosted.post(), hosted.post()];
    for answer in &answers {
        assert_eq!(
            (answer.status, answer.header("location")),
            (303, "?lang=en&asked")
        );
    }
    asked(&shop, &ana, 1);
    nothing_more_for(&shop, &ana, 1);
    assert_eq!(shop.stats()["opt_ins"]["requested"], 1);
}

#[test]
fn customers_and_people_who_said_no_are_not_asked_and_nobody_can_tell() {
    let shop = asking();
    let (customer, stopped) = (Person::new(), Person::new());
    for person in [&customer, &stopped] {
        let form = Form::of(&shop);
        person.says(&shop, &form.text(&shop));
        form.welcome(&shop, "read");
    }
    stopped.says(&shop, "STOP");
    wait::until("the answer to STOP", || {
        shop.sent_to(&stopped.wa_id).get(1).cloned()
    });
    for person in [&customer, &stopped] {
        let answer = Hosted::open(&shop, person).post();
        assert_eq!(
            (answer.status, answer.header("location")),
            (303, "?lang=en&asked")
        );
    }
    nothing_more_for(&shop, &customer, 1);
    nothing_more_for(&shop, &stopped, 2);
    // A customer may still be asked about something else.
    let other = Hosted::open(&shop, &customer).with("purpose", "restock");
    other.ask(&customer);
}

#[test]
fn a_tap_counts_only_from_the_number_that_was_asked() {
    let (shop, ana, bob) = (asking(), Person::new(), Person::new());
    let form = Hosted::open(&shop, &ana).ask(&ana);
    tap(&bob, &shop, &payload("confirm", &form), &json!({}));
    wait::until_equal(&json!(1), || {
        shop.stats()["questions"]["other_sender"].clone()
    });
    assert_eq!(form.state(&shop), "requested");
    // Nor does a code of it in a message, in whatever words.
    let words = Form::of(&shop).text(&shop);
    let (before, _) = words.split_once("Code ").unwrap();
    bob.says(&shop, &format!("{before}Code {}", form.code));
    ana.says(&shop, &format!("{before}Code {}", form.code));
    wait::until_equal(&json!(3), || {
        shop.stats()["questions"]["other_sender"].clone()
    });
    assert_eq!(form.state(&shop), "requested");
    // Bob's "Not me" is about Bob.
    tap(&bob, &shop, &payload("not-me", &form), &json!({}));
    wait::until("taken in", || {
        (shop.stats()["webhook"]["updates"].as_u64()? >= 7).then_some(())
    });
    assert_eq!(form.state(&shop), "requested");
    ana.taps(&shop, "Confirm");
    form.in_book(&shop, "confirmed", |item| item["state"] == "confirmed");
}

#[test]
fn a_forwarded_tap_and_one_of_no_known_request_are_no_consent() {
    let (shop, ana) = (asking(), Person::new());
    let form = Hosted::open(&shop, &ana).ask(&ana);
    tap(
        &ana,
        &shop,
        &payload("confirm", &form),
        &json!({"forwarded": true}),
    );
    wait::until_equal(&json!(1), || shop.stats()["questions"]["forwarded"].clone());
    assert_eq!(form.state(&shop), "requested");
    let unknown = Form {
        code: code::fresh(),
        body: json!({}),
    };
    tap(&ana, &shop, &payload("confirm", &unknown), &json!({}));
    wait::until_equal(&json!(1), || shop.stats()["questions"]["expired"].clone());
    // One that the shopper's own form made is confirmed by its own message alone.
    let own = Form::of(&shop);
    own.text(&shop);
    tap(&ana, &shop, &payload("confirm", &own), &json!({}));
    wait::until_equal(&json!(2), || shop.stats()["questions"]["expired"].clone());
    assert_eq!(own.state(&shop), "requested");
    assert!(!shop.ledger_types().contains(&"opt_in_confirmed".to_owned()));
}

#[test]
fn a_tap_without_a_number_counts_by_the_message_it_is_on() {
    let (shop, ana) = (asking(), Person::new());
    let form = Hosted::open(&shop, &ana).ask(&ana);
    ana.taps_with(&shop, "Confirm", &json!({"hide_phone": true}));
    let item = form.in_book(&shop, "confirmed", |item| item["state"] == "confirmed");
    assert_eq!(
        item["wa_id"], ana.wa_id,
        "who has the number has the user id too"
    );
    assert!(item["user_id"].as_str().unwrap().starts_with("ES."));
}

#[test]
fn without_a_passed_check_nothing_is_stored_and_nothing_is_sent() {
    let (shop, ana) = (asking(), Person::new());
    let spent = token("pass");
    assert_eq!(
        Hosted::open(&shop, &Person::new())
            .with("cf-turnstile-response", &spent)
            .post()
            .status,
        303
    );
    let other_action = format!("sandbox:pass:login:{:x}", code::random());
    for bad in [
        "",
        "XXXX",
        &token("fail"),
        &spent,
        &other_action,
        &"x".repeat(2_049),
    ] {
        let answer = Hosted::open(&shop, &ana)
            .with("name", "Ana")
            .with("cf-turnstile-response", bad)
            .post();
        assert_eq!(answer.status, 422, "{bad}");
        assert!(
            answer
                .text
                .contains("Please wait until the check above the button is done"),
            "{bad}"
        );
        assert!(
            answer.text.contains("value=\"Ana\""),
            "what was typed is kept"
        );
        assert_ne!(hidden(&answer, "code"), "");
    }
    assert_eq!(shop.stats()["opt_ins"]["requested"], 1);
    assert_eq!(shop.sent_to(&ana.wa_id), [json!(null); 0]);
}

#[test]
fn while_nobody_can_be_asked_about_the_check_nothing_changes_and_the_page_says_so() {
    let (shop, ana) = (asking(), Person::new());
    for what in ["broken", "silent"] {
        let answer = Hosted::open(&shop, &ana)
            .with("cf-turnstile-response", &token(what))
            .post();
        assert_eq!(answer.status, 503, "{what}");
        assert!(
            answer
                .text
                .contains("The check against robots could not be made just now.")
        );
        assert!(answer.text.contains(&format!("value=\"+{}\"", ana.wa_id)));
    }
    assert_eq!(shop.stats()["opt_ins"]["requested"], 0);
    assert_eq!(shop.sent_to(&ana.wa_id), [json!(null); 0]);
}

#[test]
fn what_is_missing_is_said_before_the_check_is_spent() {
    let (shop, ana) = (asking(), Person::new());
    let hosted = Hosted::open(&shop, &ana);
    for (name, value, said) in [
        ("phone", "", "Please write your WhatsApp number."),
        ("phone", "call me", "This doesn’t look like a phone number."),
        ("purpose", "", "Tick at least one topic"),
    ] {
        let answer = hosted.clone().with(name, value).post();
        assert_eq!(answer.status, 422);
        assert!(answer.text.contains(said), "{said}");
    }
    assert_eq!(hosted.post().status, 303, "the token was not used");
    asked(&shop, &ana, 1);
}

#[test]
fn a_robot_with_a_thousand_numbers_reaches_a_hundred_a_day() {
    let shop = asking();
    let page = page(&shop, "?lang=en");
    let posts: Vec<u16> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4)
            .map(|thread| {
                let (shop, page) = (&shop, &page);
                scope.spawn(move || {
                    (0..250)
                        .map(|post| {
                            let number = Person::new();
                            let address = format!("198.51.{thread}.{post}");
                            Hosted::of(shop, page, &number).from(&address).post().status
                        })
                        .collect::<Vec<u16>>()
                })
            })
            .collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().unwrap())
            .collect()
    });
    let count = |status| posts.iter().filter(|own| **own == status).count();
    assert_eq!((count(303), count(429)), (100, 900));
    // Without the check not even these.
    let without = Hosted::of(&shop, &page, &Person::new()).with("cf-turnstile-response", "");
    assert_eq!(without.from("198.51.9.9").post().status, 422);
    assert_eq!(shop.stats()["opt_ins"]["requested"], 100);
    let last = Hosted::of(&shop, &page, &Person::new())
        .from("198.51.9.8")
        .post();
    assert!(
        last.text.contains("No more numbers can be asked today."),
        "{}",
        last.text
    );
    wait::until("a hundred questions", || {
        (shop.calls().len() >= 100).then_some(())
    });
    nothing_but_questions(&shop);
}

fn nothing_but_questions(shop: &Shop) {
    let calls = shop.calls();
    assert_eq!(calls.len(), 100);
    for call in calls {
        assert_eq!(call["request"]["template"]["name"], "saludo_opt_in_request");
    }
}

#[test]
fn one_number_is_typed_five_times_a_day_whoever_it_is() {
    let (shop, ana) = (asking(), Person::new());
    let page = page(&shop, "?lang=en");
    let post = |time: usize| {
        let address = format!("198.51.100.{time}");
        Hosted::of(&shop, &page, &ana).from(&address).post()
    };
    for time in 0..5 {
        assert_eq!(post(time).status, 303);
    }
    let sixth = post(5);
    assert_eq!(sixth.status, 429);
    assert!(
        sixth
            .text
            .contains("This number was entered too often today.")
    );
    nothing_more_for(&shop, &ana, 1);
}

#[test]
fn nothing_but_the_hosted_page_asks_a_number() {
    let (shop, ana) = (asking(), Person::new());
    for source in ["bubble", "inline", "hosted", "campaign"] {
        let form = Form::of(&shop)
            .with("source", json!(source))
            .with("phone", json!(format!("+{}", ana.wa_id)))
            .with("cf-turnstile-response", json!(token("pass")));
        assert_eq!(form.post(&shop).status, 201);
    }
    // Nor does the path inside the worker exist outside of it.
    let outside = http::post(&shop.api("/opt-ins/asked"), &json!({}));
    assert_eq!(outside.status, 405);
    nothing_was_sent(&shop);
}

#[test]
fn with_defaults_no_post_of_any_form_causes_a_message() {
    let shop = Shop::own();
    let ana = Person::new();
    let number = json!(format!("+{}", ana.wa_id));
    for source in ["bubble", "inline", "hosted", "campaign", "product"] {
        let form = Form::of(&shop)
            .with("source", json!(source))
            .with("phone", number.clone())
            .with("product", json!({"id": "1", "title": "Mug"}));
        let answer = form.post(&shop);
        assert!(matches!(answer.status, 201 | 429), "{answer:?}");
    }
    let hosted = Hosted::open(&shop, &ana).post();
    assert_eq!(hosted.status, 303, "{hosted:?}");
    assert!(
        hosted.header("location").contains("/wa/"),
        "it leads to WhatsApp"
    );
    nothing_was_sent(&shop);
}

#[test]
fn a_product_is_asked_about_by_its_own_words() {
    let (shop, ana) = (asking(), Person::new());
    shop.change_settings(|settings| {
        let words = json!({
            "label": "Back in stock", "phrase": "one message when {product} is back",
            "value": "A note when it returns", "frequency": "one message",
        });
        let locales = settings["locales"].as_array().unwrap().clone();
        let words: serde_json::Map<String, Value> = locales
            .iter()
            .map(|locale| (locale.as_str().unwrap().to_owned(), words.clone()))
            .collect();
        settings["product"] = json!({
            "id": "product", "category": "marketing", "legal_basis": "consent", "words": words,
        });
    });
    let page = page(&shop, "?lang=en&product=SKU-1&title=Mug");
    let hosted = Hosted::of(&shop, &page, &ana)
        .with("purpose", "")
        .with("product", "SKU-1")
        .with("title", "Mug");
    let form = hosted.ask(&ana);
    let question = &asked(&shop, &ana, 1)[0];
    assert_eq!(
        question["parameters"]["purposes"],
        "one message when Mug is back"
    );
    ana.taps(&shop, "Confirm");
    let item = form.welcome(&shop, "read");
    assert_eq!(
        json!([item["state"], item["purposes"], item["product"]]),
        json!(["confirmed", ["product"], {"id": "SKU-1", "title": "Mug"}])
    );
}

#[test]
fn without_its_template_a_stranger_gets_nothing_at_all() {
    let (shop, ana) = (asking(), Person::new());
    shop.behaviour(&json!({"template": {"name": "saludo_opt_in_request", "status": "REJECTED"}}));
    let hosted = Hosted::open(&shop, &ana);
    assert_eq!(hosted.post().status, 303);
    wait::until("a refusal", || (!shop.calls().is_empty()).then_some(()));
    for call in shop.calls() {
        assert_eq!(
            json!([call["outcome"], call["request"]["type"]]),
            json!(["refused", "template"])
        );
    }
    assert_eq!(shop.sent_to(&ana.wa_id), [json!(null); 0]);
    assert_eq!(hosted.form().state(&shop), "requested");
}

#[test]
fn the_setting_is_refused_while_the_check_is_not_set_up_and_the_page_then_leads_to_whatsapp() {
    let own = OwnStack::start(|stack| stack.var("TURNSTILE_SECRET", ""));
    let shop = own.shop();
    let read = shop.admin("GET", "/settings", &[], b"");
    let mut settings = read.json();
    settings["confirm"] = json!("template");
    let version = [("If-Match", read.header("etag"))];
    let put = shop.admin(
        "PUT",
        "/settings",
        &version,
        settings.to_string().as_bytes(),
    );
    assert_eq!(put.problem(), (422, "invalid_settings".into()));
    assert_eq!(
        put.json()["errors"],
        json!([{
            "field": "confirm",
            "reason": "template needs Cloudflare Turnstile, so that no robot makes you write to strangers: set the secret TURNSTILE_SECRET first",
        }])
    );
    let hosted = Hosted::open(&shop, &Person::new()).post();
    assert!(hosted.header("location").contains("/wa/"), "{hosted:?}");
}

#[test]
fn what_nobody_answers_in_a_day_is_forgotten_and_not_me_is_not() {
    let mut own = OwnStack::start(|stack| stack);
    let shop = own.shop();
    ask_numbers(&shop);
    let (ana, bea) = (Person::new(), Person::new());
    let silent = Hosted::open(&shop, &ana).with("name", "Quijote").ask(&ana);
    let denied = Hosted::open(&shop, &bea).ask(&bea);
    bea.taps(&shop, "Not me");
    denied.in_book(&shop, "ended", |item| item["state"] == "expired");
    let values = own.at_rest(every_value);
    assert!(!columns_with(&values, &ana.wa_id).is_empty());

    let age = |own: &mut OwnStack, days: i64| {
        own.at_rest(|book| {
            for (table, columns) in [
                ("people", "last_wrote_at created_at"),
                ("opt_ins", "requested_at declined_at"),
                ("outbox", "queued_at next_at give_up_at left_at"),
                ("asked_numbers", "at"),
                ("messages", "at sent_at"),
                ("inbox", "at next_at"),
                ("questions", "at sent_at asked_at"),
            ] {
                for column in columns.split(' ') {
                    let query = format!("UPDATE {table} SET {column} = {column} - ?1");
                    book.execute(&query, [days * DAY]).expect("older");
                }
            }
            book.execute("UPDATE counters SET n = 0 WHERE name = 'upkeep_at'", [])
                .expect("due");
        });
    };
    age(&mut own, 2);
    let shop = own.shop();
    silent.in_book(&shop, "expired", |item| item["state"] == "expired");
    let values = own.at_rest(every_value);
    for gone in [&ana.wa_id, "Quijote"] {
        assert_eq!(columns_with(&values, gone), [""; 0], "{gone}");
    }
    // A tap that comes after all finds nothing to confirm.
    let shop = own.shop();
    ana.taps(&shop, "Confirm");
    wait::until_equal(&json!(1), || shop.stats()["questions"]["expired"].clone());
    assert_eq!(silent.state(&shop), "expired");

    // After a month a number may be asked again, but not one that said Not me.
    age(&mut own, 31);
    let shop = own.shop();
    let cai = Person::new();
    let again = |number: &Person| Hosted::open(&shop, number).post().status;
    assert_eq!((again(&bea), again(&ana), again(&cai)), (303, 303, 303));
    asked(&shop, &cai, 1);
    asked(&shop, &ana, 2);
    assert_eq!(asked(&shop, &bea, 1).len(), 1);

    // Only Bea's own yes lifts it.
    let form = Form::of(&shop);
    bea.says(&shop, &form.text(&shop));
    form.welcome(&shop, "read");
    age(&mut own, 31);
    let shop = own.shop();
    Hosted::open(&shop, &bea).with("purpose", "restock").post();
    asked(&shop, &bea, 2);
}
