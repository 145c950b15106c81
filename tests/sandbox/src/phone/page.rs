//! The pages themselves.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode as encode};

use super::format;
use super::phone_path;
use crate::book::{Book, Bubble, Button, Chat, Content, List};
use crate::clock;
use crate::config::{Config, Number};
use crate::people::{DEMO_PERSON, Person};

/// More shops or people than this are not listed one by one.
const LISTED: usize = 100;

/// What a phone page shows.
pub(super) struct Phone<'p> {
    pub config: &'p Config,
    pub book: &'p Book,
    pub person: &'p Person,
    pub shop: &'p Number,
    pub draft: &'p str,
}

/// The phone.
pub(super) fn phone(phone: &Phone<'_>) -> Markup {
    let Phone {
        config,
        book,
        person,
        shop,
        ..
    } = phone;
    let say = action(person, shop, "say");
    let title = format!("{} · {}", shop.name, person.name);
    document(
        &title,
        &html! {
            main.stage {
                section.phone aria-label="Phone" {
                    header.bar {
                        span.avatar aria-hidden="true" { (initials(&shop.name)) }
                        div.who {
                            h1 dir="auto" { (shop.name) }
                            p { "+" (shop.display) }
                        }
                        a.me href="#desk" title="Who am I?" {
                            span.avatar.small aria-hidden="true" { (initials(&person.name)) }
                            span.hidden { "About this phone" }
                        }
                    }
                    div.scroll id="scroll" tabindex="0" {
                        p.pill { "Sandbox: nothing here leaves this computer" }
                        div id="chat" role="log" aria-live="polite" aria-label="Messages"
                            data-version=(version(book, person, shop))
                            data-news=(action(person, shop, "chat")) {
                            (messages(config, book, person, shop))
                        }
                    }
                    form.composer method="post" action=(say) data-say="" {
                        textarea name="text" rows="1" dir="auto" aria-label="Message" placeholder="Message" {
                            // HTML drops a line break at the very beginning.
                            (PreEscaped("\n")) (phone.draft)
                        }
                        button.send type="submit" { "Send" }
                    }
                    p.trouble role="alert" id="trouble" hidden {}
                }
                (desk(phone))
            }
            script src="/phone.js" defer {}
        },
    )
}

/// Everything beside the phone: who this is, and other shops and people.
fn desk(phone: &Phone<'_>) -> Markup {
    let Phone {
        config,
        book,
        person,
        shop,
        ..
    } = phone;
    html! {
        aside.desk id="desk" aria-label="About this phone" {
            a.close href="#" { "Back to the chat" }
            h2 dir="auto" { (person.name) }
            dl {
                dt { "Number" }
                dd { @match &person.wa_id { Some(wa_id) => { "+" (wa_id) } None => "not known" } }
                dt { "User id" }
                dd { code { (person.user_id) } }
                @if let Some(username) = &person.username {
                    dt { "Username" }
                    dd { "@" (username) }
                }
                dt { "Shop may write freely" }
                dd { (window(book.chat(&shop.id, person.key()))) }
            }
            form method="post" action=(action(person, shop, "settings")) {
                label { "Name" input name="name" value=(person.name) dir="auto" autocomplete="off" {} }
                @if person.wa_id.is_some() {
                    label.tick {
                        input type="checkbox" name="hide_phone" checked[person.hide_phone] {}
                        span { "Has a username: shops are not shown the number" }
                    }
                }
                div.row {
                    button type="submit" { "Save" }
                    button.quiet type="submit" name="action" value="clear" { "Clear this chat" }
                }
            }
            @if config.numbers.len() > 1 {
                h3 { "Shops" }
                ul {
                    @for other in config.numbers.iter().take(LISTED) {
                        li {
                            a href=(phone_path(person.key(), other)) aria-current=[(other == *shop).then_some("page")] {
                                span dir="auto" { (other.name) } small { "+" (other.display) }
                            }
                        }
                    }
                }
            }
            h3 { "People" }
            (people(book, shop, Some(person)))
            p.small { a href="/" { "About this sandbox" } }
        }
    }
}

fn people(book: &Book, shop: &Number, current: Option<&Person>) -> Markup {
    html! {
        ul {
            @if book.find_person(DEMO_PERSON).is_none() {
                li { a href=(phone_path(DEMO_PERSON, shop)) { "Ana Demo" small { "+" (DEMO_PERSON) } } }
            }
            @for person in book.people().take(LISTED) {
                li {
                    a href=(phone_path(person.key(), shop))
                        aria-current=[(current.map(Person::key) == Some(person.key())).then_some("page")] {
                        span dir="auto" { (person.name) }
                        small { @match &person.wa_id { Some(wa_id) => { "+" (wa_id) } None => (person.user_id) } }
                    }
                }
            }
        }
    }
}

