//! A worker of one JavaScript file in workerd alone, as others would write it: what ours is compared
//! with.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, Result};

use super::{bare, server::Server};
use crate::{files, ports};

/// A worker. Dropping it stops it.
#[derive(Debug)]
pub struct Script {
    server: Server,
}

impl Script {
    /// Starts the module `file` with the settings of `wrangler.toml` and `.dev.vars`, an empty
    /// Durable Object class `Book` as the binding `BOOK` where it exports one, and its storage in
    /// `dir`.
    ///
    /// # Errors
    /// When it cannot be started or stays silent.
    pub fn start(dir: &Path, file: &Path, has_book: bool) -> Result<Self> {
        files::remove_dir(dir)?;
        let storage = dir.join("state");
        fs::create_dir_all(&storage)
            .with_context(|| format!("cannot create {}", storage.display()))?;
        fs::copy(file, dir.join("index.js"))
            .with_context(|| format!("cannot copy {}", file.display()))?;
        let port = ports::pick()?;
        let config = dir.join("workerd.capnp");
        fs::write(&config, configuration(port, &storage, has_book)?)
            .with_context(|| format!("cannot write {}", config.display()))?;
        let mut command = Command::new(bare::workerd());
        command.arg("serve").arg(&config);
        let mut server = Server::new("worker", port, dir.join("log"));
        server.spawn(command)?;
        server.wait("/", |status| status == 200)?;
        Ok(Self { server })
    }

    /// Where it listens.
    pub fn port(&self) -> u16 {
        self.server.port
    }

    /// workerd itself.
    pub fn process_id(&self) -> Option<u32> {
        self.server.process_id()
    }
}

fn configuration(port: u16, storage: &Path, has_book: bool) -> Result<String> {
    let bindings: String = bare::committed_settings()?
        .iter()
        .map(|(name, value)| bare::text_binding(name, value))
        .collect();
    let book = if has_book {
        r#"  durableObjectNamespaces = [(className = "Book", uniqueKey = "book", enableSql = true)],
  durableObjectStorage = (localDisk = "disk"),
"#
    } else {
        ""
    };
    let binding = if has_book {
        "    (name = \"BOOK\", durableObjectNamespace = \"Book\"),\n"
    } else {
        ""
    };
    Ok(format!(
        r#"using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "script", worker = .script),
    (name = "disk", disk = (path = {storage}, writable = true)),
  ],
  sockets = [(name = "http", address = "127.0.0.1:{port}", http = (), service = "script")],
);

const script :Workerd.Worker = (
  modules = [(name = "index.js", esModule = embed "index.js")],
  compatibilityDate = "{date}",
  bindings = [
{binding}{bindings}  ],
{book});
"#,
        storage = bare::quoted(&storage.display().to_string()),
        date = bare::COMPATIBILITY_DATE,
    ))
}
