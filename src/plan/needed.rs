//! Which other examples have what an example is missing.

use super::missing::{self, Missing, names_file};
use crate::example::Example;
use crate::lang::python::Kind;
use std::collections::{BTreeSet, HashSet};

/// The examples of `earlier` that what is `missing` depends on: going backwards, whatever binds or changes a name that is
/// needed, or names a file that is, and what that needs in turn; `from x import *` may bind any.
pub(super) fn needed<'a>(earlier: &[&'a Example], example: &Example, missing: &Missing) -> Vec<&'a Example> {
    let mut wanted: HashSet<&str> =
        missing.names.iter().chain(&example.module.free_names).map(String::as_str).collect();
    let imports_all = |other: &Example| other.module.imports.iter().any(|import| import.names.iter().any(|n| n == "*"));
    let carriers = carriers_of(earlier, example, missing);
    let has_file = |other: &Example| {
        let reads_name = || other.module.free_names.iter().any(|name| carriers.contains(name.as_str()));
        missing.files.iter().any(|file| names_file(&other.code, file))
            || !carriers.is_empty() && missing::may_change_files(&other.code) && reads_name()
    };
    let binds = |other: &&Example| {
        let binds = missing.names.iter().any(|name| other.module.bound_names.contains(name));
        binds || !missing.names.is_empty() && imports_all(other) || has_file(other)
    };
    if !earlier.iter().rev().any(binds) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for &other in earlier.iter().rev() {
        let module = &other.module;
        let concerns = |set: &BTreeSet<String>| set.iter().any(|name| wanted.contains(name.as_str()));
        let concerns_it = imports_all(other) || concerns(&module.bound_names) || has_file(other);
        if module.error.is_none() && (concerns_it || concerns(&module.changed_names)) {
            wanted.extend(module.free_names.iter().map(String::as_str));
            found.push(other);
        }
    }
    found.reverse();
    found
}

/// The nearest of `earlier` to import each of the `missing` names and do nothing else; none unless there is one for each.
pub(super) fn importers<'a>(earlier: &[&'a Example], missing: &Missing) -> Vec<&'a Example> {
    let only_imports = |other: &Example| other.module.statements.iter().all(|one| one.kind == Kind::Import);
    let importer = |name: &String| {
        let binds = |other: &&&'a Example| only_imports(other) && other.module.bound_names.contains(name);
        earlier.iter().rev().find(binds).copied()
    };
    let found: Option<Vec<_>> = missing.names.iter().map(importer).collect();
    let mut found = found.unwrap_or_default();
    found.sort_by_key(|other| other.position());
    found.dedup_by_key(|other| other.id);
    found
}

/// The names that blocks before `example` give to a file that it misses, or that a name stands for which it reads.
fn carriers_of<'a>(earlier: &[&'a Example], example: &Example, missing: &Missing) -> HashSet<&'a str> {
    let reads = &example.module.free_names;
    // Few blocks bind what it reads: only these are looked at, for a page may have thousands.
    let binders = earlier.iter().filter(|other| reads.iter().any(|name| other.module.bound_names.contains(name)));
    let read = binders.flat_map(|other| missing::carriers(&other.code)).filter(|(name, _)| reads.contains(*name));
    let wanted: HashSet<_> = read.map(|(_, file)| file).chain(missing.files.iter().map(String::as_str)).collect();
    if wanted.is_empty() {
        return HashSet::new();
    }
    let all = earlier.iter().flat_map(|other| missing::carriers(&other.code));
    all.filter(|(_, file)| wanted.contains(file)).map(|(name, _)| name).collect()
}

/// The examples below `example` that define those of `names` which no example above them binds: first shown, then
/// written. The nearest of each name that stands `within` the context, and what these need in their turn.
pub(super) fn defined_below<'a>(
    within: &[&'a Example],
    examples: &[&'a Example],
    example: &Example,
    names: &BTreeSet<String>,
) -> Vec<&'a Example> {
    let is_bound = |name: &String| {
        let mut above = examples.iter().rev().filter(|other| other.position() <= example.position());
        above.any(|other| other.module.bound_names.contains(name))
    };
    let is_below = |other: &&Example| other.position() > example.position() && other.module.error.is_none();
    let below = || within.iter().copied().filter(is_below);
    let mut found: Vec<&'a Example> = Vec::new();
    let mut wanted: Vec<&String> = names.iter().collect();
    while let Some(name) = wanted.pop() {
        let has = |found: &[&'a Example]| found.iter().any(|other| other.module.defined_names.contains(name));
        if is_bound(name) || has(&found) {
            continue;
        }
        if let Some(other) = below().find(|other| has(&[*other])) {
            wanted.extend(&other.module.free_names);
            found.push(other);
        }
    }
    found
}
