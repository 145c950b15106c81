//! `/v1/admin/shops/{shop}/…`: what the shop's people and their programs may ask.

use crate::book::client;
use crate::entry::Shell;
use crate::http::Problem;
use crate::platform;
use crate::routes::{events, export, find, import, ledger, messages, people, sealed, settings};
use saludo_core::network::limit_key;
use saludo_core::signature::same_secret;
use worker::{Method, Request, Response, Result};

pub(super) async fn answer(
    mut request: Request,
    shell: &Shell,
    shop: &str,
    rest: &[&str],
) -> Result<Response> {
    if let Some(refusal) = refuse(&request, shell).await? {
        return refusal.answer();
    }
    let Some((slug, _)) = find(shell, shop) else {
        return Problem::unknown_shop().answer();
    };
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
                "opt-ins" | "stats" | "ledger.jsonl" | "sealed.jsonl" | "export.jsonl"
                | "export.csv",
            ]
            | ["messages", _],
        ) => Problem::method_not_allowed("GET").answer(),
        (_, ["settings"]) => Problem::method_not_allowed("GET, PUT").answer(),
        _ => Problem::not_found().answer(),
    }
}

/// Lets in who brings the admin token. Failures are counted by network, so that guessing is slow.
async fn refuse(request: &Request, shell: &Shell) -> Result<Option<Problem>> {
    let given = request.headers().get("Authorization")?.unwrap_or_default();
    let token = given.strip_prefix("Bearer ").unwrap_or_default();
    if same_secret(token, shell.config.admin_token.expose()) {
        return Ok(None);
    }
    let address = request
        .headers()
        .get("CF-Connecting-IP")?
        .unwrap_or_default();
    let outcome = shell
        .env
        .rate_limiter("ADMIN_LIMIT")?
        .limit(limit_key(
            shell.config.hash_key.expose(),
            platform::now(),
            &address,
        ))
        .await?;
    Ok(Some(if outcome.success {
        Problem::new(
            401,
            "unauthorized",
            "Send the admin token as: Authorization: Bearer …",
        )
    } else {
        Problem::new(
            429,
            "too_many_requests",
            "Too many failed sign-ins from this network. Please try again in a minute.",
        )
        .retry_after(60)
    }))
}
