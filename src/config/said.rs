//! Directives of a configuration, with the lines they stand on.

use std::path::Path;

use crate::directive::grammar::Item;
use crate::directive::{Directives, Scalar};
use crate::discover::patterns::Patterns;

/// One directive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Said {
    /// Its word; `env.NAME` for a variable.
    pub(super) word: String,
    /// What it says; nothing if it takes back what was said before.
    pub(super) items: Vec<Item>,
    /// The 1-based line of the file.
    pub(super) line: usize,
    /// Its value.
    pub(super) shown: serde_json::Value,
}

impl Said {
    /// Whether it takes the place of what was said before by `word`.
    pub(super) fn supersedes(&self, word: &str) -> bool {
        match (self.word.as_str(), word) {
            ("isolated", "session") | ("session", "isolated") => true,
            // It was the reason of another skip.
            ("skip" | "skip-if", "reason") => true,
            (own, other) => own == other,
        }
    }
}

/// Directives for the same documents.
#[derive(Clone, Debug)]
pub(super) struct Group {
    /// For which; none: for all.
    pub(super) paths: Option<Patterns>,
    pub(super) said: Vec<Said>,
}

impl Group {
    /// Whether it is about the document at `path`.
    pub(super) fn is_about(&self, path: &Path) -> bool {
        self.paths.as_ref().is_none_or(|paths| paths.matches(path))
    }

    /// Says all of it. What was said before by the same words is forgotten, also where words add up elsewhere: the
    /// later one wins.
    pub(super) fn apply(&self, directives: &mut Directives) {
        for said in &self.said {
            directives.forget(&said.word);
            if said.supersedes("reason") {
                directives.forget("reason");
            }
        }
        for said in &self.said {
            // It was tried when it was read, so there is nothing to tell.
            let _ = directives.take(&said.items, |_| None);
        }
    }
}

impl From<&Scalar> for serde_json::Value {
    fn from(scalar: &Scalar) -> Self {
        match scalar {
            Scalar::Flag(flag) => (*flag).into(),
            Scalar::Whole(number) => (*number).into(),
            Scalar::Number(number) => (*number).into(),
            Scalar::Text(text) => text.as_str().into(),
            Scalar::List(list) => list.clone().into(),
            Scalar::Map(map) => map.iter().map(|(name, text)| (name.clone(), Self::from(text.as_str()))).collect(),
        }
    }
}
