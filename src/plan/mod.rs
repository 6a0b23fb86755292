//! The plan: which examples run together, and the program that is written for them.
//!
//! A session is what runs in one interpreter. As yet each example is a session of its own.

use crate::example::{Class, Example};

/// What an example needed of its document to run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Context {
    /// Nothing: it ran alone.
    None,
    /// Earlier blocks of its section.
    Section,
    /// Earlier blocks of the file.
    File,
    /// The session that the author named.
    Named,
}

impl Context {
    /// The word used in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Section => "section",
            Self::File => "file",
            Self::Named => "named",
        }
    }
}

/// Examples that run in one interpreter.
#[derive(Debug)]
pub struct Session<'a> {
    /// The examples, in order.
    pub examples: Vec<&'a Example>,
    /// What they share.
    pub context: Context,
    /// The program: the code at the line numbers of the Markdown file.
    pub source: String,
}

/// The sessions of a document, in the order of the file.
#[must_use]
pub fn sessions(classes: &[Class]) -> Vec<Session<'_>> {
    classes
        .iter()
        .filter_map(|class| match class {
            Class::Example(example) => {
                Some(Session { examples: vec![example], context: Context::None, source: example.padded() })
            }
            Class::Other { .. } => None,
        })
        .collect()
}
