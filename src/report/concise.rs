//! One line a problem, as compilers and linters have it, for editors and `grep`; then the totals.

use std::fmt::Write as _;

use super::sanitise::for_terminal;
use super::terminal::{self, Detail, Look};
use super::{Report, problem};

/// The report as `path:line:column: severity[code] message` lines.
#[must_use]
pub fn render(report: &Report, look: Look) -> String {
    let mut text = String::new();
    if look.detail == Detail::Silent {
        return text;
    }
    for problem in problem::of_report(report) {
        let place = problem.place();
        let word = format!("{}[{}]", problem.severity, problem.code());
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "{}:{}:{}: {} {}",
            for_terminal(&problem.document.path),
            place.line,
            place.column,
            terminal::painted(&word, Some(problem.severity), look),
            for_terminal(&problem.sentence())
        );
    }
    if look.detail >= Detail::Normal {
        terminal::totals(report, look, &mut text);
    }
    text
}
