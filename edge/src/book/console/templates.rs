//! What is known of the shop's templates, and what a look at Meta adds to it.

use crate::book::{Desk, templates};
use saludo_core::console::templates::Entry;
use saludo_core::locale::Locale;
use saludo_core::meta::{Quality, TemplateCategory, TemplateSays, TemplateStatus, Verdict};
use saludo_core::time::SECOND;
use serde::{Deserialize, Serialize};
use worker::Result;

/// A template as Meta tells it now.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Told {
    pub(crate) name: String,
    pub(crate) language: Locale,
    pub(crate) status: TemplateStatus,
    pub(crate) category: Option<TemplateCategory>,
    pub(crate) quality: Option<Quality>,
}

/// What webhooks and earlier looks told.
pub(super) fn known(desk: &Desk<'_>) -> Result<Vec<Entry>> {
    let all = templates::all(desk)?.into_iter();
    Ok(all
        .filter_map(|(name, language, state)| Entry::known(name, language, &state))
        .collect())
}

/// Takes in what differs from what is known: a webhook may have been missed. What is the same stays
/// as it is, since webhooks tell more of it (why, and for how long).
///
/// It counts as said a second ago: Meta dates webhooks to the second, and what it says after a look
/// must not seem older than that.
pub(super) fn note(desk: &Desk<'_>, all: Vec<Told>) -> Result<()> {
    let at = desk.now - desk.now.rem_euclid(SECOND) - SECOND;
    for told in all {
        let (name, language) = (&told.name, &told.language);
        let state = templates::state(desk, name, language)?;
        let note = |says: TemplateSays| templates::note(desk, name, language, says, at);
        if state.status() != Some(&told.status) {
            note(TemplateSays::Status(Verdict::from(told.status), None))?;
        }
        if let Some(category) = told.category
            && state.category() != Some(&category)
        {
            note(TemplateSays::Category(category))?;
        }
        if let Some(quality) = told.quality
            && state.quality() != Some(&quality)
        {
            note(TemplateSays::Quality(quality))?;
        }
    }
    Ok(())
}
