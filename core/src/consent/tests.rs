//! Each sentence on who ends what and what lifts it, and what holds for any order of acts.

use super::*;
use crate::purpose::{Category, PurposeId};
use crate::statement::StatementId;
use crate::time::{DAY, Millis, SECOND};
use proptest::prelude::*;

const NOON: Millis = 1_750_000_000_000;

fn purpose(id: &str) -> PurposeId {
    PurposeId::parse(id).unwrap()
}

fn words() -> StatementId {
    StatementId::parse(&"ab".repeat(32)).unwrap()
}

fn sku(number: u8) -> String {
    format!("sku-{number}")
}

fn grant(ids: &[&str]) -> Deed {
    Deed::Grant {
        purposes: ids.iter().copied().map(purpose).collect(),
        product: None,
        statement: Some(words()),
        imported: false,
    }
}

fn withdraw(id: &str) -> Deed {
    Deed::Withdraw {
        purposes: vec![purpose(id)],
        product: None,
    }
}

fn for_product(deed: Deed, key: String) -> Deed {
    match deed {
        Deed::Grant {
            purposes,
            statement,
            imported,
            ..
        } => Deed::Grant {
            purposes,
            product: Some(key),
            statement,
            imported,
        },
        Deed::Withdraw { purposes, .. } => Deed::Withdraw {
            purposes,
            product: Some(key),
        },
        other => other,
    }
}

/// Acts a day apart.
fn after(deeds: &[Deed]) -> ConsentState {
    let mut state = ConsentState::default();
    let mut at = NOON;
    for deed in deeds {
        state.add(Act::new(at, deed.clone()));
        at += DAY;
    }
    state
}

fn scope(id: &str) -> Scope {
    Scope {
        purpose: purpose(id),
        product: None,
    }
}

fn category(id: &str) -> Category {
    if id == "orders" {
        Category::Utility
    } else {
        Category::Marketing
    }
}

fn send(state: &ConsentState, id: &str) -> Result<(), Barrier> {
    let sending = Sending {
        scope: &scope(id),
        category: category(id),
        last_heard: None,
        now: NOON + 100 * DAY,
    };
    state.may_send(&sending, |_, _| true).map(|_| ())
}

fn standing(state: &ConsentState, id: &str) -> Standing {
    state.standing(&scope(id), |_, _| true)
}

/// Which of offers and orders may be sent.
fn sendable(deeds: &[Deed]) -> (bool, bool) {
    let state = after(deeds);
    (
        send(&state, "offers").is_ok(),
        send(&state, "orders").is_ok(),
    )
}

#[test]
fn nothing_is_sent_that_was_not_agreed_to() {
    let never = Err(Barrier::NoConsent(Standing::Never));
    assert_eq!(send(&ConsentState::default(), "offers"), never);
    assert_eq!(send(&after(&[grant(&["orders"])]), "offers"), never);
    assert_eq!(sendable(&[grant(&["orders"])]), (false, true));
}

#[test]
fn a_stop_ends_all_purposes() {
    let deeds = [grant(&["offers", "orders"]), Deed::Stop];
    assert_eq!(sendable(&deeds), (false, false));
    let at = NOON + DAY;
    assert_eq!(standing(&after(&deeds), "offers"), Standing::Stopped { at });
}

#[test]
fn after_a_stop_one_tap_keeps_order_updates() {
    let deeds = [grant(&["offers", "orders"]), Deed::Stop, grant(&["orders"])];
    assert_eq!(sendable(&deeds), (false, true));
}

#[test]
fn a_withdrawal_by_purpose_ends_that_purpose() {
    let deeds = [grant(&["offers", "orders"]), withdraw("offers")];
    assert_eq!(sendable(&deeds), (false, true));
}

