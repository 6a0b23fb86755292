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
    let done = Project::new().file("notes/rounding.md", note).run(&["check", "notes/rounding.md"]).expect(1);
    let (command, expected) = picture.split_once('\n').expect("a command and its output");
    assert_eq!(command, "$ doctrue check notes/rounding.md");
    let timeless =
        |text: &str| text.lines().filter(|line| !line.starts_with("failed in ")).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(timeless(done.stdout()).join("\n").trim(), timeless(expected).join("\n").trim());
}

#[test]
fn the_options_it_names_exist() {
    let project = Project::new();
    let help = ["check", "fix"].map(|command| project.run(&[command, "--help"]).expect(0).stdout().to_owned()).concat();
    let readme = readme();
    let section = block_between(&readme, "## Install and use", "\n## ");
    let section = section.replace("`--", " --");
    let named: Vec<_> = section.split(" --").skip(1).filter_map(|rest| rest.split(['`', ' ']).next()).collect();
    assert!(named.len() >= 6, "{named:?}");
    for option in named {
        assert!(help.contains(&format!("--{option}")), "the program has no --{option}");
    }
}

#[test]
fn it_stays_short() {
    assert!(readme().lines().count() <= 120);
}

fn block_between<'a>(text: &'a str, begin: &str, end: &str) -> &'a str {
    let rest = text.split_once(begin).unwrap_or_else(|| panic!("no {begin}")).1;
    rest.split_once(end).unwrap_or_else(|| panic!("no {end}")).0
}

#[test]
fn the_commands_it_names_exist() {
    let readme = readme();
    for command in ["$ pip install .", "$ doctrue check notes"] {
        assert!(readme.contains(command), "{command}");
    }
    let done = Project::new().file("notes/a.md", "```python\nprint(1)  # Output: 1\n```\n").run(&["check", "notes"]);
    done.expect(0);
}

#[test]
fn the_first_check_of_the_guide_is_what_the_program_prints() {
    let guide = fs::read_to_string(root().join("notes/manual/getting-started.md")).expect("the guide");
    let note = block(&guide, "<!-- example: first -->", "````", "markdown");
    let picture = block(&guide, "<!-- example: first output -->", "```", "text");
    let done = Project::new().file("lists.md", note).run(&["check", "-q", "lists.md"]).expect(1);
    assert_eq!(done.stdout().trim(), picture.trim());
}
