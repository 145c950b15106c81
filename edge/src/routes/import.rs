//! `POST /v1/admin/shops/{shop}/imports`: a file of people, read as it comes and handed to the book
//! in batches; the answer grows with it.

use crate::book::client;
use crate::book::import::Batch;
use crate::entry::Shell;
use crate::http::Problem;
use crate::platform;
use crate::routes::body;
use crate::settings_cache;
use futures_util::{StreamExt, stream};
use saludo_core::import::{
    ColumnsFault, Cutter, End, Entry, FileFault, MAX_FILE, Options, Outcome, RawRow, Reader,
    Report, Seen, Stop, Summary,
};
use saludo_core::shops::Slug;
use serde_json::json;
use std::collections::VecDeque;
use worker::{ByteStream, Error, Request, Response, ResponseBuilder, Result, console_error};

/// Rows that the book notes in one transaction: at 1.8 ms each a third of a second, during which
/// it does nothing else. With the 10,000 calls that Cloudflare grants an invocation that is two
/// million rows, and its 100 MB a request are fewer.
const BATCH: usize = 200;
/// A batch of long rows is smaller.
const BATCH_BYTES: usize = 1024 * 1024;

pub(super) async fn post(mut request: Request, shell: &Shell, slug: &Slug) -> Result<Response> {
    let settings = settings_cache::settings(shell, slug).await?;
    let options = match Options::parse(request.url()?.query_pairs(), &settings) {
        Ok(options) => options,
        Err(fault) => {
            return Problem::new(422, "invalid_query", sentence(&fault)).answer();
        }
    };
    if body::declared(&request)?.is_some_and(|length| length > MAX_FILE) {
        return Problem::too_large(MAX_FILE).answer();
    }
    if request.inner().body().is_none() {
        return refuse(&FileFault::Empty.into());
    }
    let mut file = File {
        body: request.stream()?,
        cutter: Cutter::default(),
        rows: VecDeque::new(),
        ended: None,
    };
    let Some(header) = file.next().await else {
        return match file.ended {
            Some(Err(stop)) => refuse(&stop),
            _ => refuse(&FileFault::Empty.into()),
        };
    };
    let (dry_run, bad_rows_only) = (options.dry_run, options.bad_rows_only);
    let reader = match Reader::new(options, &header) {
        Ok(reader) => reader,
        Err(ColumnsFault::File(fault)) => return refuse(&fault.into()),
        Err(fault @ ColumnsFault::Missing { expected }) => {
            return Problem::new(422, "wrong_columns", sentence(&fault))
                .with_errors(&json!({ "expected": expected, "found": header.cells }))
                .answer();
        }
    };
    let (report, media_type) = if bad_rows_only {
        let separator = file.cutter.separator();
        (Report::BadRows { separator }, "text/csv; charset=utf-8")
    } else {
        (Report::Lines, "application/jsonl; charset=utf-8")
    };
    let mut head = Vec::new();
    report.head(reader.header(), &mut head);
    let import = Import {
        shell: shell.clone(),
        slug: slug.clone(),
        file,
        reader,
        report,
        dry_run,
        is_first: true,
        seen: Seen::default(),
        summary: Summary::default(),
        out: head,
        is_done: false,
    };
    let parts = stream::try_unfold(import, |mut import| async move {
        let part = import.next().await;
        Ok::<_, Error>(part.map(|part| (part, import)))
    });
    ResponseBuilder::new()
        .with_header("Content-Type", media_type)?
        .with_header("Cache-Control", "no-store")?
        .from_stream(parts)
}

/// A file that is not read at all.
fn refuse(stop: &Stop) -> Result<Response> {
    Problem::new(422, stop.code, sentence(&stop.reason)).answer()
}

fn sentence(fault: &impl std::fmt::Display) -> String {
    let mut text = fault.to_string();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text.push('.');
    text
}

