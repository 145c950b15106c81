//! Answers: problems, JSON, and the headers that go with them.

use crate::headers::writable;
use serde::Serialize;
use worker::{Response, ResponseBuilder, Result, console_error};

/// A problem as RFC 9457 writes it. `code` is stable; nothing internal or personal is in it.
#[derive(Debug, Serialize)]
pub(crate) struct Problem {
    title: &'static str,
    status: u16,
    code: &'static str,
    detail: String,
    #[serde(skip_serializing_if = "serde_json::Value::is_null")]
    errors: serde_json::Value,
    #[serde(skip)]
    retry_after: Option<i64>,
    #[serde(skip)]
    allow: Option<&'static str>,
}

impl Problem {
    pub(crate) fn new(status: u16, code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            title: title(status),
            status,
            code,
            detail: detail.into(),
            errors: serde_json::Value::Null,
            retry_after: None,
            allow: None,
        }
    }

    /// Adds what is wrong with each field.
    pub(crate) fn with_errors(mut self, errors: &impl Serialize) -> Self {
        self.errors = serde_json::to_value(errors).unwrap_or_default();
        self
    }

    /// Adds when to try again, in seconds.
    pub(crate) fn retry_after(mut self, seconds: i64) -> Self {
        self.retry_after = Some(seconds.max(1));
        self
    }

    pub(crate) fn not_found() -> Self {
        Self::new(404, "not_found", "There is nothing at this address.")
    }

    pub(crate) fn unknown_shop() -> Self {
        Self::new(
            404,
            "unknown_shop",
            "No shop of this name is served here; check the address against the setting SHOPS.",
        )
    }

    /// `allowed` as the header names them, such as `GET, POST`.
    pub(crate) fn method_not_allowed(allowed: &'static str) -> Self {
        let detail = format!("This address takes {allowed} only.");
        let mut problem = Self::new(405, "method_not_allowed", detail);
        problem.allow = Some(allowed);
        problem
    }

    pub(crate) fn too_large(limit: usize) -> Self {
        Self::new(
            413,
            "too_large",
            format!("The body may have at most {limit} bytes."),
        )
    }

    /// A fault of our own. What went wrong stays inside.
    pub(crate) fn internal() -> Self {
        Self::new(
            500,
            "internal",
            "Something went wrong on our side. Please try again.",
        )
    }

    pub(crate) fn answer(&self) -> Result<Response> {
        let body = serde_json::to_vec(self).unwrap_or_default();
        let mut response = ResponseBuilder::new()
            .with_status(self.status)
            .with_header("Content-Type", "application/problem+json")?
            .with_header("Cache-Control", "no-store")?;
        if let Some(seconds) = self.retry_after {
            response = response.with_header("Retry-After", &seconds.to_string())?;
        }
        if let Some(allowed) = self.allow {
            response = response.with_header("Allow", allowed)?;
        }
        Ok(response.fixed(body))
    }
}

fn title(status: u16) -> &'static str {
    match status {
        400 => "Bad request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not found",
        405 => "Method not allowed",
        409 => "Conflict",
        412 => "Precondition failed",
        413 => "Content too large",
        422 => "Unprocessable content",
        428 => "Precondition required",
        429 => "Too many requests",
        502 => "Bad gateway",
        503 => "Service unavailable",
        _ => "Internal server error",
    }
}

/// The answer, or a fault of our own in its place: for answers that need headers of their own.
pub(crate) fn or_internal(answer: Result<Response>) -> Result<Response> {
    answer.or_else(|error| {
        // What went wrong is for the log; it may name a binding, never a person.
        console_error!("request failed: {error}");
        Problem::internal().answer()
    })
}

/// JSON that is never cached.
pub(crate) fn json(status: u16, value: &impl Serialize) -> Result<Response> {
    let body = serde_json::to_vec(value)?;
    Ok(ResponseBuilder::new()
        .with_status(status)
        .with_header("Content-Type", "application/json")?
        .with_header("Cache-Control", "no-store")?
        .fixed(body))
}

/// An answer without a body.
pub(crate) fn empty(status: u16) -> Response {
    ResponseBuilder::new().with_status(status).empty()
}

/// Plain text.
pub(crate) fn text(status: u16, text: &str) -> Result<Response> {
    Ok(ResponseBuilder::new()
        .with_status(status)
        .with_header("Content-Type", "text/plain; charset=utf-8")?
        .with_header("Cache-Control", "no-store")?
        .fixed(text.as_bytes().to_vec()))
}

/// Opens an answer to pages of any origin: for what is public.
pub(crate) fn public(response: Response) -> Result<Response> {
    let headers = writable(&response)?;
    headers.set("Access-Control-Allow-Origin", "*")?;
    headers.set("Cross-Origin-Resource-Policy", "cross-origin")?;
    Ok(response.with_headers(headers))
}

/// Opens an answer to pages of one accepted origin.
pub(crate) fn for_origin(response: Response, origin: Option<&str>) -> Result<Response> {
    let headers = writable(&response)?;
    if let Some(origin) = origin {
        headers.set("Access-Control-Allow-Origin", origin)?;
    }
    headers.set("Vary", "Origin")?;
    Ok(response.with_headers(headers))
}
