//! Packages that several examples import: they are imported once where that changes nothing, and the report is the same.

use crate::project::Project;
use crate::python::python;
use crate::tool::success_of;
use std::fs;

/// A check of four examples that import the package `probe` with this source: the verdicts, where all have an interpreter of
/// their own and where they need not, and what the second check says of imports.
fn check(source: &str, example: &str) -> ([Vec<String>; 2], Option<String>) {
    let text: String =
        (0..4).map(|number| format!("```python\nimport probe\nx = {number}\n{example}\n```\n\n")).collect();
    let project = Project::new().file("a.md", &text);
    let environment = project.path().join("env");
    success_of(python().args(["-m", "venv", "--without-pip"]).arg(&environment)).expect("an environment");
    let libraries = fs::read_dir(environment.join("lib")).expect("a folder").flatten();
    let folder =
        libraries.map(|entry| entry.path().join("site-packages")).find(|path| path.is_dir()).expect("a folder");
    fs::write(folder.join("probe.py"), source).expect("a file");
    let python = environment.join("bin/python").display().to_string();
    let verdicts = |isolation: &str| {
        let report = project.report(&["--python", &python, "--isolation", isolation, "a.md"]);
        let claims = report["documents"][0]["claims"].as_array().expect("a list").clone();
        claims.iter().map(|claim| format!("{} {}", claim["verdict"], claim["actual"])).collect()
    };
    let both = [verdicts("spawn"), verdicts("auto")];
    let done = project.run(&["check", "-v", "--python", &python, "a.md"]);
    let line = done.stdout().lines().find(|line| line.starts_with("imports: ")).map(str::to_owned);
    (both, line)
}

#[test]
#[cfg(target_os = "linux")]
fn a_package_that_only_defines_things_is_imported_once() {
    let ([apart, shared], line) = check("def twice(x): return 2 * x\n", "print(probe.twice(1))  # 2");
    assert_eq!(apart.len(), 4);
    assert_eq!(apart, shared);
    let line = line.expect("a line about imports");
    assert!(line.starts_with("imports: probe once for 3 programs, each "), "{line}");
}

#[test]
#[cfg(target_os = "linux")]
fn what_a_package_says_when_it_is_imported_is_said_by_each_example() {
    let ([apart, shared], line) = check("print('welcome')\n", "print(2)  # 2");
    assert_eq!(apart, shared);
    assert_eq!(line, None);
}

#[test]
#[cfg(target_os = "linux")]
fn a_package_whose_threads_live_on_is_imported_by_each_example() {
    let source = "import threading\nthreading.Thread(target=threading.Event().wait, daemon=True).start()\n";
    let example = "import threading\nprint(len(threading.enumerate()))  # 2";
    let ([apart, shared], line) = check(source, example);
    assert_eq!(apart, shared);
    assert_eq!(line, None);
}
