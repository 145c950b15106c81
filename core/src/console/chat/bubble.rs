//! What one message looks like.

use super::media::sign;
use super::words::{ChatWords, words};
use super::{By, Line, Medium, Shown, Taken};
use crate::console::{Lang, moment};
use crate::time::{DAY, Millis};
use crate::webhook::{Location, MediaKind, Order, SharedContact};
use maud::{Markup, html};

/// For so long Meta keeps what people send.
const MEDIA_KEPT: Millis = 7 * DAY;

/// One line of the chat. `media` is what the addresses of media begin with.
pub(super) fn bubble(line: &Line, media: &str, now: Millis, lang: Lang) -> Markup {
    let words = words(lang);
    let (side, who) = match &line.by {
        By::Person { taken: None } => ("theirs", None),
        By::Person { taken: Some(taken) } => ("theirs", Some(taken_as(*taken, words))),
        By::Colleague(name) => ("ours", Some(html! { bdi { (name) } })),
        By::Elsewhere => ("ours", Some(html! { (words.elsewhere) })),
        By::Saludo { .. } => ("auto", Some(html! { (words.automatic) })),
    };
    html! {
        li id=(line.id) class={ "bubble " (side) @if line.waits { " waits" } } {
            @if let Some(who) = who { p class="by" { (who) } }
            @if line.shown.forwarded { p class="hint" { (words.forwarded) } }
            @match &line.by {
                By::Saludo { kind, template } => (automatic(kind, template.as_deref(), words)),
                _ => (said(line, media, now, words)),
            }
            p class="when" {
                (moment(line.at, lang))
                @if line.shown.edited_at.is_some() { " · " (words.edited) }
                @if line.waits { " · " b { (words.waits) } }
                (standing(line, words))
            }
            @if let Some(reaction) = &line.shown.reaction {
                p class="reaction" { span class="unseen" { (words.reaction) " " } (reaction) }
            }
        }
    }
}

fn taken_as(taken: Taken, words: &ChatWords) -> Markup {
    html! {
        @match taken {
            Taken::Yes => (words.taken_yes),
            Taken::No => (words.taken_no),
        }
    }
}

/// Where a message of ours stands, and what is in its way.
fn standing(line: &Line, words: &ChatWords) -> Markup {
    let Some(state) = line.state.as_deref() else {
        return html! {};
    };
    let class = match state {
        "failed" | "uncertain" => "state bad",
        "delivered" | "read" => "state good",
        _ => "state",
    };
    html! {
        " · " span class=(class) { (words.state(state)) }
        @if let Some(reason) = &line.reason {
            span class="unseen" { ": " }
            span class="why" { (words.reason(reason)) }
        }
    }
}

fn automatic(kind: &str, template: Option<&str>, words: &ChatWords) -> Markup {
    html! {
        p class="text" { (words.kind(kind)) }
        @if let Some(template) = template {
            p class="hint" { (words.template) " " code { (template) } }
        }
    }
}

fn said(line: &Line, media: &str, now: Millis, words: &ChatWords) -> Markup {
    let shown = &line.shown;
    html! {
        @if let (Some(kind), Some(medium)) = (shown.media_kind(), &shown.media) {
            @if now - line.at >= MEDIA_KEPT || medium.id.is_none() {
                p class="gone" { (sign(kind)) " " (words.of_medium(kind)) ": " (words.gone) }
            } @else {
                (shown_medium(kind, medium, &format!("{media}/{}", line.id), words))
            }
            @if let Some(caption) = &medium.caption { p class="text" dir="auto" { (caption) } }
        } @else if let Some(location) = &shown.location {
            (place(location, words))
        } @else if let Some(contacts) = &shown.contacts {
            @for contact in contacts { (card(contact, words)) }
        } @else if let Some(order) = &shown.order {
            (basket(order, words))
        } @else if let Some(text) = &shown.text {
            p class="text" dir="auto" { (text) }
        } @else {
            p class="gone" {
                @match shown.kind.as_str() {
                    "revoked" => (words.revoked),
                    _ => (words.not_shown),
                }
                @if let Some(error) = &shown.error { " (" (error) ")" }
            }
        }
    }
}

