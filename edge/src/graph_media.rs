//! Fetches from Meta what people sent: Graph names an address for an id, which is good for five
//! minutes and for who has the token.

use crate::entry::Shell;
use crate::http::Problem;
use futures_util::future::{Either, select};
use saludo_core::console::chat::{MAX_MEDIUM, is_graph_media_address};
use saludo_core::shops::{Shop, Slug};
use serde::Deserialize;
use std::pin::pin;
use std::time::Duration;
use worker::{
    AbortController, Delay, Fetch, Headers, Request, RequestInit, RequestRedirect, Response,
    Result, console_error,
};

/// Until Meta begins to answer; the bytes may take longer.
const PATIENCE: Duration = Duration::from_secs(15);

/// What Graph says of a medium.
#[derive(Debug, Deserialize)]
struct Node {
    url: String,
    #[serde(default)]
    mime_type: Option<String>,
    #[serde(default)]
    file_size: Option<u64>,
}

/// A medium whose bytes are on their way.
pub(crate) struct Arriving {
    pub(crate) response: Response,
    /// Its type, as Meta says.
    pub(crate) mime_type: Option<String>,
}

/// Asks for a medium of a shop's number, or a part of it as `range` says.
///
/// # Errors
/// A fault of our own; a refusal is a problem to be told.
pub(crate) async fn fetch(
    shell: &Shell,
    shop: (&Slug, &Shop),
    id: &str,
    range: Option<&str>,
) -> Result<std::result::Result<Arriving, Problem>> {
    let Some(url) = shell.config.media_url(shop.1, id) else {
        return Ok(Err(gone()));
    };
    let token = shell.config.access_token(shop.0).unwrap_or_default();
    let mut answer = get(&url, token, None).await?;
    let node = match answer.status_code() {
        200 => answer.json::<Node>().await.ok(),
        400 | 404 => return Ok(Err(gone())),
        status => {
            console_error!("Graph answered {status} to a question for a medium");
            None
        }
    };
    let Some(node) = node else {
        return Ok(Err(unavailable()));
    };
    if !is_graph_media_address(&node.url, &shell.config.graph_base_url) {
        console_error!("Graph named an address for a medium that is not Meta's");
        return Ok(Err(unavailable()));
    }
    if node.file_size.is_some_and(|size| size > MAX_MEDIUM) {
        return Ok(Err(too_large()));
    }
    let response = get(&node.url, token, range).await?;
    match response.status_code() {
        200 | 206 => {}
        404 | 410 => return Ok(Err(gone())),
        status => {
            console_error!("Meta answered {status} in place of a medium");
            return Ok(Err(unavailable()));
        }
    }
    let length = response.headers().get("Content-Length")?;
    let length = length.and_then(|length| length.parse::<u64>().ok());
    match length.or(node.file_size) {
        Some(length) if length <= MAX_MEDIUM => Ok(Ok(Arriving {
            response,
            mime_type: node.mime_type,
        })),
        // What does not say how long it is might have no end.
        _ => Ok(Err(too_large())),
    }
}

async fn get(url: &str, token: &str, range: Option<&str>) -> Result<Response> {
    let headers = Headers::new();
    headers.set("Authorization", &format!("Bearer {token}"))?;
    // Meta's servers of media refuse who does not say what they are.
    headers.set("User-Agent", "Saludo")?;
    if let Some(range) = range {
        headers.set("Range", range)?;
    }
    let mut init = RequestInit::new();
    init.with_headers(headers)
        // The token is for Meta alone, so no redirect is followed with it.
        .with_redirect(RequestRedirect::Manual);
    let request = Request::new_with_init(url, &init)?;
    let abort = AbortController::default();
    let signal = abort.signal();
    let fetch = Fetch::Request(request);
    let call = fetch.send_with_signal(&signal);
    match select(pin!(call), pin!(Delay::from(PATIENCE))).await {
        Either::Left((answer, _)) => answer,
        Either::Right(_) => {
            abort.abort();
            Response::error("", 504)
        }
    }
}

fn gone() -> Problem {
    Problem::new(
        404,
        "medium_gone",
        "WhatsApp does not have it any more; it keeps what people send for 7 days.",
    )
}

fn too_large() -> Problem {
    Problem::new(
        413,
        "medium_too_large",
        format!("It has more than {MAX_MEDIUM} bytes, or does not say how many."),
    )
}

fn unavailable() -> Problem {
    Problem::new(
        502,
        "medium_unavailable",
        "Meta does not give it at the moment. Please try again.",
    )
}
