//! The interpreter of the tests: the one that `python3` stands for.
//!
//! A shim (pyenv's is a shell script) takes longer to find it than it takes to run an example.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

static INTERPRETER: LazyLock<PathBuf> = LazyLock::new(|| {
    let asked = Command::new("python3").args(["-c", "import sys; print(sys.executable)"]).output();
    let told = String::from_utf8(asked.expect("a python3 on PATH").stdout).expect("UTF-8");
    told.trim().into()
});

/// Its path.
pub(crate) fn interpreter() -> &'static Path {
    &INTERPRETER
}

/// Starts it.
pub(crate) fn python() -> Command {
    Command::new(interpreter())
}

/// `PATH`, on which it is the first `python3`, behind `folders`.
pub(crate) fn path(folders: &[&Path]) -> OsString {
    let usual = std::env::var_os("PATH").unwrap_or_default();
    let usual: Vec<_> = std::env::split_paths(&usual).collect();
    let first = usual.iter().map(|folder| folder.join("python3")).find(|program| program.is_file());
    let is_shim = first.and_then(|first| first.canonicalize().ok()) != interpreter().canonicalize().ok();
    let own = interpreter().parent().filter(|_| is_shim).map(Path::to_owned);
    let folders = folders.iter().map(|folder| folder.to_path_buf());
    std::env::join_paths(folders.chain(own).chain(usual)).expect("folders")
}
