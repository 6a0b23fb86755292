//! What belongs together on the page: an example, the blocks that show its output, and what there is to say of them.

use std::collections::{BTreeMap, BTreeSet};

use crate::example::Runs;
use crate::report::problem::Subject;
use crate::report::{BlockReport, ClaimReport, DocumentReport, FindingReport};

/// An example, and the blocks behind it that show its output.
pub(super) struct Group<'a> {
    pub(super) line: usize,
    pub(super) blocks: Vec<&'a BlockReport>,
    pub(super) claims: Vec<&'a ClaimReport>,
    pub(super) findings: Vec<&'a FindingReport>,
}

impl<'a> Group<'a> {
    fn of(block: &'a BlockReport) -> Self {
        Self { line: block.line, blocks: vec![block], claims: Vec::new(), findings: Vec::new() }
    }

    pub(super) fn runs(&self) -> bool {
        self.blocks.first().is_some_and(|block| block.kind.runs() == Runs::Yes)
    }

    pub(super) fn has_problems(&self) -> bool {
        !self.findings.is_empty() || self.claims.iter().any(|claim| claim.severity.is_some())
    }
}

/// The blocks of a document, put together.
pub(super) struct Groups<'a> {
    groups: Vec<Group<'a>>,
    /// Which group each block belongs to: the block's first line, its last, the group.
    places: BTreeMap<usize, (usize, usize)>,
}

impl<'a> Groups<'a> {
    /// The blocks of `document`. One that shows an output, and bears a claim, belongs to the example before it.
    pub(super) fn of(document: &'a DocumentReport) -> Self {
        let bearing: BTreeSet<_> = document.claims.iter().map(|claim| claim.block_line).collect();
        let (mut groups, mut places) = (Vec::<Group<'_>>::new(), BTreeMap::new());
        for block in &document.blocks {
            let shows_output = block.kind.runs() != Runs::Yes && bearing.contains(&block.line);
            match groups.last_mut() {
                Some(group) if shows_output && group.runs() => group.blocks.push(block),
                _ => groups.push(Group::of(block)),
            }
            places.insert(block.line, (block.end_line, groups.len() - 1));
        }
        Self { groups, places }
    }

    /// The group of the block that begins on `line`.
    pub(super) fn at(&mut self, line: usize) -> Option<&mut Group<'a>> {
        let (_, index) = self.places.get(&line)?;
        self.groups.get_mut(*index)
    }

    /// The group of the block that `line` is in.
    pub(super) fn around(&mut self, line: usize) -> Option<&mut Group<'a>> {
        let (_, (end_line, index)) = self.places.range(..=line).next_back()?;
        if line <= *end_line { self.groups.get_mut(*index) } else { None }
    }

    /// Those that there is something to tell about.
    pub(super) fn into_told(self) -> impl Iterator<Item = Group<'a>> {
        self.groups.into_iter().filter(|group| !group.claims.is_empty() || !group.findings.is_empty())
    }
}

/// The last line of what `subject` is about.
pub(super) fn end(subject: &Subject<'_>) -> usize {
    match subject {
        Subject::Claim(claim) => claim.end_line,
        Subject::Finding(finding) => finding.line,
    }
}
