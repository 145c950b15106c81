//! `overview.json`.

use crate::console::words;
use serde::Deserialize;
use std::collections::BTreeMap;

/// What the overview says.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OverviewWords {
    pub(super) title: String,
    pub(super) all_well: String,
    pub(super) problems: String,
    /// `{at}`.
    pub(super) problem_since: String,
    /// `{code}`.
    pub(super) code: String,
    pub(super) go: Go,
    pub(super) today: Figures,
    pub(super) week: Figures,
    pub(super) against: Against,
    /// `{percent}`.
    pub(super) up: String,
    /// `{percent}`.
    pub(super) down: String,
    pub(super) same: String,
    pub(super) range: String,
    pub(super) ranges: Ranges,
    pub(super) csv_days: String,
    pub(super) csv_sources: String,
    pub(super) opt_ins: String,
    pub(super) withdrawals: String,
    pub(super) opt_ins_head: String,
    pub(super) withdrawals_head: String,
    pub(super) day: String,
    pub(super) as_table: String,
    /// `{n}`.
    pub(super) in_all: String,
    pub(super) funnel: String,
    pub(super) steps: Steps,
    /// `{percent}`.
    pub(super) of_before: String,
    pub(super) at_least: String,
    pub(super) funnel_note: String,
    pub(super) funnel_off: String,
    /// `{n}`.
    pub(super) in_chat: String,
    pub(super) by: By,
    pub(super) no_page: String,
    pub(super) unknown_country: String,
    pub(super) others: String,
    /// `{n}`.
    pub(super) people_now: String,
    pub(super) nothing_yet: String,
    pub(super) empty: Empty,
    pub(super) number: String,
    pub(super) quality: String,
    pub(super) limit: String,
    pub(super) throughput: String,
    /// By Meta's word.
    pub(super) qualities: BTreeMap<String, String>,
    pub(super) not_told: String,
    /// `{used}`, `{limit}`.
    pub(super) limit_used: String,
    /// `{used}`, `{limit}`.
    pub(super) limit_assumed: String,
    /// `{used}`.
    pub(super) unlimited: String,
    /// `{n}`.
    pub(super) per_second: String,
    pub(super) templates: String,
    pub(super) no_templates: String,
    pub(super) all_templates: String,
    /// By Meta's word.
    pub(super) template_states: BTreeMap<String, String>,
    /// `{at}`.
    pub(super) until: String,
    pub(super) waiting: String,
    pub(super) waiting_none: String,
    pub(super) waiting_head: WaitingHead,
    pub(super) not_sent: String,
    pub(super) not_sent_none: String,
    /// `{zone}`.
    pub(super) zone: String,
    pub(super) zone_utc: String,
    pub(super) listed: Listed,
    /// By the problem's word.
    pub(super) problem: BTreeMap<String, Said>,
}

/// What the ways to other pages are called.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Go {
    pub(super) editor: String,
    pub(super) templates: String,
    pub(super) log: String,
    pub(super) setup: String,
}

/// What a figure is of.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Figures {
    pub(super) opt_ins: String,
    pub(super) withdrawn: String,
}

/// What a figure is compared with: `{n}`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Against {
    pub(super) day: String,
    pub(super) week: String,
}

/// How far back.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ranges {
    pub(super) week: String,
    pub(super) month: String,
    pub(super) quarter: String,
}

/// The steps of the funnel.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Steps {
    pub(super) seen: String,
    pub(super) opened: String,
    pub(super) continued: String,
    pub(super) confirmed: String,
    pub(super) reached: String,
    pub(super) read: String,
}

/// What opt-ins are broken down by.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct By {
    pub(super) source: String,
    pub(super) page: String,
    pub(super) purpose: String,
    pub(super) country: String,
    pub(super) locale: String,
}

/// A new shop.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Empty {
    pub(super) title: String,
    pub(super) text: String,
}

/// Columns of what waits.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WaitingHead {
    pub(super) why: String,
    pub(super) messages: String,
    pub(super) until: String,
}

/// Columns of the file of sources.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Listed {
    pub(super) section: String,
    pub(super) name: String,
    pub(super) number: String,
}

/// What happened, and what to do.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Said {
    pub(super) what: String,
    pub(super) todo: String,
}

words!(OverviewWords, "overview.json");

#[cfg(test)]
mod tests {
    use super::super::view::OWN_PROBLEMS;
    use super::words;
    use crate::alert::explain;
    use crate::console::Lang;
    use crate::outgoing::Reason;
    use std::collections::BTreeSet;

    #[test]
    fn every_problem_is_explained_in_both_languages_and_in_english_as_the_api_does() {
        let reasons = Reason::ALL.iter().filter_map(|reason| {
            let explanation = explain(*reason)?;
            Some((reason.as_str(), explanation))
        });
        let words_of_all: BTreeSet<&str> = reasons
            .clone()
            .map(|(word, _)| word)
            .chain(OWN_PROBLEMS)
            .collect();
        for lang in Lang::ALL {
            let said = &words(lang).problem;
            let own: BTreeSet<&str> = said.keys().map(String::as_str).collect();
            assert_eq!(own, words_of_all);
        }
        for (word, explanation) in reasons {
            let said = &words(Lang::En).problem[word];
            assert_eq!(
                (said.what.as_str(), said.todo.as_str()),
                (explanation.what, explanation.todo)
            );
        }
    }
}
