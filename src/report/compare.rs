//! Two reports compared: what fails now and did not before, what was mended, and how the totals went.
//!
//! A claim is the same if document, headings, notation and documented text are: where it stands does not matter. Where there
//! are several of these they are paired in order as long as their number is the same, else those first that fare alike.

mod write;

pub use write::{CompareForm, render};

use serde::Serialize;
use std::collections::BTreeMap;

use super::problem::{Problem, Subject};
use super::{ClaimReport, DocumentReport, EXIT_ERROR, FindingReport, Report};
use crate::finding::Severity;
use crate::judge::{VERDICTS, Verdict};

/// The version of the JSON form.
pub const SCHEMA: u32 = 1;

/// What differs between two reports.
#[derive(Debug, Serialize)]
pub struct Comparison {
    /// [`SCHEMA`].
    pub schema: u32,
    /// What the earlier one was made with.
    pub old: Side,
    /// And the later one.
    pub new: Side,
    /// What fails now and did not before.
    pub broken: Vec<Entry>,
    /// What failed before, and is there and does not now.
    pub mended: Vec<Entry>,
    /// What failed before and is not there any more.
    pub removed: Vec<Entry>,
    /// What was confirmed, and is there and not confirmed now without failing.
    pub lost: Vec<Entry>,
    /// What fails as before.
    pub still: Vec<Entry>,
}

/// One of the two reports.
#[derive(Debug, Serialize)]
pub struct Side {
    /// The version of doctrue.
    pub doctrue: String,
    /// The implementation and version of Python.
    pub python: String,
    /// Documents.
    pub documents: usize,
    /// Claims.
    pub claims: usize,
    /// Claims of each verdict.
    pub claims_by_verdict: BTreeMap<Verdict, usize>,
    /// Of the claims of which it is known whether they are right, how many are confirmed: these, and all.
    pub confirmed: (usize, usize),
    /// Claims, findings and errors that fail.
    pub failing: usize,
}

/// A claim, a finding, or what could not be checked, as the later report has it, or else the earlier one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// The document.
    pub path: String,
    /// The 1-based line; none for what could not be checked.
    pub line: Option<usize>,
    /// The verdict, the code of the finding, or `not-checked`.
    pub code: String,
    /// What it was before; none if it was not there, or was no claim.
    pub was: Option<String>,
    /// What is the matter, in one line.
    pub message: String,
}

/// The code of what could not be checked.
const NOT_CHECKED: &str = "not-checked";

/// What is told apart in reports: a claim, a finding or an error, with what makes it the same in both.
struct Item {
    fails: bool,
    verdict: Option<Verdict>,
    entry: Entry,
}

/// Items by what makes them the same, in the order of their lines.
type Items = BTreeMap<Vec<String>, Vec<Item>>;

/// Why `report` cannot be compared, for people.
#[must_use]
pub fn incomplete(report: &Report) -> Option<String> {
    if report.summary.exit_status > EXIT_ERROR {
        return Some("it is of a check that was interrupted".to_owned());
    }
    match (report.summary.unchecked, report.summary.unchecked_blocks) {
        (0, 0) => None,
        (documents, blocks) => Some(format!(
            "it is of a check that stopped early: {documents} documents and {blocks} blocks of others were not begun (--max-fail)"
        )),
    }
}

/// What differs between `old` and `new`; with `strict` warnings fail too.
#[must_use]
pub fn compare(old: &Report, new: &Report, strict: bool) -> Comparison {
    let renamed = renamed(old, new);
    let mut before = items(old, strict, |path| renamed.get(path).copied().unwrap_or(path));
    let after = items(new, strict, |path| path);
    let failing = |items: &Items| items.values().flatten().filter(|item| item.fails).count();
    let mut comparison = Comparison {
        schema: SCHEMA,
        old: side(old, failing(&before)),
        new: side(new, failing(&after)),
        broken: Vec::new(),
        mended: Vec::new(),
        removed: Vec::new(),
        lost: Vec::new(),
        still: Vec::new(),
    };
    for (key, items) in after {
        let others = before.remove(&key).unwrap_or_default();
        comparison.add(pairs(others, items));
    }
    for others in before.into_values() {
        comparison.add(pairs(others, Vec::new()));
    }
    comparison.sort();
    comparison
}

impl Comparison {
    /// Whether something fails that did not.
    #[must_use]
    pub fn is_worse(&self) -> bool {
        !self.broken.is_empty()
    }

    fn add(&mut self, pairs: Vec<(Option<Item>, Option<Item>)>) {
        for pair in pairs {
            match pair {
                (None, Some(new)) if new.fails => self.broken.push(new.entry),
                (Some(old), None) if old.fails => self.removed.push(old.entry),
                (Some(old), Some(new)) => {
                    let was = old.verdict.map(|verdict| verdict.as_str().to_owned());
                    let entry = Entry { was, ..new.entry };
                    let was_right = old.verdict == Some(Verdict::Confirmed);
                    let is_right = new.verdict == Some(Verdict::Confirmed);
                    match (old.fails, new.fails) {
                        (false, true) => self.broken.push(entry),
                        (true, false) => self.mended.push(entry),
                        (true, true) => self.still.push(entry),
                        (false, false) if was_right && !is_right => self.lost.push(entry),
                        (false, false) => {}
                    }
                }
                _ => {}
            }
        }
    }

