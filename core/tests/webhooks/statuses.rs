//! What became of our messages, what people choose in WhatsApp itself, and what staff wrote.

use crate::one;
use saludo_core::phone::{UserId, WaId};
use saludo_core::webhook::{
    Content, Conversation, Echo, Kind, MetaError, Preference, PreferenceValue, Pricing, Status,
};

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn status(word: &str) -> Status {
    Status {
        id: some("wamid.OUT"),
        status: some(word),
        at: Some(1_760_000_000_000),
        recipient_id: some("34600111333"),
        recipient_user_id: some("ES.70aBc91"),
        ..Status::default()
    }
}

fn pricing(billable: bool, model: &str, kind: Option<&str>, category: &str) -> Option<Pricing> {
    Some(Pricing {
        billable,
        model: some(model),
        kind: kind.map(str::to_owned),
        category: some(category),
    })
}

fn conversation(expires_at: Option<i64>, origin: &str) -> Option<Conversation> {
    Some(Conversation {
        id: some("conv-1"),
        expires_at,
        origin: some(origin),
    })
}

fn statuses() -> Vec<(&'static str, Status)> {
    let words = "This message was not delivered to maintain healthy ecosystem engagement.";
    vec![
        (
            "status_sent",
            Status {
                biz_opaque_callback_data: some("saludo:abc"),
                conversation: conversation(Some(1_760_086_400_000), "referral_conversion"),
                pricing: pricing(
                    false,
                    "PMP",
                    Some("free_entry_point"),
                    "referral_conversion",
                ),
                ..status("sent")
            },
        ),
        (
            "status_delivered",
            Status {
                recipient_parent_user_id: some("ES.ENT.44dEf"),
                pricing: pricing(true, "PMP", Some("regular"), "marketing"),
                ..status("delivered")
            },
        ),
        (
            "status_read",
            Status {
                recipient_id: None,
                recipient_identity_key_hash: some("q3Zr8Kx0b1c="),
                ..status("read")
            },
        ),
        ("status_played", status("played")),
        (
            "status_by_conversation",
            Status {
                conversation: conversation(None, "utility"),
                pricing: pricing(true, "CBP", None, "utility"),
                ..status("delivered")
            },
        ),
        (
            "status_failed",
            Status {
                recipient_user_id: None,
                errors: vec![MetaError {
                    code: Some(131_049),
                    title: some(words),
                    message: some(words),
                    details: some(
                        "In order to maintain a healthy ecosystem engagement, the message failed to be delivered.",
                    ),
                    href: some(
                        "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/",
                    ),
                }],
                ..status("failed")
            },
        ),
        (
            "status_in_group",
            Status {
                recipient_id: some("Z3J1cG8"),
                recipient_user_id: None,
                recipient_type: some("group"),
                recipient_participant_id: some("34600111333"),
                recipient_participant_user_id: some("ES.70aBc91"),
                ..status("delivered")
            },
        ),
        ("status_of_a_new_word", status("teleported")),
    ]
}

fn preferences() -> Vec<(&'static str, Preference)> {
    let preference = |value: PreferenceValue, detail: &str| Preference {
        wa_id: WaId::parse("34600111333").ok(),
        user_id: UserId::parse("ES.70aBc91").ok(),
        parent_user_id: some("ES.ENT.44dEf"),
        category: "marketing_messages".into(),
        value,
        at: Some(1_760_000_000_000),
        detail: some(detail),
        signup_id: None,
    };
    vec![
        (
            "preference_stop",
            preference(
                PreferenceValue::Stop,
                "User requested to stop marketing messages",
            ),
        ),
        (
            "preference_resume",
            preference(
                PreferenceValue::Resume,
                "User requested to resume marketing messages",
            ),
        ),
        (
            "preference_signup",
            Preference {
                signup_id: some("55120"),
                ..preference(PreferenceValue::Signup, "User signed up via signup link")
            },
        ),
    ]
}

pub(crate) fn names() -> Vec<&'static str> {
    let statuses = statuses().into_iter().map(|(name, _)| name);
    let preferences = preferences().into_iter().map(|(name, _)| name);
    statuses.chain(preferences).chain(["echo_text"]).collect()
}

#[test]
fn every_status_is_read_exactly() {
    for (name, expected) in statuses() {
        let status = one(name, Kind::Status, |update| Status::parse(update.item));
        assert_eq!(status, Some(expected), "{name}");
    }
}

#[test]
fn every_preference_is_read_exactly() {
    for (name, expected) in preferences() {
        let preference = one(name, Kind::Preference, |update| {
            Preference::parse(update.item)
        });
        assert_eq!(preference, Some(expected), "{name}");
    }
}

#[test]
fn what_staff_wrote_is_read_exactly() {
    let echo = one("echo_text", Kind::Echo, |update| Echo::parse(update.item));
    let expected = Echo {
        id: some("wamid.ECHO"),
        wa_id: WaId::parse("34600111333").ok(),
        user_id: UserId::parse("ES.70aBc91").ok(),
        parent_user_id: some("ES.ENT.44dEf"),
        at: Some(1_760_000_000_000),
        content: Content::Text("Ahora te lo miro".into()),
    };
    assert_eq!(echo, Some(expected));
}
