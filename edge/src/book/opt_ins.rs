//! Opt-ins: asked for by a page, confirmed by a message.

use super::client::OptInPath;
use super::consents::Doing;
use super::evidence::Said;
use super::sql::{BookError, Sql, bind};
use super::tallies::Tally;
use super::{
    Desk, confirm_requests, consents, events, evidence, held, identity_keys, outbox, people,
    questions, settings, suppression, tallies,
};
use crate::http::{self, Problem};
use crate::platform;
use saludo_core::asking::Asking;
use saludo_core::browser::Browser;
use saludo_core::code::Code;
use saludo_core::confirm::{Asked, Came, Doubt, Verdict, decide};
use saludo_core::consent::Deed;
use saludo_core::ledger::Method;
use saludo_core::opt_in::{OptInRequest, ParseOptInError, Product, Source};
use saludo_core::phone::{Phone, WaId};
use saludo_core::prefill::deep_link;
use saludo_core::purpose::PurposeId;
use saludo_core::signature::hmac_sha256;
use saludo_core::statement::Statement;
use saludo_core::time::{DAY, HOUR, MINUTE, Millis, SECOND};
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeMap;
use worker::{Error, Response, Result};

/// A number that somebody types may be somebody else's: so many posts a day name it at most.
const POSTS_PER_TYPED_PHONE: i64 = 5;
/// Requests that wait for their message, of one hour: ten times what a large shop has on its best
/// day, and less than 2 GB in the week that they are kept. Beyond, somebody with many networks is
/// filling the book. Who confirms does not count.
const OPEN_AN_HOUR: i64 = 10_000;
/// How long a code answers.
pub(super) const CODE_KEPT: Millis = 7 * DAY;
/// How long a page may wait for its outcome.
const WAIT_UNTIL: Millis = 15 * MINUTE;

/// An opt-in as the book has it.
#[derive(Debug, Deserialize)]
pub(super) struct OptIn {
    pub(super) id: i64,
    pub(super) code: String,
    #[serde(with = "serde_bytes")]
    fingerprint: Vec<u8>,
    pub(super) state: String,
    pub(super) person: Option<String>,
    purposes: String,
    statement: String,
    product: Option<String>,
    phone: Option<String>,
    pub(super) name: Option<String>,
    fields: Option<String>,
    pub(super) locale: String,
    pub(super) page: String,
    source: String,
    pub(super) campaign: Option<String>,
    pub(super) requested_at: Millis,
    browser: Option<String>,
    /// The keyed hash of the number that it asks; none where the shopper writes first.
    #[serde(with = "serde_bytes")]
    pub(super) asked: Option<Vec<u8>>,
    /// When that number said that it did not ask.
    pub(super) declined_at: Option<Millis>,
}

const COLUMNS: &str = "id, code, fingerprint, state, person, purposes, statement, product, phone, name, fields, locale, page, source, campaign, requested_at, browser, asked, declined_at";

impl OptIn {
    /// Which form asked; none where the chat or the shopper's own page did.
    pub(super) fn source(&self) -> Option<Source> {
        Source::parse(&self.source)
    }

    /// Where it came from, in the book's word.
    pub(super) fn source_word(&self) -> &str {
        &self.source
    }

    /// Family and major version of the browser that it was posted with, where it told.
    pub(super) fn browser(&self) -> Option<Browser> {
        Browser::try_from(self.browser.clone()?).ok()
    }

    /// The number that was typed, while it is kept.
    pub(super) fn phone(&self) -> Option<Phone> {
        Phone::parse(self.phone.as_deref()?, None).ok()
    }

    /// How the yes was given: where a number is asked, by the tap.
    pub(super) fn method(&self) -> Result<Method> {
        if self.asked.is_some() {
            return Ok(Method::Button);
        }
        Method::parse(&self.source).ok_or_else(|| Error::from("an opt-in from nowhere"))
    }

    /// Answers to the shop's own questions.
    pub(super) fn fields(&self) -> Result<BTreeMap<String, String>> {
        let fields = self
            .fields
            .as_deref()
            .map(serde_json::from_str)
            .transpose()?;
        Ok(fields.unwrap_or_default())
    }

