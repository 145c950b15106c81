//! Message bodies for `POST /{phone_number_id}/messages`.

use super::header::Header;
use super::interactive::Interactive;
use crate::phone::{UserId, WaId};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// What a tap on the confirmation template's Stop button sends back. Meta gives back what stood
/// on the button where no payload was set, so both are known.
pub const STOP_PAYLOAD: &str = "saludo:stop";

/// Who a message goes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recipient {
    /// A number exactly as Meta gave it. Normal forms are for comparing, never for sending.
    Phone(WaId),
    /// A user ID, where no number is known.
    User(UserId),
}

/// A template with its parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateMessage {
    /// The approved template.
    pub name: String,
    /// Meta's spelling of the language.
    pub language: String,
    /// What fills its header, where that has an open place or a picture.
    pub header: Option<Header>,
    /// The parameters of the body.
    pub parameters: Parameters,
    /// What its buttons need, by their place from 0.
    pub buttons: Vec<(u8, ButtonParameter)>,
}

/// The parameters of a template's body. Which of the two a template takes was decided when it was
/// made (`parameter_format`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Parameters {
    /// Each with its name.
    Named(Vec<(String, String)>),
    /// In their order.
    Positional(Vec<String>),
}

/// What a button of a template needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ButtonParameter {
    /// What completes its address.
    Url(String),
    /// What a tap on it sends back.
    QuickReply(String),
}

impl Default for Parameters {
    fn default() -> Self {
        Self::Positional(Vec::new())
    }
}

impl Parameters {
    /// Of these names.
    pub fn named<const N: usize>(parameters: [(&str, String); N]) -> Self {
        Self::Named(
            parameters
                .map(|(name, text)| (name.to_owned(), text))
                .into(),
        )
    }

    pub(super) fn values(&self) -> Vec<Value> {
        match self {
            Self::Named(named) => named
                .iter()
                .map(|(name, text)| {
                    json!({ "type": "text", "parameter_name": name, "text": one_line(text) })
                })
                .collect(),
            Self::Positional(positional) => positional
                .iter()
                .map(|text| json!({ "type": "text", "text": one_line(text) }))
                .collect(),
        }
    }
}

impl ButtonParameter {
    fn value(&self, place: u8) -> Value {
        let (kind, parameter) = match self {
            Self::Url(suffix) => ("url", json!({ "type": "text", "text": suffix })),
            Self::QuickReply(payload) => (
                "quick_reply",
                json!({ "type": "payload", "payload": payload }),
            ),
        };
        json!({
            "type": "button", "sub_type": kind, "index": place.to_string(),
            "parameters": [parameter],
        })
    }
}

/// One message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutgoingMessage {
    /// Allowed at any time, by consent.
    Template(TemplateMessage),
    /// Allowed within 24 hours of the person's last message.
    Text(String),
    /// Something to tap; allowed like a text.
    Interactive(Interactive),
}

impl OutgoingMessage {
    /// The body for Graph. `callback` comes back in every status of this message.
    pub fn body(&self, to: &Recipient, callback: &str) -> Value {
        let mut body = json!({
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "biz_opaque_callback_data": callback,
        });
        let mut set = |name: &str, value: Value| {
            if let Some(object) = body.as_object_mut() {
                object.insert(name.to_owned(), value);
            }
        };
        match to {
            // Without the + Meta may put the business's own country code before the number.
            Recipient::Phone(wa_id) => set("to", json!(format!("+{}", wa_id.as_str()))),
            Recipient::User(user_id) => set("recipient", json!(user_id.as_str())),
        }
        match self {
            Self::Text(text) => {
                set("type", json!("text"));
                set("text", json!({ "body": text, "preview_url": false }));
            }
            Self::Interactive(interactive) => {
                set("type", json!("interactive"));
                set("interactive", interactive.value());
            }
            Self::Template(template) => {
                set("type", json!("template"));
                set("template", template.value());
            }
        }
        body
    }
}

impl TemplateMessage {
    fn value(&self) -> Value {
        let mut template = json!({ "name": self.name, "language": { "code": self.language } });
        let parameters = self.parameters.values();
        let body =
            (!parameters.is_empty()).then(|| json!({ "type": "body", "parameters": parameters }));
        let buttons = self
            .buttons
            .iter()
            .map(|(place, button)| button.value(*place));
        let header = self.header.as_ref().and_then(Header::value);
        let components: Vec<Value> = header.into_iter().chain(body).chain(buttons).collect();
        if let (false, Some(object)) = (components.is_empty(), template.as_object_mut()) {
            object.insert("components".to_owned(), components.into());
        }
        template
    }
}

