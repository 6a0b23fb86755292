//! The order of fixing: check, plan, choose, verify by parsing and by another check, write.

use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use super::session::{self, Outcome};
use super::{Check, CheckError, Progress, assemble, directives_for, with_check};
use crate::config::Config;
use crate::discover::{self, File, Selection};
use crate::document::{self, Document};
use crate::fix::verify::Outline;
use crate::fix::write::{self, WriteError};
use crate::fix::{self, Change, Checked, Edit, FileFix, Limits, Plan, Refusal, Refused, edit, refuse};
use crate::judge::Verdict;
use crate::report::{DocumentReport, Failure, Report, Status};
use crate::run::Interrupt;
use crate::settings::{RunSettings, Strictness};
use crate::source::{Source, Span};

/// How often a document is checked anew because some change did not hold.
const MOST_ROUNDS: usize = 4;

/// What is to be fixed, and how.
#[derive(Clone, Debug)]
pub struct Fixing {
    /// Whether files are written.
    pub mode: Mode,
    /// What is never written.
    pub limits: Limits,
    /// Claims at these lines of these files, which have canonical paths; none stands for all.
    pub only: Vec<(PathBuf, usize)>,
    /// The canonical path of the current directory.
    pub here: PathBuf,
    /// The canonical path of the tree that links must not leave.
    pub root: PathBuf,
}

/// Whether files are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// They are.
    Write,
    /// They are only told.
    Show,
}

/// Chooses among the changes of a document.
pub trait Chooser: Send {
    /// Leaves in `plan` what is to be done with the document shown as `name`.
    fn choose(&mut self, name: &str, source: &Source, plan: &mut Plan);
}

/// A document with what is to be done with it.
#[derive(Debug)]
struct Planned {
    file: File,
    bytes: Vec<u8>,
    plan: Plan,
    verdicts: BTreeMap<Span, Verdict>,
    report: DocumentReport,
}

/// What came out of fixing.
#[derive(Debug)]
pub struct Fixed {
    /// The report on the documents as they are now, or would be.
    pub report: Report,
    /// What was done, document by document.
    pub files: Vec<FileFix>,
}

/// Checks everything in `selection` and puts right what can be.
///
/// # Errors
/// If nothing can be run at all.
#[expect(clippy::too_many_arguments, reason = "those of a check, and what fixing needs besides")]
pub fn fix(
    selection: &Selection,
    config: &Config,
    settings: &RunSettings,
    strictness: Strictness,
    interrupt: &Interrupt,
    progress: &dyn Progress,
    fixing: &Fixing,
    chooser: &mut dyn Chooser,
) -> Result<Fixed, CheckError> {
    let begin = Instant::now();
    let found = discover::discover(selection);
    with_check(config, settings, interrupt, |check| {
        let fixer = Fixer { check, fixing };
        let (mut planned, failures) = check.all(&found.files, progress, |file| fixer.planned(file));
        for one in planned.iter_mut().filter(|one| !one.plan.changes.is_empty() && !interrupt.is_set()) {
            let source = Source::new(one.file.name.clone(), one.bytes.clone());
            chooser.choose(&one.file.name, &source, &mut one.plan);
        }
        let done: Vec<_> = planned.into_par_iter().map(|planned| fixer.done(planned)).collect();
        let mut failures = [found.failures, failures].concat();
        let (mut documents, mut files) = (Vec::new(), Vec::new());
        for (report, file, failure) in done {
            documents.push(report);
            files.push(file);
            failures.extend(failure);
        }
        Fixed { report: check.report(documents, failures, strictness, begin), files }
    })
}

/// What all documents are fixed with.
struct Fixer<'a> {
    check: &'a Check<'a>,
    fixing: &'a Fixing,
}

