//! The words of the report that occur on this page, with what they mean.

use std::collections::BTreeSet;

use super::writer::Html;
use crate::report::Report;
use crate::report::glossary;

/// A word that leads to what it means.
pub(super) fn link(kind: &'static str, word: &str, html: &mut Html) {
    html.leaf("a", &[("href", &format!("#{}", anchor(kind, word)))], word);
}

fn anchor(kind: &str, word: &str) -> String {
    format!("{kind}-{word}")
}

pub(super) fn render(report: &Report, html: &mut Html) {
    let used = used(report);
    if used.is_empty() {
        return;
    }
    html.element("section", &[("class", "words"), ("aria-labelledby", "words")], |html| {
        html.leaf("h2", &[("id", "words")], "What the words mean");
        for (kind, name) in
            [("verdict", "Verdicts"), ("match", "Ways to match"), ("notation", "Notations"), ("finding", "Findings")]
        {
            let mut entries =
                glossary::entries().filter(|entry| entry.kind == kind && used.contains(&(kind, entry.word))).peekable();
            if entries.peek().is_none() {
                continue;
            }
            html.leaf("h3", &[], name);
            html.element("dl", &[], |html| {
                for entry in entries {
                    html.leaf("dt", &[("id", &anchor(kind, entry.word))], entry.word);
                    html.element("dd", &[], |html| with_code(entry.text, html));
                }
            });
        }
    });
    html.line();
}

/// Text in which back-ticks enclose code.
pub(super) fn with_code(text: &str, html: &mut Html) {
    for (index, piece) in text.split('`').enumerate() {
        if index % 2 == 0 { html.text(piece) } else { html.leaf("code", &[], piece) }
    }
}

/// The words that occur, each with its kind.
fn used(report: &Report) -> BTreeSet<(&'static str, &'static str)> {
    let claims = report.documents.iter().flat_map(|document| &document.claims);
    let of_claims = claims.flat_map(|claim| {
        let words = [Some(("verdict", claim.verdict.as_str())), Some(("notation", claim.notation))];
        words.into_iter().chain([claim.matched.map(|matched| ("match", matched))]).flatten()
    });
    let findings = report.documents.iter().flat_map(|document| &document.findings);
    of_claims.chain(findings.map(|finding| ("finding", finding.code))).collect()
}
