//! What is said of blocks that do not run, or that ask for what cannot be read.

use super::past;
use crate::claim::{self, Claim, Strength};
use crate::directive::Resolved;
use crate::document::Document;
use crate::example::{Class, Example, Kind, Left};
use crate::finding::{Finding, FindingCode};
use crate::lang::metadata::Metadata;

/// The lines of the blocks that include what is not there, so that nobody knows which names it binds, with the reason.
pub(super) fn lacking(document: &Document, classes: &[Class]) -> Vec<(usize, String)> {
    let blocks = document.blocks.iter().zip(classes);
    let lacking = blocks.filter_map(|(block, class)| Some((block.line, class.lacks.clone()?)));
    lacking.filter(|(_, reason)| reason.starts_with("missing-include")).collect()
}

/// The explicit claims of Python that does not run, each with why.
pub(super) fn left<'c>(document: &Document, classes: &'c [Class]) -> impl Iterator<Item = (&'c Left, Vec<Claim>)> {
    classes.iter().flat_map(|class| &class.left).map(|left| {
        let mut claims = claim::recognise(&document.source, &left.example);
        claims.retain(|claim| claim.strength == Strength::Explicit);
        past::place(left, &mut claims);
        (left, claims)
    })
}

/// Directives that have no effect because their block does not run.
pub(super) fn without_effect(classes: &[Class], said: &Resolved) -> Vec<Finding> {
    // An output is for some versions of Python and does not run.
    let is_bound = |index: usize, class: &Class| {
        let said = &said.blocks[index];
        class.kind == Kind::Output && (said.is_bound || !said.bindings.is_empty())
    };
    let idle = said.needing_run.iter().filter(|(index, _)| {
        classes.get(*index).is_some_and(|class| {
            let runs = class.examples().next().is_some() || class.kind == Kind::Illustrative;
            !runs && !is_bound(*index, class)
        })
    });
    let message = |index: usize| {
        let kind = classes[index].kind.as_str();
        format!("this directive has no effect, because the block after it does not run: it is `{kind}`")
    };
    idle.map(|&(index, line)| Finding::new(FindingCode::UnusedDirective, line, message(index))).collect()
}

/// That the metadata of `example` cannot be read.
pub(super) fn bad_metadata(example: &Example) -> Option<Finding> {
    let error = Metadata::of_code(&example.code).err()?;
    Some(Finding::new(FindingCode::InvalidDirective, example.file_line(error.line()), error.to_string()))
}
