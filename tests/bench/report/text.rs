//! Rows in columns.

use super::{Cell, Row, Table, Unit};
use std::collections::BTreeSet;
use xtask::bench::summary::Summary;

impl Table {
    pub(super) fn lines(&self) -> Vec<String> {
        let mut head = vec![self.title.to_owned()];
        head.extend(
            self.columns
                .iter()
                .map(|(_, heading)| (*heading).to_owned()),
        );
        head.push("bar".to_owned());
        let mut grid = vec![head];
        grid.extend(self.rows.iter().map(|row| row.texts(self.judged)));
        let widths: Vec<usize> = (0..self.columns.len() + 2)
            .map(|column| {
                let texts = grid.iter().filter_map(|line| line.get(column));
                texts.map(|text| text.chars().count()).max().unwrap_or(0)
            })
            .collect();
        let line = |texts: &Vec<String>| {
            let padded = texts.iter().zip(&widths);
            let padded: Vec<_> = padded
                .map(|(text, width)| format!("{text:<width$}"))
                .collect();
            padded.join("  ").trim_end().to_owned()
        };
        let mut lines: Vec<_> = grid.iter().map(line).collect();
        let cells = self.rows.iter().flat_map(|row| &row.cells);
        let reasons: BTreeSet<_> = cells
            .filter_map(|cell| match cell {
                Cell::Failed(why) => Some(format!("not measured: {why}")),
                Cell::Measured(_) | Cell::None => None,
            })
            .collect();
        lines.extend(reasons);
        lines
    }
}

impl Row {
    fn texts(&self, judged: usize) -> Vec<String> {
        let what = match self.unit {
            Unit::Milliseconds => format!("{}, ms", self.what),
            _ => self.what.to_owned(),
        };
        let mut texts = vec![what];
        texts.extend(self.cells.iter().map(|cell| match cell {
            Cell::Measured(summary) => self.unit.shown(summary),
            Cell::Failed(_) => "not measured".to_owned(),
            Cell::None => "-".to_owned(),
        }));
        texts.push(match (self.bar, self.meets_bar(judged)) {
            (None, _) => String::new(),
            (Some(bar), None) => format!("<= {bar}"),
            (Some(bar), Some(true)) => format!("<= {bar} met"),
            (Some(bar), Some(false)) => format!("<= {bar} missed"),
        });
        texts
    }
}

impl Unit {
    fn shown(self, summary: &Summary) -> String {
        let decimals = match self {
            Self::Milliseconds | Self::Times => 1,
            Self::Bytes | Self::Count => 0,
            Self::Shift => 4,
        };
        let number = |value: f64| format!("{value:.decimals$}");
        let (min, max) = (number(summary.min), number(summary.max));
        let median = number(summary.median);
        if min == max {
            median
        } else {
            format!("{median} ({min} to {max})")
        }
    }
}
