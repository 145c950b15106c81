//! Names and numbers as somebody may see them who has nothing but the link: enough to tell one's
//! own page from another's, too little to learn who it is.

use crate::phone::{Country, WaId};

/// So many words of a name are hinted at.
const MAX_WORDS: usize = 3;

/// "Ana María" as "A••• M•••". How long a word is does not show, nor does anything but a letter:
/// people put numbers and emoji into names, and some signs, such as "Ⅳ", are letter and number.
pub fn masked_name(name: &str) -> Option<String> {
    let words: Vec<String> = name
        .split_whitespace()
        .filter_map(|word| word.chars().next())
        .filter(|first| first.is_alphabetic() && !first.is_numeric())
        .take(MAX_WORDS)
        .map(|first| format!("{first}•••"))
        .collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// `34600000001` as "+34 ••• ••• •01": the country and the last two digits. How many there are
/// does not show.
pub fn masked_phone(wa_id: &WaId) -> String {
    let digits = wa_id.as_str();
    let end = digits
        .len()
        .checked_sub(2)
        .and_then(|start| digits.get(start..))
        .unwrap_or_default();
    match wa_id.country().and_then(Country::calling_code) {
        Some(code) => format!("+{code} ••• ••• •{end}"),
        None => format!("+••• ••• •{end}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn phone(digits: &str) -> String {
        masked_phone(&WaId::parse(digits).unwrap())
    }

    #[test]
    fn of_a_name_the_first_letters_show() {
        let masked = |name| masked_name(name).unwrap_or_default();
        assert_eq!(masked("Ana"), "A•••");
        assert_eq!(masked("  Ana  María de la O"), "A••• M••• d•••");
        assert_eq!(masked("Éva 🌸"), "É•••");
        assert_eq!(masked("سارة أحمد"), "س••• أ•••");
        assert_eq!(masked("600 000 001"), "");
        assert_eq!(masked("+34600000001 7"), "");
        assert_eq!(masked("🌸"), "");
        assert_eq!(masked("Ana Ⅳ"), "A•••");
    }

    #[test]
    fn of_a_number_the_country_and_two_digits_show() {
        assert_eq!(phone("34600000001"), "+34 ••• ••• •01");
        assert_eq!(phone("15550783881"), "+1 ••• ••• •81");
        assert_eq!(phone("99912"), "+••• ••• •12");
    }

    proptest! {
        #[test]
        fn no_other_digit_shows(digits in "[1-9][0-9]{6,14}", name in ".{0,30}") {
            let masked = phone(&digits);
            let shown = masked.chars().filter(char::is_ascii_digit).count();
            prop_assert!(shown <= 5, "{}", masked);
            prop_assert!(masked.ends_with(&digits[digits.len() - 2..]));
            let name = masked_name(&name).unwrap_or_default();
            prop_assert!(!name.chars().any(char::is_numeric), "{}", name);
        }
    }
}
