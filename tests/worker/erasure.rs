//! Erasing a person: what goes, what stays, and who stays away.

use crate::book_file::{OwnStack, columns_with, every_value};
use saludo_core::erasure::{OpeningKey, SealedRecord};
use saludo_core::ledger::{Commitment, Facts, Heads, Salt, Verifier};
use saludo_tests::chat::exported;
use saludo_tests::console::Console;
use saludo_tests::form::Form;
use saludo_tests::http;
use saludo_tests::person::Person;
use saludo_tests::shop::Shop;
use saludo_tests::wait;
use serde_json::{Value, json};

/// Somebody with a name that stands nowhere else, a number and a user ID.
struct Ana {
    person: Person,
    user_id: String,
}

const NAME: &str = "Ana Quijote";

impl Ana {
    fn new() -> Self {
        let random = saludo_tests::code::random();
        Self {
            person: Person::new(),
            user_id: format!("ES.9{random:015}"),
        }
    }

    fn says(&self, shop: &Shop, text: &str) -> String {
        let who = json!({"user_id": self.user_id, "name": NAME});
        self.person.says_with(shop, text, &who)
    }

    /// A confirmed opt-in, with its welcome read.
    fn opts_in(&self, shop: &Shop) -> Form {
        let form = Form::of(shop)
            .with("purposes", json!(["offers", "orders"]))
            .with("name", json!(NAME));
        self.says(shop, &form.text(shop));
        form.welcome(shop, "read");
        form
    }

    /// WhatsApp's own choice.
    fn chooses(&self, shop: &Shop, value: &str, timestamp: u64) {
        let preference = json!({
            "wa_id": self.person.wa_id, "user_id": self.user_id, "value": value,
            "category": "marketing_messages", "timestamp": timestamp,
        });
        let body = shop.change(&json!({ "user_preferences": [preference] }));
        assert_eq!(shop.webhook(&body), 200);
    }
}

fn erase(shop: &Shop, person: &str) -> u16 {
    let path = format!("/people/{person}");
    shop.admin("DELETE", &path, &[], b"").status
}

/// Erases whoever an opt-in is of. Answers their id.
fn erase_owner_of(shop: &Shop, form: &Form) -> String {
    let item = shop.opt_in(&form.code).expect("the opt-in");
    let person = item["person"].as_str().expect("a person").to_owned();
    assert_eq!(erase(shop, &person), 204);
    person
}

fn ledger(shop: &Shop) -> Vec<Value> {
    let answer = shop.admin("GET", "/ledger.jsonl", &[], b"");
    let heads = http::get(&shop.api("/ledger/heads")).text;
    let heads: Heads = serde_json::from_str(&heads).unwrap();
    let mut verifier = Verifier::new();
    for head in heads.heads {
        verifier.against(head).expect("a signed head");
    }
    for line in answer.text.lines() {
        verifier.line(line.as_bytes()).expect("a sound line");
    }
    verifier.finish().expect("a whole ledger");
    let parse = |line: &str| serde_json::from_str::<Value>(line).unwrap();
    answer.text.lines().map(parse).collect()
}

/// The events about somebody, by their type.
fn told_of(shop: &Shop, person: &str) -> Vec<String> {
    let records = ledger(shop).into_iter();
    let own = records.filter(|record| record["event"]["person"] == person);
    own.map(|record| record["event"]["type"].as_str().unwrap().to_owned())
        .collect()
}

fn dropped(shop: &Shop) -> u64 {
    shop.stats()["erased"]["dropped"].as_u64().unwrap()
}

/// People in the shop's export.
fn people(shop: &Shop) -> Vec<Value> {
    let export = shop.admin("GET", "/export.jsonl", &[], b"").text;
    let parse = |line: &str| serde_json::from_str::<Value>(line).unwrap();
    let lines = export.lines().map(parse);
    lines.filter(|line| line["type"] == "person").collect()
}

