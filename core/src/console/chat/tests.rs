//! What the chat's page shows.

use super::*;
use crate::consent::{Act as ConsentAct, ConsentState, Deed};
use crate::console::{Lang, Role, User};
use crate::settings::CannedReply;
use crate::shops::Slug;
use crate::time::{DAY, HOUR, MINUTE, Millis};
use crate::webhook::Location;

const NOW: Millis = 1_788_368_400_000;

fn line(id: &str, ago: Millis, by: By, shown: Shown) -> Line {
    Line {
        id: id.to_owned(),
        at: NOW - ago,
        by,
        shown,
        waits: false,
        state: None,
        reason: None,
    }
}

fn theirs(id: &str, ago: Millis, shown: Shown) -> Line {
    line(id, ago, By::Person { taken: None }, shown)
}

fn view() -> View {
    View {
        person: "p1".to_owned(),
        name: Some("Ana <b>".to_owned()),
        phone: Some("+34600000001".to_owned()),
        now: NOW,
        last_wrote_at: Some(NOW - HOUR),
        waiting: Some(Waiting {
            since: NOW - HOUR,
            messages: 1,
        }),
        key: "0123456789abcdefghjk".to_owned(),
        lines: vec![theirs("m1", HOUR, Shown::of_text("Is it <open>?"))],
        ..View::default()
    }
}

fn html_as(view: &View, role: Role, lang: Lang, told: Option<Told>, typed: &str) -> String {
    let user = User {
        name: "Bea".to_owned(),
        role,
    };
    let slug = Slug::parse("demo").unwrap();
    page(&Page {
        slug: &slug,
        user: &user,
        lang,
        view,
        told,
        typed,
    })
    .into_string()
}

fn html(view: &View) -> String {
    html_as(view, Role::Staff, Lang::En, None, "")
}

fn medium(kind: &str, mime_type: &str) -> Shown {
    Shown {
        kind: kind.to_owned(),
        media: Some(Medium {
            id: Some("7".to_owned()),
            mime_type: Some(mime_type.to_owned()),
            caption: Some("This one".to_owned()),
            filename: None,
        }),
        ..Shown::default()
    }
}

