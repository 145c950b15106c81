//! What a change of the settings does to the words that people agree to.

use crate::locale::Locale;
use crate::purpose::PurposeId;
use crate::settings::Settings;
use crate::statement::{StatedPurpose, Statement};
use std::collections::BTreeMap;

/// What changes in the words of one form in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementChange {
    /// The language.
    pub locale: Locale,
    /// Whether it is the question at a product's button.
    pub of_product: bool,
    /// Whether these words were shown before.
    pub was_shown: bool,
    /// Whether they are shown from now on.
    pub is_shown: bool,
    /// Each text that is another now.
    pub lines: Vec<Line>,
}

/// A text that is another now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The purpose that it belongs to, by the label that people saw last.
    pub purpose: Option<String>,
    /// What it is, by its name in the settings or the statement.
    pub part: &'static str,
    /// Before; nothing where it is new.
    pub old: Option<String>,
    /// From now on; nothing where it goes.
    pub new: Option<String>,
}

/// A purpose that the shop takes out while people hold consent to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removed {
    /// The purpose.
    pub id: PurposeId,
    /// What people know it by.
    pub label: String,
    /// How many people agreed and still do.
    pub people: u64,
}

/// What changes, by language. `current` is nothing where no words have been published yet.
pub fn changes(current: Option<&Settings>, draft: &Settings) -> Vec<StatementChange> {
    let mut locales: Vec<&Locale> = draft.locales.iter().collect();
    for locale in current.iter().flat_map(|current| &current.locales) {
        if !locales.contains(&locale) {
            locales.push(locale);
        }
    }
    let of = |settings: &Settings, locale: &Locale, product: bool| {
        let offered = settings.locales.contains(locale);
        let statement = if product {
            settings.product_statement(locale)
        } else {
            settings.statement(locale)
        };
        statement.filter(|_| offered)
    };
    let mut all = Vec::new();
    for locale in locales {
        for of_product in [false, true] {
            let old = current.and_then(|current| of(current, locale, of_product));
            let new = of(draft, locale, of_product);
            if old != new {
                all.push(StatementChange {
                    locale: locale.clone(),
                    of_product,
                    was_shown: old.is_some(),
                    is_shown: new.is_some(),
                    lines: lines(old.as_ref(), new.as_ref()),
                });
            }
        }
    }
    all
}

/// The fingerprint of all words that `settings` publish: what somebody who presses "Publish" has
/// seen.
pub fn fingerprint(settings: &Settings) -> String {
    let statements = settings
        .locales
        .iter()
        .flat_map(|locale| settings.statements(locale));
    let ids: Vec<String> = statements
        .map(|statement| statement.id().to_string())
        .collect();
    ids.join(" ")
}

/// The purposes that go while people hold consent to them. `held` has how many do.
pub fn removed(current: &Settings, draft: &Settings, held: &BTreeMap<String, u64>) -> Vec<Removed> {
    let stays = |id: &PurposeId| {
        let mut own = draft.purposes.iter().chain(&draft.product);
        own.any(|own| own.id == *id)
    };
    let own = current.purposes.iter().chain(&current.product);
    own.filter(|purpose| !stays(&purpose.id))
        .filter_map(|purpose| {
            let people = *held.get(purpose.id.as_str())?;
            let words = current.locales.first();
            let words = words.and_then(|locale| purpose.words.get(locale));
            let label = words.map_or(purpose.id.as_str(), |words| &words.label);
            (people > 0).then(|| Removed {
                id: purpose.id.clone(),
                label: label.to_owned(),
                people,
            })
        })
        .collect()
}

/// One of the texts of something, with its name.
type Text<T> = (&'static str, fn(&T) -> &str);

fn lines(old: Option<&Statement>, new: Option<&Statement>) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut add = |purpose: Option<&str>, part, old: Option<&str>, new: Option<&str>| {
        if old != new {
            lines.push(Line {
                purpose: purpose.map(str::to_owned),
                part,
                old: old.map(str::to_owned),
                new: new.map(str::to_owned),
            });
        }
    };
    let parts: [Text<Statement>; 9] = [
        ("name", |own| &own.brand),
        ("controller", |own| &own.controller),
        ("consent", |own| &own.consent),
        ("voluntary", |own| &own.voluntary),
        ("stop", |own| &own.stop),
        ("recipients", |own| &own.recipients),
        ("age", |own| &own.age),
        ("privacy_url", |own| &own.privacy_url),
        ("button", |own| &own.button),
    ];
    for (part, text) in parts {
        add(None, part, old.map(text), new.map(text));
    }
    let [before, after] = [(old, new), (new, old)].map(|(one, other)| order(one, other));
    if before
        .iter()
        .map(|own| &own.id)
        .ne(after.iter().map(|own| &own.id))
    {
        let [before, after] = [before, after].map(|own| {
            let labels: Vec<&str> = own.iter().map(|own| own.label.as_str()).collect();
            labels.join(" · ")
        });
        add(None, "order", Some(&before), Some(&after));
    }
    let find = |statement: Option<&Statement>, id: &PurposeId| -> Option<StatedPurpose> {
        let mut purposes = statement?.purposes.iter();
        purposes.find(|own| own.id == *id).cloned()
    };
    let mut ids: Vec<&PurposeId> = Vec::new();
    for statement in old.iter().chain(new.iter()) {
        for purpose in &statement.purposes {
            if !ids.contains(&&purpose.id) {
                ids.push(&purpose.id);
            }
        }
    }
    let parts: [Text<StatedPurpose>; 5] = [
        ("label", |own| &own.label),
        ("value", |own| &own.value),
        ("frequency", |own| &own.frequency),
        ("phrase", |own| &own.phrase),
        ("category", |own| category(own)),
    ];
    for id in ids {
        let (before, after) = (find(old, id), find(new, id));
        let label = before.as_ref().or(after.as_ref());
        let label = label.map(|purpose| purpose.label.clone());
        for (part, text) in parts {
            let (old, new) = (before.as_ref().map(text), after.as_ref().map(text));
            add(label.as_deref(), part, old, new);
        }
    }
    lines
}

