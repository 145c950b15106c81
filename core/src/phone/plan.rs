//! Numbering plans: what the table says, one calling code at a time.
//!
//! Digits and the table are read as bytes, with small loops of our own: the widget carries this code.

use super::{
    Country, ParsePhoneError,
    table::{LIGHT_PLANS, PLANS},
};

/// The numbering plan behind one calling code.
#[derive(Clone, Copy)]
pub(super) struct Plan {
    pub(super) code: u16,
    /// What the table has on it.
    entry: &'static [u8],
}

impl Plan {
    /// The plan of a number in E.164 digits, and the national number.
    pub(super) fn of_digits(digits: &[u8]) -> Option<(Self, &[u8])> {
        Plans::all().find_map(|plan| Some((plan, plan.strip_code(digits)?)))
    }

    pub(super) fn of_country(country: Country) -> Option<Self> {
        // Two capitals are a country wherever they stand in an entry.
        let names_it = |plan: &Self| plan.entry.windows(2).any(|letters| letters == country.0);
        Plans::all().find(names_it).filter(|_| country != NOBODY)
    }

    /// The number behind this plan's calling code. `digits` are ASCII digits.
    pub(super) fn strip_code(self, digits: &[u8]) -> Option<&[u8]> {
        let (mut begins, mut rest) = (0, digits);
        while begins < self.code {
            let (digit, behind) = rest.split_first()?;
            begins = begins * 10 + u16::from(digit.wrapping_sub(b'0'));
            rest = behind;
        }
        (begins == self.code && digits.first() != Some(&b'0')).then_some(rest)
    }

    /// Whose number this is. `None` where the code or area belongs to no single country.
    pub(super) fn country(self, number: &[u8]) -> Option<Country> {
        let of_area = self.area(number).and_then(|area| take_country(area).0);
        of_area
            .or(take_country(self.entry).0)
            .filter(|country| *country != NOBODY)
    }

    /// Whether numbers of this length exist.
    pub(super) fn check_length(self, number: &[u8]) -> Result<(), ParsePhoneError> {
        let lengths = self.lengths(number);
        let length = number.len();
        let longer = if length < 16 { lengths >> length } else { 0 };
        if longer & 1 == 1 {
            Ok(())
        } else if longer != 0 {
            Err(ParsePhoneError::TooShort {
                min: length + longer.trailing_zeros() as usize,
            })
        } else {
            Err(ParsePhoneError::TooLong {
                max: lengths.checked_ilog2().unwrap_or_default() as usize,
            })
        }
    }

    /// The lengths of numbers that begin like this one, as bits.
    fn lengths(self, number: &[u8]) -> u32 {
        let own = self.area(number).and_then(|area| cut(area, b':').1);
        length_set(own.unwrap_or(take_country(cut(self.main(), b'~').0).1))
    }

    /// The part of the plan for every number that no area claims.
    fn main(self) -> &'static [u8] {
        cut(self.entry, b'/').0
    }

    /// The area that claims the number.
    fn area(self, number: &[u8]) -> Option<&'static [u8]> {
        self.areas().find(|area| {
            let prefixes = cut(take_country(area).1, b':').0;
            pieces(prefixes, b',').any(|prefix| !prefix.is_empty() && number.starts_with(prefix))
        })
    }

    fn areas(self) -> Pieces {
        Pieces {
            rest: cut(self.entry, b'/').1,
            at: b'/',
        }
    }

    /// What is dialled before a number at home.
    fn trunks(self) -> Pieces {
        let trunks = cut(self.main(), b'~').1;
        Pieces {
            rest: trunks.map(|trunks| if trunks.is_empty() { b"0" } else { trunks }),
            at: b',',
        }
    }

    /// The countries of the plan, one after the other, two letters each.
    pub(super) fn countries(self) -> Vec<u8> {
        let mut letters = Vec::new();
        for area in [self.main()].into_iter().chain(self.areas()) {
            if let Some(country) = take_country(area).0
                && country != NOBODY
            {
                letters.extend(country.0);
            }
        }
        letters
    }

    /// Whether numbers of this length exist, with what is dialled first at home or without it:
    /// nothing is wrong, or it is too short, or too long.
    pub(super) fn check_roughly(self, number: &[u8]) -> Result<(), ParsePhoneError> {
        let lengths = length_set(take_country(cut(self.main(), b'~').0).1);
        let is_one = |length: usize| length < 16 && lengths >> length & 1 == 1;
        let length = number.len();
        let mut rest = number;
        loop {
            if is_one(rest.len()) {
                return Ok(());
            }
            // A 1 or 8 may begin a number too, so it goes where that makes one.
            let trunk = self.trunks().find_map(|trunk| {
                let behind = rest.strip_prefix(trunk)?;
                (trunk.starts_with(b"0") || is_one(behind.len())).then_some(behind)
            });
            match trunk {
                Some(behind) => rest = behind,
                None => break,
            }
        }
        if length < 16 && lengths >> length != 0 {
            Err(ParsePhoneError::TooShort { min: 0 })
        } else {
            Err(ParsePhoneError::TooLong { max: 0 })
        }
    }

    /// Whether people at home dial a 0 first.
    pub(super) fn has_trunk_zero(self) -> bool {
        self.trunks().any(|trunk| trunk.starts_with(b"0"))
    }

    /// The number without what is dialled first at home, if that stands there.
    ///
    /// No national number begins with 0 where people dial a 0 first, but for what an area claims. A 1 or
    /// 8 may begin one too: there the length decides.
    pub(super) fn strip_trunk(self, number: &[u8]) -> Option<&[u8]> {
        self.trunks().find_map(|trunk| {
            let rest = number.strip_prefix(trunk)?;
            let sure = trunk.starts_with(b"0") && self.area(number).is_none();
            let asked_for =
                || self.check_length(number).is_err() && self.check_length(rest).is_ok();
            (sure || asked_for()).then_some(rest)
        })
    }
}

