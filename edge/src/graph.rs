//! Calls to Meta's Graph API that read or manage; what is sent to people goes through `sender`.

use crate::entry::Shell;
use futures_util::future::{Either, select};
use saludo_core::setup_check::{Read, unknown_field, without_field};
use serde_json::Value;
use std::pin::pin;
use std::time::Duration;
use url::form_urlencoded::Serializer;
use worker::{
    AbortController, AbortSignal, Delay, Fetch, Headers, Method, Request, RequestInit,
    RequestRedirect, Result, console_error, wasm_bindgen::JsValue,
};

/// Somebody waits for the page.
const PATIENCE: Duration = Duration::from_secs(8);
/// How many fields Graph may not know before the rest is given up.
const UNKNOWN_FIELDS: usize = 4;

/// What Graph answered.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

/// Reads `path` below the version, such as `123/subscribed_apps`. No parameter is logged: one of
/// them may be the token itself, which `debug_token` takes in its address, as Meta wants it.
pub(crate) async fn read<T>(
    shell: &Shell,
    token: &str,
    path: &str,
    parameters: &[(&str, &str)],
    parse: impl Fn(&Value) -> T,
) -> Read<T> {
    match call(shell, Method::Get, token, path, parameters, None).await {
        Some(answer) => Read::parse(answer.status, &answer.body, parse),
        None => Read::Silent,
    }
}

/// Reads fields of an object; those that this version of Graph does not know are done without.
pub(crate) async fn read_fields<T>(
    shell: &Shell,
    token: &str,
    path: &str,
    fields: &str,
    more: &[(&str, &str)],
    parse: impl Fn(&Value) -> T,
) -> Read<T> {
    let mut fields = fields.to_owned();
    for _ in 0..UNKNOWN_FIELDS {
        let mut parameters = more.to_vec();
        parameters.push(("fields", &fields));
        let answer = read(shell, token, path, &parameters, &parse).await;
        let Read::Refused(refusal) = &answer else {
            return answer;
        };
        let fewer = unknown_field(refusal).and_then(|unknown| without_field(&fields, unknown));
        match fewer {
            Some(fewer) => fields = fewer,
            None => return answer,
        }
    }
    Read::Silent
}

/// Posts JSON.
pub(crate) async fn post<T>(
    shell: &Shell,
    token: &str,
    path: &str,
    body: &Value,
    parse: impl FnOnce(&Value) -> T,
) -> Read<T> {
    match call(shell, Method::Post, token, path, &[], Some(body)).await {
        Some(answer) => Read::parse(answer.status, &answer.body, parse),
        None => Read::Silent,
    }
}

/// One call; nothing where no answer came in time.
async fn call(
    shell: &Shell,
    method: Method,
    token: &str,
    path: &str,
    parameters: &[(&str, &str)],
    body: Option<&Value>,
) -> Option<Answer> {
    let mut url = format!(
        "{}/{}/{path}",
        shell.config.graph_base_url, shell.config.graph_version
    );
    if !parameters.is_empty() {
        let mut query = Serializer::new(String::new());
        query.extend_pairs(parameters);
        url.push('?');
        url.push_str(&query.finish());
    }
    let abort = AbortController::default();
    let signal = abort.signal();
    let asked = ask(method, &url, token, body, &signal);
    match select(pin!(asked), pin!(Delay::from(PATIENCE))).await {
        Either::Left((Ok(answer), _)) => Some(answer),
        Either::Left((Err(_), _)) => {
            // The error may hold the address.
            console_error!("Graph was not reached");
            None
        }
        Either::Right(_) => {
            abort.abort();
            console_error!("Graph did not answer in time");
            None
        }
    }
}

async fn ask(
    method: Method,
    url: &str,
    token: &str,
    body: Option<&Value>,
    signal: &AbortSignal,
) -> Result<Answer> {
    let headers = Headers::new();
    headers.set("Authorization", &format!("Bearer {token}"))?;
    let mut init = RequestInit::new();
    if let Some(body) = body {
        headers.set("Content-Type", "application/json")?;
        init.with_body(Some(JsValue::from_str(&body.to_string())));
    }
    init.with_method(method)
        .with_headers(headers)
        // The token is for Graph alone, so no redirect is followed with it.
        .with_redirect(RequestRedirect::Manual);
    let request = Request::new_with_init(url, &init)?;
    let mut response = Fetch::Request(request).send_with_signal(signal).await?;
    Ok(Answer {
        status: response.status_code(),
        body: response.bytes().await?,
    })
}
