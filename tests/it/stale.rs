//! Claims that were true once: what the report says of them, and what `fix` does. Stand-ins for other interpreters are
//! environments of the one that there is, which give themselves another version and print a value otherwise.

use crate::project::{Done, Project, command};
use crate::python::{interpreter, python};
use serde_json::Value;
use std::fs;
use std::path::Path;

/// What makes a stand-in: it says that it is another version, and shows fractions by `shown`.
const STAND_IN: &str = "import sys, collections, fractions
from sys import version_info as real
version = collections.namedtuple('version_info', 'major minor micro releaselevel serial')
sys.version_info = version(3, MINOR, 18, 'final', 0)
fractions.Fraction.__repr__ = lambda self: SHOWN
";

/// The minor version of the interpreter of the tests, and the folder that it is installed in.
fn own() -> (u32, String) {
    let asked = python().args(["-c", "import sys; print(sys.version_info[1], sys.base_prefix)"]).output();
    let told = String::from_utf8(asked.expect("an interpreter").stdout).expect("UTF-8");
    let (minor, base) = told.trim().split_once(' ').expect("a version and a folder");
    (minor.parse().expect("a number"), base.to_owned())
}

/// The minor version so many before the interpreter of the tests, as far as such are looked for.
fn minor(before: u32) -> u32 {
    (own().0 - before).max(8)
}

/// A folder of pyenv with a stand-in for each minor version, and how it shows a fraction.
fn pyenv(folder: &Path, versions: &[(u32, &str)]) {
    let (own, base) = own();
    let real = fs::canonicalize(interpreter()).expect("an interpreter");
    for (minor, shown) in versions {
        let version = folder.join(format!("versions/3.{minor}.18"));
        let packages = version.join(format!("lib/python3.{own}/site-packages"));
        fs::create_dir_all(&packages).expect("a folder");
        fs::create_dir(version.join("bin")).expect("a folder");
        fs::write(version.join("pyvenv.cfg"), format!("home = {base}/bin\n")).expect("a file");
        fs::write(packages.join("stand_in.pth"), "import stand_in\n").expect("a file");
        let code = STAND_IN.replace("MINOR", &minor.to_string()).replace("SHOWN", shown);
        fs::write(packages.join("stand_in.py"), code).expect("a file");
        std::os::unix::fs::symlink(&real, version.join("bin/python3")).expect("a link");
    }
}

/// How fractions were shown once.
const OLD: &str = "'<%d over %d>' % (self.numerator, self.denominator)";

/// How they are shown now.
const NEW: &str = "'Fraction(%d, %d)' % (self.numerator, self.denominator)";

const DOCUMENT: &str = "# Fractions

```pycon
>>> from fractions import Fraction
>>> Fraction(1, 2)
<1 over 2>
>>> 1 + 1
3
```

```python
from fractions import Fraction
print(1 + 1)  # Output: 2
print(repr(Fraction(1, 3)))  # Output: <1 over 3>
```
";

/// `doctrue` with `args` in a project that has this document, where these stand-ins are installed.
fn run(document: &str, versions: &[(u32, &str)], args: &[&str]) -> (Project, Done) {
    let project = Project::new().file("a.md", document).file("home/empty", "");
    pyenv(&project.path().join("pyenv"), versions);
    let path = project.path().to_owned();
    let own = interpreter().parent().expect("a folder").to_owned();
    let done = project.run_by(
        command(&path).env("PYENV_ROOT", path.join("pyenv")).env("PATH", own).env_remove("DOCTRUE_EVIDENCE").args(args),
    );
    (project, done)
}

/// The claims of the JSON report.
fn claims(document: &str, versions: &[(u32, &str)]) -> Vec<Value> {
    let (_, done) = run(document, versions, &["check", "--format", "json", "a.md"]);
    let report: Value = serde_json::from_str(done.stdout()).unwrap_or_else(|_| panic!("{}", done.describe()));
    report["documents"][0]["claims"].as_array().expect("claims").clone()
}

/// The verdict on each claim, its biography, and what changed.
fn told(claims: &[Value]) -> Vec<String> {
    let word = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let one = |claim: &Value| {
        let evidence = &claim["evidence"];
        [&claim["verdict"], &evidence["biography"], &evidence["changed_in"]].map(word).join(" ")
    };
    claims.iter().map(one).collect()
}

