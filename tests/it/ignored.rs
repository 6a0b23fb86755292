//! What authors leave out, with a reason.

use crate::project::Project;
use crate::schema::complaints;
use serde_json::Value;

/// A document of one block.
fn block(before: &str, code: &str) -> String {
    format!("# Page\n\n{before}\n\n```python\n{code}\n```\n")
}

/// Checks `text`, wants the exit status of `--strict`, and gives what is shown.
fn strict(text: &str, status: i32) -> String {
    Project::new().file("a.md", text).run(&["check", "--strict"]).expect(status).stdout().to_owned()
}

#[test]
fn a_claim_is_left_out_by_the_last_comment_of_its_line() {
    for code in [
        "print(1 + 1)  # Output: 3  # doctrue: ignore[wrong]: shown on purpose",
        "x = 5\nprint(x)  # 7  # doctrue: ignore[wrong]: a trap",
        "print(1)  # doctrue: ignore[wrong]: below\n# Output: 2",
        "print(1)\n# Output: 2  # doctrue: ignore[wrong]: below",
        "y = 1 + 1  # 3  #doctrue:ignore[wrong]: a value",
        ">>> 1 + 1  # doctrue: ignore[wrong]: at the prompt\n3",
        "import time\nprint(time.time())  # Output: 1.5  # doctrue: ignore[volatile, wrong]: the clock",
        "print(1)  # Output: 1\nassert 1 == 2  # doctrue: ignore[example-raised]: it fails",
    ] {
        let shown = strict(&(block("", code) + "\n```python\nprint(2)  # Output: 2\n```\n"), 0);
        assert!(shown.contains("ignored: 1 by their authors"), "{code}\n{shown}");
    }
}

#[test]
fn a_directive_leaves_out_a_line_of_its_block_or_what_fails_in_all_of_it() {
    let two = ">>> 1 + 1\n3\n>>> 2 + 2\n5";
    let shown = strict(&block("<!-- doctrue: ignore[wrong] line=2 reason=\"an old Python\" -->", two), 1);
    assert_eq!(shown.matches("error[wrong]").count(), 1, "{shown}");
    assert!(shown.contains("2 + 2") && shown.contains("ignored: 1"), "{shown}");
    let shown = strict(&block("<!-- doctrue: ignore[wrong] reason=\"an old Python\" -->", two), 0);
    assert!(shown.contains("ignored: 2"), "{shown}");
    let fence = "Output:\n\n<!-- doctrue: ignore[wrong] reason=\"shortened\" -->\n\n```text\n0\n2\n```\n";
    let shown = strict(&(block("", "for i in range(2):\n    print(i)") + "\n" + fence), 0);
    assert!(shown.contains("ignored: 1"), "{shown}");
}

#[test]
fn only_what_is_named_is_left_out() {
    let shown = strict(&block("", "print(1)  # Output: 2  # doctrue: ignore[volatile]: no"), 1);
    assert!(shown.contains("error[wrong]") && shown.contains("warning[unused-ignore]"), "{shown}");
    let shown = strict(&block("", "print(1)  # Output: 2  # doctrue: ignore[wrong]: yes\nprint(1)  # Output: 3"), 1);
    assert_eq!(shown.matches("error[wrong]").count(), 1, "{shown}");
}

#[test]
fn an_ignore_that_is_not_needed_is_told() {
    let shown = strict(&block("", "print(1)  # Output: 1  # doctrue: ignore[wrong]: no"), 1);
    assert!(shown.contains("warning[unused-ignore]: nothing here is `wrong`"), "{shown}");
    let before = "<!-- doctrue: ignore[wrong] reason=\"no\" -->";
    assert!(strict(&block(before, "print(1)  # Output: 1"), 1).contains("warning[unused-ignore]"));
    // Of what did not run nobody knows.
    let skipped = block("<!-- doctrue: skip reason=\"x\" -->", "print(1)  # Output: 2  # doctrue: ignore[wrong]: y");
    assert!(!strict(&skipped, 0).contains("unused-ignore"));
}

