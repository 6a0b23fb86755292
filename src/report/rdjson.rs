//! Diagnostics for reviewdog, which writes them into a pull request: what can be put right as a suggestion to accept.
//!
//! The format is `DiagnosticResult` at <https://github.com/reviewdog/reviewdog/tree/master/proto/rdf>. Columns there count
//! bytes; a range without columns stands for whole lines.

use serde_json::{Value, json};

use super::problem::{self, Problem, Subject};
use super::sanitise::shortened;
use super::setting::Setting;
use super::{Failure, Report, sanitise};
use crate::finding::Severity;

/// Characters of a message.
const LONGEST: usize = 10_000;

/// All problems.
///
/// # Errors
/// Only if the data cannot be JSON at all.
pub fn render(report: &Report, setting: Setting<'_>) -> Result<String, serde_json::Error> {
    let problems = problem::of_report(report).map(|problem| diagnostic(&problem, setting));
    let errors = report.errors.iter().map(|error| of_error(error, setting));
    super::json::render(&json!({
        "source": {"name": report.header.tool.name, "url": env!("CARGO_PKG_REPOSITORY")},
        "diagnostics": problems.chain(errors).collect::<Vec<_>>(),
    }))
}

fn diagnostic(problem: &Problem<'_>, setting: Setting<'_>) -> Value {
    let place = problem.place();
    let severity = match problem.severity {
        Severity::Error => "ERROR",
        Severity::Warning => "WARNING",
        Severity::Note => "INFO",
    };
    let edit = match problem.subject {
        Subject::Claim(claim) => claim.edit.as_ref(),
        Subject::Finding(_) => None,
    };
    let suggestions = edit.map(|edit| json!([{"range": lines(edit.line, edit.end_line), "text": edit.text}]));
    let mut value = json!({
        "message": message(&problem.story()),
        "location": {
            "path": setting.path(&problem.document.path),
            "range": lines(place.line, place.end_line),
        },
        "severity": severity,
        "code": {
            "value": problem.code(),
            "url": concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/notes/manual/claims.md"),
        },
    });
    if let Some(suggestions) = suggestions {
        value["suggestions"] = suggestions;
    }
    value
}

fn of_error(error: &Failure, setting: Setting<'_>) -> Value {
    json!({
        "message": message(&error.message),
        "location": {"path": setting.path(&error.path)},
        "severity": "ERROR",
        "code": {"value": "not-checked"},
    })
}

fn lines(first: usize, last: usize) -> Value {
    json!({"start": {"line": first}, "end": {"line": last.max(first)}})
}

/// It is shown in a comment, as Markdown.
fn message(text: &str) -> String {
    let lines = text.lines().map(sanitise::for_terminal).collect::<Vec<_>>().join("\n");
    shortened(&lines, LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::edit::LineEdit;
    use crate::report::sample;

    #[test]
    fn what_can_be_put_right_is_a_suggestion() {
        let mut document = sample::document();
        document.claims[1].edit = Some(LineEdit { line: 5, end_line: 6, text: "print(1)  # Output: 16".to_owned() });
        let report = sample::report(vec![document]);
        let value: Value = serde_json::from_str(&render(&report, sample::SETTING).expect("JSON")).expect("JSON");
        let all = value["diagnostics"].as_array().expect("diagnostics");
        assert_eq!(all.len(), problem::of_report(&report).count() + report.errors.len());
        let with = all.iter().filter(|one| one.get("suggestions").is_some()).collect::<Vec<_>>();
        assert_eq!(with.len(), 1);
        assert_eq!(with[0]["suggestions"][0]["range"], json!({"start": {"line": 5}, "end": {"line": 6}}));
        assert_eq!(with[0]["location"]["range"], json!({"start": {"line": 5}, "end": {"line": 5}}));
        assert_eq!((&with[0]["severity"], &with[0]["code"]["value"]), (&"ERROR".into(), &"wrong".into()));
    }
}
