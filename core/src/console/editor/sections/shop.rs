//! Who the shop is, and in which languages it asks.

use super::super::parts::shop::FIRST;
use super::super::ui::{Editor, Input};
use crate::words::LANGUAGES;
use maud::{Markup, html};

pub(super) fn render(editor: &Editor<'_>) -> Markup {
    let first = editor.form.get(FIRST);
    html! {
        (editor.line(&Input::new("name", "name")))
        (editor.paragraph(&Input::new("controller", "controller")))
        (editor.line(&Input::new("privacy_url", "privacy_url").kind("url")))
        (editor.line(&Input::new("contact", "contact")))
        div class="pair" {
            (editor.line(&Input::new("country", "country")))
            (editor.line(&Input::new("min_age", "min_age").digits()))
        }
        fieldset {
            legend { (editor.words.label("locales")) }
            p class="hint" { (editor.words.say("languages_hint")) }
            (editor.complaints("locales", "f-locales"))
            table class="languages" {
                thead {
                    tr {
                        th scope="col" { (editor.words.say("language")) }
                        th scope="col" { (editor.words.say("offered")) }
                        th scope="col" { (editor.words.say("first")) }
                    }
                }
                tbody {
                    @for tag in LANGUAGES {
                        @let name = format!("{FIRST}.{tag}");
                        @let language = editor.words.language(tag);
                        tr {
                            th scope="row" { (language) }
                            td {
                                input type="checkbox" name=(name) id={ "f-" (name) }
                                    checked[editor.form.has(&name)]
                                    aria-label={ (language) ": " (editor.words.say("offered")) };
                            }
                            td {
                                input type="radio" name=(FIRST) value=(tag) checked[first == tag]
                                    aria-label={ (language) ": " (editor.words.say("first")) };
                            }
                        }
                    }
                }
            }
        }
    }
}