impl Fixer<'_> {
    /// Checks `file` and plans what to do with it.
    fn planned(&self, file: &File) -> Result<Planned, Failure> {
        let bytes = discover::read(file)?;
        let document = document::parse(Source::new(file.name.clone(), bytes.clone()));
        let (report, checked) = self.check.document(&document, file, |outcomes| checked(&document, outcomes))?;
        let mut plan = fix::plan(&document.source, &checked, &self.fixing.limits);
        self.keep_wanted(file, &mut plan);
        if !plan.changes.is_empty() && self.leaves_tree(file) {
            plan.changes.clear();
            plan.refused.push(of_file(Refusal::LeavesTree));
        }
        let verdicts = checked.iter().map(|one| (one.claim.span(), one.judgement.verdict)).collect();
        let is_needed = !plan.changes.is_empty() || file.path.is_none();
        Ok(Planned { file: file.clone(), bytes: if is_needed { bytes } else { Vec::new() }, plan, verdicts, report })
    }

    /// Takes out what nobody has asked for.
    fn keep_wanted(&self, file: &File, plan: &mut Plan) {
        let only = &self.fixing.only;
        let is_wanted = |first: usize, last: usize| {
            let mut own = only.iter().filter(|(path, _)| file.path.as_ref() == Some(path));
            only.is_empty() || own.any(|(_, line)| (first..=last).contains(line))
        };
        plan.changes.retain(|change| is_wanted(change.line, change.end_line));
        plan.refused.retain(|refused| refused.line.is_none_or(|line| is_wanted(line, line)));
    }

    fn leaves_tree(&self, file: &File) -> bool {
        let Fixing { here, root, .. } = self.fixing;
        file.path.as_ref().is_some_and(|path| refuse::leaves_tree(Path::new(&file.name), path, root, here))
    }

    /// Does what is planned.
    fn done(&self, planned: Planned) -> (DocumentReport, FileFix, Option<Failure>) {
        let Planned { file, bytes, plan, verdicts, report } = planned;
        let Plan { changes, mut refused } = plan;
        let mut settled = Settled { changes: Vec::new(), refused: Vec::new(), new: None };
        let mut failure = None;
        if !changes.is_empty() {
            match self.settle(&file, &bytes, changes, &verdicts) {
                Ok(done) => settled = done,
                Err(failed) => failure = Some(failed),
            }
        }
        refused.append(&mut settled.refused);
        if let (Mode::Write, Some(path), Some((new, _))) = (self.fixing.mode, &file.path, &settled.new) {
            match write::replace(path, &bytes, new) {
                Ok(()) => {}
                Err(error) => {
                    match error {
                        WriteError::Refused(refusal) => refused.push(of_file(refusal)),
                        WriteError::Failed { .. } | WriteError::NotForced(_) => {
                            failure = Some(Failure { path: file.name.clone(), message: error.to_string() });
                        }
                    }
                    settled = Settled { changes: Vec::new(), refused: Vec::new(), new: None };
                }
            }
        }
        refused.sort_by_key(|refused| refused.line);
        let (after, report) = match settled.new {
            Some((new, report)) => (Some(new), report),
            None => (None, report),
        };
        let is_stdin = file.path.is_none();
        let fixed = FileFix { name: file.name, is_stdin, changes: settled.changes, refused, before: bytes, after };
        (report, fixed, failure)
    }

    /// Finds out which of `changes` hold: the new document must read as the old one did, and in another check each
    /// claim that was changed must be right and no other spoilt.
    fn settle(
        &self,
        file: &File,
        bytes: &[u8],
        changes: Vec<Change>,
        verdicts: &BTreeMap<Span, Verdict>,
    ) -> Result<Settled, Failure> {
        let old = document::parse(Source::new(file.name.clone(), bytes.to_vec()));
        let trial = Trial { check: self.check, file, bytes, old: Outline::of(&old, &self.defaults(file)) };
        let mut refused = Vec::new();
        let mut changes = trial.sound(&[], &changes, &mut refused);
        for _ in 0..MOST_ROUNDS {
            if changes.is_empty() || self.check.interrupt.is_set() {
                break;
            }
            let (new, report, failing) = trial.check(&changes, verdicts)?;
            if failing.is_empty() {
                return Ok(Settled { changes, refused, new: Some((new, report)) });
            }
            let (failing, kept) = changes.into_iter().partition(|change| failing.contains_key(&change.span));
            changes = kept;
            let failing: Vec<Change> = failing;
            refused.extend(failing.iter().map(|change| of_claim(change, Refusal::NotConfirmed, None)));
        }
        refused.extend(changes.iter().map(|change| of_claim(change, Refusal::NotConfirmed, None)));
        Ok(Settled { changes: Vec::new(), refused, new: None })
    }

    fn defaults(&self, file: &File) -> crate::directive::Directives {
        directives_for(self.check.config, file)
    }
}

/// What is left of a plan once it has been tried.
struct Settled {
    changes: Vec<Change>,
    refused: Vec<Refused>,
    new: Option<(Vec<u8>, DocumentReport)>,
}

/// A document on which changes are tried.
struct Trial<'a> {
    check: &'a Check<'a>,
    file: &'a File,
    bytes: &'a [u8],
    old: Outline,
}

