//! `/p/{token}`: the shopper's own page. So far it tells how to reach a person, and tells the
//! same to every token of a shop: a dead one and a live one look alike.

use crate::entry::Shell;
use crate::http::Problem;
use crate::routes::find;
use crate::routes::hosted_form::{Form, document, page_headers};
use crate::routes::public_settings::wanted;
use crate::settings_cache;
use maud::html;
use worker::{Request, Response, Result};

pub(super) async fn get(request: &Request, shell: &Shell, token: &str) -> Result<Response> {
    let shop = token
        .split_once('.')
        .and_then(|(slug, _)| find(shell, slug));
    let Some((slug, shop)) = shop else {
        return Problem::not_found().answer();
    };
    let settings = settings_cache::settings(shell, slug).await?;
    let wanted = wanted(request, "lang")?;
    let form = Form::new(shell, shop, &settings, wanted.as_ref())?;
    let content = html! {
        (form.brand())
        main {
            (form.chat_door())
        }
        (form.way_without_whatsapp())
    };
    let page = document(form.locale, &settings.name, &content);
    page_headers(shell, Response::from_html(page.into_string())?)
}
