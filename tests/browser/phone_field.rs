//! The phone field: asked for or not, the country it is read in, its grouping, and what is wrong.

use crate::hands::{Panel, count, opt_in};
use crate::stage::{DESK, PHONE, Stage};
use saludo_tests::shop::Shop;
use serde_json::{Value, json};
use thirtyfour::prelude::*;

const COUNTRY: &str = "[part=country]";
const NUMBER: &str = "[part=phone]";

/// A shop that asks for the number in this mode, at home in this country.
fn asking(mode: &str, country: Option<&str>) -> Shop {
    let shop = Shop::own();
    shop.change_settings(|settings| {
        settings["phone"] = json!(mode);
        settings["country"] = json!(country);
    });
    shop
}

/// Its open form with "offers" ticked, on a phone whose browser speaks `language`.
async fn form(shop: &Shop, language: &str) -> Stage {
    let stage = Stage::new(PHONE).await;
    stage.browse_in(language).await;
    stage.open_variant("plain", shop, "lang=en").await;
    let panel = stage.panel();
    panel.open_form().await;
    panel.tick("offers").await;
    stage
}

/// What the field holds, and the country's letters and code beside it.
async fn field(panel: Panel<'_>) -> Value {
    panel
        .ask("return [find('[part=phone]').value, find('[part=country]').value, find('.country').dataset.code]")
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shop_that_does_not_ask_for_the_number_has_no_field_and_no_words_for_it() {
    let shop = Shop::own();
    let stage = form(&shop, "en-US").await;
    let of_phones = "return root.innerHTML.match(/phone_|part=.?phone|part=.?country/g)";
    assert_eq!(stage.panel().ask(of_phones).await, Value::Null);
    stage.panel().go().await;
    assert_eq!(opt_in(&stage, &shop).await["phone"], Value::Null);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_it_is_optional_it_may_stay_empty() {
    let shop = asking("optional", Some("ES"));
    let stage = form(&shop, "en-US").await;
    let panel = stage.panel();
    panel
        .says("label[for=phone]", "Your WhatsApp number (optional)")
        .await;
    stage.settled().await;
    stage.picture("phone-field-optional").await;
    stage.axe("an optional phone number").await;
    panel.go().await;
    assert_eq!(opt_in(&stage, &shop).await["phone"], Value::Null);
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_it_is_required_nothing_opens_without_it() {
    let shop = asking("required", Some("ES"));
    let stage = form(&shop, "es").await;
    let panel = stage.panel();
    panel.says("label[for=phone]", "Your WhatsApp number").await;
    panel.tap("[part=continue]").await;
    panel
        .says("[part=error]", "Please write your WhatsApp number.")
        .await;
    let field = "const it = root.activeElement; \
        return [it.part.value, it.getAttribute('aria-invalid'), it.getAttribute('aria-describedby'), it.getAttribute('aria-required')]";
    assert_eq!(
        panel.ask(field).await,
        json!(["phone", "true", "error", "true"])
    );
    assert_eq!((stage.windows().await, count(&shop)), (1, 0));
    stage.settled().await;
    stage.picture("phone-field-missing").await;
    stage.axe("a missing phone number").await;
    panel.type_in(NUMBER, "600000001").await;
    assert_eq!(panel.text("[part=error]").await, Value::Null);
    panel.go().await;
    assert_eq!(opt_in(&stage, &shop).await["phone"], "+34600000001");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_number_is_told_what_is_wrong_with_it() {
    let spain = asking("required", Some("ES"));
    let nowhere = asking("required", None);
    for (shop, typed, words) in [
        (
            &spain,
            "call me",
            "This doesn’t look like a phone number. Digits are all we need.",
        ),
        (
            &spain,
            "600 000",
            "This number seems too short. Is a digit missing?",
        ),
        (
            &spain,
            "+34 600 000 00",
            "This number seems too short. Is a digit missing?",
        ),
        (
            &spain,
            "600 000 000 012",
            "This number seems too long. Is there a digit too many?",
        ),
        (
            &nowhere,
            "600 000 001",
            "Choose your country, or begin with + and the country code.",
        ),
        (
            &spain,
            "+999 600 000 001",
            "Choose your country, or begin with + and the country code.",
        ),
    ] {
        let stage = form(shop, "eo").await;
        let panel = stage.panel();
        panel.type_in(NUMBER, typed).await;
        panel.tap("[part=continue]").await;
        panel.says("[part=error]", words).await;
        assert_eq!((stage.windows().await, count(shop)), (1, 0), "{typed}");
        let blamed = "return all('[aria-invalid=true]').map(it => it.part.value)";
        assert_eq!(panel.ask(blamed).await, json!(["phone"]), "{typed}");
        stage.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_countries_are_named_and_sorted_in_the_forms_language() {
    let shop = asking("required", None);
    for (language, first, own) in [
        ("en", ["Afghanistan", "Åland Islands", "Albania"], "Spain"),
        ("de", ["Afghanistan", "Ägypten", "Ålandinseln"], "Spanien"),
        ("es", ["Afganistán", "Albania", "Alemania"], "España"),
    ] {
        let stage = Stage::on_variant(DESK, "plain", &shop, &format!("lang={language}")).await;
        let panel = stage.panel();
        panel.open_form().await;
        let names = "return all('[part=country] option').slice(0, 3).map(it => it.text)";
        assert_eq!(panel.ask(names).await, json!(first), "{language}");
        let spain = "return find('[part=country] option[value=ES]').text";
        assert_eq!(panel.ask(spain).await, own);
        let all = "const codes = all('[part=country] option').map(it => it.value); \
            return [codes.length == new Set(codes).size, codes.length > 230, \
                ['US', 'CA', 'KZ', 'VA', 'XK', 'PR', 'GG'].filter(code => !codes.includes(code))]";
        assert_eq!(panel.ask(all).await, json!([true, true, []]));
        stage.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_country_comes_from_the_browsers_region_or_else_the_shops_own() {
    for (home, language, country, code) in [
        (Some("ES"), "es-MX", "MX", "+52"),
        (Some("ES"), "zh-Hant-TW", "TW", "+886"),
        (Some("ES"), "en-US", "US", "+1"),
        // Swedish and Estonian, not El Salvador and Ethiopia.
        (Some("ES"), "sv", "ES", "+34"),
        (Some("ES"), "et", "ES", "+34"),
        // Between language and region a script may stand.
        (Some("ES"), "zh-Hant-TW", "TW", "+886"),
        // Latin America is no country.
        (Some("CO"), "es-419", "CO", "+57"),
        (None, "sv", "", ""),
    ] {
        let shop = asking("optional", home);
        let stage = form(&shop, language).await;
        assert_eq!(
            stage.script("return navigator.language").await,
            language,
            "the browser"
        );
        assert_eq!(
            field(stage.panel()).await,
            json!(["", country, code]),
            "{home:?} {language}"
        );
        stage.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_whose_language_is_no_tag_has_the_form_too() {
    let shop = asking("optional", Some("ES"));
    let stage = Stage::new(PHONE).await;
    for (language, country) in [("en-US@posix", "US"), ("C", "ES"), ("", "ES")] {
        let odd = format!(
            "Object.defineProperty(navigator, 'language', {{get: () => {}, configurable: true}})",
            json!(language)
        );
        stage.before_each_page(&odd).await;
        stage.open_variant("plain", &shop, "lang=en").await;
        stage.panel().open_form().await;
        let chosen = stage.panel().value(COUNTRY).await;
        assert_eq!(chosen, country, "{language:?}");
    }
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn digits_are_grouped_as_they_are_typed() {
    let shop = asking("required", Some("ES"));
    let stage = form(&shop, "es").await;
    let panel = stage.panel();
    panel.type_in(NUMBER, "6000").await;
    assert_eq!(field(panel).await, json!(["600 0", "ES", "+34"]));
    panel.type_in(NUMBER, "00001").await;
    assert_eq!(field(panel).await, json!(["600 000 001", "ES", "+34"]));
    // A correction in the middle leaves the caret where it is.
    for _ in 0..6 {
        stage.press(Key::Left).await;
    }
    stage.press(Key::Backspace).await;
    stage.keys("7").await;
    let caret = "return [find('[part=phone]').value, find('[part=phone]').selectionStart]";
    assert_eq!(panel.ask(caret).await, json!(["600 700 001", 5]));
    // A number with a calling code of its own brings its country.
    panel.empty(NUMBER).await;
    panel.type_in(NUMBER, "+5255").await;
    assert_eq!(field(panel).await, json!(["+52 55", "MX", "+52"]));
    panel.type_in(NUMBER, "12345678").await;
    assert_eq!(field(panel).await, json!(["+52 551 234 5678", "MX", "+52"]));
    stage.settled().await;
    stage.picture("phone-field-typed").await;
    stage.axe("a typed phone number").await;
    panel.go().await;
    assert_eq!(opt_in(&stage, &shop).await["phone"], "+525512345678");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_country_is_chosen_from_the_list() {
    let shop = asking("required", Some("ES"));
    let stage = form(&shop, "es").await;
    let panel = stage.panel();
    panel.choose(COUNTRY, "PT").await;
    assert_eq!(field(panel).await, json!(["", "PT", "+351"]));
    panel.type_in(NUMBER, "912345678").await;
    panel.go().await;
    assert_eq!(opt_in(&stage, &shop).await["phone"], "+351912345678");
    stage.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_are_pasted_as_people_write_them() {
    for (home, pasted, stored) in [
        ("ES", "+52 1 55 1234 5678", "+5215512345678"),
        ("ES", "+54 9 11 15-1234-5678", "+5491112345678"),
        ("BR", "(61) 98123-4567", "+5561981234567"),
        ("ES", "0034 600.000.001", "+34600000001"),
        ("ES", "34 600 000 001", "+34600000001"),
        ("GB", "(07400) 123456", "+447400123456"),
        ("US", "(212) 555-0123", "+12125550123"),
        ("EG", "٠١٠٠١٢٣٤٥٦٧", "+201001234567"),
        (
            "ES",
            "\u{202a}+34\u{a0}600\u{a0}000\u{a0}001\u{202c}",
            "+34600000001",
        ),
        ("ES", "tel:+34-600-000-001", "+34600000001"),
    ] {
        let shop = asking("required", Some(home));
        let stage = form(&shop, "eo").await;
        let panel = stage.panel();
        panel.paste(NUMBER, pasted).await;
        let shown = field(panel).await;
        panel.tap("[part=continue]").await;
        stage
            .until("WhatsApp or an error", async || {
                (stage.windows().await == 2 || panel.has("[part=error]").await).then_some(())
            })
            .await;
        let error = panel.text("[part=error]").await;
        assert_eq!(error, Value::Null, "{pasted} was shown as {shown}");
        let item = opt_in(&stage, &shop).await;
        assert_eq!(item["phone"], stored, "{pasted}");
        stage.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_hosted_form_asks_for_the_number_too() {
    let shop = asking("required", Some("BR"));
    let stage = Stage::new(PHONE).await;
    stage
        .open(&shop.worker(&format!("/s/{}/opt-in?lang=en", shop.slug)))
        .await;
    let find = async |css: &str| stage.driver.query(By::Css(css)).first().await.unwrap();
    find("input[name=purpose]").await.click().await.unwrap();
    for (typed, words) in [
        ("", "Please write your WhatsApp number."),
        ("61 981", "This number seems too short. Is a digit missing?"),
    ] {
        let number = find("input[name=phone]").await;
        number.clear().await.unwrap();
        number.send_keys(typed).await.unwrap();
        find("[part=continue]").await.click().await.unwrap();
        stage
            .answers(
                "return document.querySelector('[role=alert]')?.innerText",
                &json!(words),
            )
            .await;
        let typed_again = find("input[name=phone][aria-invalid=true]").await;
        assert_eq!(typed_again.prop("value").await.unwrap().unwrap(), typed);
        stage.axe("a wrong number in the hosted form").await;
    }
    stage.picture("hosted-phone-error").await;
    let number = find("input[name=phone]").await;
    number.clear().await.unwrap();
    number.send_keys("(61) 98123-4567").await.unwrap();
    find("[part=continue]").await.click().await.unwrap();
    find("textarea").await;
    assert_eq!(opt_in(&stage, &shop).await["phone"], "+5561981234567");
    stage.close().await;
}
