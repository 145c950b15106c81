//! Bodies, read with a limit.

use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use worker::{Request, Result};

/// Reads a body into WebAssembly's memory. Nothing where it is larger than `limit`.
pub(crate) async fn read(request: &mut Request, limit: usize) -> Result<Option<Vec<u8>>> {
    let buffer = read_buffer(request, limit).await?;
    Ok(buffer.map(|buffer| Uint8Array::new(&buffer).to_vec()))
}

/// Reads a body and leaves it with JavaScript. Nothing where it is larger than `limit`: by its
/// declared length before it is read, by its true length after.
pub(crate) async fn read_buffer(request: &Request, limit: usize) -> Result<Option<ArrayBuffer>> {
    let declared = request
        .headers()
        .get("Content-Length")?
        .and_then(|length| length.parse::<usize>().ok());
    if declared.is_some_and(|length| length > limit) {
        return Ok(None);
    }
    let buffer = JsFuture::from(request.inner().array_buffer()?).await?;
    let buffer: ArrayBuffer = buffer.unchecked_into();
    Ok((buffer.byte_length() as usize <= limit).then_some(buffer))
}
