//! A browser of a test's own, and what a shopper does in it.

use crate::page::Page;
use saludo_tests::code::random;
use saludo_tests::sandbox_url;
use saludo_tests::shop::Shop;
use serde_json::{Value, json};
use std::env;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;
use thirtyfour::extensions::query::ElementPollerWithTimeout;
use thirtyfour::prelude::*;
use thirtyfour::{ChromeCapabilities, LoggingPrefsLogLevel};
use tokio::net::TcpStream;
use xtask::ports;
use xtask::process::Group;

/// A phone in the hand: CSS pixels.
pub(crate) const PHONE: (u32, u32) = (390, 844);
/// A window on a desk.
pub(crate) const DESK: (u32, u32) = (1280, 800);

/// Between two looks.
const PAUSE: Duration = Duration::from_millis(100);
/// A minute and more: long enough for two busy cores.
const LOOKS: u32 = 600;
/// The same for what the driver itself waits for: an element of a page, the end of a script (axe
/// takes its time), and a browser that starts beside others.
const PATIENCE: Duration = Duration::from_mins(1);
/// How often a browser is started before that is given up.
const STARTS: u32 = 3;

/// A browser with one window, and more as pages open them.
pub(crate) struct Stage {
    pub(crate) driver: WebDriver,
    /// Whether it is used with a finger.
    touch: bool,
    profile: PathBuf,
    _chromedriver: Group,
}

impl Stage {
    /// A fresh browser with a window of this size.
    pub(crate) async fn new(size: (u32, u32)) -> Self {
        for _ in 0..STARTS {
            if let Some(stage) = Self::start(size).await {
                return stage;
            }
        }
        panic!("no browser starts");
    }

    /// A driver of one's own on a port of its own with a new profile. Nothing where one of the
    /// three fails: on a busy machine somebody else may have taken the port, and a browser that
    /// did not come up in time leaves its profile locked.
    async fn start((width, height): (u32, u32)) -> Option<Self> {
        let port = ports::pick().expect("a port");
        let driver = env::var("CHROMEDRIVER").expect("CHROMEDRIVER: run `cargo xtask test`");
        let mut chromedriver = Group::spawn(
            Command::new(driver)
                .arg(format!("--port={port}"))
                .stdout(Stdio::null())
                .stderr(Stdio::null()),
        )
        .expect("chromedriver");
        let profile = env::temp_dir().join(format!("saludo-browser-{}", random()));
        let touch = (width, height) == PHONE;
        let options = options(&profile, (width, height), touch);
        for _ in 0..LOOKS {
            if chromedriver.try_wait().expect("chromedriver").is_some() {
                return None;
            }
            if TcpStream::connect((Ipv4Addr::LOCALHOST, port))
                .await
                .is_ok()
            {
                break;
            }
            tokio::time::sleep(PAUSE).await;
        }
        let poller = ElementPollerWithTimeout::new(PATIENCE, PAUSE);
        let session = WebDriver::builder(format!("http://127.0.0.1:{port}"), options)
            .poller(Arc::new(poller))
            .connect()
            .await;
        let driver = match session {
            Ok(driver) => driver,
            Err(error) => {
                eprintln!("no browser: {error}");
                return None;
            }
        };
        driver.set_script_timeout(PATIENCE).await.ok()?;
        Some(Self {
            driver,
            touch,
            profile,
            _chromedriver: chromedriver,
        })
    }

    /// A browser on a page of a shop of the test's own, with `more` in the page's body.
    pub(crate) async fn on_a_shop_page(size: (u32, u32), more: &str) -> (Shop, Self) {
        let shop = Shop::own();
        let page = Page::of(&shop, more).await;
        let stage = Self::new(size).await;
        stage.open(&page.url).await;
        (shop, stage)
    }

    /// A browser on a page of `tests/pages`, with a query beside the shop, as in `lang=es&tag=defer`.
    pub(crate) async fn on_variant(size: (u32, u32), name: &str, shop: &Shop, query: &str) -> Self {
        let stage = Self::new(size).await;
        stage.open_variant(name, shop, query).await;
        stage
    }