    /// What it asks for.
    pub(super) fn asking(&self, sql: &Sql) -> Result<Asking> {
        let statement = settings::statement(sql, &self.statement)?
            .ok_or_else(|| Error::from("an opt-in without its statement"))?;
        let purposes = serde_json::from_str(&self.purposes)?;
        let product: Option<Product> = self
            .product
            .as_deref()
            .map(serde_json::from_str)
            .transpose()?;
        Asking::new(statement, purposes, product).ok_or_else(|| Error::from("no words"))
    }
}

/// The opt-in of a code, in its compact form.
pub(super) fn by_code(sql: &Sql, code: &str) -> Result<Option<OptIn>> {
    sql.row(
        &format!("SELECT {COLUMNS} FROM opt_ins WHERE code = ?"),
        bind![code],
    )
}

/// The opt-in of a row.
pub(super) fn by_id(sql: &Sql, id: i64) -> Result<Option<OptIn>> {
    sql.row(
        &format!("SELECT {COLUMNS} FROM opt_ins WHERE id = ?"),
        bind![id],
    )
}

/// Takes a post, made with a browser of that name, whose number is asked or not. Runs inside a
/// transaction.
pub(super) fn post(
    desk: &Desk<'_>,
    body: &[u8],
    browser: Option<&str>,
    path: OptInPath,
) -> std::result::Result<Response, BookError> {
    let sql = desk.sql;
    let mut fault = None;
    let parsed = OptInRequest::parse(body, desk.settings, |id| {
        settings::acceptable(sql, id, desk.now).unwrap_or_else(|error| {
            fault = Some(error);
            None
        })
    });
    if let Some(error) = fault {
        return Err(error.into());
    }
    let request = parsed.map_err(|error| match error {
        ParseOptInError::NotJson => {
            Problem::new(400, "not_json", "The body must be a JSON object.")
        }
        ParseOptInError::Fields(faults) => Problem::new(
            422,
            "invalid_fields",
            "Some fields are missing or wrong; see errors. Nothing was stored.",
        )
        .with_errors(&faults),
    })?;
    let code = request.code.compact();
    let fingerprint = request.fingerprint(desk.config.hash_key.expose());
    let status = match by_code(sql, &code)? {
        Some(known) if known.fingerprint == fingerprint => 200,
        Some(_) => {
            return Err(Problem::new(
                409,
                "code_in_use",
                "This code stands for another request already; make a new code.",
            )
            .into());
        }
        None => {
            refuse_flood(desk)?;
            if let Some(phone) = &request.phone {
                count_typed_phone(desk, phone)?;
            }
            let asks_number = path == OptInPath::AskNumber;
            if asks_number {
                confirm_requests::check(desk, &request)?;
            }
            insert(desk, &request, (&code, &fingerprint), browser)?;
            held::post_came(desk, &code)?;
            if asks_number {
                confirm_requests::ask(desk, &code, &request)?;
            }
            201
        }
    };
    let opt_in = by_code(sql, &code)?.ok_or_else(|| Error::from("a stored opt-in is gone"))?;
    Ok(http::json(status, &receipt(desk, &opt_in, &request.code)?)?)
}

fn insert(
    desk: &Desk<'_>,
    request: &OptInRequest,
    (code, fingerprint): (&str, &[u8]),
    browser: Option<&str>,
) -> std::result::Result<(), BookError> {
    let product = request
        .product
        .as_ref()
        .map(serde_json::to_string)
        .transpose()?;
    let fields = (!request.fields.is_empty())
        .then(|| serde_json::to_string(&request.fields))
        .transpose()?;
    desk.sql.run(
        "INSERT INTO opt_ins (code, fingerprint, state, purposes, statement, locale, page, source,
            campaign, product, phone, name, fields, requested_at, browser)
         VALUES (?, ?, 'requested', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        bind![
            code,
            fingerprint.to_vec(),
            serde_json::to_string(&request.purposes)?,
            request.statement.to_string(),
            request.locale.as_str(),
            request.page.as_str(),
            request.source.as_str(),
            request.campaign.clone(),
            product,
            request.phone.as_ref().map(ToString::to_string),
            request.name.clone(),
            fields,
            desk.now,
            browser.map(str::to_owned),
        ],
    )?;
    tallies::count(desk.sql, Tally::Continued, desk.now, 1)?;
    Ok(())
}

