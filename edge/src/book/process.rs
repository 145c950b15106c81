//! What an update does: the effects of the inbox.

use super::consents::Doing;
use super::evidence::Said;
use super::inbox::{Contents, Stored};
use super::opt_ins::{self, Received};
use super::outbox::Kind as Sends;
use super::people::Person;
use super::sql::bind;
use super::{
    Desk, changes, chats, confirm_requests, consents, events, failures, held, identity_keys, moves,
    outbox, people, proofs, questions, received, referrals, says, suppression,
};
use saludo_core::code::Candidate;
use saludo_core::confirm::{Doubt, Reading, around, read};
use saludo_core::consent::Deed;
use saludo_core::forward::Whose;
use saludo_core::ledger::Method;
use saludo_core::phone::{UserId, WaId};
use saludo_core::question::Cause;
use saludo_core::stop::{Said as Heard, Setting, hear, mentions_stop};
use saludo_core::time::{DAY, Millis, SECOND};
use saludo_core::webhook::{
    Contact, Content, Echo, Kind, Message, Moved, NewKey, Preference, PreferenceValue, Status,
};
use worker::Result;

/// In development only, a message of this type stops the whole instance in the midst of its work, as
/// a fault of our own would. Meta has no such type; with Meta's own servers it means nothing.
const TRAP: &str = "saludo_trap";

/// Acts on one update, and answers whose it is. What came for another number is kept, not acted on.
pub(super) fn act(desk: &Desk<'_>, stored: &Stored) -> Result<Whose> {
    if !stored.is_own() {
        return Ok(Whose::Ours);
    }
    let contents = match stored.kind() {
        Kind::Message
        | Kind::Status
        | Kind::Preference
        | Kind::Echo
        | Kind::Change
        | Kind::Other => stored.contents(desk.sql)?,
        // What was written before the number was connected is no yes, no stop and no question.
        Kind::History | Kind::Unreadable => return Ok(Whose::Ours),
    };
    let item = contents.item.as_slice();
    match stored.kind() {
        Kind::Message => {
            let Some(message) = Message::parse(item) else {
                return Ok(Whose::Unread);
            };
            let is_spoken = matches!(message.content, Content::System { .. } | Content::Other(_));
            if is_spoken && let Some(moved) = Moved::parse(item) {
                moves::note(desk, &moved, moved.at.unwrap_or(stored.at))?;
            } else if is_spoken && let Some(key) = NewKey::parse(item) {
                identity_keys::told(desk, &key, stored.at)?;
            } else if message.is_written() {
                if desk.config.is_development() && message.content == Content::Other(TRAP.into()) {
                    std::process::abort();
                }
                return on_message(desk, stored, &contents, &message);
            } else if let Content::Revoke { .. } = message.content {
                return on_revoke(desk, stored, item, &message);
            }
        }
        Kind::Change | Kind::Other => changes::note(desk, stored, item)?,
        Kind::Status => {
            let Some(status) = Status::parse(item) else {
                return Ok(Whose::Unread);
            };
            on_status(desk, stored, &status)?;
        }
        Kind::Echo => {
            let Some(echo) = Echo::parse(item) else {
                return Ok(Whose::Unread);
            };
            on_echo(desk, stored, item, &echo)?;
        }
        _ => {
            let Some(preference) = Preference::parse(item) else {
                return Ok(Whose::Unread);
            };
            on_preference(desk, stored, &preference)?;
        }
    }
    Ok(Whose::Ours)
}

fn on_message(
    desk: &Desk<'_>,
    stored: &Stored,
    contents: &Contents,
    message: &Message,
) -> Result<Whose> {
    let sent_at = message.sent_at.unwrap_or(stored.at);
    let number = message.number();
    let (wa_id, user_id) = (number.as_ref(), message.user_id.as_ref());
    if suppression::is_late(desk, wa_id, user_id, sent_at)? {
        return Ok(Whose::Nobody);
    }
    let person = people::resolve(desk, wa_id, user_id)?;
    if let Some(person) = &person {
        stored.is_of(&person.id);
    }
    let whose = match &person {
        // Others read it too: it opens no window, agrees to nothing and stops nothing.
        Some(person) if message.group_id.is_none() => {
            heed(desk, contents, message, person, sent_at)?
        }
        _ => Whose::People,
    };
    let person = person.as_ref().map(|person| person.id.as_str());
    let is_mark = matches!(
        message.content,
        Content::Reaction { .. } | Content::Edit { .. }
    );
    if whose == Whose::People && !is_mark {
        // People answer people: what is not ours waits for somebody of the shop.
        let id = message.id.as_deref();
        received::keep(desk, stored, person, id, &contents.item, sent_at)?;
    }
    let heard = events::Heard {
        item: &contents.item,
        message,
        whose,
        sent_at,
    };
    events::received(desk, person, &heard)?;
    Ok(whose)
}

