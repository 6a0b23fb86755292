//! The tool installed in a virtual environment: whose interpreter runs the examples, and what they see of it.

#![cfg(unix)]

use crate::project::{Project, command};
use crate::python::{interpreter, path, python};
use crate::tool::success_of;
use serde_json::Value;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

const DOCUMENT: &str = "\
```python
import os, shutil
print(os.environ.get('VIRTUAL_ENV'))  # Output: 'none'
print(shutil.which('python3'))  # Output: 'none'
```
";

/// A real virtual environment `name` with a copy of the program in it, and `packages` beside it.
fn environment(project: &Project, name: &str, packages: &[&str]) -> PathBuf {
    let folder = project.path().join(name);
    success_of(python().args(["-m", "venv", "--without-pip"]).arg(&folder)).expect("python3");
    fs::copy(command(project.path()).get_program(), folder.join("bin/doctrue")).expect("a copy");
    let lib = fs::read_dir(folder.join("lib")).expect("lib").flatten().next().expect("a version").path();
    for package in ["doctrue-0.1.0"].iter().chain(packages) {
        fs::create_dir(lib.join("site-packages").join(format!("{package}.dist-info"))).expect("a folder");
    }
    fs::canonicalize(folder).expect("the environment")
}

/// What the examples of the program in `environment` see: the interpreter, `VIRTUAL_ENV`, and `python3` on `PATH`.
fn seen(project: &Project, environment: &Path, is_active: bool) -> [String; 3] {
    let mut run = Command::new(environment.join("bin/doctrue"));
    run.args(["check", "--format", "json", "a.md"]).current_dir(project.path());
    run.env("PATH", path(&[&environment.join("bin")])).env_remove("VIRTUAL_ENV");
    run.env_remove("CONDA_PREFIX");
    if is_active {
        run.env("VIRTUAL_ENV", environment);
    }
    let output = run.output().expect("the program");
    let report: Value = serde_json::from_slice(&output.stdout).expect("a report");
    let claims = report["documents"][0]["claims"].as_array().expect("claims");
    let actual = |index: usize| claims[index]["actual"].as_str().unwrap_or_default().trim().to_owned();
    [report["python"]["executable"].as_str().expect("an interpreter").to_owned(), actual(0), actual(1)]
}

#[test]
fn the_environment_of_a_hook_is_never_the_projects() {
    for marker in [".install_state_v2", ".prek-hook.json"] {
        let project = Project::new().file("a.md", DOCUMENT);
        let hook = environment(&project, "py_env", &["numpy-2.0.0"]);
        fs::write(hook.join(marker), "{}").expect("a file");
        let [interpreter, active, found] = seen(&project, &hook, true);
        let inside = hook.to_string_lossy().into_owned();
        assert!(!interpreter.starts_with(&inside) && !found.starts_with(&inside), "{interpreter} {found}");
        assert_eq!(active, "None");

        let own = environment(&project, ".venv", &[]);
        let [interpreter, ..] = seen(&project, &hook, true);
        assert!(Path::new(&interpreter).starts_with(&own), "{interpreter} is not that of the project");
    }
}

#[test]
fn an_environment_with_the_tool_alone_is_passed_over_unless_it_is_active() {
    let project = Project::new().file("a.md", DOCUMENT);
    let alone = environment(&project, "alone", &["pip-25.0"]);
    let [interpreter, _, found] = seen(&project, &alone, false);
    assert!(
        !Path::new(&interpreter).starts_with(&alone) && !Path::new(&found).starts_with(&alone),
        "{interpreter} {found}"
    );
    let [interpreter, active, found] = seen(&project, &alone, true);
    assert!(
        Path::new(&interpreter).starts_with(&alone) && Path::new(&found).starts_with(&alone),
        "{interpreter} {found}"
    );
    assert_eq!(Path::new(&active), alone);
}

#[test]
fn an_environment_with_the_tool_and_packages_is_the_projects() {
    let project = Project::new().file("a.md", DOCUMENT);
    let shared = environment(&project, "shared", &["numpy-2.0.0"]);
    for is_active in [true, false] {
        let [interpreter, _, found] = seen(&project, &shared, is_active);
        assert!(
            Path::new(&interpreter).starts_with(&shared) && Path::new(&found).starts_with(&shared),
            "{interpreter} {found}"
        );
    }
}

/// As in images with one Python: the tool and the interpreter lie in the same folder, which is no environment.
#[test]
fn an_interpreter_beside_the_tool_is_used() {
    let project = Project::new().file("a.md", DOCUMENT);
    let local = fs::canonicalize(project.path()).expect("the project").join("local");
    fs::create_dir_all(local.join("bin")).expect("a folder");
    fs::copy(command(project.path()).get_program(), local.join("bin/doctrue")).expect("a copy");
    symlink(interpreter(), local.join("bin/python3")).expect("a link");
    let [_, _, found] = seen(&project, &local, false);
    assert!(Path::new(&found).starts_with(&local), "{found}");
}
