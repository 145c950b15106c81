use super::*;
use crate::settings::Settings;
use crate::setup_check::{Read, Refusal, Template};
use crate::shops::Slug;

const URL: &str = "https://wa.luz.example";
const NAME: &str = "saludo_opt_in_confirmation";

fn locale(tag: &str) -> Locale {
    Locale::parse(tag).unwrap()
}

fn template(name: &str, language: &str, status: &str) -> Template {
    Template {
        name: name.to_owned(),
        language: language.to_owned(),
        status: Some(status.to_owned()),
        category: Some("UTILITY".to_owned()),
        quality: Some("GREEN".to_owned()),
        ..Template::default()
    }
}

fn known(language: &str, status: &str) -> Entry {
    Entry {
        name: NAME.to_owned(),
        language: locale(language),
        status: status.to_owned(),
        reason: Some("because".to_owned()),
        category: None,
        quality: None,
        paused_until: Some(7),
        warning: Some(("MARKETING".to_owned(), None)),
    }
}

fn view(known: Vec<Entry>, told: &Read<Vec<Template>>, url: &str, may_create: bool) -> View {
    let settings = Settings {
        locales: ["en", "es", "pt-BR"].map(locale).into(),
        ..Settings::example_for("casa-luz", URL)
    };
    let slug = Slug::parse("casa-luz").unwrap();
    View::of(&settings, (&slug, url), known, told, may_create)
}

fn languages<'a>(lines: impl Iterator<Item = &'a Line>) -> Vec<&'a str> {
    lines.map(|line| line.locale.as_str()).collect()
}

#[test]
fn what_is_missing_can_be_created_and_goes_as_free_text_meanwhile() {
    let told = Read::Said(vec![
        template(NAME, "en", "APPROVED"),
        template(NAME, "es", "PENDING"),
        template("news", "en", "REJECTED"),
    ]);
    let view = view(vec![], &told, URL, true);
    assert_eq!(languages(view.to_create()), ["pt-BR"]);
    assert_eq!(languages(view.on_free_text()), ["es", "pt-BR"]);
    assert_eq!(view.others.len(), 1);
    let html = page(&view, None, Lang::En).into_string();
    assert!(html.contains("Confirmations in Spanish, Portuguese (Brazil) go as free text"));
    assert_eq!(html.matches("name=\"language\"").count(), 1);
    assert!(html.contains("<span class=\"badge bad\">Refused</span>"));
}

#[test]
fn only_an_owner_creates_and_only_what_the_lint_lets_pass() {
    let told = Read::Said(vec![]);
    assert_eq!(
        languages(view(vec![], &told, URL, false).to_create()),
        [""; 0]
    );
    let cloudflare = view(vec![], &told, "https://x.workers.dev", true);
    assert_eq!(languages(cloudflare.to_create()), [""; 0]);
    let html = page(&cloudflare, None, Lang::Es).into_string();
    assert!(html.contains("data-fault=\"no_own_domain\""));
    assert!(html.contains("x.workers.dev es de Cloudflare."));
    let all = view(vec![], &told, URL, true);
    let html = page(&all, None, Lang::En).into_string();
    assert!(html.contains("value=\"all\""));
}

#[test]
fn while_meta_cannot_be_asked_webhooks_told_it_and_nothing_is_created() {
    for told in [
        Read::Silent,
        Read::Refused(Refusal {
            code: 190,
            subcode: None,
            message: String::new(),
            for_people: None,
        }),
    ] {
        let view = view(vec![known("es", "APPROVED")], &told, URL, true);
        assert_eq!(languages(view.to_create()), [""; 0]);
        assert_eq!(languages(view.on_free_text()), ["en", "pt-BR"]);
    }
}

