//! The harness's own tests, in Python, run by the `python3` at hand.

use crate::project::root;
use crate::python::python;

#[test]
fn the_python_tests_of_the_harness_pass() {
    let output = python()
        .args(["-m", "unittest", "discover", "-s"])
        .arg(root().join("tests/harness"))
        .env("PYTHONPATH", root().join("src/run/harness"))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .expect("python3");
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{text}");
    assert!(text.contains("Ran ") && !text.contains("Ran 0 tests"), "{text}");
}
