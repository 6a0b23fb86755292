//! Fixing: from judged claims to byte edits, and from edits to a new file.
//!
//! A plan says for each claim that fails what to write, or why not. It is made before anything is written, so that a
//! person may choose from it. Everything then goes through the same gates: the new document must read as the old one
//! did (`verify`), it is checked like any other by the pipeline, and the file must still be the one that was read
//! (`write`).

pub mod add;
pub mod edit;
pub mod refuse;
mod releases;
pub mod steps;
pub mod tell;
pub mod verify;
pub mod write;

pub use edit::Edit;
pub use refuse::{Privacy, REFUSALS, Refusal, Refused};

use std::sync::Arc;

use crate::claim::Claim;
use crate::finding::Severity;
use crate::judge::{Judgement, Verdict};
use crate::report::edit::LineEdit;
use crate::report::{EXIT_ERROR, EXIT_FAILURE, EXIT_OK};
use crate::source::{Source, Span};

/// What is never written.
#[derive(Clone, Debug)]
pub struct FixLimits {
    /// The most lines of one output.
    pub most_lines: usize,
    /// What of this machine is private.
    pub privacy: Privacy,
}

/// Outputs with more lines than this are not written unless somebody says otherwise.
pub const MOST_LINES: usize = 100;

/// A longer line is not written, in characters.
const LONGEST_LINE: usize = 1000;

/// A claim that has been judged, and what else matters for writing it anew.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The claim.
    pub claim: Claim,
    /// What came out.
    pub judgement: Judgement,
    /// The code of its example.
    pub code: Arc<str>,
    /// The 1-based line of the file on which that begins.
    pub first_line: usize,
    /// What failed among the blocks that its example runs behind.
    pub failed_before: Option<String>,
    /// The version of the Python that has run it.
    pub python: Arc<str>,
    /// A file that the example includes, if there is one.
    pub included: Option<String>,
}

impl Checked {
    /// The lines of code that the claim is about.
    fn statements(&self) -> String {
        let numbered = self.code.lines().zip(self.first_line..);
        let lines = numbered.filter(|(_, line)| self.claim.places.iter().any(|place| place.holds(*line)));
        lines.map(|(text, _)| text).collect::<Vec<_>>().join("\n")
    }
}

/// One claim that can be put right.
#[derive(Clone, Debug)]
pub struct ClaimChange {
    /// 1-based line of the documented output.
    pub line: usize,
    /// Its last line.
    pub end_line: usize,
    /// The notation it is written in.
    pub notation: &'static str,
    /// The span of the claim in the old document.
    pub span: Span,
    /// The documented text.
    pub old: String,
    /// The text that takes its place, as the notation has it.
    pub new: String,
    /// What Python really gives.
    pub actual: String,
    /// What kind of difference there is.
    pub hint: Option<String>,
    /// The bytes to replace.
    pub edits: Vec<Edit>,
}

/// What is to be done with one document.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The claims that can be put right, in the order of the document.
    pub changes: Vec<ClaimChange>,
    /// Those that cannot, and why.
    pub refused: Vec<Refused>,
}

impl Plan {
    /// The same with places of the file, and as it is written there: `source` may hold text of others, in which nothing is
    /// written, and code without its escapes.
    fn told(mut self, source: &Source) -> Self {
        if source.has_inserted() {
            self.changes = self.changes.into_iter().filter_map(|change| change.told(source)).collect();
            for line in self.refused.iter_mut().filter_map(|refused| refused.line.as_mut()) {
                *line = source.told_line(*line);
            }
        }
        self
    }
}

impl ClaimChange {
    /// The same with places of the file; none if it would write into text of another one.
    fn told(self, source: &Source) -> Option<Self> {
        let edit = |edit: Edit| {
            let text = source.written(&edit.text, edit.span.start).into_owned();
            Some(Edit { span: source.told_span(edit.span)?, text })
        };
        Some(Self {
            line: source.told_line(self.line),
            end_line: source.told_line(self.end_line),
            span: source.told_span(self.span)?,
            edits: self.edits.into_iter().map(edit).collect::<Option<_>>()?,
            ..self
        })
    }
}

/// What was done with a document.
#[derive(Debug)]
pub struct FileFix {
    /// Its name, as it is shown.
    pub name: String,
    /// Whether it came from standard input.
    pub is_stdin: bool,
    /// What was put right, or would be.
    pub changes: Vec<ClaimChange>,
    /// What was not, and why.
    pub refused: Vec<Refused>,
    /// How many that could have been put right somebody chose to leave.
    pub left: usize,
    /// The bytes before.
    pub before: Vec<u8>,
    /// The bytes with all changes; none if there is none.
    pub after: Option<Vec<u8>>,
}

