//! What a message answers, and whether it was forwarded.

use super::loose;
use serde::Deserialize;

/// The part `context` of a message.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Context {
    /// Who wrote what it answers, as Meta writes numbers.
    #[serde(deserialize_with = "loose::text")]
    pub from: Option<String>,
    /// What it answers, by Meta's id.
    #[serde(deserialize_with = "loose::text")]
    pub id: Option<String>,
    /// Whether it was forwarded from another chat.
    #[serde(deserialize_with = "loose::flag")]
    pub forwarded: bool,
    /// Whether it was forwarded through many chats.
    #[serde(deserialize_with = "loose::flag")]
    pub frequently_forwarded: bool,
    /// The product from whose page it was written.
    #[serde(deserialize_with = "loose::object")]
    pub referred_product: Option<ReferredProduct>,
}

/// A product of the shop's catalogue.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct ReferredProduct {
    /// Which catalogue.
    #[serde(deserialize_with = "loose::text")]
    pub catalog_id: Option<String>,
    /// Which product, by the shop's id.
    #[serde(deserialize_with = "loose::text")]
    pub product_retailer_id: Option<String>,
}
