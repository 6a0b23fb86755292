//! Two reports compared: what fails now and did not before, what was mended, and how the totals went.
//!
//! A claim is the same if document, headings, notation and documented text are: where it stands does not matter. Where there
//! are several of these they are paired in order as long as their number is the same, else those first that fare alike.

mod write;

pub use write::{CompareForm, render};

use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::problem::{Problem, Subject, quoted};
use super::{BlockReport, ClaimReport, DocumentReport, EXIT_ERROR, FindingReport, Report};
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
    pub broken: Vec<ComparedItem>,
    /// What failed before, and is there and does not now.
    pub mended: Vec<ComparedItem>,
    /// What failed before and is no longer there.
    pub removed: Vec<ComparedItem>,
    /// What was confirmed, and now is not there, or is neither confirmed nor failing.
    pub lost: Vec<ComparedItem>,
    /// What fails as before.
    pub still: Vec<ComparedItem>,
    /// Documents of the earlier one that the later one is not about.
    pub gone: Vec<Gone>,
}

/// A document that was checked before and is in the later report neither by its name nor by its text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Gone {
    /// The document.
    pub path: String,
    /// Its claims.
    pub claims: usize,
    /// Those of them that were confirmed.
    pub confirmed: usize,
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
pub struct ComparedItem {
    /// The document.
    pub path: String,
    /// The 1-based line; none for what could not be checked.
    pub line: Option<usize>,
    /// The verdict, the code of the finding, `not-checked`, or `gone` for a claim that was confirmed and is not there.
    pub code: String,
    /// What it was before; none if it was not there, or was no claim.
    pub was: Option<String>,
    /// What is the matter, in one line.
    pub message: String,
}

/// The code of what could not be checked.
const NOT_CHECKED: &str = "not-checked";

/// The code of a claim that was confirmed and is no longer there.
const GONE: &str = "gone";

/// What is told apart in reports: a claim, a finding or an error, with what makes it the same in both.
struct Item {
    fails: bool,
    verdict: Option<Verdict>,
    entry: ComparedItem,
    /// Of a claim, what makes it the same but for its documented text, and that text.
    spot: Vec<String>,
    text: String,
}

impl Item {
    /// One that is no claim.
    fn other(fails: bool, entry: ComparedItem) -> Self {
        Self { fails, verdict: None, entry, spot: Vec::new(), text: String::new() }
    }

    fn is_right(&self) -> bool {
        self.verdict == Some(Verdict::Confirmed)
    }
}

/// Items by what makes them the same, in the order of their lines.
type Items = BTreeMap<Vec<String>, Vec<Item>>;

/// Why `report` cannot be compared, for people.
#[must_use]
pub fn incomplete(report: &Report) -> Option<String> {
    if let Some(why) = cut_short(report) {
        return Some(why);
    }
    if let Some(part) = report.header.selection.told() {
        return Some(format!("its check covers a part of the documents: {part}"));
    }
    // Earlier versions did not say more.
    let blocks = report.summary.deselected;
    (blocks > 0).then(|| format!("its check covers a part of the documents: {blocks} blocks were not selected"))
}

