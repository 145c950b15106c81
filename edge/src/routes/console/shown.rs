//! How the console's pages go out: never cached, framed by nobody, and with nothing from elsewhere.

use maud::Markup;
use worker::{Response, ResponseBuilder, Result};

/// Posts name their origin (with `no-referrer` a browser would post `Origin: null`), and no other
/// site learns where somebody was.
const HEADERS: [(&str, &str); 4] = [
    (
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; media-src 'self'; connect-src 'self'; \
         form-action 'self'; frame-src 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("Cache-Control", "no-store"),
    ("Referrer-Policy", "same-origin"),
    ("X-Robots-Tag", "noindex"),
];

/// A page.
pub(super) fn page(status: u16, html: &Markup) -> Result<Response> {
    let response = ResponseBuilder::new()
        .with_status(status)
        .from_html(html.0.as_str())?;
    finish(response)
}

/// Leads to an address of ours.
pub(super) fn see_other(path: &str) -> Result<Response> {
    let response = ResponseBuilder::new()
        .with_status(303)
        .with_header("Location", path)?
        .empty();
    finish(response)
}

/// A file to keep.
pub(super) fn file(kind: &str, name: &str, bytes: Vec<u8>) -> Result<Response> {
    let response = ResponseBuilder::new()
        .with_header("Content-Type", kind)?
        .with_header(
            "Content-Disposition",
            &format!("attachment; filename=\"{name}\""),
        )?
        .fixed(bytes);
    finish(response)
}

/// Writes the console's headers.
pub(super) fn finish(response: Response) -> Result<Response> {
    for (name, value) in HEADERS {
        response.headers().set(name, value)?;
    }
    Ok(response)
}
