//! Hands and eyes for anything in a panel, in the bubble or in the page, beyond its named parts.

use crate::stage::Stage;
use saludo_tests::person::Person;
use saludo_tests::shop::Shop;
use serde_json::{Map, Value, json};
use std::{env, fs};
use thirtyfour::prelude::*;

/// A panel on the page.
#[derive(Clone, Copy)]
pub(crate) struct Panel<'a> {
    stage: &'a Stage,
    /// Selects the element that holds its shadow root.
    host: &'static str,
}

impl Stage {
    /// The panel behind the bubble.
    pub(crate) fn panel(&self) -> Panel<'_> {
        Panel {
            stage: self,
            host: "saludo-bubble",
        }
    }

    /// The form inside the page.
    pub(crate) fn inline_panel(&self) -> Panel<'_> {
        Panel {
            stage: self,
            host: "[data-saludo=form]",
        }
    }

    /// How many windows there are.
    pub(crate) async fn windows(&self) -> usize {
        self.driver.windows().await.expect("windows").len()
    }

    /// Writes as a keyboard or the clipboard does, all at once, where the focus is.
    pub(crate) async fn insert(&self, text: &str) {
        self.devtools("Input.insertText", json!({ "text": text }))
            .await;
    }

    /// Presses keys one after the other.
    pub(crate) async fn keys(&self, keys: &str) {
        let keys = self.driver.action_chain().send_keys(keys);
        keys.perform().await.expect("keys");
    }

    /// Browses in this language, `es-MX`, as a browser set to it.
    pub(crate) async fn browse_in(&self, language: &str) {
        let agent = self.script("return navigator.userAgent").await;
        let languages = json!({ "userAgent": agent, "acceptLanguage": language });
        self.devtools("Emulation.setUserAgentOverride", languages)
            .await;
    }

    /// Waits until a script in the page answers this.
    pub(crate) async fn answers(&self, script: &str, expected: &Value) {
        self.until(&format!("{script} to be {expected}"), async || {
            (self.script(script).await == *expected).then_some(())
        })
        .await;
    }
}

impl Panel<'_> {
    /// Runs script with `find` and `all` for selectors inside the panel's shadow root, which is
    /// `root`. Nothing where there is no panel yet.
    pub(crate) async fn ask(&self, script: &str) -> Value {
        let script = format!(
            "const root = document.querySelector({})?.shadowRoot; \
             if (!root?.querySelector('[part=panel]')) return null; \
             const find = css => root.querySelector(css), all = css => [...root.querySelectorAll(css)]; {script}",
            json!(self.host)
        );
        self.stage.script(&script).await
    }

    /// Waits until script answers this.
    pub(crate) async fn answers(&self, script: &str, expected: &Value) {
        let mut last = Value::Null;
        self.stage
            .comes_true(async || {
                last = self.ask(script).await;
                last == *expected
            })
            .await;
        assert_eq!(last, *expected, "{script}");
    }

    /// Waits until it shows a screen.
    pub(crate) async fn shows(&self, screen: &str) {
        let shown = "return find('[part=panel]').checkVisibility() ? find('[part=panel]').dataset.screen : 'closed'";
        self.answers(shown, &json!(screen)).await;
    }

    /// The screen that it is on, seen or not.
    pub(crate) async fn screen(&self) -> Value {
        self.ask("return find('[part=panel]').dataset.screen").await
    }

    /// What stands in the first such element that is seen; nothing where none is.
    pub(crate) async fn text(&self, css: &str) -> Value {
        let script = format!(
            "return all({}).find(it => it.checkVisibility())?.innerText.trim() ?? null",
            json!(css)
        );
        self.ask(&script).await
    }

    /// Waits until that text is this.
    pub(crate) async fn says(&self, css: &str, text: &str) {
        self.stage
            .until(&format!("{css} says {text}"), async || {
                (self.text(css).await == text).then_some(())
            })
            .await;
    }

    /// Whether such an element is seen.
    pub(crate) async fn has(&self, css: &str) -> bool {
        let script = format!(
            "return all({}).some(it => it.checkVisibility())",
            json!(css)
        );
        self.ask(&script).await == true
    }

    /// What an input holds.
    pub(crate) async fn value(&self, css: &str) -> Value {
        self.ask(&format!("return find({}).value", json!(css)))
            .await
    }

    /// Where a link leads, and the text that it types there.
    pub(crate) async fn link(&self, css: &str) -> (String, String) {
        let href = self.ask(&format!("return find({}).href", json!(css))).await;
        let mut link = url::Url::parse(href.as_str().expect("a link")).expect("a link");
        let text = link.query_pairs().find(|(name, _)| name == "text");
        let text = text.map(|(_, text)| text.into_owned()).unwrap_or_default();
        link.set_query(None);
        (link.into(), text)
    }

    /// Taps the first such element that is seen, once nothing lies over its middle, with a finger or
    /// with a mouse.
    pub(crate) async fn tap(&self, css: &str) {
        self.stage.settled().await; // A panel that still rises is not where it was.
        let look = format!(
            "const it = all({}).find(it => it.checkVisibility()); if (!it) return null; \
             it.scrollIntoView({{block: 'nearest', behavior: 'instant'}}); \
             const box = it.getBoundingClientRect(); \
             const [x, y] = [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)]; \
             const hit = root.elementFromPoint(x, y); \
             return it == hit || it.contains(hit) ? [x, y, matchMedia('(pointer: coarse)').matches] : null",
            json!(css)
        );
        let place = self
            .stage
            .until(&format!("to tap {css}"), async || {
                Some(self.ask(&look).await).filter(|place| !place.is_null())
            })
            .await;
        let (x, y) = (place[0].as_i64().unwrap(), place[1].as_i64().unwrap());
        if place[2] == true {
            let touch = json!({ "type": "touchStart", "touchPoints": [{ "x": x, "y": y }] });
            self.stage.devtools("Input.dispatchTouchEvent", touch).await;
            let end = json!({ "type": "touchEnd", "touchPoints": [] });
            self.stage.devtools("Input.dispatchTouchEvent", end).await;
        } else {
            let click = self.stage.driver.action_chain().move_to(x, y).click();
            click.perform().await.expect("a click");
        }
    }

    /// Types into a field, key by key.
    pub(crate) async fn type_in(&self, css: &str, text: &str) {
        self.focus(css).await;
        self.stage.keys(text).await;
    }

    /// Pastes into a field, in place of what it holds.
    pub(crate) async fn paste(&self, css: &str, text: &str) {
        self.focus(css).await;
        self.ask(&format!("find({}).select()", json!(css))).await;
        self.stage.insert(text).await;
    }

    /// Puts the focus on a field.
    pub(crate) async fn focus(&self, css: &str) {
        self.ask(&format!("find({}).focus()", json!(css))).await;
    }

    /// Empties a field as a person does.
    pub(crate) async fn empty(&self, css: &str) {
        self.focus(css).await;
        self.ask(&format!("find({}).select()", json!(css))).await;
        self.stage.press(Key::Backspace).await;
    }

    /// Chooses from a list.
    pub(crate) async fn choose(&self, css: &str, value: &str) {
        let script = format!(
            "const it = find({}); it.value = {}; \
             for (const name of ['input', 'change']) it.dispatchEvent(new Event(name, {{bubbles: true, composed: true}}))",
            json!(css),
            json!(value)
        );
        self.ask(&script).await;
        assert_eq!(self.value(css).await, value);
    }

    /// From the bubble to the form's purposes.
    pub(crate) async fn open_form(&self) {
        self.stage.tap("bubble").await;
        self.tap("[part=updates]").await;
        self.shows("topics").await;
    }

    /// Ticks a purpose.
    pub(crate) async fn tick(&self, purpose: &str) {
        self.tap(&format!("[data-purpose={purpose}]")).await;
    }

    /// Taps "Continue in WhatsApp" and comes back to the page.
    pub(crate) async fn go(&self) {
        let windows = self.stage.windows().await;
        self.tap("[part=continue]").await;
        self.stage.turn_to_window(windows + 1).await;
        self.stage.turn_back().await;
        self.shows("waiting").await;
    }

    /// The message that the page has made for WhatsApp.
    pub(crate) async fn message(&self) -> String {
        let message = self.ask("return find('blockquote').textContent").await;
        message.as_str().expect("a message").to_owned()
    }

    /// Somebody sends that message, and the page hears of it.
    pub(crate) async fn is_confirmed(&self, shop: &Shop) -> Person {
        let ana = Person::new();
        ana.says(shop, &self.message().await);
        self.shows("confirmed").await;
        ana
    }
}

