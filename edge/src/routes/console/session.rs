//! Who has signed in: the cookie, and what the book knows of it.

use super::form::Form;
use crate::book::client;
use crate::entry::Shell;
use crate::routes::find as shop;
use saludo_core::console::access::{Known, Seen};
use saludo_core::console::session::Cookie;
use saludo_core::console::{Lang, User};
use saludo_core::shops::Slug;
use worker::{Error, Request, Result};

/// `Strict`: no other site's link or form comes with it.
const COOKIE: &str = "__Host-saludo-session";

/// A visitor of whom nothing is known yet.
pub(super) struct Guest {
    /// The language that the address asks for.
    pub(super) lang_asked: Option<Lang>,
    /// That, or what the browser asks for.
    pub(super) lang: Lang,
    /// What the address asks for.
    pub(super) query: Form,
    /// The address below the root, with its query.
    pub(super) address: String,
}

impl Guest {
    pub(super) fn of(request: &Request) -> Result<Self> {
        let url = request.url()?;
        let query = Form::parse(url.query().unwrap_or_default().as_bytes());
        let accepted = request
            .headers()
            .get("Accept-Language")?
            .unwrap_or_default();
        let lang_asked = query.get("lang").and_then(Lang::parse);
        Ok(Self {
            lang_asked,
            lang: lang_asked.unwrap_or_else(|| Lang::accepted(&accepted)),
            address: url[url::Position::BeforePath..url::Position::AfterQuery].to_owned(),
            query,
        })
    }
}

/// Somebody who has signed in.
pub(in crate::routes) struct SignedIn {
    pub(in crate::routes) user: User,
    /// The language that they chose.
    pub(super) lang: Option<Lang>,
    /// The session's number in the book of `home`.
    pub(super) session: Option<i64>,
    /// The shop whose book has the session.
    pub(super) home: Slug,
    /// The shop of their token; nothing where it is the worker's.
    shop: Option<Slug>,
}

impl SignedIn {
    /// The shops that they may open.
    pub(super) fn shops(&self, shell: &Shell) -> Vec<Slug> {
        let all = shell.config.shops.iter().map(|(slug, _)| slug);
        all.filter(|slug| self.may_open(slug)).cloned().collect()
    }

    pub(in crate::routes) fn may_open(&self, slug: &Slug) -> bool {
        self.shop.as_ref().is_none_or(|own| own == slug)
    }
}

/// Finds who sent a request. `lang` is the language that they ask for from now on.
pub(in crate::routes) async fn find(
    request: &Request,
    shell: &Shell,
    lang: Option<Lang>,
) -> Result<Option<SignedIn>> {
    let Some(cookie) = cookie(request, shell)? else {
        return Ok(None);
    };
    // A shop that is no longer served has no book to ask.
    let Some((home, _)) = shop(shell, cookie.home.as_str()) else {
        return Ok(None);
    };
    let body = serde_json::to_vec(&Seen {
        id: cookie.id,
        lang,
    })?;
    let mut answer = client::post_slice(shell, home, "/console/access/seen", &body).await?;
    match answer.status_code() {
        200 => {
            let known: Known = answer.json().await?;
            Ok(Some(SignedIn {
                user: User {
                    name: known.name,
                    role: known.role,
                },
                lang: known.lang,
                session: known.session,
                shop: (!known.is_workers).then(|| home.clone()),
                home: home.clone(),
            }))
        }
        404 => Ok(None),
        status => Err(Error::from(format!("a book answered {status}"))),
    }
}

/// The session that a request names, if we signed it.
pub(super) fn cookie(request: &Request, shell: &Shell) -> Result<Option<Cookie>> {
    let value = value(request)?;
    Ok(value.and_then(|value| Cookie::read(&value, shell.config.admin_token.expose())))
}

/// Whether a request names a session, good or not.
pub(super) fn is_named(request: &Request) -> Result<bool> {
    Ok(value(request)?.is_some())
}

fn value(request: &Request) -> Result<Option<String>> {
    let all = request.headers().get("Cookie")?.unwrap_or_default();
    let mut pairs = all
        .split(';')
        .filter_map(|pair| pair.trim().split_once('='));
    Ok(pairs
        .find(|(name, _)| *name == COOKIE)
        .map(|(_, value)| value.to_owned()))
}

/// The header that keeps or, with no seconds, ends a session.
pub(super) fn set_cookie(value: &str, seconds: i64) -> String {
    format!("{COOKIE}={value}; Max-Age={seconds}; Path=/; Secure; HttpOnly; SameSite=Strict")
}
