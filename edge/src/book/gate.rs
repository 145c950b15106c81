//! What the gate is told (`saludo_core::gate`): read at the moment of sending.

use super::outbox::{Kind, Row};
use super::sql::bind;
use super::{
    Desk, account, consents, holds, identity_keys, number as state_of, opt_ins, pace, people,
    suppression, template_refusals, templates,
};
use saludo_core::consent::{Barrier, Scope, Sending};
use saludo_core::gate::{Asked, Hold, Number, Person, TemplateChoice, choose};
use saludo_core::locale::Locale;
use saludo_core::meta::TemplateCategory;
use saludo_core::outgoing::{Form, Reason};
use saludo_core::pace::Rate;
use saludo_core::purpose::{Category, PurposeId};
use saludo_core::question::WINDOW;
use saludo_core::time::{DAY, Millis};
use serde::Deserialize;
use worker::{Error, Result};

/// Everything that is asked of one message.
pub(super) struct Facts {
    pub(super) asked: Asked,
    pub(super) person: Person,
    pub(super) number: Number,
    now: Millis,
}

impl Facts {
    /// Whether a message in this form counts for the messaging limit: a template outside the window.
    pub(super) fn counts_for_limit(&self, form: Form) -> bool {
        let heard = self.person.last_wrote_at;
        form == Form::Template && heard.is_none_or(|heard| self.now - heard >= WINDOW)
    }
}

/// Reads them.
pub(super) fn facts(desk: &Desk<'_>, row: &Row) -> Result<Facts> {
    let kind = row.kind()?;
    let person =
        people::get(desk.sql, &row.person)?.ok_or_else(|| Error::from("a message to nobody"))?;
    let template = match row.form() {
        Form::Template => Some(template(desk, row, kind)?),
        Form::Text => None,
    };
    let category = category(desk, row, template.as_ref())?;
    let state = consents::state(desk.sql, &row.person)?;
    let asked = Asked {
        kind,
        form: row.form(),
        category,
        template,
        stands: stands(desk, row, kind, category)?,
        cap_free_at: cap_free_at(desk, row)?,
    };
    let (wa_id, user_id) = (person.number(), person.user());
    let started = matches!(
        kind,
        Kind::ShopTemplate | Kind::ConfirmRequest | Kind::Coupon
    );
    let erased_at = if started || kind.is_written_by_hand() {
        suppression::erased_at(desk, wa_id.as_ref(), user_id.as_ref())?
    } else {
        None
    };
    // Whoever wrote since may be answered, and is told nothing else.
    let has_written_since = kind.is_written_by_hand() && erased_at < person.last_wrote_at;
    let is_suppressed = erased_at.is_some() && !has_written_since;
    let person = Person {
        is_suppressed,
        never: person.never.as_deref().and_then(Reason::parse),
        is_natively_stopped: state.is_natively_stopped(),
        country: person.country(),
        last_wrote_at: person.last_wrote_at,
        human_wrote_at: person.human_wrote_at,
        is_identity_changed: identity_keys::is_paused(desk, &row.person)?,
        rests_until: person.rests_until,
        pair_free_at: Some(Rate::of_pair().free_at(person.pair_pace)),
        is_counted: started && pace::is_counted(desk, &row.person)?,
    };
    Ok(Facts {
        asked,
        person,
        number: number(desk)?,
        now: desk.now,
    })
}

/// What can be used of a message's template. A welcome's words are those of its own language.
fn template(desk: &Desk<'_>, row: &Row, kind: Kind) -> Result<TemplateChoice> {
    if kind == Kind::Welcome {
        let Some((name, language)) = row.template_sent(desk)? else {
            return Ok(TemplateChoice::Never(Reason::TemplateMissing));
        };
        let known = template_refusals::usability(desk, &name)?;
        return Ok(known.get(&language).map_or_else(
            || TemplateChoice::Use(language.clone()),
            |usability| usability.choice(&language, desk.now),
        ));
    }
    let missing = || Error::from("a template without its name or language");
    let name = row.template.as_deref().ok_or_else(missing)?;
    let wanted = row.language().ok_or_else(missing)?;
    let known = template_refusals::usability(desk, name)?;
    Ok(choose(
        &wanted,
        desk.settings.locales.first(),
        &known,
        desk.now,
    ))
}

/// As Meta approved the template, where that is known; else as the purpose says. A welcome is
/// utility, and so is whatever is about no purpose.
fn category(desk: &Desk<'_>, row: &Row, template: Option<&TemplateChoice>) -> Result<Category> {
    let named = match template {
        Some(TemplateChoice::Use(language)) => row.template_name(desk).map(|name| (name, language)),
        _ => None,
    };
    if let Some((name, language)) = named {
        let state = templates::state(desk, &name, language)?;
        if let Some(category) = state.category().and_then(TemplateCategory::category) {
            return Ok(category);
        }
    }
    let promotes = row
        .purpose()
        .is_some_and(|purpose| desk.settings.is_marketing(&purpose));
    Ok(if promotes {
        Category::Marketing
    } else {
        Category::Utility
    })
}

