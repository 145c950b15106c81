//! What one person agreed to and took back, and whether a message may be sent now.
//!
//! | who says it | what it ends | what lifts it |
//! |---|---|---|
//! | STOP in the chat, the template's Stop button | every purpose | START: what was held before, under words that are still shown, within 12 months. A new yes, for its purposes |
//! | a switch on the shopper's page, a word by purpose | that purpose | a new yes |
//! | WhatsApp's own stop, error 131050 | what is marketing | WhatsApp's own resume, and nothing else |
//! | 24 months without a sign of life | what is dormant | a new yes |
//! | erasure | everything | a new yes of that very sender |
//!
//! Meta tells things late, twice and in any order. So the state is no column that is written over,
//! but follows from all acts, sorted by the clock of who did them: [`ConsentState`].

mod act;
mod state;

#[cfg(test)]
mod tests;

pub use act::{Act, Deed};
pub use state::{
    Barrier, ConsentState, DORMANT_AFTER_MONTHS, Effect, Grant, RESTART_WITHIN_MONTHS, Scope,
    Sending, Standing, dormant_if_silent_since,
};
