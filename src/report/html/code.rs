//! The code of a block, with its lines marked and what is to be told about them between them.

use std::ops::Range;

use super::claims;
use super::group::{Group, end};
use super::scope::Scope;
use super::writer::Html;
use crate::judge::Verdict;
use crate::report::problem::Subject;
use crate::report::{BlockReport, ShownLine, sanitise};

/// Characters of a line that are shown.
const LONGEST_LINE: usize = 1000;

/// Lines around one that something is told about which are shown in any case.
const AROUND: usize = 20;

/// Characters of a line that fit on a wide screen; longer ones are scrolled, which the keyboard must be able to do.
const WIDE: usize = 90;

pub(super) fn render(scope: &Scope<'_>, block: &BlockReport, group: &Group<'_>, html: &mut Html) {
    let mut told: Vec<_> = claims::told(group).collect();
    told.sort_by_key(end);
    let within = |lines: Range<usize>| move |subject: &&Subject<'_>| lines.contains(&end(subject));
    let first = block.code.first().map_or(block.end_line, |line| line.line);
    told.iter().filter(within(block.line..first)).for_each(|subject| claims::tell(scope, subject, html));
    let breaks: Vec<usize> = told.iter().map(end).collect();
    for lines in stretches(&block.code, &breaks) {
        listing(lines, group, html);
        if let Some(last) = lines.last() {
            told.iter().filter(within(last.line..last.line + 1)).for_each(|subject| claims::tell(scope, subject, html));
        }
    }
    let behind = block.code.last().map_or(block.end_line, |line| line.line + 1);
    told.iter().filter(within(behind..block.end_line + 1)).for_each(|subject| claims::tell(scope, subject, html));
}

/// `code`, cut behind each line in `breaks`.
fn stretches<'a>(code: &'a [ShownLine], breaks: &[usize]) -> impl Iterator<Item = &'a [ShownLine]> {
    code.split_inclusive(move |line| breaks.contains(&line.line)).collect::<Vec<_>>().into_iter()
}

fn listing(lines: &[ShownLine], group: &Group<'_>, html: &mut Html) {
    let is_wide = lines.iter().any(|line| line.text.chars().nth(WIDE).is_some());
    let scrolled = [("class", "code"), ("tabindex", "0"), ("role", "group"), ("aria-label", "Code")];
    html.element("pre", if is_wide { &scrolled } else { &scrolled[..1] }, |html| {
        html.element("code", &[], |html| {
            let marks: Vec<_> = lines.iter().map(|line| mark(line.line, group)).collect();
            let mut hidden = 0;
            for (index, line) in lines.iter().enumerate() {
                if is_far(index, &marks) {
                    hidden += 1;
                    continue;
                }
                gap(std::mem::take(&mut hidden), html);
                show(line, marks[index], html);
            }
            gap(hidden, html);
        });
    });
}

fn show(line: &ShownLine, mark: Option<Verdict>, html: &mut Html) {
    let number = line.line.to_string();
    let class = mark.map_or("l".to_owned(), |verdict| format!("l {}", verdict.as_str()));
    html.leaf("span", &[("class", &class), ("data-n", &number)], &sanitise::shortened(&line.text, LONGEST_LINE));
    html.line();
}

/// Whether the line is far from the ends of the listing and from every mark.
fn is_far(index: usize, marks: &[Option<Verdict>]) -> bool {
    let near = index.saturating_sub(AROUND)..marks.len().min(index + AROUND + 1);
    index >= AROUND && marks.len() - index > AROUND && marks[near].iter().all(Option::is_none)
}

fn gap(hidden: usize, html: &mut Html) {
    if hidden > 0 {
        html.leaf("span", &[("class", "gap")], &format!("⋮ {} of code", super::counted(hidden, "line")));
        html.line();
    }
}

/// The worst verdict on a claim of `line`.
fn mark(line: usize, group: &Group<'_>) -> Option<Verdict> {
    let on_line = group.claims.iter().filter(|claim| (claim.line..=claim.end_line).contains(&line));
    on_line.max_by_key(|claim| (claim.severity, claim.verdict == Verdict::Confirmed)).map(|claim| claim.verdict)
}
