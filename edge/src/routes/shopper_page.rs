//! `/p/{token}`: the shopper's own page. `saludo_core::person_page` says what stands on it; here is
//! who may ask, and what is not cached, indexed or framed.

use crate::book::client;
use crate::entry::Shell;
use crate::http::Problem as HttpProblem;
use crate::routes::body;
use crate::routes::find;
use crate::routes::hosted_form::{page, page_headers};
use crate::routes::origin::is_from_own_page;
use crate::routes::public_settings::wanted;
use crate::settings_cache;
use saludo_core::accept_language;
use saludo_core::locale::Locale;
use saludo_core::person_page::{
    Act, Ask, Done, Gone, Notice, Page, Press, Problem, Shown, View, Visit,
};
use saludo_core::settings::Settings;
use saludo_core::shops::{Shop, Slug};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::borrow::Cow;
use std::rc::Rc;
use url::form_urlencoded::Serializer;
use worker::{Error, Request, Response, ResponseBuilder, Result};

/// A form of ours has a few short fields; a product's id is the longest.
const MAX_FORM: usize = 4 * 1024;

/// Holds the secret of a proof. `Strict`: no other site's link or form comes with it.
const COOKIE: &str = "__Host-saludo-proof";
/// Fifteen minutes until the code is sent, and fifteen in which it proves something. The book has
/// the last word.
const COOKIE_KEPT: u32 = 30 * 60;

/// The letters of a token, after the shop's name and a full stop.
const TOKEN_LENGTH: usize = 32;

/// A visit: everything that is needed to answer it.
struct Caller<'a> {
    shell: &'a Shell,
    slug: &'a Slug,
    shop: &'a Shop,
    settings: Rc<Settings>,
    token: &'a str,
    secret: Option<String>,
    lang: Option<Locale>,
    query: Vec<(String, String)>,
    /// For those of whom nothing else is known.
    accepted: Vec<Locale>,
}

impl<'a> Caller<'a> {
    /// Nothing where the token names no shop of ours.
    async fn of(request: &Request, shell: &'a Shell, token: &'a str) -> Result<Option<Self>> {
        let shop = token
            .split_once('.')
            .and_then(|(slug, _)| find(shell, slug));
        let Some((slug, shop)) = shop else {
            return Ok(None);
        };
        let owned =
            |(name, value): (Cow<'_, str>, Cow<'_, str>)| (name.into_owned(), value.into_owned());
        let accepted = request
            .headers()
            .get("Accept-Language")?
            .unwrap_or_default();
        Ok(Some(Self {
            shell,
            slug,
            shop,
            settings: settings_cache::settings(shell, slug).await?,
            token,
            secret: cookie(request)?,
            lang: wanted(request, "lang")?,
            query: request.url()?.query_pairs().map(owned).collect(),
            accepted: accept_language::wanted(&accepted),
        }))
    }

    fn field(&self, name: &str) -> Option<&str> {
        let mut fields = self.query.iter();
        fields
            .find(|(own, _)| own == name)
            .map(|(_, value)| value.as_str())
    }

    fn shown(&self) -> Shown<'_> {
        let config = &self.shell.config;
        Shown {
            slug: self.slug,
            shop: self.shop,
            settings: &self.settings,
            link: config.link(self.shop),
            heads: format!("{}/v1/shops/{}/ledger/heads", config.public_url, self.slug),
        }
    }

    /// Asks the book; nothing where the token is dead, unknown or forged.
    async fn view(&self, ask: Ask) -> Result<Option<View>> {
        let visit = Visit {
            token: self.token.to_owned(),
            secret: self.secret.clone(),
            lang: self.lang.clone(),
            ask,
        };
        match self.ask("/p/view", &visit).await? {
            Ok(view) => Ok(Some(view)),
            Err(404) => Ok(None),
            Err(status) => Err(Error::from(format!("a view was refused with {status}"))),
        }
    }

    /// Asks the book; a refusal is its status.
    async fn ask<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
    ) -> Result<std::result::Result<T, u16>> {
        // What cannot be a token, nobody was given.
        if !is_token(self.token) {
            return Ok(Err(404));
        }
        let body = serde_json::to_vec(body)?;
        let mut answer = client::post_slice(self.shell, self.slug, path, &body).await?;
        Ok(match answer.status_code() {
            200 => Ok(serde_json::from_slice(&answer.bytes().await?)?),
            status => Err(status),
        })
    }

    /// The same to every dead token, and to every way of asking.
    fn gone(&self) -> Result<Response> {
        let settings = &self.settings;
        let asked = self.lang.iter().chain(&self.accepted);
        let locale = asked
            .filter_map(|locale| locale.best_of(&settings.locales))
            .chain(&settings.locales)
            .next()
            .ok_or_else(no_language)?;
        let gone = Gone {
            shown: self.shown(),
            locale,
        };
        page(self.shell, &gone.page().ok_or_else(no_language)?, 404)
    }

    fn page<'b>(&'b self, view: &'b View) -> Result<Page<'b>> {
        Page::new(self.shown(), view, self.lang.clone()).ok_or_else(no_language)
    }

    /// The page with what went wrong.
    async fn problem(&self, problem: Problem, status: u16) -> Result<Response> {
        let Some(view) = self.view(Ask::Page).await? else {
            return self.gone();
        };
        let html = self.page(&view)?.overview(None, Some(problem), false);
        page(self.shell, &html, status)
    }

    /// Back to the page, so that a reload posts nothing again.
    fn back(&self, fields: &[(&str, &str)]) -> Result<Response> {
        let mut query = Serializer::for_suffix(format!("/p/{}?", self.token), self.token.len() + 4);
        if let Some(lang) = &self.lang {
            query.append_pair("lang", lang.as_str());
        }
        query.extend_pairs(fields);
        let address = query.finish();
        let response = ResponseBuilder::new()
            .with_status(303)
            .with_header("Location", address.trim_end_matches('?'))?
            .empty();
        page_headers(self.shell, response)
    }
}

