//! Permanent links with their QR codes.

use super::super::ui::{Editor, Input, hidden};
use maud::{Markup, html};

/// As the checks have it.
const MAX_CAMPAIGNS: usize = 100;

pub(super) fn render(editor: &Editor<'_>) -> Markup {
    let rows = editor.form.rows("campaigns");
    html! {
        p class="hint" { (editor.words.say("campaigns_hint")) }
        (editor.complaints("campaigns", "f-campaigns"))
        @for row in 0..rows {
            (one(editor, row))
        }
        @if rows < MAX_CAMPAIGNS {
            details class="more" open[rows == 0] {
                summary { (editor.words.say("campaign_add")) }
                (one(editor, rows))
            }
        }
    }
}

fn one(editor: &Editor<'_>, row: usize) -> Markup {
    let row = format!("campaigns.{row}");
    let [id_name, name, adverts, remove] =
        ["id", "name", "adverts", "remove"].map(|part| format!("{row}.{part}"));
    let id = editor.form.get(&id_name);
    let mut saved = editor.view.settings.campaigns.iter();
    let is_saved = saved.any(|campaign| campaign.id.as_str() == id);
    let [name_place, adverts_place] =
        ["name", "adverts"].map(|part| format!("campaigns.{id}.{part}"));
    let link = format!("{}/s/{}/c/{id}", editor.public_url, editor.slug);
    html! {
        fieldset class="card-in campaign" {
            legend {
                @let own = editor.form.get(&name);
                (if own.trim().is_empty() { editor.words.say("campaign_new") } else { own })
            }
            @if is_saved {
                // What is printed leads to this name for ever.
                (hidden(&id_name, id))
                div class="code" {
                    // Its own address, so that the picture shows where the page is looked at.
                    img src={ "/s/" (editor.slug) "/c/" (id) ".svg" } width="132" height="132" loading="lazy"
                        alt=(editor.words.say_with("qr_alt", "{link}", &link));
                    div {
                        p { a href=(link) rel="noopener" dir="ltr" { (link) } }
                        p {
                            a href={ "/s/" (editor.slug) "/c/" (id) ".svg" } download { "SVG" } " · "
                            a href={ "/s/" (editor.slug) "/c/" (id) ".png?size=2048" } download { "PNG" }
                        }
                    }
                }
            } @else {
                (editor.line(&Input::new(&id_name, "campaigns.id")))
            }
            (editor.line(&Input::new(&name, "campaigns.name").at(&name_place)))
            (editor.line(&Input::new(&adverts, "campaigns.adverts").at(&adverts_place)))
            @if is_saved {
                (editor.tick(&remove, "campaigns.remove"))
            }
        }
    }
}
