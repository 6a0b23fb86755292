//! What is said of a claim: the verdict, and all that explains it.

use super::{Match, Unfit, Verdict};
use crate::claim::reading::ReadingKind;
use crate::claim::{Claim, Strength};
use crate::finding::Severity;

/// What is to be said of one claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// The outcome.
    pub verdict: Verdict,
    /// How much it weighs; none for what is no problem.
    pub severity: Option<Severity>,
    /// On which rung it matched.
    pub matched: Option<Match>,
    /// What the text was taken for, where that decided.
    pub reading: Option<ReadingKind>,
    /// How many of the claim's lines it is about.
    pub lines: usize,
    /// What was really printed there; none if nothing was.
    pub actual: Option<String>,
    /// Why, where the verdict alone does not say it.
    pub reason: Option<String>,
    /// What kind of difference there is.
    pub hint: Option<String>,
    /// The text to put in the place of the documented lines.
    pub replacement: Option<String>,
    /// Why there is none for a wrong claim.
    pub unfit: Option<Unfit>,
    /// Why its author leaves it out, if he does.
    pub ignored: Option<Ignored>,
}

/// A problem that its author leaves out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignored {
    /// Why.
    pub reason: String,
    /// How much it would weigh.
    pub severity: Severity,
}

impl Judgement {
    pub(super) fn new(verdict: Verdict, claim: &Claim) -> Self {
        // An explicit output is shown even where nothing can be said against it.
        let is_shown = verdict == Verdict::Unverified && claim.strength == Strength::Explicit;
        Self {
            verdict,
            severity: if is_shown { Some(Severity::Warning) } else { verdict.severity() },
            matched: None,
            reading: None,
            lines: claim.lines.len(),
            actual: None,
            reason: None,
            hint: None,
            replacement: None,
            unfit: None,
            ignored: None,
        }
    }

    pub(super) fn confirmed(claim: &Claim, matched: Match, reading: ReadingKind, actual: String) -> Self {
        let (matched, reading) = (Some(matched), Some(reading));
        Self { matched, reading, actual: Some(actual), ..Self::new(Verdict::Confirmed, claim) }
    }

    /// A text that describes the output.
    pub(super) fn described(claim: &Claim) -> Self {
        let judgement = Self::new(Verdict::Unverified, claim);
        let severity = judgement.severity.map(|_| Severity::Note);
        Self { severity, reading: Some(ReadingKind::Description), ..judgement }
            .because("describes: the text describes the output instead of quoting it")
    }

    /// Leaves `claim` open: its author announces it as an expectation, and not as what happens.
    #[must_use]
    pub fn announced(self, claim: &Claim) -> Self {
        let open = self.left_open(claim, "announced as an expectation");
        Self { severity: open.severity.map(|_| Severity::Note), ..open }
    }

    /// A claim that fails here and once held.
    #[must_use]
    pub fn stale(self) -> Self {
        // What is not reached prints nothing that could be written in its place.
        let unfit = if self.verdict == Verdict::Unreached { Some(Unfit::Unreached) } else { self.unfit };
        Self { verdict: Verdict::Stale, unfit, ..self }
    }

    /// Whether the example never got to the claim, also if that was once otherwise.
    #[must_use]
    pub fn is_unreached(&self) -> bool {
        let was_reached = self.verdict == Verdict::Stale && self.unfit == Some(Unfit::Unreached);
        was_reached || self.verdict == Verdict::Unreached
    }

    /// A claim that fails here and holds on a later Python, which nobody should put right by this one.
    #[must_use]
    pub fn ahead(self) -> Self {
        Self { replacement: None, unfit: Some(Unfit::Surroundings), ..self }
    }

    /// Leaves `claim` open for `reason`.
    #[must_use]
    pub fn left_open(self, claim: &Claim, reason: &str) -> Self {
        let open = Self::new(Verdict::Unverified, claim);
        Self { lines: self.lines, actual: self.actual, ..open }.because(reason)
    }

    pub(super) fn rewritten(self, text: Result<String, Unfit>) -> Self {
        match text {
            Ok(text) => Self { replacement: Some(text), ..self },
            Err(unfit) => Self { unfit: Some(unfit), ..self },
        }
    }

    pub(super) fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }
}
