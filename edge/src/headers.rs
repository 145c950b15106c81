//! The headers that every answer carries: what a browser may do with it, as little as will do. A
//! route that needs more has set its own, and that stays.

use worker::{Headers, Response, Result};

/// On everything. Two years of https, for this host alone: what else the shop has under its name is
/// the shop's. (Over plain http, as in development, browsers pass it over.)
const ALWAYS: [(&str, &str); 2] = [
    ("X-Content-Type-Options", "nosniff"),
    ("Strict-Transport-Security", "max-age=63072000"),
];

/// On all that a browser might show by itself: pages, and also JSON, text, redirects and pictures
/// that are documents (SVG). Nothing of it runs, loads, is framed, or tells others where it was.
const DOCUMENT: [(&str, &str); 4] = [
    (
        "Content-Security-Policy",
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
];

/// On pages: no device, no sensor, no payment, and no window that opened it looks in.
const PAGE: [(&str, &str); 2] = [
    ("Cross-Origin-Opener-Policy", "same-origin"),
    (
        "Permissions-Policy",
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), \
         magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()",
    ),
];

/// What a page loads and never shows alone. The bubble's one request is among them, and each
/// header would be bytes of it.
const PARTS: [&str; 3] = ["text/javascript", "text/css", "image/png"];

/// Writes what every answer has.
pub(crate) fn finish(response: Response) -> Result<Response> {
    // Those of an answer that was fetched cannot be written; it is found out by writing.
    if write(response.headers()).is_ok() {
        return Ok(response);
    }
    let headers = writable(&response)?;
    write(&headers)?;
    Ok(response.with_headers(headers))
}

fn write(headers: &Headers) -> Result<()> {
    always(headers)?;
    let kind = headers.get("Content-Type")?.unwrap_or_default();
    if !PARTS.iter().any(|part| kind.starts_with(part)) {
        add(headers, &DOCUMENT)?;
    }
    if kind.starts_with("text/html") {
        add(headers, &PAGE)?;
    }
    Ok(())
}

/// Writes what is on everything.
pub(crate) fn always(headers: &Headers) -> Result<()> {
    add(headers, &ALWAYS)
}

fn add(headers: &Headers, more: &[(&str, &str)]) -> Result<()> {
    for (name, value) in more {
        if !headers.has(name)? {
            headers.set(name, value)?;
        }
    }
    Ok(())
}

/// A copy of the headers: those of an answer that was fetched cannot be written.
pub(crate) fn writable(response: &Response) -> Result<Headers> {
    let headers = Headers::new();
    for (name, value) in response.headers() {
        headers.append(&name, &value)?;
    }
    Ok(headers)
}
