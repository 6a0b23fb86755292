//! Claims and findings: a card for each problem, a line for everything else.

use super::group::{Group, end};
use super::scope::Scope;
use super::writer::Html;
use super::{compare, share, words};
use crate::finding::Severity;
use crate::history::{Evidence, Seen};
use crate::judge::Verdict;
use crate::report::problem::{self, Subject};
use crate::report::{ClaimReport, FindingReport, matrix, sanitise};

/// Characters of an output that a line quotes.
const LONGEST_QUOTE: usize = 120;

/// Characters of a reason or a message that are shown.
const LONGEST_REASON: usize = 2000;

/// What gets a card: problems.
pub(super) fn told<'a>(group: &'a Group<'a>) -> impl Iterator<Item = Subject<'a>> {
    let claims = group.claims.iter().copied().filter(|claim| claim.severity.is_some()).map(Subject::Claim);
    claims.chain(group.findings.iter().copied().map(Subject::Finding))
}

/// The card of `subject`.
pub(super) fn tell(scope: &Scope<'_>, subject: &Subject<'_>, html: &mut Html) {
    match subject {
        Subject::Claim(claim) => problem(scope, claim, html),
        Subject::Finding(found) => finding(scope, found, html),
    }
}

/// Cards of what stands outside of the blocks of `group`, as an output in a paragraph does.
pub(super) fn outside(scope: &Scope<'_>, group: &Group<'_>, html: &mut Html) {
    let is_inside = |line: usize| group.blocks.iter().any(|block| (block.line..=block.end_line).contains(&line));
    told(group).filter(|subject| !is_inside(end(subject))).for_each(|subject| tell(scope, &subject, html));
}

/// A claim that is not confirmed.
pub(super) fn problem(scope: &Scope<'_>, claim: &ClaimReport, html: &mut Html) {
    let verdict = claim.verdict;
    let class = format!("problem {}", verdict.as_str());
    let id = scope.anchor("L", claim.line, claim.column);
    let attributes = [("class", class.as_str()), ("id", &id), ("data-verdict", verdict.as_str()), ("tabindex", "-1")];
    html.element("article", &attributes, |html| {
        html.element("p", &[("class", "what")], |html| {
            tag(share::sign(verdict), verdict.as_str(), verdict.as_str(), html);
            html.leaf("span", &[("class", "title")], problem::title(claim));
            html.blank();
            scope.line(html, (claim.line, claim.end_line));
            own_link(&id, html);
        });
        if shows_outputs(verdict) {
            compare::render(&claim.expected, claim.actual.as_deref(), problem::verb(claim), html);
        }
        html.element("p", &[("class", "why")], |html| reasons(claim, html));
        timeline(claim, html);
        replacement(claim, html);
    });
}

/// Whether the real output is something to hold the documented one against.
const fn shows_outputs(verdict: Verdict) -> bool {
    match verdict {
        Verdict::Wrong | Verdict::Stale | Verdict::Volatile => true,
        Verdict::Confirmed | Verdict::Unreached | Verdict::Skipped | Verdict::Unverified => false,
    }
}

/// Why it is so, and how it is written.
fn reasons(claim: &ClaimReport, html: &mut Html) {
    if !shows_outputs(claim.verdict) {
        html.text("documented ");
        quote(&claim.expected, html);
        html.text(" · ");
    }
    let history = matrix::ranges(claim).or_else(|| claim.evidence.as_ref().and_then(Evidence::sentence));
    for text in [&claim.reason, &claim.hint, &history].into_iter().flatten() {
        words::with_code(&sanitise::shortened(text, LONGEST_REASON), html);
        html.text(" · ");
    }
    html.element("span", &[("class", "how")], |html| how(claim, html));
}

/// Where it holds and where not, the oldest first, with the command that shows it.
fn timeline(claim: &ClaimReport, html: &mut Html) {
    let Some(evidence) = claim.evidence.as_ref().filter(|evidence| evidence.kind.is_some()) else { return };
    html.element("p", &[("class", "timeline")], |html| {
        for tried in &evidence.tried {
            let Some(at) = &tried.at else { continue };
            let (sign, class) = match tried.outcome {
                Seen::Holds => ("✓", Verdict::Confirmed),
                Seen::Fails => ("✗", Verdict::Wrong),
                Seen::Unknown => ("?", Verdict::Unverified),
            };
            html.leaf("span", &[("class", class.as_str())], &format!("{sign} {}", at.name()));
            html.blank();
        }
        if let Some(command) = &evidence.command {
            html.leaf("code", &[], command);
        }
    });
}

