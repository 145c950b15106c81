//! Media that people sent: from where they may be fetched, and as what they may be shown.
//!
//! Whoever wrote to the shop chose the bytes and says what they are. So a browser is given nothing
//! that can run: pictures, sounds and films of known types are shown, all else is a download.

use crate::webhook::MediaKind;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;

/// Meta's own limit for a document, which is the largest of media.
pub const MAX_MEDIUM: u64 = 100 * 1024 * 1024;

/// Types that browsers show and that cannot hold script. (SVG can.)
const SHOWN: [&str; 15] = [
    "image/jpeg",
    "image/png",
    "image/webp",
    "image/gif",
    "audio/aac",
    "audio/amr",
    "audio/mpeg",
    "audio/mp4",
    "audio/ogg",
    "audio/opus",
    "audio/wav",
    "audio/webm",
    "video/mp4",
    "video/3gpp",
    "video/webm",
];

/// Where Meta's servers of media are.
const HOSTS: [&str; 4] = ["fbsbx.com", "facebook.com", "fbcdn.net", "whatsapp.net"];

/// As what a medium goes to the browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Served {
    /// `Content-Type`.
    pub content_type: &'static str,
    /// `Content-Disposition`.
    pub disposition: String,
}

/// Decides as what a medium of such a type goes, with what its sender called it.
pub fn served(mime_type: &str, filename: Option<&str>) -> Served {
    let plain = mime_type.split(';').next().unwrap_or_default().trim();
    let shown = SHOWN
        .into_iter()
        .find(|shown| plain.eq_ignore_ascii_case(shown));
    match shown {
        Some(content_type) => Served {
            content_type,
            disposition: "inline".to_owned(),
        },
        None => Served {
            content_type: "application/octet-stream",
            disposition: attachment(filename),
        },
    }
}

/// What RFC 8187 lets stand in a header as it is.
const NAME: &AsciiSet = &NON_ALPHANUMERIC.remove(b'.').remove(b'-').remove(b'_');

fn attachment(filename: Option<&str>) -> String {
    let name: String = filename
        .unwrap_or("file")
        .chars()
        .filter(|letter| !letter.is_control() && !"/\\".contains(*letter))
        .take(150)
        .collect();
    format!(
        "attachment; filename*=UTF-8''{}",
        utf8_percent_encode(&name, NAME)
    )
}

/// Whether an address is one to which the access token may go for a medium: Meta's own, or that of
/// the stand-in for Meta in development.
pub fn is_graph_media_address(address: &str, graph_base_url: &str) -> bool {
    let (Ok(address), Ok(graph)) = (Url::parse(address), Url::parse(graph_base_url)) else {
        return false;
    };
    if address.origin() == graph.origin() {
        return true;
    }
    let is_metas = |host: &str| {
        HOSTS.iter().any(|own| {
            host.strip_suffix(own)
                .is_some_and(|before| before.is_empty() || before.ends_with('.'))
        })
    };
    address.scheme() == "https"
        && address.port().is_none()
        && address.username().is_empty()
        && address.password().is_none()
        && address.host_str().is_some_and(is_metas)
}

/// What stands in place of a medium in a list.
pub(crate) fn sign(kind: MediaKind) -> &'static str {
    match kind {
        MediaKind::Image => "🖼",
        MediaKind::Video => "🎞",
        MediaKind::Audio => "🎤",
        MediaKind::Document => "📄",
        MediaKind::Sticker => "🙂",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn pictures_sounds_and_films_are_shown_and_all_else_is_a_file() {
        assert_eq!(served("image/jpeg", None).content_type, "image/jpeg");
        let voice = served("audio/ogg; codecs=opus", Some("x.ogg"));
        assert_eq!(
            (voice.content_type, voice.disposition.as_str()),
            ("audio/ogg", "inline")
        );
        for harmful in [
            "text/html",
            "image/svg+xml",
            "application/pdf",
            "application/xhtml+xml",
            "text/javascript",
            "",
            "image/jpegx",
        ] {
            let served = served(harmful, Some("a b.pdf"));
            assert_eq!(served.content_type, "application/octet-stream", "{harmful}");
            assert_eq!(served.disposition, "attachment; filename*=UTF-8''a%20b.pdf");
        }
    }

    #[test]
    fn a_filename_is_no_header_and_no_path() {
        let name = |name| served("application/pdf", Some(name)).disposition;
        assert_eq!(
            name("../a\r\nSet-Cookie: x"),
            "attachment; filename*=UTF-8''..aSet-Cookie%3A%20x"
        );
        assert_eq!(
            name("ñ\"'.pdf"),
            "attachment; filename*=UTF-8''%C3%B1%22%27.pdf"
        );
    }

    #[test]
    fn the_token_goes_to_meta_alone() {
        let graph = "https://graph.facebook.com";
        for good in [
            "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1",
            "https://graph.facebook.com/v25.0/1",
            "https://mmg.whatsapp.net/x",
        ] {
            assert!(is_graph_media_address(good, graph), "{good}");
        }
        for bad in [
            "http://lookaside.fbsbx.com/x",
            "https://fbsbx.com.evil.example/x",
            "https://evilfbsbx.com/x",
            "https://lookaside.fbsbx.com@evil.example/",
            "https://user:pass@lookaside.fbsbx.com/",
            "https://lookaside.fbsbx.com:8443/",
            "http://localhost:8788/x",
            "file:///etc/passwd",
            "x",
        ] {
            assert!(!is_graph_media_address(bad, graph), "{bad}");
        }
        let sandbox = "http://localhost:8788";
        assert!(is_graph_media_address(
            "http://localhost:8788/media/1",
            sandbox
        ));
        assert!(!is_graph_media_address(
            "http://localhost:8787/media/1",
            sandbox
        ));
    }

    proptest! {
        /// Whatever somebody says that it is: what is sent cannot be run.
        #[test]
        fn nothing_is_served_as_what_can_run(mime in "\\PC{0,40}", name in "\\PC{0,40}") {
            let served = served(&mime, Some(&name));
            let type_ = served.content_type;
            prop_assert!(SHOWN.contains(&type_) || type_ == "application/octet-stream");
            prop_assert!(served.disposition.is_ascii());
            prop_assert!(!served.disposition.bytes().any(|byte| byte.is_ascii_control()));
        }
    }
}
