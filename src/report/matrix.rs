//! Several interpreters in one report: what the checks on each of them say of the same claims, put together.
//!
//! A claim is told as the interpreter has it on which it fares worst, with its verdict on each. What `fix` would write comes from
//! the first one alone.

use serde::{Deserialize, Serialize};

use super::{ClaimReport, DocumentReport, FindingReport, Report, Status, Summary};
use crate::history::{minor, order};
use crate::judge::{VERDICTS, Verdict};
use crate::lang::metadata::Specifiers;
use crate::settings::Strictness;
use std::time::Duration;

/// What one interpreter says of a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnPython {
    /// Its version.
    pub version: String,
    /// The verdict there.
    pub verdict: Verdict,
}

/// The report by the first interpreter with what the reports by the `others` say of the same documents.
#[must_use]
pub fn merged(mut first: Report, others: Vec<Report>, strictness: Strictness, took: Duration) -> Report {
    first.pythons = [&first].into_iter().chain(&others).map(|report| report.header.python.clone()).collect();
    first.notes.extend(others.iter().flat_map(|report| report.notes.iter().cloned()));
    let version = first.header.python.version.clone();
    for document in &mut first.documents {
        document.claims.iter_mut().for_each(|claim| claim.pythons = vec![on(&version, claim)]);
    }
    for other in others {
        let version = other.header.python.version.clone();
        for document in other.documents {
            if let Some(own) = first.documents.iter_mut().find(|own| own.path == document.path) {
                add(own, document, &version);
            }
        }
        let is_new = |failure: &&super::Failure| !first.errors.contains(failure);
        let new: Vec<_> = other.errors.iter().filter(is_new).cloned().collect();
        first.errors.extend(new);
    }
    first.errors.sort_by(|a, b| (&a.path, &a.message).cmp(&(&b.path, &b.message)));
    for claim in first.documents.iter_mut().flat_map(|document| &mut document.claims) {
        claim.pythons.sort_by_key(|on| order(&on.version));
    }
    let unchecked = first.summary.unchecked;
    first.summary = Summary::of(&first.documents, &first.errors, strictness, took);
    first.leave_out(unchecked);
    first
}

fn on(version: &str, claim: &ClaimReport) -> OnPython {
    OnPython { version: version.to_owned(), verdict: claim.verdict }
}

/// Adds to `own` what the interpreter of this `version` says in `other` of the same document.
fn add(own: &mut DocumentReport, other: DocumentReport, version: &str) {
    let mut claims = other.claims.into_iter().peekable();
    let place = |claim: &ClaimReport| (claim.line, claim.column, claim.end_line, claim.end_column);
    for claim in &mut own.claims {
        while claims.next_if(|next| place(next) < place(claim)).is_some() {}
        let Some(there) = claims.next_if(|next| place(next) == place(claim)) else { continue };
        let mut pythons = std::mem::take(&mut claim.pythons);
        let before: Vec<_> = pythons.iter().map(|on| on.version.clone()).collect();
        pythons.push(on(version, &there));
        let is_better = match (is_elsewhere(claim, &before), is_elsewhere(&there, &[version.to_owned()])) {
            // What its author says of some versions is nothing about others.
            (true, false) => true,
            (_, true) => false,
            (false, false) => there.severity > claim.severity,
        };
        if is_better {
            // That is not what the first interpreter prints.
            *claim = ClaimReport { replacement: None, edit: None, ..there };
        }
        claim.pythons = pythons;
    }
    for (block, there) in own.blocks.iter_mut().zip(other.blocks) {
        // What the first interpreter leaves out another one may have run.
        if block.status == Status::Skipped && there.status != Status::Skipped && block.line == there.line {
            *block = there;
        }
    }
    let is_new = |finding: &FindingReport| {
        !own.findings.iter().any(|known| (known.line, known.code) == (finding.line, finding.code))
    };
    let new: Vec<_> = other.findings.into_iter().filter(is_new).collect();
    let here = |finding: FindingReport| {
        let message = format!("on Python {}: {}", minor(version), finding.message);
        FindingReport { message, ..finding }
    };
    own.findings.extend(new.into_iter().map(here));
    own.findings.sort_by_key(|finding| finding.line);
}

/// Whether `claim` is about none of these `versions`, by its author's words.
fn is_elsewhere(claim: &ClaimReport, versions: &[String]) -> bool {
    let python = claim.python.as_deref().and_then(Specifiers::verbatim);
    python.is_some_and(|python| !versions.iter().any(|version| python.admit(version)))
}

/// On which interpreters `claim` has which verdict, as ranges: `confirmed on Python 3.8 to 3.10, wrong since 3.11`; none if it has
/// the same on all.
#[must_use]
pub fn ranges(claim: &ClaimReport) -> Option<String> {
    let mut groups: Vec<(&OnPython, &OnPython)> = Vec::new();
    for on in &claim.pythons {
        match groups.last_mut().filter(|(first, _)| first.verdict == on.verdict) {
            Some((_, last)) => *last = on,
            None => groups.push((on, on)),
        }
    }
    if groups.len() < 2 {
        return None;
    }
    let told = groups.iter().enumerate().map(|(index, (first, last))| {
        let (from, range) = (minor(&first.version), span(&first.version, &last.version));
        let verdict = first.verdict.as_str();
        match index {
            0 => format!("{verdict} on Python {range}"),
            _ if index + 1 == groups.len() => format!("{verdict} since {from}"),
            _ => format!("{verdict} on {range}"),
        }
    });
    Some(told.collect::<Vec<_>>().join(", "))
}

