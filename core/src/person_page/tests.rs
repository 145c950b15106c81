//! What stands on the page, and what does not.

use super::*;
use crate::ledger::{Receipt, example};
use crate::locale::Locale;
use crate::prefill::deep_link;
use crate::purpose::PurposeId;
use crate::settings::Settings;
use crate::shops::{Shop, Shops, Slug};
use crate::words::LANGUAGES;

const AT: i64 = 1_772_541_296_000;
const ENDED: i64 = 1_782_541_296_000;

fn locale(tag: &str) -> Locale {
    Locale::parse(tag).unwrap()
}

fn settings() -> Settings {
    let mut settings = Settings::default_for("demo", "https://wa.demo.example");
    settings.locales = LANGUAGES.map(locale).to_vec();
    settings
}

fn shops() -> Shops {
    let json = r#"{"demo": {"phone_number_id": "1", "waba_id": "2", "number": "15550783881", "origins": []}}"#;
    Shops::parse(json).unwrap()
}

fn shown<'a>((slug, shop): (&'a Slug, &'a Shop), settings: &'a Settings) -> Shown<'a> {
    Shown {
        slug,
        shop,
        settings,
        link: "https://wa.me/15550783881".to_owned(),
        heads: "https://wa.demo.example/heads".to_owned(),
    }
}

fn purpose(id: &str) -> PurposeId {
    PurposeId::parse(id).unwrap()
}

/// Offers are on, news of stock were taken back, orders were never spoken of.
fn view(tag: &str, access: Access) -> View {
    let settings = settings();
    let statement = settings.statement(&locale(tag)).unwrap();
    let is_proven = access == Access::Proven;
    let standings = [Standing::Granted, Standing::Withdrawn, Standing::Never];
    let topics = statement.purposes.iter().zip(standings);
    let topics = topics.map(|(own, standing)| Topic {
        purpose: own.id.clone(),
        product: String::new(),
        product_title: None,
        label: own.label.clone(),
        value: own.value.clone(),
        frequency: own.frequency.clone(),
        category: own.category,
        standing,
        since: (standing == Standing::Granted).then_some(AT),
        ended_at: (standing == Standing::Withdrawn).then_some(ENDED),
        agreed: (standing == Standing::Granted).then(|| statement.clone()),
        is_offered: true,
    });
    let line = ReceiptLine {
        seq: 12,
        at: AT,
        labels: vec!["Offers".to_owned()],
    };
    View {
        locale: locale(tag),
        name: Some("<u>A•••".to_owned()),
        phone: Some("+34 ••• ••• •01".to_owned()),
        version: 7,
        topics: topics.collect(),
        native_stop: false,
        offered: is_proven.then(|| statement.clone()),
        receipts: if is_proven { vec![line] } else { Vec::new() },
        block_days: 0,
        receipt: None,
        data: None,
        access,
    }
}

