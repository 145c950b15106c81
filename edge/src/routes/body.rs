//! Bodies, read with a limit.

use futures_util::StreamExt;
use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use worker::{Request, Result};

/// Reads a body into WebAssembly's memory. Nothing where it is larger than `limit`.
pub(crate) async fn read(request: &mut Request, limit: usize) -> Result<Option<Vec<u8>>> {
    if declared(request)?.is_some_and(|length| length > limit) {
        return Ok(None);
    }
    let mut body = Vec::new();
    if request.inner().body().is_none() {
        return Ok(Some(body));
    }
    let mut stream = request.stream()?;
    while let Some(chunk) = stream.next().await {
        body.extend_from_slice(&chunk?);
        // Nobody has to tell how long a body is: what has come is counted.
        if body.len() > limit {
            return Ok(None);
        }
    }
    Ok(Some(body))
}

/// Reads a body and leaves it with JavaScript, where its length is declared; else it is counted
/// as it comes. Nothing where it is larger than `limit`.
pub(crate) async fn read_buffer(
    request: &mut Request,
    limit: usize,
) -> Result<Option<ArrayBuffer>> {
    match declared(request)? {
        Some(length) if length > limit => Ok(None),
        Some(_) => {
            let buffer = JsFuture::from(request.inner().array_buffer()?).await?;
            Ok(Some(buffer.unchecked_into()))
        }
        None => {
            let body = read(request, limit).await?;
            Ok(body.map(|body| Uint8Array::from(body.as_slice()).buffer()))
        }
    }
}

/// How long a body says that it is.
pub(crate) fn declared(request: &Request) -> Result<Option<usize>> {
    let length = request.headers().get("Content-Length")?;
    Ok(length.and_then(|length| length.parse().ok()))
}