/// What the page is told: nothing that the page did not say itself, but the link.
fn receipt(desk: &Desk<'_>, opt_in: &OptIn, code: &Code) -> Result<serde_json::Value> {
    let asking = opt_in.asking(desk.sql)?;
    Ok(json!({
        "code": code.to_string(),
        "state": opt_in.state,
        "purposes": asking.purposes(),
        "statement": opt_in.statement,
        "link": deep_link(&desk.config.link(desk.shop), &asking.text(code)),
    }))
}

/// Counts a form that a program filled in, of which nothing is kept.
pub(super) fn count_trapped(desk: &Desk<'_>) -> Result<()> {
    desk.sql.run(
        "INSERT INTO counters (name, n) VALUES ('trapped', 1)
         ON CONFLICT (name) DO UPDATE SET n = n + 1",
        bind![],
    )?;
    Ok(())
}

/// Takes no more requests while the last hour's are too many.
fn refuse_flood(desk: &Desk<'_>) -> std::result::Result<(), BookError> {
    #[derive(Deserialize)]
    struct Row {
        requested_at: Millis,
    }
    let last: Option<Row> = desk.sql.row(
        "SELECT requested_at FROM opt_ins WHERE state = 'requested' AND requested_at > ?
         ORDER BY requested_at DESC LIMIT 1 OFFSET ?",
        bind![desk.now - HOUR, OPEN_AN_HOUR - 1],
    )?;
    let Some(last) = last else {
        return Ok(());
    };
    Err(Problem::new(
        429,
        "too_many_requests",
        "Too many opt-ins wait for their message at this shop. Please try again later.",
    )
    .retry_after((last.requested_at + HOUR - desk.now) / SECOND)
    .into())
}

fn count_typed_phone(desk: &Desk<'_>, phone: &Phone) -> std::result::Result<(), BookError> {
    #[derive(Deserialize)]
    struct Posts {
        posts: i64,
    }
    let day = desk.now / DAY;
    let key = hmac_sha256(
        desk.config.hash_key.expose(),
        format!("saludo typed phones {day}").as_bytes(),
    );
    let hash = hmac_sha256(&key, phone.normal_form().as_str().as_bytes()).to_vec();
    desk.sql.run(
        "INSERT INTO typed_phones (hash, posts, at) VALUES (?, 1, ?)
         ON CONFLICT (hash) DO UPDATE SET posts = posts + 1",
        bind![hash.clone(), desk.now],
    )?;
    let count: Option<Posts> = desk
        .sql
        .row("SELECT posts FROM typed_phones WHERE hash = ?", bind![hash])?;
    if count.is_some_and(|count| count.posts > POSTS_PER_TYPED_PHONE) {
        let until_tomorrow = (day + 1) * DAY - desk.now;
        return Err(Problem::new(
            429,
            "phone_limit",
            "This number was entered too often today. Please try again tomorrow, or leave the number out.",
        )
        .retry_after(until_tomorrow / 1000)
        .into());
    }
    Ok(())
}

/// A message as far as confirming needs it.
pub(super) struct Received<'a> {
    pub(super) person: &'a str,
    pub(super) text: &'a str,
    pub(super) before_code: &'a str,
    pub(super) after_code: &'a str,
    pub(super) forwarded: bool,
    pub(super) sent_at: Millis,
}

/// Decides whether a message confirms an opt-in, and if so, does it.
pub(super) fn judge(
    desk: &Desk<'_>,
    opt_in: &OptIn,
    message: &Received<'_>,
) -> Result<Option<Doubt>> {
    // A request that asks a number is answered by a tap of that number alone.
    if opt_in.asked.is_some() && opt_in.person.as_deref() != Some(message.person) {
        return Ok(Some(Doubt::OtherSender));
    }
    let asking = opt_in.asking(desk.sql)?;
    let asked = Asked {
        requested_at: opt_in.requested_at,
        confirmed_by_sender: opt_in
            .person
            .as_deref()
            .map(|person| person == message.person),
        in_its_words: asking.is_said_in(message.before_code),
    };
    let came = Came {
        sent_at: message.sent_at,
        forwarded: message.forwarded,
        after_code: message.after_code,
    };
    match decide(asked, came) {
        Verdict::Again => Ok(None),
        Verdict::AskInThread(doubt) => Ok(Some(doubt)),
        Verdict::Confirm => {
            confirm(desk, opt_in, &asking, message)?;
            Ok(None)
        }
    }
}

