//! What the prompts of a session rely on: imports above them.
//!
//! At a console a failed import ends nothing. The name that it was to bind may then be another thing of an earlier prompt,
//! and what that gives says nothing about the package that is not there.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use super::Claim;
use crate::example::{Example, Prompt};
use crate::lang::python::{self, Kind, Module};

/// The lines of the file on which imports stand, by the names that depend on them.
type Sources = BTreeMap<String, BTreeSet<usize>>;

/// Tells each of `claims` the imports that its prompt relies on.
pub(super) fn tell(example: &Example, claims: &mut [Claim]) {
    if example.prompts.is_empty() || example.module.imports.is_empty() {
        return;
    }
    let mut sources = Sources::new();
    let mut relied: BTreeMap<usize, (usize, BTreeSet<usize>)> = BTreeMap::new();
    for prompt in &example.prompts {
        let lines = example.file_line(prompt.first)..=example.file_line(prompt.last);
        let found = step(example, prompt, &lines, &mut sources);
        relied.insert(*lines.start(), (*lines.end(), found));
    }
    for claim in claims {
        let line = claim.places.first().map_or(0, |place| place.first);
        let at_prompt = relied.range(..=line).next_back().filter(|(_, (last, _))| line <= *last);
        claim.relies_on = at_prompt.map(|(_, (_, found))| found.iter().copied().collect()).unwrap_or_default();
    }
}

/// What the code of `prompt` relies on; what it binds then relies on the same.
fn step(example: &Example, prompt: &Prompt, lines: &RangeInclusive<usize>, sources: &mut Sources) -> BTreeSet<usize> {
    let module = python::parse(example.code_between(prompt.first, prompt.last));
    let used = module.free_names.iter().chain(&module.builtins).chain(&module.changed_names);
    let found: BTreeSet<_> = used.filter_map(|name| sources.get(name)).flatten().copied().collect();
    let imports = imports(&module, lines);
    for name in module.bound_names.iter().chain(&module.changed_names) {
        let all: BTreeSet<_> = found.iter().chain(&imports).copied().collect();
        match all.is_empty() {
            true => sources.remove(name),
            false => sources.insert(name.clone(), all),
        };
    }
    found
}

/// The lines of the file on which the code of a prompt imports something.
fn imports(module: &Module, lines: &RangeInclusive<usize>) -> Vec<usize> {
    let imports = module.statements.iter().filter(|statement| statement.kind == Kind::Import);
    imports.map(|statement| lines.start() + statement.first_line - 1).collect()
}
