//! Bodies, read with a limit.

use futures_util::StreamExt;
use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use worker::{Headers, Request, Result, web_sys};

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
    request: &web_sys::Request,
    headers: &Headers,
    limit: usize,
) -> Result<Option<ArrayBuffer>> {
    match length(headers)? {
        Some(length) if length > limit => Ok(None),
        Some(_) => {
            let buffer = JsFuture::from(request.array_buffer()?).await?;
            Ok(Some(buffer.unchecked_into()))
        }
        None => {
            // The same object, not a copy of the request.
            let object: &JsValue = request;
            let mut whole: Request = object.clone().unchecked_into::<web_sys::Request>().into();
            let body = read(&mut whole, limit).await?;
            Ok(body.map(|body| Uint8Array::from(body.as_slice()).buffer()))
        }
    }
}

/// How long a body says that it is.
pub(crate) fn declared(request: &Request) -> Result<Option<usize>> {
    length(request.headers())
}

fn length(headers: &Headers) -> Result<Option<usize>> {
    let length = headers.get("Content-Length")?;
    Ok(length.and_then(|length| length.parse().ok()))
}
