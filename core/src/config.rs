//! The worker's settings: secrets and variables, read once and complete, or not at all.

use crate::erasure::SealKey;
use crate::events_out::{Endpoint, check_address};
use crate::shops::{ParseShopsError, Shop, Shops, Slug};
use crate::turnstile::{DEFAULT_BASE, Turnstile, TurnstileMissing, is_public_secret, is_site_key};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt;

/// A secret, which no log, error or debug output ever shows.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret<T>(T);

impl<T> Secret<T> {
    /// The value, for the one place that needs it.
    pub fn expose(&self) -> &T {
        &self.0
    }
}

impl<T> fmt::Debug for Secret<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(…)")
    }
}

/// All settings of the worker.
#[derive(Debug, Clone)]
pub struct Config {
    /// The app secrets: the present one and, while it is being changed, its neighbour.
    pub app_secrets: Secret<Vec<String>>,
    /// The handshake's token.
    pub verify_token: Secret<String>,
    /// Who may use the console and its API.
    pub admin_token: Secret<String>,
    /// Suppression, lookup and dedupe.
    pub hash_key: Secret<[u8; 32]>,
    /// The seed that signs the ledger's heads.
    pub ledger_key: Secret<[u8; 32]>,
    access_tokens: Secret<BTreeMap<Slug, String>>,
    /// The shops.
    pub shops: Shops,
    /// Our own address, without a slash at its end.
    pub public_url: String,
    /// Where the books live.
    pub jurisdiction: Jurisdiction,
    /// Meta's Graph API, without a slash at its end.
    pub graph_base_url: String,
    /// Its version, such as `v26.0`.
    pub graph_version: String,
    /// What deep links begin with, without a slash at its end.
    pub wa_link_base: String,
    /// What the records of blocked persons are sealed to; none where no shop keeps any.
    pub seal_key: Option<SealKey>,
    /// The help desk that webhooks go on to; none where there is none.
    pub forward_url: Option<String>,
    /// Where events go; none where nobody is told.
    pub events: Option<Endpoint>,
    /// The check against robots that `confirm = "template"` needs, or what is missing of it.
    pub turnstile: Result<Turnstile, TurnstileMissing>,
}

/// Where the books live. Part of a book's identity: it cannot be changed later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Jurisdiction {
    /// In the European Union.
    Eu,
    /// In the United States.
    Us,
    /// Wherever is near; chosen on purpose.
    Anywhere,
}

/// Why the worker does not answer. Names settings, never their values.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// Missing or empty.
    #[error("the secret {0} is missing; set it with: npx wrangler secret put {0}")]
    MissingSecret(String),
    /// A value that everybody knows.
    #[error(
        "the secret {0} has a development value, which is refused unless GRAPH_BASE_URL is on localhost; set a value of your own with: npx wrangler secret put {0}"
    )]
    DevelopmentValue(String),
    /// A key of the wrong shape.
    #[error("the secret {0} must be 32 bytes in base64, as made by: openssl rand -base64 32")]
    Key(String),
    /// `EVENTS_SECRET`.
    #[error(
        "the secret EVENTS_SECRET must be whsec_ and 24 to 64 bytes in base64, several with commas, as made by: echo whsec_$(openssl rand -base64 32)"
    )]
    EventsSecret,
    /// `SHOPS`.
    #[error(transparent)]
    Shops(#[from] ParseShopsError),
    /// A missing or malformed variable.
    #[error("the variable {name} {fault}")]
    Variable {
        /// Its name.
        name: &'static str,
        /// What to do.
        fault: &'static str,
    },
}

impl ConfigError {
    /// The error's stable word.
    pub fn code(&self) -> &'static str {
        match self {
            Self::MissingSecret(_) => "secret_missing",
            Self::DevelopmentValue(_) => "secret_is_development_value",
            Self::Key(_) | Self::EventsSecret => "secret_malformed",
            Self::Shops(_) | Self::Variable { .. } => "setting_malformed",
        }
    }
}

