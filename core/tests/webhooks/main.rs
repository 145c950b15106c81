//! Every fixture of `tests/fixtures/webhooks`, one file an event, and exactly what is read from it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]
#![allow(
    clippy::unnecessary_wraps,
    reason = "short ways to write what is expected of optional parts"
)]

mod account;
mod batches;
mod messages;
mod numbers;
mod others;
mod statuses;
mod system;
mod templates;

use saludo_core::webhook::{Keys, Kind, Update, split};
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/webhooks")
}

/// The body of a fixture.
fn body(name: &str) -> String {
    let path = folder().join(format!("{name}.json"));
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The names of all.
fn all() -> BTreeSet<String> {
    let files = fs::read_dir(folder()).unwrap();
    let name = |file: fs::DirEntry| {
        let path = file.path();
        path.file_stem().unwrap().to_str().unwrap().to_owned()
    };
    files.map(|file| name(file.unwrap())).collect()
}

fn keys() -> Keys {
    Keys::new(&[7; 32])
}

/// What is read from the one update of a fixture, which is of that kind.
fn one<T>(name: &str, kind: Kind, read: impl FnOnce(&Update<'_>) -> T) -> T {
    let body = body(name);
    let updates = split(body.as_bytes(), &keys());
    assert_eq!(updates.len(), 1, "{name}");
    assert_eq!(updates[0].kind, kind, "{name}");
    read(&updates[0])
}

/// By its kind each fixture stands in one of the tables, and every table has only fixtures.
#[test]
fn every_fixture_is_in_a_table() {
    let mut tables = BTreeSet::new();
    for names in [
        messages::names(),
        system::names(),
        statuses::names(),
        templates::names(),
        numbers::names(),
        account::names(),
        others::names(),
    ] {
        for name in names {
            assert!(tables.insert(name.to_owned()), "{name} stands in two");
        }
    }
    assert_eq!(tables, all());
}
