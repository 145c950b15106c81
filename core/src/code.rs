//! The code that rides in the prefilled message and joins the web with WhatsApp.
//!
//! Ten characters of Crockford's base32, nine of them random (45 bits) and the tenth a check
//! character, shown as `K7Q2M-9XT4D`. It is also the opt-in request's idempotency key.

use std::fmt;
use std::str::FromStr;

/// Crockford's base32: no I, L, O or U, so that a code survives being read aloud or retyped.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The check character is a weighted sum modulo the largest prime below 32, which finds every
/// single wrong character and every swap of two neighbours but one kind in 31 of the rest.
const CHECK_MODULUS: u32 = 31;

/// Three in a hundred word pairs pass the check; a message that holds more look-alikes than this
/// is not a prefilled text, and nobody should be able to make us look up hundreds.
const MAX_CANDIDATES: usize = 8;

/// A code that passes its own check. Whether it was ever given out, only the book knows.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code([u8; 10]);

/// Why a text is no code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ParseCodeError {
    /// Not ten characters of the alphabet, with at most one hyphen or space in the middle.
    #[error("a code has ten letters and digits, as in K7Q2M-9XT4D")]
    Shape,
    /// The tenth character does not fit the nine before it: something was mistyped.
    #[error("the code's check character does not match")]
    Check,
}

impl Code {
    /// Makes a code of nine random bytes, of which the low five bits count.
    pub fn from_random(random: [u8; 9]) -> Self {
        let mut values = [0; 10];
        for (value, byte) in values.iter_mut().zip(random) {
            *value = byte & 31;
        }
        values[9] = check(&values);
        Self(values)
    }

    /// The ten characters without the hyphen: the form that is stored.
    pub fn compact(&self) -> String {
        self.0.iter().map(|value| char_of(*value)).collect()
    }

    /// As people see it: `K7Q2M-9XT4D`.
    pub fn shown(&self) -> String {
        let mut shown = String::new();
        for (index, value) in self.0.iter().enumerate() {
            if index == 5 {
                shown.push('-');
            }
            shown.push(char_of(*value));
        }
        shown
    }

    /// Reads back exactly what [`Self::shown`] wrote, for which the widget needs no kilobyte of
    /// forgiveness.
    pub fn from_shown(text: &str) -> Option<Self> {
        let mut random = [0; 9];
        let letters = text.bytes().filter(|byte| *byte != b'-');
        for (value, letter) in random.iter_mut().zip(letters) {
            let position = ALPHABET.iter().position(|known| *known == letter)?;
            *value = u8::try_from(position).ok()?;
        }
        let code = Self::from_random(random);
        (code.shown() == text).then_some(code)
    }

    /// Every run in `text` that reads as a code, first to last, without repeats.
    ///
    /// "order jeans" may be one of them: a candidate that is no known code means nothing.
    pub fn candidates(text: &str) -> Vec<Candidate> {
        let mut found: Vec<Candidate> = Vec::new();
        let mut before = None;
        for (start, character) in text.char_indices() {
            let starts_word = !before.is_some_and(char::is_alphanumeric);
            before = Some(character);
            if !starts_word || found.len() == MAX_CANDIDATES {
                continue;
            }
            let Some(rest) = text.get(start..) else {
                continue;
            };
            let Some((values, length)) = read(rest) else {
                continue;
            };
            let ends_word = !rest
                .get(length..)
                .and_then(|after| after.chars().next())
                .is_some_and(char::is_alphanumeric);
            if ends_word
                && check(&values) == values[9]
                && !found.iter().any(|candidate| candidate.code.0 == values)
            {
                found.push(Candidate {
                    code: Self(values),
                    start,
                    end: start + length,
                });
            }
        }
        found
    }
}

/// A run of a text that reads as a code, and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// The code it reads as.
    pub code: Code,
    /// Byte offset of its first character.
    pub start: usize,
    /// Byte offset after its last character.
    pub end: usize,
}

/// Reads ten values with an optional hyphen or space in the middle; answers them and their bytes.
fn read(text: &str) -> Option<([u8; 10], usize)> {
    let mut values = [0; 10];
    let mut filled = 0;
    let mut separated = false;
    for (offset, character) in text.char_indices() {
        if filled == 5 && !separated && matches!(character, '-' | ' ' | '\u{2010}'..='\u{2014}') {
            separated = true;
            continue;
        }
        *values.get_mut(filled)? = value_of(character)?;
        filled += 1;
        if filled == 10 {
            return Some((values, offset + character.len_utf8()));
        }
    }
    None
}

fn value_of(character: char) -> Option<u8> {
    let upper = match character.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let position = ALPHABET
        .iter()
        .position(|letter| char::from(*letter) == upper)?;
    u8::try_from(position).ok()
}

fn char_of(value: u8) -> char {
    ALPHABET
        .get(usize::from(value))
        .copied()
        .map_or('0', char::from)
}

fn check(values: &[u8; 10]) -> u8 {
    let sum: u32 = (1..)
        .zip(values.iter().take(9))
        .map(|(weight, value): (u32, &u8)| weight * u32::from(*value))
        .sum();
    // Below 31, so it always fits.
    u8::try_from(sum % CHECK_MODULUS).unwrap_or_default()
}

