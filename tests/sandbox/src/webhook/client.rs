//! The HTTP client that reaches the worker.

use std::time::Duration;

use axum::body::Bytes;
use axum::http::{Method, Request, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper_util::client::legacy::Client as HyperClient;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

/// An attempt without an answer after this long has failed.
const TIMEOUT: Duration = Duration::from_secs(20);
/// More of an answer than this is of no interest.
const ANSWER_LIMIT: usize = 1 << 20;
/// As Meta's webhooks introduce themselves.
const USER_AGENT: &str = "facebookexternalua";

/// Posts to the worker, with connections kept alive.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    http: HyperClient<HttpConnector, Full<Bytes>>,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Body, as far as it is text.
    pub body: String,
}

impl Client {
    pub(crate) fn new() -> Self {
        Self {
            http: HyperClient::builder(TokioExecutor::new()).build_http(),
        }
    }

    /// Posts a webhook body.
    pub(crate) async fn post(
        &self,
        url: &str,
        signature: Option<&str>,
        body: Bytes,
    ) -> Result<Answer, String> {
        let mut request = Request::builder()
            .method(Method::POST)
            .uri(url)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::USER_AGENT, USER_AGENT);
        if let Some(signature) = signature {
            request = request.header("X-Hub-Signature-256", signature);
        }
        self.send(request.body(Full::new(body))).await
    }

    /// Fetches a page.
    pub(crate) async fn get(&self, url: &str) -> Result<Answer, String> {
        let request = Request::builder()
            .uri(url)
            .header(header::USER_AGENT, USER_AGENT)
            .body(Full::default());
        self.send(request).await
    }

    async fn send(
        &self,
        request: Result<Request<Full<Bytes>>, axum::http::Error>,
    ) -> Result<Answer, String> {
        let request = request.map_err(|error| error.to_string())?;
        let exchange = async {
            let response = self
                .http
                .request(request)
                .await
                .map_err(|error| describe(&error))?;
            let status = response.status().as_u16();
            let body = Limited::new(response.into_body(), ANSWER_LIMIT)
                .collect()
                .await
                .map(http_body_util::Collected::to_bytes)
                .unwrap_or_default();
            Ok(Answer {
                status,
                body: String::from_utf8_lossy(&body).into_owned(),
            })
        };
        tokio::time::timeout(TIMEOUT, exchange)
            .await
            .unwrap_or_else(|_| Err(format!("no answer within {} s", TIMEOUT.as_secs())))
    }
}

/// An error with its causes, since hyper keeps "connection refused" in the innermost one.
fn describe(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