#[test]
fn a_native_stop_ends_marketing_only_and_its_own_resume_lifts_it() {
    let both = grant(&["offers", "orders"]);
    let stopped = [both.clone(), Deed::NativeStop];
    assert_eq!(sendable(&stopped), (false, true));
    assert_eq!(send(&after(&stopped), "offers"), Err(Barrier::NativeStop));
    let resumed = [both, Deed::NativeStop, Deed::NativeResume];
    assert_eq!(sendable(&resumed), (true, true));
}

#[test]
fn nothing_but_a_native_resume_lifts_a_native_stop() {
    for other in [grant(&["offers"]), Deed::Start] {
        let deeds = [grant(&["offers"]), Deed::NativeStop, other];
        assert_eq!(sendable(&deeds), (false, false));
    }
}

#[test]
fn a_native_resume_lifts_nothing_else() {
    for end in [
        Deed::Stop,
        withdraw("offers"),
        Deed::WithdrawAll,
        Deed::Erase,
    ] {
        let deeds = [
            grant(&["offers"]),
            end,
            Deed::NativeStop,
            Deed::NativeResume,
        ];
        assert_eq!(sendable(&deeds), (false, false));
    }
}

#[test]
fn start_brings_back_what_was_held_before_the_stop_and_nothing_else() {
    let stopped = [
        grant(&["offers", "orders"]),
        withdraw("offers"),
        Deed::Stop,
        Deed::Start,
    ];
    assert_eq!(sendable(&stopped), (false, true));
    assert_eq!(sendable(&[Deed::Stop, Deed::Start]), (false, false));
    assert_eq!(sendable(&[Deed::Start]), (false, false));
}

#[test]
fn start_lifts_no_withdrawal_on_the_page_no_expiry_and_no_erasure() {
    let expire = Deed::Expire {
        purposes: vec![purpose("offers")],
        product: None,
    };
    for end in [withdraw("offers"), Deed::WithdrawAll, expire, Deed::Erase] {
        let alone = [grant(&["offers"]), end.clone(), Deed::Start];
        assert_eq!(sendable(&alone), (false, false), "{end:?}");
        let after_a_stop = [grant(&["offers"]), Deed::Stop, end.clone(), Deed::Start];
        assert_eq!(sendable(&after_a_stop), (false, false), "{end:?}");
    }
}

#[test]
fn a_second_stop_does_not_lengthen_the_time_for_a_start() {
    let mut state = ConsentState::default();
    let year = crate::ledger::Moment::parse("2026-06-15T15:06:40.000Z").unwrap();
    state.add(Act::new(NOON - DAY, grant(&["offers"])));
    state.add(Act::new(NOON, Deed::Stop));
    state.add(Act::new(NOON + 100 * DAY, Deed::Stop));
    let started = |at| {
        let mut state = state.clone();
        state.add(Act::new(at, Deed::Start));
        matches!(standing(&state, "offers"), Standing::Granted(_))
    };
    assert!(started(year.millis()));
    assert!(!started(year.millis() + SECOND));
}

#[test]
fn start_needs_words_that_are_still_shown() {
    let state = after(&[grant(&["offers"]), Deed::Stop, Deed::Start]);
    let superseded_at = NOON + DAY + SECOND;
    let until = |_: &StatementId, at: Millis| at < superseded_at;
    assert_eq!(
        state.standing(&scope("offers"), until),
        Standing::Stopped { at: NOON + DAY }
    );
    let held = state.standing(&scope("offers"), |id, _| *id == words());
    let grant = Grant {
        since: NOON,
        said_at: NOON + 2 * DAY,
        statement: Some(words()),
    };
    assert_eq!(held, Standing::Granted(grant));
}

#[test]
fn a_new_yes_lifts_everything_for_its_purposes() {
    for end in [
        Deed::Stop,
        withdraw("offers"),
        Deed::WithdrawAll,
        Deed::Erase,
    ] {
        let deeds = [grant(&["offers", "orders"]), end, grant(&["offers"])];
        assert!(sendable(&deeds).0);
    }
}

