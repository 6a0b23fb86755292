//! The problems of each code, counted.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Look, painted};
use crate::finding::Severity;
use crate::report::Report;
use crate::report::problem::{self, Subject};

/// A line for each code and severity, what is most first.
pub(super) fn render(report: &Report, look: Look, text: &mut String) {
    let mut counts: BTreeMap<(&str, Severity), (usize, usize)> = BTreeMap::new();
    for problem in problem::of_report(report) {
        let can_be_fixed = matches!(problem.subject, Subject::Claim(claim) if claim.replacement.is_some());
        let (all, fixable) = counts.entry((problem.code(), problem.severity)).or_default();
        (*all, *fixable) = (*all + 1, *fixable + usize::from(can_be_fixed));
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|((code, _), (all, _))| (std::cmp::Reverse(*all), *code));
    let longest = counts.iter().map(|((code, _), _)| code.len()).max().unwrap_or(0);
    for ((code, severity), (all, fixable)) in counts {
        let word = painted(&format!("{:<7}", severity.as_str()), Some(severity), look);
        let fixable = if fixable > 0 { format!("  {fixable} can be fixed") } else { String::new() };
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{}", format!("{all:>5}  {word}  {code:<longest$}{fixable}").trim_end());
    }
    if !text.is_empty() {
        text.push('\n');
    }
}
