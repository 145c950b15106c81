//! The hosted page where a typed number is asked: a number, a check, and the same words.

use super::*;
use crate::config::Config;
use crate::settings::ConfirmMode;
use crate::turnstile::Turnstile;

fn turnstile() -> Turnstile {
    let config = Config::read(|name| {
        let value = match name {
            "SHOPS" => {
                r#"{"demo":{"phone_number_id":"1","waba_id":"9","number":"15550783881","origins":[]}}"#
            }
            "PUBLIC_URL" | "GRAPH_BASE_URL" => "http://localhost:8787",
            "TURNSTILE_SITE_KEY" => "0x4AAA-b_c",
            "WHATSAPP_APP_SECRET"
            | "WHATSAPP_VERIFY_TOKEN"
            | "WHATSAPP_ACCESS_TOKEN"
            | "ADMIN_TOKEN"
            | "LEDGER_SIGNING_KEY"
            | "HASH_KEY"
            | "TURNSTILE_SECRET" => "dev-secret",
            _ => return None,
        };
        Some(value.to_owned())
    });
    config.unwrap().turnstile.unwrap()
}

/// A shop that asks numbers.
fn asking() -> Settings {
    Settings {
        confirm: ConfirmMode::Template,
        ..plain()
    }
}

fn with_asking<T>(settings: &Settings, tag: &str, look: impl FnOnce(&Panel<'_>) -> T) -> T {
    let turnstile = turnstile();
    let slug = Slug::parse("demo").unwrap();
    let shop = Shop {
        phone_number_id: "106540352242922".to_owned(),
        waba_id: "102290129340398".to_owned(),
        number: "15550783881".to_owned(),
        origins: Vec::new(),
    };
    let place = Place {
        slug: &slug,
        shop: &shop,
        link: LINK.to_owned(),
        hosted: HOSTED.to_owned(),
    };
    let panel = Panel::new(place, settings, Some(&locale(tag)), None).unwrap();
    look(&panel.with_check(Some(&turnstile)))
}

fn shown(settings: &Settings, tag: &str, query: &str) -> String {
    with_asking(settings, tag, |panel| {
        let visit = Visit::open(url::form_urlencoded::parse(query.as_bytes()), "12345-67896");
        panel.page(&visit, &[], "?").into_string()
    })
}

#[test]
fn it_shows_a_required_number_the_check_and_the_same_words_under_another_button() {
    for tag in LANGUAGES {
        let settings = asking();
        let html = shown(&settings, tag, "");
        let plain = settings.statement(&locale(tag)).unwrap();
        let words = crate::confirm_request::words_of(&locale(tag)).unwrap();
        let own = Statement {
            button: words.button.clone(),
            ..plain.clone()
        };
        assert!(settings.statements(&locale(tag)).contains(&own));
        let language = locale(tag).language().to_owned();
        for there in [
            format!("name=\"statement\" value=\"{}\"", own.id()),
            escaped(&plain.consent),
            escaped(&words.button),
            escaped(&words.how),
            "name=\"phone\" type=\"tel\"".to_owned(),
            "aria-required=\"true\" aria-describedby=\"how\"".to_owned(),
            format!(
                "<div class=\"cf-turnstile scripted\" data-sitekey=\"0x4AAA-b_c\" data-action=\"opt-in\" \
                 data-size=\"flexible\" data-language=\"{language}\" data-theme=\"auto\"></div>"
            ),
            "<script src=\"https://challenges.cloudflare.com/turnstile/v0/api.js\" async defer></script>"
                .to_owned(),
            format!("<noscript><p>{}</p>", escaped(&words.needs_script)),
        ] {
            assert!(html.contains(&there), "{tag}: {there}");
        }
        let without_script = part(&html, "<noscript>", "</noscript>");
        assert!(without_script.contains(&format!("href=\"{LINK}?text=")));
        assert!(!html.contains(&plain.id().to_string()), "{tag}");
        assert!(!html.contains(" style="), "{tag}");
    }
}

#[test]
fn a_product_is_asked_about_with_the_number_too() {
    let settings = Settings {
        confirm: ConfirmMode::Template,
        ..full()
    };
    let html = shown(&settings, "en", "product=SKU1&title=Mug");
    assert!(html.contains("part=\"phone\"") && html.contains("cf-turnstile"));
    let product = settings.product_statement(&locale("en")).unwrap();
    assert!(!html.contains(&product.id().to_string()));
    let own = Statement {
        button: "Ask me on WhatsApp".to_owned(),
        ..product
    };
    assert!(own.is_of_product() && html.contains(&own.id().to_string()));
    let opt_in = |phone: &str| {
        let posted = format!(
            "code=12345-67896&statement={}&locale=en&product=SKU1&title=Mug&phone={phone}",
            own.id()
        );
        let visit = Visit::posted(posted.as_bytes());
        with_asking(&settings, "en", |panel| {
            panel.opt_in(&visit, "https://a.example/")
        })
    };
    assert_eq!(opt_in("600000001").unwrap()["phone"], "+34600000001");
    assert_eq!(opt_in("").unwrap_err()[0].input.as_deref(), Some("phone"));
    assert_eq!(opt_in("12").unwrap_err()[0].input.as_deref(), Some("phone"));
}

#[test]
fn the_number_is_required_even_where_the_shops_other_forms_ask_none() {
    let settings = asking();
    let missing = with_asking(&settings, "en", |panel| {
        let visit = Visit::posted(b"code=12345-67896&locale=en&purpose=offers");
        panel.opt_in(&visit, "https://a.example/").unwrap_err()
    });
    assert_eq!(missing.len(), 1);
    assert_eq!(missing[0].words, "Please write your WhatsApp number.");
}

#[test]
fn bubble_and_inline_form_of_such_a_shop_are_as_ever() {
    assert_eq!(bubble(&asking(), "en"), bubble(&plain(), "en"));
    assert_eq!(inline(&asking()), inline(&plain()));
}

#[test]
fn without_the_check_or_the_setting_the_page_leads_to_whatsapp_as_ever() {
    let page = |panel: &Panel<'_>| {
        let visit = Visit::open(url::form_urlencoded::parse(b""), "12345-67896");
        panel.page(&visit, &[], "?").into_string()
    };
    let ordinary = with_panel(&plain(), "en", page);
    for absent in ["turnstile", "<script", "noscript", "id=\"how\"", "scripted"] {
        assert!(!ordinary.contains(absent), "{absent}");
    }
    assert_eq!(with_asking(&plain(), "en", |panel| page(panel)).len(), {
        // The two are drawn at other times of the shop's day.
        with_panel(&plain(), "en", page).len()
    });
    assert_eq!(with_panel(&asking(), "en", page), ordinary);
}