/// Meta refuses parameters with line breaks, tabs or more than four spaces in a row.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phone() -> Recipient {
        Recipient::Phone(WaId::parse("5215512345678").unwrap())
    }

    #[test]
    fn a_template_goes_out_as_meta_wants_it() {
        let message = OutgoingMessage::Template(TemplateMessage {
            name: "saludo_opt_in_confirmation".into(),
            language: "pt_BR".into(),
            header: None,
            parameters: Parameters::Named(vec![("shop".into(), "Demo\n  Loja".into())]),
            buttons: vec![
                (0, ButtonParameter::Url("demo.abc".into())),
                (1, ButtonParameter::QuickReply(STOP_PAYLOAD.into())),
            ],
        });
        assert_eq!(
            message.body(&phone(), "cb"),
            json!({
                "messaging_product": "whatsapp", "recipient_type": "individual", "to": "+5215512345678",
                "biz_opaque_callback_data": "cb", "type": "template",
                "template": {
                    "name": "saludo_opt_in_confirmation", "language": {"code": "pt_BR"},
                    "components": [
                        {"type": "body", "parameters": [{"type": "text", "parameter_name": "shop", "text": "Demo Loja"}]},
                        {"type": "button", "sub_type": "url", "index": "0", "parameters": [{"type": "text", "text": "demo.abc"}]},
                        {"type": "button", "sub_type": "quick_reply", "index": "1", "parameters": [{"type": "payload", "payload": "saludo:stop"}]}
                    ]
                }
            })
        );
    }

    #[test]
    fn positional_parameters_have_no_names_and_a_template_may_have_none() {
        let template = |parameters| {
            let message = TemplateMessage {
                name: "back".into(),
                language: "es".into(),
                header: None,
                parameters,
                buttons: Vec::new(),
            };
            OutgoingMessage::Template(message).body(&phone(), "cb")["template"].clone()
        };
        assert_eq!(
            template(Parameters::Positional(vec!["Ana".into(), "a\tb".into()])),
            json!({
                "name": "back", "language": {"code": "es"},
                "components": [{"type": "body", "parameters": [
                    {"type": "text", "text": "Ana"}, {"type": "text", "text": "a b"}
                ]}],
            })
        );
        let none = json!({"name": "back", "language": {"code": "es"}});
        assert_eq!(template(Parameters::default()), none);
        assert_eq!(template(Parameters::Named(Vec::new())), none);
    }

    #[test]
    fn a_header_comes_first_and_has_a_file_or_parameters() {
        use crate::graph::{Media, MediaKind};
        let of = |header| {
            let message = TemplateMessage {
                name: "back".into(),
                language: "es".into(),
                header: Some(header),
                parameters: Parameters::Positional(vec!["a".into()]),
                buttons: Vec::new(),
            };
            let body = OutgoingMessage::Template(message).body(&phone(), "cb");
            body["template"]["components"][0].clone()
        };
        let media = |kind, filename: Option<&str>| {
            Header::Media(Media {
                kind,
                link: "https://shop.example/a".to_owned(),
                filename: filename.map(str::to_owned),
            })
        };
        assert_eq!(
            of(media(MediaKind::Image, None)),
            json!({"type": "header", "parameters": [
                {"type": "image", "image": {"link": "https://shop.example/a"}}]})
        );
        assert_eq!(
            of(media(MediaKind::Document, Some("a.pdf"))),
            json!({"type": "header", "parameters": [
                {"type": "document", "document": {"link": "https://shop.example/a", "filename": "a.pdf"}}]})
        );
        assert_eq!(
            of(Header::Text(Parameters::named([(
                "shop",
                "Sol".to_owned()
            )]))),
            json!({"type": "header", "parameters": [
                {"type": "text", "parameter_name": "shop", "text": "Sol"}]})
        );
        assert_eq!(of(Header::Text(Parameters::default()))["type"], "body");
    }

    #[test]
    fn a_person_without_a_number_is_named_by_user_id() {
        let to = Recipient::User(UserId::parse("US.13491208655302741918").unwrap());
        let body = OutgoingMessage::Text("Hi\nthere".into()).body(&to, "cb");
        assert_eq!(body["recipient"], "US.13491208655302741918");
        assert_eq!(body.get("to"), None);
        assert_eq!(body["text"]["body"], "Hi\nthere");
    }
}
