//! What Meta says of a shop's templates, number and account, as it stands now.
//!
//! Webhooks come twice and in any order, and each tells one thing. So every single thing is kept
//! with the moment that Meta said it, and only what was said later replaces it ([`Latest`]): the
//! state is the same whatever the order, and a replay changes nothing. What is not known is none,
//! and never taken for good news or for bad.

mod account;
mod latest;
mod limit;
mod number;
mod template;
mod word;

pub use account::{
    AccountSays, AccountState, Alert, AlertSeverity, AlertStatus, Ban, BanState, Connection,
    Restriction, ReviewDecision, Until,
};
pub use latest::{Latest, Said};
pub use limit::MessagingLimit;
pub use number::{
    NameDecision, NameVerdict, NumberSays, NumberState, Quality, SecurityEvent, Username,
    UsernameStatus,
};
pub use template::{
    CategoryWarning, Pause, TemplateCategory, TemplateSays, TemplateState, TemplateStatus, Verdict,
};
