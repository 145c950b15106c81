//! Messages to people, from queued to read: one state machine for every kind.
//!
//! # At most once
//!
//! Graph has no idempotency key, so a call whose answer is lost may or may not have sent the
//! message. Two mistakes are possible then, and only one of them can be chosen away: to send again
//! is to write to some people twice, not to send again is to leave some without. We do not send
//! again, for no kind of message:
//!
//! - Every call is claimed, and the claim is on disk, before it is made.
//! - Without a clear answer the message is `uncertain` until a status names our callback data
//!   (`biz_opaque_callback_data`), which tells that it was taken, or that it failed.
//! - Nothing `uncertain` is ever sent again by itself. A welcome is not even by hand: whoever
//!   agreed and got no confirmation can still write, and whoever got two would take us for spam.
//!   Any other message may be sent again by somebody who looked ([`Input::Resend`]).
//!
//! The price: rarely, somebody gets none. A refusal in Graph's own words, and a `failed` status
//! that names a passing limit, say that nobody got it; only after these it is sent again by
//! itself, and then under new callback data, so that what is still said of the first call is not
//! taken for news of the second.
//!
//! # Why it waits, why it ended
//!
//! A message that waits says until when and why, and one that ended without arriving says why, as
//! a stable word ([`Reason`]).

mod kind;
mod message;
mod reason;
mod state;

pub use kind::{Kind, Lane};
pub use message::{Command, Form, Input, Outgoing, REPORT_TIMEOUT};
pub use reason::Reason;
pub use state::MessageState;

#[cfg(test)]
mod tests;
