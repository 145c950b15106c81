//! `confirm = "template"`: a typed number is asked once, by template, whether that was them; the tap
//! on "Confirm" is the consent, and "Not me" is remembered.
//!
//! Whoever posts is told the same, whether or not the number is asked: else the form would tell
//! who is a customer, who wants no messages, whom somebody else has asked. So every post counts
//! for the shop's day, too.

use super::consents::{self, Doing};
use super::evidence::Said;
use super::opt_ins::{self, OptIn, Received};
use super::outbox::{self, Content, Draft, Kind};
use super::sql::{BookError, Sql, bind};
use super::{Desk, people, questions, says, suppression};
use crate::book::client::REQUEST_LIMIT;
use crate::http::Problem;
use saludo_core::confirm::{Asked, Came, Doubt, Verdict, decide};
use saludo_core::confirm_request::{A_DAY, ConfirmTap, ONE_IN, TEMPLATE, number_hash};
use saludo_core::consent::Deed;
use saludo_core::ledger::Method;
use saludo_core::opt_in::OptInRequest;
use saludo_core::outgoing::Form;
use saludo_core::phone::{Phone, WaId};
use saludo_core::question::{Cause, QUIET_AFTER_NO};
use saludo_core::settings::ConfirmMode;
use saludo_core::time::{DAY, Millis};
use saludo_core::webhook::Message;
use serde::Deserialize;
use worker::{Error, Result};

#[derive(Deserialize)]
struct Count {
    n: i64,
}

/// What a post that asks a number needs, before anything of it is stored.
pub(super) fn check(desk: &Desk<'_>, request: &OptInRequest) -> std::result::Result<(), BookError> {
    if desk.settings.confirm != ConfirmMode::Template || desk.config.turnstile.is_err() {
        return Err(Problem::new(
            409,
            "confirm_changed",
            "This shop does not ask numbers any more; load the form again.",
        )
        .into());
    }
    if request.phone.is_none() {
        return Err(Problem::new(
            422,
            "invalid_fields",
            "Some fields are missing or wrong; see errors. Nothing was stored.",
        )
        .with_errors(&serde_json::json!([
            { "field": "phone", "reason": "give the number to ask" }
        ]))
        .into());
    }
    let posts: Option<Count> = desk.sql.row(
        "SELECT count(*) AS n FROM asked_numbers WHERE at > ?",
        bind![desk.now - DAY],
    )?;
    if posts.is_some_and(|posts| posts.n >= A_DAY) {
        return Err(Problem::new(
            429,
            REQUEST_LIMIT,
            "This shop has asked as many numbers as it may in a day. Please try again tomorrow, or write to it in WhatsApp.",
        )
        .retry_after(DAY / 1000)
        .into());
    }
    Ok(())
}

/// Asks the number of a request that was just stored, if it may be asked.
pub(super) fn ask(desk: &Desk<'_>, code: &str, request: &OptInRequest) -> Result<()> {
    let Some(phone) = &request.phone else {
        return Ok(());
    };
    let hash = hash_of(desk, phone).to_vec();
    desk.sql.run(
        "UPDATE opt_ins SET asked = ? WHERE code = ?",
        bind![hash.clone(), code],
    )?;
    let number = number(phone)?;
    let may = may_be_asked(desk, &number, &hash, request)?;
    desk.sql.run(
        "INSERT INTO asked_numbers (hash, at, was_asked) VALUES (?, ?, ?)",
        bind![hash, desk.now, i64::from(may)],
    )?;
    if !may {
        return Ok(());
    }
    let opt_in =
        opt_ins::by_code(desk.sql, code)?.ok_or_else(|| Error::from("a stored opt-in is gone"))?;
    // Whoever is known already keeps their number as Meta gave it.
    let person = match people::with_number(desk.sql, Some(&number))? {
        Some(person) => person,
        None => {
            people::resolve(desk, Some(&number), None)?
                .ok_or_else(|| Error::from("a number that is nobody's"))?
                .id
        }
    };
    let content = Content {
        template: Some(TEMPLATE.to_owned()),
        language: Some(request.locale.clone()),
        ..Content::default()
    };
    outbox::insert(
        desk,
        &Draft {
            kind: Kind::ConfirmRequest,
            person: &person,
            opt_in: None,
            subject: Some(opt_in.id),
            form: Form::Template,
            content: Some(&content),
        },
    )?;
    Ok(())
}

