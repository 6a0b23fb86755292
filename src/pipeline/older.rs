//! Examples that need what only Python 2 has, `d.has_key(x)`, beside others of today: nothing can be said of them, unless an
//! interpreter of Python 2 has shown that they once held. Where the code, or that of the page, is of Python 3, such a call is a
//! mistake.

use super::outcome::Outcome;
use crate::example::Example;
use crate::judge::{Verdict, given};
use crate::lang::python::{self, python2};
use crate::run::{Exception, Run};

/// The Pythons of a page, as far as its examples failed for what Python 2 has.
pub(super) struct Pythons {
    /// Whether an example is of Python 3.
    has_python3: bool,
}

impl Pythons {
    pub(super) fn of(outcomes: &[Outcome<'_>]) -> Self {
        let needs_older = |outcome: &Outcome<'_>| {
            let raised = outcome.run.as_ref().into_iter().flat_map(raised);
            raised.filter_map(needed).next().is_some()
        };
        let has_python3 = outcomes.iter().any(needs_older)
            && outcomes.iter().any(|outcome| python::is_python3(&outcome.example.code));
        Self { has_python3 }
    }

    /// Whether `example` may be of Python 2. What stands at prompts was run by its author, whatever the page has beside it.
    fn may_be_older(&self, example: &Example) -> bool {
        let is_python3 = || python::is_python3(&example.code) || example.module.builtins.contains("next");
        let is_on_page = self.has_python3 && example.prompts.is_empty();
        !is_on_page && !is_python3()
    }

    /// Whether `exception`, which ended `example`, is for what Python 2 has.
    pub(super) fn explain(&self, example: &Example, exception: &Exception) -> bool {
        needed(exception).is_some() && self.may_be_older(example)
    }
}

/// Skips what such an exception has kept from being reached.
pub(super) fn skip(outcomes: &mut [Outcome<'_>]) {
    let pythons = Pythons::of(outcomes);
    for outcome in outcomes {
        let Some(run) = &outcome.run else { continue };
        let raised: Vec<_> = raised(run).filter_map(needed).collect();
        if raised.is_empty() || !pythons.may_be_older(outcome.example) {
            continue;
        }
        let ended = run.exception.as_ref().and_then(needed).map(|(_, reason)| reason);
        let (mut is_skipped, mut is_left) = (false, true);
        for (claim, judgement) in outcome.claims.iter().zip(&mut outcome.judgements) {
            let is_kept = |(line, _): &&(usize, String)| claim.places.iter().any(|place| place.holds(*line));
            let reason = raised.iter().find(is_kept).map(|(_, reason)| reason).or(ended.as_ref());
            match reason.filter(|_| judgement.verdict == Verdict::Unreached) {
                Some(reason) => {
                    given::skip_failing([judgement].into_iter(), reason);
                    is_skipped = true;
                }
                None => is_left &= judgement.severity.is_none(),
            }
        }
        if is_skipped && is_left && outcome.not_given.is_none() {
            outcome.not_given = ended.or_else(|| raised.first().map(|(_, reason)| reason.clone()));
        }
    }
}

/// What was raised in `run`, at its prompts or at its end.
fn raised(run: &Run) -> impl Iterator<Item = &Exception> {
    run.caught.values().flatten().chain(&run.exception)
}

/// The line on which `exception` was raised and what it needs, if that is Python 2.
fn needed(exception: &Exception) -> Option<(usize, String)> {
    let name = python2::shown(&exception.kind, &exception.message).filter(|_| !exception.by_statement)?;
    Some((exception.line()?, format!("needs Python 2: `{name}`")))
}
