//! Where events go: `EVENTS_URL` and `EVENTS_SECRET`.

use super::EventsSecret;
use crate::config::{ConfigError, is_local};
use crate::signature::hmac_sha256;
use url::Url;

const URL: &str = "EVENTS_URL";
const SECRET: &str = "EVENTS_SECRET";
/// What a secret begins with that is for development alone.
const DEVELOPMENT: &str = "dev-";

/// Where events go, and what signs them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// The address.
    pub url: String,
    /// The secrets, at least one: the present one and, while it is being changed, its neighbour.
    pub secrets: Vec<EventsSecret>,
    mark: [u8; 32],
}

impl Endpoint {
    /// Reads the settings; nothing where there is no address.
    ///
    /// # Errors
    /// Names the setting that is missing, malformed or a development value out of place.
    pub(crate) fn read(
        get: &impl Fn(&str) -> String,
        development: bool,
        public_url: &str,
    ) -> Result<Option<Self>, ConfigError> {
        let given = get(SECRET);
        let secrets = given
            .split(',')
            .map(str::trim)
            .filter(|secret| !secret.is_empty())
            .map(|secret| read_secret(secret, development))
            .collect::<Result<Vec<_>, _>>()?;
        let Some(url) = check_address(URL, &get(URL), development, public_url)? else {
            return Ok(None);
        };
        if secrets.is_empty() {
            return Err(ConfigError::MissingSecret(SECRET.to_owned()));
        }
        let mark = hmac_sha256(given.as_bytes(), url.as_bytes());
        Ok(Some(Self { url, secrets, mark }))
    }

    /// Is another as soon as address or secret change: an endpoint that wanted nothing any more is
    /// then asked anew.
    pub fn mark(&self, hash_key: &[u8; 32]) -> [u8; 32] {
        hmac_sha256(hash_key, &self.mark)
    }
}

fn read_secret(given: &str, development: bool) -> Result<EventsSecret, ConfigError> {
    let secret = match given.strip_prefix(DEVELOPMENT) {
        Some(_) if !development => {
            return Err(ConfigError::DevelopmentValue(SECRET.to_owned()));
        }
        Some(secret) => secret,
        None => given,
    };
    EventsSecret::parse(secret).map_err(|_| ConfigError::EventsSecret)
}

/// The address of a receiver of the shop's own, as it is; nothing where it is not set. Its query may
/// hold a key.
///
/// # Errors
/// Where it is none, or not `https` (but for development on localhost), or our own, or with a password.
pub fn check_address(
    name: &'static str,
    given: &str,
    development: bool,
    public_url: &str,
) -> Result<Option<String>, ConfigError> {
    if given.is_empty() {
        return Ok(None);
    }
    let fault = |fault| ConfigError::Variable { name, fault };
    let url = Url::parse(given).map_err(|_| fault("must be an https address"))?;
    let is_secure = url.scheme() == "https" || (development && is_local(given));
    if !is_secure || url.host().is_none() {
        return Err(fault("must be an https address"));
    }
    // The platform's `fetch` refuses them.
    if !url.username().is_empty() || url.password().is_some() {
        return Err(fault("must not hold a user name or a password"));
    }
    let own = Url::parse(public_url).ok();
    if own.is_some_and(|own| own.origin() == url.origin()) {
        return Err(fault("must not be the worker's own address"));
    }
    Ok(Some(given.to_owned()))
}
