//! The page itself.

use super::view::{Session, Token, View};
use super::{MAX_NAME, NameFault};
use crate::console::frame::role;
use crate::console::{Lang, Right, Role, User, moment, moment_or_dash, words};
use maud::{Markup, html};
use serde::Deserialize;

/// What else the page shows.
#[derive(Debug, Clone, Default)]
pub struct Shown<'a> {
    /// A token that was just made, to be shown this once.
    pub made: Option<&'a str>,
    /// What is wrong with the name that was typed.
    pub fault: Option<NameFault>,
    /// There are too many tokens.
    pub is_full: bool,
    /// What was typed.
    pub typed: &'a str,
    /// Which role was chosen.
    pub chosen: Option<Role>,
    /// What was just done, by its word in the address.
    pub done: Option<&'a str>,
}

/// `access.json`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AccessWords {
    title: String,
    intro: String,
    csv: String,
    made_title: String,
    made_text: String,
    done: Done,
    tokens: TokenWords,
    make: MakeWords,
    sessions: SessionWords,
    roles: RoleWords,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Done {
    revoked: String,
    ended: String,
    gone: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct TokenWords {
    title: String,
    none: String,
    name: String,
    role: String,
    made: String,
    by: String,
    used: String,
    never: String,
    revoke: String,
    revoke_hint: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct MakeWords {
    title: String,
    name: String,
    name_hint: String,
    role: String,
    button: String,
    missing: String,
    too_long: String,
    unseen: String,
    reserved: String,
    taken: String,
    full: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct SessionWords {
    title: String,
    hint: String,
    since: String,
    seen: String,
    this: String,
    end: String,
    end_others: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RoleWords {
    title: String,
    owner: String,
    staff: String,
    reader: String,
    ask: String,
}

words!(AccessWords, "access.json");

/// The page's heading.
pub fn title(lang: Lang) -> &'static str {
    &words(lang).title
}

/// The page's content, for somebody in the session `own`.
pub fn page(view: &View, user: &User, own: Option<i64>, shown: &Shown<'_>, lang: Lang) -> Markup {
    let page = Page {
        words: words(lang),
        lang,
        user,
        own,
    };
    html! {
        @if let Some(token) = shown.made { (page.made(token)) }
        (page.done(shown.done))
        div class="spread intro" {
            p { (page.words.intro) }
            a class="button" href="?format=csv" download { (page.words.csv) }
        }
        @if user.may(Right::Own) {
            (page.tokens(&view.tokens))
            (page.make(shown))
        }
        (page.sessions(&view.sessions))
        (page.roles())
    }
}

struct Page<'a> {
    words: &'static AccessWords,
    lang: Lang,
    user: &'a User,
    own: Option<i64>,
}

impl Page<'_> {
    fn made(&self, token: &str) -> Markup {
        html! {
            section class="note good" role="status" {
                h2 { (self.words.made_title) }
                pre { bdi dir="ltr" id="new-token" { (token) } }
                p { (self.words.made_text) }
            }
        }
    }

    fn done(&self, done: Option<&str>) -> Markup {
        let words = &self.words.done;
        let (said, kind) = match done {
            Some("revoked") => (&words.revoked, "note good"),
            Some("ended") => (&words.ended, "note good"),
            Some("gone") => (&words.gone, "note warn"),
            _ => return html! {},
        };
        html! { p class=(kind) role="status" { (said) } }
    }

    fn tokens(&self, tokens: &[Token]) -> Markup {
        let words = &self.words.tokens;
        html! {
            section class="card flush" {
                h2 class="card-head" { (words.title) }
                @if tokens.is_empty() {
                    p class="empty" { (words.none) }
                } @else {
                    div class="table stacks" role="region" aria-label=(words.title) tabindex="0" {
                        table {
                            thead { tr {
                                th { (words.name) } th { (words.role) } th { (words.made) }
                                th { (words.used) } th { span class="unseen" { (words.revoke) } }
                            } }
                            tbody { @for token in tokens { (self.token(token)) } }
                        }
                    }
                    p class="card-foot hint" { (words.revoke_hint) }
                }
            }
        }
    }

    fn token(&self, token: &Token) -> Markup {
        let words = &self.words.tokens;
        html! {
            tr {
                td { b { bdi { (token.name) } } }
                td { (role(token.role, self.lang)) }
                td data-label=(words.made) { (moment(token.made_at, self.lang)) br;
                    span class="hint" { (words.by) " " bdi { (token.made_by) } } }
                td data-label=(words.used) {
                    @if token.used_at.is_some() { (moment_or_dash(token.used_at, self.lang)) }
                    @else { (words.never) }
                }
                td class="tight" {
                    (press("revoke", "token", token.id, &html! {
                        button class="danger" {
                            (words.revoke) span class="unseen" { " " (token.name) }
                        }
                    }))
                }
            }
        }
    }

    fn make(&self, shown: &Shown<'_>) -> Markup {
        let words = &self.words.make;
        let fault = match shown.fault {
            Some(NameFault::Missing) => Some(&words.missing),
            Some(NameFault::TooLong) => Some(&words.too_long),
            Some(NameFault::Unseen) => Some(&words.unseen),
            Some(NameFault::Reserved) => Some(&words.reserved),
            Some(NameFault::Taken) => Some(&words.taken),
            None => shown.is_full.then_some(&words.full),
        };
        html! {
            section class="card" {
                h2 id="make" { (words.title) }
                form method="post" class="stack" aria-labelledby="make" {
                    input type="hidden" name="do" value="make";
                    div class="field" {
                        label for="name" { (words.name) }
                        input id="name" name="name" required maxlength=(MAX_NAME) value=(shown.typed)
                            autocomplete="off"
                            aria-describedby={ "name-hint" @if fault.is_some() { " name-error" } }
                            aria-invalid=[fault.map(|_| "true")];
                        p class="hint" id="name-hint" { (words.name_hint) }
                        @if let Some(fault) = fault {
                            p class="error" id="name-error" role="alert" { (fault) }
                        }
                    }
                    fieldset class="stack" {
                        legend { (words.role) }
                        @for one in [Role::Staff, Role::Reader, Role::Owner] {
                            label class="check" {
                                input type="radio" name="role" value=(one.as_str())
                                    checked[shown.chosen.unwrap_or(Role::Staff) == one];
                                span {
                                    b { (role(one, self.lang)) } br;
                                    span class="hint" { (self.words.roles.of(one)) }
                                }
                            }
                        }
                    }
                    div { button class="main" { (words.button) } }
                }
            }
        }
    }

    fn sessions(&self, sessions: &[Session]) -> Markup {
        let words = &self.words.sessions;
        html! {
            section class="card flush" {
                div class="card-head spread" {
                    h2 { (words.title) }
                    @if sessions.len() > 1 {
                        (press("end_others", "", 0, &html! {
                            button { (words.end_others) }
                        }))
                    }
                }
                div class="table stacks" role="region" aria-label=(words.title) tabindex="0" {
                    table {
                        thead { tr {
                            th { (self.words.tokens.name) } th { (self.words.tokens.role) }
                            th { (words.since) } th { (words.seen) }
                            th { span class="unseen" { (words.end) } }
                        } }
                        tbody { @for session in sessions { (self.session(session)) } }
                    }
                }
                p class="card-foot hint" { (words.hint) }
            }
        }
    }

    fn session(&self, session: &Session) -> Markup {
        let words = &self.words.sessions;
        html! {
            tr {
                td { b { bdi { (session.name) } } }
                td { (role(session.role, self.lang)) }
                td data-label=(words.since) { (moment(session.made_at, self.lang)) }
                td data-label=(words.seen) { (moment(session.seen_at, self.lang)) }
                td class="tight" {
                    @if self.own == Some(session.id) {
                        span class="badge good" { (words.this) }
                    } @else {
                        (press("end", "session", session.id, &html! {
                            button {
                                (words.end) span class="unseen" { " " (session.name) }
                            }
                        }))
                    }
                }
            }
        }
    }

    fn roles(&self) -> Markup {
        let words = &self.words.roles;
        html! {
            section class="card" {
                h2 { (words.title) }
                dl class="facts" {
                    @for one in Role::ALL {
                        div { dt { (role(one, self.lang)) } dd { (words.of(one)) } }
                    }
                }
                @if !self.user.may(Right::Own) { p class="hint" { (words.ask) } }
            }
        }
    }
}

impl RoleWords {
    fn of(&self, role: Role) -> &str {
        match role {
            Role::Owner => &self.owner,
            Role::Staff => &self.staff,
            Role::Reader => &self.reader,
        }
    }
}

/// A form that is a button.
fn press(what: &str, name: &str, id: i64, button: &Markup) -> Markup {
    html! {
        form method="post" {
            input type="hidden" name="do" value=(what);
            @if !name.is_empty() { input type="hidden" name=(name) value=(id); }
            (button)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view() -> View {
        View {
            tokens: vec![Token {
                id: 7,
                name: "Mostrador".into(),
                role: Role::Staff,
                made_at: 0,
                made_by: "owner".into(),
                used_at: None,
            }],
            sessions: vec![Session {
                id: 3,
                name: "Mostrador".into(),
                role: Role::Staff,
                made_at: 0,
                seen_at: 0,
            }],
        }
    }

    fn html(role: Role, shown: &Shown<'_>) -> String {
        let user = User {
            name: "Mostrador".into(),
            role,
        };
        page(&view(), &user, Some(3), shown, Lang::En).into_string()
    }

    #[test]
    fn an_owner_makes_and_revokes_tokens() {
        let html = html(Role::Owner, &Shown::default());
        assert!(html.contains(r#"value="revoke""#));
        assert!(html.contains(r#"<input type="hidden" name="token" value="7">"#));
        assert!(html.contains(r#"value="make""#));
    }

    #[test]
    fn others_see_their_sessions_and_what_their_role_is() {
        let html = html(Role::Staff, &Shown::default());
        assert!(!html.contains(r#"value="revoke""#));
        assert!(!html.contains(r#"value="make""#));
        assert!(html.contains("This one"));
    }

    #[test]
    fn a_new_token_is_shown_and_a_wrong_name_is_kept_beside_what_is_wrong_with_it() {
        let made = html(
            Role::Owner,
            &Shown {
                made: Some("demo.abc"),
                ..Shown::default()
            },
        );
        assert!(made.contains(r#"<bdi dir="ltr" id="new-token">demo.abc</bdi>"#));
        let wrong = html(
            Role::Owner,
            &Shown {
                fault: Some(NameFault::Taken),
                typed: "Mostr\"ador",
                chosen: Some(Role::Reader),
                ..Shown::default()
            },
        );
        assert!(wrong.contains("value=\"Mostr&quot;ador\""));
        assert!(wrong.contains(r#"aria-describedby="name-hint name-error" aria-invalid="true""#));
        assert!(wrong.contains(r#"value="reader" checked"#));
    }
}
