//! What of the book's doings is evidence: the events that go into the ledger.

use super::ledger::{About, append, append_about};
use super::opt_ins::OptIn;
use super::people::Person;
use super::{Desk, people};
use saludo_core::asking::Asking;
use saludo_core::consent::{Deed, Effect, Scope};
use saludo_core::import::{Entry, ImportedAct};
use saludo_core::ledger::{
    Act, Change, Consent, Event, Facts, Import, Lifts, Link, Method, Moment, PageAddress,
    Publication, Reach, Resumption, StaffAct, Withdrawal,
};
use saludo_core::locale::Locale;
use saludo_core::page::Page;
use saludo_core::purpose::PurposeId;
use saludo_core::statement::Statement;
use saludo_core::time::Millis;
use worker::{Error, Result};

/// These words are shown from now on.
pub(super) fn published(desk: &Desk<'_>, statement: &Statement, by: Option<&str>) -> Result<()> {
    append(
        desk,
        Event::StatementPublished(Publication {
            by: by.map(str::to_owned),
            controller: statement.controller.clone(),
            locale: statement.locale.clone(),
            statement: statement.id(),
        }),
    )?;
    Ok(())
}

/// Somebody of the shop changed the settings.
pub(super) fn settings_changed(desk: &Desk<'_>, by: &str, version: i64) -> Result<()> {
    append(
        desk,
        Event::StaffActed(StaffAct {
            act: Act::Settings,
            by: by.to_owned(),
            version: u64::try_from(version).ok(),
        }),
    )?;
    Ok(())
}

/// Somebody of the shop made or ended a token.
pub(super) fn token_changed(desk: &Desk<'_>) -> Result<()> {
    append(
        desk,
        Event::StaffActed(StaffAct {
            act: Act::Token,
            by: desk.by.to_owned(),
            version: None,
        }),
    )?;
    Ok(())
}

/// What is known of the message that an event rests on.
pub(super) struct Said<'a> {
    pub(super) person: &'a str,
    pub(super) text: Option<&'a str>,
    /// When, by Meta's clock.
    pub(super) at: Millis,
}

impl Said<'_> {
    fn facts(&self, desk: &Desk<'_>) -> Result<Facts> {
        let person = people::get(desk.sql, self.person)?
            .ok_or_else(|| Error::from("an event without its person"))?;
        Ok(Facts {
            text: self.text.map(str::to_owned),
            user_id: person.user_id,
            wa_id: person.wa_id,
            ..Facts::default()
        })
    }
}

/// A person said yes: by the message to a form's code, or by a tap.
pub(super) fn confirmed(
    desk: &Desk<'_>,
    opt_in: &OptIn,
    asking: &Asking,
    said: &Said<'_>,
) -> Result<u64> {
    let product = asking.product_id();
    let statement = asking.statement();
    let page = Page::parse(&opt_in.page).ok();
    // Only what a page posted has a code, and a time at which it was asked for.
    let posted = opt_in.source().is_some();
    let facts = Facts {
        code: posted.then(|| opt_in.code.clone()),
        fields: opt_in.fields()?,
        name: opt_in.name.clone(),
        product: (!product.is_empty()).then(|| product.to_owned()),
        ..said.facts(desk)?
    };
    let locale = Locale::parse(&opt_in.locale).map_err(|error| Error::from(error.to_string()))?;
    let method = opt_in.method()?;
    append_about(desk, said.person, &facts, |about: About| {
        Event::OptInConfirmed(Consent {
            browser: opt_in.browser(),
            // A name that came from the internet may be about a person; a campaign's is the shop's.
            campaign: known_campaign(desk, opt_in.campaign.as_deref()),
            commitment: about.commitment,
            controller: statement.controller.clone(),
            happened_at: Moment::new(said.at),
            locale,
            method,
            page: page.as_ref().map(PageAddress::of),
            person: about.person,
            product: (!product.is_empty()).then(|| about.salt.product_key(product)),
            purposes: asking.purposes().to_vec(),
            requested_at: posted.then(|| Moment::new(opt_in.requested_at)),
            statement: statement.id(),
        })
    })
}

/// The shop's file says that a person agreed, with proof or without.
pub(super) fn imported(
    desk: &Desk<'_>,
    person: &str,
    entry: &Entry,
    at: Millis,
    by: &str,
) -> Result<u64> {
    let (proven, purposes) = match &entry.act {
        ImportedAct::Consent { purposes, .. } => (true, purposes),
        ImportedAct::Unproven { purposes, .. } | ImportedAct::OptOut { purposes, .. } => {
            (false, purposes)
        }
    };
    let said = Said {
        person,
        text: entry.act.evidence(),
        at,
    };
    let facts = Facts {
        name: entry.name.clone(),
        ..said.facts(desk)?
    };
    append_about(desk, person, &facts, |about| {
        Event::Imported(Import {
            by: by.to_owned(),
            commitment: about.commitment,
            controller: desk.settings.controller.clone(),
            happened_at: Moment::new(at),
            person: about.person,
            proven,
            purposes: purposes.clone(),
            statement: None,
        })
    })
}

