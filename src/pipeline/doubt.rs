//! Which failures are confirmed by an interpreter of their own, and which the text alone shows.

use crate::judge::{self, Judgement, Verdict};
use crate::plan::Session;
use crate::run::{Ending, Exception, Run};

/// Whether a failure would be reported of `run` that another way to start it might not have. Limits are what they are: to
/// run into them again takes long.
pub(super) fn is_doubtful(session: &Session<'_>, run: &Run, judgements: &[Judgement]) -> bool {
    let has = |verdict: Verdict| judgements.iter().any(|judgement| judgement.verdict == verdict);
    match run.ending {
        Ending::TimedOut | Ending::TooMuchOutput(_) | Ending::Interrupted => false,
        Ending::Ended | Ending::Exited(0) => has(Verdict::Wrong) || has(Verdict::Unreached),
        Ending::Raised => {
            let is_plain =
                |exception: &Exception| judge::given::missing(exception).is_some() || is_evident(session, exception);
            has(Verdict::Wrong) || !run.exception.as_ref().is_some_and(is_plain)
        }
        Ending::Exited(_) | Ending::Vanished(_) | Ending::Signalled(_) => true,
    }
}

/// Whether the text alone shows that `exception` is raised: nothing in it binds the name, or it is no Python.
pub(super) fn is_evident(session: &Session<'_>, exception: &Exception) -> bool {
    let module = &session.example.module;
    if exception.compiling {
        return module.error.is_some();
    }
    let is_bound = |name: &str| session.examples().any(|example| example.module.bound_names.contains(name));
    exception.missing_name().is_some_and(|name| module.free_names.contains(name) && !is_bound(name))
}
