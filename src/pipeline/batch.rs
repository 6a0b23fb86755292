//! Examples whose code shows that they leave nothing behind: their first runs share an interpreter, many at a time.

use super::context::Ran;
use super::session::Checker;
use super::stuck::First;
use crate::claim::Claim;
use crate::example::Example;
use crate::plan::{Context, Session};
use crate::run::{Program, RunError, batch};
use rayon::prelude::*;

impl<'a> Checker<'a> {
    /// Runs those of `examples` that may share an interpreter, each with its claims. What came to its end is kept until the
    /// turn of its example comes.
    pub(super) fn run_batches(&self, examples: &[(&'a Example, &'a [Claim])]) -> Result<(), RunError> {
        if !self.runner.batches() {
            return Ok(());
        }
        let sessions = examples.iter().filter_map(|&(example, claims)| self.batched(example, claims));
        let sessions: Vec<_> = sessions.collect();
        if sessions.len() < batch::FEWEST {
            return Ok(());
        }
        let workers = sessions.len().div_ceil(self.settings.jobs);
        let size = workers.clamp(batch::MOST / 4, batch::MOST);
        sessions.par_chunks(size).try_for_each(|sessions| self.run_batch(sessions))
    }

    /// The session of `example` with its program, if it may share an interpreter.
    fn batched(&self, example: &'a Example, claims: &'a [Claim]) -> Option<(Session<'a>, Program)> {
        let module = &example.module;
        // What misses a name raises an exception.
        if !module.is_inert || !module.free_names.is_empty() {
            return None;
        }
        let session = Session::first(example, claims, &self.sharings);
        if session.context != Context::None || !session.before.is_empty() || self.python(&session) != Ok(None) {
            return None;
        }
        let program = self.program(&session, self.hash_seeds[0]);
        let has_usual_limit = program.surroundings.timeout == Some(self.settings.timeout);
        (has_usual_limit && batch::fits(&program)).then_some((session, program))
    }

    fn run_batch(&self, sessions: &[(Session<'a>, Program)]) -> Result<(), RunError> {
        let programs: Vec<_> = sessions.iter().map(|(_, program)| program.clone()).collect();
        let runs = self.runner.run_batch(&programs)?;
        for ((session, _), run) in sessions.iter().zip(runs) {
            let place = self.firsts.get(session.example.id.index());
            if let (Some(run), Some(place)) = (run, place) {
                let ran = Ran { session: session.clone(), run, not_given: None, cause: None };
                // Nobody else was here before.
                let _ = place.set(First::of(Some(ran)));
            }
        }
        Ok(())
    }
}