impl Config {
    /// Reads every setting through `get`, which answers nothing for what is not set.
    ///
    /// # Errors
    /// Names the first setting that is missing, malformed or a development value out of place.
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let get = |name: &str| get(name).unwrap_or_default().trim().to_owned();
        let graph_base_url = address(&get, "GRAPH_BASE_URL", Some("https://graph.facebook.com"))?;
        let development = is_local(&graph_base_url);
        let secret = |name: &str| {
            let value = get(name);
            check_secret(name, &value, development).map(|()| value)
        };
        let shops = Shops::parse(&get("SHOPS"));
        let own = get("PUBLIC_URL");
        Ok(Self {
            app_secrets: Secret(app_secrets(&get, development)?),
            verify_token: Secret(secret("WHATSAPP_VERIFY_TOKEN")?),
            admin_token: Secret(secret("ADMIN_TOKEN")?),
            ledger_key: key("LEDGER_SIGNING_KEY", secret("LEDGER_SIGNING_KEY")?)?,
            hash_key: key("HASH_KEY", secret("HASH_KEY")?)?,
            access_tokens: Secret(access_tokens(&get, shops.as_ref(), development)?),
            shops: shops?,
            public_url: address(&get, "PUBLIC_URL", None)?,
            jurisdiction: jurisdiction(&get("JURISDICTION"))?,
            graph_base_url,
            graph_version: version(get("GRAPH_VERSION"))?,
            wa_link_base: address(&get, "WA_LINK_BASE", Some("https://wa.me"))?,
            seal_key: seal_key(&get("SEAL_PUBLIC_KEY"))?,
            forward_url: check_address("FORWARD_URL", &get("FORWARD_URL"), development, &own)?,
            events: Endpoint::read(&get, development, &own)?,
            turnstile: turnstile(&get, development)?,
        })
    }

    /// Whether Meta's servers are played by a sandbox on this machine.
    pub fn is_development(&self) -> bool {
        is_local(&self.graph_base_url)
    }

    /// The token that sends for a shop.
    pub fn access_token(&self, shop: &Slug) -> Option<&str> {
        self.access_tokens.expose().get(shop).map(String::as_str)
    }

    /// The deep-link base of a shop.
    pub fn link(&self, shop: &Shop) -> String {
        format!("{}/{}", self.wa_link_base, shop.number)
    }

    /// Where Graph tells of a medium that was sent to a shop's number, by Meta's id; nothing where it
    /// is none of Meta's.
    pub fn media_url(&self, shop: &Shop, id: &str) -> Option<String> {
        /// Meta's have some 16 digits.
        const LONGEST: usize = 64;
        let is_id =
            (1..=LONGEST).contains(&id.len()) && id.bytes().all(|sign| sign.is_ascii_digit());
        is_id.then(|| {
            format!(
                "{}/{}/{id}?phone_number_id={}",
                self.graph_base_url, self.graph_version, shop.phone_number_id
            )
        })
    }

    /// Where Graph takes messages from a shop's number.
    pub fn messages_url(&self, shop: &Shop) -> String {
        format!(
            "{}/{}/{}/messages",
            self.graph_base_url, self.graph_version, shop.phone_number_id
        )
    }
}

/// One or more, comma-separated.
fn app_secrets(
    get: &impl Fn(&str) -> String,
    development: bool,
) -> Result<Vec<String>, ConfigError> {
    let name = "WHATSAPP_APP_SECRET";
    let secrets: Vec<String> = get(name)
        .split(',')
        .map(|secret| secret.trim().to_owned())
        .filter(|secret| !secret.is_empty())
        .collect();
    if secrets.is_empty() {
        return Err(ConfigError::MissingSecret(name.to_owned()));
    }
    for value in &secrets {
        check_secret(name, value, development)?;
    }
    Ok(secrets)
}

/// Each shop's own token, or the one that all share.
fn access_tokens(
    get: &impl Fn(&str) -> String,
    shops: Result<&Shops, &ParseShopsError>,
    development: bool,
) -> Result<BTreeMap<Slug, String>, ConfigError> {
    let shared = "WHATSAPP_ACCESS_TOKEN";
    // Without shops that is the fault to name, unless the shared token is missing too.
    let Ok(shops) = shops else {
        return check_secret(shared, &get(shared), development).map(|()| BTreeMap::new());
    };
    shops
        .iter()
        .map(|(slug, _)| {
            let own = format!("{shared}__{}", slug.setting_suffix());
            let name = if get(&own).is_empty() { shared } else { &own };
            let value = get(name);
            check_secret(name, &value, development)?;
            Ok((slug.clone(), value))
        })
        .collect()
}

fn key(name: &str, value: String) -> Result<Secret<[u8; 32]>, ConfigError> {
    if is_development_value(&value) {
        return Ok(Secret(Sha256::digest(value).into()));
    }
    STANDARD
        .decode(value)
        .ok()
        .and_then(|bytes| bytes.try_into().ok())
        .map(Secret)
        .ok_or_else(|| ConfigError::Key(name.to_owned()))
}

