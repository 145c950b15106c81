//! A template with everything that fills it: header, body, buttons.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A template and what fills it in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateMessage {
    /// The approved template.
    pub name: String,
    /// Meta's spelling of the language.
    pub language: String,
    /// What fills it.
    pub filling: Filling,
}

/// What fills a template's open places.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filling {
    /// Of the header, where it has an open place or a picture.
    pub header: Option<Header>,
    /// Of the body.
    pub body: Parameters,
    /// Of the buttons.
    pub buttons: Vec<Fill>,
}

/// The parameters of a text. Which of the two a template takes was fixed when it was made; Meta
/// refuses the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Parameters {
    /// In their order: `{{1}}`, `{{2}}`.
    Positional(Vec<String>),
    /// By their names: `{{shop}}`.
    Named(Vec<(String, String)>),
}

impl Default for Parameters {
    fn default() -> Self {
        Self::Positional(Vec::new())
    }
}

/// What fills a header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Header {
    /// The parameters of a header of text.
    Text(Parameters),
    /// A picture or the like, which Meta fetches.
    Media(Media),
}

/// Something that Meta fetches when the message is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Media {
    /// What.
    pub kind: MediaKind,
    /// Where.
    pub link: String,
    /// A document's name.
    pub filename: Option<String>,
}

/// The kinds of media that a header may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MediaKind {
    /// A picture.
    Image,
    /// A film.
    Video,
    /// A file.
    Document,
}

impl MediaKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Image, Self::Video, Self::Document];

    /// Meta's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Video => "video",
            Self::Document => "document",
        }
    }
}

/// What fills a button.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fill {
    /// The button's place, from 0.
    pub index: u8,
    /// With what.
    pub with: FillWith,
}

/// What fills a button.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FillWith {
    /// The end of its address.
    UrlSuffix(String),
    /// What a tap sends back.
    Payload(String),
}

impl TemplateMessage {
    /// The `template` of a body for Graph.
    pub(super) fn value(&self) -> Value {
        let filling = &self.filling;
        let mut components = Vec::new();
        if let Some(header) = &filling.header {
            let parameters = match header {
                Header::Text(parameters) => parameters.values(),
                Header::Media(media) => vec![media.value()],
            };
            components.push(json!({"type": "header", "parameters": parameters}));
        }
        let body = filling.body.values();
        if !body.is_empty() {
            components.push(json!({"type": "body", "parameters": body}));
        }
        components.extend(filling.buttons.iter().map(Fill::value));
        json!({
            "name": self.name,
            "language": { "code": self.language },
            "components": components,
        })
    }
}

impl Parameters {
    /// Of these names.
    pub fn named<const N: usize>(parameters: [(&str, String); N]) -> Self {
        let own = parameters.map(|(name, text)| (name.to_owned(), text));
        Self::Named(own.into())
    }

    fn values(&self) -> Vec<Value> {
        match self {
            Self::Positional(texts) => texts
                .iter()
                .map(|text| json!({ "type": "text", "text": one_line(text) }))
                .collect(),
            Self::Named(texts) => texts
                .iter()
                .map(|(name, text)| {
                    json!({ "type": "text", "parameter_name": name, "text": one_line(text) })
                })
                .collect(),
        }
    }
}

impl Media {
    fn value(&self) -> Value {
        let kind = self.kind.as_str();
        match &self.filename {
            Some(filename) => {
                json!({ "type": kind, kind: { "link": self.link, "filename": filename } })
            }
            None => json!({ "type": kind, kind: { "link": self.link } }),
        }
    }
}

impl Fill {
    fn value(&self) -> Value {
        let (sub_type, parameter) = match &self.with {
            FillWith::UrlSuffix(text) => ("url", json!({ "type": "text", "text": text })),
            FillWith::Payload(payload) => (
                "quick_reply",
                json!({ "type": "payload", "payload": payload }),
            ),
        };
        json!({
            "type": "button", "sub_type": sub_type, "index": self.index.to_string(),
            "parameters": [parameter],
        })
    }
}

/// Meta refuses parameters with line breaks, tabs or more than four spaces in a row.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_with_everything_goes_out_as_meta_wants_it() {
        let message = TemplateMessage {
            name: "back".into(),
            language: "pt_BR".into(),
            filling: Filling {
                header: Some(Header::Media(Media {
                    kind: MediaKind::Document,
                    link: "https://shop.example/a.pdf".into(),
                    filename: Some("a.pdf".into()),
                })),
                body: Parameters::Positional(vec!["Ana\n\tMaria".into(), "b".into()]),
                buttons: vec![
                    Fill {
                        index: 0,
                        with: FillWith::UrlSuffix("jeans?a=b".into()),
                    },
                    Fill {
                        index: 2,
                        with: FillWith::Payload("x".into()),
                    },
                ],
            },
        };
        assert_eq!(
            message.value(),
            json!({
                "name": "back", "language": {"code": "pt_BR"},
                "components": [
                    {"type": "header", "parameters": [{"type": "document",
                        "document": {"link": "https://shop.example/a.pdf", "filename": "a.pdf"}}]},
                    {"type": "body", "parameters": [
                        {"type": "text", "text": "Ana Maria"}, {"type": "text", "text": "b"}]},
                    {"type": "button", "sub_type": "url", "index": "0",
                        "parameters": [{"type": "text", "text": "jeans?a=b"}]},
                    {"type": "button", "sub_type": "quick_reply", "index": "2",
                        "parameters": [{"type": "payload", "payload": "x"}]},
                ],
            })
        );
    }

    #[test]
    fn what_has_no_open_place_has_no_components() {
        let message = TemplateMessage {
            name: "plain".into(),
            language: "en".into(),
            filling: Filling::default(),
        };
        assert_eq!(message.value()["components"], json!([]));
    }

    #[test]
    fn a_filling_is_kept_as_it_is() {
        for body in [
            Parameters::Positional(vec![]),
            Parameters::Positional(vec!["a".into()]),
            Parameters::named([("a", "b".to_owned())]),
        ] {
            let filling = Filling {
                header: Some(Header::Text(body.clone())),
                body,
                buttons: vec![],
            };
            let kept = serde_json::to_string(&filling).unwrap();
            assert_eq!(serde_json::from_str::<Filling>(&kept).unwrap(), filling);
        }
    }
}
