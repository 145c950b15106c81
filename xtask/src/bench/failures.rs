//! What is lost where things go wrong: the worker killed again and again under load, and bytes that
//! libFuzzer makes up. Both are tests that fail where anything is; here they are counted.

use std::fmt::Write as _;

use anyhow::{Result, ensure};

use crate::{build, fuzz, process, root, say, tools};

/// The test that kills, and how the lines begin that it prints.
const KILLS: &str = "killed_fifty_times_under_load_nothing_is_lost_and_nobody_gets_two_welcomes";
const COUNT: &str = "kills:";

/// Rows of a name and a number.
#[derive(Debug)]
pub(super) struct Failures(Vec<(String, u64)>);

/// Kills the worker at random moments under load.
///
/// # Errors
/// When something was lost or came twice.
pub(super) fn kills() -> Result<Failures> {
    build::shipped()?;
    build::sandbox()?;
    say::step("killing the worker at random moments under load");
    let mut cargo = tools::cargo();
    cargo
        .args(["test", "--quiet", "--package", "saludo-tests"])
        .args(["--test", "worker", "--", "--nocapture", KILLS])
        .env("SALUDO_ROOT", root::dir());
    let (text, status) = process::read(&mut cargo)?;
    ensure!(
        status.success(),
        "the test of kills failed ({status}):\n{text}"
    );
    Ok(Failures(counts(&text)))
}

fn counts(text: &str) -> Vec<(String, u64)> {
    let count = |line: &str| {
        let (name, number) = line.trim().strip_prefix(COUNT)?.trim().rsplit_once(' ')?;
        Some((name.to_owned(), number.parse().ok()?))
    };
    text.lines().filter_map(count).collect()
}

/// Lets each fuzzer look for so many seconds.
///
/// # Errors
/// When one found something.
pub(super) fn fuzzing(seconds: u64) -> Result<Failures> {
    let tried = fuzz::count(seconds)?.into_iter();
    let rows = tried.map(|(target, inputs)| {
        let name = format!("inputs tried in {seconds} s without a finding: {target}");
        (name, inputs)
    });
    Ok(Failures(rows.collect()))
}

impl Failures {
    /// For people.
    pub(super) fn table(&self) -> String {
        let mut table = String::new();
        for (name, number) in &self.0 {
            let _ = writeln!(table, "{name:<62}{number:>12}");
        }
        table
    }

    /// For programs: an object with one member, by `name`.
    pub(super) fn json(&self, name: &str) -> String {
        let rows = self
            .0
            .iter()
            .map(|(name, number)| format!(r#""{name}":{number}"#));
        format!(r#"{{"{name}":{{{}}}}}"#, rows.collect::<Vec<_>>().join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_test_prints_is_counted() {
        let printed =
            "\nrunning 1 test\nSALUDO_KILL_SEED=7\nkills: times killed 50\nkills: updates 9\n.\n";
        let failures = Failures(counts(printed));
        assert_eq!(
            failures.json("kills"),
            r#"{"kills":{"times killed":50,"updates":9}}"#
        );
        assert!(failures.table().starts_with("times killed "));
    }
}
