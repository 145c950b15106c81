//! Who waits for an answer, and one person's chat: replies in and out of the window, other tools,
//! colleagues, media, canned replies.

use crate::book_file::OwnStack;
use saludo_tests::chat::{exported, message, post, text, wamid};
use saludo_tests::console::{Console, hidden};
use saludo_tests::form::Form;
use saludo_tests::http::{self, Answer};
use saludo_tests::many_people;
use saludo_tests::person::Person;
use saludo_tests::shop::Shop;
use saludo_tests::wait;
use serde_json::json;

const DAY: u64 = 24 * 60 * 60;

/// The book's id of somebody, once the shop knows them.
fn id_of(shop: &Shop, person: &Person) -> String {
    wait::until("a person", || {
        let known = exported(shop, &person.wa_id)?;
        known["id"].as_str().map(str::to_owned)
    })
}

/// Somebody who wrote so many seconds ago, and their id.
fn wrote(shop: &Shop, words: &str, ago: u64) -> (Person, String) {
    let person = Person::new();
    writes(shop, &person, words, ago);
    let id = id_of(shop, &person);
    (person, id)
}

fn writes(shop: &Shop, person: &Person, words: &str, ago: u64) {
    let at = wait::now_seconds() - ago;
    post(
        shop,
        &message(person, &wamid(), at, &text(words)),
        &json!({}),
    );
}

/// A message of the shop's people with another tool, as Meta echoes it.
fn echo(shop: &Shop, person: &Person, words: &str, ago: u64) {
    let at = wait::now_seconds() - ago;
    let echo = json!({"from": shop.number, "to": person.wa_id, "id": wamid(),
        "timestamp": at.to_string(), "type": "text", "text": {"body": words}});
    let mut body = shop.change(&json!({ "message_echoes": [echo] }));
    body["entry"][0]["changes"][0]["field"] = json!("smb_message_echoes");
    assert_eq!(shop.webhook(&body), 200);
}

/// The page of somebody's chat, once it shows something.
fn chat_with(console: &Console, id: &str, words: &str) -> String {
    wait::until(words, || {
        let page = console.get(&format!("/chats/{id}"));
        assert_eq!(page.status, 200, "{page:?}");
        page.text.contains(words).then_some(page.text)
    })
}

fn chat(console: &Console, id: &str) -> String {
    let page = console.get(&format!("/chats/{id}"));
    assert_eq!(page.status, 200, "{page:?}");
    page.text
}

/// A form of a page, filled in.
struct Typed {
    key: String,
    seen: String,
    text: String,
}

impl Typed {
    fn on(page: &str, text: &str) -> Self {
        Self {
            key: hidden(page, "key"),
            seen: hidden(page, "seen"),
            text: text.to_owned(),
        }
    }

    fn send(&self, console: &Console, id: &str) -> Answer {
        let fields = [
            ("do", "reply"),
            ("key", &self.key),
            ("seen", &self.seen),
            ("text", &self.text),
        ];
        console.post(&format!("/chats/{id}"), &fields)
    }
}

fn went(answer: &Answer, id: &str) {
    assert_eq!(answer.status, 303, "{answer:?}");
    let to = answer.header("location");
    assert!(to.ends_with(&format!("/chats/{id}?done=sent")), "{to}");
}

/// The texts that somebody got.
fn texts_to(shop: &Shop, person: &Person) -> Vec<String> {
    let sent = shop.sent_to(&person.wa_id);
    let texts = sent.iter().filter(|one| one["type"] == "text");
    texts
        .map(|one| one["body"].as_str().unwrap_or_default().to_owned())
        .collect()
}

/// Waits until everything that came before has been worked off: somebody else opts in.
fn all_worked_off(shop: &Shop) {
    let form = Form::of(shop);
    Person::new().says(shop, &form.text(shop));
    form.in_book(shop, "confirmed", |item| item["state"] == "confirmed");
}

/// Whether somebody stands among those who wait.
fn waits(console: &Console, id: &str) -> bool {
    let page = console.get("/unanswered");
    assert_eq!(page.status, 200, "{page:?}");
    page.text.contains(&format!("/chats/{id}\""))
}

