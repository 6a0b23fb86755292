//! Fragments: examples that use a name which nothing on their page has, so that nobody can run them.

use super::checker::Checker;
use crate::claim::Strength;
use crate::judge::{Judgement, Verdict};
use crate::lang::python::stdlib;
use crate::plan::Session;
use crate::run::Run;

impl Checker<'_> {
    /// Leaves what an example documents in comments without a marker unjudged where it uses a name that no block of its page has, and
    /// that is no misspelling of one: the finding tells it once. What says that it is an output stays unreached.
    pub(super) fn leave_fragment(&self, session: &Session<'_>, run: &Run, judgements: &mut [Judgement]) {
        let missing = run.exception.as_ref().filter(|exception| !exception.by_statement);
        let Some(name) = missing.and_then(|exception| exception.missing_name()) else { return };
        if self.is_known(name) || stdlib::import_of(name).is_some() {
            return;
        }
        for (claim, judgement) in session.claims.iter().zip(judgements) {
            if judgement.verdict == Verdict::Unreached && claim.strength == Strength::InferredValue {
                let severity = Verdict::Unverified.severity();
                *judgement = Judgement { verdict: Verdict::Unverified, severity, ..judgement.clone() };
            }
        }
    }

    /// Whether a block of the page has `name`, or one that it may be a misspelling of.
    fn is_known(&self, name: &str) -> bool {
        let examples = self.running.iter().chain(&self.skipped);
        let mut names = examples.flat_map(|example| &example.module.bound_names);
        // Short names of one page are easily taken for each other.
        let is_short = name.chars().count() < 3;
        names.any(|bound| bound == name || may_be_meant(name, bound) || is_short && bound.chars().count() < 3)
            || OF_OTHER_LANGUAGES.contains(&name)
            || USUAL_BUILTINS.iter().any(|builtin| may_be_meant(name, builtin))
    }
}

/// Names that other languages have for what Python has.
const OF_OTHER_LANGUAGES: [&str; 7] = ["true", "false", "none", "null", "nil", "undefined", "this"];

/// Builtins that are often used, and misspelled.
const USUAL_BUILTINS: [&str; 26] = [
    "abs",
    "all",
    "any",
    "bool",
    "dict",
    "enumerate",
    "filter",
    "float",
    "input",
    "int",
    "isinstance",
    "len",
    "list",
    "map",
    "max",
    "min",
    "open",
    "print",
    "range",
    "reversed",
    "round",
    "set",
    "sorted",
    "sum",
    "tuple",
    "zip",
];

/// Whether `name` may be a misspelling of `bound`: all but one or two of its letters are the same.
fn may_be_meant(name: &str, bound: &str) -> bool {
    let length = name.chars().count().min(bound.chars().count());
    length > 2 && similar::TextDiff::from_chars(name, bound).ratio() >= 0.75
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelling_has_most_letters_of_what_is_meant() {
        for (name, bound) in
            [("lenn", "len"), ("rang", "range"), ("totl", "total"), ("Number", "number"), ("count", "counts")]
        {
            assert!(may_be_meant(name, bound), "{name}");
        }
        for (name, bound) in [("a", "b"), ("x1", "x2"), ("data", "result"), ("strings", "text")] {
            assert!(!may_be_meant(name, bound), "{name}");
        }
    }
}
