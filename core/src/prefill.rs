//! The texts that a deep link types into WhatsApp, and how a received one is recognised.
//!
//! The widget makes them too, so what it uses is written with little machinery: `format!`,
//! `to_string`, `str::replace` and an encoder from a table weigh 5 KB in its WebAssembly.

use crate::code::Code;
use crate::fold::fold;

/// Meta's limit for the prefilled text of short links and QR codes, which we keep for `?text=`
/// too, where none is documented. Counted in UTF-16 units, the strictest reading.
pub const MAX_TEXT: usize = 140;

/// Shown codes are eleven characters, `{code}` is six.
const CODE_GROWS_BY: usize = 5;

/// The wording of one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prefill<'a> {
    /// With `{shop}`, `{purposes}` and `{code}`.
    pub opt_in: &'a str,
    /// The word before the last of several purposes.
    pub and: &'a str,
    /// With `{n}`: stands in where the purposes do not fit.
    pub count: &'a str,
}

/// The text that asks for `purposes` (as phrases that fit into the sentence) with `code`.
pub fn opt_in_text(words: &Prefill<'_>, shop: &str, purposes: &[&str], code: &Code) -> String {
    fill(&wording(words, shop, purposes), "{code}", &code.shown())
}

/// The sentence with its `{code}` still open: the purposes in words, or their number where the
/// whole would pass [`MAX_TEXT`].
fn wording(words: &Prefill<'_>, shop: &str, purposes: &[&str]) -> String {
    let named = fill(words.opt_in, "{shop}", shop);
    let mut full = fill(&named, "{purposes}", &join(purposes, words.and));
    if utf16_length(&full) + CODE_GROWS_BY > MAX_TEXT {
        // One digit: a shop has at most eight purposes.
        let number = u32::try_from(purposes.len())
            .ok()
            .and_then(|number| char::from_digit(number, 10))
            .unwrap_or('9');
        let count = fill(words.count, "{n}", &String::from(number));
        full = fill(&named, "{purposes}", &count);
    }
    full
}

/// The place in a purpose's phrase where the product's title goes.
pub const PRODUCT: &str = "{product}";

/// A product's title is at most so many characters, in the opt-in's body as well.
pub const MAX_TITLE: usize = 80;

/// A title that is cut shorter than this tells nobody what it is about.
const SHORTEST_CUT: usize = 8;

/// How many UTF-16 units of a product's title the text has room for; as many as a title may have
/// where it would have to be cut shorter than tells anybody anything.
pub fn title_room(words: &Prefill<'_>, shop: &str, phrase: &str) -> usize {
    match room(words, shop, phrase) {
        room if room < SHORTEST_CUT => MAX_TITLE,
        room => room.min(MAX_TITLE),
    }
}

fn room(words: &Prefill<'_>, shop: &str, phrase: &str) -> usize {
    let frame = fill(words.opt_in, "{shop}", shop);
    let frame = fill(&frame, "{purposes}", phrase);
    (MAX_TEXT + utf16_length(PRODUCT)).saturating_sub(utf16_length(&frame) + CODE_GROWS_BY)
}

/// `phrase` with the product's title in it, cut where the whole text would pass [`MAX_TEXT`]: at
/// a space if one stands in its second half. What remains too short is not cut: then the number of
/// purposes stands in for it, as for every purpose that does not fit.
pub fn product_phrase(words: &Prefill<'_>, shop: &str, phrase: &str, title: &str) -> String {
    let title = plain_title(title);
    let room = room(words, shop, phrase);
    if room < SHORTEST_CUT || utf16_length(&title) <= room {
        return fill(phrase, PRODUCT, &title);
    }
    let cut = cut_title(&title, room - 1);
    fill(phrase, PRODUCT, &one_text(&[cut, "…"]))
}

