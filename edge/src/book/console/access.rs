//! Tokens with a name, and sessions: who somebody is, and what is changed about it.

use crate::book::evidence;
use crate::book::people::random_id;
use crate::book::sql::{Sql, bind};
use crate::book::{Desk, OWNER};
use saludo_core::console::access::{
    Change, Changed, Known, MAX_TOKENS, Name, NameFault, Open, SECRET_LENGTH, Session, Token, View,
};
use saludo_core::console::session::{ID_LENGTH, IDLE, LONGEST};
use saludo_core::console::{Lang, Role};
use saludo_core::time::{MINUTE, Millis};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use worker::Result;

/// Marks of use are this exact, so that looking at a page is no write.
const EXACT: Millis = MINUTE;

/// Sessions that are open at a time `?`, with the role of the token, if it is still good.
const OPEN: &str = "sessions s LEFT JOIN tokens t ON t.id = s.token
    WHERE (s.token IS NULL OR t.revoked_at IS NULL) AND s.seen_at > ? AND s.made_at > ?";

fn open_at(now: Millis) -> [Millis; 2] {
    [now - IDLE, now - LONGEST]
}

#[derive(Deserialize)]
struct Holder {
    id: i64,
    name: Option<String>,
    role: Option<String>,
    lang: Option<String>,
    at: Option<Millis>,
}

impl Holder {
    fn role(&self) -> Role {
        let named = self.role.as_deref().and_then(Role::parse);
        // Whoever has no named token has the worker's.
        named.unwrap_or(if self.name.is_some() {
            Role::Reader
        } else {
            Role::Owner
        })
    }

    fn name(&self) -> String {
        self.name.clone().unwrap_or_else(|| OWNER.to_owned())
    }
}

/// Who has a named token, and whether its use is to be marked.
pub(super) fn of_token(desk: &Desk<'_>, token: &str) -> Result<Option<(Known, bool)>> {
    let Some(holder) = good_token(desk.sql, token)? else {
        return Ok(None);
    };
    let known = Known {
        name: holder.name(),
        role: holder.role(),
        is_workers: false,
        session: None,
        lang: None,
    };
    Ok(Some((known, is_stale(desk, holder.at))))
}

fn good_token(sql: &Sql, token: &str) -> Result<Option<Holder>> {
    sql.row(
        "SELECT id, name, role, NULL AS lang, used_at AS at FROM tokens
         WHERE hash = ? AND revoked_at IS NULL",
        bind![hash(token)],
    )
}

/// Notes that a token was used now.
pub(super) fn mark_token(desk: &Desk<'_>, token: &str) -> Result<()> {
    desk.sql.run(
        "UPDATE tokens SET used_at = ? WHERE hash = ?",
        bind![desk.now, hash(token)],
    )?;
    Ok(())
}

/// Opens a session: its secret id, or nothing where the token is not good.
pub(super) fn open(desk: &Desk<'_>, open: &Open) -> Result<Option<String>> {
    let token = match &open.token {
        None => None,
        Some(token) => {
            let Some(holder) = good_token(desk.sql, token)? else {
                return Ok(None);
            };
            mark_token(desk, token)?;
            Some(holder.id)
        }
    };
    let [idle, longest] = open_at(desk.now);
    desk.sql.run(
        "DELETE FROM sessions WHERE seen_at <= ? OR made_at <= ?",
        bind![idle, longest],
    )?;
    let id = random_id::<ID_LENGTH>()?;
    desk.sql.run(
        "INSERT INTO sessions (hash, token, lang, made_at, seen_at) VALUES (?, ?, ?, ?, ?)",
        bind![
            hash(&id),
            token,
            open.lang.map(|lang| lang.as_str().to_owned()),
            desk.now,
            desk.now
        ],
    )?;
    Ok(Some(id))
}

/// Who is in a session, and whether its use is to be marked.
pub(super) fn of_session(desk: &Desk<'_>, id: &str) -> Result<Option<(Known, bool)>> {
    let [idle, longest] = open_at(desk.now);
    let holder: Option<Holder> = desk.sql.row(
        &format!("SELECT s.id, t.name, t.role, s.lang, s.seen_at AS at FROM {OPEN} AND s.hash = ?"),
        bind![idle, longest, hash(id)],
    )?;
    Ok(holder.map(|holder| {
        let known = Known {
            name: holder.name(),
            role: holder.role(),
            is_workers: holder.name.is_none(),
            session: Some(holder.id),
            lang: holder.lang.as_deref().and_then(Lang::parse),
        };
        (known, is_stale(desk, holder.at))
    }))
}

/// Notes that a session is used, and in which language from now on.
pub(super) fn mark_session(desk: &Desk<'_>, id: &str, lang: Option<Lang>) -> Result<()> {
    desk.sql.run(
        "UPDATE sessions SET seen_at = ?, lang = coalesce(?, lang) WHERE hash = ?",
        bind![
            desk.now,
            lang.map(|lang| lang.as_str().to_owned()),
            hash(id)
        ],
    )?;
    Ok(())
}

/// Ends a session by its secret id.
pub(super) fn close(desk: &Desk<'_>, id: &str) -> Result<()> {
    desk.sql
        .run("DELETE FROM sessions WHERE hash = ?", bind![hash(id)])?;
    Ok(())
}

