//! Requests, with every answer an answer, whatever its status.

use serde_json::Value;
use std::collections::BTreeMap;
use std::io::Read;
use std::time::Duration;
use ureq::http::{Request, Response};
use ureq::{Agent, SendBody};

/// An answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers, by small name.
    pub headers: BTreeMap<String, String>,
    /// The body.
    pub text: String,
}

impl Answer {
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    /// A header, empty where it is missing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    /// The status and the stable word of a problem.
    pub fn problem(&self) -> (u16, String) {
        assert_eq!(
            self.header("content-type"),
            "application/problem+json",
            "{self:?}"
        );
        let code = self.json()["code"].as_str().unwrap_or_default().to_owned();
        (self.status, code)
    }

    /// The fields that a problem names.
    pub fn wrong_fields(&self) -> Vec<String> {
        let problem = self.json();
        let errors = problem["errors"].as_array().cloned().unwrap_or_default();
        errors
            .iter()
            .map(|error| error["field"].as_str().unwrap_or_default().to_owned())
            .collect()
    }
}

/// Sends a request.
pub fn send(method: &str, url: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
    read(response(method, url, headers, body))
}

/// Sends a body as it is read: in chunks, unless a header tells its length.
pub fn send_from(method: &str, url: &str, headers: &[(&str, &str)], mut body: impl Read) -> Answer {
    let mut request = Request::builder().method(method).uri(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let body = SendBody::from_reader(&mut body);
    let sent = agent().run(request.body(body).expect("a request"));
    read(sent.unwrap_or_else(|error| panic!("{method} {url}: {error}")))
}

/// Gets a file that is no text.
pub fn bytes(url: &str) -> Vec<u8> {
    let mut response = response("GET", url, &[], b"");
    assert_eq!(response.status().as_u16(), 200, "{url}");
    response.body_mut().read_to_vec().expect("a whole file")
}

/// Gets a file that is no text, for its headers.
pub fn response_headers(url: &str) -> Answer {
    let response = response("GET", url, &[], b"");
    let (head, _) = response.into_parts();
    read(Response::from_parts(head, ureq::Body::builder().data("")))
}

fn response(
    method: &str,
    url: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Response<ureq::Body> {
    try_send(method, url, headers, body).unwrap_or_else(|error| panic!("{method} {url}: {error}"))
}

fn try_send(
    method: &str,
    url: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Result<Response<ureq::Body>, ureq::Error> {
    let agent = agent();
    let mut request = Request::builder().method(method).uri(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    if body.is_empty() && matches!(method, "GET" | "HEAD" | "OPTIONS") {
        agent.run(request.body(()).expect("a request"))
    } else {
        agent.run(request.body(body).expect("a request"))
    }
}

/// Posts to a server that may be killed meanwhile: nothing where no whole answer came.
pub fn attempt(url: &str, headers: &[(&str, &str)], body: &[u8]) -> Option<Answer> {
    let mut response = try_send("POST", url, headers, body).ok()?;
    let text = response.body_mut().read_to_string().ok()?;
    Some(answer(&response, text))
}

fn agent() -> Agent {
    Agent::config_builder()
        .timeout_global(Some(Duration::from_mins(1)))
        .http_status_as_error(false)
        .max_redirects(0)
        .allow_non_standard_methods(true)
        .build()
        .into()
}

fn read(mut response: Response<ureq::Body>) -> Answer {
    let text = response.body_mut().read_to_string().unwrap_or_default();
    answer(&response, text)
}

fn answer(response: &Response<ureq::Body>, text: String) -> Answer {
    let headers = response
        .headers()
        .iter()
        .map(|(name, value)| {
            (
                name.as_str().to_owned(),
                String::from_utf8_lossy(value.as_bytes()).into_owned(),
            )
        })
        .collect();
    Answer {
        status: response.status().as_u16(),
        headers,
        text,
    }
}

/// Gets an address.
pub fn get(url: &str) -> Answer {
    send("GET", url, &[], b"")
}

/// Posts JSON.
pub fn post(url: &str, body: &Value) -> Answer {
    send(
        "POST",
        url,
        &[("Content-Type", "application/json")],
        body.to_string().as_bytes(),
    )
}
