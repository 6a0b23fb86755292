//! The version stands in several files, and is the same in all of them.

use crate::project::root;
use serde_json::Value;
use std::fs;

const VERSION: &str = env!("CARGO_PKG_VERSION");

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// What follows `mark` in the text, up to something that is no part of a version.
fn behind<'a>(text: &'a str, mark: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(mark)
        .skip(1)
        .map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric() && !".-+".contains(c)).next().unwrap_or(""))
}

#[test]
fn the_changelog_has_the_version_or_what_comes_next() {
    let first =
        read("CHANGELOG.md").lines().find_map(|line| line.strip_prefix("## ").map(str::to_owned)).expect("a section");
    assert!(first == "Unreleased" || first.starts_with(VERSION), "{first}");
}

#[test]
fn the_wheel_takes_its_version_from_the_manifest() {
    let project: toml::Table = read("pyproject.toml").parse().expect("TOML");
    let project = project["project"].as_table().expect("a table");
    assert!(!project.contains_key("version"));
    let dynamic = project["dynamic"].as_array().expect("a list");
    for name in ["version", "description", "license", "readme"] {
        assert!(dynamic.iter().any(|item| item.as_str() == Some(name)), "{name}");
    }
    assert_eq!(project["name"].as_str(), Some(env!("CARGO_PKG_NAME")));
}

#[test]
fn the_action_installs_this_version() {
    let action: Value = serde_saphyr::from_str(&read(".github/actions/doctrue/action.yml")).expect("YAML");
    assert_eq!(action["inputs"]["version"]["default"], VERSION);
}

#[test]
fn documents_name_this_version() {
    for (path, mark, at_least) in [
        ("notes/manual/ci.md", "doctrue/.github/actions/doctrue@v", 2),
        ("notes/manual/ci.md", "rev: v", 1),
        ("notes/manual/ci.md", "doctrue==", 1),
        ("notes/manual/install.md", "doctrue==", 1),
        ("README.md", "doctrue/.github/actions/doctrue@v", 0),
        ("README.md", "rev: v", 0),
        ("README.md", "doctrue==", 0),
    ] {
        let text = read(path);
        let versions: Vec<_> = behind(&text, mark).collect();
        assert!(versions.len() >= at_least, "{path} lacks {mark}");
        assert!(versions.iter().all(|version| *version == VERSION), "{path}: {mark} {versions:?}");
    }
}

#[test]
fn the_oldest_compiler_is_the_same_everywhere() {
    let rust = env!("CARGO_PKG_RUST_VERSION");
    assert!(read("README.md").contains(&format!("Rust {rust} or later")));
    for path in [".github/workflows/ci.yml", ".github/workflows/release.yml"] {
        assert!(read(path).contains(&format!("RUST: \"{rust}\"")), "{path}");
    }
    assert!(read(".github/workflows/notes.yml").contains(&format!("rustup toolchain install {rust} ")));
}

/// A tag can be moved to other code, the name of a commit cannot.
#[test]
fn actions_of_others_are_pinned_to_commits() {
    for path in [
        ".github/workflows/ci.yml",
        ".github/workflows/notes.yml",
        ".github/workflows/release.yml",
        ".github/actions/doctrue/action.yml",
    ] {
        let text = read(path);
        for line in text.lines().filter(|line| line.contains("uses: ") && !line.contains("uses: ./")) {
            let (_, commit) = line.split_once('@').unwrap_or_else(|| panic!("{path}: {line}"));
            let (commit, tag) =
                commit.split_once(" # v").unwrap_or_else(|| panic!("{path} does not tell the version: {line}"));
            assert!(commit.len() == 40 && commit.chars().all(|c| c.is_ascii_hexdigit()), "{path}: {line}");
            assert!(tag.starts_with(|c: char| c.is_ascii_digit()), "{path}: {line}");
        }
    }
}
