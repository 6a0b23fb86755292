//! `.github/ecosystem.py` shows which verdicts another build changes, and only these.

use crate::project::{Project, root};
use crate::python::python;
use std::fs;

const NOTE: &str = "```python\nprint(1)  # Output: 1\nprint(2)  # Output: 3\n```\n";

/// What the script prints when `new` is compared with the built program on one document.
fn compared(project: &Project, new: &str) -> (Option<i32>, String) {
    let mut command = python();
    command.arg(root().join(".github/ecosystem.py")).args([
        env!("CARGO_BIN_EXE_doctrue"),
        new,
        "--exit-code",
        "--folders",
        "a",
    ]);
    let output = command.current_dir(project.path()).output().expect("python3");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    (output.status.code(), text + &String::from_utf8_lossy(&output.stderr))
}

#[test]
fn a_build_compared_with_itself_changes_nothing() {
    let project = Project::new().file("a/note.md", NOTE);
    let (status, text) = compared(&project, env!("CARGO_BIN_EXE_doctrue"));
    assert_eq!(status, Some(0), "{text}");
    assert!(text.starts_with("## Ecosystem: no verdict changed\n\n2 claims in 1 folders"), "{text}");
}

#[cfg(unix)]
#[test]
fn each_changed_verdict_is_a_row_of_its_kind() {
    use std::os::unix::fs::PermissionsExt;

    let other =
        concat!("#!/bin/sh\n'", env!("CARGO_BIN_EXE_doctrue"), "' \"$@\" | sed 's/\"wrong\"/\"unverified\"/g'\n");
    let project = Project::new().file("a/note.md", NOTE).file("other", other);
    let path = project.path().join("other");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("a mode");
    let (status, text) = compared(&project, &path.display().to_string());
    assert_eq!(status, Some(1), "{text}");
    assert!(text.starts_with("## Ecosystem: 1 verdicts changed\n"), "{text}");
    assert!(
        text.contains("### wrong → unverified: 1\n\n| document | text |\n|---|---|\n| `a/note.md:3` | `3` |\n"),
        "{text}"
    );
}
