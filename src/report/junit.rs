//! JUnit XML: results of tests, which nearly every CI system reads.
//!
//! Each claim is a test case, also a confirmed one, and so are each finding and each thing that could not be checked;
//! so `tests` is the sum of the three. Only a confirmed claim passes. What fails the check is a failure (Python gives
//! something else) or an error (nothing could be compared); everything else is skipped, with its reason. The file has a
//! failure or an error if and only if the exit status is not 0, so nobody sees green where the check fails.
//!
//! GitLab takes class name and name for the identity of a test case, drops what is there twice, and shows the text of
//! the element, not its `message` (<https://docs.gitlab.com/ci/testing/unit_test_reports/>). Jenkins splits the class
//! name at its last dot. Readers on GitHub use `file` and `line`.

use quick_junit::{NonSuccessKind, SerializeError, TestCase, TestCaseStatus, TestSuite};
use std::collections::{HashMap, HashSet};
use std::time::Duration;

use super::problem::{Problem, Subject};
use super::sanitise::{for_terminal, on_one_line, shortened};
use super::setting::Setting;
use super::{ClaimReport, DocumentReport, EXIT_FAILURE, EXIT_OK, Failure, Report};
use crate::finding::Severity;
use crate::judge::Verdict;

/// Characters of the documented text in a name.
const LONGEST_NAME: usize = 60;

/// Characters of a message, and of a text.
const LONGEST: (usize, usize) = (500, 10_000);

/// The suite and the class of what is about no document.
const WHOLE: &str = "doctrue";

/// The report as JUnit XML.
///
/// # Errors
/// Only if the data cannot be XML at all.
pub fn render(report: &Report, setting: Setting<'_>) -> Result<String, SerializeError> {
    let mut all = quick_junit::Report::new(WHOLE);
    all.set_timestamp(report.header.started).set_time(Duration::from_millis(report.summary.duration_ms));
    let mut writer = Writer { setting, names: Names::default() };
    for document in &report.documents {
        let mut suite = writer.document(document);
        suite.set_timestamp(report.header.started);
        all.add_test_suite(suite);
    }
    let mut whole = TestSuite::new(WHOLE);
    whole.set_timestamp(report.header.started).set_time(Duration::ZERO);
    whole.add_test_cases(report.errors.iter().map(|error| writer.error(error)));
    if report.summary.exit_status != EXIT_OK && all.failures + all.errors + whole.errors == 0 {
        whole.add_test_case(writer.exit_status(report));
    }
    if !whole.test_cases.is_empty() {
        all.add_test_suite(whole);
    }
    all.to_string()
}

struct Writer<'a> {
    setting: Setting<'a>,
    names: Names,
}

