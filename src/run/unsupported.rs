//! Systems without supervisors: there the tool starts examples itself, as `direct` has it.

use std::process::ExitCode;

/// Runs no supervisor.
#[must_use]
pub fn main(_: &[String]) -> ExitCode {
    ExitCode::from(2)
}
