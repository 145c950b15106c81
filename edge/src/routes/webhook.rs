//! Meta's webhooks: verified on their raw bytes, then handed whole to the books they concern.

use crate::book::client;
use crate::entry::Shell;
use crate::headers;
use crate::http::{self, Problem};
use crate::platform;
use crate::routes::body;
use futures_util::stream::{self, StreamExt};
use js_sys::{ArrayBuffer, Uint8Array};
use saludo_core::setup_check::{PROBE_ANSWER, is_probe};
use saludo_core::shops::{Concerned, Slug};
use saludo_core::signature::{self, AppSecrets, Signature};
use saludo_core::webhook::{Keys, MAX_BODY, addressees};
use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeSet, HashMap};
use wasm_bindgen::JsValue;
use worker::{Headers, Request, Response, Result, console_error, web_sys};

/// Meta's header with the signature.
pub(crate) const SIGNATURE: &str = "X-Hub-Signature-256";

/// Larger bodies are verified by WebCrypto: machine code, and WebAssembly's memory, which never
/// shrinks, need not hold them. Below, the way there and back costs more than the hashing.
const COPY_UP_TO: u32 = 4 * 1024;

/// What an invocation may have open at a time.
const CONNECTIONS: usize = 6;

/// Where Meta posts.
const PATH: &str = "/webhooks/whatsapp";

thread_local! {
    /// The app's secrets, made ready: they do not change while an isolate lives.
    static SECRETS: OnceCell<AppSecrets> = const { OnceCell::new() };
    /// The same for WebCrypto.
    static KEYS: RefCell<Vec<JsValue>> = const { RefCell::new(Vec::new()) };
    /// How what was taken is answered.
    static TAKEN: OnceCell<web_sys::ResponseInit> = const { OnceCell::new() };
}

/// `GET`: Meta's handshake.
pub(super) fn handshake(request: &Request, shell: &Shell) -> Result<Response> {
    let query: HashMap<String, String> = request.url()?.query_pairs().into_owned().collect();
    let field = |name: &str| query.get(name).map(String::as_str);
    let challenge = signature::handshake(
        field("hub.mode"),
        field("hub.verify_token"),
        field("hub.challenge"),
        shell.config.verify_token.expose(),
    );
    match challenge {
        Some(challenge) => http::text(200, challenge),
        None => Problem::new(
            403,
            "handshake_refused",
            "Mode or verify token is not right; the token must be that of WHATSAPP_VERIFY_TOKEN.",
        )
        .answer(),
    }
}

/// Whether a request is a webhook. They come by the hundred a second, so nothing more is made of a
/// request before it is known.
pub(crate) fn is_one(request: &web_sys::Request) -> bool {
    let url = request.url();
    let after_scheme = url.split_once("://").map_or("", |(_, rest)| rest);
    let path = after_scheme
        .find('/')
        .and_then(|at| after_scheme.get(at..))
        .and_then(|path| path.split('?').next());
    path == Some(PATH) && request.method() == "POST"
}

/// `POST`: 200 once every update is committed, also for what cannot be parsed.
pub(crate) async fn answer(request: web_sys::Request, shell: &Shell) -> Result<web_sys::Response> {
    let problem = match receive(&request, shell).await {
        Ok(Answer::Taken) => return taken(),
        Ok(Answer::Probed) => return Ok(headers::finish(http::text(200, PROBE_ANSWER)?)?.into()),
        Ok(Answer::Refused(problem)) => Ok(problem.answer()?),
        Err(error) => Err(error),
    };
    Ok(headers::finish(http::or_internal(problem)?)?.into())
}

/// An answer without a body is no document, so it needs no more than this.
fn taken() -> Result<web_sys::Response> {
    TAKEN.with(|taken| {
        if taken.get().is_none() {
            let init = web_sys::ResponseInit::new();
            let headers = Headers::new();
            headers.set("Cache-Control", "no-store")?;
            headers::always(&headers)?;
            init.set_headers(&headers.0);
            // Nobody else can have set it meanwhile: an isolate has one thread.
            let _ = taken.set(init);
        }
        let init = taken.get().ok_or("there is no answer")?;
        Ok(web_sys::Response::new_with_opt_str_and_init(None, init)?)
    })
}

