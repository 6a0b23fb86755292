//! The process of a supervisor: a program that was started, or a copy of this one.

use std::io;
use std::process::Child;

use rustix::process::{Pid, Signal, WaitOptions, kill_process, waitpid};

/// A process that this one has to see off.
#[derive(Debug)]
pub(super) enum Process {
    Started(Child),
    /// None once it has ended: its number may be that of another one by then.
    Forked(Option<Pid>),
}

impl Process {
    /// Its number; none if it is known to have ended.
    pub(super) fn id(&self) -> Option<u32> {
        match self {
            Self::Started(child) => Some(child.id()),
            Self::Forked(pid) => pid.and_then(|pid| u32::try_from(pid.as_raw_nonzero().get()).ok()),
        }
    }

    /// Whether it has not ended.
    pub(super) fn is_running(&mut self) -> bool {
        match self {
            Self::Started(child) => matches!(child.try_wait(), Ok(None)),
            Self::Forked(pid) => {
                *pid = pid.filter(|&pid| matches!(waitpid(Some(pid), WaitOptions::NOHANG), Ok(None)));
                pid.is_some()
            }
        }
    }

    pub(super) fn kill(&mut self) {
        let _: io::Result<()> = match self {
            Self::Started(child) => child.kill(),
            Self::Forked(pid) => pid.map_or(Ok(()), |pid| Ok(kill_process(pid, Signal::KILL)?)),
        };
    }

    /// Waits for its end.
    pub(super) fn wait(&mut self) {
        match self {
            Self::Started(child) => {
                let _ = child.wait();
            }
            Self::Forked(pid) => {
                let Some(pid) = pid.take() else { return };
                while matches!(waitpid(Some(pid), WaitOptions::empty()), Err(rustix::io::Errno::INTR)) {}
            }
        }
    }
}
