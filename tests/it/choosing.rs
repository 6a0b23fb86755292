//! What is checked of all that is there, in which order, and when it is enough.

use crate::git::{commit, git};
use crate::project::{Project, command, root};
use crate::schema::complaints;
use serde_json::{Value, json};
use std::fs;

const FLOW: &str = "# Flow\n\n```python\ndef area():\n    return width * 2\n```\n\n```python\nwidth = 5\nprint(width)  # Output: 5\n```\n\nSome text.\n\n```python\nprint(area())  # Output: 10\n```\n\n```python\nprint(\"other\")  # Output: other\n```\n\n## Lists\n\n```python\nitems = [1, 2]\n```\n\n```bash\nls\n```\n\n```python\nfor i in items:\n    print(i)\n```\n\nOutput:\n\n```text\n1\n2\n```\n";
const RIGHT: &str = "# Right\n\n```python\nprint(1)  # Output: 1\n```\n";
const WRONG: &str = "# Wrong\n\n```python\nprint(1)  # Output: 2\n```\n";

fn write(project: &Project, name: &str, text: &str) {
    fs::write(project.path().join(name), text).expect(name);
}

/// The lines of the blocks that the report has, document by document.
fn lines(report: &Value) -> Vec<(String, Vec<u64>)> {
    let of = |document: &Value| {
        let blocks = document["blocks"].as_array().expect("blocks").iter();
        let lines = blocks.map(|block| block["line"].as_u64().expect("a line")).collect();
        (document["path"].as_str().expect("a path").to_owned(), lines)
    };
    report["documents"].as_array().expect("documents").iter().map(of).collect()
}

/// The lines of the blocks of `a.md` that are checked with `args`.
fn checked(project: &Project, args: &[&str]) -> Vec<u64> {
    let report = project.report(args);
    let deselected = report["summary"]["deselected"].as_u64().expect("a count");
    let lines = lines(&report).into_iter().find(|(path, _)| path == "a.md").map_or(Vec::new(), |(_, lines)| lines);
    assert!(deselected + lines.len() as u64 >= 7 || lines.is_empty(), "{report}");
    lines
}

/// A repository with `a.md`, committed.
fn repository() -> Project {
    let project = Project::new().file("a.md", FLOW).file("right.md", RIGHT);
    git(&project, &["init", "--quiet", "--initial-branch=main"]);
    commit(&project);
    project
}

#[test]
fn a_line_behind_a_path_stands_for_its_block_in_the_state_of_its_page() {
    let project = Project::new().file("a.md", FLOW);
    assert_eq!(checked(&project, &["a.md:16"]), [15]);
    assert_eq!(project.report(&["a.md:16"])["documents"][0]["claims"][0]["verdict"], "confirmed");
    // As reports write it, with a column; an output stands for what prints it.
    assert_eq!(checked(&project, &["a.md:9:3"]), [8]);
    assert_eq!(checked(&project, &["a.md:42", "a.md:4"]), [3, 33, 40]);
    // What is named whole is checked whole.
    assert_eq!(checked(&project, &["a.md:16", "a.md"]).len(), 8);
    for (line, told) in
        [("13", "no block contains line 13; the nearest one that runs is on lines"), ("30", "it is `shell`")]
    {
        let done = project.run(&["check", &format!("a.md:{line}")]).expect(2);
        assert!(done.stderr().contains(told), "{}", done.describe());
    }
    project.run(&["check", "no.md:3"]).expect(2);
    let named = Project::new().file("a.md:3", WRONG).file("a.md", RIGHT);
    named.run(&["check", "a.md:3"]).expect(1);
}

