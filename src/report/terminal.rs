//! The report for people at a terminal, and for a CI log: what is wrong, in the manner of rustc, then the totals.

mod problem;
mod statistics;
mod suggestion;
mod summary;

use annotate_snippets::Renderer;

use super::{DocumentReport, Report};
use crate::finding::Severity;

/// How the report is to look.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Whether to use colours.
    pub color: bool,
    /// Columns of the terminal.
    pub width: usize,
    /// How much is said.
    pub detail: Detail,
    /// Whether comments that may be no claims are listed as well.
    pub all: bool,
    /// Whether problems are counted by their codes, and not shown.
    pub statistics: bool,
    /// How many of the slowest examples are listed, if any; 0 stands for all.
    pub durations: Option<usize>,
}

/// How much is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// Nothing: the exit status says it all.
    Silent,
    /// Problems only.
    Problems,
    /// Problems and totals.
    Normal,
    /// Also reasons for what did not run, and the slowest examples.
    Verbose,
}

/// The whole report as text.
#[must_use]
pub fn render(report: &Report, look: Look) -> String {
    let mut text = String::new();
    if look.detail == Detail::Silent {
        return text;
    }
    if look.statistics {
        statistics(report, look, &mut text);
    }
    for document in report.documents.iter().filter(|_| !look.statistics) {
        text.push_str(&render_document(document, look));
    }
    text + &render_end(report, look)
}

/// What there is to say of one document.
#[must_use]
pub fn render_document(document: &DocumentReport, look: Look) -> String {
    let mut text = String::new();
    if look.detail > Detail::Silent {
        let renderer = if look.color { Renderer::styled() } else { Renderer::plain() };
        problem::render_document(document, &renderer.term_width(look.width), look, &mut text);
    }
    text
}

/// What stands behind the documents.
#[must_use]
pub fn render_end(report: &Report, look: Look) -> String {
    let mut text = String::new();
    if look.detail >= Detail::Normal {
        totals(report, look, &mut text);
    }
    text
}

/// The problems of each code, counted.
pub(super) fn statistics(report: &Report, look: Look, text: &mut String) {
    statistics::render(report, look, text);
}

/// The totals alone.
pub(super) fn totals(report: &Report, look: Look, text: &mut String) {
    summary::render(report, look, text);
}

/// `text` in the colour of `severity`, if colours are on.
pub(in crate::report) fn painted(text: &str, severity: Option<Severity>, look: Look) -> String {
    use anstyle::{AnsiColor, Style};
    if !look.color {
        return text.to_owned();
    }
    let color = match severity {
        None => AnsiColor::Green,
        Some(Severity::Note) => AnsiColor::Cyan,
        Some(Severity::Warning) => AnsiColor::Yellow,
        Some(Severity::Error) => AnsiColor::Red,
    };
    let style = Style::new().bold().fg_color(Some(color.into()));
    format!("{style}{text}{style:#}")
}
