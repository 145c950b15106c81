//! `/s/{shop}/opt-in`: the panel as a plain page, which needs no script. Where a page's rules keep
//! the widget out, this is the same question with the same proof. With `confirm = "template"` it
//! asks for a number, and then it needs script for its check against robots.

use crate::book::client::{self, OptInPath, REQUEST_LIMIT};
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
use crate::turnstile;
use maud::Markup;
use saludo_core::code::Code;
use saludo_core::loader;
use saludo_core::locale::Locale;
use saludo_core::opt_in::MAX_BODY;
use saludo_core::panel::{Fault, Panel, Trouble, Visit};
use saludo_core::shops::{Shop, Slug};
use saludo_core::turnstile::Verdict;
use saludo_core::views::View;
use serde::Deserialize;
use url::form_urlencoded::Serializer;
use worker::{Method, Request, Response, ResponseBuilder, Result};

/// The panel's own sheet, so that form and page cannot drift apart.
const STYLE: &str = include_str!("../../../widget/src/view/panel.css");

/// In the address of the page after a form that asks a number.
const ASKED: &str = "asked";

pub(super) async fn get(
    request: &Request,
    shell: &Shell,
    shop: (&Slug, &Shop),
) -> Result<Response> {
    let url = request.url()?;
    let is_sent = url.query_pairs().any(|(name, _)| name == ASKED);
    if request.method() == Method::Get && !is_sent {
        settings_cache::count(shop.0, View::Opened);
    }
    let settings = settings_cache::settings(shell, shop.0).await?;
    let wanted = wanted(request, "lang")?;
    let panel = panel(request, shell, shop, &settings, wanted.as_ref())?
        .with_check(shell.config.turnstile.as_ref().ok());
    if panel.asks_number() && is_sent {
        return page(shell, &panel.sent_page(), 200);
    }
    let visit = Visit::open(url.query_pairs(), &fresh_code()?);
    let html = panel.page(&visit, &[], &action(request, &panel)?);
    form(shell, &panel, &html, 200)
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
    let panel = panel(&request, shell, shop, &settings, locale.as_ref())?
        .with_check(shell.config.turnstile.as_ref().ok());
    let again = |faults: &[Fault], status| {
        let mut visit = visit.clone();
        visit.renew(&fresh_code()?);
        let html = panel.page(&visit, faults, &action(&request, &panel)?);
        form(shell, &panel, &html, status)
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
        return if panel.asks_number() {
            asked(shell, &panel)
        } else {
            see_whatsapp(shell, &panel.way_on(&visit))
        };
    }
    let opt_in = match panel.opt_in(&visit, request.url()?.as_str()) {
        Ok(opt_in) => opt_in.to_string(),
        Err(faults) => return again(&faults, 422),
    };
    let asks_number = panel.asks_number();
    if asks_number {
        match check(shell, shop.0, &visit).await? {
            Check::Passed => {}
            Check::Repeated => return asked(shell, &panel),
            Check::Failed => return again(&panel.trouble(Trouble::NotChecked), 422),
            Check::Unknown => return again(&panel.trouble(Trouble::Unreachable), 503),
        }
    }
    let path = if asks_number {
        OptInPath::AskNumber
    } else {
        OptInPath::WhatsApp
    };
    let mut answer = client::post_opt_in(shell, shop.0, &request, opt_in.as_bytes(), path).await?;
    let wait = answer.headers().get("Retry-After")?;
    let later = |page: Response| {
        if let Some(wait) = &wait {
            page.headers().set("Retry-After", wait)?;
        }
        Ok(page)
    };
    match answer.status_code() {
        200 | 201 if asks_number => asked(shell, &panel),
        429 if asks_number => later(again(&panel.trouble(limit(&mut answer).await?), 429)?),
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
        status => later(again(&no_field, status)?),
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

/// What the check against robots says of a post.
enum Check {
    Passed,
    /// Its token was used already, by this very form: the button was pressed twice.
    Repeated,
    Failed,
    Unknown,
}

async fn check(shell: &Shell, slug: &Slug, visit: &Visit) -> Result<Check> {
    let (Ok(turnstile), Some(token)) = (&shell.config.turnstile, visit.check()) else {
        return Ok(Check::Failed);
    };
    Ok(match turnstile::verify(turnstile, token).await {
        Verdict::Passed => Check::Passed,
        Verdict::Unknown => Check::Unknown,
        Verdict::Failed if is_known(shell, slug, visit).await? => Check::Repeated,
        Verdict::Failed => Check::Failed,
    })
}

/// Whether the book has this form's request already. Only the form knows its code.
async fn is_known(shell: &Shell, slug: &Slug, visit: &Visit) -> Result<bool> {
    #[derive(Deserialize)]
    struct Known {
        state: String,
    }
    let Some(code) = visit.code() else {
        return Ok(false);
    };
    let path = format!("/opt-ins/{}/state", code.compact());
    let mut answer = client::get(shell, slug, &path).await?;
    let known: Known = answer.json().await?;
    Ok(known.state == "requested")
}

/// Leads to the page that says where to look now: by an address of its own, so that a reload
/// posts nothing.
fn asked(shell: &Shell, panel: &Panel<'_>) -> Result<Response> {
    let mut query = Serializer::for_suffix(String::from("?"), 1);
    query.append_pair("lang", panel.locale.as_str());
    query.append_key_only(ASKED);
    let redirect = ResponseBuilder::new()
        .with_status(303)
        .with_header("Location", &query.finish())?
        .empty();
    page_headers(shell, redirect)
}

/// Which limit the book named.
async fn limit(answer: &mut Response) -> Result<Trouble> {
    #[derive(Deserialize)]
    struct Limit {
        code: String,
    }
    let limit: Limit = answer.json().await?;
    Ok(if limit.code == REQUEST_LIMIT {
        Trouble::ShopLimit
    } else {
        Trouble::NumberLimit
    })
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

/// Answers the form; where it has the check, with Cloudflare's script and frame allowed.
fn form(shell: &Shell, panel: &Panel<'_>, html: &Markup, status: u16) -> Result<Response> {
    let response = page(shell, html, status)?;
    if let (true, Ok(turnstile)) = (panel.asks_number(), &shell.config.turnstile) {
        let headers = response.headers();
        let policy = headers.get(POLICY)?.unwrap_or_default();
        let base = &turnstile.base_url;
        let policy = format!("{policy}; script-src {base}; frame-src {base}");
        headers.set(POLICY, &policy)?;
    }
    Ok(response)
}

const POLICY: &str = "Content-Security-Policy";

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
    headers.set(POLICY, &policy)?;
    headers.set("Referrer-Policy", "same-origin")?;
    headers.set("X-Robots-Tag", "noindex")?;
    Ok(response)
}
