//! What fills a template: `parameters`, `header`, `buttons`.

use super::Filling;
use super::reader::Reader;
use crate::graph::{ButtonParameter, Header, Media, MediaKind, Parameters};
use serde_json::{Map, Value};
use url::Url;

/// Meta's limit for a body with its parameters; one alone can have no more.
const MAX_TEXT: usize = 1_024;
/// More places than any approved body has.
const MAX_PARAMETERS: usize = 50;
/// Meta's limit for an address.
const MAX_ADDRESS: usize = 2_000;
/// Meta's limit for the buttons of a template.
const MAX_BUTTONS: usize = 10;
/// Longer than any document is called.
const MAX_FILENAME: usize = 240;

const PARAMETERS: &str = "give texts: a list for {{1}}, {{2}}, or an object for {{name}}";
const TEXT: &str = "give 1 to 1024 characters without control characters";
const NAME: &str = "name it as the template does: small letters, digits, underscores";
const HEADER: &str =
    "give {\"text\": parameters}, or {\"image\" or \"video\" or \"document\": \"https://…\"}";
const LINK: &str = "give an https address of a public file";
const FILENAME: &str = "give the document's name in up to 240 characters";
const BUTTONS: &str = "give a list of up to 10 of {\"index\": 0, \"url_suffix\": \"…\"}";
const INDEX: &str = "give the button's place in the template, from 0 to 9, each once";
const SUFFIX: &str = "give the end of the button's address, up to 2000 characters without spaces";

pub(super) fn read(reader: &mut Reader) -> Filling {
    let body = reader.fields.get("parameters").cloned();
    let header = reader.fields.get("header").cloned();
    let buttons = reader.fields.get("buttons").cloned();
    Filling {
        parameters: body
            .map(|body| parameters(reader, "parameters", &body))
            .unwrap_or_default(),
        header: header.and_then(|header| read_header(reader, &header)),
        buttons: buttons
            .map(|buttons| read_buttons(reader, &buttons))
            .unwrap_or_default(),
    }
}

fn parameters(reader: &mut Reader, field: &'static str, given: &Value) -> Parameters {
    let text = |reader: &mut Reader, at: &str, value: &Value| {
        let text = value.as_str().filter(|text| is_text(text));
        if text.is_none() {
            reader.fault(format!("{field}.{at}"), TEXT);
        }
        text.unwrap_or_default().to_owned()
    };
    match given {
        Value::Array(items) if items.len() <= MAX_PARAMETERS => {
            let texts = items.iter().enumerate();
            Parameters::Positional(
                texts
                    .map(|(index, value)| text(reader, &index.to_string(), value))
                    .collect(),
            )
        }
        Value::Object(items) if items.len() <= MAX_PARAMETERS => {
            if !items.keys().all(|name| is_name(name)) {
                reader.fault(field, NAME);
                return Parameters::default();
            }
            Parameters::Named(
                items
                    .iter()
                    .map(|(name, value)| (name.clone(), text(reader, name, value)))
                    .collect(),
            )
        }
        _ => {
            reader.fault(field, PARAMETERS);
            Parameters::default()
        }
    }
}

fn is_text(text: &str) -> bool {
    let length = text.trim().encode_utf16().count();
    (1..=MAX_TEXT).contains(&length) && !text.chars().any(char::is_control)
}

fn is_name(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    (1..=60).contains(&name.len()) && name.bytes().all(plain)
}

fn read_header(reader: &mut Reader, given: &Value) -> Option<Header> {
    let empty = Map::new();
    let fields = given.as_object().unwrap_or(&empty);
    let filename = fields.get("filename");
    let mut others = fields.iter().filter(|(name, _)| *name != "filename");
    let (Some((name, value)), None) = (others.next(), others.next()) else {
        reader.fault("header", HEADER);
        return None;
    };
    if name == "text" && filename.is_none() {
        return Some(Header::Text(parameters(reader, "header.text", value)));
    }
    let kind = MediaKind::ALL
        .into_iter()
        .find(|kind| kind.as_str() == name);
    let Some(kind) = kind.filter(|kind| filename.is_none() || *kind == MediaKind::Document) else {
        reader.fault("header", HEADER);
        return None;
    };
    let Some(link) = value.as_str().filter(|link| is_link(link)) else {
        reader.fault(format!("header.{name}"), LINK);
        return None;
    };
    let filename = match filename {
        None => None,
        Some(Value::String(filename)) if is_filename(filename) => Some(filename.clone()),
        Some(_) => {
            reader.fault("header.filename", FILENAME);
            return None;
        }
    };
    Some(Header::Media(Media {
        kind,
        link: link.to_owned(),
        filename,
    }))
}

/// Meta fetches it, not the worker; so it needs to be no more than an address that Meta can read.
fn is_link(link: &str) -> bool {
    let url = Url::parse(link).ok().filter(|_| link.len() <= MAX_ADDRESS);
    url.is_some_and(|url| {
        url.scheme() == "https"
            && url.username().is_empty()
            && url.password().is_none()
            && url.domain().is_some_and(|host| host.contains('.'))
    })
}

fn is_filename(name: &str) -> bool {
    let length = name.trim().chars().count();
    (1..=MAX_FILENAME).contains(&length) && !name.chars().any(char::is_control)
}

fn read_buttons(reader: &mut Reader, given: &Value) -> Vec<(u8, ButtonParameter)> {
    let Some(items) = given.as_array().filter(|items| items.len() <= MAX_BUTTONS) else {
        reader.fault("buttons", BUTTONS);
        return Vec::new();
    };
    let mut buttons: Vec<(u8, ButtonParameter)> = Vec::new();
    for (place, item) in items.iter().enumerate() {
        let Some(fields) = item.as_object().filter(|fields| fields.len() == 2) else {
            reader.fault(format!("buttons.{place}"), BUTTONS);
            continue;
        };
        let index = fields.get("index").and_then(Value::as_u64);
        let index = index.and_then(|index| u8::try_from(index).ok());
        let index = index.filter(|index| {
            usize::from(*index) < MAX_BUTTONS && !buttons.iter().any(|(other, _)| other == index)
        });
        let suffix = fields.get("url_suffix").and_then(Value::as_str);
        let suffix = suffix.filter(|suffix| is_suffix(suffix));
        match (index, suffix) {
            (Some(index), Some(suffix)) => {
                buttons.push((index, ButtonParameter::Url(suffix.to_owned())));
            }
            (None, _) => reader.fault(format!("buttons.{place}.index"), INDEX),
            (_, None) => reader.fault(format!("buttons.{place}.url_suffix"), SUFFIX),
        }
    }
    buttons
}

fn is_suffix(text: &str) -> bool {
    let plain = |letter: char| !letter.is_whitespace() && !letter.is_control();
    (1..=MAX_ADDRESS).contains(&text.len()) && text.chars().all(plain)
}
