//! The command that starts an interpreter in a box.

use std::io;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::environment;
use super::message::{Job, Work};
use super::slot::Slot;
use super::workdir::Workdir;

/// The wall-clock limit of `job`.
pub(super) fn timeout(job: &Job) -> Duration {
    Duration::from_millis(job.timeout_ms)
}

/// Puts the program of `job` into the box.
///
/// # Errors
/// Why that cannot be done, for a person.
pub(super) fn furnish(job: &Job, workdir: &Workdir) -> Result<(), String> {
    if matches!(job.work, Work::Ask { .. }) {
        return Ok(());
    }
    workdir.furnish(&job.source, &job.files).map_err(|error| {
        let folder = workdir.folder().display();
        format!("cannot write an example into {folder}: {error}; check that TMPDIR has room")
    })
}

/// The command that does `job` by an interpreter of its own, which writes to the files of `slot`.
pub(super) fn interpreter(job: &Job, workdir: &Workdir, slot: &Slot) -> io::Result<Command> {
    let mut command = command(job, workdir);
    let [log, stdout, stderr] = slot.streams()?;
    match &job.work {
        Work::Ask { question, folder } => {
            // This start compiles the harness, for all that follow.
            command.env_remove("PYTHONDONTWRITEBYTECODE").envs(&job.variables);
            command.args(["-c", question]).current_dir(folder).stdin(Stdio::null());
        }
        Work::Spawn | Work::Fork { .. } => {
            slot.give(&job.orders.for_log(&workdir.program()))?;
            command.arg(workdir.program()).stdin(log);
        }
    }
    command.stdout(stdout).stderr(stderr);
    Ok(command)
}

/// An interpreter's command, in the box of `ground` and with nothing of ours but the harness.
pub(super) fn command(job: &Job, workdir: &Workdir) -> Command {
    let [work, home, temporary] = workdir.folders();
    let mut command = Command::new(&job.python);
    command.current_dir(work).env_clear();
    command.envs(&job.variables);
    command.envs(environment::of_example(workdir.harness(), &home, &temporary, job.hash_seed));
    command
}

/// Why `python` did not start; the system's own message does not name it.
pub(super) fn describe(error: &io::Error, python: &Path) -> String {
    format!("cannot start {}: {error}", python.display())
}
