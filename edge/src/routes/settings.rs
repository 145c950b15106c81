//! `PUT /v1/admin/shops/{shop}/settings`: what is wrong is found out before the book is asked, as far
//! as the law and the outside world are concerned; the book sees that nobody's change is overwritten.

use crate::book::client;
use crate::entry::Shell;
use crate::http::Problem;
use crate::routes::body;
use crate::{privacy_notice, settings_cache, shop_time};
use saludo_core::settings::{ConfirmMode, Settings, SettingsFault};
use saludo_core::shops::Slug;
use saludo_core::statement::Statement;
use worker::{Error, Request, Response, Result};

/// Settings in nine languages with eight purposes are a tenth of it.
const MAX_SETTINGS: usize = 256 * 1024;

/// The `ETag` of settings that the owner has never put: nobody has checked them.
const NEVER_PUT: &str = "\"0\"";

pub(super) async fn put(request: &mut Request, shell: &Shell, slug: &Slug) -> Result<Response> {
    let Some(expected) = request.headers().get("If-Match")? else {
        return Problem::new(
            428,
            "version_missing",
            "Send If-Match with the ETag that GET answered, so that nobody's change is overwritten.",
        )
        .answer();
    };
    let version = expected.trim().trim_matches('"');
    if version.is_empty() || !version.bytes().all(|byte| byte.is_ascii_digit()) {
        return Problem::new(
            412,
            "settings_changed",
            "If-Match must be the ETag that GET answered.",
        )
        .answer();
    }
    let Some(bytes) = body::read(request, MAX_SETTINGS).await? else {
        return Problem::too_large(MAX_SETTINGS).answer();
    };
    let Ok(text) = String::from_utf8(bytes) else {
        return Problem::new(400, "not_json", "The body must be JSON in UTF-8.").answer();
    };
    let faults = match Settings::parse(&text) {
        Ok(settings) => faults_outside(shell, slug, &settings).await?,
        Err(faults) => faults,
    };
    if !faults.is_empty() {
        return Problem::new(
            422,
            "invalid_settings",
            "Some settings are wrong; see errors. Nothing was changed.",
        )
        .with_errors(&faults)
        .answer();
    }
    let answer = client::put(shell, slug, &format!("/settings/{version}"), &text).await;
    settings_cache::forget(slug);
    answer
}

/// What only the platform and the network can tell.
pub(super) async fn faults_outside(
    shell: &Shell,
    slug: &Slug,
    settings: &Settings,
) -> Result<Vec<SettingsFault>> {
    let mut faults = Vec::new();
    let mut add = |field: &str, reason: String| {
        faults.push(SettingsFault {
            field: field.to_owned(),
            reason,
        });
    };
    if let Some(hours) = &settings.hours
        && !shop_time::is_zone(&hours.zone)
    {
        let reason = "no time zone has this name; give one of the IANA list, as in Europe/Madrid";
        add("hours.zone", reason.to_owned());
    }
    if settings.confirm == ConfirmMode::Template
        && let Err(missing) = &shell.config.turnstile
    {
        add(
            "confirm",
            format!(
                "template needs Cloudflare Turnstile, so that no robot makes you write to strangers: {missing}"
            ),
        );
    }
    let mut current = client::get(shell, slug, "/settings").await?;
    if current.status_code() != 200 {
        return Err(Error::from("the book did not tell its settings"));
    }
    let is_new = current.headers().get("ETag")?.as_deref() == Some(NEVER_PUT);
    let current: Settings = current.json().await?;
    let statements = |settings: &Settings| -> Vec<Statement> {
        let locales = settings.locales.iter();
        locales
            .flat_map(|locale| settings.statements(locale))
            .collect()
    };
    let shown = statements(&current);
    let publishes = statements(settings).iter().any(|own| !shown.contains(own));
    // Words are not published with a dead link in them, however long it has stood there. What
    // leaves the words as they are does not hang on it.
    if (is_new || publishes)
        && let Err(reason) = privacy_notice::open(&settings.privacy_url, &shell.config).await
    {
        add("privacy_url", reason);
    }
    Ok(faults)
}
