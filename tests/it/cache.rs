//! Runs that are kept: a second check starts no interpreter and says the same, and whatever changes is seen.
//!
//! The property makes a few single changes; `DOCTRUE_CACHE_CHANGES=5000 cargo test --release --test it cache::after_any` so many.

use crate::project::{Done, Project, command, root};
use doctrue::report::form::FORMS;
use regex::Regex;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The binary with a cache of its own in the project's folder, as `doctrue check` has one by default.
fn cached(project: &Project) -> Command {
    let mut command = command(project.path());
    command.env_remove("DOCTRUE_NO_CACHE").env("XDG_CACHE_HOME", project.path().join(".cache"));
    command
}

fn check(project: &Project, args: &[&str]) -> Done {
    project.run_by(cached(project).arg("check").args(args))
}

fn report(project: &Project, args: &[&str]) -> Value {
    let done = check(project, &[&["--format", "json"], args].concat());
    serde_json::from_str(done.stdout()).unwrap_or_else(|error| panic!("{error}\n{}", done.describe()))
}

fn count(report: &Value) -> u64 {
    report["summary"]["cached"].as_u64().expect("a number")
}

/// The stored runs, in the only file that they are in.
fn stored(project: &Project) -> PathBuf {
    let folder = project.path().join(".cache/doctrue/runs");
    let files: Vec<_> = fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path()).collect();
    files.into_iter().find(|path| path.extension().is_some_and(|end| end == "runs")).expect("stored runs")
}

const NOTE: &str = "# A\n\n```python\nx = 20\nprint(x + 1)  # Output: 21\n```\n\n```python\nprint(x * 2)  # Output: 40\n```\n\n\
                    ```python\n>>> sum(range(4))\n6\n```\n\n```python\nprint(sorted({3, 1, 2}))\n```\n\n```text\n[1, 2, 3]\n```\n";

#[test]
fn a_second_check_starts_nothing_and_says_so() {
    let project = Project::new().file("a.md", NOTE);
    let first = check(&project, &["a.md"]).expect(0);
    assert!(!first.stdout().contains("cached"), "{}", first.describe());
    let second = check(&project, &["-v", "a.md"]).expect(0);
    assert!(second.stdout().contains("runs: 0 = "), "{}", second.describe());
    assert!(second.stdout().contains("4 ran (4 cached)"), "{}", second.describe());
    let found = report(&project, &["a.md"]);
    assert_eq!(count(&found), 4);
    let document = &found["documents"][0];
    let all = ["blocks", "claims"].map(|field| document[field].as_array().expect("a list").clone()).concat();
    let is_text = |value: &Value| value["status"] == "not_python";
    assert!(all.iter().all(|value| is_text(value) || value["cached"] == true), "{document:#}");
    assert!(project.path().join(".cache/doctrue/CACHEDIR.TAG").exists());
    for off in [&["--no-cache", "a.md"][..], &["--sandbox", "off", "a.md"]] {
        assert_eq!(count(&report(&project, off)), 0, "{off:?}");
    }
}

/// What is not stored: it fails, is skipped, asks for something else, or is no Python.
const MIXED: &str = "```python\nprint(2)  # Output: 3\n```\n\n```python\n1 / 0\nprint(1)  # Output: 1\n```\n\n```python notest\nprint(1)  # 1\n```\n\n\
                     ```python\nimport os\nprint(os.sep)  # Output: /\n```\n\n```python\nprint('a')  # Output: a letter\n```\n\n```sh\nls\n```\n\n\
                     ```python\nimport no_such_package\n```\n\n```python\ndef f(:\n```\n\n```python\nprint(4)  # Output: 4\n";

