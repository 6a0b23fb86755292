//! The scripts of the GitHub action, with the variables that GitHub sets, and nothing of GitHub.

#![cfg(unix)]

use crate::project::{Project, command, root};
use crate::tool::{output_of, success_of, text};
use serde_json::Value;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output};

const GOOD: &str = "```python\nprint(1)  # Output: 1\n```\n";
const BAD: &str = "```python\nprint(1)  # Output: 2\n```\n";

fn action() -> Value {
    let text = fs::read_to_string(root().join(".github/actions/doctrue/action.yml")).expect("the action");
    serde_saphyr::from_str(&text).expect("YAML")
}

/// A step of the action as the runner carries it out: inputs that are not among `given` have their defaults.
fn step(id: &str, project: &Project, given: &[(&str, &str)]) -> Command {
    let action = action();
    let steps = action["runs"]["steps"].as_array().expect("steps");
    let step = steps.iter().find(|step| step["id"] == id).expect("the step");
    let mut command = Command::new("bash");
    command.args(["--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"].as_str().expect("a script")]);
    command.current_dir(project.path());
    for (name, value) in step["env"].as_object().expect("variables") {
        let input = value.as_str().expect("an expression").trim_start_matches("${{ inputs.");
        let input = input.split([' ', '}']).next().expect("a name");
        let default = action["inputs"][input]["default"].as_str().expect("a default");
        command.env(name, given.iter().find(|(name, _)| *name == input).map_or(default, |(_, value)| value));
    }
    command.env("GITHUB_ACTION_PATH", root().join(".github/actions/doctrue"));
    command.env("GITHUB_ACTIONS", "true");
    command.env("GITHUB_WORKSPACE", project.path());
    for (name, file) in [("GITHUB_OUTPUT", ".output"), ("GITHUB_STEP_SUMMARY", ".summary")] {
        fs::write(project.path().join(file), "").expect("a file");
        command.env(name, project.path().join(file));
    }
    command.env("RUNNER_TEMP", project.path().join(".runner"));
    command
}

fn check(project: &Project, given: &[(&str, &str)]) -> Output {
    let program = command(project.path()).get_program().to_string_lossy().into_owned();
    let given: Vec<_> = [("executable", program.as_str())].iter().chain(given).copied().collect();
    output_of(&mut step("check", project, &given), b"").expect("bash")
}

fn status_told(project: &Project) -> String {
    fs::read_to_string(project.path().join(".output")).expect("the outputs")
}

/// The arguments that the script makes of `given`, told by a program that prints them.
fn arguments(project: &Project, given: &[(&str, &str)]) -> Vec<String> {
    let spy = project.path().join("a spy");
    fs::write(&spy, "#!/bin/sh\nprintf '%s\\0' \"$@\"\n").expect("a file");
    fs::set_permissions(&spy, fs::Permissions::from_mode(0o755)).expect("a mode");
    let given: Vec<_> = [("executable", spy.to_str().expect("UTF-8"))].iter().chain(given).copied().collect();
    let output = output_of(&mut step("check", project, &given), b"").expect("bash");
    assert!(output.status.success(), "{}", text(&output));
    let told = String::from_utf8(output.stdout).expect("UTF-8");
    told.split_terminator('\0').map(str::to_owned).collect()
}

#[test]
fn the_status_is_that_of_the_check() {
    let project = Project::new().file("good.md", GOOD).file("bad.md", BAD);
    for (path, status) in [("good.md", 0), ("bad.md", 1), ("missing.md", 2)] {
        let output = check(&project, &[("paths", path)]);
        assert_eq!(output.status.code(), Some(status), "{}", text(&output));
        assert_eq!(status_told(&project), format!("exit-status={status}\n"));
    }
}

#[test]
fn problems_are_annotated_and_reports_written() {
    let project = Project::new().file("a, b.md", BAD);
    let given = [("paths", "a, b.md"), ("reports", "json=my report.json\njsonl=lines.jsonl")];
    let output = check(&project, &given);
    assert!(text(&output).contains("::error ") && text(&output).contains("file=a%2C b.md,line=2"), "{}", text(&output));
    let report = fs::read(project.path().join("my report.json")).expect("a report");
    let report: Value = serde_json::from_slice(&report).expect("JSON");
    assert_eq!(report["summary"]["claims_by_verdict"]["wrong"], 1);
    assert!(project.path().join("lines.jsonl").is_file());
    let summary = fs::read_to_string(project.path().join(".summary")).expect("the summary of the job");
    assert!(summary.contains("a, b.md"), "{summary}");
    let output = check(&project, &[("paths", "a, b.md"), ("annotations", "false")]);
    assert!(!text(&output).contains("::error "), "{}", text(&output));
}

#[test]
fn every_line_is_one_argument() {
    let project = Project::new();
    let told = arguments(
        &project,
        &[
            ("paths", "a note.md\r\n\n--strict\nnotes"),
            ("reports", "json=my report.json\nhtml=a.html"),
            ("options", "--claims\nexplicit"),
            ("strict", "true"),
            ("python", "/opt/my python/bin/python3"),
        ],
    );
    assert_eq!(
        told,
        [
            "check",
            "--format=github",
            "--strict",
            "--fail-on-empty",
            "--sandbox=auto",
            "--python=/opt/my python/bin/python3",
            "--report=json=my report.json",
            "--report=html=a.html",
            "--claims",
            "explicit",
            "--",
            "a note.md",
            "--strict",
            "notes",
        ]
    );
    let told = arguments(&project, &[("annotations", "false"), ("fail-on-empty", "false")]);
    assert_eq!(told, ["check", "--format=full", "--sandbox=auto", "--", "."]);
}

