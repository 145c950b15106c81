//! The form in which texts are compared: without case, accents, punctuation or spacing.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// `text` in lower case, decomposed, with letters and digits only.
pub fn fold(text: &str) -> String {
    text.nfkd()
        .filter(|character| !is_combining_mark(*character))
        .flat_map(char::to_lowercase)
        .filter(|character| character.is_alphanumeric())
        .collect()
}

/// What follows in `text` after a beginning that folds to `folded`. Nothing where it begins otherwise.
pub fn after<'a>(text: &'a str, folded: &str) -> Option<&'a str> {
    let mut left = folded;
    for (at, character) in text.char_indices() {
        if left.is_empty() {
            return text.get(at..);
        }
        left = left.strip_prefix(fold(character.encode_utf8(&mut [0; 4])).as_str())?;
    }
    left.is_empty().then_some("")
}

/// The words of `text`, each folded; a word ends where letters and digits do.
pub fn words(text: &str) -> Vec<String> {
    text.nfkc()
        .collect::<String>()
        .split(|character: char| !(character.is_alphanumeric() || is_combining_mark(character)))
        .map(fold)
        .filter(|word| !word.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_punctuation_and_spacing_do_not_count() {
        assert_eq!(fold("¡Código:  ÁÉ-ñ 12!"), "codigoaen12");
        assert_eq!(fold("Größe"), "große");
        assert_eq!(fold("👍"), "");
    }

    #[test]
    fn what_follows_a_folded_beginning_is_found() {
        assert_eq!(after("¡Código:  12! Más", "codigo12"), Some("! Más"));
        assert_eq!(after("Co\u{301}digo", "codigo"), Some(""));
        assert_eq!(after("👍", ""), Some("👍"));
        for other in ["Código 1", "Un código 12", "", "Códigos 12"] {
            assert_eq!(after(other, "codigo12"), None, "{other}");
        }
    }

    #[test]
    fn words_end_where_letters_do() {
        assert_eq!(words("¡Stop, por-favor! 👍"), ["stop", "por", "favor"]);
    }
}
