//! The confirmation template, in each language of the form.

use super::check::{Check, Id, Word};
use super::facts::{Facts, Own, Template};
use super::worker_side::host;
use crate::locale::Locale;
use crate::words;
use std::collections::BTreeSet;

pub(super) fn checks(facts: &Facts<'_>) -> Vec<Check> {
    let locales = facts.own.settings.locales.iter();
    locales
        .map(|locale| {
            Check::of(Id::Template, &facts.templates, |all| {
                judge(&facts.own, locale, all)
            })
            .with("language", locale.as_str())
            .with("name", facts.own.settings.template.as_str())
            .about(locale.as_str())
        })
        .collect()
}

fn judge(own: &Own<'_>, locale: &Locale, all: &[Template]) -> Check {
    let id = Id::Template;
    let name = &own.settings.template;
    let Some(template) = all.iter().find(|template| is_ours(template, name, locale)) else {
        return Check::amber(id, Word::TemplateMissing);
    };
    let Some(status) = template.status.as_deref() else {
        return Check::absent(id);
    };
    let reason = || template.reason.clone().unwrap_or_else(|| status.to_owned());
    match status {
        "APPROVED" | "FLAGGED" | "LOCKED" => {}
        "PAUSED" => return Check::amber(id, Word::TemplatePaused),
        "REJECTED" => {
            return Check::red(id, Word::TemplateRefused).with("reason", reason());
        }
        "DISABLED" | "ARCHIVED" | "DELETED" | "PENDING_DELETION" | "LIMIT_EXCEEDED" => {
            return Check::red(id, Word::TemplateDisabled).with("status", status);
        }
        _ => return Check::amber(id, Word::TemplatePending).with("status", status),
    }
    if let Some(body) = &template.body {
        let (expected, found) = (ours(locale), placeholders(body));
        if expected != found {
            let list =
                |names: &BTreeSet<&str>| names.iter().copied().collect::<Vec<_>>().join(", ");
            return Check::red(id, Word::TemplateParameters)
                .with("expected", list(&expected))
                .with("found", list(&found));
        }
        let (leads, own_host) = (template.link.as_deref().map(host), host(own.public_url));
        if !own.development && leads.as_deref() != Some(&own_host) {
            return Check::red(id, Word::TemplateLink)
                .with("host", own_host)
                .with("url", template.link.clone().unwrap_or_default());
        }
    }
    if template.category.as_deref() == Some("MARKETING") {
        return Check::amber(id, Word::TemplateMarketing);
    }
    let category = template.category.clone().unwrap_or_default();
    Check::green(id, Word::TemplateGood).with("category", category)
}

/// The one that is sent to people of that language.
fn is_ours(template: &Template, name: &str, locale: &Locale) -> bool {
    let sent = words::of(locale).map(|words| words.confirmation.language.as_str());
    template.name == name
        && Locale::parse(&template.language).ok() == sent.and_then(|sent| Locale::parse(sent).ok())
}

/// The parameters that we fill in.
fn ours(locale: &Locale) -> BTreeSet<&'static str> {
    words::of(locale)
        .map(|words| placeholders(words.confirmation.body()))
        .unwrap_or_default()
}

/// The names between `{{` and `}}`.
pub(crate) fn placeholders(text: &str) -> BTreeSet<&str> {
    let parts = text.split("{{").skip(1);
    parts
        .filter_map(|part| part.split_once("}}"))
        .map(|(name, _)| name.trim())
        .collect()
}
