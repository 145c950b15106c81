//! The shop's ledger: events are appended in the same transaction as what they tell, and never
//! changed. `saludo_core::ledger` has the format.

use super::Desk;
use super::sql::{Sql, bind};
use crate::platform;
use saludo_core::ledger::{
    Event, Facts, Hash, Head, Heads, KeyChange, KnownKey, Moment, PersonId, PublicKey, Record,
    Salt, Tip,
};
use saludo_core::time::{DAY, Millis};
use serde::Deserialize;
use worker::{Error, Result};

/// A head is signed at least so often while events come.
const HEAD_EVERY: Millis = DAY;
/// The public list of heads: three years of them, and never too long to answer.
const HEADS_SHOWN: i64 = 1_100;
/// One page of an export: small enough to hold, large enough that the asking does not count.
const PAGE: i64 = 500;

#[derive(Deserialize)]
struct LastRow {
    seq: u64,
    at: Millis,
    hash: String,
}

#[derive(Deserialize)]
struct KeyRow {
    seq: u64,
    key: String,
}

#[derive(Deserialize)]
struct Body {
    body: String,
}

/// Appends an event; answers its place.
pub(super) fn append(desk: &Desk<'_>, event: Event) -> Result<u64> {
    let tip = tip(desk)?;
    store(desk.sql, &tip.append(event, Moment::new(desk.now)))
}

/// Appends an event about a person, whose personal data stays outside: `make` gets its
/// commitment and the person's pseudonym.
pub(super) fn append_about(
    desk: &Desk<'_>,
    person: &str,
    facts: &Facts,
    make: impl FnOnce(About) -> Event,
) -> Result<u64> {
    let salt = salt(desk.sql, person)?;
    let about = About {
        person: pseudonym(person)?,
        commitment: salt.commit(facts),
        salt,
    };
    let seq = append(desk, make(about))?;
    desk.sql.run(
        "INSERT INTO facts (seq, person, body) VALUES (?, ?, ?)",
        bind![number(seq), person, serde_json::to_string(facts)?],
    )?;
    Ok(seq)
}

/// What an event needs to know of its person.
pub(super) struct About {
    pub(super) person: PersonId,
    pub(super) commitment: saludo_core::ledger::Commitment,
    pub(super) salt: Salt,
}

/// A person's id as the ledger has it.
pub(super) fn pseudonym(person: &str) -> Result<PersonId> {
    PersonId::parse(person).map_err(|error| Error::from(error.to_string()))
}

/// A person's own random bytes, made when they are first needed.
fn salt(sql: &Sql, person: &str) -> Result<Salt> {
    if let Some(salt) = read_salt(sql, person)? {
        return Ok(salt);
    }
    let bytes = platform::random::<32>()?;
    sql.run(
        "INSERT INTO salts (pseudonym, person, salt) VALUES (?, ?, ?)",
        bind![person, person, bytes.to_vec()],
    )?;
    Ok(Salt::new(bytes))
}

fn read_salt(sql: &Sql, pseudonym: &str) -> Result<Option<Salt>> {
    #[derive(Deserialize)]
    struct Row {
        #[serde(with = "serde_bytes")]
        salt: Vec<u8>,
    }
    let row: Option<Row> = sql.row(
        "SELECT salt FROM salts WHERE pseudonym = ?",
        bind![pseudonym],
    )?;
    row.map(|row| {
        let bytes = <[u8; 32]>::try_from(row.salt.as_slice());
        bytes
            .map(Salt::new)
            .map_err(|_| Error::from("a salt of another length"))
    })
    .transpose()
}

/// The last record. A ledger is opened by its first event, and says so where the key that signs
/// it is another one from now on.
fn tip(desk: &Desk<'_>) -> Result<Tip> {
    let key = desk.signer.public_key();
    let Some(last) = last(desk.sql)? else {
        let genesis = Record::genesis(desk.slug.clone(), key, Moment::new(desk.now));
        store(desk.sql, &genesis)?;
        remember_key(desk.sql, 0, &key)?;
        return Ok(genesis.tip());
    };
    let in_force = keys(desk.sql)?
        .pop()
        .ok_or_else(|| Error::from("a ledger without a key"))?;
    if in_force.key == key {
        return Ok(last);
    }
    let change = Event::KeyChanged(KeyChange {
        key,
        previous: in_force.key,
    });
    let record = last.append(change, Moment::new(desk.now));
    store(desk.sql, &record)?;
    remember_key(desk.sql, record.seq, &key)?;
    Ok(record.tip())
}

fn last(sql: &Sql) -> Result<Option<Tip>> {
    let row: Option<LastRow> = sql.row(
        "SELECT seq, at, hash FROM ledger ORDER BY seq DESC LIMIT 1",
        bind![],
    )?;
    row.map(|row| {
        Ok(Tip {
            at: Moment::new(row.at),
            hash: Hash::parse(&row.hash).map_err(|error| Error::from(error.to_string()))?,
            seq: row.seq,
        })
    })
    .transpose()
}

