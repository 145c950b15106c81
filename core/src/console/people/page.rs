//! The list itself.

use super::query::{Query, State};
use super::view::{Row, Scope, View};
use super::words::{PeopleWords, words};
use crate::console::{Lang, Right, User, moment};
use crate::locale::Locale;
use crate::opt_in::Source;
use crate::person_page::Standing;
use crate::purpose::PurposeId;
use crate::shops::Slug;
use maud::{Markup, html};

/// Where somebody agreed, in the order of the filter.
const SOURCES: [Source; 5] = [
    Source::Bubble,
    Source::Inline,
    Source::Product,
    Source::Hosted,
    Source::Campaign,
];

/// The page's heading.
pub fn title(lang: Lang) -> &'static str {
    &words(lang).title
}

/// The page's content. `done` is what was just done, by its word in the address.
pub fn page(
    view: &View,
    query: &Query,
    slug: &Slug,
    user: &User,
    lang: Lang,
    done: Option<&str>,
) -> Markup {
    let words = words(lang);
    let page = Page {
        query,
        slug,
        lang,
        words,
    };
    html! {
        @match done {
            Some("sent") => p class="note good" role="status" { (words.back.sent) },
            Some("erased") => p class="note good" role="status" { (words.erased) },
            _ => {}
        }
        (page.filters(view))
        (page.unsent(view))
        div class="spread" {
            p class="hint" { (words.total.replace("{n}", &grouped(view.total, lang))) }
            div class="row" {
                @if user.may(Right::Serve) && view.choices.product.is_some() {
                    a class="button" href={ (page.address()) "?back=1" } { (words.back.open) }
                }
                @if user.may(Right::Own) && !view.people.is_empty() {
                    a class="button" href={ (page.address()) "?" (and(&query.written())) "format=csv" }
                        download { (words.csv) }
                }
            }
        }
        (page.list(view))
        (page.steps(view))
    }
}

struct Page<'a> {
    query: &'a Query,
    slug: &'a Slug,
    lang: Lang,
    words: &'static PeopleWords,
}

