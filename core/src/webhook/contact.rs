//! The `contacts` that go with messages.

use super::loose;
use serde::Deserialize;

/// Who wrote: one item of `value.contacts`. The phone is left out for people with a username.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Contact {
    /// Digits as Meta writes them.
    #[serde(default, deserialize_with = "loose::text")]
    pub wa_id: Option<String>,
    /// The business-scoped user ID.
    #[serde(default, deserialize_with = "loose::text")]
    pub user_id: Option<String>,
    /// The ID for a family of businesses.
    #[serde(default, deserialize_with = "loose::text")]
    pub parent_user_id: Option<String>,
    /// The hash of the key of their WhatsApp installation
    /// ([`identity_key`](crate::identity_key)).
    #[serde(default, deserialize_with = "loose::text")]
    pub identity_key_hash: Option<String>,
    /// The name that the person gave themselves.
    #[serde(default, deserialize_with = "loose::object")]
    profile: Option<Profile>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
struct Profile {
    #[serde(default, deserialize_with = "loose::text")]
    name: Option<String>,
    #[serde(default, deserialize_with = "loose::text")]
    username: Option<String>,
}

impl Contact {
    /// The name that the person gave themselves.
    pub fn name(&self) -> Option<&str> {
        self.profile.as_ref()?.name.as_deref()
    }

    /// Their username, without `@`.
    pub fn username(&self) -> Option<&str> {
        self.profile.as_ref()?.username.as_deref()
    }
}
