//! Pythons that cannot check documents, 2.7, 3.6 and 3.7, as they really are: what they say of claims that fail today. Skipped
//! where pyenv has none of them.

use crate::project::{Done, Project, command};
use crate::python::interpreter;
use serde_json::Value;
use std::fs;
use std::path::PathBuf;

/// The installed interpreters of a folder of pyenv with one of these `minors`, as the names of their folders.
fn installed(minors: &[&str]) -> Vec<PathBuf> {
    let named = |name: &str| std::env::var_os(name).map(PathBuf::from);
    let Some(root) = named("PYENV_ROOT").or_else(|| Some(named("HOME")?.join(".pyenv"))) else { return Vec::new() };
    let folders = fs::read_dir(root.join("versions")).into_iter().flatten().flatten().map(|entry| entry.path());
    let is_meant = |folder: &PathBuf| {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        minors.iter().any(|minor| name.starts_with(&format!("{minor}."))) && folder.join("bin/python").is_file()
    };
    folders.filter(is_meant).collect()
}

/// `doctrue` with `args` on this document, where only the interpreter of the tests and the one in `folder` are found.
fn run(document: &str, folder: &PathBuf, args: &[&str]) -> (Project, Done) {
    let project = Project::new().file("a.md", document).file("home/empty", "");
    let versions = project.path().join("pyenv/versions");
    fs::create_dir_all(&versions).expect("a folder");
    std::os::unix::fs::symlink(folder, versions.join(folder.file_name().expect("a name"))).expect("a link");
    let mut command = command(project.path());
    command.env("PYENV_ROOT", project.path().join("pyenv")).env("PATH", interpreter().parent().expect("a folder"));
    let done = project.run_by(command.env_remove("DOCTRUE_EVIDENCE").args(args));
    (project, done)
}

/// The verdict on each claim, its biography, and what changed.
fn told(document: &str, folder: &PathBuf) -> Vec<String> {
    let (_, done) = run(document, folder, &["check", "--format", "json", "a.md"]);
    let report: Value = serde_json::from_str(done.stdout()).unwrap_or_else(|_| panic!("{}", done.describe()));
    let word = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let claims = report["documents"][0]["claims"].as_array().expect("claims").clone();
    let one = |claim: &Value| {
        let evidence = &claim["evidence"];
        [&claim["verdict"], &evidence["biography"], &evidence["changed_in"]].map(word).join(" ")
    };
    claims.iter().map(one).collect()
}

/// Blocks with a claim that held up to Python 3.7 each, one that never held, and one that leaves something behind.
const DOCUMENT: &str = "```python
try:
    'abc'.replace('a')
except TypeError as error:
    print(error)  # Output: replace() takes at least 2 arguments (1 given)
```

```python
import random
try:
    random.randint(5, 1)
except ValueError as error:
    print(error)  # Output: empty range for randrange() (5,2, -3)
```

```python
from random import randint
try:
    randint(5, 1)
except ValueError as error:
    print(error)  # Output: empty range for randrange() (6, 2, -3)
```

```python
import sys
sys.setrecursionlimit(900)
try:
    ''.replace('a')
except TypeError as error:
    print(error)  # Output: replace() takes at least 2 arguments (1 given)
```

```python
try:
    'é'.replace('a')
except TypeError as error:
    print('é', error)  # Output: é replace() takes at least 2 arguments (1 given)
```
";

#[test]
fn several_examples_share_a_start_and_each_has_its_own_biography() {
    for folder in installed(&["3.6", "3.7"]) {
        let found = told(DOCUMENT, &folder);
        let is_stale: Vec<_> = found.iter().map(|told| told.starts_with("stale python 3.")).collect();
        assert_eq!(is_stale, [true, true, false, true, true], "{found:?}");
        assert_eq!(found[2], "wrong unknown -");
        let (_, done) = run(DOCUMENT, &folder, &["check", "-v", "--no-cache", "a.md"]);
        let costs = done.stdout().lines().find(|line| line.starts_with("evidence: ")).unwrap_or_default().to_owned();
        // What leaves something behind is not among them, and what held is run again by a start of its own.
        assert!(costs.ends_with("9 = 4 in 1 batch + 0 by forks + 5 by fresh starts"), "{}", done.describe());
        let (_, done) = run(DOCUMENT, &folder, &["check", "-v", "--no-cache", "--isolation", "spawn", "a.md"]);
        assert!(done.stdout().contains("9 = 0 in 0 batches + 0 by forks + 9 by fresh starts"), "{}", done.describe());
    }
}

#[test]
fn python_2_tells_what_held_before_python_3() {
    let document = "```python\nprint(map(str, [1]))  # Output: ['1']\n```\n\n\
                    ```python\ntry:\n    int(None)\nexcept TypeError as error:\n    print(error)\n```\n\n\
                    Output:\n\n```text\nint() argument must be a string or a number, not 'NoneType'\n```\n\n\
                    ```python\nprint(map(str, [1]))  # Output: ['2']\n```\n\n\
                    ```python\nprint(7 / 2)  # Output: 3\nprint(type(1))  # Output: <type 'int'>\nprint(7 / 3)  # Output: 4\n```\n";
    for folder in installed(&["2.7"]) {
        let found = told(document, &folder);
        assert!(found[0].starts_with("stale python 3.0") && found[1].starts_with("stale python 3.0"), "{found:?}");
        // What all of Python 3 give alike was changed by the first.
        assert_eq!(
            found[2..],
            ["wrong unknown -", "stale python 3.0", "stale python 3.0", "wrong unknown -"],
            "{found:?}"
        );
    }
}
