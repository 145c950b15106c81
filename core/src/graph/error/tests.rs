use super::*;
use crate::time::HOUR;
use std::collections::BTreeSet;

fn error(code: i64) -> GraphError {
    GraphError::of_status(code)
}

/// One line of Meta's table: a code, what to do at the first try, the word, what else follows.
type Line = (i64, Advice, Reason, Effect);

const SOON_AGAIN: Advice = Advice::RetryAfter(2 * SECOND);
const NOTHING: Effect = Effect::Nothing;

/// Every code of the Cloud API that a message can meet.
const TABLE: &[Line] = &[
    (0, Advice::WaitForNumber, Reason::Token, Effect::NumberStops),
    (1, SOON_AGAIN, Reason::MetaBusy, NOTHING),
    (2, SOON_AGAIN, Reason::MetaBusy, NOTHING),
    (
        3,
        Advice::WaitForNumber,
        Reason::Permission,
        Effect::NumberStops,
    ),
    (4, SOON_AGAIN, Reason::MetaBusy, NOTHING),
    (
        10,
        Advice::WaitForNumber,
        Reason::Permission,
        Effect::NumberStops,
    ),
    (
        33,
        Advice::WaitForNumber,
        Reason::NumberDeleted,
        Effect::NumberStops,
    ),
    (100, Advice::GiveUp, Reason::Invalid, NOTHING),
    (
        190,
        Advice::WaitForNumber,
        Reason::Token,
        Effect::NumberStops,
    ),
    (
        200,
        Advice::WaitForNumber,
        Reason::Permission,
        Effect::NumberStops,
    ),
    (
        250,
        Advice::WaitForNumber,
        Reason::Permission,
        Effect::NumberStops,
    ),
    (
        299,
        Advice::WaitForNumber,
        Reason::Permission,
        Effect::NumberStops,
    ),
    (
        368,
        Advice::WaitForNumber,
        Reason::AccountRestricted,
        Effect::NumberStops,
    ),
    (80_007, SOON_AGAIN, Reason::MetaBusy, NOTHING),
    (130_403, Advice::GiveUp, Reason::Blocked, Effect::NeverAgain),
    (130_429, SOON_AGAIN, Reason::MetaBusy, NOTHING),
    (130_472, Advice::GiveUp, Reason::Experiment, NOTHING),
    (130_497, Advice::GiveUp, Reason::Country, NOTHING),
    (131_000, SOON_AGAIN, Reason::MetaBusy, NOTHING),
    (
        131_005,
        Advice::WaitForNumber,
        Reason::Permission,
        Effect::NumberStops,
    ),
    (131_008, Advice::GiveUp, Reason::Invalid, NOTHING),
    (131_009, Advice::GiveUp, Reason::Invalid, NOTHING),
    (131_016, SOON_AGAIN, Reason::MetaBusy, NOTHING),
    (131_021, Advice::GiveUp, Reason::OwnNumber, NOTHING),
    (
        131_026,
        Advice::GiveUp,
        Reason::Unreachable,
        Effect::NeverAgain,
    ),
    (131_030, Advice::GiveUp, Reason::TestNumber, NOTHING),
    (
        131_031,
        Advice::WaitForNumber,
        Reason::AccountRestricted,
        Effect::NumberStops,
    ),
    (
        131_037,
        Advice::WaitForNumber,
        Reason::DisplayName,
        Effect::NumberStops,
    ),
    (
        131_042,
        Advice::WaitForNumber,
        Reason::Payment,
        Effect::NumberStops,
    ),
    (
        131_045,
        Advice::WaitForNumber,
        Reason::NotRegistered,
        Effect::NumberStops,
    ),
    (131_047, Advice::UseTemplate, Reason::WindowClosed, NOTHING),
    (
        131_048,
        Advice::WaitForNumber,
        Reason::SpamLimit,
        Effect::NumberStops,
    ),
    (
        131_049,
        Advice::GiveUp,
        Reason::MarketingRest,
        Effect::RestFromMarketing(DAY),
    ),
    (
        131_050,
        Advice::GiveUp,
        Reason::NativeStop,
        Effect::StoppedMarketing,
    ),
    (131_051, Advice::GiveUp, Reason::Invalid, NOTHING),
    (131_052, Advice::GiveUp, Reason::Invalid, NOTHING),
    (131_053, Advice::GiveUp, Reason::Invalid, NOTHING),
    (131_055, Advice::GiveUp, Reason::MarketingApi, NOTHING),
    (
        131_056,
        Advice::RetryAfter(SECOND),
        Reason::PairRate,
        NOTHING,
    ),
    (
        131_057,
        Advice::RetryAfter(MINUTE),
        Reason::Maintenance,
        NOTHING,
    ),
    (131_062, Advice::GiveUp, Reason::PhoneNeeded, NOTHING),
    (
        131_063,
        Advice::WaitForNumber,
        Reason::MarketingApi,
        Effect::MarketingStops,
    ),
    (
        131_064,
        Advice::WaitForTemplate,
        Reason::TemplatesLimited,
        Effect::TemplatesStop,
    ),
    (
        132_000,
        Advice::UseFreeText,
        Reason::TemplateMismatch,
        NOTHING,
    ),
    (
        132_001,
        Advice::WaitForTemplate,
        Reason::TemplateMissing,
        Effect::TemplateStops,
    ),
    (
        132_005,
        Advice::UseFreeText,
        Reason::TemplateMismatch,
        NOTHING,
    ),
    (
        132_007,
        Advice::UseFreeText,
        Reason::TemplateMismatch,
        NOTHING,
    ),
    (
        132_012,
        Advice::UseFreeText,
        Reason::TemplateMismatch,
        NOTHING,
    ),
    (
        132_015,
        Advice::WaitForTemplate,
        Reason::TemplatePaused,
        Effect::TemplateStops,
    ),
    (
        132_016,
        Advice::WaitForTemplate,
        Reason::TemplateDisabled,
        Effect::TemplateStops,
    ),
    (
        132_018,
        Advice::UseFreeText,
        Reason::TemplateMismatch,
        NOTHING,
    ),
    (132_068, Advice::GiveUp, Reason::Invalid, NOTHING),
    (132_069, Advice::GiveUp, Reason::Invalid, NOTHING),
    (
        133_000,
        Advice::WaitForNumber,
        Reason::NotRegistered,
        Effect::NumberStops,
    ),
    (133_004, SOON_AGAIN, Reason::MetaBusy, NOTHING),
    (
        133_005,
        Advice::WaitForNumber,
        Reason::NotRegistered,
        Effect::NumberStops,
    ),
    (
        133_006,
        Advice::WaitForNumber,
        Reason::NotRegistered,
        Effect::NumberStops,
    ),
    (
        133_008,
        Advice::WaitForNumber,
        Reason::NotRegistered,
        Effect::NumberStops,
    ),
    (
        133_009,
        Advice::WaitForNumber,
        Reason::NotRegistered,
        Effect::NumberStops,
    ),
    (
        133_010,
        Advice::WaitForNumber,
        Reason::NotRegistered,
        Effect::NumberStops,
    ),
    (
        133_015,
        Advice::WaitForNumber,
        Reason::NotRegistered,
        Effect::NumberStops,
    ),
    (
        133_016,
        Advice::WaitForNumber,
        Reason::NotRegistered,
        Effect::NumberStops,
    ),
    (
        134_011,
        Advice::WaitForNumber,
        Reason::Payment,
        Effect::NumberStops,
    ),
    (134_100, Advice::GiveUp, Reason::MarketingApi, NOTHING),
    (
        134_101,
        Advice::RetryAfter(10 * MINUTE),
        Reason::TemplatePending,
        NOTHING,
    ),
    (134_102, SOON_AGAIN, Reason::MetaBusy, NOTHING),
    (135_000, Advice::GiveUp, Reason::Invalid, NOTHING),
    (
        137_000,
        Advice::GiveUp,
        Reason::IdentityChanged,
        Effect::ConfirmIdentity,
    ),
    (1_752_041, Advice::GiveUp, Reason::MarketingApi, NOTHING),
    (
        2_494_100,
        Advice::RetryAfter(MINUTE),
        Reason::Maintenance,
        NOTHING,
    ),
    // Of calls that we do not make: templates and In-App Signup. And what nobody has heard of.
    (2_388_019, Advice::GiveUp, Reason::Refused, NOTHING),
    (2_494_164, Advice::GiveUp, Reason::Refused, NOTHING),
    (999_999, Advice::GiveUp, Reason::Refused, NOTHING),
    (-1, Advice::GiveUp, Reason::Refused, NOTHING),
];

