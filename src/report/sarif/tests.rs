//! Tests of the log: what GitHub requires is there, and text stays text.

use super::*;
use crate::report::{DocumentReport, sample};
use proptest::prelude::*;

fn log(documents: Vec<DocumentReport>) -> Value {
    let text = render(&sample::report(documents), sample::SETTING).expect("JSON");
    serde_json::from_str(&text).expect("JSON")
}

fn results(log: &Value) -> Vec<Value> {
    log["runs"][0]["results"].as_array().expect("results").clone()
}

#[test]
fn each_problem_is_a_result_of_a_rule_that_is_described() {
    let log = log(vec![sample::document()]);
    let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().expect("rules").clone();
    let results = results(&log);
    assert_eq!(results.len(), problem::of_document(&sample::document()).len());
    for result in &results {
        let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("a size")];
        assert_eq!(rule["id"], result["ruleId"]);
        assert_eq!(rule["defaultConfiguration"]["level"], result["level"]);
    }
    for rule in &rules {
        for pointer in ["/shortDescription/text", "/fullDescription/text", "/help/text", "/help/markdown"] {
            let text = rule.pointer(pointer).and_then(Value::as_str).expect(pointer);
            assert!((1..=1024).contains(&text.chars().count()), "{pointer} of {}", rule["id"]);
        }
        let severity = rule["properties"]["problem.severity"].as_str().expect("a severity");
        assert!(["error", "warning", "recommendation"].contains(&severity));
        let precision = rule["properties"]["precision"].as_str().expect("a precision");
        assert!(["very-high", "high", "medium", "low"].contains(&precision));
    }
}

#[test]
fn every_finding_and_every_verdict_that_is_a_problem_is_a_rule_once() {
    let mut ids: Vec<_> = rules().map(|rule| rule.id).collect();
    assert_eq!(ids.len(), 5 + CODES.len());
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 5 + CODES.len());
}

#[test]
fn a_report_without_problems_has_an_empty_list_of_results() {
    assert_eq!(log(Vec::new())["runs"][0]["results"], json!([]));
}

#[test]
fn what_could_not_be_checked_is_a_notification() {
    let log = log(Vec::new());
    let invocation = &log["runs"][0]["invocations"][0];
    assert_eq!((&invocation["exitCode"], &invocation["executionSuccessful"]), (&json!(2), &json!(false)));
    let notification = &invocation["toolExecutionNotifications"][0];
    assert_eq!(notification["message"]["text"], "cannot read it");
    assert_eq!(notification["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "gone.md");
}

#[test]
fn only_texts_of_one_line_are_offered() {
    let mut document = sample::document();
    assert_eq!(
        results(&log(vec![sample::document()]))[0]["fixes"][0]["artifactChanges"][0]["replacements"][0],
        json!({
            "deletedRegion": {"startLine": 5, "startColumn": 20, "endLine": 5, "endColumn": 22},
            "insertedContent": {"text": "16"},
        })
    );
    document.claims[1].replacement = Some("1\n2".to_owned());
    assert_eq!(results(&log(vec![document]))[0].get("fixes"), None);
}

#[test]
fn paths_are_uris() {
    for (path, expected) in [
        ("notes/a.md", "notes/a.md"),
        ("./a.md", "a.md"),
        ("a,b:c%.md", "a%2Cb%3Ac%25.md"),
        ("a b/ü\n.md", "a%20b/%C3%BC%0A.md"),
        ("../a.md", "../a.md"),
        ("/tmp/a.md", "file:///tmp/a.md"),
        ("C:/notes/a.md", "file:///C:/notes/a.md"),
    ] {
        assert_eq!(uri(path), expected);
    }
}

/// Links in a message as viewers find them, and placeholders.
fn is_more_than_text(message: &str) -> bool {
    let pattern = regex::Regex::new(r"\[[^\[\]]*\]\([^()]*\)|\{\d+\}").expect("a pattern");
    pattern.is_match(message)
}

proptest! {
    #[test]
    fn no_text_is_more_than_text(text in "[\\PC\u{0}-\u{9f}\u{202e}\\[\\](){}0-2a-c/:%#?]{0,40}|\\[x\\]\\(http://x.y\\)|\\{0\\}|//x.y/z|a:b") {
        let log = log(vec![sample::hostile(&text)]);
        for result in results(&log) {
            let message = result["message"]["text"].as_str().expect("a message");
            prop_assert!(!message.is_empty() && !is_more_than_text(message), "{:?}", message);
            let uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().expect("a URI");
            prop_assert!(uri.chars().all(|c| c.is_ascii_alphanumeric() || "-._~/%:".contains(c)), "{:?}", uri);
            prop_assert!(!uri.contains(':') || uri.starts_with("file:///"), "{:?}", uri);
            for key in ["startLine", "startColumn", "endLine", "endColumn"] {
                prop_assert!(result["locations"][0]["physicalLocation"]["region"][key].as_u64() > Some(0), "{}", key);
            }
        }
    }
}