/// The shop's people answer, in the console and with another tool, and say whose it is.
fn talks_with(shop: &Shop, who: &Ana) {
    let console = Console::owner(shop);
    let id = exported(shop, &who.person.wa_id).expect("a person")["id"].clone();
    let id = id.as_str().expect("an id");
    assert_eq!(console.reply(id, "Yes, Dulcinea, we have").status, 303);
    let wamid = format!("wamid.echo-to-{}", who.person.wa_id);
    let echo = json!({"from": shop.number, "to": who.person.wa_id, "id": wamid,
        "timestamp": wait::now_seconds().to_string(), "type": "text",
        "text": {"body": "It leaves today, Dulcinea"}});
    let body = shop.change(&json!({ "message_echoes": [echo] }));
    assert_eq!(shop.webhook(&body), 200);
    let path = format!("/chats/{id}");
    let handed = console.post(&path, &[("do", "hand_over"), ("tag", "Rucio")]);
    assert_eq!(handed.status, 303);
}

#[test]
fn after_destroy_no_value_of_any_row_knows_the_person_in_any_encoding() {
    let mut own = OwnStack::start(|stack| stack);
    let shop = own.shop();
    shop.change_settings(|settings| settings["phone"] = json!("optional"));
    let (ana, bea) = (Ana::new(), Ana::new());
    let mut wamids = Vec::new();
    let mut forms = Vec::new();
    for who in [&ana, &bea] {
        forms.push(who.opts_in(&shop));
        // A message for people, a word that waits for its form, a request that nobody confirmed.
        let advert = json!({"message": {"referral": {
            "source_id": "1", "ctwa_clid": format!("click-of-{}", who.person.wa_id)}}});
        let question = "Do you have the blue one?";
        wamids.push(who.person.says_with(&shop, question, &advert));
        let reaction = json!({"reaction": {"message_id": wamids.last(), "emoji": "👍"}});
        let reaction = json!({"text": null, "type": "reaction", "message": reaction});
        who.person.says_with(&shop, "", &reaction);
        let early = Form::of(&shop);
        let text = early.text(&shop).replace(&early.code, "00000-00000");
        who.says(&shop, &text);
        let typed = Form::of(&shop)
            .with("phone", json!(format!("+{}", who.person.wa_id)))
            .with("name", json!(NAME));
        assert_eq!(typed.post(&shop).status, 201);
        who.says(&shop, "STOP");
        who.says(&shop, "START");
        talks_with(&shop, who);
        // Nothing that anybody understands, with a number in a wamid alone.
        let odd = json!({ "odd": [{"wamid": wamids.last(), "about": who.person.wa_id}] });
        assert_eq!(shop.webhook(&shop.change(&odd)), 200);
    }
    wait::until("all worked off", || {
        (shop.stats()["webhook"]["unknown"] == 2).then_some(())
    });
    for sent in shop.sent_to(&ana.person.wa_id) {
        wamids.push(sent["wamid"].as_str().unwrap().to_owned());
    }
    // Bea stays, so that the search is known to find.
    let person = erase_owner_of(&shop, &forms[0]);
    assert_eq!(erase(&shop, &person), 404, "there is nobody any more");
    // The shop's own systems are told that she is gone; then that is forgotten too.
    wait::until("all told", || {
        let stats = shop.stats();
        (stats["events"]["waiting"] == 0 && stats["forward"]["waiting"] == 0).then_some(())
    });

    let values = own.at_rest(every_value);
    let found = columns_with(&values, &bea.person.wa_id);
    for column in [
        "echoes.item",
        "facts.body",
        "identities.value",
        "inbox.item",
        "message_marks.item",
        "messages.item",
        "opt_ins.phone",
        "outbox.wamid",
        "people.wa_id",
        "referrals.body",
    ] {
        assert!(found.contains(&column.to_owned()), "{column} in {found:?}");
    }
    let code = forms[0].code.replace('-', "");
    let mut secrets = vec![
        ana.person.wa_id.as_str(),
        &ana.user_id,
        &forms[0].code,
        &code,
        &person,
    ];
    secrets.extend(wamids.iter().map(String::as_str).filter(|wamid| {
        // Bea's message is hers.
        *wamid != wamids[1]
    }));
    for secret in secrets {
        let found = columns_with(&values, secret);
        if secret == person {
            assert_eq!(found, ["ledger.line", "ledger.pseudonym"], "the pseudonym");
        } else {
            assert_eq!(found, [""; 0], "{secret}");
        }
    }
    // Both have the name, and only Bea still does.
    let named = |table: &str| {
        let of = values
            .iter()
            .filter(|(column, _)| column.starts_with(table));
        of.filter(|value| !columns_with(std::slice::from_ref(value), "Quijote").is_empty())
            .count()
    };
    assert_eq!(named("people.name"), 1);
    // Of what both were told, and whose they were, Bea's alone is left.
    for (column, word) in [
        ("replies.body", "Dulcinea"),
        ("echoes.item", "Dulcinea"),
        ("chat_tags.tag", "Rucio"),
    ] {
        let rows = values
            .iter()
            .filter(|(own, bytes)| own == column && String::from_utf8_lossy(bytes).contains(word));
        assert_eq!(rows.count(), 1, "{column}");
    }

    let shop = own.shop();
    let told = told_of(&shop, &person);
    assert_eq!(told[0], "opt_in_confirmed");
    assert_eq!(told[told.len() - 2..], ["blocked", "destroyed"]);
}

