//! Messages with something to tap: up to three buttons, or a list of up to ten rows.
//!
//! Meta refuses a message that passes one of its limits, so none can be made that does. Lengths
//! are counted in UTF-16 units, the strictest reading of "characters".

use serde_json::{Value, json};

/// Meta's limits, from its reference of interactive messages.
const MAX_BUTTONS: usize = 3;
const MAX_BUTTON_ID: usize = 256;
const MAX_BUTTON_TITLE: usize = 20;
const MAX_BUTTONS_BODY: usize = 1024;
const MAX_ROWS: usize = 10;
const MAX_ROW_ID: usize = 200;
const MAX_ROW_TITLE: usize = 24;
const MAX_ROW_DESCRIPTION: usize = 72;
const MAX_LIST_BODY: usize = 4096;

/// A message with something to tap, within Meta's limits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interactive(Kind);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Buttons {
        body: String,
        buttons: Vec<Button>,
    },
    List {
        body: String,
        open: String,
        rows: Vec<Row>,
    },
}

/// A button.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Button {
    /// What a tap sends back.
    pub id: String,
    /// What stands on it.
    pub title: String,
}

/// A row of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What a tap sends back.
    pub id: String,
    /// What stands on it.
    pub title: String,
    /// What stands below, if anything.
    pub description: String,
}

