//! Examples that need what only Python 2 has, `d.has_key(x)`, beside others of today: nothing can be said of them, unless an
//! interpreter of Python 2 has shown that they once held.

use super::outcome::Outcome;
use crate::judge::{Verdict, given};
use crate::lang::python::python2;
use crate::run::Exception;

/// Skips what such an exception has kept from being reached.
pub(super) fn skip(outcomes: &mut [Outcome<'_>]) {
    for outcome in outcomes {
        let Some(run) = &outcome.run else { continue };
        let raised: Vec<_> = run.caught.values().flatten().chain(&run.exception).filter_map(needed).collect();
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

/// The line on which `exception` was raised and what it needs, if that is Python 2.
fn needed(exception: &Exception) -> Option<(usize, String)> {
    let name = python2::shown(&exception.kind, &exception.message).filter(|_| !exception.by_statement)?;
    Some((exception.line()?, format!("needs Python 2: `{name}`")))
}
