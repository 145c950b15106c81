//! The list of people: found by a number, a name or a code, filtered, a page at a time.
//!
//! The query walks `people_seen`, which has the last seen first, and stops when a page is full. What
//! is found rarely is a walk over everybody: in parts, between which everything else has its turn.

use crate::book::sql::{Sql, bind};
use crate::book::{Desk, pattern};
use saludo_core::code::Code;
use saludo_core::console::Lang;
use saludo_core::console::people::{
    Choices, Place, Query, Row, Scope, State, Unsent, View, Wanted,
};
use saludo_core::gate::Usability;
use saludo_core::locale::Locale;
use saludo_core::opt_in::Source;
use saludo_core::person_page::Standing;
use saludo_core::phone::WaId;
use saludo_core::purpose::{Purpose, PurposeId};
use saludo_core::time::Millis;
use serde::Deserialize;
use std::collections::BTreeSet;
use worker::{Result, SqlStorageValue};

/// People on one page.
const PAGE: usize = 50;
/// People that are looked at in one go. It holds up everything else, for some 15 ms.
const PART: i64 = 5_000;
/// A pattern has a wildcard and a space before what is looked for, and a wildcard behind it.
const ROOM: usize = pattern::ROOM - 2;
/// Products that are offered for a send; others are typed.
const MOST_WANTED: i64 = 50;

/// When somebody was last seen: the index's own expression.
const SEEN: &str = "coalesce(p.last_wrote_at, p.created_at)";

/// What a part of the walk came to.
pub(super) struct Part {
    /// Who was found in it, at most one more than a page has.
    pub(super) people: Vec<Row>,
    /// Where the walk goes on, where the page is not full and not all were looked at.
    pub(super) goes_on: Option<Place>,
}

/// Whether so many are more than a page.
pub(super) fn is_more_than_a_page(people: &[Row]) -> bool {
    people.len() > PAGE
}

/// A page of the list, with who was found for it. `lang` is the console's, for the labels.
pub(super) fn list(
    desk: &Desk<'_>,
    query: &Query,
    mut people: Vec<Row>,
    lang: Lang,
) -> Result<View> {
    #[derive(Deserialize)]
    struct Count {
        n: u32,
    }
    let is_more = is_more_than_a_page(&people);
    people.truncate(PAGE);
    let next = people.last().filter(|_| is_more).map(|row| {
        let place = Place {
            seen: row.seen_at,
            id: row.id.clone(),
        };
        place.shown()
    });
    let total: Option<Count> = desk.sql.row("SELECT count(*) AS n FROM people", bind![])?;
    Ok(View {
        people,
        next,
        total: total.map_or(0, |total| total.n),
        choices: choices(desk, lang),
        unsent: match query.search.parse::<Code>() {
            Ok(code) => unsent(desk.sql, &code)?,
            Err(_) => None,
        },
    })
}

/// The list without anybody, and with what "this product is back" needs. `product` is the one that
/// is typed already, if any.
pub(super) fn wanted(desk: &Desk<'_>, product: &str, lang: Lang) -> Result<View> {
    let mut choices = choices(desk, lang);
    if let Some(purpose) = &choices.product {
        choices.wanted = most_wanted(desk.sql, purpose)?;
        if !choices
            .wanted
            .iter()
            .any(|wanted| wanted.product == product)
        {
            choices.wanted.extend(waiting(desk.sql, purpose, product)?);
        }
    }
    choices.templates = usable_templates(desk)?;
    Ok(View {
        people: Vec::new(),
        next: None,
        total: 0,
        choices,
        unsent: None,
    })
}

