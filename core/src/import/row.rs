//! A row, read into what it says.

use super::columns::{Columns, cell};
use super::date::{self, When};
use super::options::purposes;
use super::preset::Status;
use super::{ColumnsFault, Entry, ImportedAct, Options, RawRow};
use crate::phone::{Country, Phone, UserId};
use crate::prefill::MAX_TITLE;
use crate::purpose::PurposeId;
use crate::time::Millis;

/// 2009-01-01: there was no WhatsApp before, so nobody agreed to it.
const FIRST_DATE: Millis = 1_230_768_000_000;

/// Why a row is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RowFault {
    /// Not UTF-8.
    #[error("the row is not UTF-8: save the file as \"CSV UTF-8\"")]
    NotUtf8,
    /// More or fewer cells than the first row.
    #[error(
        "the row has more or fewer cells than the first row: a separator too many, or it was cut off"
    )]
    WrongCells,
    /// Nobody.
    #[error("there is no phone number")]
    PhoneMissing,
    /// Not a number.
    #[error(
        "this is no phone number: write it with + and the calling code, or give the country it is dialled in"
    )]
    PhoneMalformed,
    /// A spreadsheet made it a number of its own: 3.46E+10.
    #[error(
        "a spreadsheet has rounded the phone number: make the column text and fill it in again"
    )]
    PhoneMangled,
    /// Not Meta's user id.
    #[error("this is no user id of WhatsApp's: it looks like ES.1349120865530274191")]
    UserIdMalformed,
    /// A word about consent that is not the tool's.
    #[error("the word about consent is none that this preset knows")]
    StatusUnknown,
    /// Consent to nothing.
    #[error(
        "the row does not say what for: add a column purposes, or give purposes in the address"
    )]
    PurposesMissing,
    /// Consent to what the shop does not write about.
    #[error("a purpose is none of the shop's: use the ids in its settings")]
    PurposeUnknown,
    /// No date.
    #[error("this is no date: write it as 2025-06-08 or 2025-06-08T20:59:43Z")]
    DateMalformed,
    /// 03/04/2025.
    #[error(
        "day and month could be the other way round: give dates=dmy or dates=mdy in the address"
    )]
    DateAmbiguous,
    /// After the import.
    #[error("the date is in the future")]
    DateInFuture,
    /// Before WhatsApp.
    #[error("the date is before 2009, when there was no WhatsApp")]
    DateTooEarly,
}

impl RowFault {
    /// A stable word for it.
    pub fn code(self) -> &'static str {
        match self {
            Self::NotUtf8 => "not_utf8",
            Self::WrongCells => "wrong_cells",
            Self::PhoneMissing => "phone_missing",
            Self::PhoneMalformed => "phone_malformed",
            Self::PhoneMangled => "phone_mangled",
            Self::UserIdMalformed => "user_id_malformed",
            Self::StatusUnknown => "status_unknown",
            Self::PurposesMissing => "purposes_missing",
            Self::PurposeUnknown => "purpose_unknown",
            Self::DateMalformed => "date_malformed",
            Self::DateAmbiguous => "date_ambiguous",
            Self::DateInFuture => "date_in_future",
            Self::DateTooEarly => "date_too_early",
        }
    }
}

/// Reads the rows of one file.
#[derive(Debug, Clone)]
pub struct Reader {
    options: Options,
    columns: Columns,
    header: Vec<String>,
}

impl Reader {
    /// A reader of the rows under `header`.
    ///
    /// # Errors
    /// Where the columns that are needed are missing.
    pub fn new(options: Options, header: &RawRow) -> Result<Self, ColumnsFault> {
        Ok(Self {
            columns: Columns::find(options.preset, header)?,
            header: header.cells.clone(),
            options,
        })
    }

    /// The names of the columns, as the file has them.
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// What a row says; nothing, where the person neither agreed nor opted out. `now` is the time
    /// in Unix milliseconds.
    ///
    /// An opt-out counts even if its date or its purposes cannot be read: then it is of now, and
    /// of everything.
    ///
    /// # Errors
    /// Says what is wrong with the row.
    pub fn read(&self, row: &RawRow, now: Millis) -> Result<Option<Entry>, RowFault> {
        if !row.is_utf8 {
            return Err(RowFault::NotUtf8);
        }
        let beyond = row.cells.get(self.header.len()..).unwrap_or_default();
        if row.cells.len() < self.header.len() || beyond.iter().any(|cell| !cell.is_empty()) {
            return Err(RowFault::WrongCells);
        }
        let status = self.columns.status(row).ok_or(RowFault::StatusUnknown)?;
        let act = match self.opt_out(row, status, now) {
            Some(opt_out) => opt_out,
            None if status == Status::Silent => return Ok(None),
            None => self.consent(row, now)?,
        };
        let phone = self.phone(row)?;
        let user_id = match phone {
            Some(_) => None,
            None => Some(self.user_id(row)?),
        };
        Ok(Some(Entry {
            line: row.line,
            wa_id: phone.map(|phone| phone.digits().to_owned()),
            user_id: user_id.map(|id| id.as_str().to_owned()),
            name: self.name(row),
            act,
        }))
    }