/// The shop's opt-ins, once there are so many, the latest first.
pub(crate) async fn opt_ins(stage: &Stage, shop: &Shop, count: usize) -> Vec<Value> {
    stage
        .until(&format!("{count} opt-ins in the book"), async || {
            let list = shop.admin("GET", "/opt-ins", &[], b"").json();
            let items = list["items"].as_array()?.clone();
            assert!(items.len() <= count, "{items:?}");
            (items.len() == count).then_some(items)
        })
        .await
}

/// The only opt-in of a shop.
pub(crate) async fn opt_in(stage: &Stage, shop: &Shop) -> Value {
    opt_ins(stage, shop, 1).await.remove(0)
}

/// How many opt-ins a shop has, whatever their state.
pub(crate) fn count(shop: &Shop) -> usize {
    let list = shop.admin("GET", "/opt-ins", &[], b"").json();
    list["items"].as_array().map_or(0, Vec::len)
}

/// The same words in each of the shop's languages.
pub(crate) fn in_all(settings: &Value, words: &Value) -> Value {
    let locales = settings["locales"].as_array().expect("languages").iter();
    let pairs = locales.map(|locale| {
        (
            locale.as_str().expect("a language").to_owned(),
            words.clone(),
        )
    });
    Value::Object(pairs.collect::<Map<String, Value>>())
}

/// Words that ship, as in `("de", "widget")`.
pub(crate) fn shipped(locale: &str, file: &str) -> Value {
    let root = env::var("SALUDO_ROOT").expect("SALUDO_ROOT: run `cargo xtask test`");
    let text = fs::read_to_string(format!("{root}/templates/{locale}/{file}.json"));
    serde_json::from_str(&text.expect("words")).expect("words")
}

/// Switches on the button for one message when a product is back, with the words that ship.
pub(crate) fn with_product(settings: &mut Value) {
    let locales = settings["locales"].as_array().expect("languages").clone();
    let words = locales.iter().map(|locale| {
        let locale = locale.as_str().expect("a language");
        let mut words = shipped(locale, "statement")["product"].clone();
        words.as_object_mut().expect("words").remove("id");
        (locale.to_owned(), words)
    });
    settings["product"] = json!({
        "id": "product", "category": "marketing", "legal_basis": "consent",
        "words": words.collect::<Map<String, Value>>(),
    });
    settings["entry_points"] = json!(true);
}
