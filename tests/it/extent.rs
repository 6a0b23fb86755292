//! How much is tested, said by `DOCTRUE_TESTS`.
//!
//! - nothing: a sample of the slow suites, and what needs a program that is not installed is skipped;
//! - `full`: the slow suites at full size;
//! - `all`: the same, and a skip is a failure.

use proptest::test_runner::RngSeed;
use std::iter::StepBy;
use std::ops::Range;

/// Whether the slow suites are to be run at full size.
pub(crate) fn is_full() -> bool {
    matches!(said().as_str(), "full" | "all")
}

/// Whether no test may be skipped.
pub(crate) fn is_all() -> bool {
    said() == "all"
}

/// How many cases a property gets: what `DOCTRUE_CASES` says, or one of these.
pub(crate) fn cases(sample: u32, full: u32) -> u32 {
    let asked = std::env::var("DOCTRUE_CASES").ok().map(|cases| cases.parse().expect("DOCTRUE_CASES is a number"));
    asked.unwrap_or(if is_full() { full } else { sample })
}

/// Which cases a property gets: the same each time, so that what fails here fails for everybody; `DOCTRUE_SEED` says
/// others.
pub(crate) fn seed() -> RngSeed {
    let asked = std::env::var("DOCTRUE_SEED").ok().map(|seed| seed.parse().expect("DOCTRUE_SEED is a number"));
    RngSeed::Fixed(asked.unwrap_or(13))
}

/// The same for one of several that share the cases.
pub(crate) fn seed_of_share(share: usize) -> RngSeed {
    match seed() {
        RngSeed::Fixed(seed) => RngSeed::Fixed(seed.wrapping_add(share as u64)),
        RngSeed::Random => RngSeed::Random,
    }
}

/// What `work` finds in the numbers below `count`, of which each core has its share.
pub(crate) fn on_all_cores<T: Send>(count: u32, work: impl Fn(StepBy<Range<u32>>) -> Option<T> + Sync) -> Vec<T> {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let shares = (0..u32::try_from(cores).unwrap_or(1)).map(|first| (first..count).step_by(cores));
    std::thread::scope(|scope| {
        let work = &work;
        let started: Vec<_> = shares.map(|share| scope.spawn(move || work(share))).collect();
        started.into_iter().filter_map(|one| one.join().expect("a share without a panic")).collect()
    })
}

fn said() -> String {
    let said = std::env::var("DOCTRUE_TESTS").unwrap_or_default();
    assert!(matches!(said.as_str(), "" | "full" | "all"), "DOCTRUE_TESTS is `full` or `all`, not {said:?}");
    said
}
