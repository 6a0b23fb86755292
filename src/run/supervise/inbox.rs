//! What the tool says, on standard input. The end of it means that the tool is gone, whatever ended it.

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use std::io;
use std::os::fd::{AsFd, BorrowedFd};
use std::time::Duration;

use super::super::message::STOP;
use super::sys;

/// How long to wait for the tool before looking whether a signal came in.
const PATIENCE: Duration = Duration::from_secs(1);

/// The lines that came in.
#[derive(Debug)]
pub(super) struct Inbox {
    input: io::Stdin,
    buffer: Vec<u8>,
    closed: bool,
}

impl Inbox {
    /// Listens to standard input and to signals.
    pub(super) fn open() -> io::Result<Self> {
        sys::catch_ending_signals()?;
        Ok(Self { input: io::stdin(), buffer: Vec::new(), closed: false })
    }

    /// The next job, as a line; none if the end has come.
    pub(super) fn next(&mut self) -> Option<String> {
        loop {
            if sys::is_asked_to_end() {
                return None;
            }
            if let Some(end) = self.buffer.iter().position(|&byte| byte == b'\n') {
                let line: Vec<u8> = self.buffer.drain(..=end).collect();
                let line = String::from_utf8_lossy(&line).trim_end().to_owned();
                // It came too late to stop anything.
                if line == STOP {
                    continue;
                }
                return Some(line);
            }
            if self.closed {
                return None;
            }
            wait(&[self.input.as_fd()], PATIENCE);
            self.take();
        }
    }

    /// Whether the job that is running is to end. Nothing else is said meanwhile.
    pub(super) fn says_stop(&mut self) -> bool {
        self.take();
        self.closed || !self.buffer.is_empty() || sys::is_asked_to_end()
    }

    /// Reads what is there.
    fn take(&mut self) {
        while !self.closed && is_ready(self.input.as_fd()) {
            let mut bytes = [0; 4096];
            match rustix::io::read(&self.input, &mut bytes) {
                Ok(0) => self.closed = true,
                Ok(count) => self.buffer.extend(&bytes[..count]),
                Err(rustix::io::Errno::INTR) => return,
                Err(_) => self.closed = true,
            }
        }
    }
}

impl AsFd for Inbox {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.input.as_fd()
    }
}

fn is_ready(descriptor: BorrowedFd<'_>) -> bool {
    wait(&[descriptor], Duration::ZERO)
}

/// Waits until one of `descriptors` has something to say, at most for `longest`; whether one has.
pub(super) fn wait(descriptors: &[BorrowedFd<'_>], longest: Duration) -> bool {
    let mut watched: Vec<_> = descriptors.iter().map(|descriptor| PollFd::new(descriptor, PollFlags::IN)).collect();
    let timeout = Timespec::try_from(longest).ok();
    poll(&mut watched, timeout.as_ref()).is_ok_and(|ready| ready > 0)
}
