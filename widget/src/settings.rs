//! The shop's public settings, as the loader parsed them.

use crate::js::{Js, empty_list};
use crate::shop::{Ticks, Wording};

/// What the deep links of a shop type.
pub(crate) fn wording(settings: &Js) -> Wording {
    let prefill = settings.get("prefill");
    let mut phrases = String::new();
    for (_, purpose) in settings.list("purposes") {
        phrases.push_str(&purpose.text("phrase"));
        phrases.push('\n');
    }
    Wording {
        shop: settings.text("name"),
        link: settings.text("link"),
        phrases,
        opt_in: prefill.text("opt_in"),
        and: prefill.text("and"),
        count: prefill.text("count"),
        chat: prefill.text("chat"),
    }
}

/// A list of the ids of the ticked purposes.
pub(crate) fn chosen(settings: &Js, ticks: Ticks) -> Js {
    let ids = empty_list();
    for (index, purpose) in settings.list("purposes") {
        if ticks.has(index) {
            ids.push(&purpose.get("id"));
        }
    }
    ids
}

/// The name of a word of the chrome: a field of [`saludo_core::widget_words::WidgetWords`], or it
/// does not compile.
macro_rules! word {
    ($field:ident) => {{
        let _ = |words: saludo_core::widget_words::WidgetWords| words.$field;
        stringify!($field)
    }};
}
pub(crate) use word;
