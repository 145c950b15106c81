//! The languages that a browser asks for (RFC 9110, section 12.5.4).

use crate::locale::Locale;

/// The languages in an `Accept-Language` header, the most wanted first. What cannot be read, what
/// is refused (`q=0`) and the wildcard are left out.
pub fn wanted(header: &str) -> Vec<Locale> {
    let mut wanted: Vec<(f32, Locale)> = header.split(',').filter_map(entry).collect();
    // Stable: of two with the same weight the first stays first.
    wanted.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    wanted.into_iter().map(|(_, locale)| locale).collect()
}

/// `es-MX` or `es;q=0.8`.
fn entry(text: &str) -> Option<(f32, Locale)> {
    let mut parts = text.split(';').map(str::trim);
    let locale = Locale::parse(parts.next()?).ok()?;
    let weight = match parts.find_map(|part| part.strip_prefix("q=")) {
        Some(weight) => weight.parse().ok()?,
        None => 1.0,
    };
    (weight > 0.0 && weight <= 1.0).then_some((weight, locale))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(header: &str) -> Vec<String> {
        wanted(header).into_iter().map(String::from).collect()
    }

    #[test]
    fn the_most_wanted_language_comes_first() {
        assert_eq!(
            tags("fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7, *;q=0.5"),
            ["fr-CH", "fr", "en", "de"]
        );
        assert_eq!(
            tags("de;q=0.1,es;q=0.5,pt-br,en;q=0.5"),
            ["pt-BR", "es", "en", "de"]
        );
    }

    #[test]
    fn what_is_refused_or_unreadable_is_left_out() {
        assert_eq!(
            tags("en;q=0, es;q=x, de;q=2, fr;q=-1, x-klingon, it ; q=0.3, ca;q=NaN"),
            ["it"]
        );
        assert_eq!(tags(""), [""; 0]);
    }
}
