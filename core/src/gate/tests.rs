use super::*;
use crate::locale::Locale;
use crate::phone::Country;
use crate::time::HOUR;
use proptest::prelude::*;

/// A Wednesday, 17:00 in UTC: nobody's night of whom these tests tell.
const NOW: Millis = 1_788_368_400_000;

const HOLD: Hold = Hold {
    until: NOW + HOUR,
    reason: Reason::Token,
};

fn asked(kind: Kind) -> Asked {
    let form = match kind {
        Kind::Welcome | Kind::ShopTemplate | Kind::ConfirmRequest => Form::Template,
        _ => Form::Text,
    };
    Asked {
        kind,
        form,
        category: if kind == Kind::ShopTemplate {
            Category::Marketing
        } else {
            Category::Utility
        },
        template: (form == Form::Template)
            .then(|| TemplateChoice::Use(Locale::parse("es").unwrap())),
        stands: true,
        cap_free_at: None,
    }
}

/// Somebody in Spain who wrote an hour ago.
fn person() -> Person {
    Person {
        country: Country::parse("ES").ok(),
        last_wrote_at: Some(NOW - HOUR),
        ..Person::default()
    }
}

fn country(text: &str) -> Person {
    Person {
        country: Country::parse(text).ok(),
        ..person()
    }
}

/// What the gate says of each kind, in the order of [`Kind::ALL`], as a line of words.
fn row(change: impl Fn(&mut Asked, &mut Person, &mut Number)) -> Vec<(Kind, Verdict)> {
    Kind::ALL
        .into_iter()
        .map(|kind| {
            let (mut asked, mut person, mut number) = (asked(kind), person(), Number::default());
            change(&mut asked, &mut person, &mut number);
            (kind, ask(&asked, &person, &number, NOW))
        })
        .collect()
}

/// The kinds that do not go as they are, and what becomes of them.
fn held(change: impl Fn(&mut Asked, &mut Person, &mut Number)) -> Vec<(Kind, String)> {
    row(change)
        .into_iter()
        .filter(|(kind, verdict)| *verdict != Verdict::Send(asked(*kind).form))
        .map(|(kind, verdict)| (kind, word(verdict)))
        .collect()
}

fn word(verdict: Verdict) -> String {
    match verdict {
        Verdict::Send(Form::Text) => "as text".to_owned(),
        Verdict::Send(Form::Template) => "as template".to_owned(),
        Verdict::Wait { reason, .. } => format!("waits: {}", reason.as_str()),
        Verdict::Never(reason) => format!("never: {}", reason.as_str()),
    }
}

fn of(kinds: &[Kind], word: &str) -> Vec<(Kind, String)> {
    kinds.iter().map(|kind| (*kind, word.to_owned())).collect()
}

const STARTED: [Kind; 2] = [Kind::ShopTemplate, Kind::ConfirmRequest];
const ANSWERS: [Kind; 3] = [Kind::Unclear, Kind::Resumed, Kind::Preferences];

#[test]
fn with_nothing_in_the_way_everything_goes() {
    assert_eq!(held(|_, _, _| ()), []);
}

#[test]
fn nobody_is_written_to_who_cannot_be() {
    assert_eq!(
        held(|_, person, _| person.never = Some(Reason::Unreachable)),
        of(&Kind::ALL, "never: unreachable")
    );
}

#[test]
fn who_was_erased_gets_nothing_that_the_shop_starts() {
    assert_eq!(
        held(|_, person, _| person.is_suppressed = true),
        of(
            &[
                Kind::Coupon,
                Kind::ShopTemplate,
                Kind::ConfirmRequest,
                Kind::Reply
            ],
            "never: suppressed"
        )
    );
}

#[test]
fn what_was_taken_back_is_not_sent() {
    let verdicts = row(|asked, _, _| asked.stands = false);
    for (kind, verdict) in verdicts {
        let reason = match kind {
            Kind::ShopTemplate => Reason::NoConsent,
            _ => Reason::Withdrawn,
        };
        assert_eq!(verdict, Verdict::Never(reason), "{kind:?}");
    }
}

#[test]
fn whatsapps_own_stop_bars_marketing_and_nothing_else() {
    let stopped = |person: &mut Person| person.is_natively_stopped = true;
    assert_eq!(
        held(|_, person, _| stopped(person)),
        of(&[Kind::Coupon, Kind::ShopTemplate], "never: native_stop")
    );
    assert_eq!(
        held(|asked, person, _| {
            stopped(person);
            asked.category = Category::Utility;
        }),
        of(&[Kind::Coupon], "never: native_stop")
    );
}