/// Looks at the next of them, for one page.
pub(super) fn part(desk: &Desk<'_>, query: &Query, lang: Lang) -> Result<Part> {
    #[derive(Deserialize)]
    struct Found {
        id: String,
        wa_id: Option<String>,
        user_id: Option<String>,
        name: Option<String>,
        locale: Option<String>,
        seen: Millis,
        source: Option<String>,
        standings: String,
    }
    let code = query.search.parse::<Code>().ok();
    let mut after = Conditions::default();
    after.after(query);
    let mut conditions = Conditions::default();
    conditions.search(&query.search, code.as_ref());
    conditions.filter(query);
    let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let mut values = after.values.clone();
    values.push(PART.into());
    values.extend(conditions.values);
    values.push(limit.into());
    let rows: Vec<Found> = desk.sql.rows(
        &format!(
            "SELECT p.id, p.wa_id, p.user_id, p.name, p.locale, p.seen,
                (SELECT o.source FROM opt_ins o WHERE o.person = p.id ORDER BY o.id DESC LIMIT 1) AS source,
                (SELECT json_group_array(json_array(s.purpose, s.product, s.standing))
                    FROM standings s WHERE s.person = p.id) AS standings
             FROM (SELECT p.id, p.wa_id, p.user_id, p.name, p.locale, {SEEN} AS seen
                FROM people p WHERE {} ORDER BY {SEEN} DESC, p.id DESC LIMIT ?) p
             WHERE {} ORDER BY p.seen DESC, p.id DESC LIMIT ?",
            written(&after.terms),
            written(&conditions.terms),
        ),
        values,
    )?;
    let goes_on = if rows.len() > PAGE {
        None
    } else {
        end_of_part(desk.sql, after)?
    };
    let people = rows.into_iter().map(|row| {
        let standings: Vec<(String, String, Standing)> = serde_json::from_str(&row.standings)?;
        let scope = |(purpose, product, standing): (String, String, Standing)| Scope {
            label: label(desk, &purpose, lang),
            product,
            standing,
        };
        let number = row.wa_id.as_deref().and_then(|id| WaId::parse(id).ok());
        Ok(Row {
            known_as: number.map(|id| format!("+{}", id.as_str())).or(row.user_id),
            id: row.id,
            name: row.name,
            locale: row.locale,
            standings: standings.into_iter().map(scope).collect(),
            source: row.source.as_deref().and_then(Source::parse),
            seen_at: row.seen,
        })
    });
    Ok(Part {
        people: people.collect::<Result<_>>()?,
        goes_on,
    })
}

/// The last of the people of a part, where it is as long as parts are.
fn end_of_part(sql: &Sql, after: Conditions) -> Result<Option<Place>> {
    #[derive(Deserialize)]
    struct Last {
        id: String,
        seen: Millis,
    }
    let mut values = after.values;
    values.push((PART - 1).into());
    let last: Option<Last> = sql.row(
        &format!(
            "SELECT p.id, {SEEN} AS seen FROM people p WHERE {}
             ORDER BY {SEEN} DESC, p.id DESC LIMIT 1 OFFSET ?",
            written(&after.terms)
        ),
        values,
    )?;
    Ok(last.map(|Last { id, seen }| Place { seen, id }))
}

/// The terms of a query, all of which must hold, and their values in order.
#[derive(Default)]
struct Conditions {
    terms: Vec<String>,
    values: Vec<SqlStorageValue>,
}

impl Conditions {
    fn add(&mut self, term: impl Into<String>, values: Vec<SqlStorageValue>) {
        self.terms.push(term.into());
        self.values.extend(values);
    }

