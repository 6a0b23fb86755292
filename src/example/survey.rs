//! What the blocks of a document bind, so that each can be judged by the others.

use super::{Surroundings, rules, scheme};
use crate::document::Document;
use crate::lang::Tag;
use crate::lang::python::{self, Module};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The surroundings of the blocks of `document`, which have these tags. A scheme binds nothing.
pub(super) fn of(document: &Document, tags: &[Tag]) -> Surroundings {
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
    Surroundings {
        has_tagged: tags.iter().any(|tag| matches!(tag, Tag::Python | Tag::Transcript)),
        bound_names: bound_names(real()),
        provided,
        written_out,
        parsed,
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