#[test]
fn a_report_says_which_part_of_all_it_covers() {
    let project = repository();
    assert!(project.report(&["."]).get("selection").is_none());
    write(&project, "a.md", &FLOW.replace("width = 5", "width = 6"));
    git(&project, &["add", "."]);
    let parts: [(&[&str], Value); 6] = [
        (&["--since", "HEAD"], json!({ "since": "HEAD" })),
        (&["--staged"], json!({ "staged": true })),
        (&["a.md:4", "right.md"], json!({ "lines": ["a.md:4"] })),
        (&["--shard", "1/2", "-k", "Width", "."], json!({ "shard": { "index": 1, "count": 2 }, "keyword": ["Width"] })),
        // What failed is known now.
        (&["--failed"], json!({ "failed": true })),
        (&["--shard", "1/1", "."], Value::Null),
    ];
    let mut reports = Vec::new();
    for (args, expected) in parts {
        let report = project.report(args);
        assert_eq!(report["selection"], expected, "{args:?}");
        reports.push(report);
    }
    if let Some(told) = complaints("report.schema.json", &reports) {
        assert!(told.iter().all(Vec::is_empty), "{told:#?}");
    }
    let lines = project.run(&["check", "--format", "jsonl", "-k", "width", "."]);
    let first: Value = serde_json::from_str(lines.stdout().lines().next().expect("a line")).expect("JSON");
    assert_eq!(first["selection"], json!({ "keyword": ["width"] }), "{}", lines.describe());
}

#[test]
fn a_text_chooses_by_path_heading_or_code() {
    let project = Project::new().file("a.md", FLOW).file("notes/wide.md", WRONG);
    assert_eq!(checked(&project, &["-k", "LISTS"]), [25, 33, 40]);
    let report = project.report(&["-k", "width", "-k", "wide.md"]);
    assert_eq!(lines(&report), [("a.md".to_owned(), vec![3, 8]), ("notes/wide.md".to_owned(), vec![3])]);
    assert_eq!(checked(&project, &["-k", "width", "--whole-documents"]).len(), 8);
    let done = project.run(&["check", "-k", "no such text"]).expect(0);
    assert!(done.stderr().contains("no block has this text"), "{}", done.describe());
    assert!(done.stdout().contains("nothing confirmed"), "{}", done.describe());
}

#[test]
fn since_a_commit_the_touched_blocks_are_checked_and_what_depends_on_them() {
    let project = repository();
    let done = project.run(&["check", "--since", "HEAD"]).expect(0);
    assert!(done.stderr().contains("no document changed since HEAD"), "{}", done.describe());
    write(&project, "a.md", &FLOW.replace("width = 5", "width = 6"));
    // The function above reads what was changed, so who calls it depends on it.
    assert_eq!(checked(&project, &["--since", "HEAD"]), [8, 15]);
    assert_eq!(checked(&project, &["--since", "HEAD", "--whole-documents"]).len(), 8);
    write(&project, "a.md", &FLOW.replace("other\")", "another\")"));
    assert_eq!(checked(&project, &["--since", "HEAD"]), [19]);
    write(&project, "a.md", &FLOW.replace("1\n2\n", "1\n3\n"));
    assert_eq!(checked(&project, &["--since", "HEAD"]), [33, 40]);
    // What is gone is missed.
    write(&project, "a.md", &FLOW.replace("```python\nwidth = 5\nprint(width)  # Output: 5\n```\n\n", ""));
    assert!(checked(&project, &["--since", "HEAD"]).contains(&10));
    write(&project, "a.md", &format!("---\ndoctrue:\n  timeout: 5s\n---\n\n{FLOW}"));
    assert_eq!(checked(&project, &["--since", "HEAD"]).len(), 8);
    write(&project, "a.md", FLOW);
    write(&project, "new.md", WRONG);
    let report = project.report(&["--since", "HEAD"]);
    assert_eq!(lines(&report), [("new.md".to_owned(), vec![3])]);
}

