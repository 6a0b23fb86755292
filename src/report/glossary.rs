//! The words of the report and what they mean: one table for `doctrue explain` and for `notes/manual/claims.md`.

use crate::claim::notation;
use crate::claim::reading::READINGS;
use crate::directive;
use crate::example::KINDS;
use crate::finding::CODES;
use crate::judge::{MATCHES, VERDICTS};

/// A word and its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The word as reports have it.
    pub word: &'static str,
    /// What kind of word it is.
    pub kind: &'static str,
    /// Its meaning, one or two sentences.
    pub text: &'static str,
}

/// All words, kind by kind.
pub fn entries() -> impl Iterator<Item = Entry> {
    let verdicts =
        VERDICTS.iter().map(|verdict| Entry { word: verdict.as_str(), kind: "verdict", text: verdict.explain() });
    let matches = MATCHES.iter().map(|rung| Entry { word: rung.as_str(), kind: "match", text: rung.explain() });
    let readings = READINGS.iter().map(|kind| Entry { word: kind.as_str(), kind: "reading", text: kind.explain() });
    let codes = CODES.iter().map(|code| Entry { word: code.as_str(), kind: "finding", text: code.explain() });
    let notations = notation::TABLE.iter().map(|row| Entry { word: row.name(), kind: "notation", text: row.rule() });
    let kinds = KINDS.iter().map(|kind| Entry { word: kind.as_str(), kind: "block", text: kind.explain() });
    let directives = directive::TABLE.iter().map(|row| Entry { word: row.word, kind: "directive", text: row.help });
    verdicts.chain(matches).chain(readings).chain(codes).chain(notations).chain(kinds).chain(directives)
}
