//! Signing in and out.

use super::form::Form;
use super::session::{Guest, set_cookie};
use super::shown;
use crate::entry::Shell;
use crate::platform;
use saludo_core::console::login::Page;
use saludo_core::console::session::{Cookie, LONGEST};
use saludo_core::signature::same_secret;
use saludo_core::time::SECOND;
use worker::{Request, Response, Result};

/// `GET /admin/login`.
pub(super) fn get(guest: &Guest) -> Result<Response> {
    let next = guest.query.text("next");
    shown::page(200, &Page::new(guest.lang, next).html(None))
}

/// To whoever opens a page and has not signed in.
pub(super) fn ask(guest: &Guest, is_post: bool) -> Result<Response> {
    // What was posted is gone, so afterwards the page is opened anew.
    let next = if is_post { "" } else { &guest.address };
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("next", next)
        .finish();
    shown::see_other(&format!("/admin/login?{query}"))
}

/// `POST /admin/login`.
pub(super) async fn post(request: &mut Request, shell: &Shell, guest: &Guest) -> Result<Response> {
    let form = Form::read(request).await?.unwrap_or_default();
    let page = Page::new(guest.lang, form.text("next"));
    if !same_secret(form.text("token"), shell.config.admin_token.expose()) {
        return shown::page(
            401,
            &page.html(Some(saludo_core::console::login::Trouble::WrongToken)),
        );
    }
    let Some((slug, _)) = shell.config.shops.iter().next() else {
        return super::refuse(guest, super::Problem::NotFound);
    };
    let cookie = Cookie {
        home: slug.clone(),
        id: hex::encode(platform::random::<16>()?),
    };
    let value = cookie.value(shell.config.admin_token.expose());
    let response = shown::see_other(page.next())?;
    response
        .headers()
        .set("Set-Cookie", &set_cookie(&value, LONGEST / SECOND))?;
    Ok(response)
}

/// `POST /admin/logout`.
pub(super) async fn leave(_request: &Request, _shell: &Shell) -> Result<Response> {
    let response = shown::see_other("/admin/login")?;
    response.headers().set("Set-Cookie", &set_cookie("", 0))?;
    Ok(response)
}
