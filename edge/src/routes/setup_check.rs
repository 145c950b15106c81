//! `GET /v1/admin/shops/{shop}/setup-check`: the set-up check for programs, such as
//! `cargo xtask doctor`.

use crate::entry::Shell;
use crate::{http, setup_check};
use saludo_core::locale::Locale;
use saludo_core::setup_check::words;
use saludo_core::shops::{Shop, Slug};
use saludo_core::time::rfc3339;
use serde_json::{Value, json};
use worker::{Request, Response, Result};

/// Answers a report that is at most a minute old, in the language of `?lang=`.
pub(super) async fn get(
    request: &Request,
    shell: &Shell,
    shop: (&Slug, &Shop),
) -> Result<Response> {
    let url = request.url()?;
    let asked = url.query_pairs().find(|(name, _)| name == "lang");
    let lang = asked.and_then(|(_, lang)| Locale::parse(&lang).ok());
    let words = words(lang.as_ref());
    let report = setup_check::fresh(shell, shop).await?;
    let checks: Vec<Value> = report
        .checks
        .iter()
        .map(|check| {
            json!({
                "id": check.id,
                "about": check.about,
                "state": check.state,
                "word": check.word,
                "values": check.values,
                "title": words.title(check),
                "says": words.says(check),
                "fix": words.fix(check),
            })
        })
        .collect();
    http::json(200, &json!({ "at": rfc3339(report.at), "checks": checks }))
}
