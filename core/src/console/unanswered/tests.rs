//! What the page shows.

use super::*;
use crate::console::chat::Shown;
use crate::console::{Lang, Role, Tag, User};
use crate::settings::{CannedReply, SettingsFault};
use crate::shops::Slug;
use crate::time::{DAY, HOUR, MINUTE, Millis};

const NOW: Millis = 1_788_368_400_000;

fn waits(person: &str, ago: Millis, tag: Option<&str>) -> Waits {
    Waits {
        person: person.to_owned(),
        name: Some(format!("Name of {person}")),
        phone: Some("+34600000001".to_owned()),
        tag: tag.map(str::to_owned),
        since: NOW - ago,
        messages: 3,
        last: Shown::of_text("Hello <there>"),
        last_wrote_at: Some(NOW - ago),
    }
}

fn html_with(view: &View, role: Role, filter: &Filter, told: Option<Told<'_>>) -> String {
    let user = User {
        name: "Ana".to_owned(),
        role,
    };
    let slug = Slug::parse("demo").unwrap();
    page(&Page {
        slug: &slug,
        user: &user,
        lang: Lang::En,
        filter,
        after: None,
        view,
        told,
    })
    .into_string()
}

#[test]
fn each_who_waits_leads_to_their_chat_with_how_long_and_how_long_still() {
    let view = View {
        now: NOW,
        total: 2,
        waiting: vec![
            waits("a", DAY + HOUR, None),
            waits("b", 21 * HOUR, Some("Bea")),
        ],
        ..View::default()
    };
    let html = html_with(&view, Role::Staff, &Filter::All, None);
    assert!(html.contains(r#"href="/admin/demo/chats/a""#));
    assert!(html.contains(">1 d 1 h</time>"));
    assert!(html.contains("24 hours over"));
    assert!(html.contains(r#"<span class="badge bad">3 h left</span>"#));
    assert!(html.contains("Hello &lt;there&gt; <span class=\"hint\">and 2 more</span>"));
    assert!(html.contains(r#"<span class="badge">@<bdi>Bea</bdi></span>"#));
    assert!(html.contains("after an answer with any other tool"));
    assert!(!html.contains("id=\"canned\""), "the owner's alone");
}

#[test]
fn chats_are_filtered_by_whose_they_are() {
    let view = View {
        now: NOW,
        total: 6,
        untagged: 3,
        tags: vec![
            Tagged {
                tag: "Ana".to_owned(),
                people: 2,
            },
            Tagged {
                tag: "Bea & Co".to_owned(),
                people: 1,
            },
        ],
        ..View::default()
    };
    let own = Filter::Of(Tag::parse("Ana").unwrap());
    let html = html_with(&view, Role::Staff, &own, None);
    let link = |query: &str, name: &str, here: &str| {
        html.contains(&format!(
            "<a href=\"/admin/demo/unanswered{query}\"{here}>{name} "
        ))
    };
    assert!(link("", "All", ""), "{html}");
    assert!(link("?tag=Ana", "Mine", " aria-current=\"true\""), "{html}");
    assert!(link("?tag=-", "Nobody's", ""), "{html}");
    assert!(
        link("?tag=Bea+%26+Co", "@<bdi>Bea &amp; Co</bdi>", ""),
        "{html}"
    );
    assert!(html.contains("Nobody is waiting here"));
}

#[test]
fn where_nobody_waits_that_is_said() {
    let html = html_with(&View::default(), Role::Reader, &Filter::All, None);
    assert!(html.contains("Nobody is waiting<"));
}

#[test]
fn a_shop_that_waits_only_a_minute_says_so() {
    let view = View {
        now: NOW,
        waiting: vec![waits("a", MINUTE, None)],
        ..View::default()
    };
    let html = html_with(&view, Role::Staff, &Filter::All, None);
    assert!(html.contains(">1 min</time>"));
    assert!(html.contains("23 h 59 min left"));
}

#[test]
fn the_owner_keeps_canned_replies_and_what_is_wrong_stays_typed() {
    let reply = |shortcut: &str, text: &str| CannedReply {
        shortcut: shortcut.to_owned(),
        text: text.to_owned(),
    };
    let view = View {
        replies: vec![reply("hola", "Hola")],
        version: 7,
        ..View::default()
    };
    let html = html_with(&view, Role::Owner, &Filter::All, None);
    assert!(html.contains(r#"name="version" value="7""#));
    assert!(html.contains(r#"name="shortcut.0" value="hola""#));
    assert!(
        html.contains(r#"name="shortcut.2" value="""#),
        "empty places"
    );
    let typed = [reply("two words", "Hi <b>")];
    let faults = [SettingsFault {
        field: "replies.0.shortcut".to_owned(),
        reason: "x".to_owned(),
    }];
    let told = Told::Refused {
        typed: &typed,
        faults: &faults,
    };
    let html = html_with(&view, Role::Owner, &Filter::All, Some(told));
    assert!(html.contains("value=\"two words\" autocomplete"));
    assert!(html.contains("Hi &lt;b&gt;</textarea>"));
    assert_eq!(html.matches("Give one word of letters").count(), 1);
    assert_eq!(html.matches("aria-invalid=\"true\"").count(), 1);
    let told = Told::Refused {
        typed: &typed,
        faults: &[],
    };
    let html = html_with(&view, Role::Owner, &Filter::All, Some(told));
    assert!(html.contains("somebody changed the settings meanwhile"));
}

#[test]
fn the_page_is_a_file_too() {
    let view = View {
        now: NOW,
        waiting: vec![waits("p1", 60_000, Some("Bea"))],
        ..View::default()
    };
    let file = String::from_utf8(csv(&view, Lang::En)).unwrap();
    let until = crate::time::rfc3339(NOW - 60_000 + crate::question::WINDOW);
    let since = crate::time::rfc3339(NOW - 60_000);
    let lines: Vec<&str> = file.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(
        lines,
        [
            "id,name,phone,tag,since,window_until,messages,last".to_owned(),
            format!("p1,Name of p1,'+34600000001,Bea,{since},{until},3,Hello <there>"),
        ]
    );
}
