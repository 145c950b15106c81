//! Payment cards and bank accounts, known by their check digits wherever they stand in a text.
//!
//! The widget looks before it posts, so this is written with little machinery.

/// Card numbers have so many digits (ISO/IEC 7812-1).
const CARD: core::ops::RangeInclusive<usize> = 13..=19;
/// IBANs have so many letters and digits: Norway's the fewest, and the most that ISO 13616 allows.
const IBAN: core::ops::RangeInclusive<usize> = 15..=34;

/// Whether 13 to 19 digits that pass the check of payment cards (Luhn's) stand in `text`, alone or
/// in groups with spaces or hyphens between them. One in ten long numbers passes by chance.
pub fn looks_like_card(text: &str) -> bool {
    starts_of_groups(text).any(|start| {
        let mut sum = Luhn::default();
        let mut digits = 0;
        let mut gap = false;
        let rest = text.get(start..).unwrap_or_default();
        for character in rest.chars() {
            if let Some(digit) = digit(character) {
                gap = false;
                digits += 1;
                sum.push(digit);
                continue;
            }
            // A group ends here: the number may, too.
            if CARD.contains(&digits) && sum.passes() {
                return true;
            }
            if gap || !is_gap(character) || digits > *CARD.end() {
                return false;
            }
            gap = true;
        }
        CARD.contains(&digits) && sum.passes()
    })
}

/// Whether an International Bank Account Number stands in `text`: two letters, two digits, and
/// what passes the check of ISO 13616, alone or in groups with spaces or hyphens between them.
pub fn looks_like_iban(text: &str) -> bool {
    starts_of_groups(text).any(|start| {
        let mut check = Iban::default();
        let mut gap = false;
        let rest = text.get(start..).unwrap_or_default();
        for character in rest.chars() {
            if let Some(value) = letter_or_digit(character) {
                gap = false;
                if !check.push(value) {
                    return false;
                }
                continue;
            }
            if check.passes() {
                return true;
            }
            if gap || !is_gap(character) {
                return false;
            }
            gap = true;
        }
        check.passes()
    })
}

/// Where letters or digits begin after something else.
fn starts_of_groups(text: &str) -> impl Iterator<Item = usize> {
    let mut inside = false;
    text.char_indices().filter_map(move |(at, character)| {
        let was_inside = inside;
        inside = letter_or_digit(character).is_some();
        (inside && !was_inside).then_some(at)
    })
}

/// What people and programs put between groups.
fn is_gap(character: char) -> bool {
    matches!(
        character,
        ' ' | '-' | '.' | '\u{A0}' | '\u{2007}'..='\u{2015}' | '\u{202F}' | '\u{2212}' | '\u{3000}'
    )
}

/// A digit of ASCII, of Arabic or Persian script, or of full width.
fn digit(character: char) -> Option<u8> {
    const ZEROS: [u32; 4] = [0x30, 0x660, 0x6F0, 0xFF10];
    ZEROS.iter().find_map(|zero| {
        let value = u32::from(character).wrapping_sub(*zero);
        u8::try_from(value).ok().filter(|value| *value < 10)
    })
}

/// A digit, or a letter as 10 to 35 in either case.
fn letter_or_digit(character: char) -> Option<u8> {
    digit(character).or_else(|| {
        let letter = character.to_ascii_lowercase();
        let place = u32::from(letter).wrapping_sub(u32::from('a'));
        let place = u8::try_from(place).ok().filter(|place| *place < 26)?;
        Some(place + 10)
    })
}

/// Luhn's sum (ISO/IEC 7812-1, annex B), for a number that comes from its front: which digits are
/// doubled is known at its end alone, so both sums are kept.
#[derive(Default)]
struct Luhn {
    /// The sum if the last digit so far is not doubled, and if it is.
    plain: u32,
    doubled: u32,
}

impl Luhn {
    fn push(&mut self, digit: u8) {
        let digit = u32::from(digit);
        let twice = if digit > 4 { digit * 2 - 9 } else { digit * 2 };
        (self.plain, self.doubled) = (self.doubled + digit, self.plain + twice);
    }

    fn passes(&self) -> bool {
        self.plain.is_multiple_of(10)
    }
}

/// The remainder by 97 of the number that an IBAN is, once its first four are put last.
#[derive(Default)]
struct Iban {
    length: usize,
    /// Of the first four.
    head: u32,
    /// Of the others.
    body: u32,
}

