//! Children, each at the head of its own process group, so that it leaves with all it started.
//!
//! Beside each child waits a shell that reads from a pipe we hold: should we be killed, even with
//! `kill -9`, the pipe closes and the shell ends the group.

use std::{
    io::{Read, Write},
    os::unix::process::CommandExt,
    process::{Child, Command, ExitStatus, Stdio},
    time::Duration,
};

use anyhow::{Context, Result, bail};
use nix::{
    errno::Errno,
    sys::signal::{Signal, killpg},
    unistd::Pid,
};

use crate::time::Deadline;

/// How long a child may take to leave by itself.
const GRACE: Duration = Duration::from_secs(5);

/// Ends the group named by `$0` when the pipe closes without a word.
const WATCH: &str = r#"trap "" HUP INT
read -r word || { kill -s TERM -- "-$0"; sleep 3; kill -s KILL -- "-$0"; }"#;

/// A child and everything it started.
#[derive(Debug)]
pub struct Group {
    leader: Child,
    watcher: Child,
}

impl Group {
    /// Starts `command`, without standard input.
    ///
    /// # Errors
    /// When the program cannot be started.
    pub fn spawn(command: &mut Command) -> Result<Self> {
        let program = command.get_program().to_string_lossy().into_owned();
        let mut leader = command
            .stdin(Stdio::null())
            .process_group(0)
            .spawn()
            .with_context(|| format!("cannot start {program}"))?;
        let watcher = Command::new("sh")
            .args(["-c", WATCH, &leader.id().to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn();
        match watcher {
            Ok(watcher) => Ok(Self { leader, watcher }),
            Err(error) => {
                leader.kill().ok();
                leader.wait().ok();
                Err(error).context("cannot start sh")
            }
        }
    }

    /// The process that was started.
    pub fn leader(&self) -> u32 {
        self.leader.id()
    }

    /// How the child ended, if it has.
    ///
    /// # Errors
    /// When the system cannot tell.
    pub fn try_wait(&mut self) -> Result<Option<ExitStatus>> {
        self.leader
            .try_wait()
            .context("cannot tell whether a child runs")
    }

    /// Waits for the child's end.
    ///
    /// # Errors
    /// When the system cannot tell.
    pub fn wait(&mut self) -> Result<ExitStatus> {
        self.leader.wait().context("cannot wait for a child")
    }

    /// Asks the group to end and makes it end if it does not.
    pub fn stop(&mut self) {
        let deadline = Deadline::after(GRACE);
        if self.signal(Signal::SIGTERM) {
            while self.leader.try_wait().is_ok_and(|status| status.is_none()) && deadline.pause() {}
            // The leader is gone; what it leaves behind has a moment more.
            let rest = Deadline::after(Duration::from_millis(500));
            while self.exists() && rest.pause() {}
        }
        self.kill();
    }

    /// Ends the group at once, as `kill -9` does.
    pub fn kill(&mut self) {
        self.signal(Signal::SIGKILL);
        self.leader.wait().ok();
    }

    fn exists(&self) -> bool {
        killpg(self.id(), None) != Err(Errno::ESRCH)
    }

    /// Whether there was anyone to signal.
    fn signal(&self, signal: Signal) -> bool {
        killpg(self.id(), signal).is_ok()
    }

    fn id(&self) -> Pid {
        Pid::from_raw(self.leader.id().cast_signed())
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.stop();
        if let Some(mut pipe) = self.watcher.stdin.take() {
            pipe.write_all(b"done\n").ok();
        }
        self.watcher.wait().ok();
    }
}

/// Runs `command` to its end, its output shown as it comes.
///
/// # Errors
/// When it cannot be started or fails; `what` names it for the person.
pub fn run(command: &mut Command, what: &str) -> Result<()> {
    let status = Group::spawn(command)?.wait()?;
    if !status.success() {
        bail!("{what} failed ({status})");
    }
    Ok(())
}

/// Runs `command` to its end. Answers what it printed and how it ended; what it says on standard
/// error is shown as it comes.
///
/// # Errors
/// When it cannot be started or read.
pub fn read(command: &mut Command) -> Result<(String, ExitStatus)> {
    let mut group = Group::spawn(command.stdout(Stdio::piped()))?;
    let mut text = String::new();
    if let Some(mut pipe) = group.leader.stdout.take() {
        pipe.read_to_string(&mut text)
            .context("cannot read what a child printed")?;
    }
    Ok((text, group.wait()?))
}

/// Runs `command` quietly and returns what it printed, or `None` when it is missing or fails.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

#[cfg(test)]
mod tests {
    use std::process::ChildStdout;

    use super::*;

    /// A child that starts another, which would outlive it. Whoever lives holds the pipe open.
    fn family(command: &str) -> Result<(Group, ChildStdout)> {
        let mut sh = Command::new("sh");
        let mut group = Group::spawn(sh.args(["-c", command]).stdout(Stdio::piped()))?;
        let pipe = group.leader.stdout.take().context("no pipe")?;
        Ok((group, pipe))
    }

    /// Returns once nobody holds the pipe any more.
    fn all_gone(mut pipe: ChildStdout) -> Result<()> {
        pipe.read_to_end(&mut Vec::new())?;
        Ok(())
    }

    #[test]
    fn stopping_a_child_stops_what_it_started() -> Result<()> {
        let (mut group, pipe) = family("sleep 600 & sleep 600")?;
        assert!(group.try_wait()?.is_none());
        group.stop();
        all_gone(pipe)
    }

    #[test]
    fn what_a_child_left_behind_is_stopped_too() -> Result<()> {
        let (mut group, pipe) = family("sleep 600 &")?;
        assert!(group.wait()?.success());
        group.stop();
        all_gone(pipe)
    }

    #[test]
    fn a_deaf_child_is_killed() -> Result<()> {
        let (mut group, pipe) = family("trap '' TERM; sleep 600 & sleep 600")?;
        group.kill();
        all_gone(pipe)
    }

    #[test]
    fn our_own_death_ends_the_group() -> Result<()> {
        let (mut group, pipe) = family("sleep 600 & sleep 600")?;
        drop(group.watcher.stdin.take()); // which is what the system does when we are killed
        all_gone(pipe)
    }

    #[test]
    fn a_failed_command_is_named() {
        let error = run(Command::new("sh").args(["-c", "exit 3"]), "the thing")
            .map_err(|error| error.to_string());
        assert_eq!(error, Err("the thing failed (exit status: 3)".to_owned()));
    }

    #[test]
    fn a_missing_program_is_named() {
        let error =
            run(&mut Command::new("no-such-program"), "it").map_err(|error| error.to_string());
        assert_eq!(error, Err("cannot start no-such-program".to_owned()));
    }
}
