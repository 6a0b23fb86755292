//! What came of an example: its run, and the judgements on its claims.

use std::collections::BTreeMap;

use crate::claim::Claim;
use crate::directive;
use crate::document::Document;
use crate::example::Example;
use crate::fix::Refusal;
use crate::history::Evidence;
use crate::judge::{self, Judgement, Match};
use crate::plan::Context;
use crate::report::edit::LineEdit;
use crate::run::Run;

/// An example with its run and the judgements on its claims.
#[derive(Clone, Debug)]
pub(super) struct Outcome<'a> {
    pub(super) example: &'a Example,
    pub(super) context: Context,
    /// 1-based lines of the blocks that ran before it.
    pub(super) before: Vec<usize>,
    pub(super) claims: &'a [Claim],
    /// What happened; none if it did not run.
    pub(super) run: Option<Run>,
    pub(super) judgements: Vec<Judgement>,
    /// The biographies of claims that fail, by their numbers.
    pub(super) evidence: BTreeMap<usize, Evidence>,
    /// What would be written for claims that fail, or why nothing would be, by their numbers.
    pub(super) proposals: BTreeMap<usize, Result<LineEdit, Refusal>>,
    /// What it, or an earlier block that it needs, was not given, or who skips it.
    pub(super) not_given: Option<String>,
    /// Whether it is skipped by its author and would pass.
    pub(super) is_needlessly_skipped: bool,
}

impl Outcome<'_> {
    /// Whether its author skips the example and says why, or for which versions of Python it is.
    pub(super) fn is_explained(&self) -> bool {
        let is_skipped = |reason: &String| reason.starts_with(directive::SKIPPED);
        let is_bound = || {
            let needed = self.example.directives.python.as_ref().map(|python| format!("needs Python {python} ("));
            needed.zip(self.not_given.as_ref()).is_some_and(|(needed, reason)| reason.starts_with(&needed))
        };
        let has_reason = self.example.directives.reason.as_ref().is_some_and(|reason| !reason.trim().is_empty());
        self.run.is_none() && (has_reason && self.not_given.as_ref().is_some_and(is_skipped) || is_bound())
    }

    /// Whether nothing is to be said against the example.
    pub(super) fn passes(&self) -> bool {
        let raises = self.example.directives.raises.is_some();
        let ended = |run: &Run| run.ending.describe().is_none() && (run.exception.is_none() || raises);
        let ended = self.run.as_ref().is_some_and(ended);
        let severe = |judgement: &Judgement| judgement.severity.is_some();
        ended && self.not_given.is_none() && !self.judgements.iter().any(severe)
    }
}

/// The outcome for an example that cannot or shall not run.
pub(super) fn not_run<'a>(example: &'a Example, claims: &'a [Claim], reason: String) -> Outcome<'a> {
    Outcome {
        example,
        context: Context::None,
        before: Vec::new(),
        claims,
        run: None,
        judgements: judge::skip(claims, &reason),
        evidence: BTreeMap::new(),
        proposals: BTreeMap::new(),
        not_given: Some(reason),
        is_needlessly_skipped: false,
    }
}

/// The line by which reports name the example: that of its block, or its own if it is a later part of it.
pub(super) fn line(document: &Document, example: &Example) -> usize {
    let line = example.file_line(1);
    if line == example.block_start { document.blocks[example.block].line } else { line }
}

/// Whether a claim names the exception that ended the example.
pub(super) fn names_exception(outcome: &Outcome<'_>) -> bool {
    let Some(exception) = outcome.run.as_ref().and_then(|run| run.exception.as_ref()) else { return false };
    let summary = exception.summary();
    let is_it = |judgement: &Judgement| judgement.actual.as_ref().is_some_and(|actual| actual.contains(&summary));
    outcome.judgements.iter().any(|judgement| judgement.matched == Some(Match::Exception) && is_it(judgement))
}