/// A picture, player or download. It comes through our own server, to whoever is signed in.
fn shown_medium(kind: MediaKind, medium: &Medium, address: &str, words: &ChatWords) -> Markup {
    let name = words.of_medium(kind);
    html! {
        @match kind {
            MediaKind::Image => {
                a href=(address) { img class="picture" src=(address) alt=(name) loading="lazy"; }
            }
            MediaKind::Sticker => img class="sticker" src=(address) alt=(name) loading="lazy";,
            MediaKind::Audio => audio controls preload="none" src=(address) aria-label=(name) {},
            MediaKind::Video => video controls preload="none" src=(address) aria-label=(name) {},
            MediaKind::Document => {
                a class="file" href=(address) download {
                    span aria-hidden="true" { (sign(kind)) " " }
                    bdi { (medium.filename.as_deref().unwrap_or(name)) }
                }
            }
        }
    }
}

fn place(location: &Location, words: &ChatWords) -> Markup {
    let degrees = |text: &Option<String>| text.as_deref()?.trim().parse::<f64>().ok();
    let point = degrees(&location.latitude).zip(degrees(&location.longitude));
    let point = point.filter(|(north, east)| north.abs() <= 90.0 && east.abs() <= 180.0);
    html! {
        p class="text" {
            span aria-hidden="true" { "📍 " }
            bdi { (location.name.as_deref().or(location.address.as_deref()).unwrap_or(&words.location)) }
        }
        @if let (Some(_), Some(address)) = (&location.name, &location.address) {
            p class="hint" { bdi { (address) } }
        }
        @if let Some((north, east)) = point {
            // The map's people learn nothing of the shopper until somebody follows it.
            a href={ "https://www.openstreetmap.org/?mlat=" (north) "&mlon=" (east) "#map=16/" (north) "/" (east) }
                target="_blank" rel="noreferrer noopener" { (words.map) }
        }
    }
}

fn card(contact: &SharedContact, words: &ChatWords) -> Markup {
    let name = contact
        .name
        .as_ref()
        .and_then(|name| name.formatted_name.as_deref());
    html! {
        p class="text" {
            span aria-hidden="true" { "👤 " }
            bdi { (name.unwrap_or(&words.contact)) }
            @if let Some(company) = contact.org.as_ref().and_then(|org| org.company.as_deref()) {
                ", " bdi { (company) }
            }
        }
        @for phone in &contact.phones {
            @if let Some(phone) = &phone.phone { p { bdi dir="ltr" { (phone) } } }
        }
        @for email in &contact.emails {
            @if let Some(email) = &email.email { p { bdi dir="ltr" { (email) } } }
        }
    }
}

fn basket(order: &Order, words: &ChatWords) -> Markup {
    html! {
        @if let Some(text) = &order.text { p class="text" dir="auto" { (text) } }
        p { span aria-hidden="true" { "🛒 " } (words.basket) }
        ul class="basket" {
            @for item in &order.product_items {
                li {
                    @if let Some(quantity) = item.quantity { (quantity) " × " }
                    bdi { (item.product_retailer_id.as_deref().unwrap_or("?")) }
                    @if let Some(price) = &item.item_price {
                        " · " bdi dir="ltr" { (price) @if let Some(currency) = &item.currency { " " (currency) } }
                    }
                }
            }
        }
    }
}

/// A message in a few words, for a list.
pub(crate) fn brief(shown: &Shown, lang: Lang) -> String {
    let words = words(lang);
    if let Some(kind) = shown.media_kind() {
        let caption = shown
            .media
            .as_ref()
            .and_then(|medium| medium.caption.as_deref());
        return format!(
            "{} {}",
            sign(kind),
            caption.unwrap_or(words.of_medium(kind))
        );
    }
    let other = || match shown.kind.as_str() {
        "location" => &words.location,
        "contacts" => &words.contact,
        "order" => &words.basket,
        "revoked" => &words.revoked,
        _ => &words.not_shown,
    };
    shown.text.clone().unwrap_or_else(|| other().clone())
}
