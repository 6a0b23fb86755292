//! Claims that were true once: what the report says of them, and what `fix` does. Stand-ins for other interpreters are
//! environments of the one that there is, which give themselves another version and print a value otherwise.

use crate::extent;
use crate::project::{Done, Project, command};
use crate::python::{interpreter, python};
use crate::tool::success_of;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What makes a stand-in: it says that it is another version, and shows fractions by `shown`.
const STAND_IN: &str = "import sys, collections, fractions
from sys import version_info as real
version = collections.namedtuple('version_info', 'major minor micro releaselevel serial')
sys.version_info = version(3, MINOR, 18, 'final', 0)
fractions.Fraction.__repr__ = lambda self: SHOWN
";

/// The minor version of the interpreter of the tests, and the folder that it is installed in.
pub(crate) fn own() -> (u32, String) {
    let asked = python().args(["-c", "import sys; print(sys.version_info[1], sys.base_prefix)"]).output();
    let told = String::from_utf8(asked.expect("an interpreter").stdout).expect("UTF-8");
    let (minor, base) = told.trim().split_once(' ').expect("a version and a folder");
    (minor.parse().expect("a number"), base.to_owned())
}

/// The minor version so many before the interpreter of the tests, as far as such are looked for.
pub(crate) fn minor(before: u32) -> u32 {
    (own().0 - before).max(8)
}

/// A folder of pyenv with a stand-in for each minor version, and how it shows a fraction.
pub(crate) fn pyenv(folder: &Path, versions: &[(u32, &str)]) {
    for (minor, shown) in versions {
        let code = STAND_IN.replace("MINOR", &minor.to_string()).replace("SHOWN", shown);
        stand_in(&folder.join(format!("versions/3.{minor}.18")), "python3", &code);
    }
}

/// Makes `version` the folder of an interpreter called `name`, which runs `code` first.
fn stand_in(version: &Path, name: &str, code: &str) {
    let packages = bare(version, name);
    fs::write(packages.join("stand_in.pth"), "import stand_in\n").expect("a file");
    fs::write(packages.join("stand_in.py"), code).expect("a file");
}

/// Makes `version` the folder of an interpreter called `name`, and gives the one for packages.
pub(crate) fn bare(version: &Path, name: &str) -> PathBuf {
    let (own, base) = own();
    let real = fs::canonicalize(interpreter()).expect("an interpreter");
    let packages = version.join(format!("lib/python3.{own}/site-packages"));
    fs::create_dir_all(&packages).expect("a folder");
    fs::create_dir(version.join("bin")).expect("a folder");
    fs::write(version.join("pyvenv.cfg"), format!("home = {base}/bin\n")).expect("a file");
    std::os::unix::fs::symlink(&real, version.join("bin").join(name)).expect("a link");
    packages
}

/// What makes a stand-in for Python 2.7: it knows print statements, as far as they show one value.
const PYTHON_2: &str = r#"import builtins, collections, re, sys
version = collections.namedtuple('version_info', 'major minor micro releaselevel serial')
sys.version_info = version(2, 7, 18, 'final', 0)
plain = builtins.compile
def compile(source, *args, **named):
    if isinstance(source, bytes) and b"print " in source:
        source = re.sub(rb"(?m)^( *)print ([^#\n]*)", rb"\1print(\2)", source)
    return plain(source, *args, **named)
builtins.compile = compile
"#;

