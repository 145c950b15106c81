//! The page "Access": who may come in with which token, and who is in.

mod csv;
mod page;
mod token;
mod view;

pub use csv::csv;
pub use page::{Shown, page, title};
pub use token::{MAX_NAME, MAX_TOKENS, Name, NameFault, SECRET_LENGTH, shop_of};
pub use view::{Change, Changed, Known, Open, Opened, Seen, Session, Token, View};
