//! `/s/{shop}/opt-in`: the panel as a plain page, which needs no script. Where a page's rules keep
//! the widget out, this is the same question with the same proof.

use crate::book::client;
use crate::entry::Shell;
use crate::http::Problem;
use crate::platform;
use crate::routes::body;
use crate::routes::opt_ins::{LIMIT_PERIOD, over_limit};
use crate::routes::origin::is_from_own_page;
use crate::routes::panel::panel;
use crate::routes::public_settings::wanted;
use crate::routes::tagged;
use crate::settings_cache;
use maud::Markup;
use saludo_core::code::Code;
use saludo_core::loader;
use saludo_core::locale::Locale;
use saludo_core::opt_in::MAX_BODY;
use saludo_core::panel::{Fault, Panel, Visit};
use saludo_core::shops::{Shop, Slug};
use serde::Deserialize;
use url::form_urlencoded::Serializer;
use worker::{Request, Response, ResponseBuilder, Result};

/// The panel's own sheet, so that form and page cannot drift apart.
const STYLE: &str = include_str!("../../../widget/src/view/panel.css");

pub(super) async fn get(
    request: &Request,
    shell: &Shell,
    shop: (&Slug, &Shop),
) -> Result<Response> {
    let settings = settings_cache::settings(shell, shop.0).await?;
    let wanted = wanted(request, "lang")?;
    let panel = panel(request, shell, shop, &settings, wanted.as_ref())?;
    let visit = Visit::open(request.url()?.query_pairs(), &fresh_code()?);
    let html = panel.page(&visit, &[], &action(request, &panel)?);
    page(shell, &html, 200)
}

pub(super) async fn post(
    mut request: Request,
    shell: &Shell,
    shop: (&Slug, &Shop),
) -> Result<Response> {
    if !is_from_own_page(&request, shell)? {
        return Problem::new(
            403,
            "foreign_origin",
            "This form takes posts from its own page only.",
        )
        .answer();
    }
    let limited = over_limit(&request, shell, shop.0).await?.is_some();
    let bytes = body::read(&mut request, MAX_BODY).await?;
    let visit = Visit::posted(bytes.as_deref().unwrap_or_default());
    let settings = settings_cache::settings(shell, shop.0).await?;
    let locale = visit.locale().and_then(|locale| Locale::parse(locale).ok());
    let panel = panel(&request, shell, shop, &settings, locale.as_ref())?;
    let again = |faults: &[Fault], status| {
        let mut visit = visit.clone();
        visit.renew(&fresh_code()?);
        let html = panel.page(&visit, faults, &action(&request, &panel)?);
        page(shell, &html, status)
    };
    let no_field = panel.faults(&visit, &[]);
    if limited {
        let page = again(&no_field, 429)?;
        page.headers()
            .set("Retry-After", &LIMIT_PERIOD.to_string())?;
        return Ok(page);
    }
    if bytes.is_none() {
        return again(&no_field, 413);
    }
    if visit.is_trapped() {
        client::post_slice(shell, shop.0, "/trapped", b"").await?;
        return see_whatsapp(shell, &panel.way_on(&visit));
    }
    let opt_in = match panel.opt_in(&visit, request.url()?.as_str()) {
        Ok(opt_in) => opt_in.to_string(),
        Err(faults) => return again(&faults, 422),
    };
    let mut answer = client::post_opt_in(shell, shop.0, &request, opt_in.as_bytes()).await?;
    match answer.status_code() {
        200 | 201 => {
            #[derive(Deserialize)]
            struct Stored {
                link: String,
            }
            let stored: Stored = answer.json().await?;
            see_whatsapp(shell, &stored.link)
        }
        422 => again(
            &panel.faults(&visit, &wrong_fields(&mut answer).await?),
            422,
        ),
        // A code that is used up, because the page was gone back to: a fresh form is the way on.
        409 => again(&no_field, 422),
        status => {
            let page = again(&no_field, status)?;
            if let Some(wait) = answer.headers().get("Retry-After")? {
                page.headers().set("Retry-After", &wait)?;
            }
            Ok(page)
        }
    }
}

/// Leads on to the chat.
fn see_whatsapp(shell: &Shell, link: &str) -> Result<Response> {
    let redirect = ResponseBuilder::new()
        .with_status(303)
        .with_header("Location", link)?
        .empty();
    page_headers(shell, redirect)
}

/// The fields that the book names in its answer.
async fn wrong_fields(answer: &mut Response) -> Result<Vec<String>> {
    #[derive(Deserialize)]
    struct Wrong {
        errors: Vec<Named>,
    }
    #[derive(Deserialize)]
    struct Named {
        field: String,
    }
    let wrong: Wrong = answer.json().await?;
    Ok(wrong.errors.into_iter().map(|named| named.field).collect())
}

/// Where the form posts: here, in its language, and with what an advert wrote into the address,
/// which is kept as evidence.
fn action(request: &Request, panel: &Panel<'_>) -> Result<String> {
    let url = request.url()?;
    let advert = url
        .query_pairs()
        .filter(|(name, _)| name.starts_with("utm_"));
    let mut query = Serializer::for_suffix(String::from("?"), 1);
    query.append_pair("lang", panel.locale.as_str());
    query.extend_pairs(advert);
    Ok(query.finish())
}

fn fresh_code() -> Result<String> {
    Ok(Code::from_random(platform::random::<9>()?).to_string())
}

/// `GET /s/{shop}/panel.css`: the panel's sheet in the shop's colours, for its pages.
pub(super) async fn style(request: &Request, shell: &Shell, slug: &Slug) -> Result<Response> {
    let settings = settings_cache::settings(shell, slug).await?;
    let (color, text) = loader::colors(&settings.look);
    let headers = [
        ("Content-Type", "text/css; charset=utf-8"),
        (
            "Cache-Control",
            "public, max-age=300, stale-while-revalidate=86400",
        ),
    ];
    let style = format!(":root {{\n  --c: {color};\n  --t: {text};\n}}\n{STYLE}");
    tagged::answer(request, style, &headers)
}

/// Answers a page for shoppers.
pub(super) fn page(shell: &Shell, html: &Markup, status: u16) -> Result<Response> {
    let response = ResponseBuilder::new()
        .with_status(status)
        .from_html(html.0.as_str())?;
    page_headers(shell, response)
}

/// What pages for shoppers carry: never cached, no script, and posts that name their origin.
/// (With `no-referrer` a browser would post `Origin: null`.)
pub(super) fn page_headers(shell: &Shell, response: Response) -> Result<Response> {
    let base = url::Url::parse(&shell.config.wa_link_base)
        .map(|url| url.origin().ascii_serialization())
        .unwrap_or_default();
    let policy = format!(
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'; \
         form-action 'self' {base} https://wa.me https://api.whatsapp.com"
    );
    let headers = response.headers();
    headers.set("Cache-Control", "no-store")?;
    headers.set("Content-Security-Policy", &policy)?;
    headers.set("Referrer-Policy", "same-origin")?;
    headers.set("X-Robots-Tag", "noindex")?;
    Ok(response)
}