/// Whether a number may be asked: it said nothing against it, was not asked lately, and what would be
/// asked is not answered already.
fn may_be_asked(
    desk: &Desk<'_>,
    number: &WaId,
    hash: &[u8],
    request: &OptInRequest,
) -> Result<bool> {
    if is_suppressed(desk, number)? || was_asked_lately(desk, hash)? {
        return Ok(false);
    }
    let Some(person) = people::with_number(desk.sql, Some(number))? else {
        return Ok(true);
    };
    // A no and a withdrawal bind the form as they bind the question in the chat.
    let last_no = consents::state(desk.sql, &person)?.last_no();
    if last_no.is_some_and(|at| desk.now - at < QUIET_AFTER_NO)
        || says::is_human_in_chat(desk, &person)?
    {
        return Ok(false);
    }
    let product = request.product.as_ref().map(|product| product.id.as_str());
    let held = consents::held(desk.sql, &person)?;
    let all_held = request.purposes.iter().all(|purpose| {
        held.iter().any(|held| {
            held.purpose == *purpose
                && (held.product.is_empty() || Some(held.product.as_str()) == product)
        })
    });
    Ok(!all_held)
}

fn is_suppressed(desk: &Desk<'_>, number: &WaId) -> Result<bool> {
    Ok(suppression::erased_at(desk, Some(number), None)?.is_some()
        || suppression::declined_at(desk, Some(number), None)?.is_some())
}

fn was_asked_lately(desk: &Desk<'_>, hash: &[u8]) -> Result<bool> {
    let asked: Option<Count> = desk.sql.row(
        "SELECT id AS n FROM asked_numbers WHERE hash = ? AND was_asked <> 0 AND at > ? LIMIT 1",
        bind![hash.to_vec(), desk.now - ONE_IN],
    )?;
    Ok(asked.is_some())
}

/// Whether a request may still be asked about when its message leaves.
pub(super) fn is_open(desk: &Desk<'_>, opt_in: &OptIn) -> Result<bool> {
    let Some(phone) = opt_in.phone() else {
        return Ok(false);
    };
    Ok(opt_in.state == "requested" && !is_suppressed(desk, &number(&phone)?)?)
}

/// Takes in a tap.
pub(super) fn answered(
    desk: &Desk<'_>,
    said: &Said<'_>,
    message: &Message,
    tap: ConfirmTap,
) -> Result<()> {
    let opt_in = opt_ins::by_code(desk.sql, &tap.code.compact())?;
    if !tap.is_yes {
        return declined(desk, said, message, opt_in.as_ref());
    }
    let doubt = |doubt| questions::due(desk, said.person, Cause::Doubt(doubt), said.at).map(drop);
    // Nobody knows the code any more after a week.
    let Some(opt_in) = opt_in.filter(|opt_in| opt_in.asked.is_some()) else {
        return doubt(Doubt::Expired);
    };
    if opt_in.declined_at.is_some() {
        return Ok(());
    }
    if !is_asked(desk, &opt_in, said.person, message)? {
        return doubt(Doubt::OtherSender);
    }
    let asked = Asked {
        requested_at: opt_in.requested_at,
        confirmed_by_sender: opt_in.person.as_deref().map(|person| person == said.person),
        // The template says what is asked, in full, above the button.
        in_its_words: true,
    };
    let came = Came {
        sent_at: said.at,
        forwarded: message.is_forwarded(),
        after_code: "",
    };
    match decide(asked, came) {
        Verdict::Again => Ok(()),
        Verdict::AskInThread(reason) => doubt(reason),
        Verdict::Confirm => opt_ins::confirm(
            desk,
            &opt_in,
            &opt_in.asking(desk.sql)?,
            &Received {
                person: said.person,
                text: said.text.unwrap_or_default(),
                before_code: "",
                after_code: "",
                forwarded: false,
                sent_at: said.at,
            },
        ),
    }
}

