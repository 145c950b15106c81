//! Message ids as Meta makes them: base64 with the person's number readable inside.
//!
//! Decoded, a published id reads `1c 18 0b "16503879439" 15 02 00 11 18 12 "E6969304FB8F352AF…" 00`:
//! a length-prefixed number, a constant, `11` for messages of the business or `12` for those of the
//! person, and a length-prefixed identifier. Whoever stores or logs a wamid stores or logs a number.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::random;

/// Who wrote the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Author {
    /// The business, through the Graph API.
    Business,
    /// The person, from a phone.
    Person,
}

/// A new id for a message between the business and this person (digits, or a user id when the
/// phone number is hidden).
pub(crate) fn new(author: Author, person: &str) -> String {
    let token = match author {
        Author::Business => random::hex_upper(18),
        Author::Person => format!("3A{}", random::hex_upper(18)),
    };
    let mut bytes = vec![0x1c, 0x18];
    push_prefixed(&mut bytes, person);
    bytes.extend([0x15, 0x02, 0x00]);
    bytes.extend([
        match author {
            Author::Business => 0x11,
            Author::Person => 0x12,
        },
        0x18,
    ]);
    push_prefixed(&mut bytes, &token);
    bytes.push(0x00);
    format!("wamid.{}", STANDARD.encode(bytes))
}

fn push_prefixed(bytes: &mut Vec<u8>, text: &str) {
    let text: String = text.chars().take(127).collect();
    bytes.push(u8::try_from(text.len()).unwrap_or(0));
    bytes.extend(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From Meta's published samples.
    const OF_BUSINESS: &str = "wamid.HBgLMTY1MDM4Nzk0MzkVAgARGBJFNjk2OTMwNEZCQjhGMzUyQUYA";
    const OF_PERSON: &str = "wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQzQUU0M0MxQzQzMUJCMTMwNUZFOQA=";

    fn decoded(wamid: &str) -> Vec<u8> {
        STANDARD
            .decode(wamid.strip_prefix("wamid.").unwrap())
            .unwrap()
    }

    #[test]
    fn ids_have_the_anatomy_of_published_ones() {
        for (author, published) in [(Author::Business, OF_BUSINESS), (Author::Person, OF_PERSON)] {
            let (ours, theirs) = (decoded(&new(author, "16503879439")), decoded(published));
            assert_eq!(ours.len(), theirs.len());
            let head = 19; // everything before the token
            assert_eq!(ours.get(..head), theirs.get(..head), "{author:?}");
            assert_eq!(ours.last(), Some(&0));
        }
        assert!(
            new(Author::Business, "16503879439").starts_with("wamid.HBgLMTY1MDM4Nzk0MzkVAgARGB")
        );
    }

    #[test]
    fn the_number_can_be_read_in_the_id() {
        let bytes = decoded(&new(Author::Person, "34600000001"));
        assert!(bytes.windows(11).any(|window| window == b"34600000001"));
    }

    #[test]
    fn ids_are_unique() {
        let ids: std::collections::BTreeSet<_> = (0..1000)
            .map(|_| new(Author::Business, "34600000001"))
            .collect();
        assert_eq!(ids.len(), 1000);
    }
}
