//! `/admin/{shop}/unanswered`: who wrote and waits, longest first; and the shop's canned replies.

mod canned;
mod csv;
mod page;
mod view;

#[cfg(test)]
mod tests;

pub use canned::{CannedForm, canned};
pub use csv::csv;
pub use page::{Page, Told, page};
pub use view::{Filter, Tagged, View, Waits};
