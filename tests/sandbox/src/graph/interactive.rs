//! Interactive messages: reply buttons and lists, with Meta's limits.

use std::collections::BTreeSet;

use serde_json::Value;

use super::error::GraphError;
use super::request::{optional_text, required_text};
use crate::book::{Button, Content, List, Row, Section};

const BUTTON_BODY_LIMIT: usize = 1024;
const LIST_BODY_LIMIT: usize = 4096;
const HEADER_LIMIT: usize = 60;
const FOOTER_LIMIT: usize = 60;
const BUTTONS: usize = 3;
const BUTTON_TITLE_LIMIT: usize = 20;
const BUTTON_ID_LIMIT: usize = 256;
const SECTIONS: usize = 10;
const SECTION_TITLE_LIMIT: usize = 24;
/// In all sections together.
const ROWS: usize = 10;
const ROW_TITLE_LIMIT: usize = 24;
const ROW_DESCRIPTION_LIMIT: usize = 72;
const ROW_ID_LIMIT: usize = 200;

/// Reads the `interactive` object.
pub(super) fn parse(interactive: &Value) -> Result<Content, GraphError> {
    let kind = interactive
        .get("type")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let body_limit = match kind {
        "button" => BUTTON_BODY_LIMIT,
        "list" => LIST_BODY_LIMIT,
        "" => {
            return Err(GraphError::new(
                131_008,
                "The parameter interactive['type'] is required.",
            ));
        }
        other => {
            return Err(GraphError::new(
                131_009,
                format!(
                    "the sandbox knows interactive messages of type button and list, not {other}"
                ),
            ));
        }
    };
    let action = part(interactive, "action")?;
    let mut content = Content {
        header: header(interactive)?,
        body: required_text(
            part(interactive, "body")?,
            "text",
            "interactive['body']['text']",
            body_limit,
        )?
        .to_owned(),
        footer: footer(interactive)?,
        ..Content::default()
    };
    if kind == "button" {
        content.buttons = buttons(action)?;
    } else {
        content.list = Some(list(action)?);
    }
    Ok(content)
}

fn part<'v>(interactive: &'v Value, key: &str) -> Result<&'v Value, GraphError> {
    interactive
        .get(key)
        .filter(|part| part.is_object())
        .ok_or_else(|| {
            GraphError::new(
                131_008,
                format!("The parameter interactive['{key}'] is required."),
            )
        })
}

fn header(interactive: &Value) -> Result<Option<String>, GraphError> {
    let Some(header) = interactive.get("header") else {
        return Ok(None);
    };
    if header.get("type").is_none_or(|kind| kind != "text") {
        return Err(GraphError::new(
            131_009,
            "the sandbox knows interactive headers of type text only",
        ));
    }
    required_text(
        header,
        "text",
        "interactive['header']['text']",
        HEADER_LIMIT,
    )
    .map(|text| Some(text.to_owned()))
}

fn footer(interactive: &Value) -> Result<Option<String>, GraphError> {
    let Some(footer) = interactive.get("footer") else {
        return Ok(None);
    };
    required_text(
        footer,
        "text",
        "interactive['footer']['text']",
        FOOTER_LIMIT,
    )
    .map(|text| Some(text.to_owned()))
}

fn buttons(action: &Value) -> Result<Vec<Button>, GraphError> {
    let items = items(
        action,
        "buttons",
        "interactive['action']['buttons']",
        BUTTONS,
    )?;
    let mut unique = Unique::default();
    let mut buttons = Vec::new();
    for item in items {
        if item.get("type").is_none_or(|kind| kind != "reply") {
            return Err(GraphError::new(
                131_009,
                "every button must have the type reply",
            ));
        }
        let reply = item.get("reply").unwrap_or(&Value::Null);
        let id = required_text(reply, "id", "button id", BUTTON_ID_LIMIT)?;
        let title = required_text(reply, "title", "button title", BUTTON_TITLE_LIMIT)?;
        unique.insert("button id", id)?;
        unique.insert("button title", title)?;
        buttons.push(Button::Reply {
            id: id.to_owned(),
            title: title.to_owned(),
        });
    }
    Ok(buttons)
}

