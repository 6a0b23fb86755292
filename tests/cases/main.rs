//! One test for each case: the folders of `fixtures`, the programs of `tests/conformance`, the pairs of `tests/fix`, the
//! files of `tests/harness`.
//!
//! `cargo test fixtures::stdin` runs one of them, `cargo test conformance::` those of a kind.

#[path = "../it/extent.rs"]
#[allow(dead_code, reason = "shared with the tests of `it`")]
mod extent;
#[path = "../it/project.rs"]
#[allow(dead_code, reason = "shared with the tests of `it`")]
mod project;
#[path = "../it/python.rs"]
#[allow(dead_code, reason = "shared with the tests of `it`")]
mod python;
#[path = "../it/settings.rs"]
mod settings;

mod conformance;
mod fixtures;
mod harness;
mod pairs;

use libtest_mimic::{Arguments, Completion, Failed};
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    // Whoever names a case wants it, in the sample or not.
    let is_full = extent::is_full() || arguments.filter.is_some();
    let cases = harness::trials(is_full)
        .into_iter()
        .chain(fixtures::trials(is_full))
        .chain(pairs::trials())
        .chain(conformance::trials(is_full));
    libtest_mimic::run(&arguments, cases.collect()).exit_code()
}

/// What is said of a case that cannot be tried here.
fn skipped(reason: &str) -> Result<Completion, Failed> {
    if extent::is_all() { Err(reason.into()) } else { Ok(Completion::ignored_with(reason)) }
}
