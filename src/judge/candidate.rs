//! Texts that a claim may be about, and the kind of each.

use crate::claim::shape;
use crate::lang::literal::{self, Literal};
use crate::run::Recorded;

/// Where a text comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    /// It was printed.
    Printed,
    /// It was printed, and then the value would have been shown.
    PrintedAndValue,
    /// The `repr` of a value, or of each of several executions in a line of its own.
    Value,
    /// The text of such a value: the content of a string, what `str` makes of another object.
    ValueText,
    /// The `repr` of the object that the statement changed.
    State,
}

/// A text that a claim may be about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    pub(super) text: String,
    pub(super) shown: Shown,
}

/// What was recorded for a claim, by kind; each a line for each execution, empty if there is nothing.
#[derive(Debug, Default)]
pub(super) struct Values {
    /// The `repr` of the values.
    pub(super) value: String,
    /// Their texts: the content of strings.
    unquoted: String,
    /// What `str` makes of them.
    text: String,
    /// The states of the object that the statement changed.
    pub(super) state: String,
}

impl Values {
    pub(super) fn of(recorded: &[Recorded]) -> Self {
        let join =
            |wanted: fn(&Recorded) -> Option<&str>| recorded.iter().filter_map(wanted).collect::<Vec<_>>().join("\n");
        let value = join(|value| match value {
            Recorded::Value(text) => Some(text),
            Recorded::Text(_) | Recorded::State(_) | Recorded::Named(_) => None,
        });
        let text = join(|value| match value {
            Recorded::Text(text) => Some(text),
            Recorded::Value(_) | Recorded::State(_) | Recorded::Named(_) => None,
        });
        let state = join(|value| match value {
            Recorded::State(text) => Some(text),
            Recorded::Value(_) | Recorded::Text(_) | Recorded::Named(_) => None,
        });
        let content = |line: &str| match literal::parse(line) {
            // `5 4 3` is no literal, whatever it looks like.
            Some(Literal::Text(content)) if !shape::is_value(&content) || literal::parse(&content).is_none() => content,
            _ => line.to_owned(),
        };
        let unquoted = value.lines().map(content).collect::<Vec<_>>().join("\n");
        Self { value, unquoted, text, state }
    }

    /// Whether nothing but None came back.
    pub(super) fn is_none(&self) -> bool {
        !self.value.is_empty() && self.value.lines().all(|line| line == "None")
    }

    pub(super) fn candidates(&self, none: bool, state: bool) -> Vec<Candidate> {
        let value = [(&self.value, Shown::Value), (&self.unquoted, Shown::ValueText), (&self.text, Shown::ValueText)];
        let value = value.into_iter().filter(|_| none || !self.is_none());
        let state = [(&self.state, Shown::State)].into_iter().filter(|_| state);
        let all: Vec<_> = if self.is_none() { state.chain(value).collect() } else { value.chain(state).collect() };
        let filled = all.into_iter().filter(|(text, _)| !text.is_empty());
        filled.map(|(text, shown)| Candidate { text: text.clone(), shown }).collect()
    }
}
