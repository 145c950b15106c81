//! The shop's other contact as something to tap on: a mail address, a telephone, a page.

use maud::{Markup, html};
use url::Url;

/// Shorter numbers are extensions and short codes, which mean nothing without their network.
const MIN_DIGITS: usize = 6;
/// E.164 has at most fifteen.
const MAX_DIGITS: usize = 15;

/// The contact as it stands in a sentence: a link where it can be one, else its words. Numbers keep
/// their order among letters that run the other way.
pub(crate) fn shown(contact: &str) -> Markup {
    html! {
        @match address(contact) {
            Some(address) => a href=(address) { bdi { (contact) } },
            None => bdi { (contact) },
        }
    }
}

/// Where a tap on it leads.
fn address(contact: &str) -> Option<String> {
    let is_one_word = !contact.contains(char::is_whitespace);
    if is_one_word && contact.starts_with("https://") {
        return Url::parse(contact).ok().map(String::from);
    }
    if is_one_word && contact.contains('@') {
        return Some(format!("mailto:{contact}"));
    }
    telephone(contact)
}

/// `tel:` and the number, where there is nothing but a number.
fn telephone(contact: &str) -> Option<String> {
    let (plus, rest) = match contact.strip_prefix('+') {
        Some(rest) => ("+", rest),
        None => ("", contact),
    };
    let is_of_numbers =
        |sign: char| sign.is_ascii_digit() || sign.is_whitespace() || "()-./–".contains(sign);
    if !rest.chars().all(is_of_numbers) {
        return None;
    }
    let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
    (MIN_DIGITS..=MAX_DIGITS)
        .contains(&digits.len())
        .then(|| format!("tel:{plus}{digits}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_tapped_is_a_link() {
        for (contact, leads_to) in [
            ("help@shop.example", Some("mailto:help@shop.example")),
            ("+34 910 000 000", Some("tel:+34910000000")),
            ("(910) 000-000", Some("tel:910000000")),
            ("900 123", Some("tel:900123")),
            (
                "https://shop.example/contact",
                Some("https://shop.example/contact"),
            ),
            ("112", None),
            ("+34 910 000 000 or help@shop.example", None),
            ("Call us: 910 000 000", None),
            ("Calle Mayor 1, Madrid", None),
            ("javascript:alert(1)", None),
            ("http://shop.example/contact", None),
            ("https://", None),
            ("1234567890123456", None),
            ("", None),
        ] {
            assert_eq!(address(contact).as_deref(), leads_to, "{contact}");
        }
    }

    #[test]
    fn a_number_keeps_its_order_in_any_script() {
        assert_eq!(
            shown("+34 910 000 000").into_string(),
            "<a href=\"tel:+34910000000\"><bdi>+34 910 000 000</bdi></a>"
        );
        assert_eq!(
            shown("<b>Calle Mayor 1").into_string(),
            "<bdi>&lt;b&gt;Calle Mayor 1</bdi>"
        );
    }
}
