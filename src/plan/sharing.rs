//! Sharing: which examples run behind which, by their author's words.

use super::Context;
use crate::directive::Sharing;
use crate::example::Example;

/// The examples of a document that run, with the sessions that their authors have named.
#[derive(Debug)]
pub struct Sharings<'a> {
    examples: Vec<&'a Example>,
    groups: Vec<Option<Group<'a>>>,
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
        Self { examples: examples.to_vec(), groups }
    }

    /// What `example` runs behind in any case, and what is to be said of it.
    pub(super) fn of(&self, example: &Example) -> (Context, Vec<&'a Example>) {
        let own = self.examples.iter().position(|other| other.id == example.id);
        let group = own.and_then(|own| self.groups[own]);
        let in_group = |index: usize| {
            let of_block = Some(Group::Block(self.examples[index].block));
            group.is_some() && (self.groups[index] == group || group == of_block)
        };
        let shows_block = example.shown.iter().any(|shown| shown.of_block);
        let of_block = |other: &Example| (shows_block || example.is_docstring) && other.block == example.block;
        let is_isolated = example.directives.session == Sharing::Isolated;
        let earlier = self.examples.iter().enumerate().filter(|(_, other)| other.position() < example.position());
        let earlier = earlier.filter(|(_, other)| !other.is_docstring);
        let wanted = earlier
            .filter(|(index, other)| in_group(*index) || of_block(other) || (other.directives.setup && !is_isolated));
        let before: Vec<_> = wanted.map(|(_, other)| *other).collect();
        let is_named = group.is_some() || before.iter().any(|other| other.directives.setup);
        let context = match before.is_empty() {
            true => Context::None,
            false if is_named => Context::Named,
            false => Context::Section,
        };
        (context, before)
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
