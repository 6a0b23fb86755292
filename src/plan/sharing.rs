//! Sharing: which examples run behind which, by their author's words.

use super::Context;
use crate::directive::Sharing;
use crate::example::{Example, ExampleId};
use std::collections::{BTreeSet, HashMap};

/// The examples of a document that run, with the sessions that their authors have named.
#[derive(Debug)]
pub struct Sharings<'a> {
    examples: Vec<&'a Example>,
    groups: Vec<Option<Group<'a>>>,
    /// The place of each in `examples`.
    places: HashMap<ExampleId, usize>,
    /// Which of them the author wants before all others.
    setups: Vec<usize>,
}

/// A session of several examples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Group<'a> {
    /// Those that name it.
    Named(&'a str),
    /// The examples of this block, and those that continue them.
    Block(usize),
}

impl<'a> Sharings<'a> {
    /// The sessions of `examples`, which are all of a document that run, in the order of the file.
    #[must_use]
    pub fn of_document(examples: &[&'a Example]) -> Self {
        let mut groups: Vec<Option<Group<'a>>> = Vec::with_capacity(examples.len());
        for (index, example) in examples.iter().enumerate() {
            groups.push(match &example.directives.session {
                Sharing::ByNeed | Sharing::Isolated => None,
                Sharing::Named(name) => Some(Group::Named(name)),
                Sharing::Continued => {
                    let before = (0..index).rev().find(|&before| examples[before].block < example.block);
                    before.map(|before| groups[before].unwrap_or(Group::Block(examples[before].block)))
                }
            });
        }
        let places = examples.iter().enumerate().map(|(index, example)| (example.id, index)).collect();
        let setups = (0..examples.len()).filter(|&index| examples[index].directives.setup).collect();
        Self { examples: examples.to_vec(), groups, places, setups }
    }

    /// What `example` runs behind in any case, and what is to be said of it.
    pub(super) fn of(&self, example: &Example) -> (Context, Vec<&'a Example>) {
        let group = self.places.get(&example.id).and_then(|&own| self.groups[own]);
        let in_group = |index: usize| {
            let of_block = Some(Group::Block(self.examples[index].block));
            group.is_some() && (self.groups[index] == group || group == of_block)
        };
        let shows_block = example.shown.iter().any(|shown| shown.of_block);
        let of_block = |other: &Example| (shows_block || example.is_docstring) && other.block == example.block;
        let is_isolated = example.directives.session == Sharing::Isolated;
        let is_wanted = |&index: &usize| {
            let other = self.examples[index];
            let is_earlier = other.position() < example.position() && !other.is_docstring;
            is_earlier && (in_group(index) || of_block(other) || (other.directives.setup && !is_isolated))
        };
        let before: Vec<_> = self.candidates(example, group.is_some()).filter(is_wanted).collect();
        let before: Vec<_> = before.into_iter().map(|index| self.examples[index]).collect();
        let is_named = group.is_some() || before.iter().any(|other| other.directives.setup);
        let context = match before.is_empty() {
            true => Context::None,
            false if is_named => Context::Named,
            false => Context::Section,
        };
        (context, before)
    }

    /// Places in order, among them all that may run before `example`: in most documents few, for there may be thousands in all.
    fn candidates(&self, example: &Example, is_grouped: bool) -> impl Iterator<Item = usize> + use<> {
        let of_block = self.examples.partition_point(|other| other.block < example.block)
            ..self.examples.partition_point(|other| other.block <= example.block);
        let few: BTreeSet<_> = of_block.chain(self.setups.iter().copied()).collect();
        let all = if is_grouped { 0..self.examples.len() } else { 0..0 };
        all.chain(few.into_iter().filter(move |_| !is_grouped))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directive::{Directives, resolve};
    use crate::document;
    use crate::example::{Class, classify};
    use crate::source::Source;

    /// For each example of the text the lines that it runs behind.
    fn before(text: &str) -> Vec<Vec<usize>> {
        let document = document::parse(Source::new("a.md", text.as_bytes().to_vec()));
        let classes = classify(&document, &resolve(&document, &Directives::default()).blocks);
        let examples: Vec<_> = classes.iter().flat_map(Class::examples).collect();
        let sharings = Sharings::of_document(&examples);
        let lines = |example: &&Example| sharings.of(example).1.iter().map(|other| other.file_line(1)).collect();
        examples.iter().map(lines).collect()
    }

    const EMPTY: [usize; 0] = [];

    #[test]
    fn a_named_session_is_all_blocks_of_that_name_before() {
        let text = "```py session=a\n1\n```\n```py session=b\n2\n```\n```py session=a\n3\n```\n```py\n4\n```\n";
        assert_eq!(before(text), [EMPTY.to_vec(), EMPTY.to_vec(), vec![2], EMPTY.to_vec()]);
    }

    #[test]
    fn a_block_continues_the_one_before_and_what_that_continues() {
        let text =
            "```py\n1\n```\n```py continue\n2\n```\n```py continue\n3\n```\n```py\n4\n```\n```py continue\n5\n```\n";
        assert_eq!(before(text), [EMPTY.to_vec(), vec![2], vec![2, 5], EMPTY.to_vec(), vec![11]]);
    }

    #[test]
    fn all_parts_of_a_block_are_continued() {
        let text = "```py\na = 1\n-----\nb = 2\n```\n```py continue\nprint(a, b)\n```\n";
        assert_eq!(before(text), [EMPTY.to_vec(), EMPTY.to_vec(), vec![2, 4]]);
    }

    #[test]
    fn setup_runs_before_all_behind_it_that_are_not_isolated() {
        let text = "```py\n1\n```\n```py setup\n2\n```\n```py\n3\n```\n```py isolated\n4\n```\n";
        assert_eq!(before(text), [EMPTY.to_vec(), EMPTY.to_vec(), vec![5], EMPTY.to_vec()]);
    }

    #[test]
    fn one_output_of_several_parts_is_that_of_all_of_them() {
        let text = "```py\nprint(1)\n-----\nprint(2)\nOutput:\n1\n2\n```\n";
        assert_eq!(before(text), [EMPTY.to_vec(), vec![2]]);
        let text = "```py\nprint(1)\nOutput: 1\n-----\nprint(2)\nOutput:\n2\n```\n";
        assert_eq!(before(text), [EMPTY.to_vec(), EMPTY.to_vec()]);
    }
}
