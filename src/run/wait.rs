//! Waiting for the end of a program that the tool needs itself, and seeing to it that there is one. Examples are the
//! business of supervisors.

use std::process::{Child, ExitStatus};
use std::time::{Duration, Instant};

use super::Interrupt;

/// Why waiting is over.
pub(super) enum Stop {
    /// The process ended by itself.
    Ended(ExitStatus),
    TimedOut,
    Interrupted,
}

/// How often limits are looked at while the process runs.
const BEAT: Duration = Duration::from_millis(20);

/// How long a process may take to end after it was asked to, before it is killed.
const GRACE: Duration = Duration::from_millis(300);

/// How long processes that it started may outlive it.
const AFTERLIFE: Duration = Duration::from_millis(150);

/// Waits until `child`, which leads a process group, has ended or must end; afterwards its whole group is gone.
pub(super) fn for_end(child: &mut Child, deadline: Instant, interrupt: &Interrupt) -> Stop {
    let stop = loop {
        if let Ok(Some(status)) = child.try_wait() {
            break Stop::Ended(status);
        }
        let now = Instant::now();
        if now >= deadline {
            break Stop::TimedOut;
        }
        if interrupt.is_set() {
            break Stop::Interrupted;
        }
        sleep_until_exit(child, BEAT.min(deadline - now));
    };
    if let Stop::Ended(status) = stop {
        end_group(child, AFTERLIFE);
        return Stop::Ended(status);
    }
    end(child);
    stop
}

/// Ends `child` and its group: asked first, then killed.
fn end(child: &mut Child) {
    group::ask_to_end(child);
    let begin = Instant::now();
    while begin.elapsed() < GRACE {
        if matches!(child.try_wait(), Ok(Some(_)) | Err(_)) {
            break;
        }
        sleep_until_exit(child, BEAT);
    }
    group::kill(child);
    // It cannot refuse; without this it would stay a zombie.
    let _ = child.kill();
    let _ = child.wait();
}

/// Kills what is left of the group of an ended child after `grace`.
fn end_group(child: &Child, grace: Duration) {
    let begin = Instant::now();
    while group::is_alive(child) {
        if begin.elapsed() >= grace {
            group::kill(child);
            return;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

#[cfg(target_os = "linux")]
fn sleep_until_exit(child: &Child, longest: Duration) {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use rustix::process::{Pid, PidfdFlags, pidfd_open};
    let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
    let watched = pid.and_then(|pid| pidfd_open(pid, PidfdFlags::empty()).ok());
    let (Some(fd), Ok(timeout)) = (watched, Timespec::try_from(longest)) else {
        std::thread::sleep(longest.min(Duration::from_millis(2)));
        return;
    };
    // An error only means to look again at once.
    let _ = poll(&mut [PollFd::new(&fd, PollFlags::IN)], Some(&timeout));
}

#[cfg(not(target_os = "linux"))]
fn sleep_until_exit(_: &Child, longest: Duration) {
    std::thread::sleep(longest.min(Duration::from_millis(2)));
}

/// The process group of a program, which it leads.
#[cfg(unix)]
mod group {
    use rustix::process::{Pid, Signal, kill_process_group, test_kill_process_group};
    use std::process::Child;

    fn id(child: &Child) -> Option<Pid> {
        i32::try_from(child.id()).ok().and_then(Pid::from_raw)
    }

    pub(super) fn is_alive(child: &Child) -> bool {
        id(child).is_some_and(|id| test_kill_process_group(id).is_ok())
    }

    pub(super) fn ask_to_end(child: &Child) {
        // An error means that there is no such group any more, or not yet.
        let _ = id(child).map(|id| kill_process_group(id, Signal::TERM));
    }

    pub(super) fn kill(child: &Child) {
        let _ = id(child).map(|id| kill_process_group(id, Signal::KILL));
    }
}

/// Without process groups only the process itself is ended.
#[cfg(not(unix))]
mod group {
    use std::process::Child;

    pub(super) fn is_alive(_: &Child) -> bool {
        false
    }

    pub(super) fn ask_to_end(_: &Child) {}

    pub(super) fn kill(_: &Child) {}
}
