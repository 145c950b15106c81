//! The widget: `www/w/form-<hash>.wasm`, its glue `www/w/form-<hash>.js`, and the loader
//! `widget/dist/loader.js` that the worker embeds and that names the glue.
//!
//! The names hold the hash of the content, so that browsers may keep the files for ever.

use std::{path::Path, process::Command};

use anyhow::{Context, Result, ensure};

use super::{names::Names, panics};
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

/// Found by trying: at 30 and at 150 the module is 240 and 400 bytes heavier.
const INLINING: &str = "-Cllvm-args=-inline-threshold=60";

/// What the minifier may rely on: every browser since spring 2023, as the loader says.
const BROWSERS: &str = "--target=es2022,chrome111,firefox111,safari16.4";

pub(super) fn build() -> Result<()> {
    let loader = root::join("widget/dist/loader.js");
    let served = root::join("www/w");
    let stamp = Stamp::new(
        root::join("widget/dist/.inputs"),
        &INPUTS,
        &tools::compiler(),
    )?;
    if stamp.is_current(&[loader.clone(), served.clone()]) {
        return Ok(());
    }
    say::step("building the widget");
    let work = root::target().join("saludo-widget");
    bind(&work)?;
    let (module, names) = optimise(&work)?;
    let glue = glue(&work, &names)?;
    // One hash for both, because the loader derives the module's name from the script's.
    let hash = files::hash(&[glue.as_slice(), &module].concat());
    let name = format!("form-{}", hash.get(..8).unwrap_or(&hash));
    files::remove_dir(&served)?;
    files::write(&served.join(format!("{name}.js")), glue)?;
    files::write(&served.join(format!("{name}.wasm")), module)?;
    files::write(&loader, loader_template(&work, &name)?)?;
    stamp.keep()
}

/// Compiles the crate and writes `form.js` and `form_bg.wasm` into `work`.
fn bind(work: &Path) -> Result<()> {
    let mut cargo = tools::cargo();
    cargo.args([
        "build",
        "--package",
        "saludo-widget",
        "--release",
        "--target",
        "wasm32-unknown-unknown",
    ]);
    cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", INLINING);
    process::run(&mut cargo, "compiling the widget")?;
    let module = root::target().join("wasm32-unknown-unknown/release/saludo_widget.wasm");
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
    let mut opt = tools::node("binaryen/bin/wasm-opt")?;
    // Nothing is kept in the first kilobyte: the stack ends there.
    opt.arg(silent)
        .args(["-Oz", "--flatten", "--rereloop", "-Oz", "--converge"])
        .args(["--low-memory-unused", "--strip-debug"])
        .args(FEATURES)
        .arg("-o")
        .arg(&optimised);
    process::run(&mut opt, "wasm-opt")?;

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

/// The glue with what the widget exports. Of the ways to start it, only the one from a compiled
/// module is kept: the loader compiles while it loads.
fn glue(work: &Path, short: &Names) -> Result<Vec<u8>> {
    let source = String::from_utf8(files::read(&work.join("form.js"))?)
        .context("wasm-bindgen wrote no text")?;
    let source = short.put_into(&source);
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

/// The loader with the form's path inside. The worker completes it with a shop's settings.
fn loader_template(work: &Path, form: &str) -> Result<String> {
    let out = work.join("loader.js");
    let form = format!("--define:__FORM__=\"/w/{form}.js\"");
    esbuild(&root::join("widget/loader/loader.js"), &out, &[&form])?;
    let template = String::from_utf8(files::read(&out)?).context("esbuild wrote no text")?;
    ensure!(
        template.matches("__SETTINGS__").count() == 1,
        "widget/loader/loader.js must hold __SETTINGS__ exactly once after minifying"
    );
    Ok(template.trim_end().to_owned())
}

fn esbuild(source: &Path, out: &Path, args: &[&str]) -> Result<()> {
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
