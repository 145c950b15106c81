//! A shop's settings: what is accepted is accepted again and means the same, and makes whole pages.

use saludo_core::settings::Settings;

pub(crate) fn check(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    match Settings::parse(&text) {
        Ok(settings) => {
            let stored = serde_json::to_string(&settings).unwrap_or_default();
            assert_eq!(Settings::parse(&stored).as_ref(), Ok(&settings));
            assert!(settings.may_be_published());
            for locale in &settings.locales {
                let statement = settings.statement(locale);
                assert!(statement.is_some_and(|statement| {
                    statement.locale == *locale && !statement.purposes.is_empty()
                }));
            }
        }
        Err(faults) => assert!(!faults.is_empty(), "a refusal says why"),
    }
}
