//! The line to a process that forks for each program, and what comes of its children.

use rustix::net::{SendAncillaryBuffer, SendAncillaryMessage, SendFlags, sendmsg};
use rustix::process::Pid;
use std::io::{self, IoSlice, Read, Write};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;
use std::time::{Duration, Instant};

use super::super::message::Outcome;
use super::super::slot::Slot;
use super::inbox::wait;
use super::process_tree::{self, ProcessTree};
use super::watch::Subject;

/// The line to a process that forks: a server, or a page.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) pid: Pid,
    control: UnixStream,
    buffer: Vec<u8>,
}

impl Line {
    pub(super) fn new(pid: Pid, control: UnixStream) -> Self {
        Self { pid, control, buffer: Vec::new() }
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.control.write_all(bytes)
    }

    /// The next line, for which there is so much `patience`.
    pub(super) fn answer(&mut self, patience: Duration) -> io::Result<String> {
        let begin = Instant::now();
        loop {
            if let Some(line) = self.next()? {
                return Ok(line);
            }
            if begin.elapsed() >= patience {
                return Err(io::ErrorKind::TimedOut.into());
            }
            wait(&[self.control.as_fd()], Duration::from_millis(100));
        }
    }

    /// Asks for a child with these `orders`, which writes to `slot`.
    pub(super) fn request(&mut self, orders: &str, slot: &Slot) -> io::Result<()> {
        // By itself: descriptors that come with bytes that nobody receives as a message are lost.
        self.write(b"r")?;
        let sent = self.send(orders.as_bytes(), &slot.descriptors())?;
        self.write(&orders.as_bytes()[sent..])
    }

    /// Sends as much of `bytes` as goes at once, and up to three `descriptors` with the first of them.
    pub(super) fn send(&self, bytes: &[u8], descriptors: &[BorrowedFd<'_>]) -> io::Result<usize> {
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(3))];
        let mut ancillary = SendAncillaryBuffer::new(&mut space);
        if !ancillary.push(SendAncillaryMessage::ScmRights(descriptors)) {
            return Err(io::ErrorKind::OutOfMemory.into());
        }
        Ok(sendmsg(&self.control, &[IoSlice::new(bytes)], &mut ancillary, SendFlags::empty())?)
    }

    /// A line, if one has come. An error if none can come any more.
    fn next(&mut self) -> io::Result<Option<String>> {
        loop {
            if let Some(end) = self.buffer.iter().position(|&byte| byte == b'\n') {
                let line: Vec<u8> = self.buffer.drain(..=end).collect();
                return Ok(Some(String::from_utf8_lossy(&line).trim_end().to_owned()));
            }
            if !wait(&[self.control.as_fd()], Duration::ZERO) {
                return Ok(None);
            }
            let mut bytes = [0; 512];
            match self.control.read(&mut bytes)? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                count => self.buffer.extend(&bytes[..count]),
            }
        }
    }
}

/// A child of a process that forks.
#[derive(Debug)]
pub(super) struct Forked<'a> {
    line: &'a mut Line,
    /// Other children of that process.
    others: Vec<Pid>,
    outcome: Option<Outcome>,
    /// Whether that process cannot have such a child.
    is_unfit: bool,
}

impl<'a> Forked<'a> {
    pub(super) fn of(line: &'a mut Line, others: Vec<Pid>) -> Self {
        Self { line, others, outcome: None, is_unfit: false }
    }

    /// Whether the process cannot have such a child.
    pub(super) fn is_unfit(&self) -> bool {
        self.is_unfit
    }

    fn listen(&mut self) -> io::Result<()> {
        while self.outcome.is_none() {
            let Some(line) = self.line.next()? else { return Ok(()) };
            self.is_unfit = line == "unfit";
            let number = line.strip_prefix("status ").and_then(|word| word.parse().ok()).unwrap_or(-1);
            self.outcome = Some(meaning(number));
        }
        Ok(())
    }
}

/// What a status of `wait` means.
fn meaning(status: i32) -> Outcome {
    let status = ExitStatus::from_raw(status);
    match status.signal() {
        Some(signal) => Outcome::Signalled(signal),
        None => Outcome::Exited(status.code().unwrap_or(-1)),
    }
}

impl Subject for Forked<'_> {
    fn ended(&mut self, process_tree: &mut ProcessTree) -> Option<Outcome> {
        if self.listen().is_err() && self.outcome.is_none() {
            // The process is lost, and its child dies with it.
            process_tree::kill_group(self.line.pid);
            process_tree.ended(self.line.pid);
            self.is_unfit = true;
            self.outcome = Some(Outcome::Signalled(rustix::process::Signal::KILL.as_raw()));
        }
        self.outcome.clone()
    }

    fn bell(&self) -> Option<BorrowedFd<'_>> {
        Some(self.line.control.as_fd())
    }

    fn leader(&self) -> Option<Pid> {
        process_tree::children(self.line.pid).into_iter().find(|pid| !self.others.contains(pid))
    }
}
