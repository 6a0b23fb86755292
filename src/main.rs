//! The `doctrue` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    doctrue::cli::main()
}