#[test]
fn inside_the_window_there_is_a_box_that_knows_what_was_read() {
    let mut view = view();
    view.seen = Seen {
        message: 4,
        reply: 2,
        echo: 0,
    };
    let html = html(&view);
    assert!(html.contains("Waiting for 1 h"), "{html}");
    assert!(html.contains("Free to answer for 23 h more"));
    assert!(html.contains(r#"<textarea id="text" name="text" rows="3" maxlength="4096" required"#));
    assert!(html.contains(r#"name="seen" value="4.2.0""#));
    assert!(html.contains(r#"name="key" value="0123456789abcdefghjk""#));
    assert!(html.contains(r#"value="reply">Send</button>"#));
    assert!(html.contains(r#"value="done""#));
    assert!(html.contains("Is it &lt;open&gt;?"));
}

#[test]
fn out_of_the_window_there_is_no_box_and_it_says_why_and_what_is_possible() {
    let mut view = view();
    view.last_wrote_at = Some(NOW - DAY);
    view.barrier = Some("window_closed".to_owned());
    let without = html(&view);
    assert!(!without.contains(r#"name="text""#));
    assert!(without.contains("24 hours are over"));
    assert!(without.contains("They agreed to no messages from your shop"));
    view.agreed = vec!["Offers".to_owned(), "Orders".to_owned()];
    let with = html(&view);
    assert!(with.contains("what they agreed to (Offers, Orders)"));
    // What was typed is not lost because the window closed meanwhile.
    let kept = html_as(
        &view,
        Role::Staff,
        Lang::Es,
        Some(Told::WindowClosed),
        "Casi <listo>",
    );
    assert!(kept.contains("Casi &lt;listo&gt;</textarea>"));
    assert!(kept.contains("ya habían pasado"));
}

#[test]
fn each_barrier_has_its_words() {
    for (reason, words) in [
        ("unreachable", "cannot be reached on WhatsApp"),
        ("blocked", "has blocked this person"),
        ("suppressed", "had everything about them erased"),
    ] {
        let mut view = view();
        view.barrier = Some(reason.to_owned());
        let html = html(&view);
        assert!(html.contains(words), "{reason}");
        assert!(!html.contains(r#"name="text""#), "{reason}");
    }
}

#[test]
fn who_only_looks_has_no_forms() {
    let html = html_as(&view(), Role::Reader, Lang::En, None, "");
    assert!(!html.contains("<form"));
    assert!(html.contains("You may look, not answer."));
}

#[test]
fn what_whoever_answers_should_know_is_said() {
    let mut view = view();
    view.cautions = vec![
        Caution::Stopped { at: NOW },
        Caution::NativelyStopped,
        Caution::Erased { at: NOW },
        Caution::IdentityChanged,
    ];
    let html = html(&view);
    for words in [
        ">2 Sep 2026, 17:00 UTC</time>). Answer what they ask and nothing else",
        "They stopped offers in WhatsApp itself",
        "had everything about them erased (<time",
        "registered anew in WhatsApp",
    ] {
        assert!(html.contains(words), "{words}: {html}");
    }
}

#[test]
fn media_come_through_our_server_and_only_while_meta_has_them() {
    let mut view = view();
    view.lines = vec![
        theirs("m1", MINUTE, medium("image", "image/jpeg")),
        theirs("m2", MINUTE, medium("audio", "audio/ogg")),
        theirs("m3", MINUTE, medium("video", "video/mp4")),
        theirs("m4", MINUTE, medium("document", "text/html")),
        theirs("m5", 7 * DAY, medium("image", "image/jpeg")),
    ];
    let html = html(&view);
    let at = |id: &str| format!("/admin/demo/chats/p1/media/{id}\"");
    assert!(html.contains(&format!(
        "<img class=\"picture\" src=\"{} alt=\"Picture\"",
        at("m1")
    )));
    assert!(html.contains(&format!("preload=\"none\" src=\"{}", at("m2"))));
    assert!(html.contains(&format!("<a class=\"file\" href=\"{} download", at("m4"))));
    assert!(!html.contains(&at("m5")));
    assert!(html.contains("WhatsApp keeps what people send for 7 days."));
    assert_eq!(html.matches("This one").count(), 5);
}

#[test]
fn a_place_is_a_link_only_where_it_is_one() {
    let place = |latitude: &str| Shown {
        kind: "location".to_owned(),
        location: Some(Location {
            latitude: Some(latitude.to_owned()),
            longitude: Some("-2.46".to_owned()),
            ..Location::default()
        }),
        ..Shown::default()
    };
    let mut view = view();
    view.lines = vec![theirs("m1", 0, place("41.76"))];
    assert!(html(&view).contains("mlat=41.76&amp;mlon=-2.46#map=16/41.76/-2.46"));
    for bad in ["\"><script>", "91", "NaN"] {
        view.lines = vec![theirs("m1", 0, place(bad))];
        assert!(!html(&view).contains("openstreetmap.org"), "{bad}");
    }
}

#[test]
fn a_reply_that_nobody_knows_of_can_be_sent_again_by_hand_and_nothing_else_can() {
    let mut view = view();
    let by = |name: &str| By::Colleague(name.to_owned());
    let mut lost = line("o7", 0, by("Bea"), Shown::of_text("Yes"));
    lost.state = Some("uncertain".to_owned());
    let mut welcome = line(
        "o8",
        0,
        By::Saludo {
            kind: "welcome".to_owned(),
            template: Some("saludo".to_owned()),
        },
        Shown::default(),
    );
    welcome.state = Some("uncertain".to_owned());
    let mut read = line("o9", 0, by("Bea"), Shown::of_text("Yes"));
    read.state = Some("read".to_owned());
    view.lines = vec![lost, welcome, read];
    let html = html(&view);
    assert_eq!(html.matches(r#"value="again""#).count(), 1);
    assert!(html.contains(r#"name="message" value="7""#));
    assert!(html.contains("Confirmation of what they agreed to"));
}

#[test]
fn a_canned_reply_has_its_text_at_hand() {
    let mut view = view();
    view.replies = vec![CannedReply {
        shortcut: "hola".to_owned(),
        text: "¡Hola!\n¿En qué \"ayudamos\"?".to_owned(),
    }];
    let html = html(&view);
    assert!(html.contains("data-text=\"¡Hola!\n¿En qué &quot;ayudamos&quot;?\""));
    assert!(html.contains("/hola · ¡Hola! ¿En qué"));
}

#[test]
fn an_address_tells_of_what_was_done_and_never_of_a_refusal() {
    for told in [
        Told::Sent,
        Told::Done,
        Told::HandedOver,
        Told::Untagged,
        Told::Again,
    ] {
        assert_eq!(told.word().and_then(Told::done), Some(told));
    }
    assert_eq!(Told::done("answered_meanwhile"), None);
    for code in [
        "window_closed",
        "reply_barred",
        "answered_meanwhile",
        "used_key",
        "not_uncertain",
        "unknown_message",
        "x",
    ] {
        let told = Told::refused(code);
        assert_eq!(told.word(), None, "{code}");
        assert_eq!(told == Told::Malformed, code == "x");
    }
}

#[test]
fn a_stop_holds_until_the_next_own_yes() {
    let grant = |imported| Deed::Grant {
        purposes: Vec::new(),
        product: None,
        statement: None,
        imported,
    };
    let state = |deeds: Vec<Deed>| {
        let mut state = ConsentState::default();
        for (second, deed) in (1..).zip(deeds) {
            state.add(ConsentAct::new(second * 1_000, deed));
        }
        stopped_at(&state)
    };
    assert_eq!(state(vec![grant(false)]), None);
    assert_eq!(state(vec![grant(false), Deed::Stop]), Some(2_000));
    assert_eq!(state(vec![Deed::Stop, grant(true)]), Some(1_000));
    assert_eq!(state(vec![Deed::WithdrawAll, grant(false)]), None);
    assert_eq!(state(vec![Deed::Stop, Deed::Start]), None);
}
