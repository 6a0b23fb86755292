//! How a check came out, in one word. *Passed* is only said where something was confirmed.

use super::{EXIT_ERROR, EXIT_FAILURE, EXIT_OK, Summary};
use crate::judge::Verdict;

/// How a check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing fails, and something is confirmed.
    Passed,
    /// Nothing fails, and nothing is confirmed.
    Nothing,
    /// Some claim or example fails.
    Failed,
    /// The check itself could not be made.
    NotCompleted,
    /// A signal ended it.
    Interrupted,
}

impl Outcome {
    /// The words for it in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Nothing => "nothing confirmed",
            Self::Failed => "failed",
            Self::NotCompleted => "not completed",
            Self::Interrupted => "interrupted",
        }
    }
}

impl Summary {
    /// How the check came out. An exit status that the user keeps at 0 changes nothing.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        let confirmed = self.claims_by_verdict.get(&Verdict::Confirmed).copied().unwrap_or(0);
        match self.exit_status {
            EXIT_OK if self.fails => Outcome::Failed,
            EXIT_OK if confirmed == 0 => Outcome::Nothing,
            EXIT_OK => Outcome::Passed,
            EXIT_FAILURE => Outcome::Failed,
            EXIT_ERROR => Outcome::NotCompleted,
            _ => Outcome::Interrupted,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passed_is_only_said_where_something_is_confirmed() {
        let of = |exit_status, fails, confirmed| {
            let claims_by_verdict = [(Verdict::Confirmed, confirmed)].into();
            Summary { exit_status, fails, claims_by_verdict, ..Summary::default() }.outcome().as_str()
        };
        assert_eq!((of(0, false, 1), of(0, false, 0), of(0, true, 1)), ("passed", "nothing confirmed", "failed"));
        assert_eq!((of(1, true, 1), of(2, false, 1), of(130, true, 1)), ("failed", "not completed", "interrupted"));
    }
}
