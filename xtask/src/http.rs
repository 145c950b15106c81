//! Plain requests to what was started here.

use std::time::Duration;

use anyhow::{Context, Result};
use ureq::{Agent, Body, http::Response};

/// An answer, whatever its status.
#[derive(Debug)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The body as sent.
    pub body: Vec<u8>,
}

/// Gets `url`.
///
/// # Errors
/// When nothing answers within ten seconds. An error status is an answer.
pub fn get(url: &str) -> Result<Answer> {
    get_with(url, &[])
}

/// Gets `url` with headers.
pub(crate) fn get_with(url: &str, headers: &[(&str, &str)]) -> Result<Answer> {
    let mut request = agent().get(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    read(request.call(), "GET", url)
}

/// Puts `body` at `url`.
pub(crate) fn put(url: &str, headers: &[(&str, &str)], body: &[u8]) -> Result<Answer> {
    let mut request = agent().put(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    read(request.send(body), "PUT", url)
}

fn agent() -> Agent {
    Agent::config_builder()
        .timeout_global(Some(Duration::from_secs(10)))
        .http_status_as_error(false)
        .build()
        .into()
}

fn read(answer: Result<Response<Body>, ureq::Error>, method: &str, url: &str) -> Result<Answer> {
    let mut response = answer.with_context(|| format!("{method} {url}"))?;
    let body = response
        .body_mut()
        .read_to_vec()
        .with_context(|| format!("{method} {url}: body"))?;
    Ok(Answer {
        status: response.status().as_u16(),
        body,
    })
}
