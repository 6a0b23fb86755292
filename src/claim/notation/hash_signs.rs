//! Which prompts of a session may print a text with hash signs, so that lines below them that begin with one may be output.

use std::collections::BTreeSet;

use crate::claim::Reader;
use crate::example::Prompt;
use crate::lang::python::{self, Kind};

/// Why a prompt may print a hash sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hash {
    /// It prints a string with one that is written in it.
    Own,
    /// It prints, and uses a name that depends on a string with one.
    Named,
}

/// For each prompt of the example, in order, whether it may print a hash sign.
pub(super) fn of_prompts(reader: &Reader<'_>) -> Vec<Option<Hash>> {
    let example = reader.example;
    let all: Vec<_> = example.prompts.iter().collect();
    if all.iter().all(|prompt| !holds_hash(reader, prompt)) {
        return vec![None; all.len()];
    }
    let mut names = BTreeSet::new();
    all.into_iter().map(|prompt| step(reader, prompt, &mut names)).collect()
}

/// Whether `prompt` may print a hash sign; `names` are those that depend on strings with one.
fn step(reader: &Reader<'_>, prompt: &Prompt, names: &mut BTreeSet<String>) -> Option<Hash> {
    let module = python::parse(reader.example.code_between(prompt.first, prompt.last));
    let is_own = holds_hash(reader, prompt);
    let uses = module.free_names.iter().chain(&module.changed_names).any(|name| names.contains(name));
    for name in module.bound_names.iter().chain(&module.changed_names) {
        let _ = if is_own || uses { names.insert(name.clone()) } else { names.remove(name) };
    }
    let last = module.statements.iter().rfind(|statement| statement.parent.is_none())?;
    let prints = matches!(last.kind, Kind::Print { .. } | Kind::Compound | Kind::Condition);
    let calls = matches!(last.kind, Kind::Expression { call: true });
    if prints && is_own { Some(Hash::Own) } else { ((prints || calls) && uses).then_some(Hash::Named) }
}

/// Whether a string at `prompt` holds a hash sign.
fn holds_hash(reader: &Reader<'_>, prompt: &Prompt) -> bool {
    let hashes = |text: &str| text.matches('#').count();
    let comments = reader.comments_between(prompt.first, prompt.last).map(|index| reader.comment(index).range.clone());
    let in_comments: usize = comments.map(|range| hashes(&reader.example.code[range])).sum();
    hashes(reader.example.code_between(prompt.first, prompt.last)) > in_comments
}