/// `text` without times and without what says that something was cached.
fn timeless(text: &str) -> String {
    let times = Regex::new(
        r#"( time(stamp)?="[^"]*")|("(started|startTimeUtc|endTimeUtc)": ?"[^"]*")|("duration_ms": ?\d+)|( in [0-9.]+ s)|(?s:<details[^>]*class="slowest".*?</details>)|(<time[^>]*>[^<]*</time>)|(\d+(\.\d+)? m?s\b)|(0\.\d{6,})|(\d+ \w+ \d{4}, \d\d:\d\d UTC)|([-\d]+ [:\d]+ UTC)"#,
    );
    let cached = Regex::new(r#" \(\d+ cached\)|("cached": ?)(true|false|\d+)"#).expect("a pattern");
    // A page has no time of what took less than a millisecond, and names only what took long.
    let pages = r#" ?<span class="time">[^<]*</span>|(?s:<section class="slowest".*?</section>\n*)"#;
    let text = Regex::new(pages).expect("a pattern").replace_all(text, "").into_owned();
    let text = times.expect("a pattern").replace_all(&text, "TIME").into_owned();
    cached.replace_all(&text, "$1").into_owned()
}

#[test]
fn every_form_is_the_same_without_a_cache_a_cold_and_a_warm_one() {
    let project = Project::new().file("notes/a.md", NOTE).file("notes/b.md", MIXED);
    let args = |folder: &str| {
        let of = |form: &doctrue::report::form::Form| format!("--report={form}={folder}/{form}", form = form.as_str());
        FORMS.iter().map(of).collect::<Vec<_>>()
    };
    for (folder, first) in [("without", "--no-cache"), ("cold", "--jobs=2"), ("warm", "--jobs=2")] {
        let mut checking = cached(&project);
        checking.args(["check", first, "--all", "notes"]).args(args(folder));
        let _ = project.run_by(&mut checking);
    }
    let read = |folder: &str, form: &str| fs::read_to_string(project.path().join(folder).join(form)).expect("a report");
    assert!(read("warm", "json").contains(r#""cached": true"#));
    for form in FORMS.iter().map(|form| form.as_str()) {
        let [without, cold, warm] = ["without", "cold", "warm"].map(|folder| timeless(&read(folder, form)));
        assert!(without == cold && cold == warm, "{form}\n{without}\n{cold}\n{warm}");
    }
}

#[test]
fn what_asks_for_something_else_or_fails_runs_every_time() {
    for (block, status) in [
        ("import time\nprint(time.time() > 0)  # Output: True", 0),
        ("import random\nrandom.seed(1)\nprint(random.random() < 1)  # Output: True", 0),
        ("from datetime import date\nprint(date.today().year > 2000)  # Output: True", 0),
        ("import os\nprint(os.environ.get('HOME') is None)  # Output: False", 0),
        ("print(len(open('/etc/passwd').read()) > 0)  # Output: True", 0),
        ("import subprocess\nprint(subprocess.run(['true']).returncode)  # Output: 0", 0),
        ("print(object())  # doctrue: ignore[volatile]: an address", 0),
        ("print(id(1) > 0)  # Output: True", 0),
        ("print(1)  # Output: 2", 1),
        ("1 / 0", 1),
        ("raise ValueError  # ValueError\n", 0),
    ] {
        let project = Project::new().file("a.md", format!("```python\n{block}\n```\n"));
        let counts = [report(&project, &["a.md"]), report(&project, &["a.md"])];
        let expected = u64::from(block.starts_with("raise"));
        assert_eq!(counts.each_ref().map(count), [0, expected], "{block}");
        assert_eq!(counts[1]["summary"]["exit_status"], status, "{block}");
    }
}

#[test]
fn a_claim_that_now_fails_is_seen_afresh() {
    let project = Project::new().file("a.md", NOTE);
    check(&project, &["a.md"]).expect(0);
    // The program stays what it was: only the output below it is another one.
    let project = project.file("a.md", NOTE.replace("[1, 2, 3]", "[1, 2, 4]"));
    // First everything of the document, then what failed.
    for cached in [0, 3] {
        let found = report(&project, &["a.md"]);
        assert_eq!((&found["summary"]["exit_status"], count(&found)), (&Value::from(1), cached), "{found:#}");
    }
    let project = project.file("a.md", NOTE);
    let found = report(&project, &["a.md"]);
    assert_eq!((&found["summary"]["exit_status"], count(&found)), (&Value::from(0), 3));
    assert_eq!(count(&report(&project, &["a.md"])), 4);
}

#[test]
fn what_is_chosen_leaves_the_rest_stored() {
    let project = Project::new().file("a.md", NOTE);
    check(&project, &["a.md"]).expect(0);
    let other = NOTE.replace("range(4))\n6", "range(5))\n10");
    let project = project.file("a.md", other);
    check(&project, &["a.md:13"]).expect(0);
    assert_eq!(count(&report(&project, &["a.md"])), 4);
}

/// Changes one number, one line or one directive of `text`; which one is up to `number`.
fn changed(text: &str, number: &mut u64) -> String {
    let mut below = |end: usize| {
        *number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(*number >> 33).expect("31 bits") % end.max(1)
    };
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let fences: Vec<_> = (0..lines.len()).filter(|&index| lines[index] == "```python").collect();
    let first = fences[below(fences.len())];
    match below(9) {
        0 | 1 => {
            let digits: Vec<_> = text.char_indices().filter(|(_, c)| c.is_ascii_digit()).map(|(at, _)| at).collect();
            let at = digits[below(digits.len())];
            return format!("{}{}{}", &text[..at], below(10), &text[at + 1..]);
        }
        2 => lines.insert(first, "A sentence.\n".to_owned()),
        3 => lines.insert(first + 1, "y = 3  # a remark".to_owned()),
        4 => {
            let directives = ["isolated", "skip", "env.A=1", "env.A=2", "timeout=9s", "exact", "continue", "stdin=a"];
            lines.insert(first, format!("<!-- doctrue: {} -->", directives[below(directives.len())]));
        }
        5 => lines.insert(first, "```python\nx = 5\n```\n".to_owned()),
        6 => lines.insert(first + 1, ["import math", "import own", "import sys"][below(3)].to_owned()),
        7 => lines.insert(first, format!("<!-- doctrue: file=own.py -->\n```python\nz = {}\n```\n", below(3))),
        _ => lines.insert(first, "## Another section\n".to_owned()),
    }
    lines.join("\n") + "\n"
}

/// The report without times and without what says that something was cached.
fn plain(mut report: Value) -> Value {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(fields) => {
                ["cached", "duration_ms", "started", "isolation"].iter().for_each(|name| drop(fields.remove(*name)));
                fields.values_mut().for_each(strip);
            }
            Value::Array(values) => values.iter_mut().for_each(strip),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    strip(&mut report);
    report
}

/// The places at which two reports differ, as JSON pointers.
fn differences(one: &Value, other: &Value, place: &str, found: &mut Vec<String>) {
    match (one, other) {
        (Value::Object(a), Value::Object(b)) if a.keys().eq(b.keys()) => {
            a.iter().for_each(|(name, value)| differences(value, &b[name], &format!("{place}/{name}"), found));
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            let pairs = a.iter().zip(b).enumerate();
            pairs.for_each(|(index, (a, b))| differences(a, b, &format!("{place}/{index}"), found));
        }
        _ if one != other => found.push(format!("{place}: {one} | {other}")),
        _ => {}
    }
}

/// Holds what is told of one document `with` and `without` a cache against each other, and keeps both where they differ.
fn compare(name: &str, text: &str, with: &Value, without: &Value) {
    let mut found = Vec::new();
    differences(with, without, "", &mut found);
    if found.is_empty() {
        return;
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cache-differences");
    fs::create_dir_all(&folder).expect("a folder");
    let keep = |ending: &str, content: String| {
        fs::write(folder.join(format!("{name}.{ending}")), content).expect("a file");
    };
    keep("md", text.to_owned());
    keep("with.json", format!("{with:#}"));
    keep("without.json", format!("{without:#}"));
    panic!("{name}, kept in {}:\n{}\n{text}", folder.display(), found.join("\n"));
}

/// Only what the cache has a part in: which other interpreters say something of a claim that fails, and whether one answers in
/// its time, is up to what else the machine does.
const OF_THE_CACHE: [&str; 3] = ["--no-evidence", "--timeout", "60s"];

/// Options that change between two checks, most often to the usual ones.
const OTHER: [&[&str]; 7] = [&[], &[], &[], &["--isolation", "fork"], &[], &["--max-memory", "2GiB"], &["--jobs", "1"]];

/// So many documents change between two checks, each in one thing: a check starts interpreters, and most of its time is theirs.
const AT_ONCE: usize = 20;

#[test]
fn after_any_change_the_report_is_that_of_a_check_without_a_cache() {
    let changes = std::env::var("DOCTRUE_CACHE_CHANGES").ok().and_then(|count| count.parse().ok()).unwrap_or(12);
    let count_at_once = AT_ONCE.min(changes / 4).max(1);
    let mut number = 5;
    let mut texts = vec![NOTE.to_owned(); count_at_once];
    let mut project = Project::new();
    let (mut made, mut hits, mut round) = (0, 0, 0);
    while made < changes {
        for (index, text) in texts.iter_mut().enumerate() {
            // From time to time back to what was there before.
            *text = changed(if (round + index) % 3 == 0 { NOTE } else { text }, &mut number);
            project = project.file(&format!("d/{index}.md"), text.as_str());
        }
        project = project.file("doctrue.toml", ["", "strict = true\n"][round % 2]);
        let options = [&OF_THE_CACHE[..], OTHER[round % OTHER.len()], &["d"]].concat();
        let report = |args: &[&str]| report(&project, &[args, &options].concat());
        let [with, without] = [report(&[]), report(&["--no-cache"])];
        hits += count(&with);
        let [with, without] = [with, without].map(plain);
        let of = |report: &Value| report["documents"].as_array().expect("a list").clone();
        for (with, without) in of(&with).iter().zip(of(&without)) {
            let path = with["path"].as_str().expect("a path");
            let index: usize = path.trim_start_matches("d/").trim_end_matches(".md").parse().expect("a number");
            compare(&format!("{round}-{index}"), &texts[index], with, &without);
        }
        compare(&format!("{round}"), "", &with, &without);
        let done = check(&project, &[&["--cache-verify"], &options[..]].concat());
        assert!(!done.stderr().contains("stored run"), "{round}\n{}", done.describe());
        made += count_at_once;
        round += 1;
    }
    assert!(hits > 0, "{made} changes in {round} rounds, and no run was recalled");
}

/// Rewrites the stored output `old` as `new`, of the same length, so that all hashes in the file are right.
fn forge(path: &Path, old: &str, new: &str) {
    let mut file = fs::read(path).expect("a file");
    let at = file.windows(old.len()).position(|window| window == old.as_bytes()).expect("the output");
    file[at..at + new.len()].copy_from_slice(new.as_bytes());
    // Behind the head come the runs of the only document, the page that leads to them, and the table that leads to that. Each
    // ends with the hash of what is before it.
    let head = 15 + 32 + 3 * 8 + 16;
    let table = usize::try_from(u64::from_le_bytes(file[55..63].try_into().expect("8 bytes"))).expect("small");
    let page = table - (3 * 8 + "a.md".len() + 16);
    for (content, hash_ends) in [(head..page, table), (page..table, file.len()), (table..file.len(), head)] {
        let hash = blake3::hash(&file[content]);
        file[hash_ends - 16..hash_ends].copy_from_slice(&hash.as_bytes()[..16]);
    }
    fs::write(path, file).expect("a file");
}

#[test]
fn a_stored_run_that_is_not_what_happens_is_found_by_verifying() {
    let project = Project::new().file("a.md", "```python\nprint('aa' * 2)  # Output: aaaa\n```\n");
    let named = ["--cache-dir", ".cache/doctrue", "a.md"];
    check(&project, &named).expect(0);
    check(&project, &[&["--cache-verify"], &named[..]].concat()).expect(0);
    forge(&stored(&project), "\"aaaa\\n\"", "\"aaba\\n\"");
    let done = check(&project, &[&["--cache-verify"], &named[..]].concat()).expect(2);
    let said = "a.md: the example on line 1 no longer does what its stored run did: what it prints differs";
    assert!(done.stderr().contains(said), "{}", done.describe());
    // What was forged makes the claim fail, and that is seen afresh.
    check(&project, &named).expect(0);
    assert_eq!(count(&report(&project, &named)), 1);
    check(&project, &[&["--cache-verify"], &named[..]].concat()).expect(0);
}

#[test]
fn what_is_broken_or_was_written_by_others_is_a_note_and_a_normal_check() {
    use std::os::unix::fs::PermissionsExt as _;
    let project = Project::new().file("a.md", NOTE);
    let warm = || {
        check(&project, &["a.md"]).expect(0);
        stored(&project)
    };
    let mode = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("a mode");
    let folder = project.path().join(".cache/doctrue/runs");
    type Change<'a> = (&'a str, &'a dyn Fn(&Path));
    let changes: [Change<'_>; 5] = [
        ("bytes", &|path| fs::write(path, "doctrue runs 1\nnothing").expect("a file")),
        ("a mode and back", &|path| {
            mode(path, 0o666);
            mode(path, 0o600);
        }),
        ("the same again", &|path| fs::write(path, fs::read(path).expect("a file")).expect("a file")),
        ("a seal that is no link", &|path| {
            let name = path.file_name().expect("a name").to_str().expect("text");
            let seal = path.with_file_name(name.split('-').next().expect("a name")).with_extension("seal");
            let said = fs::read_link(&seal).expect("a seal");
            fs::remove_file(&seal).expect("a seal");
            fs::write(&seal, said.as_os_str().as_encoded_bytes()).expect("a file");
        }),
        ("a folder for all", &|_| mode(&folder, 0o777)),
    ];
    for (name, change) in changes {
        change(&warm());
        let done = check(&project, &["--format", "json", "a.md"]).expect(0);
        let found: Value = serde_json::from_str(done.stdout()).expect("JSON");
        assert_eq!(count(&found), 0, "{name}");
        assert!(done.stderr().contains("note: "), "{name}\n{}", done.describe());
        mode(&folder, 0o700);
    }
    let nowhere = project.path().join("a.md");
    let done = check(&project, &["--cache-dir", nowhere.to_str().expect("text"), "a.md"]).expect(0);
    assert!(done.stderr().contains("note: the cache "), "{}", done.describe());
}

#[test]
fn an_example_that_reaches_for_the_cache_does_no_harm() {
    let project = Project::new().file("a.md", NOTE);
    check(&project, &["a.md"]).expect(0);
    let path = stored(&project);
    let code = format!(
        "import os, pathlib\np = pathlib.Path({path:?})\nfor act in (lambda: os.chmod(p, 0o666), lambda: p.write_text('x'), \
         lambda: p.unlink(), lambda: os.symlink('a', str(p) + '.link'), lambda: os.chmod(p, 0o600)):\n    try:\n        act()\n    \
         except OSError:\n        pass\n"
    );
    let project = project.file("evil/b.md", format!("```python\n{code}```\n"));
    let before = fs::read(&path).expect("a file");
    check(&project, &["evil"]).expect(0);
    assert_eq!(fs::read(&path).expect("a file"), before);
    let found = report(&project, &["a.md"]);
    assert_eq!((count(&found), &found["summary"]["exit_status"]), (0, &Value::from(0)));
    assert_eq!(count(&report(&project, &["a.md"])), 4);
}

#[test]
fn of_several_checks_at_once_each_adds_to_what_the_others_have_stored() {
    let names = ["a.md", "b.md", "c.md", "d.md", "e.md", "f.md"];
    let project = names.iter().fold(Project::new(), |project, name| project.file(name, NOTE));
    // Each sees one document of its own and one that all see.
    let start = |name: &&str| cached(&project).args(["check", "-q", "a.md", name]).spawn().expect("a process");
    let started: Vec<_> = names.iter().map(start).collect();
    for mut child in started {
        assert!(child.wait().expect("an end").success());
    }
    let done = check(&project, &["--format", "json", "."]).expect(0);
    let found: Value = serde_json::from_str(done.stdout()).expect("JSON");
    assert_eq!(count(&found), 24, "{}", done.describe());
    assert!(!done.stderr().contains("note:"), "{}", done.describe());
}

#[test]
fn the_cache_is_found_cleaned_and_pruned() {
    let project = Project::new().file("a.md", NOTE);
    check(&project, &["a.md"]).expect(0);
    let cache = |deed: &str| project.run_by(cached(&project).args(["cache", deed])).expect(0);
    let folder = project.path().join(".cache/doctrue");
    assert_eq!(cache("dir").stdout().trim_end(), folder.to_str().expect("text"));
    assert!(cache("prune").stdout().starts_with("removed 0 files"));
    assert!(cache("clean").stdout().starts_with("removed 1 file,"));
    assert_eq!(count(&report(&project, &["a.md"])), 0);
    assert_eq!(count(&report(&project, &["a.md"])), 4);
}

#[test]
fn an_interpreter_that_is_another_one_runs_everything() {
    let project = Project::new().file("a.md", NOTE);
    let python = crate::python::interpreter();
    let bin = project.path().join("env/bin");
    fs::create_dir_all(&bin).expect("a folder");
    let made = Command::new(python).args(["-m", "venv", "--without-pip", "env"]).current_dir(project.path()).status();
    assert!(made.expect("a process").success());
    let own = bin.join("python3");
    let named = ["--python", own.to_str().expect("text"), "a.md"];
    let counts = |project: &Project| [count(&report(project, &named)), count(&report(project, &named))];
    assert_eq!(counts(&project), [0, 4]);
    // What it runs when it starts is another one.
    let packages = fs::read_dir(project.path().join("env/lib")).expect("a folder").flatten().next().expect("a version");
    let packages = packages.path().join("site-packages");
    fs::write(packages.join("own.py"), "import builtins\n").expect("a file");
    fs::write(packages.join("own.pth"), "import own\n").expect("a file");
    assert_eq!(counts(&project), [0, 4], "a .pth file");
    fs::write(packages.join("own.py"), "import builtins\nbuiltins.sum = lambda values: 6\n").expect("a file");
    assert_eq!(counts(&project), [0, 4], "a module that a .pth file imports");
    fs::write(packages.join("sitecustomize.py"), "x = 1\n").expect("a file");
    assert_eq!(counts(&project), [0, 4], "sitecustomize");
    fs::write(packages.join("sitecustomize.py"), "x = 2\n").expect("a file");
    assert_eq!(counts(&project), [0, 4], "another sitecustomize");
    for option in [["--timeout", "7s"], ["--max-memory", "2GiB"], ["--isolation", "spawn"]] {
        assert_eq!(count(&report(&project, &[&option[..], &named].concat())), 0, "{option:?}");
    }
    for (name, value) in [("LD_LIBRARY_PATH", "/nowhere"), ("PATH", "/usr/bin:/bin")] {
        let done = project.run_by(cached(&project).env(name, value).args(["check", "--format", "json"]).args(named));
        let found: Value = serde_json::from_str(done.stdout()).expect("JSON");
        assert_eq!(count(&found), 0, "{name}");
    }
    assert_eq!(count(&report(&project, &named)), 4);
}

#[test]
fn every_command_of_the_page_is_one() {
    let page = fs::read_to_string(root().join("notes/manual/cache.md")).expect("notes/manual/cache.md");
    let commands: Vec<_> = page.lines().filter_map(|line| line.strip_prefix("$ doctrue ")).collect();
    assert!(commands.len() >= 6, "{commands:?}");
    let project = Project::new().file("notes/a.md", NOTE);
    for words in commands {
        let words: Vec<_> = words.split(' ').collect();
        project.run_by(cached(&project).args(&words)).expect(0);
    }
}
