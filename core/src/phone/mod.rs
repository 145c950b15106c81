//! Phone numbers, `WhatsApp`'s ids and the countries they belong to.
//!
//! [`Phone`] is what a person typed, read into E.164. [`WaId`] and [`UserId`] are Meta's and are kept
//! exactly as they came. [`NormalForm`] tells whether two spellings are one subscriber; it is for
//! comparing and is never stored as a number or sent to.
//!
//! ```
//! use saludo_core::phone::{Country, Phone};
//!
//! let spain = Country::parse("ES")?;
//! let phone = Phone::parse("600 00 00 01", Some(spain))?;
//! assert_eq!(phone.to_string(), "+34600000001");
//! assert_eq!(phone.country(), Some(spain));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod country;
mod normal_form;
mod number;
mod plan;
mod table;
mod typed;
pub mod typing;
mod user_id;
mod wa_id;

#[cfg(test)]
mod tests;

pub use country::{Country, ParseCountryError};
pub use normal_form::NormalForm;
pub use number::{ParsePhoneError, Phone};
pub use user_id::{ParseUserIdError, UserId};
pub use wa_id::{ParseWaIdError, WaId};