/// Counts the changes of a chat.
pub(super) fn version(book: &Book, person: &Person, shop: &Number) -> u64 {
    book.chat(&shop.id, person.key())
        .map_or(0, |chat| chat.version)
}

/// The messages of a chat.
pub(super) fn messages(config: &Config, book: &Book, person: &Person, shop: &Number) -> Markup {
    let Some(chat) = book
        .chat(&shop.id, person.key())
        .filter(|chat| !chat.bubbles.is_empty())
    else {
        return html! { p.empty { "No messages yet. Write something, or follow a link of the shop." } };
    };
    let say = action(person, shop, "say");
    let mut day = String::new();
    html! {
        @for bubble in &chat.bubbles {
            @let at = clock::rfc3339(bubble.at);
            @let today = at.get(..10).unwrap_or_default().to_owned();
            @if day != today {
                p.pill { time datetime=(at) data-as="day" { (today) } }
                ({ day = today; PreEscaped("") })
            }
            (message(config, bubble, &at, &say))
        }
    }
}

fn message(config: &Config, bubble: &Bubble, at: &str, say: &str) -> Markup {
    let Content {
        header,
        body,
        footer,
        buttons,
        list,
    } = &bubble.content;
    let from = if bubble.from_person { "person" } else { "shop" };
    html! {
        article.message data-from=(from) data-wamid=(bubble.wamid) data-status=(bubble.status) {
            div.bubble {
                @if bubble.forwarded { p.note { "Forwarded" } }
                @if let Some(header) = header { p.header dir="auto" { (header) } }
                p.body dir="auto" { (format::text(body)) }
                @if let Some(footer) = footer { p.note dir="auto" { (footer) } }
                p.meta {
                    time datetime=(at) data-as="time" { (at.get(11..16).unwrap_or_default()) }
                    (status(bubble))
                }
            }
            @if !buttons.is_empty() || list.is_some() {
                form.choices method="post" action=(say) data-say="" {
                    input type="hidden" name="within" value=(bubble.wamid);
                    @for button in buttons { (choice(config, button)) }
                    @if let Some(list) = list { (rows(list, &bubble.wamid)) }
                }
            }
        }
    }
}

fn choice(config: &Config, button: &Button) -> Markup {
    match button {
        Button::QuickReply { text, payload } => {
            html! { button type="submit" name="button" value=(payload) dir="auto" { (text) } }
        }
        Button::Reply { id, title } => {
            html! { button type="submit" name="button" value=(id) dir="auto" { (title) } }
        }
        Button::Url { text, url } => html! {
            a.button href=(config.local_link(url)) target="_blank" rel="noopener" dir="auto" {
                (text) span aria-hidden="true" { " ↗" }
            }
        },
        Button::Other { text } => html! { button type="button" disabled dir="auto" { (text) } },
    }
}

fn rows(list: &List, wamid: &str) -> Markup {
    html! {
        details.list data-open=(wamid) {
            summary dir="auto" { (list.label) }
            @for section in &list.sections {
                @if let Some(title) = &section.title { p.section dir="auto" { (title) } }
                @for row in &section.rows {
                    button.row type="submit" name="button" value=(row.id) {
                        span dir="auto" { (row.title) }
                        @if let Some(description) = &row.description { small dir="auto" { (description) } }
                    }
                }
            }
        }
    }
}

/// Ticks for the person's messages, a word for the shop's.
fn status(bubble: &Bubble) -> Markup {
    if !bubble.from_person {
        return html! { span.status { (bubble.status) } };
    }
    let (word, second) = match bubble.status.as_str() {
        "delivered" | "read" => ("delivered", true),
        _ => ("sent", false),
    };
    html! {
        svg.ticks viewBox="0 0 20 12" width="20" height="12" role="img" aria-label=(word) {
            path d="M1 6.5l3.5 3.5L11 2" {}
            @if second { path d="M8.5 9l1 1L16 2" {} }
        }
    }
}

fn window(chat: Option<&Chat>) -> Markup {
    const DAY_MS: u64 = 86_400_000;
    let Some(last) = chat.and_then(|chat| chat.last_incoming) else {
        return html! { "not before you write" };
    };
    let until = last.saturating_mul(1000).saturating_add(DAY_MS);
    if clock::now_ms() >= until {
        return html! { "no longer: 24 hours are over" };
    }
    let at = clock::rfc3339(until);
    html! { "until " time datetime=(at) data-as="moment" { (at) } }
}

