//! Who asks the shop's API, and how guessing tokens is made slow: a network that failed too often
//! has every token refused for a while, the right one too. (Else whoever guesses would learn from
//! the one answer that differs, however fast they guess.)

use crate::book::{OWNER, client};
use crate::entry::Shell;
use crate::http::Problem;
use crate::platform;
use crate::routes::console::session;
use crate::routes::origin::is_from_own_page;
use saludo_core::console::access::{Known, shop_of};
use saludo_core::console::{Role, User};
use saludo_core::network::limit_key;
use saludo_core::shops::Slug;
use saludo_core::signature::same_secret;
use saludo_core::time::{MINUTE, Millis, SECOND};
use std::cell::RefCell;
use std::collections::HashMap;
use worker::{Method, Request, Result};

/// How long a network is refused that failed too often.
const BARRED_FOR: Millis = MINUTE;
/// Networks that are remembered at a time. Who has more has other ways.
const REMEMBERED: usize = 10_000;

thread_local! {
    /// The networks that are refused, and until when. Each isolate learns of them by itself, since
    /// the platform's limit can be asked only by counting one more.
    static BARRED: RefCell<HashMap<String, Millis>> = RefCell::default();
}

/// Where a request comes from, as the limit counts it.
pub(super) struct Network {
    key: String,
    now: Millis,
}

/// For how many seconds a network is refused.
#[derive(Debug, Clone, Copy)]
pub(super) struct Barred(pub(super) i64);

impl Network {
    /// Finds out, and whether it is refused.
    pub(super) fn of(
        request: &Request,
        shell: &Shell,
    ) -> Result<std::result::Result<Self, Barred>> {
        let address = request
            .headers()
            .get("CF-Connecting-IP")?
            .unwrap_or_default();
        let now = platform::now();
        let key = limit_key(shell.config.hash_key.expose(), now, &address);
        let until = BARRED.with_borrow(|barred| barred.get(&key).copied());
        Ok(match until.filter(|until| *until > now) {
            Some(until) => Err(barred_for(until - now)),
            None => Ok(Self { key, now }),
        })
    }

    /// Counts a failed sign-in. Too many, and the network is refused from now on.
    pub(super) async fn failed(self, shell: &Shell) -> Result<std::result::Result<(), Barred>> {
        let limit = shell.env.rate_limiter("ADMIN_LIMIT")?;
        if limit.limit(self.key.clone()).await?.success {
            return Ok(Ok(()));
        }
        bar(self.key, self.now);
        Ok(Err(barred_for(BARRED_FOR)))
    }
}

fn barred_for(wait: Millis) -> Barred {
    Barred((wait / SECOND).max(1))
}

/// Who asks about a shop: with a token, or from a page of the console.
pub(super) async fn user(
    request: &Request,
    shell: &Shell,
    slug: Option<&Slug>,
) -> Result<std::result::Result<User, Problem>> {
    let network = match Network::of(request, shell)? {
        Ok(network) => network,
        Err(barred) => return Ok(Err(too_many(barred))),
    };
    let known = match request.headers().get("Authorization")? {
        Some(given) => {
            let token = given.strip_prefix("Bearer ").unwrap_or_default();
            of_token(shell, slug, token).await?
        }
        None if is_from_console(request, shell)? => session::find(request, shell, None)
            .await?
            .filter(|signed_in| slug.is_none_or(|slug| signed_in.may_open(slug)))
            .map(|signed_in| signed_in.user),
        None => None,
    };
    if let Some(user) = known {
        return Ok(Ok(user));
    }
    Ok(Err(match network.failed(shell).await? {
        Ok(()) => Problem::new(
            401,
            "unauthorized",
            "Send the admin token, or one of the shop's own, as: Authorization: Bearer …",
        ),
        Err(barred) => too_many(barred),
    }))
}

/// The holder of `ADMIN_TOKEN`, who has all shops. No session serves: those are of some shops.
pub(super) async fn owner(
    request: &Request,
    shell: &Shell,
) -> Result<std::result::Result<User, Problem>> {
    if request.headers().get("Authorization")?.is_some() {
        return user(request, shell, None).await;
    }
    Ok(Err(Problem::new(
        401,
        "unauthorized",
        "Send the admin token as: Authorization: Bearer …",
    )))
}

async fn of_token(shell: &Shell, slug: Option<&Slug>, token: &str) -> Result<Option<User>> {
    if same_secret(token, shell.config.admin_token.expose()) {
        return Ok(Some(User {
            name: OWNER.to_owned(),
            role: Role::Owner,
        }));
    }
    // A token names its shop, so no other's book is asked about it.
    let Some(slug) = slug.filter(|slug| shop_of(token).as_ref() == Some(slug)) else {
        return Ok(None);
    };
    let body = serde_json::to_vec(token)?;
    let mut answer = client::post_slice(shell, slug, "/console/access/token", &body).await?;
    if answer.status_code() == 404 {
        return Ok(None);
    }
    let known: Known = answer.json().await?;
    Ok(Some(User {
        name: known.name,
        role: known.role,
    }))
}

/// Whether a page of ours asks: browsers name the origin of all that changes something, and say of
/// a link or a download that it comes from the same origin.
fn is_from_console(request: &Request, shell: &Shell) -> Result<bool> {
    let headers = request.headers();
    let is_look = matches!(request.method(), Method::Get | Method::Head);
    if is_look && headers.get("Origin")?.is_none() {
        let site = headers.get("Sec-Fetch-Site")?;
        return Ok(site.as_deref() == Some("same-origin"));
    }
    is_from_own_page(request, shell)
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

fn too_many(Barred(seconds): Barred) -> Problem {
    Problem::new(
        429,
        "too_many_requests",
        "Too many failed sign-ins from this network. Please try again in a minute.",
    )
    .retry_after(seconds)
}
