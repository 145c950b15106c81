//! The page of signing in.

use super::{Lang, bare, words};
use maud::{Markup, html};
use serde::Deserialize;
use url::form_urlencoded::Serializer;

/// Where to go after signing in, if nowhere else.
const HOME: &str = "/admin";

/// The page.
#[derive(Debug, Clone)]
pub struct Page {
    lang: Lang,
    next: String,
}

/// Why nobody was let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// No such token, or not any more.
    WrongToken,
    /// Too many wrong ones from this network.
    TooMany,
    /// They were in, and are not any more.
    Expired,
    /// They left.
    Left,
}

impl Trouble {
    /// What may be told by the address, and its word there.
    const TOLD: [Self; 2] = [Self::Expired, Self::Left];

    /// Its word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::WrongToken => "wrong_token",
            Self::TooMany => "too_many",
            Self::Expired => "expired",
            Self::Left => "left",
        }
    }

    /// Reads a word of an address: nobody is told by a link that they failed.
    pub fn parse(word: &str) -> Option<Self> {
        Self::TOLD
            .into_iter()
            .find(|trouble| trouble.as_str() == word)
    }
}

/// `login.json`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LoginWords {
    title: String,
    token: String,
    hint: String,
    button: String,
    lost: String,
    lost_text: String,
    wrong_token: String,
    too_many: String,
    expired: String,
    left: String,
}

words!(LoginWords, "login.json");

impl Page {
    /// `next` is the address that was asked for. Only our own are gone to afterwards.
    pub fn new(lang: Lang, next: &str) -> Self {
        let next = if is_own(next) { next } else { HOME };
        Self {
            lang,
            next: next.to_owned(),
        }
    }

    /// Where to go after signing in.
    pub fn next(&self) -> &str {
        &self.next
    }

    /// The page.
    pub fn html(&self, trouble: Option<Trouble>) -> Markup {
        let words = words(self.lang);
        let said = trouble.map(|trouble| match trouble {
            Trouble::WrongToken => &words.wrong_token,
            Trouble::TooMany => &words.too_many,
            Trouble::Expired => &words.expired,
            Trouble::Left => &words.left,
        });
        let is_wrong = matches!(trouble, Some(Trouble::WrongToken | Trouble::TooMany));
        let query = Serializer::for_suffix(String::from("?"), 1)
            .append_pair("next", &self.next)
            .finish();
        let content = html! {
            @if let Some(said) = said {
                @if is_wrong {
                    p class="note bad" role="alert" id="said" { (said) }
                } @else {
                    p class="note" role="status" { (said) }
                }
            }
            form method="post" action={ "/admin/login?lang=" (self.lang.as_str()) } class="stack" {
                input type="hidden" name="next" value=(self.next);
                div class="field" {
                    label for="token" { (words.token) }
                    input id="token" name="token" type="password" required autocomplete="current-password"
                        autocapitalize="none" spellcheck="false" autofocus
                        aria-describedby={ "hint" @if is_wrong { " said" } }
                        aria-invalid=[is_wrong.then_some("true")];
                    p class="hint" id="hint" { (words.hint) }
                }
                button class="main" { (words.button) }
            }
            details {
                summary class="hint" { (words.lost) }
                p class="hint" { (words.lost_text) }
            }
        };
        bare(self.lang, &words.title, &format!("{query}&"), &content)
    }
}

/// Whether an address is one of the console's, below our own root, whatever a browser makes of
/// slashes, backslashes and the like.
fn is_own(next: &str) -> bool {
    let below = next == HOME || next.starts_with("/admin/") || next.starts_with("/admin?");
    let plain = |letter: u8| letter.is_ascii_graphic() && letter != b'\\';
    let onward = next.starts_with("/admin/login") || next.starts_with("/admin/logout");
    below && !onward && next.len() <= 2_000 && next.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_signing_in_one_goes_on_to_our_own_pages_only() {
        let next = |next| Page::new(Lang::En, next).next().to_owned();
        for own in [
            "/admin/demo/people?q=ana%20b&state=",
            "/admin",
            "/admin?lang=es",
        ] {
            assert_eq!(next(own), own);
        }
        for foreign in [
            "",
            "/",
            "//evil.example",
            "https://evil.example/admin/",
            "/admin\\@evil.example",
            "/admin/\nSet-Cookie: a=b",
            "/adminevil.example",
            "javascript:alert(1)",
            "/admin/login?next=/admin",
            "/admin/logout",
        ] {
            assert_eq!(next(foreign), "/admin", "{foreign}");
        }
    }

    #[test]
    fn what_is_wrong_stands_above_and_is_tied_to_the_field() {
        let page = Page::new(Lang::Es, "/admin/demo/people");
        let html = page.html(Some(Trouble::WrongToken)).into_string();
        assert!(html.contains(r#"role="alert" id="said""#));
        assert!(html.contains(r#"aria-describedby="hint said" aria-invalid="true""#));
        assert!(html.contains(r#"name="next" value="/admin/demo/people""#));
        assert!(html.contains(r#"href="?next=%2Fadmin%2Fdemo%2Fpeople&amp;lang=en""#));
        let calm = page.html(Some(Trouble::Left)).into_string();
        assert!(!calm.contains("alert"));
        assert!(!calm.contains("aria-invalid"));
    }
}
