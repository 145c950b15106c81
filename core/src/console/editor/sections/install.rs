//! The one line that a shop's pages need, and where it goes.

use super::super::ui::Editor;
use maud::{Markup, html};

/// Platforms with a guide under `docs/install/`.
const PLATFORMS: [(&str, &str); 6] = [
    ("shopify", "Shopify"),
    ("woocommerce", "WooCommerce"),
    ("prestashop", "PrestaShop"),
    ("magento", "Magento"),
    ("wix", "Wix"),
    ("google_tag_manager", "Google Tag Manager"),
];

pub(super) fn render(editor: &Editor<'_>) -> Markup {
    let tag = tag(editor);
    html! {
        h3 { (editor.words.say("tag_title")) }
        p class="hint" { (editor.words.say("tag_hint")) }
        div class="copy" {
            pre tabindex="0" id="tag" dir="ltr" { code { (tag) } }
            button type="button" class="button" data-copy="tag" data-copied=(editor.words.say("copied")) hidden {
                (editor.words.say("copy"))
            }
        }
        p class="hint" { (editor.words.say("origins_hint")) }
        p class="hint" { (editor.words.say("csp_hint")) }
        pre tabindex="0" dir="ltr" { code {
            "script-src " (editor.public_url) " 'wasm-unsafe-eval'; connect-src " (editor.public_url)
        } }
        h3 { (editor.words.say("guides_title")) }
        @for (key, name) in PLATFORMS {
            details class="more" {
                summary { (name) }
                ol {
                    @for step in editor.words.say(&format!("guide_{key}")).split('\n') {
                        li { (step) }
                    }
                }
            }
        }
        p { a href={ (editor.public_url) "/s/" (editor.slug) "/opt-in" } { (editor.words.say("hosted")) } }
    }
}

/// The tag to copy.
pub(super) fn tag(editor: &Editor<'_>) -> String {
    format!(
        "<script async src=\"{}/s/{}/widget.js\"></script>",
        editor.public_url, editor.slug
    )
}
