//! Who has signed in: the cookie, and what the book knows of it.

use super::form::Form;
use crate::entry::Shell;
use saludo_core::console::session::Cookie;
use saludo_core::console::{Lang, Role, User};
use saludo_core::shops::Slug;
use worker::{Request, Result};

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
pub(super) struct SignedIn {
    pub(super) user: User,
    /// The language that they chose.
    pub(super) lang: Option<Lang>,
    /// The shop of their token; nothing where it is the worker's.
    shop: Option<Slug>,
}

impl SignedIn {
    /// The shops that they may open.
    pub(super) fn shops(&self, shell: &Shell) -> Vec<Slug> {
        let all = shell.config.shops.iter().map(|(slug, _)| slug);
        all.filter(|slug| self.may_open(slug)).cloned().collect()
    }

    pub(super) fn may_open(&self, slug: &Slug) -> bool {
        self.shop.as_ref().is_none_or(|own| own == slug)
    }
}

/// Finds who sent a request. `lang` is the language that they ask for from now on.
pub(super) async fn find(
    request: &Request,
    shell: &Shell,
    lang: Option<Lang>,
) -> Result<Option<SignedIn>> {
    let Some(_cookie) = cookie(request, shell)? else {
        return Ok(None);
    };
    Ok(Some(SignedIn {
        user: User {
            name: "owner".to_owned(),
            role: Role::Owner,
        },
        lang,
        shop: None,
    }))
}

/// The session that a request names, if we signed it.
pub(super) fn cookie(request: &Request, shell: &Shell) -> Result<Option<Cookie>> {
    let all = request.headers().get("Cookie")?.unwrap_or_default();
    let mut pairs = all
        .split(';')
        .filter_map(|pair| pair.trim().split_once('='));
    Ok(pairs
        .find(|(name, _)| *name == COOKIE)
        .and_then(|(_, value)| Cookie::read(value, shell.config.admin_token.expose())))
}

/// The header that keeps or, with no seconds, ends a session.
pub(super) fn set_cookie(value: &str, seconds: i64) -> String {
    format!("{COOKIE}={value}; Max-Age={seconds}; Path=/; Secure; HttpOnly; SameSite=Strict")
}
