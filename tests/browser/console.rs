//! What everybody does in the console, and pictures of its pages for people.

use crate::stage::Stage;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use saludo_tests::console::OWNER_TOKEN;
use saludo_tests::shop::Shop;
use serde_json::json;
use std::path::PathBuf;
use std::{env, fs};
use thirtyfour::prelude::*;

/// What a page of the console may weigh in all, once compressed.
const BUDGET: u64 = 100 * 1024;

/// Scripts that the first paint would wait for, whether they are files or stand in the page.
const BLOCKING: &str = "return [...document.scripts].filter(one => one.type != 'module') \
    .map(one => one.outerHTML) \
    .concat(performance.getEntriesByType('resource') \
        .filter(one => one.name.endsWith('.js') && one.renderBlockingStatus != 'non-blocking') \
        .map(one => one.name))";

/// The page, and those in its frames, with their sheets, scripts and pictures, compressed with gzip,
/// which is more than with brotli.
const WEIGHT: &str = "const frames = [...document.querySelectorAll('iframe')]; \
    const pages = [window, ...frames.map(one => one.contentWindow)]; \
    const urls = new Set(pages.flatMap(page => [page.location.href, \
        ...page.performance.getEntriesByType('resource').map(one => one.name)])); \
    const weigh = async url => { \
        const body = (await fetch(url)).body.pipeThrough(new CompressionStream('gzip')); \
        return (await new Response(body).arrayBuffer()).byteLength }; \
    return Promise.all([...urls].map(weigh)).then(all => all.reduce((one, other) => one + other, 0))";

impl Stage {
    /// A page of the console is light, fits its window, passes axe light and dark, and is pictured.
    pub(crate) async fn is_sound(&self, shop: &Shop, path: &str, name: &str) {
        self.open(&shop.worker(&format!("/admin/{}{path}", shop.slug)))
            .await;
        self.find("main h1").await;
        self.is_light(name).await;
        assert_eq!(self.script(BLOCKING).await, json!([]), "{name}");
        self.fits(name).await;
        self.looked_at(name).await;
    }

    /// The page that is open weighs little.
    pub(crate) async fn is_light(&self, name: &str) {
        let weight = self.script(WEIGHT).await.as_u64().expect("bytes");
        assert!(weight < BUDGET, "{name} weighs {weight}");
    }

    /// How many elements can be seen.
    pub(crate) async fn seen(&self, css: &str) -> usize {
        let script = format!(
            "return [...document.querySelectorAll('{css}')].filter(one => one.checkVisibility()).length"
        );
        let seen = self.script(&script).await.as_u64().expect("a number");
        usize::try_from(seen).expect("a number")
    }

    /// What an element says, spaces drawn together.
    pub(crate) async fn reads(&self, css: &str) -> String {
        let script = format!(
            "return document.querySelector(`{css}`)?.textContent.replace(/\\s+/g, ' ').trim() ?? ''"
        );
        let text = self.script(&script).await;
        text.as_str().unwrap_or_default().to_owned()
    }

    /// Signs in as the owner, by the form, and comes to a page of the shop, such as `/people`.
    pub(crate) async fn sign_in(&self, shop: &Shop, path: &str) {
        self.sign_in_with(shop, path, OWNER_TOKEN).await;
        self.until("the console", async || self.try_find("main h1").await)
            .await;
    }

    /// Gives a token to the form that asks for one on the way to a page.
    pub(crate) async fn sign_in_with(&self, shop: &Shop, path: &str, token: &str) {
        self.open(&shop.worker(&format!("/admin/{}{path}", shop.slug)))
            .await;
        let field = self.find("#token").await;
        field.send_keys(token).await.expect("a token");
        self.find("form button.main")
            .await
            .click()
            .await
            .expect("a click");
        self.until("an answer", async || {
            let url = self.driver.current_url().await.ok()?;
            let is_there = url.path() == format!("/admin/{}{path}", shop.slug);
            let is_refused = self.try_find("[role=alert]").await.is_some();
            (is_there || is_refused).then_some(())
        })
        .await;
    }

    /// An element of the page, once it is there.
    pub(crate) async fn find(&self, css: &str) -> WebElement {
        self.until(css, async || self.try_find(css).await).await
    }

    /// An element of the page, if it is there now.
    pub(crate) async fn try_find(&self, css: &str) -> Option<WebElement> {
        self.driver.find(By::Css(css)).await.ok()
    }

    /// Turns the system's colours dark or light.
    pub(crate) async fn turn_dark(&self, is_dark: bool) {
        let value = if is_dark { "dark" } else { "light" };
        let scheme = json!({ "name": "prefers-color-scheme", "value": value });
        self.devtools(
            "Emulation.setEmulatedMedia",
            json!({ "features": [scheme] }),
        )
        .await;
    }

    /// Pictures of the whole page, light and dark, each looked at by axe: `.state/pictures`.
    pub(crate) async fn looked_at(&self, name: &str) {
        for (is_dark, mode) in [(false, "light"), (true, "dark")] {
            self.turn_dark(is_dark).await;
            self.axe(&format!("{name}, {mode}")).await;
            let all = json!({ "captureBeyondViewport": true });
            let picture = self
                .driver
                .cdp()
                .send_raw("Page.captureScreenshot", all)
                .await
                .expect("a picture");
            let bytes = STANDARD.decode(picture["data"].as_str().unwrap_or_default());
            let root = env::var("SALUDO_ROOT").unwrap_or_default();
            let folder = PathBuf::from(root).join(".state/pictures");
            fs::create_dir_all(&folder).expect("a folder");
            fs::write(
                folder.join(format!("{name}-{mode}.png")),
                bytes.expect("base64"),
            )
            .expect("a file");
        }
        self.turn_dark(false).await;
    }

    /// The page is no wider than its window.
    pub(crate) async fn fits(&self, name: &str) {
        // The gutter of a scroll bar that is not there is no width of the page's. Whoever sticks out is
        // named; what a box cuts off sticks out of nothing.
        let script = "const page = document.documentElement; \
            if (page.scrollWidth <= page.clientWidth) return []; \
            return [...document.body.querySelectorAll('*')] \
                .filter(one => one.getBoundingClientRect().right > page.clientWidth + 1) \
                .map(one => one.outerHTML.slice(0, 200)).slice(-5)";
        assert_eq!(self.script(script).await, json!([]), "{name} is too wide");
    }
}
