//! The page of templates. Every look asks Meta anew, and what differs from what webhooks told goes
//! into the book; creating is one call for each language, and twice is harmless.

use super::form::Form;
use super::shown;
use super::visit::Visit;
use crate::book::Told;
use crate::graph;
use saludo_core::console::Right;
use saludo_core::console::problem::Problem;
use saludo_core::console::templates::{self, Entry, Outcome, View};
use saludo_core::locale::Locale;
use saludo_core::meta::{Quality, TemplateCategory, TemplateStatus};
use saludo_core::setup_check::{Read, TEMPLATE_FIELDS, Template};
use saludo_core::template_draft::{CreateFault, draft};
use serde_json::Value;
use worker::{Error, Response, Result, console_error};

/// Meta's largest page that comes in good time.
const PAGE: &str = "200";
/// More pages than that nobody reads; an account may have 6,000.
const PAGES: usize = 5;
/// The value of the field `language` for every language that is missing.
const ALL: &str = "all";

pub(super) async fn get(visit: &Visit<'_>) -> Result<Response> {
    let view = look(visit).await?;
    if visit.query.get("format") == Some("csv") {
        let name = format!("templates-{}.csv", visit.slug);
        return shown::file("text/csv; charset=utf-8", &name, templates::csv(&view));
    }
    let done = visit.query.get("done").map(str::to_owned);
    show(visit, 200, &view, done.map(Outcome::Done).as_ref()).await
}

pub(super) async fn post(visit: &Visit<'_>, form: &Form) -> Result<Response> {
    if form.text("do") != "create" {
        return visit.problem(Problem::Malformed).await;
    }
    let view = look(visit).await?;
    let wanted = form.text("language");
    let is_known = view.lines.iter().any(|line| line.locale.as_str() == wanted);
    if wanted != ALL && !is_known {
        return visit.problem(Problem::Malformed).await;
    }
    let locales: Vec<Locale> = view
        .to_create()
        .map(|line| line.locale.clone())
        .filter(|locale| wanted == ALL || locale.as_str() == wanted)
        .collect();
    if locales.is_empty() {
        let lines = view.lines.iter();
        let mut asked = lines.filter(|line| wanted == ALL || line.locale.as_str() == wanted);
        // Clicked twice, or in two windows.
        if asked.all(|line| line.entry.is_some()) {
            return visit.done("exists");
        }
        // The page says what the lint found, or that Meta cannot be asked.
        return show(visit, 422, &view, None).await;
    }
    let mut word = "exists";
    for locale in locales {
        match create(visit, &locale).await? {
            Ok(()) => word = "created",
            Err((CreateFault::Exists, _)) => {}
            Err((fault, says)) => {
                let failed = Outcome::Failed {
                    locale,
                    fault,
                    says,
                };
                let view = look(visit).await?;
                return show(visit, 422, &view, Some(&failed)).await;
            }
        }
    }
    visit.done(word)
}

async fn show(
    visit: &Visit<'_>,
    status: u16,
    view: &View,
    outcome: Option<&Outcome>,
) -> Result<Response> {
    let content = templates::page(view, outcome, visit.lang);
    let title = templates::title(visit.lang);
    visit
        .render_as(status, title, templates::STYLES, &[], &content)
        .await
}

/// What Meta tells now beside what is known.
async fn look(visit: &Visit<'_>) -> Result<View> {
    let told = tell(visit).await;
    if let Read::Said(templates) = &told {
        note(visit, templates).await?;
    }
    let known: Vec<Entry> = match visit.book_get("/console/templates").await? {
        Ok(known) => known,
        Err(refusal) => return Err(Error::from(refusal.code)),
    };
    let settings = crate::settings_cache::settings(visit.shell, visit.slug).await?;
    let public_url = visit.shell.config.public_url.as_str();
    Ok(View::of(
        &settings,
        (visit.slug, public_url),
        known,
        &told,
        visit.may(Right::Own),
    ))
}

/// All templates of the account, page by page.
async fn tell(visit: &Visit<'_>) -> Read<Vec<Template>> {
    let path = format!("{}/message_templates", visit.shop.waba_id);
    let token = visit.shell.config.access_token(visit.slug);
    let mut all = Vec::new();
    let mut after: Option<String> = None;
    for _ in 0..PAGES {
        let mut more = vec![("limit", PAGE)];
        if let Some(after) = &after {
            more.push(("after", after));
        }
        let page = graph::read_fields(
            visit.shell,
            token.unwrap_or_default(),
            &path,
            TEMPLATE_FIELDS,
            &more,
            |value| (Template::all(value), next(value)),
        )
        .await;
        match page {
            Read::Said((templates, next)) => {
                all.extend(templates);
                after = next;
            }
            Read::Refused(refusal) => return Read::Refused(refusal),
            Read::Silent => return Read::Silent,
        }
        if after.is_none() {
            break;
        }
    }
    Read::Said(all)
}

/// Where the next page begins, if there is one.
fn next(value: &Value) -> Option<String> {
    value.pointer("/paging/next")?;
    let after = value.pointer("/paging/cursors/after")?.as_str()?;
    Some(after.to_owned())
}

/// Has the book take in what Meta tells.
async fn note(visit: &Visit<'_>, templates: &[Template]) -> Result<()> {
    let told: Vec<Told> = templates
        .iter()
        .filter_map(|template| {
            Some(Told {
                name: template.name.clone(),
                language: Locale::parse(&template.language).ok()?,
                status: TemplateStatus::parse(template.status.as_deref()?),
                category: template.category.as_deref().map(TemplateCategory::parse),
                quality: template.quality.as_deref().map(Quality::parse),
            })
        })
        .collect();
    if told.is_empty() {
        return Ok(());
    }
    match visit.book_post("/console/templates", &told).await? {
        Ok(()) => Ok(()),
        Err(refusal) => {
            console_error!("a book did not take what Meta told: {}", refusal.code);
            Ok(())
        }
    }
}

/// Hands one in. The lint has passed it.
async fn create(
    visit: &Visit<'_>,
    locale: &Locale,
) -> Result<std::result::Result<(), (CreateFault, Option<String>)>> {
    let settings = crate::settings_cache::settings(visit.shell, visit.slug).await?;
    let public_url = &visit.shell.config.public_url;
    let Some(draft) = draft(&settings, visit.slug, public_url, locale) else {
        return Ok(Err((CreateFault::Other, None)));
    };
    let path = format!("{}/message_templates", visit.shop.waba_id);
    let token = visit.shell.config.access_token(visit.slug);
    let answer = graph::post(
        visit.shell,
        token.unwrap_or_default(),
        &path,
        &draft,
        |value| {
            let text = |name: &str| value.get(name).and_then(Value::as_str);
            (
                TemplateStatus::parse(text("status").unwrap_or("PENDING")),
                text("category").map(str::to_owned),
            )
        },
    )
    .await;
    let (status, category) = match answer {
        Read::Said(said) => said,
        Read::Refused(refusal) => {
            return Ok(Err((CreateFault::of(&refusal), refusal.for_people)));
        }
        Read::Silent => return Ok(Err((CreateFault::Silent, None))),
    };
    let language = draft.get("language").and_then(Value::as_str);
    let created = Template {
        name: settings.template.clone(),
        language: language.unwrap_or_default().to_owned(),
        status: Some(status.as_str().to_owned()),
        category,
        ..Template::default()
    };
    note(visit, &[created]).await?;
    Ok(Ok(()))
}
