//! What the pages say.

use super::*;
use crate::panel::{Frame, Panel, Place};
use crate::purpose::PurposeId;
use crate::settings::{Bubble, Campaign, CampaignId, Mode};
use crate::shops::Shop;
use serde_json::json;
use std::collections::BTreeSet;

/// Settings that are wrong in every way that the checks know.
fn wrong() -> Vec<SettingsFault> {
    let words =
        |word: &str| json!({"label": word, "phrase": word, "value": word, "frequency": word});
    let changes = [
        json!({"name": ""}),
        json!({"name": "{"}),
        json!({"controller": "", "contact": "a\nb", "privacy_url": "x", "locales": []}),
        json!({"privacy_url": "https://10.0.0.1/"}),
        json!({"purposes": []}),
        json!({"purposes": [
            {"id": "a", "category": "marketing", "legal_basis": "consent", "words": {"en": words("{")}},
            {"id": "a", "category": "marketing", "legal_basis": "consent", "words": {"en": words("")},
             "cap": {"messages": 0, "days": 0}},
        ]}),
        json!({"product": {"id": "offers", "category": "marketing", "legal_basis": "consent",
            "words": {"en": words("{product} {product}"), "es": words("{x}")}}}),
        json!({"look": {"color": "x", "x": 500, "y": 500, "z": 0}, "min_age": 3, "country": "ZZ"}),
        json!({"fields": [
            {"id": "a", "kind": "choice", "choices": ["A", "A", "A"],
             "words": {"en": {"label": "Card number", "choices": [""]}}},
            {"id": "a", "kind": "choice", "choices": ["a"], "words": {"en": {"label": ""}}},
            {"id": "c", "kind": "text", "words": {"en": {"label": "x"}}},
        ]}),
        json!({"questions": {"en": [], "es": ["x".repeat(99)]}}),
        json!({"greeting": {"after": 0, "words": {"en": ""}}, "coupon": {"words": {"en": ""}}}),
        json!({"hours": {"zone": "x", "open": [
            [{"from": "09:00", "to": "08:00"}, {"from": "01:00", "to": "02:00"}, {"from": "03:00", "to": "04:00"},
             {"from": "05:00", "to": "06:00"}, {"from": "07:00", "to": "08:00"}], [], [], [], [], [], []]}}),
        json!({"campaigns": [
            {"id": "a", "name": "", "adverts": ["x", "1"]}, {"id": "a", "name": "x", "adverts": ["1"]}]}),
    ];
    let mut faults = Vec::new();
    for change in changes {
        let mut settings = serde_json::to_value(demo()).unwrap();
        for (name, value) in change.as_object().unwrap() {
            settings[name] = value.clone();
        }
        let settings: Settings = serde_json::from_value(settings).unwrap();
        faults.extend(settings.faults());
    }
    faults
}

#[test]
fn each_fault_of_the_checks_is_told_in_both_languages() {
    let faults = wrong();
    assert!(faults.len() > 40);
    for lang in Lang::ALL {
        for fault in &faults {
            let words = editor_words(lang);
            assert!(words.tells(&fault.reason), "{lang:?}: {}", fault.reason);
            let label = words.label_of(&fault.field);
            assert!(!label.is_empty());
        }
    }
}

/// Everything switched on, so that every input is on the page.
fn everything() -> Settings {
    let mut settings = demo();
    settings.product = Settings::default_product();
    settings.campaigns = vec![Campaign {
        id: CampaignId::parse("till").unwrap(),
        name: "Sign at the till".to_owned(),
        adverts: Vec::new(),
    }];
    settings
}

#[test]
fn nothing_on_the_pages_lacks_its_words() {
    let settings = everything();
    let mut typed = form_of(&settings);
    typed.set("fields.0.id", "size");
    typed.set("fields.0.words.en.label", "Size");
    let mut theirs = form_of(&settings);
    theirs.set("name", "Luna");
    let merged = merge(&form_of(&settings), &theirs, &form_of(&settings));
    for lang in Lang::ALL {
        let known = editor_words(lang);
        let notes = [
            Note::Quiet,
            Note::Saved,
            Note::Published,
            Note::Same,
            Note::Wrong,
            Note::Changed(Box::new(merged.clone())),
        ];
        for note in notes {
            let html = drawn(&view(&settings), &typed, &wrong(), note, lang);
            let missing: BTreeSet<&str> = texts(&html)
                .into_iter()
                .filter(|text| looks_like_a_key(text))
                .collect();
            assert_eq!(missing, BTreeSet::new(), "{lang:?}");
        }
        assert_eq!(known.say("title"), "Editor");
    }
}

/// What stands between the tags of a page, but for what is written in code.
fn texts(html: &str) -> Vec<&str> {
    html.split('>')
        .filter_map(|part| part.split('<').next())
        .map(str::trim)
        .filter(|text| !text.is_empty())
        .collect()
}

/// Keys are small letters with dots or underscores in them.
fn looks_like_a_key(text: &str) -> bool {
    text.contains(['_', '.'])
        && !text.ends_with('.')
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || b"._".contains(&byte))
}

#[test]
fn the_one_line_to_copy_names_the_shops_own_address() {
    let html = drawn(
        &view(&demo()),
        &form_of(&demo()),
        &[],
        Note::Quiet,
        Lang::En,
    );
    assert!(html.contains(
        "&lt;script async src=&quot;https://wa.demo.example/s/demo/widget.js&quot;&gt;&lt;/script&gt;"
    ));
}

