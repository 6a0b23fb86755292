//! A block and what is told about its lines: its code once, problems between the lines, the rest in a list below.

use super::group::Group;
use super::scope::Scope;
use super::writer::Html;
use super::{claims, code, duration, share};
use crate::report::{BlockReport, Status, sanitise};

/// Characters of what is said of a block that are shown.
const LONGEST_NOTE: usize = 1000;

/// What became of a block, in words.
pub(super) const fn fate(status: Status) -> &'static str {
    match status {
        Status::Ran => "ran",
        Status::Raised => "raised",
        Status::TimedOut => "timed out",
        Status::Limit => "hit a limit",
        Status::NotPython => "no Python",
        Status::NotExample => "not meant to run",
        Status::Skipped => "skipped",
        Status::Invalid => "does not compile",
    }
}

pub(super) fn render(scope: &Scope<'_>, group: &Group<'_>, html: &mut Html) {
    let Some(block) = group.blocks.first() else { return };
    let id = scope.anchor("b", block.line, 1);
    let mut attributes = vec![("class", "block"), ("id", id.as_str()), ("data-status", block.status.as_str())];
    if group.has_problems() {
        attributes.push(("open", ""));
    }
    html.element("details", &attributes, |html| {
        html.element("summary", &[], |html| summary(group, block, html));
        notes(block, html);
        for block in &group.blocks {
            code::render(scope, block, group, html);
        }
        claims::outside(scope, group, html);
        claims::quiet(scope, group, html);
    });
    html.line();
}

fn summary(group: &Group<'_>, block: &BlockReport, html: &mut Html) {
    let title = block.headings.last().map_or("Beginning of the document", String::as_str);
    html.leaf("h4", &[], if title.is_empty() { "Untitled" } else { title });
    html.blank();
    let end = group.blocks.last().map_or(block.end_line, |last| last.end_line);
    html.leaf("span", &[("class", "where")], &format!("lines {}–{end}", block.line));
    for (verdict, count) in share::counts(group.claims.iter().copied()) {
        html.blank();
        html.leaf(
            "span",
            &[("class", verdict.as_str())],
            &format!("{} {count} {}", share::sign(verdict), verdict.as_str()),
        );
    }
    if !group.findings.is_empty() {
        html.blank();
        html.leaf("span", &[("class", "finding")], &format!("! {}", super::counted(group.findings.len(), "finding")));
    }
    if block.duration_ms > 0 {
        html.blank();
        html.leaf("span", &[("class", "time")], &duration(block.duration_ms));
    }
}

/// What is to be said of the run as a whole: where it stands, how it ended, why it did not run.
fn notes(block: &BlockReport, html: &mut Html) {
    let mut told = Vec::new();
    if block.headings.len() > 2 {
        told.push(block.headings.join(" › "));
    }
    let why = match (&block.reason, &block.exception) {
        (Some(reason), _) => Some(reason.clone()),
        (None, Some(exception)) => Some(format!("{}: {}", exception.kind, exception.message)),
        (None, None) => None,
    };
    match (block.status, why) {
        (Status::Ran, None) => {}
        (status, None) => told.push(fate(status).to_owned()),
        (Status::Ran, Some(why)) => told.push(why),
        (status, Some(why)) => told.push(format!("{}: {why}", fate(status))),
    }
    for part in block.parts.iter().filter(|part| part.status != Status::Ran) {
        let why = part.reason.as_deref().map(|reason| format!(", {reason}")).unwrap_or_default();
        told.push(format!("lines {}–{}: {}{why}", part.line, part.end_line, fate(part.status)));
    }
    if !told.is_empty() {
        html.leaf("p", &[("class", "notes")], &sanitise::shortened(&told.join(" · "), LONGEST_NOTE));
    }
}
