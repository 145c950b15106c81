//! `/admin/{shop}/editor`: what the owner decides, as a form; and the preview inside it.
//!
//! Saving is the settings' own `PUT`: the form carries the version that it was made from, and
//! whoever was slower is shown what came in between, with what they typed kept. Words that people
//! agree to are shown once more before they are published.

use super::form::Form as Posted;
use super::visit::{Refusal, Visit};
use crate::book::client;
use crate::http;
use crate::platform;
use crate::routes::settings::faults_outside;
use crate::routes::widget_js;
use crate::settings_cache;
use crate::shop_time;
use saludo_core::console::Right;
use saludo_core::console::editor::{
    Choice, Draft, Editor, Form, Moved, Note, Parts, Section, View, confirm_page, drawable,
    editor_words, fingerprint, form_of, merge, move_topic, page, preview_page,
};
use saludo_core::console::problem::Problem;
use saludo_core::panel::{Frame, Panel, Place};
use saludo_core::public::loader_settings;
use saludo_core::settings::{Settings, SettingsFault};
use worker::{Error, Response, ResponseBuilder, Result};

const STYLES: [&str; 1] = ["/console/editor.css"];
const SCRIPTS: [&str; 1] = ["/console/editor.js"];

/// What is below the editor's address.
fn is_preview(visit: &Visit<'_>) -> Option<bool> {
    match visit.path.split('/').nth(4) {
        None => Some(false),
        Some("preview") if visit.path.split('/').count() == 5 => Some(true),
        Some(_) => None,
    }
}

pub(super) async fn get(visit: &Visit<'_>) -> Result<Response> {
    let asked: Form = visit.query.pairs().collect();
    let choice = Choice::of(&asked);
    match is_preview(visit) {
        None => visit.problem(Problem::NotFound).await,
        Some(true) => {
            let view = book(visit, "").await?;
            preview(visit, &view.settings, &choice)
        }
        Some(false) => {
            let view = book(visit, "").await?;
            let note = match visit.query.text("done") {
                "saved" => Note::Saved,
                "published" => Note::Published,
                "same" => Note::Same,
                _ => Note::Quiet,
            };
            let form = form_of(&view.settings);
            let shown = Shown {
                status: 200,
                view: &view,
                form: &form,
                faults: &[],
                note,
                section: section(visit),
                choice,
                moved: None,
            };
            shown.answer(visit).await
        }
    }
}

pub(super) async fn post(visit: &Visit<'_>, posted: &Posted) -> Result<Response> {
    let mut typed: Form = posted.pairs().collect();
    let Some(is_preview) = is_preview(visit) else {
        return visit.problem(Problem::NotFound).await;
    };
    let Ok(version) = posted.text("version").parse::<u32>() else {
        return visit.problem(Problem::Malformed).await;
    };
    let choice = Choice::of(&typed);
    if is_preview {
        let view = book(visit, "").await?;
        let draft = Draft::read(&typed, &view.settings, &view.taken);
        return preview(visit, &draft.settings, &choice);
    }
    let view = book(visit, &format!("?since={version}&held")).await?;
    if i64::from(version) != view.version {
        return changed(visit, &view, &typed).await;
    }
    let moved = move_topic(&mut typed, posted.text("do"));
    let draft = Draft::read(&typed, &view.settings, &view.taken);
    match posted.text("do") {
        word if word == "show" || moved.is_some() => {
            let shown = Shown {
                status: 200,
                view: &view,
                form: &draft.form,
                faults: &[],
                note: Note::Quiet,
                section: section(visit),
                choice,
                moved,
            };
            shown.answer(visit).await
        }
        "save" => save(visit, &view, draft, None).await,
        "publish" => save(visit, &view, draft, Some(posted.text("words"))).await,
        _ => visit.problem(Problem::Malformed).await,
    }
}

/// Saves, once nothing is wrong, and words that people agree to only once they were looked at:
/// `seen` is the fingerprint of those that were.
async fn save(
    visit: &Visit<'_>,
    view: &View,
    draft: Draft,
    seen: Option<&str>,
) -> Result<Response> {
    if draft.faults.is_empty() && draft.settings == view.settings {
        return done(visit, "same");
    }
    let mut faults = draft.faults.clone();
    if faults.is_empty() {
        faults = faults_outside(visit.shell, visit.slug, &draft.settings).await?;
    }
    if !faults.is_empty() {
        return wrong(visit, view, &draft, &faults).await;
    }
    let words = fingerprint(&draft.settings);
    let publishes = !view.published || words != fingerprint(&view.settings);
    if publishes && seen != Some(words.as_str()) {
        let editor = editor(visit, view, &draft.form, &faults);
        let title = editor.words.say("publish_title");
        let content = confirm_page(&editor, &draft);
        return visit.render(title, &STYLES, &[], &content).await;
    }
    let body = serde_json::to_string(&draft.settings)?;
    let path = format!("/settings/{}", view.version);
    let mut answer = client::put(visit.shell, visit.slug, &path, &body).await?;
    settings_cache::forget(visit.slug);
    match answer.status_code() {
        200 => done(visit, if publishes { "published" } else { "saved" }),
        // Somebody was faster by a moment.
        412 => {
            let view = book(visit, &format!("?since={}&held", view.version)).await?;
            changed(visit, &view, &draft.form).await
        }
        422 => {
            let refusal: Refusal = answer.json().await?;
            let faults: Vec<SettingsFault> = serde_json::from_value(refusal.errors)?;
            wrong(visit, view, &draft, &faults).await
        }
        status => Err(Error::from(format!("a book answered {status} to settings"))),
    }
}

