//! How the rest of the worker talks to a book.

use crate::entry::Shell;
use crate::internal::{Handed, Report};
use crate::platform;
use js_sys::Uint8Array;
use saludo_core::browser::Browser;
use saludo_core::config::Config;
use saludo_core::shops::Slug;
use wasm_bindgen::JsValue;
use worker::{Env, Headers, Method, Request, Response, Result, web_sys};

/// Tells a book which shop it is, which its own id does not.
pub(super) const SHOP: &str = "X-Saludo-Shop";
/// Family and major version of the browser behind a post.
pub(super) const BROWSER: &str = "X-Saludo-Browser";
/// Names the token of whoever asks, percent-encoded: names may hold any letters.
pub(super) const BY: &str = "X-Saludo-By";

pub(crate) async fn get(shell: &Shell, slug: &Slug, path: &str) -> Result<Response> {
    call(shell, slug, Method::Get, path, None).await
}

pub(crate) async fn delete(shell: &Shell, slug: &Slug, path: &str) -> Result<Response> {
    call(shell, slug, Method::Delete, path, None).await
}

pub(crate) async fn put(shell: &Shell, slug: &Slug, path: &str, body: &str) -> Result<Response> {
    call(shell, slug, Method::Put, path, Some(body.into())).await
}

/// Tells a book to work off what is due.
pub(super) async fn work(env: &Env, config: &Config, slug: &Slug) -> Result<()> {
    let (method, headers) = (Method::Post, Headers::new());
    call_book(env, config, slug, "/work", method, headers, None).await?;
    Ok(())
}

/// Tells a book what became of a message. Answers the book's status.
pub(crate) async fn report(
    env: &Env,
    config: &Config,
    slug: &Slug,
    report: &Report,
) -> Result<u16> {
    let body = serde_json::to_string(report)?;
    let (method, headers, body) = (Method::Post, Headers::new(), Some(body.into()));
    let answer = call_book(env, config, slug, "/report", method, headers, body).await?;
    Ok(answer.status())
}

/// Tells a book what became of an item for one of the shop's receivers. Answers the book's status.
pub(crate) async fn report_handed(
    env: &Env,
    config: &Config,
    slug: &Slug,
    handed: &Handed,
) -> Result<u16> {
    let body = serde_json::to_string(handed)?;
    let (method, headers, body) = (Method::Post, Headers::new(), Some(body.into()));
    let answer = call_book(env, config, slug, "/handed", method, headers, body).await?;
    Ok(answer.status())
}

/// The stable word of a post that came after the shop's limit of numbers to ask.
pub(crate) const REQUEST_LIMIT: &str = "request_limit";

/// How an opt-in is to be confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OptInPath {
    /// By a message of the shopper's own.
    WhatsApp,
    /// By asking the typed number. Only for posts of the hosted page that passed the check against
    /// robots.
    AskNumber,
}

impl OptInPath {
    fn path(self) -> &'static str {
        match self {
            Self::WhatsApp => "/opt-ins",
            Self::AskNumber => "/opt-ins/asked",
        }
    }
}

/// Posts an opt-in. Of the request that brought it the book learns the browser, and no more.
pub(crate) async fn post_opt_in(
    shell: &Shell,
    slug: &Slug,
    brought_by: &Request,
    opt_in: &[u8],
    path: OptInPath,
) -> Result<Response> {
    let headers = Headers::new();
    let user_agent = brought_by.headers().get("User-Agent")?;
    if let Some(browser) = user_agent.as_deref().and_then(Browser::of) {
        headers.set(BROWSER, &browser.to_string())?;
    }
    let (path, body) = (path.path(), Some(Uint8Array::from(opt_in).into()));
    let (env, config) = (&shell.env, &shell.config);
    let answer = call_book(env, config, slug, path, Method::Post, headers, body).await?;
    Ok(answer.into())
}

pub(crate) async fn post_slice(
    shell: &Shell,
    slug: &Slug,
    path: &str,
    body: &[u8],
) -> Result<Response> {
    let body = Uint8Array::from(body).into();
    call(shell, slug, Method::Post, path, Some(body)).await
}

/// Posts a webhook's bytes, which JavaScript holds, without copying them through WebAssembly.
/// `headers` are those that a help desk needs with them. Answers the book's status.
pub(crate) async fn post_webhook(
    shell: &Shell,
    slug: &Slug,
    headers: Headers,
    body: &js_sys::ArrayBuffer,
) -> Result<u16> {
    let (method, body) = (Method::Post, Some(body.clone().into()));
    let (env, config) = (&shell.env, &shell.config);
    let answer = call_book(env, config, slug, "/webhook", method, headers, body).await?;
    Ok(answer.status())
}

async fn call(
    shell: &Shell,
    slug: &Slug,
    method: Method,
    path: &str,
    body: Option<JsValue>,
) -> Result<Response> {
    let headers = Headers::new();
    if let Some(by) = &shell.by {
        let by: String = url::form_urlencoded::byte_serialize(by.as_bytes()).collect();
        headers.set(BY, &by)?;
    }
    let (env, config) = (&shell.env, &shell.config);
    let answer = call_book(env, config, slug, path, method, headers, body).await?;
    Ok(answer.into())
}

/// In the platform's own terms: webhooks pass through here by the hundred a second, and the crate's
/// requests and answers ask JavaScript for more than is looked at.
async fn call_book(
    env: &Env,
    config: &Config,
    slug: &Slug,
    path: &str,
    method: Method,
    headers: Headers,
    body: Option<JsValue>,
) -> Result<web_sys::Response> {
    headers.set(SHOP, slug.as_str())?;
    let init = web_sys::RequestInit::new();
    init.set_method(method.as_ref());
    init.set_headers(&headers.0);
    if let Some(body) = &body {
        init.set_body(body);
    }
    let is_development = config.is_development();
    platform::book(env, config.jurisdiction, is_development, slug.as_str())?
        .fetch(&format!("https://book{path}"), &init)
        .await
}
