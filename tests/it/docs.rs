//! The documentation and the schema name what the code has, word by word.

use crate::project::{Project, root};
use crate::python::python;
use doctrue::report::glossary;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;

fn words(kind: &str) -> BTreeSet<&'static str> {
    glossary::entries().filter(|entry| entry.kind == kind).map(|entry| entry.word).collect()
}

#[test]
fn every_word_is_explained_in_the_notes_as_the_program_explains_it() {
    for entry in glossary::entries() {
        let page = match entry.kind {
            "block" => "notes/manual/examples.md",
            "directive" => "notes/manual/directives.md",
            _ => "notes/manual/claims.md",
        };
        let notes = fs::read_to_string(root().join(page)).expect(page);
        let row = format!("| `{}` | {} |", entry.word, entry.text);
        assert!(notes.contains(&row), "{page} lacks the row\n{row}");
    }
}

#[test]
fn every_refusal_is_explained_in_the_notes_as_the_program_explains_it() {
    let notes = fs::read_to_string(root().join("notes/manual/fixing.md")).expect("notes/manual/fixing.md");
    for refusal in doctrue::fix::REFUSALS {
        let row = format!("| `{}` | {} |", refusal.as_str(), refusal.explain());
        assert!(notes.contains(&row), "notes/manual/fixing.md lacks the row\n{row}");
    }
    let rows = notes.split_once("## What is refused").expect("the section").1.lines();
    let rows = rows.take_while(|line| !line.starts_with("## ")).filter(|line| line.starts_with("| `"));
    assert_eq!(rows.count(), doctrue::fix::REFUSALS.len(), "no row without a refusal");
    let done = Project::new().run(&["explain", "hard-links"]).expect(0);
    assert!(done.stdout().starts_with("hard-links (refusal)"), "{}", done.describe());
}

#[test]
fn the_schema_knows_every_word_and_no_other() {
    let text = fs::read_to_string(root().join("notes/manual/report.schema.json")).expect("the schema");
    let schema: Value = serde_json::from_str(&text).expect("JSON");
    let listed = |pointer: &str| -> BTreeSet<String> {
        let list = schema.pointer(pointer).and_then(Value::as_array).expect(pointer);
        list.iter().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let expected = |kind: &str| words(kind).into_iter().map(str::to_owned).collect::<BTreeSet<_>>();
    assert_eq!(listed("/$defs/verdict/enum"), expected("verdict"));
    assert_eq!(listed("/$defs/claim/properties/match/enum"), expected("match"));
    assert_eq!(listed("/$defs/kind/enum"), expected("block"));
    assert_eq!(listed("/$defs/finding/properties/code/enum"), expected("finding"));
    let statuses = doctrue::report::STATUSES.map(|status| status.as_str().to_owned());
    assert_eq!(listed("/$defs/status/enum"), BTreeSet::from(statuses));
}

#[test]
fn documents_within_the_notes_pass() {
    for page in ["notes/manual/examples.md", "notes/manual/directives.md"] {
        let text = fs::read_to_string(root().join(page)).expect(page);
        let behind = text.split("\n````markdown\n").skip(1);
        let mut seen = 0;
        for inner in behind.map(|rest| rest.split("\n````\n").next().expect("a document")) {
            let done = Project::new().file("a.md", inner.to_owned() + "\n").run(&["check"]).expect(0);
            let has_problem = done.stdout().contains("error[") || done.stdout().contains("-directive]");
            assert!(!has_problem, "{page}\n{inner}\n{}", done.describe());
            seen += 1;
        }
        assert!(seen >= 5, "{page} shows documents");
    }
}

#[test]
fn explain_tells_what_a_word_means() {
    let project = Project::new();
    assert!(project.run(&["explain", "label"]).expect(0).stdout().starts_with("label (match)\n\nThe claim names"));
    assert!(project.run(&["explain", "transcript"]).expect(0).stdout().contains("doctest"));
    assert!(project.run(&["explain"]).expect(0).stdout().contains("unclosed-fence     finding"));
    let done = project.run(&["explain", "wrnog"]).expect(2);
    assert!(done.stderr().contains("unknown code `wrnog`"), "{}", done.describe());
}

/// Each example shows the code that it is an example of.
#[test]
fn explain_is_a_page_about_each_code_with_an_example_that_shows_it() {
    for page in doctrue::report::explained::PAGES {
        let done = Project::new().run(&["explain", page.code]).expect(0);
        let has_page = ["What to do:", "Options:", page.mend].iter().all(|part| done.stdout().contains(part));
        assert!(has_page, "{}", done.describe());
        if page.example.is_empty() {
            continue;
        }
        let project = Project::new().file("a.md", page.example);
        let done = project.run(&["check", "--all"]);
        assert!(done.stdout().contains(&format!("[{}]", page.code)), "{}\n{}", page.code, done.describe());
    }
}

#[test]
fn the_benchmarks_are_valid_and_tell_their_options() {
    for (script, options) in
        [("compare.py", &["--peers", "--rounds", "--only"][..]), ("shards.py", &["--documents", "--rounds", "--jobs"])]
    {
        let done = python().arg(root().join("benches").join(script)).arg("--help").output().expect("python3");
        let help = String::from_utf8_lossy(&done.stdout).into_owned();
        for option in options {
            assert!(done.status.success() && help.contains(option), "{help}");
        }
    }
}