/// `GET /p/{token}`: changes nothing.
pub(super) async fn get(request: &Request, shell: &Shell, token: &str) -> Result<Response> {
    let Some(caller) = Caller::of(request, shell, token).await? else {
        return HttpProblem::not_found().answer();
    };
    let ask = match (caller.field("receipt"), caller.field("data")) {
        (Some(seq), _) => seq.parse().map_or(Ask::Page, Ask::Receipt),
        (None, Some(_)) => Ask::Data,
        (None, None) => Ask::Page,
    };
    let Some(view) = caller.view(ask).await? else {
        return caller.gone();
    };
    let own = caller.page(&view)?;
    if let Some(receipt) = &view.receipt {
        if caller.field("format") == Some("json") {
            let name = format!("receipt-{}-{}.json", caller.slug, receipt.proof.record.seq);
            return file(shell, receipt, &name);
        }
        return page(shell, &own.receipt(receipt), 200);
    }
    if let Some(data) = &view.data {
        return file(shell, data, &format!("my-data-{}.json", caller.slug));
    }
    let wants_proven = ask != Ask::Page || caller.field("erase").is_some();
    if wants_proven && !view.is_proven() {
        let html = own.overview(None, Some(Problem::NoProof), false);
        return page(shell, &html, 403);
    }
    if ask != Ask::Page {
        let html = own.overview(None, Some(Problem::Failed), false);
        return page(shell, &html, 404);
    }
    if caller.field("erase").is_some() {
        return page(shell, &own.erase(), 200);
    }
    let notice = Notice::parse(|name| caller.field(name));
    let html = own.overview(notice.as_ref(), None, caller.field("sent").is_some());
    page(shell, &html, 200)
}

/// `POST /p/{token}`: a button.
pub(super) async fn post(mut request: Request, shell: &Shell, token: &str) -> Result<Response> {
    if !is_from_own_page(&request, shell)? {
        return HttpProblem::new(
            403,
            "foreign_origin",
            "This page takes posts from itself only.",
        )
        .answer();
    }
    let Some(caller) = Caller::of(&request, shell, token).await? else {
        return HttpProblem::not_found().answer();
    };
    let form = body::read(&mut request, MAX_FORM).await?;
    let Some(act) = form.as_deref().and_then(Act::parse) else {
        let status = if form.is_some() { 400 } else { 413 };
        return caller.problem(Problem::Failed, status).await;
    };
    // Erased, the person has no page any more to say so.
    let before = match act {
        Act::Erase => caller.view(Ask::Page).await?,
        _ => None,
    };
    let press = Press {
        token: token.to_owned(),
        secret: caller.secret.clone(),
        act,
    };
    match caller.ask("/p/act", &press).await? {
        Ok(Done::Settled) => {
            let notice = Notice::of(&press.act);
            caller.back(&notice.as_ref().map(Notice::query).unwrap_or_default())
        }
        Ok(Done::Code { secret }) => {
            let response = caller.back(&[])?;
            response
                .headers()
                .set("Set-Cookie", &set_cookie(&secret, COOKIE_KEPT))?;
            Ok(response)
        }
        Ok(Done::Erased) => {
            let Some(view) = before else {
                return caller.gone();
            };
            let response = page(shell, &caller.page(&view)?.erased(), 200)?;
            response.headers().set("Set-Cookie", &set_cookie("", 0))?;
            Ok(response)
        }
        Err(404) => caller.gone(),
        Err(403) => caller.problem(Problem::NoProof, 403).await,
        Err(409) => caller.problem(Problem::Changed, 409).await,
        Err(429) => caller.problem(Problem::TooManyCodes, 429).await,
        Err(_) => caller.problem(Problem::Failed, 500).await,
    }
}

/// Whether a text has the shape of our tokens.
fn is_token(text: &str) -> bool {
    let secret = text.split_once('.').map(|(_, secret)| secret);
    secret.is_some_and(|secret| {
        secret.len() == TOKEN_LENGTH && secret.bytes().all(|letter| letter.is_ascii_alphanumeric())
    })
}

fn cookie(request: &Request) -> Result<Option<String>> {
    let all = request.headers().get("Cookie")?.unwrap_or_default();
    let mut pairs = all
        .split(';')
        .filter_map(|pair| pair.trim().split_once('='));
    Ok(pairs
        .find(|(name, _)| *name == COOKIE)
        .map(|(_, value)| value.to_owned()))
}

fn set_cookie(secret: &str, seconds: u32) -> String {
    format!("{COOKIE}={secret}; Max-Age={seconds}; Path=/; Secure; HttpOnly; SameSite=Strict")
}

/// A file to keep, with the page's own rules.
fn file(shell: &Shell, content: &impl Serialize, name: &str) -> Result<Response> {
    let response = ResponseBuilder::new()
        .with_header("Content-Type", "application/json")?
        .with_header(
            "Content-Disposition",
            &format!("attachment; filename=\"{name}\""),
        )?
        .fixed(serde_json::to_vec_pretty(content)?);
    page_headers(shell, response)
}

fn no_language() -> Error {
    Error::from("a shop without a language")
}
