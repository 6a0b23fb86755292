//! One problem: what is wrong, where, and what to do.

use annotate_snippets::{AnnotationKind, Group, Level, Message, Origin, Renderer, Snippet};

use super::{Detail, Look, suggestion};
use crate::finding::Severity;
use crate::judge::Verdict;
use crate::report::diff;
use crate::report::problem::{self, title, verb};
use crate::report::sanitise::{self, for_terminal, on_one_line};
use crate::report::{BlockReport, ClaimReport, DocumentReport, FindingReport, Status};

/// Characters of a text that a label shows.
const LONGEST_LABEL: usize = 120;

/// Everything to be said of one document, in the order of its lines.
pub(super) fn render_document(document: &DocumentReport, renderer: &Renderer, look: Look, text: &mut String) {
    let mut problems: Vec<(usize, String)> = Vec::new();
    for finding in &document.findings {
        problems.push((finding.line, finding_text(document, finding, renderer)));
    }
    for (claim, others) in grouped(&document.claims, look) {
        problems.push((claim.line, claim_text(document, claim, &others, renderer, look)));
    }
    if look.detail >= Detail::Verbose {
        problems.extend(
            document.blocks.iter().filter_map(|block| Some((block.line, block_text(document, block, renderer)?))),
        );
    }
    problems.sort_by_key(|(line, _)| *line);
    for (_, problem) in problems {
        text.push_str(&problem);
        text.push_str("\n\n");
    }
}

/// The claims to show; those of one block that failed for the same reason come together, the first of them speaking
/// for all.
fn grouped(claims: &[ClaimReport], look: Look) -> Vec<(&ClaimReport, Vec<usize>)> {
    let mut shown: Vec<(&ClaimReport, Vec<usize>)> = Vec::new();
    for claim in claims {
        let unverified = look.all && claim.verdict == Verdict::Unverified;
        if claim.severity.is_none() && !unverified {
            continue;
        }
        let same = |other: &&mut (&ClaimReport, Vec<usize>)| {
            let other = other.0;
            let together = matches!(claim.verdict, Verdict::Unreached | Verdict::Skipped);
            together
                && (other.block_line, other.verdict, &other.reason) == (claim.block_line, claim.verdict, &claim.reason)
        };
        match shown.iter_mut().find(same) {
            Some((_, others)) => others.push(claim.line),
            None => shown.push((claim, Vec::new())),
        }
    }
    shown
}

fn level(severity: Option<Severity>) -> Level<'static> {
    match severity {
        Some(Severity::Error) => Level::ERROR,
        Some(Severity::Warning) => Level::WARNING,
        Some(Severity::Note) | None => Level::NOTE,
    }
}

fn finding_text(document: &DocumentReport, finding: &FindingReport, renderer: &Renderer) -> String {
    let title = level(Some(finding.severity)).primary_title(for_terminal(&finding.message)).id(finding.code);
    let Some(excerpt) = finding.excerpt.as_ref().filter(|excerpt| !excerpt.place.is_empty()) else {
        return located(title, &document.path, finding.line, renderer);
    };
    let (source, place) = sanitise::with_place(&excerpt.text, &excerpt.place);
    let annotation = AnnotationKind::Primary.span(place);
    let path = on_one_line(&document.path);
    let snippet = Snippet::source(source).path(path).line_start(excerpt.first_line).fold(false).annotation(annotation);
    let group = title.element(snippet);
    let help = finding.help.as_deref().map(|help| Level::HELP.message(for_terminal(help)));
    let group = match help {
        Some(help) => group.element(help),
        None => group,
    };
    renderer.render(&[group])
}

/// In verbose reports: why a block did not run.
fn block_text(document: &DocumentReport, block: &BlockReport, renderer: &Renderer) -> Option<String> {
    let shown = matches!(block.status, Status::NotExample | Status::Skipped);
    let reason = block.reason.as_deref().filter(|_| shown)?;
    let title = Level::NOTE.primary_title(format!("not run: {}", for_terminal(reason))).id(block.status.as_str());
    Some(located(title, &document.path, block.line, renderer))
}

