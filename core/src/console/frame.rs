//! What goes around every page of the console: where one is, who one is, and where else to go.

use super::terms::Terms;
use super::{Lang, User, words};
use crate::shops::Slug;
use maud::{DOCTYPE, Markup, html};
use serde::{Deserialize, Serialize};

/// The pages that the frame leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the page of its name")]
pub enum Place {
    Overview,
    Unanswered,
    People,
    Log,
    Templates,
    Editor,
    Setup,
    Access,
}

impl Place {
    /// In the order of the menu: what is looked at daily first.
    pub const ALL: [Self; 8] = [
        Self::Overview,
        Self::Unanswered,
        Self::People,
        Self::Editor,
        Self::Templates,
        Self::Setup,
        Self::Log,
        Self::Access,
    ];

    /// Its address.
    pub fn path(self, slug: &Slug) -> String {
        match self.part() {
            "" => format!("/admin/{slug}"),
            part => format!("/admin/{slug}/{part}"),
        }
    }

    fn part(self) -> &'static str {
        match self {
            Self::Overview => "",
            Self::Unanswered => "unanswered",
            Self::People => "people",
            Self::Log => "log",
            Self::Templates => "templates",
            Self::Editor => "editor",
            Self::Setup => "setup",
            Self::Access => "access",
        }
    }
}

/// A page's surroundings.
#[derive(Debug, Clone)]
pub struct Frame<'a> {
    /// The shop.
    pub slug: &'a Slug,
    /// Its name.
    pub shop_name: &'a str,
    /// The shops that this person may open, this one among them.
    pub shops: &'a [Slug],
    /// Who looks.
    pub user: &'a User,
    /// In which language.
    pub lang: Lang,
    /// Where they are.
    pub place: Place,
    /// How many people wait for an answer.
    pub unanswered: u32,
    /// How many problems there are.
    pub problems: u32,
    /// How many lines of the last set-up check are red.
    pub setup: u32,
}

/// What waits for somebody, as the menu tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counts {
    /// How many people wait for an answer.
    pub unanswered: u32,
    /// How many problems there are.
    pub problems: u32,
    /// How many lines of the last set-up check are red.
    pub setup: u32,
}

/// `frame.json`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FrameWords {
    skip: String,
    menu: String,
    shops: String,
    places: Places,
    waiting: String,
    problems: String,
    setup: String,
    sign_out: String,
    roles: Roles,
    months: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Places {
    overview: String,
    unanswered: String,
    people: String,
    log: String,
    templates: String,
    editor: String,
    setup: String,
    access: String,
}

/// What the roles are called.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Roles {
    owner: String,
    staff: String,
    reader: String,
}

words!(FrameWords, "frame.json");

impl FrameWords {
    fn place(&self, place: Place) -> &str {
        let places = &self.places;
        match place {
            Place::Overview => &places.overview,
            Place::Unanswered => &places.unanswered,
            Place::People => &places.people,
            Place::Log => &places.log,
            Place::Templates => &places.templates,
            Place::Editor => &places.editor,
            Place::Setup => &places.setup,
            Place::Access => &places.access,
        }
    }

    fn role(&self, role: super::Role) -> &str {
        match role {
            super::Role::Owner => &self.roles.owner,
            super::Role::Staff => &self.roles.staff,
            super::Role::Reader => &self.roles.reader,
        }
    }
}

/// What a role is called.
pub(super) fn role(role: super::Role, lang: Lang) -> &'static str {
    words(lang).role(role)
}

/// The months, cut short.
pub(super) fn months(lang: Lang) -> &'static [String] {
    &words(lang).months
}

