//! What somebody does in the chat: the fields of its forms.

use super::{FormKey, Reply, ReplyError, ReplyText, Seen};
use crate::console::Tag;
use serde::{Deserialize, Serialize};

/// What a form asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Send this.
    Reply(Reply),
    /// Put a canned reply into the box; nothing is sent.
    Insert {
        /// Its short cut.
        shortcut: String,
    },
    /// It needs no answer (any more).
    Done(Seen),
    /// It is a colleague's from now on, or nobody's.
    HandOver(Option<Tag>),
    /// Send a reply again of which nobody knows whether it went, by its row.
    Again(u32),
}

/// Why a form was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormError {
    /// No form of this page looks like this.
    Malformed,
    /// The words may not be sent.
    Text(ReplyError),
    /// The tag is none.
    Tag,
}

impl Act {
    /// Reads a form by its fields.
    ///
    /// # Errors
    /// Where it is none of this page's, or what was typed may not be.
    pub fn parse<'a>(field: impl Fn(&str) -> Option<&'a str>) -> Result<Self, FormError> {
        let seen = || {
            field("seen")
                .and_then(Seen::parse)
                .ok_or(FormError::Malformed)
        };
        match field("do") {
            Some("reply") => {
                let key = field("key").unwrap_or_default().to_owned();
                Ok(Self::Reply(Reply {
                    key: FormKey::try_from(key).map_err(|_| FormError::Malformed)?,
                    seen: seen()?,
                    text: ReplyText::parse(field("text").unwrap_or_default())
                        .map_err(FormError::Text)?,
                }))
            }
            Some("insert") => Ok(Self::Insert {
                shortcut: field("canned").unwrap_or_default().to_owned(),
            }),
            Some("done") => Ok(Self::Done(seen()?)),
            Some("hand_over") => match field("tag").map(str::trim) {
                None | Some("") => Ok(Self::HandOver(None)),
                Some(tag) => Tag::parse(tag)
                    .map(|tag| Self::HandOver(Some(tag)))
                    .map_err(|_| FormError::Tag),
            },
            Some("again") => field("message")
                .and_then(|message| message.parse().ok())
                .map(Self::Again)
                .ok_or(FormError::Malformed),
            _ => Err(FormError::Malformed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(fields: &[(&str, &'static str)]) -> Result<Act, FormError> {
        Act::parse(|name| {
            fields
                .iter()
                .find(|(own, _)| *own == name)
                .map(|(_, value)| *value)
        })
    }

    const KEY: (&str, &str) = ("key", "0123456789abcdefghjk");

    #[test]
    fn each_button_is_known() {
        let seen = Seen {
            message: 3,
            reply: 2,
            echo: 1,
        };
        let reply = parse(&[("do", "reply"), KEY, ("seen", "3.2.1"), ("text", "Hi")]);
        let Ok(Act::Reply(reply)) = reply else {
            panic!("{reply:?}")
        };
        assert_eq!((reply.text.as_str(), reply.seen), ("Hi", seen));
        assert_eq!(
            parse(&[("do", "done"), ("seen", "3.2.1")]),
            Ok(Act::Done(seen))
        );
        assert_eq!(
            parse(&[("do", "hand_over"), ("tag", " ")]),
            Ok(Act::HandOver(None))
        );
        assert_eq!(
            parse(&[("do", "hand_over"), ("tag", "Bea")]),
            Ok(Act::HandOver(Tag::parse("Bea").ok()))
        );
        assert_eq!(
            parse(&[("do", "again"), ("message", "7")]),
            Ok(Act::Again(7))
        );
    }

    #[test]
    fn what_is_no_form_of_ours_is_refused_and_typed_words_are_told_apart_from_it() {
        for fields in [
            vec![],
            vec![("do", "erase")],
            vec![("do", "done")],
            vec![("do", "reply"), ("seen", "1.1.1"), ("text", "Hi")],
            vec![("do", "reply"), KEY, ("text", "Hi")],
            vec![("do", "again"), ("message", "-1")],
        ] {
            assert_eq!(parse(&fields), Err(FormError::Malformed), "{fields:?}");
        }
        let empty = parse(&[("do", "reply"), KEY, ("seen", "1.1.1")]);
        assert_eq!(empty, Err(FormError::Text(ReplyError::Empty)));
        let tag = parse(&[("do", "hand_over"), ("tag", "a\nb")]);
        assert_eq!(tag, Err(FormError::Tag));
    }
}
