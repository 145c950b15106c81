//! `/admin`: the console's pages. Here is who may open what; each page's file asks the book and
//! renders what `saludo_core::console` makes of it.
//!
//! A change is a form that is posted to the page's own address with a field `do`, and is answered
//! 303 back to the page with `?done=`; what is wrong with it comes back with what was typed.

mod access;
mod chat;
mod editor;
mod form;
mod log;
mod login;
mod medium;
mod overview;
mod people;
mod person;
pub(in crate::routes) mod session;
mod setup;
mod shown;
mod templates;
mod unanswered;
mod visit;

pub(in crate::routes) use visit::Visit;

use crate::entry::Shell;
use crate::http::Problem as HttpProblem;
use crate::routes::find;
use crate::routes::origin::is_from_own_page;
use form::Form;
use saludo_core::console::problem::Problem;
use saludo_core::console::{Place, Right, bare};
use session::Guest;
use worker::{Method, Request, Response, Result};

/// A page below a shop's address.
#[derive(Debug, Clone, Copy)]
enum Page<'a> {
    Overview,
    Unanswered,
    Chat(&'a str),
    /// What was sent in a chat: a person and a line.
    Medium(&'a str, &'a str),
    People,
    Person(&'a str),
    Log,
    Templates,
    Editor,
    Setup,
    Access,
}

impl<'a> Page<'a> {
    /// The page of what follows `/admin/{shop}/`.
    fn of(rest: &[&'a str]) -> Option<Self> {
        Some(match rest {
            [] => Self::Overview,
            ["unanswered"] => Self::Unanswered,
            ["chats", person] => Self::Chat(person),
            ["chats", person, "media", line] => Self::Medium(person, line),
            ["people"] => Self::People,
            ["people", person] => Self::Person(person),
            // `/log/…` and `/editor/…` are parts of their pages, such as a raw body or a preview.
            ["log", ..] => Self::Log,
            ["templates"] => Self::Templates,
            ["editor", ..] => Self::Editor,
            ["setup"] => Self::Setup,
            ["access"] => Self::Access,
            _ => return None,
        })
    }

    fn place(self) -> Place {
        match self {
            Self::Overview => Place::Overview,
            Self::Unanswered | Self::Chat(_) | Self::Medium(..) => Place::Unanswered,
            Self::People | Self::Person(_) => Place::People,
            Self::Log => Place::Log,
            Self::Templates => Place::Templates,
            Self::Editor => Place::Editor,
            Self::Setup => Place::Setup,
            Self::Access => Place::Access,
        }
    }

    /// What it takes to change something here; pages look closer where some changes take more.
    fn right_to_post(self) -> Right {
        match self {
            Self::Overview
            | Self::Unanswered
            | Self::Chat(_)
            | Self::Medium(..)
            | Self::People
            | Self::Person(_)
            | Self::Log
            // A check changes nothing.
            | Self::Setup => Right::Serve,
            Self::Templates | Self::Editor => Right::Own,
            // Everybody ends their own sessions.
            Self::Access => Right::Look,
        }
    }

    async fn get(self, visit: &Visit<'_>) -> Result<Response> {
        match self {
            Self::Overview => overview::get(visit).await,
            Self::Unanswered => unanswered::get(visit).await,
            Self::Chat(person) => chat::get(visit, person).await,
            Self::Medium(person, line) => medium::get(visit, person, line).await,
            Self::People => people::get(visit).await,
            Self::Person(person) => person::get(visit, person).await,
            Self::Log => log::get(visit).await,
            Self::Templates => templates::get(visit).await,
            Self::Editor => editor::get(visit).await,
            Self::Setup => setup::get(visit).await,
            Self::Access => access::get(visit).await,
        }
    }

    async fn post(self, visit: &Visit<'_>, form: &Form) -> Result<Response> {
        match self {
            Self::Overview => overview::post(visit, form).await,
            Self::Unanswered => unanswered::post(visit, form).await,
            Self::Chat(person) => chat::post(visit, person, form).await,
            Self::Medium(..) => visit.problem(Problem::NotFound).await,
            Self::People => people::post(visit, form).await,
            Self::Person(person) => person::post(visit, person, form).await,
            Self::Log => log::post(visit, form).await,
            Self::Templates => templates::post(visit, form).await,
            Self::Editor => editor::post(visit, form).await,
            Self::Setup => setup::post(visit, form).await,
            Self::Access => access::post(visit, form).await,
        }
    }
}

/// Answers `/admin` and all below it.
pub(super) async fn answer(mut request: Request, shell: &Shell, rest: &[&str]) -> Result<Response> {
    let guest = Guest::of(&request)?;
    let is_post = request.method() == Method::Post;
    if !is_post && !matches!(request.method(), Method::Get | Method::Head) {
        return HttpProblem::method_not_allowed("GET, POST").answer();
    }
    if is_post && !is_from_own_page(&request, shell)? {
        return refuse(&guest, Problem::ForeignOrigin);
    }
    match rest {
        ["login"] if is_post => return login::post(&mut request, shell, &guest).await,
        ["login"] => return login::get(&guest),
        ["logout"] if is_post => return login::leave(&request, shell).await,
        _ => {}
    }
    let (rest, shop) = match rest {
        [] | [""] => (rest, None),
        [shop, rest @ ..] => (rest, Some(*shop)),
    };
    let Some(signed_in) = session::find(&request, shell, guest.lang_asked).await? else {
        return login::ask(&request, &guest, is_post);
    };
    let Some(shop) = shop else {
        let first = signed_in.shops(shell).into_iter().next();
        return match first {
            Some(slug) => shown::see_other(&Place::Overview.path(&slug)),
            None => refuse(&guest, Problem::NotFound),
        };
    };
    // Of a shop that is not theirs nobody learns whether there is one.
    let Some((slug, shop)) = find(shell, shop).filter(|(slug, _)| signed_in.may_open(slug)) else {
        return refuse(&guest, Problem::NotFound);
    };
    let page = Page::of(rest);
    let named = shell.by(&signed_in.user.name);
    let visit = Visit {
        shell: &named,
        slug,
        shop,
        shops: signed_in.shops(shell),
        session: signed_in.session.filter(|_| signed_in.home == *slug),
        lang: signed_in.lang.unwrap_or(guest.lang),
        user: signed_in.user,
        query: guest.query,
        place: page.map_or(Place::Overview, Page::place),
        path: request.path(),
        range: request.headers().get("Range")?,
    };
    let Some(page) = page else {
        return visit.problem(Problem::NotFound).await;
    };
    if !is_post {
        return page.get(&visit).await;
    }
    if !visit.may(page.right_to_post()) {
        return visit.problem(Problem::NotAllowed).await;
    }
    match Form::read(&mut request).await? {
        Some(form) => page.post(&visit, &form).await,
        None => visit.problem(Problem::TooLarge).await,
    }
}

/// Says what is wrong to somebody of whom nothing else is known.
fn refuse(guest: &Guest, problem: Problem) -> Result<Response> {
    let (title, content) = problem.content(guest.lang, "/admin");
    shown::page(problem.status(), &bare(guest.lang, title, "?", &content))
}