/// What became of a webhook.
enum Answer {
    Taken,
    Probed,
    Refused(Problem),
}

async fn receive(request: &web_sys::Request, shell: &Shell) -> Result<Answer> {
    let headers = Headers(request.headers());
    let header = headers.get(SIGNATURE)?.unwrap_or_default();
    let Ok(signature) = Signature::parse(&header) else {
        return Ok(Answer::Refused(Problem::new(
            401,
            "signature_missing",
            "The header X-Hub-Signature-256 must be sha256= and 64 hexadecimal digits.",
        )));
    };
    let Some(body) = body::read_buffer(request, &headers, MAX_BODY).await? else {
        return Ok(Answer::Refused(Problem::too_large(MAX_BODY)));
    };
    let copy = (body.byte_length() <= COPY_UP_TO).then(|| Uint8Array::new(&body).to_vec());
    let is_signed = match &copy {
        Some(copy) => signs(&signature, copy, shell),
        None => signs_large(&signature, &body, shell).await?,
    };
    if !is_signed {
        return Ok(Answer::Refused(Problem::new(
            401,
            "signature_wrong",
            "The signature is not that of this body under WHATSAPP_APP_SECRET.",
        )));
    }
    if copy.is_some_and(|copy| is_probe(&copy)) {
        return Ok(Answer::Probed);
    }
    let books = concerned(&body, shell);
    let mut commits = Vec::new();
    for slug in &books {
        let headers = headers_to_keep(&headers, shell, &header)?;
        commits.push(client::post_webhook(shell, slug, headers, &body));
    }
    let mut answers = stream::iter(commits).buffer_unordered(CONNECTIONS);
    while let Some(answer) = answers.next().await {
        match answer {
            Ok(200) => {}
            // Meta will send it again, and what was committed is known again by its keys.
            Ok(status) => {
                console_error!("a book answered {status} to a webhook");
                return Ok(Answer::Refused(Problem::internal()));
            }
            Err(error) => {
                console_error!("a book did not take a webhook: {error}");
                return Ok(Answer::Refused(Problem::internal()));
            }
        }
    }
    Ok(Answer::Taken)
}

/// What a help desk needs beside the bytes; nothing where there is none.
fn headers_to_keep(from: &Headers, shell: &Shell, signature: &str) -> Result<Headers> {
    let headers = Headers::new();
    if shell.config.forward_url.is_some() {
        headers.set(SIGNATURE, signature)?;
        let content_type = from.get("Content-Type")?.unwrap_or_default();
        headers.set("Content-Type", &content_type)?;
    }
    Ok(headers)
}

fn signs(signature: &Signature, body: &[u8], shell: &Shell) -> bool {
    SECRETS.with(|secrets| {
        let secrets = secrets.get_or_init(|| AppSecrets::new(shell.config.app_secrets.expose()));
        signature.signs(body, secrets)
    })
}

async fn signs_large(signature: &Signature, body: &ArrayBuffer, shell: &Shell) -> Result<bool> {
    let mut keys = KEYS.with_borrow(Clone::clone);
    if keys.is_empty() {
        for secret in shell.config.app_secrets.expose() {
            keys.push(platform::hmac_key(secret).await?);
        }
        KEYS.set(keys.clone());
    }
    for key in &keys {
        if platform::hmac_signs(key, body, signature.bytes()).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The books that a body concerns. With one shop there is nothing to look for, and the body stays
/// out of WebAssembly here.
fn concerned<'a>(body: &ArrayBuffer, shell: &'a Shell) -> BTreeSet<&'a Slug> {
    let shops = &shell.config.shops;
    if shops.iter().count() == 1 {
        return shops.iter().map(|(slug, _)| slug).collect();
    }
    let bytes = Uint8Array::new(body).to_vec();
    addressees(&bytes, &Keys::new(shell.config.hash_key.expose()))
        .iter()
        .flat_map(|(number, account)| {
            match shops.concerned(number.as_deref(), account.as_deref()) {
                Concerned::Shops(slugs) => slugs,
                Concerned::Unclaimed(first) => vec![first],
            }
        })
        .collect()
}
