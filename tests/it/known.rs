//! Known problems: what a baseline hides, what it does not, and what has to leave it.

use crate::git::git;
use crate::project::Project;
use crate::schema::complaints;
use serde_json::Value;
use std::fs;

const OLD: &str =
    "# Old\n\n```python\nprint(1 + 1)  # Output: 3\nprint(2 + 2)  # Output: 4\n```\n\n```python\nassert 1 == 2\n```\n";
const NEW: &str = "\n```python\nprint(9)  # Output: 10\n```\n";

fn read(project: &Project, name: &str) -> String {
    fs::read_to_string(project.path().join(name)).expect(name)
}

fn write(project: &Project, name: &str, text: &str) {
    fs::write(project.path().join(name), text).expect(name);
}

/// A repository whose problems are known.
fn known() -> Project {
    let project = Project::new().file("a.md", OLD).file("notes/b.md", NEW);
    let done = project.run(&["check", "--write-baseline"]).expect(0);
    assert!(done.stderr().contains("doctrue-baseline.json: 3 problems recorded"), "{}", done.describe());
    project
}

#[test]
fn known_problems_are_counted_and_not_shown_and_new_ones_fail() {
    let project = known();
    let done = project.run(&["check"]).expect(0);
    assert!(done.stdout().contains("known: 3 of 3 in doctrue-baseline.json"), "{}", done.describe());
    assert!(!done.stdout().contains("error["), "{}", done.describe());
    let moved = OLD.replace("# Old\n", "# Another heading\n\nMore text.\n\n- and more\n");
    write(&project, "a.md", &(moved.clone() + NEW));
    let done = project.run(&["check"]).expect(1);
    assert_eq!(done.stdout().matches("error[").count(), 1, "{}", done.describe());
    assert!(done.stdout().contains("# Output: 10"), "{}", done.describe());
    // The same mistake once more is new as well.
    write(&project, "a.md", &(moved + "\n```python\nprint(1 + 1)  # Output: 3\n```\n"));
    project.run(&["check"]).expect(1);
    project.run(&["check", "--no-baseline"]).expect(1);
}

#[test]
fn what_is_mended_must_be_pruned() {
    let project = known();
    write(&project, "a.md", &OLD.replace("Output: 3", "Output: 2"));
    let done = project.run(&["check"]).expect(1);
    let told = "error[baseline-unused]: 1 known problem is no longer there";
    assert!(
        done.stdout().contains(told) && done.stdout().contains("`doctrue check --prune-baseline`"),
        "{}",
        done.describe()
    );
    let done = project.run(&["check", "--prune-baseline"]).expect(0);
    assert!(done.stderr().contains("1 problem removed, 2 left"), "{}", done.describe());
    project.run(&["check"]).expect(0);
    // Pruning adds nothing.
    write(&project, "a.md", &(OLD.replace("Output: 3", "Output: 2") + NEW));
    project.run(&["check", "--prune-baseline"]).expect(1);
    project.run(&["check"]).expect(1);
    // It comes back, and is new.
    write(&project, "a.md", OLD);
    project.run(&["check"]).expect(1);
}

#[test]
fn documents_that_are_gone_leave_the_baseline_and_those_that_were_not_checked_stay() {
    let project = known();
    project.run(&["check", "a.md", "--write-baseline"]).expect(0);
    assert!(read(&project, "doctrue-baseline.json").contains("notes/b.md"));
    fs::remove_file(project.path().join("notes/b.md")).expect("a file");
    project.run(&["check", "a.md"]).expect(0);
    let done = project.run(&["check"]).expect(1);
    assert!(done.stdout().contains("notes/b.md is gone"), "{}", done.describe());
    project.run(&["check", "--prune-baseline"]).expect(0);
    assert!(!read(&project, "doctrue-baseline.json").contains("notes/b.md"));
}

