//! `/v1/admin/shops/{shop}/messages`: what the shop asks to be sent, and what became of it.

use crate::book::client;
use crate::entry::Shell;
use crate::http::Problem;
use crate::routes::body;
use saludo_core::send_request::{IdempotencyKey, MAX_BODY};
use saludo_core::shops::Slug;
use worker::{Request, Response, Result};

/// `POST …/messages`.
pub(super) async fn post(request: &mut Request, shell: &Shell, slug: &Slug) -> Result<Response> {
    match body::read(request, MAX_BODY).await? {
        Some(body) => client::post_slice(shell, slug, "/messages", &body).await,
        None => Problem::too_large(MAX_BODY).answer(),
    }
}

/// `GET …/messages/{id or key}`.
pub(super) async fn get(shell: &Shell, slug: &Slug, id_or_key: &str) -> Result<Response> {
    // Our own ids have the shape of a key too.
    if IdempotencyKey::parse(id_or_key).is_none() {
        return Problem::not_found().answer();
    }
    client::get(shell, slug, &format!("/messages/{id_or_key}")).await
}

/// `POST …/messages/{message}/retry`.
pub(super) async fn retry(shell: &Shell, slug: &Slug, message: &str) -> Result<Response> {
    if !message.bytes().all(|byte| byte.is_ascii_digit()) {
        return Problem::not_found().answer();
    }
    client::post_slice(shell, slug, &format!("/messages/{message}/retry"), b"").await
}
