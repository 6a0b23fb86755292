//! Examples that the tool starts itself, on systems without supervisors. That is Windows.
//!
//! An example has a box of its own, an environment from the allow-list, limits on time and output, and a group that ends
//! with it: a job object on Windows, which also bounds its memory and the number of its processes, and ends when the tool
//! ends, whatever ended it. What only a supervisor can do is missing: no layer keeps the example from files and signals
//! outside, nothing is forked, and a tool that is killed leaves its temporary folder behind.
//!
//! **Never run on Windows.** The tests run all of this on Unix, with process groups; what is special to Windows, here and
//! in `group/job.rs`, has been compiled, and tried under Wine with a stand-in for Python.

use std::io;
use std::path::Path;
use std::process::ExitStatus;
use std::time::{Duration, Instant};

use super::group::{self, Group, Quota};
use super::layer::Layer;
use super::message::{Done, Job, Outcome, Setup};
use super::slot::{Slot, Written};
use super::wait::{self, Limits, Stop};
use super::workdir::Workdir;
use super::worker::{Worker, WorkerError};
use super::{Interrupt, launch};
use crate::settings::Sandbox;

/// Processes that an example may have, where groups have limits.
const PROCESSES: u32 = 256;

/// How long it may take until the last files of an example can be removed: somebody may be looking for viruses in them.
const PATIENCE: Duration = Duration::from_secs(2);

/// What protects the machine from an example.
const LAYERS: &[Layer] = if cfg!(windows) {
    &[Layer::Process, Layer::TemporaryDirectory, Layer::Environment, Layer::Timeout, Layer::JobObject, Layer::NoConsole]
} else {
    &[Layer::Process, Layer::TemporaryDirectory, Layer::Environment, Layer::Timeout, Layer::ProcessGroup]
};

/// A worker without a supervisor.
#[derive(Debug)]
pub(super) struct Direct {
    workdir: Workdir,
}

impl Direct {
    /// Makes a box.
    pub(super) fn start(setup: &Setup) -> Result<Self, WorkerError> {
        let refused = |message: String| WorkerError::Refused { message, without_process_namespace: false };
        if setup.sandbox == Sandbox::Strict {
            return Err(refused("this system has no strict sandbox".to_owned()));
        }
        group::prepare().map_err(|error| refused(format!("examples cannot be supervised here: {error}")))?;
        Ok(Self { workdir: Workdir::make(setup, None).map_err(refused)? })
    }

    /// Runs one job to its end, which is that of its group.
    fn try_to_run(&self, job: &Job, slot: &Slot, interrupt: &Interrupt) -> Result<Done, String> {
        launch::furnish(job, &self.workdir)?;
        let begin = Instant::now();
        let started = launch::interpreter(job, &self.workdir, slot)
            .and_then(|command| Group::start(command, Some(quota(job))))
            .map_err(|error| launch::describe(&error, &job.python))?;
        let deadline = begin + launch::timeout(job);
        let stop = wait::for_end(started, &Limits { deadline, interrupt, output: Some((slot, job.limits)) });
        let (outcome, leaked) = match stop {
            Stop::Ended { status, leaked } => (outcome(status), leaked),
            Stop::TimedOut => (Outcome::TimedOut, false),
            Stop::TooMuchOutput => (Outcome::TooMuchOutput, false),
            Stop::Interrupted => (Outcome::Interrupted, false),
        };
        let microseconds = u64::try_from(begin.elapsed().as_micros()).unwrap_or(u64::MAX);
        let lengths = slot.lengths(job.limits).map_err(|error| error.to_string())?;
        Ok(Done { outcome, leaked, forked: false, behind: false, microseconds, lengths })
    }

    /// Makes the box as new.
    fn wipe(&self) -> io::Result<()> {
        let begin = Instant::now();
        loop {
            match self.workdir.wipe() {
                Err(_) if cfg!(windows) && begin.elapsed() < PATIENCE => {
                    std::thread::sleep(Duration::from_millis(20));
                }
                other => return other,
            }
        }
    }
}

impl Worker for Direct {
    fn base(&self) -> &Path {
        self.workdir.base()
    }

    fn harness(&self) -> &Path {
        self.workdir.harness()
    }

    fn folder(&self) -> &Path {
        self.workdir.folder()
    }

    fn layers(&self) -> &[Layer] {
        LAYERS
    }

    fn run(&mut self, job: &Job, interrupt: &Interrupt, _: &mut dyn FnMut(bool)) -> io::Result<(Done, Written)> {
        let slot = Slot::make(self.workdir.folder())?;
        let done = self.try_to_run(job, &slot, interrupt).unwrap_or_else(Done::not_started);
        let written = slot.read(done.lengths)?;
        Ok((done, written))
    }

    fn is_ready_again(&mut self) -> bool {
        // Not before: a file that is open may keep its name until it is closed, even if it was removed.
        self.wipe().is_ok()
    }

    fn dismiss(&mut self) {}
}

impl Drop for Direct {
    fn drop(&mut self) {
        self.workdir.remove();
    }
}

/// What the group of `job` may use. The size of files cannot be limited by a group.
fn quota(job: &Job) -> Quota {
    let memory = usize::try_from(job.limits.memory).unwrap_or(usize::MAX);
    Quota { memory_of_process: memory, memory: memory.saturating_mul(2), processes: PROCESSES }
}

/// What a status of a process means.
fn outcome(status: ExitStatus) -> Outcome {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return Outcome::Signalled(signal);
    }
    Outcome::Exited(status.code().unwrap_or(-1))
}
