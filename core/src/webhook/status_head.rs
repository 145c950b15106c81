//! As much of a status as tells whether there is anything to do about it.
//!
//! Nine of ten updates are statuses, most of them of messages that other programs sent. Those are
//! read this far and no further.

use super::loose;
use super::status::Delivery;
use serde::Deserialize;
use serde_json::value::RawValue;

/// The head of one item of `statuses`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StatusHead {
    /// The id of the message.
    pub id: Option<String>,
    /// Meta's word for what happened.
    pub word: Option<String>,
    /// To which number.
    pub recipient_id: Option<String>,
    /// To which user ID.
    pub recipient_user_id: Option<String>,
    /// In a group: to which member's number.
    participant_id: Option<String>,
    /// In a group: to which member's user ID.
    participant_user_id: Option<String>,
    /// What the sender gave it to be known again by.
    pub callback: Option<String>,
    /// Whether it says why a message failed.
    pub has_errors: bool,
}

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Wire<'a> {
    #[serde(deserialize_with = "loose::text")]
    id: Option<String>,
    #[serde(deserialize_with = "loose::text")]
    status: Option<String>,
    #[serde(deserialize_with = "loose::text")]
    recipient_id: Option<String>,
    #[serde(deserialize_with = "loose::text")]
    recipient_user_id: Option<String>,
    #[serde(deserialize_with = "loose::text")]
    recipient_participant_id: Option<String>,
    #[serde(deserialize_with = "loose::text")]
    recipient_participant_user_id: Option<String>,
    #[serde(deserialize_with = "loose::text")]
    biz_opaque_callback_data: Option<String>,
    #[serde(borrow)]
    errors: Option<&'a RawValue>,
}

impl StatusHead {
    /// Reads one item; nothing where it is no object.
    #[inline]
    pub(super) fn parse(item: &RawValue) -> Option<Self> {
        let wire: Wire<'_> = loose::part(Some(item))?;
        Some(Self {
            id: wire.id,
            word: wire.status,
            recipient_id: wire.recipient_id,
            recipient_user_id: wire.recipient_user_id,
            participant_id: wire.recipient_participant_id,
            participant_user_id: wire.recipient_participant_user_id,
            callback: wire.biz_opaque_callback_data,
            has_errors: wire.errors.is_some_and(|errors| errors.get() != "[]"),
        })
    }

    /// What happened, where the word is a known one.
    pub fn delivery(&self) -> Option<Delivery> {
        Delivery::parse(self.word.as_deref()?)
    }

    /// Who it went to, by the most exact name given.
    pub fn recipient(&self) -> &str {
        self.participant_user_id
            .as_deref()
            .or(self.participant_id.as_deref())
            .or(self.recipient_id.as_deref())
            .or(self.recipient_user_id.as_deref())
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::super::Status;
    use super::*;
    use proptest::prelude::*;

    fn head(json: &str) -> StatusHead {
        StatusHead::parse(serde_json::from_str(json).unwrap()).unwrap()
    }

    #[test]
    fn the_head_of_a_failure_says_that_there_are_errors() {
        let failed = head(
            r#"{"id":"wamid.A","status":"failed","timestamp":"1","recipient_id":"34600000001",
                "biz_opaque_callback_data":"x","errors":[{"code":131026,"title":"Undeliverable"},7]}"#,
        );
        assert_eq!(failed.delivery(), Some(Delivery::Failed));
        assert_eq!(failed.recipient(), "34600000001");
        assert_eq!(failed.callback.as_deref(), Some("x"));
        assert!(failed.has_errors);
        for json in [r"{}", r#"{"errors":[]}"#, r#"{"errors":null}"#] {
            assert!(!head(json).has_errors, "{json}");
        }
    }

    #[test]
    fn the_most_exact_recipient_counts() {
        let names = [
            (r#""recipient_user_id":"US.1""#, "US.1"),
            (r#""recipient_id":1"#, "1"),
            (r#""recipient_participant_id":"2""#, "2"),
            (r#""recipient_participant_user_id":"US.2""#, "US.2"),
        ];
        let mut fields = Vec::new();
        for (field, recipient) in names {
            fields.push(field);
            let json = format!("{{{}}}", fields.join(","));
            assert_eq!(head(&json).recipient(), recipient, "{json}");
        }
        assert_eq!(head("{}").recipient(), "");
    }

    proptest! {
        /// What the head passes over must not make the whole unreadable, nor the other way round.
        #[test]
        fn the_head_says_what_the_whole_says(
            id in "[a-z]{0,3}", word in "sent|read|failed|odd", rest in "[1-9][0-9]{0,3}|null|true|\"x\"|\\[\\]|\\{\\}",
        ) {
            let json = format!(
                r#"{{"id":"{id}","status":"{word}","recipient_id":{rest},"pricing":{rest},
                    "conversation":{rest},"errors":{rest},"timestamp":{rest}}}"#
            );
            let whole = Status::parse(json.as_bytes()).unwrap();
            let head = head(&json);
            prop_assert_eq!(&head.id, &whole.id);
            prop_assert_eq!(&head.recipient_id, &whole.recipient_id);
            prop_assert_eq!(head.delivery(), whole.delivery());
            prop_assert!(head.has_errors || whole.errors.is_empty());
        }
    }
}