impl Iban {
    /// Takes the next letter or digit; false where no IBAN has it there.
    fn push(&mut self, value: u8) -> bool {
        let wants_letter = self.length < 2;
        let is_letter = value >= 10;
        if (self.length < 4 && wants_letter != is_letter) || self.length >= *IBAN.end() {
            return false;
        }
        let part = if self.length < 4 {
            &mut self.head
        } else {
            &mut self.body
        };
        *part = (*part * if is_letter { 100 } else { 10 } + u32::from(value)) % 97;
        self.length += 1;
        true
    }

    fn passes(&self) -> bool {
        // The head is six digits: two letters of two and two digits.
        const SIX_DIGITS: u32 = 1_000_000 % 97;
        IBAN.contains(&self.length) && (self.body * SIX_DIGITS + self.head) % 97 == 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_test_numbers_of_the_card_networks_look_like_cards() {
        for card in [
            "4111111111111111",
            "4111 1111 1111 1111",
            "4111-1111-1111-1111",
            "4111\u{A0}1111\u{A0}1111\u{A0}1111",
            "5555555555554444",
            "3782 822463 10005",
            "4222222222222",
            "6304000000000000000",
            "my card is 4111 1111 1111 1111, thanks",
            "no:4111111111111111!",
            "4111 1111 1111 1111 12 27 123",
            "12 4111111111111111",
            "٤١١١ ١١١١ ١١١١ ١١١١",
            "４１１１１１１１１１１１１１１１",
        ] {
            assert!(looks_like_card(card), "{card}");
        }
    }

    #[test]
    fn other_numbers_do_not() {
        for text in [
            "",
            "Ana",
            "42",
            "4111 1111 1111 1112",
            "4111  1111  1111  1111",
            "4111, 1111, 1111, 1111",
            "411111111111",
            "+34 600 000 001",
            "12/05/1980",
            "41111111111111111111111",
        ] {
            assert!(!looks_like_card(text), "{text}");
        }
    }

    #[test]
    fn the_examples_of_the_iban_registry_look_like_ibans() {
        for iban in [
            "ES91 2100 0418 4502 0005 1332",
            "es9121000418450200051332",
            "DE89-3704-0044-0532-0130-00",
            "GB29 NWBK 6016 1331 9268 19",
            "NO9386011117947",
            "MT84MALT011000012345MTLCAST001S",
            "LC55HEMM000100010012001200023015",
            "Mi cuenta: ES91 2100 0418 4502 0005 1332 gracias",
            "IBAN ES9121000418450200051332",
        ] {
            assert!(looks_like_iban(iban), "{iban}");
        }
    }

    #[test]
    fn other_texts_do_not() {
        for text in [
            "",
            "Ana",
            "ES91 2100 0418 4502 0005 1333",
            "9121000418450200051332",
            "XS 42",
            "EU42 shoes in brown leather",
            "ES91",
        ] {
            assert!(!looks_like_iban(text), "{text}");
        }
    }

    /// Luhn's sum as the standard writes it: from the right.
    fn luhn(digits: &[u8]) -> u32 {
        digits
            .iter()
            .rev()
            .enumerate()
            .map(|(place, digit)| {
                let digit = u32::from(*digit) * if place % 2 == 1 { 2 } else { 1 };
                digit / 10 + digit % 10
            })
            .sum()
    }

    fn text(digits: &[u8]) -> String {
        digits
            .iter()
            .map(|digit| char::from(b'0' + digit))
            .collect()
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text: String) {
            looks_like_card(&text);
            looks_like_iban(&text);
        }

        #[test]
        fn a_number_is_a_card_where_the_standards_sum_says_so(
            digits in prop::collection::vec(0_u8..10, 1..25),
        ) {
            let is = (13..=19).contains(&digits.len()) && luhn(&digits).is_multiple_of(10);
            prop_assert_eq!(looks_like_card(&text(&digits)), is);
        }

        #[test]
        fn grouping_does_not_hide_a_card(
            mut digits in prop::collection::vec(0_u8..10, 15), at in 1_usize..15,
        ) {
            digits.push(0);
            let last = (10 - luhn(&digits) % 10) % 10;
            digits[15] = u8::try_from(last).unwrap();
            let mut card = text(&digits);
            card.insert(at, '-');
            prop_assert!(looks_like_card(&card));
        }
    }
}
