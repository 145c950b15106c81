//! The order of the topics: a button on each moves it by one, with all that is typed in the form.

use super::form::Form;

/// The list whose rows have an order that people see.
const LIST: &str = "purposes";

/// Where a row goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Towards the first.
    Up,
    /// Towards the last.
    Down,
}

impl Way {
    /// Both.
    pub(super) const ALL: [Self; 2] = [Self::Up, Self::Down];

    /// Its word in buttons, and its key in the words.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
        }
    }

    /// The row on the other side, of so many.
    pub(super) fn from(self, row: usize, rows: usize) -> Option<usize> {
        match self {
            Self::Up => row.checked_sub(1),
            Self::Down => Some(row + 1),
        }
        .filter(|other| *other < rows && row < rows)
    }
}

/// A topic that was moved, and is somewhere else now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    /// Its row now.
    pub row: usize,
    /// Where it went.
    pub way: Way,
}

/// What the button of a row posts.
pub(super) fn button(row: usize, way: Way) -> String {
    format!("{}.{row}", way.as_str())
}

/// Does what a button says; nothing where it is none of these, or where there is no such row.
pub fn move_topic(form: &mut Form, button: &str) -> Option<Moved> {
    let (word, row) = button.split_once('.')?;
    let way = Way::ALL.into_iter().find(|way| way.as_str() == word)?;
    let row: usize = row.parse().ok()?;
    let other = way.from(row, form.rows(LIST))?;
    form.swap(&format!("{LIST}.{row}"), &format!("{LIST}.{other}"));
    Some(Moved { row: other, way })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> Form {
        let mut form = Form::default();
        for (row, id) in ["offers", "restock", ""].iter().enumerate() {
            form.set(format!("purposes.{row}.id"), *id);
        }
        form.set("purposes.1.words.en.label", "Back in stock");
        form.set("purposes.1.remove", "on");
        form.set("purposes.10.id", "far");
        form
    }

    #[test]
    fn a_topic_goes_up_with_all_that_is_typed_in_it() {
        let mut moved = form();
        let told = move_topic(&mut moved, "up.1");
        assert_eq!(
            told,
            Some(Moved {
                row: 0,
                way: Way::Up
            })
        );
        let pairs: Vec<_> = moved.pairs().collect();
        assert_eq!(
            pairs,
            [
                ("purposes.0.id", "restock"),
                ("purposes.0.remove", "on"),
                ("purposes.0.words.en.label", "Back in stock"),
                ("purposes.1.id", "offers"),
                ("purposes.10.id", "far"),
                ("purposes.2.id", ""),
            ]
        );
        let told = move_topic(&mut moved, "down.0");
        assert_eq!(
            told,
            Some(Moved {
                row: 1,
                way: Way::Down
            })
        );
        assert_eq!(moved, form());
    }

    #[test]
    fn no_topic_leaves_the_list() {
        for button in [
            "up.0", "down.1", "down.2", "up.9", "up.x", "left.1", "save", "up",
        ] {
            let mut same = form();
            assert_eq!(move_topic(&mut same, button), None, "{button}");
            assert_eq!(same, form(), "{button}");
        }
    }
}
