//! Putting right what an earlier report says, without running anything: the document must be the one that was checked, and what
//! is written must be what was printed then.
//!
//! The report may come from another machine, perhaps by a stranger's hands. So all refusals are asked again here, and no byte
//! of an edit is taken from it: edits are made anew from the documented text, its place and what was printed.

use std::path::Path;
use std::sync::Arc;

use super::fix::{Fixing, Mode, of_file};
use super::{directives_for, included, recovering};
use crate::claim::{self, Claim, Strength, exception};
use crate::config::Config;
use crate::directive;
use crate::discover::{self, File};
use crate::document::Document;
use crate::example::{self, Class, Example};
use crate::finding::Severity;
use crate::fix::verify::Trial;
use crate::fix::write::{self, WriteError};
use crate::fix::{self, Checked, ClaimChange, FileFix, Plan, REFUSALS, Refusal, Refused, refuse};
use crate::judge::{self, Judgement, Verdict};
use crate::report::{ClaimReport, DocumentReport, Failure, Report};
use crate::source::Source;

/// What was done by a report, document by document, and what could not be read or written.
#[must_use]
pub fn apply(report: &Report, config: &Config, fixing: &Fixing) -> (Vec<FileFix>, Vec<Failure>) {
    let applier = Applier { python: report.header.python.version.as_str().into(), config, fixing };
    let (mut files, mut failures) = (Vec::new(), Vec::new());
    for document in report.documents.iter().filter(|document| document.claims.iter().any(|claim| applier.wants(claim)))
    {
        let name = document.path.clone();
        let file = match Path::new(&name).canonicalize() {
            Ok(path) => File { name, path: Some(path) },
            Err(error) => {
                failures.push(Failure { path: name, message: format!("cannot read it: {error}") });
                continue;
            }
        };
        match recovering(&file, || applier.document(document, &file)) {
            Ok(fixed) => files.push(fixed),
            Err(failure) => failures.push(failure),
        }
    }
    (files, failures)
}

/// What all documents are put right with.
struct Applier<'a> {
    /// The version that has run the examples.
    python: Arc<str>,
    config: &'a Config,
    fixing: &'a Fixing,
}

/// The claims of a document as they are found in it now.
struct Found<'d> {
    claims: Vec<(&'d Example, Claim)>,
}

