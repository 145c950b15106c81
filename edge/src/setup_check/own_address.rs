//! Looks at our own address from within: Meta's handshake, a signed test delivery that changes
//! nothing, and the same with a wrong signature.
//!
//! Cloudflare does not let a worker reach itself by every one of its names (error 1042). Where the
//! way round is shut, the worker is asked directly: that shows the secrets and the routes, and
//! `cargo xtask doctor` looks at the rest from outside.

use crate::entry::Shell;
use crate::routes::webhook::SIGNATURE;
use futures_util::future::{Either, select};
use futures_util::join;
use saludo_core::setup_check::{PROBE_ANSWER, Probed, probe};
use saludo_core::signature::hmac_sha256;
use std::pin::pin;
use std::time::Duration;
use url::form_urlencoded::Serializer;
use worker::{
    Delay, Fetch, Headers, Method, Request, RequestInit, RequestRedirect, Response, Result,
    console_error, wasm_bindgen::JsValue,
};

/// Our own answer takes milliseconds.
const PATIENCE: Duration = Duration::from_secs(5);
/// Cloudflare's own errors before a request reaches anybody.
const CLOUDFLARE: std::ops::RangeInclusive<u16> = 520..=530;
/// What Cloudflare's plain error pages begin with.
const ERROR_CODE: &str = "error code: 1";
/// What the handshake is to answer.
const CHALLENGE: &str = "saludo-setup-check";

/// What became of the three.
pub(super) struct Probes {
    pub(super) handshake: Probed,
    pub(super) delivery: Probed,
    pub(super) forgery: Probed,
}

pub(super) struct OwnAddress<'a> {
    shell: &'a Shell,
    url: String,
}

/// One request to ourselves.
struct Knock {
    method: Method,
    url: String,
    /// Body and signature.
    body: Option<(String, String)>,
}

impl<'a> OwnAddress<'a> {
    pub(super) fn new(shell: &'a Shell) -> Self {
        Self {
            shell,
            url: format!("{}/webhooks/whatsapp", shell.config.public_url),
        }
    }

    /// All three, at the same time.
    pub(super) async fn probe(&self) -> Probes {
        let secrets = self.shell.config.app_secrets.expose();
        let secret = secrets.first().map_or("", String::as_str);
        let handshake = self.handshake();
        let right = delivery(&self.url, secret.as_bytes());
        // A key that no app has.
        let wrong = delivery(
            &self.url,
            &hmac_sha256(secret.as_bytes(), b"not the secret"),
        );
        let (handshake, delivery, forgery) = join!(
            self.knock(&handshake, |status, text| status == 200
                && text == CHALLENGE),
            self.knock(&right, |status, text| status == 200 && text == PROBE_ANSWER),
            self.knock(&wrong, |status, _| status == 401),
        );
        Probes {
            handshake,
            delivery,
            forgery,
        }
    }

    fn handshake(&self) -> Knock {
        let query = Serializer::new(String::new())
            .append_pair("hub.mode", "subscribe")
            .append_pair("hub.challenge", CHALLENGE)
            .append_pair("hub.verify_token", self.shell.config.verify_token.expose())
            .finish();
        Knock {
            method: Method::Get,
            url: format!("{}?{query}", self.url),
            body: None,
        }
    }

    async fn knock(&self, knock: &Knock, is_good: impl Fn(u16, &str) -> bool) -> Probed {
        match within(outside(knock)).await {
            Some((status, text)) if is_good(status, &text) => return Probed::Good,
            Some((status, text))
                if !CLOUDFLARE.contains(&status) && !text.starts_with(ERROR_CODE) =>
            {
                return Probed::Other(status);
            }
            _ => {}
        }
        match within(self.inside(knock)).await {
            Some((status, text)) if is_good(status, &text) => Probed::Inside,
            Some((status, _)) => Probed::Other(status),
            None => Probed::Silent,
        }
    }

    async fn inside(&self, knock: &Knock) -> Result<(u16, String)> {
        let itself = self.shell.env.service("SELF")?;
        said(itself.fetch_request(request(knock)?).await?).await
    }
}

fn delivery(url: &str, secret: &[u8]) -> Knock {
    let body = probe();
    let signature = hex::encode(hmac_sha256(secret, body.as_bytes()));
    Knock {
        method: Method::Post,
        url: url.to_owned(),
        body: Some((body, format!("sha256={signature}"))),
    }
}

async fn outside(knock: &Knock) -> Result<(u16, String)> {
    said(Fetch::Request(request(knock)?).send().await?).await
}

async fn said(mut response: Response) -> Result<(u16, String)> {
    Ok((response.status_code(), response.text().await?))
}

fn request(knock: &Knock) -> Result<Request> {
    let headers = Headers::new();
    let mut init = RequestInit::new();
    if let Some((body, signature)) = &knock.body {
        headers.set("Content-Type", "application/json")?;
        headers.set(SIGNATURE, signature)?;
        init.with_body(Some(JsValue::from_str(body)));
    }
    init.with_method(knock.method.clone())
        .with_headers(headers)
        // The verify token is for ourselves alone.
        .with_redirect(RequestRedirect::Manual);
    Request::new_with_init(&knock.url, &init)
}

/// What was answered in time.
async fn within(answer: impl Future<Output = Result<(u16, String)>>) -> Option<(u16, String)> {
    match select(pin!(answer), pin!(Delay::from(PATIENCE))).await {
        Either::Left((Ok(said), _)) => Some(said),
        // The error may hold the address, and that the verify token.
        Either::Left((Err(_), _)) => {
            console_error!("our own address was not reached from within");
            None
        }
        Either::Right(_) => None,
    }
}
