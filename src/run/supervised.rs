//! The tool's end of a supervisor: it is started, gets jobs, is told to stop, and is seen off.

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::layer::Layer;
use super::message::{Done, Hello, Job, Outcome, STOP, Setup};
use super::process::Process;
use super::slot::Written;
use super::supervise::Activity;
use super::worker::{COMMAND, Worker, WorkerError};
use super::{Interrupt, environment};

/// How often to look whether the whole check was interrupted.
const POLL_INTERVAL: Duration = Duration::from_millis(50);

/// What a supervisor may need beyond the limit of its job: asking processes to end, ending them, emptying folders. An
/// example that has stopped its supervisor, where nothing keeps it from that, costs this time.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long a supervisor may take to go.
const FAREWELL: Duration = Duration::from_secs(5);

/// A supervisor.
#[derive(Debug)]
pub(super) struct Supervised {
    process: Process,
    /// None once it was told to go.
    requests: Option<File>,
    replies: BufReader<File>,
    base: PathBuf,
    harness: PathBuf,
    folder: PathBuf,
    layers: Vec<Layer>,
}

impl Supervised {
    /// Starts one: a copy of this process where that is possible, else by `program`.
    pub(super) fn start(program: &Path, setup: &Setup) -> Result<Self, WorkerError> {
        let lost = WorkerError::Lost;
        #[cfg(target_os = "linux")]
        let copy = super::supervise::copied::start(setup).ok();
        #[cfg(target_os = "linux")]
        let copy = copy.map(|copy| (Process::Forked(Some(copy.pid)), copy.requests, copy.replies));
        #[cfg(not(target_os = "linux"))]
        let copy = None;
        let (mut process, requests, replies) = match copy {
            Some(copy) => copy,
            None => by(program, setup).map_err(lost)?,
        };
        let mut replies = BufReader::new(File::from(replies));
        let mut line = String::new();
        replies.read_line(&mut line).map_err(lost)?;
        match serde_json::from_str(&line) {
            Ok(Hello::Ready { base, harness, folder, layers }) => {
                Ok(Self { process, requests: Some(requests.into()), replies, base, harness, folder, layers })
            }
            Ok(Hello::Failed { message, without_process_namespace }) => {
                // It has said its last word.
                process.wait();
                Err(WorkerError::Refused { message, without_process_namespace })
            }
            Err(_) => {
                process.kill();
                process.wait();
                Err(lost(io::Error::other("it does not answer")))
            }
        }
    }

    fn tell(&mut self, line: &[u8]) -> io::Result<()> {
        let Some(requests) = &mut self.requests else { return Err(io::Error::other("the supervisor has gone")) };
        requests.write_all(line)
    }

    fn has_answer(&self) -> io::Result<bool> {
        let timeout = Timespec::try_from(POLL_INTERVAL).ok();
        match poll(&mut [PollFd::new(self.replies.get_ref(), PollFlags::IN)], timeout.as_ref()) {
            Ok(ready) => Ok(ready > 0),
            Err(rustix::io::Errno::INTR) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Ends a supervisor that does not answer. Its example ends with it.
    fn abandon(&mut self) {
        self.requests = None;
        self.process.kill();
        self.process.wait();
        // What it would have done itself.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// A supervisor that is started by `program`, with what it is told by and what it answers on.
fn by(program: &Path, setup: &Setup) -> io::Result<(Process, OwnedFd, OwnedFd)> {
    let mut child = Command::new(program)
        .args([COMMAND, &serde_json::to_string(setup)?])
        // Examples may be able to read what environment their supervisor has.
        .env_clear()
        .envs(environment::passed_on())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let (Some(requests), Some(replies)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(io::Error::other("it has no pipes"));
    };
    Ok((Process::Started(child), requests.into(), replies.into()))
}

impl Worker for Supervised {
    fn base(&self) -> &Path {
        &self.base
    }

    fn harness(&self) -> &Path {
        &self.harness
    }

    fn folder(&self) -> &Path {
        &self.folder
    }

    fn layers(&self) -> &[Layer] {
        &self.layers
    }

    fn run(&mut self, job: &Job, interrupt: &Interrupt, works: &mut dyn FnMut(bool)) -> io::Result<(Done, Written)> {
        let mut line = serde_json::to_vec(job)?;
        line.push(b'\n');
        self.tell(&line)?;
        // What a page cannot run to its end runs once more.
        let times = if job.behind.is_some() { 2 } else { 1 };
        let deadline = Instant::now() + Duration::from_millis(job.timeout_ms) * times + PATIENCE;
        let mut was_stopped = false;
        let mut before = None;
        while !self.has_answer()? {
            let now = self.process.id().and_then(Activity::below);
            works(!now.zip(before).is_some_and(|(now, before): (Activity, Activity)| now.is_rest_since(before)));
            before = now;
            if interrupt.is_set() && !was_stopped {
                self.tell(format!("{STOP}\n").as_bytes())?;
                was_stopped = true;
            }
            if Instant::now() >= deadline {
                self.abandon();
                let done = Done {
                    outcome: Outcome::TimedOut,
                    leaked: true,
                    forked: false,
                    behind: false,
                    microseconds: job.timeout_ms * 1000,
                    lengths: [0; 3],
                };
                return Ok((done, Written::default()));
            }
        }
        let mut line = String::new();
        self.replies.read_line(&mut line)?;
        let done: Done = serde_json::from_str(&line).map_err(|_| io::Error::other("the supervisor has gone"))?;
        let written = Written::receive(&mut self.replies, done.lengths)?;
        Ok((done, written))
    }

    fn is_ready_again(&mut self) -> bool {
        self.requests.is_some() && self.process.is_running()
    }

    fn dismiss(&mut self) {
        self.requests = None;
    }
}

impl Drop for Supervised {
    fn drop(&mut self) {
        self.dismiss();
        let begin = Instant::now();
        while self.process.is_running() {
            if begin.elapsed() > FAREWELL {
                self.abandon();
                return;
            }
            // Its output closes when it ends.
            let _ = self.has_answer();
            std::thread::sleep(Duration::from_micros(200));
        }
    }
}
