//! A template message compared with the approved template, and drawn as the person sees it.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::error::GraphError;
use super::request::required_text;
use crate::behaviour::TemplateBehaviour;
use crate::book::{Button, Content};
use crate::templates::{Template, fill, placeholders};

/// Longest body once its parameters are filled in.
const BODY_LIMIT: usize = 1024;
/// Longest payload of a quick reply.
const PAYLOAD_LIMIT: usize = 256;
/// Five spaces in a row are one too many.
const TOO_MANY_SPACES: &str = "     ";

/// A template with its parameters filled in.
#[derive(Debug, PartialEq)]
pub(super) struct Rendered {
    pub name: String,
    pub language: String,
    /// `utility`, `marketing` or `authentication`.
    pub category: String,
    /// Body parameters by name, or in order where they have none.
    pub parameters: Value,
    pub content: Content,
    /// `message_status` of the answer.
    pub message_status: String,
}

/// Finds the template that was asked for and fills it in.
pub(super) fn render(
    request: &Value,
    find: impl FnOnce(&str, &str) -> Option<Template>,
    behaviour: Option<&TemplateBehaviour>,
) -> Result<Rendered, GraphError> {
    let name = required_text(request, "name", "template['name']", 512)?;
    let language = request.get("language").unwrap_or(&Value::Null);
    let language = required_text(language, "code", "template['language']['code']", 16)?;
    let missing = || {
        let details = format!("template name ({name}) does not exist in {language}");
        GraphError::new(132_001, details)
    };
    let template = find(name, language).ok_or_else(missing)?;
    let behaviour = behaviour.filter(|behaviour| behaviour.concerns(name, language));
    match behaviour.and_then(|behaviour| behaviour.status.as_deref()) {
        None => {}
        Some("PAUSED") => {
            return Err(GraphError::new(
                132_015,
                format!("{name} is paused for its quality"),
            ));
        }
        Some("DISABLED") => {
            return Err(GraphError::new(
                132_016,
                format!("{name} is disabled for its quality"),
            ));
        }
        Some(status) if status.eq_ignore_ascii_case("APPROVED") => {}
        Some(_) => return Err(missing()),
    }
    let components = components(request)?;
    let (parameters, body) = body(&template, &components)?;
    let content = Content {
        header: header(&template, &components)?,
        body,
        footer: template.text("FOOTER").map(str::to_owned),
        buttons: buttons(&template, &components)?,
        list: None,
    };
    let status = behaviour.and_then(|behaviour| behaviour.message_status.clone());
    Ok(Rendered {
        name: name.to_owned(),
        language: language.to_owned(),
        category: template.category.to_lowercase(),
        parameters,
        content,
        message_status: status.unwrap_or_else(|| "accepted".to_owned()),
    })
}

/// One component of the request.
struct Component<'r> {
    kind: String,
    sub_type: String,
    index: Option<usize>,
    parameters: &'r [Value],
}

fn components(request: &Value) -> Result<Vec<Component<'_>>, GraphError> {
    let Some(components) = request.get("components") else {
        return Ok(Vec::new());
    };
    let Some(components) = components.as_array() else {
        return Err(GraphError::new(
            100,
            "Param template['components'] must be an array",
        ));
    };
    components.iter().map(component).collect()
}

fn component(component: &Value) -> Result<Component<'_>, GraphError> {
    let text = |key: &str| {
        let value = component.get(key).and_then(Value::as_str);
        value.unwrap_or_default().to_lowercase()
    };
    let kind = text("type");
    if !matches!(kind.as_str(), "header" | "body" | "button") {
        return Err(GraphError::new(
            100,
            format!(
                "Param template['components']['type'] must be one of {{header, body, button}} - got \"{kind}\""
            ),
        ));
    }
    let index = match component.get("index") {
        Some(Value::String(index)) => index.parse().ok(),
        Some(index) => index.as_u64().and_then(|index| usize::try_from(index).ok()),
        None => None,
    };
    let parameters = component.get("parameters").and_then(Value::as_array);
    Ok(Component {
        kind,
        sub_type: text("sub_type"),
        index,
        parameters: parameters.map_or(&[], Vec::as_slice),
    })
}

