//! Claims that a package's release broke. A stand-in for uv makes the environments (`uv.py`); what real ones do with it is
//! tested beside the code that calls it.

use crate::project::{Done, Project};
use crate::python::interpreter;
use crate::stale::{bare, commit_on, repository, run_with, told};
use serde_json::{Value, json};
use std::fs;

/// The day on which the claims are written.
const WRITTEN: &str = "2021-06-01T12:00:00Z";

/// What the releases of the package `thing` print.
const OLD: &str = "def show():\n    return '<old>'\n";
const NEW: &str = "def show():\n    return '<new>'\n";

/// Right until 4.0.
const DOCUMENT: &str = "```python\nimport thing\nprint(thing.show())  # Output: <old>\nprint(1)  # Output: 1\n```\n";

/// The releases of `thing`, one a year, of which the fourth changes what it prints.
fn usual() -> Value {
    let release = |(version, year, code): (u32, u32, &str)| {
        json!([format!("{version}.0"), format!("{year}-01-05T08:00:00Z"), code, []])
    };
    let all = [(1, 2019, OLD), (2, 2021, OLD), (3, 2022, OLD), (4, 2023, NEW), (5, 2024, NEW), (6, 2025, "broken(\n")];
    json!({"thing": all.map(release)})
}

/// A project with a document, committed long ago, an index, and a Python that has these packages today; none if there is no git.
fn project(document: &str, index: &Value, today: &[(&str, &str)]) -> Option<Project> {
    let project = Project::new().file("home/empty", "").file("bin/index.json", index.to_string());
    let uv = project.path().join("bin/uv");
    let script = fs::read_to_string(crate::project::root().join("tests/it/uv.py")).expect("the stand-in");
    fs::write(&uv, format!("#!{}\n{script}", interpreter().display())).expect("a program");
    fs::set_permissions(&uv, std::os::unix::fs::PermissionsExt::from_mode(0o755)).expect("permissions");
    let site = bare(&project.path().join("today"), "python3");
    for (name, version) in today {
        let releases = index[*name].as_array().expect("releases");
        let release = releases.iter().find(|release| release[0] == *version).expect("the release");
        let info = site.join(format!("{name}-{version}.dist-info"));
        fs::create_dir(&info).expect("a folder");
        fs::write(info.join("RECORD"), format!("{name}.py,,\n")).expect("a file");
        fs::write(site.join(format!("{name}.py")), release[2].as_str().expect("code")).expect("a file");
    }
    repository(project.path())?;
    commit_on(project.path(), "a.md", document, WRITTEN)?;
    Some(project)
}

/// `doctrue` with `args`, today's Python and a cache of its own.
fn run(project: &Project, args: &[&str]) -> Done {
    let cache = project.path().join("cache");
    let (command, rest) = args.split_first().expect("a command");
    let all = [&[*command, "--python", "today/bin/python3"], rest].concat();
    run_with(project, &all, |command| _ = command.env_remove("DOCTRUE_NO_CACHE").env("DOCTRUE_CACHE_DIR", &cache))
}

/// The claims of the report that asks for packages.
fn claims(project: &Project) -> Vec<Value> {
    claims_by(project, &["--evidence", "packages"])
}

fn claims_by(project: &Project, args: &[&str]) -> Vec<Value> {
    let done = run(project, &[&["check", "--format", "json"], args, &["a.md"]].concat());
    let report: Value = serde_json::from_str(done.stdout()).unwrap_or_else(|_| panic!("{}", done.describe()));
    let complaints = crate::schema::complaints("report.schema.json", std::slice::from_ref(&report));
    assert!(complaints.as_ref().is_none_or(|all| all[0].is_empty()), "{complaints:?}");
    report["documents"][0]["claims"].as_array().expect("claims").clone()
}

/// How often uv was called to do `what`.
fn calls(project: &Project, what: &str) -> usize {
    let text = fs::read_to_string(project.path().join("bin/calls")).unwrap_or_default();
    text.lines().filter(|line| line.contains(what)).count()
}

/// Why nothing can be said of the first claim by packages.
fn reasons(claims: &[Value]) -> Vec<&str> {
    let tried = claims[0]["evidence"]["tried"].as_array().expect("what was tried");
    tried.iter().filter(|one| one["kind"] == "packages").filter_map(|one| one["reason"].as_str()).collect()
}

