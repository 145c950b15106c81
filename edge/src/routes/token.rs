//! The admin token, and how guessing it is made slow: a network that failed too often has every
//! token refused for a while, the right one too. (Else whoever guesses would learn from the one
//! answer that differs, however fast they guess.)

use crate::entry::Shell;
use crate::http::Problem;
use crate::platform;
use saludo_core::network::limit_key;
use saludo_core::signature::same_secret;
use saludo_core::time::{MINUTE, Millis, SECOND};
use std::cell::RefCell;
use std::collections::HashMap;
use worker::{Request, Result};

/// How long a network is refused that failed too often.
const BARRED_FOR: Millis = MINUTE;
/// Networks that are remembered at a time. Who has more has other ways.
const REMEMBERED: usize = 10_000;

thread_local! {
    /// The networks that are refused, and until when. Each isolate learns of them by itself, since
    /// the platform's limit can be asked only by counting one more.
    static BARRED: RefCell<HashMap<String, Millis>> = RefCell::default();
}

/// Lets in who brings the admin token.
pub(super) async fn refuse(request: &Request, shell: &Shell) -> Result<Option<Problem>> {
    let address = request
        .headers()
        .get("CF-Connecting-IP")?
        .unwrap_or_default();
    let now = platform::now();
    let network = limit_key(shell.config.hash_key.expose(), now, &address);
    if let Some(until) = barred_until(&network, now) {
        return Ok(Some(too_many(until - now)));
    }
    let given = request.headers().get("Authorization")?.unwrap_or_default();
    let token = given.strip_prefix("Bearer ").unwrap_or_default();
    if same_secret(token, shell.config.admin_token.expose()) {
        return Ok(None);
    }
    let limit = shell.env.rate_limiter("ADMIN_LIMIT")?;
    if limit.limit(network.clone()).await?.success {
        return Ok(Some(Problem::new(
            401,
            "unauthorized",
            "Send the admin token as: Authorization: Bearer …",
        )));
    }
    bar(network, now);
    Ok(Some(too_many(BARRED_FOR)))
}

fn barred_until(network: &str, now: Millis) -> Option<Millis> {
    let until = BARRED.with_borrow(|barred| barred.get(network).copied());
    until.filter(|until| *until > now)
}

fn bar(network: String, now: Millis) {
    BARRED.with_borrow_mut(|barred| {
        if barred.len() >= REMEMBERED {
            barred.retain(|_, until| *until > now);
        }
        if barred.len() < REMEMBERED {
            barred.insert(network, now + BARRED_FOR);
        }
    });
}

fn too_many(wait: Millis) -> Problem {
    Problem::new(
        429,
        "too_many_requests",
        "Too many failed sign-ins from this network. Please try again in a minute.",
    )
    .retry_after(wait / SECOND)
}
