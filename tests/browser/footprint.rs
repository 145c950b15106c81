//! What the tag costs a page before anybody acts: one request, and nothing else.

use crate::stage::{DESK, PHONE, Stage};
use saludo_tests::shop::Shop;
use saludo_tests::{sandbox_url, worker_url};
use serde_json::json;

/// Once the browser has nothing left to do.
const IDLE: &str = "return new Promise(done => requestIdleCallback(() => done(true)))";

/// Every name and value of the page's globals and of what scripts like to change, as found.
const TAKE_STOCK: &str = "const things = {window, document, Document: Document.prototype, Element: Element.prototype, \
        HTMLElement: HTMLElement.prototype, Node: Node.prototype, EventTarget: EventTarget.prototype, \
        History: History.prototype, XMLHttpRequest: XMLHttpRequest.prototype, Array: Array.prototype, \
        Object: Object.prototype, String: String.prototype, Promise: Promise.prototype, JSON, navigator}; \
    const own = thing => Object.entries(Object.getOwnPropertyDescriptors(thing)) \
        .map(([name, {value, get}]) => [name, value ?? get]); \
    const stock = () => new Map(Object.entries(things).flatMap(([of, thing]) => \
        own(thing).map(([name, value]) => [of + '.' + name, value])));";

#[tokio::test(flavor = "multi_thread")]
async fn one_request_draws_the_bubble_and_there_is_no_other() {
    for size in [PHONE, DESK] {
        let shop = Shop::own();
        let stage = Stage::on_variant(size, "plain", &shop, "").await;
        stage.part("bubble").await;
        stage.script(IDLE).await;
        let page = format!("{}/pages/plain?shop={}", sandbox_url(), shop.slug);
        let style = format!("{}/pages/shop.css", sandbox_url());
        let loader = format!("{}/s/{}/widget.js", worker_url(), shop.slug);
        assert_eq!(stage.requests().await, [page, style, loader]);
        stage.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_kept_on_the_device_before_the_shopper_acts() {
    let stage = Stage::on_variant(DESK, "plain", &Shop::own(), "").await;
    stage.part("bubble").await;
    stage.script(IDLE).await;
    let kept = "const databases = await indexedDB.databases(); const caches = await window.caches.keys(); \
        const workers = await navigator.serviceWorker.getRegistrations(); \
        return [localStorage.length, sessionStorage.length, document.cookie, \
            databases.length, caches.length, workers.length]";
    let kept = stage
        .script(&format!("return (async () => {{ {kept} }})()"))
        .await;
    assert_eq!(kept, json!([0, 0, "", 0, 0, 0]));
    // Those of every origin, and those that scripts cannot see.
    let cookies = stage.devtools("Storage.getCookies", json!({})).await;
    assert_eq!(cookies["cookies"], json!([]));
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_a_visit_begins_the_devices_stores_are_not_even_opened() {
    let stage = Stage::new(PHONE).await;
    let watch = "window.opened = []; for (const name of ['localStorage', 'sessionStorage']) { \
        const {get} = Object.getOwnPropertyDescriptor(window, name); \
        Object.defineProperty(window, name, {get() { opened.push(name); return get.call(window) }}) }";
    stage.before_each_page(watch).await;
    stage.open_variant("plain", &Shop::own(), "").await;
    stage.part("bubble").await;
    stage.script(IDLE).await;
    assert_eq!(stage.script("return opened").await, json!([]));
    // On a later page of the visit there may be something to go on with.
    stage.driver.refresh().await.unwrap();
    stage.part("bubble").await;
    assert_eq!(
        stage.script("return opened").await,
        json!(["sessionStorage"])
    );
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_global_is_new_and_none_of_the_pages_is_touched() {
    let stage = Stage::new(DESK).await;
    // Before chromedriver, which makes globals of its own, has run anything in the page.
    let stock = format!(
        "(() => {{ {TAKE_STOCK} const before = stock(); addEventListener('load', () => {{ \
            const after = stock(); const names = new Set([...before.keys(), ...after.keys()]); \
            const changed = [...names].filter(name => before.get(name) !== after.get(name)); \
            addEventListener('stock', event => event.detail.push(...changed)); \
        }}) }})()"
    );
    stage.before_each_page(&stock).await;
    let changed =
        "const detail = []; dispatchEvent(new CustomEvent('stock', {detail})); return detail";
    let shop = Shop::own();
    stage.open_variant("plain", &shop, "tag=none").await;
    let without = stage.script(changed).await;
    stage.open_variant("plain", &shop, "").await;
    stage.part("bubble").await;
    let with = stage.script(changed).await;
    let new: Vec<_> = with
        .as_array()
        .into_iter()
        .flatten()
        .filter(|name| without.as_array().is_some_and(|all| !all.contains(name)))
        .collect();
    assert_eq!(json!(new), json!(["window.saludo"]));
    let handlers = "return Object.keys(Window.prototype).concat(Object.getOwnPropertyNames(window)) \
        .filter(name => name.startsWith('on') && window[name] !== null)";
    assert_eq!(stage.script(handlers).await, json!([]));
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_on_the_page_moves() {
    let count = "window.shifts = []; new PerformanceObserver(list => shifts.push(...list.getEntries())) \
        .observe({type: 'layout-shift', buffered: true})";
    let boxes = "return [...document.querySelectorAll('html, body, body *')] \
        .filter(element => element.localName != 'saludo-bubble' && element.localName != 'script') \
        .map(element => element.getBoundingClientRect().toJSON())";
    for size in [PHONE, DESK] {
        let shop = Shop::own();
        let stage = Stage::new(size).await;
        stage.before_each_page(count).await;
        stage.open_variant("plain", &shop, "tag=none").await;
        let without = stage.script(boxes).await;
        stage.open_variant("plain", &shop, "").await;
        stage.part("bubble").await;
        stage.script(IDLE).await;
        assert_eq!(stage.script(boxes).await, without, "lies as without it");
        stage.tap("bubble").await;
        stage.part("updates").await;
        stage.script(IDLE).await;
        let shifts = stage
            .script("return shifts.map(shift => shift.value)")
            .await;
        assert_eq!(shifts, json!([]), "the bubble came, the panel opened");
        stage.close().await;
    }
}
