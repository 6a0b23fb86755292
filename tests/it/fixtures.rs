//! The fixtures: small documents with what they should give as data beside them.
//!
//! `fixtures/<case>/expected.json` holds the exit status and, for each document, its blocks (`line status`, and the kind
//! of what does not run or the context of what does), claims (`line notation verdict match`) and findings (`line code`). With `UPDATE_FIXTURES=1` the files are written anew,
//! to be read in the diff.

use crate::project::{command, root};
use serde_json::{Map, Value, json};
use std::fs;
use std::path::{Path, PathBuf};

fn cases() -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join("fixtures")).expect("fixtures");
    let mut cases: Vec<_> = entries.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    cases.sort();
    cases
}

/// The JSON report on all documents of a case.
fn report(case: &Path) -> Value {
    let output =
        command(case).args(["check", "--format", "json", "--timeout", "20s", "."]).output().expect("the binary");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{}: {error}", case.display()))
}

fn word<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

fn digest(report: &Value) -> Value {
    let lines = |items: &Value, show: &dyn Fn(&Value) -> String| -> Vec<String> {
        let items = items.as_array().expect("an array").iter();
        items.map(|item| format!("{} {}", item["line"], show(item)).trim_end().to_owned()).collect()
    };
    let block = |block: &Value| {
        let runs = !word(block, "status").starts_with("not_");
        let more = if runs { word(block, "context") } else { word(block, "kind") };
        format!("{} {}", word(block, "status"), if more == "none" { "" } else { more })
    };
    let mut documents = Map::new();
    for document in report["documents"].as_array().expect("documents") {
        let claim =
            |claim: &Value| format!("{} {} {}", word(claim, "notation"), word(claim, "verdict"), word(claim, "match"));
        documents.insert(
            word(document, "path").to_owned(),
            json!({
                "blocks": lines(&document["blocks"], &block),
                "claims": lines(&document["claims"], &claim),
                "findings": lines(&document["findings"], &|finding| word(finding, "code").to_owned()),
            }),
        );
    }
    json!({ "exit_status": report["summary"]["exit_status"], "documents": documents })
}

#[test]
fn every_fixture_gives_what_is_expected() {
    let cases = cases();
    assert!(cases.len() >= 10, "fixtures are found");
    for case in cases {
        let found = digest(&report(&case));
        let path = case.join("expected.json");
        if std::env::var_os("UPDATE_FIXTURES").is_some() {
            let text = serde_json::to_string_pretty(&found).expect("JSON") + "\n";
            fs::write(&path, text).expect("a written file");
        }
        let expected = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let expected: Value = serde_json::from_str(&expected).expect("JSON");
        let show = |value: &Value| serde_json::to_string_pretty(value).expect("JSON");
        assert_eq!(show(&found), show(&expected), "{}", case.display());
    }
}
