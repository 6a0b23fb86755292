//! A program and all that it starts, where the tool itself starts it: a process group on Unix, a job object on Windows.
//!
//! Supervisors have better means. On Unix what leaves its process group is missed.

#[cfg(windows)]
mod job;

use std::io;
use std::process::{Child, Command, ExitStatus};
use std::time::Duration;

/// What all processes of a group may use together. Process groups have no such limits.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(not(windows), expect(dead_code, reason = "only job objects have limits"))]
pub(super) struct Quota {
    /// Bytes of memory of one process.
    pub(super) memory_of_process: usize,
    /// Bytes of memory.
    pub(super) memory: usize,
    /// Processes at the same time.
    pub(super) processes: u32,
}

/// A program that was started, and whatever it started.
#[derive(Debug)]
pub(super) struct Group {
    child: Child,
    #[cfg(windows)]
    job: job::Job,
}

/// Sees to it that groups can be made, and that what is started in them gets no handle of the tool's own.
pub(super) fn prepare() -> io::Result<()> {
    #[cfg(windows)]
    {
        job::keep_standard_handles();
        job::Job::new(None)?;
    }
    Ok(())
}

impl Group {
    /// Starts `command` in a group of its own.
    #[cfg(unix)]
    pub(super) fn start(mut command: Command, _: Option<Quota>) -> io::Result<Self> {
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        Ok(Self { child: command.spawn()? })
    }

    /// Starts `command` in a job of its own, without a window. It does not run before it is in.
    #[cfg(windows)]
    pub(super) fn start(mut command: Command, quota: Option<Quota>) -> io::Result<Self> {
        std::os::windows::process::CommandExt::creation_flags(&mut command, job::SUSPENDED_WITHOUT_WINDOW);
        let job = job::Job::new(quota)?;
        let mut child = command.spawn()?;
        let locked_in = job.take_in(&child).and_then(|()| job::resume(&child));
        if let Err(error) = locked_in {
            // It has done nothing yet.
            let _ = child.kill();
            let _ = child.wait();
            return Err(error);
        }
        Ok(Self { child, job })
    }

    /// How the program ended, if it has. Others of the group may still be there.
    pub(super) fn ended(&mut self) -> io::Result<Option<ExitStatus>> {
        self.child.try_wait()
    }

    /// Ends all of it at once, and waits for the program.
    pub(super) fn end(&mut self) {
        self.kill();
        // It cannot refuse; without this it would stay a zombie.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(unix)]
impl Group {
    fn id(&self) -> Option<rustix::process::Pid> {
        i32::try_from(self.child.id()).ok().and_then(rustix::process::Pid::from_raw)
    }

    /// Whether any process of it is left.
    pub(super) fn is_alive(&self) -> bool {
        self.id().is_some_and(|id| rustix::process::test_kill_process_group(id).is_ok())
    }

    /// Asks all of it to end; whether one can ask.
    pub(super) fn ask_to_end(&self) -> bool {
        // An error means that there is no such group any more, or not yet.
        let _ = self.id().map(|id| rustix::process::kill_process_group(id, rustix::process::Signal::TERM));
        true
    }

    /// Ends all of it at once.
    pub(super) fn kill(&self) {
        let _ = self.id().map(|id| rustix::process::kill_process_group(id, rustix::process::Signal::KILL));
    }
}

#[cfg(windows)]
impl Group {
    /// Whether any process of it is left.
    pub(super) fn is_alive(&self) -> bool {
        self.job.size() > 0
    }

    /// Asks all of it to end; whether one can ask. A program without a window or a console hears nothing.
    pub(super) fn ask_to_end(&self) -> bool {
        false
    }

    /// Ends all of it at once.
    pub(super) fn kill(&self) {
        self.job.end();
    }
}

impl Group {
    /// Sleeps until the program ends, for `longest` at most.
    #[cfg(target_os = "linux")]
    pub(super) fn sleep_until_exit(&self, longest: Duration) {
        use rustix::event::{PollFd, PollFlags, Timespec, poll};
        use rustix::process::{PidfdFlags, pidfd_open};
        let watched = self.id().and_then(|pid| pidfd_open(pid, PidfdFlags::empty()).ok());
        let (Some(fd), Ok(timeout)) = (watched, Timespec::try_from(longest)) else {
            std::thread::sleep(longest.min(Duration::from_millis(2)));
            return;
        };
        // An error only means to look again at once.
        let _ = poll(&mut [PollFd::new(&fd, PollFlags::IN)], Some(&timeout));
    }

    /// Sleeps until the program ends, for `longest` at most.
    #[cfg(windows)]
    pub(super) fn sleep_until_exit(&self, longest: Duration) {
        job::wait(&self.child, longest);
    }

    /// Sleeps for a moment, for `longest` at most.
    #[cfg(not(any(target_os = "linux", windows)))]
    pub(super) fn sleep_until_exit(&self, longest: Duration) {
        std::thread::sleep(longest.min(Duration::from_millis(2)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Stdio;
    use std::time::Instant;

    /// A program that starts another one, and then both wait for a minute.
    fn patient() -> Group {
        let (program, arguments) = if cfg!(windows) {
            ("cmd", ["/c", "ping -n 60 127.0.0.1"])
        } else {
            ("sh", ["-c", "sleep 60 & sleep 60; true"])
        };
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        Group::start(command, Some(Quota { memory_of_process: 1 << 30, memory: 1 << 30, processes: 9 }))
            .expect("a group")
    }

    #[test]
    fn a_group_ends_as_a_whole() {
        prepare().expect("groups");
        let mut group = patient();
        group.sleep_until_exit(Duration::from_millis(200));
        assert!(group.is_alive() && matches!(group.ended(), Ok(None)));
        group.end();
        let begin = Instant::now();
        while group.is_alive() && begin.elapsed() < Duration::from_secs(5) {
            std::thread::sleep(Duration::from_millis(2));
        }
        assert!(!group.is_alive() && matches!(group.ended(), Ok(Some(_))));
    }

    #[test]
    fn how_a_program_ended_is_told() {
        let (program, arguments) = if cfg!(windows) { ("cmd", ["/c", "exit 7"]) } else { ("sh", ["-c", "exit 7"]) };
        let mut command = Command::new(program);
        command.args(arguments);
        let mut group = Group::start(command, None).expect("a group");
        let begin = Instant::now();
        while matches!(group.ended(), Ok(None)) && begin.elapsed() < Duration::from_secs(20) {
            group.sleep_until_exit(Duration::from_millis(20));
        }
        assert_eq!(group.ended().expect("a status").and_then(|status| status.code()), Some(7));
    }
}
