//! One file per kind of address: what may be asked, by whom, and what is checked before a book
//! is touched.

mod admin;
pub(crate) mod body;
mod campaign;
mod console;
mod events;
mod export;
mod hosted_form;
mod import;
mod ledger;
mod messages;
mod opt_ins;
mod origin;
mod panel;
mod people;
mod public_settings;
mod sealed;
mod settings;
mod setup_check;
mod shopper_page;
mod statements;
mod tagged;
mod token;
pub(crate) mod webhook;
mod widget_js;

use crate::entry::Shell;
use crate::http::{self, Problem};
use crate::internal::{DELIVER_PATH, SEND_PATH};
use crate::{deliverer, sender};
use saludo_core::shops::{Shop, Slug};
use worker::{Method, Request, Response, Result};

/// Answers any request but a [`webhook`].
pub(crate) async fn answer(request: Request, shell: &Shell) -> Result<Response> {
    let path = request.path();
    let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    let method = request.method();
    match (&method, parts.as_slice()) {
        (Method::Post, _) if path == SEND_PATH => sender::send(request, shell).await,
        (Method::Post, _) if path == DELIVER_PATH => deliverer::deliver(request, shell).await,
        (Method::Get | Method::Head, ["healthz"]) => http::text(200, "ok\n"),
        (Method::Get, ["webhooks", "whatsapp"]) => webhook::handshake(&request, shell),
        (Method::Get | Method::Head, ["s", shop, "widget.js"]) => match find(shell, shop) {
            Some(shop) => http::public(http::or_internal(
                widget_js::get(&request, shell, shop).await,
            )?),
            None => http::public(Problem::unknown_shop().answer()?),
        },
        (Method::Get | Method::Head, ["s", shop, "panel"]) => match find(shell, shop) {
            Some(shop) => http::public(http::or_internal(panel::get(&request, shell, shop).await)?),
            None => http::public(Problem::unknown_shop().answer()?),
        },
        (Method::Get | Method::Head, ["s", shop, "panel.css"]) => match find(shell, shop) {
            Some((slug, _)) => hosted_form::style(&request, shell, slug).await,
            None => Problem::unknown_shop().answer(),
        },
        (Method::Get | Method::Head, ["s", shop, "opt-in"]) => match find(shell, shop) {
            Some(shop) => hosted_form::get(&request, shell, shop).await,
            None => Problem::unknown_shop().answer(),
        },
        (Method::Post, ["s", shop, "opt-in"]) => match find(shell, shop) {
            Some(shop) => hosted_form::post(request, shell, shop).await,
            None => Problem::unknown_shop().answer(),
        },
        (Method::Get | Method::Head, ["s", shop, "c", file]) => match find(shell, shop) {
            Some(shop) => campaign::get(&request, shell, shop, file).await,
            None => Problem::unknown_shop().answer(),
        },
        (Method::Get | Method::Head, ["s", shop, "statements", id]) => match find(shell, shop) {
            Some(shop) => statements::page(shell, shop, id).await,
            None => Problem::unknown_shop().answer(),
        },
        (Method::Get | Method::Head, ["p", token]) => {
            shopper_page::get(&request, shell, token).await
        }
        (Method::Post, ["p", token]) => shopper_page::post(request, shell, token).await,
        (_, ["admin", rest @ ..]) => console::answer(request, shell, rest).await,
        (Method::Get, ["v1", "admin", "shops"]) => admin::shops(&request, shell).await,
        (_, ["v1", "admin", "shops", shop, rest @ ..]) => {
            admin::answer(request, shell, shop, rest).await
        }
        (_, ["v1", "shops", shop, rest @ ..]) => match find(shell, shop) {
            Some(shop) => public_api(request, shell, shop, rest).await,
            None => http::public(Problem::unknown_shop().answer()?),
        },
        (
            _,
            ["healthz"]
            | ["v1", "admin", "shops"]
            | ["s", _, "widget.js" | "panel" | "panel.css"]
            | ["s", _, "c" | "statements", _],
        ) => Problem::method_not_allowed("GET").answer(),
        (_, ["webhooks", "whatsapp"] | ["s", _, "opt-in"] | ["p", _]) => {
            Problem::method_not_allowed("GET, POST").answer()
        }
        _ => Problem::not_found().answer(),
    }
}

async fn public_api(
    request: Request,
    shell: &Shell,
    shop: (&Slug, &Shop),
    rest: &[&str],
) -> Result<Response> {
    match (request.method(), rest) {
        (Method::Get | Method::Head, []) => http::public(http::or_internal(
            public_settings::get(&request, shell, shop).await,
        )?),
        (Method::Post, ["opt-ins"]) => opt_ins::post(request, shell, shop).await,
        (Method::Options, ["opt-ins"]) => opt_ins::preflight(&request, shell, shop),
        (Method::Get | Method::Head, ["opt-ins", code]) => {
            http::public(http::or_internal(opt_ins::state(shell, shop, code).await)?)
        }
        (Method::Get | Method::Head, ["ledger", "heads"]) => {
            http::public(http::or_internal(ledger::heads(shell, shop.0).await)?)
        }
        (Method::Get | Method::Head, ["statements", id]) => http::public(http::or_internal(
            statements::json(shell, shop.0, id).await,
        )?),
        (_, [] | ["opt-ins" | "statements", _] | ["ledger", "heads"]) => {
            http::public(Problem::method_not_allowed("GET").answer()?)
        }
        (_, ["opt-ins"]) => http::public(Problem::method_not_allowed("POST").answer()?),
        _ => http::public(Problem::not_found().answer()?),
    }
}

fn find<'a>(shell: &'a Shell, slug: &str) -> Option<(&'a Slug, &'a Shop)> {
    shell.config.shops.get(slug)
}