#[test]
fn what_an_older_python_printed_is_stale_and_the_release_is_named() {
    if own().0 < 11 {
        return;
    }
    let claims = claims(DOCUMENT, &[(minor(3), OLD), (minor(2), OLD), (minor(1), NEW)]);
    let stale = format!("stale python 3.{}", minor(1));
    assert_eq!(told(&claims), [&stale, "wrong unknown -", "confirmed - -", &stale]);
    let evidence = &claims[0]["evidence"];
    let versions = |key: &str| -> Vec<&str> {
        evidence[key].as_array().expect(key).iter().filter_map(|witness| witness["python"].as_str()).collect()
    };
    assert_eq!(versions("holds"), [3, 2].map(|before| format!("3.{}.18", minor(before))));
    assert_eq!(versions("fails")[0], format!("3.{}.18", minor(1)));
    let command = format!("3.{}.18/bin/python3 a.md", minor(2));
    assert!(evidence["command"].as_str().is_some_and(|text| text.contains(&command)), "{evidence}");
}

#[test]
fn what_never_held_is_never_stale() {
    assert_eq!(
        told(&claims("```python\nprint(1 + 1)  # Output: 3\n```\n", &[(minor(2), OLD), (minor(1), OLD)])),
        ["wrong unknown -"]
    );
    // It holds there by chance once, or only because the block does not compile there.
    let random = "'<1 over 2>' if hash('a') % 2 else '<2 over 2>'";
    let found = told(&claims(DOCUMENT, &[(minor(1), random)]));
    assert!(!found[0].starts_with("stale"), "{found:?}");
    assert_eq!(told(&claims(DOCUMENT, &[]))[0], "wrong unknown -");
}

#[test]
fn other_claims_that_hold_today_and_not_there_are_named() {
    let document =
        DOCUMENT.replace("print(1 + 1)  # Output: 2", "print(Fraction.__repr__(1), end='')  # Output: Fraction(1, 1)");
    let document = document.replace("Fraction.__repr__(1)", "repr(Fraction(1))");
    let claims = claims(&document, &[(minor(1), OLD)]);
    assert_eq!(claims[3]["evidence"]["conflicts"], serde_json::json!([13]), "{claims:#?}");
}

#[test]
fn a_person_reads_what_changed_and_the_totals_count_it() {
    let (_, done) = run(DOCUMENT, &[(minor(1), OLD)], &["check", "a.md"]);
    let text = done.stdout();
    let history =
        format!("up to Python 3.{} it was as documented; Python 3.{} changed it (`doctrue ", minor(1), own().0);
    for part in ["error[stale]: Python no longer prints this", &history, "wrong or stale: 3 = 2 by Python + 1 unknown"]
    {
        assert!(text.contains(part), "{part}\n{}", done.describe());
    }
    let (_, done) = run(DOCUMENT, &[(minor(1), OLD)], &["check", "--no-evidence", "a.md"]);
    assert!(!done.stdout().contains("stale"), "{}", done.describe());
}

#[test]
fn only_what_is_stale_is_fixed_where_that_is_asked_for() {
    let (project, done) = run(DOCUMENT, &[(minor(1), OLD)], &["fix", "--only-stale", "a.md"]);
    let text = fs::read_to_string(project.path().join("a.md")).expect("the document");
    assert!(text.contains("\nFraction(1, 2)\n>>> 1 + 1\n3\n"), "{}\n{text}", done.describe());
    assert!(text.contains("# Output: Fraction(1, 3)"), "{text}");
}

#[test]
fn what_holds_on_a_later_python_only_is_not_put_right_by_this_one() {
    let later = [(minor(1), NEW), (90, OLD)];
    let found = told(&claims(DOCUMENT, &later));
    assert_eq!(found[0], format!("wrong ahead 3.{}-3.90", own().0 + 1), "{found:?}");
    let (project, _) = run(DOCUMENT, &later, &["fix", "a.md"]);
    let text = fs::read_to_string(project.path().join("a.md")).expect("the document");
    assert!(text.contains("<1 over 2>") && text.contains("<1 over 3>"), "{text}");
}

#[test]
fn the_commands_of_the_page_are_commands() {
    let page = fs::read_to_string(crate::project::root().join("notes/stale.md")).expect("the page");
    let commands: Vec<_> = page.lines().filter_map(|line| line.strip_prefix("$ doctrue ")).collect();
    assert!(commands.len() >= 4, "{commands:?}");
    for command in commands {
        let words = ["doctrue"].into_iter().chain(command.split(' '));
        doctrue::cli::command().try_get_matches_from(words).unwrap_or_else(|error| panic!("{command}: {error}"));
    }
}