    /// A number, the beginning of a word of a name, or a code: whatever the text may be.
    fn search(&mut self, search: &str, code: Option<&Code>) {
        if search.is_empty() {
            return;
        }
        let name = format!("% {}%", pattern::escaped(&plain(search), ROOM));
        // What is typed into a form is found as it is typed.
        let typed = format!("% {}%", pattern::escaped(search, ROOM));
        let mut any = vec![
            format!("({}) LIKE ? ESCAPE '\\'", plain_name("p.name")),
            "EXISTS (SELECT 1 FROM opt_ins o WHERE o.person = p.id
                AND ' ' || o.name LIKE ? ESCAPE '\\')"
                .to_owned(),
            "p.user_id = ?".to_owned(),
            "p.id = ?".to_owned(),
        ];
        let mut values = bind![name.as_str(), typed.as_str(), search, search];
        let digits: String = search.chars().filter(char::is_ascii_digit).collect();
        let is_number = digits.len() >= 3
            && search
                .chars()
                .all(|letter| letter.is_ascii_digit() || "+-() ./".contains(letter));
        if is_number {
            // `00` before the country's code is the plus of other phones.
            let digits = digits.strip_prefix("00").unwrap_or(&digits);
            any.push("p.wa_id LIKE ?".to_owned());
            values.push(format!("%{}%", pattern::cut(digits, ROOM)).into());
        }
        if let Some(code) = code {
            any.push("p.id IN (SELECT o.person FROM opt_ins o WHERE o.code = ?)".to_owned());
            values.push(code.compact().into());
        }
        self.add(format!("({})", any.join(" OR ")), values);
    }

    fn filter(&mut self, query: &Query) {
        match query.state {
            None => {}
            Some(State::Agreed) => self.add(has("s.standing = 'granted'"), bind![]),
            Some(State::Never) => self.add(format!("NOT {}", has("1 = 1")), bind![]),
            Some(State::Unproven) => self.add(
                format!(
                    "{} AND NOT {}",
                    has("s.standing = 'unproven'"),
                    has("s.standing = 'granted'")
                ),
                bind![],
            ),
            Some(State::Ended) => self.add(
                format!(
                    "{} AND NOT {}",
                    has("s.standing IN ('stopped', 'withdrawn', 'expired', 'erased')"),
                    has("s.standing IN ('granted', 'unproven')")
                ),
                bind![],
            ),
        }
        if let Some(purpose) = &query.purpose {
            self.add(
                has("s.purpose = ? AND s.standing = 'granted'"),
                bind![purpose.as_str()],
            );
        }
        if let Some(source) = query.source {
            self.add(
                "EXISTS (SELECT 1 FROM opt_ins o WHERE o.person = p.id AND o.source = ?)",
                bind![source.as_str()],
            );
        }
        if let Some(locale) = &query.locale {
            self.add("p.locale = ?", bind![locale.as_str()]);
        }
    }

    /// Behind the place where the page, or the next part of the walk, begins.
    fn after(&mut self, query: &Query) {
        if let Some(Place { seen, id }) = &query.after {
            self.add(
                format!("{SEEN} <= ? AND ({SEEN} < ? OR p.id < ?)"),
                bind![*seen, *seen, id.as_str()],
            );
        }
    }
}

/// Terms that must all hold.
fn written(terms: &[String]) -> String {
    if terms.is_empty() {
        "1 = 1".to_owned()
    } else {
        terms.join(" AND ")
    }
}

/// That a person has a standing of this kind.
fn has(what: &str) -> String {
    format!("EXISTS (SELECT 1 FROM standings s WHERE s.person = p.id AND {what})")
}

/// Letters that people leave the marks off when they search, as `Única` by `unica`: the small ones and
/// the capitals. (SQLite knows small and capital letters of ASCII only.)
const MARKED: [(char, &str, &str); 7] = [
    ('a', "áàâãäå", "ÁÀÂÃÄÅ"),
    ('c', "ç", "Ç"),
    ('e', "éèêë", "ÉÈÊË"),
    ('i', "íìîï", "ÍÌÎÏ"),
    ('n', "ñ", "Ñ"),
    ('o', "óòôõö", "ÓÒÔÕÖ"),
    ('u', "úùûü", "ÚÙÛÜ"),
];

/// A text without marks.
fn plain(text: &str) -> String {
    let bare = |letter: char| {
        let mut all = MARKED.iter();
        let found =
            all.find(|(_, small, capital)| small.contains(letter) || capital.contains(letter));
        found.map_or(letter, |(bare, _, _)| *bare)
    };
    text.chars().map(bare).collect()
}

/// A column's name without marks, with a space before each word of it. Most names have no marks, and
/// are not gone through letter by letter. In two steps, because the platform takes an expression of
/// 100 levels at most; `LIMIT` keeps SQLite from making one of them.
fn plain_name(column: &str) -> String {
    let small = MARKED.map(|(bare, small, _)| (bare, small));
    let capital = MARKED.map(|(bare, _, capital)| (bare, capital));
    let (first, second) = (without(column, &small), without("name", &capital));
    format!(
        "' ' || iif({column} GLOB '*[^ -~]*',
            (SELECT {second} FROM (SELECT {first} AS name LIMIT 1)), {column})"
    )
}

