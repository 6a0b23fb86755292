//! The command that starts an interpreter in a box, and the files that it gets as its standard streams.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

use super::environment;
use super::ground::Ground;
use super::message::{Job, Work};
use super::slot::{self, FILES, IO};

/// Opens the files of a run.
///
/// # Errors
/// Why that cannot be done, for a person.
pub(super) fn open_files(ground: &Ground) -> Result<[File; 3], String> {
    let open = |name: &str| {
        let mut options = OpenOptions::new();
        // A file that may only grow cannot be emptied on Windows, which the harness does with the log.
        if cfg!(windows) && name == FILES[0] {
            options.write(true)
        } else {
            options.append(true)
        };
        options.read(true).open(ground.folder().join(IO).join(name))
    };
    let all = || Ok([open(FILES[0])?, open(FILES[1])?, open(FILES[2])?]);
    all().map_err(|error: io::Error| format!("cannot open the files of a run: {error}"))
}

/// Takes the names of these files away: descriptors are all that is needed, and without names the example cannot find
/// them. A child of a server does that itself.
///
/// # Errors
/// Why that cannot be done, for a person.
pub(super) fn hide_files(ground: &Ground) -> Result<(), String> {
    FILES
        .iter()
        .try_for_each(|name| fs::remove_file(ground.folder().join(IO).join(name)))
        .map_err(|error| format!("cannot hide the files of a run: {error}"))
}

/// The command that does `job` by an interpreter of its own.
pub(super) fn interpreter(job: &Job, ground: &Ground, files: &[File; 3]) -> io::Result<Command> {
    let mut command = command(job, ground);
    let [log, stdout, stderr] = files;
    match &job.work {
        Work::Ask { question, folder } => {
            // This start compiles the harness, for all that follow.
            command.env_remove("PYTHONDONTWRITEBYTECODE").envs(&job.variables);
            command.args(["-c", question]).current_dir(folder).stdin(Stdio::null());
        }
        Work::Spawn | Work::Fork { .. } => {
            command.arg(slot::program(ground.folder())).stdin(log.try_clone()?);
        }
    }
    command.stdout(stdout.try_clone()?).stderr(stderr.try_clone()?);
    Ok(command)
}

/// An interpreter's command, in the box of `ground` and with nothing of ours but the harness.
pub(super) fn command(job: &Job, ground: &Ground) -> Command {
    let folder = ground.folder();
    let mut command = Command::new(&job.python);
    command.current_dir(folder.join("work")).env_clear();
    command.envs(&job.variables);
    command.envs(environment::of_example(&ground.harness(), &folder.join("home"), &folder.join("tmp"), job.hash_seed));
    command
}

/// Why `python` did not start; the system's own message does not name it.
pub(super) fn describe(error: &io::Error, python: &Path) -> String {
    format!("cannot start {}: {error}", python.display())
}
