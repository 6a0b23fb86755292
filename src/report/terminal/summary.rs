//! The totals at the end of the report. They add up, and say so: every block and every claim is in one of the counts.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Detail, Look, painted};
use crate::example::{KINDS, Runs};
use crate::finding::Severity;
use crate::history::{BIOGRAPHIES, Biography};
use crate::judge::{VERDICTS, Verdict};
use crate::report::outcome::Outcome;
use crate::report::sanitise::{for_terminal, on_one_line, shortened};
use crate::report::{BlockReport, ClaimReport, Report, STATUSES, Status, Summary, left, matrix};

/// How many of the slowest examples are named.
const SLOWEST: usize = 5;

pub(super) fn render(report: &Report, look: Look, text: &mut String) {
    let summary = &report.summary;
    let usual = (look.detail >= Detail::Verbose).then_some(SLOWEST);
    if let Some(count) = look.durations.or(usual) {
        slowest(report, if count == 0 { usize::MAX } else { count }, text);
    }
    let mut line = |name: &str, content: String| {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{name}: {content}");
    };
    line("documents", summary.documents.to_string());
    line("blocks", format!("{}{}", summary.blocks, parts(blocks(report, look))));
    line("claims", format!("{}{}", summary.claims, parts(claims(summary, look))));
    for (pythons, counts) in matrix::outcomes(report) {
        line(&format!("on Python {pythons}"), counts);
    }
    if let Some(biographies) = biographies(report) {
        line("wrong or stale", biographies);
    }
    if summary.findings > 0 {
        line("findings", format!("{}{}", summary.findings, parts(findings(summary, look))));
    }
    if summary.deselected > 0 {
        let _ = writeln!(text, "not selected: {}", counted(summary.deselected, "block"));
    }
    if summary.unchecked + summary.unchecked_blocks > 0 {
        let left = [(summary.unchecked_blocks, "block"), (summary.unchecked, "document")];
        let left = left.iter().filter(|(count, _)| *count > 0).map(|(count, what)| counted(*count, what));
        let left = left.collect::<Vec<_>>().join(" and ");
        let told = format!("not checked: {left} (stopped early)");
        let _ = writeln!(text, "{}", painted(&told, Some(Severity::Warning), look));
    }
    known(summary, look, text);
    let is_left =
        |block: &&BlockReport| matches!(block.status, Status::NotPython | Status::NotExample | Status::Skipped);
    let left = report.documents.iter().flat_map(|document| &document.blocks).filter(is_left);
    let left = left.map(|block| (block.kind, block.reason.as_deref()));
    if let Some(left) = left::line(left).filter(|_| look.all) {
        let _ = writeln!(text, "{left}");
    }
    let seconds = f64::from(u32::try_from(summary.duration_ms).unwrap_or(u32::MAX)) / 1000.0;
    let others = report.pythons.iter().skip(1).map(|python| format!(", {}", python.version));
    let python = format!("{} {}", report.header.python.implementation, report.header.python.version);
    let python = python + &others.collect::<String>();
    let severity = match summary.outcome() {
        Outcome::Passed => None,
        Outcome::Nothing => Some(Severity::Warning),
        Outcome::Failed | Outcome::NotCompleted | Outcome::Interrupted => Some(Severity::Error),
    };
    let word = painted(summary.outcome().as_str(), severity, look);
    let _ = writeln!(text, "{word} in {seconds:.2} s, {}", for_terminal(&python));
    next(report, look, text);
    if look.detail >= Detail::Verbose {
        let layers = report.header.isolation.layers.join(", ");
        let _ = writeln!(text, "python: {}", for_terminal(&report.header.python.executable));
        let _ = writeln!(text, "isolation: {} ({layers})", report.header.isolation.mode);
        for line in &report.costs {
            let _ = writeln!(text, "{}", for_terminal(line));
        }
    }
}

/// What to do next.
fn next(report: &Report, look: Look, text: &mut String) {
    let claims = || report.documents.iter().flat_map(|document| &document.claims);
    let is_wrong =
        |claim: &&ClaimReport| claim.severity.is_some() && matches!(claim.verdict, Verdict::Wrong | Verdict::Stale);
    let wrong = claims().filter(is_wrong).count();
    let fixable = claims().filter(is_wrong).filter(|claim| claim.replacement.is_some()).count();
    if fixable > 0 {
        let _ = writeln!(text, "{fixable} of {wrong} can be fixed: `doctrue fix`");
    }
    let is_open = |claim: &&ClaimReport| claim.severity.is_none() && claim.suppressed.is_none();
    let open = claims().filter(is_open).filter(|claim| claim.verdict == Verdict::Unverified).count();
    if open > 0 && !look.all {
        let were = if open == 1 { "was" } else { "were" };
        let _ = writeln!(text, "{} {were} not judged: `--all`", counted(open, "comment"));
    }
}

fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// What is known and left out, and what a change adds to that.
fn known(summary: &Summary, look: Look, text: &mut String) {
    if let Some(baseline) = &summary.baseline {
        let path = on_one_line(&baseline.path);
        let from = baseline.from.as_ref().map(|revision| format!(" of {}", on_one_line(revision)));
        let _ =
            writeln!(text, "known: {} of {} in {path}{}", summary.known, baseline.entries, from.unwrap_or_default());
        if baseline.added + baseline.added_ignores > 0 {
            let counts = [(baseline.added, "known problem"), (baseline.added_ignores, "ignore")];
            let told = counts.into_iter().filter(|(count, _)| *count > 0);
            let told: Vec<_> = told.map(|(count, noun)| counted(count, noun)).collect();
            let told = told.join(", ");
            let _ = writeln!(text, "added by this change: {}", painted(&told, Some(Severity::Warning), look));
        }
    }
    if summary.ignored > 0 {
        let _ = writeln!(text, "ignored: {} by their authors", summary.ignored);
    }
}