#[test]
fn every_code_has_its_advice_its_word_and_its_effect() {
    for (code, advice, reason, effect) in TABLE {
        let error = error(*code);
        assert_eq!(error.advice(1), *advice, "{code}");
        assert_eq!(error.reason(), *reason, "{code}");
        assert_eq!(error.effect(), *effect, "{code}");
    }
    let codes: BTreeSet<i64> = TABLE.iter().map(|line| line.0).collect();
    assert_eq!(codes.len(), TABLE.len());
}

#[test]
fn after_acceptance_what_says_that_nobody_got_it_is_tried_again_and_nothing_else() {
    for (code, advice, ..) in TABLE {
        let unclear = [1, 2, 131_000, 131_016].contains(code);
        let expected = if unclear { Advice::GiveUp } else { *advice };
        assert_eq!(error(*code).advice_after_acceptance(1), expected, "{code}");
    }
}

#[test]
fn the_pair_rate_waits_four_to_the_x_seconds() {
    let waits: Vec<Advice> = (1..=4)
        .map(|attempt| error(131_056).advice(attempt))
        .collect();
    assert_eq!(
        waits,
        [1, 4, 16, 64].map(|seconds| Advice::RetryAfter(seconds * SECOND))
    );
    assert_eq!(
        error(131_056).advice(u32::MAX),
        Advice::RetryAfter(10 * MINUTE)
    );
}

