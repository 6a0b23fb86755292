//! The order of fixing: check, plan, choose, verify by parsing and by another check, write.

use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use super::outcome::{self, Outcome};
use super::status;
use super::{Check, CheckError, Job, directives_for, included, recovering, with_check};
use crate::claim::NotationId;
use crate::discover::{self, File};
use crate::document::Document;
use crate::fix::verify::Trial;
use crate::fix::write::{self, WriteError};
use crate::fix::{self, Checked, ClaimChange, FileFix, FixLimits, Plan, Refusal, Refused, refuse, steps};
use crate::judge::{Judgement, Verdict};
use crate::report::{DocumentReport, Failure, Report, Status};
use crate::source::{Source, Span};

/// How often changes are tried on a document: some do not hold, and some make others possible.
pub(super) const MOST_ROUNDS: usize = 6;

/// Hash seeds of the checks that confirm a change, besides those of every check.
const OTHER_SEEDS: [[u32; 2]; 2] = [[2, 3], [5, 7]];

/// What is to be fixed, and how.
#[derive(Clone, Debug)]
pub struct Fixing {
    /// Whether files are written.
    pub mode: Mode,
    /// What is never written.
    pub limits: FixLimits,
    /// Claims at these lines of these files, which have canonical paths; none stands for all.
    pub only: Vec<(PathBuf, usize)>,
    /// Whether only claims are put right that once held.
    pub only_stale: bool,
    /// Whether what becomes possible by a change is done as well, without being asked for.
    pub is_thorough: bool,
    /// The canonical path of the current directory.
    pub here: PathBuf,
    /// The canonical path of the tree that links must not leave.
    pub root: PathBuf,
}

impl Fixing {
    /// Takes out what stands on other lines than those that are named, if some are.
    pub(super) fn keep_named(&self, file: &File, plan: &mut Plan) {
        let is_wanted = |first: usize, last: usize| {
            let mut own = self.only.iter().filter(|(path, _)| file.path.as_ref() == Some(path));
            self.only.is_empty() || own.any(|(_, line)| (first..=last).contains(line))
        };
        plan.changes.retain(|change| is_wanted(change.line, change.end_line));
        plan.refused.retain(|refused| refused.line.is_none_or(|line| is_wanted(line, line)));
    }
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
    /// How many changes were not chosen.
    left: usize,
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

impl Fixed {
    /// Puts together what was `done` with each document, and the `failures` of those that could not be read or checked.
    pub(super) fn of(
        check: &Check<'_>,
        job: &Job<'_>,
        done: Vec<(DocumentReport, FileFix, Option<Failure>)>,
        mut failures: Vec<Failure>,
        begin: Instant,
    ) -> Self {
        let (mut documents, mut files) = (Vec::new(), Vec::new());
        for (report, file, failure) in done {
            documents.push(report);
            files.push(file);
            failures.extend(failure);
        }
        Self { report: check.report(documents, failures, job.strictness, begin), files }
    }
}

/// Checks everything that `job` selects and puts right what can be.
///
/// # Errors
/// If nothing can be run at all.
pub fn fix(job: &Job<'_>, fixing: &Fixing, chooser: &mut dyn Chooser) -> Result<Fixed, CheckError> {
    let begin = Instant::now();
    let found = discover::discover(job.selection);
    with_check(job, |check| {
        let fixer = Fixer { check, fixing };
        let (mut planned, failures) =
            check.all(&found.files, job.progress, |_, file| recovering(file, || fixer.planned(file)));
        for one in planned.iter_mut().filter(|one| !one.plan.changes.is_empty() && !job.interrupt.is_set()) {
            let source = Source::new(one.file.name.clone(), one.bytes.clone());
            let planned = one.plan.changes.len();
            chooser.choose(&one.file.name, &source, &mut one.plan);
            one.left = planned.saturating_sub(one.plan.changes.len());
        }
        let done = planned.into_par_iter().map(|planned| fixer.done(planned)).collect();
        Fixed::of(check, job, done, [found.failures, failures].concat(), begin)
    })
}

/// What all documents are fixed with.
pub(super) struct Fixer<'a> {
    pub(super) check: &'a Check<'a>,
    pub(super) fixing: &'a Fixing,
}

/// What a document is to become, with the reports on what it is and what it will be.
pub(super) struct Rewritten {
    pub(super) bytes: Vec<u8>,
    pub(super) old: DocumentReport,
    pub(super) new: DocumentReport,
}

