//! Everything the sandbox remembers: people, chats, accepted messages, and webhooks still to deliver.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::clock;
use crate::people::{self, Person};
use crate::webhook::queue::Queue;

/// A customer service window lasts so long after the person's last message.
const WINDOW_SECONDS: u64 = 24 * 60 * 60;

/// What survives a restart.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Book {
    people: BTreeMap<String, Person>,
    chats: BTreeMap<String, Chat>,
    /// Messages the Graph API accepted, oldest first.
    pub accepted: Vec<Accepted>,
    /// Webhooks that did not get their 200 yet.
    pub queue: Queue,
}

/// One person's chat with one shop.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Chat {
    /// Counts the changes, so that pages know when to draw again.
    pub version: u64,
    /// Milliseconds of the last change.
    pub touched: u64,
    /// Seconds since 1970 of the person's latest message, which opens the window.
    pub last_incoming: Option<u64>,
    /// The messages, oldest first.
    pub bubbles: Vec<Bubble>,
}

impl Chat {
    /// Whether the shop may write freely at this moment.
    pub(crate) fn window_open(&self, now_ms: u64) -> bool {
        self.last_incoming
            .is_some_and(|last| now_ms / 1000 < last.saturating_add(WINDOW_SECONDS))
    }

    /// The latest message of the shop that offers this button or row, with the choice itself.
    pub(crate) fn find_choice(
        &self,
        wanted: &str,
        within: Option<&str>,
    ) -> Option<(&Bubble, Choice)> {
        self.bubbles
            .iter()
            .rev()
            .filter(|bubble| !bubble.from_person)
            .filter(|bubble| within.is_none_or(|id| bubble.wamid == id))
            .find_map(|bubble| Some((bubble, bubble.content.choice(wanted)?)))
    }

    fn touch(&mut self) {
        self.version += 1;
        self.touched = clock::now_ms();
    }
}

/// One message in a chat.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Bubble {
    /// The message's id.
    pub wamid: String,
    /// Written by the person rather than by the shop.
    pub from_person: bool,
    /// When, in milliseconds.
    pub at: u64,
    /// `sent`, `delivered`, `read` or `failed`; for the person's messages `delivered` once the shop's
    /// server took the webhook.
    pub status: String,
    /// Marked as forwarded.
    #[serde(default)]
    pub forwarded: bool,
    /// What it shows.
    pub content: Content,
}

/// What a message shows.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Content {
    /// Bold line on top.
    pub header: Option<String>,
    /// The text.
    pub body: String,
    /// Small line below.
    pub footer: Option<String>,
    /// Buttons below the bubble.
    pub buttons: Vec<Button>,
    /// A list to choose from.
    pub list: Option<List>,
}

impl Content {
    /// Plain text.
    pub(crate) fn text(body: &str) -> Self {
        Self {
            body: body.to_owned(),
            ..Self::default()
        }
    }

    fn choice(&self, wanted: &str) -> Option<Choice> {
        let button = self.buttons.iter().find(|button| button.answers_to(wanted));
        if let Some(button) = button {
            return Some(Choice::Button(button.clone()));
        }
        let rows = self.list.iter().flat_map(|list| &list.sections);
        rows.flat_map(|section| &section.rows)
            .find(|row| row.id == wanted || row.title == wanted)
            .map(|row| Choice::Row(row.clone()))
    }

    /// Everything that can be tapped, for a message to whoever tapped something else.
    pub(crate) fn choices(&self) -> Vec<String> {
        let rows = self.list.iter().flat_map(|list| &list.sections);
        self.buttons
            .iter()
            .map(|button| button.text().to_owned())
            .chain(
                rows.flat_map(|section| &section.rows)
                    .map(|row| row.title.clone()),
            )
            .collect()
    }
}

/// A button below a message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum Button {
    /// Quick reply of a template.
    QuickReply {
        /// Its label.
        text: String,
        /// What the shop gets back.
        payload: String,
    },
    /// Reply button of an interactive message.
    Reply {
        /// What the shop gets back.
        id: String,
        /// Its label.
        title: String,
    },
    /// Opens a page.
    Url {
        /// Its label.
        text: String,
        /// Where it leads.
        url: String,
    },
    /// Any other kind: drawn, but does nothing.
    Other {
        /// Its label.
        text: String,
    },
}

