//! A medium of a chat: from Meta through here to whoever is signed in, and no further. Whoever wrote
//! to the shop chose its bytes, so the browser is given nothing that can run.

use super::visit::{Answered, Visit};
use crate::graph_media::{self, Arriving};
use crate::http::Problem;
use saludo_core::console::chat::{Medium, served};
use worker::{Headers, Response, ResponseBuilder, Result};

pub(super) async fn get(visit: &Visit<'_>, person: &str, line: &str) -> Result<Response> {
    let path = format!("/console/chats/{person}/media/{line}");
    let medium: Answered<Medium> = visit.book_get(&path).await?;
    let Ok(medium) = medium else {
        return Problem::not_found().answer();
    };
    let Some(id) = &medium.id else {
        return Problem::not_found().answer();
    };
    let range = visit.range.as_deref();
    let fetched = graph_media::fetch(visit.shell, (visit.slug, visit.shop), id, range).await?;
    match fetched {
        Ok(arriving) => pass_on(arriving, &medium),
        Err(problem) => problem.answer(),
    }
}

fn pass_on(arriving: Arriving, medium: &Medium) -> Result<Response> {
    let said = arriving.mime_type.or_else(|| medium.mime_type.clone());
    let served = served(
        said.as_deref().unwrap_or_default(),
        medium.filename.as_deref(),
    );
    let headers = Headers::new();
    headers.set("Content-Type", served.content_type)?;
    headers.set("Content-Disposition", &served.disposition)?;
    headers.set("Cache-Control", "private, no-store")?;
    headers.set(
        "Content-Security-Policy",
        "sandbox; default-src 'none'; frame-ancestors 'none'",
    )?;
    headers.set("X-Robots-Tag", "noindex")?;
    for name in ["Content-Range", "Accept-Ranges"] {
        if let Some(value) = arriving.response.headers().get(name)? {
            headers.set(name, &value)?;
        }
    }
    let status = arriving.response.status_code();
    let (_, body) = arriving.response.into_parts();
    Ok(ResponseBuilder::new()
        .with_status(status)
        .with_headers(headers)
        .body(body))
}