#[test]
fn an_import_undoes_no_withdrawal() {
    let import = Deed::Grant {
        purposes: vec![purpose("offers")],
        product: None,
        statement: Some(words()),
        imported: true,
    };
    assert!(sendable(std::slice::from_ref(&import)).0);
    for end in [
        Deed::Stop,
        withdraw("offers"),
        Deed::WithdrawAll,
        Deed::Erase,
    ] {
        assert!(!sendable(&[end, import.clone()]).0);
    }
}

#[test]
fn what_is_unproven_is_never_sendable() {
    let unproven = Deed::Unproven {
        purposes: vec![purpose("offers")],
    };
    let state = after(std::slice::from_ref(&unproven));
    assert_eq!(
        send(&state, "offers"),
        Err(Barrier::NoConsent(Standing::Unproven))
    );
    assert!(sendable(&[unproven.clone(), grant(&["offers"])]).0);
    assert!(sendable(&[grant(&["offers"]), unproven]).0);
}

#[test]
fn a_refusal_ends_nothing() {
    let deeds = [grant(&["orders"]), Deed::Refuse];
    assert_eq!(sendable(&deeds), (false, true));
    assert_eq!(after(&deeds).last_no(), Some(NOON + DAY));
    assert_eq!(after(&deeds[..1]).last_no(), None);
}

#[test]
fn a_yes_to_one_product_covers_that_one_and_a_yes_to_the_purpose_all() {
    let may = |deeds: &[Deed], product| {
        let scope = Scope {
            product,
            ..scope("restock")
        };
        matches!(
            after(deeds).standing(&scope, |_, _| true),
            Standing::Granted(_)
        )
    };
    let one = [for_product(grant(&["restock"]), sku(1))];
    assert!(may(&one, Some(sku(1))));
    assert!(!may(&one, Some(sku(2))));
    assert!(!may(&one, None));

    let all_but_one = [
        grant(&["restock"]),
        for_product(withdraw("restock"), sku(1)),
    ];
    assert!(!may(&all_but_one, Some(sku(1))));
    assert!(may(&all_but_one, Some(sku(2))));
    assert!(may(&all_but_one, None));

    let none = [
        for_product(grant(&["restock"]), sku(1)),
        withdraw("restock"),
    ];
    assert!(!may(&none, Some(sku(1))));
    let scopes = after(&none).scopes();
    assert_eq!(
        scopes.into_iter().collect::<Vec<_>>(),
        [Scope {
            product: Some(sku(1)),
            ..scope("restock")
        }]
    );
}

#[test]
fn consent_is_dormant_24_months_after_the_last_sign_of_life() {
    let state = after(&[grant(&["offers"])]);
    let send_at = |now, last_heard| {
        let sending = Sending {
            scope: &scope("offers"),
            category: Category::Marketing,
            last_heard,
            now,
        };
        state.may_send(&sending, |_, _| true).map(|_| ())
    };
    let day = |text| crate::ledger::Moment::parse(text).unwrap().millis();
    let two_years = day("2027-06-15T15:06:40.000Z");
    assert_eq!(send_at(two_years - 1, None), Ok(()));
    assert_eq!(send_at(two_years, None), Err(Barrier::Dormant));
    assert_eq!(send_at(two_years, Some(NOON - DAY)), Err(Barrier::Dormant));
    assert_eq!(send_at(two_years, Some(NOON + DAY)), Ok(()));
}

#[test]
fn whom_housekeeping_finds_dormant_may_not_be_sent_to() {
    let day = |text| crate::ledger::Moment::parse(text).unwrap().millis();
    for (now, since) in [
        ("2027-06-15T15:06:40.000Z", "2025-06-15T15:06:40.000Z"),
        ("2028-02-29T12:00:00.000Z", "2026-02-28T12:00:00.000Z"),
        ("2026-02-28T12:00:00.000Z", "2024-02-28T12:00:00.000Z"),
    ] {
        assert_eq!(dormant_if_silent_since(day(now)), day(since));
        let grant = Grant {
            since: day(since),
            said_at: day(since),
            statement: None,
        };
        assert!(grant.dormant_from(None) <= day(now), "{now}");
    }
}