fn address(
    get: &impl Fn(&str) -> String,
    name: &'static str,
    default: Option<&str>,
) -> Result<String, ConfigError> {
    let given = get(name);
    let value = match (given.as_str(), default) {
        ("", None) => {
            return Err(ConfigError::Variable {
                name,
                fault: "is missing",
            });
        }
        ("", Some(default)) => default,
        (given, _) => given.trim_end_matches('/'),
    };
    if value.starts_with("https://") || is_local(value) {
        Ok(value.to_owned())
    } else {
        Err(ConfigError::Variable {
            name,
            fault: "must be an https address",
        })
    }
}

fn jurisdiction(word: &str) -> Result<Jurisdiction, ConfigError> {
    match word {
        "" | "eu" => Ok(Jurisdiction::Eu),
        "us" => Ok(Jurisdiction::Us),
        "none" => Ok(Jurisdiction::Anywhere),
        _ => Err(ConfigError::Variable {
            name: "JURISDICTION",
            fault: "must be eu, us or none",
        }),
    }
}

fn seal_key(given: &str) -> Result<Option<SealKey>, ConfigError> {
    if given.is_empty() {
        return Ok(None);
    }
    SealKey::parse(given)
        .map(Some)
        .map_err(|_| ConfigError::Variable {
            name: "SEAL_PUBLIC_KEY",
            fault: "must be a public key in base64, as made by: cargo xtask sealed keys",
        })
}

/// Both halves, or which of them is missing. The address may be another in development only, so
/// that no setting can make a production worker believe somebody else's "passed".
fn turnstile(
    get: &impl Fn(&str) -> String,
    development: bool,
) -> Result<Result<Turnstile, TurnstileMissing>, ConfigError> {
    let (key_name, secret_name, base_name) = (
        "TURNSTILE_SITE_KEY",
        "TURNSTILE_SECRET",
        "TURNSTILE_BASE_URL",
    );
    let (site_key, secret) = (get(key_name), get(secret_name));
    let base_url = address(get, base_name, Some(DEFAULT_BASE))?;
    if base_url != DEFAULT_BASE && !development {
        return Err(ConfigError::Variable {
            name: base_name,
            fault: "is for development: leave it out",
        });
    }
    if (is_development_value(&secret) || is_public_secret(&secret)) && !development {
        return Err(ConfigError::DevelopmentValue(secret_name.to_owned()));
    }
    if !site_key.is_empty() && !is_site_key(&site_key) {
        return Err(ConfigError::Variable {
            name: key_name,
            fault: "must be the site key of a Turnstile widget",
        });
    }
    let missing = TurnstileMissing {
        site_key: site_key.is_empty(),
        secret: secret.is_empty(),
    };
    if missing.site_key || missing.secret {
        return Ok(Err(missing));
    }
    Ok(Ok(Turnstile {
        site_key,
        secret: Secret(secret),
        base_url,
    }))
}

/// `v26.0` and the like; Meta retires each version after about two years.
fn version(given: String) -> Result<String, ConfigError> {
    if given.is_empty() {
        return Ok("v26.0".to_owned());
    }
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let parts = given
        .strip_prefix('v')
        .and_then(|number| number.split_once('.'));
    if parts.is_some_and(|(major, minor)| digits(major) && digits(minor)) {
        Ok(given)
    } else {
        Err(ConfigError::Variable {
            name: "GRAPH_VERSION",
            fault: "must look like v26.0",
        })
    }
}

fn check_secret(name: &str, value: &str, development: bool) -> Result<(), ConfigError> {
    if value.is_empty() {
        Err(ConfigError::MissingSecret(name.to_owned()))
    } else if is_development_value(value) && !development {
        Err(ConfigError::DevelopmentValue(name.to_owned()))
    } else {
        Ok(())
    }
}

fn is_development_value(value: &str) -> bool {
    value.starts_with("dev-")
}

