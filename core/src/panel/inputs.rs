//! What inputs hold and what is wrong with it. In the panel they are empty, and the widget reads
//! them by their names; on the hosted page what was typed survives an error.

use super::visit::{PURPOSE, PURPOSES, Visit};
use maud::{Markup, html};

/// Something wrong with the hosted form, in the person's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The input's name; nothing where no input is to blame.
    pub(super) input: Option<String>,
    /// What to do about it.
    pub(super) words: String,
}

/// The state of a form's inputs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Inputs<'a> {
    visit: Option<&'a Visit>,
    faults: &'a [Fault],
}

impl<'a> Inputs<'a> {
    /// Empty.
    pub(super) fn of_the_panel() -> Self {
        Self {
            visit: None,
            faults: &[],
        }
    }

    /// Those of the hosted page.
    pub(super) fn of_the_page(visit: &'a Visit, faults: &'a [Fault]) -> Self {
        Self {
            visit: Some(visit),
            faults,
        }
    }

    /// Whether they are the panel's.
    pub(super) fn are_the_panels(&self) -> bool {
        self.visit.is_none()
    }

    /// The name of the purposes: on the page each comes as a pair of its own.
    pub(super) fn purpose_name(&self) -> &'static str {
        if self.are_the_panels() {
            PURPOSES
        } else {
            PURPOSE
        }
    }

    /// What was typed.
    pub(super) fn value(&self, name: &str) -> Option<&'a str> {
        self.visit?.get(name)
    }

    /// Whether this was chosen.
    pub(super) fn has(&self, name: &str, value: &str) -> bool {
        self.visit
            .is_some_and(|visit| visit.all(name).any(|own| own == value))
    }

    /// Whether this was chosen at the given place among inputs of one name.
    pub(super) fn has_at(&self, place: usize, name: &str, value: &str) -> bool {
        self.visit
            .is_some_and(|visit| visit.all(name).nth(place) == Some(value))
    }

    /// Whether this is the first input at fault, at the given place among inputs of one name: the
    /// first that is empty, else the first.
    pub(super) fn first_at(&self, place: usize, name: &str) -> bool {
        let values = self.visit.map(|visit| visit.all(name));
        let empty = values.and_then(|mut values| values.position(str::is_empty));
        self.first(name) && place == empty.unwrap_or(0)
    }

    /// Where it stands what is wrong: in the panel in one place, on the page above the input.
    pub(super) fn described(&self, name: &str) -> Option<String> {
        if self.are_the_panels() {
            return Some("error".to_owned());
        }
        self.fault(Some(name)).map(|_| id(name))
    }

    /// Whether the input is at fault.
    pub(super) fn invalid(&self, name: &str) -> Option<&'static str> {
        self.fault(Some(name)).map(|_| "true")
    }

    /// Whether this is the first input at fault: there the page begins.
    pub(super) fn first(&self, name: &str) -> bool {
        self.faults
            .first()
            .is_some_and(|fault| fault.input.as_deref() == Some(name))
    }

    /// What is wrong with the input, or with none in particular.
    pub(super) fn complaint(&self, name: Option<&str>) -> Markup {
        html! {
            @if let Some(fault) = self.fault(name) {
                p part="error" role="alert" id=(id(name.unwrap_or("form"))) { (fault.words) }
            }
        }
    }

    fn fault(&self, name: Option<&str>) -> Option<&'a Fault> {
        self.faults
            .iter()
            .find(|fault| fault.input.as_deref() == name)
    }
}

fn id(name: &str) -> String {
    format!("error-{name}")
}