/// Binds an opt-in to who said yes.
pub(super) fn confirm(
    desk: &Desk<'_>,
    opt_in: &OptIn,
    asking: &Asking,
    message: &Received<'_>,
) -> Result<()> {
    let sql = desk.sql;
    let person = people::get(sql, message.person)?
        .ok_or_else(|| Error::from("a message without its person"))?;
    // Meta's clock has whole seconds; a yes is not older than its question nor from the future.
    let confirmed_at = message.sent_at.max(opt_in.requested_at).min(desk.now);
    // A number that is not the sender's may be anybody's, and goes at once.
    let phone = opt_in
        .phone
        .as_deref()
        .filter(|phone| is_of(phone, person.wa_id.as_deref()));
    sql.run(
        "UPDATE opt_ins SET state = 'confirmed', person = ?, phone = ?, received_text = ?,
            sent_at = ?, confirmed_at = ?
         WHERE id = ?",
        bind![
            message.person,
            phone.map(str::to_owned),
            message.text,
            message.sent_at,
            confirmed_at,
            opt_in.id
        ],
    )?;
    questions::take_back_of(desk, message.person, message.sent_at)?;
    let said = Said {
        person: message.person,
        text: Some(message.text),
        at: confirmed_at,
    };
    take_effect(desk, opt_in, asking, &said, message.sent_at)?;
    desk.news.borrow_mut().push(opt_in.code.clone());
    Ok(())
}

/// What every yes brings about: the welcome, the event, and what follows from the act. A stop that
/// was sent later and came first ends it at once, and takes the welcome back.
fn take_effect(
    desk: &Desk<'_>,
    opt_in: &OptIn,
    asking: &Asking,
    said: &Said<'_>,
    sent_at: Millis,
) -> Result<()> {
    people::speaks(desk.sql, said.person, &asking.statement().locale)?;
    outbox::confirmed_anew(desk, said.person)?;
    outbox::queue_welcome(desk, opt_in, said.person)?;
    let seq = evidence::confirmed(desk, opt_in, asking, said)?;
    let product = asking.product_id();
    let doing = Doing {
        person: said.person,
        at: sent_at,
        deed: Deed::Grant {
            purposes: asking.purposes().to_vec(),
            product: (!product.is_empty()).then(|| product.to_owned()),
            statement: Some(asking.statement().id()),
            imported: false,
        },
        method: opt_in.method()?,
        text: None,
        opt_in: Some(opt_in.id),
        seq: Some(seq),
    };
    consents::note(desk, &doing)?;
    events::confirmed(desk, opt_in, asking, said.person, said.at)?;
    tallies::agreed(desk, opt_in, asking, said.person, said.at)?;
    suppression::lift(desk, said.person)
}

/// A yes that needs no code, because whoever gave it was known: a tap in the chat, a switch on the
/// shopper's own page.
pub(super) struct DirectYes<'a> {
    pub(super) person: &'a str,
    pub(super) purposes: &'a [PurposeId],
    /// The words that were shown.
    pub(super) statement: &'a Statement,
    pub(super) method: Method,
    pub(super) campaign: Option<&'a str>,
    /// When, in Unix milliseconds.
    pub(super) at: Millis,
    /// What stood on the button, or was written.
    pub(super) text: Option<&'a str>,
}

