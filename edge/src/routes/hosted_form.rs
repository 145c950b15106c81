//! `/s/{shop}/opt-in`: the two doors and the form as a plain page, which needs no script. Where a
//! page's rules keep the widget out, this is the same question with the same proof.

use crate::book::client;
use crate::entry::Shell;
use crate::http::Problem;
use crate::platform;
use crate::routes::body;
use crate::routes::opt_ins::{LIMIT_PERIOD, over_limit};
use crate::routes::origin::is_from_own_page;
use crate::routes::public_settings::wanted;
use crate::settings_cache;
use maud::{DOCTYPE, Markup, html};
use saludo_core::code::Code;
use saludo_core::locale::Locale;
use saludo_core::opt_in::{MAX_BODY, Source};
use saludo_core::prefill::deep_link;
use saludo_core::settings::{Bubble, Settings};
use saludo_core::shops::{Shop, Slug};
use saludo_core::widget_words::WidgetWords;
use saludo_core::words::{self, Words};
use serde::Deserialize;
use serde_json::json;
use worker::{Error, Request, Response, ResponseBuilder, Result};

/// Languages that are written from right to left.
const RIGHT_TO_LEFT: [&str; 4] = ["ar", "fa", "he", "ur"];

/// What the form posts.
#[derive(Debug, Default, Clone)]
struct Posted {
    code: String,
    statement: String,
    locale: String,
    name: String,
    purposes: Vec<String>,
}

/// The page with everything that may stand on it.
pub(super) struct Form<'a> {
    settings: &'a Settings,
    shop: &'a Shop,
    link: String,
    pub(super) locale: &'a Locale,
    words: &'static Words,
    chrome: WidgetWords,
}

pub(super) async fn get(
    request: &Request,
    shell: &Shell,
    (slug, shop): (&Slug, &Shop),
) -> Result<Response> {
    let settings = settings_cache::settings(shell, slug).await?;
    let wanted = wanted(request, "lang")?;
    let form = Form::new(shell, shop, &settings, wanted.as_ref())?;
    let posted = Posted {
        code: Code::from_random(platform::random::<9>()?).to_string(),
        ..Posted::default()
    };
    page(shell, &form, &posted, None, 200)
}

pub(super) async fn post(
    mut request: Request,
    shell: &Shell,
    (slug, shop): (&Slug, &Shop),
) -> Result<Response> {
    if !is_from_own_page(&request, shell)? {
        return Problem::new(
            403,
            "foreign_origin",
            "This form takes posts from its own page only.",
        )
        .answer();
    }
    let limited = over_limit(&request, shell, slug).await?.is_some();
    let bytes = body::read(&mut request, MAX_BODY).await?;
    let posted = read(bytes.as_deref().unwrap_or_default());
    let settings = settings_cache::settings(shell, slug).await?;
    let locale = Locale::parse(&posted.locale).ok();
    let form = Form::new(shell, shop, &settings, locale.as_ref())?;
    let fresh = Code::from_random(platform::random::<9>()?).to_string();
    let again = |status| {
        let posted = Posted {
            code: fresh,
            ..posted.clone()
        };
        let none_ticked = posted.purposes.is_empty();
        let chrome = &form.chrome;
        let error = if none_ticked {
            &chrome.none_ticked
        } else {
            &chrome.again
        };
        page(shell, &form, &posted, Some(error), status)
    };
    if limited {
        let page = again(429)?;
        page.headers()
            .set("Retry-After", &LIMIT_PERIOD.to_string())?;
        return Ok(page);
    }
    if bytes.is_none() {
        return again(413);
    }
    let body = json!({
        "code": posted.code,
        "purposes": posted.purposes,
        "statement": posted.statement,
        "locale": posted.locale,
        "page": request.url()?.as_str(),
        "source": Source::Hosted.as_str(),
        "name": posted.name,
    });
    let mut answer =
        client::post_slice(shell, slug, "/opt-ins", body.to_string().as_bytes()).await?;
    match answer.status_code() {
        200 | 201 => {
            #[derive(Deserialize)]
            struct Stored {
                link: String,
            }
            let stored: Stored = answer.json().await?;
            let redirect = ResponseBuilder::new()
                .with_status(303)
                .with_header("Location", &stored.link)?
                .empty();
            page_headers(shell, redirect)
        }
        // With nothing ticked the person is told; with anything else wrong, or a code that is
        // used up (the page was gone back to), a fresh form is the way on.
        409 => again(422),
        status => again(status),
    }
}

