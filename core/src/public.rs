//! The public settings: what a form needs to know of a shop, in one language.

use crate::config::Config;
use crate::loader::LoaderSettings;
use crate::locale::Locale;
use crate::prefill::deep_link;
use crate::settings::{Bubble, Look, Settings};
use crate::shops::{Shop, Slug};
use crate::statement::{StatedPurpose, Statement};
use crate::widget_words::WidgetWords;
use crate::words::{self, PrefillWords};
use serde::Serialize;
use serde_json::value::RawValue;

/// The body of `GET /v1/shops/{shop}`.
#[derive(Debug, Serialize)]
pub struct PublicSettings<'a> {
    shop: &'a str,
    name: &'a str,
    number: &'a str,
    /// The deep-link base.
    link: String,
    locale: Locale,
    locales: &'a [Locale],
    bubble: Bubble,
    /// The shop's contact beside WhatsApp, where it has one.
    contact: Option<&'a str>,
    purposes: Vec<StatedPurpose>,
    statement: PublicStatement,
    prefill: PublicPrefill<'a>,
    look: &'a Look,
    words: &'a RawValue,
}

#[derive(Debug, Serialize)]
struct PublicStatement {
    id: String,
    locale: Locale,
    text: String,
    controller: String,
    button: String,
    privacy_url: String,
}

#[derive(Debug, Serialize)]
struct PublicPrefill<'a> {
    opt_in: &'a str,
    and: &'a str,
    count: &'a str,
    chat: &'a str,
}

impl<'a> PublicSettings<'a> {
    /// The settings of a shop in the language that serves somebody who asks for `wanted`.
    /// Nothing only where the settings have no language, which parsing them rules out.
    pub fn new(
        config: &Config,
        slug: &'a Slug,
        shop: &'a Shop,
        settings: &'a Settings,
        wanted: Option<&Locale>,
    ) -> Option<Self> {
        let locale = settings.locale_for(wanted)?.clone();
        let words = words::of(&locale)?;
        let statement = settings.statement(&locale)?;
        Some(Self {
            shop: slug.as_str(),
            name: &settings.name,
            number: &shop.number,
            link: config.link(shop),
            locales: &settings.locales,
            bubble: settings.bubble,
            contact: settings.contact.as_deref(),
            prefill: prefill(&words.prefill),
            look: &settings.look,
            words: serde_json::from_str(words.widget).ok()?,
            statement: public_statement(&statement),
            purposes: statement.purposes,
            locale,
        })
    }
}

fn public_statement(statement: &Statement) -> PublicStatement {
    PublicStatement {
        id: statement.id().to_string(),
        locale: statement.locale.clone(),
        text: statement.text(),
        controller: statement.controller.clone(),
        button: statement.button.clone(),
        privacy_url: statement.privacy_url.clone(),
    }
}

fn prefill(words: &PrefillWords) -> PublicPrefill<'_> {
    PublicPrefill {
        opt_in: &words.opt_in,
        and: &words.and,
        count: &words.count,
        chat: &words.chat,
    }
}

/// What the bubble needs to know, in the language that serves somebody who asks for `wanted`.
pub fn loader_settings(
    config: &Config,
    slug: &Slug,
    shop: &Shop,
    settings: &Settings,
    wanted: Option<&Locale>,
) -> Option<LoaderSettings> {
    let locale = settings.locale_for(wanted)?;
    let words = words::of(locale)?;
    let chrome: WidgetWords = serde_json::from_str(words.widget).ok()?;
    let question = words.prefill.chat.replace("{shop}", &settings.name);
    let mut loader = LoaderSettings::new(
        slug.as_str(),
        locale.as_str(),
        &deep_link(&config.link(shop), &question),
        &chrome.bubble.replace("{shop}", &settings.name),
        &settings.look,
    );
    loader.bubble = settings.bubble;
    if let Some(greeting) = &settings.greeting
        && let Some(words) = greeting.words.get(locale)
    {
        loader.greeting = Some((greeting.after, words.clone()));
        loader.greeting_close = Some(chrome.greeting_close);
    }
    Some(loader)
}
