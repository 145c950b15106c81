//! Meta's bodies: nothing vanishes, nothing spoils its neighbours, and an update is known again in
//! any other batch.

use saludo_core::confirm::read;
use saludo_core::graph::Answer;
use saludo_core::settings::Settings;
use saludo_core::stop::Setting;
use saludo_core::webhook::{
    Change, Contact, Echo, Keys, Kind, Message, Moved, NewKey, Preference, Status, Update, split,
};
use std::collections::BTreeMap;

pub(crate) fn check(data: &[u8]) {
    let keys = Keys::new(&[7; 32]);
    let updates = split(data, &keys);
    assert!(!updates.is_empty(), "nothing vanishes");
    let again = split(data, &keys);
    assert_eq!(updates.len(), again.len());
    for (update, again) in updates.iter().zip(&again) {
        assert_eq!(update.key, again.key);
        assert!(
            is_part_of(update.item, data),
            "an item is bytes of the body"
        );
        assert!(
            update
                .contact
                .is_none_or(|contact| is_part_of(contact, data))
        );
        is_read(update);
        is_known_again(update, &keys);
    }
    // Behind the envelope: any bytes, read as anything.
    for kind in [
        Kind::Message,
        Kind::Status,
        Kind::Preference,
        Kind::Echo,
        Kind::Change,
        Kind::History,
        Kind::Other,
    ] {
        is_read_as(kind, data);
    }
    let _ = Answer::parse(200, data, None);
    let _ = Answer::parse(400, data, Some(1000));
}

fn is_part_of(part: &[u8], whole: &[u8]) -> bool {
    whole.as_ptr_range().contains(&part.as_ptr()) || part.is_empty()
}

/// What counts as an update of a kind can be read as one, unless it says something twice or has a
/// number beyond any: of some kinds no more is looked at than what the key needs, and the rest when
/// its turn comes.
fn is_read(update: &Update<'_>) {
    let once = |item: serde_json::Value| is_read_as(update.kind, item.to_string().as_bytes());
    let readable = is_read_as(update.kind, update.item)
        || serde_json::from_slice(update.item).map_or(true, once);
    assert!(readable || matches!(update.kind, Kind::Other | Kind::Unreadable));
    if let Some(contact) = update.contact {
        let contact = serde_json::from_slice::<Contact>(contact);
        assert!(contact.is_ok_and(|contact| contact.wa_id.is_some() || contact.user_id.is_some()));
    }
}

fn is_read_as(kind: Kind, item: &[u8]) -> bool {
    match kind {
        Kind::Message => {
            let _ = (Moved::parse(item), NewKey::parse(item));
            Message::parse(item).is_some_and(|message| {
                assert_eq!(Message::parse(item).as_ref(), Some(&message));
                let shop = Settings::example_for("demo", "https://wa.demo.example");
                let _ = read(&message, &shop, Setting::default());
                let _ = (message.words(), message.number(), message.is_written());
                assert!(message.sent_at.is_none_or(|at| at >= 0 && at % 1000 == 0));
                true
            })
        }
        Kind::Status => Status::parse(item).is_some_and(|status| {
            let _ = status.delivery();
            true
        }),
        Kind::Preference => Preference::parse(item).is_some(),
        Kind::Echo => Echo::parse(item).is_some(),
        Kind::Change => Change::parse(item).is_some(),
        // One old message, or a whole change full of them.
        Kind::History => Message::parse(item).is_some() || Change::parse(item).is_some(),
        Kind::Other | Kind::Unreadable => false,
    }
}

/// Alone in a body of its own, an update has the same key.
fn is_known_again(update: &Update<'_>, keys: &Keys) {
    let list = match update.kind {
        Kind::Message => "messages",
        Kind::Status => "statuses",
        Kind::Preference => "user_preferences",
        Kind::Echo => "message_echoes",
        Kind::Change | Kind::History | Kind::Other | Kind::Unreadable => return,
    };
    let Ok(item) = std::str::from_utf8(update.item) else {
        unreachable!("JSON is UTF-8");
    };
    let mut metadata = BTreeMap::new();
    if let Some(number) = &update.phone_number_id {
        metadata.insert("phone_number_id", number);
    }
    let metadata = serde_json::json!(metadata);
    let alone = format!(
        r#"{{"entry":[{{"id":"1","changes":[{{"value":{{"{list}":[{item}],"metadata":{metadata}}}}}]}}]}}"#
    );
    let updates = split(alone.as_bytes(), keys);
    assert_eq!(updates.len(), 1, "{alone}");
    for known in updates {
        assert_eq!((known.kind, known.key), (update.kind, update.key));
        assert_eq!(known.item, update.item);
    }
}
