//! `GET /s/{shop}/panel[?lang=][&inline]`: the panel as a fragment of HTML, which the widget adopts.

use crate::entry::Shell;
use crate::routes::public_settings::wanted;
use crate::routes::tagged;
use crate::settings_cache;
use crate::shop_time;
use saludo_core::locale::Locale;
use saludo_core::panel::{Frame, Panel, Place};
use saludo_core::settings::Settings;
use saludo_core::shops::{Shop, Slug};
use saludo_core::views::View;
use worker::{Error, Method, Request, Response, Result};

pub(super) async fn get(
    request: &Request,
    shell: &Shell,
    shop: (&Slug, &Shop),
) -> Result<Response> {
    if request.method() == Method::Get {
        settings_cache::count(shop.0, View::Opened);
    }
    let settings = settings_cache::settings(shell, shop.0).await?;
    let wanted = wanted(request, "lang")?;
    let is_inline = request
        .url()?
        .query_pairs()
        .any(|(name, _)| name == "inline");
    let frame = if is_inline {
        Frame::Inline
    } else {
        Frame::Bubble
    };
    let panel = panel(request, shell, shop, &settings, wanted.as_ref())?;
    let html = panel.render(frame).into_string();
    // Where it says whether somebody answers now, yesterday's word would be a lie.
    let cache = if settings.hours.is_some() {
        "public, max-age=60"
    } else {
        "public, max-age=60, stale-while-revalidate=86400"
    };
    // Opened by itself it is an unstyled page of the shop's; nobody may put it into a frame.
    let headers = [
        ("Content-Type", "text/html; charset=utf-8"),
        ("Cache-Control", cache),
        (
            "Content-Security-Policy",
            "default-src 'none'; frame-ancestors 'none'",
        ),
        ("X-Robots-Tag", "noindex"),
    ];
    tagged::answer(request, html, &headers)
}

/// The shop's panel for somebody who asks for `wanted`.
pub(super) fn panel<'a>(
    request: &Request,
    shell: &Shell,
    (slug, shop): (&'a Slug, &'a Shop),
    settings: &'a Settings,
    wanted: Option<&Locale>,
) -> Result<Panel<'a>> {
    let own = request.url()?.origin().ascii_serialization();
    let place = Place {
        slug,
        shop,
        link: shell.config.link(shop),
        hosted: format!("{own}/s/{slug}/opt-in"),
    };
    let time = settings
        .hours
        .as_ref()
        .and_then(|hours| shop_time::now_in(&hours.zone));
    Panel::new(place, settings, wanted, time)
        .ok_or_else(|| Error::from("a shop without a language"))
}
