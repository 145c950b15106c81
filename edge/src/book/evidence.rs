//! What of the book's doings is evidence: the events that go into the ledger.

use super::ledger::{About, append, append_about};
use super::opt_ins::OptIn;
use super::{Desk, people};
use saludo_core::asking::Asking;
use saludo_core::ledger::{
    Act, Consent, Event, Facts, Lifts, Link, Method, Moment, PageAddress, Publication, Reach,
    Resumption, StaffAct, Withdrawal,
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

/// A request was confirmed by a message.
pub(super) fn confirmed(
    desk: &Desk<'_>,
    opt_in: &OptIn,
    asking: &Asking,
    said: &Said<'_>,
) -> Result<()> {
    let product = asking.product_id();
    let facts = Facts {
        code: Some(opt_in.code.clone()),
        fields: opt_in.fields()?,
        name: opt_in.name.clone(),
        product: (!product.is_empty()).then(|| product.to_owned()),
        ..said.facts(desk)?
    };
    let statement = asking.statement();
    let locale = Locale::parse(&opt_in.locale).map_err(|error| Error::from(error.to_string()))?;
    let page = Page::parse(&opt_in.page).ok();
    let method = opt_in
        .source()
        .map(Method::from)
        .ok_or_else(|| Error::from("an opt-in from nowhere"))?;
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
            requested_at: Some(Moment::new(opt_in.requested_at)),
            statement: statement.id(),
        })
    })?;
    Ok(())
}

fn known_campaign(desk: &Desk<'_>, campaign: Option<&str>) -> Option<String> {
    let campaign = campaign?;
    let mut own = desk.settings.campaigns.iter();
    own.any(|own| own.id.as_str() == campaign)
        .then(|| campaign.to_owned())
}

/// A person took consent back: everything, or what is marketing.
pub(super) fn withdrawn(
    desk: &Desk<'_>,
    said: &Said<'_>,
    (reach, method): (Reach, Method),
    purposes: Vec<PurposeId>,
) -> Result<()> {
    let facts = said.facts(desk)?;
    append_about(desk, said.person, &facts, |about| {
        Event::PurposeWithdrawn(Withdrawal {
            commitment: Some(about.commitment),
            controller: desk.settings.controller.clone(),
            happened_at: Moment::new(said.at),
            method,
            person: about.person,
            product: None,
            purposes,
            reach,
        })
    })?;
    Ok(())
}

/// WhatsApp's own stop was lifted where it was set.
pub(super) fn resumed(desk: &Desk<'_>, said: &Said<'_>, purposes: Vec<PurposeId>) -> Result<()> {
    let facts = said.facts(desk)?;
    append_about(desk, said.person, &facts, |about| {
        Event::PurposeResumed(Resumption {
            commitment: about.commitment,
            controller: desk.settings.controller.clone(),
            happened_at: Moment::new(said.at),
            lifts: Lifts::NativeStop,
            method: Method::NativePreference,
            person: about.person,
            purposes,
        })
    })?;
    Ok(())
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