/// The form again, with what is wrong beside what was typed.
async fn wrong(
    visit: &Visit<'_>,
    view: &View,
    draft: &Draft,
    faults: &[SettingsFault],
) -> Result<Response> {
    let open = section(visit);
    let mut places = faults.iter().map(|fault| Section::of(&fault.field));
    let section = if places.clone().any(|own| own == open) {
        open
    } else {
        places.next().unwrap_or(open)
    };
    let shown = Shown {
        status: 422,
        view,
        form: &draft.form,
        faults,
        note: Note::Wrong,
        section,
        choice: Choice::of(&draft.form),
        moved: None,
    };
    shown.answer(visit).await
}

/// The form again, with what somebody else saved meanwhile.
async fn changed(visit: &Visit<'_>, view: &View, typed: &Form) -> Result<Response> {
    // Of a version that never was nothing can be told apart: then all is as it is now.
    let before = view.before.as_ref().unwrap_or(&view.settings);
    let merged = merge(&form_of(before), &form_of(&view.settings), typed);
    let draft = Draft::read(&merged.form, &view.settings, &view.taken);
    let shown = Shown {
        status: 409,
        view,
        form: &draft.form,
        faults: &draft.faults,
        note: Note::Changed(Box::new(merged)),
        section: section(visit),
        choice: Choice::of(typed),
        moved: None,
    };
    shown.answer(visit).await
}

fn done(visit: &Visit<'_>, word: &str) -> Result<Response> {
    let section = section(visit).as_str();
    visit.see_other(&format!("{}?section={section}&done={word}", visit.path))
}

fn section(visit: &Visit<'_>) -> Section {
    Section::parse(visit.query.text("section"))
}

async fn book(visit: &Visit<'_>, query: &str) -> Result<View> {
    let answer = visit.book_get(&format!("/console/editor{query}")).await?;
    answer.map_err(|refusal| Error::from(format!("a book refused: {}", refusal.code)))
}

/// The page, in one of its states.
struct Shown<'a> {
    status: u16,
    view: &'a View,
    form: &'a Form,
    faults: &'a [SettingsFault],
    note: Note,
    section: Section,
    choice: Choice,
    moved: Option<Moved>,
}

impl Shown<'_> {
    async fn answer(self, visit: &Visit<'_>) -> Result<Response> {
        let editor = Editor {
            note: self.note,
            section: self.section,
            choice: self.choice,
            moved: self.moved,
            ..editor(visit, self.view, self.form, self.faults)
        };
        let title = editor.words.say("title");
        let content = page(&editor);
        visit
            .render_as(self.status, title, &STYLES, &SCRIPTS, &content)
            .await
    }
}

fn editor<'a>(
    visit: &'a Visit<'_>,
    view: &'a View,
    form: &'a Form,
    faults: &'a [SettingsFault],
) -> Editor<'a> {
    Editor {
        slug: visit.slug,
        public_url: &visit.shell.config.public_url,
        view,
        form,
        faults,
        note: Note::Quiet,
        section: section(visit),
        choice: Choice::default(),
        moved: None,
        may_edit: visit.may(Right::Own),
        lang: visit.lang,
        words: editor_words(visit.lang),
    }
}

/// The widget with settings that may be a draft, on a page that only the editor frames. Nothing of
/// it comes from the addresses that shoppers use, so it is neither cached nor counted there.
fn preview(visit: &Visit<'_>, settings: &Settings, choice: &Choice) -> Result<Response> {
    let (shell, slug, shop) = (visit.shell, visit.slug, visit.shop);
    let settings = drawable(settings, choice);
    let wanted = choice.locale.as_ref();
    let time = settings
        .hours
        .as_ref()
        .filter(|hours| shop_time::is_zone(&hours.zone))
        .and_then(|hours| shop_time::now_in(&hours.zone));
    let place = Place {
        slug,
        shop,
        link: shell.config.link(shop),
        hosted: format!("{}/s/{slug}/opt-in", shell.config.public_url),
    };
    let bubble = loader_settings(&shell.config, slug, shop, &settings, wanted);
    let (Some(panel), Some(bubble)) = (Panel::new(place, &settings, wanted, time), bubble) else {
        // A draft without a language.
        return Ok(http::empty(204));
    };
    let nonce = hex::encode(platform::random::<16>()?);
    let html = preview_page(
        &settings,
        choice,
        &Parts {
            locale: panel.locale,
            loader: &widget_js::script(&settings, &bubble),
            panel: &panel.render(Frame::Bubble),
            inline: &panel.render(Frame::Inline),
            nonce: &nonce,
            without_script: editor_words(visit.lang).say("preview_no_script"),
        },
    );
    let policy = format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; \
         connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    );
    ResponseBuilder::new()
        .with_header("Content-Security-Policy", &policy)?
        .with_header("X-Frame-Options", "SAMEORIGIN")?
        .with_header("Cache-Control", "no-store")?
        .with_header("X-Robots-Tag", "noindex")?
        .from_html(html.0.as_str())
}
