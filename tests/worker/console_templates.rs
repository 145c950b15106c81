//! The page of templates: how Meta has them, and the confirmation created with a click.

use saludo_tests::console::Console;
use saludo_tests::form::Form;
use saludo_tests::http;
use saludo_tests::person::Person;
use saludo_tests::shop::Shop;
use saludo_tests::wait;
use serde_json::{Value, json};

/// A shop whose account has no templates yet, with what Meta decides on new ones.
fn bare(review: &Value) -> Shop {
    let shop = Shop::own();
    shop.held(&json!({"library": false, "review": review}));
    shop
}

/// The status that the page shows for the confirmation in a language.
fn status(shop: &Shop, language: &str) -> String {
    let page = Console::owner(shop).get("/templates");
    assert_eq!(page.status, 200, "{page:?}");
    let mark = format!("data-language=\"{language}\" data-status=\"");
    let (_, rest) = page.text.split_once(&mark).expect("the language");
    rest.split('"').next().expect("a status").to_owned()
}

fn create(shop: &Shop, language: &str) -> http::Answer {
    Console::owner(shop).post("/templates", &[("do", "create"), ("language", language)])
}

/// What was noted in the book of the confirmation in a language.
fn noted(shop: &Shop, language: &str) -> Value {
    let stats = shop.stats();
    let all = stats["templates"].as_array().cloned().expect("templates");
    let found = all.into_iter().find(|template| {
        template["name"] == "saludo_opt_in_confirmation" && template["language"] == language
    });
    found.unwrap_or_default()
}

#[test]
fn what_meta_has_is_shown_with_status_category_and_quality() {
    let shop = Shop::own();
    assert_eq!(status(&shop, "en"), "APPROVED");
    let page = Console::owner(&shop).get("/templates");
    assert!(page.text.contains("demo_back_in_stock"), "{}", page.text);
    assert!(
        page.text
            .contains("The confirmation is approved in every language")
    );
    shop.behaviour(
        &json!({"template": {"language": "en", "name": "saludo_opt_in_confirmation",
        "status": "PAUSED", "quality": "RED"}}),
    );
    assert_eq!(status(&shop, "en"), "PAUSED");
    // What a look found out is what the gate goes by.
    assert_eq!(noted(&shop, "en")["status"], "PAUSED");
    assert_eq!(noted(&shop, "en")["quality"], "RED");
}

#[test]
fn a_click_creates_it_and_a_webhook_tells_of_its_approval() {
    let shop = bare(&json!({"after_ms": 400}));
    assert_eq!(status(&shop, "en"), "none");
    let created = create(&shop, "en");
    assert_eq!(created.status, 303, "{created:?}");
    assert_eq!(
        created.header("location"),
        format!("/admin/{}/templates?done=created", shop.slug)
    );
    wait::until("the approval by webhook", || {
        (noted(&shop, "en")["status"] == "APPROVED").then_some(())
    });
    assert_eq!(status(&shop, "en"), "APPROVED");
    assert_eq!(noted(&shop, "en")["category"], "UTILITY");
}

#[test]
fn creating_twice_is_harmless() {
    let shop = bare(&json!({"status": "PENDING"}));
    assert_eq!(create(&shop, "es").status, 303);
    let again = create(&shop, "es");
    assert_eq!(
        again.header("location"),
        format!("/admin/{}/templates?done=exists", shop.slug)
    );
    assert_eq!(status(&shop, "es"), "PENDING");
    let all = create(&shop, "all");
    assert!(all.header("location").ends_with("?done=created"), "{all:?}");
    let again = create(&shop, "all");
    assert!(
        again.header("location").ends_with("?done=exists"),
        "{again:?}"
    );
}

#[test]
fn before_it_is_approved_confirmations_go_as_free_text_and_the_page_says_so() {
    let shop = bare(&json!({"after_ms": 400}));
    let page = Console::owner(&shop).get("/templates");
    assert!(
        page.text.contains("go as free text until Meta approves"),
        "{}",
        page.text
    );
    let welcomed = |fallback: bool| {
        let person = Person::new();
        let form = Form::of(&shop);
        person.says(&shop, &form.text(&shop));
        let item = form.welcome(&shop, "read");
        assert_eq!(item["welcome"]["fallback"], fallback, "{item}");
    };
    welcomed(true);
    assert_eq!(create(&shop, "en").status, 303);
    wait::until("the approval by webhook", || {
        (noted(&shop, "en")["status"] == "APPROVED").then_some(())
    });
    welcomed(false);
}