#[test]
fn an_erased_person_disappears_from_list_search_export_and_state() {
    let shop = Shop::own();
    let ana = Ana::new();
    let form = ana.opts_in(&shop);
    let person = erase_owner_of(&shop, &form);
    assert_eq!(shop.opt_in(&form.code), None);
    for query in ["", "?q=Ana", &format!("?q={}", ana.person.wa_id)] {
        let list = shop
            .admin("GET", &format!("/opt-ins{query}"), &[], b"")
            .json();
        assert_eq!(list["items"], json!([]), "{query}");
    }
    let export = shop.admin("GET", "/export.jsonl", &[], b"").text;
    let table = shop.admin("GET", "/export.csv", &[], b"").text;
    for text in [export, table] {
        assert!(!text.contains(&ana.person.wa_id) && !text.contains("Quijote"));
    }
    let path = format!("/people/{person}");
    assert_eq!(shop.admin("GET", &path, &[], b"").status, 404);
    assert_eq!(form.state(&shop), "unknown");
    let blocked = ledger(&shop)
        .into_iter()
        .find(|record| record["event"]["type"] == "blocked")
        .unwrap();
    assert_eq!(
        (&blocked["event"]["by"], &blocked["event"]["method"]),
        (&json!("owner"), &json!("staff"))
    );
}

