//! One line of what was found.

use serde::Deserialize;

/// How it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// In order.
    Green,
    /// To be looked at.
    Amber,
    /// To be mended.
    Red,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How it stands.
    pub state: State,
    /// What was looked at.
    pub title: String,
    /// What was found.
    pub says: String,
    /// What to do; empty where there is nothing.
    pub fix: String,
}

impl Finding {
    pub(crate) fn green(title: &str, says: impl Into<String>) -> Self {
        Self::new(State::Green, title, says, "")
    }

    pub(crate) fn amber(title: &str, says: impl Into<String>, fix: impl Into<String>) -> Self {
        Self::new(State::Amber, title, says, fix)
    }

    pub(crate) fn red(title: &str, says: impl Into<String>, fix: impl Into<String>) -> Self {
        Self::new(State::Red, title, says, fix)
    }

    fn new(state: State, title: &str, says: impl Into<String>, fix: impl Into<String>) -> Self {
        Self {
            state,
            title: title.to_owned(),
            says: says.into(),
            fix: fix.into(),
        }
    }
}
