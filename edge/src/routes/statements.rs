//! `/v1/shops/{shop}/statements/{id}` and `/s/{shop}/statements/{id}`: the words that people agreed
//! to, however long ago. Statements are never changed, so what is here stays.

use crate::book::client;
use crate::entry::Shell;
use crate::http::Problem;
use crate::routes::hosted_form;
use crate::settings_cache;
use saludo_core::panel::statement_page;
use saludo_core::shops::{Shop, Slug};
use saludo_core::statement::{Statement, StatementId};
use worker::{Error, Response, ResponseBuilder, Result};

/// The canonical JSON: its SHA-256 is the id.
pub(super) async fn json(shell: &Shell, slug: &Slug, id: &str) -> Result<Response> {
    match read(shell, slug, id).await? {
        Some(json) => Ok(ResponseBuilder::new()
            .with_header("Content-Type", "application/json")?
            .with_header("Cache-Control", "public, max-age=31536000, immutable")?
            .fixed(json.into_bytes())),
        None => unknown().answer(),
    }
}

/// The same as a page to read and to print.
pub(super) async fn page(shell: &Shell, (slug, _): (&Slug, &Shop), id: &str) -> Result<Response> {
    let Some(json) = read(shell, slug, id).await? else {
        return unknown().answer();
    };
    let statement: Statement = serde_json::from_str(&json)?;
    let settings = settings_cache::settings(shell, slug).await?;
    let html = statement_page(slug, settings.look.mode, &statement)
        .ok_or_else(|| Error::from("a statement in a language without words"))?;
    hosted_form::page(shell, &html, 200)
}

async fn read(shell: &Shell, slug: &Slug, id: &str) -> Result<Option<String>> {
    let Ok(id) = StatementId::parse(id) else {
        return Ok(None);
    };
    let mut answer = client::get(shell, slug, &format!("/statements/{id}")).await?;
    match answer.status_code() {
        200 => Ok(Some(answer.text().await?)),
        404 => Ok(None),
        status => Err(Error::from(format!("a book answered {status}"))),
    }
}

fn unknown() -> Problem {
    Problem::new(
        404,
        "unknown_statement",
        "This shop has published no statement with this id.",
    )
}
