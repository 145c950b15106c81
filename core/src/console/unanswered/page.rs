//! The page.

use super::canned::form;
use super::{Filter, View, Waits};
use crate::console::chat::brief;
use crate::console::lasting::lasting;
use crate::console::terms::Terms;
use crate::console::{Lang, Right, User, words};
use crate::prefill::fill;
use crate::question::WINDOW;
use crate::settings::{CannedReply, SettingsFault};
use crate::shops::Slug;
use crate::time::{HOUR, Millis, rfc3339};
use maud::{Markup, html};
use serde::Deserialize;
use url::form_urlencoded::byte_serialize;

/// When so little is left of the window, it is said louder.
const SOON: Millis = 4 * HOUR;

/// `unanswered.json`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UnansweredWords {
    title: String,
    intro: String,
    beside: String,
    whose: String,
    all: String,
    mine: String,
    nobodys: String,
    waits: String,
    window_over: String,
    left: String,
    more: String,
    more_one: String,
    unnamed: String,
    empty: String,
    empty_hint: String,
    empty_filter: String,
    next: String,
    first: String,
    csv: String,
    pub(super) canned: CannedWords,
}

/// About the canned replies.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CannedWords {
    pub(super) title: String,
    pub(super) intro: String,
    pub(super) none: String,
    pub(super) shortcut: String,
    pub(super) text: String,
    pub(super) new: String,
    pub(super) remove_hint: String,
    pub(super) save: String,
    pub(super) saved: String,
    pub(super) changed_meanwhile: String,
    pub(super) wrong: String,
    pub(super) malformed: String,
    pub(super) wrong_shortcut: String,
    pub(super) wrong_text: String,
    pub(super) repeated: String,
}

words!(UnansweredWords, "unanswered.json");

/// What the page is made of.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    /// The shop.
    pub slug: &'a Slug,
    /// Who looks.
    pub user: &'a User,
    /// In which language.
    pub lang: Lang,
    /// Whose chats are shown.
    pub filter: &'a Filter,
    /// Where the page of the list begins; nothing where it is the first.
    pub after: Option<&'a str>,
    /// What the book tells.
    pub view: &'a View,
    /// What came of what was just done.
    pub told: Option<Told<'a>>,
}

/// What came of changing the canned replies.
#[derive(Debug, Clone, Copy)]
pub enum Told<'a> {
    /// They are kept.
    Saved,
    /// They are not; what was typed stands in the form.
    Refused {
        /// What was typed.
        typed: &'a [CannedReply],
        /// What is wrong with it; nothing where somebody changed the settings meanwhile.
        faults: &'a [SettingsFault],
    },
    /// The form did not arrive whole.
    Malformed,
}

impl Page<'_> {
    /// The page's heading.
    pub fn title(&self) -> &'static str {
        &words(self.lang).title
    }
}

/// The content.
pub fn page(page: &Page<'_>) -> Markup {
    let words = words(page.lang);
    let view = page.view;
    html! {
        p class="hint" { (words.intro) " " (words.beside) }
        (filters(page, words))
        @if page.user.may(Right::Own) && !view.waiting.is_empty() {
            div class="spread" {
                span {}
                a class="button" href=(address_of_file(page)) download { (words.csv) }
            }
        }
        div id="waiting" data-live {
            @if view.waiting.is_empty() {
                div class="card empty" {
                    @if *page.filter == Filter::All && page.after.is_none() {
                        p class="big" aria-hidden="true" { "✓" }
                        h2 { (words.empty) }
                        p { (words.empty_hint) }
                    } @else {
                        h2 { (words.empty_filter) }
                    }
                }
            } @else {
                (list(page, words))
            }
        }
        @if page.after.is_some() || view.next.is_some() {
            nav class="steps" aria-label=(words.next) {
                @if page.after.is_some() { a class="button" href=(address(page, page.filter, None)) { (words.first) } }
                @if let Some(next) = &view.next {
                    a class="button" href=(address(page, page.filter, Some(next))) { (words.next) }
                }
            }
        }
        @if page.user.may(Right::Own) { (form(page, words)) }
    }
}