/// The plans of [`LIGHT_PLANS`].
pub(super) fn light() -> impl Iterator<Item = Plan> {
    Plans::of(LIGHT_PLANS)
}

/// The table's word for no single country.
const NOBODY: Country = Country([b'Z', b'Z']);

/// The table's plans in order.
struct Plans {
    entries: Pieces,
    next: u16,
}

impl Plans {
    fn all() -> Self {
        Self::of(PLANS)
    }

    fn of(table: &'static str) -> Self {
        Self {
            entries: pieces(table.as_bytes(), b' '),
            next: 0,
        }
    }
}

impl Iterator for Plans {
    type Item = Plan;

    fn next(&mut self) -> Option<Plan> {
        loop {
            let mut entry = self.entries.next()?;
            let mut code = 0;
            while let [digit @ b'0'..=b'9', rest @ ..] = entry {
                code = code * 10 + u16::from(digit - b'0');
                entry = rest;
            }
            if code == 0 {
                code = self.next;
            }
            self.next = code + 1;
            if !entry.is_empty() {
                return Some(Plan { code, entry });
            }
        }
    }
}

/// The country in front of a table entry, if one is written there, and what follows it.
fn take_country(text: &'static [u8]) -> (Option<Country>, &'static [u8]) {
    match text {
        [a @ b'A'..=b'Z', b, rest @ ..] => (Some(Country([*a, *b])), rest),
        _ => (None, text),
    }
}

/// A set of lengths, as bits: `79` is 7 and 9, `7-a` is 7 to 10.
fn length_set(text: &[u8]) -> u32 {
    let (mut set, mut last, mut range) = (0, 0, false);
    for c in text {
        match char::from(*c).to_digit(16) {
            Some(length) => {
                // 7-a: every bit from 7 up to 10.
                set |= if range {
                    (2 << length) - (1 << last)
                } else {
                    1 << length
                };
                (last, range) = (length, false);
            }
            None => range = true,
        }
    }
    set
}

/// The parts of a text between separators.
struct Pieces {
    rest: Option<&'static [u8]>,
    at: u8,
}

fn pieces(text: &'static [u8], at: u8) -> Pieces {
    Pieces {
        rest: Some(text),
        at,
    }
}

impl Iterator for Pieces {
    type Item = &'static [u8];

    fn next(&mut self) -> Option<Self::Item> {
        let (piece, rest) = cut(self.rest?, self.at);
        self.rest = rest;
        Some(piece)
    }
}

/// What stands before the first `at`, and what stands behind it if it is there.
#[inline(never)]
fn cut(text: &'static [u8], at: u8) -> (&'static [u8], Option<&'static [u8]>) {
    let end = text.iter().position(|c| *c == at).unwrap_or(text.len());
    let (before, behind) = text.split_at_checked(end).unwrap_or((text, &[]));
    (before, behind.split_first().map(|(_, rest)| rest))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Every calling code with its national lengths, for tests that make numbers up.
    pub(crate) fn codes_and_lengths() -> Vec<(u16, Vec<usize>)> {
        let lengths = |plan: Plan| {
            (0..16)
                .filter(|n| plan.lengths(b"") >> n & 1 == 1)
                .collect()
        };
        Plans::all()
            .map(|plan| (plan.code, lengths(plan)))
            .collect()
    }

    /// Every country of the table, once.
    pub(crate) fn countries() -> Vec<Country> {
        let letters: Vec<u8> = Plans::all().flat_map(Plan::countries).collect();
        let mut countries: Vec<_> = letters
            .chunks_exact(2)
            .map(|letters| Country([letters[0], letters[1]]))
            .collect();
        countries.sort_unstable();
        countries.dedup();
        countries
    }

    #[test]
    fn length_sets_are_lists_and_ranges() {
        assert_eq!(length_set(b""), 0);
        assert_eq!(length_set(b"79"), 1 << 7 | 1 << 9);
        assert_eq!(length_set(b"8-a"), 0b111 << 8);
        assert_eq!(length_set(b"5-7c"), 0b111 << 5 | 1 << 12);
    }

    #[test]
    fn no_calling_code_begins_another() {
        let codes: Vec<String> = Plans::all().map(|plan| plan.code.to_string()).collect();
        assert!(Plans::all().is_sorted_by_key(|plan| plan.code));
        for code in &codes {
            let begins = |other: &&String| other.starts_with(code.as_str());
            assert_eq!(codes.iter().filter(begins).count(), 1, "{code}");
        }
    }

    #[test]
    fn every_entry_is_well_formed() {
        for plan in Plans::all() {
            let digits = |text: &[u8]| text.iter().all(|c| *c == b',' || c.is_ascii_digit());
            let lengths = |text: &[u8]| {
                let set = length_set(text);
                let e164 = set != 0 && set >> (16 - plan.code.to_string().len()) == 0;
                e164 && text.iter().all(|c| *c == b'-' || c.is_ascii_hexdigit())
            };
            let code = plan.code;
            let main = take_country(cut(plan.main(), b'~').0);
            assert!(main.0.is_some() && lengths(main.1), "{code}");
            assert!(plan.trunks().all(digits), "{code}");
            for area in plan.areas() {
                let (prefixes, own) = cut(take_country(area).1, b':');
                assert!(digits(prefixes) && own.is_none_or(lengths), "{code}");
            }
        }
        assert_eq!(countries().len(), 245);
    }
}
