//! Media that people sent: Graph names an address for an id, and that address gives the bytes to
//! whoever has the token, as Meta does it. Tests and developers put files there first.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::graph::GraphError;
use crate::random;
use crate::sandbox::Sandbox;

/// Files that people sent, by Meta's id of them. They live as long as the sandbox.
#[derive(Default)]
pub(crate) struct Media(Mutex<HashMap<String, Medium>>);

#[derive(Clone)]
struct Medium {
    mime_type: String,
    bytes: Bytes,
    /// What Graph says instead of the truth.
    lies: Lies,
}

/// How Graph misbehaves about a file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Lies {
    /// Another address of the bytes.
    url: Option<String>,
    /// Another size.
    size: Option<u64>,
}

impl Media {
    fn get(&self, id: &str) -> Option<Medium> {
        let media = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        media.get(id).cloned()
    }
}

/// `POST /_sandbox/media`: a person has a file, of the request's type. Answers its id.
pub(crate) async fn post(
    State(sandbox): State<Arc<Sandbox>>,
    Query(lies): Query<Lies>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Json<Value> {
    let mime_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let medium = Medium {
        mime_type: mime_type.unwrap_or("application/octet-stream").to_owned(),
        bytes,
        lies,
    };
    let id = format!("9{:014}", random::number() % 100_000_000_000_000);
    let mut media = sandbox
        .media
        .0
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    media.insert(id.clone(), medium);
    Json(json!({ "id": id }))
}

/// What Graph says of `GET /{version}/{media id}`; nothing where it is no medium.
pub(crate) fn node(sandbox: &Sandbox, id: &str, headers: &HeaderMap) -> Option<Response> {
    let medium = sandbox.media.get(id)?;
    if let Some(refusal) = refuse(sandbox, headers) {
        return Some(refusal);
    }
    let host = headers
        .get(header::HOST)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("localhost");
    let url = format!("http://{host}/_media/{id}");
    let size = u64::try_from(medium.bytes.len()).unwrap_or(u64::MAX);
    let node = json!({
        "messaging_product": "whatsapp",
        "url": medium.lies.url.unwrap_or(url),
        "mime_type": medium.mime_type,
        "sha256": STANDARD.encode(Sha256::digest(&medium.bytes)),
        "file_size": medium.lies.size.unwrap_or(size),
        "id": id,
    });
    Some(Json(node).into_response())
}

/// `GET /_media/{id}`: the bytes, or a part of them.
pub(crate) async fn bytes(
    State(sandbox): State<Arc<Sandbox>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    if let Some(refusal) = refuse(&sandbox, &headers) {
        return refusal;
    }
    let Some(medium) = sandbox.media.get(&id) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let kind = [(header::CONTENT_TYPE, medium.mime_type)];
    let whole = medium.bytes.len();
    match range(&headers, whole) {
        None => (kind, medium.bytes).into_response(),
        Some((from, to)) => {
            let part = [(
                header::CONTENT_RANGE,
                format!("bytes {from}-{}/{whole}", to.saturating_sub(1)),
            )];
            let bytes = medium.bytes.slice(from..to);
            (StatusCode::PARTIAL_CONTENT, kind, part, bytes).into_response()
        }
    }
}

/// `bytes=2-` and `bytes=2-5`, where that is inside.
fn range(headers: &HeaderMap, whole: usize) -> Option<(usize, usize)> {
    let asked = headers.get(header::RANGE)?.to_str().ok()?;
    let (from, to) = asked.strip_prefix("bytes=")?.split_once('-')?;
    let from: usize = from.parse().ok()?;
    let to = match to {
        "" => whole,
        to => to.parse::<usize>().ok()?.saturating_add(1).min(whole),
    };
    (from < to).then_some((from, to))
}

fn refuse(sandbox: &Sandbox, headers: &HeaderMap) -> Option<Response> {
    let token = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "));
    let is_good = token == Some(sandbox.config.access_token.as_str());
    (!is_good).then(|| GraphError::bad_token(token.is_some()).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_inside_the_whole_or_there_is_none() {
        let asked = |text: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::RANGE, header::HeaderValue::from_static(text));
            range(&headers, 10)
        };
        assert_eq!(asked("bytes=0-"), Some((0, 10)));
        assert_eq!(asked("bytes=2-5"), Some((2, 6)));
        assert_eq!(asked("bytes=9-99"), Some((9, 10)));
        assert_eq!(asked("bytes=10-"), None);
        assert_eq!(asked("bytes=5-2"), None);
        assert_eq!(asked("rows=1-2"), None);
    }
}