/// The purposes of one that the other has too, in the one's order.
fn order<'a>(one: Option<&'a Statement>, other: Option<&Statement>) -> Vec<&'a StatedPurpose> {
    let is_in_other = |own: &&StatedPurpose| {
        let mut theirs = other.iter().flat_map(|other| &other.purposes);
        theirs.any(|theirs| theirs.id == own.id)
    };
    let own = one.iter().flat_map(|one| &one.purposes);
    own.filter(is_in_other).collect()
}

fn category(purpose: &StatedPurpose) -> &'static str {
    use crate::purpose::Category;
    match purpose.category {
        Category::Utility => "utility",
        Category::Marketing => "marketing",
        Category::Authentication => "authentication",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn demo() -> Settings {
        let mut settings = Settings::example_for("demo", "https://wa.demo.example");
        settings.locales = vec![Locale::parse("en").unwrap()];
        settings
    }

    #[test]
    fn another_order_of_the_topics_is_a_change_of_its_own() {
        let old = demo();
        let mut new = old.clone();
        new.purposes.swap(0, 1);
        let changes = changes(Some(&old), &new);
        assert_eq!(changes.len(), 1);
        let label = |own: &Settings, row: usize| {
            let english = Locale::parse("en").unwrap();
            own.purposes[row].words[&english].label.clone()
        };
        let all = |own: &Settings| {
            let labels: Vec<String> = (0..own.purposes.len()).map(|row| label(own, row)).collect();
            labels.join(" · ")
        };
        let line = Line {
            purpose: None,
            part: "order",
            old: Some(all(&old)),
            new: Some(all(&new)),
        };
        assert_eq!(changes[0].lines, [line]);
        assert_ne!(fingerprint(&old), fingerprint(&new));
    }

    fn words_of(settings: &mut Settings, purpose: usize) -> &mut crate::purpose::PurposeWords {
        let english = Locale::parse("en").unwrap();
        let purpose = settings.purposes.get_mut(purpose).unwrap();
        purpose.words.get_mut(&english).unwrap()
    }

    #[test]
    fn what_is_no_part_of_the_words_changes_none() {
        let mut draft = demo();
        draft.look.x = 40;
        draft.contact = Some("hello@demo.example".to_owned());
        assert_eq!(changes(Some(&demo()), &draft), []);
        assert_eq!(fingerprint(&demo()), fingerprint(&draft));
    }

    #[test]
    fn each_text_that_is_another_is_told_with_both() {
        let mut draft = demo();
        let words = words_of(&mut draft, 0);
        let old = std::mem::replace(&mut words.value, "Be first".to_owned());
        let [change] = &changes(Some(&demo()), &draft)[..] else {
            panic!("one language, one form");
        };
        assert!(change.was_shown && change.is_shown && !change.of_product);
        let line = Line {
            purpose: Some("Offers".to_owned()),
            part: "value",
            old: Some(old),
            new: Some("Be first".to_owned()),
        };
        assert_eq!(change.lines, [line]);
        assert_ne!(fingerprint(&demo()), fingerprint(&draft));
    }

    #[test]
    fn a_language_that_comes_and_one_that_goes_are_told() {
        let mut draft = demo();
        draft.locales = vec![Locale::parse("es").unwrap()];
        let told: Vec<_> = changes(Some(&demo()), &draft)
            .into_iter()
            .map(|change| (change.locale.to_string(), change.was_shown, change.is_shown))
            .collect();
        assert_eq!(
            told,
            [
                ("es".to_owned(), false, true),
                ("en".to_owned(), true, false)
            ]
        );
        assert_eq!(changes(None, &demo()).len(), 1);
    }

    #[test]
    fn a_purpose_that_goes_is_told_with_the_people_who_agreed_to_it() {
        let mut draft = demo();
        let gone = draft.purposes.remove(1);
        let held = [("restock".to_owned(), 3), ("offers".to_owned(), 8)].into();
        let removed = removed(&demo(), &draft, &held);
        let [one] = &removed[..] else {
            panic!("one went");
        };
        assert_eq!((&one.id, one.people), (&gone.id, 3));
        assert_eq!(super::removed(&demo(), &draft, &BTreeMap::new()), []);
    }
}