#[test]
fn since_a_commit_the_documents_are_checked_that_include_what_changed() {
    let project = Project::new()
        .file("docs/a.md", "```python\n--8<-- \"src/a.py\"\n```\n")
        .file("docs/b.md", "```python\n{{#include ../src/b.py}}\n```\n")
        .file("docs/c.md", "```{literalinclude} c.py\n```\n")
        .file("docs/plain.md", "See src/a.py.\n\n```python\nprint(1)  # Output: 1\n```\n")
        .file("src/a.py", "print(1)  # Output: 1\n")
        .file("src/b.py", "print(2)  # Output: 2\n")
        .file("docs/c.py", "print(3)  # Output: 3\n");
    git(&project, &["init", "--quiet", "-b", "main"]);
    commit(&project);
    let changed = |args: &[&str]| {
        let report = project.report(args);
        lines(&report).into_iter().map(|(path, _)| path).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(changed(&["--since", "HEAD"]), "");
    for (file, document) in [("src/a.py", "docs/a.md"), ("src/b.py", "docs/b.md"), ("docs/c.py", "docs/c.md")] {
        write(&project, file, "print(4)  # Output: 4\n");
        assert_eq!(changed(&["--since", "HEAD"]), document);
        assert_eq!(changed(&["--since", "HEAD", "docs"]), document);
        assert_eq!(changed(&["--staged"]), "");
        git(&project, &["add", file]);
        assert_eq!(changed(&["--staged"]), document);
        commit(&project);
        assert_eq!(changed(&["--since", "HEAD~1"]), document);
    }
    std::fs::remove_file(project.path().join("src/a.py")).expect("a file");
    assert_eq!(changed(&["--since", "HEAD"]), "docs/a.md", "what it includes is gone");
}

#[test]
fn since_a_branch_means_since_it_was_left() {
    let project = repository();
    git(&project, &["checkout", "--quiet", "-b", "topic"]);
    write(&project, "new.md", RIGHT);
    commit(&project);
    git(&project, &["checkout", "--quiet", "main"]);
    write(&project, "a.md", &FLOW.replace("width = 5", "width = 6"));
    commit(&project);
    git(&project, &["checkout", "--quiet", "topic"]);
    assert_eq!(lines(&project.report(&["--since", "main"])), [("new.md".to_owned(), vec![3])]);
    assert_eq!(lines(&project.report(&["--since", "HEAD~1", "a.md"])), []);
    project.run(&["check", "--since", "no-such-commit"]).expect(2);
    project.run(&["check", "--since", "--help"]).expect(2);
    let elsewhere = Project::new().file("a.md", RIGHT).run(&["check", "--since", "HEAD"]).expect(2);
    assert!(elsewhere.stderr().contains("is not in a git repository"), "{}", elsewhere.describe());
}

#[test]
fn what_is_staged_is_checked_as_it_is_staged() {
    let project = repository();
    write(&project, "right.md", WRONG);
    git(&project, &["add", "right.md"]);
    write(&project, "right.md", RIGHT);
    write(&project, "a.md", &FLOW.replace("Output: 5", "Output: 7"));
    let done = project.run(&["check", "--staged"]).expect(1);
    assert!(done.stdout().contains("right.md:4:21") && !done.stdout().contains("a.md"), "{}", done.describe());
    git(&project, &["add", "right.md"]);
    let done = project.run(&["check", "--staged"]).expect(0);
    assert!(done.stderr().contains("no document is staged"), "{}", done.describe());
    let first = Project::new().file("a.md", WRONG);
    git(&first, &["init", "--quiet"]);
    git(&first, &["add", "a.md"]);
    first.run(&["check", "--staged"]).expect(1);
}

/// What failed last is kept in a cache of the test's own.
fn with_cache(project: &Project, args: &[&str]) -> (Option<i32>, String, String) {
    let mut check = command(project.path());
    let output = check.arg("check").args(args).env("DOCTRUE_CACHE_DIR", project.path().join(".cache")).output();
    let output = output.expect("it runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn what_failed_last_is_checked_again_though_its_code_or_its_place_changed() {
    let project = Project::new().file("a.md", FLOW.replace("Output: 10", "Output: 11")).file("right.md", RIGHT);
    let (status, _, told) = with_cache(&project, &["--failed"]);
    assert!(status == Some(1) && told.contains("the last check had no problems"), "{told}");
    let (status, shown, _) = with_cache(&project, &["--failed"]);
    assert!(status == Some(1) && shown.contains("blocks: 1 = 1 ran"), "{shown}");
    write(
        &project,
        "a.md",
        &format!("More text.\n\n```python\nprint(0)\n```\n\n{}", FLOW.replace("Output: 10", "Output: 11")),
    );
    let (_, shown, _) = with_cache(&project, &["--failed"]);
    assert!(shown.contains("print(area())  # Output: 11") && shown.contains("blocks: 1 = 1 ran"), "{shown}");
    write(&project, "a.md", &FLOW.replace("Output: 10", "Output: 12"));
    let (_, shown, _) = with_cache(&project, &["--failed"]);
    assert!(shown.contains("# Output: 12") || shown.contains("blocks: 1"), "{shown}");
    // A check of something else forgets nothing; one that passes does.
    with_cache(&project, &["right.md"]);
    write(&project, "a.md", FLOW);
    assert_eq!(with_cache(&project, &["."]).0, Some(0));
    assert!(with_cache(&project, &["--failed"]).2.contains("the last check had no problems"));
}

#[test]
fn it_is_enough_after_so_many_problems_and_the_same_documents_are_told_for_any_number_of_jobs() {
    let mut project = Project::new().file("z.md", WRONG);
    for name in ["a", "b", "c", "d", "e", "f", "g"] {
        project = project.file(&format!("{name}.md"), if name == "c" || name == "e" { WRONG } else { RIGHT });
    }
    for jobs in ["1", "2", "8"] {
        let of = |args: &[&str]| {
            let report = project.report(&[args, &["--jobs", jobs]].concat());
            let names: Vec<_> = lines(&report).into_iter().map(|(path, _)| path).collect();
            (names.join(" "), report["summary"]["unchecked"].as_u64())
        };
        assert_eq!(of(&["-x"]), ("a.md b.md c.md".to_owned(), Some(5)));
        assert_eq!(of(&["--max-fail", "2"]), ("a.md b.md c.md d.md e.md".to_owned(), Some(3)));
        assert_eq!(of(&["--max-fail", "9"]).1, Some(0));
    }
    let done = project.run(&["check", "-x"]).expect(1);
    assert!(done.stdout().contains("not checked: 5 documents (stopped early)"), "{}", done.describe());
    let done = project.run(&["check", "-x", "--format", "jsonl"]).expect(1);
    assert_eq!(done.stdout().matches("\"type\":\"document\"").count(), 3, "{}", done.describe());
}

#[test]
fn nothing_is_begun_behind_the_example_with_which_it_is_enough() {
    let sleeping = |code: &str| format!("```python\nimport os, time\n{code}\n```\n\n");
    let late = sleeping("time.sleep(9)\nopen('/tmp/never', 'w')");
    let text = sleeping("print(1)  # Output: 1")
        + &sleeping("print(1)  # Output: 2")
        + &late.repeat(3)
        + &sleeping("print(1)  # Output: 3");
    let project = Project::new().file("a.md", text).file("b.md", late.repeat(4));
    let begin = std::time::Instant::now();
    let done = project.run(&["check", "-x", "--jobs", "1"]).expect(1);
    assert!(done.stdout().contains("not checked: 4 blocks and 1 document (stopped early)"), "{}", done.describe());
    assert!(done.stdout().contains("claims: 2 = 1 confirmed + 1 wrong"), "{}", done.describe());
    assert!(begin.elapsed().as_secs() < 9, "{:?}", begin.elapsed());
}

#[test]
fn the_blocks_that_are_told_are_the_same_for_any_number_of_jobs() {
    let block = |output: u8| format!("```python\nprint(1)  # Output: {output}\n```\n\n");
    let text = [1, 1, 2, 1, 1, 2, 1, 2, 1].map(block).concat();
    let project = Project::new().file("a.md", text);
    for jobs in ["1", "2", "8"] {
        let of = |args: &[&str]| {
            let report = project.report(&[args, &["--jobs", jobs]].concat());
            let blocks = report["documents"][0]["blocks"].as_array().map(Vec::len);
            (blocks, report["summary"]["unchecked_blocks"].as_u64(), report["summary"]["exit_status"].as_u64())
        };
        assert_eq!(of(&["-x"]), (Some(3), Some(6), Some(1)), "{jobs}");
        assert_eq!(of(&["--max-fail", "2"]), (Some(6), Some(3), Some(1)), "{jobs}");
        assert_eq!(of(&["--max-fail", "4"]), (Some(9), Some(0), Some(1)), "{jobs}");
        // What weighs nothing stops nothing.
        assert_eq!(of(&["-x", "--severity", "wrong=note"]), (Some(9), Some(0), Some(0)), "{jobs}");
    }
    project.run(&["check", "--write-baseline"]).expect(0);
    let report = project.report(&["-x"]);
    assert_eq!(report["summary"]["unchecked_blocks"], 0, "what is known stops nothing: {report}");
}

#[test]
fn what_failed_last_is_begun_first() {
    let project = Project::new().file("a.md", RIGHT).file("b.md", RIGHT).file("z.md", WRONG);
    with_cache(&project, &[]);
    let (_, shown, _) = with_cache(&project, &["-x", "--failed-first"]);
    assert!(shown.contains("documents: 1") && shown.contains("z.md"), "{shown}");
}

#[test]
fn files_are_listed_and_excluded() {
    let project = Project::new().file("a.md", WRONG).file("drafts/b.md", WRONG).file("node_modules/x/c.md", WRONG);
    let project =
        project.file("env/d.md", WRONG).file("env/pyvenv.cfg", "home = /usr\n").file("site-packages/e.md", WRONG);
    let shown = |args: &[&str]| project.run(&[&["check", "--show-files"], args].concat()).expect(0).stdout().to_owned();
    assert_eq!(shown(&[]), "a.md\ndrafts/b.md\n");
    assert_eq!(shown(&["--exclude", "drafts"]), "a.md\n");
    assert_eq!(shown(&["--exclude", "drafts", "--exclude=*.md"]), "");
    assert_eq!(shown(&["--exclude", "drafts", "drafts/b.md"]), "drafts/b.md\n");
    assert_eq!(shown(&["node_modules"]), "node_modules/x/c.md\n");
    let done = project.run(&["check", "--exclude", "../x"]).expect(2);
    assert!(done.stderr().contains("--exclude ../x"), "{}", done.describe());
}

#[test]
fn problems_are_counted_by_their_codes() {
    let text = format!("{WRONG}\n```python\nprint(2)  # Output: 3\nassert 1 == 2\n```\n");
    let project = Project::new().file("a.md", text);
    for format in ["full", "concise"] {
        let done = project.run(&["check", "--statistics", "--format", format]).expect(1);
        let mut lines = done.stdout().lines();
        assert_eq!(lines.next(), Some("    2  error    wrong           2 can be fixed"), "{}", done.describe());
        assert_eq!(lines.next(), Some("    1  error    example-raised"), "{}", done.describe());
        assert!(!done.stdout().contains("a.md:"), "{}", done.describe());
    }
}

#[test]
fn the_slowest_examples_are_listed() {
    let slow = "\n```python\nimport time\ntime.sleep(0.3)\nprint(1)  # Output: 1\n```\n";
    let project = Project::new().file("a.md", RIGHT.to_owned() + slow);
    let slowest = |count: &str| {
        let done = project.run(&["check", "--durations", count]).expect(0);
        let listed = done.stdout().split_once("slowest examples:\n").expect("a list").1.to_owned();
        listed.lines().filter(|line| line.contains(" ms  ")).map(str::to_owned).collect::<Vec<_>>()
    };
    assert!(slowest("1").len() == 1 && slowest("1")[0].ends_with("a.md:7"), "{:?}", slowest("1"));
    assert_eq!(slowest("0").len(), 2);
}

#[test]
fn a_path_instead_of_a_command_is_told_as_that() {
    let project = Project::new().file("notes/a.md", RIGHT);
    let done = project.run(&["notes"]).expect(2);
    assert!(done.stderr().contains("did you mean `doctrue check notes`?"), "{}", done.describe());
    let done = project.run(&["chekc"]).expect(2);
    assert!(done.stderr().contains("unrecognized subcommand 'chekc'"), "{}", done.describe());
}

/// The commands that the page shows are commands.
#[test]
fn the_commands_of_the_page_are_right() {
    let page = fs::read_to_string(root().join("notes/manual/daily.md")).expect("the page");
    let commands: Vec<_> =
        page.lines().filter_map(|line| line.strip_prefix("$ ")).filter(|line| line.starts_with("doctrue ")).collect();
    assert!(commands.len() >= 10, "{commands:?}");
    for command in commands {
        let words = command.split(" #").next().unwrap_or_default().split_whitespace();
        doctrue::cli::command().try_get_matches_from(words).unwrap_or_else(|error| panic!("{command}\n{error}"));
    }
}
