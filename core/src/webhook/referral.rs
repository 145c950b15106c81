//! Which advert or post led somebody into the chat.

use super::loose;
use serde::{Deserialize, Serialize};

/// The part `referral` of a message, whatever its type. A link on a website leaves none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Referral {
    /// The advert's or post's address.
    #[serde(deserialize_with = "loose::text")]
    pub source_url: Option<String>,
    /// Its id.
    #[serde(deserialize_with = "loose::text")]
    pub source_id: Option<String>,
    /// `ad` or `post`.
    #[serde(deserialize_with = "loose::text")]
    pub source_type: Option<String>,
    /// Its text.
    #[serde(deserialize_with = "loose::text")]
    pub body: Option<String>,
    /// Its headline.
    #[serde(deserialize_with = "loose::text")]
    pub headline: Option<String>,
    /// `image` or `video`.
    #[serde(deserialize_with = "loose::text")]
    pub media_type: Option<String>,
    /// Its picture.
    #[serde(deserialize_with = "loose::text")]
    pub image_url: Option<String>,
    /// Its film.
    #[serde(deserialize_with = "loose::text")]
    pub video_url: Option<String>,
    /// Its film's picture.
    #[serde(deserialize_with = "loose::text")]
    pub thumbnail_url: Option<String>,
    /// The click, for measuring what an advert brings. Left out for adverts in WhatsApp's Status.
    #[serde(deserialize_with = "loose::text")]
    pub ctwa_clid: Option<String>,
    /// What the person was greeted with.
    #[serde(deserialize_with = "loose::object")]
    pub welcome_message: Option<WelcomeMessage>,
}

/// The advert's greeting.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WelcomeMessage {
    /// Its text.
    #[serde(deserialize_with = "loose::text")]
    pub text: Option<String>,
}
