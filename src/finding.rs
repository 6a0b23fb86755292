//! Findings: everything worth telling about a document that is not a verdict on a claim.
//!
//! A finding is data with a stable code. It is no error of the tool: a document full of them is still checked.

use std::fmt;

/// How much a verdict or a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; never fails a check.
    Note,
    /// Fails a check under `--strict` only.
    Warning,
    /// Fails the check.
    Error,
}

/// All severities, the lightest first.
pub const SEVERITIES: [Severity; 3] = [Severity::Note, Severity::Warning, Severity::Error];

impl Severity {
    /// The word used in every report.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a finding is about. The code is part of the public interface: it is never renamed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FindingCode {
    /// The file is not text in UTF-8 at all.
    UnreadableText,
    /// A byte of the file is not UTF-8.
    InvalidUtf8,
    /// A fence is never closed, so the rest of the document counts as code (CommonMark 0.31, section 4.5).
    UnclosedFence,
    /// A fence holds the opening of another that it does not enclose, so what that was to hold is text of the first.
    SwallowedFence,
    /// A fence stands in HTML, where CommonMark leaves it alone: it is run, and GitHub shows it as text.
    FenceInHtml,
    /// A block that is Python by its tag does not compile.
    InvalidPython,
    /// A block does not parse here, and the interpreter that runs it compiles it.
    ParserBehind,
    /// A directive is not known.
    UnknownDirective,
    /// The value of a directive is wrong.
    InvalidDirective,
    /// A directive applies to no block.
    UnusedDirective,
    /// A block is skipped and would pass.
    NeedlessSkip,
    /// An example raised an exception that nothing announces.
    ExampleRaised,
    /// An example did not end by itself, and nothing announces that: a limit, a signal or an exit status stopped it.
    ExampleStopped,
    /// An example asks for a name that no block of the document binds.
    UndefinedName,
    /// Processes that an example had started outlived it.
    LeakedProcess,
    /// A test is defined that no example calls.
    TestNotCalled,
    /// The baseline knows a problem that is no longer there.
    BaselineUnused,
    /// A claim is left out that does not fail.
    UnusedIgnore,
}

/// Every code. A test holds the schema and the documentation against it.
pub const CODES: [FindingCode; 18] = [
    FindingCode::UnreadableText,
    FindingCode::InvalidUtf8,
    FindingCode::UnclosedFence,
    FindingCode::SwallowedFence,
    FindingCode::FenceInHtml,
    FindingCode::InvalidPython,
    FindingCode::ParserBehind,
    FindingCode::UnknownDirective,
    FindingCode::InvalidDirective,
    FindingCode::UnusedDirective,
    FindingCode::NeedlessSkip,
    FindingCode::ExampleRaised,
    FindingCode::ExampleStopped,
    FindingCode::UndefinedName,
    FindingCode::LeakedProcess,
    FindingCode::TestNotCalled,
    FindingCode::BaselineUnused,
    FindingCode::UnusedIgnore,
];

