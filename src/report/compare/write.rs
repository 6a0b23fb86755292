//! A comparison as text, for people, for a comment on a pull request, and for programs.

use std::fmt::Write as _;

use super::{ComparedItem, Comparison, GONE, Gone, Side};
use crate::finding::Severity;
use crate::judge::VERDICTS;
use crate::report::markdown::{code, counted, in_cell, rows};
use crate::report::sanitise::on_one_line;
use crate::report::terminal::{Look, painted};
use crate::report::{json, markdown};

/// How a comparison is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompareForm {
    /// For people.
    Full,
    /// For a comment.
    Markdown,
    /// For programs.
    Json,
}

/// `comparison` as text.
///
/// # Errors
/// Only if the data cannot be JSON at all.
pub fn render(comparison: &Comparison, form: CompareForm, look: Look) -> Result<String, serde_json::Error> {
    match form {
        CompareForm::Full => Ok(full(comparison, look)),
        CompareForm::Markdown => Ok(comment(comparison)),
        CompareForm::Json => json::render(comparison),
    }
}

fn full(comparison: &Comparison, look: Look) -> String {
    let mut text = String::new();
    let groups: [(&str, Option<Severity>, &[ComparedItem]); 5] = [
        ("broken", Some(Severity::Error), &comparison.broken),
        ("lost", Some(Severity::Warning), &comparison.lost),
        ("mended", None, &comparison.mended),
        ("removed", None, &comparison.removed),
        ("still", Some(Severity::Note), &comparison.still),
    ];
    for (word, severity, entries) in groups {
        // What fails as before is counted, unless somebody wants all.
        for entry in entries.iter().filter(|entry| (word != "still" || look.all) && is_listed(entry, comparison)) {
            let word = painted(&format!("{word}[{}]", entry.code), severity, look);
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{word} {}: {}{}", place(entry), on_one_line(&entry.message), was(entry));
        }
    }
    for document in &comparison.gone {
        let word = painted("gone", Some(Severity::Warning), look);
        let _ = writeln!(text, "{word} {}: {}", on_one_line(&document.path), contents(document));
    }
    let (old, new) = (&comparison.old, &comparison.new);
    for (name, one, other) in [("doctrue", &old.doctrue, &new.doctrue), ("python", &old.python, &new.python)] {
        if one != other {
            let _ = writeln!(text, "{name}: {} before, {} now", on_one_line(one), on_one_line(other));
        }
    }
    for (name, one, other) in counts(old, new) {
        let _ = writeln!(text, "{name}: {}", change(one, other));
    }
    let _ = writeln!(text, "{}", totals(comparison));
    text
}

fn comment(comparison: &Comparison) -> String {
    let word = if comparison.is_worse() { "something new fails" } else { "nothing new fails" };
    let mut text = format!("## doctrue: {word}\n\n| | before | now | |\n|---|---:|---:|---:|\n");
    for (name, one, other) in counts(&comparison.old, &comparison.new) {
        let _ = writeln!(text, "| {name} | {one} | {other} | {} |", difference(one, other));
    }
    let (old, new) = (&comparison.old, &comparison.new);
    for (name, one, other) in [("doctrue", &old.doctrue, &new.doctrue), ("Python", &old.python, &new.python)] {
        if one != other {
            let _ = writeln!(text, "| {name} | {} | {} | |", in_cell(&code(one)), in_cell(&code(other)));
        }
    }
    let _ = writeln!(text, "\n{}\n", totals(comparison));
    let groups = [
        ("Fails now", &comparison.broken),
        ("No longer confirmed", &comparison.lost),
        ("Mended", &comparison.mended),
        ("Removed", &comparison.removed),
    ];
    let row = |entry: &ComparedItem| {
        format!("- {} {}: {}{}\n", code(&place(entry)), code(&entry.code), code(&entry.message), was(entry))
    };
    let mut groups: Vec<(_, Vec<String>)> = groups
        .into_iter()
        .map(|(title, entries)| (title, entries.iter().filter(|entry| is_listed(entry, comparison)).map(row).collect()))
        .collect();
    let gone = |document: &Gone| format!("- {}: {}\n", code(&document.path), contents(document));
    groups.push(("Documents that are gone", comparison.gone.iter().map(gone).collect()));
    for (title, lines) in groups.into_iter().filter(|(_, lines)| !lines.is_empty()) {
        let _ = write!(text, "### {title}\n\n");
        rows(lines.into_iter(), markdown::COMMENT - 1000, "", &mut text);
    }
    text.truncate(text.trim_end().len());
    text + "\n"
}

/// Whether `entry` has a line of its own: claims of documents that are gone are counted with these.
fn is_listed(entry: &ComparedItem, comparison: &Comparison) -> bool {
    entry.code != GONE || comparison.gone.binary_search_by(|gone| gone.path.cmp(&entry.path)).is_err()
}

fn contents(document: &Gone) -> String {
    let Gone { claims, confirmed, .. } = document;
    format!("not in the later report ({}, {confirmed} confirmed)", counted(*claims, "claim"))
}

/// What is counted on both sides.
fn counts(old: &Side, new: &Side) -> Vec<(&'static str, usize, usize)> {
    let mut counts = vec![("documents", old.documents, new.documents), ("claims", old.claims, new.claims)];
    let count = |side: &Side, verdict| side.claims_by_verdict.get(&verdict).copied().unwrap_or(0);
    let verdicts = VERDICTS.into_iter().map(|verdict| (verdict.as_str(), count(old, verdict), count(new, verdict)));
    counts.extend(verdicts.filter(|(_, one, other)| one + other > 0));
    counts.push(("failing", old.failing, new.failing));
    counts
}

fn change(old: usize, new: usize) -> String {
    if old == new { format!("{new}") } else { format!("{old} -> {new} ({})", difference(old, new)) }
}

fn difference(old: usize, new: usize) -> String {
    match new.cmp(&old) {
        std::cmp::Ordering::Less => format!("-{}", old - new),
        std::cmp::Ordering::Equal => String::new(),
        std::cmp::Ordering::Greater => format!("+{}", new - old),
    }
}

fn totals(comparison: &Comparison) -> String {
    let Comparison { broken, mended, removed, lost, still, gone, .. } = comparison;
    let documents = match gone.len() {
        0 => String::new(),
        count => format!(", {} gone", counted(count, "document")),
    };
    format!(
        "{} broken, {} mended, {} removed, {} no longer confirmed, {} still failing{documents}",
        broken.len(),
        mended.len(),
        removed.len(),
        lost.len(),
        still.len()
    )
}

fn place(entry: &ComparedItem) -> String {
    let path = on_one_line(&entry.path);
    entry.line.map_or_else(|| path.clone(), |line| format!("{path}:{line}"))
}

fn was(entry: &ComparedItem) -> String {
    entry.was.as_ref().map(|was| format!(" (was {was})")).unwrap_or_default()
}