impl Page<'_> {
    fn address(&self) -> String {
        format!("/admin/{}/people", self.slug)
    }

    fn filters(&self, view: &View) -> Markup {
        let (words, query) = (self.words, self.query);
        let states = State::ALL.map(|state| (state.as_str(), words.of_state(state)));
        let sources = SOURCES.map(|source| (source.as_str(), words.of_source(source)));
        let purposes = view.choices.purposes.iter();
        let purposes = purposes.map(|(id, label)| (id.as_str(), label.as_str()));
        let locales = view.choices.locales.iter();
        let locales = locales.map(|locale| (locale.as_str(), locale.as_str()));
        let chosen_purpose = query.purpose.as_ref().map(PurposeId::as_str);
        let chosen_locale = query.locale.as_ref().map(Locale::as_str);
        html! {
            form class="card filters" method="get" role="search" {
                div class="field wide" {
                    label for="q" { (words.search) }
                    input id="q" name="q" type="search" value=(query.search) autocomplete="off"
                        placeholder=(words.search_hint);
                }
                (self.choice("state", &words.state, states.into_iter(), query.state.map(State::as_str)))
                (self.choice("purpose", &words.purpose, purposes, chosen_purpose))
                (self.choice("source", &words.source, sources.into_iter(), query.source.map(Source::as_str)))
                (self.choice("locale", &words.locale, locales, chosen_locale))
                div class="row" {
                    button class="main" { (words.find) }
                    @if query.is_narrow() {
                        a class="button" href=(self.address()) { (words.clear) }
                    }
                }
            }
        }
    }

    fn choice<'b>(
        &self,
        name: &str,
        label: &str,
        choices: impl Iterator<Item = (&'b str, &'b str)>,
        chosen: Option<&str>,
    ) -> Markup {
        html! {
            div class="field" {
                label for=(name) { (label) }
                select id=(name) name=(name) {
                    option value="" { (self.words.any) }
                    @for (value, shown) in choices {
                        option value=(value) selected[chosen == Some(value)] { (shown) }
                    }
                }
            }
        }
    }

    /// A code that is known and that nobody has sent yet.
    fn unsent(&self, view: &View) -> Markup {
        let Some(unsent) = &view.unsent else {
            return html! {};
        };
        let said = if unsent.state == "expired" {
            &self.words.unsent_expired
        } else {
            &self.words.unsent
        };
        html! {
            p class="note" {
                span {
                    b { bdi dir="ltr" class="mono" { (unsent.code) } } " · "
                    (moment(unsent.requested_at, self.lang)) " · " (said)
                }
            }
        }
    }

    fn list(&self, view: &View) -> Markup {
        let words = self.words;
        if view.people.is_empty() {
            let said = if view.total == 0 {
                &words.none_yet
            } else {
                &words.none
            };
            return html! { div class="card empty" { p { (said) } } };
        }
        html! {
            div class="card flush" {
                div class="table stacks" role="region" aria-label=(words.title) tabindex="0" {
                    table class="people" {
                        thead { tr {
                            th { (words.name) } th { (words.known_as) } th { (words.agreed) }
                            th { (words.source) } th { (words.locale) } th { (words.seen) }
                        } }
                        tbody { @for row in &view.people { (self.row(row)) } }
                    }
                }
            }
        }
    }

    fn row(&self, row: &Row) -> Markup {
        let name = row.name.as_deref().unwrap_or(&self.words.nameless);
        html! {
            tr {
                th scope="row" {
                    a href={ (self.address()) "/" (row.id) } { bdi { (name) } }
                }
                td { @if let Some(known_as) = &row.known_as { bdi dir="ltr" class="number" { (known_as) } } }
                td {
                    div class="badges" {
                        @for scope in &row.standings { (self.badge(scope)) }
                        @if row.standings.is_empty() { span class="hint" { (self.words.nothing) } }
                    }
                }
                td { @if let Some(source) = row.source { (self.words.of_source(source)) } @else { "–" } }
                td { (row.locale.as_deref().unwrap_or("–")) }
                td class="tight" { (moment(row.seen_at, self.lang)) }
            }
        }
    }

    fn badge(&self, scope: &Scope) -> Markup {
        let standing = self.words.of_standing(scope.standing);
        html! {
            span class={ "badge " (kind(scope.standing)) } title=(standing) {
                (scope.label)
                @if !scope.product.is_empty() { " " bdi { (scope.product) } }
                @if scope.standing != Standing::Granted { " · " (standing) }
            }
        }
    }

    fn steps(&self, view: &View) -> Markup {
        let next = view.next().map(|next| self.query.from(Some(next)));
        let first = self.query.after.is_some().then(|| self.query.from(None));
        if next.is_none() && first.is_none() {
            return html! {};
        }
        html! {
            nav class="steps" aria-label=(self.words.next) {
                @if let Some(first) = first {
                    a class="button" href={ (self.address()) "?" (first.written()) } { (self.words.first) }
                } @else { span {} }
                @if let Some(next) = next {
                    a class="button" rel="next" href={ (self.address()) "?" (next.written()) } { (self.words.next) }
                }
            }
        }
    }
}

/// How a standing looks.
pub(in crate::console) fn kind(standing: Standing) -> &'static str {
    match standing {
        Standing::Granted => "good",
        Standing::Unproven => "warn",
        Standing::Never
        | Standing::Stopped
        | Standing::Withdrawn
        | Standing::Expired
        | Standing::Erased => "",
    }
}

/// A query that something follows.
fn and(query: &str) -> String {
    if query.is_empty() {
        String::new()
    } else {
        format!("{query}&")
    }
}