/// The beginning of `title` in at most `room` UTF-16 units.
fn cut_title(title: &str, room: usize) -> &str {
    let mut units = 0;
    let mut end = 0;
    let mut space = 0;
    for (at, character) in title.char_indices() {
        if character == ' ' {
            space = at;
        }
        units += character.len_utf16();
        if units > room {
            break;
        }
        end = at + character.len_utf8();
    }
    let end = if space * 2 > end { space } else { end };
    title.get(..end).unwrap_or(title)
}

/// A title as a text of ours may hold it: on one line, with single spaces, at most [`MAX_TITLE`]
/// characters, and without braces, which mark our places.
pub fn plain_title(title: &str) -> String {
    let mut plain = String::new();
    let mut space = false;
    let mut characters = 0;
    for character in title.chars() {
        if matches!(character, ' ' | '\0'..='\x1F' | '\x7F'..='\u{A0}') {
            space = true;
        } else if !matches!(character, '{' | '}') {
            let gap = usize::from(space && characters > 0);
            characters += gap + 1;
            if characters > MAX_TITLE {
                break;
            }
            if gap > 0 {
                plain.push(' ');
            }
            space = false;
            plain.push(character);
        }
    }
    plain
}

/// `template` with its first `place` filled in.
pub fn fill(template: &str, place: &str, value: &str) -> String {
    match cut(template, place) {
        Some((before, after)) => one_text(&[before, value, after]),
        None => template.to_owned(),
    }
}

/// `text` before and after the first `mark`. (`split_once` brings a kilobyte.)
pub fn cut<'a>(text: &'a str, mark: &str) -> Option<(&'a str, &'a str)> {
    (0..text.len()).find_map(|at| {
        let (before, rest) = text.split_at_checked(at)?;
        Some((before, rest.strip_prefix(mark)?))
    })
}

/// The parts, put together. (`concat` brings a kilobyte of cases.)
pub fn one_text(parts: &[&str]) -> String {
    let mut text = String::new();
    for part in parts {
        text.push_str(part);
    }
    text
}

/// "a", "a and b", "a, b and c".
pub fn join(items: &[&str], and: &str) -> String {
    // Arabic has a comma of its own. Of the languages that ship, its letters come last.
    let comma = if and.as_bytes().first() > Some(&0xD7) {
        "، "
    } else {
        ", "
    };
    let before_last = one_text(&[" ", and, " "]);
    let mut list = String::new();
    for (index, item) in items.iter().enumerate() {
        let gap = match index {
            0 => "",
            _ if index + 1 == items.len() => &before_last,
            _ => comma,
        };
        list.push_str(gap);
        list.push_str(item);
    }
    list
}

/// How long a text is in UTF-16: a unit for each character, two where UTF-8 needs four bytes.
fn utf16_length(text: &str) -> usize {
    let units = |byte: u8| match byte {
        0x80..0xC0 => 0,
        0xF0.. => 2,
        _ => 1,
    };
    text.bytes().map(units).sum()
}

/// Whether `before_code`, the part of a received text before the code, says what the prefilled
/// text of this very request says, compared without case, accents, punctuation or spacing.
pub fn says_the_same(
    words: &Prefill<'_>,
    shop: &str,
    purposes: &[&str],
    before_code: &str,
) -> bool {
    let wording = wording(words, shop, purposes);
    let own = wording.split("{code}").next().unwrap_or_default();
    fold(own) == fold(before_code)
}

/// Whether `text` begins as one of this shop's own prefilled texts does, whatever its purposes
/// and whether or not its code is whole.
pub fn is_own_wording(words: &Prefill<'_>, shop: &str, text: &str) -> bool {
    let template = words.opt_in.replace("{shop}", shop);
    let before_code = template.split("{code}").next().unwrap_or_default();
    let (head, tail) = before_code
        .split_once("{purposes}")
        .unwrap_or((before_code, ""));
    let (head, tail, text) = (fold(head), fold(tail), fold(text));
    text.strip_prefix(head.as_str())
        .is_some_and(|rest| rest.contains(tail.as_str()))
}