#[test]
fn what_is_of_python_2_is_confirmed_by_it() {
    let document = "```python\nx = 3\nprint x  # Output: 3\nprint x + 1  # Output: 5\n```\n\n\
                    ```python\nprint x * 2\n```\n\nOutput:\n\n```text\n6\n```\n\n\
                    <!-- doctrue: skip -->\n```python\nprint 1  # Output: 1\n```\n";
    let (project, done) = run(document, &[], &["check", "a.md"]);
    assert!(done.expect(0).stdout().contains("4 = 4 skipped"));
    stand_in(&project.path().join("pyenv/versions/2.7.18"), "python2.7", PYTHON_2);
    let done = run_in(&project, &["check", "--format", "json", "a.md"]);
    let report: Value = serde_json::from_str(done.stdout()).unwrap_or_else(|_| panic!("{}", done.describe()));
    let found = report["documents"][0]["claims"].as_array().expect("claims");
    assert_eq!(told(found), ["confirmed author -", "skipped - -", "confirmed author -", "skipped - -"], "{found:#?}");
    assert_eq!(found[1]["reason"], "does not compile under Python 3");
    assert_eq!(found[0]["evidence"]["holds"][0]["python"], "2.7.18");
    let without = run_in(&project, &["check", "--no-evidence", "a.md"]);
    assert!(without.stdout().contains("4 = 4 skipped"), "{}", without.describe());
}

#[test]
fn what_python_2_gives_as_today_may_have_been_otherwise_in_between() {
    if own().0 < 10 {
        return;
    }
    let document =
        "```python\nfrom fractions import Fraction\nprint(repr(Fraction(1, 3)))  # Output: <1 over 3>\n```\n";
    let project = Project::new().file("a.md", document).file("home/empty", "");
    let versions = project.path().join("pyenv/versions");
    pyenv(&project.path().join("pyenv"), &[(minor(2), OLD), (minor(1), NEW)]);
    stand_in(&versions.join("2.7.18"), "python2.7", PYTHON_2);
    let done = run_in(&project, &["check", "--format", "json", "a.md"]);
    let report: Value = serde_json::from_str(done.stdout()).unwrap_or_else(|_| panic!("{}", done.describe()));
    let found = report["documents"][0]["claims"].as_array().expect("claims");
    assert_eq!(told(found), [format!("stale python 3.{}", minor(1))], "{found:#?}");
}

/// How fractions were shown once.
pub(crate) const OLD: &str = "'<%d over %d>' % (self.numerator, self.denominator)";

/// How they are shown now.
pub(crate) const NEW: &str = "'Fraction(%d, %d)' % (self.numerator, self.denominator)";

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
pub(crate) fn run(document: &str, versions: &[(u32, &str)], args: &[&str]) -> (Project, Done) {
    let project = Project::new().file("a.md", document).file("home/empty", "");
    pyenv(&project.path().join("pyenv"), versions);
    let done = run_in(&project, args);
    (project, done)
}

/// `doctrue` with `args`, which finds the interpreter of the tests, the stand-ins of `project` and git, and nothing else.
pub(crate) fn run_in(project: &Project, args: &[&str]) -> Done {
    run_with(project, args, |_| ())
}

/// The same with a `change` of the command.
pub(crate) fn run_with(project: &Project, args: &[&str], change: impl FnOnce(&mut Command)) -> Done {
    let path = project.path();
    fs::create_dir_all(path.join("bin")).expect("a folder");
    let usual = std::env::var_os("PATH").unwrap_or_default();
    let git = std::env::split_paths(&usual).map(|folder| folder.join("git")).find(|git| git.is_file());
    if let Some(git) = git.filter(|_| !path.join("bin/git").exists()) {
        std::os::unix::fs::symlink(git, path.join("bin/git")).expect("a link");
    }
    let own = interpreter().parent().expect("a folder").to_owned();
    let folders = std::env::join_paths([own, path.join("bin")]).expect("folders");
    let mut command = command(path);
    command.env("PYENV_ROOT", path.join("pyenv")).env("PATH", folders).env_remove("DOCTRUE_EVIDENCE");
    change(&mut command);
    project.run_by(command.args(args))
}

/// The claims of the JSON report.
pub(crate) fn claims(document: &str, versions: &[(u32, &str)]) -> Vec<Value> {
    let (_, done) = run(document, versions, &["check", "--format", "json", "a.md"]);
    let report: Value = serde_json::from_str(done.stdout()).unwrap_or_else(|_| panic!("{}", done.describe()));
    report["documents"][0]["claims"].as_array().expect("claims").clone()
}