#[test]
fn the_release_that_broke_a_claim_is_named() {
    let Some(project) = project(DOCUMENT, &usual(), &[("thing", "5.0")]) else { return };
    let found = claims(&project);
    assert_eq!(told(&found), ["stale package thing 4.0", "confirmed - -"], "{found:#?}");
    let evidence = &found[0]["evidence"];
    assert_eq!(evidence["kind"], "packages");
    let packages = |key: &str| -> Vec<&str> {
        let all = evidence[key].as_array().expect(key).iter();
        all.filter_map(|witness| witness["packages"][0].as_str()).collect()
    };
    assert_eq!(
        (packages("holds"), packages("fails")),
        (vec!["thing 2.0", "thing 3.0"], vec!["thing 4.0", "thing 5.0"])
    );
    // Two looks at what is between the first and today, and no environment for anything but a look.
    assert_eq!(calls(&project, " install "), 3);
    assert_eq!(calls(&project, "--exclude-newer 2021-06-02T00:00:00Z"), 1);
    assert_eq!(calls(&project, " --only-binary :all: "), calls(&project, "pip "));
    // What the command names shows that it was right.
    let command = evidence["command"].as_str().expect("a command");
    let python = command.strip_prefix("doctrue check --python ").and_then(|rest| rest.strip_suffix(" a.md"));
    let done = run_with(&project, &["check", "--python", python.expect("a Python"), "a.md"], |_| ()).expect(0);
    assert!(done.stdout().contains("2 confirmed"), "{}", done.describe());
}

#[test]
fn claims_that_releases_break_on_purpose_get_their_biographies() {
    let mut index = usual();
    for (number, release) in index["thing"].as_array_mut().expect("releases").iter_mut().enumerate() {
        release[2] = json!(format!("def f(since):\n    return 'old' if {} < since else 'new'\n", number + 1));
    }
    let block =
        |code: &str, output: &str| format!("```python\nimport thing\nprint({code})  # Output: {output}\n```\n\n");
    let ways = [
        ("thing.f(3)", "old", "stale package thing 3.0"),
        ("thing.f(4)", "old", "stale package thing 4.0"),
        ("thing.f(5)", "old", "stale package thing 5.0"),
        ("thing.f(2)", "old", "wrong born_wrong -"),
        ("thing.f(9)", "new", "wrong born_wrong -"),
        ("thing.f(9), id(object())", "old 12", "volatile - -"),
        ("thing.f(9)", "old", "confirmed - -"),
    ];
    let all: Vec<_> = ways.iter().cycle().take(ways.len() * 3).collect();
    let document: String = all.iter().map(|(code, output, _)| block(code, output)).collect();
    let Some(project) = project(&document, &index, &[("thing", "5.0")]) else { return };
    let found = claims_by(&project, &["--evidence", "git,packages"]);
    assert_eq!(told(&found), all.iter().map(|(_, _, expected)| *expected).collect::<Vec<_>>(), "{found:#?}");
    assert!(calls(&project, " install ") <= 3, "one environment for each set of releases");
}

#[test]
fn it_is_told_to_people() {
    let Some(project) = project(DOCUMENT, &usual(), &[("thing", "5.0")]) else { return };
    let done = run(&project, &["check", "--evidence", "all", "a.md"]).expect(1);
    let history = "= note: it was right with thing 3.0; thing 4.0 changed it (`doctrue check --python ";
    for part in ["error[stale]: a package no longer gives this", history, "wrong or stale: 1 = 1 by packages"] {
        assert!(done.stdout().contains(part), "{part}\n{}", done.describe());
    }
    let done = run(&project, &["bisect", "--evidence", "packages", "a.md:3"]).expect(0);
    let looks: Vec<_> = done.stdout().lines().filter(|line| line.starts_with("  ")).collect();
    let expected = [("holds", 2), ("holds", 3), ("fails", 4), ("fails", 5)];
    for (line, (outcome, version)) in looks.iter().zip(expected) {
        assert!(line.starts_with(&format!("  {outcome}  thing {version}.0 on Python ")), "{}", done.describe());
    }
    assert_eq!(looks.len(), expected.len(), "{}", done.describe());
    let html = run(&project, &["check", "--evidence", "packages", "--format", "html", "a.md"]);
    assert!(html.stdout().contains("✓ thing 3.0 on Python"), "{}", html.describe());
    run(&project, &["fix", "--only-stale", "--evidence", "packages", "a.md"]);
    let text = fs::read_to_string(project.path().join("a.md")).expect("the document");
    assert!(text.contains("# Output: <new>"), "{text}");
}

