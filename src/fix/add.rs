//! Adding: claims where prints have none.
//!
//! A print gets a seed, a claim in the wanted notation that says nothing yet; what it prints is then written into it by
//! the same way as any wrong claim is put right.

use std::collections::BTreeMap;

use super::edit::{Edit, line_ending};
use crate::claim::notation::{Notation, TABLE};
use crate::claim::{self, Claim};
use crate::directive::{self, Directives};
use crate::document::Document;
use crate::example::{self, Class, Example};
use crate::lang::python::{Kind, Statement};
use crate::source::{Source, Span};

/// The text of a seed.
pub const SEED: &str = "doctrue-seed";

/// The notation of claims in documents that have none of their own.
const DEFAULT: &str = "output-trailing";

/// A print without a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bare {
    /// The 1-based line of the file on which it ends.
    pub line: usize,
    /// Where its code ends.
    pub end: usize,
    /// What stands before its code on its line, and its indentation.
    pub before: String,
}

/// The notations that claims can be added in.
pub fn notations() -> impl Iterator<Item = &'static dyn Notation> {
    TABLE.iter().copied().filter(|notation| notation.seed().is_some())
}

/// The prints of `document` that no claim is about, in order, and the notation that most of its claims have.
#[must_use]
pub fn bare_prints(document: &Document, defaults: &Directives) -> (Vec<Bare>, &'static str) {
    let said = directive::resolve(document, defaults);
    let classes = example::classify(document, &said.blocks);
    let mut prints = Vec::new();
    let mut used: BTreeMap<&'static str, usize> = BTreeMap::new();
    for example in classes.iter().flat_map(Class::examples).filter(|example| !example.directives.skip) {
        let claims = claim::recognise(&document.source, example);
        for claim in &claims {
            *used.entry(claim.notation.as_str()).or_default() += 1;
        }
        if example.prompts.is_empty() && example.module.error.is_none() {
            prints.extend(bare(&document.source, example, &claims));
        }
    }
    let most = notations().map(|row| row.name()).max_by_key(|name| used.get(name).copied().unwrap_or(0));
    let most = most.filter(|name| used.contains_key(name)).unwrap_or(DEFAULT);
    (prints, most)
}

fn bare(source: &Source, example: &Example, claims: &[Claim]) -> Vec<Bare> {
    let module = &example.module;
    let is_alone = |print: &Statement| {
        let others = module.statements.iter().filter(|other| other.range != print.range);
        let shares = |other: &Statement| {
            let is_around = other.range.start <= print.range.start && print.range.end <= other.range.end;
            let lines = print.first_line..=print.last_line;
            match is_around {
                true => lines.contains(&other.first_line),
                false => lines.contains(&other.first_line) || lines.contains(&other.last_line),
            }
        };
        let has_comment =
            module.comments.iter().any(|comment| (print.first_line..=print.last_line).contains(&comment.line));
        !others.into_iter().any(shares) && !has_comment
    };
    let is_claimed = |print: &Statement| {
        let line = example.file_line(print.first_line);
        claims.iter().flat_map(|claim| &claim.places).any(|place| place.holds(line))
    };
    let prints = module.statements.iter().filter(|one| matches!(one.kind, Kind::Print { .. }));
    let wanted = prints.filter(|print| is_alone(print) && !is_claimed(print));
    wanted
        .map(|print| {
            let at = |offset: usize| example.file_span(&(offset..offset)).start;
            let (start, end) = (at(print.range.start), at(print.range.end));
            let line = source.line_span(source.line(start)).start;
            Bare { line: source.line(end), end, before: source.slice(Span::new(line, start)).to_owned() }
        })
        .collect()
}

/// The edit that gives `print` a seed in `notation`.
#[must_use]
pub fn seed(source: &Source, print: &Bare, notation: &dyn Notation) -> Option<Edit> {
    let (lead, is_below) = notation.seed()?;
    let text = match is_below {
        true => format!("{}{}{lead}{SEED}", line_ending(source, print.end), print.before),
        false => format!("{lead}{SEED}"),
    };
    let end = if is_below { source.line_span(print.line).end } else { print.end };
    Some(Edit { span: Span::new(end, end), text })
}