impl<'a> Form<'a> {
    pub(super) fn new(
        shell: &Shell,
        shop: &'a Shop,
        settings: &'a Settings,
        wanted: Option<&Locale>,
    ) -> Result<Self> {
        let missing = || Error::from("a shop without a language");
        let locale = settings.locale_for(wanted).ok_or_else(missing)?;
        let words = words::of(locale).ok_or_else(missing)?;
        Ok(Self {
            settings,
            shop,
            link: shell.config.link(shop),
            locale,
            words,
            chrome: serde_json::from_str(words.widget).map_err(Error::from)?,
        })
    }

    /// Who the person will write to: an unverified business shows nothing but its number.
    pub(super) fn brand(&self) -> Markup {
        let number = format!("+{}", self.shop.number);
        html! {
            header class="brand" {
                p class="name" { (self.settings.name) }
                p class="number" { (self.chrome.number.replace("{number}", &number)) }
            }
        }
    }

    /// The first door: a plain chat link.
    pub(super) fn chat_door(&self) -> Markup {
        let question = self
            .words
            .prefill
            .chat
            .replace("{shop}", &self.settings.name);
        html! {
            div class="doors" {
                a class="door" href=(deep_link(&self.link, &question)) rel="noopener" {
                    strong { (self.chrome.chat) }
                    span { (self.chrome.chat_hint) }
                }
            }
        }
    }

    /// The shop's other contact, where it names one.
    pub(super) fn way_without_whatsapp(&self) -> Markup {
        html! {
            @if let Some(contact) = &self.settings.contact {
                footer class="contact" {
                    (self.chrome.no_whatsapp.replace("{contact}", contact))
                }
            }
        }
    }
}

fn read(bytes: &[u8]) -> Posted {
    let mut posted = Posted::default();
    for (name, value) in url::form_urlencoded::parse(bytes) {
        let value = value.into_owned();
        match name.as_ref() {
            "code" => posted.code = value,
            "statement" => posted.statement = value,
            "locale" => posted.locale = value,
            "name" => posted.name = value,
            "purpose" => posted.purposes.push(value),
            _ => {}
        }
    }
    posted
}

fn page(
    shell: &Shell,
    form: &Form<'_>,
    posted: &Posted,
    error: Option<&String>,
    status: u16,
) -> Result<Response> {
    let settings = form.settings;
    let content = html! {
        (form.brand())
        main {
            @if settings.bubble != Bubble::Updates {
                (form.chat_door())
            }
            @if settings.bubble != Bubble::Chat {
                (question(form, posted, error)?)
            }
        }
        (form.way_without_whatsapp())
    };
    let html = document(form.locale, &settings.name, &content).into_string();
    let response = ResponseBuilder::new().with_status(status).from_html(html)?;
    page_headers(shell, response)
}

fn question(form: &Form<'_>, posted: &Posted, error: Option<&String>) -> Result<Markup> {
    let chrome = &form.chrome;
    let statement = form
        .settings
        .statement(form.locale)
        .ok_or_else(|| Error::from("a language without a statement"))?;
    let locale = form.locale.as_str();
    Ok(html! {
        form method="post" action=(format!("?lang={locale}")) {
            h1 { (chrome.updates) }
            @if let Some(error) = error {
                p class="error" id="error" role="alert" { (error) }
            }
            input type="hidden" name="code" value=(posted.code);
            input type="hidden" name="statement" value=(statement.id());
            input type="hidden" name="locale" value=(locale);
            fieldset class="purposes" aria-describedby=[error.map(|_| "error")] {
                legend { (chrome.topics) }
                @for purpose in &statement.purposes {
                    label class="purpose" {
                        input type="checkbox" name="purpose" value=(purpose.id)
                            checked[posted.purposes.iter().any(|id| id == purpose.id.as_str())];
                        span {
                            strong { (purpose.label) }
                            span { (purpose.value) " · " (purpose.frequency) }
                        }
                    }
                }
            }
            label class="name" {
                span { (chrome.name) }
                input type="text" name="name" autocomplete="given-name" maxlength="80" value=(posted.name);
            }
            div class="statement" {
                @for sentence in statement.text().lines() {
                    p { (sentence) }
                }
                p {
                    (statement.controller) " · "
                    a href=(statement.privacy_url) rel="noopener" { (chrome.privacy) }
                }
            }
            button class="continue" type="submit" { (statement.button) }
        }
    })
}

/// A whole page around its content.
pub(super) fn document(locale: &Locale, title: &str, content: &Markup) -> Markup {
    let direction = if RIGHT_TO_LEFT.contains(&locale.language()) {
        "rtl"
    } else {
        "ltr"
    };
    html! {
        (DOCTYPE)
        html lang=(locale) dir=(direction) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                meta name="color-scheme" content="light dark";
                title { (title) " · WhatsApp" }
                link rel="stylesheet" href="/form.css";
            }
            body { (content) }
        }
    }
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