/// A deep link: `base` (`https://wa.me/34600000001`) with `text` typed in.
pub fn deep_link(base: &str, text: &str) -> String {
    const HEX: &str = "0123456789ABCDEF";
    let hex = |digit: u8| {
        let at = usize::from(digit);
        HEX.get(at..=at).unwrap_or_default()
    };
    let mut link = one_text(&[base, "?text="]);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            link.push(char::from(byte));
        } else {
            for part in ["%", hex(byte >> 4), hex(byte & 15)] {
                link.push_str(part);
            }
        }
    }
    link
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ES: Prefill<'_> = Prefill {
        opt_in: "Hola, {shop}: quiero recibir por WhatsApp {purposes}. Código {code} (no lo borres)",
        and: "y",
        count: "{n} temas",
    };

    fn code() -> Code {
        "12345-67896".parse().unwrap()
    }

    #[test]
    fn a_list_has_the_commas_of_its_language() {
        assert_eq!(join(&["a"], "and"), "a");
        assert_eq!(join(&["a", "b"], "and"), "a and b");
        assert_eq!(join(&["a", "b", "c"], "and"), "a, b and c");
        assert_eq!(join(&["а", "б", "в"], "и"), "а, б и в");
        assert_eq!(join(&["ا", "ب", "ج"], "وكذلك"), "ا، ب وكذلك ج");
    }

    #[test]
    fn the_text_names_shop_purposes_and_code() {
        assert_eq!(
            opt_in_text(&ES, "Demo", &["ofertas", "avisos de reposición"], &code()),
            "Hola, Demo: quiero recibir por WhatsApp ofertas y avisos de reposición. Código 12345-67896 (no lo borres)"
        );
    }

    #[test]
    fn where_the_purposes_do_not_fit_their_number_stands_in() {
        let long = [
            "una cosa bastante larga de contar",
            "otra igual de larga o más",
            "ofertas",
        ];
        let text = opt_in_text(&ES, "Demo", &long, &code());
        assert_eq!(
            text,
            "Hola, Demo: quiero recibir por WhatsApp 3 temas. Código 12345-67896 (no lo borres)"
        );
        assert!(text.encode_utf16().count() <= MAX_TEXT);
    }

    #[test]
    fn the_limit_is_met_to_the_character() {
        let text = |length: usize| opt_in_text(&ES, "Demo", &[&"x".repeat(length)], &code());
        let frame = text(0).chars().count();
        assert_eq!(text(MAX_TEXT - frame).chars().count(), MAX_TEXT);
        assert!(text(MAX_TEXT - frame + 1).contains("1 temas"));
    }

    const BACK: &str = "un aviso cuando vuelva {product}";

    /// The text of a product's button in a shop of so many letters.
    fn product_text(letters: usize, title: &str) -> String {
        let shop = "x".repeat(letters);
        let phrase = product_phrase(&ES, &shop, BACK, title);
        opt_in_text(&ES, &shop, &[&phrase], &code())
    }

    #[test]
    fn a_products_text_names_it() {
        assert_eq!(
            product_text(4, "Vaqueros"),
            "Hola, xxxx: quiero recibir por WhatsApp un aviso cuando vuelva Vaqueros. Código 12345-67896 (no lo borres)"
        );
    }

    #[test]
    fn a_long_title_is_cut_at_a_space_and_the_text_keeps_its_limit() {
        let cut = |title: &str| product_phrase(&ES, "Demo", BACK, title);
        let text = product_text(4, "Vaqueros rectos de tiro alto en algodón orgánico azul");
        assert_eq!(
            text,
            "Hola, xxxx: quiero recibir por WhatsApp un aviso cuando vuelva Vaqueros rectos de tiro alto en algodón… Código 12345-67896 (no lo borres)"
                .replace("… ", "…. ")
        );
        assert!(text.encode_utf16().count() <= MAX_TEXT);
        // Forty-two units of room: a title of as many stays whole, one more is cut.
        let whole = "x".repeat(42);
        assert_eq!(cut(&whole), BACK.replace(PRODUCT, &whole));
        assert_eq!(
            cut(&"x".repeat(43)),
            BACK.replace(PRODUCT, &format!("{}…", "x".repeat(41)))
        );
        assert_eq!(product_text(4, &whole).encode_utf16().count(), MAX_TEXT);
        assert_eq!(
            product_text(4, &"👖".repeat(40)).encode_utf16().count(),
            139
        );
    }

    #[test]
    fn in_a_shop_with_a_long_name_a_short_title_stays_and_a_long_one_becomes_a_number() {
        assert!(product_text(40, "Gorro").contains("cuando vuelva Gorro."));
        let text = product_text(40, "Vaqueros rectos");
        assert!(text.contains("1 temas"), "{text}");
    }

    #[test]
    fn a_title_is_made_plain_so_that_it_can_stand_in_a_text() {
        for (title, plain) in [
            ("  Silla\n  «Sol»\t ", "Silla «Sol»"),
            ("a\u{A0}b\u{0}c", "a b c"),
            ("{code} {product}", "code product"),
            ("{}", ""),
            ("", ""),
        ] {
            assert_eq!(plain_title(title), plain);
        }
        assert_eq!(plain_title(&"é ".repeat(80)), "é ".repeat(40).trim());
        assert_eq!(plain_title(&"x".repeat(81)), "x".repeat(80));
    }

    #[test]
    fn a_phrase_without_a_place_for_the_title_stays_as_it_is() {
        assert_eq!(product_phrase(&ES, "Demo", "ofertas", "Jeans"), "ofertas");
    }

    proptest! {
        #[test]
        fn whatever_the_product_is_called_its_text_fits_and_is_known_again(
            title in "[ -~á-ü{}\u{1F456}]{0,120}", letters in 1_usize..=40,
        ) {
            let shop = "x".repeat(letters);
            let phrase = product_phrase(&ES, &shop, BACK, &title);
            let text = opt_in_text(&ES, &shop, &[&phrase], &code());
            prop_assert!(text.encode_utf16().count() <= MAX_TEXT, "{}", text);
            let (before, _) = text.split_once("12345-67896").unwrap();
            prop_assert!(says_the_same(&ES, &shop, &[&phrase], before));
            prop_assert!(is_own_wording(&ES, &shop, &text));
            // A title that was made plain before is the same title.
            prop_assert_eq!(product_phrase(&ES, &shop, BACK, &plain_title(&title)), phrase);
        }
    }

    #[test]
    fn its_own_wording_is_known_without_case_accents_punctuation_or_spacing() {
        let same = |text| says_the_same(&ES, "Demo", &["ofertas"], text);
        assert!(same(
            "Hola, Demo: quiero recibir por WhatsApp ofertas. Código "
        ));
        assert!(same(
            "hola demo   QUIERO recibir por whatsapp ofertas; codigo"
        ));
        assert!(!same("Código "));
        assert!(!same(
            "No quiero: Hola, Demo: quiero recibir por WhatsApp ofertas. Código "
        ));
        assert!(!same(
            "Hola, Demo: quiero recibir por WhatsApp noticias. Código "
        ));
        assert!(!same(
            "Hola, Otra: quiero recibir por WhatsApp ofertas. Código "
        ));
    }

    #[test]
    fn the_shops_own_text_is_known_with_its_code_damaged_or_gone() {
        let own = |text| is_own_wording(&ES, "Demo", text);
        assert!(own(
            "Hola, Demo: quiero recibir por WhatsApp ofertas. Código 12345-6789"
        ));
        assert!(own(
            "Hola Demo, quiero recibir por WhatsApp lo que sea. Código"
        ));
        assert!(!own("Hola, Demo: ¿tenéis vaqueros?"));
        assert!(!own(
            "Hola, Otra: quiero recibir por WhatsApp ofertas. Código 12345-6789"
        ));
    }

    #[test]
    fn a_deep_link_is_encoded_for_every_client() {
        assert_eq!(
            deep_link("https://wa.me/15550783881", "Código A-1 & más"),
            "https://wa.me/15550783881?text=C%C3%B3digo%20A-1%20%26%20m%C3%A1s"
        );
    }
}
