//! What the editor is made of: the settings, the ones that somebody began with, and who agreed to
//! what.

use crate::book::Desk;
use crate::book::settings;
use crate::book::sql::{Sql, bind};
use saludo_core::console::editor::View;
use saludo_core::settings::Settings;
use saludo_core::time::Millis;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use worker::{Error, Result};

#[derive(Deserialize)]
struct Row {
    body: String,
}

#[derive(Deserialize)]
struct Saved {
    at: Millis,
}

#[derive(Deserialize)]
struct Held {
    purpose: String,
    people: u32,
}

/// What is asked.
#[derive(Debug, Default)]
pub(super) struct Query {
    /// The version that a form was made from.
    since: Option<u32>,
    /// Whether it is asked how many people agreed to what, for which all of them are looked at.
    held: bool,
}

impl Query {
    pub(super) fn parse(url: &url::Url) -> Self {
        let mut query = Self::default();
        for (name, value) in url.query_pairs() {
            match name.as_ref() {
                "since" => query.since = value.parse().ok(),
                "held" => query.held = true,
                _ => {}
            }
        }
        query
    }
}

pub(super) fn view(desk: &Desk<'_>, query: &Query) -> Result<View> {
    let sql = desk.sql;
    let (version, settings) = settings::current(sql, desk.slug.as_str(), desk.config)?;
    let before = match query.since {
        Some(since) if i64::from(since) != version => at(desk, since)?,
        _ => None,
    };
    let saved: Option<Saved> = sql.row(
        "SELECT at FROM settings ORDER BY version DESC LIMIT 1",
        bind![],
    )?;
    let mut view = View {
        version,
        published: version > 0 || settings.may_be_published(),
        settings,
        saved_at: saved.map(|saved| saved.at),
        before,
        held: BTreeMap::new(),
        people: 0,
        taken: BTreeSet::new(),
    };
    if query.held {
        count(sql, &mut view)?;
    }
    Ok(view)
}

/// The settings of an older version; of the one before the first, what a new shop starts with.
fn at(desk: &Desk<'_>, version: u32) -> Result<Option<Settings>> {
    if version == 0 {
        let (slug, config) = (desk.slug.as_str(), desk.config);
        return Ok(Some(settings::at_first(slug, config)));
    }
    let row: Option<Row> = desk.sql.row(
        "SELECT body FROM settings WHERE version = ?",
        bind![i64::from(version)],
    )?;
    row.map(|row| serde_json::from_str(&row.body).map_err(Error::from))
        .transpose()
}

fn count(sql: &Sql, view: &mut View) -> Result<()> {
    let held: Vec<Held> = sql.rows(
        "SELECT purpose, count(DISTINCT person) AS people FROM standings
         WHERE standing = 'granted' GROUP BY purpose
         UNION ALL SELECT '', count(DISTINCT person) FROM standings WHERE standing = 'granted'
         UNION ALL SELECT DISTINCT purpose, 0 FROM standings",
        bind![],
    )?;
    for Held { purpose, people } in held {
        if purpose.is_empty() {
            view.people = people.into();
            continue;
        }
        if people > 0 {
            view.held.insert(purpose.clone(), people.into());
        }
        view.taken.insert(purpose);
    }
    Ok(())
}
