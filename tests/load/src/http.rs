//! Requests to the worker, with connections kept alive as Meta keeps them.

use std::error::Error;
use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use axum::body::Bytes;
use axum::http::{Method, Request, Response};
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use serde_json::Value;

/// The development admin token.
const ADMIN_TOKEN: &str = "dev-admin-token";
pub(crate) const ADMIN: [(&str, &str); 1] = [("Authorization", "Bearer dev-admin-token")];

/// workerd closes a connection that nobody used for five seconds, and what is posted at that moment
/// is lost; one that is nearly as old is not used again.
const IDLE: Duration = Duration::from_secs(2);

/// The worker.
#[derive(Clone, Debug)]
pub(crate) struct Worker {
    client: Client<HttpConnector, Full<Bytes>>,
    base: String,
}

impl Worker {
    pub(crate) fn new(port: u16) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        Self {
            client: Client::builder(TokioExecutor::new())
                .pool_timer(TokioTimer::new())
                .pool_idle_timeout(IDLE)
                .build(connector),
            base: format!("http://127.0.0.1:{port}"),
        }
    }

    /// The status and the whole body.
    pub(crate) async fn ask(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Bytes,
    ) -> Result<(u16, Bytes)> {
        let answer = self.send(method, path, headers, body).await?;
        Ok((answer.status().as_u16(), answer.into_body()))
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Bytes,
    ) -> Result<Response<Bytes>> {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.base));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = self.client.request(request.body(Full::new(body))?).await;
        let (head, body) = answer
            .map_err(|error| {
                let cause = error.source().map(ToString::to_string).unwrap_or_default();
                anyhow!("{error}: {cause}")
            })?
            .into_parts();
        Ok(Response::from_parts(head, body.collect().await?.to_bytes()))
    }

    /// Signs in to the console as its page does; answers the session's cookie.
    pub(crate) async fn sign_in(&self) -> Result<String> {
        let headers = [
            ("Content-Type", "application/x-www-form-urlencoded"),
            ("Origin", self.base.as_str()),
        ];
        let body = Bytes::from(format!("token={ADMIN_TOKEN}&next=/admin"));
        let answer = self
            .send(Method::POST, "/admin/login", &headers, body)
            .await?;
        let cookie = answer.headers().get("Set-Cookie");
        let cookie = cookie.and_then(|cookie| cookie.to_str().ok()?.split(';').next());
        let why = || format!("signing in was answered {}", answer.status());
        Ok(cookie.with_context(why)?.to_owned())
    }

    /// A page's JSON.
    pub(crate) async fn json(&self, path: &str, headers: &[(&str, &str)]) -> Result<Value> {
        let (status, body) = self.ask(Method::GET, path, headers, Bytes::new()).await?;
        if status != 200 {
            return Err(anyhow!("GET {path} answered {status}"));
        }
        Ok(serde_json::from_slice(&body)?)
    }
}
