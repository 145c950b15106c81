//! Where requests come in.

use crate::http::{self, Problem};
use crate::{platform, routes};
use saludo_core::config::{Config, ConfigError};
use std::cell::RefCell;
use std::rc::Rc;
use worker::{Context, Env, Request, Response, Result, console_error, event};

/// What every route works with.
pub(crate) struct Shell {
    pub(crate) env: Env,
    pub(crate) config: Rc<Config>,
}

impl Shell {
    /// The book of a shop.
    pub(crate) fn book(&self, slug: &str) -> Result<worker::Stub> {
        let config = &self.config;
        platform::book(
            &self.env,
            config.jurisdiction,
            config.is_development(),
            slug,
        )
    }
}

thread_local! {
    /// Settings do not change while an isolate lives, so they are read once.
    static CONFIG: RefCell<Option<std::result::Result<Rc<Config>, ConfigError>>> = const { RefCell::new(None) };
}

/// Reads the settings, once per isolate.
pub(crate) fn config(env: &Env) -> std::result::Result<Rc<Config>, ConfigError> {
    CONFIG.with_borrow_mut(|config| {
        config
            .get_or_insert_with(|| {
                Config::read(|name| env.var(name).ok().map(|value| value.to_string())).map(Rc::new)
            })
            .clone()
    })
}

#[event(fetch)]
async fn fetch(request: Request, env: Env, _context: Context) -> Result<Response> {
    let answer = match config(&env) {
        Ok(config) => routes::answer(request, &Shell { env, config }).await,
        Err(error) => Problem::new(503, error.code(), sentence(&error)).answer(),
    };
    // What went wrong is for the log; it may name a binding, never a person.
    answer.and_then(http::finish).or_else(|error| {
        console_error!("request failed: {error}");
        Problem::internal().answer()
    })
}

/// An error's message as a sentence.
fn sentence(error: &ConfigError) -> String {
    format!("Saludo is not set up: {error}.")
}
