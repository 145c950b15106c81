//! Plain GET requests to what was started here.

use std::time::Duration;

use anyhow::{Context, Result};

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
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_global(Some(Duration::from_secs(10)))
        .http_status_as_error(false)
        .build()
        .into();
    let mut response = agent
        .get(url)
        .call()
        .with_context(|| format!("GET {url}"))?;
    let body = response
        .body_mut()
        .read_to_vec()
        .with_context(|| format!("GET {url}: body"))?;
    Ok(Answer {
        status: response.status().as_u16(),
        body,
    })
}
