//! Verdicts: what comes out for a claim.

use crate::finding::Severity;

/// The outcome for one claim. Closed: a new one must be dealt with by every report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verdict {
    /// The real output matches the claim.
    Confirmed,
    /// The example ran to the claim and gives something else.
    Wrong,
    /// Like wrong, with evidence that it once held.
    Stale,
    /// The real output differs between two runs, so no fixed text can be right.
    Volatile,
    /// The example never got there.
    Unreached,
    /// Not run, for a reason that lies outside the example.
    Skipped,
    /// A comment that may be no claim at all, or a text that describes the output instead of quoting it.
    Unverified,
}

/// All verdicts, in the order of the documentation.
pub const VERDICTS: [Verdict; 7] = [
    Verdict::Confirmed,
    Verdict::Wrong,
    Verdict::Stale,
    Verdict::Volatile,
    Verdict::Unreached,
    Verdict::Skipped,
    Verdict::Unverified,
];

impl Verdict {
    /// The word used in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Wrong => "wrong",
            Self::Stale => "stale",
            Self::Volatile => "volatile",
            Self::Unreached => "unreached",
            Self::Skipped => "skipped",
            Self::Unverified => "unverified",
        }
    }

    /// What it means, for people.
    #[must_use]
    pub const fn explain(self) -> &'static str {
        match self {
            Self::Confirmed => "The real output matches the claim.",
            Self::Wrong => "The example reached the claim, and Python prints something else. Fails the check.",
            Self::Stale => {
                "Wrong or unreached, with evidence that the claim was once right: at an earlier commit, on an older Python or with older packages. Fails the check."
            }
            Self::Volatile => {
                "No fixed text can be right: another run printed something else, or the output depends on the clock, chance, addresses or the machine. Fails with `--strict`."
            }
            Self::Unreached => {
                "The example never reached the claim: it raised an exception, does not compile, timed out or was killed, or the line is never executed. Fails the check."
            }
            Self::Skipped => {
                "The example did not run, because its author says so or because something is missing: a package, a file, input, the network. Fails with `--strict`."
            }
            Self::Unverified => {
                "Neither confirmed nor contradicted. The comment may not be a claim (listed with `--all`), or the text describes the output or may continue after it (fails with `--strict`)."
            }
        }
    }

    /// How much it weighs; none for what is no problem.
    #[must_use]
    pub const fn severity(self) -> Option<Severity> {
        match self {
            Self::Confirmed | Self::Unverified => None,
            Self::Wrong | Self::Stale | Self::Unreached => Some(Severity::Error),
            Self::Volatile | Self::Skipped => Some(Severity::Warning),
        }
    }
}
