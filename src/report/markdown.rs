//! A summary in GitHub's Markdown: for a comment on a pull request, a job summary, a merge request of GitLab.
//!
//! Text of documents and of examples stands in code only: in a code span, in a fence longer than any run of back-ticks
//! in it, or escaped in a `<code>` of a line of HTML. There it makes no link, no image and no element, and names like
//! `@somebody` or `#12` call nobody: GitHub leaves code alone when it looks for them.
//!
//! What does not fit is counted. A comment holds 65,536 characters; a job summary 1 MiB, beyond which GitHub shows none
//! of it (<https://docs.github.com/en/actions/reference/limits>).

use std::fmt::Write as _;

use super::problem::{self, Problem, Subject};
use super::sanitise::{for_terminal, on_one_line, shortened};
use super::setting::Setting;
use super::{DocumentReport, Report, Summary, diff, matrix};
use crate::finding::Severity;

use crate::judge::{VERDICTS, Verdict};

/// Bytes that fit a comment on a pull request.
pub const COMMENT: usize = 65_000;

/// Bytes that fit a job summary.
pub const JOB_SUMMARY: usize = 1_000_000;

/// Bytes kept for what tells of the rest.
const NOTE: usize = 200;

/// Characters of a line, and lines of a reason.
const LONGEST: (usize, usize) = (300, 20);

/// The summary of `report` in at most `most` bytes. The totals come in any case.
#[must_use]
pub fn render(report: &Report, setting: Setting<'_>, most: usize) -> String {
    let most = most.saturating_sub(NOTE);
    let mut text = totals(report);
    not_checked(report, setting, most / 4, &mut text);
    documents(report, setting, most / 2, &mut text);
    problems(report, setting, most, &mut text);
    text.truncate(text.trim_end().len());
    text + "\n"
}

fn totals(report: &Report) -> String {
    let summary = &report.summary;
    let python = format!("{} {}", report.header.python.implementation, report.header.python.version);
    let mut text = format!("## doctrue: {}\n\n| claims | |\n|---|---:|\n", summary.outcome().as_str());
    // Writing to a String cannot fail.
    for verdict in VERDICTS {
        let count = summary.claims_by_verdict.get(&verdict).copied().unwrap_or(0);
        if count > 0 || verdict == Verdict::Confirmed {
            let _ = writeln!(text, "| {} | {count} |", verdict.as_str());
        }
    }
    let _ = writeln!(text, "| **all** | **{}** |", summary.claims);
    let _ = writeln!(
        text,
        "\n{}, {}, {}{}; {}, doctrue {}\n",
        counted(summary.documents, "document"),
        counted(summary.blocks, "block"),
        counted(summary.findings, "finding"),
        known(summary),
        code(&python),
        report.header.tool.version
    );
    let outcomes = matrix::outcomes(report);
    for (pythons, counts) in &outcomes {
        let _ = writeln!(text, "- on Python {pythons}: {counts}");
    }
    if !outcomes.is_empty() {
        text.push('\n');
    }
    text
}

/// What is known and left out, and what a change adds to that.
fn known(summary: &Summary) -> String {
    let added = summary.baseline.as_ref().map_or((0, 0), |baseline| (baseline.added, baseline.added_ignores));
    let counts = [
        (summary.known, "known"),
        (summary.ignored, "ignored"),
        (added.0, "added to the baseline"),
        (added.1, "ignores added"),
    ];
    let told = counts.into_iter().filter(|(count, _)| *count > 0);
    told.map(|(count, words)| format!(", {count} {words}")).collect()
}

fn not_checked(report: &Report, setting: Setting<'_>, most: usize, text: &mut String) {
    if report.errors.is_empty() {
        return;
    }
    text.push_str("### Not checked\n\n");
    let row = |path: &str, message: &str| format!("- {}: {}\n", code(&setting.path(path)), code(message));
    rows(report.errors.iter().map(|error| row(&error.path, &error.message)), most, "", text);
}

/// The documents that have problems.
fn documents(report: &Report, setting: Setting<'_>, most: usize, text: &mut String) {
    let row = |document: &DocumentReport| {
        let problems = problem::of_document(document);
        let count = |severity| problems.iter().filter(|problem| problem.severity == severity).count();
        let confirmed = document.claims.iter().filter(|claim| claim.verdict == Verdict::Confirmed).count();
        let path = code(&setting.path(&document.path));
        let [errors, warnings, notes] = [Severity::Error, Severity::Warning, Severity::Note].map(count);
        let claims = document.claims.len();
        (!problems.is_empty())
            .then(|| format!("| {} | {claims} | {confirmed} | {errors} | {warnings} | {notes} |\n", in_cell(&path)))
    };
    let mut rows_of_documents = report.documents.iter().filter_map(row).peekable();
    if rows_of_documents.peek().is_some() {
        text.push_str(
            "| document | claims | confirmed | errors | warnings | notes |\n|---|---:|---:|---:|---:|---:|\n",
        );
        rows(rows_of_documents, most, " documents with problems", text);
    }
}

