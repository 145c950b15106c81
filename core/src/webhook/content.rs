//! What a message says, by its type.

use super::loose;
use super::media::{Media, MediaKind};
use super::order::Order;
use super::reply::{CallPermission, FormReply, Interactive};
use super::shared::{Location, SharedContact};
use serde::Deserialize;
use serde_json::value::RawValue;

/// What a message says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// Typed text.
    Text(String),
    /// A tap on a quick reply of a template.
    TemplateButton {
        /// What we put behind it.
        payload: String,
        /// What stood on it.
        text: String,
    },
    /// A tap on a button of a free message, or on a row of a list.
    Reply {
        /// The id that we gave it.
        id: String,
        /// What stood on it.
        title: String,
    },
    /// A form (Meta's Flow) or an address that was filled in.
    Form(FormReply),
    /// Whether the shop may telephone.
    CallPermission(CallPermission),
    /// A picture, film, sound, file or sticker.
    Media(MediaKind, Media),
    /// A place.
    Location(Location),
    /// Contacts.
    Contacts(Vec<SharedContact>),
    /// An emoji on a message.
    Reaction {
        /// Which message, by Meta's id.
        to: String,
        /// The emoji; none where it was taken away again.
        emoji: Option<String>,
    },
    /// A basket from the catalogue.
    Order(Order),
    /// Other words in place of those of an earlier message.
    Edit {
        /// Which message, by Meta's id.
        original: String,
        /// What it says now.
        content: Box<Self>,
    },
    /// An earlier message was taken back.
    Revoke {
        /// Which message, by Meta's id.
        original: String,
    },
    /// WhatsApp speaks, not the person: a changed number, user ID or key
    /// ([`Moved`](super::Moved), [`NewKey`](super::NewKey)).
    System {
        /// Meta's word for what happened.
        kind: String,
    },
    /// Something that WhatsApp does not show to businesses; `errors` says why.
    Unsupported {
        /// What, where Meta tells.
        what: Option<String>,
    },
    /// Somebody opened the chat. Meta stopped sending it in March 2026; old ones may be replayed.
    ChatOpened,
    /// Anything else, by Meta's word for it.
    Other(String),
}

impl Default for Content {
    fn default() -> Self {
        Self::Other(String::new())
    }
}

/// The parts of a message of which its `type` names one.
#[derive(Deserialize)]
pub(super) struct Parts<'a> {
    #[serde(default, deserialize_with = "loose::text", rename = "type")]
    kind: Option<String>,
    #[serde(borrow, default)]
    text: Option<&'a RawValue>,
    #[serde(borrow, default)]
    button: Option<&'a RawValue>,
    #[serde(borrow, default)]
    interactive: Option<&'a RawValue>,
    #[serde(borrow, default)]
    image: Option<&'a RawValue>,
    #[serde(borrow, default)]
    video: Option<&'a RawValue>,
    #[serde(borrow, default)]
    audio: Option<&'a RawValue>,
    #[serde(borrow, default)]
    voice: Option<&'a RawValue>,
    #[serde(borrow, default)]
    document: Option<&'a RawValue>,
    #[serde(borrow, default)]
    sticker: Option<&'a RawValue>,
    #[serde(borrow, default)]
    location: Option<&'a RawValue>,
    #[serde(borrow, default)]
    contacts: Option<&'a RawValue>,
    #[serde(borrow, default)]
    reaction: Option<&'a RawValue>,
    #[serde(borrow, default)]
    order: Option<&'a RawValue>,
    #[serde(borrow, default)]
    edit: Option<&'a RawValue>,
    #[serde(borrow, default)]
    revoke: Option<&'a RawValue>,
    #[serde(borrow, default)]
    system: Option<&'a RawValue>,
    #[serde(borrow, default)]
    unsupported: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Text {
    body: String,
}

#[derive(Deserialize)]
struct Button {
    #[serde(default, deserialize_with = "loose::text")]
    payload: Option<String>,
    #[serde(default, deserialize_with = "loose::text")]
    text: Option<String>,
}

#[derive(Deserialize)]
struct Reaction {
    message_id: String,
    #[serde(default, deserialize_with = "loose::text")]
    emoji: Option<String>,
}

#[derive(Deserialize)]
struct Original<'a> {
    original_message_id: String,
    #[serde(borrow, default)]
    message: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Typed {
    #[serde(default, deserialize_with = "loose::text", rename = "type")]
    kind: Option<String>,
}

/// An edit of an edit of an edit… says nothing that is worth the stack.
const MAX_EDITS: u8 = 3;

impl Parts<'_> {
    /// Reads the part that the type names.
    pub(super) fn read(self) -> Content {
        self.read_within(MAX_EDITS)
    }

    fn read_within(mut self, edits: u8) -> Content {
        let kind = self.kind.take().unwrap_or_default();
        self.known(&kind, edits).unwrap_or(Content::Other(kind))
    }

    /// What it says, where the type is known and its part there.
    fn known(self, kind: &str, edits: u8) -> Option<Content> {
        if let Some(medium) = MediaKind::parse(kind) {
            let part = match medium {
                MediaKind::Image => self.image,
                MediaKind::Video => self.video,
                MediaKind::Audio => self.audio.or(self.voice),
                MediaKind::Document => self.document,
                MediaKind::Sticker => self.sticker,
            };
            return Some(Content::Media(medium, loose::part(part)?));
        }
        Some(match kind {
            "text" => Content::Text(loose::part::<Text>(self.text)?.body),
            "button" => {
                let button: Button = loose::part(self.button)?;
                Content::TemplateButton {
                    payload: button.payload.unwrap_or_default(),
                    text: button.text.unwrap_or_default(),
                }
            }
            "interactive" => loose::part::<Interactive<'_>>(self.interactive)?.read()?,
            "location" => Content::Location(loose::part(self.location)?),
            "contacts" => {
                // A list, though maybe an empty one.
                let list = self.contacts.filter(|raw| raw.get().starts_with('['))?;
                Content::Contacts(loose::parts(Some(list)))
            }
            "reaction" => {
                let reaction: Reaction = loose::part(self.reaction)?;
                Content::Reaction {
                    to: reaction.message_id,
                    emoji: reaction.emoji.filter(|emoji| !emoji.is_empty()),
                }
            }
            "order" => Content::Order(loose::part(self.order)?),
            "edit" => {
                let edit: Original<'_> = loose::part(self.edit)?;
                let inner: Parts<'_> = loose::part(edit.message)?;
                Content::Edit {
                    original: edit.original_message_id,
                    content: Box::new(inner.read_within(edits.checked_sub(1)?)),
                }
            }
            "revoke" => Content::Revoke {
                original: loose::part::<Original<'_>>(self.revoke)?.original_message_id,
            },
            "system" => Content::System {
                kind: loose::part::<Typed>(self.system)
                    .and_then(|system| system.kind)
                    .unwrap_or_default(),
            },
            "unsupported" => Content::Unsupported {
                what: loose::part::<Typed>(self.unsupported).and_then(|what| what.kind),
            },
            "request_welcome" => Content::ChatOpened,
            _ => return None,
        })
    }
}
