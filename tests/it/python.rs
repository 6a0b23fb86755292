//! The interpreter of the tests: that of `python3`, or of what `DOCTRUE_TEST_PYTHON` names, in an environment without
//! packages.
//!
//! What is installed beside it would slow every start down and could change what examples see, and a shim (pyenv's is a
//! shell script) takes longer to find it than it takes to run an example.

use std::ffi::OsString;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use std::{fs, io};

/// Tells the interpreter itself, if it is that of an environment that which made the environment, and its version.
const QUESTION: &str = "import sys\n\
    print(getattr(sys, '_base_executable', sys.executable))\n\
    print('%d.%d' % sys.version_info[:2])";

static INTERPRETER: LazyLock<PathBuf> = LazyLock::new(|| {
    let named = std::env::var_os("DOCTRUE_TEST_PYTHON").unwrap_or_else(|| "python3".into());
    let asked = Command::new(&named).args(["-c", QUESTION]).output();
    let told = String::from_utf8(asked.expect("a python3 on PATH").stdout).expect("UTF-8");
    let (executable, version) = told.trim().split_once('\n').expect("a path and a version");
    environment(Path::new(executable), version).unwrap_or_else(|_| executable.into())
});

/// The interpreter of an environment without packages, which is kept for later runs.
fn environment(executable: &Path, version: &str) -> io::Result<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("python-{version}-{:x}", number_of(executable)));
    if !folder.exists() {
        let home = executable.parent().ok_or(io::ErrorKind::NotFound)?;
        let new = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR"))?;
        let packages = format!("lib/python{version}/site-packages");
        fs::create_dir_all(new.path().join(packages))?;
        fs::create_dir(new.path().join("bin"))?;
        fs::write(new.path().join("pyvenv.cfg"), format!("home = {}\n", home.display()))?;
        link(executable, &new.path().join("bin/python3"))?;
        // In one step: another test may be making it at the same time.
        if let Err(error) = fs::rename(new.path(), &folder)
            && !folder.exists()
        {
            return Err(error);
        }
    }
    let program = folder.join("bin/python3");
    let status = Command::new(&program).args(["-c", "pass"]).status()?;
    if status.success() { Ok(program) } else { Err(io::ErrorKind::NotFound.into()) }
}

#[cfg(unix)]
fn link(executable: &Path, link: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(executable, link)
}

#[cfg(not(unix))]
fn link(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Tells environments of different interpreters apart.
fn number_of(executable: &Path) -> u64 {
    let mut hasher = DefaultHasher::new();
    executable.hash(&mut hasher);
    hasher.finish()
}

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
    let own = interpreter().parent().expect("a folder").to_owned();
    let folders = folders.iter().map(|folder| folder.to_path_buf());
    std::env::join_paths(folders.chain([own]).chain(std::env::split_paths(&usual))).expect("folders")
}
