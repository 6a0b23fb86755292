//! Classes: what a block is, and its parts.

use super::{Example, Kind};

/// What a block is.
#[derive(Debug)]
pub struct Class {
    /// In a word.
    pub kind: Kind,
    /// Why, for a person; lower case. None for what simply runs.
    pub reason: Option<String>,
    /// Its parts, in order; none if nothing in it runs.
    pub parts: Vec<Part>,
    /// The file that a block without examples shows, by its author's words.
    pub file: Option<String>,
    /// Why something of it is not there: a file that it includes.
    pub lacks: Option<String>,
    /// What is Python in it and does not run: its claims are told, and nothing is said of them.
    pub left: Vec<Left>,
    /// Examples in docstrings of its own examples.
    pub docstrings: Vec<Example>,
}

/// A part of a block: lines that belong together.
#[derive(Debug)]
pub struct Part {
    /// First 1-based line of the file.
    pub first: usize,
    /// Last line.
    pub last: usize,
    /// What it is.
    pub kind: Kind,
    /// Why, if it does not run.
    pub reason: Option<String>,
    /// The example, if it runs.
    pub example: Option<Box<Example>>,
}

/// Python that does not run.
#[derive(Debug)]
pub struct Left {
    /// The code, as far as it can be read.
    pub example: Box<Example>,
    /// Why it does not run; lower case.
    pub reason: String,
    /// Whether its author says that it is not meant to, so that nothing is missing.
    pub is_meant: bool,
    /// Whether it is Python 2.
    pub is_python2: bool,
}

impl Class {
    /// The examples in it, in order.
    pub fn examples(&self) -> impl Iterator<Item = &Example> {
        self.parts.iter().filter_map(|part| part.example.as_deref())
    }

    /// The examples in it, and then those in their docstrings.
    pub fn all_examples(&self) -> impl Iterator<Item = &Example> {
        self.examples().chain(&self.docstrings)
    }

    pub(super) fn other(kind: Kind, reason: impl Into<String>) -> Self {
        Self {
            kind,
            reason: Some(reason.into()),
            parts: Vec::new(),
            file: None,
            lacks: None,
            left: Vec::new(),
            docstrings: Vec::new(),
        }
    }

    pub(super) fn of_parts(parts: Vec<Part>) -> Self {
        let runs = parts.iter().find(|part| part.example.is_some());
        let told = runs.or_else(|| parts.iter().find(|part| part.kind != Kind::Text)).or(parts.first());
        let (kind, reason) = told.map_or((Kind::Empty, None), |part| (part.kind, part.reason.clone()));
        let parts = if runs.is_some() { parts } else { Vec::new() };
        Self {
            kind,
            reason: reason.filter(|_| parts.is_empty()),
            parts,
            file: None,
            lacks: None,
            left: Vec::new(),
            docstrings: Vec::new(),
        }
    }

    pub(super) fn each_example(&mut self, change: impl FnMut(&mut Example)) {
        self.parts.iter_mut().filter_map(|part| part.example.as_deref_mut()).for_each(change);
    }

    /// The same where something of the block is not there, by `reason`: nothing in it runs.
    pub(super) fn lacking(mut self, reason: String) -> Self {
        self.each_example(|example| example.directives.lacks = Some(reason.clone()));
        if self.parts.is_empty() {
            self.reason = Some(reason.clone());
        }
        self.lacks = Some(reason);
        self
    }

    pub(super) fn last_example(&mut self) -> Option<&mut Example> {
        self.parts.iter_mut().rev().find_map(|part| part.example.as_deref_mut())
    }

    /// The last piece of Python, if nothing runs.
    pub(super) fn last_left(&mut self) -> Option<&mut Example> {
        // Behind an output another may stand.
        let is_none = matches!(self.kind, Kind::Output | Kind::Traceback);
        if is_none || self.parts.iter().any(|part| part.example.is_some()) {
            return None;
        }
        self.left.last_mut().map(|left| left.example.as_mut())
    }
}
