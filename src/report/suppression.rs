//! Problems that somebody knows of: they are counted, and neither shown nor failing.

use serde::{Deserialize, Serialize};

use crate::finding::Severity;

/// Who knows of a problem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suppression {
    /// Where that is said.
    pub kind: SuppressionKind,
    /// The author's reason.
    pub reason: Option<String>,
    /// How much the problem would weigh.
    pub severity: Severity,
}

/// Where it is said that a problem is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SuppressionKind {
    /// In the baseline of the repository.
    Baseline,
    /// In the document, beside it.
    Ignore,
}