impl Writer<'_> {
    fn document(&mut self, document: &DocumentReport) -> TestSuite {
        let mut suite = TestSuite::new(on_one_line(&document.path));
        let mut timed = HashSet::new();
        for claim in &document.claims {
            // The time of an example counts once, for its first claim.
            let block = document.blocks.iter().find(|block| block.line == claim.block_line);
            let took = block.filter(|block| timed.insert(block.line)).map_or(0, |block| block.duration_ms);
            let problem = Problem {
                document,
                subject: Subject::Claim(claim),
                severity: claim.severity.unwrap_or(Severity::Note),
            };
            suite.add_test_case(self.case(&problem, self.status_of_claim(&problem, claim), took));
        }
        for finding in &document.findings {
            let problem = Problem { document, subject: Subject::Finding(finding), severity: finding.severity };
            let kind = self.fails(finding.severity).then_some(NonSuccessKind::Error);
            suite.add_test_case(self.case(&problem, told(&problem, kind), 0));
        }
        let took = document.blocks.iter().map(|block| block.duration_ms).sum();
        suite.set_time(Duration::from_millis(took));
        suite
    }

    fn case(&mut self, problem: &Problem<'_>, status: TestCaseStatus, took: u64) -> TestCase {
        let path = &problem.document.path;
        let class = class_name(path);
        let headings = problem.headings().join(" > ");
        let name = match problem.subject {
            Subject::Claim(claim) => format!("`{}`", documented(claim)),
            Subject::Finding(finding) => finding.code.to_owned(),
        };
        let name = if headings.is_empty() { name } else { format!("{headings}: {name}") };
        let mut case = TestCase::new(self.names.unique(&class, &on_one_line(&name)), status);
        case.set_classname(class).set_time(Duration::from_millis(took));
        case.extra.insert("file".into(), on_one_line(&self.setting.path(path)).into());
        case.extra.insert("line".into(), problem.place().line.to_string().into());
        case
    }

    fn status_of_claim(&self, problem: &Problem<'_>, claim: &ClaimReport) -> TestCaseStatus {
        let kind = match claim.verdict {
            Verdict::Confirmed => return TestCaseStatus::success(),
            Verdict::Wrong | Verdict::Stale | Verdict::Volatile => NonSuccessKind::Failure,
            Verdict::Unreached | Verdict::Skipped | Verdict::Unverified => NonSuccessKind::Error,
        };
        told(problem, self.fails(problem.severity).then_some(kind))
    }

    /// Whether something of that severity fails the check.
    fn fails(&self, severity: Severity) -> bool {
        match severity {
            Severity::Error => true,
            Severity::Warning => self.setting.strict,
            Severity::Note => false,
        }
    }

    fn error(&mut self, error: &Failure) -> TestCase {
        let class = if error.path.is_empty() { WHOLE.to_owned() } else { class_name(&error.path) };
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
        status
            .set_message(on_one_line(&error.message))
            .set_type("not-checked")
            .set_description(for_terminal(&error.message));
        let mut case = TestCase::new(self.names.unique(&class, "it can be checked"), status);
        case.set_classname(class).set_time(Duration::ZERO);
        if !error.path.is_empty() {
            case.extra.insert("file".into(), on_one_line(&self.setting.path(&error.path)).into());
        }
        case
    }

    /// The check fails although no claim and no finding does: no claims, skipped blocks, something put right, Ctrl-C.
    fn exit_status(&mut self, report: &Report) -> TestCase {
        let summary = &report.summary;
        let reason = match summary.exit_status {
            EXIT_FAILURE if summary.claims == 0 => "there is no claim",
            EXIT_FAILURE if self.setting.strict => "blocks were skipped, and warnings fail the check",
            EXIT_FAILURE => "documents were changed",
            _ => "the check was not completed",
        };
        let message = format!("{} with exit status {}: {reason}", summary.outcome().as_str(), summary.exit_status);
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
        status.set_message(message.clone()).set_type("exit-status").set_description(message);
        let mut case = TestCase::new(self.names.unique(WHOLE, "the check as a whole"), status);
        case.set_classname(WHOLE).set_time(Duration::ZERO);
        case
    }
}

/// What is told of `problem`, which fails the check as `kind`, or not at all.
fn told(problem: &Problem<'_>, kind: Option<NonSuccessKind>) -> TestCaseStatus {
    let mut status = kind.map_or_else(TestCaseStatus::skipped, TestCaseStatus::non_success);
    status.set_message(shortened(&on_one_line(&problem.sentence()), LONGEST.0));
    status.set_type(problem.code());
    status.set_description(shortened(&for_terminal(&problem.story()), LONGEST.1));
    status
}

/// The first line of the documented text, with a mark if there are more.
fn documented(claim: &ClaimReport) -> String {
    let mut lines = claim.expected.lines();
    let first: String = lines.next().unwrap_or_default().chars().take(LONGEST_NAME).collect();
    let is_all = first.len() == claim.expected.trim_end_matches('\n').len();
    if is_all { first } else { first + "…" }
}

/// The path without its extension, as a package and a class: `notes/a.md` is `notes.a`. Dots of its own would split it.
fn class_name(path: &str) -> String {
    let (folder, name) = path.rsplit_once('/').map_or(("", path), |(folder, name)| (folder, name));
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let parts = folder.split('/').chain([stem]).filter(|part| !part.is_empty());
    on_one_line(&parts.map(|part| part.replace('.', "_")).collect::<Vec<_>>().join("."))
}

/// The names that are given already, by class.
#[derive(Default)]
struct Names {
    taken: HashSet<(String, String)>,
    counts: HashMap<(String, String), usize>,
}

impl Names {
    /// `name`, with a number if it is there already.
    fn unique(&mut self, class: &str, name: &str) -> String {
        let count = self.counts.entry((class.to_owned(), name.to_owned())).or_insert(0);
        loop {
            *count += 1;
            let numbered = if *count == 1 { name.to_owned() } else { format!("{name} ({count})") };
            // `x (2)` may be a name of its own.
            if self.taken.insert((class.to_owned(), numbered.clone())) {
                return numbered;
            }
        }
    }
}

#[cfg(test)]
mod tests;
