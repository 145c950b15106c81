//! The parts of the settings, each with how it stands in the form and how it is read from there.

pub(super) mod bubble;
pub(super) mod campaigns;
pub(super) mod fields;
pub(super) mod hours;
pub(super) mod purposes;
pub(super) mod shop;
