//! What people share: places and contacts.

use super::loose;
use crate::phone::WaId;
use serde::{Deserialize, Serialize};

/// A place. Degrees as Meta writes them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Location {
    /// North of the equator.
    #[serde(deserialize_with = "loose::text")]
    pub latitude: Option<String>,
    /// East of Greenwich.
    #[serde(deserialize_with = "loose::text")]
    pub longitude: Option<String>,
    /// What it is called.
    #[serde(deserialize_with = "loose::text")]
    pub name: Option<String>,
    /// Its address.
    #[serde(deserialize_with = "loose::text")]
    pub address: Option<String>,
    /// Its page.
    #[serde(deserialize_with = "loose::text")]
    pub url: Option<String>,
}

/// Somebody whose contact was shared.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SharedContact {
    /// What they are called.
    #[serde(deserialize_with = "loose::object")]
    pub name: Option<SharedName>,
    /// Their telephones.
    #[serde(deserialize_with = "loose::list")]
    pub phones: Vec<SharedPhone>,
    /// Their mail addresses.
    #[serde(deserialize_with = "loose::list")]
    pub emails: Vec<SharedEmail>,
    /// Where they work.
    #[serde(deserialize_with = "loose::object")]
    pub org: Option<Organisation>,
    /// `contact_request` where we asked for the sender's own number, else `other`.
    #[serde(deserialize_with = "loose::text")]
    pub origin: Option<String>,
    /// The whole of it as a vCard.
    #[serde(deserialize_with = "loose::text")]
    pub vcard: Option<String>,
}

/// A name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SharedName {
    /// As it is shown.
    #[serde(deserialize_with = "loose::text")]
    pub formatted_name: Option<String>,
}

/// A telephone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SharedPhone {
    /// As it was written.
    #[serde(deserialize_with = "loose::text")]
    pub phone: Option<String>,
    /// As WhatsApp has it, where it does.
    #[serde(deserialize_with = "loose::text")]
    pub wa_id: Option<String>,
}

/// A mail address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SharedEmail {
    /// The address.
    #[serde(deserialize_with = "loose::text")]
    pub email: Option<String>,
}

/// Where somebody works.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Organisation {
    /// The company.
    #[serde(deserialize_with = "loose::text")]
    pub company: Option<String>,
}

/// The sender's own number, where they gave it because we asked (`REQUEST_CONTACT_INFO`): exactly
/// one contact with one number, which Meta says is theirs.
pub(super) fn own_number(contacts: &[SharedContact]) -> Option<WaId> {
    let [contact] = contacts else {
        return None;
    };
    let [phone] = contact.phones.as_slice() else {
        return None;
    };
    let asked = contact.origin.as_deref() == Some("contact_request");
    let number = phone.wa_id.as_deref().or(phone.phone.as_deref())?;
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    asked.then(|| WaId::parse(&digits).ok()).flatten()
}