fn without(text: &str, marked: &[(char, &str)]) -> String {
    let mut bare = text.to_owned();
    for (letter, marks) in marked {
        for mark in marks.chars() {
            bare = format!("replace({bare}, '{mark}', '{letter}')");
        }
    }
    bare
}

/// The request of a code that no message has come for.
fn unsent(sql: &Sql, code: &Code) -> Result<Option<Unsent>> {
    #[derive(Deserialize)]
    struct Found {
        state: String,
        requested_at: Millis,
    }
    let found: Option<Found> = sql.row(
        "SELECT state, requested_at FROM opt_ins WHERE code = ? AND person IS NULL",
        bind![code.compact()],
    )?;
    Ok(found.map(|found| Unsent {
        code: code.to_string(),
        state: found.state,
        requested_at: found.requested_at,
    }))
}

fn choices(desk: &Desk<'_>, lang: Lang) -> Choices {
    let settings = desk.settings;
    let all = settings.purposes.iter().chain(&settings.product);
    Choices {
        purposes: all
            .map(|purpose| (purpose.id.clone(), label_of(purpose, lang, desk)))
            .collect(),
        product: settings.product.as_ref().map(|purpose| purpose.id.clone()),
        locales: settings.locales.clone(),
        ..Choices::default()
    }
}

/// What a purpose is called; its id where the shop has it no more.
pub(super) fn label(desk: &Desk<'_>, id: &str, lang: Lang) -> String {
    let mut all = desk.settings.purposes.iter().chain(&desk.settings.product);
    let purpose = all.find(|purpose| purpose.id.as_str() == id);
    purpose.map_or_else(|| id.to_owned(), |purpose| label_of(purpose, lang, desk))
}

fn label_of(purpose: &Purpose, lang: Lang, desk: &Desk<'_>) -> String {
    let locale = locale(desk, lang);
    let words = locale.and_then(|locale| purpose.words.get(&locale));
    let words = words.or_else(|| purpose.words.values().next());
    words.map_or_else(|| purpose.id.to_string(), |words| words.label.clone())
}

/// The shop's language that serves somebody who reads the console in `lang`.
pub(super) fn locale(desk: &Desk<'_>, lang: Lang) -> Option<Locale> {
    desk.settings.locale_for(lang.locale().as_ref()).cloned()
}

fn most_wanted(sql: &Sql, purpose: &PurposeId) -> Result<Vec<Wanted>> {
    #[derive(Deserialize)]
    struct Found {
        product: String,
        n: u32,
    }
    let found: Vec<Found> = sql.rows(
        "SELECT product, count(*) AS n FROM standings
         WHERE purpose = ? AND product > '' AND standing = 'granted'
         GROUP BY product ORDER BY n DESC, product LIMIT ?",
        bind![purpose.as_str(), MOST_WANTED],
    )?;
    let wanted = |found: Found| Wanted {
        product: found.product,
        people: found.n,
    };
    Ok(found.into_iter().map(wanted).collect())
}

/// How many wait for one product, which may not be among the most wanted.
fn waiting(sql: &Sql, purpose: &PurposeId, product: &str) -> Result<Option<Wanted>> {
    #[derive(Deserialize)]
    struct Found {
        n: u32,
    }
    let found: Option<Found> = sql.row(
        "SELECT count(*) AS n FROM standings
         WHERE purpose = ? AND product = ? AND product > '' AND standing = 'granted'",
        bind![purpose.as_str(), product],
    )?;
    Ok(found.filter(|found| found.n > 0).map(|found| Wanted {
        product: product.to_owned(),
        people: found.n,
    }))
}

fn usable_templates(desk: &Desk<'_>) -> Result<Vec<String>> {
    let all = crate::book::templates::all(desk)?.into_iter();
    let usable = all.filter(|(_, _, state)| {
        matches!(Usability::of(state, None).at(desk.now), Usability::Usable)
    });
    let names: BTreeSet<String> = usable.map(|(name, _, _)| name).collect();
    Ok(names.into_iter().collect())
}
