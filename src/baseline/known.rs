//! The baseline held against reports: which problems are known, which entries are no longer needed, and what the next file
//! is to say.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};
use std::sync::OnceLock;

use super::{Baseline, Entry, Mark, identity};
use crate::finding::{Finding, FindingCode, Severity};
use crate::judge::Verdict;
use crate::report::suppression::{Suppression, SuppressionKind};
use crate::report::{ClaimReport, DocumentReport, FindingReport, KnownSummary, Status};
use crate::source::slashed;

/// What the baseline is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// New problems fail, and so do entries that are no longer needed.
    Check,
    /// Every problem is recorded.
    Write,
    /// Entries that are no longer needed go.
    Prune,
}

/// The baseline of a check.
#[derive(Debug)]
pub struct Known {
    /// Which problems are known.
    pub counting: Baseline,
    /// The file that lies there; it is the same, unless that of an earlier revision counts.
    pub own: Baseline,
    /// The revision whose baseline counts, if it is not the one that lies there.
    pub from: Option<String>,
    /// The path of the file, for people.
    pub name: String,
    /// Its folder.
    pub folder: PathBuf,
    /// The current directory, from which documents are named. Both are absolute, without links.
    pub here: PathBuf,
    /// What it is for.
    pub purpose: Purpose,
    /// Whether warnings fail too, so that they are worth knowing.
    pub strict: bool,
    /// Both, once documents that were renamed have taken their entries with them.
    pub followed: OnceLock<Followed>,
}

/// The baselines with the paths that documents have now.
#[derive(Debug)]
pub struct Followed {
    counting: Baseline,
    own: Baseline,
}

