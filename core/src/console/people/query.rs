//! What is asked of the list, as it stands in the address.

use crate::locale::Locale;
use crate::opt_in::Source;
use crate::purpose::PurposeId;
use crate::time::Millis;
use url::form_urlencoded::Serializer;

/// How somebody stands with the shop, over all purposes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// They may be written to about something.
    Agreed,
    /// They agreed once, and to nothing any more.
    Ended,
    /// They were brought from elsewhere without proof, and have not said yes.
    Unproven,
    /// They wrote and never agreed to anything.
    Never,
}

impl State {
    /// Every state, in the order of the filter.
    pub const ALL: [Self; 4] = [Self::Agreed, Self::Ended, Self::Unproven, Self::Never];

    /// Its word in the address.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Agreed => "agreed",
            Self::Ended => "ended",
            Self::Unproven => "unproven",
            Self::Never => "never",
        }
    }

    /// Reads its word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// A place in the list, which has the last seen first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// When the last one before was seen.
    pub seen: Millis,
    /// Their id.
    pub id: String,
}

impl Place {
    /// It as it stands in an address.
    pub fn shown(&self) -> String {
        format!("{}.{}", self.seen, self.id)
    }

    /// Reads it; a number beyond what SQL's numbers can be on their way through JavaScript is none.
    pub fn parse(text: &str) -> Option<Self> {
        let (seen, id) = text.split_once('.')?;
        let seen = seen
            .parse()
            .ok()
            .filter(|seen| (0..1 << 53).contains(seen))?;
        let is_id = !id.is_empty()
            && id.len() <= 64
            && id.bytes().all(|letter| letter.is_ascii_alphanumeric());
        is_id.then(|| Self {
            seen,
            id: id.to_owned(),
        })
    }
}

/// A search with its filters. What cannot be read filters nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// A number, a name or a code, in whatever spelling.
    pub search: String,
    /// How they stand.
    pub state: Option<State>,
    /// What they may be written to about.
    pub purpose: Option<PurposeId>,
    /// Where they agreed.
    pub source: Option<Source>,
    /// Their language.
    pub locale: Option<Locale>,
    /// Where the page begins.
    pub after: Option<Place>,
}

impl Query {
    /// Reads the pairs of an address. Of a field that stands twice the last counts.
    pub fn parse<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let mut query = Self::default();
        for (name, value) in pairs {
            let value = value.trim();
            match name {
                "q" => value.clone_into(&mut query.search),
                "state" => query.state = State::parse(value),
                "purpose" => query.purpose = PurposeId::parse(value).ok(),
                "source" => query.source = Source::parse(value),
                "locale" => query.locale = Locale::parse(value).ok(),
                "after" => query.after = Place::parse(value),
                _ => {}
            }
        }
        query
    }

    /// It as it stands behind the `?` of an address, without what is not asked.
    pub fn written(&self) -> String {
        let mut address = Serializer::new(String::new());
        let state = self.state.map(State::as_str);
        let purpose = self.purpose.as_ref().map(PurposeId::as_str);
        let after = self.after.as_ref().map(Place::shown);
        let search = Some(self.search.as_str()).filter(|search| !search.is_empty());
        for (name, value) in [
            ("q", search),
            ("state", state),
            ("purpose", purpose),
            ("source", self.source.map(Source::as_str)),
            ("locale", self.locale.as_ref().map(Locale::as_str)),
            ("after", after.as_deref()),
        ] {
            if let Some(value) = value {
                address.append_pair(name, value);
            }
        }
        address.finish()
    }

    /// The same from another place on.
    #[must_use]
    pub fn from(&self, after: Option<Place>) -> Self {
        Self {
            after,
            ..self.clone()
        }
    }

    /// Whether it asks for anything less than everybody.
    pub fn is_narrow(&self) -> bool {
        self.from(None) != Self::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(address: &str) -> Query {
        let pairs: Vec<_> = url::form_urlencoded::parse(address.as_bytes())
            .into_owned()
            .collect();
        Query::parse(pairs.iter().map(|(name, value)| (&**name, &**value)))
    }

    #[test]
    fn a_query_is_written_as_it_is_read() {
        let address =
            "q=ana+%2B34&state=agreed&purpose=offers&source=bubble&locale=es&after=17.abc";
        assert_eq!(read(address).written(), address);
        assert!(read(address).is_narrow());
        assert!(!read("after=17.abc").is_narrow());
    }

    #[test]
    fn what_cannot_be_read_filters_nothing() {
        let odd =
            "q=&state=x&purpose=%00&source=tv&locale=.&after=-1.a&after=9007199254740992.a&done=1";
        assert_eq!(read(odd), Query::default());
    }

    proptest! {
        #[test]
        fn any_address_reads_back_from_what_is_written(address in ".{0,200}") {
            let query = read(&address);
            prop_assert_eq!(read(&query.written()), query);
        }
    }
}
