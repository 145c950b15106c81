//! What people do in the form.

use super::*;
use crate::purpose::PurposeId;

fn form() -> Form {
    form_of(&demo())
}

fn faults(draft: &Draft) -> Vec<(&str, &str)> {
    let faults = draft.faults.iter();
    faults
        .map(|fault| (fault.field.as_str(), fault.reason.as_str()))
        .collect()
}

fn add_purpose(form: &mut Form, label: &str) {
    form.set("purposes.3.id", "");
    form.set("purposes.3.category", "marketing");
    form.set("purposes.3.legal_basis", "consent");
    for locale in ["en", "es"] {
        form.set(format!("purposes.3.words.{locale}.label"), label);
        for part in ["value", "frequency", "phrase"] {
            form.set(format!("purposes.3.words.{locale}.{part}"), "x");
        }
    }
}

#[test]
fn a_new_purpose_gets_a_name_that_nobody_agreed_to_before() {
    for (label, taken, id) in [
        ("Fresh offers!", vec![], "fresh_offers"),
        (
            "Ofertas frescas",
            vec!["ofertas_frescas"],
            "ofertas_frescas_2",
        ),
        ("Offers", vec![], "offers_2"),
        ("日本", vec!["topic"], "topic_2"),
    ] {
        let mut form = form();
        add_purpose(&mut form, label);
        let taken = taken.into_iter().map(str::to_owned).collect();
        let draft = Draft::read(&form, &demo(), &taken);
        assert_eq!(draft.faults, [], "{label}");
        let last = draft.settings.purposes.last().unwrap();
        assert_eq!(last.id, PurposeId::parse(id).unwrap());
        assert_eq!(draft.form.get("purposes.3.id"), id);
    }
}

#[test]
fn a_purpose_is_taken_out_by_its_box() {
    let mut form = form();
    form.set("purposes.1.remove", "on");
    let draft = read(&form, &demo());
    assert_eq!(draft.faults, []);
    let ids: Vec<&str> = draft
        .settings
        .purposes
        .iter()
        .map(|own| own.id.as_str())
        .collect();
    assert_eq!(ids, ["offers", "orders"]);
}

#[test]
fn the_empty_row_for_a_new_one_is_none() {
    let mut form = form();
    form.set("purposes.3.id", "");
    form.set("purposes.3.category", "utility");
    form.set("fields.0.id", "");
    form.set("fields.0.kind", "choice");
    form.set("campaigns.0.id", "");
    assert_eq!(read(&form, &demo()).settings, demo());
}

#[test]
fn a_language_that_is_added_has_the_words_that_ship_and_wants_those_of_the_shops_own() {
    let mut form = form();
    form.set("locales.de", "on");
    assert_eq!(read(&form, &demo()).faults, []);
    add_purpose(&mut form, "Fresh");
    let draft = read(&form, &demo());
    let told = faults(&draft);
    assert_eq!(
        told,
        [("purposes.fresh.words.de", "give its words in this language")]
    );
    // The words that are wanted have a place to be typed, which is open.
    let html = drawn(
        &view(&demo()),
        &draft.form,
        &draft.faults,
        Note::Wrong,
        Lang::En,
    );
    assert!(html.contains("name=\"purposes.3.words.de.label\""));
    assert!(html.contains("4 missing"));
    assert!(html.contains("Topics: Topics") || html.contains("Give its words in this language."));
}

#[test]
fn what_cannot_be_read_is_told_beside_its_field_and_kept() {
    let mut form = form();
    for (name, value) in [
        ("look.x", "far"),
        ("min_age", "old"),
        ("country", "Spain"),
        ("purposes.0.cap.messages", "4"),
        ("hours.on", "on"),
        ("hours.zone", "Europe/Madrid"),
        ("hours.open.monday", "all day"),
        ("campaigns.0.id", "Till 1"),
        ("campaigns.0.name", "Till"),
    ] {
        form.set(name, value);
    }
    let draft = read(&form, &demo());
    assert_eq!(
        faults(&draft),
        [
            ("country", "give the two letters of a country, as in ES"),
            ("min_age", "give a whole number"),
            ("purposes.offers.cap", "give both numbers, or neither"),
            ("look.x", "give a whole number"),
            (
                "hours.open.monday",
                "write times as in 09:00-14:00, 16:00-19:00"
            ),
            (
                "campaigns.0.id",
                "give 1 to 30 small letters, digits or hyphens"
            ),
        ]
    );
    let html = drawn(
        &view(&demo()),
        &draft.form,
        &draft.faults,
        Note::Wrong,
        Lang::En,
    );
    for kept in ["far", "old", "Spain", "all day", "Till 1"] {
        assert!(html.contains(&format!("value=\"{kept}\"")), "{kept}");
    }
    assert!(html.contains(r#"id="f-look.x-fault""#));
    assert!(html.contains(r#"id="f-purposes.0.cap.messages-fault""#));
}

#[test]
fn what_the_form_does_not_show_stays() {
    let mut base = demo();
    base.block_days = 90;
    base.pause_on_identity_change = true;
    base.template = "own_words".to_owned();
    let mut form = form_of(&base);
    form.set("name", "Other");
    let draft = read(&form, &base);
    assert_eq!(
        draft.settings,
        Settings {
            name: "Other".to_owned(),
            ..base
        }
    );
}

#[test]
fn a_part_that_is_switched_off_goes() {
    let mut base = demo();
    base.product = Settings::default_product();
    let mut form = form_of(&base);
    assert_eq!(read(&form, &base).settings, base);
    form.retain(|name| name != "product.on");
    assert_eq!(read(&form, &base).settings, demo());
    // And comes with the words that ship where it is switched on.
    let mut form = form_of(&demo());
    form.set("product.on", "on");
    assert_eq!(read(&form, &demo()).settings, base);
}
