//! The sandbox, Meta's stand-in.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::Result;

use super::server::Server;
use crate::root;

/// The demo shop, which the sandbox has by itself only where no other number is named.
const DEMO_NUMBER: &str = "106540352242922=15550783881=Demo";

/// A running sandbox. Dropping it stops it.
#[derive(Debug)]
pub struct Sandbox {
    dir: PathBuf,
    worker_port: u16,
    numbers: Vec<String>,
    server: Server,
}

impl Sandbox {
    /// A sandbox on `port`, not yet started, with its state and its log in `dir`,
    /// that posts webhooks to the worker on `worker_port`.
    pub fn new(dir: impl Into<PathBuf>, port: u16, worker_port: u16) -> Self {
        let dir = dir.into();
        let server = Server::new("sandbox", port, dir.join("log"));
        Self {
            dir,
            worker_port,
            numbers: Vec::new(),
            server,
        }
    }

    /// Business numbers beside the demo shop's, as its flag `--number` takes them.
    #[must_use]
    pub fn numbers(mut self, numbers: Vec<String>) -> Self {
        self.numbers = numbers;
        self
    }

    /// `http://localhost:<port>`, without a slash at the end.
    pub fn url(&self) -> String {
        format!("http://localhost:{}", self.server.port)
    }

    /// Where its output goes.
    pub fn log(&self) -> &Path {
        &self.server.log
    }

    /// Starts it, or starts it again, on the same port and state, and waits until it answers.
    ///
    /// # Errors
    /// When the port is busy or the sandbox ends or stays silent.
    pub fn start(&mut self) -> Result<()> {
        let mut command = Command::new(root::target().join("debug/saludo-sandbox"));
        command.current_dir(root::dir());
        command.args(["--port", &self.server.port.to_string()]);
        command.args([
            "--webhook-url",
            &format!("http://localhost:{}/webhooks/whatsapp", self.worker_port),
        ]);
        if !self.numbers.is_empty() {
            command.args(["--number", DEMO_NUMBER]);
        }
        for number in &self.numbers {
            command.args(["--number", number]);
        }
        command.arg("--state").arg(self.dir.join("state.json"));
        command.arg("--templates").arg(root::join("templates"));
        self.server.spawn(command)?;
        self.server
            .wait("/_sandbox/messages", |status| status == 200)
    }

    /// Ends it in good order.
    pub fn stop(&mut self) {
        self.server.stop();
    }

    /// Ends it as `kill -9` does.
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
}
