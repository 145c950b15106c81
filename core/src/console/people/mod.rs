//! The page "People": who the shop knows, and "this product is back".

mod back;
mod csv;
mod page;
mod query;
mod send;
mod view;
mod words;

pub use back::{Stage, back, back_title};
pub use csv::csv;
pub(in crate::console) use page::kind;
pub use page::{page, title};
pub use query::{Place, Query, State};
pub use send::{Fault, Order, Typed};
pub use view::{Choices, Row, Scope, Unsent, View, Wanted};
pub(in crate::console) use words::{source, standing};
