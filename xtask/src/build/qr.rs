//! The panel's QR codes: `www/w/qr-<hash>.wasm`, a module without imports, and the script of the
//! same name that draws with it.

use std::path::Path;

use anyhow::{Context, Result};

use super::{panics, widget};
use crate::{files, process, root};

/// What is written into `www/w`.
pub(super) struct Qr {
    /// `qr-<hash>`.
    name: String,
    script: Vec<u8>,
    module: Vec<u8>,
}

impl Qr {
    /// Where the page finds it.
    pub(super) fn path(&self) -> String {
        format!("/w/{}.js", self.name)
    }

    /// Writes the files into `served`.
    pub(super) fn write(&self, served: &Path) -> Result<()> {
        files::write(&served.join(format!("{}.js", self.name)), &self.script)?;
        files::write(&served.join(format!("{}.wasm", self.name)), &self.module)
    }
}

/// Compiles and optimises it in `work`.
pub(super) fn build(work: &Path) -> Result<Qr> {
    process::run(
        &mut widget::cargo("saludo-qr-module"),
        "compiling the QR codes",
    )?;
    let compiled = root::target().join("wasm32-unknown-unknown/page/saludo_qr_module.wasm");
    let silent = work.join("qr-silent.wasm");
    files::write(&silent, panics::silence(&files::read(&compiled)?)?)?;
    let out = work.join("qr.wasm");
    let mut opt = widget::wasm_opt(&silent)?;
    opt.args(["--strip-producers", "--strip-target-features", "-o"]);
    process::run(opt.arg(&out), "wasm-opt")?;
    let module = files::read(&out)?;
    let source = root::join("widget/qr/draw.js");
    let hash = files::hash(&[files::read(&source)?, module.clone()].concat());
    let name = format!("qr-{}", hash.get(..8).context("a hash has 64 digits")?);
    let script = work.join("qr.js");
    widget::esbuild(
        &source,
        &script,
        &[
            "--format=esm",
            &format!("--define:__MODULE__=\"{name}.wasm\""),
        ],
    )?;
    Ok(Qr {
        name,
        script: files::read(&script)?,
        module,
    })
}
