//! One person's chat.

use super::form::Form;
use super::visit::{Answered, Visit};
use saludo_core::console::chat::{Act, FormError, Page, Told, View, nobody, page};
use worker::{Response, Result};

const STYLES: [&str; 1] = ["/console/chat.css"];
const SCRIPTS: [&str; 2] = ["/console/live.js", "/console/chat.js"];

pub(super) async fn get(visit: &Visit<'_>, person: &str) -> Result<Response> {
    let told = visit.query.get("done").and_then(Told::done);
    show(visit, person, 200, told, "").await
}

/// The page, with what was typed.
async fn show(
    visit: &Visit<'_>,
    person: &str,
    status: u16,
    told: Option<Told>,
    typed: &str,
) -> Result<Response> {
    let Some(view) = read(visit, person).await? else {
        return gone(visit).await;
    };
    show_view(visit, &view, status, told, typed).await
}

async fn show_view(
    visit: &Visit<'_>,
    view: &View,
    status: u16,
    told: Option<Told>,
    typed: &str,
) -> Result<Response> {
    let content = Page {
        slug: visit.slug,
        user: &visit.user,
        lang: visit.lang,
        view,
        told,
        typed,
    };
    visit
        .render_as(status, &content.title(), &STYLES, &SCRIPTS, &page(&content))
        .await
}

/// The chat; nothing where there is nobody of this id (any more).
async fn read(visit: &Visit<'_>, person: &str) -> Result<Option<View>> {
    let path = format!("/console/chats/{person}?lang={}", visit.lang.as_str());
    let view: Answered<View> = visit.book_get(&path).await?;
    Ok(view.ok())
}

/// Nobody of this id, who may have been erased.
async fn gone(visit: &Visit<'_>) -> Result<Response> {
    let (title, content) = nobody(visit.slug, visit.lang);
    visit.render_as(404, title, &STYLES, &[], &content).await
}

pub(super) async fn post(visit: &Visit<'_>, person: &str, form: &Form) -> Result<Response> {
    let typed = form.get("text").unwrap_or_default();
    let act = match Act::parse(|name| form.get(name)) {
        Ok(act) => act,
        Err(error) => {
            let told = match error {
                FormError::Malformed => Told::Malformed,
                FormError::Text(error) => Told::from(error),
                FormError::Tag => Told::BadTag,
            };
            return show(visit, person, 400, Some(told), typed).await;
        }
    };
    if let Act::Insert { shortcut } = &act {
        return insert(visit, person, shortcut, typed).await;
    }
    let path = format!("/console/chats/{person}");
    let done: Answered<()> = visit.book_post(&path, &act).await?;
    let told = match (done, &act) {
        (Err(refusal), _) => {
            let told = Told::refused(&refusal.code);
            return show(visit, person, refusal.status, Some(told), typed).await;
        }
        (Ok(()), Act::Reply(_) | Act::Insert { .. }) => Told::Sent,
        (Ok(()), Act::Done(_)) => Told::Done,
        (Ok(()), Act::HandOver(Some(_))) => Told::HandedOver,
        (Ok(()), Act::HandOver(None)) => Told::Untagged,
        (Ok(()), Act::Again(_)) => Told::Again,
    };
    visit.done(told.word().unwrap_or_default())
}

/// A canned reply behind what is typed already, for pages without script.
async fn insert(visit: &Visit<'_>, person: &str, shortcut: &str, typed: &str) -> Result<Response> {
    let Some(view) = read(visit, person).await? else {
        return gone(visit).await;
    };
    let canned = view
        .replies
        .iter()
        .find(|canned| canned.shortcut == shortcut);
    let text = match (canned, typed.trim_end()) {
        (None, _) => typed.to_owned(),
        (Some(canned), "") => canned.text.clone(),
        (Some(canned), before) => format!("{before} {}", canned.text),
    };
    show_view(visit, &view, 200, None, &text).await
}
