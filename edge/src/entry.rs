//! Where requests come in.

use crate::headers;
use crate::http::{self, Problem};
use crate::routes::{self, webhook};
use saludo_core::config::{Config, ConfigError};
use std::cell::RefCell;
use std::rc::Rc;
use worker::{Context, Env, Result, event, web_sys};

/// What every route works with.
#[derive(Clone)]
pub(crate) struct Shell {
    pub(crate) env: Env,
    pub(crate) config: Rc<Config>,
    /// The name of the token of whoever asks, where one is needed: books keep it with what is done.
    pub(crate) by: Option<Rc<str>>,
}

impl Shell {
    /// The same in somebody's name.
    pub(crate) fn by(&self, name: &str) -> Self {
        Self {
            by: Some(name.into()),
            ..self.clone()
        }
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
async fn fetch(
    request: web_sys::Request,
    env: Env,
    _context: Context,
) -> Result<web_sys::Response> {
    let answer = match config(&env) {
        Ok(config) => {
            let shell = Shell {
                env,
                config,
                by: None,
            };
            if webhook::is_one(&request) {
                return webhook::answer(request, &shell).await;
            }
            routes::answer(request.into(), &shell).await
        }
        Err(error) => Problem::new(503, error.code(), sentence(&error)).answer(),
    };
    Ok(headers::finish(http::or_internal(answer)?)?.into())
}

/// An error's message as a sentence.
fn sentence(error: &ConfigError) -> String {
    format!("Saludo is not set up: {error}.")
}
