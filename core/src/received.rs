//! A received message as the shop's people see it.

use crate::webhook::{
    CallPermission, Content, FormReply, Location, Media, MediaKind, Message, MetaError, Order,
    Referral, SharedContact,
};
use serde::Serialize;

/// What stands in the chat. What a message does not have is null.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Received<'a> {
    /// `text`, `button`, `reply`, `image`, `video`, `audio`, `document`, `sticker`, `location`,
    /// `contacts`, `order`, `form`, `call_permission`, `unsupported`, or Meta's word for what is
    /// none of these.
    #[serde(rename = "type")]
    pub kind: &'a str,
    /// What was typed, or stood on what was tapped, or stands in the chat for a form.
    pub text: Option<&'a str>,
    /// A medium: Meta keeps it for 7 days under its id.
    pub media: Option<&'a Media>,
    /// A place.
    pub location: Option<&'a Location>,
    /// Contacts.
    pub contacts: Option<&'a [SharedContact]>,
    /// A basket.
    pub order: Option<&'a Order>,
    /// A form that was filled in.
    pub form: Option<&'a FormReply>,
    /// Whether the shop may telephone.
    pub call_permission: Option<&'a CallPermission>,
    /// The message that it answers, by Meta's id.
    pub quotes: Option<&'a str>,
    /// Whether it was forwarded from another chat.
    pub forwarded: bool,
    /// The advert that it came by.
    pub referral: Option<&'a Referral>,
    /// Why WhatsApp shows nothing of it.
    pub error: Option<&'a str>,
}

impl<'a> Received<'a> {
    /// A message as it is shown. Of an edit its new words; of what nobody wrote, its type alone.
    pub fn of(message: &'a Message) -> Self {
        let error = message.errors.first();
        let mut shown = Self {
            kind: "",
            text: message.words(),
            media: None,
            location: None,
            contacts: None,
            order: None,
            form: None,
            call_permission: None,
            quotes: message.quotes(),
            forwarded: message.is_forwarded(),
            referral: message.referral.as_ref(),
            error: error.and_then(in_words),
        };
        shown.take(&message.content);
        shown
    }

    fn take(&mut self, content: &'a Content) {
        self.kind = match content {
            Content::Text(text) => {
                self.text = Some(text);
                "text"
            }
            Content::TemplateButton { .. } => "button",
            Content::Reply { .. } => "reply",
            Content::Media(kind, media) => {
                self.media = Some(media);
                of_medium(*kind)
            }
            Content::Location(location) => {
                self.location = Some(location);
                "location"
            }
            Content::Contacts(contacts) => {
                self.contacts = Some(contacts);
                "contacts"
            }
            Content::Order(order) => {
                self.order = Some(order);
                self.text = order.text.as_deref();
                "order"
            }
            Content::Form(form) => {
                self.form = Some(form);
                self.text = form.body.as_deref();
                "form"
            }
            Content::CallPermission(permission) => {
                self.call_permission = Some(permission);
                "call_permission"
            }
            Content::Reaction { emoji, .. } => {
                self.text = emoji.as_deref();
                "reaction"
            }
            Content::Edit { content, .. } => return self.take(content),
            Content::Revoke { .. } => "revoked",
            Content::System { .. } => "system",
            Content::Unsupported { .. } => "unsupported",
            Content::ChatOpened => "request_welcome",
            Content::Other(word) => word,
        };
    }
}

fn of_medium(kind: MediaKind) -> &'static str {
    match kind {
        MediaKind::Image => "image",
        MediaKind::Video => "video",
        MediaKind::Audio => "audio",
        MediaKind::Document => "document",
        MediaKind::Sticker => "sticker",
    }
}

/// The most exact words that there are.
fn in_words(error: &MetaError) -> Option<&str> {
    let words = [&error.details, &error.message, &error.title];
    words.into_iter().find_map(|words| words.as_deref())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    /// What is shown of a message, without what it does not have.
    fn shown(message: &Value) -> Value {
        let message = Message::parse(message.to_string().as_bytes()).unwrap();
        let mut shown = serde_json::to_value(Received::of(&message)).unwrap();
        shown
            .as_object_mut()
            .unwrap()
            .retain(|_, value| !value.is_null() && *value != json!(false));
        shown
    }

    #[test]
    fn a_text_is_shown_with_what_it_answers() {
        assert_eq!(
            shown(
                &json!({"type": "text", "text": {"body": "Yes"}, "context": {"id": "wamid.A", "forwarded": true}})
            ),
            json!({"type": "text", "text": "Yes", "quotes": "wamid.A", "forwarded": true})
        );
    }

    #[test]
    fn a_picture_is_shown_by_its_id_type_and_caption() {
        let picture = json!({"type": "image", "image": {"id": "7", "mime_type": "image/jpeg",
            "sha256": "x", "caption": "This one?", "url": "https://lookaside.fbsbx.com/7"}});
        assert_eq!(
            shown(&picture),
            json!({"type": "image", "media": {"id": "7", "mime_type": "image/jpeg", "sha256": "x",
                "caption": "This one?"}})
        );
    }

    #[test]
    fn what_whatsapp_does_not_show_says_why() {
        let message = json!({"type": "unsupported", "errors": [{"code": 131_051,
            "title": "Message type unknown", "error_data": {"details": "Not supported."}}]});
        assert_eq!(
            shown(&message),
            json!({"type": "unsupported", "error": "Not supported."})
        );
    }

    #[test]
    fn taps_places_baskets_and_forms_have_their_words() {
        for (message, text) in [
            (
                json!({"type": "button", "button": {"payload": "x", "text": "Yes"}}),
                json!("Yes"),
            ),
            (
                json!({"type": "interactive", "interactive": {"list_reply": {"id": "a", "title": "A"}}}),
                json!("A"),
            ),
            (
                json!({"type": "order", "order": {"text": "Two, please"}}),
                json!("Two, please"),
            ),
            (
                json!({"type": "interactive", "interactive": {"nfm_reply": {"body": "Sent"}}}),
                json!("Sent"),
            ),
            (
                json!({"type": "location", "location": {"latitude": 1.5}}),
                Value::Null,
            ),
        ] {
            assert_eq!(shown(&message)["text"], text, "{message}");
        }
    }
}
