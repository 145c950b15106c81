//! Whose pages may post.

use crate::entry::Shell;
use saludo_core::shops::Shop;
use worker::{Request, Result};

/// Where a request comes from.
pub(super) enum Origin {
    /// Not from a page: a server, or a browser that names none.
    None,
    /// From a page of the shop's, or of our own.
    Accepted(String),
    /// From anybody else's.
    Foreign,
}

impl Origin {
    /// Reads the header. A listed origin, our own, or none is accepted.
    pub(super) fn of(request: &Request, shell: &Shell, shop: &Shop) -> Result<Self> {
        Ok(match request.headers().get("Origin")? {
            None => Self::None,
            Some(origin) if shop.allows(&origin) || is_own(request, shell, &origin)? => {
                Self::Accepted(origin)
            }
            Some(_) => Self::Foreign,
        })
    }

    /// The origin to name in the answer.
    pub(super) fn accepted(&self) -> Option<&str> {
        match self {
            Self::Accepted(origin) => Some(origin),
            _ => None,
        }
    }
}

/// Whether a post comes from our own page: browsers name the origin of every post.
pub(super) fn is_from_own_page(request: &Request, shell: &Shell) -> Result<bool> {
    match request.headers().get("Origin")? {
        Some(origin) => is_own(request, shell, &origin),
        None => Ok(false),
    }
}

fn is_own(request: &Request, shell: &Shell, origin: &str) -> Result<bool> {
    let own = request.url()?.origin().ascii_serialization();
    let public = url::Url::parse(&shell.config.public_url)
        .map(|url| url.origin().ascii_serialization())
        .unwrap_or_default();
    Ok(origin == own || origin == public)
}