impl Fixer<'_> {
    /// Checks `file` and plans what to do with it.
    fn planned(&self, file: &File) -> Result<Planned, Failure> {
        let bytes = discover::read(file)?;
        let document = included::parsed(file, bytes.clone());
        let (report, checked) =
            self.check.document(&document, file, |outcomes| checked(&document, outcomes, self.check.python()))?;
        let mut plan = fix::plan(&document.source, &checked, &self.fixing.limits);
        let verdicts = verdicts_of(&document.source, &checked);
        self.keep_wanted(file, &mut plan, &verdicts);
        if !plan.changes.is_empty() && self.leaves_tree(file) {
            plan.changes.clear();
            plan.refused.push(of_file(Refusal::LeavesTree));
        }
        let is_needed = !plan.changes.is_empty() || file.path.is_none();
        let bytes = if is_needed { bytes } else { Vec::new() };
        Ok(Planned { file: file.clone(), bytes, plan, left: 0, verdicts, report })
    }

    /// Takes out what nobody has asked for.
    fn keep_wanted(&self, file: &File, plan: &mut Plan, verdicts: &BTreeMap<Span, Verdict>) {
        self.fixing.keep_named(file, plan);
        let is_stale = |change: &ClaimChange| verdicts.get(&change.span) == Some(&Verdict::Stale);
        plan.changes.retain(|change| !self.fixing.only_stale || is_stale(change));
    }

    fn leaves_tree(&self, file: &File) -> bool {
        let Fixing { here, root, .. } = self.fixing;
        file.path.as_ref().is_some_and(|path| refuse::leaves_tree(Path::new(&file.name), path, root, here))
    }

    /// Does what is planned.
    fn done(&self, planned: Planned) -> (DocumentReport, FileFix, Option<Failure>) {
        let Planned { file, bytes, plan, left, verdicts, report } = planned;
        let mut fixed = FileFix {
            name: file.name.clone(),
            is_stdin: file.path.is_none(),
            changes: Vec::new(),
            refused: plan.refused.clone(),
            left,
            before: bytes,
            after: None,
        };
        if plan.changes.is_empty() {
            return (report, fixed, None);
        }
        let state = State { bytes: fixed.before.clone(), plan, verdicts, report: None };
        let settled = match recovering(&file, || self.settle(&file, state)) {
            Ok(settled) => settled,
            Err(failure) => return (report, fixed, Some(failure)),
        };
        fixed.refused = settled.refused;
        let Some(new_report) = settled.report else { return (report, fixed, None) };
        fixed.changes = settled.changes;
        self.written(&file, fixed, Rewritten { bytes: settled.bytes, old: report, new: new_report })
    }

    /// Writes a document that is to be another one.
    pub(super) fn written(
        &self,
        file: &File,
        mut fixed: FileFix,
        rewritten: Rewritten,
    ) -> (DocumentReport, FileFix, Option<Failure>) {
        let Rewritten { bytes, old, new } = rewritten;
        if self.leaves_tree(file) {
            fixed.changes.clear();
            fixed.refused.push(of_file(Refusal::LeavesTree));
            return (old, fixed, None);
        }
        if let (Mode::Write, Some(path)) = (self.fixing.mode, &file.path)
            && let Err(error) = write::replace(path, &fixed.before, &bytes)
        {
            fixed.changes.clear();
            let failure = match error {
                WriteError::Refused(refusal) => {
                    fixed.refused.push(of_file(refusal));
                    None
                }
                WriteError::Failed { .. } | WriteError::NotForced(_) => {
                    Some(Failure { path: file.name.clone(), message: error.to_string() })
                }
            };
            return (old, fixed, failure);
        }
        fixed.after = Some(bytes);
        (new, fixed, None)
    }

    /// Tries changes until nothing is left to do. A claim that is put right may make others reachable: those below it
    /// in a transcript.
    fn settle(&self, file: &File, mut state: State) -> Result<Settled, Failure> {
        let mut done = Vec::new();
        let mut failed: Vec<(ClaimChange, Refusal, Option<String>)> = Vec::new();
        for _ in 0..MOST_ROUNDS {
            let is_new = |change: &ClaimChange| !failed.iter().any(|(other, ..)| is_same(change, other));
            let changes: Vec<_> = state.plan.changes.iter().filter(|change| is_new(change)).cloned().collect();
            if changes.is_empty() || self.check.interrupt.is_set() || !(done.is_empty() || self.fixing.is_thorough) {
                break;
            }
            let trial = Trial::new(&file.name, &state.bytes, directives_for(self.check.config, file));
            let (sound, unsound) = trial.sound(&changes);
            failed.extend(unsound.into_iter().map(|(change, reason)| (change, Refusal::Structure, Some(reason))));
            if sound.is_empty() {
                continue;
            }
            let tried = self.tried(file, &trial, &sound, &state.verdicts)?;
            let (bad, good): (Vec<_>, Vec<_>) =
                sound.into_iter().partition(|change| tried.failing.contains(&change.span));
            if bad.is_empty() {
                let old = std::mem::replace(&mut state, tried.state);
                if !self.fixing.is_thorough {
                    // Nobody has asked for what is still wrong now.
                    let left = changes.iter().filter(|change| !good.iter().any(|other| other.span == change.span));
                    state.plan = Plan { changes: left.cloned().collect(), refused: old.plan.refused };
                }
                done.extend(good);
            }
            failed.extend(bad.into_iter().map(|change| (change, Refusal::NotConfirmed, None)));
        }
        let mut refused = state.plan.refused;
        for change in &state.plan.changes {
            let known = failed.iter().find(|(other, ..)| is_same(change, other));
            let (refusal, detail) =
                known.map_or((Refusal::NotConfirmed, None), |(_, refusal, detail)| (*refusal, detail.clone()));
            refused.push(Refused { line: Some(change.line), refusal, detail, fails: true });
        }
        refused.sort_by_key(|refused| refused.line);
        Ok(Settled { changes: done, refused, bytes: state.bytes, report: state.report })
    }

    /// Checks the document with `changes`. What was changed must be right, and of what was right nothing may be wrong:
    /// if something is, nobody knows which change did it.
    pub(super) fn tried(
        &self,
        file: &File,
        trial: &Trial,
        changes: &[ClaimChange],
        verdicts: &BTreeMap<Span, Verdict>,
    ) -> Result<Tried, Failure> {
        let overlap = || Failure { path: file.name.clone(), message: "two of its claims overlap".to_owned() };
        let bytes = trial.bytes(changes).ok_or_else(overlap)?;
        let document = included::parsed(file, bytes.clone());
        let source = &document.source;
        let look = |outcomes: &[Outcome<'_>]| checked(&document, outcomes, self.check.python());
        let starts = trial.starts(changes);
        let changed = changes.iter().filter_map(|change| starts.get(&change.span));
        let lines: BTreeSet<_> = changed.map(|&start| source.line(source.text_offset(start))).collect();
        let mut failing = BTreeSet::new();
        // Under other hash seeds, too: what was the same in two runs may have been so by chance.
        for hash_seeds in OTHER_SEEDS {
            let again = self.check.again(hash_seeds, lines.clone()).document(&document, file, look)?.1;
            failing.extend(failing_in(changes, &starts, verdicts, &verdicts_of(source, &again)));
        }
        let (report, checked) = self.check.document(&document, file, look)?;
        let now = verdicts_of(source, &checked);
        failing.extend(failing_in(changes, &starts, verdicts, &now));
        let mut plan = fix::plan(source, &checked, &self.fixing.limits);
        self.keep_wanted(file, &mut plan, &now);
        let verdicts = now;
        Ok(Tried { state: State { bytes, plan, verdicts, report: Some(report) }, failing })
    }
}