impl Trial<'_> {
    fn document(&self, changes: &[Change]) -> Option<Document> {
        let edits: Vec<Edit> = changes.iter().flat_map(|change| change.edits.clone()).collect();
        Some(document::parse(Source::new(self.file.name.clone(), edit::apply(self.bytes, &edits)?)))
    }

    fn indices(&self, changes: &[Change]) -> BTreeSet<usize> {
        changes.iter().filter_map(|change| self.old.index(change.span)).collect()
    }

    fn reads_as_before(&self, changes: &[Change]) -> Result<(), String> {
        let document = self.document(changes).ok_or("two claims overlap")?;
        let new = Outline::of(&document, &directives_for(self.check.config, self.file));
        self.old.holds(&new, &self.indices(changes))
    }

    /// Those of `changes` with which, besides `given`, the document reads as before. Halves are tried, so that one bad
    /// change among many is found soon.
    fn sound(&self, given: &[Change], changes: &[Change], refused: &mut Vec<Refused>) -> Vec<Change> {
        if changes.is_empty() {
            return Vec::new();
        }
        let Err(reason) = self.reads_as_before(&[given, changes].concat()) else { return changes.to_vec() };
        if let [change] = changes {
            refused.push(of_claim(change, Refusal::Structure, Some(reason)));
            return Vec::new();
        }
        let (left, right) = changes.split_at(changes.len() / 2);
        let left = self.sound(given, left, refused);
        let right = self.sound(&[given, &left].concat(), right, refused);
        [left, right].concat()
    }

    /// The new document, its report, and the changes that do not hold in it.
    #[expect(clippy::type_complexity, reason = "three results of one check")]
    fn check(
        &self,
        changes: &[Change],
        verdicts: &BTreeMap<Span, Verdict>,
    ) -> Result<(Vec<u8>, DocumentReport, BTreeMap<Span, Verdict>), Failure> {
        let overlap = || Failure { path: self.file.name.clone(), message: "two claims overlap".to_owned() };
        let edits: Vec<Edit> = changes.iter().flat_map(|change| change.edits.clone()).collect();
        let bytes = edit::apply(self.bytes, &edits).ok_or_else(overlap)?;
        let document = document::parse(Source::new(self.file.name.clone(), bytes.clone()));
        let (report, checked) = self.check.document(&document, self.file, |outcomes| checked(&document, outcomes))?;
        let new = Outline::of(&document, &directives_for(self.check.config, self.file));
        let by_start: BTreeMap<_, _> =
            checked.iter().map(|one| (one.claim.span().start, one.judgement.verdict)).collect();
        let now = |span: Span| Some(*by_start.get(&new.start(self.old.index(span)?)?)?);
        let is_confirmed = |span: &Span| now(*span) == Some(Verdict::Confirmed);
        let mut failing: BTreeMap<_, _> = changes
            .iter()
            .filter(|change| !is_confirmed(&change.span))
            .map(|change| (change.span, Verdict::Wrong))
            .collect();
        let was_right = verdicts.iter().filter(|(_, verdict)| **verdict == Verdict::Confirmed);
        let is_spoilt = was_right.into_iter().any(|(span, _)| now(*span) == Some(Verdict::Wrong));
        if failing.is_empty() && is_spoilt {
            failing.extend(changes.iter().map(|change| (change.span, Verdict::Wrong)));
        }
        Ok((bytes, report, failing))
    }
}

fn of_claim(change: &Change, refusal: Refusal, detail: Option<String>) -> Refused {
    Refused { line: Some(change.line), refusal, detail, fails: true }
}

fn of_file(refusal: Refusal) -> Refused {
    Refused { line: None, refusal, detail: None, fails: true }
}

/// All claims with what matters for writing them anew, in the order of the document.
fn checked(document: &Document, outcomes: &[Outcome<'_>]) -> Vec<Checked> {
    let mut all = Vec::new();
    for outcome in outcomes {
        let failed = outcomes.iter().find(|other| {
            outcome.before.contains(&session::line(document, other.example))
                && assemble::status_of(other).0 != Status::Ran
        });
        let line = failed.map(|other| session::line(document, other.example));
        let failed_before = line.map(|line| format!("the block on line {line}"));
        let code: Arc<str> = outcome.example.code.as_str().into();
        for (claim, judgement) in outcome.claims.iter().zip(&outcome.judgements) {
            let (claim, judgement) = (claim.clone(), judgement.clone());
            all.push(Checked { claim, judgement, code: Arc::clone(&code), failed_before: failed_before.clone() });
        }
    }
    all.sort_by_key(|one| one.claim.span());
    all
}
