//! What the shop's owner decides: versioned, checked, and never overwritten unseen.

use saludo_tests::form::Form;
use saludo_tests::person::Person;
use saludo_tests::shop::Shop;
use serde_json::json;

#[test]
fn a_change_is_seen_at_once_and_makes_a_new_statement() {
    let shop = Shop::own();
    let before = Form::of(&shop);
    let read = shop.admin("GET", "/settings", &[], b"");
    assert_eq!(read.header("etag"), "\"0\"");
    let mut settings = read.json();
    settings["name"] = json!("Sol y Luna");
    settings["contact"] = json!("hola@sol.example");
    let put = shop.admin(
        "PUT",
        "/settings",
        &[("If-Match", "\"0\"")],
        settings.to_string().as_bytes(),
    );
    assert_eq!((put.status, put.header("etag")), (200, "\"1\""), "{put:?}");
    let public = shop.public("en");
    assert_eq!(
        (&public["name"], &public["contact"]),
        (&json!("Sol y Luna"), &json!("hola@sol.example"))
    );
    assert_ne!(public["statement"]["id"], before.body["statement"]);

    // A page that was open before still shows the old statement, which is accepted for two days.
    let ana = Person::new();
    let text = before.text(&shop);
    assert!(!text.contains("Sol y Luna"), "{text}");
    ana.says(&shop, &text);
    before.welcome(&shop, "read");
    let sent = shop.sent_to(&ana.wa_id);
    assert_eq!(sent[0]["parameters"]["contact"], "hola@sol.example");
}

#[test]
fn the_second_of_two_editors_is_told() {
    let shop = Shop::own();
    let read = shop.admin("GET", "/settings", &[], b"");
    let body = read.text.as_bytes();
    let put = |version: &str| shop.admin("PUT", "/settings", &[("If-Match", version)], body);
    assert_eq!(put("\"0\"").status, 200);
    assert_eq!(put("\"0\"").problem(), (412, "settings_changed".into()));
    assert_eq!(put("W/\"x\"").problem(), (412, "settings_changed".into()));
    let without = shop.admin("PUT", "/settings", &[], body);
    assert_eq!(without.problem(), (428, "version_missing".into()));
}

#[test]
fn wrong_settings_are_named_and_change_nothing() {
    let shop = Shop::own();
    let mut settings = shop.admin("GET", "/settings", &[], b"").json();
    settings["name"] = json!("");
    settings["look"]["color"] = json!("red;}");
    let put = |body: &str| {
        shop.admin(
            "PUT",
            "/settings",
            &[("If-Match", "\"0\"")],
            body.as_bytes(),
        )
    };
    let refused = put(&settings.to_string());
    assert_eq!(refused.problem(), (422, "invalid_settings".into()));
    assert_eq!(refused.wrong_fields(), ["name", "look.color"]);
    assert_eq!(put("{").problem(), (422, "invalid_settings".into()));
    assert_eq!(
        shop.admin("GET", "/settings", &[], b"").header("etag"),
        "\"0\""
    );
}

#[test]
fn a_language_that_is_offered_no_more_falls_back_and_its_old_form_still_counts() {
    let shop = Shop::own();
    let german = shop.public("de")["statement"]["id"].clone();
    shop.change_settings(|settings| settings["locales"] = json!(["en", "es"]));
    assert_eq!(shop.public("de")["locale"], "en");
    let form = Form::of(&shop)
        .with("statement", german)
        .with("locale", json!("de"));
    assert_eq!(form.post(&shop).status, 201);
}
