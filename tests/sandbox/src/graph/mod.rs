//! The Graph API: `POST /{version}/{phone_number_id}/messages`, as strict as Meta's.

mod accept;
mod cut;
mod error;
mod interactive;
mod library;
mod reads;
mod request;
mod template;

pub(crate) use accept::{name_in_wamid, status_webhooks};
pub(crate) use error::GraphError;
pub(crate) use library::{create as create_template, delete as delete_template};
pub(crate) use reads::{edge, node, template_edge};

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use crate::calls::Call;
use crate::clock;
use crate::config::Number;
use crate::held;
use crate::sandbox::Sandbox;

/// A call that gets no answer is let go after this long; callers give up earlier.
const SILENCE: Duration = Duration::from_mins(1);

/// What becomes of a call that was not refused.
pub(crate) enum Outcome {
    /// It was accepted, and the caller is told.
    Answered(Value, String),
    /// The caller hears nothing; the message was taken if there is an id.
    Silence(Option<String>),
    /// The line breaks; the message was taken if there is an answer, of which half arrives.
    Cut(Option<(Value, String)>),
}

/// Sends a message.
pub(crate) async fn messages(
    State(sandbox): State<Arc<Sandbox>>,
    Path((version, phone_number_id)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let request = read_json(&headers, &body);
    let answer_ms = sandbox.behaviours.of(&phone_number_id).answer_ms;
    let result = authorise(&sandbox, &version, &phone_number_id, &headers)
        .and_then(|shop| accept::accept(&sandbox, shop, request.as_ref()));
    let text = |key: &str| {
        let value = request.as_ref()?.get(key)?;
        value.as_str().map(str::to_owned)
    };
    let mut call = Call {
        at: clock::rfc3339(clock::now_ms()),
        phone_number_id,
        outcome: "accepted",
        code: None,
        details: None,
        wamid: None,
        to: text("to"),
        recipient: text("recipient"),
        request: request.clone(),
    };
    let response = match result {
        Ok(Outcome::Answered(answer, wamid)) => {
            call.wamid = Some(wamid);
            sandbox.record(call);
            Json(answer).into_response()
        }
        Ok(Outcome::Cut(taken)) => {
            call.outcome = "cut off";
            let (answer, wamid) = taken.unzip();
            call.wamid = wamid;
            sandbox.record(call);
            cut::response(answer.as_ref())
        }
        Ok(Outcome::Silence(wamid)) => {
            call.outcome = "timed out";
            call.wamid = wamid;
            sandbox.record(call);
            tokio::time::sleep(SILENCE).await;
            StatusCode::GATEWAY_TIMEOUT.into_response()
        }
        Err(error) => {
            call.outcome = "refused";
            call.code = Some(error.code());
            call.details = Some(error.details().to_owned());
            sandbox.record(call);
            error.into_response()
        }
    };
    tokio::time::sleep(Duration::from_millis(answer_ms)).await;
    response
}

/// Anything else under a version: the sandbox has no such object.
pub(crate) async fn unknown_path(uri: Uri) -> Response {
    GraphError::unknown_path(uri.path()).into_response()
}

/// Meta ignores a body of another content type, so that its parameters are missing.
fn read_json(headers: &HeaderMap, body: &[u8]) -> Option<Value> {
    let content_type = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    let media_type = content_type.split(';').next().unwrap_or_default().trim();
    if !media_type.eq_ignore_ascii_case("application/json") {
        return None;
    }
    serde_json::from_slice(body).ok()
}

fn authorise<'s>(
    sandbox: &'s Sandbox,
    version: &str,
    phone_number_id: &str,
    headers: &HeaderMap,
) -> Result<&'s Number, GraphError> {
    if !is_version(version) {
        return Err(GraphError::unknown_path(&format!(
            "/{version}/{phone_number_id}/messages"
        )));
    }
    let token = bearer(headers);
    let own = token.and_then(|token| held::number_of_token(&sandbox.config, token));
    if token != Some(sandbox.config.access_token.as_str()) && own.is_none() {
        return Err(GraphError::bad_token(token.is_some()));
    }
    sandbox
        .config
        .number_by_id(phone_number_id)
        .ok_or_else(|| GraphError::unknown_object(phone_number_id))
}

/// The token that a call carries.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    value.strip_prefix("Bearer ")
}

/// `v25.0`
fn is_version(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    text.strip_prefix('v')
        .and_then(|numbers| numbers.split_once('.'))
        .is_some_and(|(major, minor)| digits(major) && digits(minor))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_v_and_two_numbers() {
        assert!(is_version("v25.0"));
        assert!(
            ["25.0", "v25", "v25.", "v.0", "vX.0", "v25.0.1", ""]
                .iter()
                .all(|text| !is_version(text))
        );
    }

    #[test]
    fn a_body_of_another_content_type_is_not_read() {
        let mut headers = HeaderMap::new();
        assert_eq!(read_json(&headers, b"{}"), None);
        headers.insert(
            header::CONTENT_TYPE,
            header::HeaderValue::from_static("text/plain"),
        );
        assert_eq!(read_json(&headers, b"{}"), None);
        headers.insert(
            header::CONTENT_TYPE,
            header::HeaderValue::from_static("application/json; charset=utf-8"),
        );
        assert_eq!(read_json(&headers, b"{}"), Some(serde_json::json!({})));
    }
}
