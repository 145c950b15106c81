//! What the shop asks to be sent (`saludo_core::send_request`): one message to one person, or one to
//! everybody who waits for a product, each once. Whether each may leave the gate decides, when it
//! leaves; here are the rows, made in batches by the alarm, so that a hundred thousand of them do not
//! hold the book.

use super::outbox::{self, Content, Draft, Kind};
use super::sql::{BookError, Sql, bind};
use super::{Desk, people, templates};
use crate::http::{self, Problem};
use saludo_core::locale::Locale;
use saludo_core::meta::TemplateCategory;
use saludo_core::outgoing::Form;
use saludo_core::purpose::{Category, PurposeId};
use saludo_core::send_request::{
    Audience, Filling, ParseSendError, SendRequest, check_product_purpose, purpose_for,
};
use saludo_core::time::{DAY, MINUTE, Millis, rfc3339};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use worker::{Error, Response, Result};

/// One transaction makes so many rows, some milliseconds of work.
const BATCH: i64 = 200;
/// What was asked to be sent is kept for so long: the key works, the state can be asked for.
const KEPT: Millis = 90 * DAY;
/// So many messages of unknown outcome are named at a time.
const NAMED: i64 = 100;

/// One request.
#[derive(Deserialize)]
struct Send {
    id: i64,
    name: String,
    #[serde(with = "serde_bytes")]
    fingerprint: Vec<u8>,
    purpose: PurposeId,
    product: Option<String>,
    template: String,
    language: Option<Locale>,
    answer: String,
    at: Millis,
    made_up_to: String,
    is_made: i64,
}

const COLUMNS: &str =
    "id, name, fingerprint, purpose, product, template, language, answer, at, made_up_to, is_made";

#[derive(Deserialize)]
struct Count {
    n: i64,
}

/// Takes a request. Runs inside a transaction.
pub(super) fn post(desk: &Desk<'_>, body: &[u8]) -> std::result::Result<Response, BookError> {
    let request = SendRequest::parse(body).map_err(|error| match error {
        ParseSendError::NotJson => Problem::new(400, "not_json", "The body must be a JSON object."),
        ParseSendError::Fields(faults) => wrong(&faults),
    })?;
    let fingerprint = request.fingerprint(desk.config.hash_key.expose());
    match by_key(desk.sql, request.key.as_str())? {
        Some(known) if known.fingerprint == fingerprint => {
            let answer: Value = serde_json::from_str(&known.answer)?;
            return Ok(http::json(200, &answer)?);
        }
        Some(_) => {
            return Err(Problem::new(
                409,
                "idempotency_key_in_use",
                "This key stands for another request already; make a new key.",
            )
            .into());
        }
        None => {}
    }
    let answer = match &request.audience {
        Audience::Person { person, purpose } => to_person(
            desk,
            &request,
            &fingerprint,
            (person.as_str(), purpose.as_ref()),
        )?,
        Audience::Product { purpose, product } => {
            to_waiting(desk, &request, &fingerprint, (purpose, product))?
        }
    };
    Ok(http::json(201, &answer)?)
}

fn wrong(faults: &impl serde::Serialize) -> Problem {
    Problem::new(
        422,
        "invalid_fields",
        "Some fields are missing or wrong; see errors. Nothing is sent.",
    )
    .with_errors(faults)
}

fn wrong_purpose(reason: &impl std::fmt::Display) -> BookError {
    wrong(&json!([{ "field": "purpose", "reason": reason.to_string() }])).into()
}

fn to_person(
    desk: &Desk<'_>,
    request: &SendRequest,
    fingerprint: &[u8],
    (person, purpose): (&str, Option<&PurposeId>),
) -> std::result::Result<Value, BookError> {
    if people::get(desk.sql, person)?.is_none() {
        return Err(Problem::new(404, "unknown_person", "There is nobody of this id.").into());
    }
    let category = category(desk, &request.template)?;
    let purpose =
        purpose_for(desk.settings, purpose, category).map_err(|reason| wrong_purpose(&reason))?;
    let mut answer = answer(request, &purpose)?;
    answer.insert("person".to_owned(), json!(person));
    answer.insert("people".to_owned(), json!(1));
    let to = To {
        person: Some(person),
        purpose: &purpose,
        product: None,
        is_made: true,
    };
    let send = insert(desk, request, fingerprint, &to)?;
    let row = queue(desk, &send, person)?;
    // The gate is asked again when it leaves; what it says for good now need not wait till then.
    let refused = outbox::refuse_at_once(desk, row)?;
    let refused = refused.map(|reason| (reason.as_str().to_owned(), json!(1)));
    answer.insert(
        "refused".to_owned(),
        Value::Object(refused.into_iter().collect()),
    );
    keep_answer(desk, &send, answer)
}

