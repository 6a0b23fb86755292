//! The README is true: its example gives the output that it shows, and its lists are those of the program.

use crate::project::{Project, root};
use std::fs;

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).expect("README.md")
}

/// The content of the first block behind `marker` whose fence is `fence` with `tag`.
fn block<'a>(text: &'a str, marker: &str, fence: &str, tag: &str) -> &'a str {
    let behind = text.split_once(marker).unwrap_or_else(|| panic!("no {marker}")).1;
    let opened = behind.split_once(&format!("{fence}{tag}\n")).unwrap_or_else(|| panic!("no {fence}{tag}")).1;
    opened.split_once(&format!("\n{fence}\n")).expect("a closing fence").0
}

#[test]
fn the_picture_of_a_failing_check_is_what_the_program_prints() {
    let readme = readme();
    let note = block(&readme, "<!-- example: note -->", "````", "markdown");
    let picture = block(&readme, "<!-- example: output -->", "```", "text");
    let done = Project::new().file("notes/counter.md", note).run(&["check", "notes/counter.md"]).expect(1);
    let (command, expected) = picture.split_once('\n').expect("a command and its output");
    assert_eq!(command, "$ doctrue check notes/counter.md");
    let timeless =
        |text: &str| text.lines().filter(|line| !line.starts_with("failed in ")).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(timeless(done.stdout()).join("\n").trim(), timeless(expected).join("\n").trim());
}

#[test]
fn the_help_is_that_of_the_program() {
    let done = Project::new().run(&["check", "--help"]).expect(0);
    let shown = readme();
    for option in done.stdout().lines().filter_map(|line| {
        line.trim().split([' ', ',']).find(|word| word.starts_with("--")).map(|word| word.trim_end_matches('.'))
    }) {
        assert!(shown.contains(&format!("`{option}")), "README.md does not name {option}");
    }
}

#[test]
fn exit_statuses_are_those_of_the_program() {
    let readme = readme();
    for (status, meaning) in doctrue::cli::EXIT_STATUSES {
        assert!(readme.contains(&format!("| {status} | {meaning} |")), "README.md lacks status {status}");
    }
}

#[test]
fn the_commands_it_names_exist() {
    let readme = readme();
    for command in ["cargo run --release -- check notes", "cargo test"] {
        assert!(readme.contains(command), "{command}");
    }
    let done = Project::new().file("notes/a.md", "```python\nprint(1)  # Output: 1\n```\n").run(&["check", "notes"]);
    done.expect(0);
}

#[test]
fn every_notation_is_documented() {
    let readme = readme();
    for notation in doctrue::claim::notation::TABLE {
        assert!(readme.contains(&format!("`{}`", notation.name())), "README.md lacks {}", notation.name());
    }
}