/// Notes what a message shows of its sender, whatever it says.
fn learn(
    desk: &Desk<'_>,
    contents: &Contents,
    message: &Message,
    person: &Person,
    sent_at: Millis,
) -> Result<()> {
    let contact: Option<Contact> = contents
        .contact
        .as_ref()
        .and_then(|contact| serde_json::from_slice(contact).ok());
    let name = contact.as_ref().and_then(Contact::name);
    people::wrote(desk.sql, &person.id, name, sent_at)?;
    let key = contact
        .as_ref()
        .and_then(|contact| contact.identity_key_hash.as_ref());
    if let Some(hash) = key {
        identity_keys::saw(desk, &person.id, hash, sent_at)?;
    }
    if let Some(referral) = &message.referral {
        referrals::keep(desk.sql, &person.id, referral, sent_at)?;
    }
    Ok(())
}

/// Does what a message of somebody asks for, and answers whose it is: what is not ours is for the
/// shop's people.
fn heed(
    desk: &Desk<'_>,
    contents: &Contents,
    message: &Message,
    person: &Person,
    sent_at: Millis,
) -> Result<Whose> {
    let sql = desk.sql;
    learn(desk, contents, message, person, sent_at)?;
    let item = contents.item.as_slice();
    let is_mark = received::mark(desk, &person.id, item, &message.content, sent_at)?;
    let setting = setting(desk, message, person, sent_at)?;
    let said = Said {
        person: &person.id,
        text: message.words(),
        at: sent_at,
    };
    match read(message, desk.settings, setting) {
        Reading::Stop => stop(desk, message, &said)?,
        _ if is_mark => return Ok(Whose::People),
        Reading::Start => start(desk, &said)?,
        Reading::Unclear => {
            ask_about_stop(desk, &person.id)?;
            return Ok(Whose::People);
        }
        Reading::Answer(tap) => questions::answered(desk, &said, &tap)?,
        Reading::Keep => {}
        Reading::Asked(tap) => confirm_requests::answered(desk, &said, message, tap)?,
        Reading::Preferences(locale) => {
            if says::is_human_in_chat(desk, &person.id)? {
                return Ok(Whose::People);
            }
            people::speaks(sql, &person.id, locale)?;
            outbox::queue(desk, Sends::Preferences, &person.id, None)?;
        }
        Reading::Campaign(campaign, locale) => {
            people::speaks(sql, &person.id, locale)?;
            questions::due_by_campaign(desk, &person.id, campaign, sent_at)?;
        }
        Reading::Advert(campaign) => {
            questions::due_by_advert(desk, &person.id, campaign, sent_at)?;
            return Ok(Whose::People);
        }
        Reading::CodeLost(locale) => {
            people::speaks(sql, &person.id, locale)?;
            let cause = Cause::Doubt(Doubt::CodeLost);
            questions::due(desk, &person.id, cause, sent_at)?;
        }
        Reading::Ordinary => return Ok(Whose::People),
        Reading::Codes { text, candidates } => {
            let received = |candidate: &Candidate| {
                let (before_code, after_code) = around(text, *candidate);
                Received {
                    person: &person.id,
                    text,
                    before_code,
                    after_code,
                    forwarded: message.is_forwarded(),
                    sent_at,
                }
            };
            for candidate in &candidates {
                let code = candidate.code.compact();
                if let Some(opt_in) = opt_ins::by_code(sql, &code)? {
                    let received = received(candidate);
                    if let Some(doubt) = opt_ins::judge(desk, &opt_in, &received)? {
                        questions::due(desk, &person.id, Cause::Doubt(doubt), sent_at)?;
                    } else if opt_in.person.is_some() && mentions_stop(received.after_code) {
                        // Their own old text with a stop behind it says nothing new but that.
                        ask_about_stop(desk, &person.id)?;
                        return Ok(Whose::People);
                    }
                    return Ok(Whose::Ours);
                }
            }
            // Somebody who was sent a code by somebody else did not ask for it.
            let own = !message.is_forwarded();
            if own && proofs::confirm(desk, &person.id, text, &candidates, sent_at)? {
                return Ok(Whose::Ours);
            }
            // None is known. In the shop's own words the first may be merely early.
            let early = candidates.iter().find_map(|candidate| {
                let locale = desk.settings.request_in(around(text, *candidate).0)?;
                Some((candidate, locale))
            });
            if let Some((candidate, locale)) = early {
                people::speaks(sql, &person.id, locale)?;
                held::keep(desk, &candidate.code.compact(), &received(candidate))?;
                return Ok(Whose::Ours);
            }
            // "order jeans" and the like.
            if hear(text, setting) == Heard::Unclear {
                ask_about_stop(desk, &person.id)?;
            }
            return Ok(Whose::People);
        }
    }
    Ok(Whose::Ours)
}