impl Frame<'_> {
    /// A whole page. `title` is its heading, `styles` and `scripts` are addresses below the root,
    /// such as `/console/people.css`; the console's own sheet is always there.
    pub fn page(&self, title: &str, styles: &[&str], scripts: &[&str], content: &Markup) -> Markup {
        let words = words(self.lang);
        let whole = format!("{title} · {}", self.shop_name);
        document(
            self.lang,
            &whole,
            styles,
            scripts,
            &html! {
                body class="framed" {
                    a class="skip" href="#main" { (words.skip) }
                    header class="side" {
                        div class="brand" {
                            span class="mark" aria-hidden="true" {}
                            div {
                                p class="shop-name" { bdi { (self.shop_name) } }
                                (self.switcher(words))
                            }
                        }
                        nav aria-label=(words.menu) {
                            ul {
                                @for place in Place::ALL {
                                    li { (self.way_to(place, words)) }
                                }
                            }
                        }
                        (self.who(words))
                    }
                    main id="main" tabindex="-1" {
                        h1 { (title) }
                        (content)
                    }
                }
            },
        )
    }

    fn way_to(&self, place: Place, words: &FrameWords) -> Markup {
        let (count, what) = match place {
            Place::Unanswered => (self.unanswered, &words.waiting),
            Place::Overview => (self.problems, &words.problems),
            Place::Setup => (self.setup, &words.setup),
            _ => (0, &words.waiting),
        };
        let here = (place == self.place).then_some("page");
        html! {
            a href=(place.path(self.slug)) aria-current=[here] {
                (words.place(place))
                @if count > 0 {
                    " "
                    span class={ "count" @if place != Place::Unanswered { " bad" } } {
                        (Terms::new(self.lang, 0).number(count.into())) span class="unseen" { " " (what) }
                    }
                }
            }
        }
    }

    /// The other shops; plain links, so that it needs no script.
    fn switcher(&self, words: &FrameWords) -> Markup {
        let others = || self.shops.iter().filter(|slug| *slug != self.slug);
        html! {
            @if others().next().is_none() {
                p class="hint" { bdi { (self.slug) } }
            } @else {
                details class="shops" {
                    summary { span class="unseen" { (words.shops) " " } bdi { (self.slug) } }
                    ul {
                        @for slug in others() {
                            li { a href=(Place::Overview.path(slug)) { bdi { (slug) } } }
                        }
                    }
                }
            }
        }
    }

    fn who(&self, words: &FrameWords) -> Markup {
        html! {
            div class="who" {
                p {
                    b { bdi { (self.user.name) } }
                    // The owner's own token is called by its role.
                    @if self.user.name != self.user.role.as_str() {
                        " " span class="hint" { (words.role(self.user.role)) }
                    }
                }
                div class="who-ways" {
                    (languages(self.lang, "?"))
                    form method="post" action="/admin/logout" {
                        button class="plain" { (words.sign_out) }
                    }
                }
            }
        }
    }
}

/// The way to the other languages. `query` is what the address keeps, up to its `?` or `&`.
fn languages(own: Lang, query: &str) -> Markup {
    html! {
        @for lang in Lang::ALL.into_iter().filter(|lang| *lang != own) {
            a href={ (query) "lang=" (lang.as_str()) } lang=(lang.as_str()) hreflang=(lang.as_str()) {
                (lang.name())
            }
        }
    }
}

/// A page outside of any shop, such as that of signing in. `query` is as for the languages.
pub fn bare(lang: Lang, title: &str, query: &str, content: &Markup) -> Markup {
    document(
        lang,
        &format!("{title} · Saludo"),
        &[],
        &[],
        &html! {
            body class="bare" {
                main id="main" {
                    p class="brand" { span class="mark" aria-hidden="true" {} "Saludo" }
                    h1 { (title) }
                    (content)
                }
                footer { (languages(lang, query)) }
            }
        },
    )
}

fn document(lang: Lang, title: &str, styles: &[&str], scripts: &[&str], body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(lang.as_str()) dir="ltr" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                link rel="stylesheet" href="/console/console.css";
                @for style in styles { link rel="stylesheet" href=(style); }
                link rel="icon" href="/console/icon.svg" type="image/svg+xml";
                script type="module" src="/console/console.js" {}
                @for script in scripts { script type="module" src=(script) {} }
            }
            (body)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::Role;

    fn page(shops: &[Slug], role: Role, lang: Lang) -> String {
        let user = User {
            name: "Ana <b>".to_owned(),
            role,
        };
        let frame = Frame {
            slug: &shops[0],
            shop_name: "Casa & Té",
            shops,
            user: &user,
            lang,
            place: Place::People,
            unanswered: 12_345,
            problems: 1,
            setup: 7,
        };
        let content = html! { p { "x" } };
        frame
            .page("People", &["/console/a.css"], &["/console/a.js"], &content)
            .into_string()
    }

    fn slugs(slugs: &[&str]) -> Vec<Slug> {
        slugs
            .iter()
            .map(|slug| Slug::parse(slug).unwrap())
            .collect()
    }

    #[test]
    fn a_page_says_where_one_is_and_what_waits() {
        let html = page(&slugs(&["demo"]), Role::Staff, Lang::En);
        assert!(html.contains("<title>People · Casa &amp; Té</title>"));
        assert!(html.contains(r#"<a href="/admin/demo/people" aria-current="page">People</a>"#));
        assert!(
            html.contains(
                r#"<span class="count">12,345<span class="unseen"> waiting</span></span>"#
            )
        );
        assert!(html.contains(r#"<span class="count bad">1"#));
        assert!(
            html.contains(
                r#"<span class="count bad">7<span class="unseen"> to mend</span></span>"#
            )
        );
        assert!(html.contains("Ana &lt;b&gt;"));
        assert!(html.contains(r#"<script type="module" src="/console/a.js">"#));
        assert!(!html.contains("class=\"shops\""));
    }

    #[test]
    fn whoever_has_several_shops_can_change_between_them() {
        let html = page(&slugs(&["a", "b"]), Role::Owner, Lang::Es);
        assert!(html.contains(r#"<a href="/admin/b">"#));
        assert!(!html.contains(r#"<a href="/admin/a"><bdi>"#));
        assert!(html.contains(r#"<html lang="es" dir="ltr">"#));
        assert!(html.contains(r#"<a href="?lang=en" lang="en" hreflang="en">English</a>"#));
    }
}
