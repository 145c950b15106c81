//! Number and account: one row each, as JSON.

use super::Desk;
use super::sql::bind;
use serde::Serialize;
use serde::de::DeserializeOwned;
use worker::Result;

pub(super) fn read<T: Default + DeserializeOwned>(desk: &Desk<'_>, subject: &str) -> Result<T> {
    #[derive(serde::Deserialize)]
    struct Row {
        state: String,
    }
    let row: Option<Row> = desk.sql.row(
        "SELECT state FROM meta_states WHERE subject = ?",
        bind![subject],
    )?;
    Ok(match row {
        Some(row) => serde_json::from_str(&row.state)?,
        None => T::default(),
    })
}

pub(super) fn change<T>(desk: &Desk<'_>, subject: &str, change: impl FnOnce(&mut T)) -> Result<()>
where
    T: Clone + Default + PartialEq + Serialize + DeserializeOwned,
{
    let before: T = read(desk, subject)?;
    let mut after = before.clone();
    change(&mut after);
    if after != before {
        desk.sql.run(
            "INSERT INTO meta_states (subject, state) VALUES (?, ?)
             ON CONFLICT (subject) DO UPDATE SET state = excluded.state",
            bind![subject, serde_json::to_string(&after)?],
        )?;
    }
    Ok(())
}