/// "Cancel" and its like, right after a message of ours, is about that; a week later it is not.
const ANSWERS_WITHIN: Millis = DAY;

/// How a message came. `person` is as they were before it.
fn setting(
    desk: &Desk<'_>,
    message: &Message,
    person: &Person,
    sent_at: Millis,
) -> Result<Setting> {
    let quoted = match message.quotes() {
        Some(wamid) => outbox::is_ours(desk.sql, &person.id, wamid)?,
        None => false,
    };
    let last = person.last_wrote_at.unwrap_or_default();
    let from = last.max(sent_at - ANSWERS_WITHIN);
    // What crossed our message on the way does not answer it. Meta's clock has whole seconds.
    let to = sent_at + SECOND;
    Ok(Setting {
        answers_us: quoted || outbox::wrote_between(desk.sql, &person.id, from, to)?,
        from_plus_one: is_plus_one(message, person),
    })
}

/// Whether it came from a +1 number. Meta may not show the number; then what is known of the person
/// tells, else the country in their user ID.
fn is_plus_one(message: &Message, person: &Person) -> bool {
    let known = || {
        let wa_id = person.wa_id.as_deref()?;
        WaId::parse(wa_id).ok()
    };
    match message.wa_id.clone().or_else(known) {
        Some(wa_id) => wa_id.is_plus_one(),
        None => message.user_id.as_ref().is_some_and(UserId::is_plus_one),
    }
}

/// Ends everything that was granted up to then, confirms it once, and cancels what was to be sent.
/// What came after it is not touched, whichever webhook came first.
fn stop(desk: &Desk<'_>, message: &Message, said: &Said<'_>) -> Result<()> {
    let method = match message.content {
        Content::TemplateButton { .. } | Content::Reply { .. } => Method::Button,
        _ => Method::Message,
    };
    let change = consents::note(desk, &doing(said, Deed::Stop, method))?;
    desk.sql.run(
        "DELETE FROM held WHERE person = ? AND sent_at <= ?",
        bind![said.person, said.at],
    )?;
    questions::take_back_of(desk, said.person, said.at)?;
    if !change.ended.is_empty() {
        outbox::queue(desk, Sends::Stopped, said.person, None)?;
    }
    Ok(())
}

/// Brings back what a stop ended, as far as it may; else the question is due.
fn start(desk: &Desk<'_>, said: &Said<'_>) -> Result<()> {
    // Whoever has the number now may be somebody else: a yes of their own is needed.
    if identity_keys::is_paused(desk, said.person)? {
        questions::due(desk, said.person, Cause::Start, said.at)?;
        return Ok(());
    }
    let change = consents::note(desk, &doing(said, Deed::Start, Method::Message))?;
    if change.gained.is_empty() {
        questions::due(desk, said.person, Cause::Start, said.at)?;
        return Ok(());
    }
    outbox::queue(desk, Sends::Resumed, said.person, None)
}

fn doing<'a>(said: &Said<'a>, deed: Deed, method: Method) -> Doing<'a> {
    Doing {
        person: said.person,
        at: said.at,
        deed,
        method,
        text: said.text,
        opt_in: None,
        seq: None,
    }
}