#[test]
fn trouble_is_said_in_words_and_the_page_after_it_tells_nothing_of_the_number() {
    let said = |trouble| {
        with_asking(&asking(), "en", |panel| {
            let faults = panel.trouble(trouble);
            let [fault] = faults.as_slice() else {
                panic!("{faults:?}");
            };
            (fault.input.clone(), fault.words.clone())
        })
    };
    for (trouble, input, begins) in [
        (Trouble::NotChecked, None, "Please wait until the check"),
        (
            Trouble::Unreachable,
            None,
            "The check against robots could not be made",
        ),
        (
            Trouble::ShopLimit,
            None,
            "No more numbers can be asked today.",
        ),
        (
            Trouble::NumberLimit,
            Some("phone".to_owned()),
            "This number was entered too often",
        ),
    ] {
        let (at, words) = said(trouble);
        assert_eq!(at, input);
        assert!(words.starts_with(begins), "{words}");
    }
    let html = with_asking(&asking(), "en", |panel| panel.sent_page().into_string());
    assert!(html.contains("Look into your WhatsApp"));
    assert!(html.contains("If this number may be asked, a message from Demo is on its way to it."));
    assert!(!html.contains("<form") && !html.contains("<script"));
}

#[test]
fn a_check_longer_than_cloudflares_is_none() {
    let token = |length: usize| {
        let body = format!("cf-turnstile-response={}", "x".repeat(length));
        Visit::posted(body.as_bytes()).check().map(str::len)
    };
    assert_eq!(token(0), None);
    assert_eq!(token(2048), Some(2048));
    assert_eq!(token(2049), None);
}