fn store(sql: &Sql, record: &Record) -> Result<u64> {
    sql.run(
        "INSERT INTO ledger (seq, at, pseudonym, hash, line) VALUES (?, ?, ?, ?, ?)",
        bind![
            number(record.seq),
            record.at.millis(),
            record.event.person().map(ToString::to_string),
            record.hash.to_string(),
            record.line(),
        ],
    )?;
    Ok(record.seq)
}

fn remember_key(sql: &Sql, seq: u64, key: &PublicKey) -> Result<()> {
    sql.run(
        "INSERT INTO ledger_keys (seq, key) VALUES (?, ?)",
        bind![number(seq), key.to_string()],
    )?;
    Ok(())
}

/// The shop's keys, oldest first.
fn keys(sql: &Sql) -> Result<Vec<KnownKey>> {
    let rows: Vec<KeyRow> = sql.rows("SELECT seq, key FROM ledger_keys ORDER BY seq", bind![])?;
    rows.into_iter()
        .map(|row| {
            Ok(KnownKey {
                from: row.seq,
                key: PublicKey::parse(&row.key).map_err(|error| Error::from(error.to_string()))?,
            })
        })
        .collect()
}

/// Signs the ledger as it stands, where something was appended since the last head and that is a
/// day old. Where the key that signs is another one from now on, the ledger says so first: no head
/// is signed by a key that it does not name. Runs inside a transaction.
pub(super) fn sign_head_if_due(desk: &Desk<'_>) -> Result<()> {
    #[derive(Deserialize)]
    struct LastHead {
        seq: u64,
        at: Millis,
    }
    if last(desk.sql)?.is_none() {
        return Ok(());
    }
    let tip = tip(desk)?;
    let signed: Option<LastHead> = desk.sql.row(
        "SELECT seq, at FROM heads ORDER BY seq DESC LIMIT 1",
        bind![],
    )?;
    let due = signed.is_none_or(|head| head.seq < tip.seq && desk.now - head.at >= HEAD_EVERY);
    if due {
        sign_head(desk, &tip)?;
    }
    Ok(())
}

fn sign_head(desk: &Desk<'_>, tip: &Tip) -> Result<Head> {
    let head = desk.signer.sign(desk.slug, tip, Moment::new(desk.now));
    desk.sql.run(
        "INSERT INTO heads (seq, at, body) VALUES (?, ?, ?) ON CONFLICT (seq) DO NOTHING",
        bind![number(head.seq), desk.now, serde_json::to_string(&head)?],
    )?;
    Ok(head)
}

/// The head at one record: a public one, else one for whoever asks alone, which is kept nowhere.
/// (At which records heads were asked for would tell who looks at their receipts.)
pub(super) fn head_at(desk: &Desk<'_>, record: &Record) -> Result<Head> {
    let known: Option<Body> = desk.sql.row(
        "SELECT body FROM heads WHERE seq = ?",
        bind![number(record.seq)],
    )?;
    match known {
        Some(row) => Ok(serde_json::from_str(&row.body)?),
        None => Ok(desk
            .signer
            .sign(desk.slug, &record.tip(), Moment::new(desk.now))),
    }
}

/// What opens the commitments of a pseudonym; nothing once it was destroyed.
pub(super) fn salt_of(sql: &Sql, pseudonym: &PersonId) -> Result<Option<Salt>> {
    read_salt(sql, pseudonym.as_str())
}

/// The signed heads and the keys: public. The ledger as it stands is signed where nothing is yet.
pub(super) fn heads(desk: &Desk<'_>) -> Result<Heads> {
    sign_head_if_due(desk)?;
    let rows: Vec<Body> = desk.sql.rows(
        "SELECT body FROM (SELECT seq, body FROM heads ORDER BY seq DESC LIMIT ?) ORDER BY seq",
        bind![HEADS_SHOWN],
    )?;
    let heads = rows
        .into_iter()
        .map(|row| serde_json::from_str(&row.body).map_err(Error::from))
        .collect::<Result<Vec<Head>>>()?;
    Ok(Heads {
        heads,
        keys: keys(desk.sql)?,
    })
}

/// The lines behind place `after`, a page of them: text to append to an export. Empty at the end.
pub(super) fn page(sql: &Sql, after: i64) -> Result<String> {
    #[derive(Deserialize)]
    struct Line {
        line: String,
    }
    let rows: Vec<Line> = sql.rows(
        "SELECT line FROM ledger WHERE seq > ? ORDER BY seq LIMIT ?",
        bind![after, PAGE],
    )?;
    let mut text = String::new();
    for row in rows {
        text.push_str(&row.line);
        text.push('\n');
    }
    Ok(text)
}

/// SQL's numbers are signed; a ledger of 2^63 events is far.
pub(super) fn number(seq: u64) -> i64 {
    i64::try_from(seq).unwrap_or(i64::MAX)
}
