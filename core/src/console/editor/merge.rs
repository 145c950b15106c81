//! Two people at once: what the slower one typed is kept, what the faster one saved comes in beside
//! it, and where both changed the same, it is said.

use super::form::Form;
use std::collections::{BTreeMap, BTreeSet};

/// Parts that are switched on; what stands in one that is off does not count.
const SWITCHED: [&str; 4] = ["product", "greeting", "coupon", "hours"];
/// What a form holds beside the settings.
const NOT_SETTINGS: [&str; 5] = ["do", "version", "words", "section", "preview"];

/// What came of putting two changes of the same settings together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// What was typed, with what was saved meanwhile where nothing was typed.
    pub form: Form,
    /// What was saved meanwhile and came in.
    pub taken_over: Vec<Difference>,
    /// What both changed; what was typed stays in the form.
    pub clashes: Vec<Difference>,
}

/// A value that somebody else saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Its name in the form.
    pub name: String,
    /// What stood there (`taken_over`) or is typed (`clashes`).
    pub mine: String,
    /// What is saved now.
    pub theirs: String,
}

/// Puts `mine` and `theirs` together, which were both made from `base`.
pub fn merge(base: &Form, theirs: &Form, mine: &Form) -> Merged {
    let (old, saved, typed) = (units(base), units(theirs), units(mine));
    let mut merged = Merged {
        form: mine.clone(),
        taken_over: Vec::new(),
        clashes: Vec::new(),
    };
    let names: BTreeSet<&str> = saved.keys().chain(old.keys()).copied().collect();
    for unit in names {
        let (old, saved, typed) = (of(&old, unit), of(&saved, unit), of(&typed, unit));
        if saved == old || saved == typed {
            continue;
        }
        if typed == old {
            merged.taken_over.extend(differences(&old, &saved));
            merged.form.retain(|name| unit_of(name) != unit);
            for (name, value) in &saved {
                merged.form.set(*name, *value);
            }
        } else {
            merged.clashes.extend(differences(&typed, &saved));
        }
    }
    merged
}

fn of<'a>(units: &Units<'a>, unit: &str) -> Values<'a> {
    units.get(unit).cloned().unwrap_or_default()
}

type Values<'a> = BTreeMap<&'a str, &'a str>;
type Units<'a> = BTreeMap<&'a str, Values<'a>>;

/// What is decided as one: a list as a whole, for its rows have no names of their own.
fn units(form: &Form) -> Units<'_> {
    let mut units = Units::new();
    for (name, value) in form.pairs() {
        let unit = unit_of(name);
        let part = name.split('.').next().unwrap_or_default();
        let is_off = SWITCHED.contains(&part) && !form.has(&format!("{part}.on"));
        let row: Vec<&str> = name.splitn(3, '.').collect();
        let is_blank_row = matches!(row.as_slice(), [list, row, _]
            if row.parse::<usize>().is_ok() && form.is_blank(&format!("{list}.{row}")));
        if !(NOT_SETTINGS.contains(&part) || is_off || is_blank_row || value.is_empty()) {
            units.entry(unit).or_default().insert(name, value);
        }
    }
    units
}

fn unit_of(name: &str) -> &str {
    match name.split_once('.') {
        Some((part, _)) if part != "look" => part,
        _ => name,
    }
}

fn differences(mine: &Values<'_>, theirs: &Values<'_>) -> Vec<Difference> {
    let names: BTreeSet<&str> = mine.keys().chain(theirs.keys()).copied().collect();
    let value =
        |values: &Values<'_>, name: &str| values.get(name).copied().unwrap_or_default().to_owned();
    names
        .into_iter()
        .map(|name| Difference {
            name: name.to_owned(),
            mine: value(mine, name),
            theirs: value(theirs, name),
        })
        .filter(|difference| difference.mine != difference.theirs)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(pairs: &[(&str, &str)]) -> Form {
        let mut form = Form::default();
        for (name, value) in pairs {
            form.set(*name, *value);
        }
        form
    }

    fn difference(name: &str, mine: &str, theirs: &str) -> Difference {
        Difference {
            name: name.to_owned(),
            mine: mine.to_owned(),
            theirs: theirs.to_owned(),
        }
    }

    #[test]
    fn what_only_one_of_them_changed_is_kept_and_what_both_changed_is_said() {
        let base = form(&[
            ("name", "Sol"),
            ("contact", "a@sol.example"),
            ("look.x", "20"),
        ]);
        let theirs = form(&[
            ("name", "Luna"),
            ("contact", "b@sol.example"),
            ("look.x", "20"),
        ]);
        let mine = form(&[
            ("name", "Sol"),
            ("contact", "c@sol.example"),
            ("look.x", "40"),
            ("country", ""),
            ("version", "3"),
        ]);
        let merged = merge(&base, &theirs, &mine);
        let mut together = mine.clone();
        together.set("name", "Luna");
        assert_eq!(merged.form, together);
        assert_eq!(merged.taken_over, [difference("name", "Sol", "Luna")]);
        let clash = difference("contact", "c@sol.example", "b@sol.example");
        assert_eq!(merged.clashes, [clash]);
    }

    #[test]
    fn a_list_is_taken_over_as_a_whole_or_not_at_all() {
        let base = form(&[("campaigns.0.id", "till"), ("campaigns.1.id", "door")]);
        let theirs = form(&[("campaigns.0.id", "door")]);
        let merged = merge(&base, &theirs, &base);
        assert_eq!(merged.form, theirs);
        let mine = form(&[("campaigns.0.id", "till"), ("campaigns.1.id", "parcel")]);
        let merged = merge(&base, &theirs, &mine);
        assert_eq!(merged.form, mine);
        assert_eq!(merged.clashes.len(), 2);
    }

    #[test]
    fn what_stands_in_a_part_that_is_off_and_in_empty_rows_is_no_change() {
        let base = form(&[("purposes.0.id", "offers")]);
        let theirs = form(&[
            ("purposes.0.id", "offers"),
            ("greeting.on", "on"),
            ("greeting.after", "5"),
        ]);
        let mine = form(&[
            ("purposes.0.id", "offers"),
            ("purposes.1.id", ""),
            ("purposes.1.category", "marketing"),
            ("greeting.after", "20"),
        ]);
        let merged = merge(&base, &theirs, &mine);
        assert_eq!(merged.clashes, []);
        assert_eq!(merged.form.get("greeting.after"), "5");
        assert!(merged.form.has("greeting.on"));
    }
}
