//! A code quality report for GitLab: a list of problems, which it shows in merge requests.
//!
//! The fields are those at <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>. Of several
//! entries with one fingerprint only one is shown, and an entry counts as new if its fingerprint is; so it names no line.

use serde_json::{Value, json};

use super::problem::{self, Problem};
use super::sanitise::{on_one_line, shortened};
use super::setting::Setting;
use super::{Failure, Report};
use crate::finding::Severity;

/// Characters of a description.
const LONGEST: usize = 1000;

/// What the check could not do at all.
const NOT_CHECKED: &str = "not-checked";

/// The report as a list of problems; an empty one if there are none.
///
/// # Errors
/// Only if the data cannot be JSON at all.
pub fn render(report: &Report, setting: Setting<'_>) -> Result<String, serde_json::Error> {
    let problems = problem::with_fingerprints(problem::of_report(report));
    let problems = problems.iter().map(|(problem, fingerprint)| of_problem(problem, fingerprint, setting));
    let errors = report.errors.iter().enumerate().map(|(index, error)| of_error(error, index, setting));
    super::json::render(&problems.chain(errors).collect::<Vec<_>>())
}

fn of_problem(problem: &Problem<'_>, fingerprint: &str, setting: Setting<'_>) -> Value {
    let severity = match problem.severity {
        Severity::Error => "major",
        Severity::Warning => "minor",
        Severity::Note => "info",
    };
    let place = problem.place();
    entry(
        problem.code(),
        &problem.sentence(),
        severity,
        fingerprint,
        &json!({
            "path": setting.path(&problem.document.path),
            "lines": {"begin": place.line, "end": place.end_line},
        }),
    )
}

fn of_error(error: &Failure, index: usize, setting: Setting<'_>) -> Value {
    let hash = blake3::hash(format!("{NOT_CHECKED}\0{}\0{index}", error.path).as_bytes());
    let location = json!({"path": setting.path(&error.path), "lines": {"begin": 1}});
    entry(NOT_CHECKED, &error.message, "critical", &hash.to_hex()[..32], &location)
}

/// The name of the check stands before the description because GitLab does not show it.
fn entry(name: &str, text: &str, severity: &str, fingerprint: &str, location: &Value) -> Value {
    json!({
        "check_name": name,
        "description": shortened(&on_one_line(&format!("{name}: {text}")), LONGEST),
        "fingerprint": fingerprint,
        "severity": severity,
        "location": location,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;
    use proptest::prelude::*;
    use std::collections::HashSet;

    fn entries(report: &Report) -> Vec<Value> {
        serde_json::from_str(&render(report, sample::SETTING).expect("JSON")).expect("a list")
    }

    #[test]
    fn each_problem_and_each_error_is_an_entry_with_a_fingerprint_of_its_own() {
        let mut document = sample::document();
        document.claims.extend((0..3).map(|_| sample::claim(12, crate::judge::Verdict::Wrong)));
        let report = sample::report(vec![document, sample::document()]);
        let entries = entries(&report);
        assert_eq!(entries.len(), problem::of_report(&report).count() + report.errors.len());
        let fingerprints: HashSet<_> = entries.iter().map(|entry| entry["fingerprint"].as_str()).collect();
        assert_eq!(fingerprints.len(), entries.len());
        assert_eq!(entries[0]["location"], json!({"path": "notes/counting.md", "lines": {"begin": 5, "end": 5}}));
        assert_eq!((&entries[0]["check_name"], &entries[0]["severity"]), (&"wrong".into(), &"major".into()));
    }

    #[test]
    fn a_clean_report_is_an_empty_list() {
        let mut report = sample::report(Vec::new());
        report.errors.clear();
        assert_eq!(render(&report, sample::SETTING).expect("JSON"), "[]\n");
    }

    proptest! {
        #[test]
        fn a_description_is_one_line_that_hides_nothing(text in "[\\PC\u{0}-\u{9f}\u{202e}\u{2028}#:\\[a-z]{0,40}") {
            for entry in entries(&sample::report(vec![sample::hostile(&text)])) {
                let description = entry["description"].as_str().expect("a text");
                prop_assert!(!description.chars().any(crate::report::sanitise::is_dangerous), "{:?}", description);
                if entry["check_name"] != NOT_CHECKED {
                    prop_assert_eq!(entry["location"]["path"].as_str(), Some(text.as_str()));
                }
            }
        }
    }
}