fn to_waiting(
    desk: &Desk<'_>,
    request: &SendRequest,
    fingerprint: &[u8],
    (purpose, product): (&PurposeId, &str),
) -> std::result::Result<Value, BookError> {
    let category = category(desk, &request.template)?;
    check_product_purpose(desk.settings, purpose, category)
        .map_err(|reason| wrong_purpose(&reason))?;
    let waiting: Option<Count> = desk.sql.row(
        "SELECT count(*) AS n FROM standings
         WHERE purpose = ? AND product = ? AND product <> '' AND standing = 'granted'",
        bind![purpose.as_str(), product],
    )?;
    let people = waiting.map_or(0, |count| count.n);
    let mut answer = answer(request, purpose)?;
    answer.insert("product".to_owned(), json!(product));
    answer.insert("people".to_owned(), json!(people));
    answer.insert("refused".to_owned(), json!({}));
    let to = To {
        person: None,
        purpose,
        product: Some(product),
        is_made: people == 0,
    };
    let send = insert(desk, request, fingerprint, &to)?;
    keep_answer(desk, &send, answer)
}

/// The category of a template as Meta approved it: of several languages the dearest, which binds
/// strictest. None while Meta has told nothing.
fn category(desk: &Desk<'_>, template: &str) -> Result<Option<Category>> {
    let known = templates::languages(desk, template)?;
    let dearest = known.values().filter_map(|state| state.category()).max();
    Ok(dearest.and_then(TemplateCategory::category))
}

fn answer(request: &SendRequest, purpose: &PurposeId) -> Result<Map<String, Value>> {
    let answer = json!({
        "idempotency_key": request.key.as_str(),
        "purpose": purpose.as_str(),
        "template": request.template,
        "language": request.language.as_ref().map(Locale::template_language),
    });
    match answer {
        Value::Object(answer) => Ok(answer),
        _ => Err(Error::from("an answer that is no object")),
    }
}

/// Keeps what was answered, for the same request again.
fn keep_answer(
    desk: &Desk<'_>,
    send: &Send,
    mut answer: Map<String, Value>,
) -> std::result::Result<Value, BookError> {
    answer.insert("id".to_owned(), json!(send.name));
    let answer = Value::Object(answer);
    desk.sql.run(
        "UPDATE sends SET answer = ? WHERE id = ?",
        bind![answer.to_string(), send.id],
    )?;
    Ok(answer)
}

/// For whom and about what.
struct To<'a> {
    person: Option<&'a str>,
    purpose: &'a PurposeId,
    product: Option<&'a str>,
    is_made: bool,
}

fn insert(
    desk: &Desk<'_>,
    request: &SendRequest,
    fingerprint: &[u8],
    to: &To<'_>,
) -> std::result::Result<Send, BookError> {
    let send: Option<Send> = desk.sql.row(
        &format!(
            "INSERT INTO sends (name, key, fingerprint, person, purpose, product, template, language,
                filling, answer, at, made_up_to, is_made, next_at)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '', ?, '', ?, ?) RETURNING {COLUMNS}"
        ),
        bind![
            people::random_id::<20>()?,
            request.key.as_str(),
            fingerprint.to_vec(),
            to.person.map(str::to_owned),
            to.purpose.as_str(),
            to.product.map(str::to_owned),
            request.template.as_str(),
            request.language.as_ref().map(|tag| tag.as_str().to_owned()),
            serde_json::to_string(&request.filling)?,
            desk.now,
            i64::from(to.is_made),
            desk.now,
        ],
    )?;
    send.ok_or_else(|| Error::from("a send was not stored").into())
}

