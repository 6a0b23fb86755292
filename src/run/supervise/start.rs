//! A fresh interpreter for each program.

use rustix::process::Pid;
use std::fs::{File, OpenOptions};
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::Path;
use std::process::{Command, Stdio};

use super::super::environment;
use super::super::message::{Job, Outcome};
use super::super::slot::{FILES, IO, PROGRAM};
use super::confine::Confinement;
use super::family::Family;
use super::ground::Ground;
use super::watch::Subject;

/// Opens the files of a run.
pub(super) fn open_files(ground: &Ground) -> io::Result<[File; 3]> {
    let open = |name: &str| OpenOptions::new().read(true).append(true).open(ground.folder().join(IO).join(name));
    let [log, stdout, stderr] = FILES;
    Ok([open(log)?, open(stdout)?, open(stderr)?])
}

/// Takes the names of these files away: descriptors are all that is needed, and without names the example cannot find
/// them. A child of a server does that itself.
pub(super) fn hide_files(ground: &Ground) -> io::Result<()> {
    FILES.iter().try_for_each(|name| std::fs::remove_file(ground.folder().join(IO).join(name)))
}

/// Files like those of a run, for an interpreter that runs no program itself.
pub(super) fn scratch_files(ground: &Ground) -> io::Result<[File; 3]> {
    let create = |name: &str| {
        let path = ground.folder().join(IO).join(format!("server-{name}"));
        let file = OpenOptions::new().read(true).append(true).create_new(true).open(&path)?;
        std::fs::remove_file(path)?;
        Ok::<_, io::Error>(file)
    };
    let [log, stdout, stderr] = FILES;
    Ok([create(log)?, create(stdout)?, create(stderr)?])
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

/// Starts the program in the box.
pub(super) fn program(job: &Job, ground: &Ground, files: &[File; 3], confinement: Confinement) -> io::Result<Fresh> {
    let mut command = command(job, ground);
    command.arg(ground.folder().join(PROGRAM));
    let [log, stdout, stderr] = files;
    command.stdin(log.try_clone()?).stdout(stdout.try_clone()?).stderr(stderr.try_clone()?);
    Fresh::start(command, confinement)
}

/// Starts an interpreter that is to answer `question`.
pub(super) fn question(
    job: &Job,
    question: &str,
    folder: &Path,
    ground: &Ground,
    files: &[File; 3],
    confinement: Confinement,
) -> io::Result<Fresh> {
    let mut command = command(job, ground);
    // This start compiles the harness, for all that follow.
    command.env_remove("PYTHONDONTWRITEBYTECODE").envs(&job.variables);
    command.args(["-c", question]).current_dir(folder);
    command.stdin(Stdio::null()).stdout(files[1].try_clone()?).stderr(files[2].try_clone()?);
    Fresh::start(command, confinement)
}

/// A process that was started for one program.
#[derive(Debug)]
pub(super) struct Fresh {
    pid: Pid,
    bell: Option<OwnedFd>,
}

impl Fresh {
    fn start(mut command: Command, confinement: Confinement) -> io::Result<Self> {
        confinement.apply_to(&mut command, &[]);
        let child = command.spawn()?;
        let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw).ok_or(io::ErrorKind::NotFound)?;
        #[cfg(target_os = "linux")]
        let bell = rustix::process::pidfd_open(pid, rustix::process::PidfdFlags::empty()).ok();
        #[cfg(not(target_os = "linux"))]
        let bell = None;
        Ok(Self { pid, bell })
    }

    pub(super) fn pid(&self) -> Pid {
        self.pid
    }
}

impl Subject for Fresh {
    fn ended(&mut self, family: &mut Family) -> Option<Outcome> {
        family.ended(self.pid)
    }

    fn bell(&self) -> Option<BorrowedFd<'_>> {
        self.bell.as_ref().map(AsFd::as_fd)
    }

    fn leader(&self) -> Option<Pid> {
        Some(self.pid)
    }
}

/// Whether `path` is a file that can be started at all; the system's own message does not name it.
pub(super) fn describe(error: &io::Error, python: &Path) -> String {
    format!("cannot start {}: {error}", python.display())
}
