//! The sealed records of blocked persons, streamed to the shop: who has the private key opens them
//! with `cargo xtask sealed open`.

use crate::book::client;
use crate::entry::Shell;
use futures_util::stream;
use saludo_core::shops::Slug;
use worker::{Error, Response, ResponseBuilder, Result};

/// `GET …/sealed.jsonl`: one part of a record a line, a page after the other as the reader takes
/// them.
pub(super) fn export(shell: &Shell, slug: &Slug) -> Result<Response> {
    let state = (shell.clone(), slug.clone(), Some(0_i64));
    let pages = stream::try_unfold(state, |(shell, slug, after)| async move {
        let Some(after) = after else {
            return Ok(None);
        };
        let (lines, next) = page(&shell, &slug, after).await?;
        Ok::<_, Error>(Some((lines.into_bytes(), (shell, slug, next))))
    });
    ResponseBuilder::new()
        .with_header("Content-Type", "application/jsonl; charset=utf-8")?
        .with_header("Cache-Control", "no-store")?
        .from_stream(pages)
}

async fn page(shell: &Shell, slug: &Slug, after: i64) -> Result<(String, Option<i64>)> {
    let mut response = client::get(shell, slug, &format!("/sealed/after/{after}")).await?;
    if response.status_code() != 200 {
        return Err(Error::from("the book did not show its sealed records"));
    }
    response.json().await
}
