//! A campaign's permanent link, its QR code on paper, and the message it leads to.

use png::Decoder;
use rqrr::PreparedImage;
use saludo_tests::form::Form;
use saludo_tests::http::{self, Answer};
use saludo_tests::person::Person;
use saludo_tests::shop::Shop;
use saludo_tests::wait;
use serde_json::{Value, json};
use std::io::Cursor;
use url::Url;

/// A shop with two campaigns.
fn shop() -> Shop {
    let shop = Shop::own();
    shop.change_settings(|settings| {
        settings["campaigns"] = json!([
            { "id": "till", "name": "Sign at the till" },
            { "id": "parcel-insert", "name": "Card in the parcel" },
        ]);
    });
    shop
}

fn address(shop: &Shop, file: &str) -> String {
    shop.worker(&format!("/s/{}/c/{file}", shop.slug))
}

fn follow(shop: &Shop, file: &str, languages: &str) -> Answer {
    let headers = [("Accept-Language", languages)];
    http::send("GET", &address(shop, file), &headers, b"")
}

/// The text that the link types into WhatsApp.
fn text(shop: &Shop, file: &str, languages: &str) -> String {
    let answer = follow(shop, file, languages);
    assert_eq!(answer.status, 302, "{answer:?}");
    let link = Url::parse(answer.header("location")).expect("a link");
    assert!(link.path().ends_with(&format!("/wa/{}", shop.number)));
    let text = link.query_pairs().find(|(name, _)| name == "text");
    text.expect("a text").1.into_owned()
}

fn name(shop: &Shop) -> String {
    let public = shop.public("en");
    public["name"].as_str().expect("a name").to_owned()
}

/// How many people are due the question, by campaign.
fn campaigns(shop: &Shop) -> Value {
    shop.stats()["campaigns"].clone()
}

/// The width of a PNG, and what a camera reads in it.
fn read(file: &[u8]) -> (usize, String) {
    let mut reader = Decoder::new(Cursor::new(file)).read_info().expect("a PNG");
    let mut rows = vec![0; reader.output_buffer_size().expect("a small file")];
    let info = reader.next_frame(&mut rows).expect("an image");
    let side = usize::try_from(info.width).expect("a small image");
    let shade = |x: usize, y: usize| {
        let byte = rows[y * info.line_size + x / 8];
        if byte & (0x80 >> (x % 8)) == 0 {
            0
        } else {
            255
        }
    };
    let mut image = PreparedImage::prepare_from_greyscale(side, side, shade);
    let [grid] = &image.detect_grids()[..] else {
        panic!("not one code");
    };
    (side, grid.decode().expect("a code that can be read").1)
}

#[test]
fn the_link_speaks_the_language_asked_for_else_the_browsers_else_the_shops() {
    let shop = shop();
    let name = name(&shop);
    let english = format!("Hello, {name}: what can I receive on WhatsApp? (till)");
    let spanish = format!("Hola, {name}: ¿qué puedo recibir por WhatsApp? (till)");
    for (file, languages, expected) in [
        ("till", "", &english),
        ("till", "sv, es-MX;q=0.9, en;q=0.8", &spanish),
        ("till", "sv", &english),
        ("till?lang=es", "en", &spanish),
        ("till?lang=sv", "es", &spanish),
    ] {
        assert_eq!(
            text(&shop, file, languages),
            *expected,
            "{file} {languages}"
        );
    }
    let answer = follow(&shop, "till", "en");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("referrer-policy"), "no-referrer");
}

#[test]
fn a_campaign_that_is_no_more_leads_to_a_page_of_the_shop() {
    let shop = shop();
    let page = follow(&shop, "market?lang=es", "en");
    assert_eq!(page.status, 404);
    assert_eq!(page.header("cache-control"), "no-store");
    assert!(page.text.contains("<html lang=\"es\""), "{}", page.text);
    assert!(page.text.contains(&format!("/wa/{}?text=", shop.number)));
    for file in ["market.svg", "market.png", "till.gif", "till.", ".png"] {
        let answer = http::get(&address(&shop, file));
        assert_eq!(answer.problem(), (404, "not_found".into()), "{file}");
    }
    let unknown = http::get(&shop.worker("/s/nobody/c/till"));
    assert_eq!(unknown.problem(), (404, "unknown_shop".into()));
    let posted = http::send("POST", &address(&shop, "till"), &[], b"");
    assert_eq!(posted.problem(), (405, "method_not_allowed".into()));
}

#[test]
fn the_printed_code_leads_to_the_link() {
    let shop = shop();
    let link = address(&shop, "parcel-insert");
    for (query, size) in [("", 1024), ("?size=128", 128), ("?size=2048", 2048)] {
        let file = http::bytes(&address(&shop, &format!("parcel-insert.png{query}")));
        assert_eq!(read(&file), (size, link.clone()));
    }
    for size in ["127", "2049", "-1", "x", ""] {
        let answer = http::get(&address(&shop, &format!("till.png?size={size}")));
        assert_eq!(answer.problem(), (400, "malformed_size".into()), "{size}");
    }
    for (file, kind) in [("till.svg", "image/svg+xml"), ("till.png", "image/png")] {
        let answer = http::get(&address(&shop, file));
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (200, kind),
            "{file}"
        );
        let disposition = format!("inline; filename=\"{file}\"");
        assert_eq!(answer.header("content-disposition"), disposition);
        assert_eq!(answer.header("cache-control"), "public, max-age=604800");
    }
    let svg = http::get(&address(&shop, "till.svg")).text;
    assert!(
        svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""),
        "{svg}"
    );
}

#[test]
fn its_message_is_recorded_with_its_source_confirms_nothing_and_is_answered_by_the_question() {
    let shop = shop();
    let (ana, bea) = (Person::new(), Person::new());
    ana.says(&shop, &text(&shop, "till?lang=es", ""));
    let typed_over = text(&shop, "parcel-insert", "")
        .to_uppercase()
        .replace(", ", "  ");
    bea.says(&shop, &format!("{typed_over} Do you have jeans?"));
    wait::until_equal(&json!({ "parcel-insert": 1, "till": 1 }), || {
        campaigns(&shop)
    });
    let control = Form::of(&shop);
    let yes = control.text(&shop);
    Person::new().says(&shop, &yes);
    control.welcome(&shop, "read");
    let stats = shop.stats();
    assert_eq!(stats["questions"]["campaign"], 2);
    assert_eq!(stats["opt_ins"]["confirmed"], 1, "the control alone");
    for person in [&ana, &bea] {
        let asked = wait::until("the question", || shop.sent_to(&person.wa_id).pop());
        assert_eq!(asked["type"], "interactive");
        assert_eq!(shop.sent_to(&person.wa_id).len(), 1);
    }
}

#[test]
fn somebody_elses_keyword_or_words_are_an_ordinary_message() {
    let shop = shop();
    let ana = Person::new();
    let own = text(&shop, "till", "");
    for said in [
        own.replace("(till)", "(market)"),
        own.replace("(till)", "(till-2)"),
        own.replace(&name(&shop), "Somebody Else"),
        "till".to_owned(),
        format!("My friend wrote: {own}"),
    ] {
        ana.says(&shop, &said);
    }
    ana.says(&shop, &own);
    wait::until_equal(&json!({ "till": 1 }), || campaigns(&shop));
    assert_eq!(shop.stats()["questions"]["campaign"], 1);
}
