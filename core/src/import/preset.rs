//! The files of tools that shops come from.

/// Which tool wrote a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preset {
    /// Saludo's own columns.
    Generic,
    /// WATI's contacts.
    Wati,
    /// Klaviyo's profiles.
    Klaviyo,
    /// Shopify's customers.
    Shopify,
}

/// What a tool says of a person's consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    Agreed,
    OptedOut,
    /// Never asked, or nobody knows.
    Silent,
}

/// A column of consent, and that of its date.
pub(super) struct StatusColumns {
    pub(super) status: &'static str,
    pub(super) date: Option<&'static str>,
}

impl Preset {
    /// Reads its name.
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "generic" => Self::Generic,
            "wati" => Self::Wati,
            "klaviyo" => Self::Klaviyo,
            "shopify" => Self::Shopify,
            _ => return None,
        })
    }

    /// The columns that say whether somebody agreed, the first that a file has. A column for
    /// WhatsApp goes before one for SMS.
    pub(super) fn status_columns(self) -> &'static [StatusColumns] {
        match self {
            Self::Generic => &[],
            Self::Wati => &[StatusColumns {
                status: "allowbroadcast",
                date: None,
            }],
            Self::Klaviyo => &[
                StatusColumns {
                    status: "whatsapp marketing consent",
                    date: Some("whatsapp marketing consent timestamp"),
                },
                StatusColumns {
                    status: "sms marketing consent",
                    date: Some("sms marketing consent timestamp"),
                },
            ],
            Self::Shopify => &[
                StatusColumns {
                    status: "accepts whatsapp marketing",
                    date: None,
                },
                StatusColumns {
                    status: "accepts sms marketing",
                    date: None,
                },
            ],
        }
    }

    /// What a tool's word means. WATI says FALSE of who opted out; Shopify says no also of who was
    /// never asked, and Klaviyo has a word for each.
    pub(super) fn status(self, word: &str) -> Option<Status> {
        let word = word.trim().to_lowercase().replace([' ', '-'], "_");
        Some(match (self, word.as_str()) {
            (_, "yes" | "true" | "1" | "subscribed") => Status::Agreed,
            (Self::Wati, "no" | "false" | "0") | (_, "unsubscribed") => Status::OptedOut,
            (_, "" | "no" | "false" | "0" | "never_subscribed" | "not_subscribed") => {
                Status::Silent
            }
            _ => return None,
        })
    }

    /// The columns to tell somebody whose file has others. The first are required.
    pub fn expected(self) -> &'static [&'static str] {
        match self {
            Self::Generic => &[
                "phone (or user_id)",
                "name",
                "country",
                "purposes",
                "consented_at",
                "words",
                "method",
                "opted_out_at",
            ],
            Self::Wati => &["Phone", "AllowBroadcast", "CountryCode", "Name"],
            Self::Klaviyo => &[
                "Phone Number",
                "WhatsApp Marketing Consent or SMS Marketing Consent",
                "WhatsApp Marketing Consent Timestamp or SMS Marketing Consent Timestamp",
                "First Name",
                "Last Name",
            ],
            Self::Shopify => &[
                "Phone or Default Address Phone",
                "Accepts WhatsApp Marketing or Accepts SMS Marketing",
                "Default Address Country Code",
                "First Name",
                "Last Name",
            ],
        }
    }
}
