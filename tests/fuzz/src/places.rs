//! What addresses and headers carry: each has one meaning, and what was read is written back so that
//! it reads the same.

use crate::choice;
use saludo_core::accept_language;
use saludo_core::browser::Browser;
use saludo_core::confirm_request::ConfirmTap;
use saludo_core::export::Cursor;
use saludo_core::ledger::PersonId;
use saludo_core::locale::Locale;
use saludo_core::network::limit_key;
use saludo_core::page::Page;
use saludo_core::person_page::{Act, Notice};
use saludo_core::phone::UserId;
use saludo_core::question::{StopTap, Tap};
use saludo_core::shops::Slug;
use saludo_core::signature::{AppSecrets, Signature, handshake};
use saludo_core::statement::StatementId;

pub(crate) fn check(data: &[u8]) {
    let (_, body) = choice(data);
    let text = String::from_utf8_lossy(data);
    ids(&text);
    if let Ok(cursor) = text.parse::<Cursor>() {
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
    }
    if let Ok(page) = Page::parse(&text) {
        assert_eq!(Page::parse(page.as_str()).as_ref(), Ok(&page));
        let url = url::Url::parse(page.as_str());
        assert!(url.is_ok_and(|url| {
            url.username().is_empty()
                && url.password().is_none()
                && url.fragment().is_none()
                && url.query_pairs().all(|(name, _)| name.starts_with("utm_"))
        }));
    }
    if let Ok(locale) = Locale::parse(&text) {
        assert_eq!(Locale::parse(locale.as_str()), Ok(locale));
    }
    for locale in accept_language::wanted(&text) {
        assert_eq!(Locale::parse(locale.as_str()), Ok(locale));
    }
    if let Some(browser) = Browser::of(&text) {
        assert!(browser.to_string().len() <= 40, "a family and a version");
    }
    assert_eq!(limit_key(&[7; 32], 0, &text).len(), 64);
    if let Ok(signature) = Signature::parse(&text) {
        assert_eq!(text.len(), 71);
        let secrets = AppSecrets::new(&["a secret".to_owned()]);
        assert!(!signature.signs(body, &secrets));
    }
    assert_eq!(
        handshake(Some("subscribe"), Some(&text), Some("1"), "a secret"),
        (text == "a secret").then_some("1")
    );
    forms(data);
}

/// An id has one spelling.
fn ids(text: &str) {
    if let Ok(slug) = Slug::parse(text) {
        assert_eq!(slug.to_string(), text);
    }
    if let Ok(id) = PersonId::parse(text) {
        assert_eq!(id.as_str(), text);
    }
    if let Ok(id) = StatementId::parse(text) {
        assert_eq!(id.to_string(), text.to_ascii_lowercase());
    }
    if let Ok(id) = UserId::parse(text) {
        assert_eq!(id.as_str(), text);
    }
    if let Some(tap) = Tap::parse(text) {
        assert_eq!(tap.id(), text);
    }
    if let Some(tap) = StopTap::parse(text) {
        assert_eq!(tap.id(), text);
    }
    if let Some(tap) = ConfirmTap::parse(text) {
        assert_eq!(tap.payload(), text);
    }
}

/// The buttons of the shopper's page.
fn forms(data: &[u8]) {
    if let Some(act) = Act::parse(data) {
        let written = serde_json::to_vec(&act).unwrap_or_default();
        assert_eq!(serde_json::from_slice::<Act>(&written).ok(), Some(act));
    }
    let fields: Vec<(String, String)> = url::form_urlencoded::parse(data).into_owned().collect();
    let field = |name: &str| {
        let mut own = fields.iter().filter(|(own, _)| own == name);
        own.next().map(|(_, value)| value.as_str())
    };
    if let Some(notice) = Notice::parse(field) {
        let query = notice.query();
        let field = |name: &str| {
            let mut own = query.iter().filter(|(own, _)| *own == name);
            own.next().map(|(_, value)| *value)
        };
        assert_eq!(Notice::parse(field).as_ref(), Some(&notice));
    }
}
