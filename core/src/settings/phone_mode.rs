//! Whether the form asks for a phone number.

use serde::{Deserialize, Serialize};

/// Whether the form asks for a phone number. `WhatsApp` shows it with the message anyway, so most
/// shops need not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PhoneMode {
    /// No: the number comes from `WhatsApp` itself.
    #[default]
    None,
    /// The shopper may leave it empty.
    Optional,
    /// The form does not go without it.
    Required,
}

impl PhoneMode {
    /// The word in the settings.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Optional => "optional",
            Self::Required => "required",
        }
    }
}
