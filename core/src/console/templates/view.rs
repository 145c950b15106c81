//! What the page shows, of what webhooks told and what Meta tells now.

use crate::locale::Locale;
use crate::meta::{TemplateCategory, TemplateState, TemplateStatus};
use crate::settings::Settings;
use crate::setup_check::{Read, Template};
use crate::shops::Slug;
use crate::template_draft::{Fault, draft, lint, text_of};
use crate::time::Millis;
use crate::words;
use serde::{Deserialize, Serialize};

/// A template in one language, as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its name.
    pub name: String,
    /// Its language.
    pub language: Locale,
    /// Meta's word for where it stands.
    pub status: String,
    /// Why, by Meta's word.
    pub reason: Option<String>,
    /// Meta's word for its category.
    pub category: Option<String>,
    /// Meta's word for how people take it.
    pub quality: Option<String>,
    /// When a pause ends, in Unix milliseconds.
    pub paused_until: Option<Millis>,
    /// The category that Meta is about to put it into, and when.
    pub warning: Option<(String, Option<Millis>)>,
}

impl Entry {
    /// What webhooks told; none while they told no status.
    pub fn known(name: String, language: Locale, state: &TemplateState) -> Option<Self> {
        let verdict = state.verdict.get()?;
        let warning = state.warning();
        Some(Self {
            name,
            language,
            status: verdict.status.as_str().to_owned(),
            reason: verdict.reason.clone(),
            category: state
                .category()
                .map(|category| category.as_str().to_owned()),
            quality: state.quality().map(|quality| quality.as_str().to_owned()),
            paused_until: state.paused_until(),
            warning: warning.map(|warning| (warning.correct.as_str().to_owned(), warning.on)),
        })
    }

    fn fresh(template: &Template, known: &[Self]) -> Option<Self> {
        let language = Locale::parse(&template.language).ok()?;
        let status = TemplateStatus::parse(template.status.as_deref()?);
        let known = known
            .iter()
            .find(|known| known.name == template.name && known.language == language);
        // What webhooks said of another status is over.
        let same = known.filter(|known| known.status == status.as_str());
        let own = |value: &Option<String>| value.clone().filter(|value| !value.is_empty());
        let category =
            own(&template.category).map(|word| TemplateCategory::parse(&word).as_str().to_owned());
        let warning = known.and_then(|known| known.warning.clone());
        Some(Self {
            name: template.name.clone(),
            language,
            status: status.as_str().to_owned(),
            reason: own(&template.reason).or_else(|| same?.reason.clone()),
            warning: warning.filter(|(correct, _)| Some(correct) != category.as_ref()),
            category,
            quality: own(&template.quality),
            paused_until: same.and_then(|known| known.paused_until),
        })
    }

    /// Whether it can be sent.
    pub fn may_be_sent(&self) -> bool {
        matches!(
            TemplateStatus::parse(&self.status),
            TemplateStatus::Approved | TemplateStatus::Flagged | TemplateStatus::Locked
        )
    }
}

/// The confirmation template in one language of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The language.
    pub locale: Locale,
    /// How it stands; none where Meta has none.
    pub entry: Option<Entry>,
    /// What it says, or would.
    pub body: String,
    /// What is wrong with what would be handed in.
    pub faults: Vec<Fault>,
}

impl Line {
    /// Whether it can be handed in.
    pub fn may_be_created(&self) -> bool {
        self.entry.is_none() && self.faults.is_empty() && !self.body.is_empty()
    }
}

/// How the fresh look at Meta went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// It is as it stands now.
    Fresh,
    /// Meta refused with this code: what is shown, webhooks told.
    Refused(i64),
    /// Meta did not answer: likewise.
    Silent,
}

/// Everything on the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// The name of the confirmation template.
    pub name: String,
    /// It, by language of the form.
    pub lines: Vec<Line>,
    /// All other templates.
    pub others: Vec<Entry>,
    /// How the fresh look went.
    pub look: Look,
    /// Whether this person may create.
    pub may_create: bool,
}

impl View {
    /// Puts together what is known.
    pub fn of(
        settings: &Settings,
        (slug, public_url): (&Slug, &str),
        known: Vec<Entry>,
        told: &Read<Vec<Template>>,
        may_create: bool,
    ) -> Self {
        let (mut entries, look) = match told {
            Read::Said(templates) => {
                let fresh = templates.iter();
                let fresh = fresh.filter_map(|template| Entry::fresh(template, &known));
                (fresh.collect(), Look::Fresh)
            }
            Read::Refused(refusal) => (known, Look::Refused(refusal.code)),
            Read::Silent => (known, Look::Silent),
        };
        entries
            .sort_by(|one, other| (&one.name, &one.language).cmp(&(&other.name, &other.language)));
        let lines: Vec<Line> = settings
            .locales
            .iter()
            .map(|locale| {
                let drafted = draft(settings, slug, public_url, locale);
                let sent = words::of(locale)
                    .and_then(|words| Locale::parse(&words.confirmation.language).ok());
                let body = drafted.as_ref().and_then(|draft| text_of(draft, "BODY"));
                let at = entries.iter().position(|entry| {
                    entry.name == settings.template && Some(&entry.language) == sent.as_ref()
                });
                Line {
                    locale: locale.clone(),
                    entry: at.map(|at| entries.remove(at)),
                    body: body.unwrap_or_default().to_owned(),
                    faults: drafted
                        .as_ref()
                        .map(|draft| lint(draft, locale, public_url))
                        .unwrap_or_default(),
                }
            })
            .collect();
        Self {
            name: settings.template.clone(),
            lines,
            others: entries,
            look,
            may_create,
        }
    }

    /// The languages in which confirmations go as free text meanwhile.
    pub fn on_free_text(&self) -> impl Iterator<Item = &Line> {
        let can_be_sent = |line: &&Line| line.entry.as_ref().is_some_and(Entry::may_be_sent);
        self.lines.iter().filter(move |line| !can_be_sent(line))
    }

    /// The lines that can be handed in. While Meta could not be asked nobody knows which are
    /// there already.
    pub fn to_create(&self) -> impl Iterator<Item = &Line> {
        let may = self.may_create && self.look == Look::Fresh;
        self.lines
            .iter()
            .filter(move |line| may && line.may_be_created())
    }
}