fn render(view: &View, make: impl FnOnce(&Page<'_>) -> maud::Markup) -> String {
    let (shops, settings) = (shops(), settings());
    let shown = shown(shops.get("demo").unwrap(), &settings);
    make(&Page::new(shown, view, Some(view.locale.clone())).unwrap()).into_string()
}

fn erase(page: &Page<'_>) -> maud::Markup {
    page.erase()
}

fn erased(page: &Page<'_>) -> maud::Markup {
    page.erased()
}

fn overview(view: &View, notice: Option<&Notice>) -> String {
    render(view, |page| page.overview(notice, None, false))
}

/// The values of the field `do` of all forms, in their order.
fn acts(html: &str) -> Vec<&str> {
    let forms = html.split("name=\"do\" value=\"").skip(1);
    forms.filter_map(|form| form.split('"').next()).collect()
}

fn asked() -> Access {
    Access::Asked {
        code: "12345-67896".to_owned(),
    }
}

#[test]
fn with_the_link_alone_one_sees_and_takes_back_and_no_more() {
    let html = overview(&view("en", Access::Link), None);
    assert_eq!(acts(&html), ["off", "off_all", "prove"]);
    for part in [
        "at most 4 messages a month",
        "3 March 2026",
        "Taken back on <time datetime=\"2026-06-27T",
        "I agree that Demo may send me WhatsApp messages",
        "role=\"switch\" aria-checked=\"true\"",
    ] {
        assert!(html.contains(part), "{part}");
    }
    for part in ["receipt=", "data=1", "erase=1", "aria-checked=\"false\""] {
        assert!(!html.contains(part), "{part}");
    }
}

#[test]
fn with_a_proof_the_whole_statement_stands_before_the_switch_that_agrees_to_it() {
    let view = view("en", Access::Proven);
    let html = overview(&view, None);
    assert_eq!(acts(&html), ["off", "off_all", "on", "on"]);
    let statement = view.offered.as_ref().unwrap();
    let (_, off) = html.split_once("What you don’t get").unwrap();
    let (before, after) = off.split_once("value=\"on\"").unwrap();
    for line in statement.text().lines() {
        assert!(before.contains(line), "{line}");
    }
    for part in [&statement.controller, &statement.privacy_url] {
        assert!(before.contains(part.as_str()), "{part}");
    }
    assert!(!before.contains("<details>"), "nothing of it is folded up");
    assert!(after.contains(&format!("name=\"statement\" value=\"{}\"", statement.id())));
    assert!(after.contains("name=\"version\" value=\"7\""));
    for part in ["?lang=en&amp;receipt=12", "data=1", "erase=1"] {
        assert!(html.contains(part), "{part}");
    }
}

#[test]
fn what_the_shop_offers_no_more_cannot_be_switched_on() {
    let mut view = view("en", Access::Proven);
    for topic in &mut view.topics {
        topic.is_offered = false;
    }
    assert_eq!(acts(&overview(&view, None)), ["off", "off_all"]);
}

#[test]
fn the_code_comes_ready_to_send_and_says_whose_it_is_not() {
    let html = overview(&view("en", asked()), None);
    let text = "Hello, Demo: it’s me. My code for my preferences is 12345-67896.";
    let link = deep_link("https://wa.me/15550783881", text);
    assert!(html.contains(&format!("href=\"{link}\"")), "{html}");
    assert!(html.contains("Never send a code that somebody else gave you."));
    assert_eq!(acts(&html), ["off", "off_all"]);
    let waiting = render(&view("en", asked()), |page| page.overview(None, None, true));
    assert!(waiting.contains("It hasn’t arrived yet."));
    assert!(!html.contains("It hasn’t arrived yet."));
}

#[test]
fn what_was_done_is_said_only_where_it_is_so() {
    let view = view("en", Access::Proven);
    let off = |id| Notice::Off {
        purpose: purpose(id),
        product: String::new(),
    };
    let on = |id| Notice::On {
        purpose: purpose(id),
    };
    let says = |notice: &Notice| overview(&view, Some(notice)).contains("note good");
    assert!(says(&off("restock")) && !says(&off("offers")));
    assert!(says(&on("offers")) && !says(&on("restock")));
    assert!(!says(&Notice::All) && !says(&off("unheard_of")));
    let html = overview(&view, Some(&off("restock")));
    assert!(html.contains("Done: you get no more messages about “Back in stock”."));
}

#[test]
fn a_notice_is_read_back_from_the_address_it_writes() {
    for notice in [
        Notice::All,
        Notice::On {
            purpose: purpose("offers"),
        },
        Notice::Off {
            purpose: purpose("product"),
            product: "sku 1".to_owned(),
        },
    ] {
        let query = notice.query();
        let field = |name: &str| {
            let mut fields = query.iter();
            fields
                .find(|(own, _)| *own == name)
                .map(|(_, value)| *value)
        };
        assert_eq!(Notice::parse(field), Some(notice.clone()));
    }
    assert_eq!(Notice::parse(|_| Some("<script>")), None);
}

#[test]
fn whatsapps_own_stop_is_told_with_what_lifts_it() {
    let mut view = view("en", Access::Link);
    assert!(!overview(&view, None).contains("Paused in WhatsApp"));
    view.native_stop = true;
    let html = overview(&view, None);
    assert!(html.contains("Paused in WhatsApp"));
    assert!(html.contains("Only WhatsApp can lift that: open the chat"));
}

#[test]
fn erasing_is_told_before_it_is_done() {
    let mut view = view("en", Access::Proven);
    let html = render(&view, erase);
    assert_eq!(acts(&html), ["erase"]);
    assert!(html.contains("up to 30 days") && !html.contains("by law"));
    view.block_days = 1095;
    let html = render(&view, erase);
    assert!(html.contains("By law Demo must be able to prove your consent for 1095 more days."));
    assert_eq!(acts(&render(&view, erased)), [""; 0]);
}

#[test]
fn a_receipt_shows_who_what_when_and_how() {
    let receipt = Receipt::new(example::proof(), "ES").unwrap();
    let view = view("en", Access::Proven);
    let html = render(&view, |page| page.receipt(&receipt));
    for part in [
        "8 June 2025, 20:59 UTC",
        "In the chat bubble on the shop’s page, confirmed by a message",
        "Sol S.L., hola@sol.example",
        &receipt.consent.consent_receipt_id,
        &receipt.consent.public_key.to_string(),
        "https://wa.demo.example/heads",
    ] {
        assert!(html.contains(part), "{part}");
    }
}

#[test]
fn a_dead_link_leads_to_a_fresh_one_and_to_a_person() {
    let (shops, settings) = (shops(), settings());
    let locale = locale("es");
    let gone = Gone {
        shown: shown(shops.get("demo").unwrap(), &settings),
        locale: &locale,
    };
    let html = gone.page().unwrap().into_string();
    let link = |text| deep_link("https://wa.me/15550783881", text);
    assert!(html.contains(&link(
        "Hola, Demo: quiero ver mis preferencias de WhatsApp."
    )));
    assert!(html.contains(&link("Hola, Demo: tengo una pregunta.")));
    assert_eq!(acts(&html), [""; 0]);
}

#[test]
fn in_every_language_each_page_is_whole_plain_and_escaped() {
    let receipt = Receipt::new(example::proof(), "ES").unwrap();
    for tag in LANGUAGES {
        let (mut link, proven, asked) = (
            view(tag, Access::Link),
            view(tag, Access::Proven),
            view(tag, asked()),
        );
        link.native_stop = true;
        let pages = [
            overview(&link, Some(&Notice::All)),
            overview(&asked, None),
            overview(&proven, None),
            render(&proven, |page| {
                page.overview(None, Some(Problem::Changed), false)
            }),
            render(&proven, erase),
            render(&proven, erased),
            render(&proven, |page| page.receipt(&receipt)),
        ];
        for html in pages {
            let direction = if tag == "ar" { "rtl" } else { "ltr" };
            assert!(html.contains(&format!("<html lang=\"{tag}\" dir=\"{direction}\">")));
            for part in ["<script", "style=\"", "onclick", "<u>", "{", "}"] {
                assert!(!html.contains(part), "{tag}: {part}");
            }
            let forms = html.matches("<form").count();
            let own = format!("<form method=\"post\" action=\"?lang={tag}\">");
            assert_eq!(html.matches(&own).count(), forms, "{tag}");
        }
    }
}
