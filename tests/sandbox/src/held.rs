//! What Meta holds of a shop beside its messages: token, number, profile, account, apps, and the
//! templates that were created. In order unless it is told otherwise (`PUT /_sandbox/held`).

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::config::{Config, Number};

/// How Meta's state of a shop differs from a good one. The default is good.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Held {
    /// Laid over the `data` of `debug_token`; `null` takes a key away.
    pub token: Value,
    /// Laid over the fields of the phone number.
    pub number: Value,
    /// Laid over the profile.
    pub profile: Value,
    /// Laid over the fields of the account.
    pub account: Value,
    /// The account's `subscribed_apps`, whole.
    pub subscribed_apps: Option<Vec<Value>>,
    /// The app's `subscriptions`, whole.
    pub subscriptions: Option<Vec<Value>>,
    /// Calls to refuse with a code: `token`, `number`, `profile`, `account`, `apps`,
    /// `subscriptions`, `templates`, `create`.
    pub refuse: BTreeMap<String, u32>,
    /// Fields that this version of Graph does not have.
    pub unknown_fields: Vec<String>,
    /// Whether the templates of the folder are this account's too. Default: yes.
    pub library: Option<bool>,
    /// What becomes of a template that is created.
    pub review: Review,
}

/// What Meta decides on a new template, and when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Review {
    /// The event of the webhook: `APPROVED`, `REJECTED`; `PENDING` for never.
    pub status: String,
    /// The category that Meta gives it, where it is not the one that was asked for.
    pub category: Option<String>,
    /// So long after it was created.
    pub after_ms: u64,
}

impl Default for Review {
    fn default() -> Self {
        Self {
            status: "APPROVED".to_owned(),
            category: None,
            after_ms: 2000,
        }
    }
}

/// A template that was created here.
#[derive(Clone, Debug)]
pub(crate) struct Created {
    /// Its account.
    pub waba: String,
    /// As it was posted.
    pub definition: Value,
    /// What was decided, which was settled when it was created.
    pub review: Review,
    /// When it is decided, in milliseconds.
    pub decided_ms: u64,
}

impl Created {
    /// A text of the definition.
    pub(crate) fn text(&self, key: &str) -> &str {
        let text = self.definition.get(key).and_then(Value::as_str);
        text.unwrap_or_default()
    }

    /// Where it stands now.
    pub(crate) fn status(&self, now: u64) -> &str {
        if now < self.decided_ms {
            "PENDING"
        } else {
            &self.review.status
        }
    }
}

/// The states of all shops.
#[derive(Debug, Default)]
pub(crate) struct Holdings {
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    everywhere: Held,
    by_number: BTreeMap<String, Held>,
    created: Vec<Created>,
}

impl Holdings {
    /// What is held of a number: its own state if it has one, else the one for everything.
    pub(crate) fn of(&self, phone_number_id: &str) -> Held {
        let inner = self.lock();
        let own = inner.by_number.get(phone_number_id);
        own.unwrap_or(&inner.everywhere).clone()
    }

    /// Sets the state of one number or of all; the default resets.
    pub(crate) fn set(&self, phone_number_id: Option<&str>, held: Held) {
        let mut inner = self.lock();
        match phone_number_id {
            None => inner.everywhere = held,
            Some(id) => {
                inner.by_number.insert(id.to_owned(), held);
            }
        }
    }

    /// The templates that were created in an account.
    pub(crate) fn created(&self, waba: &str) -> Vec<Created> {
        let inner = self.lock();
        let of_account = inner.created.iter().filter(|created| created.waba == waba);
        of_account.cloned().collect()
    }

    /// Keeps a new template.
    pub(crate) fn create(&self, created: Created) {
        self.lock().created.push(created);
    }

    /// Forgets the templates of a name; answers whether there were any.
    pub(crate) fn delete(&self, waba: &str, name: &str) -> bool {
        let mut inner = self.lock();
        let before = inner.created.len();
        let is_it = |created: &Created| created.waba == waba && created.text("name") == name;
        inner.created.retain(|created| !is_it(created));
        inner.created.len() < before
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The app that all numbers have unless their token is their own.
const APP: &str = "634974688087057";

/// The app that a number's own token belongs to.
pub(crate) fn app_of(config: &Config, token: &str) -> String {
    match number_of_token(config, token) {
        Some(number) => format!("77{}", number.id),
        None => APP.to_owned(),
    }
}

/// The number whose own token this is: the general one, a hyphen and the number's id.
pub(crate) fn number_of_token<'c>(config: &'c Config, token: &str) -> Option<&'c Number> {
    let id = token
        .strip_prefix(config.access_token.as_str())?
        .strip_prefix('-')?;
    config.number_by_id(id)
}

/// The account of a number.
pub(crate) fn account_of<'c>(config: &'c Config, number: &'c Number) -> &'c str {
    number.waba.as_deref().unwrap_or(&config.waba)
}

/// `overlay` laid over `base`: objects key by key, `null` takes a key away, all else replaces.
pub(crate) fn laid_over(base: Value, overlay: &Value) -> Value {
    match (base, overlay) {
        (Value::Object(mut base), Value::Object(overlay)) => {
            for (key, value) in overlay {
                if value.is_null() {
                    base.remove(key);
                } else {
                    let below = base.remove(key).unwrap_or(Value::Null);
                    base.insert(key.clone(), laid_over(below, value));
                }
            }
            Value::Object(base)
        }
        (base, Value::Null) => base,
        (_, overlay) => overlay.clone(),
    }
}