#[test]
fn a_renamed_document_keeps_its_entries() {
    let project = known();
    fs::rename(project.path().join("a.md"), project.path().join("notes/renamed.md")).expect("a file");
    let done = project.run(&["check"]).expect(0);
    assert!(done.stdout().contains("known: 3 of 3 in doctrue-baseline.json"), "{}", done.describe());
    // What is new there is new, and what is mended must be pruned.
    write(&project, "notes/renamed.md", &OLD.replace("Output: 3", "Output: 2"));
    let done = project.run(&["check"]).expect(1);
    assert!(done.stdout().contains("1 known problem is no longer there"), "{}", done.describe());
    write(&project, "notes/renamed.md", &OLD.replace("print(2 + 2)  # Output: 4", "print(2 + 2)  # Output: 5"));
    let done = project.run(&["check"]).expect(1);
    assert_eq!(done.stdout().matches("error[").count(), 1, "{}", done.describe());
    // Pruning writes the new path down.
    write(&project, "notes/renamed.md", OLD);
    project.run(&["check", "--prune-baseline"]).expect(0);
    let text = read(&project, "doctrue-baseline.json");
    assert!(text.contains("notes/renamed.md") && !text.contains("\"a.md\""), "{text}");
    project.run(&["check"]).expect(0);
}

#[test]
fn only_one_document_follows_one_that_is_gone() {
    let project = known();
    write(&project, "copy.md", OLD);
    // The old one is still there, so the copy is new.
    let done = project.run(&["check"]).expect(1);
    assert!(done.stdout().contains("copy.md:9"), "{}", done.describe());
    // Two that are the same: nobody knows which one was renamed.
    fs::rename(project.path().join("a.md"), project.path().join("other.md")).expect("a file");
    let done = project.run(&["check"]).expect(1);
    assert!(done.stdout().contains("a.md is gone"), "{}", done.describe());
    assert!(done.stdout().contains("copy.md:9") && done.stdout().contains("other.md:9"), "{}", done.describe());
    // Another document than the one that is gone.
    fs::remove_file(project.path().join("copy.md")).expect("a file");
    write(&project, "other.md", &OLD.replace("2 + 2", "2 + 3").replace("1 + 1", "1 + 2").replace("1 == 2", "1 == 3"));
    let done = project.run(&["check"]).expect(1);
    assert!(done.stdout().contains("a.md is gone"), "{}", done.describe());
}

#[test]
fn what_was_not_judged_this_time_stays_known() {
    let text = "```python\nimport json\nprint(json.dumps(1))  # Output: 2\n```\n";
    let project = Project::new().file("a.md", text);
    project.run(&["check", "--write-baseline"]).expect(0);
    let before = read(&project, "doctrue-baseline.json");
    write(&project, "a.md", &text.replace("```python\n", "<!-- doctrue: skip -->\n```python\n"));
    project.run(&["check"]).expect(0);
    project.run(&["check", "--prune-baseline"]).expect(0);
    assert_eq!(read(&project, "doctrue-baseline.json"), before);
}

#[test]
fn the_file_is_found_from_a_folder_below_and_named_by_its_option() {
    let project = known();
    git(&project, &["init", "--quiet"]);
    let below = crate::project::command(&project.path().join("notes")).arg("check").output().expect("it runs");
    assert_eq!(below.status.code(), Some(0), "{}", String::from_utf8_lossy(&below.stdout));
    let other = Project::new().file("a.md", OLD);
    other.run(&["check", "--baseline", "ci/known.json"]).expect(2);
    fs::create_dir(other.path().join("ci")).expect("a folder");
    other.run(&["check", "--baseline", "ci/known.json", "--write-baseline"]).expect(0);
    assert!(read(&other, "ci/known.json").contains("\"../a.md\""));
    other.run(&["check", "--baseline", "ci/known.json"]).expect(0);
    other.run(&["check"]).expect(1);
    write(&other, "ci/known.json", "{}");
    let done = other.run(&["check", "--baseline", "ci/known.json"]).expect(2);
    assert!(done.stderr().contains("cannot read the baseline ci/known.json"), "{}", done.describe());
}

#[test]
fn a_check_that_could_not_be_made_writes_no_baseline() {
    let project = known();
    let before = read(&project, "doctrue-baseline.json");
    let done = project.run(&["check", "--write-baseline", ".", "no-such.md"]).expect(2);
    assert!(done.stderr().contains("was not written"), "{}", done.describe());
    assert_eq!(read(&project, "doctrue-baseline.json"), before);
}

#[test]
fn a_change_cannot_add_to_the_baseline_of_the_base_commit() {
    let project = known();
    git(&project, &["init", "--quiet"]);
    crate::git::commit(&project);
    write(&project, "a.md", &(OLD.to_owned() + NEW));
    project.run(&["check", "--write-baseline"]).expect(0);
    project.run(&["check"]).expect(0);
    let done = project.run(&["check", "--baseline-from", "HEAD"]).expect(1);
    assert_eq!(done.stdout().matches("error[wrong]").count(), 1, "{}", done.describe());
    assert!(done.stdout().contains("added by this change: 1 known problem"), "{}", done.describe());
    // What the change mends has to leave its own file.
    write(&project, "a.md", &OLD.replace("Output: 3", "Output: 2"));
    assert!(project.run(&["check", "--baseline-from", "HEAD"]).expect(1).stdout().contains("baseline-unused"));
    project.run(&["check", "--prune-baseline"]).expect(0);
    project.run(&["check", "--baseline-from", "HEAD"]).expect(0);
    project.run(&["check", "--baseline-from", "no-such-commit"]).expect(2);
}