/// The front page.
pub(super) fn index(config: &Config, book: &Book, (forwarded, events): (usize, usize)) -> Markup {
    document(
        "Saludo sandbox",
        &html! {
            main.front {
                h1 { "A local WhatsApp" }
                p {
                    "A stand-in for Meta’s Cloud API. Messages sent to it show up on the phones below; what you write "
                    "there arrives at " code { (config.webhook_url) } " as a signed webhook."
                }
                @if let Some(shop) = config.numbers.first() {
                    h2 { "Phones" }
                    (people(book, shop, None))
                }
                h2 { "Shops" }
                ul {
                    @for shop in config.numbers.iter().take(LISTED) {
                        li { a href=(phone_path(DEMO_PERSON, shop)) { span dir="auto" { (shop.name) } small { "+" (shop.display) " · " (shop.id) } } }
                    }
                }
                h2 { "The shop’s own systems" }
                ul {
                    li { a href="/_sandbox/forwarded" {
                        (forwarded) " webhooks passed on to the help desk" small { "/_sandbox/forwarded" }
                    } }
                    li { a href="/_sandbox/events" {
                        (events) " events" small { "/_sandbox/events" }
                    } }
                }
                h2 { "What happened" }
                ul {
                    @for (path, what) in [
                        ("messages", "Messages accepted"), ("calls", "Graph calls, refused ones too"),
                        ("webhooks", "Webhooks and their attempts"), ("people", "People"),
                        ("templates", "Templates"), ("behaviour", "Behaviour"),
                    ] {
                        li { a href={ "/_sandbox/" (path) } { (what) small { "/_sandbox/" (path) } } }
                    }
                }
            }
        },
    )
}

/// A page that says one thing.
pub(super) fn notice(title: &str, text: &str) -> Markup {
    document(
        title,
        &html! { main.front { h1 { (title) } p { (text) } p { a href="/" { "About this sandbox" } } } },
    )
}

fn document(title: &str, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content";
                meta name="color-scheme" content="light dark";
                meta name="robots" content="noindex";
                title { (title) }
                link rel="icon" href="data:,";
                link rel="stylesheet" href="/phone.css";
            }
            body { (body) }
        }
    }
}

fn action(person: &Person, shop: &Number, what: &str) -> String {
    format!(
        "/phone/{}/{what}?shop={}",
        encode(person.key(), NON_ALPHANUMERIC),
        shop.display
    )
}

fn initials(name: &str) -> String {
    name.split_whitespace()
        .filter_map(|word| word.chars().next())
        .take(2)
        .flat_map(char::to_uppercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(draft: &str) -> String {
        let mut book = Book::default();
        let person = book.person_by_number(DEMO_PERSON).clone();
        let config = Config::default();
        let shop = Number::demo();
        let bubble = Bubble {
            wamid: "wamid.1".to_owned(),
            from_person: false,
            at: 1_750_091_045_000,
            status: "read".to_owned(),
            forwarded: false,
            content: Content {
                buttons: vec![Button::QuickReply {
                    text: "Stop".to_owned(),
                    payload: "STOP".to_owned(),
                }],
                ..Content::text("Hola <b>")
            },
        };
        book.add_bubble(&shop.id, person.key(), bubble);
        phone(&Phone {
            config: &config,
            book: &book,
            person: &person,
            shop: &shop,
            draft,
        })
        .into_string()
    }

    #[test]
    fn the_draft_stands_in_the_textarea_and_cannot_leave_it() {
        let page = page("Hola </textarea><script>");
        assert!(
            page.contains("Hola &lt;/textarea&gt;&lt;script&gt;</textarea>"),
            "{page}"
        );
    }

    #[test]
    fn one_button_is_named_send_and_template_buttons_can_be_tapped() {
        let page = page("");
        assert_eq!(page.matches(">Send</button>").count(), 1);
        assert!(page.contains("value=\"STOP\" dir=\"auto\">Stop</button>"));
        assert!(page.contains("Hola &lt;b&gt;"));
    }

    #[test]
    fn initials_are_the_first_letters_of_two_words() {
        assert_eq!(initials("Ana María Demo"), "AM");
        assert_eq!(initials("ßeta"), "SS");
        assert_eq!(initials(""), "");
    }
}
