//! Message bodies for `POST /{phone_number_id}/messages`.

use super::interactive::Interactive;
use super::template::TemplateMessage;
use crate::phone::{UserId, WaId};
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::{Fill, FillWith, Filling, Parameters};

    fn phone() -> Recipient {
        Recipient::Phone(WaId::parse("5215512345678").unwrap())
    }

    #[test]
    fn a_template_goes_out_as_meta_wants_it() {
        let message = OutgoingMessage::Template(TemplateMessage {
            name: "saludo_opt_in_confirmation".into(),
            language: "pt_BR".into(),
            filling: Filling {
                header: None,
                body: Parameters::named([("shop", "Demo\n  Loja".to_owned())]),
                buttons: vec![
                    Fill {
                        index: 0,
                        with: FillWith::UrlSuffix("demo.abc".to_owned()),
                    },
                    Fill {
                        index: 1,
                        with: FillWith::Payload(STOP_PAYLOAD.to_owned()),
                    },
                ],
            },
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
    fn a_person_without_a_number_is_named_by_user_id() {
        let to = Recipient::User(UserId::parse("US.13491208655302741918").unwrap());
        let body = OutgoingMessage::Text("Hi\nthere".into()).body(&to, "cb");
        assert_eq!(body["recipient"], "US.13491208655302741918");
        assert_eq!(body.get("to"), None);
        assert_eq!(body["text"]["body"], "Hi\nthere");
    }
}
