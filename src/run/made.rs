//! Runs that no interpreter made: where none was started, and for tests of what judges runs.

use super::{Chunk, Ending, Exception, Origin, Run, Stream};
use std::collections::BTreeMap;
use std::time::Duration;

impl Run {
    /// A run that came to its end, and of which nothing else is known.
    #[must_use]
    pub fn silent() -> Self {
        Self {
            chunks: Vec::new(),
            values: BTreeMap::new(),
            unseen: BTreeMap::new(),
            caught: BTreeMap::new(),
            folder: String::new(),
            touched: Vec::new(),
            typed: Vec::new(),
            attributed: true,
            exception: None,
            ending: Ending::Ended,
            stopped_at: None,
            leaked: false,
            duration: Duration::ZERO,
            shared: false,
            cached: false,
        }
    }

    /// The same run, which then prints `text` by these lines of the file, the innermost first.
    #[must_use]
    pub fn printing(mut self, text: &str, lines: &[usize]) -> Self {
        let origin = Origin::Lines(lines.to_vec());
        self.chunks.push(Chunk { stream: Stream::Stdout, origin, bytes: text.as_bytes().to_vec() });
        self
    }

    /// The same run, ended by `exception`.
    #[must_use]
    pub fn raising(self, exception: Exception) -> Self {
        Self { exception: Some(exception), ending: Ending::Raised, ..self }
    }
}
