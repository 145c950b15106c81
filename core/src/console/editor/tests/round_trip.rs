//! The form of any settings, posted as it is, gives the same settings.

use super::controls::posted;
use super::*;
use crate::purpose::{Cap, Category, LegalBasis, Purpose, PurposeId, PurposeWords};
use crate::settings::{
    Bubble, Campaign, CampaignId, ConfirmMode, Coupon, DAYS, Field, FieldId, FieldKind, FieldWords,
    Greeting, Hours, Look, Mode, PhoneMode, Side, Span,
};
use crate::words;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use std::collections::BTreeMap;

/// A line that a shop may write: anything but control characters, with something to be seen.
fn line(most: usize) -> impl Strategy<Value = String> {
    let some = "[a-zA-Z<>&\"' éñ€]{0,8}[a-zA-Z&<\"]";
    some.prop_filter("no longer", move |text| text.len() <= most)
}

fn locales() -> impl Strategy<Value = Vec<Locale>> {
    let all: Vec<Locale> = words::all()
        .iter()
        .map(|words| words.locale.clone())
        .collect();
    subsequence(all, 1..=4).prop_shuffle()
}

/// Words in each language of the shop, and in some that it does not offer.
fn in_each<T: Clone + std::fmt::Debug, S: Strategy<Value = T>>(
    locales: &[Locale],
    words: S,
) -> impl Strategy<Value = BTreeMap<Locale, T>> + use<T, S> {
    let mut all = locales.to_vec();
    all.extend(["sv", "de"].map(|tag| Locale::parse(tag).unwrap()));
    vec(words, all.len()).prop_map(move |words| all.iter().cloned().zip(words).collect())
}

fn purpose_words() -> impl Strategy<Value = PurposeWords> {
    (line(40), line(40), line(40), line(40)).prop_map(|(label, phrase, value, frequency)| {
        PurposeWords {
            label,
            phrase,
            value,
            frequency,
        }
    })
}

fn purpose(id: PurposeId, locales: &[Locale]) -> impl Strategy<Value = Purpose> + use<> {
    (
        select(vec![
            Category::Marketing,
            Category::Utility,
            Category::Authentication,
        ]),
        select(vec![LegalBasis::Consent, LegalBasis::Contract]),
        option::of((1..=100_u16, 1..=365_u16)),
        in_each(locales, purpose_words()),
    )
        .prop_map(move |(category, legal_basis, cap, words)| Purpose {
            id: id.clone(),
            category,
            legal_basis,
            cap: cap.map(|(messages, days)| Cap { messages, days }),
            words,
        })
}

fn purposes(locales: &[Locale]) -> impl Strategy<Value = Vec<Purpose>> + use<> {
    let locales = locales.to_vec();
    (1..=8_usize).prop_flat_map(move |count| {
        (0..count)
            .map(|row| purpose(PurposeId::parse(&format!("topic_{row}")).unwrap(), &locales))
            .collect::<Vec<_>>()
    })
}

fn product(locales: &[Locale]) -> impl Strategy<Value = Purpose> + use<> {
    purpose(PurposeId::parse("back").unwrap(), locales).prop_map(|mut purpose| {
        for words in purpose.words.values_mut() {
            words.phrase.push_str(" {product}");
        }
        purpose
    })
}

fn fields(locales: &[Locale]) -> impl Strategy<Value = Vec<Field>> + use<> {
    let all = locales.to_vec();
    vec(
        (
            select(vec![
                FieldKind::Text,
                FieldKind::Choice,
                FieldKind::Birthday,
            ]),
            in_each(locales, (line(20), line(20), line(20))),
        ),
        0..=2,
    )
    .prop_map(move |fields| {
        let field = |(row, (kind, words)): (usize, (FieldKind, BTreeMap<_, _>))| Field {
            id: FieldId::parse(&format!("q_{row}")).unwrap(),
            kind,
            choices: if kind == FieldKind::Choice {
                vec!["one".to_owned(), "two".to_owned()]
            } else {
                Vec::new()
            },
            words: words
                .into_iter()
                .map(
                    |(locale, (label, one, two)): (Locale, (String, String, String))| {
                        let is_offered = all.contains(&locale);
                        let choices = if kind == FieldKind::Choice && is_offered {
                            vec![one.trim().to_owned(), two.trim().to_owned()]
                        } else {
                            Vec::new()
                        };
                        // Words like "pin" in a label are refused.
                        let label = format!("Q {label}");
                        (locale, FieldWords { label, choices })
                    },
                )
                .collect(),
        };
        fields.into_iter().enumerate().map(field).collect()
    })
}

fn hours() -> impl Strategy<Value = Hours> {
    let day = vec(0..=1_440_u16, 0..=4).prop_map(|mut minutes| {
        minutes.sort_unstable();
        minutes.dedup();
        minutes
            .chunks_exact(2)
            .map(|pair| Span {
                from: pair[0],
                to: pair[1],
            })
            .collect::<Vec<_>>()
    });
    vec(day, DAYS.len()).prop_map(|days| Hours {
        zone: "Europe/Madrid".to_owned(),
        open: days.try_into().unwrap(),
    })
}

fn look() -> impl Strategy<Value = Look> {
    (
        "#[0-9a-f]{6}",
        select(vec![Side::Left, Side::Right]),
        select(vec![Mode::Auto, Mode::Light, Mode::Dark]),
        (0..=400_u16, 0..=400_u16, 1..=i32::MAX),
    )
        .prop_map(|(color, side, mode, (x, y, z))| Look {
            color,
            side,
            mode,
            x,
            y,
            z,
        })
}