fn located(title: annotate_snippets::Title<'_>, path: &str, line: usize, renderer: &Renderer) -> String {
    let origin = Origin::path(on_one_line(path)).line(line);
    renderer.render(&[title.element(origin)])
}

fn claim_text(
    document: &DocumentReport,
    claim: &ClaimReport,
    others: &[usize],
    renderer: &Renderer,
    look: Look,
) -> String {
    let path = on_one_line(&document.path);
    let Some(excerpt) = &claim.excerpt else {
        let title = level(claim.severity).primary_title(title(claim)).id(claim.verdict.as_str());
        return located(title, &document.path, claim.line, renderer);
    };
    let (source, place) = sanitise::with_place(&excerpt.text, &excerpt.place);
    let place = at_least_one(place, &source);
    let annotation = AnnotationKind::Primary.span(place).label(label(claim));
    let snippet = Snippet::source(source).path(path).line_start(excerpt.first_line).fold(false).annotation(annotation);
    let mut group = level(claim.severity).primary_title(title(claim)).id(claim.verdict.as_str()).element(snippet);
    for note in notes(claim, others) {
        group = group.element(note);
    }
    let Some(suggestion) = suggestion::render(claim, excerpt, look) else { return renderer.render(&[group]) };
    let help = Group::with_title(Level::HELP.secondary_title("write what Python prints"));
    format!("{}\n{suggestion}", renderer.render(&[group, help]))
}

/// An empty place cannot be underlined.
fn at_least_one(place: std::ops::Range<usize>, source: &str) -> std::ops::Range<usize> {
    if place.is_empty() && place.end < source.len() { place.start..place.end + 1 } else { place }
}

fn label(claim: &ClaimReport) -> String {
    let reason = || for_terminal(&problem::reason(claim).unwrap_or_else(|| "not checked".to_owned()));
    match (claim.verdict, claim.actual.as_deref()) {
        (Verdict::Wrong | Verdict::Stale, Some("")) => "documented; the output is empty".to_owned(),
        (Verdict::Wrong | Verdict::Stale, Some(actual)) if !actual.contains('\n') => {
            format!(
                "documented; Python {} `{}`",
                verb(claim),
                for_terminal(&sanitise::shortened(actual, LONGEST_LABEL))
            )
        }
        (Verdict::Wrong | Verdict::Stale, Some(actual)) => {
            format!("documented; Python {} {} lines", verb(claim), actual.lines().count())
        }
        (Verdict::Stale, None) if claim.reason.is_some() => reason(),
        (Verdict::Wrong | Verdict::Stale, None) => "documented; nothing is printed".to_owned(),
        (Verdict::Confirmed | Verdict::Volatile | Verdict::Unreached | Verdict::Skipped | Verdict::Unverified, _) => {
            reason()
        }
    }
}

fn notes<'a>(claim: &ClaimReport, others: &[usize]) -> Vec<Message<'a>> {
    let mut notes = Vec::new();
    let is_wrong = matches!(claim.verdict, Verdict::Wrong | Verdict::Stale);
    if let Some(actual) =
        claim.actual.as_deref().filter(|actual| is_wrong && (actual.contains('\n') || claim.expected.contains('\n')))
    {
        let text = format!("- documented, + printed\n{}", diff::render(&claim.expected, actual));
        notes.push(Level::NOTE.message(text));
    }
    for told in claim.hint.clone().into_iter().chain(problem::history(claim)) {
        notes.push(Level::NOTE.message(for_terminal(&told)));
    }
    if let Some(help) = &claim.help {
        notes.push(Level::HELP.message(for_terminal(help)));
    }
    if !others.is_empty() {
        let lines: Vec<_> = others.iter().map(ToString::to_string).collect();
        let lines = sanitise::shortened(&lines.join(", "), LONGEST_LABEL);
        let plural = if others.len() == 1 { "claim on line" } else { "claims on lines" };
        notes.push(Level::NOTE.message(format!("the same applies to the {plural} {lines}")));
    }
    notes
}
