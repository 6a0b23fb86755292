//! How much is tested, said by `DOCTRUE_TESTS`.
//!
//! - nothing: a sample of the slow suites, and what needs a program that is not installed is skipped;
//! - `full`: the slow suites at full size;
//! - `all`: the same, and a skip is a failure.

use proptest::test_runner::RngSeed;

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

fn said() -> String {
    let said = std::env::var("DOCTRUE_TESTS").unwrap_or_default();
    assert!(matches!(said.as_str(), "" | "full" | "all"), "DOCTRUE_TESTS is `full` or `all`, not {said:?}");
    said
}
