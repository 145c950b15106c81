//! What Meta says of a template.

use super::super::loose;
use crate::locale::Locale;
use crate::meta::{
    CategoryWarning, Pause, Quality, TemplateCategory, TemplateSays, TemplateStatus, Verdict,
};
use serde::Deserialize;

/// One thing that Meta says of a template in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateUpdate {
    /// Meta's id of it.
    pub id: Option<String>,
    /// Its name.
    pub name: String,
    /// Its language, whichever way Meta spells it (`en-US`, `en_US`).
    pub language: Locale,
    /// What Meta says.
    pub says: TemplateSays,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Wire {
    #[serde(deserialize_with = "loose::text")]
    message_template_id: Option<String>,
    #[serde(deserialize_with = "loose::text")]
    message_template_name: Option<String>,
    #[serde(deserialize_with = "loose::text")]
    message_template_language: Option<String>,
    #[serde(deserialize_with = "loose::text")]
    message_template_category: Option<String>,
    #[serde(deserialize_with = "loose::text")]
    event: Option<String>,
    #[serde(deserialize_with = "loose::text")]
    reason: Option<String>,
    #[serde(deserialize_with = "loose::object")]
    disable_info: Option<DisableInfo>,
    #[serde(deserialize_with = "loose::object")]
    other_info: Option<OtherInfo>,
    #[serde(deserialize_with = "loose::object")]
    rejection_info: Option<RejectionInfo>,
    #[serde(deserialize_with = "loose::text")]
    new_quality_score: Option<String>,
    #[serde(deserialize_with = "loose::text")]
    new_category: Option<String>,
    #[serde(deserialize_with = "loose::text")]
    correct_category: Option<String>,
    #[serde(deserialize_with = "loose::seconds")]
    category_update_timestamp: Option<i64>,
    #[serde(deserialize_with = "loose::text")]
    message_template_element: Option<String>,
    #[serde(deserialize_with = "loose::text")]
    message_template_title: Option<String>,
    #[serde(deserialize_with = "loose::text")]
    message_template_footer: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct DisableInfo {
    #[serde(deserialize_with = "loose::date")]
    disable_date: Option<i64>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct OtherInfo {
    #[serde(deserialize_with = "loose::text")]
    title: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct RejectionInfo {
    #[serde(deserialize_with = "loose::text")]
    reason: Option<String>,
    #[serde(deserialize_with = "loose::text")]
    recommendation: Option<String>,
}

impl TemplateUpdate {
    pub(super) fn parse(value: &[u8]) -> Option<Self> {
        let mut wire: Wire = loose::read(value)?;
        let name = wire.message_template_name.take()?;
        let language = wire.message_template_language.take()?;
        Some(Self {
            id: wire.message_template_id.take(),
            name,
            language: Locale::parse(&language).ok()?,
            says: wire.says()?,
        })
    }
}

impl Wire {
    fn says(self) -> Option<TemplateSays> {
        let category = |word: Option<String>| word.map(|word| TemplateCategory::parse(&word));
        if let Some(score) = &self.new_quality_score {
            return Some(TemplateSays::Quality(Quality::parse(score)));
        }
        if self.event.is_some() {
            let own = category(self.message_template_category.clone());
            return Some(TemplateSays::Status(self.verdict()?, own));
        }
        if let Some(correct) = category(self.correct_category) {
            let on = self.category_update_timestamp;
            let warning = CategoryWarning { correct, on };
            return Some(TemplateSays::CategoryWarning(
                category(self.new_category),
                warning,
            ));
        }
        if let Some(new) = category(self.new_category) {
            return Some(TemplateSays::Category(new));
        }
        let parts = [
            self.message_template_element,
            self.message_template_title,
            self.message_template_footer,
        ];
        parts
            .iter()
            .any(Option::is_some)
            .then_some(TemplateSays::Components)
    }

    fn verdict(self) -> Option<Verdict> {
        let status = TemplateStatus::parse(&self.event?);
        let pause = self.other_info.and_then(|info| info.title);
        let pause = pause.map(|title| Pause::parse(&title));
        let rejection = self.rejection_info.unwrap_or_default();
        let said = self.reason.filter(|reason| reason != "NONE");
        let reason = [said, rejection.reason, rejection.recommendation];
        let reason: Vec<String> = reason
            .into_iter()
            .flatten()
            .map(|text| cut(&text))
            .collect();
        Some(Verdict {
            // The end of a pause is told as the event of a pause too.
            status: match (&status, &pause) {
                (TemplateStatus::Paused, Some(Pause::Unpause)) => TemplateStatus::Approved,
                _ => status,
            },
            reason: (!reason.is_empty()).then(|| reason.join(": ")),
            pause,
            disabled_on: self.disable_info.and_then(|info| info.disable_date),
        })
    }
}

/// Meta's explanations are a sentence or two.
const MAX_REASON: usize = 500;

fn cut(text: &str) -> String {
    text.chars().take(MAX_REASON).collect()
}
