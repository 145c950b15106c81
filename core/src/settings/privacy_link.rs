//! The address of a privacy notice, which the worker opens once to see whether it is there.
//!
//! It is the one address that the worker calls because somebody typed it. So it must not lead into
//! anybody's private network, and neither may what it redirects to.

use url::{Host, Url};

/// Endings of names that mean something inside a private network only (RFC 6761, RFC 6762,
/// RFC 8375, and what routers hand out).
const PRIVATE: [&str; 5] = ["localhost", "local", "internal", "lan", "home.arpa"];

/// Why an address may not be a privacy notice's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PrivacyLinkError {
    /// It is no address, not of https, or has a user or a port in it.
    #[error("give the https address of the privacy notice")]
    NotHttps,
    /// It leads to an IP address or a private name.
    #[error("give an address that everybody can open, with the public name of its site")]
    Private,
}

/// Reads an address. In `development` one on `http://localhost` will do.
///
/// # Errors
/// Where it is no https address of a public site.
pub fn parse_privacy_link(text: &str, development: bool) -> Result<Url, PrivacyLinkError> {
    let url = Url::parse(text).map_err(|_| PrivacyLinkError::NotHttps)?;
    let has_user = !url.username().is_empty() || url.password().is_some();
    if development && url.scheme() == "http" && url.host_str() == Some("localhost") && !has_user {
        return Ok(url);
    }
    if url.scheme() != "https" || url.port().is_some() || has_user {
        return Err(PrivacyLinkError::NotHttps);
    }
    match url.host() {
        Some(Host::Domain(name)) if is_public(name) => Ok(url),
        _ => Err(PrivacyLinkError::Private),
    }
}

fn is_public(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    let is_under = |ending: &&str| {
        name.strip_suffix(*ending)
            .is_some_and(|rest| rest.ends_with('.'))
    };
    name.contains('.') && !PRIVATE.iter().any(is_under) && name != "home.arpa"
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Result<String, PrivacyLinkError> {
        parse_privacy_link(text, false).map(String::from)
    }

    #[test]
    fn a_notice_stands_on_a_public_site() {
        for good in [
            "https://shop.example/privacy",
            "https://shop.example/?page=privacy#cookies",
            "https://xn--caf-dma.example/datenschutz",
        ] {
            assert_eq!(read(good), Ok(good.to_owned()));
        }
        assert_eq!(
            read("https://café.example:443/a b"),
            Ok("https://xn--caf-dma.example/a%20b".to_owned())
        );
    }

    #[test]
    fn nothing_but_https_will_do() {
        for wrong in [
            "",
            "shop.example/privacy",
            "javascript:alert(1)",
            "ftp://shop.example/",
            "http://shop.example/privacy",
            "https://shop.example:8443/privacy",
            "https://ana:secret@shop.example/",
            "https://",
        ] {
            assert_eq!(read(wrong), Err(PrivacyLinkError::NotHttps), "{wrong}");
        }
    }

    #[test]
    fn nothing_private_is_opened_however_it_is_spelled() {
        for wrong in [
            "https://localhost/",
            "https://LOCALHOST./",
            "https://intranet/",
            "https://127.0.0.1/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://[::1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://169.254.169.254/latest/meta-data",
            "https://metadata.google.internal/",
            "https://nas.local/",
            "https://router.lan./",
            "https://x.home.arpa/",
            "https://home.arpa/",
            "https://a.localhost/",
        ] {
            assert_eq!(read(wrong), Err(PrivacyLinkError::Private), "{wrong}");
        }
    }

    #[test]
    fn on_a_developers_machine_its_own_page_will_do_and_no_other_address() {
        let read = |text| parse_privacy_link(text, true).map(String::from);
        let own = "http://localhost:8787/privacy";
        assert_eq!(read(own), Ok(own.to_owned()));
        assert!(parse_privacy_link(own, false).is_err());
        for wrong in [
            "http://127.0.0.1/",
            "http://localhost.evil.example/",
            "http://a@localhost/",
        ] {
            assert_eq!(read(wrong), Err(PrivacyLinkError::NotHttps), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn no_address_without_a_public_name_passes(text in "https://\\PC{0,30}") {
            if let Ok(url) = parse_privacy_link(&text, false) {
                prop_assert!(matches!(url.host(), Some(Host::Domain(name)) if name.contains('.')));
            }
        }
    }
}
