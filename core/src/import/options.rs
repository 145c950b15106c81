//! How an import is asked for: the query of its address.

use super::{DateOrder, Preset};
use crate::phone::Country;
use crate::purpose::PurposeId;
use crate::settings::Settings;

/// What to do with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Which tool wrote it.
    pub preset: Preset,
    /// Whether only to look. So it is unless it is said otherwise: the owner sees first.
    pub dry_run: bool,
    /// Whether only the bad rows are wanted, as a file to mend and send again.
    pub bad_rows_only: bool,
    /// The purposes of the shop.
    pub known_purposes: Vec<PurposeId>,
    /// What rows without purposes of their own agreed to.
    pub purposes: Vec<PurposeId>,
    /// Where numbers without a calling code are read.
    pub country: Option<Country>,
    /// What stands first in a date with slashes.
    pub dates: Option<DateOrder>,
}

/// A word of the query is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OptionsFault {
    /// `preset`
    #[error("preset must be generic, wati, klaviyo or shopify")]
    Preset,
    /// `dry_run`
    #[error("dry_run must be true or false")]
    DryRun,
    /// `bad_rows`
    #[error("bad_rows must be csv, or left out")]
    BadRows,
    /// `purposes`
    #[error("purposes must be ids of purposes in the settings, with commas between them")]
    Purposes,
    /// `country`
    #[error("country must be two letters, as in ES")]
    Country,
    /// `dates`
    #[error("dates must be dmy (day first) or mdy (month first)")]
    Dates,
    /// Something else: a word that was misspelt must not be overlooked.
    #[error("the query may have preset, dry_run, purposes, country, dates and bad_rows only")]
    Unknown,
}

impl Options {
    /// Reads the pairs of the query.
    ///
    /// # Errors
    /// For a word that is not known, and one that is not one of its values.
    pub fn parse<'a>(
        pairs: impl Iterator<Item = (impl AsRef<str>, impl AsRef<str>)> + 'a,
        settings: &Settings,
    ) -> Result<Self, OptionsFault> {
        let mut options = Self {
            preset: Preset::Generic,
            dry_run: true,
            bad_rows_only: false,
            known_purposes: settings
                .purposes
                .iter()
                .map(|purpose| purpose.id.clone())
                .collect(),
            purposes: Vec::new(),
            country: settings.country,
            dates: None,
        };
        for (name, value) in pairs {
            let value = value.as_ref();
            match name.as_ref() {
                "preset" => options.preset = Preset::parse(value).ok_or(OptionsFault::Preset)?,
                "dry_run" => {
                    options.dry_run = value.parse().map_err(|_| OptionsFault::DryRun)?;
                }
                "bad_rows" if value == "csv" => options.bad_rows_only = true,
                "bad_rows" => return Err(OptionsFault::BadRows),
                "purposes" => {
                    options.purposes = purposes(value, &options.known_purposes)
                        .filter(|purposes| !purposes.is_empty())
                        .ok_or(OptionsFault::Purposes)?;
                }
                "country" => {
                    let country = Country::parse(value).map_err(|_| OptionsFault::Country)?;
                    options.country = Some(country);
                }
                "dates" => {
                    options.dates = Some(DateOrder::parse(value).ok_or(OptionsFault::Dates)?);
                }
                _ => return Err(OptionsFault::Unknown),
            }
        }
        Ok(options)
    }
}

/// Ids with commas, semicolons, bars or spaces between them, sorted and each once. None where one
/// is no purpose of the shop.
pub(super) fn purposes(text: &str, known: &[PurposeId]) -> Option<Vec<PurposeId>> {
    let mut found = text
        .split([',', ';', '|', ' '])
        .map(|word| word.trim().to_lowercase())
        .filter(|word| !word.is_empty())
        .map(|word| known.iter().find(|id| id.as_str() == word).cloned())
        .collect::<Option<Vec<_>>>()?;
    found.sort();
    found.dedup();
    Some(found)
}
