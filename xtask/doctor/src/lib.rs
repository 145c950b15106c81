//! The set-up check of a deployed worker: what it says of itself, which needs the admin token, and
//! what only somebody outside can see.

mod call;
mod finding;
mod outside;
mod within;

pub use finding::{Finding, State};

use anyhow::{Result, bail};
use call::Caller;
use url::{Host, Url};

/// What to look at.
#[derive(Debug, Clone)]
pub struct Patient {
    /// The worker's address.
    pub url: String,
    /// One shop; else all of them.
    pub shop: Option<String>,
    /// The admin token, without which only the outside is seen.
    pub token: Option<String>,
}

/// Everything that was found, in order: a heading and its lines.
pub type Examination = Vec<(String, Vec<Finding>)>;

/// Looks at everything.
///
/// # Errors
/// When the address is none, or the token would cross the network in the clear.
pub fn examine(patient: &Patient) -> Result<Examination> {
    let base = base(&patient.url)?;
    let caller = Caller::new(&base);
    let mut examination = vec![];
    let health = outside::health(&caller);
    let answers = health.state == State::Green;
    let mut around = vec![health];
    if answers {
        around.extend(outside::webhook(&caller));
        around.push(outside::admin(&caller));
    }
    let reached = around.iter().all(|finding| finding.state == State::Green);
    examination.push((format!("From outside: {base}"), around));
    if !answers {
        return Ok(examination);
    }
    let Some(token) = patient.token.as_deref().filter(|token| !token.is_empty()) else {
        let shops = patient.shop.iter();
        examination.extend(shops.map(|shop| (shop.clone(), outside::shop(&caller, shop))));
        let hint = Finding::amber(
            "Admin token",
            "ADMIN_TOKEN is not set here, so the rest was not looked at.",
            "Run it again as: ADMIN_TOKEN=… cargo xtask doctor --url … (it is read from the environment alone, so that it stays out of your shell's history if you want it to).",
        );
        examination.push(("From within".to_owned(), vec![hint]));
        return Ok(examination);
    };
    let shops = match &patient.shop {
        Some(shop) => Ok(vec![shop.clone()]),
        None => within::shops(&caller, token),
    };
    match shops {
        Ok(shops) => {
            for shop in shops {
                let mut findings = outside::shop(&caller, &shop);
                findings.extend(within::checks(&caller, token, &shop, reached));
                examination.push((format!("Shop {shop}"), findings));
            }
        }
        Err(finding) => examination.push(("From within".to_owned(), vec![finding])),
    }
    Ok(examination)
}

/// Whether anything must be mended.
pub fn is_sick(examination: &Examination) -> bool {
    let mut all = examination.iter().flat_map(|(_, findings)| findings);
    all.any(|finding| finding.state == State::Red)
}

/// The address without a slash at its end. The token is shown to nobody on the way.
fn base(text: &str) -> Result<String> {
    let Ok(url) = Url::parse(text) else {
        bail!("{text} is no address; give one like https://wa.shop.example");
    };
    let is_local = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    match url.scheme() {
        "https" => {}
        "http" if is_local => {}
        _ => bail!(
            "give the https address of the worker; over {} others would read your token",
            url.scheme()
        ),
    }
    Ok(url.origin().ascii_serialization())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_crosses_no_network_in_the_clear() {
        for (text, address) in [
            ("https://wa.shop.example/", Some("https://wa.shop.example")),
            (
                "https://wa.shop.example/admin?x=1",
                Some("https://wa.shop.example"),
            ),
            ("http://localhost:8787", Some("http://localhost:8787")),
            ("http://127.0.0.1:1/", Some("http://127.0.0.1:1")),
            ("http://wa.shop.example", None),
            ("http://localhost.evil.example", None),
            ("ftp://localhost", None),
            ("wa.shop.example", None),
        ] {
            assert_eq!(base(text).ok().as_deref(), address, "{text}");
        }
    }

    #[test]
    fn where_nothing_answers_that_is_the_finding() {
        let patient = Patient {
            url: "http://localhost:1".to_owned(),
            shop: None,
            token: Some("x".to_owned()),
        };
        let examination = examine(&patient).unwrap_or_default();
        assert_eq!(examination.len(), 1);
        assert!(is_sick(&examination));
        assert_eq!(examination[0].1[0].title, "Reachable");
    }
}
