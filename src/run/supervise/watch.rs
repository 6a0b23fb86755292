//! Waiting for the end of an example, and seeing to it that there is one.

use std::os::fd::{AsFd, BorrowedFd};
use std::time::{Duration, Instant};

use rustix::process::Pid;

use super::super::launch;
use super::super::message::{Job, Outcome};
use super::super::slot::Slot;
use super::inbox::{Inbox, wait};
use super::process_tree::{self, ProcessTree};
use crate::settings;

/// How often limits are looked at while the process runs.
const POLL_INTERVAL: Duration = Duration::from_millis(20);

/// How long a process may take to end after it was asked to, before it is killed.
const GRACE: Duration = Duration::from_millis(300);

/// How long a process may take to write down where it is.
const ANSWER: Duration = Duration::from_millis(100);

/// How long processes that the example started may outlive it: multiprocessing's tracker needs some milliseconds.
pub(super) const AFTERLIFE: Duration = Duration::from_millis(150);

/// The main process of an example.
pub(super) trait Subject {
    /// How it ended, if it has.
    fn ended(&mut self, process_tree: &mut ProcessTree) -> Option<Outcome>;

    /// Something that is ready to be read when it has; there may be nothing of the kind.
    fn bell(&self) -> Option<BorrowedFd<'_>>;

    /// The leader of its session, as soon as there is one.
    fn leader(&self) -> Option<Pid>;
}

/// What a run may use.
pub(super) struct Limits<'a> {
    deadline: Instant,
    slot: &'a Slot,
    /// Those of its output.
    allowed: settings::Limits,
}

impl<'a> Limits<'a> {
    /// Those of `job`, which began at `begin` and writes to `slot`.
    pub(super) fn of(job: &Job, begin: Instant, slot: &'a Slot) -> Self {
        Self { deadline: begin + launch::timeout(job), slot, allowed: job.limits }
    }

    fn output_is_too_long(&self) -> bool {
        self.slot.is_longer_than(self.allowed)
    }
}

/// Waits until `subject` has ended or must end; then it has ended. What it has started may still be there.
pub(super) fn watch(
    subject: &mut impl Subject,
    process_tree: &mut ProcessTree,
    limits: &Limits<'_>,
    inbox: &mut Inbox,
) -> Outcome {
    let stop = loop {
        if let Some(outcome) = subject.ended(process_tree) {
            return if limits.output_is_too_long() { Outcome::TooMuchOutput } else { outcome };
        }
        let now = Instant::now();
        if now >= limits.deadline {
            break Outcome::TimedOut;
        }
        if !sleep(subject, Some(inbox), POLL_INTERVAL.min(limits.deadline - now)) && limits.output_is_too_long() {
            break Outcome::TooMuchOutput;
        }
        if inbox.says_stop() {
            break Outcome::Interrupted;
        }
    };
    if stop == Outcome::TimedOut {
        note_place(subject, limits.slot);
    }
    end(subject, process_tree);
    stop
}

/// Has `subject` write down in its log where it is.
fn note_place(subject: &impl Subject, slot: &Slot) {
    let Some(leader) = subject.leader() else { return };
    let (begin, before) = (Instant::now(), slot.log_length());
    process_tree::ask_where(leader);
    let mut last = before;
    while begin.elapsed() < ANSWER {
        std::thread::sleep(Duration::from_millis(2));
        let length = slot.log_length();
        // It writes in several pieces.
        if length > before && length == last {
            break;
        }
        last = length;
    }
}

/// Ends `subject` and its group: asked first, then killed.
fn end(subject: &mut impl Subject, process_tree: &mut ProcessTree) {
    let begin = Instant::now();
    let leader = loop {
        match subject.leader() {
            Some(leader) => break leader,
            // It ended just now, or has not even begun.
            None if subject.ended(process_tree).is_some() || begin.elapsed() >= GRACE => return,
            None => {
                sleep(subject, None, POLL_INTERVAL);
            }
        }
    };
    process_tree::ask_to_end(leader);
    while begin.elapsed() < GRACE {
        if subject.ended(process_tree).is_some() {
            return;
        }
        sleep(subject, None, POLL_INTERVAL);
    }
    process_tree::kill_group(leader);
    while subject.ended(process_tree).is_none() && begin.elapsed() < 10 * GRACE {
        sleep(subject, None, POLL_INTERVAL);
    }
}

/// Sleeps until something happens; whether it has.
fn sleep(subject: &impl Subject, inbox: Option<&Inbox>, longest: Duration) -> bool {
    let Some(bell) = subject.bell() else {
        std::thread::sleep(longest.min(Duration::from_millis(2)));
        return false;
    };
    match inbox {
        Some(inbox) => wait(&[bell, inbox.as_fd()], longest),
        None => wait(&[bell], longest),
    }
}
