//! What it was measured on.

use serde_json::{Value, json};
use std::fs;
use std::thread;

/// The machine and the browser.
pub(crate) struct Machine {
    cpu: String,
    cores: usize,
    /// Processes that wanted a core in the last minute, as the first visit began and the last ended.
    load: [Option<f64>; 2],
    browser: String,
}

impl Machine {
    /// Looks at it, before anything is measured.
    pub(crate) fn look() -> Self {
        let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let cpu = cpu.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            (name.trim() == "model name").then(|| value.trim().to_owned())
        });
        Self {
            cpu: cpu.unwrap_or_else(|| "unknown processor".to_owned()),
            cores: thread::available_parallelism().map_or(0, usize::from),
            load: [load(), None],
            browser: String::new(),
        }
    }

    /// Notes the browser's name and version.
    pub(crate) fn note_browser(&mut self, name: &str) {
        name.clone_into(&mut self.browser);
    }

    /// Looks again, at the end.
    pub(crate) fn look_again(&mut self) {
        self.load[1] = load();
    }

    pub(crate) fn json(&self) -> Value {
        json!({
            "cpu": self.cpu, "cores": self.cores, "browser": self.browser,
            "load_before": self.load[0], "load_after": self.load[1],
        })
    }

    pub(crate) fn line(&self) -> String {
        let load = |load: Option<f64>| load.map_or("?".to_owned(), |load| load.to_string());
        format!(
            "{}; {} cores: {}; load {} before, {} after",
            self.browser,
            self.cores,
            self.cpu,
            load(self.load[0]),
            load(self.load[1])
        )
    }
}

fn load() -> Option<f64> {
    let text = fs::read_to_string("/proc/loadavg").ok()?;
    text.split_whitespace().next()?.parse().ok()
}