#[test]
fn a_word_that_comes_late_takes_its_place_in_time() {
    let mut state = ConsentState::default();
    state.add(Act::new(NOON + 2 * DAY, grant(&["offers"])));
    state.add(Act::new(NOON + DAY, Deed::Stop));
    assert_eq!(send(&state, "offers"), Ok(()));
    state.add(Act::new(NOON + 3 * DAY, Deed::Start));
    state.add(Act::new(NOON + 2 * DAY + SECOND, Deed::Stop));
    assert_eq!(send(&state, "offers"), Ok(()), "START came after both");
}

#[test]
fn two_persons_who_are_one_share_the_later_word() {
    let mut one = after(&[grant(&["offers"])]);
    let other = after(&[grant(&["orders"]), Deed::Stop]);
    one.merge(other);
    assert!(send(&one, "offers").is_err());
    let mut at_once = after(&[grant(&["offers"])]);
    at_once.merge(after(&[Deed::Stop]));
    assert!(send(&at_once, "offers").is_err(), "the stricter wins a tie");
}

fn any_deed() -> impl Strategy<Value = Deed> {
    let ids = prop::sample::subsequence(vec!["offers", "orders"], 1..=2);
    let ids = ids.prop_map(|ids| ids.into_iter().map(purpose).collect::<Vec<_>>());
    let product = prop::option::of((0..2_u8).prop_map(sku));
    (0..11, ids, product, any::<bool>()).prop_map(
        |(which, purposes, product, imported)| match which {
            0..=2 => Deed::Grant {
                purposes,
                product,
                statement: Some(words()),
                imported: imported && which == 2,
            },
            3 => Deed::Start,
            4 => Deed::Stop,
            5 => Deed::Withdraw { purposes, product },
            6 => Deed::WithdrawAll,
            7 => Deed::NativeStop,
            8 => Deed::NativeResume,
            9 => Deed::Expire { purposes, product },
            _ => Deed::Erase,
        },
    )
}

/// Acts with many ties, some months apart.
fn any_acts() -> impl Strategy<Value = Vec<Act>> {
    let at =
        (0..3_i64, 0..4_i64).prop_map(|(year, second)| NOON + year * 200 * DAY + second * SECOND);
    let act = (at, any_deed()).prop_map(|(at, deed)| Act::new(at, deed));
    prop::collection::vec(act, 0..12)
}

fn collect<'a>(acts: impl IntoIterator<Item = &'a Act>) -> ConsentState {
    let mut state = ConsentState::default();
    for act in acts {
        state.add(act.clone());
    }
    state
}

fn any_scope() -> impl Strategy<Value = Scope> {
    let product = prop::option::of((0..2_u8).prop_map(sku));
    (prop::sample::select(vec!["offers", "orders"]), product).prop_map(|(id, product)| Scope {
        purpose: purpose(id),
        product,
    })
}