#[test]
fn who_writes_stands_among_the_unanswered_the_longest_first() {
    let shop = Shop::own();
    let console = Console::owner(&shop);
    let empty = console.get("/unanswered").text;
    assert!(empty.contains("Nobody is waiting"), "{empty}");
    let (_, second) = wrote(&shop, "Is it <b>open</b>?", 60);
    let (_, first) = wrote(&shop, "Do you ship to Soria?", 2 * 60 * 60);
    wait::until("both", || {
        (waits(&console, &first) && waits(&console, &second)).then_some(())
    });
    let page = console.get("/unanswered").text;
    let place = |id: &str| page.find(&format!("/chats/{id}\""));
    assert!(place(&first) < place(&second), "{page}");
    assert!(page.contains(">2 h</time>"), "{page}");
    assert!(page.contains("22 h left") || page.contains("21 h 59 min left"));
    assert!(page.contains("Is it &lt;b&gt;open&lt;/b&gt;?"));
    assert!(
        page.contains(r#"<span class="count">2<"#),
        "in the menu: {page}"
    );
    // Who agreed and asked nothing needs no answer.
    all_worked_off(&shop);
    assert!(
        console
            .get("/unanswered")
            .text
            .contains(r#"<span class="count">2<"#)
    );
    let file = console.get("/unanswered?format=csv");
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    let lines: Vec<&str> = file.text.lines().collect();
    assert_eq!(lines.len(), 3, "{}", file.text);
    assert!(lines[1].starts_with(&first) && lines[2].starts_with(&second));
    let staff = Console::with_token(&shop, &console.make_token("Bea", "staff"));
    assert_eq!(staff.get("/unanswered?format=csv").status, 403);
}

#[test]
fn a_reply_goes_once_and_the_chat_is_answered_until_they_write_again() {
    let shop = Shop::own();
    let console = Console::owner(&shop);
    let (ana, id) = wrote(&shop, "Do you have it in blue?", 5);
    let typed = Typed::on(&chat_with(&console, &id, "in blue?"), "Yes,\r\nwe <do>.");
    went(&typed.send(&console, &id), &id);
    // The same form again: a double click, a reload, a slow network.
    went(&typed.send(&console, &id), &id);
    wait::until_equal(&vec!["Yes,\nwe <do>.".to_owned()], || texts_to(&shop, &ana));
    let page = chat_with(&console, &id, ">read</span>");
    assert!(page.contains("Yes,\nwe &lt;do&gt;."));
    assert!(page.contains("<bdi>owner</bdi>"));
    assert!(page.contains("Nothing to answer"));
    assert!(!waits(&console, &id));
    ana.says(&shop, "And in red?");
    wait::until("open again", || waits(&console, &id).then_some(()));
    // The form was sent: other words under its key are another reply, and nobody loses them.
    let other = Typed {
        text: "In red too".to_owned(),
        ..typed
    };
    let told = other.send(&console, &id);
    assert_eq!(told.status, 409);
    assert!(told.text.contains("this form has been sent before"));
    assert!(told.text.contains("In red too</textarea>"));
    assert_ne!(hidden(&told.text, "key"), other.key);
    assert_eq!(texts_to(&shop, &ana).len(), 1);
}

#[test]
fn out_of_the_window_there_is_no_box_and_no_way_around_it() {
    let shop = Shop::own();
    let console = Console::owner(&shop);
    let (ana, id) = wrote(&shop, "Yesterday's question", DAY + 60);
    let page = chat_with(&console, &id, "Yesterday");
    assert!(page.contains("24 hours are over"));
    assert!(page.contains("You cannot write freely now"));
    assert!(!page.contains("name=\"text\""), "{page}");
    let typed = Typed {
        key: "0123456789abcdefghjk".to_owned(),
        seen: "1000000.0.0".to_owned(),
        text: "Too <late>".to_owned(),
    };
    let told = typed.send(&console, &id);
    assert_eq!(told.status, 409);
    assert!(
        told.text
            .contains("Nothing was sent: the 24 hours were over")
    );
    assert!(told.text.contains("Too &lt;late&gt;</textarea>"));
    // Nothing of it was done: it still waits, and the same form goes once they write again.
    assert!(waits(&console, &id));
    ana.says(&shop, "Hello?");
    chat_with(&console, &id, "Hello?");
    went(&typed.send(&console, &id), &id);
    wait::until_equal(&vec!["Too <late>".to_owned()], || texts_to(&shop, &ana));
}

#[test]
fn what_may_not_be_sent_comes_back_as_it_was_typed() {
    let shop = Shop::own();
    let console = Console::owner(&shop);
    let (ana, id) = wrote(&shop, "Hello", 5);
    let page = chat_with(&console, &id, "Hello");
    for (words, told) in [
        (" \r\n ".to_owned(), "the message is empty"),
        ("x".repeat(4_097), "at most 4,096 characters"),
    ] {
        let answer = Typed::on(&page, &words).send(&console, &id);
        assert_eq!(answer.status, 400);
        assert!(answer.text.contains(told), "{told}");
    }
    assert!(
        Typed::on(&page, &"x".repeat(4_097))
            .send(&console, &id)
            .text
            .contains(&"x".repeat(4_097))
    );
    let odd = console.post(
        &format!("/chats/{id}"),
        &[("do", "reply"), ("text", "kept?")],
    );
    assert_eq!(odd.status, 400);
    assert!(odd.text.contains("did not arrive whole") && odd.text.contains("kept?</textarea>"));
    went(&console.reply(&id, &"x".repeat(4_096)), &id);
    wait::until_equal(&vec!["x".repeat(4_096)], || texts_to(&shop, &ana));
}

#[test]
fn another_tools_echo_answers_in_whatever_order_it_comes() {
    let shop = Shop::own();
    let console = Console::owner(&shop);
    let (ana, id) = wrote(&shop, "Where is my order?", 30);
    wait::until("waits", || waits(&console, &id).then_some(()));
    echo(&shop, &ana, "On its way <today>", 20);
    let page = chat_with(&console, &id, "On its way &lt;today&gt;");
    assert!(page.contains("Your shop, with another tool"));
    assert!(!waits(&console, &id));
    // What was written before the echo and comes after it was answered by it; what came later waits.
    writes(&shop, &ana, "It is number 17", 25);
    chat_with(&console, &id, "number 17");
    assert!(!waits(&console, &id));
    writes(&shop, &ana, "Thanks! And the other one?", 10);
    chat_with(&console, &id, "the other one?");
    assert!(waits(&console, &id));
}

#[test]
fn who_writes_while_somebody_else_answers_is_told_before_anything_goes() {
    let shop = Shop::own();
    let console = Console::owner(&shop);
    let (ana, id) = wrote(&shop, "Is the shop open?", 30);
    let typed = Typed::on(&chat_with(&console, &id, "open?"), "Yes, until eight");
    echo(&shop, &ana, "Until nine today", 20);
    chat_with(&console, &id, "Until nine");
    let told = typed.send(&console, &id);
    assert_eq!(told.status, 409);
    assert!(told.text.contains("somebody else answered meanwhile"));
    assert!(told.text.contains("Until nine today") && told.text.contains("until eight</textarea>"));
    assert_eq!(texts_to(&shop, &ana), [""; 0]);
    // Having read it, one may insist.
    went(
        &Typed::on(&told.text, "Until nine, sorry").send(&console, &id),
        &id,
    );
    wait::until_equal(&vec!["Until nine, sorry".to_owned()], || {
        texts_to(&shop, &ana)
    });
    // A colleague counts as somebody else, oneself does not.
    let bea = Console::with_token(&shop, &console.make_token("Bea", "staff"));
    ana.says(&shop, "And tomorrow?");
    let page = chat_with(&console, &id, "tomorrow?");
    let (mine, mine_too) = (
        Typed::on(&page, "At ten"),
        Typed::on(&chat(&console, &id), "Or eleven"),
    );
    let beas = Typed::on(&chat(&bea, &id), "Nine again");
    went(&mine.send(&console, &id), &id);
    assert_eq!(beas.send(&bea, &id).status, 409);
    went(&mine_too.send(&console, &id), &id);
}

#[test]
fn done_covers_what_was_read_and_nothing_newer() {
    let shop = Shop::own();
    let console = Console::owner(&shop);
    let (ana, id) = wrote(&shop, "Thank you!", 30);
    let page = chat_with(&console, &id, "Thank you!");
    let seen = hidden(&page, "seen");
    let done = |seen: &str| {
        let fields = [("do", "done"), ("seen", seen)];
        console.post(&format!("/chats/{id}"), &fields)
    };
    writes(&shop, &ana, "One more thing", 10);
    chat_with(&console, &id, "One more thing");
    let answer = done(&seen);
    assert_eq!(answer.status, 303);
    assert!(answer.header("location").ends_with("?done=done"));
    assert!(waits(&console, &id), "the newer one");
    done(&hidden(&chat(&console, &id), "seen"));
    assert!(!waits(&console, &id));
    ana.says(&shop, "Hello again");
    wait::until("open again", || waits(&console, &id).then_some(()));
    assert_eq!(texts_to(&shop, &ana), [""; 0], "nothing is sent for it");
}

#[test]
fn a_chat_is_handed_over_by_tag_and_found_by_it() {
    let shop = Shop::own();
    let console = Console::owner(&shop);
    let bea = Console::with_token(&shop, &console.make_token("Bea", "staff"));
    let (_, id) = wrote(&shop, "For Bea", 5);
    let (_, other) = wrote(&shop, "For anybody", 5);
    wait::until("both", || {
        (waits(&console, &id) && waits(&console, &other)).then_some(())
    });
    let page = chat(&console, &id);
    assert!(
        page.contains("<option value=\"Bea\">"),
        "who may come in: {page}"
    );
    let hand_over = |tag: &str| {
        let fields = [("do", "hand_over"), ("tag", tag)];
        console.post(&format!("/chats/{id}"), &fields)
    };
    assert!(
        hand_over(" Bea ")
            .header("location")
            .ends_with("?done=handed_over")
    );
    let listed = |console: &Console, query: &str| {
        let page = console.get(&format!("/unanswered{query}")).text;
        [&id, &other].map(|id| page.contains(&format!("/chats/{id}\"")))
    };
    assert_eq!(listed(&bea, ""), [true, true]);
    assert_eq!(listed(&bea, "?tag=Bea"), [true, false]);
    assert_eq!(listed(&bea, "?tag=-"), [false, true]);
    let page = bea.get("/unanswered").text;
    assert!(
        page.contains("Mine <span class=\"number hint\">1</span>"),
        "{page}"
    );
    let wrong = hand_over(&"x".repeat(41));
    assert_eq!(wrong.status, 400);
    assert!(wrong.text.contains("at most 40 characters"));
    assert!(hand_over("").header("location").ends_with("?done=untagged"));
    assert_eq!(listed(&bea, "?tag=-"), [true, true]);
}

#[test]
fn who_only_looks_reads_and_writes_nothing() {
    let shop = Shop::own();
    let owner = Console::owner(&shop);
    let reader = Console::with_token(&shop, &owner.make_token("Cai", "reader"));
    let (ana, id) = wrote(&shop, "Hello", 5);
    let page = chat_with(&reader, &id, "Hello");
    assert!(page.contains("You may look, not answer."));
    let typed = Typed::on(&chat(&owner, &id), "No");
    assert_eq!(typed.send(&reader, &id).status, 403);
    assert_eq!(texts_to(&shop, &ana), [""; 0]);
    assert!(waits(&owner, &id));
}

#[test]
fn while_a_human_talks_machines_are_silent_and_take_nothing_for_a_stop_that_was_said_to_the_human()
{
    let shop = Shop::own();
    let console = Console::owner(&shop);
    let ana = Person::new();
    let form = Form::of(&shop).with("purposes", json!(["offers", "orders"]));
    ana.says(&shop, &form.text(&shop));
    form.welcome(&shop, "read");
    // The welcome was answered, in a later second of Meta's clock; what comes next is said to whoever
    // writes next.
    let later = json!({"timestamp": wait::now_seconds() + 1});
    ana.says_with(&shop, "I want to change my order", &later);
    let id = id_of(&shop, &ana);
    let page = chat_with(&console, &id, "change my order");
    assert!(
        page.contains("Taken as a yes"),
        "the opt-in stands there too: {page}"
    );
    went(
        &Typed::on(&page, "Shall I cancel it?").send(&console, &id),
        &id,
    );
    chat_with(&console, &id, ">read</span>");
    let before = shop.sent_to(&ana.wa_id).len();
    let later = json!({"timestamp": wait::now_seconds() + 1});
    ana.says_with(&shop, "Cancel", &later);
    chat_with(&console, &id, ">Cancel</p>");
    assert!(waits(&console, &id));
    ana.says(
        &shop,
        &format!(
            "Hello, {}: please show me my WhatsApp preferences.",
            shop.slug.to_uppercase()
        ),
    );
    all_worked_off(&shop);
    assert_eq!(shop.opt_in(&form.code).unwrap()["state"], "confirmed");
    assert_eq!(shop.sent_to(&ana.wa_id).len(), before, "no machine spoke");
    // A stop that can mean nothing else still is one.
    let later = json!({"timestamp": wait::now_seconds() + 1});
    ana.says_with(&shop, "STOP", &later);
    form.in_book(&shop, "withdrawn", |item| item["state"] == "withdrawn");
    let page = chat_with(&console, &id, "They said STOP");
    assert!(page.contains("Taken as a no"), "{page}");
    assert!(
        page.contains("name=\"text\""),
        "what they ask may be answered"
    );
}

#[test]
fn a_reply_of_unknown_outcome_is_sent_again_by_hand_alone() {
    let shop = Shop::own();
    let console = Console::owner(&shop);
    let (ana, id) = wrote(&shop, "Hello", 5);
    chat_with(&console, &id, "Hello");
    shop.behaviour(&json!({"timeout": "after", "statuses": false}));
    went(&console.reply(&id, "Hello Ana"), &id);
    let page = chat_with(&console, &id, "nobody knows whether it went");
    assert_eq!(texts_to(&shop, &ana), ["Hello Ana"]);
    shop.behaviour(&json!({}));
    let row = hidden(&page, "message");
    let again = || {
        let fields = [("do", "again"), ("message", row.as_str())];
        console.post(&format!("/chats/{id}"), &fields)
    };
    assert!(again().header("location").ends_with("?done=again"));
    chat_with(&console, &id, ">read</span>");
    assert_eq!(texts_to(&shop, &ana).len(), 2);
    // What is known to have arrived is not sent a third time.
    let told = again();
    assert_eq!(told.status, 409);
    assert!(told.text.contains("it is known by now"));
    let strange = [("do", "again"), ("message", "999999")];
    assert_eq!(console.post(&format!("/chats/{id}"), &strange).status, 404);
}

#[test]
fn what_meta_refuses_is_shown_with_the_reason() {
    let shop = Shop::own();
    let console = Console::owner(&shop);
    let (ana, id) = wrote(&shop, "Hello", 5);
    chat_with(&console, &id, "Hello");
    shop.behaviour(&json!({"fail": [{"code": 131_026, "times": 1}]}));
    went(&console.reply(&id, "Hello Ana"), &id);
    let page = chat_with(&console, &id, "not sent</span>");
    assert!(
        page.contains("they cannot be reached on WhatsApp"),
        "{page}"
    );
    assert!(page.contains("This person cannot be reached on WhatsApp from this number"));
    assert!(!page.contains("name=\"text\""));
    assert_eq!(texts_to(&shop, &ana), [""; 0]);
    // Whoever writes can be written to.
    ana.says(&shop, "I am here");
    assert!(chat_with(&console, &id, "I am here").contains("name=\"text\""));
}

/// Puts a file into the sandbox, and has somebody send it. Answers its address in the console.
fn sends_file(shop: &Shop, console: &Console, kind: &str, mime_type: &str, how: &str) -> String {
    let url = shop.sandbox(&format!("/_sandbox/media{how}"));
    let id = http::send("POST", &url, &[("Content-Type", mime_type)], b"0123456789").json()["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let person = Person::new();
    let part = json!({"type": kind, kind: {"id": id, "mime_type": "image/jpeg",
        "caption": "Look", "filename": "a \"b\".pdf"}});
    let at = wait::now_seconds() - 5;
    post(shop, &message(&person, &wamid(), at, &part), &json!({}));
    let page = chat_with(console, &id_of(shop, &person), "Look");
    let (_, rest) = page.split_once("/media/").expect("a medium");
    let line = rest.split_once('"').expect("its end").0;
    format!("/chats/{}/media/{line}", id_of(shop, &person))
}

#[test]
fn media_come_through_the_worker_to_whoever_is_signed_in_and_cannot_run() {
    let shop = Shop::own();
    let console = Console::owner(&shop);
    let path = sends_file(&shop, &console, "image", "image/png", "");
    let picture = console.get(&path);
    assert_eq!((picture.status, picture.text.as_str()), (200, "0123456789"));
    let header = |name: &str| picture.header(name).to_owned();
    assert_eq!(header("content-type"), "image/png");
    assert_eq!(header("cache-control"), "private, no-store");
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(
        header("content-security-policy"),
        "sandbox; default-src 'none'; frame-ancestors 'none'"
    );
    assert_eq!(header("content-disposition"), "inline");
    // Whoever is not signed in is asked to, and gets nothing.
    let url = shop.worker(&format!("/admin/{}{path}", shop.slug));
    let stranger = http::get(&url);
    assert!(!stranger.text.contains("0123456789"), "{stranger:?}");
    assert_ne!(stranger.status, 200);
    // A sound that is played from its middle.
    let sound = sends_file(&shop, &console, "audio", "audio/ogg; codecs=opus", "");
    let url = shop.worker(&format!("/admin/{}{sound}", shop.slug));
    let part = http::send(
        "GET",
        &url,
        &[("Cookie", &console.cookie), ("Range", "bytes=2-4")],
        b"",
    );
    assert_eq!((part.status, part.text.as_str()), (206, "234"));
    assert_eq!(part.header("content-range"), "bytes 2-4/10");
    assert_eq!(part.header("content-type"), "audio/ogg");
    // A page that calls itself a picture is a file to keep.
    let page = console.get(&sends_file(&shop, &console, "document", "text/html", ""));
    assert_eq!(page.status, 200);
    assert_eq!(page.header("content-type"), "application/octet-stream");
    assert_eq!(
        page.header("content-disposition"),
        "attachment; filename*=UTF-8''a%20%22b%22.pdf"
    );
}

#[test]
fn media_that_are_gone_too_large_or_elsewhere_are_refused() {
    let shop = Shop::own();
    let console = Console::owner(&shop);
    let large = sends_file(&shop, &console, "video", "video/mp4", "?size=104857601");
    assert_eq!(
        console.get(&large).problem(),
        (413, "medium_too_large".to_owned())
    );
    // The token goes to nobody else, whatever Graph is made to say.
    let elsewhere = sends_file(
        &shop,
        &console,
        "image",
        "image/png",
        "?url=https://example.com/x",
    );
    assert_eq!(
        console.get(&elsewhere).problem(),
        (502, "medium_unavailable".to_owned())
    );
    let (gone, id) = wrote(&shop, "Hello", 5);
    let part = json!({"type": "image", "image": {"id": "71", "mime_type": "image/jpeg"}});
    let at = wait::now_seconds() - 3;
    post(&shop, &message(&gone, &wamid(), at, &part), &json!({}));
    let page = chat_with(&console, &id, "/media/");
    let (_, rest) = page.split_once("/media/").unwrap();
    let line = rest.split_once('"').unwrap().0;
    let path = format!("/chats/{id}/media/{line}");
    assert_eq!(
        console.get(&path).problem(),
        (404, "medium_gone".to_owned())
    );
    // A text has none, and nobody else's is had through this chat.
    for line in ["m1", "m999999", "e1", "o1", "m", "x", "m1%20OR%201"] {
        let path = format!("/chats/{id}/media/{line}");
        assert_eq!(console.get(&path).status, 404, "{line}");
    }
}

#[test]
fn an_erased_person_has_no_chat_and_gets_no_reply() {
    let shop = Shop::own();
    let console = Console::owner(&shop);
    let (ana, id) = wrote(&shop, "Forget me", 5);
    let typed = Typed::on(&chat_with(&console, &id, "Forget me"), "Gladly");
    went(&console.reply(&id, "One moment"), &id);
    chat_with(&console, &id, ">read</span>");
    assert_eq!(
        shop.admin("DELETE", &format!("/people/{id}"), &[], b"")
            .status,
        204
    );
    assert!(!waits(&console, &id));
    let gone = console.get(&format!("/chats/{id}"));
    assert_eq!(gone.status, 404);
    assert!(gone.text.contains("everything about them was erased"));
    assert_eq!(typed.send(&console, &id).status, 404);
    assert_eq!(texts_to(&shop, &ana), ["One moment"]);
    // Who writes again is somebody new, and may be answered; whoever answers is told.
    wait::until("a new chat", || {
        ana.says(&shop, "One question still");
        let known = exported(&shop, &ana.wa_id)?;
        (known["id"] != id.as_str()).then_some(())
    });
    let id = id_of(&shop, &ana);
    let page = chat_with(&console, &id, "One question still");
    assert!(page.contains("had everything about them erased"), "{page}");
    assert!(!page.contains("One moment"), "nothing of before");
    went(&Typed::on(&page, "Tell me").send(&console, &id), &id);
    wait::until_equal(&2, || texts_to(&shop, &ana).len());
}

#[test]
fn a_message_that_was_taken_back_needs_no_answer() {
    let shop = Shop::own();
    let console = Console::owner(&shop);
    let ana = Person::new();
    let (at, question) = (wait::now_seconds() - 10, wamid());
    post(
        &shop,
        &message(&ana, &question, at, &text("Wrong chat!")),
        &json!({}),
    );
    let id = id_of(&shop, &ana);
    wait::until("waits", || waits(&console, &id).then_some(()));
    let revoke = json!({"type": "revoke", "revoke": {"original_message_id": question}});
    post(&shop, &message(&ana, &wamid(), at + 2, &revoke), &json!({}));
    let page = chat_with(&console, &id, "Taken back by its sender.");
    assert!(!page.contains("Wrong chat!"));
    assert!(!waits(&console, &id));
}

/// The fields of the form of canned replies.
fn canned<'a>(version: &'a str, shortcut: &'a str, text: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("do", "canned"),
        ("version", version),
        ("shortcut.0", shortcut),
        ("text.0", text),
        ("shortcut.1", ""),
        ("text.1", ""),
    ]
}

#[test]
fn canned_replies_are_the_owners_to_change_and_everybodys_to_use() {
    let shop = Shop::own();
    let console = Console::owner(&shop);
    shop.change_settings(|_| ());
    let version = hidden(&console.get("/unanswered").text, "version");
    let saved = console.post(
        "/unanswered",
        &canned(&version, "/hola", "¡Hola!\r\n¿En qué ayudamos?"),
    );
    assert_eq!(saved.status, 303, "{saved:?}");
    let settings = shop.admin("GET", "/settings", &[], b"").json();
    assert_eq!(
        settings["replies"],
        json!([{"shortcut": "hola", "text": "¡Hola!\n¿En qué ayudamos?"}])
    );
    // Somebody with the page of before: nothing is lost, and nothing overwritten.
    let stale = console.post("/unanswered", &canned(&version, "adios", "Adiós"));
    assert_eq!(stale.status, 412);
    assert!(
        stale
            .text
            .contains("somebody changed the settings meanwhile")
    );
    assert!(stale.text.contains("Adiós</textarea>"));
    let version = hidden(&stale.text, "version");
    let wrong = console.post("/unanswered", &canned(&version, "two words", "Text"));
    assert_eq!(wrong.status, 422);
    assert!(wrong.text.contains("value=\"two words\"") && wrong.text.contains("aria-invalid"));
    let bea = Console::with_token(&shop, &console.make_token("Bea", "staff"));
    assert_eq!(
        bea.post("/unanswered", &canned(&version, "x", "y")).status,
        403
    );
    assert!(!bea.get("/unanswered").text.contains("id=\"canned\""));
    // In the chat, without script: what was typed stays in front of it.
    let (ana, id) = wrote(&shop, "Hello", 5);
    chat_with(&bea, &id, "/hola · ¡Hola!");
    let fields = [("do", "insert"), ("canned", "hola"), ("text", "Ana:")];
    let page = bea.post(&format!("/chats/{id}"), &fields);
    assert_eq!(page.status, 200);
    assert!(
        page.text
            .contains("Ana: ¡Hola!\n¿En qué ayudamos?</textarea>")
    );
    assert_eq!(texts_to(&shop, &ana), [""; 0]);
}

#[test]
fn what_was_answered_is_in_the_record_of_all_that_is_held_and_goes_after_a_month() {
    let mut own = OwnStack::start(|stack| stack);
    let shop = own.shop();
    let console = Console::owner(&shop);
    let (ana, id) = wrote(&shop, "Where is it?", 60);
    echo(&shop, &ana, "With the carrier", 50);
    chat_with(&console, &id, "With the carrier");
    went(&console.reply(&id, "It comes today"), &id);
    chat_with(&console, &id, ">read</span>");
    console.post(
        &format!("/chats/{id}"),
        &[("do", "hand_over"), ("tag", "Bea")],
    );
    let held = shop.admin("GET", &format!("/people/{id}"), &[], b"").json();
    let chat = &held["chat"];
    assert_eq!(
        (
            &chat["replies"][0]["text"],
            &chat["replies"][0]["by"],
            &chat["tag"]
        ),
        (&json!("It comes today"), &json!("owner"), &json!("Bea"))
    );
    assert_eq!(
        chat["elsewhere"][0]["message"]["text"]["body"],
        "With the carrier"
    );
    let count = |book: &rusqlite::Connection| -> i64 {
        book.query_row(
            "SELECT (SELECT count(*) FROM replies) + (SELECT count(*) FROM echoes)
                + (SELECT count(*) FROM chat_tags)",
            [],
            |row| row.get(0),
        )
        .expect("a count")
    };
    assert_eq!(own.at_rest(count), 3);
    let month_ago = 31 * 24 * 60 * 60 * 1_000_i64;
    own.at_rest(|book| {
        for table in ["replies", "echoes", "chat_tags", "messages"] {
            book.execute(&format!("UPDATE {table} SET at = at - {month_ago}"), [])
                .expect("older");
        }
        let upkeep = "UPDATE counters SET n = 0 WHERE name = 'upkeep_at'";
        book.execute(upkeep, []).expect("due");
    });
    let shop = own.shop();
    wait::until("gone", || {
        let held = shop.admin("GET", &format!("/people/{id}"), &[], b"").json();
        (held["chat"] == json!({"replies": [], "elsewhere": [], "tag": null})).then_some(())
    });
    assert_eq!(own.at_rest(count), 0);
}

#[test]
fn where_a_hundred_thousand_wait_the_list_and_one_chat_open_all_the_same() {
    const MANY: i64 = 100_000;
    let mut own = OwnStack::start(|stack| stack);
    let shop = own.shop();
    Console::owner(&shop);
    let now = i64::try_from(wait::now_seconds()).unwrap() * 1_000;
    own.at_rest(|book| {
        for query in many_people::ROWS {
            book.execute(query, [MANY]).expect("many");
        }
        book.execute(
            "INSERT INTO messages (person, item, sent_at, at, message_id)
             SELECT id,
                CAST('{\"type\":\"text\",\"text\":{\"body\":\"Is it here, ' || id || '?\"}}' AS BLOB),
                ?1 - 3600000 + CAST(substr(id, 2) AS INTEGER) / 100 * 1000, ?1, 'wamid.' || id FROM people WHERE id LIKE 'p%'",
            [now],
        )
        .expect("messages");
        let wrote = "UPDATE people SET last_wrote_at = ? WHERE id LIKE 'p%'";
        book.execute(wrote, [now - 3_600_000]).expect("moments");
    });
    let shop = own.shop();
    let console = Console::owner(&shop);
    let mut seen = Vec::new();
    let mut address = "/unanswered".to_owned();
    for _ in 0..3 {
        let page = console.get(&address);
        assert_eq!(page.status, 200, "{page:?}");
        let links = page.text.split("/chats/p").skip(1);
        seen.extend(links.map(|link| link.split_once('"').unwrap().0.to_owned()));
        let (before, _) = page.text.split_once(">Next<").expect("a next page");
        let (_, next) = before.rsplit_once("href=\"").expect("a link");
        let next = next.split_once('"').unwrap().0.replace("&amp;", "&");
        address = next.split_once("/admin/demo").unwrap().1.to_owned();
    }
    // Meta's clock has whole seconds: a hundred wait since each.
    let mut all: Vec<(i64, String)> = (1..=MANY)
        .map(|person| (person / 100, person.to_string()))
        .collect();
    all.sort();
    let expected = all.into_iter().take(150).map(|(_, person)| person);
    assert_eq!(seen, expected.collect::<Vec<_>>());
    let chat = console.get("/chats/p77777").text;
    assert!(chat.contains("Is it here, p77777?"), "{chat}");
    assert!(chat.contains("name=\"text\""), "a box to answer in");
}
