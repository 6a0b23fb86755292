//! Earlier reports as evidence: a claim that was confirmed in one of them was true when it was made.
//!
//! A claim is known again by its document, its text and the lines of code that it is about, wherever they stand. Where several
//! have all of that in common, they count only if all of them were confirmed, and if there are no more of them today.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{Seen, Tried, Witness};
use crate::settings::evidence::EvidenceKind;

/// The most that a report may have, in bytes.
const LONGEST: u64 = 256 << 20;

/// What earlier reports say.
#[derive(Debug, Default)]
pub struct EarlierReports {
    held: BTreeMap<Key, Held>,
}

/// What a claim is known again by: the path of its document, and its identity there.
type Key = (String, String);

/// Where a claim was confirmed.
#[derive(Clone, Debug)]
struct Held {
    witness: Witness,
    /// Which report says so, and of when it is.
    report: String,
    started: String,
    /// How many claims are known by the same.
    count: usize,
}

/// Why a file is no record.
#[derive(Debug, thiserror::Error)]
#[error("--record {}: {reason}", path.display())]
pub struct RecordError {
    path: PathBuf,
    reason: String,
}

/// A report, as far as it is of interest.
#[derive(Deserialize)]
struct Stored {
    started: String,
    python: Python,
    documents: Vec<Document>,
}

/// A report with what belongs to it, as machines hand it on to each other.
#[derive(Deserialize)]
struct Blob {
    origin: Origin,
    report: Stored,
}

#[derive(Deserialize)]
struct Origin {
    commit: Option<String>,
}

#[derive(Deserialize)]
struct Python {
    version: String,
}

#[derive(Deserialize)]
struct Document {
    path: String,
    claims: Vec<Claim>,
}

#[derive(Deserialize)]
struct Claim {
    identity: String,
    verdict: String,
    #[serde(default)]
    pythons: Vec<OnPython>,
    evidence: Option<Evidence>,
}

#[derive(Deserialize)]
struct OnPython {
    version: String,
    verdict: String,
}

#[derive(Deserialize)]
struct Evidence {
    holds: Vec<WitnessOf>,
}

#[derive(Deserialize)]
struct WitnessOf {
    python: String,
}

impl EarlierReports {
    /// Reads the reports at `paths`; of several that have a claim the youngest counts.
    ///
    /// # Errors
    /// If one of them is not there or is no JSON report.
    pub fn read(paths: &[PathBuf]) -> Result<Self, RecordError> {
        let mut records = Self::default();
        for path in paths {
            let (report, commit) = stored(path).map_err(|reason| RecordError { path: path.clone(), reason })?;
            records.add(&name(path), &report, commit.as_deref());
        }
        Ok(records)
    }

    fn add(&mut self, name: &str, report: &Stored, commit: Option<&str>) {
        let mut found: BTreeMap<Key, Option<Held>> = BTreeMap::new();
        for document in &report.documents {
            for claim in &document.claims {
                let held = claim.held(&report.python.version).map(|python| Held {
                    witness: Witness { commit: commit.map(str::to_owned), ..Witness::on(&python) },
                    report: format!("{name} of {}", report.started.get(..10).unwrap_or(&report.started)),
                    started: report.started.clone(),
                    count: 0,
                });
                let key = (document.path.clone(), claim.identity.clone());
                let known = found.entry(key).or_insert_with(|| held.clone());
                match held.and(known.as_mut()) {
                    Some(known) => known.count += 1,
                    None => *known = None,
                }
            }
        }
        for (key, held) in found {
            let Some(held) = held else { continue };
            let known = self.held.entry(key).or_insert_with(|| held.clone());
            if known.started < held.started {
                *known = held;
            }
        }
    }

