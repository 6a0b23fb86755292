//! The pages of a server, see `harness/doctrue_harness/page.py`.

use rustix::process::{Pid, Signal, kill_process};
use std::collections::VecDeque;
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::time::Duration;

use super::super::message::{Behind, PriorJob};
use super::forked::Line;
use super::process_tree;

/// Pages that one server keeps.
const MOST: usize = 4;

/// Sets of blocks that were asked for and are remembered.
const REMEMBERED: usize = 8;

/// Sets of blocks that are known to be unfit.
const AVOIDED: usize = 64;

/// How long a page may take to be there: a fork.
const PATIENCE: Duration = Duration::from_secs(5);

/// A page.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) line: Line,
    /// What has run in it.
    done: Vec<PriorJob>,
}

impl Page {
    /// The orders for a program that runs in it, with what is to run before that.
    pub(super) fn orders(&mut self, behind: &Behind, timeout: Duration) -> String {
        let mut orders = behind.orders.clone();
        let missing = &behind.priors[self.done.len()..];
        missing.iter().for_each(|prior| orders.lines.extend([prior.order.as_str(), "\n"]));
        self.done.extend_from_slice(missing);
        // It rests, unless it is new.
        let _ = kill_process(self.line.pid, Signal::CONT);
        orders.for_child(timeout)
    }
}

/// The pages of a server, the one that was used last at the end.
#[derive(Debug, Default)]
pub(super) struct Pages {
    running: Vec<Page>,
    /// What was asked for, with no page that could be used.
    asked: VecDeque<Vec<PriorJob>>,
    /// What is unfit.
    avoided: VecDeque<Vec<PriorJob>>,
}

impl Pages {
    /// The page that has run most of `priors` and nothing else, started by the process of `line` if need be; none if what is
    /// asked for is to run as a whole.
    pub(super) fn of(&mut self, priors: &[PriorJob], line: &mut Line) -> Option<&mut Page> {
        if self.avoided.iter().any(|avoided| priors.starts_with(avoided)) {
            return None;
        }
        let fits = |page: &&(usize, usize)| page.1 > 0;
        let lengths = self.running.iter().enumerate();
        let lengths = lengths.map(|(i, page)| (i, if priors.starts_with(&page.done) { page.done.len() } else { 0 }));
        let found = lengths.collect::<Vec<_>>().iter().filter(fits).max_by_key(|page| page.1).map(|page| page.0);
        let page = match found {
            Some(index) => self.running.remove(index),
            None if self.is_asked_again(priors) => Page { line: start(line)?, done: Vec::new() },
            None => return None,
        };
        if self.running.len() >= MOST {
            end(&self.running.remove(0));
        }
        self.running.push(page);
        self.running.last_mut()
    }

    /// Whether what was asked for earlier is, or begins, what is asked for now: a page pays for the second time only.
    fn is_asked_again(&mut self, priors: &[PriorJob]) -> bool {
        if self.asked.iter().any(|asked| priors.starts_with(asked)) {
            return true;
        }
        remember(&mut self.asked, priors, REMEMBERED);
        false
    }

    /// Has `priors` run as a whole from now on.
    pub(super) fn avoid(&mut self, priors: &[PriorJob]) {
        remember(&mut self.avoided, priors, AVOIDED);
    }

    /// The page that was used last.
    pub(super) fn last(&mut self) -> Option<&mut Page> {
        self.running.last_mut()
    }

    /// Stops the page that was used last until it is used again: what has run in it may be anything, and is not to go on beside
    /// the examples of others. Where it has children it ends.
    pub(super) fn rest_last(&mut self) {
        let Some(page) = self.running.last() else { return };
        let is_stopped = kill_process(page.line.pid, Signal::STOP).is_ok();
        if !is_stopped || !process_tree::children(page.line.pid).is_empty() {
            self.end_last();
        }
    }

    /// Ends the page that was used last.
    pub(super) fn end_last(&mut self) {
        self.running.pop().iter().for_each(end);
    }

    /// The processes of all pages.
    pub(super) fn pids(&self) -> Vec<Pid> {
        self.running.iter().map(|page| page.line.pid).collect()
    }
}

fn remember(sets: &mut VecDeque<Vec<PriorJob>>, priors: &[PriorJob], most: usize) {
    sets.push_back(priors.to_vec());
    if sets.len() > most {
        sets.pop_front();
    }
}

/// A new page, forked by the process of `line`.
fn start(line: &mut Line) -> Option<Line> {
    let (control, inner) = UnixStream::pair().ok()?;
    line.write(b"p").ok()?;
    // Any byte: descriptors do not come without.
    line.send(b"p", &[inner.as_fd()]).ok()?;
    let answer = line.answer(PATIENCE).ok()?;
    let pid = answer.strip_prefix("page ")?.parse().ok().and_then(Pid::from_raw)?;
    Some(Line::new(pid, control))
}

/// Ends the process of `page` and its child; then nobody writes to the files that they had.
fn end(page: &Page) {
    let children = process_tree::children(page.line.pid);
    process_tree::kill_for_good(page.line.pid);
    children.into_iter().for_each(process_tree::kill_for_good);
}
