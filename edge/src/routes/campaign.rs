//! `/s/{shop}/c/{campaign}`: a campaign's permanent link, and its QR code to print.

use crate::entry::Shell;
use crate::http::Problem;
use crate::routes::hosted_form::page;
use crate::routes::panel::panel;
use crate::routes::public_settings::wanted;
use crate::settings_cache;
use saludo_core::locale::Locale;
use saludo_core::prefill::deep_link;
use saludo_core::settings::{CampaignId, Settings};
use saludo_core::shops::{Shop, Slug};
use saludo_core::{accept_language, campaign_link, words};
use saludo_qr::{Correction, Symbol, print};
use std::ops::RangeInclusive;
use worker::{Error, Method, Request, Response, ResponseBuilder, Result};

/// Pixels on each side of a PNG: a business card's worth to a poster's.
const SIZES: RangeInclusive<u16> = 128..=2048;
const DEFAULT_SIZE: u16 = 1024;

/// Codes that are printed stay as they are; a week lets a change of the public address through.
const KEPT: &str = "public, max-age=604800";

/// Answers the link, or with `.svg` or `.png` at its end, its QR code.
pub(super) async fn get(
    request: &Request,
    shell: &Shell,
    shop: (&Slug, &Shop),
    file: &str,
) -> Result<Response> {
    let settings = settings_cache::settings(shell, shop.0).await?;
    let (id, kind) = match file.split_once('.') {
        Some((id, kind)) => (id, Some(kind)),
        None => (file, None),
    };
    let campaign = settings
        .campaigns
        .iter()
        .map(|campaign| &campaign.id)
        .find(|campaign| campaign.as_str() == id);
    match (campaign, kind) {
        (Some(campaign), None) => follow(request, shell, shop.1, &settings, campaign),
        (Some(campaign), Some("svg")) => svg(request, &printed(shell, shop.0, campaign)?, campaign),
        (Some(campaign), Some("png")) => png(request, &printed(shell, shop.0, campaign)?, campaign),
        (None, None) => gone(request, shell, shop, &settings),
        _ => Problem::not_found().answer(),
    }
}

/// Leads to the chat, the campaign's text typed in.
fn follow(
    request: &Request,
    shell: &Shell,
    shop: &Shop,
    settings: &Settings,
    campaign: &CampaignId,
) -> Result<Response> {
    let words = language(request, settings)?
        .and_then(words::of)
        .ok_or_else(|| Error::from("a shop without a language"))?;
    let text = campaign_link::text(&words.prefill.campaign, &settings.name, campaign);
    Ok(ResponseBuilder::new()
        .with_status(302)
        .with_header("Location", &deep_link(&shell.config.link(shop), &text))?
        .with_header("Cache-Control", "no-store")?
        .with_header("Referrer-Policy", "no-referrer")?
        .with_header("X-Robots-Tag", "noindex")?
        .empty())
}

/// What a person sees who scanned the code of a campaign that is no more: the shop, and a way to ask.
fn gone(
    request: &Request,
    shell: &Shell,
    shop: (&Slug, &Shop),
    settings: &Settings,
) -> Result<Response> {
    let language = language(request, settings)?;
    let panel = panel(request, shell, shop, settings, language)?;
    page(shell, &panel.contact_page(), 404)
}

/// The language that the address asks for, else the best that the browser asks for, else the shop's.
fn language<'a>(request: &Request, settings: &'a Settings) -> Result<Option<&'a Locale>> {
    let header = request
        .headers()
        .get("Accept-Language")?
        .unwrap_or_default();
    let offered = wanted(request, "lang")?
        .into_iter()
        .chain(accept_language::wanted(&header))
        .find_map(|locale| locale.best_of(&settings.locales));
    Ok(offered.or(settings.locales.first()))
}

/// The code of a campaign's link.
fn printed(shell: &Shell, slug: &Slug, campaign: &CampaignId) -> Result<Symbol> {
    let link = format!("{}/s/{slug}/c/{campaign}", shell.config.public_url);
    Symbol::encode(link.as_bytes(), Correction::Quartile)
        .ok_or_else(|| Error::from("the public address is too long for a QR code"))
}

fn svg(request: &Request, symbol: &Symbol, campaign: &CampaignId) -> Result<Response> {
    let name = format!("{campaign}.svg");
    image(request, "image/svg+xml", &name, || {
        Ok(print::svg(symbol).into_bytes())
    })
}

fn png(request: &Request, symbol: &Symbol, campaign: &CampaignId) -> Result<Response> {
    let url = request.url()?;
    let size = match url.query_pairs().find(|(name, _)| name == "size") {
        None => Some(DEFAULT_SIZE),
        Some((_, size)) => size.parse().ok().filter(|size| SIZES.contains(size)),
    };
    let Some(size) = size else {
        return Problem::new(
            400,
            "malformed_size",
            format!(
                "The size must be a whole number of pixels from {} to {}.",
                SIZES.start(),
                SIZES.end()
            ),
        )
        .answer();
    };
    let name = format!("{campaign}.png");
    image(request, "image/png", &name, || {
        print::png(symbol, size).map_err(|error| Error::from(error.to_string()))
    })
}

fn image(
    request: &Request,
    kind: &str,
    name: &str,
    draw: impl FnOnce() -> Result<Vec<u8>>,
) -> Result<Response> {
    let response = ResponseBuilder::new()
        .with_header("Content-Type", kind)?
        .with_header(
            "Content-Disposition",
            &format!("inline; filename=\"{name}\""),
        )?
        .with_header("Cache-Control", KEPT)?
        // The shop's own pages may show it.
        .with_header("Cross-Origin-Resource-Policy", "cross-origin")?
        .with_header("X-Robots-Tag", "noindex")?;
    Ok(if request.method() == Method::Head {
        response.empty()
    } else {
        response.fixed(draw()?)
    })
}
