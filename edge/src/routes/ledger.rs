//! The ledger outside of the book: its signed heads, which are public, and its lines, streamed to
//! the shop.

use crate::book::client;
use crate::entry::Shell;
use crate::http::Problem;
use futures_util::stream;
use saludo_core::shops::Slug;
use worker::{Error, Request, Response, ResponseBuilder, Result};

/// `GET /v1/shops/{shop}/ledger/heads`.
pub(super) async fn heads(shell: &Shell, slug: &Slug) -> Result<Response> {
    let mut answer = client::get(shell, slug, "/ledger/heads").await?;
    if answer.status_code() != 200 {
        return Ok(answer);
    }
    let response = ResponseBuilder::new()
        .with_header("Content-Type", "application/json")?
        .with_header("Cache-Control", "public, max-age=300")?;
    Ok(response.fixed(answer.bytes().await?))
}

/// `GET …/ledger.jsonl[?after=]`: the lines behind that place, a page after the other as the reader
/// takes them, so that neither the book nor this worker ever holds a whole ledger. Whoever was cut
/// off goes on behind the last whole line.
pub(super) fn export(request: &Request, shell: &Shell, slug: &Slug) -> Result<Response> {
    let url = request.url()?;
    let after = url.query_pairs().find(|(name, _)| name == "after");
    let after = match after {
        None => -1,
        Some((_, text)) => match text.parse::<u32>() {
            Ok(seq) => i64::from(seq),
            Err(_) => {
                return Problem::new(
                    400,
                    "malformed_after",
                    "Give after as the seq of the last line that you have, as in after=1200.",
                )
                .answer();
            }
        },
    };
    let state = (shell.clone(), slug.clone(), Some(after));
    let pages = stream::try_unfold(state, |(shell, slug, after)| async move {
        let Some(after) = after else {
            return Ok(None);
        };
        let page = page(&shell, &slug, after).await?;
        let lines = i64::try_from(page.lines().count()).unwrap_or(i64::MAX);
        if lines == 0 {
            return Ok(None);
        }
        // Places have no gaps.
        let next = Some(after.saturating_add(lines));
        Ok::<_, Error>(Some((page.into_bytes(), (shell, slug, next))))
    });
    ResponseBuilder::new()
        .with_header("Content-Type", "application/jsonl; charset=utf-8")?
        .with_header("Cache-Control", "no-store")?
        .from_stream(pages)
}

async fn page(shell: &Shell, slug: &Slug, after: i64) -> Result<String> {
    let mut response = client::get(shell, slug, &format!("/ledger/after/{after}")).await?;
    if response.status_code() != 200 {
        return Err(Error::from("the book did not show its ledger"));
    }
    response.text().await
}