/// Whether an address is on this machine: `http://localhost`, with or without a port.
pub(crate) fn is_local(address: &str) -> bool {
    address
        .strip_prefix("http://localhost")
        .or_else(|| address.strip_prefix("http://127.0.0.1"))
        .is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/']))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHOPS: &str = r#"{"demo-two":{"phone_number_id":"2","waba_id":"9","number":"34600000002","origins":[]},"demo":{"phone_number_id":"1","waba_id":"9","number":"15550783881","origins":[]}}"#;

    fn settings(graph: &str) -> BTreeMap<String, String> {
        [
            ("WHATSAPP_APP_SECRET", "dev-app-secret"),
            ("WHATSAPP_VERIFY_TOKEN", "dev-verify-token"),
            ("WHATSAPP_ACCESS_TOKEN", "dev-access-token"),
            ("ADMIN_TOKEN", "dev-admin-token"),
            ("LEDGER_SIGNING_KEY", "dev-ledger-signing-key"),
            ("HASH_KEY", "dev-hash-key"),
            ("SHOPS", SHOPS),
            ("PUBLIC_URL", "http://localhost:8787"),
            ("GRAPH_BASE_URL", graph),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into()
    }

    fn read(settings: &BTreeMap<String, String>) -> Result<Config, ConfigError> {
        Config::read(|name| settings.get(name).cloned())
    }

    #[test]
    fn development_values_serve_on_localhost_only() {
        let config = read(&settings("http://localhost:8788")).unwrap();
        assert!(config.is_development());
        assert_eq!(
            *config.hash_key.expose(),
            <[u8; 32]>::from(Sha256::digest("dev-hash-key"))
        );
        for elsewhere in [
            "https://graph.facebook.com",
            "https://localhost.evil.example",
        ] {
            assert_eq!(
                read(&settings(elsewhere)).unwrap_err(),
                ConfigError::DevelopmentValue("WHATSAPP_APP_SECRET".into())
            );
        }
        assert!(matches!(
            read(&settings("http://localhost.evil.example")).unwrap_err(),
            ConfigError::Variable {
                name: "GRAPH_BASE_URL",
                ..
            }
        ));
    }

    #[test]
    fn a_missing_or_empty_secret_is_named_and_never_means_unchecked() {
        for name in [
            "WHATSAPP_APP_SECRET",
            "WHATSAPP_VERIFY_TOKEN",
            "WHATSAPP_ACCESS_TOKEN",
            "ADMIN_TOKEN",
            "LEDGER_SIGNING_KEY",
            "HASH_KEY",
        ] {
            let mut without = settings("http://localhost:8788");
            without.remove(name);
            assert_eq!(
                read(&without).unwrap_err(),
                ConfigError::MissingSecret(name.into())
            );
            for empty in [
                "",
                "  ",
                if name == "WHATSAPP_APP_SECRET" {
                    " , "
                } else {
                    ""
                },
            ] {
                without.insert(name.into(), empty.into());
                assert_eq!(
                    read(&without).unwrap_err(),
                    ConfigError::MissingSecret(name.into())
                );
            }
        }
    }

    #[test]
    fn a_shop_may_have_a_token_of_its_own() {
        let mut settings = settings("http://localhost:8788");
        settings.insert("WHATSAPP_ACCESS_TOKEN__DEMO_TWO".into(), "dev-own".into());
        let config = read(&settings).unwrap();
        assert_eq!(
            config.access_token(&Slug::parse("demo").unwrap()),
            Some("dev-access-token")
        );
        assert_eq!(
            config.access_token(&Slug::parse("demo-two").unwrap()),
            Some("dev-own")
        );
    }

    #[test]
    fn keys_are_32_bytes_in_base64() {
        let mut settings = settings("http://localhost:8788");
        settings.insert("HASH_KEY".into(), STANDARD.encode([7; 32]));
        assert_eq!(*read(&settings).unwrap().hash_key.expose(), [7; 32]);
        for wrong in [STANDARD.encode([7; 31]), "not base64!".to_owned()] {
            settings.insert("HASH_KEY".into(), wrong);
            assert_eq!(
                read(&settings).unwrap_err(),
                ConfigError::Key("HASH_KEY".into())
            );
        }
    }

    #[test]
    fn several_app_secrets_serve_while_one_is_being_changed() {
        let mut settings = settings("http://localhost:8788");
        settings.insert("WHATSAPP_APP_SECRET".into(), "dev-old, dev-new".into());
        assert_eq!(
            *read(&settings).unwrap().app_secrets.expose(),
            ["dev-old", "dev-new"]
        );
    }

    #[test]
    fn secrets_never_show() {
        let shown = format!("{:?}", read(&settings("http://localhost:8788")).unwrap());
        assert!(!shown.contains("dev-"), "{shown}");
    }

    #[test]
    fn addresses_lose_their_last_slash_and_make_the_links() {
        let mut settings = settings("http://localhost:8788/");
        settings.insert("WA_LINK_BASE".into(), "http://localhost:8788/wa/".into());
        let config = read(&settings).unwrap();
        let (_, shop) = config.shops.get("demo").unwrap();
        assert_eq!(config.link(shop), "http://localhost:8788/wa/15550783881");
        assert_eq!(
            config.messages_url(shop),
            "http://localhost:8788/v26.0/1/messages"
        );
    }

    #[test]
    fn a_seal_key_is_one_or_none() {
        let mut settings = settings("http://localhost:8788");
        assert_eq!(read(&settings).unwrap().seal_key, None);
        let (_, key) = crate::erasure::OpeningKey::pair(&[7; 32]);
        settings.insert("SEAL_PUBLIC_KEY".into(), key.to_string());
        assert_eq!(read(&settings).unwrap().seal_key, Some(key));
    }

    #[test]
    fn events_need_an_address_and_a_secret() {
        let mut settings = settings("http://localhost:8788");
        assert_eq!(read(&settings).unwrap().events, None);
        settings.insert("EVENTS_URL".into(), "https://crm.example/hook".into());
        assert_eq!(
            read(&settings).unwrap_err(),
            ConfigError::MissingSecret("EVENTS_SECRET".into())
        );
        let secret = format!("whsec_{}", STANDARD.encode([7; 32]));
        settings.insert("EVENTS_SECRET".into(), format!("dev-{secret}, {secret}"));
        let config = read(&settings).unwrap();
        let events = config.events.as_ref().unwrap();
        assert_eq!(events.url, "https://crm.example/hook");
        assert_eq!(events.secrets[0], events.secrets[1]);
        assert!(!format!("{config:?}").contains(&STANDARD.encode([7; 32])));
        for wrong in ["whsec_c2hvcnQ=", "dev-events", &STANDARD.encode([7; 32])] {
            settings.insert("EVENTS_SECRET".into(), wrong.into());
            let error = read(&settings).unwrap_err();
            assert_eq!(error, ConfigError::EventsSecret, "{wrong}");
            assert_eq!(error.code(), "secret_malformed");
            assert!(!error.to_string().contains(wrong));
        }
    }

    #[test]
    fn an_endpoint_has_another_mark_once_its_address_or_secret_is_another() {
        let mark = |url: &str, byte: u8| {
            let mut settings = settings("http://localhost:8788");
            settings.insert("EVENTS_URL".into(), url.into());
            let secret = format!("whsec_{}", STANDARD.encode([byte; 32]));
            settings.insert("EVENTS_SECRET".into(), secret);
            read(&settings).unwrap().events.unwrap().mark(&[1; 32])
        };
        let first = mark("https://crm.example/a", 1);
        assert_eq!(first, mark("https://crm.example/a", 1));
        assert_ne!(first, mark("https://crm.example/b", 1));
        assert_ne!(first, mark("https://crm.example/a", 2));
    }

    #[test]
    fn receivers_are_https_but_in_development_and_never_the_worker_itself() {
        let mut settings = settings("http://localhost:8788");
        let forward =
            |settings: &BTreeMap<String, String>| read(settings).map(|config| config.forward_url);
        assert_eq!(forward(&settings), Ok(None));
        for good in [
            "https://desk.example/hooks/wa?key=1",
            "http://localhost:3000/hook/",
        ] {
            settings.insert("FORWARD_URL".into(), good.into());
            assert_eq!(forward(&settings), Ok(Some(good.to_owned())));
        }
        for wrong in [
            "http://desk.example/",
            "desk.example",
            "https://",
            "ftp://desk.example/",
            "https://user:word@desk.example/",
            "http://localhost:8787/webhooks/whatsapp",
        ] {
            settings.insert("FORWARD_URL".into(), wrong.into());
            assert!(
                matches!(
                    forward(&settings).unwrap_err(),
                    ConfigError::Variable {
                        name: "FORWARD_URL",
                        ..
                    }
                ),
                "{wrong}"
            );
        }
        settings.insert("FORWARD_URL".into(), "http://localhost:3000/".into());
        settings.insert("GRAPH_BASE_URL".into(), "https://graph.facebook.com".into());
        for name in [
            "WHATSAPP_APP_SECRET",
            "WHATSAPP_VERIFY_TOKEN",
            "WHATSAPP_ACCESS_TOKEN",
            "ADMIN_TOKEN",
        ] {
            settings.insert(name.into(), "a-real-one".into());
        }
        for name in ["LEDGER_SIGNING_KEY", "HASH_KEY"] {
            settings.insert(name.into(), STANDARD.encode([7; 32]));
        }
        assert!(matches!(
            forward(&settings).unwrap_err(),
            ConfigError::Variable {
                name: "FORWARD_URL",
                ..
            }
        ));
        settings.remove("FORWARD_URL");
        assert_eq!(forward(&settings), Ok(None));
        settings.insert("EVENTS_URL".into(), "https://crm.example/hook".into());
        settings.insert(
            "EVENTS_SECRET".into(),
            format!("dev-whsec_{}", STANDARD.encode([7; 32])),
        );
        assert_eq!(
            read(&settings).unwrap_err(),
            ConfigError::DevelopmentValue("EVENTS_SECRET".into())
        );
    }

    #[test]
    fn the_check_against_robots_is_whole_or_says_what_is_missing() {
        let mut settings = settings("http://localhost:8788");
        let missing = |settings: &BTreeMap<String, String>| {
            read(settings).unwrap().turnstile.unwrap_err().to_string()
        };
        assert_eq!(
            missing(&settings),
            "set the variable TURNSTILE_SITE_KEY and the secret TURNSTILE_SECRET first"
        );
        settings.insert("TURNSTILE_SITE_KEY".into(), "1x00AA".into());
        assert_eq!(missing(&settings), "set the secret TURNSTILE_SECRET first");
        settings.insert("TURNSTILE_SECRET".into(), "dev-turnstile-secret".into());
        let turnstile = read(&settings).unwrap().turnstile.unwrap();
        assert_eq!(turnstile.site_key, "1x00AA");
        assert_eq!(turnstile.base_url, "https://challenges.cloudflare.com");
        assert!(!format!("{turnstile:?}").contains("dev-"));
        settings.remove("TURNSTILE_SITE_KEY");
        assert_eq!(
            missing(&settings),
            "set the variable TURNSTILE_SITE_KEY first"
        );
    }

    #[test]
    fn in_production_turnstile_is_cloudflares_own_and_its_secret_a_secret() {
        let mut production = settings("https://graph.facebook.com");
        let key = STANDARD.encode([7; 32]);
        for (name, value) in [
            ("WHATSAPP_APP_SECRET", "a"),
            ("WHATSAPP_VERIFY_TOKEN", "b"),
            ("WHATSAPP_ACCESS_TOKEN", "c"),
            ("ADMIN_TOKEN", "d"),
            ("LEDGER_SIGNING_KEY", key.as_str()),
            ("HASH_KEY", key.as_str()),
            ("TURNSTILE_SITE_KEY", "0x4AAAAAAAB"),
            ("TURNSTILE_SECRET", "0x4AAAAAAAC"),
        ] {
            production.insert(name.into(), value.into());
        }
        assert!(read(&production).unwrap().turnstile.is_ok());
        for known in [
            "dev-turnstile-secret",
            "1x0000000000000000000000000000000AA",
            "2x0000000000000000000000000000000AA",
            "3x0000000000000000000000000000000AA",
        ] {
            let mut with = production.clone();
            with.insert("TURNSTILE_SECRET".into(), known.into());
            assert_eq!(
                read(&with).unwrap_err(),
                ConfigError::DevelopmentValue("TURNSTILE_SECRET".into())
            );
        }
        for elsewhere in ["http://localhost:8788", "https://evil.example"] {
            let mut with = production.clone();
            with.insert("TURNSTILE_BASE_URL".into(), elsewhere.into());
            assert!(matches!(
                read(&with).unwrap_err(),
                ConfigError::Variable {
                    name: "TURNSTILE_BASE_URL",
                    ..
                }
            ));
        }
    }

    #[test]
    fn variables_are_checked() {
        for (name, value) in [
            ("SEAL_PUBLIC_KEY", "dev-seal-key"),
            ("TURNSTILE_SITE_KEY", "\" onload=\"x"),
            ("TURNSTILE_BASE_URL", "challenges.cloudflare.com"),
            ("JURISDICTION", "mars"),
            ("GRAPH_VERSION", "26"),
            ("PUBLIC_URL", "shop.example"),
        ] {
            let mut settings = settings("http://localhost:8788");
            settings.insert(name.into(), value.into());
            assert!(
                matches!(read(&settings).unwrap_err(), ConfigError::Variable { name: named, .. } if named == name)
            );
        }
    }
}