    /// The look at the claim with this `identity` in the document at `path`, which has so many of them; none if no report has
    /// it as confirmed.
    #[must_use]
    pub fn look(&self, path: &str, identity: String, count: usize) -> Option<Tried> {
        let held = self.held.get(&(path.to_owned(), identity)).filter(|held| count <= held.count)?;
        let (at, reason) = (Some(held.witness.clone()), Some(held.report.clone()));
        Some(Tried { kind: EvidenceKind::Record, at, outcome: Seen::Holds, reason })
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.held.is_empty()
    }
}

impl Claim {
    /// On which Python it was confirmed, in a report by the one of this `version` or by several.
    fn held(&self, version: &str) -> Option<String> {
        const CONFIRMED: &str = "confirmed";
        if self.verdict == CONFIRMED {
            // Where its author names another Python, it is that one.
            let elsewhere = self.evidence.as_ref().and_then(|evidence| evidence.holds.first());
            return Some(elsewhere.map_or(version, |witness| &witness.python).to_owned());
        }
        self.pythons.iter().find(|on| on.verdict == CONFIRMED).map(|on| on.version.clone())
    }
}

/// The report in the file at `path`, with the commit that it is of.
fn stored(path: &Path) -> Result<(Stored, Option<String>), String> {
    let size = std::fs::metadata(path).map_err(|error| error.to_string())?.len();
    if size > LONGEST {
        return Err(format!("longer than {LONGEST} bytes"));
    }
    let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    if let Ok(Blob { origin, report }) = serde_json::from_str(&text) {
        return Ok((report, origin.commit));
    }
    let report = serde_json::from_str(&text);
    let hint = "it is not a report written by `--format json`";
    report.map(|report| (report, None)).map_err(|error| format!("{hint}: {error}"))
}

/// The name of the file at `path`, for a person.
fn name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A report of this day by Python 3.8.18, with a claim for each of these identities and verdicts.
    fn report(day: &str, claims: &[(&str, &str)]) -> Stored {
        let claim = |(identity, verdict): &(&str, &str)| {
            format!(r#"{{"identity": "{identity}", "verdict": "{verdict}", "evidence": null}}"#)
        };
        let claims = claims.iter().map(claim).collect::<Vec<_>>().join(",");
        let text = format!(
            r#"{{"started": "{day}T00:00:00Z", "python": {{"version": "3.8.18"}},
            "documents": [{{"path": "a.md", "claims": [{claims}]}}]}}"#
        );
        serde_json::from_str(&text).expect("a report")
    }

    fn look(records: &EarlierReports, identity: &str) -> Option<Tried> {
        records.look("a.md", identity.to_owned(), 1)
    }

    #[test]
    fn what_was_confirmed_is_known_with_the_report() {
        let mut records = EarlierReports::default();
        records.add("a.json", &report("2026-01-02", &[("1", "confirmed"), ("2", "wrong")]), Some("abc"));
        let found = look(&records, "1").expect("a look");
        assert_eq!(found.reason.as_deref(), Some("a.json of 2026-01-02"));
        assert_eq!(found.at, Some(Witness { commit: Some("abc".to_owned()), ..Witness::on("3.8.18") }));
        assert_eq!((look(&records, "2"), look(&records, "3")), (None, None));
        assert_eq!(records.look("b.md", "1".to_owned(), 1), None);
    }

    #[test]
    fn of_claims_that_look_the_same_all_must_have_held_and_the_youngest_report_counts() {
        let mut records = EarlierReports::default();
        let of = [("1", "confirmed"), ("1", "wrong"), ("1", "confirmed"), ("2", "confirmed"), ("2", "confirmed")];
        records.add("a.json", &report("2026-01-02", &of), None);
        assert_eq!(look(&records, "1"), None);
        assert!(records.look("a.md", "2".to_owned(), 2).is_some());
        assert_eq!(records.look("a.md", "2".to_owned(), 3), None);
        records.add("b.json", &report("2026-03-02", &[("2", "confirmed")]), None);
        records.add("c.json", &report("2026-02-02", &[("2", "confirmed")]), None);
        assert_eq!(look(&records, "2").and_then(|look| look.reason).as_deref(), Some("b.json of 2026-03-02"));
    }
}
