//! What a change of some lines may change: the blocks on them, and every later block that reads a name or a file which they
//! bind, as far as that goes on.

use std::collections::BTreeSet;
use std::ops::Range;

use super::Parts;
use crate::directive::{self, Directives, Sharing};
use crate::document::Document;
use crate::example::{self, Class, Example};
use crate::git::Hunk;
use crate::plan::files_in;

/// The blocks that a change touches, and what they may leave behind otherwise.
pub(super) struct Touch<'a> {
    parts: Parts<'a>,
    /// By the examples.
    touched: Vec<bool>,
    /// Names and files that may be others now.
    names: BTreeSet<String>,
}

impl<'a> Touch<'a> {
    /// What `hunks` touch, which lead from the document `earlier` to this one.
    pub(super) fn of(parts: Parts<'a>, hunks: &[Hunk], earlier: &Document) -> Self {
        let lines: Vec<_> = hunks.iter().map(|hunk| around(&hunk.after)).collect();
        let blocks = with_holders(parts, blocks_on(parts.document, &lines));
        let is_all = changes_all(parts, &lines, &blocks);
        let touched: Vec<_> = parts.examples.iter().map(|example| is_all || blocks.contains(&example.block)).collect();
        let before: Vec<_> = hunks.iter().map(|hunk| hunk.before.clone()).collect();
        Self { parts, touched, names: bound_before(earlier, &before) }
    }

    /// All examples that the change may touch.
    pub(super) fn closed(mut self) -> Vec<bool> {
        let Some(first) = self.touched.iter().position(|touched| *touched) else { return self.touched };
        loop {
            let before = (self.names.len(), self.touched.iter().filter(|touched| **touched).count());
            for index in 0..self.touched.len() {
                self.look_at(index, first);
            }
            if before == (self.names.len(), self.touched.iter().filter(|touched| **touched).count()) {
                return self.touched;
            }
        }
    }

    fn look_at(&mut self, index: usize, first: usize) {
        let example = self.parts.examples[index];
        let module = &example.module;
        let reads = || module.free_names.iter().chain(&module.builtins).any(|name| self.names.contains(name));
        let names_file = || files_in(&example.code).iter().any(|file| self.names.contains(*file));
        let depends = reads() || names_file() || self.shares(index);
        // A function that stands before the change may read what is changed now.
        self.touched[index] |= depends && index > first;
        if self.touched[index] {
            self.names.extend(module.bound_names.iter().chain(&module.changed_names).cloned());
            self.names.extend(files_in(&example.code).into_iter().map(str::to_owned));
        } else if depends {
            self.names.extend(module.defined_names.iter().cloned());
        }
    }

    /// Whether its author lets it run behind one that is touched.
    fn shares(&self, index: usize) -> bool {
        let session = |index: usize| &self.parts.examples[index].directives.session;
        match session(index) {
            Sharing::Continued => index > 0 && self.touched[index - 1],
            Sharing::Named(_) => (0..index).any(|other| self.touched[other] && session(other) == session(index)),
            Sharing::ByNeed | Sharing::Isolated => false,
        }
    }
}

/// Where something is gone, the lines around that place.
fn around(lines: &Range<usize>) -> Range<usize> {
    if lines.is_empty() { lines.start.saturating_sub(1)..lines.start + 1 } else { lines.clone() }
}

/// The blocks that hold one of `lines`; where text outside of blocks changed, the blocks around it, which it may speak of.
fn blocks_on(document: &Document, lines: &[Range<usize>]) -> BTreeSet<usize> {
    let blocks = &document.blocks;
    let mut found = BTreeSet::new();
    for range in lines {
        let first = blocks.partition_point(|block| block.end_line < range.start);
        let behind = blocks.partition_point(|block| block.line < range.end);
        found.extend(first..behind);
        let begins_inside = blocks.get(first).is_some_and(|block| block.line <= range.start);
        let ends_inside = behind.checked_sub(1).is_some_and(|last| blocks[last].end_line + 1 >= range.end);
        if !begins_inside {
            found.extend(first.checked_sub(1));
        }
        if !ends_inside && behind < blocks.len() {
            found.insert(behind);
        }
    }
    found
}

/// `blocks` with the examples before those that are none: an output belongs to what prints it.
fn with_holders(parts: Parts<'_>, mut blocks: BTreeSet<usize>) -> BTreeSet<usize> {
    let runs = |index: usize| parts.classes[index].all_examples().next().is_some();
    let holder = |index: &usize| (0..*index).rev().find(|&before| runs(before)).filter(|_| !runs(*index));
    let holders: Vec<_> = blocks.iter().filter_map(holder).collect();
    blocks.extend(holders);
    blocks
}

/// Whether a change of `lines` is about all of the document: what is said of all blocks, what runs before all, or files that
/// blocks show.
fn changes_all(parts: Parts<'_>, lines: &[Range<usize>], blocks: &BTreeSet<usize>) -> bool {
    let source = &parts.document.source;
    let touches = |first: usize, last: usize| lines.iter().any(|range| range.start <= last && first < range.end);
    let matter = parts.document.front_matter;
    let is_matter = matter.is_some_and(|span| touches(source.line(span.start), source.line(span.end)));
    let is_range = parts.document.comments.iter().any(|comment| {
        let text = source.slice(comment.content).to_ascii_lowercase();
        let is_marker = text.contains("start") || text.contains("end");
        is_marker && touches(source.line(comment.content.start), source.line(comment.content.end))
    });
    let sets_up = |index: &usize| {
        let directives = parts.said.get(*index);
        directives.is_some_and(|said| said.setup || said.file.is_some()) || parts.classes[*index].file.is_some()
    };
    is_matter || is_range || blocks.iter().any(sets_up)
}

/// The names and files that the blocks on `lines` of an earlier version bound: what is gone is missed.
fn bound_before(earlier: &Document, lines: &[Range<usize>]) -> BTreeSet<String> {
    let said = directive::resolve(earlier, &Directives::default());
    let classes = example::classify(earlier, &said.blocks);
    let examples: Vec<&Example> = classes.iter().flat_map(Class::all_examples).collect();
    let is_on = |example: &&Example| {
        let block = &earlier.blocks[example.block];
        lines.iter().any(|range| range.start <= block.end_line && block.line < range.end)
    };
    let mut names = BTreeSet::new();
    for example in examples.into_iter().filter(is_on) {
        names.extend(example.module.bound_names.iter().chain(&example.module.changed_names).cloned());
        names.extend(files_in(&example.code).into_iter().map(str::to_owned));
    }
    names
}