#[test]
fn what_comes_late_is_counted_and_dropped_and_brings_nobody_back() {
    let shop = Shop::own();
    shop.behaviour(&json!({"statuses": false}));
    let ana = Ana::new();
    let form = Form::of(&shop).with("name", json!(NAME));
    let (text, before) = (form.text(&shop), wait::now_seconds());
    ana.says(&shop, &text);
    form.welcome(&shop, "accepted");
    let sent = shop.sent_to(&ana.person.wa_id);
    erase_owner_of(&shop, &form);

    let status = json!({
        "id": sent[0]["wamid"], "status": "delivered", "timestamp": before.to_string(),
        "recipient_id": ana.person.wa_id,
    });
    let message = |timestamp: u64, id: &str, text: &str| {
        json!({
            "from": ana.person.wa_id, "from_user_id": ana.user_id, "id": id, "type": "text",
            "timestamp": timestamp.to_string(), "text": {"body": text},
        })
    };
    let echo = json!({
        "from": shop.number, "to": ana.person.wa_id, "id": "wamid.echo", "type": "text",
        "timestamp": before.to_string(), "text": {"body": "On its way"},
    });
    for (list, item) in [
        ("statuses", status.clone()),
        ("messages", message(before, "wamid.late", "Hello?")),
        ("messages", message(before, "wamid.late2", "STOP")),
        ("message_echoes", echo),
        // The same again is known by its key.
        ("statuses", status),
        ("messages", message(before, "wamid.late", "Hello?")),
    ] {
        assert_eq!(shop.webhook(&shop.change(&json!({ list: [item] }))), 200);
    }
    wait::until_equal(&4, || dropped(&shop));
    assert_eq!(shop.stats()["webhook"]["duplicates"], 2);
    assert_eq!(people(&shop), [json!(null); 0]);

    // What they write afterwards is theirs to write, and is no consent.
    let after = wait::now_seconds() + 60;
    let word = message(after, "wamid.new", "STOP");
    assert_eq!(
        shop.webhook(&shop.change(&json!({"messages": [word]}))),
        200
    );
    wait::until("somebody new", || (people(&shop).len() == 1).then_some(()));
    assert_eq!(dropped(&shop), 4);
    assert_eq!(
        shop.sent_to(&ana.person.wa_id).len(),
        1,
        "the welcome of before"
    );
}

#[test]
fn a_message_that_is_being_sent_is_dropped_with_its_report() {
    let shop = Shop::own();
    let ana = Ana::new();
    // No answer before fifteen seconds are over: the call is under way when she is erased.
    shop.behaviour(&json!({"timeout": "after", "statuses": false}));
    let form = Form::of(&shop).with("name", json!(NAME));
    ana.says(&shop, &form.text(&shop));
    form.in_book(&shop, "confirmed", |item| item["state"] == "confirmed");
    wait::until("the call", || (shop.graph_calls() == 1).then_some(()));
    erase_owner_of(&shop, &form);
    // Meta took it, so its statuses come, with what we gave it to be known by.
    let sent = &shop.sent_to(&ana.person.wa_id)[0];
    for word in ["sent", "delivered", "read"] {
        let status = json!({
            "id": sent["wamid"], "status": word, "recipient_id": ana.person.wa_id,
            "timestamp": wait::now_seconds().to_string(),
            "biz_opaque_callback_data": sent["biz_opaque_callback_data"],
        });
        assert_eq!(
            shop.webhook(&shop.change(&json!({"statuses": [status]}))),
            200
        );
    }
    wait::until_equal(&3, || dropped(&shop));
    assert_eq!(people(&shop), [json!(null); 0]);
    let welcome = &shop.stats()["welcome"];
    assert_eq!(
        (&welcome["queued"], &welcome["uncertain"]),
        (&json!(0), &json!(0))
    );
}

fn import(shop: &Shop, wa_id: &str) -> Value {
    let file = format!(
        "phone,name,purposes,consented_at,words,method,opted_out_at\n\
         +{wa_id},Ana,offers,2025-06-08,I want offers,checkout,\n"
    );
    let media_type = [("Content-Type", "text/csv")];
    let path = "/imports?dry_run=false";
    let answer = shop.admin("POST", path, &media_type, file.as_bytes());
    assert_eq!(answer.status, 200, "{answer:?}");
    let last = answer.text.lines().last().unwrap().to_owned();
    serde_json::from_str(&last).unwrap()
}

