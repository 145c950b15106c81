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
    /// The name that the person gave themselves.
    #[serde(default, deserialize_with = "loose::object")]
    profile: Option<Profile>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
struct Profile {
    #[serde(default, deserialize_with = "loose::text")]
    name: Option<String>,
}

impl Contact {
    /// The name that the person gave themselves.
    pub fn name(&self) -> Option<&str> {
        self.profile.as_ref()?.name.as_deref()
    }
}
