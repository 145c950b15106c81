//! The widget: `www/w/form-<hash>.wasm`, its glue and style sheet of the same name, the QR codes
//! beside them, and what the worker embeds, in `widget/dist`: the loaders, which name the glue, one
//! for each set of features that a shop may switch on.
//!
//! The names hold the hash of the content, so that browsers may keep the files for ever.

use std::{path::Path, process::Command};

use anyhow::{Context, Result, ensure};

use super::{names::Names, panics, qr};
use crate::{
    files::{self, Stamp},
    process, root, say,
    tools::{self, WASM},
};

const INPUTS: [&str; 9] = [
    "Cargo.toml",
    "Cargo.lock",
    "package-lock.json",
    "core",
    "templates",
    "widget",
    "xtask/src/build",
    "xtask/src/tools.rs",
    "xtask/src/build.rs",
];

/// What rustc puts into a module by default; wasm-opt must be told.
const FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Found by trying: at 40 the module is 370 bytes heavier, at 60 and at 120 it is 50.
const INLINING: &str = "-Cllvm-args=-inline-threshold=100";

/// The loaders, and whether they have entry points on the shop's pages, and a greeting.
const LOADERS: [(&str, [bool; 2]); 4] = [
    ("loader.js", [false, false]),
    ("loader-entries.js", [true, false]),
    ("loader-greeting.js", [false, true]),
    ("loader-entries-greeting.js", [true, true]),
];

/// What the minifier may rely on: every browser since spring 2023, as the loader says.
const BROWSERS: &str = "--target=es2022,chrome111,firefox111,safari16.4";

pub(super) fn build() -> Result<()> {
    let dist = root::join("widget/dist");
    let served = root::join("www/w");
    let stamp = Stamp::new(
        root::join("widget/dist/.inputs"),
        &INPUTS,
        &tools::compiler(),
    )?;
    if stamp.is_current(&[dist.join("loader.js"), served.clone()]) {
        return Ok(());
    }
    say::step("building the widget");
    let work = root::target().join("saludo-widget");
    let qr = qr::build(&work)?;
    bind(&work, &qr.path())?;
    let (module, names) = optimise(&work)?;
    let glue = glue(&work, &names)?;
    let style = style(&work)?;
    // One hash for all, because the loader derives the other names from the script's.
    let hash = files::hash(&[glue.as_slice(), &module, &style].concat());
    let name = format!("form-{}", hash.get(..8).unwrap_or(&hash));
    files::remove_dir(&served)?;
    files::write(&served.join(format!("{name}.js")), glue)?;
    files::write(&served.join(format!("{name}.wasm")), module)?;
    files::write(&served.join(format!("{name}.css")), style)?;
    qr.write(&served)?;
    for (file, features) in LOADERS {
        files::write(&dist.join(file), loader_template(&work, &name, features)?)?;
    }
    stamp.keep()
}

/// Compiles a crate for a page, for the fewest bytes.
pub(super) fn cargo(package: &str) -> Command {
    let mut cargo = tools::cargo();
    cargo.args(["build", "--package", package, "--profile", "page"]);
    cargo.args(["--target", "wasm32-unknown-unknown"]);
    cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", INLINING);
    cargo
}

/// Compiles the crate, which is told where the QR codes are, and writes `form.js` and
/// `form_bg.wasm` into `work`.
fn bind(work: &Path, qr: &str) -> Result<()> {
    process::run(
        cargo("saludo-widget").env("SALUDO_QR", qr),
        "compiling the widget",
    )?;
    let module = root::target().join("wasm32-unknown-unknown/page/saludo_widget.wasm");
    let mut bindgen = Command::new(WASM.program("wasm-bindgen"));
    bindgen.args([
        "--target",
        "web",
        "--no-typescript",
        "--omit-default-module-path",
    ]);
    bindgen.arg("--remove-producers-section");
    bindgen
        .args(["--out-name", "form", "--out-dir"])
        .arg(work)
        .arg(module);
    process::run(&mut bindgen, "wasm-bindgen")
}