/// A document on its way, with what is still to be done.
pub(super) struct State {
    pub(super) bytes: Vec<u8>,
    plan: Plan,
    verdicts: BTreeMap<Span, Verdict>,
    /// The report on it; none as long as it is the old document.
    pub(super) report: Option<DocumentReport>,
}

/// What has come out for a document. Lines of refusals are those of the new one.
struct Settled {
    changes: Vec<ClaimChange>,
    refused: Vec<Refused>,
    bytes: Vec<u8>,
    report: Option<DocumentReport>,
}

/// A new document, and the changes that do not hold in it.
pub(super) struct Tried {
    pub(super) state: State,
    pub(super) failing: BTreeSet<Span>,
}

/// The spans of the `changes` that do not hold in a document with the verdicts `now`, in which the claims begin at
/// `starts`.
fn failing_in(
    changes: &[ClaimChange],
    starts: &BTreeMap<Span, usize>,
    verdicts: &BTreeMap<Span, Verdict>,
    now: &BTreeMap<Span, Verdict>,
) -> BTreeSet<Span> {
    let now: BTreeMap<_, _> = now.iter().map(|(span, verdict)| (span.start, *verdict)).collect();
    let verdict = |span: &Span| starts.get(span).and_then(|start| now.get(start)).copied();
    let spans = changes.iter().map(|change| change.span);
    let mut failing: BTreeSet<_> = spans.clone().filter(|span| verdict(span) != Some(Verdict::Confirmed)).collect();
    let mut was_right = verdicts.iter().filter(|(_, verdict)| **verdict == Verdict::Confirmed);
    if failing.is_empty() && was_right.any(|(span, _)| matches!(verdict(span), Some(Verdict::Wrong | Verdict::Stale))) {
        failing.extend(spans);
    }
    failing
}

