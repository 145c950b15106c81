//! What was read, in our types. Half of what Meta documents may be missing from any answer, so each
//! field is read by itself and none spoils its neighbours.

use crate::config::Jurisdiction;
use crate::settings::Settings;
use crate::time::{Millis, SECOND};
use serde_json::Value;

/// What became of reading something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Read<T> {
    /// It was told.
    Said(T),
    /// Graph refused to tell.
    Refused(Refusal),
    /// No answer, or none of Graph's.
    Silent,
}

impl<T> Read<T> {
    /// What was told.
    pub fn said(&self) -> Option<&T> {
        match self {
            Self::Said(said) => Some(said),
            Self::Refused(_) | Self::Silent => None,
        }
    }

    /// Reads an answer of Graph. A refusal counts only in Graph's own words.
    pub fn parse(status: u16, body: &[u8], read: impl FnOnce(&Value) -> T) -> Self {
        let Ok(value) = serde_json::from_slice::<Value>(body) else {
            return Self::Silent;
        };
        if let Some(error) = value.get("error").filter(|error| error.is_object()) {
            return Self::Refused(Refusal::of(error));
        }
        if (200..300).contains(&status) && value.is_object() {
            Self::Said(read(&value))
        } else {
            Self::Silent
        }
    }
}

/// Graph's refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Meta's code; 0 where it has none.
    pub code: i64,
    /// Meta's finer code.
    pub subcode: Option<i64>,
    /// What Meta says, for whoever wrote the request.
    pub message: String,
    /// What Meta says for people to see, where it does.
    pub for_people: Option<String>,
}

impl Refusal {
    fn of(error: &Value) -> Self {
        let number = |name: &str| error.get(name).and_then(Value::as_i64);
        Self {
            code: number("code").unwrap_or_default(),
            subcode: number("error_subcode"),
            message: text(error, "/message").unwrap_or_default(),
            for_people: text(error, "/error_user_msg"),
        }
    }
}

/// Everything that is judged.
#[derive(Debug)]
pub struct Facts<'a> {
    /// What the worker knows of itself.
    pub own: Own<'a>,
    /// `debug_token`.
    pub token: Read<Token>,
    /// The phone number.
    pub number: Read<Number>,
    /// Its profile.
    pub profile: Read<Profile>,
    /// The `WhatsApp` Business Account.
    pub account: Read<Account>,
    /// The apps that the account is subscribed to.
    pub apps: Read<Vec<SubscribedApp>>,
    /// What the token's app is subscribed to.
    pub subscriptions: Read<Vec<Subscription>>,
    /// Templates of the confirmation's name.
    pub templates: Read<Vec<Template>>,
    /// Our own handshake.
    pub handshake: Probed,
    /// Our own test delivery, well signed.
    pub delivery: Probed,
    /// The same with a wrong signature: good where it was refused.
    pub forgery: Probed,
    /// Whether the privacy notice opened; else why not, in words for the owner.
    pub privacy: Result<(), String>,
}

/// What the worker knows of itself and of the shop.
#[derive(Debug)]
pub struct Own<'a> {
    /// Its address.
    pub public_url: &'a str,
    /// Whether a sandbox plays Meta.
    pub development: bool,
    /// Where books live.
    pub jurisdiction: Jurisdiction,
    /// `GRAPH_VERSION`.
    pub graph_version: &'a str,
    /// The shop's sites.
    pub origins: &'a [String],
    /// The shop's number, digits only.
    pub number: &'a str,
    /// Meta's id of it.
    pub phone_number_id: &'a str,
    /// The account's id.
    pub waba_id: &'a str,
    /// The shop's settings.
    pub settings: &'a Settings,
}

/// What our own address answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Probed {
    /// What it should.
    Good,
    /// Something else, with this status.
    Other(u16),
    /// The worker cannot reach its own address from within (Cloudflare forbids it on some domains),
    /// but asked directly it answered what it should.
    Inside,
    /// Nothing.
    Silent,
}

/// `debug_token`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Token {
    /// The app that it is of.
    pub app_id: Option<String>,
    /// Whether it serves.
    pub is_valid: Option<bool>,
    /// When it ends, in Unix milliseconds; 0 for never.
    pub expires_at: Option<Millis>,
    /// When it may no longer read data, likewise.
    pub data_access_expires_at: Option<Millis>,
    /// What it may do.
    pub scopes: Option<Vec<String>>,
    /// What it may do only with some objects, and with which.
    pub granular: Vec<(String, Vec<String>)>,
}

