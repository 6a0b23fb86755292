//! The hooks that pre-commit and prek read: what they say, and that the program understands it.

use crate::project::{Project, command, root};
use crate::tool::{skipped, success_of, text};
use serde_json::Value;
use std::fs;
use std::process::Command;

fn hooks() -> Vec<Value> {
    let text = fs::read_to_string(root().join(".pre-commit-hooks.yaml")).expect("the hooks");
    serde_saphyr::from_str(&text).expect("a list of hooks")
}

fn words(hook: &Value) -> Vec<String> {
    hook["entry"].as_str().expect("an entry").split(' ').map(str::to_owned).collect()
}

#[test]
fn there_is_a_hook_that_checks_and_one_that_fixes() {
    let ids: Vec<_> = hooks().iter().map(|hook| hook["id"].as_str().expect("an id").to_owned()).collect();
    assert_eq!(ids, ["doctrue", "doctrue-fix"]);
    for hook in hooks() {
        assert_eq!(words(&hook)[0], "doctrue", "{hook}");
        assert!(
            words(&hook).contains(&"--force-exclude".to_owned()),
            "a user's args would replace it elsewhere: {hook}"
        );
        assert_eq!(hook["args"], serde_json::json!([]), "{hook}");
        assert_eq!(hook["types_or"], serde_json::json!(["markdown"]), "{hook}");
        assert_eq!(hook["require_serial"], true, "doctrue runs several examples at a time itself: {hook}");
    }
}

#[test]
fn hooks_pass_fail_and_leave_out_what_is_excluded() {
    for hook in hooks() {
        let entry = words(&hook);
        let run = |project: &Project, files: &[&str]| {
            let args: Vec<_> = entry[1..].iter().map(String::as_str).chain(files.iter().copied()).collect();
            project.run(&args)
        };
        let project = Project::new()
            .file("a note.md", "```python\nprint(1)  # Output: 1\n```\n")
            .file("drafts/b.md", "```python\nprint(1)  # Output: 2\n```\n")
            .file("doctrue.toml", "exclude = [\"drafts\"]\n");
        run(&project, &["a note.md", "drafts/b.md"]).expect(0);
        run(&project, &["drafts/b.md"]).expect(0);
        let project = project.file("c.md", "```python\nprint(1)  # Output: 2\n```\n");
        run(&project, &["a note.md", "c.md"]).expect(1);
    }
}

#[test]
fn the_fixing_hook_fails_once_and_passes_then() {
    let hook = hooks().into_iter().find(|hook| hook["id"] == "doctrue-fix").expect("the hook");
    let entry = words(&hook);
    let args: Vec<_> = entry[1..].iter().map(String::as_str).chain(["a.md"]).collect();
    let project = Project::new().file("a.md", "```python\nprint(1)  # Output: 2\n```\n");
    project.run(&args).expect(1);
    let fixed = fs::read_to_string(project.path().join("a.md")).expect("the document");
    assert_eq!(fixed, "```python\nprint(1)  # Output: 1\n```\n");
    project.run(&args).expect(0);
}

#[test]
fn managers_of_hooks_find_nothing_wrong() {
    for manager in ["pre-commit", "prek"] {
        success_of(Command::new(manager).arg("validate-manifest").arg(root().join(".pre-commit-hooks.yaml")));
    }
}

/// Both managers run the hooks in a repository with more files than one command line holds. The hooks are declared local,
/// with the program that is built: neither registry nor compiler is asked.
#[test]
fn managers_of_hooks_run_them() {
    for manager in ["pre-commit", "prek"] {
        let Some(version) = success_of(Command::new(manager).arg("--version")) else { continue };
        let (good, bad) = ("```python\nprint(1)  # Output: 1\n```\n", "```python\nprint(1)  # Output: 2\n```\n");
        let project = Project::new().file("a note.md", good).file("b.md", bad).file("c.txt", bad);
        let local: Vec<_> = hooks().into_iter().map(|hook| declared_here(&project, hook)).collect();
        let config = serde_json::json!({ "repos": [{ "repo": "local", "hooks": local }] });
        let project = project.file(".pre-commit-config.yaml", config.to_string());
        for args in [&["init", "--quiet"][..], &["add", "."]] {
            if success_of(Command::new("git").args(args).current_dir(project.path())).is_none() {
                return skipped("the hooks need git");
            }
        }
        let run = |id: &str| {
            let mut command = Command::new(manager);
            command.args(["run", id, "--all-files", "--verbose"]).current_dir(project.path());
            for name in ["HOME", "PRE_COMMIT_HOME", "PREK_HOME"] {
                command.env(name, project.path().join(".git/home"));
            }
            command.output().expect("the manager")
        };
        let checked = run("doctrue");
        assert!(!checked.status.success() && text(&checked).contains("b.md:2"), "{version}: {}", text(&checked));
        assert!(text(&checked).contains("documents: 2"), "{version}: {}", text(&checked));
        let fixed = run("doctrue-fix");
        assert!(!fixed.status.success(), "{version}: {}", text(&fixed));
        assert_eq!(fs::read_to_string(project.path().join("b.md")).expect("a document"), good, "{version}");
        let again = run("doctrue-fix");
        assert!(again.status.success(), "{version}: {}", text(&again));
    }
}

/// `hook` with the program of this build.
fn declared_here(project: &Project, mut hook: Value) -> Value {
    let program = command(project.path()).get_program().to_string_lossy().into_owned();
    let entry = hook["entry"].as_str().expect("an entry").replacen("doctrue", &program, 1);
    hook["entry"] = entry.into();
    hook["language"] = "system".into();
    hook
}
