//! A child that listens on a port: started, waited for, ended and started again in its place.

use std::{
    fs::{self, File},
    io::{Read, Seek, SeekFrom},
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::{Context, Result, anyhow, bail};

use crate::{http, ports, process::Group, time::Deadline};

/// How long a server may take until it answers. workerd takes two seconds on two idle cores.
const START: Duration = Duration::from_mins(1);
/// How long it may answer with the wrong status before that is taken for its last word.
const RECOVERY: Duration = Duration::from_secs(3);
/// How long a port may stay busy after its former owner was killed.
const PORT: Duration = Duration::from_secs(5);
/// How much of a log is read for its last lines.
const TAIL: u64 = 16 * 1024;

#[derive(Debug)]
pub(super) struct Server {
    /// What it is called towards people.
    pub(super) name: &'static str,
    pub(super) port: u16,
    pub(super) log: PathBuf,
    group: Option<Group>,
    /// Whether it has run before: its log is begun anew once and then goes on.
    ran: bool,
}

impl Server {
    pub(super) fn new(name: &'static str, port: u16, log: PathBuf) -> Self {
        Self {
            name,
            port,
            log,
            group: None,
            ran: false,
        }
    }

    /// Starts `command` with its output in the log, after ending what ran before.
    pub(super) fn spawn(&mut self, mut command: Command) -> Result<()> {
        self.stop();
        let deadline = Deadline::after(PORT);
        while !ports::is_free(self.port) {
            if !deadline.pause() {
                bail!(
                    "port {} is busy: the {} cannot listen there",
                    self.port,
                    self.name
                );
            }
        }
        let log = self.open_log()?;
        self.ran = true;
        command
            .stdout(log.try_clone().context("cannot share a log file")?)
            .stderr(log);
        self.group = Some(Group::spawn(&mut command)?);
        Ok(())
    }

    /// Waits until a GET of `path` has a status that is `fine`.
    pub(super) fn wait(&mut self, path: &str, fine: impl Fn(u16) -> bool) -> Result<()> {
        let url = format!("http://127.0.0.1:{}{path}", self.port);
        let start = Deadline::after(START);
        let mut recovery = None;
        loop {
            self.check()?;
            let why = match http::get(&url) {
                Ok(answer) if fine(answer.status) => return Ok(()),
                Ok(answer) => {
                    recovery.get_or_insert_with(|| Deadline::after(RECOVERY));
                    let body = String::from_utf8_lossy(&answer.body);
                    format!("answers {} to {path}: {}", answer.status, body.trim())
                }
                Err(error) => format!("is silent for {} s: {error:#}", START.as_secs()),
            };
            if !recovery.unwrap_or(start).pause() {
                return Err(self.failure(&why));
            }
        }
    }

    /// Fails when it has ended.
    pub(super) fn check(&mut self) -> Result<()> {
        let Some(group) = &mut self.group else {
            bail!("the {} was not started", self.name);
        };
        match group.try_wait()? {
            Some(status) => Err(self.failure(&format!("ended by itself ({status})"))),
            None => Ok(()),
        }
    }

    pub(super) fn process_id(&self) -> Option<u32> {
        self.group.as_ref().map(Group::leader)
    }

    pub(super) fn stop(&mut self) {
        self.group = None; // dropping stops it
    }

    pub(super) fn kill(&mut self) {
        if let Some(mut group) = self.group.take() {
            group.kill();
        }
    }

    fn open_log(&self) -> Result<File> {
        if !self.ran {
            fs::remove_file(&self.log).ok();
        }
        if let Some(folder) = self.log.parent() {
            fs::create_dir_all(folder)
                .with_context(|| format!("cannot create {}", folder.display()))?;
        }
        File::options()
            .create(true)
            .append(true)
            .open(&self.log)
            .with_context(|| format!("cannot write {}", self.log.display()))
    }

    fn failure(&self, what: &str) -> anyhow::Error {
        let lines = last_lines(&self.log, 20).unwrap_or_default();
        anyhow!(
            "the {} {what}. The end of {}:\n{lines}",
            self.name,
            self.log.display()
        )
    }
}

fn last_lines(log: &Path, count: usize) -> Result<String> {
    let mut file = File::open(log)?;
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(TAIL)))?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    let lines: Vec<_> = text.lines().collect();
    Ok(lines
        .get(lines.len().saturating_sub(count)..)
        .unwrap_or_default()
        .join("\n"))
}
