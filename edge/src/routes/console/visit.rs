//! A visit to a page of the console: who looks, at which shop, and the ways to answer.

use super::form::Form;
use super::shown;
use crate::book::client;
use crate::entry::Shell;
use crate::settings_cache;
use maud::Markup;
use saludo_core::console::{Counts, Frame, Lang, Place, Right, User, problem};
use saludo_core::shops::{Shop, Slug};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use worker::{Error, Response, Result};

/// Everything that is needed to answer a page.
pub(in crate::routes) struct Visit<'a> {
    /// With this person's name, which the book keeps with what they do.
    pub(super) shell: &'a Shell,
    pub(super) slug: &'a Slug,
    pub(super) shop: &'a Shop,
    pub(super) user: User,
    pub(super) lang: Lang,
    /// What the address asks for.
    pub(super) query: Form,
    pub(super) place: Place,
    /// The page's own address, without its query.
    pub(super) path: String,
    /// The part of a file that is asked for, where it is a part.
    pub(super) range: Option<String>,
    /// The shops that this person may open.
    pub(super) shops: Vec<Slug>,
    /// The number of their session, where this shop's book has it.
    pub(super) session: Option<i64>,
}

/// Why the book did not do what it was asked.
#[derive(Debug, Clone, Deserialize)]
pub(in crate::routes) struct Refusal {
    pub(super) status: u16,
    /// Its stable word.
    pub(super) code: String,
    /// In words, in English.
    pub(super) detail: String,
    /// What is wrong with each field, where that is told.
    #[serde(default)]
    pub(super) errors: serde_json::Value,
}

impl Refusal {
    /// What is wrong, with each field that is.
    pub(super) fn in_words(&self) -> String {
        let errors = self.errors.as_array().into_iter().flatten();
        let wrong = errors.filter_map(|error| {
            let field = error.get("field")?.as_str()?;
            let reason = error.get("reason")?.as_str()?;
            Some(format!("{field}: {reason}"))
        });
        let wrong: Vec<String> = wrong.collect();
        if wrong.is_empty() {
            self.detail.clone()
        } else {
            wrong.join("; ")
        }
    }
}

/// What the book answered.
pub(in crate::routes) type Answered<T> = std::result::Result<T, Refusal>;

impl Visit<'_> {
    /// Whether this person may do so.
    pub(super) fn may(&self, right: Right) -> bool {
        self.user.may(right)
    }

    /// Asks the shop's book, such as `/console/people?q=ana`.
    pub(super) async fn book_get<T: DeserializeOwned>(&self, path: &str) -> Result<Answered<T>> {
        read(client::get(self.shell, self.slug, path).await?).await
    }

    /// Has the book change something, in this person's name.
    pub(super) async fn book_post<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
    ) -> Result<Answered<T>> {
        let body = serde_json::to_vec(body)?;
        read(client::post_slice(self.shell, self.slug, path, &body).await?).await
    }

    /// Has the book take something away, in this person's name.
    pub(super) async fn book_delete(&self, path: &str) -> Result<Answered<()>> {
        read(client::delete(self.shell, self.slug, path).await?).await
    }

    /// The page, with its frame.
    pub(super) async fn render(
        &self,
        title: &str,
        styles: &[&str],
        scripts: &[&str],
        content: &Markup,
    ) -> Result<Response> {
        self.render_as(200, title, styles, scripts, content).await
    }

    /// The page with another status: what was posted is not right.
    pub(super) async fn render_as(
        &self,
        status: u16,
        title: &str,
        styles: &[&str],
        scripts: &[&str],
        content: &Markup,
    ) -> Result<Response> {
        let counts: Answered<Counts> = self.book_get("/console/frame").await?;
        let counts = counts.unwrap_or_default();
        let settings = settings_cache::settings(self.shell, self.slug).await?;
        let frame = Frame {
            slug: self.slug,
            shop_name: &settings.name,
            shops: &self.shops,
            user: &self.user,
            lang: self.lang,
            place: self.place,
            unanswered: counts.unanswered,
            problems: counts.problems,
            setup: counts.setup,
        };
        shown::page(status, &frame.page(title, styles, scripts, content))
    }

    /// The page that says what is wrong and leads back.
    pub(super) async fn problem(&self, problem: problem::Problem) -> Result<Response> {
        let (title, content) = problem.content(self.lang, &self.place.path(self.slug));
        self.render_as(problem.status(), title, &[], &[], &content)
            .await
    }

    /// Back to a page after a change, so that a reload posts nothing again. `path` is below the
    /// root, with its query, such as `/admin/demo/people?done=sent`.
    #[expect(clippy::unused_self, reason = "a page answers by its visit")]
    pub(super) fn see_other(&self, path: &str) -> Result<Response> {
        shown::see_other(path)
    }

    /// Back to this page, which says what was done.
    pub(super) fn done(&self, word: &str) -> Result<Response> {
        self.see_other(&format!("{}?done={word}", self.path))
    }
}

async fn read<T: DeserializeOwned>(mut answer: Response) -> Result<Answered<T>> {
    let status = answer.status_code();
    let bytes = answer.bytes().await?;
    if (200..300).contains(&status) {
        // What is done may have nothing to say: then `()` is what it says.
        let bytes = if bytes.is_empty() {
            b"null"
        } else {
            bytes.as_slice()
        };
        return Ok(Ok(serde_json::from_slice(bytes)?));
    }
    if status >= 500 {
        return Err(Error::from(format!("a book answered {status}")));
    }
    Ok(Err(serde_json::from_slice(&bytes)?))
}
