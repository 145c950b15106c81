//! What the gate is told.

use super::MarketingHours;
use super::language::TemplateChoice;
use crate::outgoing::{Form, Kind, Reason};
use crate::phone::Country;
use crate::purpose::Category;
use crate::time::Millis;

/// Something that holds messages up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hold {
    /// Until when, in Unix milliseconds.
    pub until: Millis,
    /// Why.
    pub reason: Reason,
}

/// What is to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// What for.
    pub kind: Kind,
    /// As what.
    pub form: Form,
    /// What Meta calls it: as it approved the template where that is known, else the purpose's.
    pub category: Category,
    /// What can be used of its template; nothing for what has none.
    pub template: Option<TemplateChoice>,
    /// Whether what it rests on stands: the person agreed to the purpose, or the opt-in that it is
    /// about was not taken back. What rests on nothing is always so.
    pub stands: bool,
    /// From when on the purpose's own limit allows another.
    pub cap_free_at: Option<Millis>,
}

impl Asked {
    /// Whether the shop starts it, to whoever did not just write.
    pub(super) fn is_started_by_shop(&self) -> bool {
        matches!(self.kind, Kind::ShopTemplate | Kind::ConfirmRequest)
    }

    /// Whether it promotes in Meta's eyes or, as a coupon, in anybody's.
    pub(super) fn promotes(&self) -> bool {
        self.kind == Kind::Coupon || self.category == Category::Marketing
    }
}

/// Who it is for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "facts that hold or not, each by itself: no states of one thing"
)]
pub struct Person {
    /// They had themselves erased and have not agreed since; for a reply by hand, nor written.
    pub is_suppressed: bool,
    /// Why nobody can write to them from this number any more.
    pub never: Option<Reason>,
    /// They stopped marketing in WhatsApp itself.
    pub is_natively_stopped: bool,
    /// The country of their number, else of their user ID.
    pub country: Option<Country>,
    /// When they last wrote, by Meta's clock.
    pub last_wrote_at: Option<Millis>,
    /// When somebody of the shop last wrote to them.
    pub human_wrote_at: Option<Millis>,
    /// Their number was registered anew, and nobody has confirmed that it is still theirs.
    pub is_identity_changed: bool,
    /// Until when Meta lets them rest from marketing.
    pub rests_until: Option<Millis>,
    /// From when on the pair rate allows another.
    pub pair_free_at: Option<Millis>,
    /// They count for the messaging limit already.
    pub is_counted: bool,
}

impl Person {
    /// Whether their number is one of the United States, where Meta delivers no marketing.
    pub(super) fn is_in_us(&self) -> bool {
        self.country.is_some_and(|country| country.as_str() == "US")
    }
}

/// How the number stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Number {
    /// Nothing goes.
    pub stop: Option<Hold>,
    /// No template goes.
    pub templates: Option<Hold>,
    /// No marketing goes.
    pub marketing: Option<Hold>,
    /// Nobody else outside the window can be written to: the messaging limit.
    pub outside: Option<Hold>,
    /// The shop's own hours for marketing.
    pub hours: Option<MarketingHours>,
}
