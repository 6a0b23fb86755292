//! The harness's own tests, in Python, run by the interpreter at hand: one test for each file of `tests/harness`.

use crate::project::root;
use crate::python::python;
use libtest_mimic::{Failed, Trial};
use std::fs;

/// One test for each file.
pub(crate) fn trials() -> Vec<Trial> {
    let entries = fs::read_dir(root().join("tests/harness")).expect("tests/harness").flatten();
    let names = entries.filter_map(|entry| Some(entry.file_name().to_str()?.strip_suffix(".py")?.to_owned()));
    let mut names: Vec<_> = names.filter(|name| name.starts_with("test_")).collect();
    names.sort();
    assert!(names.len() >= 4, "tests of the harness are found");
    names.into_iter().map(|name| Trial::test(format!("harness::{name}"), move || passes(&name))).collect()
}

fn passes(name: &str) -> Result<(), Failed> {
    let output = python()
        .args(["-m", "unittest", name])
        .current_dir(root().join("tests/harness"))
        .env("PYTHONPATH", root().join("src/run/harness"))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()?;
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let is_fine = output.status.success() && text.contains("Ran ") && !text.contains("Ran 0 tests");
    if is_fine { Ok(()) } else { Err(text.into()) }
}
