//! `GET /v1/shops/{shop}?locale=`: what a form needs to know.

use crate::entry::Shell;
use crate::http::{self, Problem};
use crate::settings_cache;
use saludo_core::locale::Locale;
use saludo_core::public::PublicSettings;
use saludo_core::shops::{Shop, Slug};
use worker::{Request, Response, Result};

pub(super) async fn get(
    request: &Request,
    shell: &Shell,
    (slug, shop): (&Slug, &Shop),
) -> Result<Response> {
    let settings = settings_cache::settings(shell, slug).await?;
    let wanted = wanted(request, "locale")?;
    match PublicSettings::new(&shell.config, slug, shop, &settings, wanted.as_ref()) {
        Some(public) => {
            let response = http::json(200, &public)?;
            response.headers().set(
                "Cache-Control",
                "public, max-age=60, stale-while-revalidate=86400",
            )?;
            Ok(response)
        }
        None => Problem::internal().answer(),
    }
}

/// The language that the address asks for. One that is no language is none.
pub(super) fn wanted(request: &Request, name: &str) -> Result<Option<Locale>> {
    Ok(request
        .url()?
        .query_pairs()
        .find(|(key, _)| key == name)
        .and_then(|(_, value)| Locale::parse(&value).ok()))
}
