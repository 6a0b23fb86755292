//! The report of one machine, whole, for others that go on with it: what people and programs are told, and what is kept beside
//! that. Put together, the blobs of all machines give what one machine would have given.
//!
//! A blob holds the JSON report as it is, and next to it what that does not tell; both are read back into a [`Report`].

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use super::scope::Scope;
use super::{BlockReport, ClaimReport, DocumentReport, Excerpt, FindingReport, Report, ShownLine, sanitise};
use crate::settings::Strictness;
use crate::settings::shard::Shard;

/// The version of the format.
pub const VERSION: u32 = 1;

/// A report with where it comes from.
#[derive(Debug)]
pub struct Blob {
    /// Where it comes from.
    pub origin: ReportOrigin,
    /// The report.
    pub report: Report,
}

/// What blobs must have in common to be put together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportOrigin {
    /// Which of how many it is.
    pub shard: Shard,
    /// The commit that was checked; none outside of a repository.
    pub commit: Option<String>,
    /// What tells the durations by which documents were shared out, if they were.
    pub durations: Option<String>,
    /// Options that the report depends on, by their names.
    pub options: BTreeMap<String, String>,
    /// What fails besides wrong claims.
    pub strictness: Strictness,
}

/// Why a text is no report.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// It is no JSON, or no report.
    #[error("it is not a report of doctrue, or it is incomplete: {0}")]
    NoReport(#[from] serde_json::Error),
    /// It comes from a later version.
    #[error("it has the format {found}, and this version of doctrue reads up to {VERSION}: update it")]
    Later {
        /// The version of its format.
        found: u32,
    },
    /// What is kept beside the report is not about it.
    #[error("its parts do not belong together: it was changed by hand or is damaged")]
    Torn,
}

/// The text of a blob.
#[derive(Serialize)]
struct Written<'a> {
    blob: u32,
    origin: &'a ReportOrigin,
    report: &'a Report,
    beside: Beside,
}

/// The same, read.
#[derive(Deserialize)]
struct Read {
    origin: ReportOrigin,
    report: Report,
    beside: Beside,
}

/// What the JSON report does not tell.
#[derive(Serialize, Deserialize)]
struct Beside {
    scope: Scope,
    costs: Vec<String>,
    #[serde(default)]
    notes: Vec<String>,
    documents: Vec<BesideDocument>,
}

#[derive(Serialize, Deserialize)]
struct BesideDocument {
    is_whole: bool,
    deselected: usize,
    #[serde(default)]
    unchecked: usize,
    blocks: Vec<BesideBlock>,
    claims: Vec<BesideProblem>,
    findings: Vec<BesideProblem>,
    suppressed_findings: Vec<BesideProblem>,
}

#[derive(Serialize, Deserialize)]
struct BesideBlock {
    code: Vec<ShownLine>,
    index: usize,
    identity: String,
    is_explained: bool,
}

#[derive(Serialize, Deserialize)]
struct BesideProblem {
    identity: String,
    excerpt: Option<Excerpt>,
}

/// The text of `report`, which comes from `origin`.
///
/// # Errors
/// Only if the data cannot be JSON at all.
pub fn render(report: &Report, origin: &ReportOrigin) -> Result<String, serde_json::Error> {
    let documents = report.documents.iter().map(BesideDocument::of).collect();
    let (scope, costs, notes) = (report.scope.clone(), report.costs.clone(), report.notes.clone());
    let beside = Beside { scope, costs, notes, documents };
    let mut text = sanitise::for_json(&serde_json::to_string(&Written { blob: VERSION, origin, report, beside })?);
    text.push('\n');
    Ok(text)
}

/// Reads what [`render`] writes.
///
/// # Errors
/// If it is something else.
pub fn read(text: &str) -> Result<Blob, BlobError> {
    #[derive(Deserialize)]
    struct Version {
        blob: u32,
    }
    let Version { blob } = serde_json::from_str(text)?;
    read_version(blob, text)
}

/// Reads `text`, which says that it has the format `version`.
pub(super) fn read_version(version: u32, text: &str) -> Result<Blob, BlobError> {
    if version > VERSION {
        return Err(BlobError::Later { found: version });
    }
    let Read { origin, mut report, beside } = serde_json::from_str(text)?;
    (report.scope, report.costs, report.notes) = (beside.scope, beside.costs, beside.notes);
    for (document, beside) in pairs(&mut report.documents, beside.documents)? {
        beside.restore(document)?;
    }
    Ok(Blob { origin, report })
}

/// Each of `items` with what is kept beside it.
fn pairs<I, B>(items: &mut [I], beside: Vec<B>) -> Result<impl Iterator<Item = (&mut I, B)>, BlobError> {
    if items.len() == beside.len() { Ok(items.iter_mut().zip(beside)) } else { Err(BlobError::Torn) }
}

impl BesideDocument {
    fn of(document: &DocumentReport) -> Self {
        let finding = |finding: &FindingReport| BesideProblem::of(&finding.identity, finding.excerpt.as_ref());
        let claim = |claim: &ClaimReport| BesideProblem::of(&claim.identity, claim.excerpt.as_ref());
        let block = |block: &BlockReport| BesideBlock {
            code: block.code.clone(),
            index: block.index,
            identity: block.identity.clone(),
            is_explained: block.is_explained,
        };
        Self {
            is_whole: document.is_whole,
            deselected: document.deselected,
            unchecked: document.unchecked,
            blocks: document.blocks.iter().map(block).collect(),
            claims: document.claims.iter().map(claim).collect(),
            findings: document.findings.iter().map(finding).collect(),
            suppressed_findings: document.suppressed_findings.iter().map(finding).collect(),
        }
    }

