//! What the messages of the outbox say, made when they leave: a file a kind. Whether they leave, the
//! gate has decided. Every one ends with who answers.

mod confirm_request;
mod coupon;
mod preferences;
mod question;
mod reply;
mod resumed;
mod shop_template;
mod stopped;
mod unclear;
mod welcome;

use super::outbox::{Kind, Row};
use super::{Desk, page_tokens, people};
use saludo_core::graph::OutgoingMessage;
use saludo_core::locale::Locale;
use saludo_core::prefill::fill;
use saludo_core::question::{QUIET_AFTER_HUMAN, Question, words_of};
use saludo_core::statement::Statement;
use saludo_core::words;
use worker::{Error, Result};

/// What a message says that the gate let pass; nothing where there is nothing to say (any more).
pub(super) fn make(desk: &Desk<'_>, row: &Row) -> Result<Option<OutgoingMessage>> {
    match row.kind()? {
        Kind::Welcome => welcome::make(desk, row),
        Kind::Question => question::make(desk, row),
        Kind::Stopped => stopped::make(desk, row),
        Kind::ShopTemplate => shop_template::make(desk, row),
        Kind::Coupon => coupon::make(desk, row),
        Kind::ConfirmRequest => confirm_request::make(desk, row),
        Kind::Unclear => unclear::make(desk, row),
        Kind::Resumed => resumed::make(desk, row),
        Kind::Preferences => preferences::make(desk, row),
        Kind::Reply => reply::make(desk, row),
    }
}

/// Whether somebody of the shop wrote to a person within 24 hours.
pub(super) fn is_human_in_chat(desk: &Desk<'_>, person: &str) -> Result<bool> {
    let wrote_at = people::get(desk.sql, person)?.and_then(|person| person.human_wrote_at);
    Ok(wrote_at.is_some_and(|at| desk.now - at < QUIET_AFTER_HUMAN))
}

/// The words for a person: the statement that is shown in their language, and who answers.
struct Voice {
    statement: Statement,
    contact: String,
}

impl Voice {
    fn of(desk: &Desk<'_>, person: &str) -> Result<Self> {
        let missing = || Error::from("a message without its person or words");
        let person = people::get(desk.sql, person)?.ok_or_else(missing)?;
        let locale = person.locale(desk).ok_or_else(missing)?;
        Ok(Self {
            statement: desk.settings.statement(&locale).ok_or_else(missing)?,
            contact: desk.settings.human_contact(&locale),
        })
    }

    fn locale(&self) -> &Locale {
        &self.statement.locale
    }

    /// The line that leads to their own page, by a link of its own.
    fn way_to_page(&self, desk: &Desk<'_>, person: &str) -> Result<String> {
        let words =
            words::of(self.locale()).ok_or_else(|| Error::from("a language without words"))?;
        let token = page_tokens::issue(desk, person)?;
        let address = page_tokens::address(desk, &token);
        Ok(fill(&words.messages.preferences, "{url}", &address))
    }

    fn question<'a>(&'a self, page: Option<&'a str>) -> Result<Question<'a>> {
        Ok(Question {
            statement: &self.statement,
            words: words_of(self.locale())
                .ok_or_else(|| Error::from("a language without words"))?,
            contact: &self.contact,
            page,
        })
    }

    /// A text of ours with the contact line below it.
    fn text(&self, text: &str) -> Result<OutgoingMessage> {
        let words = words_of(self.locale()).ok_or_else(|| Error::from("no words"))?;
        let contact = fill(&words.contact, "{contact}", &self.contact);
        Ok(OutgoingMessage::Text(format!("{text}\n\n{contact}")))
    }
}

fn too_long(error: impl std::fmt::Display) -> Error {
    Error::from(error.to_string())
}