/// ` = 3 ran + 1 raised`, or nothing if there is nothing to count.
fn parts(counts: Vec<String>) -> String {
    if counts.is_empty() { String::new() } else { format!(" = {}", counts.join(" + ")) }
}

/// The counts of blocks by status. What does not run is told by kind, what is skipped by reason.
fn blocks(report: &Report, look: Look) -> Vec<String> {
    let of_kind = |runs: Runs| {
        let kinds = KINDS.iter().filter(|kind| kind.runs() == runs);
        let counts = kinds.map(|kind| (kind.as_str(), report.summary.blocks_by_kind.get(kind).copied().unwrap_or(0)));
        in_brackets(counts.collect())
    };
    let named = |status: &Status| {
        let count = report.summary.blocks_by_status.get(status).copied().filter(|&count| count > 0)?;
        let (words, severity) = match status {
            Status::Ran => return Some(format!("{count} ran{}", in_brackets(vec![("cached", report.summary.cached)]))),
            // Most are meant to; those that are not are findings.
            Status::Raised => ("raised", Some(Severity::Warning)),
            Status::TimedOut => ("timed out", Some(Severity::Warning)),
            Status::Limit => ("hit a limit", Some(Severity::Warning)),
            Status::NotPython => return Some(format!("{count} not Python{}", of_kind(Runs::NotPython))),
            Status::NotExample => return Some(format!("{count} not meant to run{}", of_kind(Runs::NotExample))),
            Status::Skipped => {
                let words = painted(&format!("{count} skipped"), Some(Severity::Warning), look);
                return Some(words + &in_brackets(reasons(report)));
            }
            Status::Invalid => ("invalid", Some(Severity::Error)),
        };
        Some(painted(&format!("{count} {words}"), severity, look))
    };
    STATUSES.iter().filter_map(named).collect()
}

/// Reasons that are told by themselves; the others are counted together.
const MOST_REASONS: usize = 5;

/// Characters of a reason: it is an author's, and the totals are lines of ours.
const LONGEST_REASON: usize = 120;

/// Why blocks are skipped, the commonest reason first.
fn reasons(report: &Report) -> Vec<(&str, usize)> {
    let blocks = report.documents.iter().flat_map(|document| &document.blocks);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for block in blocks.filter(|block| block.status == Status::Skipped) {
        let reason = block.reason.as_deref().unwrap_or("no reason");
        *counts.entry(reason.strip_prefix("a block before it ").unwrap_or(reason)).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let others: usize = counts.iter().skip(MOST_REASONS).map(|(_, count)| count).sum();
    counts.truncate(MOST_REASONS);
    counts.push(("for other reasons", others));
    counts
}

/// ` (2 output, 1 shell)`, or nothing if there is nothing to tell.
fn in_brackets(counts: Vec<(&str, usize)>) -> String {
    let told = counts.into_iter().filter(|(_, count)| *count > 0);
    let told: Vec<_> =
        told.map(|(words, count)| format!("{count} {}", shortened(&on_one_line(words), LONGEST_REASON))).collect();
    if told.is_empty() { String::new() } else { format!(" ({})", told.join(", ")) }
}

fn claims(summary: &Summary, look: Look) -> Vec<String> {
    let named = |verdict: &Verdict| {
        let count = summary.claims_by_verdict.get(verdict).copied().filter(|&count| count > 0)?;
        let words = format!("{count} {}", verdict.as_str());
        let plain = *verdict == Verdict::Unverified;
        Some(if plain { words } else { painted(&words, verdict.severity(), look) })
    };
    VERDICTS.iter().filter_map(named).collect()
}

/// What became of the claims that are wrong or stale; none if nobody has looked.
fn biographies(report: &Report) -> Option<String> {
    let claims = report.documents.iter().flat_map(|document| &document.claims);
    let failing = claims.filter(|claim| matches!(claim.verdict, Verdict::Wrong | Verdict::Stale));
    let all: Vec<_> = failing.map(|claim| claim.evidence.as_ref().map(|evidence| evidence.biography)).collect();
    let is_known = |biography: &Option<Biography>| biography.is_some_and(|known| known != Biography::Unknown);
    if !all.iter().any(is_known) {
        return None;
    }
    let counted = |biography: &Biography| {
        let count = all.iter().filter(|own| own.unwrap_or(Biography::Unknown) == *biography).count();
        (count > 0).then(|| format!("{count} {}", biography.counted()))
    };
    Some(format!("{}{}", all.len(), parts(BIOGRAPHIES.iter().filter_map(counted).collect())))
}

fn findings(summary: &Summary, look: Look) -> Vec<String> {
    let counts = summary.findings_by_severity.iter().rev().filter(|(_, count)| **count > 0);
    counts
        .map(|(severity, count)| {
            let plural = if *count == 1 { "" } else { "s" };
            painted(&format!("{count} {severity}{plural}"), Some(*severity), look)
        })
        .collect()
}

fn slowest(report: &Report, count: usize, text: &mut String) {
    let mut timed: Vec<_> = report
        .documents
        .iter()
        .flat_map(|document| document.blocks.iter().map(|block| (block.duration_ms, &document.path, block)))
        .filter(|(duration, _, _)| *duration > 0)
        .collect();
    timed.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| (a.1, a.2.line).cmp(&(b.1, b.2.line))));
    if !timed.is_empty() {
        text.push_str("slowest examples:\n");
    }
    for (duration, path, block) in timed.into_iter().take(count) {
        let cached = if block.cached { " (cached)" } else { "" };
        let _ = writeln!(text, "{duration:>8} ms  {}:{}{cached}", on_one_line(path), block.line);
    }
}
