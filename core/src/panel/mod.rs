//! The panel as HTML: what stands behind the bubble, inside a page as a form, and, as a page of its
//! own, at `/s/{shop}/opt-in`; and the words people agreed to, for later readers.
//!
//! All that a shop has switched on is written out here, in the shop's words; what is off is not in
//! the file. The widget adopts the nodes and changes only what a person does to them, so its
//! WebAssembly holds no markup and no words. It finds things by these attributes:
//!
//! | attribute | meaning |
//! |---|---|
//! | `part` | a part of the contract, for themes and tests too |
//! | `name` | what is filled in, by its name in the opt-in's body; `field.<id>` is a question of the shop's own, and a birthday two inputs of one name, month first |
//! | `data-do` | what a tap does: `ask`, `updates`, `back`, `close`, `go`, `scan`, `copy`, `change`, `over` |
//! | `data-on` | the screens that the element is on: `doors`, `topics`, `product`, `waiting`, `not_yet`, `confirmed`, `expired` |
//! | `data-word` | words that the widget says when it has to |
//! | `data-fill` | where it writes: a `product`'s title, and the `message` that opens WhatsApp |
//! | `data-phrase` | what a choice is called in that message |
//! | `data-text` | free text, which may hold what nobody should write here |
//!
//! The style sheet (`widget/src/view/panel.css`) shows an element with `data-on="a b"` only while
//! the root's `data-screen` is one of these. Tests compare both, and the widget, with what is here.

mod ask_number;
mod doors;
mod field;
mod foot;
mod head;
mod inputs;
mod outcomes;
mod page;
mod post;
mod product;
mod statement_page;
mod topics;
mod trap;
mod visit;

#[cfg(test)]
mod tests;

use crate::locale::Locale;
use crate::opt_in::Source;
use crate::phone::Country;
use crate::prefill::{deep_link, fill, title_room};
use crate::settings::{Bubble, Mode, Settings, Side};
use crate::shops::{Shop, Slug};
use crate::statement::Statement;
use crate::widget_words::WidgetWords;
use crate::words::{self, PrefillWords};
use ask_number::AskNumber;
use inputs::Inputs;
use maud::{Markup, html};

pub use ask_number::Trouble;
pub use inputs::Fault;
pub use statement_page::statement_page;
pub use visit::Visit;

/// Languages that are written from right to left.
const RIGHT_TO_LEFT: [&str; 4] = ["ar", "fa", "he", "ur"];

/// What a panel is made of beside the shop's settings.
#[derive(Debug, Clone)]
pub struct Place<'a> {
    /// The shop's name in addresses.
    pub slug: &'a Slug,
    /// The shop's number.
    pub shop: &'a Shop,
    /// The base of its deep links, as in `https://wa.me/34600000001`.
    pub link: String,
    /// The address of the hosted form, without a query.
    pub hosted: String,
}

/// A moment in the shop's own time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShopTime {
    /// Monday is 0.
    pub weekday: u8,
    /// The minute of the day.
    pub minute: u16,
}

/// Where a panel stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frame {
    /// Behind the bubble, as a dialog that is closed at first.
    Bubble,
    /// Inside a page, as a form that is always there.
    Inline,
}

/// A shop's panel in one language.
#[derive(Debug)]
pub struct Panel<'a> {
    place: Place<'a>,
    settings: &'a Settings,
    /// The language it speaks.
    pub locale: &'a Locale,
    words: WidgetWords,
    prefill: &'static PrefillWords,
    statement: Statement,
    /// The time in the shop, where it has opening hours.
    time: Option<ShopTime>,
    /// What its page needs to ask a typed number; nothing where it leads to WhatsApp.
    ask_number: Option<AskNumber<'a>>,
}

impl<'a> Panel<'a> {
    /// The panel in the language that serves somebody who asks for `wanted`. Nothing only where the
    /// settings have no language, which parsing them rules out.
    pub fn new(
        place: Place<'a>,
        settings: &'a Settings,
        wanted: Option<&Locale>,
        time: Option<ShopTime>,
    ) -> Option<Self> {
        let locale = settings.locale_for(wanted)?;
        let words = words::of(locale)?;
        Some(Self {
            place,
            settings,
            locale,
            words: serde_json::from_str(words.widget).ok()?,
            prefill: &words.prefill,
            statement: settings.statement(locale)?,
            time,
            ask_number: None,
        })
    }

