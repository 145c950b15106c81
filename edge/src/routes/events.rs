//! `/v1/admin/shops/{shop}/events`: what the shop's own systems were told, to be read and sent again.

use crate::book::client;
use crate::entry::Shell;
use crate::http::Problem;
use saludo_core::shops::Slug;
use worker::{Method, Request, Response, Result};

pub(super) async fn answer(
    request: &Request,
    shell: &Shell,
    slug: &Slug,
    rest: &[&str],
) -> Result<Response> {
    let query = request.url()?;
    let query = query.query().map(|query| format!("?{query}"));
    let query = query.unwrap_or_default();
    match (request.method(), rest) {
        (Method::Get, []) => client::get(shell, slug, &format!("/events{query}")).await,
        (Method::Post, ["replay"]) => {
            client::post_slice(shell, slug, &format!("/events/replay{query}"), b"").await
        }
        (Method::Post, [id, "replay"]) => {
            client::post_slice(shell, slug, &format!("/events/{id}/replay"), b"").await
        }
        (_, []) => Problem::method_not_allowed("GET").answer(),
        (_, ["replay"] | [_, "replay"]) => Problem::method_not_allowed("POST").answer(),
        _ => Problem::not_found().answer(),
    }
}
