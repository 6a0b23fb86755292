//! One line a problem, as compilers and linters have it, for editors and `grep`; then the totals.

use std::fmt::Write as _;

use super::problem::{self, Problem, Subject};
use super::sanitise::{for_terminal, on_one_line};
use super::terminal::{self, Detail, Look};
use super::{DocumentReport, Report};
use crate::finding::Severity;
use crate::judge::Verdict;

/// The report as `path:line:column: severity[code] message` lines.
#[must_use]
pub fn render(report: &Report, look: Look) -> String {
    let mut text = String::new();
    if look.detail == Detail::Silent {
        return text;
    }
    if look.statistics {
        terminal::statistics(report, look, &mut text);
    }
    for document in report.documents.iter().filter(|_| !look.statistics) {
        text.push_str(&render_document(document, look));
    }
    text + &terminal::render_end(report, look)
}

/// What there is to say of one document.
#[must_use]
pub fn render_document(document: &DocumentReport, look: Look) -> String {
    let mut text = String::new();
    for problem in listed(document, look).into_iter().filter(|_| look.detail > Detail::Silent) {
        let place = problem.place();
        let word = format!("{}[{}]", problem.severity, problem.code());
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "{}:{}:{}: {} {}",
            on_one_line(&problem.document.path),
            place.line,
            place.column,
            terminal::painted(&word, Some(problem.severity), look),
            for_terminal(&problem.sentence())
        );
    }
    text
}

/// The problems, and the comments that may be no claims if they are asked for.
fn listed(document: &DocumentReport, look: Look) -> Vec<Problem<'_>> {
    let mut listed = problem::of_document(document);
    let unverified = document.claims.iter().filter(|claim| look.all && claim.verdict == Verdict::Unverified);
    listed.extend(unverified.map(|claim| Problem {
        document,
        subject: Subject::Claim(claim),
        severity: Severity::Note,
    }));
    listed.sort_by_key(Problem::place);
    listed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_text_makes_a_line(text in "[\\PC\u{0}-\u{9f}\u{2028}:\n\r a-c]{0,40}") {
            let lines = |text: &str| render(&sample::report(vec![sample::hostile(text)]), sample::SETTING.look).lines().count();
            prop_assert_eq!(lines(&text), lines("x"));
        }
    }

    #[test]
    fn comments_that_may_be_no_claims_are_listed_if_they_are_asked_for() {
        let report = sample::report(vec![sample::document()]);
        let lines = |all| render(&report, Look { all, ..sample::SETTING.look });
        let line =
            "notes/counting.md:10:20: note[unverified] documented output is neither confirmed nor contradicted\n";
        assert!(!lines(false).contains(line) && lines(true).contains(line), "{}", lines(true));
    }
}
