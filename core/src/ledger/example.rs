//! A small ledger for tests.

use super::*;
use crate::browser::Browser;
use crate::locale::Locale;
use crate::purpose::{Category, PurposeId};
use crate::shops::Slug;
use crate::statement::{StatedPurpose, Statement};
use crate::time::{DAY, SECOND};

pub(super) const START: i64 = 1_749_416_383_000;
pub(super) const CONTROLLER: &str = "Sol S.L., hola@sol.example";

pub(super) fn signer() -> Signer {
    Signer::new(&[1; 32])
}

pub(super) fn shop() -> Slug {
    Slug::parse("demo").unwrap()
}

pub(super) fn person() -> PersonId {
    PersonId::parse("7h2k9q").unwrap()
}

pub(super) fn offers() -> PurposeId {
    PurposeId::parse("offers").unwrap()
}

pub(super) fn salt() -> Salt {
    Salt::new([7; 32])
}

pub(super) fn facts() -> Facts {
    Facts {
        code: Some("K7Q2M9XT4D".into()),
        wa_id: Some("34600000001".into()),
        ..Facts::default()
    }
}

pub(super) fn statement() -> Statement {
    let text = |word: &str| word.to_owned();
    Statement {
        age: text("I am 16 or older."),
        brand: text("Sol"),
        button: text("Continue"),
        channel: text("WhatsApp"),
        consent: text("I agree."),
        controller: text(CONTROLLER),
        locale: Locale::parse("en").unwrap(),
        privacy_url: text("https://sol.example/privacy"),
        purposes: vec![StatedPurpose {
            category: Category::Marketing,
            frequency: text("4 a month"),
            id: offers(),
            label: text("Offers"),
            phrase: text("offers"),
            value: text("Be first"),
        }],
        recipients: text("WhatsApp (Meta)"),
        stop: text("Send STOP."),
        voluntary: text("Voluntary."),
    }
}

pub(super) fn consent() -> Consent {
    Consent {
        browser: Browser::of("Mozilla/5.0 Firefox/143.0"),
        campaign: None,
        commitment: salt().commit(&facts()),
        controller: CONTROLLER.into(),
        happened_at: Moment::new(START + 7 * SECOND),
        locale: Locale::parse("en").unwrap(),
        method: Method::Bubble,
        page: Some(PageAddress::try_from("https://sol.example/".to_owned()).unwrap()),
        person: person(),
        product: Some(salt().product_key("sku-1")),
        purposes: vec![offers()],
        requested_at: Some(Moment::new(START + 5 * SECOND)),
        statement: statement().id(),
    }
}

pub(super) fn withdrawal() -> Withdrawal {
    Withdrawal {
        commitment: None,
        controller: CONTROLLER.into(),
        happened_at: Moment::new(START + DAY),
        method: Method::Message,
        person: person(),
        product: None,
        purposes: vec![offers()],
        reach: Reach::All,
    }
}

/// A life: published, agreed, stopped, erased.
pub(super) fn events() -> Vec<Event> {
    vec![
        Event::StatementPublished(Publication {
            by: None,
            controller: CONTROLLER.into(),
            locale: Locale::parse("en").unwrap(),
            statement: statement().id(),
        }),
        Event::OptInConfirmed(consent()),
        Event::PurposeWithdrawn(withdrawal()),
        Event::Blocked(Blocking {
            by: Some("ana".into()),
            happened_at: Moment::new(START + 2 * DAY),
            method: Method::Staff,
            person: person(),
        }),
        Event::Destroyed(Destruction { person: person() }),
    ]
}

/// The genesis and then `events`, a second apart.
pub(super) fn chain(events: impl IntoIterator<Item = Event>) -> Vec<Record> {
    let first = Record::genesis(shop(), signer().public_key(), Moment::new(START));
    let mut records = vec![first];
    for event in events {
        let tip = records[records.len() - 1].tip();
        let next = tip.append(event, Moment::new(tip.at.millis() + SECOND));
        records.push(next);
    }
    records
}

pub(super) fn records() -> Vec<Record> {
    chain(events())
}

/// The head of `records`, signed a day later.
pub(super) fn head(records: &[Record]) -> Head {
    let tip = records[records.len() - 1].tip();
    signer().sign(&shop(), &tip, Moment::new(tip.at.millis() + DAY))
}

/// The proof of the consent in [`records`].
pub(crate) fn proof() -> Proof {
    let record = records().swap_remove(2);
    Proof {
        facts: facts(),
        head: signer().sign(&shop(), &record.tip(), Moment::new(START + DAY)),
        record,
        salt: salt(),
        statement: statement(),
    }
}