/// The optimised module, and the short names that its imports and exports now have.
fn optimise(work: &Path) -> Result<(Vec<u8>, Names)> {
    let silent = work.join("silent.wasm");
    files::write(
        &silent,
        panics::silence(&files::read(&work.join("form_bg.wasm"))?)?,
    )?;
    let optimised = work.join("optimised.wasm");
    process::run(wasm_opt(&silent)?.arg("-o").arg(&optimised), "wasm-opt")?;

    let module = work.join("form.wasm");
    let mut rename = tools::node("binaryen/bin/wasm-opt")?;
    rename
        .arg(&optimised)
        .arg("--minify-imports-and-exports-and-modules")
        .args(FEATURES)
        .arg("-o")
        .arg(&module);
    let map = process::output(&mut rename).context("wasm-opt cannot rename")?;
    Ok((files::read(&module)?, Names::parse(&map)?))
}

/// Makes a module as small as it gets.
pub(super) fn wasm_opt(module: &Path) -> Result<Command> {
    let mut opt = tools::node("binaryen/bin/wasm-opt")?;
    // Nothing is kept in the first kilobyte: the stack ends there.
    opt.arg(module)
        .args(["-Oz", "--flatten", "--rereloop", "-Os", "-Oz", "--converge"])
        .args(["--reorder-locals", "--reorder-functions"])
        .args(["--low-memory-unused", "--strip-debug"])
        .args(FEATURES);
    Ok(opt)
}

/// The glue with what the widget exports. Of the ways to start it, only the one from a compiled
/// module is kept: the loader compiles while it loads.
fn glue(work: &Path, short: &Names) -> Result<Vec<u8>> {
    let source = String::from_utf8(files::read(&work.join("form.js"))?)
        .context("wasm-bindgen wrote no text")?;
    let source = short.put_into(&super::glue::lean(&source)?);
    let exports = source
        .lines()
        .filter_map(|line| line.strip_prefix("export function ")?.split('(').next());
    let names = exports.fold("initSync as default".to_owned(), |names, name| {
        format!("{names}, {name}")
    });
    files::write(&work.join("short.js"), &source)?;
    let entry = work.join("entry.js");
    files::write(&entry, format!("export {{ {names} }} from './short.js';\n"))?;
    let out = work.join("glue.js");
    esbuild(
        &entry,
        &out,
        &["--bundle", "--format=esm", "--drop:console"],
    )?;
    files::read(&out)
}

/// The panel's style sheet.
fn style(work: &Path) -> Result<Vec<u8>> {
    let out = work.join("panel.css");
    esbuild(&root::join("widget/src/view/panel.css"), &out, &[])?;
    files::read(&out)
}

/// A loader with the form's path inside. The worker completes it with a shop's settings.
fn loader_template(work: &Path, form: &str, [entries, greeting]: [bool; 2]) -> Result<String> {
    let out = work.join("loader.js");
    esbuild(
        &root::join("widget/loader/loader.js"),
        &out,
        &[
            &format!("--define:__FORM__=\"/w/{form}.\""),
            &format!("--define:__ENTRIES__={entries}"),
            &format!("--define:__GREETING__={greeting}"),
        ],
    )?;
    let template = String::from_utf8(files::read(&out)?).context("esbuild wrote no text")?;
    ensure!(
        template.matches("__SETTINGS__").count() == 1,
        "widget/loader/loader.js must hold __SETTINGS__ exactly once after minifying"
    );
    Ok(template.trim_end().to_owned())
}

pub(super) fn esbuild(source: &Path, out: &Path, args: &[&str]) -> Result<()> {
    let mut command = Command::new(root::node_bin("esbuild"));
    command
        .current_dir(root::dir())
        .arg(source)
        .arg(format!("--outfile={}", out.display()))
        .args(args);
    command.args([
        "--minify",
        "--legal-comments=none",
        "--charset=utf8",
        "--log-level=warning",
        BROWSERS,
    ]);
    process::run(&mut command, "esbuild")
}
