//! The panel in the bubble and inside a page.

use super::*;
use crate::settings::{Mode, PhoneMode};

#[test]
fn the_root_tells_the_widget_all_it_needs() {
    let settings = plain();
    assert_eq!(
        part(&bubble(&settings, "en"), "<section", ">"),
        concat!(
            r#"<section part="panel" role="dialog" aria-labelledby="brand" "#,
            r#"aria-describedby="number" tabindex="-1" lang="en" dir="ltr" data-side="right" "#,
            r#"data-mode="auto" hidden data-shop="demo" data-screen="doors" "#,
            r#"data-link="https://wa.me/15550783881" "#,
            r#"data-chat="https://wa.me/15550783881?text=Hello%2C%20Demo%3A%20I%20have%20a%20question." "#,
            r#"data-prefill="Hello, Demo: I would like to receive {purposes} on WhatsApp. "#,
            r#"Code {code} (please keep it)" data-and="and" data-count="messages (topics: {n})" "#,
            r#"data-source="bubble">"#,
        )
    );
}

#[test]
fn what_is_off_is_not_in_the_file() {
    let off = bubble(&plain(), "en");
    let on = bubble(&full(), "en");
    for hook in [
        "data-on=\"product\"",
        "data-fill=\"product\"",
        "data-room",
        "data-about",
        "data-country",
        "data-remember",
        "field.",
        "part=\"phone\"",
        "part=\"country\"",
        "part=\"preferences\"",
        "class=\"away\"",
        "class=\"question\"",
        "class=\"held\"",
        "data-word=\"phone_short\"",
        "mailto:",
    ] {
        assert!(!off.contains(hook), "{hook}");
        assert!(on.contains(hook), "{hook}");
    }
}

#[test]
fn it_carries_no_style_no_script_and_no_target() {
    for html in [bubble(&full(), "en"), inline(&full())] {
        for banned in [
            "<style",
            " style=",
            "<script",
            " onclick",
            "javascript:",
            "target=",
        ] {
            assert!(!html.contains(banned), "{banned}");
        }
    }
}

#[test]
fn nothing_is_ticked_beforehand() {
    for html in [bubble(&full(), "en"), inline(&full())] {
        assert!(!html.contains(" checked") && !html.contains(" selected"));
    }
}

#[test]
fn a_purpose_is_a_box_with_its_words() {
    assert_eq!(
        part(
            &bubble(&plain(), "en"),
            "<label class=\"purpose\"",
            "</label>"
        ),
        concat!(
            r#"<label class="purpose" data-purpose="offers"><input type="checkbox" part="purpose" "#,
            r#"name="purposes" value="offers" data-phrase="offers" aria-describedby="error">"#,
            "<span><b>Offers</b><span>Sales and discounts before anyone else</span>",
            "<small>at most 4 messages a month</small></span></label>",
        )
    );
}

