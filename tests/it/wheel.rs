//! The wheel: built by maturin, installed in an environment of its own, and run there.

#![cfg(unix)]

use crate::project::{Project, root};
use crate::python::python;
use crate::tool::{skipped, success_of};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

const GOOD: &str = "```python\nprint(1)  # Output: 1\n```\n";

/// The only file in `folder` with this ending.
fn only(folder: PathBuf, ending: &str) -> PathBuf {
    let files = fs::read_dir(&folder).expect("a folder").flatten().map(|entry| entry.path());
    let found: Vec<_> = files.filter(|path| path.to_string_lossy().ends_with(ending)).collect();
    assert_eq!(found.len(), 1, "{found:?}");
    found.into_iter().next().expect("a file")
}

/// Without optimisation, so that it takes what Cargo has built for the tests.
#[test]
fn the_wheel_gives_the_program() {
    let mut metadata = Command::new(env!("CARGO"));
    metadata.args(["metadata", "--locked", "--offline", "--format-version", "1"]).current_dir(root());
    if !metadata.output().expect("cargo").status.success() {
        return skipped("maturin wants the crates of all systems: `cargo fetch --locked` gets them");
    }
    let project = Project::new().file("a.md", GOOD);
    let out = project.path().join("wheels");
    let mut maturin = Command::new("maturin");
    maturin.args(["build", "--profile", "dev", "--locked", "--offline", "--out"]).arg(&out);
    maturin.current_dir(root()).env("CARGO_TERM_COLOR", "never");
    if success_of(&mut maturin).is_none() {
        return;
    }
    success_of(Command::new("maturin").arg("sdist").arg("--out").arg(&out).current_dir(root()));
    let wheel = only(out.clone(), ".whl");
    let name = wheel.file_name().expect("a name").to_string_lossy().into_owned();
    assert!(name.starts_with(concat!("doctrue-", env!("CARGO_PKG_VERSION"), "-py3-none-")), "{name}");
    success_of(Command::new("twine").args(["check", "--strict"]).arg(&wheel).arg(only(out, ".tar.gz")));

    let environment = project.path().join("environment");
    if success_of(python().args(["-m", "venv"]).arg(&environment)).is_none() {
        return skipped("python3 has no venv");
    }
    let program = |name: &str| Command::new(environment.join("bin").join(name));
    success_of(program("python3").args(["-m", "pip", "install", "--quiet", "--no-index", "--no-deps"]).arg(&wheel));
    let version = success_of(program("doctrue").arg("--version")).expect("the program");
    assert_eq!(version.trim(), concat!("doctrue ", env!("CARGO_PKG_VERSION")));
    let module = success_of(program("python3").args(["-m", "doctrue", "--version"])).expect("the module");
    assert_eq!(module, version);
    let failed = project.path().join("b.md");
    fs::write(&failed, "```python\nprint(1)  # Output: 2\n```\n").expect("a document");
    let status = program("python3").args(["-m", "doctrue", "check", "-q"]).arg(&failed).status().expect("the module");
    assert_eq!(status.code(), Some(1));
    let checked =
        success_of(program("doctrue").args(["check", "a.md"]).current_dir(project.path())).expect("the program");
    assert!(checked.contains("1 confirmed"), "{checked}");
}
