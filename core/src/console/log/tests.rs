use super::*;
use crate::console::Role;

const AT: i64 = 1_795_609_800_000;

fn whose() -> Whose {
    Whose {
        id: "p1".to_owned(),
        name: Some("Ana <b>".to_owned()),
        phone: Some("34600000001".to_owned()),
    }
}

fn sent(state: &str, may_retry: bool) -> Sent {
    Sent {
        id: 7,
        kind: "shop_template".to_owned(),
        state: state.to_owned(),
        reason: Some("token".to_owned()),
        code: Some(190),
        said: Some("Access token expired".to_owned()),
        whose: Some(whose()),
        wamid: Some("wamid.X".to_owned()),
        template: Some("news".to_owned()),
        language: Some("es".to_owned()),
        attempts: 2,
        queued_at: AT,
        left_at: Some(AT),
        next_at: None,
        may_retry,
    }
}

fn update(state: UpdateState) -> Update {
    Update {
        seq: 9,
        kind: "other".to_owned(),
        state,
        is_own: false,
        whose: None,
        attempts: 1,
        at: AT,
        has_raw: true,
    }
}

fn render(rows: Rows, query: &Query, role: Role) -> String {
    let view = View {
        rows,
        next: Some(7),
        looked_to: Some(AT),
    };
    let user = User {
        name: "ana".to_owned(),
        role,
    };
    let slug = Slug::parse("demo").unwrap();
    let looking = Looking {
        slug: &slug,
        lang: Lang::En,
        user: &user,
        query,
    };
    page(&view, &looking, None).into_string()
}

#[test]
fn a_message_says_to_whom_how_it_stands_and_why() {
    let html = render(
        Rows::Sends(vec![sent("failed", false)]),
        &Query::default(),
        Role::Reader,
    );
    for said in [
        "Your template",
        r#"<a href="/admin/demo/people/p1"><bdi>Ana &lt;b&gt;</bdi></a>"#,
        "+34600000001",
        r#"<span class="badge bad">Failed</span>"#,
        "Meta does not accept the access token",
        "code 190",
        "wamid.X",
    ] {
        assert!(html.contains(said), "{said} in {html}");
    }
}

#[test]
fn a_message_of_unknown_outcome_is_sent_again_by_who_may_send() {
    let query = Query {
        q: "ana".to_owned(),
        ..Query::default()
    };
    let button = |role| {
        let html = render(Rows::Sends(vec![sent("uncertain", true)]), &query, role);
        html.contains(
            r#"action="/admin/demo/log?q=ana"><input type="hidden" name="do" value="retry">"#,
        )
    };
    assert_eq!(
        [Role::Owner, Role::Staff, Role::Reader].map(button),
        [true, true, false]
    );
    let html = render(
        Rows::Sends(vec![sent("failed", false)]),
        &query,
        Role::Owner,
    );
    assert!(!html.contains("Send again"));
}

#[test]
fn webhooks_as_they_came_are_the_owners_to_see() {
    let query = Query {
        show: Show::Updates,
        ..Query::default()
    };
    let button = |role| {
        let html = render(Rows::Updates(vec![update(UpdateState::Kept)]), &query, role);
        html.contains(r#"name="do" value="raw""#)
    };
    assert_eq!(
        [Role::Owner, Role::Staff, Role::Reader].map(button),
        [true, false, false]
    );
}

#[test]
fn the_way_on_keeps_what_is_looked_for() {
    let query = Query {
        q: "ana".to_owned(),
        before: Some(20),
        ..Query::default()
    };
    let html = render(Rows::Sends(vec![]), &query, Role::Owner);
    assert!(
        html.contains(r#"href="/admin/demo/log?q=ana&amp;before=7""#),
        "{html}"
    );
    assert!(html.contains(r#"href="/admin/demo/log?q=ana">Newest"#));
    assert!(html.contains("Nothing here fits."));
}

#[test]
fn the_file_has_the_books_own_words() {
    let view = View {
        rows: Rows::Sends(vec![sent("failed", false)]),
        next: None,
        looked_to: None,
    };
    let text = String::from_utf8(file(&view, Lang::Es)).unwrap();
    assert_eq!(
        text.lines().nth(1).unwrap(),
        "2026-11-25T12:30:00.000Z,2026-11-25T12:30:00.000Z,shop_template,failed,token,190,\
         Ana <b>,'+34600000001,wamid.X,news,es,2"
    );
    let updates = View {
        rows: Rows::Updates(vec![update(UpdateState::Aside)]),
        ..view
    };
    let text = String::from_utf8(file(&updates, Lang::En)).unwrap();
    assert_eq!(
        text.trim_start_matches('\u{feff}'),
        "update,at,kind,state,person,phone,meta_attempts\r\n9,2026-11-25T12:30:00.000Z,other,aside,,,1\r\n"
            .replace("meta_attempts", "attempts")
    );
}