/// The tokens, and the sessions of everybody or of one name.
pub(super) fn view(desk: &Desk<'_>, of: Option<&str>) -> Result<View> {
    #[derive(Deserialize)]
    struct TokenRow {
        id: i64,
        name: String,
        role: String,
        made_at: Millis,
        made_by: String,
        used_at: Option<Millis>,
    }
    #[derive(Deserialize)]
    struct SessionRow {
        id: i64,
        name: Option<String>,
        role: Option<String>,
        made_at: Millis,
        seen_at: Millis,
    }
    let tokens: Vec<TokenRow> = desk.sql.rows(
        "SELECT id, name, role, made_at, made_by, used_at FROM tokens
         WHERE revoked_at IS NULL ORDER BY name COLLATE NOCASE",
        bind![],
    )?;
    let tokens = tokens.into_iter().map(|row| Token {
        id: row.id,
        role: Role::parse(&row.role).unwrap_or(Role::Reader),
        name: row.name,
        made_at: row.made_at,
        made_by: row.made_by,
        used_at: row.used_at,
    });
    let [idle, longest] = open_at(desk.now);
    let sessions: Vec<SessionRow> = desk.sql.rows(
        &format!(
            "SELECT s.id, t.name, t.role, s.made_at, s.seen_at FROM {OPEN}
             AND (? IS NULL OR coalesce(t.name, ?) = ?) ORDER BY s.seen_at DESC, s.id DESC"
        ),
        bind![
            idle,
            longest,
            of.map(str::to_owned),
            OWNER,
            of.map(str::to_owned)
        ],
    )?;
    let sessions = sessions.into_iter().map(|row| {
        let holder = Holder {
            id: row.id,
            name: row.name,
            role: row.role,
            lang: None,
            at: None,
        };
        Session {
            id: holder.id,
            name: holder.name(),
            role: holder.role(),
            made_at: row.made_at,
            seen_at: row.seen_at,
        }
    });
    Ok(View {
        tokens: if of.is_none() {
            tokens.collect()
        } else {
            Vec::new()
        },
        sessions: sessions.collect(),
    })
}

/// Changes who may come in. What is done with tokens is in the ledger.
pub(super) fn change(desk: &Desk<'_>, change: &Change) -> Result<Changed> {
    match change {
        Change::Make { name, role } => make(desk, name, *role),
        Change::Revoke { token } => {
            let revoked = desk.sql.run(
                "UPDATE tokens SET revoked_at = ?, revoked_by = ? WHERE id = ? AND revoked_at IS NULL",
                bind![desk.now, desk.by, *token],
            )?;
            if revoked == 0 {
                return Ok(Changed::Gone);
            }
            desk.sql
                .run("DELETE FROM sessions WHERE token = ?", bind![*token])?;
            evidence::token_changed(desk)?;
            Ok(Changed::Done)
        }
        Change::End { session, of } => {
            let ended = desk.sql.run(
                &format!("DELETE FROM sessions WHERE id = ? AND {ITS_NAME}"),
                bind![*session, of.clone(), OWNER, of.clone()],
            )?;
            Ok(if ended == 0 {
                Changed::Gone
            } else {
                Changed::Done
            })
        }
        Change::EndOthers { but, of } => {
            desk.sql.run(
                &format!("DELETE FROM sessions WHERE id IS NOT ? AND {ITS_NAME}"),
                bind![*but, of.clone(), OWNER, of.clone()],
            )?;
            Ok(Changed::Done)
        }
    }
}

/// Whose a session has to be: anybody's where the name is NULL.
const ITS_NAME: &str = "(? IS NULL
    OR coalesce((SELECT name FROM tokens t WHERE t.id = sessions.token), ?) = ?)";

fn make(desk: &Desk<'_>, name: &str, role: Role) -> Result<Changed> {
    #[derive(Deserialize)]
    struct Count {
        all: i64,
        same: i64,
    }
    let name = match Name::parse(name) {
        Ok(name) => name,
        Err(fault) => return Ok(Changed::Name(fault)),
    };
    let count: Option<Count> = desk.sql.row(
        "SELECT count(*) AS \"all\", coalesce(sum(name = ?), 0) AS same FROM tokens
         WHERE revoked_at IS NULL",
        bind![name.as_str()],
    )?;
    let count = count.unwrap_or(Count { all: 0, same: 0 });
    if count.same > 0 {
        return Ok(Changed::Name(NameFault::Taken));
    }
    if usize::try_from(count.all).unwrap_or(usize::MAX) >= MAX_TOKENS {
        return Ok(Changed::TooMany);
    }
    let token = format!("{}.{}", desk.slug, random_id::<SECRET_LENGTH>()?);
    desk.sql.run(
        "INSERT INTO tokens (hash, name, role, made_at, made_by) VALUES (?, ?, ?, ?, ?)",
        bind![
            hash(&token),
            name.as_str(),
            role.as_str(),
            desk.now,
            desk.by
        ],
    )?;
    evidence::token_changed(desk)?;
    Ok(Changed::Made(token))
}

fn is_stale(desk: &Desk<'_>, at: Option<Millis>) -> bool {
    at.is_none_or(|at| at <= desk.now - EXACT)
}

fn hash(secret: &str) -> Vec<u8> {
    Sha256::digest(secret).to_vec()
}