#[test]
fn nothing_is_fetched_unless_somebody_asks() {
    let Some(project) = project(DOCUMENT, &usual(), &[("thing", "5.0")]) else { return };
    let told_by = |args: &[&str]| told(&claims_by(&project, args))[0].clone();
    assert_eq!(told_by(&["--evidence", "git,interpreter"]), "wrong unknown -");
    let done = run(&project, &["check", "a.md"]).expect(1);
    assert!(!done.stdout().contains("stale"), "{}", done.describe());
    assert_eq!(calls(&project, "pip "), 0);
    let project = project.file("pyproject.toml", "[tool.doctrue]\nevidence = [\"packages\"]\n");
    let done = run(&project, &["check", "a.md"]).expect(2);
    assert!(done.stderr().contains("use --evidence or DOCTRUE_EVIDENCE"), "{}", done.describe());
    assert_eq!(calls(&project, "pip "), 0);
}

#[test]
fn what_was_fetched_before_counts_and_needs_no_uv() {
    let Some(project) = project(DOCUMENT, &usual(), &[("thing", "5.0")]) else { return };
    claims(&project);
    fs::remove_file(project.path().join("bin/uv")).expect("removable");
    for args in [&[][..], &["--evidence", "packages"]] {
        let found = claims_by(&project, args);
        assert_eq!(told(&found), ["stale package thing 4.0", "confirmed - -"], "{args:?} {found:#?}");
    }
    for args in [&["--no-cache"][..], &["--no-evidence"], &["--evidence", "git"]] {
        let verdict = &claims_by(&project, args)[0]["verdict"];
        assert_eq!(verdict, "wrong", "{args:?}");
    }
    let done = run(&project, &["bisect", "a.md:3"]).expect(0);
    assert!(done.stdout().contains("it was right with thing 3.0; thing 4.0 changed it"), "{}", done.describe());
}

#[test]
fn what_never_held_is_never_stale() {
    let born = DOCUMENT.replace("<old>", "<older>");
    let Some(first) = project(&born, &usual(), &[("thing", "5.0")]) else { return };
    assert_eq!(told(&claims(&first))[0], "wrong unknown -");
    let all = claims_by(&first, &["--evidence", "all"]);
    assert_eq!((told(&all)[0].as_str(), &all[0]["evidence"]["kind"]), ("wrong born_wrong -", &json!("packages")));
    // It held once by chance.
    let mut index = usual();
    for release in index["thing"].as_array_mut().expect("releases").iter_mut().take(3) {
        release[2] = json!("def show():\n    return min({'<old>', 'b', 'c', 'd', 'e', '<f>', 'g'}, key=hash)\n");
    }
    let by_chance = project(DOCUMENT, &index, &[("thing", "5.0")]).expect("git");
    let found = claims(&by_chance);
    assert_eq!(told(&found)[0], "wrong unknown -", "{found:#?}");
    // It does not even start there.
    for release in index["thing"].as_array_mut().expect("releases").iter_mut().take(3) {
        release[2] = json!("raise ImportError('no')\n");
    }
    let broken = project(DOCUMENT, &index, &[("thing", "5.0")]).expect("git");
    assert_eq!(told(&claims(&broken))[0], "wrong unknown -");
}

#[test]
fn a_package_that_another_one_needs_may_be_what_changed() {
    let mut index = usual();
    let code = "import thing\ndef show():\n    return thing.show()\n";
    index["top"] = json!([
        ["1.0", "2020-01-01T00:00:00Z", code, ["thing"]],
        ["2.0", "2022-06-01T00:00:00Z", code, ["thing"]],
        ["3.0", "2023-06-01T00:00:00Z", code, ["thing"]]
    ]);
    let document = DOCUMENT.replace("thing", "top");
    let Some(project) = project(&document, &index, &[("top", "3.0"), ("thing", "5.0")]) else { return };
    let found = claims(&project);
    assert_eq!(told(&found)[0], "stale package thing 4.0", "{found:#?}");
    let held = found[0]["evidence"]["holds"].as_array().and_then(|all| all.last()).expect("where it held");
    assert_eq!(held["packages"], json!(["thing 3.0", "top 2.0"]));
    assert!(calls(&project, " install ") <= 4, "{}", calls(&project, " install "));
}

