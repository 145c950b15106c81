//! `/v1/admin/shops/{shop}/…`: what the shop's people and their programs may ask.

use crate::book::client;
use crate::entry::Shell;
use crate::http::{self, Problem};
use crate::routes::{
    events, export, find, import, ledger, messages, people, sealed, settings, setup_check, token,
};
use saludo_core::console::Right;
use saludo_core::shops::Slug;
use serde_json::json;
use worker::{Method, Request, Response, Result};

/// The shops, by their slugs: for programs that look at all of them.
pub(super) async fn shops(request: &Request, shell: &Shell) -> Result<Response> {
    if let Err(refusal) = token::owner(request, shell).await? {
        return refusal.answer();
    }
    let slugs: Vec<&Slug> = shell.config.shops.iter().map(|(slug, _)| slug).collect();
    http::json(200, &json!({ "items": slugs }))
}

pub(super) async fn answer(
    mut request: Request,
    shell: &Shell,
    shop: &str,
    rest: &[&str],
) -> Result<Response> {
    let found = find(shell, shop);
    let known = found.map(|(slug, _)| slug);
    let user = match token::user(&request, shell, known).await? {
        Ok(user) => user,
        Err(refusal) => return refusal.answer(),
    };
    let Some((slug, own)) = found else {
        return Problem::unknown_shop().answer();
    };
    if !user.may(right(&request.method(), rest)) {
        return Problem::new(
            403,
            "role_forbids",
            "The role of this token does not include this; an owner can do it, or make another token.",
        )
        .answer();
    }
    let shell = &shell.by(&user.name);
    match (request.method(), rest) {
        (Method::Get, ["opt-ins"]) => {
            let query = request
                .url()?
                .query()
                .map(|query| format!("?{query}"))
                .unwrap_or_default();
            client::get(shell, slug, &format!("/console/opt-ins{query}")).await
        }
        (Method::Get, ["stats"]) => client::get(shell, slug, "/console/stats").await,
        (Method::Get, ["setup-check"]) => setup_check::get(&request, shell, (slug, own)).await,
        (Method::Get, ["settings"]) => client::get(shell, slug, "/settings").await,
        (Method::Put, ["settings"]) => settings::put(&mut request, shell, slug).await,
        (Method::Get, ["ledger.jsonl"]) => ledger::export(&request, shell, slug),
        (Method::Get, ["sealed.jsonl"]) => sealed::export(shell, slug),
        (Method::Get, ["export.jsonl"]) => {
            export::get(&request, shell, slug, export::Format::Lines).await
        }
        (Method::Get, ["export.csv"]) => {
            export::get(&request, shell, slug, export::Format::Table).await
        }
        (_, ["events", rest @ ..]) => events::answer(&request, shell, slug, rest).await,
        (Method::Post, ["imports"]) => import::post(request, shell, slug).await,
        (Method::Post, ["messages"]) => messages::post(&mut request, shell, slug).await,
        (Method::Get, ["messages", id]) => messages::get(shell, slug, id).await,
        (Method::Post, ["messages", message, "retry"]) => {
            messages::retry(shell, slug, message).await
        }
        (Method::Get, ["people", id]) => people::get(shell, slug, id).await,
        (Method::Delete, ["people", id]) => people::erase(shell, slug, id).await,
        (_, ["people", _]) => Problem::method_not_allowed("GET, DELETE").answer(),
        (_, ["imports" | "messages"] | ["messages", _, "retry"]) => {
            Problem::method_not_allowed("POST").answer()
        }
        (
            _,
            [
                "opt-ins" | "stats" | "setup-check" | "ledger.jsonl" | "sealed.jsonl"
                | "export.jsonl" | "export.csv",
            ]
            | ["messages", _],
        ) => Problem::method_not_allowed("GET").answer(),
        (_, ["settings"]) => Problem::method_not_allowed("GET, PUT").answer(),
        _ => Problem::not_found().answer(),
    }
}

/// What it takes to ask for something. What is in no list here takes the most.
fn right(method: &Method, rest: &[&str]) -> Right {
    match (method, rest) {
        (Method::Get, ["opt-ins" | "stats" | "events" | "setup-check"] | ["messages", _]) => {
            Right::Look
        }
        (Method::Post, ["messages"] | ["messages", _, "retry"]) => Right::Serve,
        _ => Right::Own,
    }
}