/// Why the check of `report` did not go to its end, for people.
#[must_use]
pub fn cut_short(report: &Report) -> Option<String> {
    let summary = &report.summary;
    if summary.exit_status > EXIT_ERROR {
        return Some("its check was interrupted".to_owned());
    }
    match (summary.unchecked, summary.unchecked_blocks) {
        (0, 0) => None,
        (documents, blocks) => Some(format!(
            "its check stopped early (--max-fail): {documents} documents and {blocks} blocks of other documents were not checked"
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
        gone: gone(old, new, &renamed),
    };
    let mut alone = Alone::default();
    for (key, items) in after {
        let others = before.remove(&key).unwrap_or_default();
        comparison.add(pairs(others, items), &mut alone);
    }
    for others in before.into_values() {
        comparison.add(pairs(others, Vec::new()), &mut alone);
    }
    comparison.lost.extend(alone.lost());
    comparison.sort();
    comparison
}

impl Comparison {
    /// Whether something fails that did not.
    #[must_use]
    pub fn is_worse(&self) -> bool {
        !self.broken.is_empty()
    }

    fn add(&mut self, pairs: Vec<(Option<Item>, Option<Item>)>, alone: &mut Alone) {
        for pair in pairs {
            match pair {
                (None, Some(new)) => {
                    alone.come(&new);
                    if new.fails {
                        self.broken.push(new.entry);
                    }
                }
                (Some(old), None) if old.fails => self.removed.push(old.entry),
                (Some(old), None) if old.is_right() => alone.left.push(old),
                (_, None) => {}
                (Some(old), Some(new)) => {
                    let (was_right, is_right) = (old.is_right(), new.is_right());
                    let was = old.verdict.map(|verdict| verdict.as_str().to_owned());
                    let entry = ComparedItem { was, ..new.entry };
                    match (old.fails, new.fails) {
                        (false, true) => self.broken.push(entry),
                        (true, false) => self.mended.push(entry),
                        (true, true) => self.still.push(entry),
                        (false, false) if was_right && !is_right => self.lost.push(entry),
                        (false, false) => {}
                    }
                }
            }
        }
    }

    fn sort(&mut self) {
        for entries in [&mut self.broken, &mut self.mended, &mut self.removed, &mut self.lost, &mut self.still] {
            entries.sort_by(|a, b| (&a.path, a.line, &a.code).cmp(&(&b.path, b.line, &b.code)));
        }
        self.gone.sort_by(|a, b| a.path.cmp(&b.path));
    }
}

/// Claims that are in one report only.
#[derive(Default)]
struct Alone {
    /// Those that were confirmed and are not there any more.
    left: Vec<Item>,
    /// How many that are new and are confirmed or fail there are at each spot.
    come: BTreeMap<Vec<String>, usize>,
}

impl Alone {
    fn come(&mut self, new: &Item) {
        // What is neither takes nothing's place.
        if new.is_right() || new.verdict.is_some() && new.fails {
            *self.come.entry(new.spot.clone()).or_default() += 1;
        }
    }

    /// What was confirmed and has no other claim in its place: an output that was edited is confirmed again, or reported as
    /// broken.
    fn lost(mut self) -> Vec<ComparedItem> {
        let is_lost = |old: &Item| match self.come.get_mut(&old.spot) {
            Some(count) if *count > 0 => {
                *count -= 1;
                false
            }
            _ => true,
        };
        let lost = self.left.into_iter().filter(is_lost);
        let entry = |Item { entry, text, .. }: Item| ComparedItem {
            code: GONE.to_owned(),
            was: Some(entry.code),
            message: format!("documented {} is no longer there", quoted(&text)),
            ..entry
        };
        lost.map(entry).collect()
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
    let (own, other) = (paths(old), paths(new));
    let mut come: BTreeMap<&str, VecDeque<&str>> = BTreeMap::new();
    for document in new.documents.iter().filter(|document| !own.contains(document.path.as_str())) {
        if let Some(digest) = &document.digest {
            come.entry(digest).or_default().push_back(&document.path);
        }
    }
    let gone = old.documents.iter().filter(|document| !other.contains(document.path.as_str()));
    let pair = |document: &'r DocumentReport| {
        Some((document.path.as_str(), come.get_mut(document.digest.as_deref()?)?.pop_front()?))
    };
    gone.filter_map(pair).collect()
}

fn paths(report: &Report) -> BTreeSet<&str> {
    report.documents.iter().map(|document| document.path.as_str()).collect()
}

/// The documents of `old` that `new` says nothing about.
fn gone(old: &Report, new: &Report, renamed: &BTreeMap<&str, &str>) -> Vec<Gone> {
    let mut known = paths(new);
    known.extend(new.errors.iter().map(|error| error.path.as_str()));
    let is_known = |path: &str| known.contains(path) || renamed.contains_key(path);
    let gone = old.documents.iter().filter(|document| !is_known(&document.path));
    gone.map(|document| Gone {
        path: document.path.clone(),
        claims: document.claims.len(),
        confirmed: document.claims.iter().filter(|claim| claim.verdict == Verdict::Confirmed).count(),
    })
    .collect()
}

/// What there is in `report`, under the paths that `name` gives.
fn items<'r>(report: &'r Report, strict: bool, name: impl Fn(&'r str) -> &'r str) -> Items {
    let least = if strict { Severity::Warning } else { Severity::Error };
    let mut items = Items::new();
    for document in &report.documents {
        let path = name(&document.path);
        let mut add = |key: Vec<String>, item: Item| items.entry(key).or_default().push(item);
        let blocks: BTreeMap<usize, &BlockReport> =
            document.blocks.iter().rev().map(|block| (block.line, block)).collect();
        for claim in &document.claims {
            let spot = spot_of_claim(path, &blocks, claim);
            let key = spot.iter().cloned().chain([claim.expected.clone()]).collect();
            add(key, of_claim(document, claim, spot, least));
        }
        for finding in &document.findings {
            add(key_of_finding(path, finding), of_finding(document, finding, least));
        }
    }
    for error in &report.errors {
        let key = vec![NOT_CHECKED.to_owned(), name(&error.path).to_owned(), error.message.clone()];
        let entry = ComparedItem {
            path: error.path.clone(),
            line: None,
            code: NOT_CHECKED.to_owned(),
            was: None,
            message: error.message.clone(),
        };
        items.entry(key).or_default().push(Item::other(true, entry));
    }
    items
}

/// Where a claim of the document at `path` stands: under which headings, in which notation.
fn spot_of_claim(path: &str, blocks: &BTreeMap<usize, &BlockReport>, claim: &ClaimReport) -> Vec<String> {
    let before = blocks.range(..=claim.block_line).next_back();
    let block = before.filter(|(_, block)| claim.block_line <= block.end_line);
    let headings = block.map(|(_, block)| block.headings.join("\n")).unwrap_or_default();
    vec!["claim".to_owned(), path.to_owned(), headings, claim.notation.to_owned()]
}

/// Messages name lines, which move.
fn key_of_finding(path: &str, finding: &FindingReport) -> Vec<String> {
    let message = finding.message.chars().filter(|c| !c.is_ascii_digit()).collect();
    vec!["finding".to_owned(), path.to_owned(), finding.code.to_owned(), message]
}

fn of_claim(document: &DocumentReport, claim: &ClaimReport, spot: Vec<String>, least: Severity) -> Item {
    let severity = claim.severity.unwrap_or(Severity::Note);
    let problem = Problem { document, subject: Subject::Claim(claim), severity };
    let (fails, text) = (claim.severity >= Some(least), claim.expected.clone());
    Item { fails, verdict: Some(claim.verdict), entry: entry(&problem), spot, text }
}

fn of_finding(document: &DocumentReport, finding: &FindingReport, least: Severity) -> Item {
    let problem = Problem { document, subject: Subject::Finding(finding), severity: finding.severity };
    Item::other(finding.severity >= least, entry(&problem))
}

fn entry(problem: &Problem<'_>) -> ComparedItem {
    ComparedItem {
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
