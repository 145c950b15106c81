//! `cargo xtask size`: what a shopper's browser downloads, against its budget.
//!
//! The bubble and the panel are taken from the running worker, as the demo shop's page gets them.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, bail, ensure};

use crate::{build, files, http, process, root, say, stack::Worker};

/// Drawn on every page view of a shop, in one request.
const BUBBLE_BUDGET: u64 = 2_000;
/// Everything until the form can be used, the phone field on: bubble, glue, WebAssembly, style
/// sheet, panel.
const FORM_BUDGET: u64 = 20_000;
/// What Cloudflare takes for a worker on its free plan, after gzip.
const WORKER_LIMIT: u64 = 3_000_000;

/// The panel of a shop that has just started.
const PANEL: &str = "/s/demo/panel";

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
    let plain = fetch(worker, PANEL, &work.join("panel.html"))?;
    ask_for_phones(worker)?;
    let panel = fetch(worker, PANEL, &work.join("panel-with-phone.html"))?;
    let [glue, module, style] = [
        served("form-", "js")?,
        served("form-", "wasm")?,
        served("form-", "css")?,
    ];
    let [draw, qr] = [served("qr-", "js")?, served("qr-", "wasm")?];
    let (script, wasm) = (
        root::join("edge/build/index.js"),
        root::join("edge/build/index_bg.wasm"),
    );
    let sizes = sizes(&[
        &bubble, &glue, &module, &style, &plain, &panel, &draw, &qr, &script, &wasm,
    ])?;
    let [
        bubble,
        glue,
        module,
        style,
        plain,
        panel,
        draw,
        qr,
        script,
        wasm,
    ] = sizes.as_slice()
    else {
        bail!("node measured {} files of 10", sizes.len());
    };
    let form = sum(&[*bubble, *glue, *module, *style, *panel]);
    let qr = sum(&[*draw, *qr]);
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
    row("form: style sheet", *style, "");
    row("form: the demo shop's panel", *plain, "");
    row("form: the same with a phone field", *panel, "");
    row(
        "everything until the form stands",
        form,
        &format!("{FORM_BUDGET} brotli"),
    );
    row("QR codes, where one is asked for", qr, "");
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

/// Switches the demo shop's phone field on: a fresh worker has the settings a shop starts with.
fn ask_for_phones(worker: &Worker) -> Result<()> {
    let url = format!("{}/v1/admin/shops/demo/settings", worker.url());
    let token = ("Authorization", "Bearer dev-admin-token");
    let settings = String::from_utf8(http::get_with(&url, &[token])?.body)?;
    let with_phone = settings.replace("\"phone\":\"none\"", "\"phone\":\"required\"");
    ensure!(
        with_phone != settings,
        "the demo shop's settings have no phone field that is off"
    );
    let first = ("If-Match", "\"0\"");
    let answer = http::put(&url, &[token, first], with_phone.as_bytes())?;
    ensure!(answer.status == 200, "PUT {url} answered {}", answer.status);
    Ok(())
}

/// The file in `www/w` with this beginning and of this kind.
fn served(beginning: &str, kind: &str) -> Result<PathBuf> {
    let folder = root::join("www/w");
    let entries =
        fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))?;
    entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with(beginning) && name.ends_with(&format!(".{kind}"))
        })
        .with_context(|| format!("no {beginning}….{kind} in {}", folder.display()))
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
