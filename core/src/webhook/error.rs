//! What Meta says went wrong: an item of `errors`.

use super::loose;
use serde::Deserialize;

/// One error, with a message that could not be delivered, or one that Meta cannot show.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct MetaError {
    /// Meta's code.
    #[serde(deserialize_with = "loose::integer")]
    pub code: Option<i64>,
    /// What it is called.
    #[serde(deserialize_with = "loose::text")]
    pub title: Option<String>,
    /// Often the same again.
    #[serde(deserialize_with = "loose::text")]
    pub message: Option<String>,
    /// What exactly, in Meta's words.
    #[serde(rename = "error_data", deserialize_with = "details")]
    pub details: Option<String>,
    /// Meta's page about it.
    #[serde(deserialize_with = "loose::text")]
    pub href: Option<String>,
}

fn details<'de, D: serde::Deserializer<'de>>(input: D) -> Result<Option<String>, D::Error> {
    #[derive(Deserialize)]
    struct ErrorData {
        #[serde(default, deserialize_with = "loose::text")]
        details: Option<String>,
    }
    let data: Option<ErrorData> = loose::object(input)?;
    Ok(data.and_then(|data| data.details))
}
