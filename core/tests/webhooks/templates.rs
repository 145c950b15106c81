//! What Meta says of templates.

use crate::one;
use saludo_core::locale::Locale;
use saludo_core::meta::{
    CategoryWarning, Pause, Quality, TemplateCategory, TemplateSays, TemplateStatus, Verdict,
};
use saludo_core::webhook::{Change, Kind, TemplateUpdate};

fn verdict(status: TemplateStatus) -> Verdict {
    Verdict::from(status)
}

fn paused(status: TemplateStatus, pause: Pause) -> TemplateSays {
    let pause = Some(pause);
    TemplateSays::Status(
        Verdict {
            pause,
            ..verdict(status)
        },
        None,
    )
}

/// Fixture, language, what is said.
type Row = (&'static str, &'static str, TemplateSays);

fn plain(status: TemplateStatus) -> TemplateSays {
    TemplateSays::Status(verdict(status), None)
}

fn reviewed() -> Vec<Row> {
    let utility = Some(TemplateCategory::Utility);
    let refused = Verdict {
        reason: Some(
            "INVALID_FORMAT: Variables stand side by side.: Put words between them.".into(),
        ),
        ..verdict(TemplateStatus::Rejected)
    };
    vec![
        (
            "template_approved",
            "pt-BR",
            TemplateSays::Status(verdict(TemplateStatus::Approved), utility.clone()),
        ),
        (
            "template_rejected",
            "pt-BR",
            TemplateSays::Status(refused, utility),
        ),
        ("template_flagged", "es", plain(TemplateStatus::Flagged)),
        ("template_locked", "es", plain(TemplateStatus::Locked)),
        ("template_in_appeal", "es", plain(TemplateStatus::InAppeal)),
        ("template_pending", "es", plain(TemplateStatus::Pending)),
        (
            "template_limit_exceeded",
            "es",
            plain(TemplateStatus::LimitExceeded),
        ),
        ("template_archived", "es", plain(TemplateStatus::Archived)),
        ("template_unarchived", "es", plain(TemplateStatus::Approved)),
        (
            "template_pending_deletion",
            "es",
            plain(TemplateStatus::PendingDeletion),
        ),
        ("template_deleted", "es", plain(TemplateStatus::Deleted)),
        ("template_reinstated", "es", plain(TemplateStatus::Approved)),
    ]
}

fn stopped() -> Vec<Row> {
    let disabled = |pause: Option<Pause>, on: i64| {
        let disabled_on = Some(on);
        TemplateSays::Status(
            Verdict {
                pause,
                disabled_on,
                ..verdict(TemplateStatus::Disabled)
            },
            None,
        )
    };
    vec![
        (
            "template_paused",
            "es",
            paused(TemplateStatus::Paused, Pause::First),
        ),
        (
            "template_paused_again",
            "es",
            paused(TemplateStatus::Paused, Pause::Second),
        ),
        (
            "template_unpaused",
            "es",
            paused(TemplateStatus::Approved, Pause::Unpause),
        ),
        (
            "template_disabled",
            "es",
            disabled(Some(Pause::Disabled), 1_760_050_000_000),
        ),
        (
            "template_disabled_on_a_day",
            "es",
            disabled(None, 1_759_968_000_000),
        ),
    ]
}

fn changed() -> Vec<Row> {
    let warning = CategoryWarning {
        correct: TemplateCategory::Marketing,
        on: Some(1_760_086_400_000),
    };
    vec![
        (
            "template_quality",
            "en-US",
            TemplateSays::Quality(Quality::Yellow),
        ),
        (
            "template_quality_under_another_field",
            "en-US",
            TemplateSays::Quality(Quality::Red),
        ),
        ("template_words_changed", "es", TemplateSays::Components),
        (
            "template_category_changed",
            "es",
            TemplateSays::Category(TemplateCategory::Marketing),
        ),
        (
            "template_category_warning",
            "es",
            TemplateSays::CategoryWarning(Some(TemplateCategory::Utility), warning),
        ),
    ]
}

fn table() -> Vec<Row> {
    [reviewed(), stopped(), changed()].concat()
}

pub(crate) fn names() -> Vec<&'static str> {
    table().into_iter().map(|(name, ..)| name).collect()
}

#[test]
fn everything_that_is_said_of_a_template_is_read_exactly() {
    for (name, language, says) in table() {
        let (change, at) = one(name, Kind::Change, |update| {
            (Change::parse(update.item), update.said_at)
        });
        let expected = TemplateUpdate {
            id: Some("4400".into()),
            name: "saludo_confirmation".into(),
            language: Locale::parse(language).unwrap(),
            says,
        };
        assert_eq!(change, Some(Change::Template(expected)), "{name}");
        assert_eq!(at, Some(1_760_000_000_000), "{name}");
    }
}
