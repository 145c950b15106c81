//! The worker: compiled, bound, optimised and bundled by worker-build into `edge/build/`.

use std::process::Command;

use anyhow::Result;

use crate::{
    files::Stamp,
    process, root, say,
    tools::{self, WASM},
};

/// Everything the worker is made of. A stamp over it, because worker-build does all of
/// its work again even when nothing changed.
const INPUTS: [&str; 11] = [
    "Cargo.toml",
    "Cargo.lock",
    "package-lock.json",
    "core",
    "edge",
    "templates",
    "widget/dist",
    "widget/src/view/panel.css",
    "widget/qr",
    "xtask/src/build",
    "xtask/src/tools.rs",
];

pub(super) fn build() -> Result<()> {
    let stamp = Stamp::new(
        root::join("edge/build/.inputs"),
        &INPUTS,
        &tools::compiler(),
    )?;
    if stamp.is_current(&[
        root::join("edge/build/index.js"),
        root::join("edge/build/index_bg.wasm"),
    ]) {
        return Ok(());
    }
    say::step("building the worker");
    let mut command = Command::new(WASM.program("worker-build"));
    command.arg("--release").current_dir(root::join("edge"));
    command.env("CARGO_TARGET_DIR", root::target());
    // With these it downloads nothing.
    command.env("WASM_BINDGEN_BIN", WASM.program("wasm-bindgen"));
    command.env("WASM_OPT_BIN", root::node_bin("wasm-opt"));
    command.env("ESBUILD_BIN", root::node_bin("esbuild"));
    command.env("PATH", tools::path_with(&root::join("node_modules/.bin"))?);
    process::run(&mut command, "worker-build")?;
    stamp.keep()
}
