//! The shop's own questions and the phone number.

use super::Panel;
use super::ask_number::HOW;
use super::inputs::Inputs;
use super::visit::PHONE;
use crate::opt_in::MAX_LINE;
use crate::settings::{Field, FieldKind, FieldWords, PhoneMode};
use maud::{Markup, html};

/// Longer than any number with its punctuation.
const MAX_PHONE: usize = 40;

impl Panel<'_> {
    /// A question of the shop's own, which a shopper may leave empty.
    pub(super) fn field(&self, field: &Field, inputs: &Inputs<'_>) -> Markup {
        let Some(words) = field.words.get(self.locale) else {
            return Markup::default();
        };
        let name = name(field);
        let label = self.optional(&words.label);
        html! {
            (inputs.complaint(Some(&name)))
            @match field.kind {
                FieldKind::Text => label class="field" {
                    (label)
                    input data-text name=(name) maxlength=(MAX_LINE)
                        value=[inputs.value(&name)] aria-describedby=[inputs.described(&name)]
                        aria-invalid=[inputs.invalid(&name)] autofocus[inputs.first(&name)];
                },
                FieldKind::Choice => label class="field" {
                    (label)
                    (self.choice(field, words, &name, inputs))
                },
                FieldKind::Birthday => fieldset class="field" {
                    legend { (label) }
                    div class="row" { (self.birthday(&name, inputs)) }
                },
            }
        }
    }

    fn choice(&self, field: &Field, words: &FieldWords, name: &str, inputs: &Inputs<'_>) -> Markup {
        html! {
            select name=(name)
                aria-describedby=[inputs.described(name)] aria-invalid=[inputs.invalid(name)]
                autofocus[inputs.first(name)]
            {
                option value="" { (self.words.choose) }
                @for (id, words) in field.choices.iter().zip(&words.choices) {
                    option value=(id) selected[inputs.has(name, id)] { (words) }
                }
            }
        }
    }

    /// Two inputs of one name: month, then day.
    fn birthday(&self, name: &str, inputs: &Inputs<'_>) -> Markup {
        let words = &self.words;
        let days: Vec<String> = (1..=31).map(|day: u8| day.to_string()).collect();
        html! {
            @for (place, autocomplete, label, options) in [
                (0, "bday-month", &words.month, words.months.as_slice()),
                (1, "bday-day", &words.day, days.as_slice()),
            ] {
                select name=(name) aria-label=(label)
                    autocomplete=(autocomplete) aria-describedby=[inputs.described(name)]
                    aria-invalid=[inputs.invalid(name)]
                    autofocus[inputs.first_at(place, name)]
                {
                    option value="" { (label) }
                    @for (number, words) in (1_u8..).zip(options) {
                        @let value = format!("{number:02}");
                        option value=(value) selected[inputs.has_at(place, name, &value)] { (words) }
                    }
                }
            }
        }
    }

    /// The phone number, where the shop asks for it. The widget fills the list of countries; the
    /// page reads the number as dialled in the shop's own.
    pub(super) fn phone(&self, inputs: &Inputs<'_>) -> Markup {
        let label = match self.phone_mode() {
            PhoneMode::None => return Markup::default(),
            PhoneMode::Optional => self.optional(&self.words.phone),
            PhoneMode::Required => self.words.phone.clone(),
        };
        let required = self.phone_mode() == PhoneMode::Required;
        let described = [
            inputs.described(PHONE),
            self.asks_number().then(|| HOW.to_owned()),
        ];
        let described: Vec<String> = described.into_iter().flatten().collect();
        let described = (!described.is_empty()).then(|| described.join(" "));
        html! {
            (inputs.complaint(Some(PHONE)))
            div class="field" {
                label for="phone" { (label) }
                div class="row phone" dir="ltr" {
                    @if inputs.are_the_panels() {
                        span class="country" {
                            select part="country" aria-label=(self.words.country)
                                aria-describedby="error" {}
                        }
                    }
                    input part="phone" id="phone" name=(PHONE) type="tel"
                        autocomplete="tel" maxlength=(MAX_PHONE) value=[inputs.value(PHONE)]
                        aria-required=[required.then_some("true")]
                        aria-describedby=[described]
                        aria-invalid=[inputs.invalid(PHONE)] autofocus[inputs.first(PHONE)];
                }
                (self.how())
            }
        }
    }

    fn optional(&self, label: &str) -> String {
        format!("{label} ({})", self.words.optional)
    }
}

/// The name that an answer is posted under.
pub(super) fn name(field: &Field) -> String {
    format!("field.{}", field.id)
}