/// `debug_token`'s `data` for a good token: a system user's, which never expires. One of a number's
/// own is for its account alone; the general one names no objects, so it is for all.
pub(crate) fn token(config: &Config, number: &Number, given: &str) -> Value {
    let own = number_of_token(config, given) == Some(number);
    let granular = |scope: &str| {
        if own {
            json!({"scope": scope, "target_ids": [account_of(config, number)]})
        } else {
            json!({"scope": scope})
        }
    };
    json!({
        "app_id": app_of(config, given),
        "type": "SYSTEM_USER",
        "application": "Saludo",
        "data_access_expires_at": 0,
        "expires_at": 0,
        "is_valid": true,
        "issued_at": 1_760_000_000,
        "scopes": ["whatsapp_business_management", "whatsapp_business_messaging", "public_profile"],
        "granular_scopes": [
            granular("whatsapp_business_management"),
            granular("whatsapp_business_messaging"),
        ],
        "user_id": "122100000000000001",
    })
}

/// The fields of a good number.
pub(crate) fn number(config: &Config, number: &Number) -> Value {
    let entity = |kind: &str, id: &str| json!({"entity_type": kind, "id": id, "can_send_message": "AVAILABLE"});
    json!({
        "id": number.id,
        "display_phone_number": format!("+{}", number.display),
        "verified_name": number.name,
        "name_status": "APPROVED",
        "status": "CONNECTED",
        "platform_type": "CLOUD_API",
        "code_verification_status": "VERIFIED",
        "quality_rating": "GREEN",
        "account_mode": "LIVE",
        "is_on_biz_app": false,
        "is_official_business_account": false,
        "throughput": {"level": "STANDARD"},
        "webhook_configuration": {"application": config.webhook_url},
        "health_status": {"can_send_message": "AVAILABLE", "entities": [
            entity("PHONE_NUMBER", &number.id),
            entity("WABA", account_of(config, number)),
            entity("BUSINESS", "506914307656634"),
            entity("APP", APP),
        ]},
    })
}

/// A good profile.
pub(crate) fn profile(number: &Number) -> Value {
    json!({
        "about": "Hello!",
        "address": "1 Sandbox Street",
        "description": format!("{}, a shop of the sandbox", number.name),
        "email": "hello@demo.example",
        "profile_picture_url": "https://pps.whatsapp.net/v/sandbox.jpg",
        "websites": ["https://demo.example/"],
        "vertical": "RETAIL",
        "messaging_product": "whatsapp",
    })
}

/// The fields of a good account.
pub(crate) fn account(config: &Config, number: &Number) -> Value {
    json!({
        "id": account_of(config, number),
        "name": number.name,
        "account_review_status": "APPROVED",
        "business_verification_status": "verified",
        "country": "ES",
        "currency": "EUR",
        "message_template_namespace": "58e6d318_b627_4112_b9c7_2961197553ea",
        "ownership_type": "SELF",
        "owner_business_info": {"id": "506914307656634", "name": format!("{} S.L.", number.name)},
        "primary_funding_id": "1029384756",
        "timezone_id": "1",
        "status": "ACTIVE",
    })
}

/// Fields that a good account does not have and Graph knows all the same.
pub(crate) const ACCOUNT_ALSO: [&str; 3] = [
    "on_behalf_of_business_info",
    "health_status",
    "is_enabled_for_insights",
];
/// The like of numbers.
pub(crate) const NUMBER_ALSO: [&str; 3] = [
    "new_name_status",
    "is_pin_enabled",
    "whatsapp_business_manager_messaging_limit",
];

/// The apps of a good account: the token's own.
pub(crate) fn subscribed_apps(app: &str) -> Vec<Value> {
    vec![json!({"whatsapp_business_api_data": {
        "id": app, "link": format!("https://www.facebook.com/games/?app_id={app}"), "name": "Saludo",
    }})]
}

/// What a good app is subscribed to.
pub(crate) fn subscriptions(config: &Config) -> Vec<Value> {
    let fields: Vec<Value> = [
        "account_alerts",
        "account_review_update",
        "account_update",
        "business_capability_update",
        "message_template_quality_update",
        "message_template_status_update",
        "messages",
        "phone_number_name_update",
        "phone_number_quality_update",
        "security",
        "template_category_update",
        "user_preferences",
    ]
    .iter()
    .map(|name| json!({"name": name, "version": "v26.0"}))
    .collect();
    vec![json!({
        "object": "whatsapp_business_account",
        "callback_url": config.webhook_url,
        "active": true,
        "fields": fields,
    })]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_is_laid_over_what_is_good() {
        let base = json!({"a": 1, "b": {"c": 2, "d": 3}, "e": [1]});
        let overlay = json!({"a": null, "b": {"c": 5}, "e": [2, 3]});
        assert_eq!(
            laid_over(base.clone(), &overlay),
            json!({"b": {"c": 5, "d": 3}, "e": [2, 3]})
        );
        assert_eq!(laid_over(base.clone(), &Value::Null), base);
    }

    #[test]
    fn a_token_of_its_own_names_its_number() {
        let config = Config::default();
        let own = "dev-access-token-106540352242922";
        assert_eq!(number_of_token(&config, own), Some(&Number::demo()));
        assert_eq!(app_of(&config, own), "77106540352242922");
        assert_eq!(number_of_token(&config, "dev-access-token-7"), None);
        assert_eq!(app_of(&config, "dev-access-token"), APP);
    }

    #[test]
    fn a_state_of_ones_own_goes_before_the_general_one() {
        let holdings = Holdings::default();
        let held: Held = serde_json::from_value(json!({"number": {"status": "PENDING"}})).unwrap();
        holdings.set(Some("1"), held.clone());
        assert_eq!(holdings.of("1"), held);
        assert_eq!(holdings.of("2"), Held::default());
        assert!(serde_json::from_value::<Held>(json!({"numbr": {}})).is_err());
    }
}