#[test]
fn an_import_brings_nobody_back_and_a_new_yes_of_that_very_sender_does() {
    let shop = Shop::own();
    let ana = Ana::new();
    let first = ana.opts_in(&shop);
    let old = erase_owner_of(&shop, &first);

    assert_eq!(import(&shop, &ana.person.wa_id)["suppressed"], 1);
    assert_eq!(people(&shop), [json!(null); 0]);
    // Not even once she has written again: that is no yes.
    // Meta's clock has whole seconds: what was written within that of the erasure is before it.
    let erased = wait::now_seconds();
    wait::until("the next second", || {
        (wait::now_seconds() > erased).then_some(())
    });
    ana.says(&shop, "Do you have the blue one?");
    wait::until("somebody new", || (people(&shop).len() == 1).then_some(()));
    assert_eq!(import(&shop, &ana.person.wa_id)["suppressed"], 1);
    assert_eq!(people(&shop)[0]["standings"], json!([]));
    assert_ne!(people(&shop)[0]["id"], json!(old), "another pseudonym");

    let again = ana.opts_in(&shop);
    assert_eq!(people(&shop)[0]["standings"][0]["standing"], "granted");
    assert_eq!(shop.opt_in(&again.code).unwrap()["state"], "confirmed");
    assert_eq!(dropped(&shop), 0);
}

#[test]
fn whatsapps_own_stop_outlives_erasure_and_a_new_yes_until_its_own_resume() {
    let mut own = OwnStack::start(|stack| stack);
    let shop = own.shop();
    let ana = Ana::new();
    let form = ana.opts_in(&shop);
    let now = wait::now_seconds();
    ana.chooses(&shop, "stop", now);
    erase_when_told(&shop, &form, "purpose_withdrawn");
    let suppressed = |own: &mut OwnStack| {
        own.at_rest(|book| {
            let mut query = book
                .prepare("SELECT kind, count(*) FROM suppressions GROUP BY kind ORDER BY kind")
                .unwrap();
            let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
            rows.unwrap()
                .map(Result::unwrap)
                .collect::<Vec<(String, i64)>>()
        })
    };
    let both = |kind: &str| (kind.to_owned(), 2);
    assert_eq!(suppressed(&mut own), [both("erased"), both("native_stop")]);

    let shop = own.shop();
    ana.opts_in(&shop);
    assert_eq!(suppressed(&mut own), [both("native_stop")]);
    // The new person has it from the hash: a resume has something to lift.
    let shop = own.shop();
    let resumed = || {
        let records = ledger(&shop).into_iter();
        records
            .filter(|record| record["event"]["type"] == "purpose_resumed")
            .count()
    };
    assert_eq!(resumed(), 0);
    ana.chooses(&shop, "resume", now + 3600);
    wait::until_equal(&1, resumed);
    assert_eq!(suppressed(&mut own), []);
}

/// Erases once an event is in the ledger.
fn erase_when_told(shop: &Shop, form: &Form, event: &str) -> String {
    wait::until(event, || {
        let records = ledger(shop).into_iter();
        let mut told = records.map(|record| record["event"]["type"].clone());
        told.any(|told| told == event).then_some(())
    });
    erase_owner_of(shop, form)
}

#[test]
fn a_choice_in_whatsapp_after_the_erasure_holds_and_brings_nobody_back() {
    let shop = Shop::own();
    let ana = Ana::new();
    let form = ana.opts_in(&shop);
    erase_owner_of(&shop, &form);
    ana.chooses(&shop, "stop", wait::now_seconds() + 60);
    wait::until_equal(&1, || dropped(&shop));
    assert_eq!(people(&shop), [json!(null); 0]);
}

#[test]
fn after_the_erasure_too_the_later_choice_in_whatsapp_holds_whichever_comes_first() {
    let mut own = OwnStack::start(|stack| stack);
    let shop = own.shop();
    let ana = Ana::new();
    let form = ana.opts_in(&shop);
    erase_owner_of(&shop, &form);
    let now = wait::now_seconds() + 60;
    ana.chooses(&shop, "resume", now + 2);
    ana.chooses(&shop, "stop", now + 1);
    wait::until_equal(&2, || dropped(&shop));
    let stops = |book: &rusqlite::Connection| {
        let query = "SELECT count(*) FROM suppressions WHERE kind = 'native_stop'";
        book.query_row(query, [], |row| row.get::<_, i64>(0))
            .unwrap()
    };
    assert_eq!(own.at_rest(stops), 0);
    let shop = own.shop();
    ana.chooses(&shop, "stop", now + 3);
    wait::until_equal(&3, || dropped(&shop));
    assert_eq!(own.at_rest(stops), 2, "by number and by user ID");
}