/// The exit status of fixing: 2 if something could not be read, run or written, else 1 if a claim fails and is not put
/// right, for a reason or by choice, or if there would be changes (`is_shown`).
#[must_use]
pub fn exit_status(files: &[FileFix], has_errors: bool, is_shown: bool) -> u8 {
    let is_wrong = |file: &FileFix| file.left > 0 || file.refused.iter().any(|refused| refused.fails);
    let would_change = |file: &FileFix| is_shown && file.after.is_some();
    match (has_errors, files.iter().any(|file| is_wrong(file) || would_change(file))) {
        (true, _) => EXIT_ERROR,
        (false, true) => EXIT_FAILURE,
        (false, false) => EXIT_OK,
    }
}

/// The plan for the document `source`, whose claims came out as `checked`.
#[must_use]
pub fn plan(source: &Source, checked: &[Checked], limits: &FixLimits) -> Plan {
    let mut plan = Plan::default();
    let is_left = |one: &&Checked| one.judgement.verdict != Verdict::Confirmed && one.judgement.ignored.is_none();
    for one in checked.iter().filter(is_left) {
        match change(source, one, limits) {
            Ok(change) => plan.changes.push(change),
            Err((refusal, detail)) => plan.refused.push(refused(one, refusal, detail)),
        }
    }
    plan.changes.sort_by_key(|change| change.span);
    plan.refused.sort_by_key(|refused| refused.line);
    plan.told(source)
}

/// What would be written for `checked`, a claim of the document `source`, as whole lines of the file, or why nothing would be.
///
/// # Errors
/// The refusal.
pub fn proposal(source: &Source, checked: &Checked, limits: &FixLimits) -> Result<LineEdit, Refusal> {
    let change = change(source, checked, limits).map_err(|(refusal, _)| refusal)?;
    let change = change.told(source).ok_or(Refusal::Included)?;
    edit::as_lines(source.as_file(), &change.edits).ok_or(Refusal::Structure)
}

fn refused(checked: &Checked, refusal: Refusal, detail: Option<String>) -> Refused {
    let line = checked.claim.lines.first().map(|line| line.line);
    let fails = checked.judgement.severity == Some(Severity::Error);
    Refused { line, refusal, detail, fails }
}

/// The change that puts `checked` right, or why there is none.
fn change(source: &Source, checked: &Checked, limits: &FixLimits) -> Result<ClaimChange, (Refusal, Option<String>)> {
    let Checked { claim, judgement, code, failed_before, .. } = checked;
    if let Some(refusal) = refuse::by_verdict(judgement.verdict) {
        return Err((refusal, judgement.reason.clone()));
    }
    if let Some(reason) = failed_before {
        return Err((Refusal::Context, Some(reason.clone())));
    }
    if let Some(name) = &checked.included {
        return Err((Refusal::Included, Some(name.clone())));
    }
    let new = judgement.replacement.clone().ok_or_else(|| (refuse::without_text(judgement), None))?;
    let actual = judgement.actual.clone().unwrap_or_default();
    let count = new.trim_start_matches('\n').lines().count();
    if count > limits.most_lines {
        return Err((Refusal::TooLong, Some(format!("{count} lines"))));
    }
    let longest = |text: &str| text.lines().map(|line| line.chars().count()).max().unwrap_or_default();
    let old = claim.text(judgement.lines);
    if longest(&new) > LONGEST_LINE.max(longest(&old)) {
        return Err((Refusal::TooLong, Some(format!("a line of {} characters", longest(&new)))));
    }
    if let Some(refusal) = refuse::loses(claim, &old, &new, &actual) {
        return Err((refusal, None));
    }
    if let Some(minor) = releases::since(&old, &actual, &checked.python, || checked.statements()) {
        return Err((Refusal::Surroundings, Some(format!("Python 3.{minor} prints it this way"))));
    }
    if let Some(refusal) = limits.privacy.refuses(&new, code, &old) {
        return Err((refusal, None));
    }
    let lines = &claim.lines[..judgement.lines.clamp(1, claim.lines.len())];
    Ok(ClaimChange {
        line: lines[0].line,
        end_line: lines[lines.len() - 1].line,
        notation: claim.notation.as_str(),
        span: claim.span(),
        edits: edit::rewriting(source, claim, judgement.lines, &new),
        hint: judgement.hint.clone(),
        old,
        new,
        actual,
    })
}

#[cfg(test)]
mod tests;
