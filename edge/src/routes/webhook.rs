//! Meta's webhooks: verified on their raw bytes, then handed whole to the books they concern.

use crate::book::client;
use crate::entry::Shell;
use crate::http::{self, Problem};
use crate::platform;
use crate::routes::body;
use futures_util::stream::{self, StreamExt};
use js_sys::{ArrayBuffer, Uint8Array};
use saludo_core::setup_check::{PROBE_ANSWER, is_probe};
use saludo_core::shops::{Concerned, Slug};
use saludo_core::signature::{self, Signature};
use saludo_core::webhook::{Keys, MAX_BODY, split};
use std::collections::{BTreeSet, HashMap};
use worker::{Headers, Request, Response, Result, console_error};

/// Meta's header with the signature.
pub(crate) const SIGNATURE: &str = "X-Hub-Signature-256";

/// Larger bodies are verified by WebCrypto, outside WebAssembly's memory, which never shrinks;
/// below, the crossing costs more than the hashing.
const COPY_UP_TO: u32 = 64 * 1024;

/// What an invocation may have open at a time.
const CONNECTIONS: usize = 6;

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

/// `POST`: 200 once every update is committed, also for what cannot be parsed.
pub(super) async fn receive(mut request: Request, shell: &Shell) -> Result<Response> {
    let header = request.headers().get(SIGNATURE)?.unwrap_or_default();
    let Ok(signature) = Signature::parse(&header) else {
        return Problem::new(
            401,
            "signature_missing",
            "The header X-Hub-Signature-256 must be sha256= and 64 hexadecimal digits.",
        )
        .answer();
    };
    let Some(body) = body::read_buffer(&mut request, MAX_BODY).await? else {
        return Problem::too_large(MAX_BODY).answer();
    };
    if !is_signed(&signature, &body, shell).await? {
        return Problem::new(
            401,
            "signature_wrong",
            "The signature is not that of this body under WHATSAPP_APP_SECRET.",
        )
        .answer();
    }
    if body.byte_length() <= COPY_UP_TO && is_probe(&Uint8Array::new(&body).to_vec()) {
        return http::text(200, PROBE_ANSWER);
    }
    let books = concerned(&body, shell);
    let mut commits = Vec::new();
    for slug in &books {
        let headers = headers_to_keep(&request, shell, &header)?;
        commits.push(client::post_webhook(shell, slug, headers, &body));
    }
    let mut answers = stream::iter(commits).buffer_unordered(CONNECTIONS);
    while let Some(answer) = answers.next().await {
        match answer {
            Ok(response) if response.status_code() == 200 => {}
            // Meta will send it again, and what was committed is known again by its keys.
            Ok(response) => {
                console_error!("a book answered {} to a webhook", response.status_code());
                return Problem::internal().answer();
            }
            Err(error) => {
                console_error!("a book did not take a webhook: {error}");
                return Problem::internal().answer();
            }
        }
    }
    http::text(200, "")
}

/// What a help desk needs beside the bytes; nothing where there is none.
fn headers_to_keep(request: &Request, shell: &Shell, signature: &str) -> Result<Headers> {
    let headers = Headers::new();
    if shell.config.forward_url.is_some() {
        headers.set(SIGNATURE, signature)?;
        let content_type = request.headers().get("Content-Type")?.unwrap_or_default();
        headers.set("Content-Type", &content_type)?;
    }
    Ok(headers)
}

async fn is_signed(signature: &Signature, body: &ArrayBuffer, shell: &Shell) -> Result<bool> {
    let secrets = shell.config.app_secrets.expose();
    if body.byte_length() <= COPY_UP_TO {
        return Ok(signature.signs(&Uint8Array::new(body).to_vec(), secrets));
    }
    for secret in secrets {
        if platform::hmac_signs(secret, body, signature.bytes()).await? {
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
    split(&bytes, &Keys::new(shell.config.hash_key.expose()))
        .iter()
        .flat_map(|update| {
            match shops.concerned(update.phone_number_id.as_deref(), update.waba_id.as_deref()) {
                Concerned::Shops(slugs) => slugs,
                Concerned::Unclaimed(first) => vec![first],
            }
        })
        .collect()
}
