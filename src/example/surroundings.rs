//! What a block is judged by beside its own text: the other blocks of its document.

use super::{Example, rules, scheme};
use crate::document::Document;
use crate::lang::Tag;
use crate::lang::python::{self, Module};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What a block is judged by beside its own text.
pub(super) struct Surroundings {
    /// Whether the document tags its Python.
    pub(super) has_tagged: bool,
    /// For each name the first and the last of the blocks that may be Python and bind it.
    bound_names: BTreeMap<String, (usize, usize)>,
    /// For each name the first of the blocks that have it at their top level.
    provided: BTreeMap<String, usize>,
    /// For each name the blocks that define it with all that belongs to it.
    written_out: BTreeMap<String, BTreeSet<usize>>,
    /// The code of blocks with its syntax, as far as it is known: it is asked for several times.
    parsed: BTreeMap<usize, (String, Arc<Module>)>,
}

impl Surroundings {
    /// Those of the blocks of `document`, which have these tags. A scheme binds nothing.
    pub(super) fn of(document: &Document, tags: &[Tag]) -> Self {
        let blocks = document.blocks.iter().zip(tags).enumerate().filter(|(_, (_, tag))| **tag != Tag::Other);
        let mut parsed = BTreeMap::new();
        let mut modules = Vec::new();
        for (index, (block, _)) in blocks {
            let code = block.code(&document.source);
            let whole = Arc::new(python::parse(&code));
            modules.extend(parts(&code, &whole).into_iter().map(|module| (index, module)));
            parsed.insert(index, (code, whole));
        }
        let all = bound_names(modules.iter());
        let is_scheme = |module: &Module| rules::stands_for_else(module, |name| all.contains_key(name)).is_some();
        let real = || modules.iter().filter(|(_, module)| !is_scheme(module));
        let mut written_out: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        let mut provided = BTreeMap::new();
        for (index, module) in real() {
            for name in module.provided_names() {
                provided.entry(name.clone()).or_insert(*index);
            }
            for name in module.defined_names.difference(&module.stub_names) {
                written_out.entry(name.clone()).or_default().insert(*index);
            }
        }
        Self {
            has_tagged: tags.iter().any(|tag| matches!(tag, Tag::Python | Tag::Transcript)),
            bound_names: bound_names(real()),
            provided,
            written_out,
            parsed,
        }
    }

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

/// The code of a block: all of it, or statement by statement where schemes may stand between them. Of these those that may
/// bind a name: most lines of a transcript do not.
fn parts(code: &str, whole: &Arc<Module>) -> Vec<Arc<Module>> {
    if whole.error.is_none() && rules::stands_for_else(whole, |_| false).is_none() {
        return vec![Arc::clone(whole)];
    }
    let lines: Vec<_> = code.lines().collect();
    let chunks = scheme::chunks(code, whole).map(|(first, last)| lines[first..last].join("\n") + "\n");
    chunks.filter(|chunk| may_bind(chunk)).map(|chunk| Arc::new(python::parse(&chunk))).collect()
}

/// Whether `code` has what every statement or expression has that binds a name.
fn may_bind(code: &str) -> bool {
    code.contains(['=', ':']) || ["import", "for", "del", "global", "type"].iter().any(|word| code.contains(word))
}

/// For each name the first and the last of the blocks that bind it.
fn bound_names<'m>(modules: impl Iterator<Item = &'m (usize, Arc<Module>)>) -> BTreeMap<String, (usize, usize)> {
    let mut names: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for (index, module) in modules {
        for name in &module.bound_names {
            names.entry(name.clone()).or_insert((*index, *index)).1 = *index;
        }
    }
    names
}
