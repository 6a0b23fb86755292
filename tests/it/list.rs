//! `doctrue list`: what is found, without running anything.

use crate::project::Project;

const NOTE: &str = "# Title\n\n```python\nprint(1)  # Output: 1\nopen('ran', 'w')\n```\n\n```bash\nls\n```\n\n```\nwith expression as variable:\n    pass\n```\n";

#[test]
fn blocks_and_claims_are_listed_and_nothing_runs() {
    let project = Project::new().file("a.md", NOTE);
    let done = project.run(&["list"]).expect(0);
    insta::assert_snapshot!(done.stdout());
    assert!(!project.path().join("ran").exists());
}

#[test]
fn the_list_as_json_has_the_same_content() {
    let done = Project::new().file("a.md", NOTE).run(&["list", "--format", "json"]).expect(0);
    let list: serde_json::Value = serde_json::from_str(done.stdout()).expect("JSON");
    let blocks = list["documents"][0]["blocks"].as_array().expect("blocks");
    let kinds: Vec<_> = blocks.iter().map(|block| block["kind"].as_str().expect("a word")).collect();
    assert_eq!(kinds, ["python", "shell", "template"]);
    assert_eq!(blocks[0]["parts"][0]["claims"][0]["expected"], "1");
    assert_eq!(blocks[1]["status"], "not_python");
    assert_eq!(blocks[0]["headings"][0], "Title");
}
