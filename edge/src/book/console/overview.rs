//! What the overview shows. Nothing here looks at a million rows: what happened is in `tallies`,
//! what waits and what failed in indexes of their own.

use super::problems;
use crate::book::alerts;
use crate::book::sql::{BookError, Sql, bind};
use crate::book::{Desk, number, pace, templates};
use crate::http;
use crate::shop_time;
use saludo_core::console::offset;
use saludo_core::console::overview::{
    Hour, NumberNow, PageCount, PurposeNow, Range, TemplateNow, View, WaitingNow,
};
use saludo_core::meta::{MessagingLimit, Quality, TemplateCategory, TemplateStatus};
use saludo_core::time::{DAY, HOUR, Millis};
use serde::Deserialize;
use worker::{Request, Response, Result};

/// This week and the last, and a day for the shop's clock.
const TWO_WEEKS: i64 = 15;
/// So many pages are told.
const PAGES: i64 = 50;
/// So many templates are told, those first that cannot be used.
const TEMPLATES: usize = 8;

pub(super) fn get(desk: &Desk<'_>, request: &Request) -> std::result::Result<Response, BookError> {
    let url = request.url()?;
    let days = url.query_pairs().find(|(name, _)| name == "days");
    let range = days.map_or_else(Range::default, |(_, days)| Range::parse(&days));
    Ok(http::json(200, &view(desk, range)?)?)
}

fn view(desk: &Desk<'_>, range: Range) -> Result<View> {
    let sql = desk.sql;
    let waits = alerts::waiting(desk)?;
    let hours = desk.settings.hours.as_ref();
    let zone = hours.map(|hours| hours.zone.clone());
    let clock = zone.as_deref().and_then(shop_time::now_in);
    let mut view = View {
        now: desk.now,
        offset: clock.map_or(0, |clock| {
            let minute = i64::from(clock.weekday) * 24 * 60 + i64::from(clock.minute);
            offset(minute, desk.now)
        }),
        zone: zone.filter(|_| clock.is_some()),
        range,
        counts_views: desk.settings.count_views,
        purposes: purposes(desk)?,
        problems: problems::all(desk, &waits)?,
        number: number_now(desk)?,
        templates: templates_now(desk)?,
        waiting: waits
            .iter()
            .map(|(reason, waiting)| WaitingNow {
                reason: reason.as_str().to_owned(),
                messages: waiting.messages,
                since: waiting.since,
                until: waiting.until,
            })
            .collect(),
        ..View::default()
    };
    let first: Millis = view.first_day() * DAY - view.offset;
    let from = first.min(desk.now - TWO_WEEKS * DAY);
    view.hours = hours_from(sql, from)?;
    // Breakdowns have the days of UTC, and each day of the shop's is most of one of them.
    let first_day = (first + DAY / 2).div_euclid(DAY);
    view.facets = sql.rows(
        "SELECT source, locale, country, purposes, sum(n) AS n FROM day_facets
         WHERE day >= ? GROUP BY source, locale, country, purposes",
        bind![first_day],
    )?;
    view.pages = pages(sql, first_day)?;
    view.not_sent = sql.rows(
        "SELECT reason, count(*) AS messages FROM outbox
         WHERE state IN ('failed', 'cancelled', 'uncertain') AND state <> 'uncertain'
            AND queued_at >= ? AND reason IS NOT NULL
         GROUP BY reason ORDER BY messages DESC",
        bind![first],
    )?;
    Ok(view)
}

fn hours_from(sql: &Sql, from: Millis) -> Result<Vec<Hour>> {
    sql.rows(
        "SELECT hour, seen, opened, continued, confirmed, in_chat, withdrawn, reached, read
         FROM tallies WHERE hour >= ?",
        bind![from.div_euclid(HOUR)],
    )
}

fn pages(sql: &Sql, first_day: i64) -> Result<Vec<PageCount>> {
    sql.rows(
        "SELECT page, sum(n) AS n FROM day_pages NOT INDEXED WHERE day >= ?
         GROUP BY page ORDER BY n DESC LIMIT ?",
        bind![first_day, PAGES],
    )
}

/// The shop's purposes in its first language, with who holds them.
fn purposes(desk: &Desk<'_>) -> Result<Vec<PurposeNow>> {
    #[derive(Deserialize)]
    struct Count {
        n: i64,
    }
    let locale = desk.settings.locales.first();
    let own = desk.settings.purposes.iter().chain(&desk.settings.product);
    own.map(|purpose| {
        let held: Option<Count> = desk.sql.row(
            "SELECT count(*) AS n FROM standings
             WHERE purpose = ? AND product = '' AND standing = 'granted'",
            bind![purpose.id.as_str()],
        )?;
        let words = locale.and_then(|locale| purpose.words.get(locale));
        Ok(PurposeNow {
            id: purpose.id.as_str().to_owned(),
            label: words.map_or_else(String::new, |words| words.label.clone()),
            // Who waits for a product holds the purpose for that product alone.
            people: held.map(|held| held.n).filter(|_| {
                desk.settings
                    .product
                    .as_ref()
                    .is_none_or(|own| own.id != purpose.id)
            }),
        })
    })
    .collect()
}

fn number_now(desk: &Desk<'_>) -> Result<NumberNow> {
    let state = number::state(desk)?;
    let (limit, limit_is_assumed) = problems::limit(desk)?;
    Ok(NumberNow {
        quality: state.quality().map(Quality::as_str).map(str::to_owned),
        limit: match limit {
            MessagingLimit::People(people) => Some(people),
            MessagingLimit::Unlimited => None,
        },
        limit_is_assumed,
        used: pace::reached_people(desk)?.max(0),
        throughput: desk
            .settings
            .sending
            .messages_per_second
            .or_else(|| state.throughput()),
    })
}

fn templates_now(desk: &Desk<'_>) -> Result<Vec<TemplateNow>> {
    let word = |word: &str| word.to_owned();
    let mut all: Vec<TemplateNow> = templates::all(desk)?
        .into_iter()
        .map(|(name, language, state)| TemplateNow {
            name,
            language: language.template_language(),
            status: state.status().map(TemplateStatus::as_str).map(word),
            quality: state.quality().map(Quality::as_str).map(word),
            category: state.category().map(TemplateCategory::as_str).map(word),
            paused_until: state.paused_until(),
        })
        .collect();
    all.sort_by_key(|template| {
        let is_confirmation = template.name == desk.settings.template;
        (
            template.status.as_deref() == Some("APPROVED"),
            !is_confirmation,
        )
    });
    all.truncate(TEMPLATES);
    Ok(all)
}
