//! What Meta would refuse, or put into another category.

use super::lexicon::{LANGUAGES, PROMOTIONAL, SHORTENERS, WELCOME};
use super::{buttons, text_of};
use crate::config::is_local;
use crate::fold::words;
use crate::locale::Locale;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;

/// Meta's longest body, footer and label of a button, in characters, and name.
const BODY: usize = 1024;
const FOOTER: usize = 60;
const LABEL: usize = 25;
const NAME: usize = 512;

/// Something that is wrong with a template.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// The name is not of small letters, digits and underscores.
    Name,
    /// The words are in another language than the template says.
    Language,
    /// A link leads elsewhere than to the shop's own domain: there.
    ForeignDomain(String),
    /// The shop has no domain of its own yet.
    NoOwnDomain(String),
    /// A link hides where it leads.
    Shortener(String),
    /// The body begins or ends with a parameter.
    ParameterAtEdge,
    /// Two parameters with nothing between them.
    ParametersTouch,
    /// Words that sell, in a utility template.
    Promotional(String),
    /// Words that greet, in a utility template.
    Welcome(String),
    /// It does not say how to reach a person.
    NoContact,
    /// A part is longer than Meta takes.
    TooLong(String),
}

impl Fault {
    /// Its stable word.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Language => "language",
            Self::ForeignDomain(_) => "foreign_domain",
            Self::NoOwnDomain(_) => "no_own_domain",
            Self::Shortener(_) => "shortener",
            Self::ParameterAtEdge => "parameter_at_edge",
            Self::ParametersTouch => "parameters_touch",
            Self::Promotional(_) => "promotional",
            Self::Welcome(_) => "welcome",
            Self::NoContact => "no_contact",
            Self::TooLong(_) => "too_long",
        }
    }

    /// What it is about; empty where the word says it all.
    pub fn what(&self) -> &str {
        match self {
            Self::ForeignDomain(what)
            | Self::NoOwnDomain(what)
            | Self::Shortener(what)
            | Self::Promotional(what)
            | Self::Welcome(what)
            | Self::TooLong(what) => what,
            _ => "",
        }
    }
}

/// Everything that is wrong with a template in `locale` of the worker at `public_url`.
pub fn lint(draft: &Value, locale: &Locale, public_url: &str) -> Vec<Fault> {
    let mut faults = Vec::new();
    let text = |key: &str| draft.get(key).and_then(Value::as_str).unwrap_or_default();
    let is_name = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    let name = text("name");
    if name.is_empty() || name.len() > NAME || !name.bytes().all(is_name) {
        faults.push(Fault::Name);
    }
    let body = text_of(draft, "BODY").unwrap_or_default();
    let footer = text_of(draft, "FOOTER").unwrap_or_default();
    let labels: Vec<&str> = buttons(draft)
        .iter()
        .filter_map(|button| button.get("text")?.as_str())
        .collect();
    let said = format!("{} {footer}", without_parameters(body));
    let declared = Locale::parse(text("language")).ok();
    if declared.is_none_or(|declared| declared.language() != locale.language())
        || !is_in(&said, locale)
    {
        faults.push(Fault::Language);
    }
    let all = format!("{said} {}", labels.join(" "));
    faults.extend(links(draft, &all, public_url));
    faults.extend(parameters(body));
    if text("category") == "UTILITY" {
        let found = |list: &[&str]| {
            let mut found: Vec<String> = words(&all);
            found.retain(|word| list.contains(&word.as_str()));
            found.dedup();
            (!found.is_empty()).then(|| found.join(", "))
        };
        faults.extend(found(PROMOTIONAL).map(Fault::Promotional));
        faults.extend(found(WELCOME).map(Fault::Welcome));
    }
    if !body.contains("{{contact}}") {
        faults.push(Fault::NoContact);
    }
    let long = |what: &str, text: &str, most: usize| {
        (text.chars().count() > most).then(|| Fault::TooLong(what.to_owned()))
    };
    faults.extend(long("BODY", body, BODY));
    faults.extend(long("FOOTER", footer, FOOTER));
    faults.extend(labels.iter().filter_map(|label| long(label, label, LABEL)));
    faults
}

/// The text with a blank where parameters are: what they hold is judged by nobody here.
fn without_parameters(text: &str) -> String {
    let mut parts = text.split("{{");
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        kept.push(' ');
        kept.push_str(part.split_once("}}").map_or(part, |(_, rest)| rest));
    }
    kept
}

/// Whether no other language has more of its small words in the text.
fn is_in(text: &str, locale: &Locale) -> bool {
    let words = words(text);
    let count = |list: &[&str]| {
        let known = words.iter().filter(|word| list.contains(&word.as_str()));
        known.count()
    };
    let own = LANGUAGES
        .iter()
        .find(|(language, _)| *language == locale.language())
        .map_or(0, |(_, list)| count(list));
    own > 0 && LANGUAGES.iter().all(|(_, list)| count(list) <= own)
}

fn host(url: &str) -> Option<String> {
    Url::parse(url).ok()?.host_str().map(str::to_lowercase)
}

/// What is wrong with where the buttons lead and what the text names.
fn links(draft: &Value, text: &str, public_url: &str) -> Vec<Fault> {
    let mut faults = Vec::new();
    let own = host(public_url).unwrap_or_default();
    let is_local = is_local(public_url);
    if own.ends_with(".workers.dev") {
        faults.push(Fault::NoOwnDomain(own.clone()));
    }
    for button in buttons(draft) {
        let Some(url) = button.get("url").and_then(Value::as_str) else {
            continue;
        };
        let host = host(url).unwrap_or_default();
        if SHORTENERS.contains(&host.as_str()) {
            faults.push(Fault::Shortener(host));
        } else if !(host == own || is_local && host.ends_with(".example")) {
            faults.push(Fault::ForeignDomain(host));
        }
    }
    let lower = text.to_lowercase();
    let named = lower
        .split(|character: char| !(character.is_alphanumeric() || matches!(character, '.' | '-')));
    for name in named {
        if SHORTENERS.contains(&name.trim_matches('.')) {
            faults.push(Fault::Shortener(name.trim_matches('.').to_owned()));
        }
    }
    faults
}

fn parameters(body: &str) -> Vec<Fault> {
    let mut faults = Vec::new();
    // Punctuation does not make it an inside.
    let bare = |character: char| !(character.is_alphanumeric() || matches!(character, '{' | '}'));
    let trimmed = body.trim_matches(bare);
    if trimmed.starts_with("{{") || trimmed.ends_with("}}") {
        faults.push(Fault::ParameterAtEdge);
    }
    let mut between = body.split("}}").skip(1);
    if between.any(|rest| rest.trim_start().starts_with("{{")) {
        faults.push(Fault::ParametersTouch);
    }
    faults
}