impl FindingCode {
    /// The stable spelling.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UnreadableText => "unreadable-text",
            Self::InvalidUtf8 => "invalid-utf8",
            Self::UnclosedFence => "unclosed-fence",
            Self::SwallowedFence => "swallowed-fence",
            Self::FenceInHtml => "fence-in-html",
            Self::InvalidPython => "invalid-python",
            Self::ParserBehind => "parser-behind",
            Self::UnknownDirective => "unknown-directive",
            Self::InvalidDirective => "invalid-directive",
            Self::UnusedDirective => "unused-directive",
            Self::NeedlessSkip => "needless-skip",
            Self::ExampleRaised => "example-raised",
            Self::ExampleStopped => "example-stopped",
            Self::UndefinedName => "undefined-name",
            Self::LeakedProcess => "leaked-process",
            Self::TestNotCalled => "test-not-called",
            Self::BaselineUnused => "baseline-unused",
            Self::UnusedIgnore => "unused-ignore",
        }
    }

    /// What it means and what to do, for people.
    #[must_use]
    pub const fn explain(self) -> &'static str {
        match self {
            Self::UnreadableText => "The file is not UTF-8, so doctrue does not read it: save it as UTF-8. An error.",
            Self::InvalidUtf8 => {
                "A byte of the file is not UTF-8; a block that contains such a byte does not run. An error."
            }
            Self::UnclosedFence => {
                "A fence is never closed, so everything after it counts as code: close it. A warning."
            }
            Self::SwallowedFence => {
                "A fence contains another fence of the same length, so the example inside is only text: close the first fence, remove it, or make it longer. A warning."
            }
            Self::FenceInHtml => {
                "A fence inside HTML runs, but GitHub shows it as text: put a blank line before it. A warning."
            }
            Self::ParserBehind => {
                "Python compiles a block that doctrue cannot parse, so doctrue may miss claims in it: nothing is wrong with the document. A note."
            }
            Self::InvalidPython => "A block tagged as Python does not compile: fix it, or tag it `text`. An error.",
            Self::UnknownDirective => {
                "A directive in a comment, the front matter or the configuration is unknown: correct its spelling. A warning."
            }
            Self::InvalidDirective => "The value of a directive is wrong, so it has no effect: correct it. A warning.",
            Self::UnusedDirective => {
                "A directive is not followed by a block: put it right before the fence. A warning."
            }
            Self::NeedlessSkip => {
                "A block is skipped but would pass: remove the directive. A note, reported with `--audit-skips`."
            }
            Self::ExampleRaised => {
                "An example raised an exception that is not announced by its code, its output, or the sentence directly before or after it: fix the example, or say that it fails. An error."
            }
            Self::ExampleStopped => {
                "An example was stopped by a limit or a signal, or exited with a code other than 0, and nothing announces that. An error."
            }
            Self::UndefinedName => {
                "An example uses a name that no block of the document defines, so it is a fragment: define the name in an earlier block, or skip the example. A warning; a note if the block has no claim."
            }
            Self::LeakedProcess => {
                "An example ended before the processes that it had started, so doctrue ended them: let the example wait for them. A warning."
            }
            Self::TestNotCalled => {
                "A test function is defined but never called, so its assertions are not checked: call it, or run the tests. A note."
            }
            Self::BaselineUnused => {
                "The baseline contains a problem that is no longer there, and would hide it if it came back: remove it with `doctrue check --prune-baseline`. An error."
            }
            Self::UnusedIgnore => {
                "An `ignore` names a code that the claim or example no longer fails with: remove the `ignore`. A warning."
            }
        }
    }

    /// How much it usually weighs.
    #[must_use]
    pub const fn severity(self) -> Severity {
        match self {
            Self::UnreadableText
            | Self::InvalidUtf8
            | Self::InvalidPython
            | Self::ExampleRaised
            | Self::ExampleStopped
            | Self::BaselineUnused => Severity::Error,
            Self::UnclosedFence
            | Self::SwallowedFence
            | Self::FenceInHtml
            | Self::UnknownDirective
            | Self::InvalidDirective
            | Self::UnusedDirective
            | Self::UndefinedName
            | Self::LeakedProcess
            | Self::UnusedIgnore => Severity::Warning,
            Self::NeedlessSkip | Self::ParserBehind | Self::TestNotCalled => Severity::Note,
        }
    }
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What it is about.
    pub code: FindingCode,
    /// How much it weighs.
    pub severity: Severity,
    /// The 1-based line of the Markdown file.
    pub line: usize,
    /// What is the matter and what to do, for a person; lower case, one sentence.
    pub message: String,
}

impl Finding {
    /// A finding of `code` at `line`, as heavy as those usually are.
    #[must_use]
    pub fn new(code: FindingCode, line: usize, message: impl Into<String>) -> Self {
        Self { code, severity: code.severity(), line, message: message.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_spelled_once() {
        let mut spellings: Vec<_> = CODES.iter().map(|code| code.as_str()).collect();
        spellings.sort_unstable();
        spellings.dedup();
        assert_eq!(spellings.len(), CODES.len());
    }
}
