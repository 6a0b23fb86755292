//! A fresh interpreter for each program.

use rustix::process::Pid;
use std::fs::{File, OpenOptions};
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::process::Command;

use super::super::ground::Ground;
use super::super::message::Outcome;
use super::super::slot::{FILES, IO};
use super::confine::Confinement;
use super::family::Family;
use super::watch::Subject;

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

/// A process that was started for one program.
#[derive(Debug)]
pub(super) struct Fresh {
    pid: Pid,
    bell: Option<OwnedFd>,
}

impl Fresh {
    /// Starts `command`, locked in.
    pub(super) fn start(mut command: Command, confinement: Confinement) -> io::Result<Self> {
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
