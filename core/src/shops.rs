//! The shops that this worker serves: the setting `SHOPS`.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// A shop's name in addresses: `[a-z0-9-]{1,40}`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Slug(String);

/// The text is no slug.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a shop's slug has 1 to 40 small letters, digits or hyphens")]
pub struct ParseSlugError;

impl Slug {
    /// Reads a slug.
    ///
    /// # Errors
    /// Where it is none.
    pub fn parse(text: &str) -> Result<Self, ParseSlugError> {
        let good = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if (1..=40).contains(&text.len()) && text.bytes().all(good) {
            Ok(Self(text.to_owned()))
        } else {
            Err(ParseSlugError)
        }
    }

    /// The slug as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The ending of a shop's own settings: upper case, `-` as `_`.
    pub fn setting_suffix(&self) -> String {
        self.0.to_ascii_uppercase().replace('-', "_")
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl TryFrom<String> for Slug {
    type Error = ParseSlugError;

    fn try_from(text: String) -> Result<Self, ParseSlugError> {
        Self::parse(&text)
    }
}

impl From<Slug> for String {
    fn from(slug: Slug) -> Self {
        slug.0
    }
}

/// One shop of `SHOPS`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shop {
    /// Meta's id of the shop's number: what we send from.
    pub phone_number_id: String,
    /// Meta's id of the WhatsApp Business Account.
    pub waba_id: String,
    /// The number itself, digits only: what deep links open.
    pub number: String,
    /// The origins whose pages may post opt-ins, such as `https://shop.example`.
    pub origins: Vec<String>,
}

impl Shop {
    /// Whether pages of `origin` may post opt-ins. An entry that ends in `:*` stands for every
    /// port of that host, for development.
    pub fn allows(&self, origin: &str) -> bool {
        self.origins.iter().any(|allowed| {
            allowed == origin
                || allowed.strip_suffix(":*").is_some_and(|host| {
                    origin.strip_prefix(host).is_some_and(|rest| {
                        rest.is_empty()
                            || rest.strip_prefix(':').is_some_and(|port| {
                                !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit())
                            })
                    })
                })
        })
    }
}

/// All shops, in the order of their slugs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shops(BTreeMap<Slug, Shop>);

/// What is wrong with the setting `SHOPS`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseShopsError {
    /// Not the JSON it should be. Only the place is told: the text may hold a secret that was
    /// pasted into the wrong setting, and this error is public.
    #[error(
        "SHOPS must be JSON like {{\"my-shop\":{{\"phone_number_id\":\"…\",\"waba_id\":\"…\",\"number\":\"34600000001\",\"origins\":[\"https://shop.example\"]}}}}; it is not at line {line}, column {column}"
    )]
    Json {
        /// Where it stops being so.
        line: usize,
        /// Where it stops being so.
        column: usize,
    },
    /// No shop in it.
    #[error("SHOPS names no shop")]
    Empty,
    /// A field that cannot be right.
    #[error("SHOPS, shop {slug}: {fault}")]
    Shop {
        /// The shop.
        slug: Slug,
        /// What to do.
        fault: &'static str,
    },
    /// Two shops on one number, so that a webhook could be of either.
    #[error("SHOPS: {0} and {1} have the same phone_number_id; one number is one shop")]
    SameNumber(Slug, Slug),
}

impl Shops {
    /// Reads the setting `SHOPS`.
    ///
    /// # Errors
    /// Names what is wrong and in which shop.
    pub fn parse(json: &str) -> Result<Self, ParseShopsError> {
        let shops: BTreeMap<Slug, Shop> =
            serde_json::from_str(json).map_err(|error| ParseShopsError::Json {
                line: error.line(),
                column: error.column(),
            })?;
        if shops.is_empty() {
            return Err(ParseShopsError::Empty);
        }
        let digits = |text: &str, max: usize| {
            (1..=max).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
        };
        let mut seen: BTreeMap<&str, &Slug> = BTreeMap::new();
        for (slug, shop) in &shops {
            let fault = if !digits(&shop.phone_number_id, 32) {
                Some("phone_number_id must be the digits that Meta shows beside the number")
            } else if !digits(&shop.waba_id, 32) {
                Some("waba_id must be the digits of the WhatsApp Business Account")
            } else if !digits(&shop.number, 15) || shop.number.starts_with('0') {
                Some("number must be digits with the country code and without + or 00")
            } else if shop.origins.iter().any(|origin| !is_origin(origin)) {
                Some("origins must look like https://shop.example, without a path")
            } else {
                None
            };
            if let Some(fault) = fault {
                return Err(ParseShopsError::Shop {
                    slug: slug.clone(),
                    fault,
                });
            }
            if let Some(other) = seen.insert(&shop.phone_number_id, slug) {
                return Err(ParseShopsError::SameNumber(other.clone(), slug.clone()));
            }
        }
        Ok(Self(shops))
    }

