//! Reports in files: several at once, opened before the run, whole or not at all.

#[cfg(unix)]
use crate::processes::{processes, soon};
use crate::project::Project;
use serde_json::Value;
use std::fs;

const NOTE: &str = "# Sums\n\n```python\nprint(1)  # Output: 1\nprint(2)  # Output: 3\n```\n";

fn project() -> Project {
    Project::new().file("a.md", NOTE).file("b.md", NOTE.replace("3", "2"))
}

fn read(project: &Project, name: &str) -> String {
    fs::read_to_string(project.path().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The names in the project, files that begin with a dot included.
fn names(project: &Project) -> Vec<String> {
    let entries = fs::read_dir(project.path()).expect("a folder").flatten();
    let mut names: Vec<_> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn one_check_writes_all_reports_that_are_asked_for() {
    let project = project();
    let reports = ["json=out/deep/report.json", "jsonl=report.jsonl", "concise=report.txt", "full=full.txt"];
    let mut arguments = vec!["check", "--format", "json", "a.md", "b.md"];
    for report in reports {
        arguments.extend(["--report", report]);
    }
    let done = project.run(&arguments).expect(1);
    assert_eq!(read(&project, "out/deep/report.json"), done.stdout());
    assert!(read(&project, "report.txt").starts_with("a.md:5:21: error[wrong] documented `3`, Python prints `2`\n"));
    assert!(read(&project, "full.txt").contains("claims: 4 = 3 confirmed + 1 wrong"));
    assert_eq!(read(&project, "report.jsonl").lines().count(), 4);
}

#[test]
fn lines_of_json_are_those_of_the_whole_in_the_order_of_the_paths() {
    let mut project = Project::new();
    for number in 0..12 {
        project = project.file(&format!("{number:02}.md"), NOTE);
    }
    let done = project.run(&["check", "--format", "jsonl", "--jobs", "4", ".", "gone.md"]).expect(2);
    let lines: Vec<Value> = done.stdout().lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let types: Vec<_> = lines.iter().map(|line| line["type"].as_str().unwrap_or_default()).collect();
    assert_eq!(types, [vec!["header"], vec!["document"; 12], vec!["error", "summary"]].concat());
    let paths: Vec<_> = lines[1..13].iter().map(|line| line["path"].as_str().unwrap_or_default()).collect();
    assert_eq!(paths, (0..12).map(|number| format!("{number:02}.md")).collect::<Vec<_>>());
    assert_eq!((&lines[14]["claims"], &lines[14]["exit_status"]), (&24.into(), &2.into()));
}

#[test]
fn a_target_that_cannot_be_opened_is_told_before_anything_runs() {
    let project = project().file("c.md", "```python\nopen('ran', 'w')\n```\n");
    for (report, message) in [
        ("json=.", "cannot write a report to .: it is a folder"),
        ("json=a.md/report.json", "cannot write a report to a.md/report.json"),
        ("xml=a.xml", "unknown format `xml`; choose one of full, "),
        ("report.json", "write a format and a path, like json=report.json"),
        ("json=", "write a format and a path"),
    ] {
        let done = project.run(&["check", "--report", report, "c.md"]).expect(2);
        assert!(done.stderr().contains(message), "{}", done.stderr());
        assert_eq!(done.stdout(), "");
    }
    let twice = ["check", "--report", "json=x", "--report", "full=./x", "a.md"];
    let done = project.run(&twice).expect(2);
    assert!(done.stderr().contains("two reports would be written to ./x"), "{}", done.stderr());
    assert_eq!(names(&project), ["a.md", "b.md", "c.md"]);
}

#[test]
fn an_old_report_keeps_its_mode_and_links_are_followed() {
    let project = project().file("real.json", "old");
    #[cfg(unix)]
    {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        fs::set_permissions(project.path().join("real.json"), fs::Permissions::from_mode(0o640)).expect("a mode");
        symlink("real.json", project.path().join("link.json")).expect("a link");
        project.run(&["check", "--report", "json=link.json", "b.md"]).expect(0);
        assert!(project.path().join("link.json").is_symlink());
        let mode = fs::metadata(project.path().join("real.json")).expect("a file").permissions().mode();
        assert_eq!(mode & 0o777, 0o640);
    }
    assert!(read(&project, "real.json").starts_with('{') || cfg!(not(unix)));
}

#[test]
#[cfg(target_os = "linux")]
fn a_report_that_cannot_be_written_is_status_2_and_the_others_are_written() {
    let project = project();
    let done = project.run(&["check", "--report", "json=/dev/full", "--report", "concise=a.txt", "b.md"]).expect(2);
    assert!(done.stderr().contains("cannot write the report to /dev/full"), "{}", done.stderr());
    assert!(read(&project, "a.txt").contains("claims: 2 = 2 confirmed"));
}

#[test]
#[cfg(target_os = "linux")]
fn a_check_that_is_killed_leaves_the_old_report_and_nothing_else() {
    let project = project().file("loop.md", "```python\nopen('x', 'w')\nwhile True: pass\n```\n").file("r.json", "old");
    let mut child = crate::project::command(project.path())
        .args(["check", "--timeout", "60s", "--report", "json=r.json", "--report", "full=new/r.txt", "loop.md"])
        .spawn()
        .expect("the binary");
    // The folder is made when the targets are opened, which is before anything runs.
    while !project.path().join("new").exists() {
        std::thread::yield_now();
    }
    child.kill().expect("a kill");
    child.wait().expect("an ended process");
    assert_eq!(read(&project, "r.json"), "old");
    assert_eq!(names(&project), ["a.md", "b.md", "loop.md", "new", "r.json"]);
    assert_eq!(fs::read_dir(project.path().join("new")).expect("a folder").count(), 0);
}

#[test]
fn commands_to_github_come_behind_the_text() {
    let done = project().run(&["check", "--format", "github", "a.md"]).expect(1);
    let (text, commands) = done.stdout().split_once("\n::error ").expect("a command");
    assert!(text.contains("claims: 2 = 1 confirmed + 1 wrong"));
    assert!(commands.starts_with("file=a.md,line=5,endLine=5,col=21,endColumn=22,title=doctrue%3A wrong::documented"));
}

/// A typing mistake must not cost a document.
#[test]
fn a_report_never_takes_the_place_of_a_document_that_is_checked() {
    let project = project();
    for target in ["markdown=a.md", "markdown=./a.md"] {
        let done = project.run(&["check", "--report", target, "."]).expect(2);
        assert!(done.stderr().contains("a.md is a document of this check"), "{}", done.describe());
        assert_eq!(read(&project, "a.md"), NOTE);
    }
    project.run(&["check", "--report", "markdown=a.md", "b.md"]).expect(0);
    assert!(read(&project, "a.md").starts_with("## doctrue: passed"));
}

#[cfg(unix)]
#[test]
fn a_link_whose_file_is_not_there_yet_is_followed_and_a_folder_is_none() {
    let project = project().file("out/keep", "");
    std::os::unix::fs::symlink("out/report.json", project.path().join("link.json")).expect("a link");
    project.run(&["check", "--quiet", "--report", "json=link.json", "b.md"]).expect(0);
    assert!(project.path().join("link.json").is_symlink());
    assert!(read(&project, "out/report.json").starts_with('{'));
    let done = project.run(&["check", "--report", "json=new/", "b.md"]).expect(2);
    assert!(done.stderr().contains("cannot write a report to new/: it is a folder"), "{}", done.describe());
}

/// There `\` is a letter of a name like any other.
#[cfg(unix)]
#[test]
fn a_backslash_in_a_name_stays_one() {
    let project = Project::new().file("a\\b.md", NOTE).file("a/b.md", NOTE);
    let report = project.report(&["check", "."]);
    let paths = report["documents"].as_array().expect("documents").iter().map(|document| document["path"].as_str());
    assert_eq!(paths.collect::<Vec<_>>(), [Some("a/b.md"), Some("a\\b.md")]);
}

#[test]
fn a_long_reason_of_several_lines_forges_no_line_of_the_totals() {
    let reason = "r".repeat(5000);
    let note = format!("<!-- doctrue: skip reason=\"{reason}\\nclaims: 9 = 9 confirmed\" -->\n{NOTE}");
    let note = note.replace("# Sums\n\n", "");
    let project = Project::new().file("c.md", note);
    for form in ["full", "concise"] {
        let done = project.run(&["check", "--format", form, "c.md"]).expect(0);
        assert!(!done.stdout().lines().any(|line| line.starts_with("claims: 9")), "{}", done.describe());
        assert!(done.stdout().contains("claims: 2 = 2 skipped"), "{}", done.describe());
    }
    let done = project.run(&["check", "--format", "concise", "c.md"]).expect(0);
    assert!(done.stdout().lines().all(|line| line.len() < 700), "{}", done.describe());
}

/// A signal that comes while the interpreter is asked is not the interpreter's fault.
#[cfg(unix)]
#[test]
fn a_signal_before_the_first_example_is_told_as_such() {
    let sleep = format!("sleep 92{}", std::process::id());
    let project = project().file("python", format!("#!/bin/sh\n{sleep}\n"));
    let python = project.path().join("python");
    fs::set_permissions(&python, std::os::unix::fs::PermissionsExt::from_mode(0o755)).expect("a mode");
    let mut command = crate::project::command(project.path());
    command.args(["check", "--python", "./python", "a.md"]).stderr(std::process::Stdio::piped());
    let child = command.spawn().expect("the program");
    assert!(soon(|| !processes(&sleep).is_empty()), "it is asked");
    let id = child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &id]).status().expect("kill").success());
    let output = child.wait_with_output().expect("an end");
    assert_eq!(output.status.code(), Some(130));
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "error: interrupted before any example ran: there is no report\n"
    );
}