/// The problems, the worst first.
fn problems(report: &Report, setting: Setting<'_>, most: usize, text: &mut String) {
    let mut all: Vec<_> = problem::of_report(report).collect();
    all.sort_by_key(|problem| std::cmp::Reverse(problem.severity));
    if !all.is_empty() {
        text.push_str("### Problems\n\n");
        rows(all.iter().map(|problem| details(problem, setting)), most, " problems", text);
    }
}

/// Whole rows as long as `text` stays below `most` bytes, then how many are left out.
pub(super) fn rows(rows: impl Iterator<Item = String>, most: usize, what: &str, text: &mut String) {
    let mut left_out = 0_usize;
    for row in rows {
        if left_out == 0 && text.len() + row.len() <= most {
            text.push_str(&row);
        } else {
            left_out += 1;
        }
    }
    if left_out > 0 {
        let _ = writeln!(text, "\nand {left_out} more{what}");
    }
    text.push('\n');
}

/// A problem. What is known about a claim is folded away; an element of HTML ends at the next blank line.
fn details(problem: &Problem<'_>, setting: Setting<'_>) -> String {
    let place = format!("{}:{}", setting.path(&problem.document.path), problem.place().line);
    let (severity, word) = (problem.severity, problem.code());
    let claim = match problem.subject {
        Subject::Claim(claim) => claim,
        Subject::Finding(finding) => {
            return format!("- {severity} {} {word}: {}\n\n", code(&place), code(&finding.message));
        }
    };
    let (place, title) = (escaped(&place), problem::title(claim));
    let mut text = format!("<details>\n<summary>{severity} <code>{place}</code> {word}: {title}</summary>\n\n");
    match claim.actual.as_deref().filter(|_| matches!(claim.verdict, Verdict::Wrong | Verdict::Stale)) {
        Some(actual) => text.push_str(&fenced("diff", &diff::render(&claim.expected, actual))),
        None => text.push_str(&format!("Documented:\n\n{}", fenced("text", &excerpted(&claim.expected)))),
    }
    let history = problem::history(claim);
    for (word, told) in [("Reason", &claim.reason), ("Hint", &claim.hint), ("History", &history)] {
        if let Some(told) = told {
            text.push_str(&format!("{word}:\n\n{}", fenced("text", &excerpted(told))));
        }
    }
    text.push_str("</details>\n\n");
    text
}

fn excerpted(text: &str) -> String {
    let lines = text.lines().take(LONGEST.1).map(|line| for_terminal(&shortened(line, LONGEST.0)));
    lines.collect::<Vec<_>>().join("\n")
}

/// `text` as a fenced code block of `language`, with a blank line behind it.
fn fenced(language: &str, text: &str) -> String {
    let fence = "`".repeat(longest_run(text).max(2) + 1);
    format!("{fence}{language}\n{text}\n{fence}\n\n")
}

/// `text` as a code span (CommonMark 0.31, section 6.1): one blank at each end is taken away, where both are there.
pub(super) fn code(text: &str) -> String {
    let text = shortened(&on_one_line(text), LONGEST.0);
    let fence = "`".repeat(longest_run(&text) + 1);
    let at_end = |character| text.starts_with(character) || text.ends_with(character);
    match (text.trim().is_empty(), at_end('`') || at_end(' ')) {
        (true, _) => "` `".to_owned(),
        (false, true) => format!("{fence} {text} {fence}"),
        (false, false) => format!("{fence}{text}{fence}"),
    }
}

/// A code span for a cell of a table: there a `\|` stands for a bar, wherever it is. A backslash before a bar of the
/// text is kept apart from it, because not all readers take two of them for one.
pub(super) fn in_cell(code: &str) -> String {
    code.replace("\\|", "\\\u{200b}|").replace('|', "\\|")
}

/// `text` as the content of an HTML element, on one line.
fn escaped(text: &str) -> String {
    let text = shortened(&on_one_line(text), LONGEST.0);
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn longest_run(text: &str) -> usize {
    text.split(|character| character != '`').map(str::len).max().unwrap_or(0)
}

pub(super) fn counted(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}

#[cfg(test)]
mod tests;
