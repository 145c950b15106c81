//! The set-up check: what of a shop's set-up is in order, what needs a look and what must be mended,
//! each with what to do.
//!
//! The shell reads [`Facts`] from Graph, from the worker's own address and from the shop's settings;
//! [`Report::of`] judges them. Whatever could not be read is amber and says where to look by hand:
//! what is not known is never taken for good.
//!
//! Source of Meta's fields: the Graph API's reference of `debug_token`, the phone number, the
//! `WhatsApp` Business Account, its profile, `subscribed_apps`, an app's `subscriptions`,
//! `health_status` and `message_templates` (v26.0).

mod access;
mod account;
mod callback;
mod check;
mod facts;
mod goods;
mod graph;
mod number;
mod probe;
mod shop;
mod template;
mod version;
mod words;
mod worker_side;

pub use check::{Check, Id, Report, State, Word};
pub use facts::{
    Account, Facts, Health, HealthError, Number, Own, Probed, Profile, Read, Refusal,
    SubscribedApp, Subscription, Template, Token,
};
pub use goods::forbidden as forbidden_goods;
pub use graph::{
    ACCOUNT_FIELDS, NUMBER_FIELDS, PROFILE_FIELDS, TEMPLATE_FIELDS, unknown_field, without_field,
};
pub use probe::{PROBE_ANSWER, is_probe, probe};
pub use words::{CheckWords, Says, SetupWords, fill, words};

#[cfg(test)]
mod tests;
