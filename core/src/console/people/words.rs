//! `people.json`.

use super::query::State;
use crate::console::{Lang, words};
use crate::opt_in::Source;
use crate::person_page::Standing;
use serde::Deserialize;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PeopleWords {
    pub(super) title: String,
    pub(super) total: String,
    pub(super) search: String,
    pub(super) search_hint: String,
    pub(super) state: String,
    pub(super) purpose: String,
    pub(super) source: String,
    pub(super) locale: String,
    pub(super) any: String,
    pub(super) find: String,
    pub(super) clear: String,
    pub(super) csv: String,
    pub(super) name: String,
    pub(super) known_as: String,
    pub(super) agreed: String,
    pub(super) seen: String,
    pub(super) nameless: String,
    pub(super) none: String,
    pub(super) none_yet: String,
    pub(super) nothing: String,
    pub(super) first: String,
    pub(super) next: String,
    pub(super) unsent: String,
    pub(super) unsent_expired: String,
    pub(super) erased: String,
    pub(super) states: States,
    pub(super) sources: Sources,
    pub(super) standings: Standings,
    pub(super) back: BackWords,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct States {
    agreed: String,
    ended: String,
    unproven: String,
    never: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sources {
    bubble: String,
    inline: String,
    product: String,
    hosted: String,
    campaign: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Standings {
    never: String,
    unproven: String,
    granted: String,
    stopped: String,
    withdrawn: String,
    expired: String,
    erased: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BackWords {
    pub(super) title: String,
    pub(super) intro: String,
    pub(super) open: String,
    pub(super) product: String,
    pub(super) product_hint: String,
    pub(super) template: String,
    pub(super) template_hint: String,
    pub(super) parameters: String,
    pub(super) parameters_hint: String,
    pub(super) image: String,
    pub(super) button: String,
    pub(super) optional: String,
    pub(super) look: String,
    pub(super) reach: String,
    pub(super) reach_hint: String,
    pub(super) send: String,
    pub(super) sent: String,
    pub(super) no_purpose: String,
    pub(super) wrong_product: String,
    pub(super) wrong_template: String,
    pub(super) refused: String,
    pub(super) leave: String,
}

words!(PeopleWords, "people.json");

/// What a source is called.
pub(in crate::console) fn source(source: Source, lang: Lang) -> &'static str {
    words(lang).of_source(source)
}

/// What a standing is called.
pub(in crate::console) fn standing(standing: Standing, lang: Lang) -> &'static str {
    words(lang).of_standing(standing)
}

impl PeopleWords {
    pub(super) fn of_state(&self, state: State) -> &str {
        match state {
            State::Agreed => &self.states.agreed,
            State::Ended => &self.states.ended,
            State::Unproven => &self.states.unproven,
            State::Never => &self.states.never,
        }
    }

    pub(super) fn of_source(&self, source: Source) -> &str {
        match source {
            Source::Bubble => &self.sources.bubble,
            Source::Inline => &self.sources.inline,
            Source::Product => &self.sources.product,
            Source::Hosted => &self.sources.hosted,
            Source::Campaign => &self.sources.campaign,
        }
    }

    pub(super) fn of_standing(&self, standing: Standing) -> &str {
        match standing {
            Standing::Never => &self.standings.never,
            Standing::Unproven => &self.standings.unproven,
            Standing::Granted => &self.standings.granted,
            Standing::Stopped => &self.standings.stopped,
            Standing::Withdrawn => &self.standings.withdrawn,
            Standing::Expired => &self.standings.expired,
            Standing::Erased => &self.standings.erased,
        }
    }
}
