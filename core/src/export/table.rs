//! An export as one table: a row for each opt-in with its person's columns, and one for each person
//! without an opt-in.

use super::csv::write_row;
use super::{Cursor, Entry, OptIn, Person, Record, ScopeStanding};
use serde_json::Value;

/// How many columns there are.
const WIDTH: usize = 24;

/// The columns.
pub const COLUMNS: [&str; WIDTH] = [
    "cursor",
    "person",
    "phone",
    "wa_id",
    "user_id",
    "name",
    "opt_in",
    "code",
    "state",
    "purposes",
    "standings",
    "native_stop",
    "statement",
    "locale",
    "page",
    "source",
    "campaign",
    "product_id",
    "product_title",
    "fields",
    "browser",
    "requested_at",
    "confirmed_at",
    "withdrawn_at",
];

/// Appends the first row.
pub fn write_header(out: &mut Vec<u8>) {
    write_row(out, b',', COLUMNS.into_iter());
}

/// Appends the row of a record; nothing for a person with opt-ins, whose rows have all of it.
pub fn write_record(entry: &Entry, out: &mut Vec<u8>) {
    let cells = match &entry.record {
        Record::Person(person) if person.opt_ins > 0 => return,
        Record::Person(person) => of_person(&entry.cursor, person),
        Record::OptIn(opt_in) => of_opt_in(&entry.cursor, opt_in),
    };
    write_row(out, b',', cells.iter().map(String::as_str));
}

fn of_person(cursor: &Cursor, person: &Person) -> [String; WIDTH] {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let mut cells = [const { String::new() }; WIDTH];
    let own = [
        ("cursor", cursor.to_string()),
        ("person", person.id.clone()),
        ("phone", text(&person.phone)),
        ("wa_id", text(&person.wa_id)),
        ("user_id", text(&person.user_id)),
        ("name", text(&person.name)),
        ("standings", standings(&person.standings)),
        ("native_stop", person.native_stop.to_string()),
        ("locale", text(&person.locale)),
    ];
    for (name, own) in own {
        let column = COLUMNS.iter().position(|column| *column == name);
        if let Some(cell) = column.and_then(|column| cells.get_mut(column)) {
            *cell = own;
        }
    }
    cells
}

fn of_opt_in(cursor: &Cursor, opt_in: &OptIn) -> [String; WIDTH] {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let json = |value: &Option<Value>| value.as_ref().map_or_else(String::new, Value::to_string);
    let product = |name: &str| {
        let product = opt_in
            .product
            .as_ref()
            .and_then(|product| product.get(name));
        product
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    [
        cursor.to_string(),
        text(&opt_in.person),
        text(&opt_in.phone),
        text(&opt_in.wa_id),
        text(&opt_in.user_id),
        text(&opt_in.name),
        opt_in.id.to_string(),
        opt_in.code.clone(),
        opt_in.state.clone(),
        opt_in.purposes.join(" "),
        standings(&opt_in.standings),
        opt_in.native_stop.to_string(),
        opt_in.statement.clone(),
        opt_in.locale.clone(),
        opt_in.page.clone(),
        opt_in.source.clone(),
        text(&opt_in.campaign),
        product("id"),
        product("title"),
        json(&opt_in.fields),
        json(&opt_in.browser),
        opt_in.requested_at.clone(),
        text(&opt_in.confirmed_at),
        text(&opt_in.withdrawn_at),
    ]
}

/// `offers:granted restock:stopped`; of a product `restock/sku-1:granted`.
fn standings(standings: &[ScopeStanding]) -> String {
    let words = standings.iter().map(|standing| match &standing.product {
        Some(product) => format!("{}/{product}:{}", standing.purpose, standing.standing),
        None => format!("{}:{}", standing.purpose, standing.standing),
    });
    words.collect::<Vec<_>>().join(" ")
}
