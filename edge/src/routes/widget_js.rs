//! `GET /s/{shop}/widget.js[?lang=]`: the loader with the shop's settings inside, from memory.

use crate::entry::Shell;
use crate::routes::public_settings::wanted;
use crate::routes::tagged;
use crate::settings_cache;
use saludo_core::loader::{self, LoaderSettings};
use saludo_core::locale::Locale;
use saludo_core::public::loader_settings;
use saludo_core::settings::Settings;
use saludo_core::shops::{Shop, Slug};
use saludo_core::views::View;
use worker::{Error, Method, Request, Response, Result};

/// A loader as the build leaves it.
macro_rules! loader {
    ($name:literal) => {
        include_str!(concat!("../../../widget/dist/", $name, ".js"))
    };
}

pub(super) async fn get(
    request: &Request,
    shell: &Shell,
    (slug, shop): (&Slug, &Shop),
) -> Result<Response> {
    if request.method() == Method::Get {
        settings_cache::count(slug, View::Seen);
    }
    let settings = settings_cache::settings(shell, slug).await?;
    let wanted: Option<Locale> = wanted(request, "lang")?;
    let bubble = loader_settings(&shell.config, slug, shop, &settings, wanted.as_ref())
        .ok_or_else(|| Error::from("a shop without a language"))?;
    let script = script(&settings, &bubble);
    let headers = [
        ("Content-Type", "text/javascript; charset=utf-8"),
        (
            "Cache-Control",
            "public, max-age=300, stale-while-revalidate=86400",
        ),
    ];
    tagged::answer(request, script, &headers)
}

/// The loader: what a shop has not switched on is not in it.
pub(super) fn script(settings: &Settings, bubble: &LoaderSettings) -> String {
    let template = match (settings.entry_points, bubble.greeting.is_some()) {
        (false, false) => loader!("loader"),
        (true, false) => loader!("loader-entries"),
        (false, true) => loader!("loader-greeting"),
        (true, true) => loader!("loader-entries-greeting"),
    };
    loader::render(template, bubble)
}
