//! How many interpreters a check has started, and how many programs ran in which way.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

/// Counts that grow while a check goes on.
#[derive(Debug, Default)]
pub(super) struct Counter {
    fresh: AtomicU64,
    forks: AtomicU64,
    behind: AtomicU64,
    batches: AtomicU64,
    batched: AtomicU64,
}

impl Counter {
    /// A program has run by a child of a server or of a page, or by an interpreter of its own.
    pub(super) fn ran(&self, forked: bool, behind: bool) {
        let counter = if forked { &self.forks } else { &self.fresh };
        counter.fetch_add(1, Ordering::Relaxed);
        self.behind.fetch_add(u64::from(behind), Ordering::Relaxed);
    }

    /// So many `programs` have run in one process.
    pub(super) fn batch(&self, programs: usize) {
        self.batches.fetch_add(1, Ordering::Relaxed);
        self.batched.fetch_add(programs as u64, Ordering::Relaxed);
    }

    pub(super) fn counts(&self) -> Counts {
        let get = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Counts {
            fresh: get(&self.fresh),
            forks: get(&self.forks),
            behind: get(&self.behind),
            batches: get(&self.batches),
            batched: get(&self.batched),
        }
    }
}

/// What a check took. The number of jobs may show in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    /// Interpreters that were started for one program.
    pub(super) fresh: u64,
    /// Programs that ran in a process forked for them.
    pub(super) forks: u64,
    /// Those of them that found what comes before done.
    pub(super) behind: u64,
    /// Processes that ran several programs.
    pub(super) batches: u64,
    /// The programs that ran in them.
    pub(super) batched: u64,
}

impl fmt::Display for Counts {
    /// As behind "runs: ".
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { fresh, forks, behind, batches, batched } = self;
        let word = if *batches == 1 { "batch" } else { "batches" };
        write!(formatter, "{} = {batched} in {batches} {word} + {forks} by forks", batched + forks + fresh)?;
        if *behind > 0 {
            write!(formatter, " ({behind} behind blocks that had run)")?;
        }
        write!(formatter, " + {fresh} by fresh starts")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_add_up() {
        let counter = Counter::default();
        counter.ran(true, true);
        counter.ran(true, false);
        counter.ran(false, false);
        counter.batch(7);
        let counts = counter.counts();
        assert_eq!(
            counts.to_string(),
            "10 = 7 in 1 batch + 2 by forks (1 behind blocks that had run) + 1 by fresh starts"
        );
        assert_eq!(Counts::default().to_string(), "0 = 0 in 0 batches + 0 by forks + 0 by fresh starts");
    }
}
