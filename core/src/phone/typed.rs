//! From the characters of a phone number to its digits.

use super::{ParsePhoneError, typing::digit};

/// A number as somebody wrote it, without its decoration.
pub(super) struct Typed {
    /// It began with `+`.
    pub(super) plus: bool,
    /// ASCII digits, at least one.
    pub(super) digits: Vec<u8>,
}

impl Typed {
    pub(super) fn read(text: &str) -> Result<Self, ParsePhoneError> {
        let text = match text.split_at_checked(4) {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("tel:") => rest,
            _ => text,
        };
        let mut typed = Self {
            plus: false,
            digits: Vec::new(),
        };
        for c in text.chars() {
            if let Some(digit) = digit(c) {
                typed.digits.push(digit);
            } else if matches!(c, '+' | '\u{FF0B}') && !typed.plus && typed.digits.is_empty() {
                typed.plus = true;
            } else if !is_decoration(c) {
                return Err(ParsePhoneError::NotANumber);
            }
        }
        if typed.digits.is_empty() {
            return Err(ParsePhoneError::NotANumber);
        }
        Ok(typed)
    }
}

/// What people, spreadsheets and right-to-left text put around digits.
fn is_decoration(c: char) -> bool {
    matches!(c,
        ' ' | '.' | '-' | '(' | ')' | '[' | ']' | '/'
        | '\t'..='\r' | '\u{A0}' | '\u{AD}' | '\u{B7}'
        // Spaces, zero-width and direction marks, hyphens and dashes.
        | '\u{2000}'..='\u{2015}' | '\u{2028}'..='\u{202F}' | '\u{205F}'..='\u{206F}'
        | '\u{2212}' | '\u{3000}' | '\u{FEFF}'
        // Full-width brackets, hyphen, full stop and slash.
        | '\u{FF08}' | '\u{FF09}' | '\u{FF0D}'..='\u{FF0F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<(bool, String), ParsePhoneError> {
        Typed::read(text).map(|typed| {
            (
                typed.plus,
                typed.digits.iter().map(|b| char::from(*b)).collect(),
            )
        })
    }

    #[test]
    fn decoration_is_left_out() {
        for text in [
            "+34600000001",
            " +34 600 000 001 ",
            "+34-600-000-001",
            "+34.600.000.001",
            "(+34) [600]/000/001",
            "+34\u{A0}600\u{202F}000\u{2009}001",
            "\u{200E}+34 600 000 001\u{200F}",
            "\u{202A}+34 600 000 001\u{202C}",
            "+34–600—000−001",
            "+３４　６００－０００－００１",
            "+٣٤٦٠٠٠٠٠٠٠١",
            "+۳۴۶۰۰۰۰۰۰۰۱",
            "+३४६०००००००१",
            "tel:+34-600-000-001",
            "TEL: +34600000001",
            "+34\t600\r\n000001",
        ] {
            assert_eq!(read(text), Ok((true, "34600000001".to_owned())), "{text:?}");
        }
    }

    #[test]
    fn other_text_is_not_a_number() {
        for text in [
            "",
            " ",
            "+",
            "tel:",
            "()",
            "abc",
            "600 000 001 x5",
            "600+34",
            "++34600",
            "600,000",
            "٣a",
            "1e10",
            "US.13491208655302741918",
            "📞600000001",
            "tel:tel:600000001",
            "600\u{0}000001",
            "https://wa.me/34600000001",
        ] {
            assert_eq!(read(text), Err(ParsePhoneError::NotANumber), "{text:?}");
        }
    }
}
