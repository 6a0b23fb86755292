//! The head of the page: how the check came out, in words, and what could not be checked at all.

use super::writer::Html;
use super::{Page, counted, duration, grouped};
use crate::judge::{VERDICTS, Verdict};
use crate::report::outcome::Outcome;
use crate::report::{Report, Summary};

/// How a check came out: its sign, and the class of its colour.
const fn sign(outcome: Outcome) -> (&'static str, &'static str) {
    match outcome {
        Outcome::Passed => ("✓", "passed"),
        Outcome::Nothing => ("–", "nothing"),
        Outcome::Failed | Outcome::NotCompleted | Outcome::Interrupted => ("✗", "failed"),
    }
}

/// Its words, as a heading has them.
fn words(summary: &Summary) -> String {
    let words = summary.outcome().as_str();
    let (first, rest) = words.split_at(1);
    first.to_uppercase() + rest
}

/// The title of the page. It holds nothing that comes from documents.
pub(super) fn title(summary: &Summary) -> String {
    format!("{}: {} of {} confirmed", words(summary), count(summary, Verdict::Confirmed), claims(summary.claims))
}

pub(super) fn render(page: &Page<'_>, html: &mut Html) {
    let summary = &page.report.summary;
    let (sign, class) = sign(summary.outcome());
    html.element("header", &[("class", "top")], |html| {
        html.leaf("p", &[("class", "brand")], "doctrue · correctness report");
        html.element("h1", &[("class", class)], |html| {
            html.leaf("span", &[("class", "sign"), ("aria-hidden", "true")], sign);
            html.blank();
            html.text(&words(summary));
        });
        html.leaf("p", &[("class", "lead")], &lead(summary));
        html.leaf("p", &[("class", "facts")], &facts(page.report));
    });
    html.line();
}

/// The result in a sentence or two.
fn lead(summary: &Summary) -> String {
    let confirmed = count(summary, Verdict::Confirmed);
    let mut text = match summary.claims {
        0 => "No documented output was found.".to_owned(),
        1 if confirmed == 1 => "The documented output is right.".to_owned(),
        all if confirmed == all => format!("All {} documented outputs are right.", grouped(all)),
        all => format!("{} of {} are right.", grouped(confirmed), counted(all, "documented output")),
    };
    let others = VERDICTS.iter().filter(|verdict| **verdict != Verdict::Confirmed);
    let told = others.filter_map(|verdict| match count(summary, *verdict) {
        0 => None,
        number => Some(format!("{} {}", grouped(number), verdict.as_str())),
    });
    let told: Vec<_> = told.collect();
    if !told.is_empty() {
        text.push_str(&format!(" The others: {}.", told.join(", ")));
    }
    if summary.findings > 0 {
        let verb = if summary.findings == 1 { "is" } else { "are" };
        text.push_str(&format!(" There {verb} {} about the documents.", counted(summary.findings, "finding")));
    }
    text
}

fn facts(report: &Report) -> String {
    let Report { header, summary, .. } = report;
    format!(
        "{} · {} {} · {} · {}",
        counted(summary.documents, "document"),
        header.python.implementation,
        header.python.version,
        header.started.format("%-d %B %Y, %H:%M UTC"),
        duration(summary.duration_ms),
    )
}

/// What could not be checked at all.
pub(super) fn errors(report: &Report, html: &mut Html) {
    if report.errors.is_empty() {
        return;
    }
    html.element("section", &[("class", "errors"), ("aria-labelledby", "errors")], |html| {
        html.leaf("h2", &[("id", "errors")], "What could not be checked");
        html.element("ul", &[], |html| {
            for failure in &report.errors {
                html.element("li", &[("data-error", "")], |html| {
                    if !failure.path.is_empty() {
                        html.leaf("code", &[], &failure.path);
                        html.text(": ");
                    }
                    html.text(&failure.message);
                });
            }
        });
    });
}

pub(super) fn count(summary: &Summary, verdict: Verdict) -> usize {
    summary.claims_by_verdict.get(&verdict).copied().unwrap_or(0)
}

fn claims(count: usize) -> String {
    counted(count, "claim")
}