#[test]
fn rates_and_busy_servers_wait_twice_as_long_each_time() {
    let waits: Vec<Advice> = [1, 2, 3, 9, 10, 90]
        .map(|attempt| error(130_429).advice(attempt))
        .into();
    assert_eq!(
        waits,
        [2, 4, 8, 512, 600, 600].map(|seconds| Advice::RetryAfter(seconds * SECOND))
    );
    assert_eq!(error(131_057).advice(9), Advice::RetryAfter(30 * MINUTE));
}

#[test]
fn an_error_that_may_be_our_own_is_tried_a_few_times() {
    for code in [1, 131_000] {
        assert_eq!(error(code).advice(4), Advice::RetryAfter(16 * SECOND));
        assert_eq!(error(code).advice(5), Advice::GiveUp);
    }
}

#[test]
fn retry_after_counts_more_than_our_own_table_within_reason() {
    let told = |wait| {
        let error = GraphError {
            retry_after: Some(wait),
            ..error(130_429)
        };
        error.advice(1)
    };
    assert_eq!(told(7 * SECOND), Advice::RetryAfter(7 * SECOND));
    assert_eq!(told(0), Advice::RetryAfter(SECOND));
    assert_eq!(told(400 * HOUR), Advice::RetryAfter(DAY));
    let never = GraphError {
        retry_after: Some(7 * SECOND),
        ..error(131_026)
    };
    assert_eq!(never.advice(1), Advice::GiveUp);
}

#[test]
fn what_meta_calls_transient_is_tried_a_few_times_and_says_nothing_of_anybody() {
    for (code, advice, _, effect) in TABLE {
        let transient = GraphError {
            is_transient: true,
            ..error(*code)
        };
        if *advice == Advice::GiveUp {
            assert_eq!(transient.advice(1), SOON_AGAIN, "{code}");
            assert_eq!(transient.advice(5), Advice::GiveUp, "{code}");
            assert_eq!(transient.effect(), NOTHING, "{code}");
        } else {
            assert_eq!(
                (transient.advice(1), transient.effect()),
                (*advice, *effect),
                "{code}"
            );
        }
    }
    let unheard = GraphError {
        is_transient: true,
        ..error(999_999)
    };
    assert_eq!(unheard.reason(), Reason::MetaBusy);
}