    fn opt_out(&self, row: &RawRow, status: Status, now: Millis) -> Option<ImportedAct> {
        let text = cell(row, self.columns.opted_out_at);
        let says_no = ["", "no", "false", "0"]
            .iter()
            .any(|no| text.eq_ignore_ascii_case(no));
        if says_no && status != Status::OptedOut {
            return None;
        }
        // Of a day whose time nobody knows the strictest is its end. What cannot have been yet, or
        // at all, is of now.
        let at = date::parse(text, self.options.dates)
            .ok()
            .filter(|when| when.first() >= FIRST_DATE && when.last() <= now)
            .map(When::last);
        let purposes = self.purposes(row).unwrap_or_default();
        Some(ImportedAct::OptOut { purposes, at })
    }

    fn consent(&self, row: &RawRow, now: Millis) -> Result<ImportedAct, RowFault> {
        let mut purposes = self.purposes(row).ok_or(RowFault::PurposeUnknown)?;
        if purposes.is_empty() {
            purposes.clone_from(&self.options.purposes);
        }
        if purposes.is_empty() {
            return Err(RowFault::PurposesMissing);
        }
        let date = cell(row, self.columns.consented_at);
        let at = if date.is_empty() {
            None
        } else {
            Some(self.consented_at(date, now)?)
        };
        let words = cell(row, self.columns.words);
        let method = cell(row, self.columns.method);
        let parts = [("", words), ("Method: ", method), ("Date: ", date)];
        let evidence = parts
            .iter()
            .filter(|(_, text)| !text.is_empty())
            .map(|(label, text)| format!("{label}{text}"))
            .collect::<Vec<_>>()
            .join("\n");
        Ok(match at {
            Some(at) if !words.is_empty() && !method.is_empty() => ImportedAct::Consent {
                purposes,
                at,
                evidence,
            },
            at => ImportedAct::Unproven {
                purposes,
                at,
                evidence: (!evidence.is_empty()).then_some(evidence),
            },
        })
    }

    fn consented_at(&self, text: &str, now: Millis) -> Result<Millis, RowFault> {
        let at = date::parse(text, self.options.dates)?.first();
        if at > now {
            return Err(RowFault::DateInFuture);
        }
        if at < FIRST_DATE {
            return Err(RowFault::DateTooEarly);
        }
        Ok(at)
    }

    /// What the row names itself. None where one of it is no purpose of the shop.
    fn purposes(&self, row: &RawRow) -> Option<Vec<PurposeId>> {
        purposes(
            cell(row, self.columns.purposes),
            &self.options.known_purposes,
        )
    }

    fn phone(&self, row: &RawRow) -> Result<Option<Phone>, RowFault> {
        let own = cell(row, self.columns.phone);
        let text = if own.is_empty() {
            cell(row, self.columns.other_phone)
        } else {
            own
        };
        if text.is_empty() {
            return Ok(None);
        }
        if is_rounded(text) {
            return Err(RowFault::PhoneMangled);
        }
        // A spreadsheet's number with a decimal that says nothing.
        let text = text.strip_suffix(".0").unwrap_or(text);
        let country = Country::parse(cell(row, self.columns.country)).ok();
        let country = country.or(self.options.country);
        let code = cell(row, self.columns.calling_code).trim_start_matches('+');
        let phone = if code.is_empty() || text.starts_with('+') {
            Phone::parse(text, country)
        } else {
            // WATI splits the code off, but not in every file.
            Phone::parse(&format!("+{code}{text}"), None)
                .or_else(|_| Phone::parse(&format!("+{text}"), None))
        };
        phone.map(Some).map_err(|_| RowFault::PhoneMalformed)
    }

    fn user_id(&self, row: &RawRow) -> Result<UserId, RowFault> {
        let text = cell(row, self.columns.user_id);
        if text.is_empty() {
            return Err(RowFault::PhoneMissing);
        }
        UserId::parse(text).map_err(|_| RowFault::UserIdMalformed)
    }

    fn name(&self, row: &RawRow) -> Option<String> {
        let whole = cell(row, self.columns.name);
        let parts = if whole.is_empty() {
            [self.columns.first_name, self.columns.last_name].map(|column| cell(row, column))
        } else {
            [whole, ""]
        };
        let words: Vec<&str> = parts
            .iter()
            .flat_map(|part| part.split_whitespace())
            .collect();
        let name: String = words.join(" ").chars().take(MAX_TITLE).collect();
        (!name.is_empty()).then_some(name)
    }
}

/// Whether a spreadsheet wrote a long number in powers of ten, as in `3.46E+10` or `3,46E+10`.
fn is_rounded(text: &str) -> bool {
    text.split_once(['E', 'e']).is_some_and(|(digits, power)| {
        digits.starts_with(|first: char| first.is_ascii_digit())
            && power
                .trim_start_matches('+')
                .bytes()
                .all(|byte| byte.is_ascii_digit())
    })
}
