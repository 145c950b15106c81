//! Tools that cargo installs into `.tools/`, once per version, and the environment they run in.

use std::{env, ffi::OsString, path::PathBuf, process::Command};

use anyhow::{Context, Result};

use crate::{files, process, root, say};

/// Tools that are installed together.
pub(crate) struct Toolbox {
    /// Its folder in `.tools/`: the versions are its key.
    folder: &'static str,
    packages: &'static [&'static str],
    programs: &'static [&'static str],
    /// What is said before it is installed.
    notice: &'static str,
}

/// Builds the worker and the widget. wasm-bindgen must equal the crate in `Cargo.lock` to the digit.
pub(crate) const WASM: Toolbox = Toolbox {
    folder: "worker-build-0.8.7+wasm-bindgen-0.2.130",
    packages: &["worker-build@0.8.7", "wasm-bindgen-cli@0.2.130"],
    programs: &["worker-build", "wasm-bindgen"],
    notice: "installing worker-build 0.8.7 and wasm-bindgen 0.2.130 (about 2 minutes, once)",
};

/// Checks licences and sources of dependencies.
pub(crate) const DENY: Toolbox = Toolbox {
    folder: "cargo-deny-0.20.2",
    packages: &["cargo-deny@0.20.2"],
    programs: &["cargo-deny"],
    notice: "installing cargo-deny 0.20.2 (about 2 minutes, once)",
};

/// Builds and runs fuzzers.
pub(crate) const FUZZ: Toolbox = Toolbox {
    folder: "cargo-fuzz-0.13.2",
    packages: &["cargo-fuzz@0.13.2"],
    programs: &["cargo-fuzz"],
    notice: "installing cargo-fuzz 0.13.2 (about 1 minute, once)",
};

/// These tools run for seconds and compile for minutes: no optimisation, half the wait or less.
const QUICK_TO_COMPILE: [(&str, &str); 4] = [
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0"),
    ("CARGO_PROFILE_RELEASE_LTO", "off"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "64"),
    ("CARGO_PROFILE_RELEASE_DEBUG", "0"),
];

impl Toolbox {
    /// The path of one of its programs.
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.bin().join(name)
    }

    /// Where its programs are.
    pub(crate) fn bin(&self) -> PathBuf {
        self.dir().join("bin")
    }

    pub(crate) fn is_installed(&self) -> bool {
        self.programs.iter().all(|name| self.program(name).exists())
    }

    /// Compiles and installs what is missing. Without `--locked`, which fails where a registry
    /// lags a few days behind; the versions are pinned by name.
    pub(crate) fn install(&self) -> Result<()> {
        if self.is_installed() {
            return Ok(());
        }
        say::step(self.notice);
        let target = root::join(".tools/target");
        let mut command = cargo();
        command
            .arg("install")
            .args(self.packages)
            .arg("--root")
            .arg(self.dir());
        command
            .envs(QUICK_TO_COMPILE)
            .env("CARGO_TARGET_DIR", &target);
        // Into the project's own folder on purpose: no need to be on PATH.
        command.env("PATH", path_with(&self.bin())?);
        process::run(
            &mut command,
            &format!("cargo install {}", self.packages.join(" ")),
        )?;
        files::remove_dir(&target)
    }

    fn dir(&self) -> PathBuf {
        root::join(".tools").join(self.folder)
    }
}

/// The cargo that runs us, in the repository, with one target folder for everyone.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command
        .current_dir(root::dir())
        .env("CARGO_TARGET_DIR", root::target());
    command
}

/// What compiles, and how: part of every build's inputs.
pub(crate) fn compiler() -> String {
    let rustc = process::output(Command::new("rustc").arg("-vV").current_dir(root::dir()));
    format!(
        "{}\n{}",
        rustc.unwrap_or_default(),
        env::var("RUSTFLAGS").unwrap_or_default()
    )
}

/// A script of the npm packages, run by the Node among them, whatever the machine's own is.
pub(crate) fn node(script: &str) -> Result<Command> {
    let mut command = Command::new(root::node_bin("node"));
    command
        .current_dir(root::dir())
        .arg(root::join("node_modules").join(script));
    command.env("PATH", path_with(&root::join("node_modules/.bin"))?);
    Ok(command)
}

/// wrangler, without questions, telemetry or another build of what is built already.
pub(crate) fn wrangler() -> Result<Command> {
    let mut command = node("wrangler/bin/wrangler.js")?;
    command.envs([
        // See [build] in wrangler.toml.
        ("SALUDO_BUILT", "1"),
        ("WRANGLER_SEND_METRICS", "false"),
        ("WRANGLER_SEND_ERROR_REPORTS", "false"),
        ("WRANGLER_HIDE_BANNER", "true"),
        ("NO_COLOR", "1"),
    ]);
    Ok(command)
}

/// `PATH` with a folder in front.
pub(crate) fn path_with(first: &std::path::Path) -> Result<OsString> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(first.to_owned()).chain(env::split_paths(&path));
    env::join_paths(folders).with_context(|| format!("cannot put {} on PATH", first.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tools_match_the_crates_in_the_lock_file() -> Result<()> {
        let lock = String::from_utf8(files::read(&root::join("Cargo.lock"))?)?;
        for (package, version) in [("wasm-bindgen", "0.2.130"), ("worker", "0.8.7")] {
            assert!(
                lock.contains(&format!("name = \"{package}\"\nversion = \"{version}\"")),
                "{package}"
            );
            assert!(
                WASM.packages
                    .iter()
                    .any(|tool| tool.ends_with(&format!("@{version}"))),
                "{package}"
            );
        }
        Ok(())
    }
}
