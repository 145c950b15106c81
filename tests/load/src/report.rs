//! What a run came to, as lines of a name and a number for `cargo xtask bench`.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result};

use crate::latencies::Latencies;

/// What the requests of one kind came to.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) waits: Latencies,
    /// From when they were due until they left: how late this program itself was.
    pub(crate) starts: Latencies,
    /// Answers other than 200, and none.
    pub(crate) failures: u64,
}

pub(crate) type Shared = Arc<Mutex<Tally>>;

pub(crate) fn note(tally: &Shared, change: impl FnOnce(&mut Tally)) {
    change(&mut tally.lock().unwrap_or_else(PoisonError::into_inner));
}

/// Seconds of processor time that a process took.
pub(crate) fn processor_time(process: u32) -> Result<f64> {
    let path = format!("/proc/{process}/stat");
    let stat = fs::read_to_string(&path).with_context(|| format!("cannot read {path}"))?;
    // The name in parentheses may hold anything.
    let after_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks = after_name.split_whitespace().skip(11).take(2);
    let ticks: u32 = ticks.filter_map(|field| field.parse::<u32>().ok()).sum();
    // Linux counts in hundredths.
    Ok(f64::from(ticks) / 100.0)
}

/// What a process holds now (`VmRSS:`) or held at most (`VmHWM:`), in MiB.
pub(crate) fn memory_mib(process: u32, field: &str) -> Result<f64> {
    let path = format!("/proc/{process}/status");
    let status = fs::read_to_string(&path).with_context(|| format!("cannot read {path}"))?;
    let line = status.lines().find_map(|line| line.strip_prefix(field));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u32>().ok());
    Ok(f64::from(kib.context(path)?) / 1024.0)
}

/// Lines of a name and a number, for `cargo xtask bench`.
#[derive(Debug, Default)]
pub(crate) struct Report(BTreeMap<String, String>);

impl Report {
    pub(crate) fn add(&mut self, name: &str, count: u64) {
        self.0.insert(name.to_owned(), count.to_string());
    }

    pub(crate) fn number(&mut self, name: &str, number: f64) {
        self.0.insert(name.to_owned(), format!("{number:.2}"));
    }

    pub(crate) fn latencies(&mut self, name: &str, latencies: &Latencies) {
        let Some(figures) = latencies.figures() else {
            return;
        };
        self.add(&format!("{name}_count"), figures.count as u64);
        for (part, number) in [
            ("median_ms", figures.median),
            ("p95_ms", figures.p95),
            ("p99_ms", figures.p99),
            ("max_ms", figures.max),
            ("over_1s_percent", figures.over_a_second),
        ] {
            self.number(&format!("{name}_{part}"), number);
        }
    }

    pub(crate) fn tally(&mut self, name: &str, tally: &Shared) {
        let tally = tally.lock().unwrap_or_else(PoisonError::into_inner);
        self.latencies(name, &tally.waits);
        self.add(&format!("{name}_failures"), tally.failures);
        if let Some(figures) = tally.starts.figures() {
            self.number(&format!("{name}_left_late_p99_ms"), figures.p99);
        }
    }

    /// What the worker holds now, and held at most.
    pub(crate) fn memory(&mut self, process: u32) -> Result<()> {
        self.number("memory_mib", memory_mib(process, "VmRSS:")?);
        self.number("memory_most_mib", memory_mib(process, "VmHWM:")?);
        Ok(())
    }

    pub(crate) fn print(&self) -> Result<()> {
        let mut out = io::stdout().lock();
        for (name, value) in &self.0 {
            writeln!(out, "{name} {value}")?;
        }
        Ok(())
    }
}