#[test]
fn ignores_that_a_change_adds_are_counted() {
    let ignored = "\n```python\nprint(1)  # Output: 2  # doctrue: ignore[wrong]: old\n```\n";
    let project = Project::new().file("a.md", ignored);
    git(&project, &["init", "--quiet"]);
    crate::git::commit(&project);
    let before = project.run(&["check", "--baseline-from", "HEAD"]).expect(0);
    assert!(!before.stdout().contains("added by this change"), "{}", before.describe());
    write(&project, "a.md", &(ignored.to_owned() + &ignored.replace("1)", "3)")));
    write(&project, "b.md", ignored);
    let done = project.run(&["check", "--baseline-from", "HEAD"]).expect(0);
    assert!(done.stdout().contains("added by this change: 2 ignores"), "{}", done.describe());
}

/// The commands that the pages show are commands, and those of the first example do what is told.
#[test]
fn the_commands_of_the_page_are_right() {
    let page = fs::read_to_string(crate::project::root().join("notes/manual/known-problems.md")).expect("the page");
    assert!(commands(&page).len() >= 5);
    for command in commands(&page) {
        let words = command.split_whitespace();
        doctrue::cli::command().try_get_matches_from(words).unwrap_or_else(|error| panic!("{command}\n{error}"));
    }
    let document =
        page.split("\n````markdown\n").nth(1).and_then(|rest| rest.split("\n````").next()).expect("a document");
    let project = Project::new().file("a.md", document.to_owned() + "\n");
    let shown = page.split("\n```console\n").nth(1).and_then(|rest| rest.split("\n```").next()).expect("commands");
    project.run(&["check", "--write-baseline"]).expect(0);
    let done = project.run(&["check"]).expect(0);
    for line in shown.lines().filter(|line| !line.starts_with('$')) {
        assert!(done.stdout().contains(line), "{line}\n{}", done.describe());
    }
}

/// The lines of a page that begin with `$ doctrue`.
fn commands(page: &str) -> Vec<&str> {
    page.lines().filter_map(|line| line.strip_prefix("$ ")).filter(|line| line.starts_with("doctrue ")).collect()
}

#[test]
fn a_commit_without_a_baseline_knows_nothing() {
    let project = Project::new().file("a.md", "text\n");
    git(&project, &["init", "--quiet"]);
    crate::git::commit(&project);
    write(&project, "a.md", OLD);
    project.run(&["check", "--write-baseline"]).expect(0);
    project.run(&["check", "--baseline-from=HEAD"]).expect(1);
}

#[test]
fn programs_are_told_what_is_known() {
    let project = known();
    write(&project, "notes/b.md", &(NEW.to_owned() + "\n```python\nprint(5)  # Output: 6\n```\n"));
    let report = project.report(&["."]);
    let claim = &report["documents"][0]["claims"][0];
    assert_eq!((claim["verdict"].as_str(), claim["severity"].is_null()), (Some("wrong"), true));
    assert_eq!(claim["suppressed"]["kind"], "baseline");
    assert_eq!(report["documents"][0]["suppressed_findings"][0]["code"], "example-raised");
    assert_eq!(report["summary"]["known"], 3);
    assert_eq!(report["summary"]["baseline"]["entries"], 3);
    if let Some(told) = complaints("report.schema.json", &[report]) {
        assert_eq!(told, [Vec::<String>::new()]);
    }
    let sarif: Value = serde_json::from_str(project.run(&["check", "--format", "sarif"]).stdout()).expect("JSON");
    let results = sarif["runs"][0]["results"].as_array().expect("results");
    let states: Vec<_> = results.iter().filter_map(|result| result["baselineState"].as_str()).collect();
    assert_eq!(states, ["unchanged", "unchanged", "unchanged", "new"]);
    let suppressed = results.iter().filter(|result| result["suppressions"][0]["kind"] == "external");
    assert_eq!(suppressed.count(), 3);
}
