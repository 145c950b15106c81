//! The log: what was sent and what became of it, and what Meta sent.

mod file;
mod filters;
mod query;
mod raw;
mod sends;
#[cfg(test)]
mod tests;
mod updates;
mod view;
mod words;

pub use file::file;
pub use query::{Query, Show, UPDATE_KINDS, UpdateState};
pub use raw::raw;
pub use view::{Raw, Rows, Sent, Update, View, Whose};

use super::terms::Terms;
use super::{Lang, Place, Right, User};
use crate::shops::Slug;
use maud::{Markup, html};
use words::{LogWords, words};

/// What came of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// A message will be sent again.
    Retried,
    /// It is none that may be.
    NotRetried,
    /// It is not there any more.
    Gone,
}

/// Who looks at which page.
#[derive(Debug, Clone, Copy)]
pub struct Looking<'a> {
    /// The shop.
    pub slug: &'a Slug,
    /// In which language.
    pub lang: Lang,
    /// Who.
    pub user: &'a User,
    /// For what.
    pub query: &'a Query,
}

impl Looking<'_> {
    fn words(&self) -> &'static LogWords {
        words(self.lang)
    }

    fn terms(&self) -> Terms {
        Terms::new(self.lang, 0)
    }

    /// The log's own address.
    fn path(&self) -> String {
        Place::Log.path(self.slug)
    }

    /// This page, with what it looks for.
    fn here(&self) -> String {
        format!("{}{}", self.path(), self.query.address(self.query.before))
    }
}

/// The page's title.
pub fn title(lang: Lang) -> &'static str {
    &words(lang).title
}

/// The page.
pub fn page(view: &View, looking: &Looking<'_>, outcome: Option<Outcome>) -> Markup {
    let (words, terms, query) = (looking.words(), looking.terms(), looking.query);
    let is_empty = match &view.rows {
        Rows::Sends(rows) => rows.is_empty(),
        Rows::Updates(rows) => rows.is_empty(),
    };
    let nothing = match query.show {
        _ if query.is_narrow() || query.before.is_some() => &words.none,
        Show::Sends => &words.none_yet,
        Show::Updates => &words.no_updates,
    };
    html! {
        @if let Some(outcome) = outcome {
            @let (class, said) = match outcome {
                Outcome::Retried => ("note good", &words.done.retried),
                Outcome::NotRetried => ("note bad", &words.not_retried),
                Outcome::Gone => ("note bad", &words.sent_again_gone),
            };
            div class=(class) role="status" { p { (said) } }
        }
        (filters::tabs(looking))
        (filters::form(looking))
        @if is_empty {
            div class="card empty" { p { (nothing) } }
        } @else {
            div class="card flush" {
                @match &view.rows {
                    Rows::Sends(rows) => (sends::table(rows, looking)),
                    Rows::Updates(rows) => (updates::table(rows, looking)),
                }
            }
        }
        @if let Some(at) = view.looked_to.filter(|_| view.next.is_some()) {
            p class="hint" { (terms.at(&words.looked_to, at)) }
        }
        nav class="steps" aria-label=(words.title) {
            @if query.before.is_some() {
                a class="button" href={ (looking.path()) (query.address(None)) } { (words.newest) }
            }
            @if !is_empty {
                a href={ (looking.here()) "&csv=1" } { (words.csv) }
            }
            @if let Some(next) = view.next {
                a class="button" href={ (looking.path()) (query.address(Some(next))) } { (words.older) }
            }
        }
        @if query.show == Show::Updates { p class="hint" { (words.updates_note) } }
    }
}

/// Whose a row is, with the way to their page.
fn person(whose: Option<&Whose>, looking: &Looking<'_>) -> Markup {
    let Some(whose) = whose else {
        return html! { span class="hint" { (looking.words().nobody) } };
    };
    let phone = whose.phone.as_ref().map(|digits| format!("+{digits}"));
    html! {
        a href={ (Place::People.path(looking.slug)) "/" (whose.id) } {
            @match (&whose.name, &phone) {
                (Some(name), _) => bdi { (name) },
                (None, Some(phone)) => span dir="ltr" { (phone) },
                (None, None) => code { (whose.id) },
            }
        }
        @if let (Some(_), Some(phone)) = (&whose.name, &phone) {
            br; span class="hint" dir="ltr" { (phone) }
        }
    }
}

/// Whether somebody may see webhooks as they came.
fn may_see_raw(user: &User) -> bool {
    user.may(Right::Own)
}
