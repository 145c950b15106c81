use super::*;
use crate::purpose::PurposeId;
use crate::time::Millis;
use serde_json::{Value, json};

const AT: Millis = 1_749_416_383_021;

fn about() -> About {
    About {
        shop: "demo".into(),
        person: Some("7h3k".into()),
        purposes: vec![PurposeId::parse("offers").unwrap()],
        statement: Some("ab12".into()),
        source: Some("bubble".into()),
        identifiers: None,
    }
}

fn body(event: &Event, about: &About) -> Value {
    serde_json::from_str(&event.body(about, AT).unwrap()).unwrap()
}

#[test]
fn the_standards_own_example_is_signed_as_it_is_there() {
    // github.com/standard-webhooks/standard-webhooks, the libraries' common test.
    let secret = EventsSecret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
    let (timestamp, signature) = signatures(
        &[secret],
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1_614_265_330_999,
        r#"{"test": 2432232314}"#,
    );
    assert_eq!(timestamp, "1614265330");
    assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

#[test]
fn while_a_secret_is_changed_both_sign() {
    let one = EventsSecret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
    let other = EventsSecret::parse(&format!("whsec_{}", "AAAA".repeat(8))).unwrap();
    let sign = |secrets: &[EventsSecret]| signatures(secrets, "msg_1", AT, "{}").1;
    let both = sign(&[one.clone(), other.clone()]);
    assert_eq!(both, format!("{} {}", sign(&[one]), sign(&[other])));
}

#[test]
fn a_secret_has_the_standards_shape_and_never_shows() {
    let whsec = |bytes: usize| format!("whsec_{}", "AAAA".repeat(bytes / 3));
    for good in [whsec(24), whsec(63)] {
        let secret = EventsSecret::parse(&good).unwrap();
        assert_eq!(format!("{secret:?}"), "EventsSecret(…)");
    }
    for wrong in [
        whsec(21),
        whsec(66),
        "AAAA".repeat(8),
        "whsec_".to_owned(),
        format!("whsec_{}!", "AAAA".repeat(8)),
        format!("whsk_{}", "AAAA".repeat(8)),
    ] {
        assert!(EventsSecret::parse(&wrong).is_err(), "{wrong}");
    }
}

#[test]
fn an_opt_in_tells_who_what_and_how_and_no_identifier() {
    let event = Event::OptInConfirmed(OptInChange {
        opt_in: Some(12),
        ..OptInChange::default()
    });
    assert_eq!(
        body(&event, &about()),
        json!({
            "type": "opt_in.confirmed", "timestamp": "2025-06-08T20:59:43.021Z",
            "data": {
                "shop": "demo", "person": "7h3k", "purposes": ["offers"], "statement": "ab12",
                "source": "bubble", "opt_in": 12, "product": null, "erased": false,
                "now_person": null,
            },
        })
    );
}

#[test]
fn identifiers_are_there_where_the_shop_asks_for_them() {
    let identifiers = Identifiers {
        phone: Some("+34600000001".into()),
        wa_id: Some("34600000001".into()),
        user_id: None,
        name: Some("Ana".into()),
    };
    let about = About {
        identifiers: Some(identifiers),
        ..about()
    };
    let event = Event::OptInWithdrawn(OptInChange::default());
    let body = body(&event, &about);
    assert_eq!(body["type"], "opt_in.withdrawn");
    assert_eq!(
        body["data"]["identifiers"],
        json!({"phone": "+34600000001", "wa_id": "34600000001", "user_id": null, "name": "Ana"})
    );
}

#[test]
fn a_message_tells_its_type_and_its_text_only_where_the_shop_asks() {
    let message = MessageReceived {
        kind: "text".into(),
        for_people: true,
        sent_at: AT,
        text: None,
        wamid: None,
    };
    let without = body(&Event::MessageReceived(message.clone()), &about());
    assert_eq!(
        without["data"]["message"],
        json!({"type": "text", "for_people": true, "sent_at": "2025-06-08T20:59:43.021Z"})
    );
    let with = MessageReceived {
        text: Some("¿Azul? 👍".into()),
        wamid: Some("wamid.A".into()),
        ..message
    };
    let with = body(&Event::MessageReceived(with), &about());
    assert_eq!(with["data"]["message"]["text"], "¿Azul? 👍");
    assert_eq!(with["data"]["message"]["wamid"], "wamid.A");
}

#[test]
fn a_message_that_failed_tells_why() {
    let failed = MessageFailed {
        kind: "welcome".into(),
        opt_in: Some(3),
        reason: Some("no_whatsapp".into()),
        error: Some(131_026),
        attempts: 1,
        wamid: None,
    };
    let body = body(&Event::MessageFailed(failed), &about());
    assert_eq!(body["type"], "message.failed");
    assert_eq!(
        body["data"]["message"],
        json!({"kind": "welcome", "opt_in": 3, "reason": "no_whatsapp", "error": 131_026,
            "attempts": 1})
    );
}

#[test]
fn the_type_of_a_message_is_metas_word() {
    assert_eq!(message_type(br#"{"type":"image","image":{}}"#), "image");
    for none in [&b"{}"[..], br#"{"type":7}"#, b"[]"] {
        assert_eq!(message_type(none), "");
    }
}

#[test]
fn every_kind_is_written_as_its_word() {
    for kind in EventKind::ALL {
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
    }
}

#[test]
fn an_event_is_tried_ten_times_in_three_days() {
    assert_eq!(SCHEDULE.waits.len() + 1, 10);
    let hours: Millis = SCHEDULE.waits.iter().sum::<Millis>() / crate::time::HOUR;
    assert_eq!(hours, 75);
    assert_eq!(SCHEDULE.wait(10, None, 0), None);
}