/// Notes such a yes as an opt-in; nothing where all of it is held already. Answers the opt-in.
pub(super) fn agree(desk: &Desk<'_>, yes: &DirectYes<'_>) -> Result<Option<i64>> {
    #[derive(Deserialize)]
    struct Row {
        id: i64,
    }
    let held = identity_keys::held_purposes(desk, yes.person)?;
    let missing: Vec<&PurposeId> = yes
        .purposes
        .iter()
        .filter(|purpose| !held.contains(purpose))
        .collect();
    if missing.is_empty() {
        return Ok(None);
    }
    // Nobody is ever shown this code; it keeps the row like every other.
    let code = Code::from_random(platform::random::<9>()?);
    let at = yes.at.min(desk.now);
    let row: Option<Row> = desk.sql.row(
        "INSERT INTO opt_ins (code, fingerprint, state, person, purposes, statement, locale, page,
            source, campaign, received_text, requested_at, sent_at, confirmed_at)
         VALUES (?, ?, 'confirmed', ?, ?, ?, ?, '', ?, ?, ?, ?, ?, ?) RETURNING id",
        bind![
            code.compact(),
            Vec::<u8>::new(),
            yes.person,
            serde_json::to_string(&missing)?,
            yes.statement.id().to_string(),
            yes.statement.locale.as_str(),
            yes.method.word(),
            yes.campaign.map(str::to_owned),
            yes.text.map(str::to_owned),
            at,
            yes.at,
            at,
        ],
    )?;
    let id = row
        .ok_or_else(|| Error::from("an opt-in was not stored"))?
        .id;
    let opt_in = by_id(desk.sql, id)?.ok_or_else(|| Error::from("a stored opt-in is gone"))?;
    let asking = opt_in.asking(desk.sql)?;
    let said = Said {
        person: yes.person,
        text: yes.text,
        at,
    };
    take_effect(desk, &opt_in, &asking, &said, yes.at)?;
    Ok(Some(id))
}

fn is_of(typed: &str, wa_id: Option<&str>) -> bool {
    let typed = Phone::parse(typed, None).ok();
    let own = wa_id.and_then(|id| WaId::parse(id).ok());
    typed
        .zip(own)
        .is_some_and(|(typed, own)| typed.normal_form() == own.normal_form())
}

/// Where a code stands, and whether its page may wait for news.
pub(super) fn state(sql: &Sql, code: &str, now: Millis) -> Result<(&'static str, bool)> {
    #[derive(Deserialize)]
    struct Row {
        state: String,
        requested_at: Millis,
    }
    let row: Option<Row> = sql.row(
        "SELECT state, requested_at FROM opt_ins WHERE code = ?",
        bind![code],
    )?;
    Ok(match row {
        Some(row) if now - row.requested_at < CODE_KEPT => match row.state.as_str() {
            "requested" if now - row.requested_at > DAY => ("expired", false),
            "requested" => ("requested", now - row.requested_at < WAIT_UNTIL),
            "confirmed" => ("confirmed", false),
            "withdrawn" => ("withdrawn", false),
            _ => ("expired", false),
        },
        _ => ("unknown", false),
    })
}

/// Ends a request before its time, because whom it is about did not make it.
pub(super) fn end_request(desk: &Desk<'_>, opt_in: &OptIn) -> Result<()> {
    desk.sql.run(
        "UPDATE opt_ins SET state = 'expired', phone = NULL, name = NULL, fields = NULL WHERE id = ?",
        bind![opt_in.id],
    )?;
    desk.news.borrow_mut().push(opt_in.code.clone());
    Ok(())
}

/// Ends requests that nobody confirmed within a day: their personal data goes at once, the code
/// stays for a message that comes late. Answers the codes.
pub(super) fn expire(sql: &Sql, now: Millis) -> Result<Vec<String>> {
    #[derive(Deserialize)]
    struct Expired {
        id: i64,
        code: String,
        asked: i64,
    }
    let expired: Vec<Expired> = sql.rows(
        "UPDATE opt_ins SET state = 'expired', phone = NULL, name = NULL, fields = NULL
         WHERE state = 'requested' AND requested_at <= ? RETURNING id, code, asked IS NOT NULL AS asked",
        bind![now - DAY],
    )?;
    for row in expired.iter().filter(|row| row.asked != 0) {
        confirm_requests::forget(sql, row.id)?;
    }
    sql.run(
        "DELETE FROM opt_ins WHERE state = 'expired' AND requested_at <= ?",
        bind![now - CODE_KEPT],
    )?;
    Ok(expired.into_iter().map(|row| row.code).collect())
}