/// A person was asked in the chat, and said no to all of it.
pub(super) fn refused(
    desk: &Desk<'_>,
    said: &Said<'_>,
    statement: &Statement,
    method: Method,
) -> Result<u64> {
    let facts = said.facts(desk)?;
    append_about(desk, said.person, &facts, |about| {
        Event::Refused(Consent {
            browser: None,
            campaign: None,
            commitment: about.commitment,
            controller: statement.controller.clone(),
            happened_at: Moment::new(said.at),
            locale: statement.locale.clone(),
            method,
            page: None,
            person: about.person,
            product: None,
            purposes: statement
                .purposes
                .iter()
                .map(|purpose| purpose.id.clone())
                .collect(),
            requested_at: None,
            statement: statement.id(),
        })
    })
}

fn known_campaign(desk: &Desk<'_>, campaign: Option<&str>) -> Option<String> {
    let campaign = campaign?;
    let mut own = desk.settings.campaigns.iter();
    own.any(|own| own.id.as_str() == campaign)
        .then(|| campaign.to_owned())
}

/// What an act changed, as an event. Nothing for a yes, whose event is appended as it is given, and
/// for an erasure, which has events of its own.
pub(super) fn of_effect(
    desk: &Desk<'_>,
    said: &Said<'_>,
    method: Method,
    effect: &Effect<'_>,
) -> Result<Option<u64>> {
    let marketing = |scopes: &[Scope]| {
        let is = |purpose: &PurposeId| desk.settings.is_marketing(purpose);
        let mut purposes = purposes(scopes);
        purposes.retain(is);
        purposes
    };
    let ended = purposes(&effect.ended);
    let seq = match effect.act.deed() {
        Deed::Stop | Deed::WithdrawAll => withdrawn(desk, said, (Reach::All, method), ended, None)?,
        Deed::Withdraw { product, .. } | Deed::Expire { product, .. } => {
            let how = (Reach::Named, method);
            withdrawn(desk, said, how, ended, product.as_deref())?
        }
        Deed::NativeStop => {
            let how = (Reach::Marketing, method);
            withdrawn(desk, said, how, marketing(&effect.ended), None)?
        }
        Deed::NativeResume => {
            let how = (Lifts::NativeStop, method);
            resumed(desk, said, how, marketing(&effect.gained))?
        }
        Deed::Start => resumed(desk, said, (Lifts::Stop, method), purposes(&effect.gained))?,
        Deed::Grant { .. } | Deed::Unproven { .. } | Deed::Refuse | Deed::Erase => {
            return Ok(None);
        }
    };
    Ok(Some(seq))
}

/// The purposes of scopes, each once.
fn purposes(scopes: &[Scope]) -> Vec<PurposeId> {
    let mut purposes: Vec<PurposeId> = scopes.iter().map(|scope| scope.purpose.clone()).collect();
    purposes.sort();
    purposes.dedup();
    purposes
}

fn withdrawn(
    desk: &Desk<'_>,
    said: &Said<'_>,
    (reach, method): (Reach, Method),
    purposes: Vec<PurposeId>,
    product: Option<&str>,
) -> Result<u64> {
    let facts = Facts {
        product: product.map(str::to_owned),
        ..said.facts(desk)?
    };
    append_about(desk, said.person, &facts, |about| {
        Event::PurposeWithdrawn(Withdrawal {
            commitment: Some(about.commitment),
            controller: desk.settings.controller.clone(),
            happened_at: Moment::new(said.at),
            method,
            person: about.person,
            product: product.map(|product| about.salt.product_key(product)),
            purposes,
            reach,
        })
    })
}

fn resumed(
    desk: &Desk<'_>,
    said: &Said<'_>,
    (lifts, method): (Lifts, Method),
    purposes: Vec<PurposeId>,
) -> Result<u64> {
    let facts = said.facts(desk)?;
    append_about(desk, said.person, &facts, |about| {
        Event::PurposeResumed(Resumption {
            commitment: about.commitment,
            controller: desk.settings.controller.clone(),
            happened_at: Moment::new(said.at),
            lifts,
            method,
            person: about.person,
            purposes,
        })
    })
}

/// Two persons turned out to be one. Both must have stood in the ledger for it to say so.
pub(super) fn linked(desk: &Desk<'_>, keep: &str, drop: &str) -> Result<()> {
    let said = Said {
        person: keep,
        text: None,
        at: desk.now,
    };
    let facts = said.facts(desk)?;
    let with = super::ledger::pseudonym(drop)?;
    append_about(desk, keep, &facts, |about| {
        Event::IdentityLinked(Link {
            commitment: about.commitment,
            happened_at: Moment::new(desk.now),
            person: about.person,
            with,
        })
    })?;
    Ok(())
}

/// A person has another number or user ID from then on.
pub(super) fn number_changed(
    desk: &Desk<'_>,
    before: &Person,
    after: &Person,
    at: Millis,
) -> Result<()> {
    let facts = Facts {
        previous_user_id: before.user_id.clone(),
        previous_wa_id: before.wa_id.clone(),
        user_id: after.user_id.clone(),
        wa_id: after.wa_id.clone(),
        ..Facts::default()
    };
    append_about(desk, &after.id, &facts, |about| {
        Event::NumberChanged(Change {
            commitment: about.commitment,
            happened_at: Moment::new(at),
            person: about.person,
        })
    })?;
    Ok(())
}