impl Button {
    /// The label.
    pub(crate) fn text(&self) -> &str {
        match self {
            Self::QuickReply { text, .. } | Self::Url { text, .. } | Self::Other { text } => text,
            Self::Reply { title, .. } => title,
        }
    }

    fn answers_to(&self, wanted: &str) -> bool {
        self.text() == wanted
            || match self {
                Self::QuickReply { payload, .. } => payload == wanted,
                Self::Reply { id, .. } => id == wanted,
                Self::Url { .. } | Self::Other { .. } => false,
            }
    }
}

/// The list of an interactive message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct List {
    /// Label of the button that opens it.
    pub label: String,
    /// Its sections.
    pub sections: Vec<Section>,
}

/// A section of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Section {
    /// Its title, if it has one.
    pub title: Option<String>,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// A row of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Row {
    /// What the shop gets back.
    pub id: String,
    /// First line.
    pub title: String,
    /// Second line.
    pub description: Option<String>,
}

/// Something tapped.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Choice {
    /// A button.
    Button(Button),
    /// A row of a list.
    Row(Row),
}

/// A message the Graph API accepted, as `GET /_sandbox/messages` shows it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Accepted {
    /// Its id.
    pub wamid: String,
    /// `to` as it was given.
    pub to: Option<String>,
    /// `recipient` as it was given.
    pub recipient: Option<String>,
    /// `template`, `text` or `interactive`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Name of the template.
    pub template: Option<String>,
    /// Language of the template.
    pub language: Option<String>,
    /// Body parameters by name, or in order where they have none.
    pub parameters: Option<Value>,
    /// The text as the person sees it.
    pub body: Option<String>,
    /// Echoed in the statuses.
    pub biz_opaque_callback_data: Option<String>,
    /// When, RFC 3339.
    pub at: String,
    /// The number it was sent from.
    pub phone_number_id: String,
    /// The person it went to: digits, or a user id.
    pub person: String,
    /// Header, if there is one.
    pub header: Option<String>,
    /// Footer, if there is one.
    pub footer: Option<String>,
    /// Buttons as the person got them.
    pub buttons: Vec<Button>,
    /// The latest status reported.
    pub status: String,
}

impl Book {
    /// The person behind a number, remembered from now on.
    pub(crate) fn person_by_number(&mut self, written: &str) -> &mut Person {
        let wa_id = people::whatsapp_id(written);
        self.people
            .entry(wa_id)
            .or_insert_with_key(|wa_id| Person::of_number(wa_id))
    }

    /// The person behind a user id: someone known, or someone of whom nothing else is.
    pub(crate) fn person_by_user_id(&mut self, user_id: &str) -> &mut Person {
        let known = self
            .people
            .iter()
            .find(|(_, person)| person.user_id == user_id)
            .map(|(key, _)| key.clone());
        let key = known.unwrap_or_else(|| user_id.to_owned());
        self.people
            .entry(key)
            .or_insert_with(|| Person::of_user_id(user_id))
    }

    /// Everybody who wrote or was written to.
    pub(crate) fn people(&self) -> impl Iterator<Item = &Person> {
        self.people.values()
    }

    /// Somebody by digits or user id, if known.
    pub(crate) fn find_person(&self, key: &str) -> Option<&Person> {
        self.people.get(key)
    }

    /// The chat of a person with a shop, if they ever wrote.
    pub(crate) fn chat(&self, phone_number_id: &str, person: &str) -> Option<&Chat> {
        self.chats.get(&chat_key(phone_number_id, person))
    }

    /// Whether the shop may write freely to this person at this moment.
    pub(crate) fn window_open(&self, phone_number_id: &str, person: &str, now_ms: u64) -> bool {
        self.chat(phone_number_id, person)
            .is_some_and(|chat| chat.window_open(now_ms))
    }

    /// The shop this person last had a message with.
    pub(crate) fn last_shop_of(&self, person: &str) -> Option<&str> {
        self.chats
            .iter()
            .filter_map(|(key, chat)| {
                let (shop, of) = key.split_once('/')?;
                (of == person).then_some((chat.touched, shop))
            })
            .max()
            .map(|(_, shop)| shop)
    }

    /// Puts a message into a chat, unless it is there already.
    pub(crate) fn add_bubble(&mut self, phone_number_id: &str, person: &str, bubble: Bubble) {
        let chat = self.chat_mut(phone_number_id, person);
        if chat.bubbles.iter().any(|known| known.wamid == bubble.wamid) {
            return;
        }
        chat.bubbles.push(bubble);
        chat.touch();
    }

