//! Programs of others that some tests need. Where one is missing, the test says so and is skipped, or fails if nothing may
//! be skipped (`DOCTRUE_TESTS=all`).

use crate::extent::is_all;
use std::io::Write as _;
use std::process::{Command, Output, Stdio};

/// Programs that `.ci/run` cannot install from the registries it uses, so that any test may do without them.
const OPTIONAL: [&str; 1] = ["actionlint"];

/// Runs `command` with `input`, or gives nothing if its program is not installed.
pub(crate) fn output_of(command: &mut Command, input: &[u8]) -> Option<Output> {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let Ok(mut child) = command.spawn() else {
        let program = command.get_program().to_string_lossy();
        let missing = format!("{program} is not installed");
        if OPTIONAL.contains(&program.as_ref()) {
            tell(&missing)
        } else {
            skipped(&missing)
        }
        return None;
    };
    // A program that does not read its input may have closed it already.
    let _ = child.stdin.take().expect("a pipe").write_all(input);
    Some(child.wait_with_output().expect("an ended process"))
}

/// The same, for a command that has to succeed.
pub(crate) fn success_of(command: &mut Command) -> Option<String> {
    let output = output_of(command, b"")?;
    assert!(output.status.success(), "{command:?}\n{}", text(&output));
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Everything that was written.
pub(crate) fn text(output: &Output) -> String {
    format!(
        "{}\n--- stdout\n{}\n--- stderr\n{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// Skips a test, which fails where none may be skipped.
pub(crate) fn skipped(reason: &str) {
    assert!(!is_all(), "DOCTRUE_TESTS=all, but {reason}");
    tell(reason);
}

#[expect(clippy::print_stderr, reason = "a test that could not be made has to say so")]
fn tell(reason: &str) {
    eprintln!("skipped: {reason}");
}
