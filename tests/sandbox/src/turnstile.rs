//! A stand-in for Cloudflare Turnstile: the widget's script, and what its tokens are worth.
//!
//! A token says itself what is to become of it: `sandbox:<what>:<action>:<anything>`. `pass` passes,
//! once, as Cloudflare's do; `fail` does not; `silent` gets no answer, `broken` one that is none.

use std::sync::Arc;
use std::time::Duration;

use axum::Form;
use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::clock;
use crate::sandbox::Sandbox;

/// What the worker must show; the development value of `TURNSTILE_SECRET`.
const SECRET: &str = "dev-turnstile-secret";
/// Longer than any caller waits.
const SILENCE: Duration = Duration::from_mins(1);

/// `GET /turnstile/v0/api.js`: puts a token into every form with the widget.
pub(crate) async fn script() -> Response {
    let headers = [(header::CONTENT_TYPE, "text/javascript; charset=utf-8")];
    (headers, include_str!("turnstile.js")).into_response()
}

/// What `siteverify` is asked.
#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    secret: String,
    #[serde(default)]
    response: String,
}

/// `POST /turnstile/v0/siteverify`.
pub(crate) async fn verify(
    State(sandbox): State<Arc<Sandbox>>,
    Form(asked): Form<Asked>,
) -> Response {
    let mut parts = asked.response.splitn(4, ':');
    let mut part = || parts.next().unwrap_or_default();
    let (own, what, action) = (part(), part(), part());
    if what == "silent" {
        tokio::time::sleep(SILENCE).await;
    }
    if what == "broken" {
        return (StatusCode::BAD_GATEWAY, "<html>Bad gateway</html>").into_response();
    }
    let answer = match (own, what) {
        _ if asked.secret != SECRET => refusal("invalid-input-secret"),
        ("", _) => refusal("missing-input-response"),
        ("sandbox", "pass") if sandbox.spend(&asked.response) => json!({
            "success": true, "error-codes": [], "challenge_ts": clock::rfc3339(clock::now_ms()),
            "hostname": "localhost", "action": action, "cdata": "",
        }),
        ("sandbox", "pass") => refusal("timeout-or-duplicate"),
        _ => refusal("invalid-input-response"),
    };
    Json(answer).into_response()
}

fn refusal(code: &str) -> Value {
    json!({ "success": false, "error-codes": [code], "messages": [] })
}
