//! The examples of a document, each as far as it is to run.

use rayon::prelude::*;

use super::asked::Parts;
use super::checker::Checker;
use super::enough::Stop;
use super::fate::Fate;
use super::outcome::{self, Outcome};
use super::{Check, alone};
use crate::crash;
use crate::run::RunError;

/// What became of the examples of a document.
pub(super) struct Checked<'a> {
    pub(super) outcomes: Result<Vec<Outcome<'a>>, RunError>,
    /// The example with which enough has failed; those behind it have not run.
    pub(super) last: Option<usize>,
}

/// Runs the examples of `parts` as their `fates` say.
pub(super) fn run<'a>(check: &Check<'_>, checker: &Checker<'a>, parts: Parts<'a>, fates: &[Fate]) -> Checked<'a> {
    let (examples, claims) = (parts.examples, parts.claims);
    let stop = check.halt.map(Stop::new);
    let is_over = |index: usize| stop.as_ref().is_some_and(|stop| stop.is_before(index));
    let count = |index: usize, outcome: &Outcome<'_>| {
        if let Some(stop) = &stop
            && let Some(report) = alone::report(parts, outcome, &check.settings.severities)
        {
            stop.count(index, report);
        }
    };
    let all = examples.par_iter().zip(claims).zip(fates).enumerate();
    let checked = all.map(|(index, ((example, claims), fate))| {
        crash::helping(|| match fate {
            _ if is_over(index) => Ok(outcome::not_run(example, claims, String::new())),
            Fate::Run => checker.check(example, claims).inspect(|outcome| count(index, outcome)),
            Fate::SkippedBy(reason) => checker.skip(example, claims, reason),
            Fate::NotWanted => Ok(outcome::not_run(example, claims, String::new())),
        })
    });
    let outcomes: Result<Vec<_>, RunError> = checked.collect();
    let last = stop.as_ref().and_then(Stop::last);
    let outcomes = outcomes.map(|mut all| {
        // Some may have begun before the one with which it was enough was done.
        for outcome in all.iter_mut().skip(last.map_or(usize::MAX, |last| last + 1)) {
            *outcome = outcome::not_run(outcome.example, outcome.claims, String::new());
        }
        all
    });
    Checked { outcomes, last }
}
