//! A coupon that was promised for opting in.

use super::fault::{Faults, MAX_TEXT, has_length};
use crate::locale::Locale;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A coupon: a second, free message after the confirmation, which so stays free of promotion (in a
/// template with a coupon everything is marketing, whatsapp.md § 3.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Coupon {
    /// What it says, by language.
    pub words: BTreeMap<Locale, String>,
}

impl Coupon {
    pub(super) fn check(&self, faults: &mut Faults<'_>) {
        for (path, words) in faults.in_each_locale("coupon.words", &self.words) {
            faults.need(
                has_length(words, MAX_TEXT),
                &path,
                format!("give 1 to {MAX_TEXT} characters"),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::settings::tests::{faults, faulty};
    use serde_json::json;

    #[test]
    fn a_coupon_has_words_in_each_language() {
        let words = json!({"en": "10 % off\nwith HELLO10", "es": "x".repeat(500)});
        assert_eq!(faulty(&json!({"coupon": {"words": words}})), [""; 0]);
        assert_eq!(
            faulty(&json!({"coupon": {"words": {"en": " ", "es": "x".repeat(501)}}})),
            ["coupon.words.en", "coupon.words.es"]
        );
        assert_eq!(
            faults(&json!({"coupon": {"words": {"en": "x"}}})),
            [(
                "coupon.words.es".to_owned(),
                "give its words in this language".to_owned()
            )]
        );
    }
}
