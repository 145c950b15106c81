//! Pictures, films, sounds, files and stickers.

use super::loose;
use serde::{Deserialize, Serialize};

/// What a medium is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaKind {
    /// A picture.
    Image,
    /// A film.
    Video,
    /// A sound, or a voice message.
    Audio,
    /// A file.
    Document,
    /// A sticker.
    Sticker,
}

impl MediaKind {
    /// Reads Meta's word. (Voice messages once had a type of their own.)
    pub(super) fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "image" => Self::Image,
            "video" => Self::Video,
            "audio" | "voice" => Self::Audio,
            "document" => Self::Document,
            "sticker" => Self::Sticker,
            _ => return None,
        })
    }
}

/// A medium. Meta keeps it for 7 days under its id; the address is good for 5 minutes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Media {
    /// Meta's id of it.
    #[serde(
        deserialize_with = "loose::text",
        skip_serializing_if = "Option::is_none"
    )]
    pub id: Option<String>,
    /// Its media type.
    #[serde(
        deserialize_with = "loose::text",
        skip_serializing_if = "Option::is_none"
    )]
    pub mime_type: Option<String>,
    /// The SHA-256 of its bytes, base64.
    #[serde(
        deserialize_with = "loose::text",
        skip_serializing_if = "Option::is_none"
    )]
    pub sha256: Option<String>,
    /// What was written under it.
    #[serde(
        deserialize_with = "loose::text",
        skip_serializing_if = "Option::is_none"
    )]
    pub caption: Option<String>,
    /// What a file is called.
    #[serde(
        deserialize_with = "loose::text",
        skip_serializing_if = "Option::is_none"
    )]
    pub filename: Option<String>,
    /// Where it is for 5 minutes, for whoever has the access token. Not shown: by then it is gone.
    #[serde(deserialize_with = "loose::text", skip_serializing)]
    pub url: Option<String>,
    /// Whether it was spoken into the phone.
    #[serde(
        deserialize_with = "loose::flag",
        skip_serializing_if = "std::ops::Not::not"
    )]
    pub voice: bool,
    /// Whether a sticker moves.
    #[serde(
        deserialize_with = "loose::flag",
        skip_serializing_if = "std::ops::Not::not"
    )]
    pub animated: bool,
}
