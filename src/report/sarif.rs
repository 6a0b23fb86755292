//! SARIF 2.1.0: results of static analysis, for GitHub's code scanning and for editors.
//!
//! The format is an OASIS standard (<https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>); what GitHub
//! asks for beyond it, and its limits, are told at
//! <https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning>.
//! Problems are results, everything else is counted only. What could not be checked is a notification of the invocation.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use std::time::Duration;

use super::problem::{self, Location, Problem, Subject};
use super::repository::is_absolute;
use super::sanitise::{for_terminal, shortened};
use super::setting::Setting;
use super::suppression::{Suppression, SuppressionKind};
use super::{EXIT_FAILURE, Failure, Report, as_time};
use crate::finding::{CODES, FindingCode, Severity};
use crate::judge::{VERDICTS, Verdict};

/// Characters of a message.
const LONGEST: usize = 3500;

/// The report as SARIF.
///
/// # Errors
/// Only if the data cannot be JSON at all.
pub fn render(report: &Report, setting: Setting<'_>) -> Result<String, serde_json::Error> {
    let rules: Vec<_> = rules().collect();
    let problems = problem::with_fingerprints(report.documents.iter().flat_map(problem::all_of_document));
    let has_baseline = report.summary.baseline.is_some();
    let with_state = |(problem, hash): &(Problem<'_>, String)| {
        let mut result = result(problem, hash, &rules, setting);
        tell_suppression(&mut result, problem.suppression(), has_baseline);
        result
    };
    let results: Vec<_> = problems.iter().map(with_state).collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": report.header.tool.name,
                "semanticVersion": report.header.tool.version,
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": rules.iter().map(Rule::described).collect::<Vec<_>>(),
            }},
            // Before the last slash stands the category, by which GitHub tells analyses of one commit apart.
            "automationDetails": {"id": "doctrue/"},
            "columnKind": "unicodeCodePoints",
            "invocations": [invocation(report, setting)],
            "results": results,
        }],
    });
    super::json::render(&log)
}

/// What a result may be about: a verdict that is a problem, or a finding.
struct Rule {
    id: &'static str,
    text: &'static str,
    severity: Severity,
    precision: &'static str,
    tag: &'static str,
}

fn rules() -> impl Iterator<Item = Rule> {
    let verdicts = VERDICTS.into_iter().filter_map(|verdict| {
        let (id, text, severity) = (verdict.as_str(), verdict.explain(), verdict.severity()?);
        Some(Rule { id, text, severity, precision: precision_of_verdict(verdict), tag: "claim" })
    });
    let codes = CODES.into_iter().map(|code| {
        let (id, text, severity) = (code.as_str(), code.explain(), code.severity());
        Rule { id, text, severity, precision: precision_of_code(code), tag: "finding" }
    });
    verdicts.chain(codes)
}

/// How rarely it is told by mistake. A bare comment may be meant otherwise than it looks.
fn precision_of_verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Wrong | Verdict::Stale | Verdict::Volatile | Verdict::Unreached => "high",
        Verdict::Confirmed | Verdict::Skipped => "very-high",
        Verdict::Unverified => "low",
    }
}

fn precision_of_code(code: FindingCode) -> &'static str {
    match code {
        // Notes hold many fragments.
        FindingCode::InvalidPython
        | FindingCode::ExampleRaised
        | FindingCode::ExampleStopped
        | FindingCode::UndefinedName => "medium",
        FindingCode::UnusedDirective
        | FindingCode::NeedlessSkip
        | FindingCode::UnclosedFence
        | FindingCode::SwallowedFence
        | FindingCode::FenceInHtml
        | FindingCode::ParserBehind
        | FindingCode::TestNotCalled
        | FindingCode::LeakedProcess
        | FindingCode::UnusedIgnore => "high",
        FindingCode::UnreadableText
        | FindingCode::InvalidUtf8
        | FindingCode::UnknownDirective
        | FindingCode::InvalidDirective
        | FindingCode::BaselineUnused => "very-high",
    }
}

impl Rule {
    fn described(&self) -> Value {
        let short = self.text.split_inclusive(['.', ':']).next().unwrap_or(self.text).trim_end_matches(['.', ':']);
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "recommendation",
        };
        let more = format!("doctrue explain {}", self.id);
        json!({
            "id": self.id,
            "shortDescription": {"text": short},
            "fullDescription": {"text": self.text},
            "help": {
                "text": format!("{}\n\nMore: {more}", self.text),
                "markdown": format!("{}\n\nMore: `{more}`", self.text),
            },
            "helpUri": concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/notes/manual/claims.md"),
            "defaultConfiguration": {"level": self.severity.as_str()},
            "properties": {
                "precision": self.precision,
                "problem.severity": severity,
                "tags": ["documentation", "python", self.tag],
            },
        })
    }
}

