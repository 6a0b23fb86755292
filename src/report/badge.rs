//! A badge: how many of the claims are confirmed, as data for <https://shields.io/badges/endpoint-badge>.

use serde_json::json;

use super::Report;
use super::outcome::Outcome;

/// The data of the badge.
///
/// # Errors
/// Only if the data cannot be JSON at all.
pub fn render(report: &Report) -> Result<String, serde_json::Error> {
    let (confirmed, all) = report.summary.confirmed();
    let outcome = report.summary.outcome();
    let (message, color) = match outcome {
        Outcome::Passed => (format!("{confirmed} of {all} confirmed"), "brightgreen"),
        Outcome::Nothing => (outcome.as_str().to_owned(), "lightgrey"),
        Outcome::Failed => (format!("{confirmed} of {all} confirmed"), "red"),
        Outcome::NotCompleted | Outcome::Interrupted => (outcome.as_str().to_owned(), "orange"),
    };
    let is_error = matches!(outcome, Outcome::NotCompleted | Outcome::Interrupted);
    super::json::render(&json!({
        "schemaVersion": 1,
        "label": "documented outputs",
        "message": message,
        "color": color,
        "isError": is_error,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::Verdict;
    use crate::report::sample;
    use crate::settings::Strictness;

    fn badge(verdicts: &[Verdict]) -> (String, String) {
        let mut document = sample::document();
        document.findings.clear();
        document.claims = verdicts.iter().map(|verdict| sample::claim(4, *verdict)).collect();
        let mut report = sample::report(vec![document]);
        report.errors.clear();
        report.count(Strictness::default());
        let value: serde_json::Value = serde_json::from_str(&render(&report).expect("JSON")).expect("JSON");
        let text = |key: &str| value[key].as_str().expect("a text").to_owned();
        (text("message"), text("color"))
    }

    #[test]
    fn it_is_green_only_where_something_is_confirmed_and_nothing_fails() {
        use Verdict::{Confirmed, Skipped, Wrong};
        assert_eq!(badge(&[Confirmed, Skipped]), ("1 of 1 confirmed".to_owned(), "brightgreen".to_owned()));
        assert_eq!(badge(&[Confirmed, Wrong]), ("1 of 2 confirmed".to_owned(), "red".to_owned()));
        assert_eq!(badge(&[Skipped]), ("nothing confirmed".to_owned(), "lightgrey".to_owned()));
    }
}
