//! `cargo xtask size`: what a shopper's browser downloads, against its budget.
//!
//! The bubble and the settings are taken from the running worker, as the demo shop's page gets them.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail, ensure};

use crate::{build, files, http, process, root, say, stack::Worker};

/// Drawn on every page view of a shop, in one request.
const BUBBLE_BUDGET: u64 = 2_000;
/// Everything until the form can be used: bubble, glue, WebAssembly, settings.
const FORM_BUDGET: u64 = 20_000;
/// What Cloudflare takes for a worker on its free plan, after gzip.
const WORKER_LIMIT: u64 = 3_000_000;

/// Prints raw, gzip and brotli sizes of the files it is given, a line each.
const MEASURE: &str = "
const { readFileSync } = require('node:fs');
const { gzipSync, brotliCompressSync, constants } = require('node:zlib');
for (const path of process.argv.slice(1)) {
  const file = readFileSync(path);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: file.length };
  console.log(file.length, gzipSync(file, { level: 9 }).length, brotliCompressSync(file, { params }).length);
}";

#[derive(Clone, Copy, Debug, Default)]
struct Size {
    raw: u64,
    gzip: u64,
    brotli: u64,
}

/// Sets up, builds, starts the worker and measures.
///
/// # Errors
/// When a step fails or a budget is exceeded.
pub fn run() -> Result<()> {
    build::run()?;
    let dir = root::join(".state/size");
    files::remove_dir(&dir)?;
    let worker = Worker::builder(dir).start()?;
    measure(&worker)
}

/// Measures what this worker serves to the demo shop, prints the table, and compares.
///
/// # Errors
/// When a file cannot be had or a budget is exceeded.
pub(crate) fn measure(worker: &Worker) -> Result<()> {
    let work = root::target().join("saludo-size");
    let bubble = fetch(worker, "/s/demo/widget.js", &work.join("widget.js"))?;
    let settings = fetch(worker, "/v1/shops/demo", &work.join("settings.json"))?;
    let (glue, module) = (served("js")?, served("wasm")?);
    let (script, wasm) = (
        root::join("edge/build/index.js"),
        root::join("edge/build/index_bg.wasm"),
    );
    let sizes = sizes(&[&bubble, &glue, &module, &settings, &script, &wasm])?;
    let [bubble, glue, module, settings, script, wasm] = sizes.as_slice() else {
        bail!("node measured {} files of 6", sizes.len());
    };
    let form = sum(&[*bubble, *glue, *module, *settings]);
    let worker = sum(&[*script, *wasm]);

    say::line(format_args!(
        "{:<34} {:>9} {:>9} {:>9} {:>16}",
        "bytes", "raw", "gzip -9", "brotli 11", "budget"
    ));
    row(
        "bubble (widget.js, demo shop)",
        *bubble,
        &format!("{BUBBLE_BUDGET} brotli"),
    );
    row("form: script", *glue, "");
    row("form: WebAssembly", *module, "");
    row("form: the demo shop's settings", *settings, "");
    row(
        "everything until the form stands",
        form,
        &format!("{FORM_BUDGET} brotli"),
    );
    row("worker", worker, &format!("{WORKER_LIMIT} gzip"));

    ensure!(
        bubble.brotli <= BUBBLE_BUDGET,
        "the bubble is {} bytes over its budget",
        bubble.brotli - BUBBLE_BUDGET
    );
    ensure!(
        form.brotli <= FORM_BUDGET,
        "the form is {} bytes over its budget",
        form.brotli - FORM_BUDGET
    );
    ensure!(
        worker.gzip <= WORKER_LIMIT,
        "the worker is {} bytes over its limit",
        worker.gzip - WORKER_LIMIT
    );
    Ok(())
}

fn row(name: &str, size: Size, budget: &str) {
    say::line(format_args!(
        "{name:<34} {:>9} {:>9} {:>9} {budget:>16}",
        size.raw, size.gzip, size.brotli
    ));
}

fn sum(sizes: &[Size]) -> Size {
    sizes.iter().fold(Size::default(), |sum, size| Size {
        raw: sum.raw + size.raw,
        gzip: sum.gzip + size.gzip,
        brotli: sum.brotli + size.brotli,
    })
}

fn fetch(worker: &Worker, path: &str, file: &Path) -> Result<PathBuf> {
    let answer = http::get(&format!("{}{path}", worker.url()))?;
    ensure!(
        answer.status == 200,
        "GET {path} answered {}; see {}",
        answer.status,
        worker.log().display()
    );
    files::write(file, answer.body)?;
    Ok(file.to_owned())
}

/// The form's file of this kind in `www/w`.
fn served(kind: &str) -> Result<PathBuf> {
    let folder = root::join("www/w");
    let entries =
        fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))?;
    entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|path| path.extension().is_some_and(|extension| extension == kind))
        .with_context(|| format!("no .{kind} file in {}", folder.display()))
}

fn sizes(paths: &[&Path]) -> Result<Vec<Size>> {
    let mut node = Command::new(root::node_bin("node"));
    let printed = process::output(node.args(["-e", MEASURE]).args(paths))
        .context("node could not measure the files")?;
    let size = |line: &str| -> Result<Size> {
        let numbers = line
            .split(' ')
            .map(str::parse)
            .collect::<Result<Vec<u64>, _>>()?;
        let [raw, gzip, brotli] = numbers[..] else {
            bail!("node printed {line:?}");
        };
        Ok(Size { raw, gzip, brotli })
    };
    printed.lines().map(size).collect()
}