/// What came of all claims on which interpreters, as ranges of those that have the same verdict on each claim: `3.8 to 3.10` and
/// `4 confirmed + 1 wrong`. Empty for one interpreter.
#[must_use]
pub fn outcomes(report: &Report) -> Vec<(String, String)> {
    let mut versions: Vec<_> = report.pythons.iter().map(|python| python.version.as_str()).collect();
    versions.sort_by_key(|version| order(version));
    let claims = || report.documents.iter().flat_map(|document| &document.claims);
    let on =
        |claim: &ClaimReport, version: &str| claim.pythons.iter().find(|on| on.version == version).map(|on| on.verdict);
    let mut groups: Vec<(&str, &str, Vec<Option<Verdict>>)> = Vec::new();
    for version in versions.into_iter().filter(|_| report.pythons.len() > 1) {
        let verdicts: Vec<_> = claims().map(|claim| on(claim, version)).collect();
        match groups.last_mut().filter(|(_, _, last)| *last == verdicts) {
            Some((_, to, _)) => *to = version,
            None => groups.push((version, version, verdicts)),
        }
    }
    groups.into_iter().map(|(from, to, verdicts)| (span(from, to), counts(&verdicts))).collect()
}

/// `3.8 to 3.10`.
fn span(from: &str, to: &str) -> String {
    let (from, to) = (minor(from), minor(to));
    if from == to { from.to_owned() } else { format!("{from} to {to}") }
}

/// `4 confirmed + 1 wrong`.
fn counts(verdicts: &[Option<Verdict>]) -> String {
    let count = |verdict: Verdict| verdicts.iter().filter(|own| **own == Some(verdict)).count();
    let counted = VERDICTS.iter().map(|&verdict| (count(verdict), verdict)).filter(|(count, _)| *count > 0);
    let told: Vec<_> = counted.map(|(count, verdict)| format!("{count} {}", verdict.as_str())).collect();
    if told.is_empty() { "no claims".to_owned() } else { told.join(" + ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    /// A report by Python `version` with a claim of each of these verdicts.
    fn report(version: &str, verdicts: &[Verdict]) -> Report {
        let mut document = sample::document();
        document.findings.clear();
        document.claims =
            verdicts.iter().enumerate().map(|(index, &verdict)| sample::claim(4 + index, verdict)).collect();
        let mut report = sample::report(vec![document]);
        report.errors.clear();
        report.header.python.version = version.to_owned();
        report
    }

    #[test]
    fn a_claim_is_told_as_it_fares_worst_and_with_the_ranges() {
        use Verdict::{Confirmed, Skipped, Wrong};
        let first = report("3.11.7", &[Confirmed, Wrong, Confirmed]);
        let others = vec![
            report("3.8.18", &[Confirmed, Confirmed, Skipped]),
            report("3.10.13", &[Confirmed, Confirmed, Confirmed]),
        ];
        let merged = merged(first, others, Strictness::default(), Duration::ZERO);
        let claims = &merged.documents[0].claims;
        assert_eq!(claims.iter().map(|claim| claim.verdict).collect::<Vec<_>>(), [Confirmed, Wrong, Skipped]);
        assert_eq!(ranges(&claims[0]), None);
        assert_eq!(ranges(&claims[1]).as_deref(), Some("confirmed on Python 3.8 to 3.10, wrong since 3.11"));
        assert_eq!(ranges(&claims[2]).as_deref(), Some("skipped on Python 3.8, confirmed since 3.10"));
        assert_eq!((merged.summary.exit_status, merged.pythons.len()), (1, 3));
        let told = [("3.8", "2 confirmed + 1 skipped"), ("3.10", "3 confirmed"), ("3.11", "2 confirmed + 1 wrong")];
        assert_eq!(outcomes(&merged), told.map(|(python, counts)| (python.to_owned(), counts.to_owned())));
    }

    #[test]
    fn a_claim_about_some_versions_is_told_as_they_have_it() {
        use Verdict::{Confirmed, Skipped, Wrong};
        let bound = |version: &str, verdicts: &[Verdict]| {
            let mut report = report(version, verdicts);
            let claims = &mut report.documents[0].claims;
            claims.iter_mut().for_each(|claim| claim.python = Some(">=3.11".to_owned()));
            report
        };
        let first = bound("3.8.18", &[Skipped, Skipped, Skipped]);
        let others = vec![
            bound("3.11.7", &[Confirmed, Wrong, Skipped]),
            bound("3.10.13", &[Skipped, Skipped, Skipped]),
            bound("3.12.1", &[Confirmed, Confirmed, Confirmed]),
        ];
        let merged = merged(first, others, Strictness::default(), Duration::ZERO);
        let claims = &merged.documents[0].claims;
        assert_eq!(claims.iter().map(|claim| claim.verdict).collect::<Vec<_>>(), [Confirmed, Wrong, Skipped]);
        assert_eq!(ranges(&claims[0]).as_deref(), Some("skipped on Python 3.8 to 3.10, confirmed since 3.11"));
    }

    #[test]
    fn what_only_another_interpreter_finds_is_told_with_its_version() {
        let mut other = report("3.8.18", &[Verdict::Confirmed]);
        other.documents[0].findings = sample::document().findings;
        let merged =
            merged(report("3.11.7", &[Verdict::Confirmed]), vec![other], Strictness::default(), Duration::ZERO);
        let findings = &merged.documents[0].findings;
        assert!(findings[0].message.starts_with("on Python 3.8: "), "{}", findings[0].message);
    }
}