/// The parameters given to the one header or body of a request.
fn parameters_of<'r>(components: &[Component<'r>], kind: &str) -> Result<&'r [Value], GraphError> {
    let mut of_kind = components.iter().filter(|component| component.kind == kind);
    let first = of_kind
        .next()
        .map_or(&[][..], |component| component.parameters);
    match of_kind.next() {
        None => Ok(first),
        Some(_) => Err(GraphError::new(
            100,
            format!("template['components'] has more than one {kind}"),
        )),
    }
}

fn body(template: &Template, components: &[Component<'_>]) -> Result<(Value, String), GraphError> {
    let text = template.text("BODY").unwrap_or_default();
    let given = parameters_of(components, "body")?;
    let values = match_parameters("body", text, template.is_named(), given)?;
    let filled = fill(text, |name| values.get(name).copied());
    let length = filled.chars().count();
    if length > BODY_LIMIT {
        return Err(GraphError::new(
            132_005,
            format!(
                "body: the text with its parameters has {length} characters, and may have {BODY_LIMIT}"
            ),
        ));
    }
    let parameters = if template.is_named() {
        let named = values
            .iter()
            .map(|(name, text)| ((*name).to_owned(), Value::from(*text)));
        Value::Object(named.collect::<Map<_, _>>())
    } else {
        let names = placeholders(text);
        names
            .iter()
            .filter_map(|name| values.get(name))
            .map(|text| Value::from(*text))
            .collect()
    };
    Ok((parameters, filled))
}

fn header(template: &Template, components: &[Component<'_>]) -> Result<Option<String>, GraphError> {
    let given = parameters_of(components, "header")?;
    if let Some(medium) = template.header_medium() {
        let medium = medium.to_lowercase();
        return match given {
            [parameter] if parameter.get("type").is_some_and(|kind| *kind == medium) => {
                Ok(Some(format!("[{medium}]")))
            }
            _ => Err(GraphError::new(
                132_012,
                format!(
                    "header: Format mismatch, expected {}",
                    medium.to_uppercase()
                ),
            )),
        };
    }
    let text = template.text("HEADER").unwrap_or_default();
    let values = match_parameters("header", text, template.is_named(), given)?;
    let filled = fill(text, |name| values.get(name).copied());
    Ok((!filled.is_empty()).then_some(filled))
}

/// The parameters by the name of their placeholder (its number, where parameters have no names).
fn match_parameters<'t, 'r: 't>(
    place: &str,
    text: &'t str,
    named: bool,
    given: &'r [Value],
) -> Result<BTreeMap<&'t str, &'r str>, GraphError> {
    let expected = placeholders(text);
    for parameter in given {
        match (
            named,
            parameter.get("parameter_name").and_then(Value::as_str),
        ) {
            (true, None) => {
                return Err(GraphError::new(
                    100,
                    format!("{place}: Parameter name is missing or empty"),
                ));
            }
            (false, Some(_)) => {
                return Err(GraphError::new(
                    100,
                    format!("{place}: Parameter name was given for a positional template"),
                ));
            }
            _ => {}
        }
    }
    if given.len() != expected.len() {
        return Err(GraphError::new(
            132_000,
            format!(
                "{place}: number of localizable_params ({}) does not match the expected number of params ({})",
                given.len(),
                expected.len()
            ),
        ));
    }
    let mut values = BTreeMap::new();
    for (position, parameter) in given.iter().enumerate() {
        let name = if named {
            let name = parameter
                .get("parameter_name")
                .and_then(Value::as_str)
                .unwrap_or_default();
            let known = expected.iter().find(|expected| **expected == name);
            known.copied().ok_or_else(|| {
                GraphError::new(
                    100,
                    format!("{place}: Parameter name {name} does not exist in the template"),
                )
            })?
        } else {
            let number = (position + 1).to_string();
            let known = expected.iter().find(|expected| **expected == number);
            known
                .or(expected.get(position))
                .copied()
                .unwrap_or_default()
        };
        if values
            .insert(name, parameter_text(place, parameter)?)
            .is_some()
        {
            return Err(GraphError::new(
                100,
                format!("{place}: Parameter name {name} was given twice"),
            ));
        }
    }
    Ok(values)
}

fn parameter_text<'r>(place: &str, parameter: &'r Value) -> Result<&'r str, GraphError> {
    let kind = parameter
        .get("type")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let text = match kind {
        "text" => parameter.get("text"),
        "currency" | "date_time" => parameter
            .get(kind)
            .and_then(|value| value.get("fallback_value")),
        _ => {
            return Err(GraphError::new(
                132_012,
                format!(
                    "{place}: Format mismatch, expected a parameter of type text and got \"{kind}\""
                ),
            ));
        }
    };
    let Some(text) = text.and_then(Value::as_str) else {
        return Err(GraphError::new(
            132_012,
            format!("{place}: the parameter has no {kind}"),
        ));
    };
    if text.trim().is_empty() {
        return Err(GraphError::new(
            132_018,
            format!("{place}: Parameter text cannot be empty"),
        ));
    }
    if text.contains(['\n', '\r', '\t']) || text.contains(TOO_MANY_SPACES) {
        return Err(GraphError::new(
            132_018,
            format!(
                "{place}: Param text cannot have new-line/tab characters or more than 4 consecutive spaces"
            ),
        ));
    }
    Ok(text)
}

