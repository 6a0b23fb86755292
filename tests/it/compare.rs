//! Two reports compared: whole programs, and the page about it.

use crate::project::{Project, root};
use crate::schema::complaints;
use serde_json::Value;
use std::fs;

const RIGHT: &str = "# Sums\n\n```python\nprint(1 + 1)  # Output: 2\nprint(2 + 2)  # Output: 4\n```\n";

fn write(project: &Project, name: &str, content: &str) {
    fs::write(project.path().join(name), content).expect("a file");
}

/// A project with a report on what is right, and one on `later`.
fn compared(later: &str) -> Project {
    let project = Project::new().file("notes/sums.md", RIGHT);
    project.run(&["check", "--quiet", "--report", "json=before.json", "--report", "blob=before", "notes"]).expect(0);
    write(&project, "notes/sums.md", later);
    project.run(&["check", "--quiet", "--report", "json=after.json", "--report", "blob=after", "notes"]);
    project
}

#[test]
fn what_newly_fails_is_told_and_fails_whatever_the_reports_are() {
    let project = compared(&("text\n\n".to_owned() + &RIGHT.replace("1 + 1", "1 + 2")));
    for (old, new) in [("before.json", "after.json"), ("before", "after.json"), ("before", "after/blob-1-1.json")] {
        let done = project.run(&["diff", old, new]).expect(1);
        let line = "broken[wrong] notes/sums.md:6: documented `2`, Python prints `3` (was confirmed)\n";
        assert!(done.stdout().starts_with(line), "{}", done.describe());
        let done = project.run(&["diff", new, old]).expect(0);
        assert!(done.stdout().starts_with("mended[confirmed] notes/sums.md:4: "), "{}", done.describe());
        project.run(&["diff", new, new]).expect(0);
    }
    assert!(project.run(&["diff", "--all", "after", "after"]).expect(0).stdout().starts_with("still[wrong] "));
}

#[test]
fn a_comparison_satisfies_its_schema() {
    let project = compared(&RIGHT.replace("1 + 1", "1 + 2"));
    let json = |args: &[&str]| -> Value {
        let done = project.run(&[&["diff", "--format", "json"], args].concat());
        serde_json::from_str(done.stdout()).unwrap_or_else(|error| panic!("{error}\n{}", done.describe()))
    };
    let all = [json(&["before", "after"]), json(&["after", "before"]), json(&["after", "after"])];
    assert_eq!(all[0]["new"]["confirmed"], serde_json::json!([1, 2]));
    let Some(told) = complaints("diff.schema.json", &all) else { return };
    assert!(told.iter().all(Vec::is_empty), "{told:#?}");
}

#[test]
fn a_report_that_is_not_complete_cannot_be_compared() {
    let broken = "```python\nprint(1)  # Output: 2\n```\n";
    let project = Project::new().file("a.md", broken).file("b.md", broken).file("c.md", RIGHT);
    project.run(&["check", "--quiet", "--report", "json=all.json", "."]).expect(1);
    project.run(&["check", "--quiet", "--max-fail", "1", "--jobs", "1", "--report", "json=early.json", "."]).expect(1);
    let done = project.run(&["diff", "all.json", "early.json"]).expect(2);
    assert!(done.stderr().contains("early.json cannot be compared: its check stopped early"), "{}", done.describe());
    let done = project.run(&["diff", "all.json", "missing.json"]).expect(2);
    assert!(done.stderr().contains("cannot read missing.json"), "{}", done.describe());
    fs::remove_file(project.path().join("b.md")).expect("a document");
    project.run(&["check", "--quiet", "--report", "json=gone.json", "a.md", "b.md", "c.md"]).expect(2);
    let done = project.run(&["diff", "all.json", "gone.json"]).expect(1);
    assert!(done.stdout().contains("broken[not-checked] b.md: cannot read it"), "{}", done.describe());
}

#[test]
fn one_of_several_shards_or_selected_blocks_are_not_compared() {
    let project = Project::new().file("a.md", RIGHT).file("b.md", "```python\nprint(1)  # Output: 2\n```\n");
    project.run(&["check", "--quiet", "--report", "json=all.json", "."]).expect(1);
    for shard in ["1/2", "2/2"] {
        let both = ["--report", "blob=blobs", "--report", "json=shard.json"];
        project.run(&[&["check", "--quiet", "--shard", shard, "."], &both[..]].concat());
        let blob = format!("blobs/blob-{}.json", shard.replace('/', "-"));
        for part in [&blob, "shard.json"] {
            let done = project.run(&["diff", "all.json", part]).expect(2);
            assert!(done.stderr().contains(&format!("it is shard {shard} of a check")), "{}", done.describe());
        }
        let done = project.run(&["apply", "--diff", "shard.json"]);
        let told = format!("note: the report covers a part of the documents: shard {shard}");
        assert!(done.stderr().contains(&told), "{}", done.describe());
        let done = project.run(&["merge", "shard.json"]).expect(2);
        assert!(done.stderr().contains("shard.json is a JSON report, not a blob"), "{}", done.describe());
    }
    project.run(&["diff", "all.json", "blobs"]).expect(0);
    for (selected, told) in [(&["-k", "1 + 1", "a.md", "b.md"][..], "blocks with 1 + 1"), (&["a.md:4"], "a.md:4")] {
        project.run(&[&["check", "--quiet", "--report", "json=part.json"], selected].concat()).expect(0);
        let done = project.run(&["diff", "all.json", "part.json"]).expect(2);
        let told = format!("part.json cannot be compared: its check covers a part of the documents: {told}\n");
        assert!(done.stderr().ends_with(&told), "{}", done.describe());
    }
    project.run(&["check", "--quiet", "--report", "json=one.json", "a.md"]).expect(0);
    let done = project.run(&["diff", "all.json", "one.json"]).expect(0);
    let line = "gone b.md: not in the later report (1 claim, 0 confirmed)";
    assert!(done.stdout().contains(line), "{}", done.describe());
}

/// The commands of the page are commands, and the first ones do what is told.
#[test]
fn the_commands_of_the_page_are_right() {
    let page = fs::read_to_string(root().join("notes/manual/diff.md")).expect("the page");
    let commands: Vec<_> = page.lines().filter_map(|line| line.strip_prefix("$ doctrue ")).collect();
    assert!(commands.len() >= 5, "{commands:?}");
    for command in &commands {
        let words = ["doctrue"].into_iter().chain(command.split_whitespace());
        doctrue::cli::command().try_get_matches_from(words).unwrap_or_else(|error| panic!("{command}\n{error}"));
    }
    let project = compared(&RIGHT.replace("1 + 1", "1 + 2"));
    let shown = page.split("\n```console\n").nth(1).and_then(|rest| rest.split("\n```").next()).expect("commands");
    let (command, expected) = shown.rsplit_once("$ doctrue ").expect("a command").1.split_once('\n').expect("lines");
    let done = project.run(&command.split_whitespace().collect::<Vec<_>>()).expect(1);
    assert_eq!(done.stdout().trim_end(), expected);
    let comment = project.run(&["diff", "--format", "markdown", "before.json", "after.json"]).expect(1);
    assert!(comment.stdout().contains("### Fails now\n\n- `notes/sums.md:4` `wrong`: "), "{}", comment.describe());
}
