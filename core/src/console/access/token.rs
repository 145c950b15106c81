//! Tokens: what they look like, and what they are called.

use crate::shops::Slug;

/// Letters of a token after the shop's name and a full stop: 160 random bits.
pub const SECRET_LENGTH: usize = 32;
/// Characters of a token's name.
pub const MAX_NAME: usize = 40;
/// Tokens that a shop may have at a time: more than a shop has people at the counter.
pub const MAX_TOKENS: usize = 50;

/// The shop that a token names, where the text looks like a token of a shop.
pub fn shop_of(token: &str) -> Option<Slug> {
    let (slug, secret) = token.split_once('.')?;
    let is_secret = secret.len() == SECRET_LENGTH
        && secret.bytes().all(|letter| letter.is_ascii_alphanumeric());
    if is_secret {
        Slug::parse(slug).ok()
    } else {
        None
    }
}

/// What a token is called, in the console and for ever in the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name(String);

/// Why a text is no name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NameFault {
    /// There is none.
    Missing,
    /// It is longer than [`MAX_NAME`].
    TooLong,
    /// It has characters that cannot be seen.
    Unseen,
    /// It is the name of the worker's own token.
    Reserved,
    /// Another token is called so.
    Taken,
}

impl Name {
    /// Reads a name.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, NameFault> {
        let name = text.trim();
        if name.is_empty() {
            return Err(NameFault::Missing);
        }
        if name.chars().count() > MAX_NAME {
            return Err(NameFault::TooLong);
        }
        // Marks that turn the direction of writing could make one name look like another.
        let is_unseen = |letter: char| {
            letter.is_control()
                || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
        };
        if name.chars().any(is_unseen) {
            return Err(NameFault::Unseen);
        }
        if name.to_lowercase() == "owner" {
            return Err(NameFault::Reserved);
        }
        Ok(Self(name.to_owned()))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_names_its_shop() {
        let secret = "0123456789abcdefghjkmnpqrstvwxyz";
        assert_eq!(shop_of(&format!("demo.{secret}")).unwrap().as_str(), "demo");
        for other in [
            "",
            "dev-admin-token",
            secret,
            &format!("Demo.{secret}"),
            &format!("demo.{secret}a"),
            &format!("demo.{}", &secret[1..]),
            &format!("demo.{}", secret.replace('0', ".")),
        ] {
            assert_eq!(shop_of(other), None, "{other}");
        }
    }

    #[test]
    fn a_name_is_short_and_seen_and_nobody_elses() {
        let name = |text: &str| Name::parse(text).map(|name| name.as_str().to_owned());
        assert_eq!(name(" Mostrador ☀ "), Ok("Mostrador ☀".to_owned()));
        assert_eq!(name("  "), Err(NameFault::Missing));
        assert_eq!(name(&"ñ".repeat(MAX_NAME)), Ok("ñ".repeat(MAX_NAME)));
        assert_eq!(name(&"ñ".repeat(MAX_NAME + 1)), Err(NameFault::TooLong));
        assert_eq!(name("a\nb"), Err(NameFault::Unseen));
        assert_eq!(name("ana\u{202e}"), Err(NameFault::Unseen));
        assert_eq!(name("Owner"), Err(NameFault::Reserved));
    }
}
