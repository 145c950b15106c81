//! The form: purposes, of which none is ticked beforehand, and the statement.

use super::Panel;
use super::inputs::Inputs;
use super::visit::{NAME, PURPOSE};
use crate::opt_in::MAX_LINE;
use crate::statement::{StatedPurpose, Statement};
use crate::widget_words::WidgetWords;
use maud::{Markup, html};

impl Panel<'_> {
    pub(super) fn topics(&self, inputs: &Inputs<'_>) -> Markup {
        html! {
            (inputs.complaint(Some(PURPOSE)))
            fieldset {
                legend { h3 { (self.words.topics) } }
                @for purpose in &self.statement.purposes {
                    (self.purpose(purpose, inputs))
                }
                @if self.settings.remember && inputs.are_the_panels() {
                    p class="held" hidden { (self.words.held) }
                }
            }
            (inputs.complaint(Some(NAME)))
            label class="field" {
                (self.words.name)
                input part="name" data-text name=(NAME) autocomplete="given-name"
                    maxlength=(MAX_LINE) value=[inputs.value(NAME)]
                    aria-describedby=[inputs.described(NAME)] aria-invalid=[inputs.invalid(NAME)]
                    autofocus[inputs.first(NAME)];
            }
            @for field in &self.settings.fields {
                (self.field(field, inputs))
            }
            (self.phone(inputs))
            div class="statement" { (self.sentences(&self.statement)) }
        }
    }

    fn purpose(&self, purpose: &StatedPurpose, inputs: &Inputs<'_>) -> Markup {
        let id = &purpose.id;
        let is_first = self
            .statement
            .purposes
            .first()
            .is_some_and(|first| first.id == *id);
        html! {
            label class="purpose" data-purpose=(id) {
                input type="checkbox" part="purpose" name=(inputs.purpose_name()) value=(id)
                    data-phrase=(purpose.phrase) checked[inputs.has(PURPOSE, id.as_str())]
                    aria-describedby=[inputs.described(PURPOSE)]
                    autofocus[is_first && inputs.first(PURPOSE)];
                span {
                    b { (purpose.label) }
                    span { (purpose.value) }
                    small { (purpose.frequency) }
                }
            }
        }
    }

    /// What stands under every choice, word for word as the statement's fingerprint has it.
    pub(super) fn sentences(&self, statement: &Statement) -> Markup {
        sentences(statement, &self.words)
    }
}

/// The sentences of a statement, with who is responsible and where the privacy notice stands.
pub(super) fn sentences(statement: &Statement, words: &WidgetWords) -> Markup {
    html! {
        @for sentence in statement.text().lines() {
            p { (sentence) }
        }
        p {
            (statement.controller) " "
            a href=(statement.privacy_url) { (words.privacy) }
        }
    }
}
