//! Examples that run into a limit: an endless loop, a print without end. They are run once in the context that they need, and
//! nothing is run behind them, for that could only run into the same limit.
//!
//! What an example gives in its own context is kept until its own turn comes, so that one that stands below it may look at
//! it earlier: the number of jobs does not show in what is run behind what.

use super::checker::{Checker, First, Ran};
use crate::example::Example;
use crate::plan::Session;
use crate::run::RunError;
use std::collections::HashSet;
use std::sync::PoisonError;

impl<'a> Checker<'a> {
    /// Runs `session`, the first of its example, in the context that it needs, unless that has been done already.
    pub(super) fn first_run(&self, session: Session<'a>) -> Result<Ran<'a>, RunError> {
        let Some(place) = self.firsts.get(session.example.id.index()) else { return self.run_in_context(session) };
        let mut error = None;
        let first =
            place.get_or_init(|| First::of(self.run_in_context(session.clone()).map_err(|e| error = Some(e)).ok()));
        let mut kept = first.ran.lock().unwrap_or_else(PoisonError::into_inner);
        // Another check of the example may be about other claims.
        let taken = kept.take_if(|ran| std::ptr::eq(ran.session.claims, session.claims));
        drop(kept);
        match (taken, error) {
            (Some(ran), _) => Ok(ran),
            (None, Some(error)) => Err(error),
            (None, None) => self.run_in_context(session),
        }
    }

    /// Whether `example` reaches a limit.
    fn is_stuck(&self, example: &'a Example) -> bool {
        let Some(place) = self.firsts.get(example.id.index()).filter(|_| self.may_loop(example)) else { return false };
        let first = place.get_or_init(|| {
            let session = Session::first(example, self.claims_of(example), &self.sharings);
            let may_run = self.behind_stuck(&session).is_none() && self.python(&session).is_ok();
            First::of(if may_run { self.run_in_context(session).ok() } else { None })
        });
        first.is_stuck
    }

    /// Why `session`, which runs behind what its author says, cannot run: something of that is stuck.
    pub(super) fn behind_stuck(&self, session: &Session<'a>) -> Option<String> {
        let stuck = session.before.iter().find(|other| self.is_stuck(other))?;
        Some(format!("needs the block on line {}, which reaches a limit", self.line(stuck)))
    }

    /// `wider` without what is stuck, and the 1-based line of the last such block; no session if it is no wider than
    /// `narrow` then.
    pub(super) fn without_stuck(
        &self,
        mut wider: Session<'a>,
        narrow: &Session<'a>,
    ) -> (Option<Session<'a>>, Option<usize>) {
        let mut stuck = None;
        let given: HashSet<_> = narrow.before.iter().map(|given| given.id).collect();
        wider.before.retain(|other| {
            // One that stands below may wait for this one itself.
            let is_above = other.position() < narrow.example.position();
            let is_stuck = is_above && !given.contains(&other.id) && self.is_stuck(other);
            if is_stuck {
                stuck = Some(self.line(other));
            }
            !is_stuck
        });
        let is_wider = wider.before.len() > narrow.before.len();
        (is_wider.then_some(wider), stuck)
    }
}