impl Known {
    /// Marks what is known in `document`. The finding that entries are no longer needed, if some are.
    pub fn mark(&self, document: &mut DocumentReport) -> Option<Finding> {
        let path = self.path(&document.path);
        let mut counting = self.counting().of(&path);
        let mut own = self.own().of(&path);
        let mut is_known = |code: &'static str, fingerprint: &str| {
            let mark = (identity::class(code), fingerprint.to_owned());
            take(&mut own, &mark);
            // In this order: what is written anew need not be known.
            self.purpose == Purpose::Write || take(&mut counting, &mark)
        };
        for claim in &mut document.claims {
            if let Some(severity) = claim.severity.filter(|severity| self.fails(*severity))
                && is_known(claim.verdict.as_str(), &claim.identity)
            {
                claim.severity = None;
                claim.suppressed = Some(suppression(severity));
            }
        }
        for mut finding in std::mem::take(&mut document.findings) {
            if self.fails(finding.severity) && is_known(finding.code, &finding.identity) {
                finding.suppressed = Some(suppression(finding.severity));
                document.suppressed_findings.push(finding);
            } else {
                document.findings.push(finding);
            }
        }
        self.unused(document, &own)
    }

    /// Which problems are known, by the paths that documents have now.
    fn counting(&self) -> &Baseline {
        self.followed.get().map_or(&self.counting, |followed| &followed.counting)
    }

    /// The file that lies there, by the paths that documents have now.
    fn own(&self) -> &Baseline {
        self.followed.get().map_or(&self.own, |followed| &followed.own)
    }

    /// Whether documents are known under paths that are gone: one of those that are there may have been one of them.
    #[must_use]
    pub fn misses_documents(&self) -> bool {
        self.counting.documents.keys().any(|path| !self.folder.join(path).exists())
    }

    /// Whether nothing is known of the document at `path`, which is seen from the current directory.
    #[must_use]
    pub fn is_new(&self, path: &str) -> bool {
        !self.counting.documents.contains_key(&self.path(path))
    }

    /// Lets documents that were renamed keep their entries. `found` gives for each new one, by its path seen from the current
    /// directory, all fingerprints that problems of these codes may have there. Only pairs of an old path and a new one count that
    /// share problems with each other and with nobody else.
    pub fn follow(&self, found: &[(String, impl Fn(&BTreeSet<&str>) -> BTreeSet<String>)]) {
        let gone = self.counting.documents.iter().filter(|(path, _)| !self.folder.join(path).exists());
        let gone: Vec<_> = gone.collect();
        let codes = gone.iter().flat_map(|(_, entries)| entries.keys()).map(|entry| entry.code.as_str()).collect();
        let mut new_by_print: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, prints) in found {
            let path = self.path(name);
            for print in prints(&codes) {
                new_by_print.entry(print).or_default().push(path.clone());
            }
        }
        let mut pairs = BTreeSet::new();
        for (old, entries) in gone {
            let new = entries.keys().filter_map(|entry| new_by_print.get(&entry.fingerprint)).flatten();
            pairs.extend(new.map(|new| (new.as_str(), old.as_str())));
        }
        let moves = alone(&pairs);
        self.followed.get_or_init(|| Followed { counting: self.counting.moved(&moves), own: self.own.moved(&moves) });
    }

    /// `path`, which is seen from the current directory, as the file has it: seen from its own folder.
    fn path(&self, path: &str) -> String {
        let mut whole = PathBuf::new();
        for part in self.here.join(path).components() {
            // A document's path has `..` only where it leads out of the current directory, so there is no link before it.
            match part {
                Component::ParentDir => drop(whole.pop()),
                Component::CurDir => {}
                Component::Prefix(_) | Component::RootDir | Component::Normal(_) => whole.push(part),
            }
        }
        let same = whole.components().zip(self.folder.components()).take_while(|(one, other)| one == other).count();
        let up = self.folder.components().skip(same).map(|_| Component::ParentDir);
        slashed(&up.chain(whole.components().skip(same)).collect::<PathBuf>())
    }

    fn fails(&self, severity: Severity) -> bool {
        severity == Severity::Error || (self.strict && severity == Severity::Warning)
    }

    /// That some of `left`, which no problem asked for, are no longer needed.
    fn unused(&self, document: &DocumentReport, left: &BTreeMap<Mark, usize>) -> Option<Finding> {
        if self.purpose != Purpose::Check || !document.is_whole {
            return None;
        }
        let unused = || left.iter().filter(|(mark, count)| **count > 0 && !is_open(document, mark));
        let count: usize = unused().map(|(_, count)| count).sum();
        let confirmed = |claim: &&ClaimReport| unused().any(|((_, fingerprint), _)| *fingerprint == claim.identity);
        let line = document.claims.iter().find(confirmed).map_or(1, |claim| claim.line);
        (count > 0).then(|| Finding::new(FindingCode::BaselineUnused, line, self.told(count)))
    }

    fn told(&self, count: usize) -> String {
        let (problems, them) = match count {
            1 => ("1 known problem is".to_owned(), "it"),
            _ => (format!("{count} known problems are"), "them"),
        };
        format!("{problems} no longer there: remove {them} from {} with `doctrue check --prune-baseline`", self.name)
    }

    /// The report on entries of documents that are gone, from folders of which `is_searched` says that they were searched.
    pub fn gone(&self, is_searched: impl Fn(&Path) -> bool) -> Option<DocumentReport> {
        let is_gone = |path: &&String| {
            let path = self.folder.join(path.as_str());
            !path.exists() && path.ancestors().skip(1).any(&is_searched)
        };
        let gone: Vec<_> = self.own().documents.keys().filter(is_gone).collect();
        let first = gone.first().filter(|_| self.purpose == Purpose::Check)?;
        let count = gone.iter().flat_map(|path| self.own().documents[*path].values()).sum();
        let message = format!("{first} is gone: {}", self.told(count));
        let finding = Finding::new(FindingCode::BaselineUnused, 1, message);
        let mut report = DocumentReport::empty(self.name.clone());
        report.findings.push(finding.into());
        Some(report)
    }

    /// What the file is to say after a check that gave `documents`. What was not looked at stays.
    #[must_use]
    pub fn next(&self, documents: &[DocumentReport]) -> Baseline {
        let mut next = self.own().clone();
        next.documents.retain(|path, _| self.folder.join(path).exists());
        for document in documents {
            let path = self.path(&document.path);
            let mut entries = BTreeMap::new();
            for entry in known_entries(document) {
                *entries.entry(entry).or_default() += 1;
            }
            for (entry, count) in self.own().documents.get(&path).into_iter().flatten() {
                if !document.is_whole || is_open(document, &entry.mark()) {
                    entries.entry(entry.clone()).or_insert(*count);
                }
            }
            next.documents.insert(path, entries);
        }
        next.documents.retain(|_, entries| !entries.is_empty());
        next
    }

    /// What the report tells of it.
    #[must_use]
    pub fn summary(&self) -> KnownSummary {
        KnownSummary {
            path: self.name.clone(),
            entries: self.counting().len(),
            from: self.from.clone(),
            added: if self.from.is_some() { self.own().beyond(self.counting()) } else { 0 },
            added_ignores: 0,
        }
    }
}