/// Whether two changes, perhaps of different states of a document, are the same.
fn is_same(a: &ClaimChange, b: &ClaimChange) -> bool {
    (a.notation, &a.old, &a.new) == (b.notation, &b.old, &b.new)
}

/// The verdict of each claim by its place in the file.
fn verdicts_of(source: &Source, checked: &[Checked]) -> BTreeMap<Span, Verdict> {
    let verdict = |one: &Checked| Some((source.told_span(one.claim.span())?, one.judgement.verdict));
    checked.iter().filter_map(verdict).collect()
}

pub(super) fn of_file(refusal: Refusal) -> Refused {
    Refused { line: None, refusal, detail: None, fails: true }
}

/// Whether a transcript shows what would come of a step that it leaves to the reader.
fn leaves_a_step(outcome: &Outcome<'_>) -> bool {
    let mut claims = outcome.claims.iter().zip(&outcome.judgements);
    claims.any(|(claim, judgement)| {
        claim.notation == NotationId::Transcript && matches!(judgement.verdict, Verdict::Wrong | Verdict::Stale)
    }) && steps::leaves_a_step(&outcome.example.code)
}

/// Says for each claim that is wrong or stale what would be written in its place, or why nothing would be: what a fix refuses
/// no report proposes.
pub(super) fn propose(document: &Document, outcomes: &mut [Outcome<'_>], limits: &FixLimits, python: &str) {
    let fails = |judgement: &Judgement| matches!(judgement.verdict, Verdict::Wrong | Verdict::Stale);
    if !outcomes.iter().flat_map(|outcome| &outcome.judgements).any(fails) {
        return;
    }
    let all = checked(document, outcomes, python);
    let failing = all.iter().filter(|one| fails(&one.judgement));
    let proposals = failing.map(|one| (one.claim.span(), fix::proposal(&document.source, one, limits)));
    let proposals: BTreeMap<_, _> = proposals.collect();
    for outcome in outcomes {
        let judged = outcome.claims.iter().zip(&mut outcome.judgements).enumerate();
        for (number, (claim, judgement)) in judged.filter(|(_, (_, judgement))| fails(judgement)) {
            let Some(proposal) = proposals.get(&claim.span()).cloned() else { continue };
            if proposal.is_err() {
                judgement.replacement = None;
            }
            outcome.proposals.insert(number, proposal);
        }
    }
}

/// All claims with what matters for writing them anew, in the order of the document, run by the version `python`.
pub(super) fn checked(document: &Document, outcomes: &[Outcome<'_>], python: &str) -> Vec<Checked> {
    let python: Arc<str> = python.into();
    let mut all = Vec::new();
    let lines_of = |is_it: fn(&Outcome<'_>) -> bool| -> Vec<usize> {
        outcomes.iter().filter(|one| is_it(one)).map(|one| outcome::line(document, one.example)).collect()
    };
    let failed = lines_of(|one| status::status_of(one).0 != Status::Ran);
    // What is left to the reader changes what the examples below it begin with.
    let steps = lines_of(leaves_a_step);
    for outcome in outcomes {
        let failed = failed.iter().find(|line| outcome.before.contains(line));
        let own = outcome::line(document, outcome.example);
        let is_before = |line: usize| line == own || line < own && !outcome.before.is_empty();
        let line = failed.or_else(|| steps.iter().find(|&&line| is_before(line)));
        let failed_before = line.map(|line| format!("the block on line {line}"));
        let code: Arc<str> = outcome.example.code.as_str().into();
        let mut lines = outcome.example.lines.iter();
        let included = lines.find_map(|line| document.source.included(line.line)).map(|(name, _)| name.to_owned());
        for (claim, judgement) in outcome.claims.iter().zip(&outcome.judgements) {
            let (claim, judgement) = (claim.clone(), judgement.clone());
            all.push(Checked {
                claim,
                judgement,
                code: Arc::clone(&code),
                first_line: outcome.example.file_line(1),
                failed_before: failed_before.clone(),
                included: included.clone(),
                python: Arc::clone(&python),
            });
        }
    }
    all.sort_by_key(|one| one.claim.span());
    all
}
