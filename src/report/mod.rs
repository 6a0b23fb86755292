//! The report: everything that is known at the end, as plain data.
//!
//! It is complete before anything is written, the exit status included, and every output format is a view of it that
//! neither runs, counts nor reads anything. The JSON form is the contract with other tools: fields are added, never
//! renamed, without raising [`SCHEMA`].

pub mod badge;
pub mod blob;
pub mod compare;
pub mod concise;
pub mod diff;
pub mod edit;
pub mod explained;
pub mod form;
pub mod github;
pub mod gitlab;
pub mod glossary;
mod header;
pub mod html;
pub mod json;
pub mod jsonl;
pub mod junit;
mod left;
pub mod link;
pub mod listing;
pub mod markdown;
pub mod matrix;
pub mod merge;
pub mod outcome;
pub mod problem;
pub mod rdjson;
pub mod repository;
#[cfg(test)]
pub(crate) mod sample;
pub mod sanitise;
pub mod sarif;
pub mod scope;
pub mod selected;
pub mod setting;
pub mod stored;
mod summary;
pub mod suppression;
pub mod terminal;
pub mod word;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::time::Duration;

use crate::claim::Strength;
use crate::example::{KINDS, Kind};
use crate::finding::{Finding, SEVERITIES, Severity};
use crate::history::Evidence;
use crate::judge::{Judgement, VERDICTS, Verdict};
use crate::plan::{CONTEXTS, Context};

use edit::LineEdit;
use header::as_time;
pub use header::{Header, IsolationReport, Python, Tool};
pub use summary::{KnownSummary, Summary};
use suppression::{Suppression, SuppressionKind};
use word::StaticWord;

/// The version of the JSON contract.
pub const SCHEMA: u32 = 1;

/// Everything about one check.
#[derive(Debug, Serialize, Deserialize)]
pub struct Report {
    /// What is known before anything is checked.
    #[serde(flatten)]
    pub header: Header,
    /// Totals; they add up.
    pub summary: Summary,
    /// The interpreters, where several ran the examples; the first is that of the header.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pythons: Vec<Python>,
    /// The documents, in the order of their paths.
    pub documents: Vec<DocumentReport>,
    /// What could not be checked at all.
    pub errors: Vec<Failure>,
    /// What running the examples took, in lines for whoever wants to know. They differ from run to run.
    #[serde(skip)]
    pub costs: Vec<String>,
    /// What was to be checked, here and elsewhere.
    #[serde(skip)]
    pub scope: scope::Scope,
    /// The totals of documents that were let go, because only totals tell of them; none if all are here.
    #[serde(skip)]
    pub forgotten: Option<Summary>,
    /// What is to be said beside the report, for people.
    #[serde(skip)]
    pub notes: Vec<String>,
}

/// What became of a block. Closed: a new one must be dealt with by every report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// It ran to its end.
    Ran,
    /// It raised an exception, exited with a code, or was killed.
    Raised,
    /// It reached the time limit.
    TimedOut,
    /// It hit another limit.
    Limit,
    /// It is no Python.
    NotPython,
    /// It is Python and not meant to run.
    NotExample,
    /// It was not run, or needs something that is not given.
    Skipped,
    /// It does not compile, or is damaged.
    Invalid,
}

/// All statuses, in the order of the documentation.
pub const STATUSES: [Status; 8] = [
    Status::Ran,
    Status::Raised,
    Status::TimedOut,
    Status::Limit,
    Status::NotPython,
    Status::NotExample,
    Status::Skipped,
    Status::Invalid,
];

impl Status {
    /// The word used in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ran => "ran",
            Self::Raised => "raised",
            Self::TimedOut => "timed_out",
            Self::Limit => "limit",
            Self::NotPython => "not_python",
            Self::NotExample => "not_example",
            Self::Skipped => "skipped",
            Self::Invalid => "invalid",
        }
    }
}

/// One document.
#[derive(Debug, Serialize, Deserialize)]
pub struct DocumentReport {
    /// Its path, relative to the current directory where possible, with `/`.
    pub path: String,
    /// What tells the text that was checked, that of files in it included, from others; none if nothing was read.
    pub digest: Option<String>,
    /// Its blocks, in order.
    pub blocks: Vec<BlockReport>,
    /// Its claims, in order.
    pub claims: Vec<ClaimReport>,
    /// Its findings, in the order of their lines.
    pub findings: Vec<FindingReport>,
    /// Findings that somebody knows of; they are counted nowhere else.
    #[serde(default)]
    pub suppressed_findings: Vec<FindingReport>,
    /// Whether all of it was asked for.
    #[serde(skip)]
    pub is_whole: bool,
    /// How many of its blocks were not asked for; they are not listed.
    #[serde(skip)]
    pub deselected: usize,
    /// How many of its blocks were not begun, because enough problems had failed; they are not listed.
    #[serde(skip)]
    pub unchecked: usize,
}