    /// The fragment that the widget adopts.
    pub fn render(&self, frame: Frame) -> Markup {
        let bubble = frame == Frame::Bubble;
        let look = &self.settings.look;
        let home = if self.has_doors(frame) {
            "doors"
        } else {
            "topics"
        };
        let source = if bubble {
            Source::Bubble.as_str()
        } else {
            Source::Inline.as_str()
        };
        let prefill = fill(&self.prefill.opt_in, "{shop}", &self.settings.name);
        html! {
            section part="panel" role=(if bubble { "dialog" } else { "region" })
                aria-labelledby="brand" aria-describedby="number"
                tabindex="-1" lang=(self.locale) dir=(direction(self.locale))
                data-side=(side(look.side)) data-mode=(mode(look.mode)) hidden[bubble]
                data-shop=(self.place.slug) data-screen=(home) data-room=[self.room()]
                data-link=(self.place.link) data-chat=(self.chat_link()) data-about=[self.about()]
                data-prefill=(prefill) data-and=(self.prefill.and) data-count=(self.prefill.count)
                data-country=[self.settings.country.as_ref().map(Country::as_str)]
                data-remember=[self.settings.remember.then_some("yes")]
                data-source=(source)
            {
                (self.head(frame))
                div class="scroll" {
                    (self.status())
                    @if home == "doors" {
                        div data-on="doors" { (self.doors()) }
                    }
                    div data-on="topics" {
                        (hidden("source", source))
                        (self.proof(&self.statement))
                        (self.topics(&Inputs::of_the_panel()))
                    }
                    @if let Some(question) = self.question() {
                        div data-on="product" {
                            (hidden("source", Source::Product.as_str()))
                            (self.proof(&question.statement))
                            (question.ask(None))
                        }
                    }
                    (self.outcomes(frame))
                    (self.way_without_whatsapp(Some(&format!("{home} waiting not_yet"))))
                }
                (self.foot())
                (self.said())
            }
        }
    }

    /// Whether the panel begins with the doors: inside a page the form stands alone.
    fn has_doors(&self, frame: Frame) -> bool {
        frame == Frame::Bubble && self.settings.bubble != Bubble::Updates
    }

    /// The hosted form's address in this language.
    fn hosted(&self) -> String {
        format!("{}?lang={}", self.place.hosted, self.locale)
    }

    /// Which words were shown, in which language: part of every post.
    fn proof(&self, statement: &Statement) -> Markup {
        html! {
            (hidden(visit::STATEMENT, &statement.id().to_string()))
            (hidden(visit::LOCALE, self.locale.as_str()))
        }
    }

    /// How much of a product's title the message has room for.
    fn room(&self) -> Option<usize> {
        let question = self.question()?;
        let words = self.prefill.request();
        Some(title_room(&words, &self.settings.name, question.phrase()))
    }

    /// A question about a product, whose `{product}` is open, where the page's products have
    /// buttons or links of ours.
    fn about(&self) -> Option<String> {
        (self.settings.entry_points || self.settings.product.is_some())
            .then(|| self.named(&self.prefill.chat_product))
    }

    /// A deep link that types `text`.
    fn link(&self, text: &str) -> String {
        deep_link(&self.place.link, text)
    }

    /// A prefilled text with the shop's name in its place.
    fn named(&self, text: &str) -> String {
        fill(text, "{shop}", &self.settings.name)
    }

    /// The plain chat.
    fn chat_link(&self) -> String {
        self.link(&self.named(&self.prefill.chat))
    }

    fn number(&self) -> String {
        format!("+{}", self.place.shop.number)
    }
}

/// How a language runs.
pub fn direction(locale: &Locale) -> &'static str {
    if RIGHT_TO_LEFT.contains(&locale.language()) {
        "rtl"
    } else {
        "ltr"
    }
}

fn side(side: Side) -> &'static str {
    match side {
        Side::Right => "right",
        Side::Left => "left",
    }
}

fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Auto => "auto",
        Mode::Light => "light",
        Mode::Dark => "dark",
    }
}

fn hidden(name: &str, value: &str) -> Markup {
    html! { input type="hidden" name=(name) value=(value); }
}

/// An icon: a shape that the style sheet cuts out.
fn icon(name: &str) -> Markup {
    html! { i class=(name) {} }
}
