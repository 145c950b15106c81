//! In which language a template goes.
//!
//! Meta translates nothing and falls back to nothing, so we do: the person's own language, the same
//! without its region, the shop's default, any that is approved. What Meta has not told of is taken
//! for approved: it tells of changes only, and a wrong guess is refused, noted and not made again.

use super::facts::Hold;
use super::{LOOK_AGAIN, Millis};
use crate::locale::Locale;
use crate::outgoing::Reason;
use std::collections::BTreeMap;

/// Whether a template can be used in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Usability {
    /// It can.
    Usable,
    /// Not yet, or not now: until when, where that is known, and why.
    NotYet(Option<Millis>, Reason),
    /// Not any more, or not at all.
    Gone(Reason),
}

impl Usability {
    /// The same at a moment: a pause may be over.
    #[must_use]
    pub fn at(self, now: Millis) -> Self {
        match self {
            Self::NotYet(Some(until), _) if until <= now => Self::Usable,
            other => other,
        }
    }

    /// What can be used where no other language would do.
    pub fn choice(self, language: &Locale, now: Millis) -> TemplateChoice {
        match self.at(now) {
            Self::Usable => TemplateChoice::Use(language.clone()),
            Self::NotYet(until, reason) => TemplateChoice::Wait(Hold {
                until: until.unwrap_or(now + LOOK_AGAIN),
                reason,
            }),
            Self::Gone(reason) => TemplateChoice::Never(reason),
        }
    }
}

/// What can be used of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TemplateChoice {
    /// This language.
    Use(Locale),
    /// None now.
    Wait(Hold),
    /// None at all.
    Never(Reason),
}

/// Chooses the language for somebody who is to be written to in `wanted`, of a template whose
/// languages are `known` as far as Meta told.
pub fn choose(
    wanted: &Locale,
    default: Option<&Locale>,
    known: &BTreeMap<Locale, Usability>,
    now: Millis,
) -> TemplateChoice {
    let status = |locale: &Locale| known.get(locale).map(|usability| usability.at(now));
    let base = Locale::parse(wanted.language()).ok();
    let path = [Some(wanted), base.as_ref(), default];
    let path = path.into_iter().flatten().chain(known.keys());
    let mut waits = Vec::new();
    let mut ended = None;
    for locale in path {
        match status(locale).unwrap_or(Usability::Usable) {
            Usability::Usable => return TemplateChoice::Use(locale.clone()),
            Usability::NotYet(until, reason) => waits.push(Hold {
                until: until.unwrap_or(now + LOOK_AGAIN),
                reason,
            }),
            Usability::Gone(reason) => {
                ended.get_or_insert(reason);
            }
        }
    }
    match waits.into_iter().min_by_key(|hold| hold.until) {
        Some(hold) => TemplateChoice::Wait(hold),
        None => TemplateChoice::Never(ended.unwrap_or(Reason::TemplateMissing)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Usability::{Gone, NotYet, Usable};

    const NOW: Millis = 1_780_000_000_000;

    fn locale(text: &str) -> Locale {
        Locale::parse(text).unwrap()
    }

    fn chosen(wanted: &str, known: &[(&str, Usability)]) -> TemplateChoice {
        let known = known.iter().map(|(tag, status)| (locale(tag), *status));
        choose(&locale(wanted), Some(&locale("en")), &known.collect(), NOW)
    }

    fn language(wanted: &str, known: &[(&str, Usability)]) -> String {
        match chosen(wanted, known) {
            TemplateChoice::Use(locale) => locale.to_string(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_path_is_exact_then_base_then_the_shops_then_any_that_is_approved() {
        let missing = Gone(Reason::TemplateMissing);
        let known = [
            ("es-MX", missing),
            ("es", missing),
            ("en", missing),
            ("de", missing),
            ("fr", Usable),
        ];
        for (bad, language_of_it) in [(0, "es-MX"), (1, "es"), (2, "en"), (5, "fr")] {
            assert_eq!(language("es-MX", &known[..bad]), language_of_it);
        }
        assert_eq!(language("es-MX", &known), "fr");
        assert_eq!(
            chosen("es-MX", &known[..4]),
            TemplateChoice::Never(Reason::TemplateMissing)
        );
    }

    #[test]
    fn what_nobody_told_of_is_taken_for_approved() {
        assert_eq!(language("pt-BR", &[]), "pt-BR");
        assert_eq!(language("pt-BR", &[("pt-BR", Usable)]), "pt-BR");
    }

    #[test]
    fn where_none_is_approved_it_waits_for_the_first_that_will_be() {
        let paused = |hours: i64| NotYet(Some(NOW + hours), Reason::TemplatePaused);
        let all = [
            ("es", paused(6)),
            ("en", paused(3)),
            ("de", Gone(Reason::TemplateDisabled)),
        ];
        assert_eq!(
            chosen("es", &all),
            TemplateChoice::Wait(Hold {
                until: NOW + 3,
                reason: Reason::TemplatePaused
            })
        );
        let pending = [
            ("es", NotYet(None, Reason::TemplatePending)),
            ("en", Gone(Reason::TemplateMissing)),
        ];
        assert_eq!(
            chosen("es", &pending),
            TemplateChoice::Wait(Hold {
                until: NOW + LOOK_AGAIN,
                reason: Reason::TemplatePending
            })
        );
    }

    #[test]
    fn a_pause_is_over_when_its_time_is() {
        let over = NotYet(Some(NOW), Reason::TemplatePaused);
        assert_eq!(language("es", &[("es", over)]), "es");
    }
}