fn questions(locales: &[Locale]) -> impl Strategy<Value = BTreeMap<Locale, Vec<String>>> + use<> {
    let some = in_each(locales, vec(line(60), 1..=4));
    prop_oneof![Just(BTreeMap::new()), some]
}

fn campaigns() -> impl Strategy<Value = Vec<Campaign>> {
    vec((line(40), vec("[0-9]{15}", 0..3)), 0..5).prop_map(|all| {
        all.into_iter()
            .enumerate()
            .map(|(row, (name, mut adverts))| {
                // An advert belongs to one campaign.
                for (index, advert) in adverts.iter_mut().enumerate() {
                    *advert = format!("{row}{index}{advert}");
                }
                Campaign {
                    id: CampaignId::parse(&format!("c-{row}")).unwrap(),
                    name,
                    adverts,
                }
            })
            .collect()
    })
}

prop_compose! {
    fn settings()(locales in locales())(
        purposes in purposes(&locales),
        product in option::of(product(&locales)),
        fields in fields(&locales),
        hours in option::of(hours()),
        look in look(),
        questions in questions(&locales),
        greeting in option::of((1..=120_u16, in_each(&locales, line(60)))),
        coupon in option::of(in_each(&locales, "[a-z<&]{1,9}\n?[a-z]{0,5}\n?".prop_map(String::from))),
        campaigns in campaigns(),
        doors in select(vec![Bubble::Both, Bubble::Chat, Bubble::Updates]),
        phone in select(vec![PhoneMode::None, PhoneMode::Optional, PhoneMode::Required]),
        confirm in select(vec![ConfirmMode::Whatsapp, ConfirmMode::Template]),
        (remember, entry_points, count_views) in any::<(bool, bool, bool)>(),
        contact in option::of(line(40)),
        country in option::of(select(vec!["ES", "BR", "DE"])),
        min_age in option::of(13..=21_u8),
        line_end in select(vec!["\n", "\r\n", ", "]),
        name in line(20),
        locales in Just(locales),
    ) -> Settings {
        let mut settings = demo();
        settings.controller = format!("\nDemo Ltd.{line_end}hello@demo.example{line_end}");
        settings.name = name;
        settings.contact = contact;
        settings.country = country.map(|code| crate::phone::Country::parse(code).unwrap());
        settings.min_age = min_age;
        settings.locales = locales;
        settings.purposes = purposes;
        settings.product = product;
        settings.fields = fields;
        settings.hours = hours;
        settings.look = look;
        settings.questions = questions;
        settings.greeting = greeting.map(|(after, words)| Greeting { after, words });
        settings.coupon = coupon.map(|words| Coupon { words });
        settings.campaigns = campaigns;
        settings.bubble = doors;
        settings.phone = phone;
        settings.confirm = confirm;
        settings.remember = remember;
        settings.count_views = count_views;
        settings.entry_points = entry_points;
        settings.block_days = 30;
        settings.pause_on_identity_change = true;
        settings
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_form_of_any_settings_posted_as_it_is_gives_the_same(settings in settings()) {
        prop_assume!(settings.faults().is_empty());
        let html = drawn(&view(&settings), &form_of(&settings), &[], Note::Quiet, Lang::En);
        let draft = read(&posted(&html), &settings);
        prop_assert_eq!(&draft.faults, &vec![]);
        prop_assert_eq!(&draft.settings, &settings);
        // And once more, as after something was wrong: drawn from what was posted.
        let again = drawn(&view(&settings), &draft.form, &[], Note::Wrong, Lang::Es);
        prop_assert_eq!(read(&posted(&again), &settings).settings, settings);
    }

    #[test]
    fn two_changes_of_different_parts_are_both_kept(one in settings(), two in settings()) {
        prop_assume!(one.faults().is_empty() && two.faults().is_empty());
        let base = demo();
        // The first saves a look and a name, the second has typed purposes and hours.
        let saved = Settings { look: one.look, name: one.name, ..base.clone() };
        let typed = Settings { hours: two.hours, campaigns: two.campaigns, ..base.clone() };
        let merged = merge(&form_of(&base), &form_of(&saved), &form_of(&typed));
        prop_assert_eq!(&merged.clashes, &vec![]);
        let both = Settings { hours: typed.hours, campaigns: typed.campaigns, ..saved.clone() };
        prop_assert_eq!(read(&merged.form, &saved).settings, both);
    }

    #[test]
    fn whatever_is_posted_is_read_without_harm(body in vec(any::<u8>(), 0..200), names in vec(
        select(vec!["purposes.0.id", "purposes.0.words.en.label", "look.x", "hours.on", "hours.open.monday",
            "campaigns.0.id", "fields.0.id", "fields.0.kind", "locales", "min_age", "product.on"]), 0..6)) {
        let mut form = Form::parse(&body);
        for name in names {
            form.set(name, String::from_utf8_lossy(&body));
        }
        let draft = read(&form, &demo());
        // What comes of it is settings that may be saved, or it is said what is wrong.
        let may_save = Settings::parse(&serde_json::to_string(&draft.settings).unwrap()).is_ok();
        prop_assert!(may_save || !draft.faults.is_empty());
        drawn(&view(&demo()), &draft.form, &draft.faults, Note::Wrong, Lang::En);
    }
}