#[test]
fn blocking_needs_a_key_to_seal_to() {
    let shop = Shop::own();
    let read = shop.admin("GET", "/settings", &[], b"");
    let mut settings = read.json();
    assert_eq!(settings["block_days"], 0);
    settings["block_days"] = json!(30);
    let version = [("If-Match", read.header("etag"))];
    let put = shop.admin(
        "PUT",
        "/settings",
        &version,
        settings.to_string().as_bytes(),
    );
    assert_eq!(put.problem(), (422, "invalid_settings".to_owned()));
    assert_eq!(put.wrong_fields(), ["block_days"]);
    assert!(put.text.contains("SEAL_PUBLIC_KEY"), "{}", put.text);
    let after = shop.admin("GET", "/settings", &[], b"").json();
    assert_eq!(after["block_days"], 0);
}

/// The sealed records that the shop may take away.
fn sealed(shop: &Shop) -> Vec<SealedRecord> {
    let answer = shop.admin("GET", "/sealed.jsonl", &[], b"");
    assert_eq!(answer.status, 200, "{answer:?}");
    let parse = |line: &str| serde_json::from_str(line).unwrap();
    answer.text.lines().map(parse).collect()
}

#[test]
fn a_blocked_person_is_proof_to_who_has_the_key_and_nobody_to_the_book_until_destroyed() {
    let (key, public) = OpeningKey::pair(&[7; 32]);
    let mut own = OwnStack::start(|stack| stack.var("SEAL_PUBLIC_KEY", &public.to_string()));
    let shop = own.shop();
    shop.change_settings(|settings| settings["block_days"] = json!(30));
    let ana = Ana::new();
    let form = ana.opts_in(&shop);
    let person = erase_owner_of(&shop, &form);
    assert_eq!(told_of(&shop, &person), ["opt_in_confirmed", "blocked"]);

    let records = sealed(&shop);
    assert_eq!(records.len(), 1);
    let days = records[0].destroy_at.millis() - records[0].blocked_at.millis();
    assert_eq!(days, 30 * saludo_core::time::DAY);
    let opened = records[0].open(&key).unwrap();
    let lines: Vec<Value> = opened
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let of = |kind: &str| {
        let mut found = lines.iter().filter(|line| line["type"] == kind);
        let line = found.next().expect(kind);
        assert!(found.next().is_none(), "one {kind}");
        line
    };
    assert_eq!(of("person")["wa_id"], json!(ana.person.wa_id));
    assert_eq!(of("opt_in")["name"], NAME);
    assert_eq!(of("act")["method"], "bubble");
    // With the ledger, which anybody may have, it proves.
    let salt = Salt::parse(of("salt")["salt"].as_str().unwrap()).unwrap();
    let facts: Facts = serde_json::from_value(of("facts")["facts"].clone()).unwrap();
    let seq = usize::try_from(of("facts")["seq"].as_u64().unwrap()).unwrap();
    let event = ledger(&shop)[seq]["event"].clone();
    let commitment = Commitment::parse(event["commitment"].as_str().unwrap()).unwrap();
    assert!(salt.opens(&commitment, &facts));

    let values = own.at_rest(|book| {
        let values = every_value(book);
        book.execute("UPDATE sealed SET destroy_at = 1", [])
            .unwrap();
        values
    });
    for secret in [&ana.person.wa_id, &ana.user_id, &form.code, "Quijote"] {
        assert_eq!(columns_with(&values, secret), [""; 0], "{secret}");
    }

    let shop = own.shop();
    wait::until_equal(&vec![], || sealed(&shop));
    assert_eq!(
        told_of(&shop, &person),
        ["opt_in_confirmed", "blocked", "destroyed"]
    );
}
