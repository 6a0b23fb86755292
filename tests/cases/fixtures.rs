//! The fixtures: small documents with what they should give as data beside them.
//!
//! `fixtures/<case>/expected.json` holds the exit status and, for each document, its blocks (`line status`, and the kind
//! of what does not run or the context of what does), its findings (`line code`) and its claims: `line notation verdict
//! match`, then what was printed, what `fix` would write, and the reason. `UPDATE_FIXTURES=1 cargo test fixtures` writes
//! the files anew, to be read in the diff.

use crate::project::{command, root};
use crate::settings::settings;
use doctrue::config::Config;
use doctrue::discover::Selection;
use doctrue::pipeline::{self, Asked, Job, Progress};
use doctrue::run::Interrupt;
use doctrue::settings::{Input, RunSettings, Strictness};
use libtest_mimic::{Failed, Trial};
use regex::Regex;
use serde_json::Value;
use similar::TextDiff;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long an example may take.
const TIMEOUT: Duration = Duration::from_secs(20);

/// One folder in this many is also checked without supervisors, unless all are.
const SAMPLE: usize = 6;

/// A test for each folder, and another one for the tool without supervisors, which is to judge alike.
pub(crate) fn trials(is_full: bool) -> Vec<Trial> {
    let entries = fs::read_dir(root().join("fixtures")).expect("fixtures").flatten();
    let mut cases: Vec<_> = entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    cases.sort();
    assert!(cases.len() >= 10, "fixtures are found");
    let trials = |(index, case): (usize, PathBuf)| {
        let name = case.file_name().expect("a name").to_string_lossy().into_owned();
        let other = case.clone();
        let alone = Trial::test(format!("without_supervisors::{name}"), move || is_judged_alike(&other));
        [
            Trial::test(format!("fixtures::{name}"), move || gives_what_is_expected(&case)),
            alone.with_ignored_flag(!is_full && index % SAMPLE != 0),
        ]
    };
    cases.into_iter().enumerate().flat_map(trials).collect()
}

fn gives_what_is_expected(case: &Path) -> Result<(), Failed> {
    let found = digest(&report(case));
    if std::env::var_os("UPDATE_FIXTURES").is_some() {
        fs::write(case.join("expected.json"), &found)?;
    }
    differ(&expected(case)?, &found)
}

/// The same by the tool alone, as it works where there are no supervisors.
fn is_judged_alike(case: &Path) -> Result<(), Failed> {
    let settings = RunSettings { timeout: TIMEOUT, ..settings(None) };
    let selection = Selection::from(Input::Paths(vec![case.to_owned()]));
    let report = pipeline::check(&Job {
        selection: &selection,
        config: &Config::default(),
        settings: &settings,
        strictness: Strictness::default(),
        known: None,
        asked: &Asked::default(),
        max_fail: None,
        interrupt: &Interrupt::default(),
        progress: &Nobody,
    });
    // Only supervisors ask a program where it is before they stop it.
    let place = Regex::new(r#"( the time limit) on line \d+|"\d+( example-stopped")"#)?;
    let without_place = |text: &str| place.replace_all(text, "$1$2").into_owned();
    let found = digest(&serde_json::to_value(report.expect("a report"))?);
    differ(&without_place(&expected(case)?), &without_place(&found))
}

struct Nobody;

impl Progress for Nobody {
    fn begin(&self, _: usize) {}
    fn document_done(&self) {}
}

fn expected(case: &Path) -> Result<String, Failed> {
    let path = case.join("expected.json");
    Ok(fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?)
}

/// Shows how what was found differs from what is expected.
fn differ(expected: &str, found: &str) -> Result<(), Failed> {
    if found == expected {
        return Ok(());
    }
    let diff = TextDiff::from_lines(expected, found);
    Err(diff.unified_diff().header("expected", "found").to_string().into())
}

/// The JSON report on all documents of a case.
fn report(case: &Path) -> Value {
    let output =
        command(case).args(["check", "--format", "json", "--timeout", "20s", "."]).output().expect("the binary");
    let told = String::from_utf8_lossy(&output.stderr);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}\n{told}"))
}

/// What is held of a report, as JSON with a line for each thing.
fn digest(report: &Value) -> String {
    let mut text = format!("{{\n  \"exit_status\": {},\n  \"documents\": {{", report["summary"]["exit_status"]);
    for (index, document) in items(&report["documents"]).iter().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        let name = Path::new(word(document, "path")).file_name().expect("a name").to_string_lossy();
        let _ = write!(text, "{comma}\n    {}: {{", Value::from(name));
        let parts = [("blocks", block as fn(&Value) -> String), ("claims", claim), ("findings", finding)];
        for (part, (name, show)) in parts.into_iter().enumerate() {
            let comma = if part == 0 { "" } else { "," };
            let lines: Vec<_> = items(&document[name]).iter().map(|item| format!("\n        {}", show(item))).collect();
            let close = if lines.is_empty() { "" } else { "\n      " };
            let _ = write!(text, "{comma}\n      \"{name}\": [{}{close}]", lines.join(","));
        }
        text.push_str("\n    }");
    }
    text + "\n  }\n}\n"
}

fn items(list: &Value) -> &[Value] {
    list.as_array().expect("an array")
}

fn word<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

/// A line number and words, as JSON.
fn line(item: &Value, words: &[&str]) -> String {
    Value::from(format!("{} {}", item["line"], words.join(" ")).trim_end()).to_string()
}

fn block(block: &Value) -> String {
    let status = word(block, "status");
    let more = word(block, if status.starts_with("not_") { "kind" } else { "context" });
    line(block, &[status, if more == "none" { "" } else { more }])
}

fn finding(finding: &Value) -> String {
    line(finding, &[word(finding, "code")])
}

fn claim(claim: &Value) -> String {
    let verdict = word(claim, "verdict");
    let mut shown = line(claim, &[word(claim, "notation"), verdict, word(claim, "match")]);
    for key in ["actual", "replacement", "reason"] {
        // What a volatile claim printed is another text in each run.
        let text = claim[key].as_str().filter(|_| verdict != "volatile" || key != "actual");
        if let Some(text) = text {
            let _ = write!(shown, ", \"{key}\": {}", Value::from(steady(text, verdict)));
        }
    }
    format!("{{\"claim\": {shown}}}")
}

/// `text` without what differs from run to run: addresses, and what a reason quotes of what is volatile.
fn steady(text: &str, verdict: &str) -> String {
    let pattern = if verdict == "volatile" { "0x[0-9a-f]+|`[^`]*`" } else { "0x[0-9a-f]+" };
    Regex::new(pattern).expect("a pattern").replace_all(text, "...").into_owned()
}
