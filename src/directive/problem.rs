//! Why a directive is not taken over, and the finding that says so.

use crate::finding::{Finding, FindingCode};

/// Why a directive is not taken over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DirectiveProblem {
    /// There is no such directive.
    Unknown(String),
    /// Its value is wrong.
    Invalid(String),
}

/// Adds a finding at `line` for each of `problems`.
pub(super) fn report(problems: Vec<DirectiveProblem>, line: usize, findings: &mut Vec<Finding>) {
    findings.extend(problems.into_iter().map(|problem| match problem {
        DirectiveProblem::Unknown(message) => Finding::new(FindingCode::UnknownDirective, line, message),
        DirectiveProblem::Invalid(message) => Finding::new(FindingCode::InvalidDirective, line, message),
    }));
}