/// The text that would be right, unless it is the real output that stands above it.
fn replacement(claim: &ClaimReport, html: &mut Html) {
    let Some(text) = &claim.replacement else { return };
    let is_shown = claim.actual.as_ref().is_some_and(|actual| actual.trim() == text.trim());
    if is_shown && shows_outputs(claim.verdict) {
        return;
    }
    let is_short = !text.contains('\n');
    html.element("p", &[("class", "fix")], |html| {
        html.text("Suggested fix: ");
        if is_short {
            quote(text, html);
        }
    });
    if !is_short {
        html.leaf("pre", &[("class", "text")], &compare::bounded(text));
    }
}

/// How it matched, how the claim is written, and whether it could be no claim.
fn how(claim: &ClaimReport, html: &mut Html) {
    if let Some(matched) = claim.matched {
        html.text("matches by ");
        words::link("match", matched, html);
        html.text(" · ");
    }
    words::link("notation", claim.notation, html);
    if claim.strength.as_str() == "inferred" {
        html.text(" · inferred");
    }
}

/// A finding.
pub(super) fn finding(scope: &Scope<'_>, finding: &FindingReport, html: &mut Html) {
    let (sign, color) = match finding.severity {
        Severity::Error => ("✗", "wrong"),
        Severity::Warning => ("!", "skipped"),
        Severity::Note => ("i", "unverified"),
    };
    let class = format!("problem {color}");
    let attributes = [
        ("class", class.as_str()),
        ("data-finding", finding.code),
        ("data-severity", finding.severity.as_str()),
        ("tabindex", "-1"),
    ];
    html.element("article", &attributes, |html| {
        html.element("p", &[("class", "what")], |html| {
            tag(sign, finding.severity.as_str(), color, html);
            let message = sanitise::shortened(&finding.message, LONGEST_REASON);
            html.leaf("span", &[("class", "title")], &message);
            html.blank();
            scope.line(html, (finding.line, finding.line));
        });
        html.element("p", &[("class", "how")], |html| words::link("finding", finding.code, html));
    });
}

fn tag(sign: &str, word: &str, class: &str, html: &mut Html) {
    html.element("span", &[("class", &format!("tag {class}"))], |html| {
        html.leaf("span", &[("aria-hidden", "true")], sign);
        html.blank();
        html.text(word);
    });
    html.blank();
}

fn own_link(id: &str, html: &mut Html) {
    html.blank();
    let attributes = [("class", "self"), ("href", &*format!("#{id}")), ("aria-label", "Link to this claim")];
    html.leaf("a", &attributes, "#");
}

/// The claims of `group` that are no problems, one line each.
pub(super) fn quiet(scope: &Scope<'_>, group: &Group<'_>, html: &mut Html) {
    let mut claims = group.claims.iter().filter(|claim| claim.severity.is_none()).peekable();
    if claims.peek().is_none() {
        return;
    }
    html.element("ul", &[("class", "rows")], |html| claims.for_each(|claim| row(scope, claim, html)));
}

fn row(scope: &Scope<'_>, claim: &ClaimReport, html: &mut Html) {
    let verdict = claim.verdict;
    let id = scope.anchor("L", claim.line, claim.column);
    html.element("li", &[("id", &id), ("data-verdict", verdict.as_str())], |html| {
        html.element("span", &[("class", verdict.as_str())], |html| {
            html.text(share::sign(verdict));
            html.leaf("span", &[("class", "word")], &format!(" {}", verdict.as_str()));
        });
        html.blank();
        scope.line(html, (claim.line, claim.end_line));
        html.blank();
        html.element("span", &[("class", "said")], |html| {
            quote(&claim.expected, html);
            if let Some(actual) = claim.actual.as_ref().filter(|actual| actual.trim() != claim.expected.trim()) {
                html.text(" for ");
                quote(actual, html);
            }
            if let Some(reason) = &claim.reason {
                html.blank();
                let reason = sanitise::shortened(reason, LONGEST_REASON);
                html.element("span", &[("class", "why")], |html| words::with_code(&reason, html));
            }
        });
        html.blank();
        html.element("span", &[("class", "how")], |html| how(claim, html));
    });
}

/// The first line of a text, and how many more there are.
fn quote(text: &str, html: &mut Html) {
    let first = text.lines().next().unwrap_or_default();
    html.leaf("code", &[], &sanitise::shortened(first, LONGEST_QUOTE));
    let more = text.lines().count().saturating_sub(1);
    if more > 0 {
        html.text(&format!(" and {more} more line{}", if more == 1 { "" } else { "s" }));
    }
}
