//! What happens to an interpreter between fork and exec: it gets a session of its own, limits, and the rules of the
//! sandbox. The supervisor stays outside of all that, or examples could signal it.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit, setsid};
use std::io;
use std::os::fd::RawFd;
use std::process::Command;

#[cfg(target_os = "linux")]
use super::seccomp;
use super::sys;
use crate::settings::Limits;

/// Open files of one process.
const OPEN_FILES: u64 = 1024;

/// How a process is locked in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Confinement {
    /// Seconds of processor time; none for a server that lives on.
    pub(super) seconds: Option<u64>,
    /// What else it may use.
    pub(super) limits: Limits,
    /// The rules of Landlock, as a descriptor that is open in the supervisor.
    #[cfg(target_os = "linux")]
    pub(super) rules: Option<RawFd>,
    /// Whether rights are given up.
    pub(super) drops_rights: bool,
}

impl Confinement {
    /// Has it applied to the process that `command` starts, which inherits the descriptors `kept`.
    pub(super) fn apply_to(self, command: &mut Command, kept: &[RawFd]) {
        let supervisor = rustix::process::getpid();
        let kept = kept.to_vec();
        sys::before_start(command, move || {
            kept.iter().try_for_each(|&descriptor| sys::keep_open(descriptor))?;
            self.apply(supervisor)
        });
    }

    /// The descriptor of the rules of the sandbox, for those who apply them once more.
    pub(super) fn rules(self) -> Option<RawFd> {
        #[cfg(target_os = "linux")]
        return self.rules;
        #[cfg(not(target_os = "linux"))]
        None
    }

    fn apply(self, supervisor: rustix::process::Pid) -> io::Result<()> {
        setsid()?;
        self.limit()?;
        #[cfg(target_os = "linux")]
        self.lock(supervisor)?;
        #[cfg(not(target_os = "linux"))]
        let _ = (supervisor, self.drops_rights);
        Ok(())
    }

    fn limit(self) -> io::Result<()> {
        limit(Resource::Core, 0)?;
        limit(Resource::Fsize, self.limits.of_files())?;
        limit(Resource::Nofile, OPEN_FILES)?;
        if cfg!(target_os = "linux") {
            limit(Resource::As, self.limits.memory)?;
        }
        self.seconds.map_or(Ok(()), |seconds| limit(Resource::Cpu, seconds))
    }

    #[cfg(target_os = "linux")]
    fn lock(self, supervisor: rustix::process::Pid) -> io::Result<()> {
        use rustix::process::{Signal, getppid, set_parent_process_death_signal};
        if self.drops_rights {
            rustix::thread::set_no_new_privs(true)?;
            if let Some(rules) = self.rules {
                sys::landlock_restrict(rules)?;
            }
            drop_capabilities()?;
            if seccomp::is_usable() {
                seccomp::restrict()?;
            }
        }
        // Last of all, for a change of rights takes it back. Only then it is known who the parent is.
        set_parent_process_death_signal(Some(Signal::KILL))?;
        if getppid() == Some(supervisor) { Ok(()) } else { Err(io::Error::other("the supervisor has gone")) }
    }
}

/// Sets the soft and the hard limit, unless the latter is lower already.
fn limit(resource: Resource, wanted: u64) -> io::Result<()> {
    let hard = getrlimit(resource).maximum.map_or(wanted, |hard| hard.min(wanted));
    Ok(setrlimit(resource, Rlimit { current: Some(hard), maximum: Some(hard) })?)
}

/// Whether this process has any power that an ordinary one has not.
#[cfg(target_os = "linux")]
pub(super) fn has_capabilities() -> bool {
    rustix::thread::capabilities(None).is_ok_and(|sets| !sets.permitted.is_empty())
}

/// Gives up every capability, and the possibility that a program of root brings them back.
#[cfg(target_os = "linux")]
fn drop_capabilities() -> io::Result<()> {
    use rustix::thread::{CapabilitySet, CapabilitySets, remove_capability_from_bounding_set, set_capabilities};
    if !has_capabilities() {
        return Ok(());
    }
    for number in 0..64 {
        // The kernel knows fewer than that and refuses the rest.
        let _ = remove_capability_from_bounding_set(CapabilitySet::from_bits_retain(1 << number));
    }
    let none = CapabilitySet::empty();
    Ok(set_capabilities(None, CapabilitySets { effective: none, permitted: none, inheritable: none })?)
}