#[test]
fn a_number_of_the_united_states_gets_no_marketing() {
    assert_eq!(
        held(|_, person, _| *person = country("US")),
        of(&[Kind::ShopTemplate], "never: marketing_to_us")
    );
    assert_eq!(held(|_, person, _| *person = country("CA")), []);
}

#[test]
fn a_confirmation_that_meta_takes_for_marketing_goes_as_text_where_marketing_may_not() {
    let as_text = [(Kind::Welcome, "as text".to_owned())];
    for bar in [
        (|_: &mut Number, person: &mut Person| person.is_natively_stopped = true)
            as fn(&mut Number, &mut Person),
        |_, person| *person = country("US"),
        |_, person| person.rests_until = Some(NOW + 1),
        |number, _| number.marketing = Some(HOLD),
    ] {
        let held = held(|asked, person, number| {
            if asked.kind == Kind::Welcome {
                asked.category = Category::Marketing;
                bar(number, person);
            }
        });
        assert_eq!(held, as_text);
    }
}

#[test]
fn free_text_goes_within_24_hours_of_the_persons_own_message() {
    let text = [
        Kind::Question,
        Kind::Unclear,
        Kind::Stopped,
        Kind::Resumed,
        Kind::Preferences,
        Kind::Coupon,
        Kind::Reply,
    ];
    for heard in [None, Some(NOW - 24 * HOUR)] {
        assert_eq!(
            held(|_, person, _| person.last_wrote_at = heard),
            of(&text, "never: window_closed")
        );
    }
    assert_eq!(
        held(|_, person, _| person.last_wrote_at = Some(NOW - 24 * HOUR + 1)),
        []
    );
}

#[test]
fn a_welcome_whose_template_cannot_be_used_goes_as_text_and_others_wait() {
    let paused = Hold {
        until: NOW + HOUR,
        reason: Reason::TemplatePaused,
    };
    let pause = |asked: &mut Asked| {
        asked.template = Some(TemplateChoice::Wait(paused));
    };
    let mut expected = of(&[Kind::Welcome], "as text");
    expected.extend(of(&STARTED, "waits: template_paused"));
    assert_eq!(held(|asked, _, _| pause(asked)), expected);
    assert_eq!(
        held(|asked, person, _| {
            pause(asked);
            if asked.kind == Kind::Welcome {
                person.last_wrote_at = None;
            }
        }),
        of(
            &[Kind::Welcome, Kind::ShopTemplate, Kind::ConfirmRequest],
            "waits: template_paused"
        )
    );
    let gone = |asked: &mut Asked| {
        asked.template = Some(TemplateChoice::Never(Reason::TemplateDisabled));
    };
    let mut expected = of(&[Kind::Welcome], "as text");
    expected.extend(of(&STARTED, "never: template_disabled"));
    assert_eq!(held(|asked, _, _| gone(asked)), expected);
}

#[test]
fn a_stopped_number_sends_nothing() {
    assert_eq!(
        held(|_, _, number| number.stop = Some(HOLD)),
        of(&Kind::ALL, "waits: token")
    );
    assert_eq!(
        held(|_, _, number| number.stop = Some(Hold { until: NOW, ..HOLD })),
        [],
        "the probe"
    );
}

#[test]
fn limited_templates_hold_up_templates_alone() {
    let mut expected = of(&[Kind::Welcome], "as text");
    expected.extend(of(&STARTED, "waits: token"));
    assert_eq!(held(|_, _, number| number.templates = Some(HOLD)), expected);
}

#[test]
fn a_red_number_and_a_rest_hold_up_marketing_alone() {
    assert_eq!(
        held(|_, _, number| number.marketing = Some(HOLD)),
        of(&[Kind::ShopTemplate], "waits: token")
    );
    assert_eq!(
        held(|_, person, _| person.rests_until = Some(NOW + 1)),
        of(&[Kind::ShopTemplate], "waits: marketing_rest")
    );
    let utility = |asked: &mut Asked, person: &mut Person, number: &mut Number| {
        asked.category = Category::Utility;
        person.rests_until = Some(NOW + 1);
        number.marketing = Some(HOLD);
    };
    assert_eq!(held(utility), []);
}

#[test]
fn the_messaging_limit_holds_up_who_did_not_write_and_does_not_count_yet() {
    let limit = |heard, counted| {
        held(move |_, person, number| {
            person.last_wrote_at = heard;
            person.is_counted = counted;
            number.outside = Some(HOLD);
        })
        .into_iter()
        .filter(|(kind, _)| STARTED.contains(kind))
        .collect::<Vec<_>>()
    };
    assert_eq!(limit(None, false), of(&STARTED, "waits: token"));
    assert_eq!(limit(None, true), []);
    assert_eq!(limit(Some(NOW - HOUR), false), []);
}

