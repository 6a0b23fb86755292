//! The page about a Monday is true: its repository is built, its commands run in their order, and they print what it shows.
//! `UPDATE_DOCS=1` writes their output anew.

use crate::git::{commit, git};
use crate::project::{Project, command, root};
use similar::TextDiff;
use std::fmt::Write as _;
use std::fs::{self, OpenOptions};
use std::io::Write as _;

const PAGE: &str = "notes/manual/monday.md";

/// A part of the page that does something.
enum Step<'a> {
    /// A file gets this content.
    File(&'a str, &'a str),
    /// A file gets this content at its end, on a branch of its own.
    Append(&'a str, &'a str),
    /// These lines stand in a block of commands and their output.
    Commands(&'a str),
}

/// The content of the first block of `text` with these fences.
fn block<'a>(text: &'a str, open: &str, close: &str) -> &'a str {
    text.split_once(open).and_then(|(_, rest)| rest.split_once(close)).unwrap_or_else(|| panic!("no {open}")).0
}

fn steps(page: &str) -> Vec<Step<'_>> {
    let mut steps = Vec::new();
    let mut rest = page;
    let marks = ["<!-- file: ", "<!-- append: ", "```console\n"];
    while let Some((at, mark)) = marks.iter().filter_map(|mark| Some((rest.find(mark)?, *mark))).min() {
        rest = &rest[at + mark.len()..];
        steps.push(match mark {
            "```console\n" => Step::Commands(rest.split_once("```\n").expect("an end").0),
            _ => {
                let name = rest.split_once(" -->").expect("a name").0;
                let content = block(rest, "````markdown\n", "````\n");
                if mark.contains("file") { Step::File(name, content) } else { Step::Append(name, content) }
            }
        });
    }
    steps
}

/// What `line` prints, without times.
fn output(project: &Project, line: &str) -> String {
    let Some(arguments) = line.strip_prefix("doctrue ") else {
        commit(project);
        return String::new();
    };
    let done = project.run_by(command(project.path()).args(arguments.split(' ')));
    let shown = done.stderr().to_owned() + done.stdout();
    let timeless = |line: &str| match line.split_once(" in ") {
        Some((outcome @ ("passed" | "failed"), _)) => format!("{outcome} in 0.05 s, CPython 3.11.7"),
        _ => line.to_owned(),
    };
    shown.lines().map(|line| timeless(line) + "\n").collect()
}

#[test]
fn a_monday_goes_as_the_page_says() {
    let path = root().join(PAGE);
    let page = fs::read_to_string(&path).expect(PAGE);
    let project = Project::new();
    git(&project, &["init", "--quiet", "--initial-branch=main"]);
    let (mut wanted, mut commands) = (page.clone(), 0);
    for step in steps(&page) {
        match step {
            Step::File(name, content) => {
                fs::create_dir_all(project.path().join("notes")).expect("a folder");
                fs::write(project.path().join(name), content).expect(name);
                commit(&project);
            }
            Step::Append(name, content) => {
                git(&project, &["checkout", "--quiet", "-b", "shelf"]);
                let mut file = OpenOptions::new().append(true).open(project.path().join(name)).expect(name);
                file.write_all(content.as_bytes()).expect(name);
            }
            Step::Commands(old) => {
                let mut new = String::new();
                for line in old.lines().filter_map(|line| line.strip_prefix("$ ")) {
                    commands += 1;
                    write!(new, "$ {line}\n{}", output(&project, line)).expect("text");
                }
                wanted = wanted.replacen(&format!("```console\n{old}```\n"), &format!("```console\n{new}```\n"), 1);
            }
        }
    }
    assert!(commands <= 8, "{commands}");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, &wanted).expect(PAGE);
    }
    let diff = TextDiff::from_lines(&page, &wanted).unified_diff().to_string();
    assert!(diff.is_empty() || std::env::var_os("UPDATE_DOCS").is_some(), "{diff}");
    assert!(
        wanted.contains("error[baseline-unused]") && wanted.contains("known: 2 of 2") && wanted.contains("passed in")
    );
}