/// Whether what a message rests on stands.
fn stands(desk: &Desk<'_>, row: &Row, kind: Kind, category: Category) -> Result<bool> {
    let opt_in = match kind {
        Kind::Welcome => row.opt_in,
        Kind::Coupon => row.subject,
        Kind::ShopTemplate => return may_send(desk, row, category),
        _ => return Ok(true),
    };
    let opt_in = opt_in.map(|id| opt_ins::by_id(desk.sql, id)).transpose()?;
    Ok(opt_in
        .flatten()
        .is_some_and(|opt_in| opt_in.state == "confirmed"))
}

/// Whether somebody agreed to the purpose of a message, and it is not dormant. WhatsApp's own stop
/// the gate asks by itself.
fn may_send(desk: &Desk<'_>, row: &Row, category: Category) -> Result<bool> {
    let Some(purpose) = row.purpose() else {
        return Ok(false);
    };
    let product = row.product.clone();
    let scopes = [
        Scope {
            purpose: purpose.clone(),
            product: product.clone(),
        },
        // Who agreed to the purpose as a whole agreed to each product of it.
        Scope {
            purpose,
            product: None,
        },
    ];
    let last_heard = people::get(desk.sql, &row.person)?.and_then(|person| person.last_wrote_at);
    for scope in &scopes {
        let sending = Sending {
            scope,
            category,
            last_heard,
            now: desk.now,
        };
        let may = consents::may_send(desk.sql, &row.person, &sending)?;
        if matches!(may, Ok(_) | Err(Barrier::NativeStop)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// From when on the purpose's own limit allows another message.
fn cap_free_at(desk: &Desk<'_>, row: &Row) -> Result<Option<Millis>> {
    #[derive(Deserialize)]
    struct Left {
        at: Millis,
    }
    let Some(cap) = row
        .purpose()
        .and_then(|id: PurposeId| desk.settings.cap(&id))
    else {
        return Ok(None);
    };
    let span = i64::from(cap.days) * DAY;
    // The first of the last so many: when it is out of the span, there is room for one.
    let left: Option<Left> = desk.sql.row(
        "SELECT left_at AS at FROM outbox
         WHERE person = ? AND purpose = ? AND state NOT IN ('queued', 'failed', 'cancelled')
            AND left_at > ? ORDER BY left_at DESC LIMIT 1 OFFSET ?",
        bind![
            row.person.as_str(),
            row.purpose.clone(),
            desk.now - span,
            i64::from(cap.messages.saturating_sub(1)),
        ],
    )?;
    Ok(left.map(|left| left.at + span))
}

/// How the number stands: by Meta's refusals, by what it told, by how many were written to.
pub(super) fn number(desk: &Desk<'_>) -> Result<Number> {
    let mut number = Number {
        hours: desk.settings.sending.marketing_hours,
        ..Number::told(&state_of::state(desk)?, &account::state(desk)?, desk.now)
    };
    for row in holds::all(desk)? {
        let place = match row.scope() {
            Some(holds::Scope::Number) => &mut number.stop,
            Some(holds::Scope::Templates) => &mut number.templates,
            Some(holds::Scope::Marketing) => &mut number.marketing,
            None => continue,
        };
        *place = longer(*place, Some(row.hold()));
    }
    number.outside = longer(number.outside, pace::limit(desk)?);
    Ok(number)
}

fn longer(one: Option<Hold>, other: Option<Hold>) -> Option<Hold> {
    one.into_iter().chain(other).max_by_key(|hold| hold.until)
}

impl Row {
    /// The name of its template.
    pub(super) fn template_name(&self, desk: &Desk<'_>) -> Option<String> {
        match self.kind() {
            Ok(Kind::Welcome) => Some(desk.settings.template.clone()),
            _ => self.template.clone(),
        }
    }

    /// The template that it went as, or will, and its language.
    pub(super) fn template_sent(&self, desk: &Desk<'_>) -> Result<Option<(String, Locale)>> {
        let Some(name) = self.template_name(desk) else {
            return Ok(None);
        };
        if let Some(language) = self.sent_in() {
            return Ok(Some((name, language)));
        }
        let Some(id) = self.opt_in else {
            return Ok(None);
        };
        let Some(opt_in) = opt_ins::by_id(desk.sql, id)? else {
            return Ok(None);
        };
        let asking = opt_in.asking(desk.sql)?;
        let language = Locale::parse(&asking.words().confirmation.language);
        Ok(language.ok().map(|language| (name, language)))
    }
}
