//! The worker in workerd alone, without wrangler: it starts in a moment, and nothing stands between
//! whoever asks and the worker, so this is what is measured and what is killed again and again.
//!
//! It has what the worker needs and no more: no files of `www/`, no limits by network, and it
//! reaches this machine only.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

use crate::{files, root};

/// As in `wrangler.toml`.
pub(super) const COMPATIBILITY_DATE: &str = "2026-11-01";

/// What stands for `[[ratelimits]]`, which workerd itself does not have: it never refuses.
const NO_LIMIT: &str = r"class Ratelimit { async limit() { return { success: true }; } }
export default () => new Ratelimit();
";

/// workerd with the built worker, its configuration and its storage in `dir`. `in_front` is a file of
/// `tests/bench` that is put around it.
pub(super) fn command(
    dir: &Path,
    port: u16,
    overrides: &BTreeMap<String, String>,
    in_front: Option<&str>,
) -> Result<Command> {
    let storage = dir.join("state");
    fs::create_dir_all(&storage).with_context(|| format!("cannot create {}", storage.display()))?;
    for file in ["index.js", "index_bg.wasm"] {
        let built = root::join("edge/build").join(file);
        fs::copy(&built, dir.join(file))
            .with_context(|| format!("cannot copy {}", built.display()))?;
    }
    let main = if let Some(name) = in_front {
        let file = root::join("tests/bench").join(name);
        fs::copy(&file, dir.join(name))
            .with_context(|| format!("cannot copy {}", file.display()))?;
        format!("    (name = {0}, esModule = embed {0}),\n", quoted(name))
    } else {
        String::new()
    };
    let config = dir.join("workerd.capnp");
    let mut settings = committed_settings()?;
    settings.extend(overrides.clone());
    fs::write(dir.join("no_limit.js"), NO_LIMIT).context("cannot write no_limit.js")?;
    fs::write(&config, configuration(port, &storage, &settings, &main))
        .with_context(|| format!("cannot write {}", config.display()))?;
    let mut command = Command::new(workerd());
    command.arg("serve").arg(&config);
    Ok(command)
}

/// The program itself: the one in `.bin` may be a script that starts it.
pub(super) fn workerd() -> PathBuf {
    root::join("node_modules/workerd/bin/workerd")
}

/// The settings of `[vars]` in `wrangler.toml`, and over them those of `.dev.vars`.
pub(super) fn committed_settings() -> Result<BTreeMap<String, String>> {
    let text = |name: &str| -> Result<String> {
        Ok(String::from_utf8_lossy(&files::read(&root::join(name))?).into_owned())
    };
    let toml = text("wrangler.toml")?;
    let vars = toml
        .lines()
        .skip_while(|line| *line != "[vars]")
        .skip(1)
        .take_while(|line| !line.starts_with('['));
    let mut settings: BTreeMap<String, String> = vars.filter_map(setting).collect();
    settings.extend(text(".dev.vars")?.lines().filter_map(setting));
    Ok(settings)
}

/// `NAME = "value"`, `NAME='value'` or `NAME=value`.
fn setting(line: &str) -> Option<(String, String)> {
    let (name, value) = line.split_once('=')?;
    let (name, value) = (name.trim(), value.trim());
    let is_name = name
        .bytes()
        .all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    let quoted = |quote: char| value.strip_prefix(quote)?.strip_suffix(quote);
    let value = quoted('"').or_else(|| quoted('\'')).unwrap_or(value);
    (is_name && !name.is_empty()).then(|| (name.to_owned(), value.to_owned()))
}

/// `main` is the module before the worker's own, if any.
fn configuration(
    port: u16,
    storage: &Path,
    settings: &BTreeMap<String, String>,
    main: &str,
) -> String {
    let bindings: String = settings
        .iter()
        .map(|(name, value)| text_binding(name, value))
        .collect();
    format!(
        r#"using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "saludo", worker = .saludo),
    (name = "internet", network = (allow = ["local"])),
    (name = "disk", disk = (path = {storage}, writable = true)),
  ],
  sockets = [(name = "http", address = "127.0.0.1:{port}", http = (), service = "saludo")],
  extensions = [
    (modules = [(name = "saludo:no-limit", esModule = embed "no_limit.js", internal = true)]),
  ],
);

const saludo :Workerd.Worker = (
  modules = [
{main}    (name = "index.js", esModule = embed "index.js"),
    (name = "index_bg.wasm", wasm = embed "index_bg.wasm"),
  ],
  compatibilityDate = "{date}",
  bindings = [
    (name = "BOOK", durableObjectNamespace = "Book"),
    (name = "SELF", service = "saludo"),
    (name = "OPT_IN_LIMIT", wrapped = (moduleName = "saludo:no-limit")),
    (name = "ADMIN_LIMIT", wrapped = (moduleName = "saludo:no-limit")),
{bindings}  ],
  durableObjectNamespaces = [(className = "Book", uniqueKey = "saludo-book", enableSql = true)],
  durableObjectStorage = (localDisk = "disk"),
);
"#,
        storage = quoted(&storage.display().to_string()),
        date = COMPATIBILITY_DATE,
    )
}

/// A setting as a binding.
pub(super) fn text_binding(name: &str, value: &str) -> String {
    format!("    (name = {}, text = {}),\n", quoted(name), quoted(value))
}

/// A text as Cap'n Proto writes it.
pub(super) fn quoted(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{escaped}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read_as_wrangler_reads_them() {
        for (line, name, value) in [
            ("A_B = \"x = y\"", "A_B", "x = y"),
            ("SHOPS='{\"a\":1}'", "SHOPS", "{\"a\":1}"),
            ("URL=http://localhost:1", "URL", "http://localhost:1"),
        ] {
            assert_eq!(setting(line), Some((name.to_owned(), value.to_owned())));
        }
        for none in ["# A=b", "", "[vars]", "'''"] {
            assert_eq!(setting(none), None, "{none}");
        }
    }

    #[test]
    fn the_committed_settings_are_those_of_development() -> Result<()> {
        let settings = committed_settings()?;
        assert_eq!(settings["JURISDICTION"], "eu");
        assert_eq!(settings["ADMIN_TOKEN"], "dev-admin-token");
        assert_eq!(settings["GRAPH_BASE_URL"], "http://localhost:8788");
        assert!(settings["SHOPS"].starts_with("{\"demo\":"));
        Ok(())
    }

    #[test]
    fn a_text_keeps_its_quotes() {
        assert_eq!(quoted("a\"b\\"), "\"a\\\"b\\\\\"");
    }
}
