//! A trap on the hosted page for programs that fill in every field: a post with this one filled in
//! is answered as any other, and nothing of it is kept.

use super::Panel;
use super::visit::{CODE, PURPOSE, Visit};
use crate::asking::Asking;
use crate::code::Code;
use crate::opt_in::Product;
use crate::purpose::PurposeId;
use maud::{Markup, html};

/// Looks like what programs like to fill in, and is none of the words by which browsers fill in
/// addresses.
const TRAP: &str = "website";

impl Visit {
    /// Whether the field was filled in that no person sees.
    pub fn is_trapped(&self) -> bool {
        self.get(TRAP).is_some()
    }
}

impl Panel<'_> {
    /// A field that is not shown, not read aloud, not reached by the keyboard and not filled in by
    /// browsers. One that shows it all the same shows what to do with it.
    pub(super) fn trap(&self) -> Markup {
        html! {
            p hidden aria-hidden="true" {
                label {
                    (self.words.leave_empty) " "
                    input type="text" name=(TRAP) tabindex="-1" autocomplete="off";
                }
            }
        }
    }

    /// Where a post leads that is not kept: to the deep link with its text, or to the plain chat
    /// where it does not say what for. A program sees what it would see if it were kept, and a
    /// person whose browser filled in what it should not is asked in the chat, as after any code
    /// that nobody knows.
    pub fn way_on(&self, visit: &Visit) -> String {
        let text = self.text_of(visit);
        text.map_or_else(|| self.chat_link(), |text| self.link(&text))
    }

    fn text_of(&self, visit: &Visit) -> Option<String> {
        let code: Code = visit.get(CODE)?.parse().ok()?;
        let (statement, product) = match self.asked(visit) {
            Some((id, title, question)) => {
                let (id, title) = (id.to_owned(), title.to_owned());
                (question.statement, Some(Product { id, title }))
            }
            None => (self.statement.clone(), None),
        };
        let is_asked = |id: &PurposeId| {
            product.is_some() || visit.all(PURPOSE).any(|ticked| ticked == id.as_str())
        };
        let offered = statement.purposes.iter().map(|purpose| &purpose.id);
        let purposes: Vec<PurposeId> = offered.filter(|id| is_asked(id)).cloned().collect();
        if purposes.is_empty() {
            return None;
        }
        Some(Asking::new(statement, purposes, product)?.text(&code))
    }
}
