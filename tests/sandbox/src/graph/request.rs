//! What a request to send a message says, checked as far as that goes without looking anything up.

use serde_json::Value;

use super::error::GraphError;
use super::interactive;
use crate::book::Content;
use crate::people;

/// Longest text message.
const TEXT_LIMIT: usize = 4096;
/// Longest `biz_opaque_callback_data`.
const CALLBACK_DATA_LIMIT: usize = 512;
/// Shortest and longest international number that could exist.
const NUMBER_DIGITS: std::ops::RangeInclusive<usize> = 7..=15;

/// A well-formed request.
#[derive(Debug, PartialEq)]
pub(crate) struct Request<'r> {
    /// Whom it goes to.
    pub address: Address<'r>,
    /// Echoed in the statuses.
    pub biz_opaque_callback_data: Option<&'r str>,
    /// What is sent.
    pub message: Message<'r>,
}

/// Whom a message goes to.
#[derive(Debug, PartialEq)]
pub(crate) enum Address<'r> {
    /// `to`, digits only.
    Number(&'r str),
    /// `recipient`.
    UserId(&'r str),
}

/// What is sent.
#[derive(Debug, PartialEq)]
pub(crate) enum Message<'r> {
    /// A template, still to be compared with the approved one.
    Template(&'r Value),
    /// Text.
    Text(Content),
    /// Buttons or a list.
    Interactive(Content),
}

impl Message<'_> {
    /// The word in `type`.
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::Template(_) => "template",
            Self::Text(_) => "text",
            Self::Interactive(_) => "interactive",
        }
    }
}

/// Reads a request.
pub(crate) fn parse(body: Option<&Value>) -> Result<Request<'_>, GraphError> {
    let Some(body) = body.filter(|body| body.is_object()) else {
        return Err(GraphError::new(
            100,
            "The parameter messaging_product is required: the body must be a JSON object, sent as application/json",
        ));
    };
    match body.get("messaging_product") {
        Some(Value::String(product)) if product == "whatsapp" => {}
        Some(_) => {
            return Err(GraphError::new(
                100,
                "Param messaging_product must be one of {whatsapp}",
            ));
        }
        None => {
            return Err(GraphError::new(
                100,
                "The parameter messaging_product is required.",
            ));
        }
    }
    if body
        .get("recipient_type")
        .is_some_and(|kind| kind != "individual")
    {
        return Err(GraphError::new(
            100,
            "Param recipient_type must be one of {individual}",
        ));
    }
    Ok(Request {
        address: address(body)?,
        biz_opaque_callback_data: callback_data(body)?,
        message: message(body)?,
    })
}

/// `to` wins when both are given.
fn address(body: &Value) -> Result<Address<'_>, GraphError> {
    match (body.get("to"), body.get("recipient")) {
        (Some(Value::String(to)), _) => number(to).map(Address::Number),
        (Some(_), _) => Err(GraphError::new(100, "Param to must be a string")),
        (None, Some(Value::String(id))) if people::is_user_id(id) => Ok(Address::UserId(id)),
        (None, Some(_)) => Err(GraphError::new(
            131_009,
            "recipient must be a business-scoped user ID, such as US.13491208655302741918",
        )),
        (None, None) => Err(GraphError::new(100, "The parameter to is required.")),
    }
}

fn number(to: &str) -> Result<&str, GraphError> {
    let Some(digits) = to.strip_prefix('+') else {
        return Err(GraphError::new(
            131_009,
            "to must begin with + and the country code: without it Meta may prepend the country code of the \
             business, and the message reaches somebody else",
        ));
    };
    let well_formed = digits.bytes().all(|byte| byte.is_ascii_digit())
        && NUMBER_DIGITS.contains(&digits.len())
        && !digits.starts_with('0');
    if well_formed {
        Ok(digits)
    } else {
        Err(GraphError::new(
            131_009,
            "to must be + and 7 to 15 digits, nothing else, the first of them not 0",
        ))
    }
}

fn callback_data(body: &Value) -> Result<Option<&str>, GraphError> {
    match body.get("biz_opaque_callback_data") {
        None => Ok(None),
        Some(Value::String(data)) if data.chars().count() <= CALLBACK_DATA_LIMIT => Ok(Some(data)),
        Some(_) => Err(GraphError::new(
            100,
            "Param biz_opaque_callback_data must be a string with at most 512 characters",
        )),
    }
}

fn message(body: &Value) -> Result<Message<'_>, GraphError> {
    let kind = match body.get("type") {
        None => "text", // Meta's default
        Some(Value::String(kind)) => kind.as_str(),
        Some(_) => return Err(GraphError::new(100, "Param type must be a string")),
    };
    let part = || {
        body.get(kind)
            .filter(|part| part.is_object())
            .ok_or_else(|| {
                GraphError::new(
                    131_008,
                    format!("The parameter {kind} is required and must be an object"),
                )
            })
    };
    match kind {
        "template" => part().map(Message::Template),
        "text" => text(part()?).map(Message::Text),
        "interactive" => interactive::parse(part()?).map(Message::Interactive),
        other => Err(GraphError::new(
            131_051,
            format!("the sandbox knows the types template, text and interactive, not {other}"),
        )),
    }
}

