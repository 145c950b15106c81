//! What a message means: how it is dressed does not matter, and a stop stays one wherever it comes.

use saludo_core::confirm::{Reading, around, read};
use saludo_core::fold::{after, fold};
use saludo_core::settings::Settings;
use saludo_core::stop::{Said, Setting, hear, is_stop, mentions_stop};
use saludo_core::webhook::{Content, Message};

const ANYWHERE: Setting = Setting {
    answers_us: false,
    from_plus_one: false,
};

pub(crate) fn check(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let said = hear(&text, ANYWHERE);
    dress_does_not_matter(&text, said);
    settings_only_sharpen(&text, said);
    assert_eq!(is_stop(&text), said == Said::Stop);
    folding_is_settled(&text);
    what_is_read_is_what_was_said(&text, said);
}

fn dress_does_not_matter(text: &str, said: Said) {
    for dressed in [
        text.to_ascii_uppercase(),
        text.to_ascii_lowercase(),
        format!("  {text} !\n"),
        format!("*{text}*"),
        format!("🛑 {text} 🙏"),
    ] {
        assert_eq!(hear(&dressed, ANYWHERE), said, "{dressed:?}");
    }
}

/// Where a message came from turns an "unclear" into a stop, and nothing else.
fn settings_only_sharpen(text: &str, said: Said) {
    for (answers_us, from_plus_one) in [(true, false), (false, true), (true, true)] {
        let setting = Setting {
            answers_us,
            from_plus_one,
        };
        let here = hear(text, setting);
        assert!(
            here == said || (said == Said::Unclear && here == Said::Stop),
            "{said:?} became {here:?}"
        );
    }
}

fn folding_is_settled(text: &str) {
    let folded = fold(text);
    assert_eq!(fold(&folded), folded);
    assert!(after(text, &folded).is_some(), "a text begins with itself");
    let half: String = folded.chars().take(folded.chars().count() / 2).collect();
    if let Some(rest) = after(text, &half) {
        assert!(text.ends_with(rest));
        let begins = text.strip_suffix(rest).unwrap_or_default();
        assert_eq!(fold(begins), half, "what is left begins where it ends");
    }
}

fn what_is_read_is_what_was_said(text: &str, said: Said) {
    let shop = Settings::example_for("demo", "https://wa.demo.example");
    let message = Message::parse(
        serde_json::json!({"type": "text", "text": {"body": text}})
            .to_string()
            .as_bytes(),
    );
    let Some(message) = message else {
        unreachable!("a text message is one");
    };
    assert_eq!(message.content, Content::Text(text.to_owned()));
    match read(&message, &shop, ANYWHERE) {
        Reading::Stop => assert_eq!(said, Said::Stop),
        Reading::Start => assert_eq!(said, Said::Start),
        Reading::Unclear => assert_eq!(said, Said::Unclear),
        Reading::Codes { text, candidates } => {
            assert!(!candidates.is_empty());
            for candidate in candidates {
                let (before, behind) = around(text, candidate);
                assert!(text.starts_with(before) && text.ends_with(behind));
                // Whatever it says, it says it without a panic.
                let _ = mentions_stop(behind);
            }
        }
        Reading::Answer(_) | Reading::Keep | Reading::Asked(_) | Reading::Advert(_) => {
            unreachable!("a text is no tap and no advert")
        }
        Reading::Preferences(_)
        | Reading::Campaign(..)
        | Reading::CodeLost(_)
        | Reading::Ordinary => {
            assert!(matches!(said, Said::Nothing | Said::Unclear));
        }
    }
}
