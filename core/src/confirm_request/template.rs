//! The template that asks a typed number, as it is sent. As it is submitted to Meta it is in
//! `templates/<language>/optin_request.json`.

use super::ConfirmTap;
use crate::asking::Asking;
use crate::code::Code;
use crate::graph::{ButtonParameter, Parameters, TemplateMessage};
use crate::shops::Slug;

/// Its name. It promotes nothing and answers what somebody asked for, so it is utility in Meta's
/// eyes ("opt-in management").
pub const TEMPLATE: &str = "saludo_opt_in_request";

/// Asks the number that was typed with the request of this code. Its third button shows the words
/// of the statement: whoever taps "Confirm" may never have seen the form.
pub fn message(asking: &Asking, code: Code, contact: String, shop: &Slug) -> TemplateMessage {
    let statement = asking.statement();
    let tap = |is_yes| ButtonParameter::QuickReply(ConfirmTap { code, is_yes }.payload());
    let words = ButtonParameter::Url(format!("{shop}/statements/{}", statement.id()));
    TemplateMessage {
        name: TEMPLATE.to_owned(),
        language: asking.words().confirmation.language.clone(),
        header: None,
        parameters: Parameters::named([
            ("shop", statement.brand.clone()),
            ("purposes", asking.in_words()),
            ("contact", contact),
        ]),
        buttons: vec![(0, tap(true)), (1, tap(false)), (2, words)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Locale;
    use crate::purpose::PurposeId;
    use crate::settings::Settings;
    use crate::stop::is_stop;
    use crate::words::{self, LANGUAGES};
    use serde_json::Value;
    use std::collections::BTreeSet;

    fn file(locale: &str) -> Value {
        let root = env!("CARGO_MANIFEST_DIR");
        let path = format!("{root}/../templates/{locale}/optin_request.json");
        serde_json::from_str(&std::fs::read_to_string(&path).expect(&path)).expect(&path)
    }

    fn length(text: &Value) -> usize {
        text.as_str().unwrap().encode_utf16().count()
    }

    #[test]
    fn it_says_who_asks_for_what_and_whom_to_talk_to() {
        let settings = Settings::example_for("demo", "https://wa.demo.example");
        let statement = settings.statement(&Locale::parse("en").unwrap()).unwrap();
        let id = statement.id();
        let offers = vec![PurposeId::parse("offers").unwrap()];
        let asking = Asking::new(statement, offers, None).unwrap();
        let message = message(
            &asking,
            "12345-67896".parse().unwrap(),
            "a@b.example".to_owned(),
            &Slug::parse("demo").unwrap(),
        );
        assert_eq!(message.name, file("en")["name"]);
        assert_eq!(message.language, "en");
        assert_eq!(
            message.parameters,
            Parameters::named([
                ("shop", "Demo".to_owned()),
                ("purposes", "offers".to_owned()),
                ("contact", "a@b.example".to_owned()),
            ])
        );
        let tap = |payload: &str| ButtonParameter::QuickReply(payload.to_owned());
        assert_eq!(
            message.buttons,
            [
                (0, tap("saludo:asked:confirm:1234567896")),
                (1, tap("saludo:asked:not-me:1234567896")),
                (2, ButtonParameter::Url(format!("demo/statements/{id}"))),
            ]
        );
    }

    /// Meta's rules for a utility template (whatsapp.md § 3.3 and 3.4), and our own: who did not ask
    /// must learn how to say so.
    #[test]
    fn every_language_submits_the_same_template_within_metas_limits() {
        let mut bodies = BTreeSet::new();
        for locale in LANGUAGES {
            let template = file(locale);
            let language = &words::of(&Locale::parse(locale).unwrap())
                .unwrap()
                .confirmation;
            assert_eq!(template["name"], TEMPLATE);
            assert_eq!(template["language"], language.language);
            assert_eq!(template["category"], "UTILITY");
            assert_eq!(template["parameter_format"], "NAMED");
            let [body, footer, buttons] = template["components"].as_array().unwrap().as_slice()
            else {
                panic!("{locale}: body, footer, buttons");
            };
            let text = body["text"].as_str().unwrap();
            assert!(length(&body["text"]) <= 550, "{locale}");
            assert!(length(&footer["text"]) <= 60, "{locale}");
            for parameter in ["{{shop}}", "{{purposes}}", "{{contact}}"] {
                assert_eq!(text.matches(parameter).count(), 1, "{text}");
            }
            assert_eq!(text.matches("{{").count(), 3, "{text}");
            assert!(!text.starts_with("{{"), "{text}");
            assert!(!text.trim_end_matches(['.', ' ']).ends_with("}}"), "{text}");
            assert!(text.contains("WhatsApp") && text.contains("STOP"), "{text}");
            let [yes, no, words] = buttons["buttons"].as_array().unwrap().as_slice() else {
                panic!("{locale}: three buttons");
            };
            for button in [yes, no] {
                assert_eq!(button["type"], "QUICK_REPLY");
                let label = button["text"].as_str().unwrap();
                assert!(text.contains(label), "{locale}: {label}");
                assert!(!is_stop(label), "{locale}: {label}");
            }
            assert_eq!(words["type"], "URL");
            assert_eq!(words["url"], "https://wa.shop.example/s/{{1}}");
            for button in [yes, no, words] {
                assert!((1..=25).contains(&length(&button["text"])), "{locale}");
            }
            bodies.insert(text.to_owned());
        }
        assert_eq!(bodies.len(), LANGUAGES.len());
    }

    #[test]
    fn no_language_promotes_anything() {
        for locale in LANGUAGES {
            let lower = file(locale).to_string().to_lowercase();
            for word in [
                "welcome",
                "bienven",
                "bem-vind",
                "willkommen",
                "benvenut",
                "benvingu",
                "добро пожаловать",
                "أهلا",
                "مرحبا",
                "%",
                "gratis",
                "gratuit",
                "бесплатн",
                "مجان",
            ] {
                assert!(!lower.contains(word), "{locale}: {word}");
            }
        }
    }
}