impl Applier<'_> {
    /// Whether there is something to do or to tell about `claim`.
    fn wants(&self, claim: &ClaimReport) -> bool {
        let is_open = claim.verdict != Verdict::Confirmed && claim.suppressed.is_none();
        is_open && (!self.fixing.only_stale || claim.verdict == Verdict::Stale)
    }

    fn document(&self, report: &DocumentReport, file: &File) -> Result<FileFix, Failure> {
        let mut fixed = FileFix {
            name: file.name.clone(),
            is_stdin: false,
            changes: Vec::new(),
            refused: Vec::new(),
            left: 0,
            before: Vec::new(),
            after: None,
        };
        // Nothing there is even looked at.
        if self.leaves_tree(file) {
            fixed.refused.push(of_file(Refusal::LeavesTree));
            return Ok(fixed);
        }
        fixed.before = discover::read(file)?;
        let document = included::parsed(file, fixed.before.clone());
        if report.digest.as_deref() != Some(document.source.digest().as_str()) {
            let detail = report.digest.is_none().then(|| "the report does not say which text it is about".to_owned());
            fixed.refused.push(Refused { detail, ..of_file(Refusal::Changed) });
            return Ok(fixed);
        }
        let said = directive::resolve(&document, &directives_for(self.config, file));
        let classes = example::classify(&document, &said.blocks);
        let mut plan = self.plan(&document, &Found::of(&document, &classes), report);
        self.fixing.keep_named(file, &mut plan);
        self.settled(file, fixed, plan)
    }

    /// A report names no file outside of the tree that anybody wants to be written.
    fn leaves_tree(&self, file: &File) -> bool {
        let Fixing { here, root, .. } = self.fixing;
        let Some(path) = &file.path else { return true };
        !path.starts_with(root) || refuse::leaves_tree(Path::new(&file.name), path, root, here)
    }

    /// What is to be done with the claims of `report`.
    fn plan(&self, document: &Document, found: &Found<'_>, report: &DocumentReport) -> Plan {
        let (mut checked, mut refused) = (Vec::new(), Vec::new());
        for claim in report.claims.iter().filter(|claim| self.wants(claim)) {
            let refuse = |refusal, detail| Refused {
                line: Some(claim.line),
                refusal,
                detail,
                fails: claim.severity == Some(Severity::Error),
            };
            if let Some(refusal) = refuse::by_verdict(claim.verdict) {
                refused.push(refuse(refusal, claim.reason.clone()));
            } else if claim.replacement.is_none() {
                let word = claim.refusal.unwrap_or_default();
                let known = REFUSALS.into_iter().find(|refusal| refusal.as_str() == word);
                refused.push(refuse(known.unwrap_or(Refusal::Notation), None));
            } else {
                match found.checked(document, claim, &self.python) {
                    Some(one) => checked.push(one),
                    None => refused.push(refuse(Refusal::Changed, elsewhere(&document.source))),
                }
            }
        }
        let mut plan = fix::plan(&document.source, &checked, &self.fixing.limits);
        plan.refused.extend(refused);
        plan.refused.sort_by_key(|refused| refused.line);
        plan
    }

    /// Tries what is planned on the text and writes what holds.
    fn settled(&self, file: &File, mut fixed: FileFix, plan: Plan) -> Result<FileFix, Failure> {
        fixed.refused = plan.refused;
        let trial = Trial::new(&file.name, &fixed.before, directives_for(self.config, file));
        let (sound, unsound) = trial.sound(&plan.changes);
        let refuse =
            |change: &ClaimChange, refusal, detail| Refused { line: Some(change.line), refusal, detail, fails: true };
        fixed.refused.extend(unsound.iter().map(|(change, why)| refuse(change, Refusal::Structure, Some(why.clone()))));
        let (kept, untrue) = self.true_ones(file, &trial, sound);
        let told = || Some("it does not say what was printed".to_owned());
        fixed.refused.extend(untrue.iter().map(|change| refuse(change, Refusal::NotConfirmed, told())));
        fixed.refused.sort_by_key(|refused| refused.line);
        let Some(new) = trial.bytes(&kept).filter(|_| !kept.is_empty()) else { return Ok(fixed) };
        if let (Mode::Write, Some(path)) = (self.fixing.mode, &file.path) {
            match write::replace(path, &fixed.before, &new) {
                Ok(()) => {}
                Err(WriteError::Refused(refusal)) => {
                    fixed.refused.push(of_file(refusal));
                    return Ok(fixed);
                }
                Err(error @ (WriteError::Failed { .. } | WriteError::NotForced(_))) => {
                    return Err(Failure { path: file.name.clone(), message: error.to_string() });
                }
            }
        }
        (fixed.changes, fixed.after) = (kept, Some(new));
        Ok(fixed)
    }

    /// Those of `changes` with which their claims say what was printed, and the others.
    fn true_ones(&self, file: &File, trial: &Trial, changes: Vec<ClaimChange>) -> (Vec<ClaimChange>, Vec<ClaimChange>) {
        let Some(bytes) = trial.bytes(&changes) else { return (Vec::new(), changes) };
        let document = included::parsed(file, bytes);
        let said = directive::resolve(&document, &directives_for(self.config, file));
        let classes = example::classify(&document, &said.blocks);
        let found = Found::of(&document, &classes);
        let starts = trial.starts(&changes);
        changes.into_iter().partition(|change| {
            let start = starts.get(&change.span).copied();
            let place = |claim: &Claim| document.source.told_span(claim.span()).map(|span| span.start);
            let mut own = found.claims.iter().filter(|(_, claim)| start.is_some() && place(claim) == start);
            own.any(|(_, claim)| says(claim, change))
        })
    }
}

