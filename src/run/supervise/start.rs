//! A fresh interpreter for each program.

use rustix::process::Pid;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::process::Command;

use super::super::message::Outcome;
use super::confine::Confinement;
use super::process_tree::ProcessTree;
use super::watch::Subject;

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
    fn ended(&mut self, process_tree: &mut ProcessTree) -> Option<Outcome> {
        process_tree.ended(self.pid)
    }

    fn bell(&self) -> Option<BorrowedFd<'_>> {
        self.bell.as_ref().map(AsFd::as_fd)
    }

    fn leader(&self) -> Option<Pid> {
        Some(self.pid)
    }
}
