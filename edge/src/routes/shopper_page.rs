//! `/p/{token}`: the shopper's own page. So far it tells how to reach a person, and tells the
//! same to every token of a shop: a dead one and a live one look alike.

use crate::entry::Shell;
use crate::http::Problem;
use crate::routes::find;
use crate::routes::hosted_form::{document, page_headers};
use crate::settings_cache;
use maud::html;
use worker::{Response, Result};

pub(super) async fn get(shell: &Shell, token: &str) -> Result<Response> {
    let Some((slug, shop)) = token
        .split_once('.')
        .and_then(|(slug, _)| find(shell, slug))
    else {
        return Problem::not_found().answer();
    };
    let settings = settings_cache::settings(shell, slug).await?;
    let Some(locale) = settings.locale_for(None) else {
        return Problem::internal().answer();
    };
    let contact = settings.human_contact(locale);
    let page = document(
        locale,
        &settings.name,
        &html! {
            header class="brand" {
                p class="name" { (settings.name) }
                p class="number" { "+" (shop.number) }
            }
            main {
                p class="contact" { (contact) }
            }
        },
    );
    page_headers(shell, Response::from_html(page.into_string())?)
}