/// Those of `pairs` of which neither path is in another one.
fn alone(pairs: &BTreeSet<(&str, &str)>) -> BTreeMap<String, String> {
    let (mut of_new, mut of_old) = (BTreeMap::<&str, usize>::new(), BTreeMap::<&str, usize>::new());
    for (new, old) in pairs {
        *of_new.entry(new).or_default() += 1;
        *of_old.entry(old).or_default() += 1;
    }
    let is_alone = |(new, old): &&(&str, &str)| of_new.get(new) == Some(&1) && of_old.get(old) == Some(&1);
    pairs.iter().filter(is_alone).map(|(new, old)| ((*new).to_owned(), (*old).to_owned())).collect()
}

/// Whether one of `marks` was left, which then is one less.
fn take(marks: &mut BTreeMap<Mark, usize>, mark: &Mark) -> bool {
    let left = marks.get_mut(mark).filter(|count| **count > 0);
    left.map(|count| *count -= 1).is_some()
}

fn suppression(severity: Severity) -> Suppression {
    Suppression { kind: SuppressionKind::Baseline, reason: None, severity }
}

/// Whether nobody knows if what `mark` means is mended: it is there, and was not judged this time, or it fails otherwise,
/// which is told.
fn is_open(document: &DocumentReport, mark: &Mark) -> bool {
    let (code, fingerprint) = mark;
    let is_it = |claim: &ClaimReport| claim.identity == *fingerprint && claim.suppressed.is_none();
    if document.claims.iter().any(|claim| is_it(claim) && claim.verdict != Verdict::Confirmed) {
        return true;
    }
    let skipped = document.blocks.iter().filter(|block| block.status == Status::Skipped);
    skipped.map(|block| identity::of_finding(code, &block.identity)).any(|identity| identity == *fingerprint)
}

/// The entries for what is known in `document`.
fn known_entries(document: &DocumentReport) -> impl Iterator<Item = Entry> + '_ {
    let by_baseline = |suppressed: &Option<Suppression>| {
        suppressed.as_ref().is_some_and(|suppressed| suppressed.kind == SuppressionKind::Baseline)
    };
    let entry = |code: &str, text: &str, fingerprint: &str| Entry {
        code: identity::class(code).to_owned(),
        text: crate::report::sanitise::shortened(text, super::file::LONGEST_TEXT),
        fingerprint: fingerprint.to_owned(),
    };
    let claims = document.claims.iter().filter(move |claim| by_baseline(&claim.suppressed));
    let claims = claims.map(move |claim| entry(claim.verdict.as_str(), &claim.expected, &claim.identity));
    let findings = document.suppressed_findings.iter().filter(move |finding| by_baseline(&finding.suppressed));
    claims.chain(findings.map(move |finding: &FindingReport| entry(finding.code, &finding.message, &finding.identity)))
}

#[cfg(test)]
mod tests;
