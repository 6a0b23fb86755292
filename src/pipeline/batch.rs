//! Examples whose code shows that they leave nothing behind: their first runs share an interpreter, many at a time.
//!
//! What an example may run behind is found out one run after the other (`context`). Here the first of these are made
//! ahead, all of a document at once: each example alone, then those that miss a name behind what has it. They are kept until
//! somebody asks for just that run.

use super::context::missing;
use super::session::Checker;
use crate::claim::Claim;
use crate::example::{Example, ExampleId};
use crate::plan::{Context, Missing, Session};
use crate::run::{Program, Run, RunError, batch};
use rayon::prelude::*;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Behind more blocks than this an example does not run in a batch, which would run them for each anew: a page has run them.
const MOST_BEFORE: usize = 10;

/// A session and what it misses.
type Lacking<'s, 'a> = (&'s Session<'a>, Missing);

/// Runs that were made ahead.
#[derive(Debug, Default)]
pub(super) struct Ahead(Mutex<HashMap<Key, Run>>);

/// Which run it is: of which example, behind which others.
type Key = (ExampleId, Vec<ExampleId>);

fn key(session: &Session<'_>) -> Key {
    (session.example.id, session.before.iter().map(|other| other.id).collect())
}

impl Ahead {
    /// The run of `session`, if it was made ahead and nobody has taken it.
    pub(super) fn take(&self, session: &Session<'_>) -> Option<Run> {
        let mut runs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if runs.is_empty() { None } else { runs.remove(&key(session)) }
    }

    fn keep(&self, session: &Session<'_>, run: Run) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key(session), run);
    }
}

impl<'a> Checker<'a> {
    /// Runs those of `examples` ahead that may share an interpreter, each with its claims.
    pub(super) fn run_ahead(&self, examples: &[(&'a Example, &'a [Claim])]) -> Result<(), RunError> {
        if !self.runner.batches() {
            return Ok(());
        }
        let firsts = examples.iter().map(|(example, claims)| Session::first(example, claims, &self.sharings));
        let firsts: Vec<_> = firsts.filter_map(|session| self.batched(session)).collect();
        let missing = self.run_all(&firsts)?;
        for context in [Context::Section, Context::File] {
            let wider = missing.iter().filter_map(|(session, names)| {
                let wider = session.behind(self.document, &self.running, names, context)?;
                if wider.before.len() > MOST_BEFORE { None } else { self.batched(wider) }
            });
            self.run_all(&wider.collect::<Vec<_>>())?;
        }
        Ok(())
    }

    /// `session` with its program, if that may share an interpreter.
    fn batched(&self, session: Session<'a>) -> Option<(Session<'a>, Program)> {
        let is_inert = session.examples().all(|example| example.module.is_inert);
        let has_own_limit = session.examples().any(|example| example.directives.timeout.is_some());
        if !is_inert || has_own_limit || self.python(&session) != Ok(None) {
            return None;
        }
        let program = self.program(&session, self.hash_seeds[0]);
        batch::fits(&program).then_some((session, program))
    }

    /// Runs all `sessions` and keeps what came of them. Those that miss names, with these.
    fn run_all<'s>(&self, sessions: &'s [(Session<'a>, Program)]) -> Result<Vec<Lacking<'s, 'a>>, RunError> {
        if sessions.len() < batch::FEWEST {
            return Ok(Vec::new());
        }
        let size = sessions.len().div_ceil(self.settings.jobs).clamp(batch::MOST / 4, batch::MOST);
        let missing = sessions.par_chunks(size).map(|sessions| self.run_batch(sessions));
        Ok(missing.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
    }

    fn run_batch<'s>(&self, sessions: &'s [(Session<'a>, Program)]) -> Result<Vec<Lacking<'s, 'a>>, RunError> {
        let programs: Vec<_> = sessions.iter().map(|(_, program)| program).collect();
        let runs = self.runner.run_batch(&programs)?;
        let mut lacking = Vec::new();
        for ((session, _), run) in sessions.iter().zip(runs) {
            let Some(run) = run else { continue };
            let missed = missing(session, &run);
            if !missed.is_empty() {
                lacking.push((session, missed));
            }
            self.ahead.keep(session, run);
        }
        Ok(lacking)
    }
}