fn list(action: &Value) -> Result<List, GraphError> {
    let label = required_text(
        action,
        "button",
        "interactive['action']['button']",
        BUTTON_TITLE_LIMIT,
    )?;
    let items = items(
        action,
        "sections",
        "interactive['action']['sections']",
        SECTIONS,
    )?;
    let mut unique = Unique::default();
    let mut sections = Vec::new();
    for item in items {
        let title = optional_text(item, "title", "section title", SECTION_TITLE_LIMIT)?;
        if title.is_none() && items.len() > 1 {
            return Err(GraphError::new(
                131_009,
                "every section needs a title when there are several",
            ));
        }
        sections.push(Section {
            title: title.map(str::to_owned),
            rows: rows(item, &mut unique)?,
        });
    }
    let count: usize = sections.iter().map(|section| section.rows.len()).sum();
    if count > ROWS {
        return Err(GraphError::new(
            131_009,
            format!("a list has at most {ROWS} rows in all, and this one {count}"),
        ));
    }
    Ok(List {
        label: label.to_owned(),
        sections,
    })
}

fn rows(section: &Value, unique: &mut Unique) -> Result<Vec<Row>, GraphError> {
    let mut rows = Vec::new();
    for item in items(section, "rows", "section rows", ROWS)? {
        let id = required_text(item, "id", "row id", ROW_ID_LIMIT)?;
        unique.insert("row id", id)?;
        let description = optional_text(
            item,
            "description",
            "row description",
            ROW_DESCRIPTION_LIMIT,
        )?;
        rows.push(Row {
            id: id.to_owned(),
            title: required_text(item, "title", "row title", ROW_TITLE_LIMIT)?.to_owned(),
            description: description.map(str::to_owned),
        });
    }
    Ok(rows)
}

/// An array that must have between one and `most` items.
fn items<'v>(
    object: &'v Value,
    key: &str,
    path: &str,
    most: usize,
) -> Result<&'v [Value], GraphError> {
    match object.get(key).and_then(Value::as_array) {
        None => Err(GraphError::new(
            131_008,
            format!("The parameter {path} is required."),
        )),
        Some(items) if (1..=most).contains(&items.len()) => Ok(items),
        Some(items) => Err(GraphError::new(
            131_009,
            format!(
                "{path} must have 1 to {most} items, and has {}",
                items.len()
            ),
        )),
    }
}

/// Ids and titles that must not repeat.
#[derive(Default)]
struct Unique(BTreeSet<String>);

