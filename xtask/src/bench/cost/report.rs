//! The bill and the queue, for people and for programs.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::SHOPS;
use super::prices::{PLAN, SOURCE};
use super::traffic::{BUSY_AT_MOST, GRAPH_TAKES, MONTHS_KEPT, PEAK, WAITED};
use super::usage::{Measured, Month, Taken};
use crate::bench::bars::bar;

/// How busy an object is, in the rows about its queue.
const BUSY: [f64; 5] = [0.25, 0.5, 0.8, 0.95, 1.0];

type Figure = (&'static str, fn(&Taken) -> f64);

/// A row of the whole bill: its heading, and what it says of a month.
type Row = (&'static str, fn(&Month) -> String);

const FIGURES: [Figure; 6] = [
    ("processor, µs", |taken| taken.processor_us),
    ("requests", |taken| taken.requests),
    ("the book's", |taken| taken.book_requests),
    ("rows read", |taken| taken.rows_read),
    ("rows written", |taken| taken.rows_written),
    ("bytes kept", |taken| taken.bytes),
];

impl Measured {
    /// For people.
    pub(in crate::bench) fn table(&self) -> String {
        let mut table = String::new();
        self.steps(&mut table);
        let months = SHOPS.map(|opt_ins| self.month(opt_ins));
        bills(&mut table, &months);
        self.queue(&mut table);
        assumptions(&mut table);
        table
    }

    fn steps(&self, table: &mut String) {
        let _ = write!(table, "{:<42}{:>7}", "one of each, as measured", "times");
        for (title, _) in FIGURES {
            let _ = write!(table, "{title:>15}");
        }
        let mut row = |title: &str, times: &str, taken: &Taken| {
            let _ = write!(table, "\n{title:<42}{times:>7}");
            for (_, of) in FIGURES {
                let _ = write!(table, "{:>15.1}", of(taken));
            }
        };
        for (step, taken) in &self.0 {
            row(step.title, &step.times.to_string(), taken);
        }
        row("an opt-in with all of it", "", &self.an_opt_in());
        table.push('\n');
    }

    fn queue(&self, table: &mut String) {
        let load = self.load();
        let _ = writeln!(
            table,
            "\none object; {:.1} ms of work for an opt-in, and {PEAK} times the average at the peak",
            load.seconds() * 1e3
        );
        let _ = writeln!(
            table,
            "{:<24}{:>18}{:>24}",
            "busy at the peak, %", "opt-ins a month", "each waits, ms (mean)"
        );
        let most = load.waits(0.95);
        for busy in BUSY {
            let waits = load.waits(busy);
            let (shown, bar) = if waits.is_finite() {
                (format!("{:.2}", waits * 1e3), bar(waits, most))
            } else {
                ("without end".to_owned(), String::new())
            };
            let (percent, opt_ins) = (busy * 100.0, load.a_month_at(busy));
            let row = format!("{percent:<24.0}{opt_ins:>18.0}{shown:>24} {bar}");
            let _ = writeln!(table, "{}", row.trim_end());
        }
        let _ = writeln!(
            table,
            "full, with {MONTHS_KEPT} months kept: {:>10.0} opt-ins a month",
            self.a_month_that_fits()
        );
    }

    /// For programs: an object with the one member `cost`.
    pub(in crate::bench) fn json(&self) -> String {
        let steps = self.0.iter().map(|(step, taken)| {
            let mut cell = taken_json(taken);
            cell["times"] = json!(step.times);
            (step.name.to_owned(), cell)
        });
        let steps: serde_json::Map<String, Value> = steps.collect();
        let months: Vec<Value> = SHOPS.map(|opt_ins| month_json(&self.month(opt_ins))).into();
        let load = self.load();
        let queue: Vec<Value> = BUSY
            .iter()
            .map(|busy| {
                let waits = load.waits(*busy);
                json!({
                    "busy": busy, "opt_ins_a_month": load.a_month_at(*busy),
                    "waits_ms": waits.is_finite().then_some(waits * 1e3),
                })
            })
            .collect();
        json!({ "cost": {
            "prices": SOURCE, "steps": steps, "an_opt_in": taken_json(&self.an_opt_in()),
            "months": months, "queue": queue, "fits_a_month": self.a_month_that_fits(),
        } })
        .to_string()
    }
}

fn bills(table: &mut String, months: &[Month; 3]) {
    let _ = write!(table, "\n{:<36}", "a month with so many opt-ins");
    for month in months {
        let _ = write!(table, "{:>28}", month.opt_ins);
    }
    let _ = write!(table, "\n{:<36}", "Workers Paid");
    for _ in months {
        let _ = write!(table, "{:>28}", format!("${PLAN:.2}"));
    }
    for (at, (price, _)) in months[0].lines.iter().enumerate() {
        let _ = write!(table, "\n{:<36}", price.name);
        for month in months {
            let cell = month
                .lines
                .get(at)
                .map_or_else(String::new, |(price, used)| {
                    format!("{used:.0}: ${:.2}", price.of(*used))
                });
            let _ = write!(table, "{cell:>28}");
        }
    }
    let rows: [Row; 3] = [
        ("all of it", |month| format!("${:.2}", month.dollars())),
        ("for a thousand opt-ins", |month| {
            format!("${:.4}", month.dollars() * 1e3 / month.opt_ins)
        }),
        ("objects", |month| format!("{:.0}", month.books)),
    ];
    for (title, cell) in rows {
        let _ = write!(table, "\n{title:<36}");
        for month in months {
            let _ = write!(table, "{:>28}", cell(month));
        }
    }
    table.push('\n');
    for month in months {
        let _ = writeln!(table, "\n{} opt-ins a month, in dollars", month.opt_ins);
        let most = month.dollars();
        let plan = std::iter::once(("Workers Paid", PLAN));
        let lines = month.lines.iter();
        for (name, dollars) in plan.chain(lines.map(|(price, used)| (price.name, price.of(*used))))
        {
            let _ = writeln!(table, "{name:<36}{} {dollars:.2}", bar(dollars, most));
        }
    }
}

/// What was not measured.
fn assumptions(table: &mut String) {
    let _ = writeln!(table, "\nprices: {SOURCE}\nassumed, not measured:");
    for step in super::traffic::STEPS {
        let _ = writeln!(
            table,
            "  {:<42}{:>5} an opt-in: {}",
            step.title, step.times, step.why
        );
    }
    let _ = writeln!(
        table,
        "  the book is active for {WAITED} s while a page waits, for {GRAPH_TAKES} s while Graph answers, and \
         while it works;\n  the opt-ins of {MONTHS_KEPT} months are kept; the busiest hour has {PEAK} times \
         the average;\n  an object is busy for {} % of its time at most. All of workerd's processor time \
         counts as the\n  worker's and as the book's alike, so both are upper bounds.",
        BUSY_AT_MOST * 100.0
    );
}

fn taken_json(taken: &Taken) -> Value {
    json!({
        "processor_us": taken.processor_us, "requests": taken.requests,
        "book_requests": taken.book_requests, "rows_read": taken.rows_read,
        "rows_written": taken.rows_written, "bytes": taken.bytes,
    })
}

fn month_json(month: &Month) -> Value {
    let lines = month.lines.iter().map(|(price, used)| {
        let cell = json!({ "used": used, "dollars": price.of(*used) });
        (price.name.to_owned(), cell)
    });
    let lines: serde_json::Map<String, Value> = lines.collect();
    json!({
        "opt_ins": month.opt_ins, "dollars": month.dollars(), "objects": month.books, "lines": lines,
    })
}
