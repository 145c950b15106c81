//! Looks whether a shop's privacy notice is there: a statement with a dead link to it is not whole
//! (GDPR 13). See `saludo_core::settings::parse_privacy_link` for what may be opened.

use futures_util::future::{Either, select};
use saludo_core::config::Config;
use saludo_core::settings::parse_privacy_link;
use std::pin::pin;
use std::time::Duration;
use worker::{
    AbortController, AbortSignal, Delay, Fetch, Headers, Request, RequestInit, RequestRedirect,
    Response, Result, console_error,
};

/// Somebody waits for the answer, and shoppers would not wait longer for the page.
const PATIENCE: Duration = Duration::from_secs(5);
/// To the right name, to the language, to the page; more is a loop.
const MAX_REDIRECTS: usize = 5;

/// Opens the notice.
///
/// # Errors
/// Why it is not there, in words for the shop's owner.
pub(crate) async fn open(url: &str, config: &Config) -> std::result::Result<(), String> {
    let abort = AbortController::default();
    let signal = abort.signal();
    let look = follow(url, config, &signal);
    let found = match select(pin!(look), pin!(Delay::from(PATIENCE))).await {
        Either::Left((found, _)) => found,
        Either::Right(_) => Err("it did not answer within five seconds".to_owned()),
    };
    // Neither its text nor a late answer is of interest.
    abort.abort();
    found.map_err(|why| format!("{why}; give the address of a page that answers 200"))
}

async fn follow(
    url: &str,
    config: &Config,
    signal: &AbortSignal,
) -> std::result::Result<(), String> {
    let development = config.is_development();
    let read = |text: &str| parse_privacy_link(text, development);
    let own = url::Url::parse(&config.public_url).ok();
    let mut url = read(url).map_err(|error| error.to_string())?;
    for _ in 0..=MAX_REDIRECTS {
        if !development && own.as_ref().is_some_and(|own| own.host() == url.host()) {
            return Err("this worker has no notice of the shop's".to_owned());
        }
        let response = get(url.as_str(), signal).await.map_err(|error| {
            console_error!("a privacy notice was not reached: {error}");
            "it could not be reached".to_owned()
        })?;
        let status = response.status_code();
        if status == 200 {
            return Ok(());
        }
        let location = response.headers().get("Location").ok().flatten();
        let Some(location) = location.filter(|_| (300..400).contains(&status)) else {
            return Err(format!("it answered {status}"));
        };
        let next = url.join(&location).ok();
        url = next
            .and_then(|next| read(next.as_str()).ok())
            .ok_or("it redirects to what is no https address of a public site")?;
    }
    Err("it redirects too often".to_owned())
}

/// One request, with neither cookies nor anything else that says who asks.
async fn get(url: &str, signal: &AbortSignal) -> Result<Response> {
    let headers = Headers::new();
    headers.set("Accept", "text/html, */*;q=0.5")?;
    headers.set(
        "User-Agent",
        "Saludo (looks whether a privacy notice is there)",
    )?;
    let mut init = RequestInit::new();
    init.with_headers(headers)
        .with_redirect(RequestRedirect::Manual);
    let request = Request::new_with_init(url, &init)?;
    Fetch::Request(request).send_with_signal(signal).await
}
