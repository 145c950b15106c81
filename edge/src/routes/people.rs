//! `/v1/admin/shops/{shop}/people/{id}`: everything about one person, and their erasure.

use crate::book::client;
use crate::entry::Shell;
use crate::http::Problem;
use saludo_core::ledger::PersonId;
use saludo_core::shops::Slug;
use worker::{Response, Result};

/// All that is held on a person.
pub(super) async fn get(shell: &Shell, slug: &Slug, id: &str) -> Result<Response> {
    match PersonId::parse(id) {
        Ok(id) => client::get(shell, slug, &format!("/people/{id}")).await,
        Err(_) => Problem::not_found().answer(),
    }
}

/// Erases a person.
pub(super) async fn erase(shell: &Shell, slug: &Slug, id: &str) -> Result<Response> {
    match PersonId::parse(id) {
        Ok(id) => client::delete(shell, slug, &format!("/people/{id}")).await,
        Err(_) => Problem::not_found().answer(),
    }
}
