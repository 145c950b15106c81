use super::*;
use crate::time::{DAY, HOUR};

/// Wednesday 2026-11-25, 12:30 in UTC.
const NOW: i64 = 1_795_609_800_000;

fn names() -> Names<'static> {
    Names {
        country: &|code| {
            if code == "ES" {
                "Spain".to_owned()
            } else {
                code.to_owned()
            }
        },
        language: &|tag| format!("language {tag}"),
    }
}

fn slug() -> Slug {
    Slug::parse("demo").unwrap()
}

fn full() -> View {
    let facet = |source: &str, country: &str, purposes: &str, n| Facet {
        source: source.to_owned(),
        locale: "es".to_owned(),
        country: country.to_owned(),
        purposes: purposes.to_owned(),
        n,
    };
    View {
        now: NOW,
        offset: HOUR,
        zone: Some("Europe/Madrid".to_owned()),
        counts_views: true,
        hours: vec![
            Hour {
                hour: NOW / HOUR,
                tally: Tally {
                    seen: 1_200,
                    opened: 300,
                    continued: 60,
                    confirmed: 40,
                    in_chat: 2,
                    withdrawn: 1,
                    reached: 39,
                    read: 30,
                },
            },
            Hour {
                hour: (NOW - 7 * DAY) / HOUR - 2,
                tally: Tally {
                    continued: 31,
                    confirmed: 21,
                    ..Tally::default()
                },
            },
        ],
        facets: vec![
            facet("bubble", "ES", r#"["offers","restock"]"#, 30),
            facet("hosted", "FR", r#"["offers"]"#, 10),
            facet("list", "", r#"["restock"]"#, 2),
        ],
        pages: vec![PageCount {
            page: "https://shop.example/mug".to_owned(),
            n: 42,
        }],
        purposes: vec![
            PurposeNow {
                id: "offers".to_owned(),
                label: "Offers & news".to_owned(),
                people: Some(1_234),
            },
            PurposeNow {
                id: "orders".to_owned(),
                label: "Orders".to_owned(),
                people: Some(0),
            },
        ],
        ..View::default()
    }
}

fn html(view: &View, lang: Lang) -> String {
    page(view, &slug(), lang, &names()).into_string()
}

#[test]
fn today_stands_beside_the_same_day_of_last_week() {
    let html = html(&full(), Lang::En);
    assert!(html.contains(
        r#"<span>New opt-ins today</span><b dir="ltr">42</b><span class="up">up 100 %</span><span class="hint">21 on the same day last week, until now</span>"#
    ), "{html}");
}

#[test]
fn the_funnel_has_each_step_with_its_share_of_the_one_before() {
    let html = html(&full(), Lang::En);
    for (step, share) in [
        ("Form opened", "25 % of the step before"),
        ("opted in", "67 % of the step before"),
        ("Confirmation read", "77 % of the step before"),
    ] {
        let at = html.find(step).unwrap();
        let line = &html[at..at + html[at..].find("</li>").unwrap()];
        assert!(line.contains(share), "{line}");
    }
    assert!(html.contains("2 more agreed in the chat"));
    assert!(html.contains("lower bounds"));
}

#[test]
fn where_views_are_not_counted_the_funnel_begins_with_the_tap_and_says_so() {
    let view = View {
        counts_views: false,
        ..full()
    };
    let html = html(&view, Lang::En);
    assert!(!html.contains("Bubble served") && html.contains("count_views"));
}

#[test]
fn an_opt_in_of_two_purposes_counts_for_each() {
    let file = file(File::Sources, &full(), Lang::En, &names());
    let text = String::from_utf8(file).unwrap();
    assert_eq!(
        text.trim_start_matches('\u{feff}'),
        "section,name,opt_ins\r\n\
         By source,Bubble,30\r\nBy source,Hosted form,10\r\nBy source,In the chat,2\r\n\
         By purpose,Offers & news,40\r\nBy purpose,restock,32\r\nBy purpose,Orders,0\r\n\
         By page,shop.example/mug,42\r\n\
         By country,Spain,30\r\nBy country,FR,10\r\nBy country,Not known,2\r\n\
         By language,language es,42\r\n"
    );
}

#[test]
fn the_file_of_days_has_a_row_for_each() {
    let file = file(File::Days, &full(), Lang::En, &names());
    let text = String::from_utf8(file).unwrap();
    assert_eq!(text.lines().count(), 31);
    assert_eq!(
        text.lines().last().unwrap(),
        "2026-11-25,1200,300,60,40,2,1,39,30"
    );
}

#[test]
fn problems_come_first_and_the_grave_ones_before_the_others() {
    let problem = |kind: &str| Problem {
        kind: kind.to_owned(),
        subject: None,
        since: Some(NOW - DAY),
        code: Some(190),
    };
    let view = View {
        problems: vec![problem("quality_yellow"), problem("token")],
        ..full()
    };
    let html = html(&view, Lang::En);
    let token = html.find("does not accept the access token").unwrap();
    let quality = html.find("only medium").unwrap();
    assert!(token < quality && quality < html.find("New opt-ins today").unwrap());
    assert!(
        html.contains("since 24 Nov, 13:30") && html.contains("Meta&#39;s code 190")
            || html.contains("Meta's code 190")
    );
    assert!(html.contains(r#"href="/admin/demo/setup""#));
}

#[test]
fn a_new_shop_is_led_to_the_editor() {
    let view = View {
        now: NOW,
        ..View::default()
    };
    for lang in Lang::ALL {
        let html = html(&view, lang);
        assert!(html.contains(r#"class="button main" href="/admin/demo/editor""#));
    }
}

#[test]
fn what_people_typed_is_no_markup() {
    let mut view = full();
    view.pages[0].page = "https://x/<b>".to_owned();
    assert!(html(&view, Lang::Es).contains("x/&lt;b&gt;"));
}