#[test]
fn what_webhooks_said_of_another_status_is_over() {
    let told = Read::Said(vec![template(NAME, "es", "APPROVED")]);
    let entry = |known| {
        view(vec![known], &told, URL, true).lines[1]
            .entry
            .clone()
            .unwrap()
    };
    let over = entry(known("es", "PAUSED"));
    assert_eq!((over.reason, over.paused_until), (None, None));
    assert_eq!(over.warning, Some(("MARKETING".to_owned(), None)));
    let same = entry(known("es", "APPROVED"));
    assert_eq!(same.paused_until, Some(7));
}

#[test]
fn a_refusal_says_what_to_do_and_what_meta_said() {
    let told = Read::Said(vec![]);
    let outcome = Outcome::Failed {
        locale: locale("es"),
        fault: CreateFault::BeingDeleted,
        says: Some("<b>No</b>".to_owned()),
    };
    let html = page(&view(vec![], &told, URL, true), Some(&outcome), Lang::En).into_string();
    assert!(html.contains("Not created: Spanish."));
    assert!(html.contains("bars the name for four weeks"));
    assert!(html.contains("&lt;b&gt;No&lt;/b&gt;"));
}

#[test]
fn every_fault_and_status_has_its_words() {
    for lang in Lang::ALL {
        let words = words(lang);
        for fault in CreateFault::ALL {
            assert!(!look_up(&words.create_faults, fault.as_str()).is_empty());
        }
        assert_eq!(words.create_faults.len(), CreateFault::ALL.len());
        for fault in [
            Fault::Name,
            Fault::Language,
            Fault::ForeignDomain("x.example".into()),
            Fault::NoOwnDomain("x.example".into()),
            Fault::Shortener("x.example".into()),
            Fault::ParameterAtEdge,
            Fault::ParametersTouch,
            Fault::Promotional("x.example".into()),
            Fault::Welcome("x.example".into()),
            Fault::NoContact,
            Fault::TooLong("x.example".into()),
        ] {
            let says = fault_says(&fault, words);
            assert!(!says.is_empty() && !says.contains('{'), "{says}");
            assert_eq!(says.contains("x.example"), !fault.what().is_empty());
        }
        for tag in crate::words::LANGUAGES {
            assert_ne!(language(&locale(tag), words), tag);
        }
    }
}

#[test]
fn a_file_has_what_is_on_the_screen_in_metas_own_words() {
    let told = Read::Said(vec![
        Template {
            reason: Some("=cmd|' /C calc'!A0".to_owned()),
            ..template(NAME, "en", "REJECTED")
        },
        template("news", "es", "APPROVED"),
    ]);
    let view = view(vec![], &told, URL, false);
    let file = String::from_utf8(csv(&view)).unwrap();
    let head = "name,language,status,category,quality,reason,paused_until,next_category,\
        next_category_on";
    assert_eq!(
        file,
        format!(
            "\u{feff}{head}\r\n\
             {NAME},en,REJECTED,UTILITY,GREEN,'=cmd|' /C calc'!A0,,,\r\n\
             {NAME},es,NONE,,,,,,\r\n\
             {NAME},pt-BR,NONE,,,,,,\r\n\
             news,es,APPROVED,UTILITY,GREEN,,,,\r\n"
        )
    );
    let html = page(&view, None, Lang::Es).into_string();
    assert!(
        html.contains("<a class=\"button\" href=\"?format=csv\" download>Esta página en CSV</a>")
    );
}

#[test]
fn a_file_tells_of_a_pause_and_of_the_category_to_come() {
    let mut paused = known("en", "PAUSED");
    paused.warning = Some(("MARKETING".to_owned(), Some(60_000)));
    let view = view(vec![paused], &Read::Silent, URL, false);
    let file = String::from_utf8(csv(&view)).unwrap();
    let row = file.lines().nth(1).unwrap();
    assert_eq!(
        row,
        format!(
            "{NAME},en,PAUSED,,,because,1970-01-01T00:00:00.007Z,MARKETING,1970-01-01T00:01:00.000Z"
        )
    );
}
