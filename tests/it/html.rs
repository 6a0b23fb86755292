//! The HTML report as the program writes it: its counts are the totals, and its links lead where they should.

use crate::project::{Project, command};
use std::fs;
use std::process::Output;

const NOTE: &str = "# Sums\n
```python\nprint(1)  # Output: 1\nprint(2)  # Output: 3\nprint(3)  # words about it\n```\n
```python\n1/0\nprint(1)  # Output: 1\n```\n
```python\nimport no_such_package\nprint(1)  # 1\n```\n
```sh\nls\n```\n";

/// Runs a check that writes both reports, with these variables and none of a CI system.
fn check(project: &Project, args: &[&str], variables: &[(&str, &str)]) -> Output {
    let mut command = command(project.path());
    for name in ["GITHUB_SHA", "CI_COMMIT_SHA"] {
        command.env_remove(name);
    }
    let fixed = ["check", "--no-config", "--report", "html=site/report.html", "--report", "json=report.json"];
    command.args(fixed).args(args).arg("notes").envs(variables.iter().copied());
    command.output().expect("the binary")
}

fn page(project: &Project) -> String {
    fs::read_to_string(project.path().join("site/report.html")).expect("the page")
}

#[test]
fn the_counts_are_the_totals() {
    let project = Project::new().file("notes/a.md", NOTE).file("notes/b.md", NOTE);
    let done = check(&project, &[], &[]);
    assert_eq!(done.status.code(), Some(1));
    let json = fs::read_to_string(project.path().join("report.json")).expect("the JSON report");
    let report: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let page = page(&project);
    let count = |part: &str| page.matches(part).count() as u64;
    let counts = report["summary"]["claims_by_verdict"].as_object().expect("counts");
    for (verdict, total) in counts {
        assert_eq!(Some(count(&format!(" data-verdict=\"{verdict}\""))), total.as_u64(), "{verdict}");
    }
    assert_eq!(Some(count(" data-finding=\"")), report["summary"]["findings"].as_u64());
    assert_eq!(Some(count(" data-path=\"")), report["summary"]["documents"].as_u64());
    assert!(page.contains("needs the package no_such_package") && page.contains("ZeroDivisionError"));
}

#[test]
fn lines_are_linked_to_as_somebody_says() {
    let project = Project::new().file("notes/a b.md", NOTE).file(".git/HEAD", "");
    let link = |args: &[&str], variables: &[(&str, &str)]| {
        let done = check(&project, args, variables);
        assert_eq!(done.status.code(), Some(1), "{}", String::from_utf8_lossy(&done.stderr));
        let page = page(&project);
        let behind = page.split("class=\"line\" href=\"").nth(1)?.to_owned();
        behind.split('"').next().map(str::to_owned)
    };
    assert_eq!(link(&[], &[]).as_deref(), Some("./../notes/a%20b.md"));
    let github =
        [("GITHUB_SERVER_URL", "https://github.com"), ("GITHUB_REPOSITORY", "ada/notes"), ("GITHUB_SHA", "abc")];
    assert_eq!(link(&[], &github).as_deref(), Some("https://github.com/ada/notes/blob/abc/notes/a%20b.md#L5-L5"));
    let template = ("DOCTRUE_LINK_TEMPLATE", "https://x.org/{path}?l={line}&e={end_line}");
    assert_eq!(link(&[], &[template]).as_deref(), Some("https://x.org/notes/a%20b.md?l=5&amp;e=5"));
    assert_eq!(link(&["--link-template", "none"], &[template]), None);
}

#[test]
fn a_template_that_could_run_something_is_refused_before_anything_runs() {
    let project = Project::new().file("notes/a.md", NOTE);
    for template in ["javascript:alert('{path}')", "https://x.org/", "https://x.org/{path}/{other}"] {
        let done = check(&project, &["--link-template", template], &[]);
        assert_eq!(done.status.code(), Some(2), "{template}");
        assert!(!project.path().join("site/report.html").exists(), "{template}");
    }
}
