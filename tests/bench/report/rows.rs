//! Which rows there are: BENCHMARKS.md explains each.

use super::{Cell, Row, Table, Unit};
use crate::rounds::{AllVisits, Visits};
use crate::visit::{COLD, Taps, View, Visit, WARM};
use xtask::bench::summary::Summary;

/// Issue 3: milliseconds of script before anybody acts.
const SCRIPT: f64 = 10.0;
/// Issue 3: milliseconds from a tap to a usable form.
const TAP: f64 = 200.0;

const MS: Unit = Unit::Milliseconds;

pub(super) fn of([control, tag, with_phone, fast]: &AllVisits) -> Vec<Table> {
    let page_view = |key, title, cache| Table {
        key,
        title,
        columns: vec![
            ("without", "without the tag"),
            ("with", "with the tag"),
            ("added", "the tag adds"),
        ],
        judged: 2,
        rows: page_view(control, tag, cache),
    };
    vec![
        page_view("first_view", "page view with nothing in the cache", COLD),
        page_view("second_view", "the same page once more", WARM),
        Table {
            key: "taps",
            title: "from the tap until it can be used",
            columns: vec![
                ("not_slowed", "not slowed"),
                ("phone_off", "phone field off"),
                ("phone_on", "phone field on"),
            ],
            judged: 1,
            rows: taps([fast, tag, with_phone]),
        },
        Table {
            key: "not_slowed",
            title: "the processor as it is, not slowed",
            columns: vec![("first_view", "first view"), ("second_view", "second view")],
            judged: 0,
            rows: not_slowed(fast),
        },
        Table {
            key: "slowdown",
            title: "how much the processor was slowed (4 was asked for)",
            columns: vec![
                ("without", "without the tag"),
                ("phone_off", "phone field off"),
                ("phone_on", "phone field on"),
            ],
            judged: 0,
            rows: vec![slowdown([control, tag, with_phone])],
        },
    ]
}

/// Both pages, and the difference round by round.
fn page_view(control: &Visits, tag: &Visits, cache: usize) -> Vec<Row> {
    let row = |key, what, unit, bar, read: fn(&View) -> f64| {
        let read = |visit: &Visit| visit.views.get(cache).map(read);
        let (without, with) = (column(control, &read), column(tag, &read));
        let added = added(&with, &without);
        let cells = vec![without, with, added];
        Row {
            key,
            what,
            unit,
            cells,
            bar,
        }
    };
    let bubble = |visit: &Visit| visit.views.get(cache)?.bubble;
    let mut rows = vec![
        row("script", "script time", MS, Some(SCRIPT), script),
        row("main_thread", "main thread busy", MS, None, |view| {
            view.spent.all
        }),
        row("long_tasks", "long tasks", Unit::Count, Some(0.0), |view| {
            view.long_tasks
        }),
        row(
            "layout_shift",
            "layout shift",
            Unit::Shift,
            Some(0.0),
            |view| view.layout_shift,
        ),
        row("requests", "requests", Unit::Count, Some(1.0), |view| {
            view.traffic.requests.into()
        }),
        row("bytes", "bytes transferred", Unit::Bytes, None, |view| {
            view.traffic.bytes
        }),
    ];
    rows.push(Row {
        key: "bubble",
        what: "bubble in the page after",
        unit: MS,
        cells: vec![Cell::None, column(tag, &bubble), Cell::None],
        bar: None,
    });
    rows
}

fn taps(kinds: [&Visits; 3]) -> Vec<Row> {
    let row = |key, what, bar, cache: usize, read: fn(&Taps) -> f64| {
        let read = |visit: &Visit| visit.taps.get(cache).map(read);
        Row {
            key,
            what,
            unit: MS,
            cells: kinds.map(|visits| column(visits, &read)).into(),
            bar,
        }
    };
    let bar = Some(TAP);
    vec![
        row(
            "doors_cold",
            "bubble to panel, cold cache",
            bar,
            COLD,
            |taps| taps.doors,
        ),
        row(
            "doors_warm",
            "bubble to panel, warm cache",
            bar,
            WARM,
            |taps| taps.doors,
        ),
        row(
            "fields_cold",
            "\"Get updates\" to fields, cold",
            bar,
            COLD,
            |taps| taps.fields,
        ),
        row(
            "fields_warm",
            "\"Get updates\" to fields, warm",
            bar,
            WARM,
            |taps| taps.fields,
        ),
        row(
            "finger_cold",
            "finger on the bubble, cold",
            None,
            COLD,
            |taps| taps.finger,
        ),
        row(
            "finger_warm",
            "finger on the bubble, warm",
            None,
            WARM,
            |taps| taps.finger,
        ),
    ]
}

/// Steadier than what the slowed processor shows: where a machine is busy, slowing down is rough.
fn not_slowed(fast: &Visits) -> Vec<Row> {
    let row = |key, what, bar, times: f64| {
        let read =
            |cache: usize| move |visit: &Visit| Some(script(visit.views.get(cache)?) * times);
        Row {
            key,
            what,
            unit: MS,
            cells: vec![column(fast, &read(COLD)), column(fast, &read(WARM))],
            bar,
        }
    };
    vec![
        row("script", "script time", None, 1.0),
        row("script_times_four", "four times that", Some(SCRIPT), 4.0),
    ]
}

fn slowdown(kinds: [&Visits; 3]) -> Row {
    let read = |visit: &Visit| Some(visit.slowdown);
    Row {
        key: "slowdown",
        what: "a fixed piece of work, times longer",
        unit: Unit::Times,
        cells: kinds.map(|visits| column(visits, &read)).into(),
        bar: None,
    }
}

fn script(view: &View) -> f64 {
    view.spent.script + view.spent.compile
}

fn column(visits: &Visits, read: &dyn Fn(&Visit) -> Option<f64>) -> Cell {
    match visits {
        Err(why) => Cell::Failed(why.clone()),
        Ok(visits) => {
            let values: Option<_> = visits.iter().map(read).collect();
            measured(values.and_then(Summary::of))
        }
    }
}

fn added(with: &Cell, without: &Cell) -> Cell {
    match (with, without) {
        (Cell::Measured(with), Cell::Measured(without)) => measured(with.minus(without)),
        (Cell::Failed(why), _) | (_, Cell::Failed(why)) => Cell::Failed(why.clone()),
        (Cell::None, _) | (_, Cell::None) => Cell::None,
    }
}

fn measured(summary: Option<Summary>) -> Cell {
    let why = || Cell::Failed("a round has no value".to_owned());
    summary.map_or_else(why, Cell::Measured)
}