/// A number with its thousands apart.
fn grouped(number: u32, lang: Lang) -> String {
    let digits = number.to_string();
    let mark = match lang {
        Lang::En => ',',
        Lang::Es => '.',
    };
    let mut shown = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            shown.push(mark);
        }
        shown.push(digit);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::Role;
    use crate::console::people::{Choices, Place, Unsent};

    fn view() -> View {
        View {
            people: vec![Row {
                id: "abc".into(),
                name: Some("Ana <i>".into()),
                known_as: Some("+34600000001".into()),
                locale: Some("es".into()),
                standings: vec![
                    Scope {
                        label: "Offers".into(),
                        product: String::new(),
                        standing: Standing::Granted,
                    },
                    Scope {
                        label: "Back in stock".into(),
                        product: "SKU-1".into(),
                        standing: Standing::Stopped,
                    },
                ],
                source: Some(Source::Bubble),
                seen_at: 0,
            }],
            next: Some("5.abc".into()),
            total: 100_000,
            choices: Choices {
                purposes: vec![(PurposeId::parse("offers").unwrap(), "Offers".into())],
                product: PurposeId::parse("product").ok(),
                ..Choices::default()
            },
            unsent: None,
        }
    }

    fn shown(view: &View, query: &Query, role: Role) -> String {
        let user = User {
            name: "x".into(),
            role,
        };
        let slug = Slug::parse("demo").unwrap();
        page(view, query, &slug, &user, Lang::En, None).into_string()
    }

    #[test]
    fn a_person_is_shown_with_what_they_said_to_each_purpose() {
        let html = shown(&view(), &Query::default(), Role::Owner);
        assert!(html.contains(r#"<a href="/admin/demo/people/abc"><bdi>Ana &lt;i&gt;</bdi></a>"#));
        assert!(html.contains(r#"<bdi dir="ltr" class="number">+34600000001</bdi>"#));
        assert!(html.contains(r#"<span class="badge good" title="Agreed">Offers</span>"#));
        assert!(html.contains("Back in stock <bdi>SKU-1</bdi> · Stopped</span>"));
        assert!(html.contains("100,000 people"));
    }

    #[test]
    fn filters_keep_what_was_chosen_and_so_do_the_next_page_and_the_file() {
        let query = Query {
            search: "ana".into(),
            purpose: PurposeId::parse("offers").ok(),
            after: Place::parse("9.x"),
            ..Query::default()
        };
        let html = shown(&view(), &query, Role::Owner);
        assert!(html.contains(r#"value="ana""#));
        assert!(html.contains(r#"<option value="offers" selected>"#));
        assert!(
            html.contains(r#"href="/admin/demo/people?q=ana&amp;purpose=offers&amp;after=5.abc""#)
        );
        assert!(html.contains(r#"href="/admin/demo/people?q=ana&amp;purpose=offers""#));
        assert!(html.contains(
            r#"href="/admin/demo/people?q=ana&amp;purpose=offers&amp;after=9.x&amp;format=csv""#
        ));
    }

    #[test]
    fn files_are_for_owners_and_sends_not_for_readers() {
        let has = |role, what: &str| shown(&view(), &Query::default(), role).contains(what);
        for (role, file, send) in [
            (Role::Owner, true, true),
            (Role::Staff, false, true),
            (Role::Reader, false, false),
        ] {
            assert_eq!(has(role, "format=csv"), file, "{role:?}");
            assert_eq!(has(role, "?back=1"), send, "{role:?}");
        }
    }

    #[test]
    fn nobody_found_is_another_thing_than_nobody_there() {
        let none = View {
            people: Vec::new(),
            next: None,
            ..view()
        };
        assert!(shown(&none, &Query::default(), Role::Owner).contains("Nobody like this"));
        let empty = View { total: 0, ..none };
        assert!(shown(&empty, &Query::default(), Role::Owner).contains("Nobody yet"));
    }

    #[test]
    fn a_code_that_nobody_has_sent_is_told() {
        let found = View {
            unsent: Some(Unsent {
                code: "K7Q2M-9XT4D".into(),
                state: "requested".into(),
                requested_at: 0,
            }),
            ..view()
        };
        assert!(shown(&found, &Query::default(), Role::Owner).contains("K7Q2M-9XT4D"));
    }

    #[test]
    fn thousands_stand_apart() {
        let shown = [0, 999, 1_000, 1_234_567].map(|number| grouped(number, Lang::En));
        assert_eq!(shown, ["0", "999", "1,000", "1,234,567"]);
    }
}
