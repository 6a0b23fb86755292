//! Files that documents include: they are run as part of the page, told at the line that includes them, and never written.

use crate::project::Project;
use serde_json::Value;

const NOTE: &str = "```python\n{{#include code.py}}\n```\n\n```python\nprint(twice(4))\n# Output: 9\n```\n\n```python\n{{#include ../code.py}}\n```\n";

fn project() -> Project {
    let code = "def twice(x):\n    return 2 * x\n\n\nprint(twice(2))\n# Output: 5\n";
    Project::new().file(".git/HEAD", "").file("docs/a.md", NOTE).file("docs/code.py", code)
}

#[test]
fn an_included_file_runs_and_its_claims_are_told_at_the_line_that_includes_it() {
    let report = project().report(&["docs"]);
    let claims = report["documents"][0]["claims"].as_array().expect("claims");
    let told = |claim: &Value| (claim["line"].as_u64(), claim["verdict"].as_str().map(str::to_owned));
    let told: Vec<_> = claims.iter().map(told).collect();
    assert_eq!(told, [(Some(2), Some("wrong".to_owned())), (Some(7), Some("wrong".to_owned()))]);
    assert_eq!((&claims[0]["hint"], &claims[0]["replacement"]), (&"stands in `code.py`".into(), &Value::Null));
    let blocks = report["documents"][0]["blocks"].as_array().expect("blocks");
    let lines: Vec<_> = blocks.iter().map(|block| (block["line"].as_u64(), block["end_line"].as_u64())).collect();
    assert_eq!(lines, [(Some(1), Some(3)), (Some(5), Some(8)), (Some(10), Some(12))]);
    assert_eq!(blocks[1]["reason"], "ran behind the block on line 1");
    assert_eq!((&blocks[2]["status"], &blocks[0]["status"]), (&"skipped".into(), &"ran".into()));
}

#[test]
fn a_fix_writes_the_document_and_never_what_it_includes() {
    let project = project();
    let code = std::fs::read(project.path().join("docs/code.py")).expect("a file");
    let done = project.run(&["fix", "docs"]).expect(1);
    assert!(done.stdout().contains("refused[included] docs/a.md:2"), "{}", done.describe());
    let note = std::fs::read_to_string(project.path().join("docs/a.md")).expect("a file");
    assert_eq!(note, NOTE.replace("Output: 9", "Output: 8"));
    assert_eq!(std::fs::read(project.path().join("docs/code.py")).expect("a file"), code);
}

#[test]
fn nothing_outside_of_the_repository_is_read() {
    let project = Project::new()
        .file("secret.py", "token = 'abc123'\nprint(token)\n# Output: nothing\n")
        .file("repo/.git/HEAD", "")
        .file("repo/.git/config.txt", "print('abc123')\n# Output: nothing\n")
        .file("repo/a.md", "```python\n{{#include ../secret.py}}\n```\n\n```python\n--8<-- \".git/config.txt\"\n```\n");
    for args in [["check", "--all", "--format=json", "repo"], ["check", "--all", "--format=html", "repo"]] {
        let done = project.run(&args);
        assert!(!done.stdout().contains("abc123"), "{}", done.describe());
    }
}
