//! `POST /v1/shops/{shop}/opt-ins` and `GET …/opt-ins/{code}`.

use crate::book::client::{self, OptInPath};
use crate::entry::Shell;
use crate::http::{self, Problem};
use crate::platform;
use crate::routes::body;
use crate::routes::origin::Origin;
use saludo_core::code::Code;
use saludo_core::network::limit_key;
use saludo_core::opt_in::MAX_BODY;
use saludo_core::shops::{Shop, Slug};
use worker::{Request, Response, ResponseBuilder, Result};

/// The window of the rate limit, in seconds.
pub(super) const LIMIT_PERIOD: i64 = 60;

pub(super) async fn post(
    mut request: Request,
    shell: &Shell,
    (slug, shop): (&Slug, &Shop),
) -> Result<Response> {
    let origin = Origin::of(&request, shell, shop)?;
    if matches!(origin, Origin::Foreign) {
        let refusal = Problem::new(
            403,
            "foreign_origin",
            "Pages of this origin may not post opt-ins; add it to the shop's origins in SHOPS.",
        );
        return http::for_origin(refusal.answer()?, None);
    }
    let answer = http::or_internal(accept(&mut request, shell, slug).await)?;
    http::for_origin(answer, origin.accepted())
}

async fn accept(request: &mut Request, shell: &Shell, slug: &Slug) -> Result<Response> {
    if let Some(refusal) = over_limit(request, shell, slug).await? {
        return refusal.answer();
    }
    match body::read(request, MAX_BODY).await? {
        Some(body) => client::post_opt_in(shell, slug, request, &body, OptInPath::WhatsApp).await,
        None => Problem::too_large(MAX_BODY).answer(),
    }
}

/// Asks the platform's rate limit, before the book is touched.
pub(super) async fn over_limit(
    request: &Request,
    shell: &Shell,
    slug: &Slug,
) -> Result<Option<Problem>> {
    let address = request
        .headers()
        .get("CF-Connecting-IP")?
        .unwrap_or_default();
    let network = limit_key(shell.config.hash_key.expose(), platform::now(), &address);
    let key = format!("{slug}|{network}");
    let outcome = shell.env.rate_limiter("OPT_IN_LIMIT")?.limit(key).await?;
    Ok((!outcome.success).then(|| {
        Problem::new(
            429,
            "too_many_requests",
            "Too many opt-ins from this network. Please try again in a minute.",
        )
        .retry_after(LIMIT_PERIOD)
    }))
}

/// `OPTIONS`: a shop's own form may post with another media type or as JSON.
pub(super) fn preflight(
    request: &Request,
    shell: &Shell,
    (_, shop): (&Slug, &Shop),
) -> Result<Response> {
    let origin = Origin::of(request, shell, shop)?;
    let response = ResponseBuilder::new()
        .with_status(204)
        .with_header("Access-Control-Allow-Methods", "POST")?
        .with_header("Access-Control-Allow-Headers", "Content-Type")?
        .with_header("Access-Control-Max-Age", "86400")?
        .empty();
    http::for_origin(response, origin.accepted())
}

/// The state behind a code and nothing else: a code is no secret, so it opens nothing.
pub(super) async fn state(
    shell: &Shell,
    (slug, _): (&Slug, &Shop),
    code: &str,
) -> Result<Response> {
    match code.parse::<Code>() {
        Ok(code) => client::get(shell, slug, &format!("/opt-ins/{}", code.compact())).await,
        Err(error) => Problem::new(400, "malformed_code", sentence(error)).answer(),
    }
}

fn sentence(error: impl std::fmt::Display) -> String {
    format!("This is no code: {error}.")
}
