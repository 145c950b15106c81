//! People: who a number belongs to, everything derived from its digits, so that the same number is
//! the same person on every machine and in every run.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The person whose phone opens when a deep link is followed.
pub const DEMO_PERSON: &str = "34600000001";

/// Somebody with a phone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Person {
    /// The number as WhatsApp knows it; `None` for somebody who was only ever seen by user id.
    pub wa_id: Option<String>,
    /// Business-scoped user id, `ES.` and digits.
    pub user_id: String,
    /// Profile name.
    pub name: String,
    /// Set when the person took a username.
    pub username: Option<String>,
    /// The shop is not shown the number: webhooks carry the user id only.
    pub hide_phone: bool,
}

impl Person {
    /// The person behind a number.
    pub(crate) fn of_number(digits: &str) -> Self {
        let wa_id = whatsapp_id(digits);
        let name = if wa_id == DEMO_PERSON {
            "Ana Demo".to_owned()
        } else {
            derived_name(&wa_id)
        };
        Self {
            user_id: derived_user_id(&wa_id),
            name,
            wa_id: Some(wa_id),
            username: None,
            hide_phone: false,
        }
    }

    /// Somebody of whom nothing but the user id is known.
    pub(crate) fn of_user_id(user_id: &str) -> Self {
        Self {
            wa_id: None,
            user_id: user_id.to_owned(),
            name: derived_name(user_id),
            username: None,
            hide_phone: true,
        }
    }

    /// What the sandbox files this person under: the digits, or the user id.
    pub(crate) fn key(&self) -> &str {
        self.wa_id.as_deref().unwrap_or(&self.user_id)
    }
}

/// The digits of a number however it was written, as WhatsApp spells it: Mexico's mobiles keep the
/// `1` that the country itself dropped, so `52 55…` is `521 55…`.
pub(crate) fn whatsapp_id(written: &str) -> String {
    let digits: String = written.chars().filter(char::is_ascii_digit).collect();
    match digits.strip_prefix("52") {
        Some(national) if national.len() == 10 => format!("521{national}"),
        _ => digits,
    }
}

/// Whether this is a business-scoped user id: `US.` and up to 128 letters and digits.
pub(crate) fn is_user_id(text: &str) -> bool {
    let Some((country, rest)) = text.split_once('.') else {
        return false;
    };
    country.len() == 2
        && country.bytes().all(|byte| byte.is_ascii_uppercase())
        && (1..=128).contains(&rest.len())
        && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// A username in WhatsApp's alphabet, made from a name.
pub(crate) fn username_for(person: &Person) -> String {
    let plain: String = person
        .name
        .to_lowercase()
        .chars()
        .map(|letter| {
            if letter.is_ascii_alphanumeric() {
                letter
            } else {
                '.'
            }
        })
        .collect();
    let plain = plain.trim_matches('.').replace("..", ".");
    let tail = hash(&person.user_id) % 100;
    format!(
        "{}.{tail:02}",
        if plain.is_empty() { "someone" } else { &plain }
    )
}

fn derived_user_id(digits: &str) -> String {
    const SEVENTEEN_DIGITS: u64 = 90_000_000_000_000_000;
    let number = 10_000_000_000_000_000 + hash(&format!("user id of {digits}")) % SEVENTEEN_DIGITS;
    format!("{}.{number}", country(digits))
}

fn derived_name(seed: &str) -> String {
    // Names with and without letters beyond ASCII: webhook bodies must survive both.
    const FIRST: [&str; 16] = [
        "Lucía", "Mateo", "Zoë", "Jürgen", "Inês", "João", "Emma", "Noah", "Aylin", "Chiara",
        "Noé", "Sofía", "Leila", "Bruno", "Olivia", "Tomás",
    ];
    const LAST: [&str; 16] = [
        "Romero", "García", "Schäfer", "Silva", "Novak", "Rossi", "Martin", "Ito", "Peña", "Weiß",
        "Costa", "Haddad", "Moreau", "Kaya", "Smith", "Núñez",
    ];
    let seed = hash(&format!("name of {seed}"));
    let pick = |list: [&'static str; 16], at: u64| {
        list.get(usize::try_from(at % 16).unwrap_or(0))
            .copied()
            .unwrap_or("Ana")
    };
    format!("{} {}", pick(FIRST, seed), pick(LAST, seed / 16))
}

fn hash(text: &str) -> u64 {
    let digest = Sha256::digest(text.as_bytes());
    digest
        .iter()
        .take(8)
        .fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// A simple guess, enough for the letters of a user id.
fn country(digits: &str) -> &'static str {
    const PREFIXES: [(&str, &str); 44] = [
        ("351", "PT"),
        ("353", "IE"),
        ("358", "FI"),
        ("380", "UA"),
        ("420", "CZ"),
        ("593", "EC"),
        ("598", "UY"),
        ("595", "PY"),
        ("591", "BO"),
        ("506", "CR"),
        ("971", "AE"),
        ("972", "IL"),
        ("966", "SA"),
        ("212", "MA"),
        ("234", "NG"),
        ("20", "EG"),
        ("27", "ZA"),
        ("30", "GR"),
        ("31", "NL"),
        ("32", "BE"),
        ("33", "FR"),
        ("34", "ES"),
        ("39", "IT"),
        ("40", "RO"),
        ("41", "CH"),
        ("43", "AT"),
        ("44", "GB"),
        ("45", "DK"),
        ("46", "SE"),
        ("47", "NO"),
        ("48", "PL"),
        ("49", "DE"),
        ("51", "PE"),
        ("52", "MX"),
        ("54", "AR"),
        ("55", "BR"),
        ("56", "CL"),
        ("57", "CO"),
        ("58", "VE"),
        ("61", "AU"),
        ("62", "ID"),
        ("81", "JP"),
        ("90", "TR"),
        ("91", "IN"),
    ];
    PREFIXES
        .iter()
        .find(|(prefix, _)| digits.starts_with(prefix))
        .map_or("US", |(_, country)| country)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demo_person_is_ana_and_stays_the_same() {
        let ana = Person::of_number("+34 600 000 001");
        assert_eq!(ana.name, "Ana Demo");
        assert_eq!(ana.wa_id.as_deref(), Some(DEMO_PERSON));
        assert_eq!(ana, Person::of_number(DEMO_PERSON));
        assert!(ana.user_id.starts_with("ES.") && ana.user_id.len() == 20);
        assert!(is_user_id(&ana.user_id));
    }

    #[test]
    fn a_mexican_number_is_answered_with_its_old_one() {
        assert_eq!(whatsapp_id("525512345678"), "5215512345678");
        assert_eq!(whatsapp_id("5215512345678"), "5215512345678");
        assert_eq!(whatsapp_id("5511987654321"), "5511987654321");
    }

    #[test]
    fn user_ids_are_told_from_numbers() {
        assert!(is_user_id("US.13491208655302741918"));
        assert!(!is_user_id("US."));
        assert!(!is_user_id("us.1"));
        assert!(!is_user_id("34600000001"));
        assert!(!is_user_id("US.12 34"));
    }

    #[test]
    fn a_username_keeps_to_whatsapps_alphabet() {
        for digits in ["34600000001", "4915112345678", "16505551234"] {
            let username = username_for(&Person::of_number(digits));
            assert!(
                username
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'.')
            );
            assert!(!username.contains(".."), "{username}");
        }
    }
}
