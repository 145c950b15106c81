//! What a form of the page asks for.

use crate::purpose::PurposeId;
use crate::statement::StatementId;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use url::form_urlencoded;

/// The longest id of a product, in bytes; the book's own limit is below.
const MAX_PRODUCT: usize = 400;

/// One press of a button.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Takes one purpose back. Needs no proof and no fresh page: it is as easy as can be.
    Off {
        /// Of what.
        purpose: PurposeId,
        /// For which product alone; empty for the purpose as a whole.
        product: String,
    },
    /// Takes everything back. The same holds.
    OffAll,
    /// Agrees to one purpose. Needs a proof, and a page that is not out of date.
    On {
        /// To what.
        purpose: PurposeId,
        /// Under the words that stood beside the switch.
        statement: StatementId,
        /// The page's [`View::version`](super::View::version).
        version: i64,
    },
    /// Asks for a one-time code.
    Prove,
    /// Erases the person. Needs a proof.
    Erase,
}

impl Act {
    /// Reads a posted form (`application/x-www-form-urlencoded`); nothing where it is none of
    /// ours.
    pub fn parse(body: &[u8]) -> Option<Self> {
        let fields: Vec<(Cow<'_, str>, Cow<'_, str>)> = form_urlencoded::parse(body).collect();
        let field = |name: &str| {
            let mut found = fields.iter().filter(|(own, _)| own == name);
            let value = found.next().map(|(_, value)| value.as_ref());
            // Twice the same field is no form of ours.
            found.next().is_none().then_some(value).flatten()
        };
        let purpose = || PurposeId::parse(field("purpose")?).ok();
        match field("do")? {
            "off" => Some(Self::Off {
                purpose: purpose()?,
                product: field("product")
                    .filter(|product| product.len() <= MAX_PRODUCT)?
                    .to_owned(),
            }),
            "off_all" => Some(Self::OffAll),
            "on" => Some(Self::On {
                purpose: purpose()?,
                statement: StatementId::parse(field("statement")?).ok()?,
                version: field("version")?.parse().ok()?,
            }),
            "prove" => Some(Self::Prove),
            "erase" => Some(Self::Erase),
            _ => None,
        }
    }
}

/// What the book did.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Done {
    /// It is as it was asked for.
    Settled,
    /// A code was made; the browser that asked keeps this.
    Code {
        /// For the cookie.
        secret: String,
    },
    /// The person is no more.
    Erased,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_is_read() {
        let id = "ab".repeat(32);
        let offers = PurposeId::parse("offers").unwrap();
        let on = format!("do=on&purpose=offers&statement={id}&version=7");
        for (form, act) in [
            (
                "do=off&purpose=offers&product=",
                Act::Off {
                    purpose: offers.clone(),
                    product: String::new(),
                },
            ),
            (
                "do=off&purpose=offers&product=sku%201",
                Act::Off {
                    purpose: offers.clone(),
                    product: "sku 1".to_owned(),
                },
            ),
            ("do=off_all", Act::OffAll),
            ("do=prove", Act::Prove),
            ("do=erase", Act::Erase),
            (
                on.as_str(),
                Act::On {
                    purpose: offers,
                    statement: StatementId::parse(&id).unwrap(),
                    version: 7,
                },
            ),
        ] {
            assert_eq!(Act::parse(form.as_bytes()), Some(act), "{form}");
        }
    }

    #[test]
    fn what_is_no_form_of_ours_asks_for_nothing() {
        for form in [
            "",
            "do=",
            "do=dance",
            "do=off",
            "do=off&purpose=Offers&product=",
            "do=off&purpose=offers",
            "do=off&do=erase",
            "do=on&purpose=offers&statement=abc&version=7",
            "do=on&purpose=offers&version=x",
            "\u{0}\u{FFFD}=%%%",
        ] {
            assert_eq!(Act::parse(form.as_bytes()), None, "{form}");
        }
        let long = format!("do=off&purpose=offers&product={}", "x".repeat(401));
        assert_eq!(Act::parse(long.as_bytes()), None);
    }
}
