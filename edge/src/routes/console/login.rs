//! Signing in and out.

use super::form::Form;
use super::session::{self, Guest, set_cookie};
use super::shown;
use crate::book::client;
use crate::entry::Shell;
use crate::routes::find;
use crate::routes::token::Network;
use saludo_core::console::access::{Open, Opened, shop_of};
use saludo_core::console::login::{Page, Trouble};
use saludo_core::console::session::{Cookie, LONGEST};
use saludo_core::console::{Lang, Place};
use saludo_core::shops::Slug;
use saludo_core::signature::same_secret;
use saludo_core::time::SECOND;
use url::form_urlencoded::Serializer;
use worker::{Error, Request, Response, Result};

/// The page of signing in.
const LOGIN: &str = "/admin/login";

/// `GET /admin/login`.
pub(super) fn get(guest: &Guest) -> Result<Response> {
    let page = Page::new(guest.lang, guest.query.text("next"));
    let said = guest.query.get("said").and_then(Trouble::parse);
    shown::page(200, &page.html(said))
}

/// To whoever opens a page and is not signed in, or not any more.
pub(super) fn ask(request: &Request, guest: &Guest, is_post: bool) -> Result<Response> {
    // What was posted is gone; the page it was posted from is opened anew.
    let path = request.path();
    let next = if is_post { &path } else { &guest.address };
    let mut query = Serializer::new(String::new());
    if next != "/admin" {
        query.append_pair("next", next);
    }
    if let Some(lang) = guest.lang_asked {
        query.append_pair("lang", lang.as_str());
    }
    if session::is_named(request)? {
        query.append_pair("said", Trouble::Expired.as_str());
    }
    let query = query.finish();
    let address = format!("{LOGIN}?{query}");
    shown::see_other(address.trim_end_matches('?'))
}

/// `POST /admin/login`.
pub(super) async fn post(request: &mut Request, shell: &Shell, guest: &Guest) -> Result<Response> {
    let form = Form::read(request).await?.unwrap_or_default();
    let page = Page::new(guest.lang, form.text("next"));
    let network = match Network::of(request, shell)? {
        Ok(network) => network,
        Err(barred) => return too_many(&page, barred.0),
    };
    let next = page.next();
    let token = form.text("token");
    let lang = guest.lang_asked;
    if let Some((cookie, next)) = sign_in(shell, token, next, lang).await? {
        let value = cookie.value(shell.config.admin_token.expose());
        let response = shown::see_other(&next)?;
        response
            .headers()
            .set("Set-Cookie", &set_cookie(&value, LONGEST / SECOND))?;
        return Ok(response);
    }
    match network.failed(shell).await? {
        Ok(()) => shown::page(401, &page.html(Some(Trouble::WrongToken))),
        Err(barred) => too_many(&page, barred.0),
    }
}

fn too_many(page: &Page, seconds: i64) -> Result<Response> {
    let response = shown::page(429, &page.html(Some(Trouble::TooMany)))?;
    response
        .headers()
        .set("Retry-After", &seconds.to_string())?;
    Ok(response)
}

/// Opens a session where the token is good: its cookie, and where to go on.
async fn sign_in(
    shell: &Shell,
    token: &str,
    next: &str,
    lang: Option<Lang>,
) -> Result<Option<(Cookie, String)>> {
    let wanted = next
        .strip_prefix("/admin/")
        .and_then(|rest| rest.split(['/', '?']).next())
        .and_then(|slug| find(shell, slug));
    if same_secret(token, shell.config.admin_token.expose()) {
        let first = || shell.config.shops.iter().next();
        let Some((home, _)) = wanted.or_else(first) else {
            return Ok(None);
        };
        let cookie = open(shell, home, None, lang).await?;
        return Ok(cookie.map(|cookie| (cookie, next.to_owned())));
    }
    let Some((home, _)) = shop_of(token).and_then(|slug| find(shell, slug.as_str())) else {
        return Ok(None);
    };
    let cookie = open(shell, home, Some(token.to_owned()), lang).await?;
    // To another shop's page this token does not lead.
    let next = match wanted {
        Some((slug, _)) if slug != home => Place::Overview.path(home),
        _ => next.to_owned(),
    };
    Ok(cookie.map(|cookie| (cookie, next)))
}

async fn open(
    shell: &Shell,
    home: &Slug,
    token: Option<String>,
    lang: Option<Lang>,
) -> Result<Option<Cookie>> {
    let body = serde_json::to_vec(&Open { token, lang })?;
    let mut answer = client::post_slice(shell, home, "/console/access/open", &body).await?;
    match answer.status_code() {
        200 => {
            let Opened { id } = answer.json().await?;
            Ok(Some(Cookie {
                home: home.clone(),
                id,
            }))
        }
        404 => Ok(None),
        status => Err(Error::from(format!("a book answered {status}"))),
    }
}

/// `POST /admin/logout`.
pub(super) async fn leave(request: &Request, shell: &Shell) -> Result<Response> {
    if let Some(cookie) = session::cookie(request, shell)?
        && find(shell, cookie.home.as_str()).is_some()
    {
        let body = serde_json::to_vec(&Opened { id: cookie.id })?;
        client::post_slice(shell, &cookie.home, "/console/access/close", &body).await?;
    }
    let response = shown::see_other(&format!("{LOGIN}?said={}", Trouble::Left.as_str()))?;
    response.headers().set("Set-Cookie", &set_cookie("", 0))?;
    Ok(response)
}
