//! Edits as whole lines, for readers who know a document by its lines only: reviews of pull requests, editors, scripts.

use serde::{Deserialize, Serialize};

/// Lines that take the place of others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineEdit {
    /// The 1-based line of the file that is replaced first.
    pub line: usize,
    /// The one that is replaced last.
    pub end_line: usize,
    /// What stands there afterwards, without the line ending behind it.
    pub text: String,
}
