//! Texts that browsers keep and ask about by their fingerprint.

use sha2::{Digest, Sha256};
use worker::{Method, Request, Response, ResponseBuilder, Result};

/// Answers `text` with its `ETag`, or that the browser has it already.
pub(super) fn answer(
    request: &Request,
    text: String,
    headers: &[(&str, &str)],
) -> Result<Response> {
    let digest = hex::encode(Sha256::digest(&text));
    let etag = format!("\"{}\"", digest.get(..32).unwrap_or_default());
    let mut response = ResponseBuilder::new().with_header("ETag", &etag)?;
    for (name, value) in headers {
        response = response.with_header(name, value)?;
    }
    let known = request.headers().get("If-None-Match")?;
    Ok(if known.is_some_and(|known| names(&known, &etag)) {
        response.with_status(304).empty()
    } else if request.method() == Method::Head {
        response.empty()
    } else {
        response.fixed(text.into_bytes())
    })
}

/// Whether a list of tags, weak or strong, has this one.
fn names(list: &str, etag: &str) -> bool {
    list.split(',')
        .any(|tag| tag.trim().trim_start_matches("W/") == etag)
}
