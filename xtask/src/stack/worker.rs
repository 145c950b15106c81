//! The worker in real workerd, by `wrangler dev` or by itself.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use anyhow::Result;

use super::{bare, server::Server};
use crate::{ports, tools};

/// A worker. Dropping it stops it.
#[derive(Debug)]
pub struct Worker {
    dir: PathBuf,
    vars: BTreeMap<String, String>,
    any_status: bool,
    bare: bool,
    in_front: Option<&'static str>,
    server: Server,
}

/// How a [`Worker`] is started.
#[derive(Clone, Debug)]
pub struct WorkerBuilder {
    dir: PathBuf,
    port: u16,
    vars: BTreeMap<String, String>,
    any_status: bool,
    bare: bool,
    in_front: Option<&'static str>,
}

impl Worker {
    /// A worker with its state (the books) and its log in `dir`, on a free port, with the
    /// settings of `wrangler.toml` and `.dev.vars`.
    pub fn builder(dir: impl Into<PathBuf>) -> WorkerBuilder {
        WorkerBuilder {
            dir: dir.into(),
            port: 0,
            vars: BTreeMap::new(),
            any_status: false,
            bare: false,
            in_front: None,
        }
    }

    /// `http://localhost:<port>`, without a slash at the end.
    pub fn url(&self) -> String {
        format!("http://localhost:{}", self.server.port)
    }

    /// Where its output goes: requests, the worker's own log lines, errors.
    pub fn log(&self) -> &Path {
        &self.server.log
    }

    /// Starts it, or starts it again, on the same port and state, and waits until it answers.
    ///
    /// # Errors
    /// When the port is busy or the worker ends or stays silent.
    pub fn start(&mut self) -> Result<()> {
        self.spawn()?;
        self.wait()
    }

    /// Where it listens.
    pub fn port(&self) -> u16 {
        self.server.port
    }

    /// The process that was started: workerd itself where it is bare.
    pub fn process_id(&self) -> Option<u32> {
        self.server.process_id()
    }

    /// Ends it in good order.
    pub fn stop(&mut self) {
        self.server.stop();
    }

    /// Ends it as `kill -9` does, workerd included.
    pub fn kill(&mut self) {
        self.server.kill();
    }

    /// Fails when it has ended by itself, with its last lines.
    ///
    /// # Errors
    /// When it has ended.
    pub fn check(&mut self) -> Result<()> {
        self.server.check()
    }

    /// The first half of [`Self::start`].
    pub(super) fn spawn(&mut self) -> Result<()> {
        if self.bare {
            let workerd = bare::command(&self.dir, self.server.port, &self.vars, self.in_front)?;
            return self.server.spawn(workerd);
        }
        let mut wrangler = tools::wrangler()?;
        wrangler.args([
            "dev",
            "--local",
            "--ip",
            "127.0.0.1",
            "--port",
            &self.server.port.to_string(),
        ]);
        wrangler.args([
            "--inspector-port",
            "0",
            "--show-interactive-dev-session=false",
            "--log-level=log",
        ]);
        wrangler.arg("--persist-to").arg(self.dir.join("state"));
        for (name, value) in &self.vars {
            wrangler.args(["--var", &format!("{name}:{value}")]);
        }
        // Several workers run side by side under one name: none may find another in wrangler's
        // registry, or the SELF binding would lead to the wrong one.
        wrangler.env("WRANGLER_REGISTRY_PATH", self.dir.join("registry"));
        wrangler.env("WRANGLER_LOG_PATH", self.dir.join("wrangler"));
        self.server.spawn(wrangler)
    }

    /// The second half of [`Self::start`].
    pub(super) fn wait(&mut self) -> Result<()> {
        let any_status = self.any_status;
        self.server
            .wait("/healthz", |status| any_status || status == 200)
    }
}

impl WorkerBuilder {
    /// The port; 0 takes a free one.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Where the stand-in for Meta and for Turnstile is: calls go there, and deep links lead there.
    /// It plays the shop's own receivers too.
    #[must_use]
    pub fn sandbox(self, url: impl AsRef<str>) -> Self {
        let url = url.as_ref();
        self.var("GRAPH_BASE_URL", url)
            .var("TURNSTILE_BASE_URL", url)
            .var("WA_LINK_BASE", &format!("{url}/wa"))
            .var("FORWARD_URL", &format!("{url}/_sandbox/forward"))
            .var("EVENTS_URL", &format!("{url}/_sandbox/events"))
    }

    /// A setting that beats `.dev.vars`; an empty value is an empty secret.
    #[must_use]
    pub fn var(mut self, name: &str, value: &str) -> Self {
        self.vars.insert(name.to_owned(), value.to_owned());
        self
    }

    /// Takes any answer of `/healthz` for a sign of life, for workers that are meant to be ill.
    #[must_use]
    pub fn any_status(mut self) -> Self {
        self.any_status = true;
        self
    }

    /// In workerd alone, without wrangler.
    #[must_use]
    pub fn bare(mut self) -> Self {
        self.bare = true;
        self
    }

    /// Bare, and answering at `/_counts` what Cloudflare would bill until then.
    #[must_use]
    pub fn counted(mut self) -> Self {
        self.in_front = Some("counting.js");
        self.bare()
    }

    /// Bare, and before a book that takes every webhook and keeps nothing.
    #[must_use]
    pub fn no_book(mut self) -> Self {
        self.in_front = Some("no_book.js");
        self.bare()
    }

    /// The worker, not yet started.
    ///
    /// # Errors
    /// When no port is free.
    pub fn build(self) -> Result<Worker> {
        let port = if self.port == 0 {
            ports::pick()?
        } else {
            self.port
        };
        let mut vars = self.vars;
        vars.entry("PUBLIC_URL".to_owned())
            .or_insert_with(|| format!("http://localhost:{port}"));
        let server = Server::new("worker", port, self.dir.join("log"));
        Ok(Worker {
            dir: self.dir,
            vars,
            any_status: self.any_status,
            bare: self.bare,
            in_front: self.in_front,
            server,
        })
    }

    /// The worker, started and answering.
    ///
    /// # Errors
    /// When the port is busy or the worker ends or stays silent.
    pub fn start(self) -> Result<Worker> {
        let mut worker = self.build()?;
        worker.start()?;
        Ok(worker)
    }
}