impl Unique {
    fn insert(&mut self, what: &'static str, text: &str) -> Result<(), GraphError> {
        if self.0.insert(format!("{what}\0{text}")) {
            Ok(())
        } else {
            Err(GraphError::new(
                131_009,
                format!("{what} must be unique in the message"),
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn button(id: &str, title: &str) -> Value {
        json!({"type": "reply", "reply": {"id": id, "title": title}})
    }

    fn asking(buttons: &[Value]) -> Value {
        json!({"type": "button", "body": {"text": "Offers?"}, "action": {"buttons": buttons}})
    }

    fn listing(rows: &[Value]) -> Value {
        json!({"type": "list", "body": {"text": "What?"}, "action": {"button": "Choose", "sections": [{"rows": rows}]}})
    }

    fn row(id: &str) -> Value {
        json!({"id": id, "title": "Offers", "description": "At most weekly"})
    }

    fn code(interactive: &Value) -> Option<u32> {
        parse(interactive).err().map(|error| error.code())
    }

    #[test]
    fn one_to_three_buttons_are_allowed() {
        let buttons: Vec<_> = ["a", "b", "c", "d"]
            .iter()
            .map(|id| button(id, id))
            .collect();
        assert_eq!(code(&asking(&buttons[..3])), None);
        assert_eq!(code(&asking(&buttons)), Some(131_009));
        assert_eq!(code(&asking(&[])), Some(131_009));
    }

    #[test]
    fn a_button_title_has_at_most_20_characters_and_an_id_256() {
        assert_eq!(code(&asking(&[button("a", &"é".repeat(20))])), None);
        assert_eq!(
            code(&asking(&[button("a", &"é".repeat(21))])),
            Some(131_009)
        );
        assert_eq!(code(&asking(&[button(&"a".repeat(256), "Yes")])), None);
        assert_eq!(
            code(&asking(&[button(&"a".repeat(257), "Yes")])),
            Some(131_009)
        );
    }

    #[test]
    fn buttons_must_differ() {
        assert_eq!(
            code(&asking(&[button("a", "Yes"), button("a", "No")])),
            Some(131_009)
        );
        assert_eq!(
            code(&asking(&[button("a", "Yes"), button("b", "Yes")])),
            Some(131_009)
        );
    }

    #[test]
    fn the_body_above_buttons_has_at_most_1024_characters_above_a_list_4096() {
        let mut message = asking(&[button("a", "Yes")]);
        message["body"]["text"] = json!("x".repeat(1024));
        assert_eq!(code(&message), None);
        message["body"]["text"] = json!("x".repeat(1025));
        assert_eq!(code(&message), Some(131_009));
        let mut message = listing(&[row("a")]);
        message["body"]["text"] = json!("x".repeat(4096));
        assert_eq!(code(&message), None);
        message["body"]["text"] = json!("x".repeat(4097));
        assert_eq!(code(&message), Some(131_009));
    }

    #[test]
    fn a_list_has_at_most_ten_rows() {
        let rows: Vec<_> = (0..11).map(|at| row(&at.to_string())).collect();
        assert_eq!(code(&listing(&rows[..10])), None);
        assert_eq!(code(&listing(&rows)), Some(131_009));
        assert_eq!(code(&listing(&[row("a"), row("a")])), Some(131_009));
    }

    #[test]
    fn a_row_keeps_to_its_limits() {
        for (key, most) in [("id", 200), ("title", 24), ("description", 72)] {
            let mut item = row("a");
            item[key] = json!("x".repeat(most));
            assert_eq!(code(&listing(std::slice::from_ref(&item))), None, "{key}");
            item[key] = json!("x".repeat(most + 1));
            assert_eq!(code(&listing(&[item])), Some(131_009), "{key}");
        }
    }

    #[test]
    fn the_button_that_opens_a_list_has_at_most_20_characters() {
        let mut message = listing(&[row("a")]);
        message["action"]["button"] = json!("x".repeat(21));
        assert_eq!(code(&message), Some(131_009));
    }

    #[test]
    fn several_sections_need_titles() {
        let mut message = listing(&[row("a")]);
        message["action"]["sections"] =
            json!([{"rows": [row("a")]}, {"title": "More", "rows": [row("b")]}]);
        assert_eq!(code(&message), Some(131_009));
        message["action"]["sections"][0]["title"] = json!("First");
        assert_eq!(code(&message), None);
    }

    #[test]
    fn header_and_footer_have_at_most_60_characters() {
        let mut message = asking(&[button("a", "Yes")]);
        message["header"] = json!({"type": "text", "text": "Demo"});
        message["footer"] = json!({"text": "x".repeat(60)});
        assert_eq!(code(&message), None);
        message["footer"] = json!({"text": "x".repeat(61)});
        assert_eq!(code(&message), Some(131_009));
    }

    #[test]
    fn without_type_body_or_action_something_is_missing() {
        for key in ["type", "body", "action"] {
            let mut message = asking(&[button("a", "Yes")]);
            message.as_object_mut().map(|message| message.remove(key));
            assert_eq!(code(&message), Some(131_008), "{key}");
        }
    }
}
