//! The JSON report: it satisfies its schema, and its totals add up.

use crate::project::Project;
use crate::schema::complaints;
use serde_json::Value;

/// A document with every kind of block and verdict that can be had without luck.
pub(crate) const EVERYTHING: &str = "# All\n
```python\nprint(1)  # Output: 1\nprint(2)  # Output: 3\nprint(3)  # words about it\n```\n
```python\nimport random\nprint(random.random())  # Output: 0.1\n```\n
```python\n1/0\nprint(1)  # Output: 1\n```\n
```python\nimport no_such_package\nprint(1)  # 1\n```\n
```python timeout=1s\nwhile True: pass\n```\n
```python\nx = = 1\n```\n
```python\n<a> = <b>\n```\n
```sh\nls\n```\n
```python\nprint('unclosed')\n";

fn everything() -> Value {
    Project::new().file("a.md", EVERYTHING).report(&["a.md", "missing.md"])
}

#[test]
fn the_schema_accepts_the_report_and_refuses_what_it_does_not_know() {
    let report = everything();
    let (mut misspelt, mut surprising) = (report.clone(), report.clone());
    misspelt["documents"][0]["claims"][0]["verdict"] = "perhaps".into();
    surprising["documents"][0]["surprise"] = 1.into();
    let Some(complaints) = complaints("report.schema.json", &[report, misspelt, surprising]) else { return };
    assert!(complaints[0].is_empty(), "{complaints:#?}");
    assert!(!complaints[1].is_empty() && !complaints[2].is_empty(), "{complaints:#?}");
}

#[test]
fn the_totals_add_up_and_count_what_is_listed() {
    let report = everything();
    let summary = &report["summary"];
    let sum = |key: &str| summary[key].as_object().expect("counts").values().filter_map(Value::as_u64).sum::<u64>();
    let listed = |key: &str| -> u64 {
        let documents = report["documents"].as_array().expect("documents");
        documents.iter().map(|document| document[key].as_array().expect("a list").len() as u64).sum()
    };
    for (total, by, list) in [
        ("blocks", "blocks_by_status", "blocks"),
        ("claims", "claims_by_verdict", "claims"),
        ("findings", "findings_by_severity", "findings"),
    ] {
        assert_eq!(summary[total].as_u64(), Some(sum(by)), "{total}");
        assert_eq!(summary[total].as_u64(), Some(listed(list)), "{total}");
    }
    for (verdict, count) in
        [("confirmed", 1), ("wrong", 1), ("volatile", 1), ("unreached", 1), ("skipped", 1), ("unverified", 1)]
    {
        assert_eq!(summary["claims_by_verdict"][verdict], count, "{verdict}");
    }
    for (status, count) in [
        ("ran", 3),
        ("raised", 1),
        ("skipped", 1),
        ("timed_out", 1),
        ("invalid", 1),
        ("not_example", 1),
        ("not_python", 1),
    ] {
        assert_eq!(summary["blocks_by_status"][status], count, "{status}");
    }
    assert_eq!(summary["exit_status"], 2, "a missing file is trouble of the check itself");
}

#[test]
fn a_claim_is_placed_on_its_documented_text() {
    let report = Project::new().file("a.md", "> ```py\n> print('é')  # Output: e\n> ```\n").report(&["a.md"]);
    let claim = &report["documents"][0]["claims"][0];
    let place: Vec<_> =
        ["line", "column", "end_line", "end_column", "block_line"].iter().map(|key| claim[*key].as_u64()).collect();
    assert_eq!(place, [2, 25, 2, 26, 1].map(Some));
    assert_eq!((&claim["expected"], &claim["actual"], &claim["replacement"]), (&"e".into(), &"é".into(), &"é".into()));
}

#[test]
fn bytes_that_are_not_utf8_spoil_only_their_own_block() {
    let mut note = b"caf\xe9\n\n```python\nprint(1)  # Output: 1\n```\n\n```python\nprint('".to_vec();
    note.extend(b"\xe9')  # Output: 1\n```\n");
    let report = Project::new().file("a.md", note).report(&["a.md"]);
    let document = &report["documents"][0];
    assert_eq!(document["claims"].as_array().map(Vec::len), Some(2));
    assert_eq!(document["claims"][0]["verdict"], "confirmed");
    assert_eq!(document["claims"][1]["verdict"], "skipped");
    assert_eq!(document["blocks"][1]["status"], "invalid");
    let lines: Vec<_> = document["findings"].as_array().expect("findings").iter().map(|f| f["line"].as_u64()).collect();
    assert_eq!(lines, [Some(1), Some(8)]);
}
