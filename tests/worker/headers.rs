//! What each kind of address lets a browser do with its answer: exactly these headers.

use crate::person_page::opened_page;
use saludo_tests::console::Console;
use saludo_tests::form::Form;
use saludo_tests::http::{self, Answer};
use saludo_tests::shop::Shop;
use saludo_tests::{sandbox_url, worker_url};
use serde_json::json;
use std::collections::BTreeMap;

/// Every header that says what a browser may do, and how long it may keep an answer.
const NAMES: [&str; 13] = [
    "access-control-allow-origin",
    "cache-control",
    "content-security-policy",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "permissions-policy",
    "referrer-policy",
    "set-cookie",
    "strict-transport-security",
    "vary",
    "x-content-type-options",
    "x-frame-options",
    "x-robots-tag",
];

const NOTHING: &str =
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const NO_DEVICES: &str = "accelerometer=(), camera=(), display-capture=(), geolocation=(), \
    gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(), serial=(), usb=()";

type Headers = BTreeMap<&'static str, String>;

fn headers(all: &[(&'static str, &str)]) -> Headers {
    let owned = |(name, value): &(&'static str, &str)| (*name, (*value).to_owned());
    all.iter().map(owned).collect()
}

/// What a page loads: scripts, styles, pictures.
fn part() -> Headers {
    headers(&[
        ("strict-transport-security", "max-age=63072000"),
        ("x-content-type-options", "nosniff"),
    ])
}

/// What a browser could show by itself.
fn document() -> Headers {
    let mut all = part();
    all.extend(headers(&[
        ("content-security-policy", NOTHING),
        ("cross-origin-resource-policy", "same-origin"),
        ("referrer-policy", "no-referrer"),
        ("x-frame-options", "DENY"),
    ]));
    all
}

/// JSON and the like that nobody keeps.
fn private() -> Headers {
    document().and("cache-control", "no-store")
}

/// The same for pages of any origin.
fn public() -> Headers {
    document()
        .and("access-control-allow-origin", "*")
        .and("cross-origin-resource-policy", "cross-origin")
}

/// A redirect or page for shoppers.
fn shoppers() -> Headers {
    let policy = format!(
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'; \
         form-action 'self' {} https://wa.me https://api.whatsapp.com",
        sandbox_url()
    );
    private()
        .and("content-security-policy", &policy)
        .and("referrer-policy", "same-origin")
        .and("x-robots-tag", "noindex")
}

fn page() -> Headers {
    shoppers()
        .and("cross-origin-opener-policy", "same-origin")
        .and("permissions-policy", NO_DEVICES)
}

trait And {
    fn and(self, name: &'static str, value: &str) -> Self;
}

impl And for Headers {
    fn and(mut self, name: &'static str, value: &str) -> Self {
        self.insert(name, value.to_owned());
        self
    }
}

#[track_caller]
fn has(what: &str, answer: &Answer, status: u16, expected: &Headers) {
    assert_eq!(answer.status, status, "{what}: {answer:?}");
    let found: Headers = NAMES
        .iter()
        .filter_map(|name| Some((*name, answer.headers.get(*name)?.clone())))
        .collect();
    assert_eq!(&found, expected, "{what}");
}

#[test]
fn pages_for_shoppers_load_nothing_else_and_are_neither_framed_nor_kept() {
    let shop = Shop::own();
    let own = worker_url();
    let form = shop.worker(&format!("/s/{}/opt-in", shop.slug));
    let get = |path: &str| http::get(&shop.worker(path));
    has("the hosted form", &http::get(&form), 200, &page());
    let post = |origin: &str| http::send("POST", &form, &[("Origin", origin)], b"purpose=offers");
    has("what it says to a fault", &post(&own), 422, &page());
    has("what it says to others", &post("null"), 403, &private());
    let statement = shop.public("en")["statement"]["id"].clone();
    let statement = statement.as_str().unwrap();
    let words = format!("/s/{}/statements/{statement}", shop.slug);
    has("the words agreed to", &get(&words), 200, &page());
    let gone = format!("/s/{}/c/gone", shop.slug);
    has("a campaign that is no more", &get(&gone), 404, &page());
    let ana = opened_page(&shop);
    has("a shopper's own page", &http::get(&ana), 200, &page());
    has(
        "a receipt",
        &http::get(&format!("{ana}?receipt=1")),
        403,
        &page(),
    );
    let nobody = format!("/p/{}.{}", shop.slug, "a".repeat(32));
    has("a dead link", &get(&nobody), 404, &page());
    has("a link of no shop", &get("/p/nobody.x"), 404, &private());
    let origin = [("Origin", own.as_str())];
    let off = http::send("POST", &ana, &origin, b"do=off&purpose=offers&product=");
    has("a switch", &off, 303, &shoppers());
    let prove = http::send("POST", &ana, &origin, b"do=prove");
    let cookie = prove.header("set-cookie").to_owned();
    let rules = "; Max-Age=1800; Path=/; Secure; HttpOnly; SameSite=Strict";
    assert!(cookie.starts_with("__Host-saludo-proof=") && cookie.ends_with(rules));
    has(
        "a code",
        &prove,
        303,
        &shoppers().and("set-cookie", &cookie),
    );
}

/// A redirect or page for the shop's own people.
fn console() -> Headers {
    let policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; media-src 'self'; \
        connect-src 'self'; form-action 'self'; frame-src 'self'; base-uri 'none'; frame-ancestors 'none'";
    private()
        .and("content-security-policy", policy)
        .and("referrer-policy", "same-origin")
        .and("x-robots-tag", "noindex")
}

#[test]
fn the_console_loads_its_own_files_alone_and_is_neither_framed_nor_kept() {
    let shop = Shop::own();
    let page = console()
        .and("cross-origin-opener-policy", "same-origin")
        .and("permissions-policy", NO_DEVICES);
    let login = http::get(&shop.worker("/admin/login"));
    has("signing in", &login, 200, &page);
    has(
        "the way there",
        &http::get(&shop.worker("/admin")),
        303,
        &console(),
    );
    let signed_in = Console::owner(&shop);
    has("a page", &signed_in.get("/people"), 200, &page);
    has("nothing", &signed_in.get("/nothing"), 404, &page);
    let file = signed_in.get("/people?format=csv");
    has("a file", &file, 200, &console());
    has(
        "a form",
        &signed_in.post("/access", &[("do", "end_others")]),
        303,
        &console(),
    );
}

#[test]
fn what_other_peoples_pages_load_is_open_to_them_and_nothing_else_is() {
    let shop = Shop::own();
    shop.change_settings(|settings| {
        settings["campaigns"] = json!([{ "id": "till", "name": "Till" }]);
    });
    let get = |path: &str| http::get(&shop.worker(path));
    let at = |path: &str| get(&format!("/s/{}{path}", shop.slug));
    let minutes = "public, max-age=300, stale-while-revalidate=86400";
    let minute = "public, max-age=60, stale-while-revalidate=86400";
    let loader = part()
        .and("access-control-allow-origin", "*")
        .and("cross-origin-resource-policy", "cross-origin")
        .and("cache-control", minutes);
    let answer = at("/widget.js");
    has("the loader", &answer, 200, &loader);
    let known = [("If-None-Match", answer.header("etag"))];
    let url = shop.worker(&format!("/s/{}/widget.js", shop.slug));
    let again = http::send("GET", &url, &known, b"");
    has("the loader again", &again, 304, &loader);
    let panel = public()
        .and(
            "content-security-policy",
            "default-src 'none'; frame-ancestors 'none'",
        )
        .and("cross-origin-opener-policy", "same-origin")
        .and("permissions-policy", NO_DEVICES)
        .and("x-robots-tag", "noindex")
        .and("cache-control", minute);
    has("the panel", &at("/panel"), 200, &panel);
    let sheet = part().and("cache-control", minutes);
    has("the sheet of our own pages", &at("/panel.css"), 200, &sheet);
    let link = private().and("x-robots-tag", "noindex");
    has("a campaign's link", &at("/c/till"), 302, &link);
    let printed = |headers: Headers| {
        headers
            .and("cache-control", "public, max-age=604800")
            .and("cross-origin-resource-policy", "cross-origin")
            .and("x-robots-tag", "noindex")
    };
    let answer = http::response_headers(&shop.worker(&format!("/s/{}/c/till.png", shop.slug)));
    has("a code to print", &answer, 200, &printed(part()));
    has(
        "the same, drawn",
        &at("/c/till.svg"),
        200,
        &printed(document()),
    );
    let settings = public().and("cache-control", minute);
    has(
        "the public settings",
        &http::get(&shop.api("")),
        200,
        &settings,
    );
    let state = public().and("cache-control", "no-store");
    let form = Form::of(&shop);
    let asked = http::get(&shop.api(&format!("/opt-ins/{}", form.code)));
    has("a code's state", &asked, 200, &state);
    let asked = http::get(&shop.api("/opt-ins/x"));
    has("a state that cannot be", &asked, 400, &state);
    let heads = public().and("cache-control", "public, max-age=300");
    has(
        "the ledger's heads",
        &http::get(&shop.api("/ledger/heads")),
        200,
        &heads,
    );
    let words = public().and("cache-control", "public, max-age=31536000, immutable");
    let id = form.body["statement"].as_str().unwrap();
    let statement = http::get(&shop.api(&format!("/statements/{id}")));
    has("a statement", &statement, 200, &words);
    has("no shop", &get("/v1/shops/nobody"), 404, &state);
}

fn from(origin: &str) -> [(&str, &str); 1] {
    [("Origin", origin)]
}

#[test]
fn posts_are_answered_to_the_page_that_posted_alone() {
    let shop = Shop::own();
    let body = Form::of(&shop).body.to_string();
    let post = |headers: &[(&str, &str)], body: &str| {
        http::send("POST", &shop.api("/opt-ins"), headers, body.as_bytes())
    };
    let varies = private().and("vary", "Origin");
    let own = worker_url();
    let to_own = varies.clone().and("access-control-allow-origin", &own);
    has("from nowhere", &post(&[], &body), 201, &varies);
    has("from a page", &post(&from(&own), &body), 200, &to_own);
    has("with a fault", &post(&from(&own), "{}"), 422, &to_own);
    let evil = post(&from("https://evil.example"), &body);
    has("from anybody's", &evil, 403, &varies);
    let asks = |origin: &str| http::send("OPTIONS", &shop.api("/opt-ins"), &from(origin), b"");
    let asked = document().and("vary", "Origin");
    let allowed = asked.clone().and("access-control-allow-origin", &own);
    has("asked before", &asks(&own), 204, &allowed);
    has(
        "asked by anybody",
        &asks("https://evil.example"),
        204,
        &asked,
    );
}

#[test]
fn what_the_shop_and_meta_are_told_is_for_nobody_else_and_not_kept() {
    let shop = Shop::own();
    for (path, status) in [
        ("/opt-ins", 200),
        ("/stats", 200),
        ("/settings", 200),
        ("/ledger.jsonl", 200),
        ("/export.jsonl", 200),
        ("/export.csv", 200),
        ("/sealed.jsonl", 200),
        ("/people/nobody", 404),
        ("/nothing", 404),
    ] {
        let answer = shop.admin("GET", path, &[], b"");
        has(path, &answer, status, &private());
    }
    let url = shop.worker(&format!("/v1/admin/shops/{}/stats", shop.slug));
    has("without a token", &http::get(&url), 401, &private());
    for (path, status) in [
        ("/healthz", 200),
        ("/webhooks/whatsapp", 403),
        ("/nothing", 404),
        ("/s/nobody/opt-in", 404),
    ] {
        has(path, &http::get(&shop.worker(path)), status, &private());
    }
    let webhook = http::send("POST", &shop.worker("/webhooks/whatsapp"), &[], b"{}");
    has("an unsigned webhook", &webhook, 401, &private());
    let sender = http::send("POST", &shop.worker("/_internal/send"), &[], b"{}");
    has("the sender", &sender, 404, &private());
}

#[test]
fn static_files_are_never_framed_and_the_demo_shop_is_as_strict_as_a_shop_can_be() {
    let shop = Shop::own();
    let get = |path: &str| http::get(&shop.worker(path));
    let file = part()
        .and("x-frame-options", "DENY")
        .and("cache-control", "public, max-age=0, must-revalidate");
    for path in [
        "/form.css",
        "/person.css",
        "/demo.js",
        "/shop/shop.css",
        "/shop/mug.svg",
    ] {
        has(path, &get(path), 200, &file);
    }
    let demo = file
        .clone()
        .and(
            "content-security-policy",
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; \
             connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        )
        .and("referrer-policy", "strict-origin-when-cross-origin")
        .and("x-robots-tag", "noindex");
    has("the demo shop", &get("/"), 200, &demo);
    let notice = file
        .and(
            "content-security-policy",
            "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; \
             frame-ancestors 'none'",
        )
        .and("referrer-policy", "no-referrer")
        .and("x-robots-tag", "noindex");
    has("the notice", &get("/privacy"), 200, &notice);
    let loader = get("/s/demo/widget.js").text;
    let (_, rest) = loader.split_once("/w/form-").expect("the form's script");
    let hash: String = rest.chars().take_while(|letter| *letter != '.').collect();
    let kept = part()
        .and("x-frame-options", "DENY")
        .and("access-control-allow-origin", "*")
        .and("cross-origin-resource-policy", "cross-origin")
        .and("cache-control", "public, max-age=31536000, immutable");
    has(
        "the form's script",
        &get(&format!("/w/form-{hash}.js")),
        200,
        &kept,
    );
}
