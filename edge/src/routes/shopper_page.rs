//! `/p/{token}`: the shopper's own page. So far it tells how to reach a person, and tells the
//! same to every token of a shop: a dead one and a live one look alike.

use crate::entry::Shell;
use crate::http::Problem;
use crate::routes::find;
use crate::routes::hosted_form::page;
use crate::routes::panel::panel;
use crate::routes::public_settings::wanted;
use crate::settings_cache;
use worker::{Request, Response, Result};

pub(super) async fn get(request: &Request, shell: &Shell, token: &str) -> Result<Response> {
    let shop = token
        .split_once('.')
        .and_then(|(slug, _)| find(shell, slug));
    let Some(shop) = shop else {
        return Problem::not_found().answer();
    };
    let settings = settings_cache::settings(shell, shop.0).await?;
    let wanted = wanted(request, "lang")?;
    let panel = panel(request, shell, shop, &settings, wanted.as_ref())?;
    page(shell, &panel.contact_page(), 200)
}
