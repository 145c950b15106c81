//! `confirm = "template"`: a number that somebody typed is asked, once, whether that was them.
//!
//! The form proves nothing about the number, so the message to it says that *someone* asked, and
//! only a tap on it is a consent. [`ConfirmTap`] is what the two buttons send back, [`message`] the
//! template that has them, [`ConfirmWords`] what the hosted page and the chat say around it.

mod tap;
mod template;
mod words;

pub use tap::ConfirmTap;
pub use template::{TEMPLATE, message};
pub use words::{ConfirmWords, of as words_of};

use crate::phone::NormalForm;
use crate::signature::hmac_sha256;
use crate::time::{DAY, Millis};

/// A number is asked once in so long, whoever types it: whoever did not react does not want to.
pub const ONE_IN: Millis = 30 * DAY;

/// So many posts a day may ask a number, for the whole shop: more than a form's shoppers need, and
/// far below what would make strangers complain to Meta about the shop.
pub const A_DAY: i64 = 100;

/// The keyed hash by which a number is counted and its tap is known. All spellings of one
/// subscriber have the same.
pub fn number_hash(hash_key: &[u8; 32], number: &NormalForm) -> [u8; 32] {
    let key = hmac_sha256(hash_key, b"saludo asked numbers");
    hmac_sha256(&key, number.as_str().as_bytes())
}