/// The rows of a body, as it comes.
struct File {
    body: ByteStream,
    cutter: Cutter,
    rows: VecDeque<RawRow>,
    /// Set at the end: whether all of it was read.
    ended: Option<std::result::Result<(), Stop>>,
}

impl File {
    async fn next(&mut self) -> Option<RawRow> {
        while self.rows.is_empty() && self.ended.is_none() {
            let mut rows = Vec::new();
            self.ended = match self.body.next().await {
                Some(Ok(chunk)) => self
                    .cutter
                    .feed(&chunk, &mut rows)
                    .err()
                    .map(|fault| Err(fault.into())),
                None => Some(self.cutter.finish(&mut rows).map_err(Stop::from)),
                Some(Err(_)) => Some(Err(Stop::connection())),
            };
            self.rows.extend(rows);
        }
        self.rows.pop_front()
    }
}

struct Import {
    shell: Shell,
    slug: Slug,
    file: File,
    reader: Reader,
    report: Report,
    dry_run: bool,
    is_first: bool,
    /// In a dry run: the book does not learn what came before.
    seen: Seen,
    summary: Summary,
    out: Vec<u8>,
    is_done: bool,
}

impl Import {
    /// The next part of the answer: what a batch came to, or more where that is no text.
    async fn next(&mut self) -> Option<Vec<u8>> {
        while !self.is_done {
            let batch = self.batch().await;
            let noted = self.hand_over(batch).await;
            let end = match (noted, &self.file.ended) {
                (Err(error), _) => {
                    console_error!("an import failed: {error}");
                    Some(End::stopped(self.dry_run, &Stop::internal()))
                }
                (Ok(()), Some(ended)) if self.file.rows.is_empty() => Some(match ended {
                    Ok(()) => End::complete(self.dry_run),
                    Err(stop) => End::stopped(self.dry_run, stop),
                }),
                _ => None,
            };
            match end {
                Some(end) => {
                    self.report.end(&self.summary, &end, &mut self.out);
                    self.is_done = true;
                }
                None => self.report.progress(&self.summary, &mut self.out),
            }
            if !self.out.is_empty() {
                break;
            }
        }
        let out = std::mem::take(&mut self.out);
        (!out.is_empty()).then_some(out)
    }

    /// The next rows that say something. Those that do not are reported.
    async fn batch(&mut self) -> Vec<Entry> {
        let mut entries = Vec::new();
        let (mut rows, mut bytes) = (0, 0);
        while rows < BATCH && bytes < BATCH_BYTES {
            let Some(row) = self.file.next().await else {
                break;
            };
            rows += 1;
            bytes += row.cells.iter().map(String::len).sum::<usize>();
            match self.reader.read(&row, platform::now()) {
                Ok(Some(entry)) => entries.push(entry),
                Ok(None) => self.summary.count_silent(),
                Err(fault) => {
                    self.summary.count_bad();
                    let header = self.reader.header();
                    self.report.bad_row(header, &row, fault, &mut self.out);
                }
            }
        }
        entries
    }

    async fn hand_over(&mut self, entries: Vec<Entry>) -> Result<()> {
        if entries.is_empty() {
            return Ok(());
        }
        let batch = Batch {
            dry_run: self.dry_run,
            is_first: std::mem::take(&mut self.is_first),
            entries,
        };
        let body = serde_json::to_vec(&batch)?;
        let mut answer = client::post_slice(&self.shell, &self.slug, "/import", &body).await?;
        if answer.status_code() != 200 {
            return Err(Error::from("the book did not take a batch"));
        }
        let outcomes: Vec<Outcome> = answer.json().await?;
        for (entry, outcome) in batch.entries.iter().zip(outcomes) {
            let repeats = self.dry_run && self.seen.repeats(entry);
            let outcome = match outcome {
                Outcome::Noted if repeats => Outcome::Duplicate,
                outcome => outcome,
            };
            self.summary.count(&entry.act, outcome);
        }
        Ok(())
    }
}
