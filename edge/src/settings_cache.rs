//! A shop's settings, as each isolate remembers them: the book is asked at most once a minute,
//! whatever the page views. The same call hands over how many there were.

use crate::book::client;
use crate::entry::Shell;
use crate::platform;
use saludo_core::settings::Settings;
use saludo_core::shops::Slug;
use saludo_core::time::{MINUTE, Millis};
use saludo_core::views::{Counter, View};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use worker::{Error, Result, console_error};

thread_local! {
    static CACHE: RefCell<HashMap<Slug, (Millis, Rc<Settings>)>> = RefCell::default();
    static VIEWS: RefCell<HashMap<Slug, Counter>> = RefCell::default();
}

/// Counts a view, unless the shop wants none counted. Before its settings are asked for, so that
/// the first call of an isolate tells of its first view.
pub(crate) fn count(slug: &Slug, view: View) {
    let is_off = CACHE.with_borrow(|cache| {
        let known = cache.get(slug);
        known.is_some_and(|(_, settings)| !settings.count_views)
    });
    if !is_off {
        VIEWS.with_borrow_mut(|views| views.entry(slug.clone()).or_default().count(view));
    }
}

/// The settings of a shop, at most a minute old. While they are asked for anew, and while the
/// book cannot answer, the old ones serve.
pub(crate) async fn settings(shell: &Shell, slug: &Slug) -> Result<Rc<Settings>> {
    let now = platform::now();
    let known = CACHE.with_borrow_mut(|cache| {
        let (at, settings) = cache.get_mut(slug)?;
        let fresh = now - *at < MINUTE;
        // One request asks for all: the others of this isolate are served meanwhile.
        *at = if fresh { *at } else { now };
        Some((fresh, Rc::clone(settings)))
    });
    let old = match known {
        Some((true, settings)) => return Ok(settings),
        Some((false, settings)) => Some(settings),
        None => None,
    };
    match (ask(shell, slug).await, old) {
        (Ok(settings), _) => {
            let settings = Rc::new(settings);
            let entry = (now, Rc::clone(&settings));
            CACHE.with_borrow_mut(|cache| cache.insert(slug.clone(), entry));
            Ok(settings)
        }
        (Err(error), Some(old)) => {
            console_error!("the book did not tell its settings: {error}");
            Ok(old)
        }
        (Err(error), None) => Err(error),
    }
}

async fn ask(shell: &Shell, slug: &Slug) -> Result<Settings> {
    let name = || Some(hex::encode(platform::random::<8>().ok()?));
    let handed = VIEWS.with_borrow_mut(|views| views.get_mut(slug)?.hand(name, platform::now()));
    let path = match handed {
        Some(handed) => format!("/settings?views={handed}"),
        None => "/settings".to_owned(),
    };
    let mut response = client::get(shell, slug, &path).await?;
    if response.status_code() != 200 {
        return Err(Error::from(format!(
            "a book answered {}",
            response.status_code()
        )));
    }
    // Checked when they were put; checked again here, a rule added later would stop the shop.
    response.json().await
}

/// Forgets a shop's settings, so that whoever changed them sees the change.
pub(crate) fn forget(slug: &Slug) {
    CACHE.with_borrow_mut(|cache| cache.remove(slug));
}