impl Token {
    /// Reads the answer.
    pub fn of(value: &Value) -> Self {
        let data = value.get("data").unwrap_or(value);
        let moment = |name: &str| {
            let seconds = data.get(name).and_then(Value::as_i64)?;
            Some(seconds.saturating_mul(SECOND))
        };
        let granular = data.get("granular_scopes").and_then(Value::as_array);
        let granular = granular.into_iter().flatten().filter_map(|entry| {
            let targets = strings(entry, "target_ids")?;
            Some((text(entry, "/scope")?, targets))
        });
        Self {
            app_id: text(data, "/app_id"),
            is_valid: flag(data, "is_valid"),
            expires_at: moment("expires_at"),
            data_access_expires_at: moment("data_access_expires_at"),
            scopes: strings(data, "scopes"),
            granular: granular.collect(),
        }
    }
}

/// The phone number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Number {
    /// As Meta shows it.
    pub display: Option<String>,
    /// The name that people see.
    pub name: Option<String>,
    /// Where that name stands.
    pub name_status: Option<String>,
    /// `CONNECTED`, `PENDING`, `BANNED`…
    pub status: Option<String>,
    /// `CLOUD_API`, `ON_PREMISE`, `NOT_APPLICABLE`.
    pub platform: Option<String>,
    /// `VERIFIED`, `NOT_VERIFIED`, `EXPIRED`: whether the shop has shown that it is its own.
    pub verification: Option<String>,
    /// `LIVE` or `SANDBOX`.
    pub mode: Option<String>,
    /// Whether the Business app has it too.
    pub on_app: Option<bool>,
    /// Where its messages are delivered, where that is not the app's address.
    pub callback: Option<String>,
    /// Where the account's messages are delivered, likewise.
    pub account_callback: Option<String>,
    /// Whether it may send.
    pub health: Option<Health>,
}

impl Number {
    /// Reads the answer.
    pub fn of(value: &Value) -> Self {
        let field = |name: &str| text(value, &format!("/{name}"));
        Self {
            display: field("display_phone_number"),
            name: field("verified_name"),
            name_status: field("name_status"),
            status: field("status"),
            platform: field("platform_type"),
            verification: field("code_verification_status"),
            mode: field("account_mode"),
            on_app: flag(value, "is_on_biz_app"),
            callback: field("webhook_configuration/phone_number"),
            account_callback: field("webhook_configuration/whatsapp_business_account"),
            health: value.get("health_status").and_then(Health::of),
        }
    }
}

/// `health_status`: whether messages can go, and what of number, account, business and app is in
/// the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// `AVAILABLE`, `LIMITED` or `BLOCKED`.
    pub can_send: String,
    /// What is in the way.
    pub errors: Vec<HealthError>,
    /// What else Meta says.
    pub notes: Vec<String>,
}

/// Something in the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HealthError {
    /// Meta's code.
    pub code: i64,
    /// Meta's words for it, with what Meta would do.
    pub says: String,
}

impl Health {
    fn of(value: &Value) -> Option<Self> {
        let entities = value.get("entities").and_then(Value::as_array);
        let entities: Vec<&Value> = entities.into_iter().flatten().collect();
        let list = |name: &'static str| {
            let lists = entities.iter();
            lists.filter_map(move |entity| entity.get(name)?.as_array())
        };
        let error = |error: &Value| {
            let parts = [
                text(error, "/error_description"),
                text(error, "/possible_solution"),
            ];
            HealthError {
                code: error
                    .get("error_code")
                    .and_then(Value::as_i64)
                    .unwrap_or_default(),
                says: parts.into_iter().flatten().collect::<Vec<_>>().join(" "),
            }
        };
        Some(Self {
            can_send: text(value, "/can_send_message")?,
            errors: list("errors").flatten().map(error).collect(),
            notes: list("additional_info")
                .flatten()
                .filter_map(|note| note.as_str().map(str::to_owned))
                .collect(),
        })
    }
}

/// The profile that people see.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "Meta's names")]
pub struct Profile {
    pub about: Option<String>,
    pub address: Option<String>,
    pub description: Option<String>,
    pub email: Option<String>,
    pub picture: Option<String>,
    pub websites: Vec<String>,
    pub vertical: Option<String>,
}

impl Profile {
    /// Reads the answer.
    pub fn of(value: &Value) -> Self {
        let data = value.pointer("/data/0").unwrap_or(value);
        let field = |name: &str| text(data, &format!("/{name}"));
        Self {
            about: field("about"),
            address: field("address"),
            description: field("description"),
            email: field("email"),
            picture: field("profile_picture_url"),
            websites: strings(data, "websites").unwrap_or_default(),
            vertical: field("vertical"),
        }
    }
}

/// The `WhatsApp` Business Account.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Account {
    /// Its name.
    pub name: Option<String>,
    /// `APPROVED`, `PENDING`, `REJECTED`.
    pub review: Option<String>,
    /// `verified`, `not_verified`, `pending`…
    pub verification: Option<String>,
    /// `SELF`, `CLIENT_OWNED`, `ON_BEHALF_OF`.
    pub ownership: Option<String>,
    /// The business that it is held for, where somebody else holds it.
    pub on_behalf_of: Option<String>,
    /// The business that owns it.
    pub owner: Option<String>,
    /// What pays; `0` for nothing.
    pub funding: Option<String>,
}

