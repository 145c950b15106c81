//! What something cost the worker: the processor time of its process, and what Cloudflare bills for.

use std::fs;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use tokio::time::sleep;

use crate::clock;
use crate::http::Worker;
use crate::shopper::PATIENCE;

/// A worker that counts (`tests/bench/counting.js`), and its process.
#[derive(Debug)]
pub(crate) struct Meter {
    worker: Worker,
    process: u32,
}

/// All that it took up to a moment, or between two.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Reading {
    /// Seconds of the processor.
    pub(crate) processor: f64,
    /// From outside.
    pub(crate) requests: f64,
    /// Calls and alarms of the book.
    pub(crate) book_requests: f64,
    pub(crate) rows_read: f64,
    /// Of tables and of indexes, and one for each alarm that was set, as they are billed.
    pub(crate) rows_written: f64,
    /// The book's size.
    pub(crate) bytes: f64,
}

/// The worker is at rest when it did nothing for so long.
const REST: Duration = Duration::from_millis(150);

impl Meter {
    pub(crate) fn new(worker: &Worker, process: u32) -> Self {
        Self {
            worker: worker.clone(),
            process,
        }
    }

    /// Waits until the worker has no more to do, and reads.
    pub(crate) async fn at_rest(&self) -> Result<Reading> {
        let deadline = clock::now() + PATIENCE;
        let mut before = self.counted().await?;
        while clock::now() < deadline {
            sleep(REST).await;
            let now = self.counted().await?;
            if now.book_requests + now.requests <= before.book_requests + before.requests {
                return Ok(now);
            }
            before = now;
        }
        anyhow::bail!("the worker did not come to rest")
    }

    async fn counted(&self) -> Result<Reading> {
        let counts = self.worker.json("/_counts", &[]).await?;
        let number = |name: &str| counts[name].as_f64().with_context(|| format!("no {name}"));
        Ok(Reading {
            processor: processor_time(self.process)?,
            requests: number("requests")?,
            book_requests: number("book_requests")? + number("alarms")?,
            rows_read: number("rows_read")?,
            rows_written: number("rows_written")? + number("alarms_set")?,
            bytes: number("book_bytes")?,
        })
    }
}

impl Reading {
    /// What each of so many parts took.
    pub(crate) fn divide(&mut self, parts: f64) {
        for figure in [
            &mut self.processor,
            &mut self.requests,
            &mut self.book_requests,
            &mut self.rows_read,
            &mut self.rows_written,
            &mut self.bytes,
        ] {
            *figure /= parts;
        }
    }

    /// What came since an earlier one.
    pub(crate) fn since(self, earlier: Self) -> Self {
        Self {
            processor: self.processor - earlier.processor,
            requests: self.requests - earlier.requests,
            book_requests: self.book_requests - earlier.book_requests,
            rows_read: self.rows_read - earlier.rows_read,
            rows_written: self.rows_written - earlier.rows_written,
            bytes: self.bytes - earlier.bytes,
        }
    }
}

/// Seconds of processor time of all threads of a process that live. The scheduler counts in
/// nanoseconds, where `/proc/…/stat` has hundredths of a second.
fn processor_time(process: u32) -> Result<f64> {
    let path = format!("/proc/{process}/task");
    let mut nanoseconds = 0.0;
    for thread in fs::read_dir(&path).with_context(|| format!("cannot read {path}"))? {
        let path = thread?.path().join("schedstat");
        let text =
            fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let ran = text.split_whitespace().next();
        let ran: Option<f64> = ran.and_then(|ran| ran.parse().ok());
        nanoseconds += ran.with_context(|| format!("no time in {}", path.display()))?;
    }
    ensure!(nanoseconds > 0.0, "process {process} took no time");
    Ok(nanoseconds / 1e9)
}