/// Asks whether an unclear message meant stop: of who has something to stop, and once a day.
fn ask_about_stop(desk: &Desk<'_>, person: &str) -> Result<()> {
    let nothing = consents::held(desk.sql, person)?.is_empty();
    if nothing || outbox::has_recent(desk, Sends::Unclear, person, DAY)? {
        return Ok(());
    }
    outbox::queue(desk, Sends::Unclear, person, None)
}

/// A person took a message back. Nobody is made for it.
fn on_revoke(desk: &Desk<'_>, stored: &Stored, item: &[u8], message: &Message) -> Result<Whose> {
    let known = people::known(desk.sql, message.wa_id.as_ref(), message.user_id.as_ref())?;
    let Some(person) = known else {
        return Ok(Whose::Nobody);
    };
    let sent_at = message.sent_at.unwrap_or(stored.at);
    received::mark(desk, &person, item, &message.content, sent_at)?;
    Ok(Whose::People)
}

/// What became of a message of ours, and what that tells of its person.
fn on_status(desk: &Desk<'_>, stored: &Stored, status: &Status) -> Result<()> {
    let Some((message, person)) = outbox::on_status(desk, status)? else {
        return Ok(());
    };
    failures::keep(desk.sql, message, &person, status, stored.at)?;
    let at = status.at.unwrap_or(stored.at);
    if let Some(hash) = &status.recipient_identity_key_hash {
        identity_keys::saw(desk, &person, hash, at)?;
    }
    let number = status.recipient_id.as_deref();
    let number = number.and_then(|id| WaId::parse(id).ok());
    let user = status.recipient_user_id.as_deref();
    let user = user.and_then(|id| UserId::parse(id).ok());
    if number.is_some() && user.is_some() {
        people::shown_together(desk, &person, number.as_ref(), user.as_ref())?;
    }
    Ok(())
}

/// Somebody of the shop wrote from the WhatsApp Business app.
fn on_echo(desk: &Desk<'_>, stored: &Stored, item: &[u8], echo: &Echo) -> Result<()> {
    // Should Meta ever echo what left from here: it was no other tool, and most of it no human.
    if let Some(id) = &echo.id
        && outbox::left_from_here(desk.sql, id)?
    {
        return Ok(());
    }
    let (wa_id, user_id) = (echo.wa_id.as_ref(), echo.user_id.as_ref());
    if suppression::drops(desk, wa_id, user_id)? {
        return Ok(());
    }
    let person = people::resolve(desk, wa_id, user_id)?;
    if let Some(person) = person {
        stored.is_of(&person.id);
        let at = echo.at.unwrap_or(stored.at);
        people::human_wrote(desk.sql, &person.id, at)?;
        chats::keep_echo(desk, &person.id, item, echo, at)?;
    }
    Ok(())
}

/// The only category that Meta has.
const MARKETING: &str = "marketing_messages";

/// WhatsApp's own stop, resume and signup for marketing. The latest word holds, in whatever order
/// they come.
fn on_preference(desk: &Desk<'_>, stored: &Stored, preference: &Preference) -> Result<()> {
    if preference.category != MARKETING {
        return Ok(());
    }
    let at = preference.at.unwrap_or(stored.at);
    if suppression::takes_preference(desk, preference, at)? {
        return Ok(());
    }
    let person = people::resolve(desk, preference.wa_id.as_ref(), preference.user_id.as_ref())?;
    let Some(person) = person else {
        return Ok(());
    };
    stored.is_of(&person.id);
    let said = Said {
        person: &person.id,
        text: None,
        at,
    };
    let deed = match preference.value {
        PreferenceValue::Stop => Deed::NativeStop,
        PreferenceValue::Resume => Deed::NativeResume,
        PreferenceValue::Signup => {
            // They acted in the chat just now: whether that opens the window, Meta decides.
            people::wrote(desk.sql, &person.id, None, said.at)?;
            questions::due(desk, &person.id, Cause::Signup, said.at)?;
            return Ok(());
        }
        PreferenceValue::Other(_) => return Ok(()),
    };
    consents::note(desk, &doing(&said, deed, Method::NativePreference))?;
    Ok(())
}