impl FromStr for Code {
    type Err = ParseCodeError;

    fn from_str(text: &str) -> Result<Self, ParseCodeError> {
        let text = text.trim_ascii();
        let (values, length) = read(text).ok_or(ParseCodeError::Shape)?;
        if length != text.len() {
            return Err(ParseCodeError::Shape);
        }
        if check(&values) != values[9] {
            return Err(ParseCodeError::Check);
        }
        Ok(Self(values))
    }
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.shown())
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Code({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nine_random_values_get_their_check_character() {
        // 1·1 + 2·2 + … + 9·9 = 285; 285 mod 31 = 6.
        assert_eq!(
            Code::from_random([1, 2, 3, 4, 5, 6, 7, 8, 9]).to_string(),
            "12345-67896"
        );
        assert_eq!(Code::from_random([0xFF; 9]).to_string(), "ZZZZZ-ZZZZ0");
    }

    #[test]
    fn reading_is_case_blind_and_forgives_look_alikes_and_the_hyphen() {
        let code = Code::from_random([1, 0, 3, 4, 5, 6, 7, 8, 9]);
        let shown = code.to_string();
        assert_eq!(shown, "10345-67892");
        for spelling in [
            "10345-67892",
            "l0345 67892",
            "IO34567892",
            " iO345\u{2013}67892 ",
        ] {
            assert_eq!(spelling.parse(), Ok(code), "{spelling}");
        }
    }

    #[test]
    fn only_what_is_shown_is_read_back_without_forgiveness() {
        let code = Code::from_random([1, 0, 3, 4, 5, 6, 7, 8, 9]);
        assert_eq!(Code::from_shown("10345-67892"), Some(code));
        for other in [
            "",
            "1034567892",
            "10345-67893",
            "IO345-67892",
            "10345-67892-",
        ] {
            assert_eq!(Code::from_shown(other), None, "{other}");
        }
    }

    #[test]
    fn a_wrong_character_is_named_apart_from_a_wrong_shape() {
        assert_eq!("12345-67897".parse::<Code>(), Err(ParseCodeError::Check));
        for wrong in [
            "",
            "12345",
            "12345--67896",
            "12345-678966",
            "1234U-67896",
            "12345-6789É",
        ] {
            assert_eq!(wrong.parse::<Code>(), Err(ParseCodeError::Shape), "{wrong}");
        }
    }

    #[test]
    fn candidates_are_whole_words() {
        let code: Code = "12345-67896".parse().unwrap();
        let one = |text| -> Vec<Code> {
            Code::candidates(text)
                .iter()
                .map(|candidate| candidate.code)
                .collect()
        };
        assert_eq!(one("Código 12345-67896 (no lo borres)"), [code]);
        assert_eq!(one("*12345 67896*"), [code]);
        assert_eq!(one("1234567896"), [code]);
        assert_eq!(one("12345-67896 y otra vez 1234567896"), [code]);
        assert!(one("x12345-67896").is_empty());
        assert!(one("12345-678960").is_empty());
        assert!(one("é12345-67896").is_empty());
    }

    #[test]
    fn a_candidate_says_where_it_stands() {
        let text = "Código 12345-67896.";
        let candidate = Code::candidates(text)[0];
        assert_eq!(&text[candidate.start..candidate.end], "12345-67896");
    }

    #[test]
    fn a_text_full_of_look_alikes_gives_a_few_candidates_only() {
        let codes: Vec<String> = (0..200)
            .map(|n| Code::from_random([n; 9]).to_string())
            .collect();
        let text = codes.join(" ");
        assert_eq!(Code::candidates(&text).len(), MAX_CANDIDATES);
    }

    proptest! {
        #[test]
        fn every_code_reads_back_in_every_spelling(random: [u8; 9]) {
            let code = Code::from_random(random);
            prop_assert_eq!(code.to_string().parse(), Ok(code));
            prop_assert_eq!(code.compact().to_lowercase().parse(), Ok(code));
            prop_assert_eq!(code.to_string().replace('-', " ").parse(), Ok(code));
        }

        #[test]
        fn every_single_wrong_character_is_found(random: [u8; 9], at in 0usize..10, to in 0u8..31) {
            let code = Code::from_random(random);
            let mut values = code.0;
            // Values 0 and 31 are alike modulo 31, the one confusion the check cannot see.
            prop_assume!(u32::from(values[at]) % CHECK_MODULUS != u32::from(to) % CHECK_MODULUS);
            values[at] = to;
            prop_assert_eq!(Code(values).to_string().parse::<Code>(), Err(ParseCodeError::Check));
        }

        #[test]
        fn no_text_makes_the_parser_panic(text in any::<String>()) {
            let _ = text.parse::<Code>();
            for candidate in Code::candidates(&text) {
                prop_assert!(text.get(candidate.start..candidate.end).is_some());
            }
        }

        #[test]
        fn a_code_is_found_in_any_surroundings(random: [u8; 9], before: String, after: String) {
            let code = Code::from_random(random);
            let bare = |text: String| text.replace(char::is_alphanumeric, "");
            let text = format!("{}{code}{}", bare(before), bare(after));
            prop_assert!(Code::candidates(&text).iter().any(|candidate| candidate.code == code));
        }
    }
}
