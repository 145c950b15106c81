//! What people order from the shop's catalogue.

use super::loose;
use serde::{Deserialize, Serialize};

/// A basket that was sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Order {
    /// Which catalogue.
    #[serde(deserialize_with = "loose::text")]
    pub catalog_id: Option<String>,
    /// What they wrote with it.
    #[serde(deserialize_with = "loose::text")]
    pub text: Option<String>,
    /// What is in it.
    #[serde(deserialize_with = "loose::list")]
    pub product_items: Vec<OrderItem>,
}

/// One line of a basket.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OrderItem {
    /// Which product, by the shop's id.
    #[serde(deserialize_with = "loose::text")]
    pub product_retailer_id: Option<String>,
    /// How many.
    #[serde(deserialize_with = "loose::integer")]
    pub quantity: Option<i64>,
    /// What one costs, as Meta writes it.
    #[serde(deserialize_with = "loose::text")]
    pub item_price: Option<String>,
    /// In which currency (ISO 4217).
    #[serde(deserialize_with = "loose::text")]
    pub currency: Option<String>,
}
