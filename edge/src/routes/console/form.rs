//! What a form of the console posts.

use crate::routes::body;
use worker::{Request, Result};

/// The editor's form is the largest: a shop's texts in nine languages.
const MAX_FORM: usize = 512 * 1024;

/// The fields of a form, in their order.
#[derive(Debug, Clone, Default)]
pub(in crate::routes) struct Form(Vec<(String, String)>);

impl Form {
    /// Reads a body; nothing where it is too large.
    pub(super) async fn read(request: &mut Request) -> Result<Option<Self>> {
        let body = body::read(request, MAX_FORM).await?;
        Ok(body.map(|body| Self::parse(&body)))
    }

    /// Reads `a=b&c=d`, as queries and bodies have it.
    pub(super) fn parse(bytes: &[u8]) -> Self {
        let owned = url::form_urlencoded::parse(bytes).into_owned();
        Self(owned.collect())
    }

    /// A field; of one that stands twice, the first.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// A field without the space around it, empty where it is missing.
    pub(super) fn text(&self, name: &str) -> &str {
        self.get(name).unwrap_or_default().trim()
    }

    /// All fields of a name, such as ticks.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0
            .iter()
            .filter(move |(own, _)| own == name)
            .map(|(_, value)| value.as_str())
    }

    /// All fields.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }
}
