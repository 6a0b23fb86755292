//! Waiting for the end of a program that the tool has started itself, and seeing to it that there is one.

use std::process::ExitStatus;
use std::time::{Duration, Instant};

use super::Interrupt;
use super::group::Group;
use super::slot::Slot;
use crate::settings;

/// Why waiting is over.
pub(super) enum Stop {
    /// The program ended by itself. Others of its group may have outlived it and were killed.
    Ended {
        status: ExitStatus,
        leaked: bool,
    },
    TimedOut,
    TooMuchOutput,
    Interrupted,
}

/// How often limits are looked at while the program runs.
const POLL_INTERVAL: Duration = Duration::from_millis(20);

/// How long a program may take to end after it was asked to, before it is killed.
const GRACE: Duration = Duration::from_millis(300);

/// How long processes that it started may outlive it.
const AFTERLIFE: Duration = Duration::from_millis(150);

/// How long it may take until the system has taken away what was killed.
const FUNERAL: Duration = Duration::from_secs(2);

/// What a program may use.
pub(super) struct Limits<'a> {
    pub(super) deadline: Instant,
    pub(super) interrupt: &'a Interrupt,
    /// What it writes, and how much of that there may be; where that is of interest.
    pub(super) output: Option<(&'a Slot, settings::Limits)>,
}

impl Limits<'_> {
    fn output_is_too_long(&self) -> bool {
        self.output.is_some_and(|(slot, limits)| slot.is_longer_than(limits))
    }
}

/// Waits until the program of `group` has ended or must end; afterwards nothing of the group is left.
pub(super) fn for_end(mut group: Group, limits: &Limits<'_>) -> Stop {
    let stop = loop {
        if let Ok(Some(status)) = group.ended() {
            let leaked = end_rest(&mut group);
            break if limits.output_is_too_long() { Stop::TooMuchOutput } else { Stop::Ended { status, leaked } };
        }
        let now = Instant::now();
        if now >= limits.deadline {
            break Stop::TimedOut;
        }
        if limits.output_is_too_long() {
            break Stop::TooMuchOutput;
        }
        if limits.interrupt.is_set() {
            break Stop::Interrupted;
        }
        group.sleep_until_exit(POLL_INTERVAL.min(limits.deadline - now));
    };
    if !matches!(stop, Stop::Ended { .. }) {
        end(&mut group);
    }
    stop
}

/// Ends all of `group`: asked first, then killed.
fn end(group: &mut Group) {
    if group.ask_to_end() {
        let begin = Instant::now();
        while begin.elapsed() < GRACE {
            if matches!(group.ended(), Ok(Some(_)) | Err(_)) {
                break;
            }
            group.sleep_until_exit(POLL_INTERVAL);
        }
    }
    group.end();
    is_gone_within(group, FUNERAL);
}

/// Kills what is left of a group whose program has ended, after some grace. Whether that was needed.
fn end_rest(group: &mut Group) -> bool {
    if is_gone_within(group, AFTERLIFE) {
        return false;
    }
    group.kill();
    is_gone_within(group, FUNERAL);
    true
}

fn is_gone_within(group: &Group, time: Duration) -> bool {
    let begin = Instant::now();
    while group.is_alive() {
        if begin.elapsed() >= time {
            return false;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    true
}
