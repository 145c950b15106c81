//! A shop's pages, each of which makes life hard for a widget in its own way: for tests and for eyes.
//!
//! They are the files of `tests/pages`, on another origin than the worker's, as shops are. A page says
//! by itself what it is for, in its `<title>` and its description, and what policy it is served with,
//! in a comment before everything else. These are filled in: `{edge}` (the worker's origin), `{shop}`,
//! `{src}` (the address of the loader), `{tag}` (the whole script tag) and `{about}` (the description).

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Path, Query, RawQuery, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};
use serde::Deserialize;

use crate::config::split_origin;
use crate::sandbox::Sandbox;

/// How long a slow script takes: longer than the bubble on two busy cores.
const SLOW: Duration = Duration::from_secs(4);
/// What stands before a page's policy.
const POLICY: &str = "<!-- Content-Security-Policy: ";

/// A page.
struct Page {
    name: &'static str,
    html: &'static str,
}

macro_rules! pages {
    ($($name:literal)*) => {
        [$(Page { name: $name, html: include_str!(concat!("../../pages/", $name, ".html")) }),*]
    };
}

const PAGES: [Page; 14] = pages![
    "plain" "hostile-css" "quirks" "strict-csp" "strict-csp-without-wasm" "spa" "loaded-twice" "rtl"
    "dark" "slow-script" "inline-form" "cookie-banner" "stub-queue" "print"
];

/// `?shop=&lang=&tag=` of a page.
#[derive(Debug, Deserialize)]
pub(crate) struct Order {
    #[serde(default)]
    shop: Slug,
    lang: Option<Language>,
    #[serde(default)]
    tag: Tag,
}

/// A shop's slug. It goes into HTML as it is.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
struct Slug(String);

impl Default for Slug {
    fn default() -> Self {
        Self("demo".to_owned())
    }
}

impl TryFrom<String> for Slug {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let valid = (1..=40).contains(&text.len()) && text.bytes().all(plain);
        valid
            .then_some(Self(text))
            .ok_or("1 to 40 small letters, digits or hyphens")
    }
}

/// A language tag. It goes into HTML as it is.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
struct Language(String);

impl TryFrom<String> for Language {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        let valid = (2..=35).contains(&text.len()) && text.bytes().all(plain);
        valid.then_some(Self(text)).ok_or("a tag as in pt-BR")
    }
}

/// How the page brings the loader.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Tag {
    /// As the README says.
    #[default]
    Async,
    /// After the page has been read.
    Defer,
    /// At once: in the head there is no body yet.
    Blocking,
    /// By script after the page has loaded, as tag managers do.
    Injected,
    /// Not at all, to compare.
    None,
}

impl Tag {
    fn html(self, src: &str) -> String {
        let script = |attribute: &str| format!("<script {attribute}src=\"{src}\"></script>");
        match self {
            Self::Async => script("async "),
            Self::Defer => script("defer "),
            Self::Blocking => script(""),
            Self::Injected => format!(
                "<script>addEventListener(\"load\", () => document.head.append(Object.assign(document.createElement(\"script\"), {{ src: \"{src}\" }})))</script>"
            ),
            Self::None => String::new(),
        }
    }
}

impl Page {
    fn title(&self) -> &'static str {
        between(self.html, "<title>", "</title>")
    }

    fn about(&self) -> &'static str {
        between(self.html, "<meta name=\"description\" content=\"", "\">")
    }

    /// The page's policy, where it has one.
    fn policy(&self, edge: &str) -> Option<String> {
        let policy = self.html.strip_prefix(POLICY)?.split(" -->").next()?;
        Some(policy.replace("{edge}", edge))
    }

    fn fill(&self, edge: &str, order: &Order) -> String {
        let shop = &order.shop.0;
        let lang = order.lang.as_ref();
        let query = lang.map_or_else(String::new, |lang| format!("?lang={}", lang.0));
        let src = format!("{edge}/s/{shop}/widget.js{query}");
        self.html
            .replace("{about}", self.about())
            .replace("{tag}", &order.tag.html(&src))
            .replace("{src}", &src)
            .replace("{shop}", shop)
            .replace("{edge}", edge)
    }
}

/// What stands between two texts, empty where one is missing.
fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    let rest = text.split_once(before).map_or("", |(_, rest)| rest);
    rest.split_once(after).map_or("", |(found, _)| found)
}

