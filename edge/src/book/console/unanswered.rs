//! Who waits for an answer, and the shop's canned replies.

use crate::book::export::phone_of;
use crate::book::sql::BookError;
use crate::book::{Desk, chats, received, settings};
use crate::http::Problem;
use saludo_core::console::unanswered::{CannedForm, Filter, View, Waits};
use saludo_core::settings::Settings;
use saludo_core::time::Millis;

/// People on one page of the list.
const PAGE: usize = 50;

/// What is asked for: whose, and after whom.
#[derive(Debug, Default)]
pub(super) struct Query {
    filter: Filter,
    after: Option<(Millis, String)>,
}

impl Query {
    pub(super) fn parse(url: &url::Url) -> Self {
        let field = |wanted: &str| {
            let found = url.query_pairs().find(|(name, _)| name == wanted);
            found.map(|(_, value)| value.into_owned())
        };
        let after = field("after").and_then(|after| {
            let (since, person) = after.split_once('.')?;
            // Numbers pass through JavaScript on their way to SQL: what is no moment is left out.
            let since: u32 = since.parse().ok()?;
            Some((Millis::from(since) * 1_000, person.to_owned()))
        });
        Self {
            filter: Filter::parse(field("tag").as_deref()),
            after,
        }
    }
}

/// Who waits, the longest first.
pub(super) fn view(desk: &Desk<'_>, query: &Query) -> Result<View, BookError> {
    let sql = desk.sql;
    let after = query.after.as_ref();
    let after = after.map_or((-1, ""), |(since, person)| (*since, person.as_str()));
    let most = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let mut people = chats::who_waits(sql, &query.filter, after, most)?;
    let next = (people.len() > PAGE).then(|| {
        people.truncate(PAGE);
        // Meta's clock has whole seconds.
        people
            .last()
            .map(|last| format!("{}.{}", last.since / 1_000, last.person))
    });
    let mut waiting = Vec::with_capacity(people.len());
    for waits in people {
        let kept = chats::last_words(sql, &waits.person)?;
        let mut shown = received::shown(sql, &waits.person, kept.as_slice())?;
        waiting.push(Waits {
            phone: waits.wa_id.as_deref().and_then(phone_of),
            name: waits.name,
            tag: waits.tag,
            since: waits.since,
            messages: waits.messages,
            last: shown.pop().unwrap_or_default(),
            last_wrote_at: waits.last_wrote_at,
            person: waits.person,
        });
    }
    let (untagged, tags) = chats::by_tag(sql)?;
    let (version, _) = settings::current(sql, desk.slug.as_str(), desk.config)?;
    Ok(View {
        now: desk.now,
        total: chats::people_waiting(sql)?,
        untagged,
        tags,
        waiting,
        next: next.flatten(),
        replies: desk.settings.replies.clone(),
        version,
    })
}

/// Keeps canned replies, as a new version of the settings.
pub(super) fn keep_replies(desk: &Desk<'_>, form: CannedForm) -> Result<(), BookError> {
    let (version, current) = settings::current(desk.sql, desk.slug.as_str(), desk.config)?;
    if form.version != version {
        return Err(Problem::new(
            412,
            "settings_changed",
            "Somebody changed the settings since you read them. Nothing was changed.",
        )
        .into());
    }
    let changed = Settings {
        replies: form.replies,
        ..current
    };
    // The whole is checked: what is stored is published.
    let json = serde_json::to_string(&changed)?;
    let changed = Settings::parse(&json).map_err(|faults| {
        Problem::new(
            422,
            "invalid_settings",
            "Some settings are wrong; see errors. Nothing was changed.",
        )
        .with_errors(&faults)
    })?;
    settings::put(desk, &changed, version + 1, desk.by)
}