#[test]
fn the_shops_questions_are_inputs_that_may_stay_empty() {
    let html = bubble(&full(), "en");
    assert_eq!(
        part(&html, "<label class=\"field\">Size", "</label>"),
        concat!(
            r#"<label class="field">Size (optional)<select name="field.size" "#,
            r#"aria-describedby="error"><option value="">Choose…</option>"#,
            r#"<option value="s">Small</option><option value="m">Medium</option></select></label>"#,
        )
    );
    assert_eq!(
        part(&html, "<label class=\"field\">Your pet", "</label>"),
        concat!(
            r#"<label class="field">Your pet (optional)<input data-text "#,
            r#"name="field.pet" maxlength="80" aria-describedby="error"></label>"#,
        )
    );
    let born = part(&html, "<fieldset class=\"field\">", "</fieldset>");
    assert_eq!(born.matches("name=\"field.born\"").count(), 2);
    assert!(born.find("aria-label=\"Month\"") < born.find("aria-label=\"Day\""));
    assert_eq!(born.matches("<option").count(), 1 + 12 + 1 + 31);
    assert!(born.contains(r#"<option value="02">February</option>"#));
    assert!(born.contains(r#"<option value="09">9</option>"#));
}

#[test]
fn a_question_without_words_in_the_language_is_not_asked() {
    let mut settings = full();
    settings.fields[0].words.remove(&locale("es"));
    assert!(!bubble(&settings, "es").contains("field.size"));
}

#[test]
fn the_phone_is_asked_for_as_the_shop_wants_it() {
    let asked = |phone| {
        let html = bubble(&Settings { phone, ..full() }, "en");
        let field = part(&html, "<label for=\"phone\"", "</div>").to_owned();
        (
            field.contains("(optional)"),
            field.contains("aria-required=\"true\""),
        )
    };
    assert_eq!(asked(PhoneMode::Optional), (true, false));
    assert_eq!(asked(PhoneMode::Required), (false, true));
}

#[test]
fn every_statement_stands_there_word_for_word_with_its_id() {
    let settings = full();
    for tag in LANGUAGES {
        let html = bubble(&settings, tag);
        let of_form = settings.statement(&locale(tag)).unwrap();
        let of_product = settings.product_statement(&locale(tag)).unwrap();
        let product = part(&html, "data-on=\"product\"", "class=\"foot\"");
        for (html, statement) in [(html.as_str(), &of_form), (product, &of_product)] {
            let id = statement.id();
            assert!(
                html.contains(&format!("name=\"statement\" value=\"{id}\"")),
                "{tag}"
            );
            for sentence in statement.text().lines() {
                assert!(
                    html.contains(&format!("<p>{}</p>", escaped(sentence))),
                    "{tag}"
                );
            }
            for purpose in &statement.purposes {
                for words in [&purpose.label, &purpose.value, &purpose.frequency] {
                    assert!(html.contains(&escaped(words)), "{tag}: {words}");
                }
            }
            for words in [&statement.controller, &statement.privacy_url] {
                assert!(html.contains(&escaped(words)), "{tag}: {words}");
            }
        }
        let button = format!("product\">{}</span>", escaped(&of_form.button));
        assert!(html.contains(&button), "{tag}");
        assert_eq!(of_form.button, of_product.button);
        assert_ne!(of_form.id(), of_product.id());
    }
}

#[test]
fn no_place_is_left_open_but_for_the_widget() {
    for tag in LANGUAGES {
        let html = bubble(&full(), tag);
        let open = |name: &str| {
            let attribute = format!("{name}=\"");
            let values = html.split(&attribute).skip(1);
            values
                .map(|rest| rest.split('"').next().unwrap().matches('{').count())
                .sum::<usize>()
        };
        let for_the_widget = ["data-prefill", "data-count", "data-about", "data-phrase"].map(open);
        assert_eq!(
            html.matches('{').count(),
            for_the_widget.iter().sum::<usize>(),
            "{tag}"
        );
    }
}

#[test]
fn what_a_shop_writes_stays_text() {
    let hostile = "</p><script>alert(1)</script>\" onload='x' & {code}";
    let mut settings = full();
    settings.name = hostile.to_owned();
    settings.controller = hostile.to_owned();
    settings.contact = Some(hostile.to_owned());
    for purpose in settings.purposes.iter_mut().chain(&mut settings.product) {
        for words in purpose.words.values_mut() {
            for text in [
                &mut words.label,
                &mut words.phrase,
                &mut words.value,
                &mut words.frequency,
            ] {
                *text = hostile.to_owned();
            }
        }
    }
    for field in &mut settings.fields {
        for words in field.words.values_mut() {
            words.label = hostile.to_owned();
            words.choices.fill(hostile.to_owned());
        }
    }
    for questions in settings.questions.values_mut() {
        questions.fill(hostile.to_owned());
    }
    for html in [bubble(&settings, "en"), inline(&settings)] {
        assert!(!html.contains("<script"));
        assert!(!html.contains("\" onload"));
        assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot; onload="));
        assert!(html.contains("%3C%2Fp%3E%3Cscript%3E"));
    }
}

#[test]
fn out_of_hours_the_head_says_from_when_somebody_answers() {
    let settings = full();
    let head = |weekday, minute| {
        with_panel(&settings, "en", |panel| {
            let panel = Panel {
                time: Some(ShopTime { weekday, minute }),
                words: panel.words.clone(),
                place: panel.place.clone(),
                statement: panel.statement.clone(),
                ..*panel
            };
            panel.head(Frame::Bubble).into_string()
        })
    };
    assert!(!head(0, 9 * 60).contains("away"));
    for (weekday, minute, time) in [
        (0, 8 * 60, "09:00"),
        (0, 18 * 60, "Monday 09:00"),
        (6, 0, "Monday 09:00"),
    ] {
        let line = format!(
            "<p class=\"away\" data-on=\"doors\">We’re away right now. We answer from {time}.</p>"
        );
        assert!(head(weekday, minute).contains(&line), "{weekday}, {minute}");
    }
}

#[test]
fn a_shop_that_never_opens_says_so_without_a_time() {
    let mut settings = full();
    if let Some(hours) = &mut settings.hours {
        hours.open = Default::default();
    }
    with_panel(&settings, "en", |panel| {
        let line = format!(
            "<p class=\"away\" data-on=\"doors\">{}</p>",
            panel.words.away_plain
        );
        assert!(panel.head(Frame::Bubble).into_string().contains(&line));
    });
}

#[test]
fn inside_a_page_it_is_a_region_that_is_always_there() {
    let html = inline(&full());
    let root = part(&html, "<section", ">");
    for there in [
        "role=\"region\"",
        "data-source=\"inline\"",
        "data-screen=\"topics\"",
    ] {
        assert!(root.contains(there), "{there}");
    }
    assert!(html.contains(r#"name="source" value="inline""#));
    assert!(!root.contains(" hidden") && !root.contains("aria-modal"));
    for absent in [
        "data-do=\"back\"",
        "data-do=\"close\"",
        "data-do=\"updates\"",
        "part=\"chat\"",
    ] {
        assert!(!html.contains(absent), "{absent}");
    }
}

#[test]
fn a_shop_with_the_form_alone_begins_there_and_has_no_way_back() {
    let html = bubble(
        &Settings {
            bubble: Bubble::Updates,
            ..full()
        },
        "en",
    );
    assert!(html.contains("data-screen=\"topics\""));
    assert!(!html.contains("data-do=\"back\"") && !html.contains("data-on=\"doors\""));
    assert!(html.contains("data-do=\"close\""));
}

#[test]
fn arabic_runs_from_right_to_left_but_a_phone_number_does_not() {
    let html = bubble(&full(), "ar");
    assert!(part(&html, "<section", ">").contains("lang=\"ar\" dir=\"rtl\""));
    assert!(html.contains("class=\"row phone\" dir=\"ltr\""));
}

#[test]
fn the_look_is_the_shops() {
    let mut settings = plain();
    settings.look.side = Side::Left;
    settings.look.mode = Mode::Dark;
    let html = bubble(&settings, "en");
    assert!(html.contains("data-side=\"left\" data-mode=\"dark\""));
}

#[test]
fn the_contact_is_a_link_only_where_it_is_an_address() {
    let line = |contact: &str| {
        let html = bubble(
            &Settings {
                contact: Some(contact.to_owned()),
                ..plain()
            },
            "en",
        );
        part(&html, "<p class=\"small\" data-on=\"doors", "</p>").to_owned()
    };
    assert_eq!(
        line("hello@demo.example"),
        concat!(
            r#"<p class="small" data-on="doors waiting not_yet">No WhatsApp? Write to "#,
            r#"<a href="mailto:hello@demo.example"><bdi>hello@demo.example</bdi></a></p>"#,
        )
    );
    assert_eq!(
        line("Ana @ the till"),
        r#"<p class="small" data-on="doors waiting not_yet">No WhatsApp? Write to <bdi>Ana @ the till</bdi></p>"#
    );
}