/// Queues the message of a send to one person. Answers its row.
fn queue(desk: &Desk<'_>, send: &Send, person: &str) -> Result<i64> {
    let own = || {
        let person = people::get(desk.sql, person)?;
        Ok::<_, Error>(person.and_then(|person| person.locale(desk)))
    };
    let language = match &send.language {
        Some(language) => Some(language.clone()),
        None => own()?,
    };
    let content = Content {
        purpose: Some(send.purpose.clone()),
        product: send.product.clone(),
        template: Some(send.template.clone()),
        language,
    };
    let draft = Draft {
        kind: Kind::ShopTemplate,
        person,
        opt_in: None,
        subject: Some(send.id),
        form: Form::Template,
        content: Some(&content),
    };
    outbox::insert(desk, &draft)?.ok_or_else(|| Error::from("a message was not queued"))
}

/// A send whose next batch is due.
pub(super) fn due(sql: &Sql, now: Millis) -> Result<Option<i64>> {
    let due: Option<Count> = sql.row(
        "SELECT id AS n FROM sends WHERE is_made = 0 AND next_at <= ? ORDER BY next_at, id LIMIT 1",
        bind![now],
    )?;
    Ok(due.map(|due| due.n))
}

/// A batch that could not be made, by a fault of our own, holds up nothing else: it is tried again
/// later, and after three times the rest of its send is given up.
pub(super) fn not_made(desk: &Desk<'_>, id: i64) -> Result<()> {
    desk.sql.run(
        "UPDATE sends SET faults = faults + 1, next_at = ?, is_made = iif(faults >= 2, 1, is_made)
         WHERE id = ?",
        bind![desk.now + MINUTE, id],
    )?;
    Ok(())
}

/// Makes the messages of one batch of a send for a product.
pub(super) fn batch(desk: &Desk<'_>, id: i64) -> Result<()> {
    #[derive(Deserialize)]
    struct Waiting {
        person: String,
        /// A message about it is under way, or may be.
        is_told: i64,
    }
    let send: Option<Send> = desk.sql.row(
        &format!("SELECT {COLUMNS} FROM sends WHERE id = ? AND is_made = 0"),
        bind![id],
    )?;
    let Some(send) = send else {
        return Ok(());
    };
    let waiting: Vec<Waiting> = desk.sql.rows(
        "SELECT person, EXISTS (
            SELECT 1 FROM outbox WHERE outbox.person = standings.person
                AND kind = 'shop_template' AND outbox.purpose = ?1 AND outbox.product = ?2
                AND state IN ('queued', 'sending', 'uncertain', 'accepted')
                AND queued_at >= since
         ) AS is_told
         FROM standings
         WHERE purpose = ?1 AND product = ?2 AND product <> '' AND standing = 'granted'
            AND person > ?3
         ORDER BY person LIMIT ?4",
        bind![
            send.purpose.as_str(),
            send.product.clone(),
            send.made_up_to.as_str(),
            BATCH
        ],
    )?;
    for person in waiting.iter().filter(|person| person.is_told == 0) {
        queue(desk, &send, &person.person)?;
    }
    let is_last = i64::try_from(waiting.len()).is_ok_and(|found| found < BATCH);
    let made_up_to = waiting
        .last()
        .map_or(send.made_up_to, |last| last.person.clone());
    desk.sql.run(
        "UPDATE sends SET made_up_to = ?, is_made = ? WHERE id = ?",
        bind![made_up_to, i64::from(is_last), send.id],
    )?;
    Ok(())
}

/// When messages are to be made, if any are.
pub(super) fn next(sql: &Sql) -> Result<Option<Millis>> {
    let next: Option<Count> = sql.row(
        "SELECT next_at AS n FROM sends WHERE is_made = 0 ORDER BY next_at LIMIT 1",
        bind![],
    )?;
    Ok(next.map(|next| next.n))
}

/// What the shop asked to be sent to one person, with what filled it.
pub(super) fn of(sql: &Sql, person: &str) -> Result<Vec<Value>> {
    #[derive(Deserialize)]
    struct Row {
        purpose: String,
        template: String,
        filling: String,
        at: Millis,
    }
    let rows: Vec<Row> = sql.rows(
        "SELECT purpose, template, filling, at FROM sends WHERE person = ? ORDER BY id",
        bind![person],
    )?;
    rows.into_iter()
        .map(|row| {
            let filling: Value = serde_json::from_str(&row.filling)?;
            Ok(json!({
                "purpose": row.purpose, "template": row.template, "filling": filling,
                "at": rfc3339(row.at),
            }))
        })
        .collect()
}

