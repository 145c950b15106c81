//! The worker in workerd and the sandbox that plays Meta, each a child of ours.
//!
//! `dev` and the shared stack of the tests use [`Stack`]; a test that needs settings of its own,
//! or that kills things, starts a [`Worker`] or a [`Sandbox`] by itself.
//! All of it needs `cargo xtask build` to have run; nothing in here builds.
//!
//! ```no_run
//! # fn main() -> anyhow::Result<()> {
//! use xtask::stack::Stack;
//!
//! let mut stack = Stack::builder("/tmp/a-test").var("ADMIN_TOKEN", "dev-other").start()?;
//! let answer = xtask::http::get(&format!("{}/healthz", stack.worker.url()))?;
//! assert_eq!(answer.status, 200);
//! stack.worker.kill();
//! stack.worker.start()?;
//! # Ok(())
//! # }
//! ```

mod bare;
mod sandbox;
mod script;
mod server;
mod shops;
mod worker;

use std::path::PathBuf;

use anyhow::Result;

pub use self::{
    sandbox::Sandbox,
    script::Script,
    shops::TestShop,
    worker::{Worker, WorkerBuilder},
};
use crate::{files, ports};

/// A worker and a sandbox that know each other.
#[derive(Debug)]
pub struct Stack {
    /// The worker.
    pub worker: Worker,
    /// The sandbox.
    pub sandbox: Sandbox,
}

/// How a [`Stack`] is started.
#[derive(Clone, Debug)]
pub struct StackBuilder {
    dir: PathBuf,
    worker_port: u16,
    sandbox_port: u16,
    fresh: bool,
    shops: usize,
    bare: bool,
    vars: Vec<(String, String)>,
}

impl Stack {
    /// A stack with its state and logs in `dir`, on free ports, going on from the state it finds.
    pub fn builder(dir: impl Into<PathBuf>) -> StackBuilder {
        StackBuilder {
            dir: dir.into(),
            worker_port: 0,
            sandbox_port: 0,
            fresh: false,
            shops: 0,
            bare: false,
            vars: Vec::new(),
        }
    }

    /// Fails when one of the two has ended, with its last lines.
    ///
    /// # Errors
    /// When one of the two has ended.
    pub fn check(&mut self) -> Result<()> {
        self.worker.check()?;
        self.sandbox.check()
    }
}

impl StackBuilder {
    /// The worker's port; 0 takes a free one.
    #[must_use]
    pub fn worker_port(mut self, port: u16) -> Self {
        self.worker_port = port;
        self
    }

    /// The sandbox's port; 0 takes a free one.
    #[must_use]
    pub fn sandbox_port(mut self, port: u16) -> Self {
        self.sandbox_port = port;
        self
    }

    /// Whether to begin with empty state.
    #[must_use]
    pub fn fresh(mut self, fresh: bool) -> Self {
        self.fresh = fresh;
        self
    }

    /// So many shops beside the demo shop, for tests that each own one.
    #[must_use]
    pub fn shops(mut self, count: usize) -> Self {
        self.shops = count;
        self
    }

    /// The worker in workerd alone, without wrangler: for what is measured, and for what is killed
    /// again and again.
    #[must_use]
    pub fn bare(mut self) -> Self {
        self.bare = true;
        self
    }

    /// A setting of the worker that beats `.dev.vars`; an empty value is an empty secret.
    #[must_use]
    pub fn var(mut self, name: &str, value: &str) -> Self {
        self.vars.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Starts both and waits until both answer.
    ///
    /// # Errors
    /// When a port is busy or a child ends or stays silent; the error has its last lines.
    pub fn start(self) -> Result<Stack> {
        if self.fresh {
            files::remove_dir(&self.dir)?;
        }
        let worker_port = if self.worker_port == 0 {
            ports::pick()?
        } else {
            self.worker_port
        };
        let sandbox_port = if self.sandbox_port == 0 {
            ports::pick()?
        } else {
            self.sandbox_port
        };
        let mut shops: Vec<TestShop> = (0..self.shops).map(TestShop::new).collect();
        let with_token = if shops.is_empty() {
            Vec::new()
        } else {
            (0..TestShop::WITH_TOKEN)
                .map(TestShop::with_token)
                .collect()
        };
        shops.extend(with_token.iter().cloned());
        let mut sandbox = Sandbox::new(self.dir.join("sandbox"), sandbox_port, worker_port)
            .numbers(shops.iter().map(TestShop::sandbox_number).collect());
        let mut worker = Worker::builder(self.dir.join("worker"))
            .port(worker_port)
            .sandbox(sandbox.url());
        if !shops.is_empty() {
            worker = worker.var("SHOPS", &shops::setting(&shops));
        }
        for shop in &with_token {
            let (name, token) = shop.own_token();
            worker = worker.var(&name, &token);
        }
        if self.bare {
            worker = worker.bare();
        }
        for (name, value) in &self.vars {
            worker = worker.var(name, value);
        }
        let mut worker = worker.build()?;
        worker.spawn()?;
        sandbox.start()?;
        worker.wait()?;
        Ok(Stack { worker, sandbox })
    }
}