    /// Notes that the person wrote at that second, which opens the window.
    pub(crate) fn note_incoming(&mut self, phone_number_id: &str, person: &str, seconds: u64) {
        let chat = self.chat_mut(phone_number_id, person);
        chat.last_incoming = chat.last_incoming.max(Some(seconds));
    }

    /// Changes the state of a message wherever it is shown. A status never goes back, save to `failed`.
    pub(crate) fn set_status(
        &mut self,
        phone_number_id: &str,
        person: &str,
        wamid: &str,
        status: &str,
    ) {
        let chat = self.chat_mut(phone_number_id, person);
        let bubble = chat
            .bubbles
            .iter_mut()
            .rev()
            .find(|bubble| bubble.wamid == wamid);
        if let Some(bubble) = bubble
            && rank(status) > rank(&bubble.status)
        {
            status.clone_into(&mut bubble.status);
            chat.touch();
        }
        let accepted = self
            .accepted
            .iter_mut()
            .rev()
            .find(|message| message.wamid == wamid);
        if let Some(accepted) = accepted
            && rank(status) > rank(&accepted.status)
        {
            status.clone_into(&mut accepted.status);
        }
    }

    /// Forgets what was said in one chat.
    pub(crate) fn clear_chat(&mut self, phone_number_id: &str, person: &str) {
        let chat = self.chat_mut(phone_number_id, person);
        chat.bubbles.clear();
        chat.touch();
    }

    /// Draws every chat of this person again.
    pub(crate) fn touch_chats_of(&mut self, person: &str) {
        for (key, chat) in &mut self.chats {
            if key.split_once('/').is_some_and(|(_, of)| of == person) {
                chat.version += 1;
            }
        }
    }

    fn chat_mut(&mut self, phone_number_id: &str, person: &str) -> &mut Chat {
        self.chats
            .entry(chat_key(phone_number_id, person))
            .or_default()
    }
}

fn chat_key(phone_number_id: &str, person: &str) -> String {
    format!("{phone_number_id}/{person}")
}

fn rank(status: &str) -> u8 {
    match status {
        "sent" => 1,
        "delivered" => 2,
        "read" => 3,
        "failed" => 4,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR_MS: u64 = 3_600_000;

    #[test]
    fn the_window_is_closed_until_the_person_writes() {
        let mut book = Book::default();
        assert!(!book.window_open("1", "34600000001", HOUR_MS));
        book.note_incoming("1", "34600000001", 3600);
        assert!(book.window_open("1", "34600000001", HOUR_MS));
        assert!(
            !book.window_open("2", "34600000001", HOUR_MS),
            "windows are per number"
        );
    }

    #[test]
    fn the_window_closes_a_day_after_the_messages_own_time() {
        let mut book = Book::default();
        book.note_incoming("1", "34600000001", 1000);
        assert!(book.window_open("1", "34600000001", (1000 + 86_399) * 1000));
        assert!(!book.window_open("1", "34600000001", (1000 + 86_400) * 1000));
    }

    #[test]
    fn a_late_message_does_not_shorten_the_window() {
        let mut book = Book::default();
        book.note_incoming("1", "34600000001", 90_000);
        book.note_incoming("1", "34600000001", 5);
        assert!(book.window_open("1", "34600000001", 100_000_000));
    }

    #[test]
    fn a_user_id_leads_to_the_person_with_the_number() {
        let mut book = Book::default();
        let user_id = book.person_by_number("34600000001").user_id.clone();
        assert_eq!(book.person_by_user_id(&user_id).key(), "34600000001");
        assert_eq!(book.person_by_user_id("US.999").key(), "US.999");
    }

    #[test]
    fn a_status_never_goes_back() {
        let mut book = Book::default();
        let bubble = Bubble {
            wamid: "w".to_owned(),
            from_person: false,
            at: 0,
            status: "accepted".to_owned(),
            forwarded: false,
            content: Content::text("Hi"),
        };
        book.add_bubble("1", "34", bubble);
        book.set_status("1", "34", "w", "read");
        book.set_status("1", "34", "w", "delivered");
        let status = book.chat("1", "34").and_then(|chat| chat.bubbles.first());
        assert_eq!(status.map(|bubble| bubble.status.as_str()), Some("read"));
    }
}
