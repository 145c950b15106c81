//! What fills a template's header.

use super::message::Parameters;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

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

impl Header {
    /// The component of a template; nothing where there is nothing to fill.
    pub(super) fn value(&self) -> Option<Value> {
        let parameters = match self {
            Self::Text(parameters) => parameters.values(),
            Self::Media(media) => vec![media.value()],
        };
        (!parameters.is_empty()).then(|| json!({ "type": "header", "parameters": parameters }))
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
