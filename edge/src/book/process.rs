//! What an update does: the effects of the inbox.

use super::evidence::{self, Said};
use super::inbox::{Contents, Stored};
use super::opt_ins::{self, Received};
use super::sql::bind;
use super::{Desk, consents, held, outbox, people, questions};
use saludo_core::campaign_link;
use saludo_core::code::Candidate;
use saludo_core::confirm::{Doubt, Reading, around, read};
use saludo_core::ledger::{Method, Reach};
use saludo_core::prefill::is_own_wording;
use saludo_core::purpose::Category;
use saludo_core::settings::CampaignId;
use saludo_core::time::Millis;
use saludo_core::webhook::{Contact, Content, Kind, Message, Preference, PreferenceValue, Status};
use saludo_core::words;
use worker::{Result, console_error};

/// A row has at most 2 MB.
const MAX_MESSAGE: usize = 1024 * 1024;

/// Acts on one update. What came for another number is kept, not acted on.
pub(super) fn act(desk: &Desk<'_>, stored: &Stored) -> Result<()> {
    if !stored.is_own() {
        return Ok(());
    }
    let contents = match stored.kind() {
        Kind::Message | Kind::Status | Kind::Preference => stored.contents(desk.sql)?,
        Kind::Echo | Kind::Other | Kind::Unreadable => return Ok(()),
    };
    let item = contents.item.as_slice();
    match stored.kind() {
        Kind::Message => {
            if let Some(message) = Message::parse(item) {
                on_message(desk, stored, &contents, &message)?;
            }
        }
        Kind::Status => {
            if let Some(status) = Status::parse(item) {
                outbox::on_status(desk.sql, &status, desk.now)?;
            }
        }
        _ => {
            if let Some(preference) = Preference::parse(item) {
                on_preference(desk, stored, &preference)?;
            }
        }
    }
    Ok(())
}

fn on_message(
    desk: &Desk<'_>,
    stored: &Stored,
    contents: &Contents,
    message: &Message,
) -> Result<()> {
    let item = contents.item.as_slice();
    let sql = desk.sql;
    let sent_at = message.sent_at.unwrap_or(stored.at);
    let person = people::resolve(desk, message.wa_id.as_ref(), message.user_id.as_ref())?;
    let Some(person) = person else {
        return keep_for_people(desk, stored, None, item, sent_at);
    };
    let contact: Option<Contact> = contents
        .contact
        .as_ref()
        .and_then(|contact| serde_json::from_slice(contact).ok());
    let name = contact.as_ref().and_then(Contact::name);
    people::wrote(sql, &person.id, name, sent_at)?;
    match read(
        message,
        |text| is_own(desk, text),
        |text| campaign(desk, text),
    ) {
        Reading::Stop => {
            let stop = Said {
                person: &person.id,
                text: message.words(),
                at: sent_at,
            };
            let method = match message.content {
                Content::Text(_) => Method::Message,
                _ => Method::Button,
            };
            consents::withdraw_all(desk, &stop, method)
        }
        Reading::Campaign(campaign) => {
            questions::due_by_campaign(desk, &person.id, campaign, sent_at)
        }
        Reading::CodeLost => {
            questions::due(desk, &person.id, Doubt::CodeLost, sent_at)?;
            Ok(())
        }
        Reading::Ordinary => keep_for_people(desk, stored, Some(&person.id), item, sent_at),
        Reading::Codes { text, candidates } => {
            let received = |candidate: &Candidate| {
                let (before_code, after_code) = around(text, *candidate);
                Received {
                    person: &person.id,
                    text,
                    before_code,
                    after_code,
                    forwarded: message.forwarded,
                    sent_at,
                }
            };
            for candidate in &candidates {
                let code = candidate.code.compact();
                if let Some(opt_in) = opt_ins::by_code(sql, &code)? {
                    if let Some(doubt) = opt_ins::judge(desk, &opt_in, &received(candidate))? {
                        questions::due(desk, &person.id, doubt, sent_at)?;
                    }
                    return Ok(());
                }
            }
            // None is known. In the shop's own words the first may be merely early.
            let early = candidates
                .iter()
                .find(|candidate| is_own(desk, around(text, **candidate).0));
            match early {
                Some(candidate) => {
                    held::keep(desk, &candidate.code.compact(), &received(candidate))
                }
                // "order jeans" and the like.
                None => keep_for_people(desk, stored, Some(&person.id), item, sent_at),
            }
        }
    }
}

/// Whether a text begins as one of this shop's prefilled texts does, in any of its languages.
fn is_own(desk: &Desk<'_>, text: &str) -> bool {
    desk.settings.locales.iter().any(|locale| {
        words::of(locale).is_some_and(|words| {
            is_own_wording(&words.prefill.request(), &desk.settings.name, text)
        })
    })
}

/// The campaign of this shop whose text, in any of its languages, a text begins with.
fn campaign<'a>(desk: &Desk<'a>, text: &str) -> Option<&'a CampaignId> {
    let settings = desk.settings;
    settings.locales.iter().find_map(|locale| {
        let wording = &words::of(locale)?.prefill.campaign;
        campaign_link::named_in(wording, &settings.name, &settings.campaigns, text)
    })
}

/// People answer people: what is not ours waits for somebody of the shop.
fn keep_for_people(
    desk: &Desk<'_>,
    stored: &Stored,
    person: Option<&str>,
    item: &[u8],
    sent_at: Millis,
) -> Result<()> {
    // WhatsApp's own limit for a text is 4,096 characters. What is beyond a row is no message to
    // answer, and its words go with its inbox row.
    if item.len() > MAX_MESSAGE {
        console_error!("update {} is too large to keep", stored.seq);
        return Ok(());
    }
    desk.sql.run(
        "INSERT INTO messages (person, item, sent_at, at) VALUES (?, ?, ?, ?)",
        bind![person.map(str::to_owned), item.to_vec(), sent_at, desk.now],
    )?;
    Ok(())
}

/// WhatsApp's own stop and resume for marketing. The latest word holds, in whatever order they
/// come.
fn on_preference(desk: &Desk<'_>, stored: &Stored, preference: &Preference) -> Result<()> {
    let (column, stops) = match preference.value {
        PreferenceValue::Stop => ("native_stop_at", true),
        PreferenceValue::Resume => ("native_resume_at", false),
        PreferenceValue::Signup | PreferenceValue::Other(_) => return Ok(()),
    };
    let person = people::resolve(desk, preference.wa_id.as_ref(), preference.user_id.as_ref())?;
    let Some(person) = person else {
        return Ok(());
    };
    let at = preference.at.unwrap_or(stored.at);
    let noted = desk.sql.run(
        &format!("UPDATE people SET {column} = ?1 WHERE id = ?2 AND coalesce({column}, 0) < ?1"),
        bind![at, person.id.as_str()],
    )?;
    // Only who ever agreed to something is in the ledger.
    if noted > 0 && consents::any(desk.sql, &person.id)? {
        let said = Said {
            person: &person.id,
            text: None,
            at,
        };
        let own = desk.settings.purposes.iter();
        let marketing = own
            .filter(|purpose| purpose.category == Category::Marketing)
            .map(|purpose| purpose.id.clone())
            .collect();
        if stops {
            let how = (Reach::Marketing, Method::NativePreference);
            evidence::withdrawn(desk, &said, how, marketing)?;
        } else {
            evidence::resumed(desk, &said, marketing)?;
        }
    }
    Ok(())
}