#[test]
fn whoever_may_not_save_has_no_button_for_it() {
    let slug = Slug::parse("demo").unwrap();
    let settings = demo();
    let (view, form) = (view(&settings), form_of(&settings));
    let editor = Editor {
        slug: &slug,
        public_url: "https://wa.demo.example",
        view: &view,
        form: &form,
        faults: &[],
        note: Note::Quiet,
        section: Section::Purposes,
        choice: Choice::default(),
        moved: None,
        may_edit: false,
        lang: Lang::En,
        words: editor_words(Lang::En),
    };
    let html = page(&editor).into_string();
    assert!(html.contains("<fieldset class=\"all\" disabled>"));
    assert!(!html.contains("value=\"save\"") && !html.contains("value=\"preview\""));
}

#[test]
fn before_publishing_it_is_said_what_changes_and_for_whom() {
    let slug = Slug::parse("demo").unwrap();
    let settings = demo();
    let mut form = form_of(&settings);
    form.set("purposes.0.words.es.frequency", "como máximo 2 al mes");
    form.set("purposes.1.remove", "on");
    let mut view = view(&settings);
    view.held = [("restock".to_owned(), 12), ("offers".to_owned(), 30)].into();
    view.people = 1_031;
    let draft = read(&form, &settings);
    let editor = Editor {
        slug: &slug,
        public_url: "https://wa.demo.example",
        view: &view,
        form: &draft.form,
        faults: &[],
        note: Note::Quiet,
        section: Section::Purposes,
        choice: Choice::default(),
        moved: None,
        may_edit: true,
        lang: Lang::En,
        words: editor_words(Lang::En),
    };
    let html = confirm_page(&editor, &draft).into_string();
    for told in [
        "People who have agreed so far: 1,031.",
        "people who hold this consent: 12",
        "<ins>como máximo 2 al mes</ins>",
        "name=\"version\" value=\"3\"",
        "name=\"purposes.1.remove\" value=\"on\"",
        "value=\"publish\"",
    ] {
        assert!(html.contains(told), "{told}");
    }
    assert!(!html.contains("people who hold this consent: 30"));
    let words = format!("name=\"words\" value=\"{}\"", fingerprint(&draft.settings));
    assert!(html.contains(&words));
}

#[test]
fn a_draft_with_holes_can_be_looked_at() {
    let mut draft = demo();
    draft.locales.push(Locale::parse("de").unwrap());
    draft.bubble = Bubble::Both;
    for purpose in &mut draft.purposes {
        purpose.words.retain(|locale, _| locale.as_str() == "es");
    }
    draft.purposes[0].words.clear();
    let choice = Choice {
        mode: Some(Mode::Dark),
        ..Choice::default()
    };
    let settings = drawable(&draft, &choice);
    assert_eq!(settings.look.mode, Mode::Dark);
    let offers = PurposeId::parse("offers").unwrap();
    assert_eq!(settings.purposes[0].id, offers);
    let slug = Slug::parse("demo").unwrap();
    for locale in &settings.locales {
        let place = Place {
            slug: &slug,
            shop: &Shop {
                phone_number_id: "1".to_owned(),
                waba_id: "2".to_owned(),
                number: "34600000001".to_owned(),
                origins: Vec::new(),
            },
            link: "https://wa.me/34600000001".to_owned(),
            hosted: "https://wa.demo.example/s/demo/opt-in".to_owned(),
        };
        let panel = Panel::new(place, &settings, Some(locale), None).unwrap();
        assert!(panel.render(Frame::Bubble).into_string().contains("offers"));
    }
}

#[test]
fn what_the_preview_shows_is_chosen_and_kept() {
    let form =
        Form::parse(b"preview.lang=es&preview.mode=dark&preview.show=form&preview.width=wide");
    let choice = Choice::of(&form);
    assert_eq!(choice.mode, Some(Mode::Dark));
    assert_eq!((choice.show, choice.wide), (Show::Form, true));
    let again = Choice::of(&Form::parse(choice.query().as_bytes()));
    assert_eq!(
        again,
        Choice {
            wide: false,
            ..choice
        }
    );
    assert_eq!(
        Choice::of(&Form::parse(b"preview.show=x")),
        Choice::default()
    );
}

#[test]
fn each_topic_has_buttons_that_move_it_and_whoever_moved_one_stands_on_it() {
    let settings = demo();
    let mut form = form_of(&settings);
    let slug = Slug::parse("demo").unwrap();
    let view = view(&settings);
    let last = settings.purposes.len() - 1;
    let moved = move_topic(&mut form, "up.1");
    let editor = Editor {
        slug: &slug,
        public_url: "https://wa.demo.example",
        view: &view,
        form: &form,
        faults: &[],
        note: Note::Quiet,
        section: Section::Purposes,
        choice: Choice::default(),
        moved,
        may_edit: true,
        lang: Lang::En,
        words: editor_words(Lang::En),
    };
    let html = page(&editor).into_string();
    // At the top it goes no further up.
    assert!(html.contains("name=\"do\" value=\"down.0\" autofocus>Move down"));
    assert_eq!(html.matches("autofocus").count(), 1);
    assert!(!html.contains("value=\"up.0\"") && !html.contains(&format!("value=\"down.{last}\"")));
    // The preview draws what is typed, not what is saved.
    assert!(html.contains(" data-typed"));
    // Saved, the order is another, and the step before publishing says so.
    let draft = read(&form, &settings);
    assert_eq!(draft.faults, []);
    let ids = |settings: &Settings| -> Vec<String> {
        let purposes = settings.purposes.iter();
        purposes.map(|own| own.id.as_str().to_owned()).collect()
    };
    let mut swapped = ids(&settings);
    swapped.swap(0, 1);
    assert_eq!(ids(&draft.settings), swapped);
    let html = confirm_page(&editor, &draft).into_string();
    assert!(html.contains("Order of the topics"), "{html}");
}