impl DocumentReport {
    /// One about which nothing is known.
    #[must_use]
    pub fn empty(path: String) -> Self {
        let (findings, suppressed_findings) = (Vec::new(), Vec::new());
        Self {
            path,
            digest: None,
            blocks: Vec::new(),
            claims: Vec::new(),
            findings,
            suppressed_findings,
            is_whole: true,
            deselected: 0,
            unchecked: 0,
        }
    }
}

/// One block.
#[derive(Debug, Serialize, Deserialize)]
pub struct BlockReport {
    /// 1-based line of the opening fence.
    pub line: usize,
    /// 1-based line of the closing fence.
    pub end_line: usize,
    /// The headings above it, outermost first.
    pub headings: Vec<String>,
    /// The language word of the info string.
    pub language: Option<String>,
    /// What it is.
    pub kind: Kind,
    /// What became of it.
    pub status: Status,
    /// Why, where the status alone does not say it.
    pub reason: Option<String>,
    /// What it needed of its document.
    pub context: Context,
    /// Wall-clock time of its run in milliseconds; 0 if it did not run.
    pub duration_ms: u64,
    /// Whether that was in an earlier check.
    #[serde(default)]
    pub cached: bool,
    /// The uncaught exception.
    pub exception: Option<ExceptionReport>,
    /// Its parts, if it has several.
    pub parts: Vec<PartReport>,
    /// Its code, for reports that show it; only kept if one is asked for ([`RunSettings::keep_code`]).
    ///
    /// [`RunSettings::keep_code`]: crate::settings::RunSettings::keep_code
    #[serde(skip)]
    pub code: Vec<ShownLine>,
    /// Which block of its document it is, counted from 0.
    #[serde(skip)]
    pub index: usize,
    /// What tells its code from that of other blocks, wherever it stands.
    #[serde(skip)]
    pub identity: String,
    /// Whether its author skips it and says why.
    #[serde(skip)]
    pub is_explained: bool,
}

/// A line of code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownLine {
    /// The 1-based line of the file.
    pub line: usize,
    /// Its text without the line ending, as Python sees it.
    pub text: String,
}

/// A part of a block.
#[derive(Debug, Serialize, Deserialize)]
pub struct PartReport {
    /// First 1-based line.
    pub line: usize,
    /// Last line.
    pub end_line: usize,
    /// What it is.
    pub kind: Kind,
    /// What became of it.
    pub status: Status,
    /// Why, where the status alone does not say it.
    pub reason: Option<String>,
}

/// An uncaught exception.
#[derive(Debug, Serialize, Deserialize)]
pub struct ExceptionReport {
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its message.
    pub message: String,
    /// The innermost 1-based line of the Markdown file; none if it was raised elsewhere.
    pub line: Option<usize>,
}

/// One claim and its verdict.
#[derive(Debug, Serialize, Deserialize)]
pub struct ClaimReport {
    /// 1-based line of the documented output.
    pub line: usize,
    /// 1-based last line of it.
    pub end_line: usize,
    /// 1-based column of its first character.
    pub column: usize,
    /// 1-based column behind its last character, on `end_line`.
    pub end_column: usize,
    /// Line of the block it stands in.
    pub block_line: usize,
    /// The notation it is written in.
    #[serde(deserialize_with = "word::one")]
    pub notation: StaticWord,
    /// `explicit` or `inferred`.
    pub strength: StrengthWord,
    /// The documented text.
    pub expected: String,
    /// The real output.
    pub actual: Option<String>,
    /// The verdict.
    pub verdict: Verdict,
    /// How much it weighs.
    pub severity: Option<Severity>,
    /// How it matched.
    #[serde(rename = "match", default, deserialize_with = "word::maybe")]
    pub matched: Option<StaticWord>,
    /// What the documented text was taken for, where that decided.
    #[serde(default, deserialize_with = "word::maybe")]
    pub reading: Option<StaticWord>,
    /// Why.
    pub reason: Option<String>,
    /// What kind of difference there is.
    pub hint: Option<String>,
    /// What to write, so that it can be pasted.
    pub help: Option<String>,
    /// The verdict on each interpreter, where several ran the examples, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pythons: Vec<matrix::OnPython>,
    /// The versions of Python that it is about by its author's words, as specifiers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub python: Option<String>,
    /// What shows that the claim once held.
    pub evidence: Option<Evidence>,
    /// Whether its example ran in an earlier check.
    #[serde(default)]
    pub cached: bool,
    /// The text that would make it right, in the place of the documented one.
    pub replacement: Option<String>,
    /// The same as whole lines.
    pub edit: Option<LineEdit>,
    /// Why there is none for a claim that is wrong or stale: the word of what a fix refuses.
    #[serde(default, deserialize_with = "word::maybe")]
    pub refusal: Option<StaticWord>,
    /// Who knows of it; it then has no severity.
    pub suppressed: Option<Suppression>,
    /// What tells it and the code that it is about from others, wherever they stand.
    #[serde(default)]
    pub identity: String,
    /// The lines around it, for reports that show them; only kept for problems.
    #[serde(skip)]
    pub excerpt: Option<Excerpt>,
}

