//! What somebody says of how much a code weighs.

use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// How much a code is to weigh.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// It is not told.
    Allow,
    /// It is told and fails nothing.
    Note,
    /// It fails the check under `--strict`.
    Warning,
    /// It fails the check.
    Error,
}

/// All levels, the lightest first.
pub const LEVELS: [Level; 4] = [Level::Allow, Level::Note, Level::Warning, Level::Error];

impl Level {
    /// The word that options and configuration have for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl FromStr for Level {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = LEVELS.into_iter().find(|level| level.as_str() == text);
        found.ok_or_else(|| "write `error`, `warning`, `note` or `allow`".to_owned())
    }
}

/// What is said of several codes; of two that are about the same code the later one counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Severities(Vec<(&'static str, Level)>);

impl Severities {
    /// What is said in this order.
    #[must_use]
    pub fn new(said: Vec<(&'static str, Level)>) -> Self {
        Self(said)
    }

    /// What is said of `code`, if anything.
    #[must_use]
    pub fn of(&self, code: &str) -> Option<Level> {
        self.0.iter().rev().find(|(own, _)| *own == code).map(|(_, level)| *level)
    }

    /// All codes that something is said of, in the order in which that was said first.
    #[must_use]
    pub fn codes(&self) -> Vec<&'static str> {
        let mut codes = Vec::new();
        for (code, _) in &self.0 {
            if !codes.contains(code) {
                codes.push(*code);
            }
        }
        codes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_levels_are_read_as_they_are_written() {
        for level in LEVELS {
            assert_eq!(level.as_str().parse(), Ok(level));
        }
        assert!("fatal".parse::<Level>().is_err() && Level::Error > Level::Note);
    }

    #[test]
    fn the_later_word_counts() {
        let said = Severities::new(vec![("wrong", Level::Allow), ("skipped", Level::Note), ("wrong", Level::Error)]);
        assert_eq!(
            (said.of("wrong"), said.of("skipped"), said.of("stale")),
            (Some(Level::Error), Some(Level::Note), None)
        );
        assert_eq!(said.codes(), ["wrong", "skipped"]);
    }
}
