//! What pages of the manual show is what the program prints, and what they give to paste works.

use crate::project::{Project, root};
use crate::python::python;
use serde_json::Value;
use std::fs;

fn page(name: &str) -> String {
    fs::read_to_string(root().join("notes/manual").join(name)).expect(name)
}

/// The content of the block behind the comment `<!-- example: name -->`.
fn example<'a>(text: &'a str, name: &str) -> &'a str {
    let behind = text.split_once(&format!("<!-- example: {name} -->\n")).unwrap_or_else(|| panic!("no {name}")).1;
    let (opening, rest) = behind.split_once('\n').expect("a fence");
    let fence: String = opening.chars().take_while(|c| *c == '`').collect();
    rest.split_once(&format!("\n{fence}\n")).expect("a closing fence").0
}

#[test]
fn the_reasons_why_a_comment_is_not_checked_are_as_printed() {
    let page = page("not-checked.md");
    let project = Project::new().file("notes.md", example(&page, "note").to_owned() + "\n");
    let listed = project.run(&["list", "notes.md"]).expect(0);
    assert_eq!(listed.stdout().trim(), example(&page, "list"));
    let checked = project.run(&["check", "--all", "-q", "notes.md"]).expect(0);
    assert_eq!(checked.stdout().trim(), example(&page, "check"));
}

#[test]
fn a_missing_package_is_told_as_shown() {
    let page = page("packages.md");
    let note = "```python\nimport notthere\nprint(notthere.zeros(2))  # [0. 0.]\n```\n";
    let done = Project::new().file("notes.md", note).run(&["check", "--all", "-q", "notes.md"]).expect(0);
    assert_eq!(done.stdout().trim(), example(&page, "missing"));
    Project::new().file("notes.md", note).run(&["check", "--strict", "notes.md"]).expect(1);
}

/// The expression of the task for VS Code, applied to what the task's command prints.
#[test]
fn the_problem_matcher_reads_what_the_task_prints() {
    let page = page("editors.md");
    let json = page.split_once("```json\n").and_then(|(_, rest)| rest.split_once("\n```")).expect("a task").0;
    let task: Value = serde_json::from_str(json).expect("JSON");
    let task = &task["tasks"][0];
    let args: Vec<_> = task["args"].as_array().expect("arguments").iter().filter_map(Value::as_str).collect();
    let args: Vec<_> = args.into_iter().map(|arg| if arg == "${relativeFile}" { "lists.md" } else { arg }).collect();
    let note = page_of_lists();
    let done = Project::new().file("lists.md", note).run(&args).expect(1);
    let line = done.stdout().lines().next().expect("a problem").to_owned();
    assert_eq!(line, example(&page, "concise"));
    let expression = task["problemMatcher"]["pattern"]["regexp"].as_str().expect("an expression");
    let program = "import re, sys; print(*re.match(sys.argv[1], sys.argv[2]).groups(), sep='\\n')";
    let output = python().args(["-c", program, expression, &line]).output().expect("python3");
    let groups = String::from_utf8(output.stdout).expect("UTF-8");
    let expected = ["lists.md", "7", "35", "error", "wrong", "documented `1 2`, Python prints `1 3`"];
    assert_eq!(groups.lines().collect::<Vec<_>>(), expected);
}

/// The first note of the guide, which the pages have in common.
fn page_of_lists() -> String {
    example(&page("getting-started.md"), "first").to_owned() + "\n"
}

#[test]
fn converted_notebooks_and_sessions_of_ipython_are_read() {
    let page = page("notebooks.md");
    let cells = page.split("\n````markdown\n").nth(1).and_then(|rest| rest.split_once("\n````\n")).expect("cells").0;
    let done = Project::new().file("a.md", cells.to_owned() + "\n").run(&["check", "--strict"]).expect(0);
    assert!(done.stdout().contains("claims: 1 = 1 confirmed"), "{}", done.describe());
    let done = Project::new().file("a.ipynb", "{}").run(&["check", "a.ipynb"]).expect(2);
    assert!(done.stderr().contains("jupyter nbconvert --to markdown"), "{}", done.describe());
}

/// Options of other programs, and of commands without a report.
const OTHERS: &[&str] = &["--locked", "--no-deps", "--out", "--upgrade", "--version", "--wheel-dir"];

#[test]
fn an_option_that_a_page_names_exists() {
    let help: String = ["check", "list", "diff", "fix", "add", "apply"]
        .iter()
        .map(|command| Project::new().run(&[command, "--help"]).expect(0).stdout().to_owned())
        .collect();
    for name in ["not-checked.md", "packages.md", "editors.md", "security.md", "stability.md", "install.md"] {
        let page = page(name);
        let commands = page.lines().filter(|line| line.contains("doctrue") || line.contains("`--"));
        for option in commands
            .flat_map(|line| line.split([' ', '`', '=', '"', '\\']))
            .filter(|word| word.starts_with("--") && *word != "-->")
        {
            let known = help.contains(option) || OTHERS.contains(&option);
            assert!(known, "{name}: {option}");
        }
    }
}