    /// Goes to a page of `tests/pages`.
    pub(crate) async fn open_variant(&self, name: &str, shop: &Shop, query: &str) {
        let page = format!("{}/pages/{name}?shop={}", sandbox_url(), shop.slug);
        let and = if query.is_empty() { "" } else { "&" };
        self.open(&format!("{page}{and}{query}")).await;
    }

    /// Goes to an address.
    pub(crate) async fn open(&self, url: &str) {
        self.driver.goto(url).await.expect("a page");
    }

    /// Looks until something is there.
    pub(crate) async fn until<T>(&self, what: &str, look: impl AsyncFn() -> Option<T>) -> T {
        for _ in 0..LOOKS {
            if let Some(found) = look().await {
                return found;
            }
            tokio::time::sleep(PAUSE).await;
        }
        self.picture(&what.replace(|letter: char| !letter.is_alphanumeric(), "-"))
            .await;
        panic!("waited in vain: {what}");
    }

    /// Looks until it is so, or in vain.
    pub(crate) async fn comes_true(&self, mut look: impl AsyncFnMut() -> bool) {
        for _ in 0..LOOKS {
            if look().await {
                return;
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// A visible part of the widget.
    pub(crate) async fn part(&self, name: &str) -> WebElement {
        let css = format!("[part={name}]");
        self.until(&css, async || {
            let found = self.try_shadow(&css).await?;
            found.is_displayed().await.ok()?.then_some(found)
        })
        .await
    }

    /// Taps a part of the widget where it stands, as a finger does on a phone and a mouse elsewhere:
    /// whatever covers it is hit. (chromedriver's own click does not find its way into shadow roots.)
    pub(crate) async fn tap(&self, name: &str) {
        let (x, y) = self.middle_of(name).await;
        if self.touch {
            let touch = json!({ "type": "touchStart", "touchPoints": [{ "x": x, "y": y }] });
            self.devtools("Input.dispatchTouchEvent", touch).await;
            let end = json!({ "type": "touchEnd", "touchPoints": [] });
            self.devtools("Input.dispatchTouchEvent", end).await;
        } else {
            let click = self.driver.action_chain().move_to(x, y).click();
            click.perform().await.unwrap();
        }
    }

    /// Clicks a part of the widget while a key is held down.
    pub(crate) async fn click_holding(&self, key: Key, name: &str) {
        let (x, y) = self.middle_of(name).await;
        let click = self.driver.action_chain().key_down(key.clone());
        let click = click.move_to(x, y).click().key_up(key);
        click.perform().await.unwrap();
    }

    /// Moves the mouse over a part of the widget.
    pub(crate) async fn hover(&self, name: &str) {
        let (x, y) = self.middle_of(name).await;
        let hover = self.driver.action_chain().move_to(x, y);
        hover.perform().await.unwrap();
    }

    /// The middle of a part of the widget, scrolled into view, in CSS pixels of the window.
    async fn middle_of(&self, name: &str) -> (i64, i64) {
        let part = self.part(name).await;
        self.settled().await; // A panel that still rises is not where it was.
        let script = "const part = arguments[0]; part.scrollIntoView({block: 'nearest', behavior: 'instant'}); \
            const box = part.getBoundingClientRect(); \
            return [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)]";
        let middle = self
            .driver
            .execute(script, vec![part.to_json().unwrap()])
            .await
            .unwrap();
        middle.convert().unwrap()
    }

    /// Waits for the end of all that moves and ends: colours halfway are nobody's.
    pub(crate) async fn settled(&self) {
        let roots = "const roots = [document, document.querySelector('saludo-bubble')?.shadowRoot]";
        let wait = "const moving = roots.flatMap(root => root?.getAnimations() ?? []) \
                .filter(one => one.effect.getComputedTiming().endTime < Infinity); \
            return Promise.allSettled(moving.map(one => one.finished)).then(() => true)";
        self.script(&format!("{roots}; {wait}")).await;
    }

    /// Presses a key.
    pub(crate) async fn press(&self, key: Key) {
        let press = self.driver.action_chain().send_keys(key + "");
        press.perform().await.unwrap();
    }

    /// Presses one of the page's own buttons, by its id.
    pub(crate) async fn press_on_page(&self, id: &str) {
        let button = self.driver.query(By::Id(id)).first().await.unwrap();
        button.click().await.unwrap();
    }

    /// An element of the widget's shadow root, seen or not.
    pub(crate) async fn try_shadow(&self, css: &str) -> Option<WebElement> {
        let script = "return document.querySelector('saludo-bubble')?.shadowRoot.querySelector(arguments[0])";
        let found = self.driver.execute(script, vec![css.into()]).await.ok()?;
        found.element().ok()
    }

    /// Waits until a part of the widget says something.
    pub(crate) async fn part_says(&self, name: &str, text: &str) {
        self.until(&format!("{name} says {text}"), async || {
            self.text_of(name).await.contains(text).then_some(())
        })
        .await;
    }

    /// What a part of the widget says, empty where it is not there.
    pub(crate) async fn text_of(&self, name: &str) -> String {
        let Some(part) = self.try_shadow(&format!("[part={name}]")).await else {
            return String::new();
        };
        part.prop("innerText")
            .await
            .ok()
            .flatten()
            .unwrap_or_default()
    }

    /// Runs script in the page and answers what it returns.
    pub(crate) async fn script(&self, script: &str) -> Value {
        let answer = self
            .driver
            .execute(script, Vec::new())
            .await
            .expect("a script");
        answer.json().clone()
    }

    /// Turns to the newest window, once there are so many.
    pub(crate) async fn turn_to_window(&self, count: usize) {
        let window = self
            .until("another window", async || {
                let windows = self.driver.windows().await.ok()?;
                (windows.len() == count)
                    .then(|| windows.last().cloned())
                    .flatten()
            })
            .await;
        self.driver
            .switch_to_window(window)
            .await
            .expect("a window");
    }

    /// Turns back to the first window.
    pub(crate) async fn turn_back(&self) {
        let windows = self.driver.windows().await.expect("windows");
        let first = windows.first().cloned().expect("a window");
        self.driver.switch_to_window(first).await.expect("a window");
    }

    /// Keeps a picture of what is seen, for people.
    pub(crate) async fn picture(&self, name: &str) {
        let folder =
            PathBuf::from(env::var("SALUDO_ROOT").unwrap_or_default()).join(".state/pictures");
        std::fs::create_dir_all(&folder).ok();
        let file = folder.join(format!("{name}.png"));
        self.driver.screenshot(&file).await.expect("a picture");
    }

    /// Closes the browser.
    pub(crate) async fn close(self) {
        self.driver.clone().quit().await.ok();
        std::fs::remove_dir_all(&self.profile).ok();
    }
}

/// How a browser is started.
fn options(profile: &Path, (width, height): (u32, u32), touch: bool) -> ChromeCapabilities {
    let mut options = DesiredCapabilities::chrome();
    options
        .set_binary(&env::var("CHROME").expect("CHROME: run `cargo xtask test`"))
        .expect("a browser");
    for argument in [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        &format!("--window-size={width},{height}"),
        &format!("--user-data-dir={}", profile.display()),
    ] {
        options.add_arg(argument).expect("an argument");
    }
    // For `Stage::requests`.
    options
        .set_logging_prefs("performance".to_owned(), LoggingPrefsLogLevel::All)
        .expect("a log");
    if touch {
        let phone = json!({
            "deviceMetrics": {"width": width, "height": height, "pixelRatio": 2.0, "touch": true, "mobile": true},
        });
        options
            .add_experimental_option("mobileEmulation", phone)
            .expect("a phone");
    } else {
        // Without a screen there is no mouse either.
        let mouse = "--blink-settings=primaryHoverType=2,availableHoverTypes=2,primaryPointerType=4,availablePointerTypes=4";
        options.add_arg(mouse).expect("an argument");
    }
    options
}
