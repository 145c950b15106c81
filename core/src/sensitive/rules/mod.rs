//! The words by which labels ask for what a form must not collect, by language.
//!
//! A rule is the words that must stand in a label, folded and without an Arabic article; `*` stands
//! for any ending, `_` joins words that follow each other, `!` begins an exception. Words with a
//! harmless sense are left out or given their company: "banco" is a bench too, "tarjeta" a gift.

mod ar;
mod ca;
mod de;
mod en;
mod es;
mod fr;
mod it;
mod pt;
mod ru;

use super::Matter;

/// The rules of one language.
pub(super) struct Rules {
    card: &'static [&'static str],
    identity: &'static [&'static str],
    bank: &'static [&'static str],
    health: &'static [&'static str],
    password: &'static [&'static str],
}

impl Rules {
    /// Each rule with what it finds.
    pub(super) fn each(&self) -> impl Iterator<Item = (Matter, &'static str)> {
        [
            (Matter::Card, self.card),
            (Matter::Identity, self.identity),
            (Matter::Bank, self.bank),
            (Matter::Health, self.health),
            (Matter::Password, self.password),
        ]
        .into_iter()
        .flat_map(|(matter, rules)| rules.iter().map(move |rule| (matter, *rule)))
    }
}

/// The rules of a language; none beside [`EVERYWHERE`] for one that does not ship.
pub(super) fn of(language: &str) -> &'static Rules {
    match language {
        "en" => &en::RULES,
        "es" => &es::RULES,
        "pt" => &pt::RULES,
        "de" => &de::RULES,
        "fr" => &fr::RULES,
        "it" => &it::RULES,
        "ca" => &ca::RULES,
        "ru" => &ru::RULES,
        "ar" => &ar::RULES,
        _ => &NONE,
    }
}

const NONE: Rules = Rules {
    card: &[],
    identity: &[],
    bank: &[],
    health: &[],
    password: &[],
};

/// Words of every language.
pub(super) const EVERYWHERE: Rules = Rules {
    card: &["cvv*", "cvc*", "mastercard", "amex", "american_express"],
    identity: &["passport*"],
    bank: &["iban", "bic", "swift_code", "swift_bic"],
    health: &["hiv", "covid*"],
    password: &["password*", "passcode*", "pin", "otp"],
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fold::words;
    use crate::words::LANGUAGES;

    /// A rule that is not folded would never fit.
    #[test]
    fn every_word_of_every_rule_is_folded() {
        let languages = LANGUAGES.map(|tag| tag.split('-').next().unwrap());
        let all = languages.map(of).into_iter().chain([&EVERYWHERE]);
        for (_, rule) in all.flat_map(Rules::each) {
            for word in rule.split([' ', '_']) {
                let plain = word.trim_start_matches('!').trim_end_matches('*');
                assert_eq!(words(plain), [plain], "{rule}");
                assert!(!plain.starts_with("ال"), "{rule}");
            }
        }
    }

    #[test]
    fn every_language_that_ships_has_rules_of_its_own() {
        for tag in LANGUAGES {
            let language = tag.split('-').next().unwrap();
            assert!(of(language).each().count() > 40, "{tag}");
        }
        assert_eq!(of("sv").each().count(), 0);
    }
}
