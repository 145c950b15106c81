//! A shop's settings, as each isolate remembers them: the book is asked at most once a minute,
//! whatever the page views.

use crate::book::client;
use crate::entry::Shell;
use crate::platform;
use saludo_core::settings::Settings;
use saludo_core::shops::Slug;
use saludo_core::time::{MINUTE, Millis};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use worker::{Error, Result};

thread_local! {
    static CACHE: RefCell<HashMap<Slug, (Millis, Rc<Settings>)>> = RefCell::default();
}

/// The settings of a shop, at most a minute old.
pub(crate) async fn settings(shell: &Shell, slug: &Slug) -> Result<Rc<Settings>> {
    let now = platform::now();
    let known = CACHE.with_borrow(|cache| cache.get(slug).cloned());
    if let Some((at, settings)) = known
        && now - at < MINUTE
    {
        return Ok(settings);
    }
    let mut response = client::get(shell, slug, "/settings").await?;
    let text = response.text().await?;
    let settings = Settings::parse(&text)
        .map_err(|_| Error::from("the book answered with settings that do not read"))?;
    let settings = Rc::new(settings);
    CACHE.with_borrow_mut(|cache| cache.insert(slug.clone(), (now, Rc::clone(&settings))));
    Ok(settings)
}

/// Forgets a shop's settings, so that whoever changed them sees the change.
pub(crate) fn forget(slug: &Slug) {
    CACHE.with_borrow_mut(|cache| cache.remove(slug));
}