fn text(text: &Value) -> Result<Content, GraphError> {
    let body = required_text(text, "body", "text['body']", TEXT_LIMIT)?;
    Ok(Content::text(body))
}

/// A string that must be there, not blank, and at most so long.
pub(super) fn required_text<'v>(
    object: &'v Value,
    key: &str,
    path: &str,
    limit: usize,
) -> Result<&'v str, GraphError> {
    optional_text(object, key, path, limit)?
        .ok_or_else(|| GraphError::new(131_008, format!("The parameter {path} is required.")))
}

/// A string that, if it is there, must not be blank and be at most so long.
pub(super) fn optional_text<'v>(
    object: &'v Value,
    key: &str,
    path: &str,
    limit: usize,
) -> Result<Option<&'v str>, GraphError> {
    let Some(value) = object.get(key) else {
        return Ok(None);
    };
    let Some(text) = value.as_str() else {
        return Err(GraphError::new(131_009, format!("{path} must be a string")));
    };
    if text.trim().is_empty() {
        return Err(GraphError::new(
            131_009,
            format!("{path} must not be empty"),
        ));
    }
    let length = text.chars().count();
    if length > limit {
        return Err(GraphError::new(
            131_009,
            format!("{path} must have at most {limit} characters, and has {length}"),
        ));
    }
    Ok(Some(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn hello() -> Value {
        json!({"messaging_product": "whatsapp", "to": "+34600000001", "type": "text", "text": {"body": "Hi"}})
    }

    fn with(key: &str, value: Value) -> Value {
        let mut body = hello();
        body[key] = value;
        body
    }

    fn without(key: &str) -> Value {
        let mut body = hello();
        body.as_object_mut().map(|body| body.remove(key));
        body
    }

    fn code(body: &Value) -> Option<u32> {
        parse(Some(body)).err().map(|error| error.code())
    }

    #[test]
    fn a_plain_text_to_a_number_is_well_formed() {
        let body = hello();
        let request = parse(Some(&body));
        assert_eq!(
            request.map(|request| request.address),
            Ok(Address::Number("34600000001"))
        );
    }

    #[test]
    fn a_body_that_is_not_json_lacks_its_first_parameter() {
        assert_eq!(parse(None).err().map(|error| error.code()), Some(100));
        assert_eq!(code(&json!([])), Some(100));
    }

    #[test]
    fn messaging_product_must_be_whatsapp() {
        assert_eq!(code(&without("messaging_product")), Some(100));
        assert_eq!(code(&with("messaging_product", json!("sms"))), Some(100));
    }

    #[test]
    fn a_number_without_plus_is_refused_and_told_why() {
        let body = with("to", json!("34600000001"));
        let error = parse(Some(&body)).err();
        assert_eq!(error.as_ref().map(GraphError::code), Some(131_009));
        assert!(error.is_some_and(|error| error.details().contains('+')));
    }

    #[test]
    fn a_number_is_digits_of_a_possible_length() {
        for to in [
            "+",
            "+34 600 000 001",
            "+34-600",
            "+123456",
            "+1234567890123456",
            "+0034600000001",
            "+3460000000a",
        ] {
            assert_eq!(code(&with("to", json!(to))), Some(131_009), "{to}");
        }
        assert_eq!(code(&with("to", json!(34_600_000_001_u64))), Some(100));
    }

    #[test]
    fn without_to_a_user_id_in_recipient_will_do() {
        assert_eq!(code(&without("to")), Some(100));
        let mut body = without("to");
        body["recipient"] = json!("ES.12345678901234567");
        assert_eq!(
            parse(Some(&body)).map(|request| request.address),
            Ok(Address::UserId("ES.12345678901234567"))
        );
        body["recipient"] = json!("34600000001");
        assert_eq!(code(&body), Some(131_009));
    }

    #[test]
    fn to_wins_over_recipient() {
        let body = with("recipient", json!("ES.12345678901234567"));
        assert_eq!(
            parse(Some(&body)).map(|request| request.address),
            Ok(Address::Number("34600000001"))
        );
    }

    #[test]
    fn callback_data_has_at_most_512_characters() {
        assert_eq!(
            code(&with("biz_opaque_callback_data", json!("é".repeat(512)))),
            None
        );
        assert_eq!(
            code(&with("biz_opaque_callback_data", json!("x".repeat(513)))),
            Some(100)
        );
        assert_eq!(code(&with("biz_opaque_callback_data", json!(7))), Some(100));
    }

    #[test]
    fn a_text_has_1_to_4096_characters() {
        assert_eq!(code(&with("text", json!({"body": "x".repeat(4096)}))), None);
        assert_eq!(
            code(&with("text", json!({"body": "x".repeat(4097)}))),
            Some(131_009)
        );
        assert_eq!(code(&with("text", json!({"body": " "}))), Some(131_009));
        assert_eq!(code(&with("text", json!({}))), Some(131_008));
        assert_eq!(code(&without("text")), Some(131_008));
    }

    #[test]
    fn other_types_are_not_supported() {
        assert_eq!(code(&with("type", json!("image"))), Some(131_051));
        assert_eq!(code(&with("recipient_type", json!("group"))), Some(100));
    }
}