#[test]
fn a_name_that_is_gone_is_gone_whatever_is_said_of_it() {
    let mut index = usual();
    for (number, release) in index["thing"].as_array_mut().expect("releases").iter_mut().enumerate().skip(3) {
        release[2] =
            json!(format!("def __getattr__(name):\n    raise AttributeError(f'no {{name}} since {number}')\n"));
    }
    let Some(project) = project(DOCUMENT, &index, &[("thing", "5.0")]) else { return };
    let found = claims(&project);
    assert_eq!(told(&found)[0], "stale package thing 4.0", "{found:#?}");
}

#[test]
fn what_holds_with_later_releases_only_is_not_put_right_by_these() {
    let document = DOCUMENT.replace("<old>", "<new>");
    let Some(project) = project(&document, &usual(), &[("thing", "3.0")]) else { return };
    commit_on(project.path(), "a.md", &document.replace("# Output: <", "# Output:  <"), "2024-06-01T12:00:00Z");
    let found = claims(&project);
    // Blanks do not count for git: the line is of 2021.
    assert_eq!(told(&found)[0], "wrong unknown -", "{found:#?}");
    commit_on(project.path(), "a.md", &document.replace("print(thing", "print( thing"), "2024-06-01T12:00:00Z");
    let moved = document.replace("thing.show()", "thing.show( )");
    commit_on(project.path(), "a.md", &moved.replace("  # Output", "  # Prints"), "2024-06-01T12:00:00Z");
    let found = claims(&project);
    assert_eq!(told(&found)[0], "wrong ahead -", "{found:#?}");
    let text = run(&project, &["check", "--evidence", "packages", "a.md"]);
    let told = "thing 5.0 prints what is documented, and the release here does not yet";
    assert!(text.stdout().contains(told), "{}", text.describe());
}

#[test]
fn why_nothing_was_found_is_told() {
    let Some(open) = project(DOCUMENT, &usual(), &[("thing", "5.0")]) else { return };
    fs::write(open.path().join("a.md"), DOCUMENT.replace("<old>", "<old>!")).expect("a document");
    assert_eq!(reasons(&claims(&open)), ["its line is not committed"]);
    // A folder of wheels does not say when they came.
    let mut index = usual();
    for release in index["thing"].as_array_mut().expect("releases") {
        release[1] = Value::Null;
    }
    let undated = project(DOCUMENT, &index, &[("thing", "5.0")]).expect("git");
    assert_eq!(reasons(&claims(&undated)), ["the package index does not say when releases were uploaded"]);
    // What somebody installed from a folder of theirs is not what an index has by the same name.
    let own = project(DOCUMENT, &usual(), &[("thing", "5.0")]).expect("git");
    let site = fs::read_dir(own.path().join("today/lib")).expect("a folder").flatten().next().expect("a version");
    let info = site.path().join("site-packages/thing-5.0.dist-info/direct_url.json");
    fs::write(info, "{}").expect("a file");
    assert_eq!(reasons(&claims(&own)), ["thing was not installed from a package index"]);
    assert_eq!(calls(&own, "pip "), 0);
    let mut index = usual();
    index["thing"].as_array_mut().expect("releases").drain(..2);
    let young = project(DOCUMENT, &index, &[("thing", "5.0")]).expect("git");
    let found = claims(&young);
    assert!(reasons(&found)[0].contains("there is no thing that will do"), "{found:#?}");
}

#[test]
fn packages_that_an_author_declares_are_those_that_are_asked() {
    let document = DOCUMENT.replace("```python\n", "<!-- doctrue: dependencies=\"thing<=5.0\" -->\n```python\n");
    let Some(project) = project(&document, &usual(), &[]) else { return };
    let found = claims(&project);
    assert_eq!(told(&found), ["stale package thing 4.0", "confirmed - -"], "{found:#?}");
}
