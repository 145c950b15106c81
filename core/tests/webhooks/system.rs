//! What WhatsApp says about people: other numbers, user IDs and keys.

use crate::one;
use saludo_core::phone::{UserId, WaId};
use saludo_core::webhook::{Change, Content, Kind, Message, Moved, NewKey};

fn moved(ids: [&str; 4]) -> Moved {
    let [old_wa_id, old_user_id, new_wa_id, new_user_id] = ids;
    Moved {
        old_wa_id: WaId::parse(old_wa_id).ok(),
        old_user_id: UserId::parse(old_user_id).ok(),
        new_wa_id: WaId::parse(new_wa_id).ok(),
        new_user_id: UserId::parse(new_user_id).ok(),
        at: Some(1_760_000_000_000),
    }
}

fn moves() -> Vec<(&'static str, Moved)> {
    vec![
        (
            "system_number_changed",
            moved(["34600111333", "ES.70aBc91", "34600444555", "ES.81xYz"]),
        ),
        (
            "system_number_changed_older",
            moved(["34600111333", "", "34600444555", ""]),
        ),
        (
            "system_number_changed_oldest",
            moved(["34600111333", "", "34600444555", ""]),
        ),
        (
            "system_user_id_changed",
            moved(["", "ES.70aBc91", "", "ES.81xYz"]),
        ),
    ]
}

pub(crate) fn names() -> Vec<&'static str> {
    let others = [
        "system_identity_changed",
        "system_of_a_new_kind",
        "user_id_update",
    ];
    let moves = moves().into_iter().map(|(name, _)| name);
    moves.chain(others).collect()
}

#[test]
fn every_move_is_read_exactly() {
    for (name, expected) in moves() {
        let (moved, key) = one(name, Kind::Message, |update| {
            (Moved::parse(update.item), NewKey::parse(update.item))
        });
        assert_eq!((moved, key), (Some(expected), None), "{name}");
    }
}

#[test]
fn a_moved_user_id_is_read_from_its_own_field_too() {
    let expected = moved(["", "ES.70aBc91", "34600111333", "ES.81xYz"]);
    let change = one("user_id_update", Kind::Change, |update| {
        assert_eq!(update.phone_number_id.as_deref(), Some("700100200300"));
        Change::parse(update.item)
    });
    assert_eq!(change, Some(Change::UserIds(vec![expected])));
}

#[test]
fn a_new_key_is_read_with_the_moment_of_its_making() {
    let key = one("system_identity_changed", Kind::Message, |update| {
        assert_eq!(Moved::parse(update.item), None);
        NewKey::parse(update.item)
    });
    let expected = NewKey {
        wa_id: WaId::parse("34600111333").ok(),
        user_id: UserId::parse("ES.70aBc91").ok(),
        hash: Some("n3wK3y=".into()),
        at: Some(1_759_990_000_000),
    };
    assert_eq!(key, Some(expected));
}

#[test]
fn of_a_new_kind_of_notice_there_is_its_word() {
    one("system_of_a_new_kind", Kind::Message, |update| {
        assert_eq!(Moved::parse(update.item), None);
        assert_eq!(NewKey::parse(update.item), None);
        let kind = "user_went_to_mars".to_owned();
        let message = Message::parse(update.item).unwrap();
        assert_eq!(message.content, Content::System { kind });
    });
}