fn address(page: &Page<'_>, filter: &Filter, after: Option<&str>) -> String {
    let parts = [("tag", filter.as_query()), ("after", after)];
    let query: Vec<String> = parts
        .into_iter()
        .filter_map(|(name, value)| {
            let value: String = byte_serialize(value?.as_bytes()).collect();
            Some(format!("{name}={value}"))
        })
        .collect();
    let base = format!("/admin/{}/unanswered", page.slug);
    if query.is_empty() {
        base
    } else {
        format!("{base}?{}", query.join("&"))
    }
}

/// Where what is on the screen is a file.
fn address_of_file(page: &Page<'_>) -> String {
    let address = address(page, page.filter, page.after);
    let and = if address.contains('?') { '&' } else { '?' };
    format!("{address}{and}format=csv")
}

/// Whose chats to show: plain links, with how many wait for each.
fn filters(page: &Page<'_>, words: &UnansweredWords) -> Markup {
    let view = page.view;
    let terms = Terms::new(page.lang, 0);
    let own = super::view::Filter::parse(Some(&page.user.name));
    let mine = view
        .tags
        .iter()
        .find(|tagged| tagged.tag == page.user.name)
        .map_or(0, |tagged| tagged.people);
    let others = view
        .tags
        .iter()
        .filter(|tagged| tagged.tag != page.user.name);
    let link = |filter: &Filter, name: &Markup, people: u32| {
        html! {
            a href=(address(page, filter, None)) aria-current=[(filter == page.filter).then_some("true")] {
                (name) " " span class="number hint" { (terms.number(people.into())) }
            }
        }
    };
    html! {
        nav class="whose" id="whose" data-live aria-label=(words.whose) {
            ul class="row" {
                li { (link(&Filter::All, &html! { (words.all) }, view.total)) }
                li { (link(&own, &html! { (words.mine) }, mine)) }
                li { (link(&Filter::Nobodys, &html! { (words.nobodys) }, view.untagged)) }
                @for other in others {
                    li {
                        (link(&Filter::parse(Some(&other.tag)), &html! { "@" bdi { (other.tag) } }, other.people))
                    }
                }
            }
        }
    }
}

fn list(page: &Page<'_>, words: &UnansweredWords) -> Markup {
    html! {
        ul class="card flush waiting" {
            @for waits in &page.view.waiting { (row(waits, page, words)) }
        }
    }
}

/// One who waits: all of it leads to the chat.
fn row(waits: &Waits, page: &Page<'_>, words: &UnansweredWords) -> Markup {
    let now = page.view.now;
    let name = waits.name.as_deref().or(waits.phone.as_deref());
    let left = waits.last_wrote_at.map(|at| at + WINDOW - now);
    html! {
        li id={ "p-" (waits.person) } {
            a class="one" href={ "/admin/" (page.slug) "/chats/" (waits.person) } {
                span class="who-waits" {
                    b { bdi { (name.unwrap_or(&words.unnamed)) } }
                    @if let (Some(_), Some(phone)) = (&waits.name, &waits.phone) {
                        " " bdi dir="ltr" class="hint number" { (phone) }
                    }
                    @if let Some(tag) = &waits.tag { " " span class="badge" { "@" bdi { (tag) } } }
                }
                span class="last" dir="auto" {
                    (brief(&waits.last, page.lang))
                    @if waits.messages > 1 { " " span class="hint" { (others(waits.messages - 1, words)) } }
                }
                span class="times" {
                    span class="badge warn" {
                        (words.waits) " "
                        time datetime=(rfc3339(waits.since)) data-ago { (lasting(now - waits.since)) }
                    }
                    (window(left, words))
                }
            }
        }
    }
}

fn others(more: u32, words: &UnansweredWords) -> String {
    if more == 1 {
        words.more_one.clone()
    } else {
        fill(&words.more, "{n}", &more.to_string())
    }
}

fn window(left: Option<Millis>, words: &UnansweredWords) -> Markup {
    html! {
        @match left.filter(|left| *left > 0) {
            Some(left) => {
                span class={ "badge" @if left < SOON { " bad" } } {
                    (fill(&words.left, "{time}", &lasting(left)))
                }
            }
            None => span class="badge" { (words.window_over) },
        }
    }
}
