//! One person's chat, and what somebody of the shop does in it.

use crate::book::answer::known_person;
use crate::book::export::phone_of;
use crate::book::sql::{BookError, Sql, bind};
use crate::book::{Desk, chats, consents, identity_keys, outbox, people, received, suppression};
use crate::http::Problem;
use saludo_core::consent::Deed;
use saludo_core::console::Lang;
use saludo_core::console::chat::{
    Act, By, Caution, Line, Medium, Seen, Shown, Taken, View, stopped_at,
};
use saludo_core::gate::Verdict;
use saludo_core::outgoing::{Kind, Reason};
use saludo_core::time::Millis;
use serde::Deserialize;
use std::collections::BTreeMap;
use worker::Result;

/// Lines that are shown: more than anybody reads, and a page of some tens of kilobytes.
const SHOWN: usize = 150;
const MOST: i64 = 150;

/// A person's chat; `lang` is that of the console.
pub(super) fn view(desk: &Desk<'_>, id: &str, lang: Lang) -> std::result::Result<View, BookError> {
    known_person(desk, id)?;
    let sql = desk.sql;
    let (name, phone, last_wrote_at) = who(sql, id)?;
    let (mut lines, seen) = lines(sql, id)?;
    lines.sort_by(|one, other| {
        one.at
            .cmp(&other.at)
            .then_with(|| order(&one.id).cmp(&order(&other.id)))
    });
    let has_more = lines.len() > SHOWN;
    lines.drain(..lines.len().saturating_sub(SHOWN));
    let verdict = outbox::would_reply(desk, id)?;
    let word = |reason: Reason| Some(reason.as_str().to_owned());
    let (barrier, delay) = match verdict {
        Verdict::Never(reason) => (word(reason), None),
        // That is over before anybody has typed a word.
        Verdict::Wait {
            reason: Reason::PairRate,
            ..
        }
        | Verdict::Send(_) => (None, None),
        Verdict::Wait { reason, .. } => (None, word(reason)),
    };
    Ok(View {
        person: id.to_owned(),
        name,
        phone,
        tag: chats::tag(sql, id)?,
        tags: chats::tags(sql)?,
        now: desk.now,
        last_wrote_at,
        waiting: chats::waiting_of(sql, id)?,
        barrier,
        delay,
        cautions: cautions(desk, id)?,
        agreed: agreed(desk, id, lang)?,
        replies: desk.settings.replies.clone(),
        seen,
        key: people::random_id::<20>()?,
        lines,
        has_more,
    })
}

/// Within one moment: what a person wrote before what was written to them, each in its order.
fn order(id: &str) -> (bool, u32) {
    let (kind, row) = id.split_at_checked(1).unwrap_or_default();
    (kind == "o" || kind == "e", row.parse().unwrap_or_default())
}

fn who(sql: &Sql, id: &str) -> Result<(Option<String>, Option<String>, Option<Millis>)> {
    #[derive(Deserialize)]
    struct Row {
        name: Option<String>,
        wa_id: Option<String>,
        last_wrote_at: Option<Millis>,
    }
    let row: Option<Row> = sql.row(
        "SELECT name, wa_id, last_wrote_at FROM people WHERE id = ?",
        bind![id],
    )?;
    Ok(row.map_or((None, None, None), |row| {
        let phone = row.wa_id.as_deref().and_then(phone_of);
        (row.name, phone, row.last_wrote_at)
    }))
}

fn cautions(desk: &Desk<'_>, id: &str) -> Result<Vec<Caution>> {
    let state = consents::state(desk.sql, id)?;
    let mut cautions = Vec::new();
    if let Some(at) = stopped_at(&state) {
        cautions.push(Caution::Stopped { at });
    } else if state.is_natively_stopped() {
        cautions.push(Caution::NativelyStopped);
    }
    if let Some(person) = people::get(desk.sql, id)?
        && let Some(at) =
            suppression::erased_at(desk, person.number().as_ref(), person.user().as_ref())?
    {
        cautions.push(Caution::Erased { at });
    }
    if identity_keys::is_paused(desk, id)? {
        cautions.push(Caution::IdentityChanged);
    }
    Ok(cautions)
}

/// What they agreed to, as the shop calls it.
fn agreed(desk: &Desk<'_>, id: &str, lang: Lang) -> Result<Vec<String>> {
    let held = consents::held_purposes(desk.sql, id)?;
    let locale = lang.locale();
    let locale = desk.settings.locale_for(locale.as_ref());
    let label = |purpose: &saludo_core::purpose::PurposeId| {
        let own = desk.settings.purposes.iter().find(|own| own.id == *purpose);
        let words = own.and_then(|own| own.words.get(locale?));
        words.map_or_else(|| purpose.as_str().to_owned(), |words| words.label.clone())
    };
    Ok(held.iter().map(label).collect())
}

/// Everything that was said, and the newest row of each kind.
fn lines(sql: &Sql, id: &str) -> Result<(Vec<Line>, Seen)> {
    let mut seen = Seen::default();
    let mut lines = Vec::new();
    let kept = received::kept(sql, id, "1 = 1", MOST)?;
    let shown = received::shown(sql, id, &kept)?;
    for (kept, shown) in kept.iter().zip(shown) {
        seen.message = seen.message.max(kept.id);
        lines.push(Line {
            id: format!("m{}", kept.id),
            at: kept.sent_at,
            by: By::Person { taken: None },
            shown,
            waits: kept.is_answered == 0,
            state: None,
            reason: None,
        });
    }
    for echo in chats::echoed(sql, id, MOST)? {
        seen.echo = seen.echo.max(echo.id);
        lines.push(Line {
            id: format!("e{}", echo.id),
            at: echo.sent_at,
            by: By::Elsewhere,
            shown: echo.shown()?,
            waits: false,
            state: None,
            reason: None,
        });
    }
    acted(sql, id, &mut lines)?;
    sent(sql, id, &mut lines, &mut seen)?;
    Ok((lines, seen))
}