proptest! {
    #[test]
    fn any_order_and_repetition_gives_the_same_state(
        (acts, shuffled) in any_acts().prop_flat_map(|acts| {
            let twice = [acts.clone(), acts.clone()].concat();
            (Just(acts), Just(twice).prop_shuffle())
        }),
        split in any::<prop::sample::Index>(),
    ) {
        let state = collect(&acts);
        prop_assert_eq!(&collect(&shuffled), &state);
        let (one, other) = shuffled.split_at(split.index(shuffled.len() + 1));
        let mut merged = collect(one);
        merged.merge(collect(other));
        prop_assert_eq!(merged, state);
    }

    /// Written without the replay: every end must be answered by something later that lifts it.
    #[test]
    fn nothing_is_sendable_after_a_withdrawal_without_a_later_yes(
        acts in any_acts(),
        scope in any_scope(),
        category in prop::sample::select(vec![Category::Marketing, Category::Utility]),
    ) {
        let state = collect(&acts);
        let now = NOON + 401 * DAY;
        let sending = Sending { scope: &scope, category, last_heard: Some(now), now };
        if state.may_send(&sending, |_, _| true).is_err() {
            return Ok(());
        }
        let names = |purposes: &[PurposeId], product: &Option<String>| {
            purposes.contains(&scope.purpose) && (product.is_none() || *product == scope.product)
        };
        let yes_after = |at: Millis, by_import: bool| acts.iter().any(|act| {
            act.at() > at && matches!(
                act.deed(),
                Deed::Grant { purposes, product, imported, .. }
                    if names(purposes, product) && (by_import || !imported)
            )
        });
        prop_assert!(yes_after(Millis::MIN, true));
        for end in &acts {
            let at = end.at();
            let lifted = match end.deed() {
                Deed::Withdraw { purposes, product } => {
                    !names(purposes, product) || yes_after(at, false)
                }
                Deed::Expire { purposes, product } => {
                    !names(purposes, product) || yes_after(at, true)
                }
                Deed::WithdrawAll | Deed::Erase => yes_after(at, false),
                Deed::Stop => {
                    yes_after(at, false)
                        || acts.iter().any(|act| act.at() > at && *act.deed() == Deed::Start)
                }
                Deed::NativeStop => {
                    category != Category::Marketing
                        || acts.iter().any(|act| act.at() > at && *act.deed() == Deed::NativeResume)
                }
                _ => true,
            };
            prop_assert!(lifted, "{end:?}");
        }
    }
}

fn scopes(ids: &[&str]) -> Vec<Scope> {
    ids.iter().map(|id| scope(id)).collect()
}

#[test]
fn each_act_tells_what_it_changed_and_repeats_change_nothing() {
    let state = after(&[
        Deed::Stop,
        grant(&["offers", "orders"]),
        Deed::NativeStop,
        Deed::NativeStop,
        withdraw("offers"),
        Deed::Stop,
        Deed::Stop,
        Deed::Start,
        Deed::NativeResume,
    ]);
    let effects = state.effects(|_, _| true);
    let told: Vec<(&Deed, &[Scope], &[Scope])> = effects
        .iter()
        .map(|effect| (effect.act.deed(), &effect.ended[..], &effect.gained[..]))
        .collect();
    let (both, offers, orders) = (
        scopes(&["offers", "orders"]),
        scopes(&["offers"]),
        scopes(&["orders"]),
    );
    assert_eq!(
        told,
        [
            (&grant(&["offers", "orders"]), &[][..], &both[..]),
            (&Deed::NativeStop, &both[..], &[][..]),
            (&withdraw("offers"), &offers[..], &[][..]),
            (&Deed::Stop, &orders[..], &[][..]),
            (&Deed::Start, &[][..], &orders[..]),
            (&Deed::NativeResume, &[][..], &both[..]),
        ]
    );
}

#[test]
fn a_yes_ends_once_and_a_later_yes_is_another() {
    let end = |deeds: &[Deed]| after(deeds).end_of(&scope("offers"), NOON, |_, _| true);
    let yes = || grant(&["offers"]);
    assert_eq!(end(&[yes()]), None);
    assert_eq!(end(&[yes(), Deed::Stop]), Some(NOON + DAY));
    assert_eq!(end(&[yes(), Deed::Stop, Deed::Start]), None);
    assert_eq!(end(&[yes(), Deed::Stop, yes()]), Some(NOON + DAY));
    assert_eq!(end(&[yes(), withdraw("offers"), yes()]), Some(NOON + DAY));
    assert_eq!(
        end(&[yes(), withdraw("offers"), yes(), Deed::Stop, Deed::Start]),
        Some(NOON + DAY)
    );
    assert_eq!(end(&[yes(), yes(), Deed::Stop]), Some(NOON + 2 * DAY));
}
