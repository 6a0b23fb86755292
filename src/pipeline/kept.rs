//! Which runs stand for those of later checks: only those of examples about which nothing is to be told. What fails, or may say
//! something else next time, is seen afresh every time.

use std::collections::BTreeSet;

use super::Check;
use super::outcome::{Outcome, names_exception};
use crate::discover::File;
use crate::judge::Verdict;
use crate::record::Sheet;
use crate::run::Ending;

/// What is stored of the runs of `file`.
pub(super) fn sheet<'a>(check: &Check<'a>, file: &File) -> Sheet<'a> {
    let stored = check.records.zip(file.path.as_deref()).map(|(records, path)| records.sheet(path, &file.name));
    let stored = stored.unwrap_or_default();
    // What makes a check end early is seen afresh.
    if check.is_afresh || check.halt.is_some() { stored.afresh() } else { stored }
}

/// Whether anything is stored of the runs of `file` that may be recalled.
pub(super) fn is_stored(check: &Check<'_>, file: &File) -> bool {
    let records = check.records.filter(|_| !check.is_afresh && check.halt.is_none());
    records.zip(file.path.as_deref()).is_some_and(|(records, path)| records.has(path))
}

/// Whether the run of `outcome` may be stored.
fn is_worth(outcome: &Outcome<'_>) -> bool {
    let Some(run) = &outcome.run else { return false };
    let is_right = outcome.judgements.iter().all(|judgement| match judgement.verdict {
        Verdict::Confirmed | Verdict::Unverified => true,
        Verdict::Wrong | Verdict::Stale | Verdict::Volatile | Verdict::Unreached | Verdict::Skipped => false,
    });
    let ended = match run.ending {
        Ending::Ended => true,
        Ending::Raised => names_exception(outcome),
        Ending::Exited(_)
        | Ending::Vanished(_)
        | Ending::Signalled(_)
        | Ending::TimedOut
        | Ending::TooMuchOutput(_)
        | Ending::Interrupted => false,
    };
    // An exception at a prompt that no claim is about.
    let is_quiet = run.caught.keys().all(|id| *id < outcome.claims.len());
    is_right && ended && is_quiet && outcome.not_given.is_none()
}

/// Whether what is to be told of `outcome` was seen in an earlier check, of which it would not have been stored.
pub(super) fn is_doubted(outcome: &Outcome<'_>) -> bool {
    outcome.run.as_ref().is_some_and(|run| run.cached) && !is_worth(outcome)
}

/// Stores the runs of `outcomes` that are worth it.
pub(super) fn keep(sheet: &Sheet<'_>, is_whole: bool, outcomes: &[Outcome<'_>]) {
    let worth: BTreeSet<_> = outcomes.iter().filter(|one| is_worth(one)).map(|one| one.example.id.index()).collect();
    sheet.finish(is_whole, |owner| worth.contains(&owner));
}
