//! Settings: what a run is told to do, resolved once from the command line and the environment.
//!
//! These are the high settings: nothing in here is optional because nobody asked, and no stage looks at the command
//! line or at environment variables behind their back.

use std::path::PathBuf;
use std::time::Duration;

/// What is to be checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// Files and folders.
    Paths(Vec<PathBuf>),
    /// The standard input, shown under this name.
    StandardInput {
        /// The path that the text would have.
        name: PathBuf,
    },
}

/// Settings of the stage that runs examples.
#[derive(Clone, Debug)]
pub struct RunSettings {
    /// How many examples run at the same time; at least 1.
    pub jobs: usize,
    /// Wall-clock limit of one example.
    pub timeout: Duration,
    /// Which claims are judged; the others are not even listed.
    pub judged: Judged,
    /// How documented outputs are compared, where a directive says nothing else.
    pub matching: Matching,
    /// Whether to run also what its author skips, to see whether it would pass.
    pub audit_skips: bool,
    /// The interpreter to use: a path, or a name to look up in `PATH`. None: find one.
    pub python: Option<PathBuf>,
}

/// Which claims are judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Judged {
    /// Those whose notation can only mean an output.
    Explicit,
    /// Also bare comments that look like values.
    Value,
    /// Also words that resemble the output.
    #[default]
    All,
}

/// How documented outputs are compared with real ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Matching {
    /// In any of the ways to match.
    #[default]
    Any,
    /// They must be the same.
    Exact,
}

/// The longest time that a document may ask for; the command line may allow more.
pub const LONGEST_ASKED: Duration = Duration::from_secs(60);

impl RunSettings {
    /// The time limit of an example whose author asks for `asked`.
    #[must_use]
    pub fn bounded(&self, asked: Duration) -> Duration {
        asked.min(LONGEST_ASKED.max(self.timeout))
    }
}

/// How claims and examples count for the exit status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Strictness {
    /// Warnings fail the check.
    pub strict: bool,
    /// A run that finds no claim fails.
    pub fail_on_empty: bool,
}

/// Wall-clock limit of one example unless `--timeout` says otherwise.
pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(10);

/// Reads `10`, `10s`, `1.5s`, `500ms`, `2m`.
///
/// # Errors
/// What is wrong with it, for a person.
pub fn duration(text: &str) -> Result<Duration, String> {
    let split = text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len());
    let (number, unit) = text.split_at(split);
    let seconds_per_unit = match unit {
        "" | "s" => 1.0,
        "ms" => 0.001,
        "m" => 60.0,
        _ => return Err(format!("unknown unit `{unit}`: write ms, s or m")),
    };
    let number: f64 = number.trim().parse().map_err(|_| "write a number, like 10s or 500ms".to_owned())?;
    let seconds = number * seconds_per_unit;
    if !(0.001..=86_400.0).contains(&seconds) {
        return Err("must lie between 1 ms and 24 h".to_owned());
    }
    Ok(Duration::from_secs_f64(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_with_their_unit() {
        assert_eq!(duration("10"), Ok(Duration::from_secs(10)));
        assert_eq!(duration("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(duration("1.5m"), Ok(Duration::from_secs(90)));
        for text in ["0", "-1s", "s", "10h", "NaN", "inf", "1e30"] {
            assert!(duration(text).is_err(), "{text}");
        }
    }
}
