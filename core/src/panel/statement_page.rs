//! A statement as a page to read, as it was shown to those who agreed to it.

use super::page::PageFrame;
use super::topics::sentences;
use crate::prefill::{PRODUCT, fill};
use crate::settings::Mode;
use crate::shops::Slug;
use crate::statement::Statement;
use crate::widget_words::WidgetWords;
use crate::words;
use maud::{Markup, html};

/// The page of a statement, in its own language, whether the shop still offers that or not. Nothing
/// only where no labels ship.
pub fn statement_page(slug: &Slug, look: Mode, statement: &Statement) -> Option<Markup> {
    let words: WidgetWords = serde_json::from_str(words::of(&statement.locale)?.widget).ok()?;
    let frame = PageFrame {
        slug,
        locale: &statement.locale,
        look,
        title: &statement.brand,
    };
    let topics = if statement.is_of_product() {
        &words.product_title
    } else {
        &words.topics
    };
    // Which product it was stands with each consent, not with the words.
    let shown = |text: &str| fill(text, PRODUCT, "…");
    Some(frame.around(&html! {
        div class="head" { div { h1 { (statement.brand) } } }
        div class="scroll" {
            div {
                h2 { (topics) }
                @for purpose in &statement.purposes {
                    div class="purpose" {
                        span {
                            b { (shown(&purpose.label)) }
                            span { (shown(&purpose.value)) }
                            small { (purpose.frequency) }
                        }
                    }
                }
                div class="statement" {
                    (sentences(statement, &words))
                    p { b { (statement.button) } }
                    p { "SHA-256: " code { (statement.id()) } }
                }
            }
        }
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Settings;
    use crate::words::LANGUAGES;

    fn page(statement: &Statement) -> String {
        let slug = Slug::parse("demo").unwrap();
        let page = statement_page(&slug, Mode::Auto, statement).unwrap();
        page.into_string()
    }

    #[test]
    fn it_shows_every_word_in_every_language() {
        let mut settings = Settings::example_for("demo", "https://wa.demo.example");
        settings.product = Settings::default_product();
        for tag in LANGUAGES {
            let locale = crate::locale::Locale::parse(tag).unwrap();
            for statement in [
                settings.statement(&locale).unwrap(),
                settings.product_statement(&locale).unwrap(),
            ] {
                let page = page(&statement);
                let mut said = vec![
                    statement.brand.clone(),
                    statement.controller.clone(),
                    statement.button.clone(),
                    statement.privacy_url.clone(),
                    statement.id().to_string(),
                ];
                said.extend(statement.text().lines().map(str::to_owned));
                for purpose in &statement.purposes {
                    said.extend([
                        purpose.label.clone(),
                        purpose.value.clone(),
                        purpose.frequency.clone(),
                    ]);
                }
                for text in said {
                    let text = html! { (text) }.into_string();
                    assert!(page.contains(&text), "{tag}: {text}");
                }
                assert!(page.starts_with(&format!("<!DOCTYPE html><html lang=\"{tag}\"")));
                assert!(!page.contains('{'), "{page}");
            }
        }
    }
}