/// What was taken for a yes or a no: it is no message to people, but who reads on must know of it. Its
/// text stands with the facts of its event, where it has one.
fn acted(sql: &Sql, id: &str, lines: &mut Vec<Line>) -> Result<()> {
    #[derive(Deserialize)]
    struct Row {
        id: i64,
        at_ms: Millis,
        text: String,
        deed: String,
    }
    let rows: Vec<Row> = sql.rows(
        "SELECT a.id, a.at_ms, a.deed, coalesce(a.text, json_extract(f.body, '$.text')) AS text
         FROM acts a LEFT JOIN facts f ON f.seq = a.seq
         WHERE a.person = ? AND coalesce(a.text, json_extract(f.body, '$.text')) IS NOT NULL
         ORDER BY a.at DESC, a.id DESC LIMIT ?",
        bind![id, MOST],
    )?;
    for row in rows {
        let deed: Deed = serde_json::from_str(&row.deed)?;
        lines.push(Line {
            id: format!("a{}", row.id),
            at: row.at_ms,
            by: By::Person {
                taken: Some(Taken::of(&deed)),
            },
            shown: Shown::of_text(&row.text),
            waits: false,
            state: None,
            reason: None,
        });
    }
    Ok(())
}

/// What left from here, by hand and by itself.
fn sent(sql: &Sql, id: &str, lines: &mut Vec<Line>, seen: &mut Seen) -> Result<()> {
    #[derive(Deserialize)]
    struct Row {
        id: i64,
        kind: String,
        subject: Option<i64>,
        form: String,
        template: Option<String>,
        state: String,
        reason: Option<String>,
        wamid: Option<String>,
        at: Millis,
    }
    let rows: Vec<Row> = sql.rows(
        "SELECT id, kind, subject, form, template, state, reason, wamid, coalesce(left_at, queued_at) AS at
         FROM outbox WHERE person = ? ORDER BY id DESC LIMIT ?",
        bind![id, MOST],
    )?;
    let reactions = received::reactions(sql, id)?;
    let mut written: BTreeMap<i64, chats::Written> = BTreeMap::new();
    for one in chats::written(sql, id, MOST)? {
        seen.reply = seen.reply.max(one.id);
        written.insert(one.id.into(), one);
    }
    for row in rows {
        let reply = if row.kind == Kind::Reply.as_str() {
            // Its words are gone after their time, and so is its line.
            let Some(reply) = row.subject.and_then(|subject| written.remove(&subject)) else {
                continue;
            };
            Some(reply)
        } else {
            None
        };
        // A reply stands where it was written, also when it is tried again later.
        let at = reply.as_ref().map_or(row.at, |reply| reply.at);
        let (by, mut shown) = match reply {
            Some(reply) => (By::Colleague(reply.author), Shown::of_text(&reply.body)),
            None => (
                By::Saludo {
                    kind: row.kind,
                    template: row.template.filter(|_| row.form == "template"),
                },
                Shown::default(),
            ),
        };
        shown.reaction = row
            .wamid
            .as_ref()
            .and_then(|wamid| reactions.get(wamid).cloned());
        lines.push(Line {
            id: format!("o{}", row.id),
            at,
            by,
            shown,
            waits: false,
            state: Some(row.state),
            reason: row.reason,
        });
    }
    Ok(())
}

/// A medium of a line, which the worker fetches from Meta.
pub(super) fn medium(sql: &Sql, id: &str, line: &str) -> std::result::Result<Medium, BookError> {
    let missing = || Problem::new(404, "unknown_medium", "There is no such medium.");
    let (kind, row) = line.split_at_checked(1).ok_or_else(missing)?;
    let row: u32 = row.parse().map_err(|_| missing())?;
    let shown = match kind {
        "m" => {
            let kept = received::kept(sql, id, &format!("id = {row}"), 1)?;
            received::shown(sql, id, &kept)?.pop()
        }
        "e" => {
            let echoed = chats::echoed(sql, id, i64::MAX)?;
            let echo = echoed.iter().find(|echo| echo.id == row);
            echo.map(chats::Echoed::shown).transpose()?
        }
        _ => None,
    };
    let medium = shown.and_then(|shown| shown.media);
    Ok(medium
        .filter(|medium| medium.id.is_some())
        .ok_or_else(missing)?)
}

/// What somebody does in a chat.
pub(super) fn act(desk: &Desk<'_>, id: &str, act: &Act) -> std::result::Result<(), BookError> {
    known_person(desk, id)?;
    match act {
        Act::Reply(reply) => chats::reply(desk, id, reply),
        Act::Done(seen) => Ok(chats::answered_up_to(desk.sql, id, seen.message)?),
        Act::HandOver(tag) => Ok(chats::hand_over(desk, id, tag.as_ref())?),
        Act::Again(message) => chats::again(desk, id, *message),
        // That is between the page and whoever types.
        Act::Insert { .. } => Ok(()),
    }
}
