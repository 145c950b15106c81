//! From what the hosted form posts to an opt-in, and back to the person's words where it is none.

use super::inputs::Fault;
use super::visit::{CAMPAIGN, CODE, LOCALE, NAME, PHONE, PURPOSE, STATEMENT, Visit};
use super::{Panel, field};
use crate::opt_in::Source;
use crate::phone::{ParsePhoneError, Phone};
use crate::sensitive::{looks_like_card, looks_like_iban};
use crate::settings::{FieldKind, PhoneMode};
use serde_json::{Map, Value, json};

impl Panel<'_> {
    /// The body of the opt-in that `visit` posts from `page`.
    ///
    /// # Errors
    /// What the person must mend first. The book checks everything else.
    pub fn opt_in(&self, visit: &Visit, page: &str) -> Result<Value, Vec<Fault>> {
        let mut body = json!({
            "code": visit.get(CODE),
            "statement": visit.get(STATEMENT),
            "locale": visit.get(LOCALE),
            "page": page,
            "campaign": visit.get(CAMPAIGN),
        });
        let more = match self.asked(visit) {
            Some((id, title, question)) => json!({
                "source": Source::Product.as_str(),
                "purposes": [question.statement.purposes.first().map(|purpose| &purpose.id)],
                "product": {"id": id, "title": title},
                "phone": self.number_to_ask(visit)?,
            }),
            None => self.answers(visit)?,
        };
        if let (Value::Object(body), Value::Object(more)) = (&mut body, more) {
            body.extend(more);
        }
        Ok(body)
    }

    /// The number that a product's question is asked with, where numbers are asked.
    fn number_to_ask(&self, visit: &Visit) -> Result<Option<String>, Vec<Fault>> {
        if !self.asks_number() {
            return Ok(None);
        }
        let phone = self.phone_of(visit);
        let phone = phone.map_err(|words| vec![fault(PHONE, words)])?;
        Ok(phone.map(|phone| phone.to_string()))
    }

    /// What is filled in where the form is not about a product.
    fn answers(&self, visit: &Visit) -> Result<Value, Vec<Fault>> {
        let mut faults = Vec::new();
        let purposes: Vec<&str> = visit.all(PURPOSE).collect();
        if purposes.is_empty() {
            faults.push(self.none_ticked());
        }
        let mut fields = Map::new();
        for field in &self.settings.fields {
            let name = field::name(field);
            let answer = match field.kind {
                FieldKind::Birthday => self.birthday_of(visit, &name).unwrap_or_else(|fault| {
                    faults.push(fault);
                    None
                }),
                FieldKind::Text | FieldKind::Choice => visit.get(&name).map(ToOwned::to_owned),
            };
            if let Some(answer) = answer {
                fields.insert(field.id.to_string(), Value::String(answer));
            }
        }
        let phone = match self.phone_of(visit) {
            Ok(phone) => phone,
            Err(words) => {
                faults.push(fault(PHONE, words));
                None
            }
        };
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(json!({
            "source": Source::Hosted.as_str(),
            "purposes": purposes,
            "name": visit.get(NAME),
            "phone": phone.as_ref().map(Phone::as_str),
            "fields": fields,
        }))
    }

    /// A birthday as `MM-DD`; with one half alone the other is missing.
    fn birthday_of(&self, visit: &Visit, name: &str) -> Result<Option<String>, Fault> {
        let mut halves = visit.all(name);
        let month = halves.next().unwrap_or_default();
        let day = halves.next().unwrap_or_default();
        let words = &self.words;
        let missing = match (month, day) {
            ("", "") => return Ok(None),
            ("", _) => &words.month,
            (_, "") => &words.day,
            _ => return Ok(Some(format!("{month}-{day}"))),
        };
        Err(fault(name, &format!("{missing}: {}", words.choose)))
    }

    fn phone_of(&self, visit: &Visit) -> Result<Option<Phone>, &str> {
        let words = &self.words;
        match (self.phone_mode(), visit.get(PHONE)) {
            (PhoneMode::None, _) | (PhoneMode::Optional, None) => Ok(None),
            (PhoneMode::Required, None) => Err(&words.phone_missing),
            (_, Some(typed)) => {
                let phone = Phone::parse(typed, self.settings.country);
                phone.map(Some).map_err(|error| match error {
                    ParsePhoneError::NotANumber => words.phone_not_number.as_str(),
                    ParsePhoneError::NoCountry | ParsePhoneError::UnknownCallingCode => {
                        &words.phone_unknown
                    }
                    ParsePhoneError::TooShort { .. } => &words.phone_short,
                    ParsePhoneError::TooLong { .. } => &words.phone_long,
                })
            }
        }
    }

    /// What the book found wrong, by the names it gives to fields. With no field to blame, or where
    /// something else went wrong, pressing the button once more is the way on.
    pub fn faults(&self, visit: &Visit, fields: &[String]) -> Vec<Fault> {
        let mut faults: Vec<Fault> = fields
            .iter()
            .filter_map(|name| self.fault_of(visit, name))
            .collect();
        if faults.is_empty() {
            faults.push(self.none_or_again(visit));
        }
        faults
    }

    fn fault_of(&self, visit: &Visit, name: &str) -> Option<Fault> {
        let words = &self.words;
        if name == PHONE {
            return Some(fault(PHONE, &words.phone_not_number));
        }
        let own = self
            .settings
            .fields
            .iter()
            .find(|field| name.strip_prefix("fields.") == Some(field.id.as_str()));
        let input = match own {
            Some(field) => field::name(field),
            None if name == NAME => NAME.to_owned(),
            None => return None,
        };
        let is_chosen = own.is_some_and(|field| field.kind != FieldKind::Text);
        let typed = visit.get(&input).unwrap_or_default();
        let words = if is_chosen {
            &words.choose
        } else if looks_like_card(typed) || looks_like_iban(typed) {
            &words.sensitive
        } else {
            &words.again
        };
        Some(fault(&input, words))
    }

    fn none_or_again(&self, visit: &Visit) -> Fault {
        if self.asked(visit).is_none() && visit.all(PURPOSE).next().is_none() {
            return self.none_ticked();
        }
        Fault {
            input: None,
            words: self.words.again.clone(),
        }
    }

    fn none_ticked(&self) -> Fault {
        fault(PURPOSE, &self.words.none_ticked)
    }
}

fn fault(input: &str, words: &str) -> Fault {
    Fault {
        input: Some(input.to_owned()),
        words: words.to_owned(),
    }
}