#[test]
fn while_a_person_of_the_shop_writes_machines_are_silent() {
    let mut expected = of(&ANSWERS, "never: human_in_chat");
    expected.extend(of(
        &[Kind::Coupon, Kind::ShopTemplate, Kind::ConfirmRequest],
        "waits: human_in_chat",
    ));
    assert_eq!(
        held(|_, person, _| person.human_wrote_at = Some(NOW - HOUR)),
        expected
    );
    assert_eq!(
        held(|_, person, _| person.human_wrote_at = Some(NOW - 24 * HOUR)),
        []
    );
}

#[test]
fn a_reply_by_hand_goes_to_whoever_wrote_whatever_they_agreed_to() {
    // Nothing but who cannot be reached, the window, the number and its rates is in its way.
    let verdict = |change: &dyn Fn(&mut Asked, &mut Person, &mut Number)| {
        row(change)
            .into_iter()
            .find_map(|(kind, verdict)| (kind == Kind::Reply).then_some(verdict))
    };
    let goes = Some(Verdict::Send(Form::Text));
    assert_eq!(
        verdict(&|asked, person, number| {
            asked.category = Category::Marketing;
            asked.cap_free_at = Some(NOW + HOUR);
            *person = country("JP"); // where it is night
            person.is_natively_stopped = true;
            person.is_identity_changed = true;
            person.human_wrote_at = Some(NOW);
            person.rests_until = Some(NOW + HOUR);
            number.marketing = Some(HOLD);
            number.templates = Some(HOLD);
            number.outside = Some(HOLD);
        }),
        goes
    );
}

#[test]
fn a_number_that_changed_hands_gets_nothing_that_was_promised_to_another() {
    assert_eq!(
        held(|_, person, _| person.is_identity_changed = true),
        of(
            &[Kind::Coupon, Kind::ShopTemplate],
            "waits: identity_changed"
        )
    );
}

#[test]
fn a_purpose_keeps_to_its_own_limit() {
    assert_eq!(
        held(|asked, _, _| asked.cap_free_at = Some(NOW + 1)),
        of(&[Kind::ShopTemplate], "waits: frequency_cap")
    );
}

#[test]
fn marketing_that_the_shop_starts_lets_people_sleep() {
    // 17:00 in UTC is 2:00 in Tokyo.
    assert_eq!(
        held(|_, person, _| *person = country("JP")),
        of(&[Kind::ShopTemplate], "waits: quiet_hours")
    );
    assert_eq!(
        held(|asked, person, _| {
            *person = country("JP");
            asked.category = Category::Utility;
        }),
        []
    );
}

#[test]
fn the_pair_rate_holds_up_everything() {
    assert_eq!(
        held(|_, person, _| person.pair_free_at = Some(NOW + 1)),
        of(&Kind::ALL, "waits: pair_rate")
    );
}

#[test]
fn of_all_that_holds_a_message_up_the_longest_counts() {
    let mut asked = asked(Kind::ShopTemplate);
    asked.cap_free_at = Some(NOW + 7 * HOUR);
    let person = Person {
        pair_free_at: Some(NOW + 5),
        human_wrote_at: Some(NOW - 18 * HOUR),
        ..person()
    };
    let number = Number {
        stop: Some(HOLD),
        ..Number::default()
    };
    assert_eq!(
        ask(&asked, &person, &number, NOW),
        Verdict::Wait {
            until: NOW + 7 * HOUR,
            reason: Reason::FrequencyCap
        }
    );
}

fn any_moment() -> impl Strategy<Value = Option<Millis>> {
    prop::option::of(NOW - 48 * HOUR..NOW + 48 * HOUR)
}

fn any_hold() -> impl Strategy<Value = Option<Hold>> {
    let reasons = prop::sample::select(Reason::ALL);
    prop::option::of(
        (NOW - HOUR..NOW + 48 * HOUR, reasons).prop_map(|(until, reason)| Hold { until, reason }),
    )
}

fn any_asked() -> impl Strategy<Value = Asked> {
    let template = prop_oneof![
        3 => Just(TemplateChoice::Use(Locale::parse("es").unwrap())),
        1 => any_hold().prop_map(|hold| TemplateChoice::Wait(hold.unwrap_or(HOLD))),
        1 => Just(TemplateChoice::Never(Reason::TemplateMissing)),
    ];
    let category = prop::sample::select(vec![Category::Marketing, Category::Utility]);
    (
        prop::sample::select(Kind::ALL.to_vec()),
        category,
        template,
        prop::bool::weighted(0.8),
        any_moment(),
        any::<bool>(),
    )
        .prop_map(|(kind, category, template, stands, cap_free_at, as_text)| {
            let own = asked(kind);
            let form = if as_text && kind.has_free_text() {
                Form::Text
            } else {
                own.form
            };
            Asked {
                form,
                category,
                template: Some(template),
                stands,
                cap_free_at,
                ..own
            }
        })
}

