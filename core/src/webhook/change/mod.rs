//! Changes that are about the account and not a chat: told apart by their shape, with the field's
//! name where shapes are alike. (Meta's own example of a quality update carries the name of the
//! status update.)

mod account;
mod number;
mod template;

pub use account::AccountUpdate;
pub use number::NumberUpdate;
pub use template::TemplateUpdate;

use super::history::HistoryChunk;
use super::loose;
use super::system::Moved;
use serde::Deserialize;
use serde_json::value::RawValue;

/// One change about the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// About a template.
    Template(TemplateUpdate),
    /// About a number.
    Number(NumberUpdate),
    /// About the account itself.
    Account(AccountUpdate),
    /// Somebody's user ID is another one.
    UserIds(Vec<Moved>),
    /// Chats from before the number was connected.
    History(Vec<HistoryChunk>),
}

#[derive(Deserialize)]
struct Wire<'a> {
    #[serde(default, deserialize_with = "loose::text")]
    field: Option<String>,
    #[serde(borrow, default)]
    value: Option<&'a RawValue>,
}

impl Change {
    /// Reads a change; nothing where it is none that we know, or lacks what it is about.
    pub fn parse(change: &[u8]) -> Option<Self> {
        let wire: Wire<'_> = loose::read(change)?;
        let field = wire.field.unwrap_or_default();
        let value = wire.value?.get().as_bytes();
        if let Some(chunks) = HistoryChunk::of_change(change) {
            return Some(Self::History(chunks));
        }
        let moved = Moved::of_change(change);
        if !moved.is_empty() {
            return Some(Self::UserIds(moved));
        }
        TemplateUpdate::parse(value)
            .map(Self::Template)
            .or_else(|| NumberUpdate::parse(&field, value).map(Self::Number))
            .or_else(|| AccountUpdate::parse(&field, value).map(Self::Account))
    }
}