#[test]
fn a_code_and_a_reason_are_needed() {
    for (comment, told) in [
        ("# doctrue: ignore[wrong]", "write the code and a reason"),
        ("# doctrue: ignore: because", "write the code and a reason"),
        ("# doctrue: ignore[wrnog]: because", "did you mean `wrong`?"),
    ] {
        let shown = strict(&block("", &format!("print(1)  # Output: 2  {comment}")), 1);
        assert!(shown.contains("error[wrong]") && shown.contains(told), "{comment}\n{shown}");
    }
    for (directive, told) in [
        ("ignore[wrong]", "write the code and a reason"),
        ("ignore reason=\"x\"", "write the code and a reason"),
        ("ignore[wrong] line=9 reason=\"x\"", "the block has no line 9"),
        ("ignore[wrong] line=x reason=\"x\"", "write the number of a line of the block"),
    ] {
        let shown = strict(&block(&format!("<!-- doctrue: {directive} -->"), "print(1)  # Output: 2"), 1);
        assert!(shown.contains("error[wrong]") && shown.contains(told), "{directive}\n{shown}");
    }
}

#[test]
fn nothing_is_left_out_for_many_blocks_at_once() {
    let text = block("", "print(1)  # Output: 2");
    let project = Project::new().file("a.md", &text).file("doctrue.toml", "[directives]\nignore = \"wrong\"\n");
    project.run(&["check"]).expect(2);
    let front = format!("---\ndoctrue: 'ignore[wrong] reason=x'\n---\n\n{text}");
    assert!(strict(&front, 1).contains("error[wrong]"));
}

#[test]
fn fix_leaves_it_as_it_is_and_keeps_the_comment_behind_a_text_that_it_writes() {
    let ignored = block("", "print(1)  # Output: 2  # doctrue: ignore[wrong]: shown on purpose");
    Project::new().file("a.md", &ignored).run(&["fix", "--diff"]).expect(0);
    let other = block("", "print(1)  # Output: 2  # doctrue: ignore[volatile]: x");
    let project = Project::new().file("a.md", other);
    project.run(&["fix"]);
    let text = std::fs::read_to_string(project.path().join("a.md")).expect("a.md");
    assert!(text.contains("print(1)  # Output: 1  # doctrue: ignore[volatile]: x"), "{text}");
}

#[test]
fn programs_are_told_what_is_left_out() {
    let text = block(
        "",
        "print(1)  # Output: 2  # doctrue: ignore[wrong]: on purpose\nassert 0  # doctrue: ignore[example-raised]: fails",
    );
    let project = Project::new().file("a.md", text);
    let report = project.report(&["."]);
    let claim = &report["documents"][0]["claims"][0];
    let suppressed = serde_json::json!({ "kind": "ignore", "reason": "on purpose", "severity": "error" });
    assert_eq!((&claim["suppressed"], &claim["severity"]), (&suppressed, &Value::Null));
    assert_eq!((&report["summary"]["ignored"], &report["summary"]["exit_status"]), (&2.into(), &0.into()));
    if let Some(told) = complaints("report.schema.json", &[report]) {
        assert_eq!(told, [Vec::<String>::new()]);
    }
    let sarif: Value = serde_json::from_str(project.run(&["check", "--format", "sarif"]).stdout()).expect("JSON");
    let first = &sarif["runs"][0]["results"][0];
    assert_eq!(first["suppressions"][0]["kind"], "inSource");
    assert_eq!(first["suppressions"][0]["justification"], "on purpose");
}

#[test]
fn a_skip_with_a_reason_is_a_note_that_fails_nothing() {
    let right = "\n```python\nprint(2)  # Output: 2\n```\n";
    let skipped = |directive: &str| block(directive, "print(1)  # Output: 2") + right;
    let shown = strict(&skipped("<!-- doctrue: skip reason=\"opens a window\" -->"), 0);
    assert!(shown.contains("note[skipped]") && shown.contains("1 skipped by its author: opens a window"), "{shown}");
    assert!(strict(&skipped("<!-- doctrue: skip -->"), 1).contains("warning[skipped]"));
    let missing = block("", "import no_such_package\nprint(1)  # Output: 2") + right;
    assert!(strict(&missing, 1).contains("warning[skipped]"));
}
