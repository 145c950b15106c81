//! A form as it is filled in: what a browser posts, and what a page is drawn from.

use std::borrow::Cow;
use std::collections::BTreeMap;
use url::form_urlencoded;

/// Rows of one list that a form may have: the most that any list of the settings takes is 100, and
/// whoever takes some out while adding others has a few more.
const MAX_ROWS: usize = 200;

/// What a row has beside what somebody wrote: it does not make a row one.
const CHOSEN: [&str; 3] = ["category", "legal_basis", "kind"];

/// Names and values. A box that is ticked is there, one that is not is missing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Form(BTreeMap<String, String>);

impl Form {
    /// Reads a posted form (`application/x-www-form-urlencoded`); of a name that stands twice, the
    /// last counts.
    pub fn parse(body: &[u8]) -> Self {
        let pairs = form_urlencoded::parse(body);
        Self(
            pairs
                .map(|(name, value)| (name.into_owned(), lines(&value).into_owned()))
                .collect(),
        )
    }

    /// A value; empty where there is none.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// Whether a name is there: whether a box is ticked.
    pub fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Fills in a value.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.0.insert(name.into(), value.into());
    }

    /// Ticks a box.
    pub(super) fn tick(&mut self, name: impl Into<String>, on: bool) {
        if on {
            self.set(name, "on");
        }
    }

    /// Names and values, by name.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// How many rows a list has, without the empty ones at its end.
    pub(super) fn rows(&self, list: &str) -> usize {
        (0..MAX_ROWS)
            .take_while(|row| self.has(&format!("{list}.{row}.id")))
            .filter(|row| !self.is_blank(&format!("{list}.{row}")))
            .last()
            .map_or(0, |last| last + 1)
    }

    /// Whether nobody wrote anything into a row.
    pub(super) fn is_blank(&self, row: &str) -> bool {
        let prefix = format!("{row}.");
        self.0
            .range(prefix.clone()..)
            .take_while(|(name, _)| name.starts_with(&prefix))
            .all(|(name, value)| {
                let part = name.get(prefix.len()..).unwrap_or_default();
                CHOSEN.contains(&part) || value.trim().is_empty()
            })
    }

    /// Puts one row in the place of another, and that in its place.
    pub(super) fn swap(&mut self, one: &str, other: &str) {
        let renamed = |name: &str| -> Option<String> {
            let under = |row: &str| name.strip_prefix(row).filter(|rest| rest.starts_with('.'));
            let in_one = under(one).map(|rest| format!("{other}{rest}"));
            in_one.or_else(|| under(other).map(|rest| format!("{one}{rest}")))
        };
        let all = std::mem::take(&mut self.0).into_iter();
        self.0 = all
            .map(|(name, value)| (renamed(&name).unwrap_or(name), value))
            .collect();
    }

    /// The values of `keep`, by name; others are dropped.
    pub(super) fn retain(&mut self, keep: impl Fn(&str) -> bool) {
        self.0.retain(|name, _| keep(name));
    }
}

impl<'a> FromIterator<(&'a str, &'a str)> for Form {
    fn from_iter<T: IntoIterator<Item = (&'a str, &'a str)>>(pairs: T) -> Self {
        let pairs = pairs.into_iter();
        Self(
            pairs
                .map(|(name, value)| (name.to_owned(), lines(value).into_owned()))
                .collect(),
        )
    }
}

/// Line ends as they were typed: browsers post them as two characters.
pub(super) fn lines(text: &str) -> Cow<'_, str> {
    if text.contains('\r') {
        text.replace("\r\n", "\n").replace('\r', "\n").into()
    } else {
        text.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_posted_form_has_its_line_ends_as_they_were_typed() {
        let form = Form::parse(b"a=1&b=x%0D%0Ay&a=2&c=%E2%82%AC+");
        let pairs: Vec<_> = form.pairs().collect();
        assert_eq!(pairs, [("a", "2"), ("b", "x\ny"), ("c", "€ ")]);
        assert!(!form.has("d"));
        assert_eq!(form.get("d"), "");
    }

    #[test]
    fn rows_count_up_to_the_last_that_somebody_wrote_into() {
        let mut form = Form::default();
        assert_eq!(form.rows("fields"), 0);
        for row in 0..4 {
            form.set(format!("fields.{row}.id"), "");
            form.set(format!("fields.{row}.kind"), "text");
            form.set(format!("fields.{row}.words.en.label"), " ");
        }
        assert_eq!(form.rows("fields"), 0);
        form.set("fields.2.words.en.label", "Size");
        assert_eq!(form.rows("fields"), 3);
        form.set("fields.20.id", "far");
        assert_eq!(form.rows("fields"), 3);
    }
}