#[test]
fn nothing_that_is_given_is_read_as_code() {
    let project = Project::new();
    let evil = "$(touch x) `touch x`; touch x & \"quoted\" 'single' * \\n ${HOME} | > y";
    for input in ["paths", "reports", "options", "python", "sandbox"] {
        let told = arguments(&project, &[(input, evil)]).join("\n");
        assert!(told.contains(evil), "{input}: {told}");
    }
    for input in ["strict", "annotations", "fail-on-empty"] {
        let output = check(&project, &[(input, "true\ntouch x; $(touch x)")]);
        assert_eq!(output.status.code(), Some(2), "{input}: {}", text(&output));
    }
    let output = output_of(&mut step("install", &project, &[("version", "1.0/../$(touch x)")]), b"").expect("bash");
    assert_eq!(output.status.code(), Some(2), "{}", text(&output));
    assert!(!project.path().join("x").exists() && !project.path().join("y").exists());
}

/// Scripts get what they are given as variables, never as text that is pasted into them.
#[test]
fn no_script_has_an_expression_in_it() {
    for step in action()["runs"]["steps"].as_array().expect("steps") {
        let script = step["run"].as_str().unwrap_or_default();
        assert!(!script.contains("${{"), "{script}");
        assert!(script.is_empty() || step["shell"] == "bash", "{step}");
    }
}

#[test]
fn every_input_is_used_and_documented() {
    let text = fs::read_to_string(root().join(".github/actions/doctrue/action.yml")).expect("the action");
    let notes = fs::read_to_string(root().join("notes/manual/ci.md")).expect("notes/manual/ci.md");
    for (name, input) in action()["inputs"].as_object().expect("inputs") {
        assert!(text.contains(&format!("inputs.{name}")), "{name} is not used");
        let default = match input["default"].as_str().expect("a default") {
            "" => String::new(),
            default => format!("`{default}`"),
        };
        let row = format!("| `{name}` | {default} | {} |", input["description"].as_str().expect("a description"));
        assert!(notes.contains(&row.replace("|  |", "| |")), "notes/manual/ci.md lacks the row\n{row}");
    }
}

/// The archive of this build as a release, in a folder.
fn release(project: &Project, target: &str) -> String {
    let folder = project.path().join("releases/v9.9.9");
    let built = command(project.path()).get_program().to_owned();
    success_of(Command::new("bash").arg(root().join(".github/package.sh")).arg(built).arg(target).arg(&folder))
        .expect("bash");
    format!("file://{}", project.path().join("releases").display())
}

fn install(project: &Project, releases: &str) -> Output {
    let mut step = step("install", project, &[("version", "v9.9.9")]);
    output_of(step.env("DOCTRUE_RELEASES", releases), b"").expect("bash")
}

#[test]
fn a_release_is_installed_if_its_checksum_holds() {
    if success_of(Command::new("curl").arg("--version")).is_none() {
        return;
    }
    let project = Project::new().file("good.md", GOOD);
    let target = match (std::env::consts::OS, std::env::consts::ARCH) {
        ("macos", arch) => format!("{arch}-apple-darwin"),
        (_, arch) => format!("{arch}-unknown-linux-gnu"),
    };
    let releases = release(&project, &target);
    let output = install(&project, &releases);
    assert!(output.status.success(), "{}", text(&output));
    let told = status_told(&project);
    let executable = told.trim().strip_prefix("executable=").expect("an output").to_owned();
    let folder = Path::new(&executable).parent().expect("a folder");
    for name in ["README.md", "LICENSE-MIT", "man/doctrue-check.1", "complete/_doctrue", "complete/doctrue.bash"] {
        assert!(folder.join(name).is_file(), "{name}");
    }
    let output = output_of(&mut step("check", &project, &[("executable", &executable), ("paths", "good.md")]), b"");
    assert!(output.as_ref().expect("bash").status.success(), "{}", text(&output.expect("bash")));

    let archive = project.path().join(format!("releases/v9.9.9/doctrue-{target}.tgz"));
    let mut changed = fs::read(&archive).expect("the archive");
    changed.push(0);
    fs::write(&archive, changed).expect("the archive");
    let output = install(&project, &releases);
    assert_eq!(output.status.code(), Some(2), "{}", text(&output));
    assert!(text(&output).contains("not what its checksum says"), "{}", text(&output));
    assert_eq!(status_told(&project), "");

    let output = install(&project, &format!("{releases}/missing"));
    assert_eq!(output.status.code(), Some(2), "{}", text(&output));
}

/// Schemas and linters of others; the schemas come with the program.
#[test]
fn checkers_of_workflows_find_nothing_wrong() {
    let github = root().join(".github");
    let workflows: Vec<_> =
        fs::read_dir(github.join("workflows")).expect("workflows").flatten().map(|entry| entry.path()).collect();
    let schema = |name: &str| {
        let mut command = Command::new("check-jsonschema");
        command.args(["--builtin-schema", name]);
        command
    };
    success_of(schema("vendor.github-workflows").args(&workflows));
    success_of(schema("vendor.github-actions").arg(github.join("actions/doctrue/action.yml")));
    success_of(Command::new("actionlint").args(&workflows));
    let scripts = ["actions/doctrue/check.sh", "actions/doctrue/install.sh", "package.sh"];
    success_of(Command::new("shellcheck").args(scripts.map(|script| github.join(script))));
}
