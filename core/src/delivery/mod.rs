//! Handing something to a receiver of the shop's own, at least once: what forwarding and events
//! have in common.
//!
//! A [`Delivery`] is the life of one item, from queued to taken; a [`Receiver`] is how well its
//! address is, so that one that is down is asked now and then, and not by everything that waits.

mod answer;
mod item;
mod receiver;
mod schedule;

pub use answer::Answer;
pub use item::{Command, Delivery, DeliveryState, Input, REPORT_TIMEOUT};
pub use receiver::{AT_ONCE, Receiver};
pub use schedule::{Dice, Schedule};

#[cfg(test)]
mod tests;
