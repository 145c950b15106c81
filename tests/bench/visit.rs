//! One visit of a shopper with a slow phone, in a browser that has never been here.

use crate::costs::{Spent, Traffic};
use crate::stage::{PHONE, Stage};
use saludo_tests::http;
use saludo_tests::shop::Shop;
use serde_json::{Value, json};
use std::time::Duration;

/// So many times slower than this machine.
const SLOWER: u32 = 4;
/// A fixed piece of work.
const WORK: &str = "return bench.work()";
/// The first time a visitor sees the page, with nothing in the cache, and the second time.
pub(crate) const COLD: usize = 0;
pub(crate) const WARM: usize = 1;
/// After a page has loaded nothing is asked of it for so long: questions would be script time too.
const REST: Duration = Duration::from_secs(1);

/// What kind of visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// To the page without the tag.
    Control,
    /// To the same page with it.
    Tag,
    /// The same, of a shop that asks for a phone number.
    TagWithPhone,
    /// To the page with the tag, with a processor that is not slowed.
    Fast,
}

impl Kind {
    pub(crate) const ALL: [Self; 4] = [Self::Control, Self::Tag, Self::TagWithPhone, Self::Fast];

    fn has_tag(self) -> bool {
        self != Self::Control
    }
}

/// What was measured in a visit.
#[derive(Clone, Debug)]
pub(crate) struct Visit {
    /// How many times longer a fixed piece of work took.
    pub(crate) slowdown: f64,
    /// By [`COLD`] and [`WARM`].
    pub(crate) views: Vec<View>,
    /// The same, where the bubble is tapped.
    pub(crate) taps: Vec<Taps>,
}

/// A page view before anybody acts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View {
    pub(crate) spent: Spent,
    pub(crate) traffic: Traffic,
    pub(crate) long_tasks: f64,
    pub(crate) layout_shift: f64,
    /// Milliseconds from the start of the navigation until the bubble stood in the page.
    pub(crate) bubble: Option<f64>,
}

/// Milliseconds from a finger on the bubble, and on the second door, until there is an answer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Taps {
    /// Until the panel's doors are usable.
    pub(crate) doors: f64,
    /// Of these the finger was down for so long.
    pub(crate) finger: f64,
    /// Until the form's fields are usable.
    pub(crate) fields: f64,
}

/// Makes a visit.
pub(crate) async fn visit(kind: Kind, shop: Shop) -> Visit {
    let visitor = Visitor::arrive(shop).await;
    let slowdown = visitor.slow_down(kind).await;
    let mut views = Vec::new();
    let mut taps = Vec::new();
    for _ in [COLD, WARM] {
        visitor.elsewhere().await;
        let view = visitor.view(kind).await;
        assert_eq!(
            view.bubble.is_some(),
            kind.has_tag(),
            "whether a bubble came"
        );
        views.push(view);
        if kind.has_tag() {
            taps.push(visitor.taps(kind).await);
        }
    }
    visitor.stage.close().await;
    Visit {
        slowdown,
        views,
        taps,
    }
}

/// The name and version of the browser.
pub(crate) async fn browser() -> String {
    let stage = Stage::new(PHONE).await;
    let version = stage.devtools("Browser.getVersion", json!({})).await;
    stage.close().await;
    version["product"].as_str().unwrap_or_default().to_owned()
}

struct Visitor {
    stage: Stage,
    shop: Shop,
}

impl Visitor {
    /// A new browser on another page of the shop, so that no browser's first page is measured.
    async fn arrive(shop: Shop) -> Self {
        let stage = Stage::new(PHONE).await;
        stage.before_each_page(include_str!("page.js")).await;
        stage.count_spending().await;
        let visitor = Self { stage, shop };
        visitor.elsewhere().await;
        visitor
    }

    /// Another page of the shop, without the tag.
    async fn elsewhere(&self) {
        self.stage
            .open_variant("plain", &self.shop, "tag=none")
            .await;
    }

    /// Slows the processor down. Answers how much, by the processor time of a fixed piece of work.
    async fn slow_down(&self, kind: Kind) -> f64 {
        self.stage.script(WORK).await; // Compiles it.
        let work = async || {
            let before = self.stage.spent().await.thread;
            self.stage.script(WORK).await;
            self.stage.spent().await.thread - before
        };
        let as_it_is = work().await;
        let rate = if kind == Kind::Fast { 1 } else { SLOWER };
        self.stage.slow_cpu(rate).await;
        work().await / as_it_is
    }

    /// Opens the page and lets it rest.
    async fn view(&self, kind: Kind) -> View {
        warm_the_server(&self.shop);
        self.stage.traffic().await;
        let tag = if kind == Kind::Control {
            "tag=none&"
        } else {
            ""
        };
        // Another address than elsewhere: the same one would be a reload.
        let query = format!("{tag}measured");
        self.stage.open_variant("plain", &self.shop, &query).await;
        tokio::time::sleep(REST).await;
        let spent = self.stage.spent().await;
        let traffic = self.stage.traffic().await;
        let seen = self.stage.script("return bench").await;
        let shifts = seen["shifts"].as_array().expect("shifts");
        View {
            spent,
            traffic,
            #[expect(clippy::cast_precision_loss, reason = "a handful")]
            long_tasks: seen["longTasks"].as_array().expect("tasks").len() as f64,
            layout_shift: shifts
                .iter()
                .map(number)
                .fold(0.0, |sum, shift| sum + shift),
            bubble: seen["bubble"].as_f64(),
        }
    }

    /// Taps the bubble, and then the door to the form.
    async fn taps(&self, kind: Kind) -> Taps {
        let (doors, finger) = self.stage.time_tap("bubble", "updates").await;
        self.stage.settled().await;
        let (fields, _) = self.stage.time_tap("updates", "purpose").await;
        let phone = self.stage.try_shadow("[part=phone]").await.is_some();
        assert_eq!(phone, kind == Kind::TagWithPhone, "a phone field");
        Taps {
            doors,
            finger,
            fields,
        }
    }
}

impl Stage {
    /// Taps a part of the widget. Answers the milliseconds from the finger's coming down until
    /// another part is usable, and for how many of them it was down.
    pub(crate) async fn time_tap(&self, tapped: &str, awaited: &str) -> (f64, f64) {
        let time = format!("bench.timeTapUntil('{awaited}')");
        self.script(&time).await;
        self.tap(tapped).await;
        let usable = self
            .until(&format!("{awaited} after a tap on {tapped}"), async || {
                self.script("return bench.tap.usable").await.as_f64()
            })
            .await;
        let finger = self.script("return bench.tap.finger").await;
        (usable, number(&finger))
    }
}

/// The worker forgets settings after a minute; no visit is the one that pays for it.
pub(crate) fn warm_the_server(shop: &Shop) {
    for file in ["widget.js", "panel?lang=en"] {
        let url = shop.worker(&format!("/s/{}/{file}", shop.slug));
        let answer = http::get(&url);
        assert_eq!(answer.status, 200, "{url}: {answer:?}");
    }
}

fn number(value: &Value) -> f64 {
    value
        .as_f64()
        .unwrap_or_else(|| panic!("no number: {value}"))
}