    /// The shop of a slug.
    pub fn get(&self, slug: &str) -> Option<(&Slug, &Shop)> {
        let slug = Slug::parse(slug).ok()?;
        self.0.get_key_value(&slug)
    }

    /// Every shop, by slug.
    pub fn iter(&self) -> impl Iterator<Item = (&Slug, &Shop)> {
        self.0.iter()
    }

    /// The shops that an update belongs to: that of its number, else all of its account, else
    /// the first, which keeps it as unclaimed.
    pub fn concerned(&self, phone_number_id: Option<&str>, waba_id: Option<&str>) -> Concerned<'_> {
        if let Some(number) = phone_number_id
            && let Some((slug, _)) = self.iter().find(|(_, shop)| shop.phone_number_id == number)
        {
            return Concerned::Shops(vec![slug]);
        }
        let of_account: Vec<&Slug> = self
            .iter()
            .filter(|(_, shop)| waba_id == Some(&shop.waba_id))
            .map(|(slug, _)| slug)
            .collect();
        // A number of the account that is no shop's is nobody's message, so nobody's to act on.
        if of_account.is_empty() {
            return self
                .iter()
                .next()
                .map_or(Concerned::Shops(Vec::new()), |(slug, _)| {
                    Concerned::Unclaimed(slug)
                });
        }
        Concerned::Shops(of_account)
    }
}

/// Whose an update is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Concerned<'a> {
    /// It belongs to these.
    Shops(Vec<&'a Slug>),
    /// Nobody's; the first shop keeps it.
    Unclaimed(&'a Slug),
}

fn is_origin(text: &str) -> bool {
    let host = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    host.is_some_and(|host| {
        !host.is_empty() && !host.contains(['/', '?', '#', '@', ' ']) && !host.ends_with(':')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: &str = r#"{
        "b-shop":{"phone_number_id":"2","waba_id":"9","number":"34600000002","origins":["https://b.example"]},
        "a":{"phone_number_id":"1","waba_id":"9","number":"34600000001","origins":["https://a.example","http://localhost:*"]}}"#;

    fn slugs<'a>(concerned: &Concerned<'a>) -> Vec<&'a str> {
        match concerned {
            Concerned::Shops(shops) => shops.iter().map(|slug| slug.as_str()).collect(),
            Concerned::Unclaimed(first) => vec![first.as_str()],
        }
    }

    #[test]
    fn an_update_goes_to_its_number_else_its_account_else_the_first_shop() {
        let shops = Shops::parse(TWO).unwrap();
        assert_eq!(slugs(&shops.concerned(Some("2"), Some("9"))), ["b-shop"]);
        assert_eq!(slugs(&shops.concerned(None, Some("9"))), ["a", "b-shop"]);
        assert_eq!(
            slugs(&shops.concerned(Some("7"), Some("9"))),
            ["a", "b-shop"]
        );
        let nobodys = shops.concerned(Some("7"), Some("8"));
        assert!(matches!(nobodys, Concerned::Unclaimed(_)));
        assert_eq!(slugs(&nobodys), ["a"]);
    }

    #[test]
    fn origins_match_exactly_or_by_port() {
        let shops = Shops::parse(TWO).unwrap();
        let (_, shop) = shops.get("a").unwrap();
        for allowed in [
            "https://a.example",
            "http://localhost:3000",
            "http://localhost",
        ] {
            assert!(shop.allows(allowed), "{allowed}");
        }
        for foreign in [
            "https://b.example",
            "http://a.example",
            "https://a.example.evil.example",
            "http://localhost:3000.evil.example",
            "http://localhost.evil.example",
            "null",
            "",
        ] {
            assert!(!shop.allows(foreign), "{foreign}");
        }
    }

    #[test]
    fn a_slug_becomes_the_ending_of_a_setting() {
        assert_eq!(Slug::parse("b-shop").unwrap().setting_suffix(), "B_SHOP");
        assert!(Slug::parse("B_shop").is_err());
        assert!(Shops::parse(TWO).unwrap().get("../a").is_none());
    }

    #[test]
    fn each_mistake_is_named() {
        let shop = |number: &str, origin: &str| {
            format!(
                r#"{{"x":{{"phone_number_id":"1","waba_id":"9","number":"{number}","origins":["{origin}"]}}}}"#
            )
        };
        let said = |json: &str| Shops::parse(json).unwrap_err().to_string();
        assert!(said("").starts_with("SHOPS must be JSON like"));
        assert_eq!(said("{}"), "SHOPS names no shop");
        assert_eq!(
            said(&shop("+346", "https://a.example")),
            "SHOPS, shop x: number must be digits with the country code and without + or 00"
        );
        assert_eq!(
            said(&shop("346", "a.example/shop")),
            "SHOPS, shop x: origins must look like https://shop.example, without a path"
        );
        let twice = TWO.replace("\"2\"", "\"1\"");
        assert_eq!(
            said(&twice),
            "SHOPS: a and b-shop have the same phone_number_id; one number is one shop"
        );
    }
}