/// What fills the template of a message of a send; nothing once the send is forgotten.
pub(super) fn filling(sql: &Sql, id: i64) -> Result<Option<Filling>> {
    #[derive(Deserialize)]
    struct Row {
        filling: String,
    }
    let row: Option<Row> = sql.row("SELECT filling FROM sends WHERE id = ?", bind![id])?;
    row.map(|row| serde_json::from_str(&row.filling).map_err(Error::from))
        .transpose()
}

/// How a send stands, by its id or its key.
pub(super) fn state(sql: &Sql, id_or_key: &str) -> std::result::Result<Response, BookError> {
    #[derive(Deserialize)]
    struct Group {
        state: String,
        reason: Option<String>,
        n: i64,
    }
    #[derive(Deserialize)]
    struct Uncertain {
        message: i64,
        person: String,
    }
    let by_name: Option<Send> = sql.row(
        &format!("SELECT {COLUMNS} FROM sends WHERE name = ?"),
        bind![id_or_key],
    )?;
    let send = match by_name {
        Some(send) => Some(send),
        None => by_key(sql, id_or_key)?,
    };
    let Some(send) = send else {
        return Err(Problem::new(
            404,
            "unknown_message",
            "Nothing was asked to be sent under this id or key, or it is more than 90 days ago.",
        )
        .into());
    };
    let groups: Vec<Group> = sql.rows(
        "SELECT state, reason, count(*) AS n FROM outbox
         WHERE kind = 'shop_template' AND subject = ? GROUP BY state, reason",
        bind![send.id],
    )?;
    let mut states = BTreeMap::new();
    let mut reasons = BTreeMap::new();
    for group in groups {
        // On its way is still "queued" towards the outside.
        let state = if group.state == "sending" {
            "queued"
        } else {
            &group.state
        };
        *states.entry(state.to_owned()).or_insert(0) += group.n;
        if let Some(reason) = group.reason {
            *reasons.entry(reason).or_insert(0) += group.n;
        }
    }
    let uncertain: Vec<Uncertain> = sql.rows(
        "SELECT id AS message, person FROM outbox
         WHERE kind = 'shop_template' AND subject = ? AND state = 'uncertain' ORDER BY id LIMIT ?",
        bind![send.id, NAMED],
    )?;
    let uncertain: Vec<Value> = uncertain
        .into_iter()
        .map(|row| json!({ "message": row.message, "person": row.person }))
        .collect();
    let mut body: Value = serde_json::from_str(&send.answer)?;
    if let Some(body) = body.as_object_mut() {
        body.remove("refused");
        body.insert("at".to_owned(), json!(rfc3339(send.at)));
        body.insert("complete".to_owned(), json!(send.is_made != 0));
        body.insert("states".to_owned(), json!(states));
        body.insert("reasons".to_owned(), json!(reasons));
        body.insert("uncertain".to_owned(), json!(uncertain));
    }
    Ok(http::json(200, &body)?)
}

/// Sends one message of unknown outcome again, because somebody looked and wants it so.
pub(super) fn retry(desk: &Desk<'_>, message: &str) -> std::result::Result<Response, BookError> {
    let id: Option<i64> = message.parse().ok();
    match id.map(|id| outbox::resend(desk, id)).transpose()?.flatten() {
        Some(true) => Ok(http::json(
            202,
            &json!({ "message": id, "state": "queued" }),
        )?),
        Some(false) => Err(Problem::new(
            409,
            "not_uncertain",
            "Only a message of unknown outcome is sent again by hand, and a confirmation never is.",
        )
        .into()),
        None => Err(Problem::new(
            404,
            "unknown_message",
            "There is no message of this number; GET of its send names those of unknown outcome.",
        )
        .into()),
    }
}

/// Lets go of what is past its time.
pub(super) fn upkeep(sql: &Sql, now: Millis) -> Result<()> {
    sql.run(
        "DELETE FROM sends WHERE at <= ? AND is_made <> 0",
        bind![now - KEPT],
    )?;
    Ok(())
}

fn by_key(sql: &Sql, key: &str) -> Result<Option<Send>> {
    sql.row(
        &format!("SELECT {COLUMNS} FROM sends WHERE key = ?"),
        bind![key],
    )
}
