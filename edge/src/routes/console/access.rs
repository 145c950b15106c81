//! The page "Access": tokens and sessions.

use super::form::Form;
use super::shown;
use super::visit::{Answered, Visit};
use saludo_core::console::access::{Change, Changed, Shown, View, csv, page, title};
use saludo_core::console::problem::Problem;
use saludo_core::console::{Right, Role};
use url::form_urlencoded::byte_serialize;
use worker::{Response, Result};

pub(super) async fn get(visit: &Visit<'_>) -> Result<Response> {
    if visit.query.get("format") == Some("csv") {
        return file(visit).await;
    }
    let shown = Shown {
        done: visit.query.get("done"),
        ..Shown::default()
    };
    show(visit, 200, &shown).await
}

pub(super) async fn post(visit: &Visit<'_>, form: &Form) -> Result<Response> {
    let Some(change) = change(visit, form) else {
        return visit.problem(Problem::Malformed).await;
    };
    let is_about_tokens = matches!(change, Change::Make { .. } | Change::Revoke { .. });
    if is_about_tokens && !visit.may(Right::Own) {
        return visit.problem(Problem::NotAllowed).await;
    }
    let Ok(changed) = visit.book_post("/console/access", &change).await? else {
        return visit.problem(Problem::Malformed).await;
    };
    let typed = Shown {
        typed: form.text("name"),
        chosen: Role::parse(form.text("role")),
        ..Shown::default()
    };
    match changed {
        // Shown in this answer and never again, so there is no page to lead to.
        Changed::Made(token) => {
            let made = Shown {
                made: Some(&token),
                ..Shown::default()
            };
            show(visit, 200, &made).await
        }
        Changed::Done if is_about_tokens => visit.done("revoked"),
        Changed::Done => visit.done("ended"),
        Changed::Gone => visit.done("gone"),
        Changed::Name(fault) => {
            let fault = Some(fault);
            show(visit, 422, &Shown { fault, ..typed }).await
        }
        Changed::TooMany => {
            let is_full = true;
            show(visit, 422, &Shown { is_full, ..typed }).await
        }
    }
}

fn change(visit: &Visit<'_>, form: &Form) -> Option<Change> {
    Some(match form.text("do") {
        "make" => Change::Make {
            name: form.text("name").to_owned(),
            role: Role::parse(form.text("role"))?,
        },
        "revoke" => Change::Revoke {
            token: number(form, "token")?,
        },
        "end" => Change::End {
            session: number(form, "session")?,
            of: whose(visit),
        },
        "end_others" => Change::EndOthers {
            but: visit.session,
            of: whose(visit),
        },
        _ => return None,
    })
}

/// A number in the book. They pass through JavaScript on their way: 32 bits are exact.
fn number(form: &Form, name: &str) -> Option<i64> {
    form.text(name).parse::<u32>().ok().map(i64::from)
}

/// Whose sessions somebody may see and end: an owner everybody's, others their own.
fn whose(visit: &Visit<'_>) -> Option<String> {
    (!visit.may(Right::Own)).then(|| visit.user.name.clone())
}

/// What is on the screen.
async fn file(visit: &Visit<'_>) -> Result<Response> {
    let Ok(view) = view(visit).await? else {
        return visit.problem(Problem::NotFound).await;
    };
    let name = format!("access-{}.csv", visit.slug);
    shown::file("text/csv; charset=utf-8", &name, csv(&view))
}

/// What the book tells to this person.
async fn view(visit: &Visit<'_>) -> Result<Answered<View>> {
    let of = whose(visit).map(|name| {
        let name: String = byte_serialize(name.as_bytes()).collect();
        format!("?of={name}")
    });
    let path = format!("/console/access{}", of.unwrap_or_default());
    let mut view: Answered<View> = visit.book_get(&path).await?;
    if let Ok(view) = &mut view
        && !visit.may(Right::Own)
    {
        view.tokens.clear();
    }
    Ok(view)
}

async fn show(visit: &Visit<'_>, status: u16, shown: &Shown<'_>) -> Result<Response> {
    let Ok(view) = view(visit).await? else {
        return visit.problem(Problem::NotFound).await;
    };
    let content = page(&view, &visit.user, visit.session, shown, visit.lang);
    visit
        .render_as(status, title(visit.lang), &[], &[], &content)
        .await
}