/// A part is empty, too long, too many or twice there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("WhatsApp takes no message whose {0} has this length or number, or comes twice")]
pub struct LimitError(&'static str);

impl Interactive {
    /// A text with one to three buttons.
    ///
    /// # Errors
    /// Names the part that Meta would refuse.
    pub fn buttons(body: String, buttons: Vec<Button>) -> Result<Self, LimitError> {
        check("body", &body, MAX_BUTTONS_BODY)?;
        count("buttons", buttons.len(), MAX_BUTTONS)?;
        for button in &buttons {
            check("button id", &button.id, MAX_BUTTON_ID)?;
            check("button title", &button.title, MAX_BUTTON_TITLE)?;
        }
        distinct("button id", buttons.iter().map(|button| &button.id))?;
        distinct("button title", buttons.iter().map(|button| &button.title))?;
        Ok(Self(Kind::Buttons { body, buttons }))
    }

    /// A text with a button, `open`, that opens a list of one to ten rows.
    ///
    /// # Errors
    /// Names the part that Meta would refuse.
    pub fn list(body: String, open: String, rows: Vec<Row>) -> Result<Self, LimitError> {
        check("body", &body, MAX_LIST_BODY)?;
        check("button title", &open, MAX_BUTTON_TITLE)?;
        count("rows", rows.len(), MAX_ROWS)?;
        for row in &rows {
            check("row id", &row.id, MAX_ROW_ID)?;
            check("row title", &row.title, MAX_ROW_TITLE)?;
            if utf16_length(&row.description) > MAX_ROW_DESCRIPTION {
                return Err(LimitError("row description"));
            }
        }
        distinct("row id", rows.iter().map(|row| &row.id))?;
        Ok(Self(Kind::List { body, open, rows }))
    }

    /// Graph's `interactive` object.
    pub(super) fn value(&self) -> Value {
        match &self.0 {
            Kind::Buttons { body, buttons } => {
                let buttons: Vec<Value> = buttons
                    .iter()
                    .map(|Button { id, title }| {
                        json!({ "type": "reply", "reply": { "id": id, "title": title } })
                    })
                    .collect();
                json!({ "type": "button", "body": { "text": body }, "action": { "buttons": buttons } })
            }
            Kind::List { body, open, rows } => {
                let rows: Vec<Value> = rows.iter().map(Row::value).collect();
                json!({
                    "type": "list", "body": { "text": body },
                    "action": { "button": open, "sections": [{ "rows": rows }] },
                })
            }
        }
    }

    /// The text above what is to be tapped.
    pub fn body(&self) -> &str {
        let (Kind::Buttons { body, .. } | Kind::List { body, .. }) = &self.0;
        body
    }
}

impl Row {
    /// A row of the shop's own words, cut to what fits.
    pub fn fitted(id: String, title: &str, description: &str) -> Self {
        Self {
            id,
            title: fit(title, MAX_ROW_TITLE),
            description: fit(description, MAX_ROW_DESCRIPTION),
        }
    }

    fn value(&self) -> Value {
        let Self {
            id,
            title,
            description,
        } = self;
        if description.is_empty() {
            json!({ "id": id, "title": title })
        } else {
            json!({ "id": id, "title": title, "description": description })
        }
    }
}

impl Button {
    /// A button with the shop's own words, cut to what fits.
    pub fn fitted(id: String, title: &str) -> Self {
        Self {
            id,
            title: fit(title, MAX_BUTTON_TITLE),
        }
    }
}

/// `text` if it fits, else its beginning and an ellipsis.
fn fit(text: &str, max: usize) -> String {
    if utf16_length(text) <= max {
        return text.to_owned();
    }
    let mut fitted = String::new();
    let mut length = 0;
    for character in text.chars() {
        length += character.len_utf16();
        if length >= max {
            break;
        }
        fitted.push(character);
    }
    fitted.truncate(fitted.trim_end().len());
    fitted.push('…');
    fitted
}

fn utf16_length(text: &str) -> usize {
    text.encode_utf16().count()
}

fn check(part: &'static str, text: &str, max: usize) -> Result<(), LimitError> {
    count(part, utf16_length(text.trim()), max)?;
    count(part, utf16_length(text), max)
}

fn count(part: &'static str, number: usize, max: usize) -> Result<(), LimitError> {
    if (1..=max).contains(&number) {
        Ok(())
    } else {
        Err(LimitError(part))
    }
}

fn distinct<'a>(
    part: &'static str,
    mut texts: impl Iterator<Item = &'a String>,
) -> Result<(), LimitError> {
    let mut seen = std::collections::BTreeSet::new();
    if texts.all(|text| seen.insert(text)) {
        Ok(())
    } else {
        Err(LimitError(part))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn button(id: &str, title: &str) -> Button {
        Button {
            id: id.into(),
            title: title.into(),
        }
    }

    fn row(id: &str, title: &str, description: &str) -> Row {
        Row {
            id: id.into(),
            title: title.into(),
            description: description.into(),
        }
    }

    #[test]
    fn buttons_go_out_as_meta_wants_them() {
        let buttons = vec![button("a", "Yes"), button("b", "No")];
        let message = Interactive::buttons("Well?".into(), buttons).unwrap();
        assert_eq!(
            message.value(),
            json!({
                "type": "button", "body": {"text": "Well?"},
                "action": {"buttons": [
                    {"type": "reply", "reply": {"id": "a", "title": "Yes"}},
                    {"type": "reply", "reply": {"id": "b", "title": "No"}}
                ]}
            })
        );
    }

    #[test]
    fn a_list_goes_out_as_meta_wants_it() {
        let rows = vec![row("a", "Offers", "4 a month"), row("b", "None", "")];
        let message = Interactive::list("Which?".into(), "Choose".into(), rows).unwrap();
        assert_eq!(
            message.value(),
            json!({
                "type": "list", "body": {"text": "Which?"},
                "action": {"button": "Choose", "sections": [{"rows": [
                    {"id": "a", "title": "Offers", "description": "4 a month"},
                    {"id": "b", "title": "None"}
                ]}]}
            })
        );
        assert_eq!(message.body(), "Which?");
    }

    #[test]
    fn what_meta_would_refuse_cannot_be_made() {
        let buttons = |body: &str, buttons: &[(&str, &str)]| {
            let buttons = buttons.iter().map(|(id, title)| button(id, title));
            Interactive::buttons(body.into(), buttons.collect()).map_err(|error| error.0)
        };
        let one = [("a", "Yes")];
        assert!(buttons(&"x".repeat(1024), &one).is_ok());
        assert_eq!(buttons(&"x".repeat(1025), &one), Err("body"));
        assert_eq!(buttons(" ", &one), Err("body"));
        assert_eq!(buttons("?", &[]), Err("buttons"));
        let four = [("a", "1"), ("b", "2"), ("c", "3"), ("d", "4")];
        assert_eq!(buttons("?", &four), Err("buttons"));
        assert_eq!(buttons("?", &[("a", "")]), Err("button title"));
        assert_eq!(
            buttons("?", &[("a", &"😀".repeat(11))]),
            Err("button title")
        );
        assert_eq!(buttons("?", &[(&"x".repeat(257), "a")]), Err("button id"));
        assert_eq!(buttons("?", &[("a", "1"), ("a", "2")]), Err("button id"));
        assert_eq!(buttons("?", &[("a", "1"), ("b", "1")]), Err("button title"));

        let list = |body: &str, open: &str, rows: Vec<Row>| {
            Interactive::list(body.into(), open.into(), rows).map_err(|error| error.0)
        };
        let good = || vec![row("a", "A", "")];
        assert!(list(&"x".repeat(4096), "Choose", good()).is_ok());
        assert_eq!(list(&"x".repeat(4097), "Choose", good()), Err("body"));
        assert_eq!(list("?", &"x".repeat(21), good()), Err("button title"));
        assert_eq!(list("?", "Choose", vec![]), Err("rows"));
        let wrong = |row| list("?", "Choose", vec![row]).unwrap_err();
        assert_eq!(wrong(row(&"x".repeat(201), "A", "")), "row id");
        assert_eq!(wrong(row("a", &"x".repeat(25), "")), "row title");
        assert_eq!(wrong(row("a", "A", &"x".repeat(73))), "row description");
        let twice = vec![row("a", "A", ""), row("a", "B", "")];
        assert_eq!(list("?", "Choose", twice), Err("row id"));
    }

    #[test]
    fn the_shops_own_words_are_cut_to_what_fits() {
        assert_eq!(
            Row::fitted("a".into(), "Offers", &"long ".repeat(20)).description,
            format!(
                "{}…",
                "long ".repeat(15).trim_end().get(..71).unwrap().trim_end()
            )
        );
        assert_eq!(fit("exactly twenty chars", 20), "exactly twenty chars");
        assert_eq!(fit("exactly twenty chars!", 20), "exactly twenty char…");
        assert_eq!(fit(&"😀".repeat(20), 24), format!("{}…", "😀".repeat(11)));
    }
}
