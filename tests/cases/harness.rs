//! The harness's own tests, in Python, run by the interpreter at hand: one test for each file of `tests/harness`.

use crate::project::root;
use crate::python::python;
use libtest_mimic::{Failed, Trial};
use std::fs;

/// One test of a file in this many is in the sample.
const SAMPLE: usize = 4;

/// Runs every so many tests of a file.
const RUNNER: &str = "
import sys, unittest

def flat(suite):
    for test in suite:
        yield from flat(test) if isinstance(test, unittest.TestSuite) else [test]

sys.path.insert(0, '.')
tests = flat(unittest.defaultTestLoader.loadTestsFromName(sys.argv[1]))
done = unittest.TextTestRunner().run(unittest.TestSuite(list(tests)[::int(sys.argv[2])]))
sys.exit(not done.wasSuccessful())
";

/// One test for each file, which runs a sample of the file's tests unless `is_full`.
pub(crate) fn trials(is_full: bool) -> Vec<Trial> {
    let entries = fs::read_dir(root().join("tests/harness")).expect("tests/harness").flatten();
    let names = entries.filter_map(|entry| Some(entry.file_name().to_str()?.strip_suffix(".py")?.to_owned()));
    let mut names: Vec<_> = names.filter(|name| name.starts_with("test_")).collect();
    names.sort();
    assert!(names.len() >= 4, "tests of the harness are found");
    let step = if is_full { 1 } else { SAMPLE };
    names.into_iter().map(|name| Trial::test(format!("harness::{name}"), move || passes(&name, step))).collect()
}

fn passes(name: &str, step: usize) -> Result<(), Failed> {
    let output = python()
        .args(["-c", RUNNER, name, &step.to_string()])
        .current_dir(root().join("tests/harness"))
        .env("PYTHONPATH", root().join("src/run/harness"))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()?;
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let is_fine = output.status.success() && text.contains("Ran ") && !text.contains("Ran 0 tests");
    if is_fine { Ok(()) } else { Err(text.into()) }
}