/// The verdict on each claim, its biography, and what changed.
pub(crate) fn told(claims: &[Value]) -> Vec<String> {
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
fn pythons_that_cannot_check_documents_are_asked_in_a_simpler_way() {
    if own().0 < 10 {
        return;
    }
    let document = "```python\nfrom fractions import Fraction\ndef show(x):\n    print(repr(x))\nshow(Fraction(1, 3))  # Output: <1 over 3>\n\
                    Fraction(1, 4)  # Output: <1 over 4>\n\
                    int('x')  # ValueError\nprint(1)  # 2\nprint([Fraction(1, 2)])  # Output: [<1 over 7>]\n```\n\n\
                    ```python\nfrom fractions import Fraction\nprint(Fraction(1, 2).__repr__())\n```\n\nOutput (Python 3.7):\n\n```text\n<1 over 2>\n```\n";
    let versions = [(6, OLD), (7, OLD), (minor(1), NEW)];
    let stale = format!("stale python 3.8-3.{}", minor(1));
    let found = claims(document, &versions);
    let expected = [&stale, &stale, "confirmed - -", "wrong unknown -", "wrong unknown -", "confirmed author -"];
    assert_eq!(told(&found), expected, "{found:#?}");
    assert_eq!(found[0]["evidence"]["command"], "doctrue bisect a.md:5");
    let (project, done) = run(DOCUMENT, &versions, &["bisect", "a.md:6"]);
    assert!(done.expect(0).stdout().contains("holds  Python 3.7.18"));
    // They check nothing by themselves.
    let done = run_in(&project, &["check", "--python", "pyenv/versions/3.7.18/bin/python3", "a.md"]).expect(2);
    assert!(done.stderr().contains("3.8 or later is needed"), "{}", done.describe());
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
    let history = format!("it was right up to Python 3.{}; Python 3.{} changed it (`doctrue ", minor(1), own().0);
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
fn what_its_author_says_of_another_python_is_looked_at_there() {
    let block = "```python\nfrom fractions import Fraction\nprint(repr(Fraction(1, 2)))";
    let at_hand = minor(1);
    let document = format!(
        "# Notes\n\n{block}  # Output (Python 3.{at_hand}): <1 over 2>\n```\n\n{block}\n```\n\nOutput (Python 3.{at_hand}):\n\n```text\n<1 over 2>\n```\n\n\
         {block}  # Output (Python 3.{at_hand}): <1 over 3>\n```\n\n{block}  # Output: <1 over 2>\n```\n\n## Python 2\n\n\
         ```python\nprint(3 / 2)  # Output: 1\n```\n"
    );
    let claims = claims(&document, &[(at_hand, OLD)]);
    let expected = ["confirmed author -", "confirmed author -", "wrong unknown -"];
    assert_eq!(told(&claims)[..3], expected, "{claims:#?}");
    assert!(told(&claims)[3].starts_with("stale python"), "{claims:#?}");
    assert_eq!((&claims[4]["verdict"], &claims[4]["reason"]), (&"skipped".into(), &"needs Python 2".into()));
    // What is right today needs no other Python, whatever is said.
    let right = format!("{block}  # Output (Python 3.{at_hand}): Fraction(1, 2)\n```\n");
    assert_eq!(told(&self::claims(&right, &[(at_hand, OLD)])), ["confirmed - -"]);
}

#[test]
fn names_that_this_python_does_not_have_are_told_with_the_version() {
    let claims = claims(
        "```python\nimport math\nprint(1)  # Output: 1\nprint(math.no_such)  # Output: 2\n```\n\n```python\nimport asyncore\nprint(asyncore.loop)  # Output: 1\n```\n",
        &[],
    );
    assert_eq!(claims[1]["verdict"], "unreached");
    if own().0 >= 12 {
        assert_eq!(claims[2]["reason"], "needs Python < 3.12: `asyncore`");
    }
}

#[test]
fn several_pythons_are_one_report() {
    let versions = [(minor(1), OLD)];
    let old = format!("3.{}", minor(1));
    let all: &[&str] = &["--python", "python3", "--python", &old, "a.md"];
    let (project, done) = run(DOCUMENT, &versions, &[&["check", "--format", "json"], all].concat());
    let report: Value = serde_json::from_str(done.stdout()).unwrap_or_else(|_| panic!("{}", done.describe()));
    let verdicts = |index: usize| -> Vec<&str> {
        let pythons = report["documents"][0]["claims"][index]["pythons"].as_array().expect("verdicts");
        pythons.iter().filter_map(|on| on["verdict"].as_str()).collect()
    };
    assert_eq!(
        [0, 1, 2].map(verdicts),
        [vec!["confirmed", "wrong"], vec!["wrong", "wrong"], vec!["confirmed", "confirmed"]]
    );
    assert_eq!(report["pythons"].as_array().map(Vec::len), Some(2));
    let complaints = crate::schema::complaints("report.schema.json", std::slice::from_ref(&report));
    assert!(complaints.is_none_or(|all| all[0].is_empty()));
    let text = run_in(&project, &[&["check"], all].concat()).expect(1);
    let told = format!("confirmed on Python {old}, wrong since 3.{}", own().0);
    assert!(text.stdout().contains(&told), "{}", text.describe());
    // All of it, as each of them has it; and every form tells the ranges.
    let counts = format!("on Python {old}: 3 confirmed + 1 wrong\non Python 3.{}: 1 confirmed + 3 wrong\n", own().0);
    assert!(text.stdout().contains(&counts), "{}", text.describe());
    for form in ["concise", "github", "gitlab", "junit", "sarif", "rdjson", "markdown"] {
        let done = run_in(&project, &[&["check", "--format", form], all].concat()).expect(1);
        assert!(done.stdout().contains(&told), "{form}: {}", done.describe());
    }
    let lines = run_in(&project, &[&["check", "--format", "jsonl"], all].concat()).expect(1);
    assert!(lines.stdout().lines().count() >= 3, "{}", lines.describe());
    // The first is the one that is written.
    run_in(&project, &[&["fix", "--no-evidence"], all].concat());
    let text = fs::read_to_string(project.path().join("a.md")).expect("the document");
    assert!(text.contains("\nFraction(1, 2)\n"), "{text}");
    // A block that the first does not run is told as another one has it.
    let only_old = format!("<!-- doctrue: python=\"<3.{}\" -->\n```python\nprint(1)  # Output: 1\n```\n", own().0);
    let (_, done) = run(&only_old, &versions, &[&["check"], all].concat());
    let done = done.expect(0);
    assert!(done.stdout().contains("blocks: 1 = 1 ran"), "{}", done.describe());
    for (python, part) in [("3.7", "no Python 3.7 is installed: there are 3."), (">=3.99", "no Python >=3.99")] {
        let done = run_in(&project, &["check", "--python", python, "a.md"]).expect(2);
        assert!(done.stderr().contains(part), "{}", done.describe());
    }
}

/// A repository in `folder`; none if git is not installed.
pub(crate) fn repository(folder: &Path) -> Option<()> {
    git(folder, &["init", "-q", "."])?;
    for (key, value) in [("user.name", "Ada"), ("user.email", "ada@example.org"), ("core.autocrlf", "false")] {
        git(folder, &["config", key, value])?;
    }
    Some(())
}

fn git(folder: &Path, args: &[&str]) -> Option<String> {
    success_of(Command::new("git").current_dir(folder).args(args).env("GIT_CONFIG_GLOBAL", "/dev/null"))
}

/// Writes `text` into a document and commits it on this `day`.
pub(crate) fn commit_on(folder: &Path, name: &str, text: &str, day: &str) -> Option<()> {
    fs::write(folder.join(name), text).expect("a document");
    git(folder, &["add", name])?;
    let mut command = Command::new("git");
    command.current_dir(folder).args(["commit", "-q", "-m", "A change", "--date", day]);
    success_of(command.env("GIT_CONFIG_GLOBAL", "/dev/null")).map(|_| ())
}

/// Writes `text` into a document and commits it.
fn commit(folder: &Path, name: &str, text: &str) -> Option<String> {
    fs::write(folder.join(name), text).expect("a document");
    git(folder, &["add", name])?;
    git(folder, &["commit", "-q", "-m", "A change"])?;
    Some(git(folder, &["rev-parse", "HEAD"])?.trim().to_owned())
}

/// What breaks a claim, and what comes out for it.
const WAYS: [(&str, &str); 5] = [
    ("edit", "stale edit"),
    ("python", "stale python"),
    ("born", "wrong born_wrong"),
    ("volatile", "volatile -"),
    ("right", "confirmed -"),
];

/// An example with a claim that breaks in this way, before it does and behind it.
fn broken(way: &str, number: usize) -> [String; 2] {
    let block = |code: &str, output: &str| format!("```python\n{code}  # Output: {output}\n```\n");
    let sum = |value: usize| format!("value{number} = {value}\nprint(value{number} + 1)");
    match way {
        "edit" => [number, number + 7].map(|value| block(&sum(value), &(number + 1).to_string())),
        "python" => {
            let code = format!("from fractions import Fraction\nprint(repr(Fraction(1, {})))", number + 2);
            [(); 2].map(|()| block(&code, &format!("<1 over {}>", number + 2)))
        }
        "born" => [(); 2].map(|()| block(&sum(number), &(number + 5).to_string())),
        "volatile" => [(); 2].map(|()| block("import time\nprint(time.time_ns())", &(1000 + number).to_string())),
        _ => [(); 2].map(|()| block(&sum(number), &(number + 1).to_string())),
    }
}

#[test]
fn claims_that_are_broken_on_purpose_get_their_biographies() {
    let per_way = extent::cases(4, 40) as usize;
    let project = Project::new().file("notes/empty", "");
    let notes = project.path().join("notes");
    if repository(&notes).is_none() {
        return;
    }
    pyenv(&project.path().join("pyenv"), &[(minor(1), OLD)]);
    let all: Vec<_> = (0..per_way * WAYS.len()).map(|number| (number, WAYS[number % WAYS.len()])).collect();
    let text = |state: &dyn Fn(usize) -> usize, words: &str| {
        let blocks = all.iter().map(|(number, (way, _))| broken(way, *number)[state(*number)].clone());
        format!("# Notes\n\n{words}\n\n{}", blocks.collect::<Vec<_>>().join("\n"))
    };
    commit(&notes, "a.md", &text(&|_| 0, "Some words.")).expect("git");
    commit(&notes, "a.md", &text(&|_| 0, "Other words.\n\nMore of them.")).expect("git");
    let half = commit(&notes, "a.md", &text(&|number| number % 2, "Other words.\n\nMore of them.")).expect("git");
    git(&notes, &["mv", "a.md", "b.md"]).expect("git");
    let last = commit(&notes, "b.md", &text(&|_| 1, "Other words.\n\nMore of them.")).expect("git");
    commit(&notes, "b.md", &text(&|_| 1, "Some words.")).expect("git");
    let done = run_in(&project, &["check", "--format", "json", "notes/b.md"]);
    let report: Value = serde_json::from_str(done.stdout()).unwrap_or_else(|_| panic!("{}", done.describe()));
    let claims = report["documents"][0]["claims"].as_array().expect("claims");
    assert_eq!(claims.len(), all.len());
    for (claim, (number, (way, expected))) in claims.iter().zip(&all) {
        let evidence = &claim["evidence"];
        let told = format!(
            "{} {}",
            claim["verdict"].as_str().expect("a verdict"),
            evidence["biography"].as_str().unwrap_or("-")
        );
        assert_eq!(&told, expected, "{way} {number}: {claim:#}");
        if *way == "edit" {
            assert_eq!(
                evidence["changed_in"],
                Value::from(if number % 2 == 1 { half.as_str() } else { &last }),
                "{claim:#}"
            );
            let line = claim["line"].as_u64().expect("a line") - 1;
            assert_eq!(evidence["changed_lines"], serde_json::json!([line]), "{claim:#}");
        }
    }
}

#[test]
fn edits_that_are_not_committed_are_told_too() {
    let project = Project::new();
    let document = |value: u32, more: &str| format!("```python\na = {value}\nprint(a)  # Output: 1\n{more}```\n");
    if repository(project.path()).is_none() || commit(project.path(), "a.md", &document(1, "")).is_none() {
        return;
    }
    fs::write(project.path().join("a.md"), document(2, "print(2)  # Output: 3\n")).expect("a document");
    let text = run_in(&project, &["check", "a.md"]);
    for part in ["an edit made this", "an uncommitted change broke it", "= 1 broken by edits + 1 unknown"] {
        assert!(text.stdout().contains(part), "{part}\n{}", text.describe());
    }
}

#[test]
fn the_command_in_a_note_shows_that_the_claim_held() {
    let project = Project::new();
    let document = |value: u32| format!("```python\na = {value}\nprint(a)  # Output: 1\n```\n");
    if repository(project.path()).is_none() || commit(project.path(), "it's a.md", &document(1)).is_none() {
        return;
    }
    commit(project.path(), "it's a.md", &document(2)).expect("git");
    let report: Value =
        serde_json::from_str(run_in(&project, &["check", "--format", "json", "it's a.md"]).stdout()).expect("JSON");
    let shown = report["documents"][0]["claims"][0]["evidence"]["command"].as_str().expect("a command").to_owned();
    let own = Path::new(env!("CARGO_BIN_EXE_doctrue")).parent().expect("a folder");
    let script = format!("PATH={}:$PATH; {shown}", own.display());
    assert!(success_of(Command::new("sh").args(["-c", &script]).current_dir(project.path())).is_some());
}

/// A repository that somebody else made must not have anything started.
#[test]
fn a_repository_starts_no_programs() {
    let project = Project::new();
    let folder = project.path();
    let mark = folder.join("started");
    let document = |value: u32| format!("```python\na = {value}\nprint(a)  # Output: 1\n```\n");
    if repository(folder).is_none() || commit(folder, "a.md", &document(1)).is_none() {
        return;
    }
    commit(folder, "a.md", &document(2)).expect("git");
    let program = folder.join("evil");
    fs::write(&program, format!("#!/bin/sh\ntouch '{}'\ncat\n", mark.display())).expect("a file");
    fs::set_permissions(&program, std::os::unix::fs::PermissionsExt::from_mode(0o755)).expect("permissions");
    let evil = program.to_str().expect("a name");
    for key in [
        "core.fsmonitor",
        "core.pager",
        "pager.blame",
        "pager.log",
        "diff.external",
        "diff.x.textconv",
        "filter.x.clean",
        "filter.x.smudge",
        "filter.x.process",
        "gpg.program",
        "core.sshCommand",
        "core.editor",
        "diff.x.command",
    ] {
        git(folder, &["config", key, evil]).expect("git");
    }
    git(folder, &["config", "log.showSignature", "true"]).expect("git");
    fs::write(folder.join(".gitattributes"), "*.md diff=x filter=x\n").expect("a file");
    fs::create_dir_all(folder.join(".git/hooks")).expect("a folder");
    for hook in ["post-index-change", "reference-transaction", "post-checkout"] {
        fs::copy(&program, folder.join(".git/hooks").join(hook)).expect("a hook");
    }
    let _ = fs::remove_file(&mark);
    let done = run_in(&project, &["check", "a.md"]);
    assert!(done.stdout().contains("1 broken by edits"), "{}", done.describe());
    assert!(!mark.exists(), "something was started");
}

#[test]
fn one_claim_can_be_asked_for_alone() {
    let project = Project::new();
    let folder = project.path();
    let document =
        |value: u32| format!("Words.\n\n```python\na = {value}\nprint(a)  # Output: 1\nprint(2)  # Output: 2\n```\n");
    if repository(folder).is_none() || commit(folder, "a.md", &document(1)).is_none() {
        return;
    }
    let first = git(folder, &["rev-parse", "HEAD"]).expect("git");
    for words in ["Two.", "Three."] {
        commit(folder, "a.md", &(document(1) + words)).expect("git");
    }
    let broke = commit(folder, "a.md", &(document(2) + "Three.")).expect("git");
    commit(folder, "a.md", &(document(2) + "Four.")).expect("git");
    let done = run_in(&project, &["bisect", "a.md:5"]).expect(0);
    assert!(
        done.stdout().contains(&format!("commit {}, which changed line 4, broke it", &broke[..10])),
        "{}",
        done.describe()
    );
    let looks = done.stdout().lines().filter(|line| line.starts_with("  ")).count();
    assert!(looks <= 4, "{}", done.describe());
    let json = run_in(&project, &["bisect", "--format", "json", "a.md:5"]).expect(0);
    let claim: Value = serde_json::from_str(json.stdout()).expect("JSON");
    assert_eq!(claim["evidence"]["changed_in"], Value::from(broke.as_str()));
    run_in(&project, &["bisect", "a.md:6"]).expect(1);
    run_in(&project, &["bisect", "a.md:1"]).expect(2);
    for (line, status) in [("a.md:5", 1), ("a.md:6", 0), ("a.md:1", 125), ("gone.md:1", 125)] {
        run_in(&project, &["bisect", "--step", line]).expect(status);
    }
    git(folder, &["bisect", "start", "HEAD", first.trim()]).expect("git");
    let told =
        git(folder, &["bisect", "run", env!("CARGO_BIN_EXE_doctrue"), "bisect", "--step", "a.md:5"]).expect("git");
    assert!(told.contains(&format!("{broke} is the first bad commit")), "{told}");
}

#[test]
fn a_shallow_clone_is_a_note() {
    let project = Project::new().file("origin/empty", "");
    let origin = project.path().join("origin");
    let document = |value: u32| format!("```python\na = {value}\nprint(a)  # Output: 1\n```\n");
    if repository(&origin).is_none() || commit(&origin, "a.md", &document(1)).is_none() {
        return;
    }
    commit(&origin, "a.md", &document(2)).expect("git");
    let url = format!("file://{}", origin.display());
    git(project.path(), &["clone", "-q", "--depth", "1", &url, "clone"]).expect("git");
    let done = run_in(&project, &["check", "--format", "json", "clone/a.md"]);
    let report: Value = serde_json::from_str(done.stdout()).expect("JSON");
    let evidence = &report["documents"][0]["claims"][0]["evidence"];
    assert_eq!(evidence["biography"], "unknown", "{evidence:#}");
    assert!(evidence["tried"][0]["reason"].as_str().is_some_and(|reason| reason.contains("shallow")), "{evidence:#}");
}

#[test]
fn the_commands_of_the_page_are_commands() {
    let page = fs::read_to_string(crate::project::root().join("notes/manual/stale.md")).expect("the page");
    let commands: Vec<_> = page.lines().filter_map(|line| line.strip_prefix("$ doctrue ")).collect();
    assert!(commands.len() >= 4, "{commands:?}");
    for command in commands {
        let words = ["doctrue"].into_iter().chain(command.split(' ').map(|word| word.trim_matches('"')));
        doctrue::cli::command().try_get_matches_from(words).unwrap_or_else(|error| panic!("{command}: {error}"));
    }
}

/// A program in `folder` that leaves a mark when it is started, and then does nothing.
fn marking(folder: &Path, name: &str) {
    fs::create_dir_all(folder).expect("a folder");
    let program = folder.join(name);
    fs::write(&program, "#!/bin/sh\n: > \"$0.started\"\nexit 1\n").expect("a file");
    fs::set_permissions(&program, std::os::unix::fs::PermissionsExt::from_mode(0o755)).expect("permissions");
}

/// Whether any of these programs was started for `document`, which lies in something like a repository.
fn starts_something(document: &str) -> bool {
    let project = Project::new().file("a.md", document).file(".git/HEAD", "ref: refs/heads/main\n");
    let folders = ["bin", "pyenv/versions/3.8.18/bin"].map(|folder| project.path().join(folder));
    for (folder, name) in [(&folders[0], "git"), (&folders[0], "uv"), (&folders[1], "python3")] {
        marking(folder, name);
    }
    run_in(&project, &["check", "a.md"]);
    let is_mark = |entry: fs::DirEntry| entry.file_name().to_string_lossy().ends_with(".started");
    folders.iter().any(|folder| folder.read_dir().expect("a folder").flatten().any(is_mark))
}

#[test]
fn a_check_without_failures_starts_nothing_more() {
    assert!(!starts_something("```python\nimport string\nprint(string.digits)  # Output: 0123456789\n```\n"));
    assert!(starts_something("```python\nimport string\nprint(string.digits)  # Output: 123\n```\n"));
}

#[test]
fn no_other_interpreter_is_asked_where_none_can_differ() {
    let document = "```python\nprint(1 + 1)  # Output: 3\n```\n\n```python\nprint(undefined)  # Output: 3\n```\n";
    let (_, done) = run(document, &[(minor(1), OLD)], &["check", "-v", "a.md"]);
    assert!(!done.stdout().contains("evidence: Python"), "{}", done.describe());
    let claims = claims(document, &[(minor(1), OLD)]);
    let tried = claims[0]["evidence"]["tried"].as_array().expect("what was tried");
    let mut reasons = tried.iter().filter_map(|one| one["reason"].as_str());
    assert!(reasons.any(|reason| reason.contains("differs between versions")), "{claims:#?}");
    let (_, done) = run(DOCUMENT, &[(minor(1), OLD)], &["check", "-v", "a.md"]);
    assert!(done.stdout().contains("evidence: Python"), "{}", done.describe());
}

#[test]
fn no_other_interpreter_is_asked_what_takes_long() {
    let code = "import sys, time\ntime.sleep(2.1)\nprint(sys.version_info[1] > 1)  # Output: False";
    let claims = claims(&format!("```python\n{code}\n```\n"), &[(minor(1), OLD)]);
    let tried = claims[0]["evidence"]["tried"].as_array().expect("what was tried");
    let reasons: Vec<_> = tried.iter().filter_map(|one| one["reason"].as_str()).collect();
    assert!(reasons.iter().any(|reason| reason.starts_with("this example takes more than 2 s")), "{reasons:?}");
}

#[test]
fn a_claim_that_an_earlier_report_has_as_confirmed_is_stale() {
    let document =
        |value: u32| format!("```python\na = {value}\nprint(a)  # Output: 1\nprint(a + 1)  # Output: 7\n```\n");
    let project = Project::new().file("a.md", document(1));
    run_in(&project, &["check", "--report", "json=before.json", "a.md"]);
    fs::write(project.path().join("a.md"), format!("Words.\n\n{}", document(2))).expect("a document");
    let all = ["check", "--format", "json", "--record", "before.json", "a.md"];
    let report: Value = serde_json::from_str(run_in(&project, &all).stdout()).expect("JSON");
    let claims = report["documents"][0]["claims"].as_array().expect("claims");
    assert_eq!(told(claims), ["stale unknown -", "wrong unknown -"], "{claims:#?}");
    assert_eq!(claims[0]["evidence"]["kind"], "record");
    let text = run_in(&project, &["check", "--record", "before.json", "a.md"]).expect(1);
    assert!(text.stdout().contains("it was right in the report before.json of "), "{}", text.describe());
    let complaints = crate::schema::complaints("report.schema.json", std::slice::from_ref(&report));
    assert!(complaints.is_none_or(|all| all[0].is_empty()));
    // A second claim that looks the same may be new, and never have held.
    fs::write(project.path().join("a.md"), document(2) + "\n" + &document(3)).expect("a document");
    let report: Value = serde_json::from_str(run_in(&project, &all).stdout()).expect("JSON");
    let claims = report["documents"][0]["claims"].as_array().expect("claims");
    assert!(told(claims).iter().all(|told| told.starts_with("wrong")), "{claims:#?}");
    for (text, part) in [("{}", "not a report written by `--format json`"), ("[", "not a report")] {
        fs::write(project.path().join("before.json"), text).expect("a file");
        let done = run_in(&project, &all).expect(2);
        assert!(done.stderr().contains(part), "{}", done.describe());
    }
}