    fn restore(self, document: &mut DocumentReport) -> Result<(), BlobError> {
        (document.is_whole, document.deselected) = (self.is_whole, self.deselected);
        document.unchecked = self.unchecked;
        for (block, beside) in pairs(&mut document.blocks, self.blocks)? {
            (block.code, block.index) = (beside.code, beside.index);
            (block.identity, block.is_explained) = (beside.identity, beside.is_explained);
        }
        for (claim, beside) in pairs(&mut document.claims, self.claims)? {
            (claim.identity, claim.excerpt) = beside.sound()?;
        }
        for (finding, beside) in pairs(&mut document.findings, self.findings)? {
            (finding.identity, finding.excerpt) = beside.sound()?;
        }
        for (finding, beside) in pairs(&mut document.suppressed_findings, self.suppressed_findings)? {
            (finding.identity, finding.excerpt) = beside.sound()?;
        }
        Ok(())
    }
}

impl BesideProblem {
    fn of(identity: &str, excerpt: Option<&Excerpt>) -> Self {
        Self { identity: identity.to_owned(), excerpt: excerpt.cloned() }
    }

    /// Its parts, if the place of the excerpt lies in its text.
    fn sound(self) -> Result<(String, Option<Excerpt>), BlobError> {
        let is_inside = |excerpt: &Excerpt| excerpt.text.get(excerpt.place.clone()).is_some();
        if self.excerpt.as_ref().is_some_and(|excerpt| !is_inside(excerpt)) {
            return Err(BlobError::Torn);
        }
        Ok((self.identity, self.excerpt))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::Verdict;
    use crate::report::sample;
    use crate::report::scope::ScopedDocument;
    use crate::report::suppression::{Suppression, SuppressionKind};
    use proptest::prelude::*;

    fn origin() -> ReportOrigin {
        ReportOrigin {
            shard: Shard { index: 2, count: 3 },
            commit: Some("abc".to_owned()),
            durations: None,
            options: [("timeout".to_owned(), "10s".to_owned())].into(),
            strictness: Strictness { strict: true, ..Strictness::default() },
        }
    }

    /// A report in which each field holds something.
    fn full(text: &str) -> Report {
        let mut document = sample::document();
        for (index, claim) in document.claims.iter_mut().enumerate() {
            claim.identity = format!("{index}{text}");
            claim.excerpt = Some(Excerpt { first_line: 2, text: text.to_owned(), place: 0..text.len() });
            claim.suppressed = (claim.verdict == Verdict::Volatile).then(|| Suppression {
                kind: SuppressionKind::Ignore,
                reason: Some(text.to_owned()),
                severity: crate::finding::Severity::Warning,
            });
        }
        document.blocks[0].is_explained = true;
        (document.is_whole, document.deselected, document.unchecked) = (false, 3, 4);
        document.suppressed_findings = sample::document().findings;
        let mut report = sample::report(vec![document, sample::hostile(text)]);
        report.scope = Scope::whole(vec![ScopedDocument { path: text.to_owned(), size: 7 }]);
        report.notes = vec![text.to_owned()];
        report.pythons = vec![report.header.python.clone()];
        report
    }

    #[test]
    fn a_report_comes_back_as_it_was() {
        let report = full("é\u{1b}[2J\n::x");
        let blob = read(&render(&report, &origin()).expect("JSON")).expect("a blob");
        assert_eq!(blob.origin, origin());
        let mut back = blob.report;
        // These are counted anew.
        let strictness = Strictness::default();
        back.count(strictness);
        assert_eq!(format!("{back:?}"), format!("{report:?}"));
    }

    #[test]
    fn what_is_no_whole_blob_is_an_error() {
        let text = render(&full("x"), &origin()).expect("JSON");
        assert!(matches!(read(&text[..text.len() / 2]), Err(BlobError::NoReport(_))));
        let later = text.replacen("{\"blob\":1", "{\"blob\":999", 1);
        assert!(matches!(read(&later), Err(BlobError::Later { found: 999 })));
        let torn = text.replace("\"place\":{\"start\":0,\"end\":1}", "\"place\":{\"start\":0,\"end\":2}");
        assert!(matches!(read(&torn), Err(BlobError::Torn)));
    }

    proptest! {
        #[test]
        fn no_text_is_lost(text in "\\PC{0,20}|[\u{0}-\u{20}é:#\u{202e}]{0,20}") {
            let report = full(&text);
            let back = read(&render(&report, &origin()).expect("JSON")).expect("a blob").report;
            prop_assert_eq!(format!("{:?}", back.documents), format!("{:?}", report.documents));
        }

        #[test]
        fn nothing_that_is_read_is_a_panic(text in "\\PC{0,60}", cut in 0usize..2000) {
            let _ = read(&text);
            let whole = render(&full("x"), &origin()).expect("JSON");
            let end = whole.char_indices().map(|(index, _)| index).nth(cut).unwrap_or(whole.len());
            let _ = read(&whole[..end]);
        }
    }
}