fn any_person() -> impl Strategy<Value = Person> {
    let places = vec![None, Some("ES"), Some("US"), Some("CO"), Some("JP")];
    (
        (prop::bool::weighted(0.1), prop::bool::weighted(0.1)),
        (
            prop::bool::weighted(0.3),
            prop::bool::weighted(0.2),
            any::<bool>(),
        ),
        prop::sample::select(places),
        (any_moment(), any_moment(), any_moment(), any_moment()),
    )
        .prop_map(
            |((suppressed, never), (stopped, changed, counted), place, moments)| Person {
                is_suppressed: suppressed,
                never: never.then_some(Reason::Unreachable),
                is_natively_stopped: stopped,
                country: place.and_then(|place| Country::parse(place).ok()),
                last_wrote_at: moments.0,
                human_wrote_at: moments.1,
                is_identity_changed: changed,
                rests_until: moments.2,
                pair_free_at: moments.3,
                is_counted: counted,
            },
        )
}

fn any_number() -> impl Strategy<Value = Number> {
    (any_hold(), any_hold(), any_hold(), any_hold()).prop_map(
        |(stop, templates, marketing, outside)| Number {
            stop,
            templates,
            marketing,
            outside,
            hours: None,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Whatever else holds: each rule by itself keeps a message from leaving.
    #[test]
    fn nothing_leaves_that_a_rule_forbids(
        asked in any_asked(), person in any_person(), number in any_number(),
        now in NOW..NOW + 24 * HOUR,
    ) {
        let verdict = ask(&asked, &person, &number, now);
        if let Verdict::Wait { until, .. } = verdict {
            prop_assert!(until > now);
        }
        let Verdict::Send(form) = verdict else { return Ok(()) };
        let promises = matches!(asked.kind, Kind::ShopTemplate | Kind::Coupon);
        let marketing = form == Form::Template && asked.category == Category::Marketing;
        let over = |hold: Option<Hold>| hold.is_none_or(|hold| hold.until <= now);
        let past = |moment: Option<Millis>| moment.is_none_or(|moment| moment <= now);
        let open = person.last_wrote_at.is_some_and(|heard| now - heard < 24 * HOUR);
        prop_assert!(asked.stands && person.never.is_none());
        prop_assert!(over(number.stop) && past(person.pair_free_at));
        prop_assert!(form == Form::Template || open);
        prop_assert!(form == Form::Text || over(number.templates));
        prop_assert!(!((promises || asked.kind == Kind::Reply) && person.is_suppressed));
        prop_assert!(!(promises && person.is_identity_changed));
        if marketing || asked.kind == Kind::Coupon {
            prop_assert!(!person.is_natively_stopped);
        }
        if marketing {
            prop_assert!(person.country.is_none_or(|place| place.as_str() != "US"));
            prop_assert!(over(number.marketing) && past(person.rests_until));
        }
        if asked.kind == Kind::ShopTemplate {
            prop_assert!(past(asked.cap_free_at));
            prop_assert!(!marketing || quiet::until(person.country, None, now).is_none());
        }
        if asked.is_started_by_shop() && !open && !person.is_counted {
            prop_assert!(over(number.outside));
        }
        if !matches!(asked.kind, Kind::Welcome | Kind::Stopped | Kind::Question | Kind::Reply) {
            prop_assert!(person.human_wrote_at.is_none_or(|wrote| now - wrote >= 24 * HOUR));
        }
        if form == Form::Template {
            let usable = match asked.template {
                Some(TemplateChoice::Use(_)) => true,
                Some(TemplateChoice::Wait(hold)) => hold.until <= now,
                _ => false,
            };
            prop_assert!(usable);
        }
    }

    /// Waiting is enough: what was told to wait until then is not told to wait for the same again.
    #[test]
    fn a_wait_ends(asked in any_asked(), person in any_person(), number in any_number()) {
        let mut now = NOW;
        for _ in 0..20 {
            match ask(&asked, &person, &number, now) {
                Verdict::Wait { until, .. } if until < NOW + 20 * 24 * HOUR => now = until,
                Verdict::Wait { reason, .. } => {
                    prop_assert_eq!(reason, Reason::IdentityChanged);
                    return Ok(());
                }
                _ => return Ok(()),
            }
        }
        prop_assert!(person.is_identity_changed, "it waits for ever");
    }
}