fn result(problem: &Problem<'_>, fingerprint: &str, rules: &[Rule], setting: Setting<'_>) -> Value {
    let artifact = json!({"uri": uri(&setting.path(&problem.document.path))});
    let place = problem.place();
    let mut result = json!({
        "ruleId": problem.code(),
        "level": problem.severity.as_str(),
        "message": {"text": message(&problem.story())},
        "locations": [{"physicalLocation": {"artifactLocation": artifact, "region": region(place)}}],
        "partialFingerprints": {"primaryLocationLineHash": fingerprint},
    });
    if let Some(index) = rules.iter().position(|rule| rule.id == problem.code()) {
        result["ruleIndex"] = index.into();
    }
    if let Some(text) = replacement(problem, place) {
        result["fixes"] = json!([{
            "description": {"text": "write what Python prints"},
            "artifactChanges": [{
                "artifactLocation": artifact,
                "replacements": [{"deletedRegion": region(place), "insertedContent": {"text": text}}],
            }],
        }]);
    }
    result
}

/// Says of a result who knows of it (sections 3.27.23 and 3.27.24 of the standard).
fn tell_suppression(result: &mut Value, suppression: Option<&Suppression>, has_baseline: bool) {
    let kind = suppression.map(|suppression| suppression.kind);
    if has_baseline {
        result["baselineState"] = if kind == Some(SuppressionKind::Baseline) { "unchanged" } else { "new" }.into();
    }
    if let Some(suppression) = suppression {
        let (kind, reason) = match suppression.kind {
            SuppressionKind::Baseline => ("external", "known: it is in the baseline"),
            SuppressionKind::Ignore => ("inSource", "left out in the document"),
        };
        let reason = suppression.reason.as_deref().map_or_else(|| reason.to_owned(), message);
        result["suppressions"] = json!([{"kind": kind, "status": "accepted", "justification": reason}]);
    }
}

/// The text that may be put in the place of the claim. Further lines need what stands before them in the document, so
/// those are left to `doctrue fix`.
fn replacement<'a>(problem: &Problem<'a>, place: Location) -> Option<&'a str> {
    let Subject::Claim(claim) = problem.subject else { return None };
    let text = claim.replacement.as_deref()?;
    let is_one_line = place.line == place.end_line && place.column < place.end_column && !text.contains(['\n', '\r']);
    (is_one_line && for_terminal(text) == text).then_some(text)
}

fn region(place: Location) -> Value {
    json!({
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    })
}

fn invocation(report: &Report, setting: Setting<'_>) -> Value {
    let summary = &report.summary;
    let end = report.header.started + Duration::from_millis(summary.duration_ms);
    let notification = |error: &Failure| {
        let mut notification = json!({"level": "error", "message": {"text": message(&error.message)}});
        if !error.path.is_empty() {
            let artifact = json!({"uri": uri(&setting.path(&error.path))});
            notification["locations"] = json!([{"physicalLocation": {"artifactLocation": artifact}}]);
        }
        notification
    };
    json!({
        // Problems that were found are no failure of the tool.
        "executionSuccessful": summary.exit_status <= EXIT_FAILURE,
        "exitCode": summary.exit_status,
        "startTimeUtc": as_time(report.header.started),
        "endTimeUtc": as_time(end),
        "toolExecutionNotifications": report.errors.iter().map(notification).collect::<Vec<_>>(),
    })
}

/// A message that is nothing but text. `[text](target)` would be a link (section 3.11.6 of the standard) and `{0}` a
/// placeholder (3.11.5); a zero-width space makes them what they look like.
fn message(text: &str) -> String {
    let text = shortened(&for_terminal(text), LONGEST).replace("](", "]\u{200b}(");
    let mut shown = String::with_capacity(text.len());
    let mut previous = '\0';
    for character in text.chars() {
        if previous == '{' && character.is_ascii_digit() {
            shown.push('\u{200b}');
        }
        shown.push(character);
        previous = character;
    }
    // An empty one is not allowed.
    if shown.is_empty() { "(no message)".to_owned() } else { shown }
}

/// What stands for itself in a part of a path (RFC 3986, section 2.3), and what separates parts.
const PATH: AsciiSet = NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// A path as a relative reference, or as a `file` URI if it is absolute. A colon is escaped too: in the first part of a
/// relative reference it would end a scheme (RFC 3986, section 4.2).
fn uri(path: &str) -> String {
    let encoded = utf8_percent_encode(path.strip_prefix("./").unwrap_or(path), &PATH).to_string();
    match (is_absolute(path), path.starts_with('/')) {
        (true, true) => format!("file://{encoded}"),
        (true, false) => format!("file:///{}", encoded.replacen("%3A", ":", 1)),
        // Two slashes would begin the name of a host.
        (false, _) => encoded,
    }
}

#[cfg(test)]
mod tests;