impl Account {
    /// Reads the answer.
    pub fn of(value: &Value) -> Self {
        let field = |name: &str| text(value, &format!("/{name}"));
        Self {
            name: field("name"),
            review: field("account_review_status"),
            verification: field("business_verification_status"),
            ownership: field("ownership_type"),
            on_behalf_of: field("on_behalf_of_business_info/name"),
            owner: field("owner_business_info/name"),
            funding: field("primary_funding_id"),
        }
    }
}

/// An app that the account is subscribed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubscribedApp {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Where it has the messages delivered, where that is not its own address.
    pub callback: Option<String>,
}

impl SubscribedApp {
    /// Reads the answer.
    pub fn all(value: &Value) -> Vec<Self> {
        list(value)
            .filter_map(|entry| {
                let id = text(entry, "/whatsapp_business_api_data/id")?;
                Some(Self {
                    name: text(entry, "/whatsapp_business_api_data/name")
                        .unwrap_or_else(|| id.clone()),
                    id,
                    callback: text(entry, "/override_callback_uri"),
                })
            })
            .collect()
    }
}

/// What an app is subscribed to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// Of which kind of object: ours is `whatsapp_business_account`.
    pub object: String,
    /// Where it is delivered.
    pub callback: String,
    /// Whether it is on.
    pub active: bool,
    /// What is delivered.
    pub fields: Vec<String>,
}

impl Subscription {
    /// Reads the answer.
    pub fn all(value: &Value) -> Vec<Self> {
        list(value)
            .filter_map(|entry| {
                let fields = entry.get("fields").and_then(Value::as_array);
                // With or without their versions.
                let name = |field: &Value| match field {
                    Value::String(name) => Some(name.clone()),
                    field => text(field, "/name"),
                };
                Some(Self {
                    object: text(entry, "/object")?,
                    callback: text(entry, "/callback_url").unwrap_or_default(),
                    active: flag(entry, "active").unwrap_or(true),
                    fields: fields.into_iter().flatten().filter_map(name).collect(),
                })
            })
            .collect()
    }
}

/// A template in one language, as Meta has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Template {
    /// Its name.
    pub name: String,
    /// Its language, in Meta's spelling.
    pub language: String,
    /// `APPROVED`, `PENDING`, `REJECTED`…
    pub status: Option<String>,
    /// `UTILITY`, `MARKETING`, `AUTHENTICATION`.
    pub category: Option<String>,
    /// Why it was refused.
    pub reason: Option<String>,
    /// `GREEN`, `YELLOW`, `RED`, `UNKNOWN`.
    pub quality: Option<String>,
    /// The text of its body; none where Meta did not tell its parts.
    pub body: Option<String>,
    /// Where its first link leads.
    pub link: Option<String>,
}

impl Template {
    /// Reads the answer.
    pub fn all(value: &Value) -> Vec<Self> {
        list(value)
            .filter_map(|entry| {
                let components = entry.get("components").and_then(Value::as_array);
                let part = |kind: &'static str| {
                    let mut parts = components.into_iter().flatten();
                    parts.find(|part| text(part, "/type").as_deref() == Some(kind))
                };
                let buttons = part("BUTTONS").and_then(|part| part.get("buttons")?.as_array());
                let link = buttons.and_then(|buttons| {
                    let mut links = buttons.iter();
                    links.find_map(|button| text(button, "/url"))
                });
                let reason = text(entry, "/rejected_reason");
                Some(Self {
                    name: text(entry, "/name")?,
                    language: text(entry, "/language")?,
                    status: text(entry, "/status"),
                    category: text(entry, "/category"),
                    reason: reason.filter(|reason| reason != "NONE"),
                    quality: text(entry, "/quality_score/score"),
                    body: part("BODY").and_then(|part| text(part, "/text")),
                    link,
                })
            })
            .collect()
    }
}

/// The entries of `data`.
fn list(value: &Value) -> impl Iterator<Item = &Value> {
    let entries = value.get("data").and_then(Value::as_array);
    entries.into_iter().flatten()
}

/// A text, or a number as one; none where it is missing or empty.
fn text(value: &Value, pointer: &str) -> Option<String> {
    let text = match value.pointer(pointer)? {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

fn flag(value: &Value, name: &str) -> Option<bool> {
    value.get(name)?.as_bool()
}

fn strings(value: &Value, name: &str) -> Option<Vec<String>> {
    let entries = value.get(name)?.as_array()?;
    let texts = entries.iter().filter_map(|entry| match entry {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    });
    Some(texts.collect())
}
