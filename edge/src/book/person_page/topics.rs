//! What a person gets, or got, or could get.

use super::super::sql::{Sql, bind};
use super::super::{Desk, settings};
use saludo_core::locale::Locale;
use saludo_core::opt_in::Product;
use saludo_core::person_page::{Standing, Topic};
use saludo_core::purpose::{Category, PurposeId};
use saludo_core::statement::{StatedPurpose, Statement};
use saludo_core::time::Millis;
use serde::Deserialize;
use std::collections::BTreeMap;
use worker::Result;

#[derive(Deserialize)]
struct Row {
    purpose: PurposeId,
    product: String,
    standing: Standing,
    since: Option<Millis>,
    ended_at: Option<Millis>,
    statement: Option<String>,
}

/// In the shop's order; what the shop offers no more comes last.
pub(in super::super) fn of(desk: &Desk<'_>, person: &str, locale: &Locale) -> Result<Vec<Topic>> {
    let rows: Vec<Row> = desk.sql.rows(
        "SELECT purpose, product, standing, since, ended_at, statement FROM standings
         WHERE person = ? ORDER BY purpose, product",
        bind![person],
    )?;
    let form = desk.settings.statement(locale);
    let button = desk.settings.product_statement(locale);
    let current: Vec<&StatedPurpose> = [&form, &button]
        .into_iter()
        .flatten()
        .flat_map(|statement| &statement.purposes)
        .collect();
    let offered = form.iter().flat_map(|statement| &statement.purposes);
    let titles = titles(desk.sql, person)?;
    let mut topics = Vec::new();
    for purpose in offered {
        let is_known = rows
            .iter()
            .any(|row| row.purpose == purpose.id && row.product.is_empty());
        if !is_known {
            topics.push(never(purpose));
        }
    }
    for row in rows {
        let agreed = row.statement.as_deref();
        let agreed = agreed
            .map(|id| settings::statement(desk.sql, id))
            .transpose()?
            .flatten();
        let named = current.iter().copied().find(|own| own.id == row.purpose);
        topics.push(topic(row, agreed, named, &titles));
    }
    let place = |topic: &Topic| {
        let mut all = current.iter();
        all.position(|own| own.id == topic.purpose)
            .unwrap_or(usize::MAX)
    };
    topics.sort_by_key(place);
    Ok(topics)
}

/// A topic that nothing was ever said about.
fn never(purpose: &StatedPurpose) -> Topic {
    Topic {
        purpose: purpose.id.clone(),
        product: String::new(),
        product_title: None,
        label: purpose.label.clone(),
        value: purpose.value.clone(),
        frequency: purpose.frequency.clone(),
        category: purpose.category,
        standing: Standing::Never,
        since: None,
        ended_at: None,
        agreed: None,
        is_offered: true,
    }
}

/// A topic in the words of today, else in those that were agreed to.
fn topic(
    row: Row,
    agreed: Option<Statement>,
    named: Option<&StatedPurpose>,
    titles: &BTreeMap<String, String>,
) -> Topic {
    let stated = agreed.as_ref().and_then(|statement| {
        let mut all = statement.purposes.iter();
        all.find(|own| own.id == row.purpose)
    });
    let words = named.or(stated);
    let text = |of: fn(&StatedPurpose) -> &String| words.map(of).cloned().unwrap_or_default();
    Topic {
        product_title: titles.get(&row.product).cloned(),
        label: words.map_or_else(|| row.purpose.to_string(), |own| own.label.clone()),
        value: text(|own| &own.value),
        frequency: text(|own| &own.frequency),
        category: words.map_or(Category::Marketing, |own| own.category),
        standing: row.standing,
        since: row.since,
        ended_at: row.ended_at,
        is_offered: named.is_some() && row.product.is_empty(),
        agreed,
        purpose: row.purpose,
        product: row.product,
    }
}

/// The names of the products that a person waits for, by the shop's id.
fn titles(sql: &Sql, person: &str) -> Result<BTreeMap<String, String>> {
    #[derive(Deserialize)]
    struct Named {
        product: String,
    }
    let rows: Vec<Named> = sql.rows(
        "SELECT product FROM opt_ins WHERE person = ? AND product IS NOT NULL ORDER BY id",
        bind![person],
    )?;
    let read = |row: Named| serde_json::from_str::<Product>(&row.product).ok();
    let products = rows.into_iter().filter_map(read);
    Ok(products
        .map(|product| (product.id, product.title))
        .collect())
}
