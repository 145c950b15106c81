//! What is looked for with `LIKE`. The platform's limit for a pattern is 50 bytes.

/// So many bytes of a text leave room for a wildcard at its end, and for a backslash before each
/// character.
pub(super) const ROOM: usize = 24;

/// The beginning of a text as it stands in a pattern with `ESCAPE '\'`.
pub(super) fn escaped(text: &str, room: usize) -> String {
    let escape = |letter: char| {
        let mark = matches!(letter, '%' | '_' | '\\').then_some('\\');
        mark.into_iter().chain([letter])
    };
    cut(text, room).chars().flat_map(escape).collect()
}

/// The beginning of a text, of so many bytes at most.
pub(super) fn cut(text: &str, room: usize) -> &str {
    let end = (0..=room.min(text.len()))
        .rev()
        .find(|end| text.is_char_boundary(*end))
        .unwrap_or(0);
    text.get(..end).unwrap_or_default()
}
