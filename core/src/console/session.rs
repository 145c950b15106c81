//! The cookie of a session: which book knows it, its id there, and a signature, so that no book is
//! asked about what was made up.

use crate::shops::Slug;
use crate::signature::{hmac_sha256, same_secret};
use crate::time::{DAY, HOUR, Millis};

/// A session ends after this long without a page being opened: somebody who went home.
pub const IDLE: Millis = 12 * HOUR;
/// And after this long in any case.
pub const LONGEST: Millis = 7 * DAY;
/// Letters of a session's id: 160 random bits.
pub const ID_LENGTH: usize = 32;

/// Names a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cookie {
    /// The shop whose book keeps it.
    pub home: Slug,
    /// Its secret id. The book keeps a hash.
    pub id: String,
}

impl Cookie {
    /// The cookie's value.
    pub fn value(&self, admin_token: &str) -> String {
        format!("{}.{}.{}", self.home, self.id, self.signature(admin_token))
    }

    /// Reads a value; nothing where we did not sign it. Under another admin token nothing that was
    /// signed before is.
    pub fn read(value: &str, admin_token: &str) -> Option<Self> {
        let mut parts = value.splitn(3, '.');
        let (home, id, signature) = (parts.next()?, parts.next()?, parts.next()?);
        let cookie = Self {
            home: Slug::parse(home).ok()?,
            id: id.to_owned(),
        };
        let good = id.len() == ID_LENGTH && id.bytes().all(|letter| letter.is_ascii_alphanumeric());
        (good && same_secret(signature, &cookie.signature(admin_token))).then_some(cookie)
    }

    fn signature(&self, admin_token: &str) -> String {
        let key = hmac_sha256(admin_token.as_bytes(), b"saludo console session");
        let named = format!("{}.{}", self.home, self.id);
        hex::encode(hmac_sha256(&key, named.as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cookie() -> Cookie {
        Cookie {
            home: Slug::parse("demo").unwrap(),
            id: "0123456789abcdefghjkmnpqrstvwxyz".to_owned(),
        }
    }

    #[test]
    fn a_cookie_is_read_back_under_the_same_token_only() {
        let value = cookie().value("secret");
        assert_eq!(Cookie::read(&value, "secret"), Some(cookie()));
        assert_eq!(Cookie::read(&value, "another"), None);
    }

    #[test]
    fn what_was_not_signed_is_no_cookie() {
        let value = cookie().value("secret");
        let (_, signature) = value.rsplit_once('.').unwrap();
        for forged in [
            String::new(),
            "demo".to_owned(),
            value.replace("demo", "other"),
            value.replacen('0', "1", 1),
            format!("{value}0"),
            format!("demo.short.{signature}"),
            value.to_uppercase(),
        ] {
            assert_eq!(Cookie::read(&forged, "secret"), None, "{forged}");
        }
    }
}