#[test]
fn a_refusal_of_metas_is_shown_with_what_to_do() {
    let shop = Shop::own();
    for (code, says) in [
        (190, "does not take the access token"),
        (200, "may not manage templates"),
        (80_007, "Try again in an hour"),
    ] {
        shop.held(&json!({"library": false, "refuse": {"create": code}}));
        let refused = create(&shop, "en");
        assert_eq!(refused.status, 422, "{refused:?}");
        assert!(refused.text.contains(says), "{code}: {}", refused.text);
    }
    shop.held(&json!({"library": false, "refuse": {"templates": 10}}));
    let page = Console::owner(&shop).get("/templates");
    assert!(page.text.contains("(code 10)"), "{}", page.text);
    assert!(!page.text.contains("name=\"language\""), "{}", page.text);
    assert_eq!(create(&shop, "en").status, 422);
}

#[test]
fn a_rejection_and_another_category_are_told() {
    let shop = bare(&json!({"status": "REJECTED", "after_ms": 0}));
    create(&shop, "en");
    assert_eq!(status(&shop, "en"), "REJECTED");
    let page = Console::owner(&shop).get("/templates?lang=es");
    assert!(page.text.contains("INVALID_FORMAT"), "{}", page.text);
    assert!(page.text.contains("Rechazada"), "{}", page.text);
    let shop = bare(&json!({"category": "MARKETING", "after_ms": 0}));
    create(&shop, "en");
    let page = Console::owner(&shop).get("/templates");
    assert!(
        page.text.contains("Meta counts it as marketing"),
        "{}",
        page.text
    );
}

#[test]
fn a_form_that_is_none_of_the_pages_changes_nothing() {
    let shop = bare(&json!({}));
    let console = Console::owner(&shop);
    assert_eq!(console.post("/templates", &[("do", "delete")]).status, 400);
    assert_eq!(create(&shop, "sv").status, 400);
    assert_eq!(status(&shop, "en"), "none");
}

#[test]
fn only_an_owner_creates_and_everybody_looks() {
    let shop = bare(&json!({}));
    let owner = Console::owner(&shop);
    for role in ["staff", "reader"] {
        let token = owner.make_token(&format!("Some {role}"), role);
        let console = Console::with_token(&shop, &token);
        let page = console.get("/templates");
        assert_eq!(page.status, 200, "{role}");
        assert!(
            page.text.contains("Only an owner creates templates."),
            "{role}"
        );
        let refused = console.post("/templates", &[("do", "create"), ("language", "en")]);
        assert_eq!(refused.status, 403, "{role}");
    }
    assert_eq!(status(&shop, "en"), "none");
}

#[test]
fn the_page_as_a_file_has_each_template_as_meta_has_it() {
    let shop = bare(&json!({"status": "REJECTED", "after_ms": 0}));
    shop.change_settings(|settings| settings["locales"] = json!(["en", "es"]));
    create(&shop, "es");
    assert_eq!(status(&shop, "es"), "REJECTED");
    let owner = Console::owner(&shop);
    let file = owner.get("/templates?format=csv");
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    let disposition = format!("attachment; filename=\"templates-{}.csv\"", shop.slug);
    assert_eq!(file.header("content-disposition"), disposition);
    let name = "saludo_opt_in_confirmation";
    let rows = format!(
        "name,language,status,category,quality,reason,paused_until,next_category,next_category_on\r\n\
         {name},en,NONE,,,,,,\r\n\
         {name},es,REJECTED,UTILITY,UNKNOWN,INVALID_FORMAT,,,\r\n"
    );
    assert_eq!(file.text.trim_start_matches('\u{feff}'), rows);
    // Nobody of the shop's people is in it: whoever sees the page may take it along.
    let reader = Console::with_token(&shop, &owner.make_token("Tablet", "reader"));
    assert_eq!(reader.get("/templates?format=csv").text, file.text);
    assert!(
        reader
            .get("/templates")
            .text
            .contains("href=\"?format=csv\"")
    );
}