fn buttons(template: &Template, components: &[Component<'_>]) -> Result<Vec<Button>, GraphError> {
    let declared = template.buttons();
    let mut given: BTreeMap<usize, &Component<'_>> = BTreeMap::new();
    for component in components
        .iter()
        .filter(|component| component.kind == "button")
    {
        let Some(index) = component.index else {
            return Err(GraphError::new(
                131_008,
                "button: The parameter index is required.",
            ));
        };
        let Some(button) = declared.get(index) else {
            return Err(GraphError::new(
                132_018,
                format!("button: the template has no button at index {index}"),
            ));
        };
        if !button.kind.eq_ignore_ascii_case(&component.sub_type) {
            return Err(GraphError::new(
                132_018,
                format!(
                    "button: the button at index {index} is of type {}, not {}",
                    button.kind, component.sub_type
                ),
            ));
        }
        if given.insert(index, component).is_some() {
            return Err(GraphError::new(
                100,
                format!("button: index {index} was given twice"),
            ));
        }
    }
    let mut buttons = Vec::new();
    for (index, button) in declared.iter().enumerate() {
        let parameters = given.get(&index).map(|component| component.parameters);
        let text = button.text.clone();
        buttons.push(match button.kind.to_uppercase().as_str() {
            "URL" => Button::Url {
                text,
                url: url(index, button.url.as_deref().unwrap_or_default(), parameters)?,
            },
            "QUICK_REPLY" => Button::QuickReply {
                payload: payload(index, parameters)?.map_or_else(|| text.clone(), str::to_owned),
                text,
            },
            _ => Button::Other { text },
        });
    }
    Ok(buttons)
}

/// A URL with a placeholder needs its one text; one without must get none.
fn url(index: usize, url: &str, parameters: Option<&[Value]>) -> Result<String, GraphError> {
    match (placeholders(url).is_empty(), parameters) {
        (true, None | Some([])) => Ok(url.to_owned()),
        (true, Some(_)) => Err(GraphError::new(
            132_018,
            format!(
                "button: the URL at index {index} has no placeholder, and a parameter was given"
            ),
        )),
        (false, Some([parameter])) => {
            if parameter.get("type").is_none_or(|kind| kind != "text") {
                return Err(GraphError::new(
                    132_012,
                    format!("button: the URL at index {index} takes a parameter of type text"),
                ));
            }
            let text = parameter_text("button", parameter)?;
            Ok(fill(url, |_| Some(text)))
        }
        (false, Some([_, _, ..])) => Err(GraphError::new(
            132_000,
            format!("button: the URL at index {index} takes one parameter"),
        )),
        (false, None | Some([])) => Err(GraphError::new(
            131_008,
            format!("buttons: Button at index {index} of type Url requires a parameter"),
        )),
    }
}

fn payload(index: usize, parameters: Option<&[Value]>) -> Result<Option<&str>, GraphError> {
    let parameter = match parameters {
        None | Some([]) => return Ok(None),
        Some([parameter]) => parameter,
        Some(_) => {
            return Err(GraphError::new(
                132_000,
                format!("button: the quick reply at index {index} takes one payload"),
            ));
        }
    };
    if parameter.get("type").is_none_or(|kind| kind != "payload") {
        return Err(GraphError::new(
            132_012,
            format!("button: the quick reply at index {index} takes a parameter of type payload"),
        ));
    }
    required_text(parameter, "payload", "button payload", PAYLOAD_LIMIT).map(Some)
}

#[cfg(test)]
mod tests;