    fn sort(&mut self) {
        for entries in [&mut self.broken, &mut self.mended, &mut self.removed, &mut self.lost, &mut self.still] {
            entries.sort_by(|a, b| (&a.path, a.line, &a.code).cmp(&(&b.path, b.line, &b.code)));
        }
    }
}

/// Each of `old` with the one of `new` that it is.
fn pairs(old: Vec<Item>, new: Vec<Item>) -> Vec<(Option<Item>, Option<Item>)> {
    if old.len() == new.len() {
        return old.into_iter().zip(new).map(|(old, new)| (Some(old), Some(new))).collect();
    }
    let (mut old_of, mut new_of) = (parted(old), parted(new));
    let mut pairs = Vec::new();
    for (old, new) in old_of.iter_mut().zip(&mut new_of) {
        let count = old.len().min(new.len());
        pairs.extend(old.drain(..count).zip(new.drain(..count)).map(|(old, new)| (Some(old), Some(new))));
    }
    let mut new = new_of.into_iter().flatten();
    pairs.extend(old_of.into_iter().flatten().map(|old| (Some(old), new.next())));
    pairs.extend(new.map(|new| (None, Some(new))));
    pairs
}

/// Those of `items` that fail, and the others.
fn parted(items: Vec<Item>) -> [Vec<Item>; 2] {
    let (failing, others): (Vec<_>, Vec<_>) = items.into_iter().partition(|item| item.fails);
    [failing, others]
}

/// The new paths of documents that have the same text under another name.
fn renamed<'r>(old: &'r Report, new: &'r Report) -> BTreeMap<&'r str, &'r str> {
    let only = |own: &'r Report, other: &Report| -> Vec<&'r DocumentReport> {
        let is_there = |path: &str| other.documents.iter().any(|document| document.path == path);
        own.documents.iter().filter(|document| !is_there(&document.path)).collect()
    };
    let (gone, mut come) = (only(old, new), only(new, old));
    let mut renamed = BTreeMap::new();
    for document in gone {
        let is_it = |other: &&DocumentReport| document.digest.is_some() && other.digest == document.digest;
        if let Some(index) = come.iter().position(is_it) {
            renamed.insert(document.path.as_str(), come.remove(index).path.as_str());
        }
    }
    renamed
}

/// What there is in `report`, under the paths that `name` gives.
fn items<'r>(report: &'r Report, strict: bool, name: impl Fn(&'r str) -> &'r str) -> Items {
    let least = if strict { Severity::Warning } else { Severity::Error };
    let mut items = Items::new();
    for document in &report.documents {
        let path = name(&document.path);
        let mut add = |key: Vec<String>, item: Item| items.entry(key).or_default().push(item);
        for claim in &document.claims {
            add(key_of_claim(path, document, claim), of_claim(document, claim, least));
        }
        for finding in &document.findings {
            add(key_of_finding(path, finding), of_finding(document, finding, least));
        }
    }
    for error in &report.errors {
        let key = vec![NOT_CHECKED.to_owned(), name(&error.path).to_owned(), error.message.clone()];
        let entry = Entry {
            path: error.path.clone(),
            line: None,
            code: NOT_CHECKED.to_owned(),
            was: None,
            message: error.message.clone(),
        };
        items.entry(key).or_default().push(Item { fails: true, verdict: None, entry });
    }
    items
}

fn key_of_claim(path: &str, document: &DocumentReport, claim: &ClaimReport) -> Vec<String> {
    let block = document.blocks.iter().find(|block| (block.line..=block.end_line).contains(&claim.block_line));
    let headings = block.map(|block| block.headings.join("\n")).unwrap_or_default();
    vec!["claim".to_owned(), path.to_owned(), headings, claim.notation.to_owned(), claim.expected.clone()]
}

/// Messages name lines, which move.
fn key_of_finding(path: &str, finding: &FindingReport) -> Vec<String> {
    let message = finding.message.chars().filter(|c| !c.is_ascii_digit()).collect();
    vec!["finding".to_owned(), path.to_owned(), finding.code.to_owned(), message]
}

fn of_claim(document: &DocumentReport, claim: &ClaimReport, least: Severity) -> Item {
    let severity = claim.severity.unwrap_or(Severity::Note);
    let problem = Problem { document, subject: Subject::Claim(claim), severity };
    Item { fails: claim.severity >= Some(least), verdict: Some(claim.verdict), entry: entry(&problem) }
}

fn of_finding(document: &DocumentReport, finding: &FindingReport, least: Severity) -> Item {
    let problem = Problem { document, subject: Subject::Finding(finding), severity: finding.severity };
    Item { fails: finding.severity >= least, verdict: None, entry: entry(&problem) }
}

fn entry(problem: &Problem<'_>) -> Entry {
    Entry {
        path: problem.document.path.clone(),
        line: Some(problem.place().line),
        code: problem.code().to_owned(),
        was: None,
        message: problem.sentence(),
    }
}

fn side(report: &Report, failing: usize) -> Side {
    let python = &report.header.python;
    let count = |verdict| report.summary.claims_by_verdict.get(&verdict).copied().unwrap_or(0);
    Side {
        doctrue: report.header.tool.version.to_owned(),
        python: format!("{} {}", python.implementation, python.version),
        documents: report.summary.documents,
        claims: report.summary.claims,
        claims_by_verdict: VERDICTS.into_iter().map(|verdict| (verdict, count(verdict))).collect(),
        confirmed: report.summary.confirmed(),
        failing,
    }
}

#[cfg(test)]
mod tests;