/// Lines of a document with a place in them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Excerpt {
    /// The 1-based line of the file that it begins with.
    pub first_line: usize,
    /// The lines.
    pub text: String,
    /// Bytes of `text` that are meant: the documented output, or what a finding is about.
    pub place: std::ops::Range<usize>,
}

/// A claim's strength as the report has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StrengthWord(pub Strength);

/// One finding.
#[derive(Debug, Serialize, Deserialize)]
pub struct FindingReport {
    /// Its code.
    #[serde(deserialize_with = "word::one")]
    pub code: StaticWord,
    /// How much it weighs.
    pub severity: Severity,
    /// 1-based line.
    pub line: usize,
    /// What is the matter.
    pub message: String,
    /// What to write, so that it can be pasted.
    pub help: Option<String>,
    /// Who knows of it.
    pub suppressed: Option<Suppression>,
    /// What tells it from others, wherever it stands.
    #[serde(skip)]
    pub identity: String,
    /// Its line, for reports that show it.
    #[serde(skip)]
    pub excerpt: Option<Excerpt>,
}

impl From<Finding> for FindingReport {
    fn from(finding: Finding) -> Self {
        let Finding { code, severity, line, message } = finding;
        Self {
            code: code.as_str(),
            severity,
            line,
            message,
            help: None,
            suppressed: None,
            identity: String::new(),
            excerpt: None,
        }
    }
}

/// Something that could not be checked at all: the check as a whole then cannot succeed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// What it is about; empty for the whole check.
    pub path: String,
    /// Why, and what to do.
    pub message: String,
}

macro_rules! serialize_as_word {
    ($($kind:ty),*) => {$(
        impl Serialize for $kind {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    )*};
}

serialize_as_word!(Kind, Verdict, Severity, Status, Context, StrengthWord);

macro_rules! deserialize_from_word {
    ($($kind:ty: $all:expr),*) => {$(
        impl<'de> Deserialize<'de> for $kind {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let word = String::deserialize(deserializer)?;
                let found = $all.into_iter().find(|one| one.as_str() == word);
                found.ok_or_else(|| D::Error::custom(format!("`{word}` is not known")))
            }
        }
    )*};
}

deserialize_from_word!(
    Kind: KINDS,
    Verdict: VERDICTS,
    Severity: SEVERITIES,
    Status: STATUSES,
    Context: CONTEXTS,
    // Which kind of inferred claim it is reports do not say.
    StrengthWord: [StrengthWord(Strength::Explicit), StrengthWord(Strength::InferredText)]
);

impl StrengthWord {
    /// The word used in reports.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self.0 {
            Strength::Explicit => "explicit",
            Strength::InferredValue | Strength::InferredText => "inferred",
        }
    }
}

/// Exit status: nothing fails.
pub const EXIT_OK: u8 = 0;
/// Exit status: some claim or example fails.
pub const EXIT_FAILURE: u8 = 1;
/// Exit status: the check itself could not be made.
pub const EXIT_ERROR: u8 = 2;

impl ClaimReport {
    /// Takes over what was judged.
    #[must_use]
    pub fn with(mut self, judgement: Judgement) -> Self {
        self.verdict = judgement.verdict;
        self.severity = judgement.severity;
        self.reading = judgement.reading.map(crate::claim::reading::ReadingKind::as_str);
        self.matched = judgement.matched.map(crate::judge::Match::as_str);
        self.actual = judgement.actual;
        self.reason = judgement.reason;
        self.hint = judgement.hint;
        self.replacement = judgement.replacement;
        self.suppressed = judgement.ignored.map(|ignored| Suppression {
            kind: SuppressionKind::Ignore,
            reason: Some(ignored.reason),
            severity: ignored.severity,
        });
        self
    }
}

/// Whole milliseconds.
#[must_use]
pub fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