/// `GET /pages/{name}`
pub(crate) async fn show(
    State(sandbox): State<Arc<Sandbox>>,
    Path(name): Path<String>,
    Query(order): Query<Order>,
) -> Response {
    let Some(page) = PAGES.iter().find(|page| page.name == name) else {
        let text = "no such page: /pages/ lists them";
        return (StatusCode::NOT_FOUND, text).into_response();
    };
    // A webhook address without an origin posts nothing either, and says so at the first webhook.
    let edge = split_origin(&sandbox.config.webhook_url).map_or("", |(origin, _)| origin);
    let mut response = Html(page.fill(edge, &order)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Some(policy) = page.policy(edge) {
        let Ok(policy) = HeaderValue::from_str(&policy) else {
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        };
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// `GET /pages/`: the list. Its own query goes on to every page.
pub(crate) async fn index(RawQuery(query): RawQuery) -> Html<String> {
    Html(list(query.as_deref()).into_string())
}

fn list(query: Option<&str>) -> Markup {
    let href = |page: &Page| match query {
        Some(query) => format!("/pages/{}?{query}", page.name),
        None => format!("/pages/{}", page.name),
    };
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width";
                link rel="icon" href="data:,";
                link rel="stylesheet" href="/pages/shop.css";
                title { "Pages" }
            }
            body {
                main {
                    h1 { "Pages" }
                    p.about {
                        "A shop's pages, each with something that makes life hard for a widget. Of another shop, in another language, or with the tag brought in another way: "
                        code { "?shop=demo&lang=en&tag=async" }
                        " here, where the tag is " code { "async" } ", " code { "defer" } ", " code { "blocking" } ", "
                        code { "injected" } " or " code { "none" } "."
                    }
                    @for page in &PAGES {
                        h2 { a href=(href(page)) { (page.title()) } }
                        p { (page.about()) }
                    }
                }
            }
        }
    }
}

/// `GET /pages/shop.css`
pub(crate) async fn style() -> impl IntoResponse {
    (
        [
            (header::CONTENT_TYPE, "text/css; charset=utf-8"),
            (header::CACHE_CONTROL, "no-cache"),
        ],
        include_str!("../../pages/shop.css"),
    )
}

/// `GET /pages/slow.js`: does nothing, late.
pub(crate) async fn slow() -> impl IntoResponse {
    tokio::time::sleep(SLOW).await;
    (
        [
            (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
            (header::CACHE_CONTROL, "no-store"),
        ],
        "\"use strict\";\n",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const EDGE: &str = "http://localhost:8787";

    fn order(query: &str) -> Result<Order, String> {
        let uri = format!("/?{query}").parse().unwrap_or_default();
        Query::try_from_uri(&uri)
            .map(|Query(order)| order)
            .map_err(|error| error.body_text())
    }

    fn page(name: &str) -> &'static Page {
        PAGES
            .iter()
            .find(|page| page.name == name)
            .unwrap_or(&PAGES[0])
    }

    #[test]
    fn every_page_says_what_it_is_for_and_leaves_nothing_open() -> Result<(), String> {
        for page in &PAGES {
            assert!(!page.title().is_empty(), "{}", page.name);
            assert!(page.about().contains(". "), "two sentences: {}", page.name);
            let html = page.fill(EDGE, &order("shop=t00&lang=es")?);
            assert!(html.contains("http://localhost:8787/s/t00/widget.js?lang="));
            for place in ["{edge}", "{shop}", "{src}", "{tag}", "{about}"] {
                assert!(!html.contains(place), "{place} in {}", page.name);
            }
        }
        Ok(())
    }

    #[test]
    fn the_tag_is_the_readmes_unless_another_is_asked_for() -> Result<(), String> {
        let html = |query: &str| Ok::<_, String>(page("plain").fill(EDGE, &order(query)?));
        for (query, expected) in [
            (
                "",
                "<script async src=\"http://localhost:8787/s/demo/widget.js\"></script>",
            ),
            (
                "lang=pt-BR&tag=defer",
                "<script defer src=\"http://localhost:8787/s/demo/widget.js?lang=pt-BR\"></script>",
            ),
            (
                "tag=blocking&shop=t01",
                "<script src=\"http://localhost:8787/s/t01/widget.js\"></script>",
            ),
            (
                "tag=injected",
                "{ src: \"http://localhost:8787/s/demo/widget.js\" }",
            ),
        ] {
            let html = html(query)?;
            assert!(html.contains(expected), "{query}: {html}");
        }
        assert!(!html("tag=none")?.contains("widget.js"));
        Ok(())
    }

    #[test]
    fn nothing_but_a_slug_and_a_language_gets_into_a_page() {
        for query in [
            "shop=a%22%3E%3Cscript%3E",
            "shop=Demo",
            "shop=",
            "lang=%22",
            "lang=e",
            "tag=module",
        ] {
            assert!(order(query).is_err(), "{query}");
        }
    }

    #[test]
    fn a_policy_names_the_worker() {
        let policy = page("strict-csp").policy(EDGE).unwrap_or_default();
        assert!(
            policy.starts_with(
                "default-src 'none'; script-src http://localhost:8787 'wasm-unsafe-eval';"
            ),
            "{policy}"
        );
        assert!(
            policy.ends_with("require-trusted-types-for 'script'; trusted-types 'none'"),
            "{policy}"
        );
        let strictest = page("strict-csp-without-wasm").policy(EDGE);
        assert!(strictest.is_some_and(|policy| !policy.contains("wasm")));
        assert_eq!(page("plain").policy(EDGE), None);
    }

    #[test]
    fn the_list_hands_its_query_on() {
        let list = list(Some("shop=t00&lang=es\"<")).into_string();
        assert!(
            list.contains(
                "<a href=\"/pages/quirks?shop=t00&amp;lang=es&quot;&lt;\">Quirks mode</a>"
            ),
            "{list}"
        );
        assert_eq!(list.matches("<h2>").count(), PAGES.len());
    }
}
