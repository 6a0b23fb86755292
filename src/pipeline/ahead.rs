//! Runs that were made before anybody asked for them.

use crate::example::ExampleId;
use crate::plan::{Context, Missing, Session};
use crate::run::Run;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Runs that were made ahead.
#[derive(Debug, Default)]
pub(super) struct Ahead<'a> {
    runs: Mutex<HashMap<Key, Box<Run>>>,
    /// What was found to run behind which blocks, and for what it misses.
    pub(super) wider: Mutex<HashMap<(ExampleId, Context), (Missing, Session<'a>)>>,
}

/// Which run it is: of which example, behind which others.
type Key = (ExampleId, Vec<ExampleId>);

fn key(session: &Session<'_>) -> Key {
    (session.example.id, session.before.iter().map(|other| other.id).collect())
}

impl<'a> Ahead<'a> {
    /// The run of `session`, if it was made ahead and nobody has taken it.
    pub(super) fn take(&self, session: &Session<'_>) -> Option<Run> {
        let mut runs = locked(&self.runs);
        if runs.is_empty() { None } else { runs.remove(&key(session)).map(|run| *run) }
    }

    pub(super) fn keep(&self, session: &Session<'_>, run: Run) {
        locked(&self.runs).insert(key(session), Box::new(run));
    }

    pub(super) fn has(&self, session: &Session<'_>) -> bool {
        locked(&self.runs).contains_key(&key(session))
    }

    /// Whether `session` ran to its end, and nothing can be better for it behind more blocks.
    pub(super) fn has_passed(&self, session: &Session<'_>) -> bool {
        let is_fine = |run: &Run| run.exception.is_none() && run.caught.is_empty();
        locked(&self.runs).get(&key(session)).is_some_and(|run| is_fine(run))
    }
}

pub(super) fn locked<T>(kept: &Mutex<T>) -> MutexGuard<'_, T> {
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}
