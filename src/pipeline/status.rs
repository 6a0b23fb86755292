//! How an example ended, in a word, and why.

use super::outcome::{Outcome, names_exception};
use super::stopped;
use crate::claim::{Claim, NotationId};
use crate::directive::Raises;
use crate::judge::{Judgement, Verdict, given};
use crate::report::Status;
use crate::run::{Ending, Run};

pub(super) fn status_of(outcome: &Outcome<'_>) -> (Status, Option<String>) {
    let Some(run) = &outcome.run else { return (Status::Skipped, outcome.not_given.clone()) };
    match (run_status(run), &outcome.not_given) {
        ((Status::Raised, _), Some(reason)) => (Status::Skipped, Some(reason.clone())),
        ((Status::Skipped, Some(own)), Some(reason)) if given::is_missing_import(&own) => {
            (Status::Skipped, Some(reason.clone()))
        }
        // An exception that its author announces is as it should be.
        ((Status::Raised, reason), None) if is_announced(outcome) => (Status::Ran, reason),
        // Wrong Python on purpose.
        ((Status::Invalid, reason), None) if names_exception(outcome) => (Status::Raised, reason),
        ((status, reason), _) => {
            let place = stopped::line(outcome).map(|line| format!(" on line {line}")).unwrap_or_default();
            (status, reason.map(|reason| reason + &place))
        }
    }
}

/// Whether the author's directive announces the exception that was raised.
fn is_announced(outcome: &Outcome<'_>) -> bool {
    let mut judged = outcome.claims.iter().zip(&outcome.judgements);
    let is_right = |claim: &Claim, judgement: &Judgement| {
        claim.notation == NotationId::RaisesDirective && judgement.verdict == Verdict::Confirmed
    };
    outcome.example.directives.raises == Some(Raises::Any)
        || judged.any(|(claim, judgement)| is_right(claim, judgement))
}

fn run_status(run: &Run) -> (Status, Option<String>) {
    let exception = run.exception.as_ref().filter(|_| run.ending == Ending::Raised);
    if let Some(exception) = exception {
        return match given::missing(exception) {
            _ if exception.compiling => (Status::Invalid, Some(exception.summary())),
            Some(reason) => (Status::Skipped, Some(reason)),
            None => (Status::Raised, Some(exception.summary())),
        };
    }
    let status = match run.ending {
        Ending::Ended | Ending::Exited(0) => Status::Ran,
        Ending::Raised | Ending::Exited(_) | Ending::Vanished(_) | Ending::Signalled(_) => Status::Raised,
        Ending::TimedOut => Status::TimedOut,
        Ending::TooMuchOutput(_) => Status::Limit,
        Ending::Interrupted => Status::Skipped,
    };
    (status, run.ending.describe())
}
