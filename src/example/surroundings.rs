//! What a block is judged by beside its own text: the other blocks of its document.

use super::Example;
use crate::lang::python::{self, Module};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What a block is judged by beside its own text.
pub(super) struct Surroundings {
    /// Whether the document tags its Python.
    pub(super) has_tagged: bool,
    /// For each name the first and the last of the blocks that may be Python and bind it.
    pub(super) bound_names: BTreeMap<String, (usize, usize)>,
    /// For each name the first of the blocks that have it at their top level.
    pub(super) provided: BTreeMap<String, usize>,
    /// For each name the blocks that define it with all that belongs to it.
    pub(super) written_out: BTreeMap<String, BTreeSet<usize>>,
    /// The code of blocks with its syntax, as far as it is known: it is asked for several times.
    pub(super) parsed: BTreeMap<usize, (String, Arc<Module>)>,
}

impl Surroundings {
    /// The syntax of `code`, which stands in `block`.
    pub(super) fn parse(&self, block: usize, code: &str) -> Arc<Module> {
        match self.parsed.get(&block) {
            Some((known, module)) if known == code => Arc::clone(module),
            _ => Arc::new(python::parse(code)),
        }
    }

    /// Whether some block binds `name`.
    pub(super) fn binds(&self, name: &str) -> bool {
        self.bound_names.contains_key(name)
    }

    /// Whether some block may bind any name, by `from x import *` or by running text as code.
    pub(super) fn binds_any(&self) -> bool {
        const BINDING: [&str; 4] = ["exec", "eval", "globals", "locals"];
        let may = |module: &Module| {
            let mut names = module.imports.iter().flat_map(|import| &import.names);
            names.any(|name| name == "*") || BINDING.iter().any(|name| module.builtins.contains(*name))
        };
        self.parsed.values().any(|(_, module)| may(module))
    }

    /// Whether a block before `block` binds `name`.
    pub(super) fn binds_before(&self, name: &str, block: usize) -> bool {
        self.bound_names.get(name).is_some_and(|(first, _)| *first < block)
    }

    /// Whether a block before `block` has `name` at its top level.
    pub(super) fn provides_before(&self, name: &str, block: usize) -> bool {
        self.provided.get(name).is_some_and(|first| *first < block)
    }

    /// Whether another block than `block` has the definition of `name` with its body.
    pub(super) fn writes_out(&self, name: &str, block: usize) -> bool {
        self.written_out.get(name).is_some_and(|blocks| blocks.iter().any(|other| *other != block))
    }

    /// A name that `example` needs, and that a block below binds and none above.
    pub(super) fn defined_below<'a>(&self, example: &'a Example) -> Option<&'a str> {
        let is_below = |name: &&String| {
            let blocks = self.bound_names.get(name.as_str());
            blocks.is_some_and(|(first, last)| *first >= example.block && *last > example.block)
        };
        example.module.free_names.iter().find(is_below).map(String::as_str)
    }
}