/// Why a claim may not be found in a text that is the one which was checked: it stands in code that is written with escapes, or
/// beside a file that is included, and the report does not tell what stands there.
fn elsewhere(source: &Source) -> Option<String> {
    let told = "it stands in code with escapes or behind an included file: run `doctrue fix` on the document";
    let otherwise = "there is no such claim at this place, or this text cannot be its output";
    Some(if source.has_inserted() { told } else { otherwise }.to_owned())
}

/// Whether each further line of `text` begins as lines of `claim` do: what a notation writes always does.
fn is_of(claim: &Claim, text: &str) -> bool {
    let before = claim.continuation.as_str();
    text.split('\n').skip(1).all(|line| line.starts_with(before) || line == before.trim_end() || line.is_empty())
}

/// Whether `claim` says what was printed, or names what was raised.
fn says(claim: &Claim, change: &ClaimChange) -> bool {
    judge::says(claim, &change.actual) || names(&claim.text(claim.lines.len()), &change.actual)
}

/// Whether `text` names the exception `raised`, with its message or with none.
fn names(text: &str, raised: &str) -> bool {
    let last = |kind: &str| kind.rsplit('.').next().unwrap_or_default().to_owned();
    let (Some((named, message)), Some((kind, said))) = (exception::named(text), exception::named(raised)) else {
        return false;
    };
    last(named) == last(kind) && (message.is_empty() || message == said)
}

impl<'d> Found<'d> {
    fn of(document: &Document, classes: &'d [Class]) -> Self {
        let examples = classes.iter().flat_map(Class::all_examples);
        let of = |example: &'d Example| {
            claim::recognise(&document.source, example).into_iter().map(move |claim| (example, claim))
        };
        Self { claims: examples.flat_map(of).collect() }
    }

    /// The claim that `report` is about, as it was judged; none if it is not there.
    fn checked(&self, document: &Document, report: &ClaimReport, python: &Arc<str>) -> Option<Checked> {
        let source = &document.source;
        let is_there = |claim: &Claim| {
            let first = claim.lines.first().map(|line| source.told_line(line.line));
            claim.notation.as_str() == report.notation
                && first == Some(report.line)
                && source.column(claim.span().start) == report.column
        };
        let mut own = self.claims.iter().filter(|(_, claim)| is_there(claim));
        let (example, claim, lines) = own.find_map(|(example, claim)| {
            let mut counts = 1..=claim.lines.len();
            Some((example, claim, counts.find(|&count| claim.text(count) == report.expected)?))
        })?;
        let mut claim = claim.clone();
        if report.strength.0 == Strength::Explicit {
            // The habit of the document may have made it so.
            claim.strength = Strength::Explicit;
        }
        let actual = report.actual.as_deref().unwrap_or_default();
        let text = report.replacement.as_deref().filter(|text| judge::may_be_written(text) && is_of(&claim, text))?;
        let judgement = Judgement {
            verdict: report.verdict,
            severity: report.severity,
            matched: None,
            reading: None,
            lines,
            actual: Some(actual.to_owned()),
            reason: report.reason.clone(),
            hint: report.hint.clone(),
            replacement: Some(text.to_owned()),
            unfit: None,
            ignored: None,
        };
        let mut lines = example.lines.iter();
        let included = lines.find_map(|line| source.included(line.line)).map(|(name, _)| name.to_owned());
        Some(Checked {
            claim,
            judgement,
            code: example.code.as_str().into(),
            first_line: example.file_line(1),
            failed_before: None,
            python: Arc::clone(python),
            included,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exception_is_named_with_its_message_or_none() {
        for text in ["ValueError", "ValueError: no", "builtins.ValueError: no", "raises ValueError"] {
            assert!(names(text, "ValueError: no"), "{text}");
        }
        for text in ["ValueError: other text", "ValueError: no more", "TypeError: no", "no"] {
            assert!(!names(text, "ValueError: no"), "{text}");
        }
        assert!(names("ValueError", "ValueError") && !names("ValueError: no", "ValueError"));
    }
}