/// Whether a tap comes from the number that was asked. Somebody with a username may show no number;
/// then what they tapped on is the very message that went to that number, and they are who has it.
fn is_asked(desk: &Desk<'_>, opt_in: &OptIn, person: &str, message: &Message) -> Result<bool> {
    #[derive(Deserialize)]
    struct Row {
        person: String,
    }
    if let Some(wa_id) = &message.wa_id {
        let hash = number_hash(desk.config.hash_key.expose(), &wa_id.normal_form());
        return Ok(opt_in.asked.as_deref() == Some(hash.as_slice()));
    }
    let Some(wamid) = message.quotes() else {
        return Ok(false);
    };
    let sent: Option<Row> = desk.sql.row(
        "SELECT person FROM outbox WHERE wamid = ? AND kind = ? AND subject = ?",
        bind![wamid, Kind::ConfirmRequest.as_str(), opt_in.id],
    )?;
    let Some(sent) = sent else {
        return Ok(false);
    };
    if sent.person != person {
        people::merge(desk, person, &sent.person)?;
    }
    Ok(true)
}

/// Remembers that somebody did not ask: their number is not asked again until they agree to
/// something by themselves. What a tap on "Confirm" gave before is taken back.
fn declined(
    desk: &Desk<'_>,
    said: &Said<'_>,
    message: &Message,
    opt_in: Option<&OptIn>,
) -> Result<()> {
    let agreed_since = consents::state(desk.sql, said.person)?
        .acts()
        .any(|act| matches!(act.deed(), Deed::Grant { .. }) && act.at() > said.at);
    if !agreed_since {
        let (wa_id, user_id) = (message.wa_id.as_ref(), message.user_id.as_ref());
        suppression::decline(desk, wa_id, user_id, said.at)?;
    }
    let Some(opt_in) = opt_in.filter(|opt_in| opt_in.asked.is_some()) else {
        return Ok(());
    };
    if !is_asked(desk, opt_in, said.person, message)? {
        return Ok(());
    }
    desk.sql.run(
        "UPDATE opt_ins SET declined_at = ? WHERE id = ?",
        bind![said.at, opt_in.id],
    )?;
    if opt_in.person.as_deref() == Some(said.person) {
        let asking = opt_in.asking(desk.sql)?;
        let product = asking.product_id();
        let doing = Doing {
            person: said.person,
            at: said.at,
            deed: Deed::Withdraw {
                purposes: asking.purposes().to_vec(),
                product: (!product.is_empty()).then(|| product.to_owned()),
            },
            method: Method::Button,
            text: said.text,
            opt_in: None,
            seq: None,
        };
        consents::note(desk, &doing)?;
    } else {
        opt_ins::end_request(desk, opt_in)?;
    }
    outbox::queue(desk, Kind::Stopped, said.person, None)
}

/// Forgets whom nobody knows but for a question that they did not answer in time. Called when the
/// request ends, with its row.
pub(super) fn forget(sql: &Sql, opt_in: i64) -> Result<()> {
    #[derive(Deserialize)]
    struct Row {
        person: String,
    }
    let asked: Vec<Row> = sql.rows(
        "SELECT person FROM outbox JOIN people ON people.id = outbox.person
         WHERE outbox.kind = ?1 AND outbox.subject = ?2
            AND people.last_wrote_at IS NULL AND people.human_wrote_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM opt_ins WHERE person = people.id)
            AND NOT EXISTS (SELECT 1 FROM acts WHERE person = people.id)
            AND NOT EXISTS (SELECT 1 FROM salts WHERE person = people.id)
            AND NOT EXISTS (SELECT 1 FROM messages WHERE person = people.id)",
        bind![Kind::ConfirmRequest.as_str(), opt_in],
    )?;
    for row in asked {
        people::remove(sql, &row.person)?;
    }
    Ok(())
}

/// Lets go of what is past its time.
pub(super) fn upkeep(sql: &Sql, now: Millis) -> Result<()> {
    sql.run(
        "DELETE FROM asked_numbers WHERE at <= ?",
        bind![now - ONE_IN],
    )?;
    Ok(())
}

/// A typed number as Meta writes numbers.
fn number(phone: &Phone) -> Result<WaId> {
    WaId::parse(phone.digits()).map_err(|_| Error::from("a number that Meta would not write"))
}

fn hash_of(desk: &Desk<'_>, phone: &Phone) -> [u8; 32] {
    number_hash(desk.config.hash_key.expose(), &phone.normal_form())
}
