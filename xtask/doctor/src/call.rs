//! Requests, with every status an answer.

use std::time::Duration;

use ureq::{Agent, Body, http::Response};

/// The check from within asks Meta, which may take its time.
const PATIENCE: Duration = Duration::from_secs(45);

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
    headers: ureq::http::HeaderMap,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default()
    }

    /// What the worker says is wrong, where it does.
    pub(crate) fn detail(&self) -> Option<String> {
        let problem: serde_json::Value = serde_json::from_str(&self.body).ok()?;
        problem["detail"].as_str().map(str::to_owned)
    }
}

/// Who calls, and whom.
#[derive(Debug)]
pub(crate) struct Caller {
    agent: Agent,
    base: String,
}

impl Caller {
    pub(crate) fn new(base: &str) -> Self {
        let agent = Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .http_status_as_error(false)
            // The token is for the worker alone; and what redirects is not the worker.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .user_agent("saludo-doctor")
            .build();
        Self {
            agent: agent.into(),
            base: base.to_owned(),
        }
    }

    pub(crate) fn get(&self, path: &str, headers: &[(&str, &str)]) -> Result<Answer, String> {
        let mut request = self.agent.get(format!("{}{path}", self.base));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        read(request.call())
    }

    pub(crate) fn post(&self, path: &str, body: &str) -> Result<Answer, String> {
        let request = self.agent.post(format!("{}{path}", self.base));
        read(request.content_type("application/json").send(body))
    }

    pub(crate) fn preflight(&self, path: &str, origin: &str) -> Result<Answer, String> {
        let request = self.agent.options(format!("{}{path}", self.base));
        let request = request
            .header("Origin", origin)
            .header("Access-Control-Request-Method", "POST");
        read(request.call())
    }
}

fn read(answer: Result<Response<Body>, ureq::Error>) -> Result<Answer, String> {
    let mut response = answer.map_err(|error| error.to_string())?;
    let body = response.body_mut().read_to_string();
    Ok(Answer {
        status: response.status().as_u16(),
        headers: response.headers().clone(),
        body: body.map_err(|error| error.to_string())?,
    })
}
