//! Tests of the test cases, read by another XML parser's rules.

use super::*;
use crate::judge::VERDICTS;
use crate::report::{EXIT_ERROR, EXIT_OK, sample};
use proptest::prelude::*;

fn xml(report: &Report, strict: bool) -> String {
    render(report, Setting { strict, ..sample::SETTING }).expect("XML")
}

/// The report as its reader has it.
fn read(report: &Report, strict: bool) -> quick_junit::Report {
    quick_junit::Report::deserialize_from_str(&xml(report, strict)).expect("JUnit")
}

fn cases(report: &quick_junit::Report) -> impl Iterator<Item = &TestCase> {
    report.test_suites.iter().flat_map(|suite| &suite.test_cases)
}

fn outcome(case: &TestCase) -> &'static str {
    match &case.status {
        TestCaseStatus::Success { .. } => "passed",
        TestCaseStatus::NonSuccess { kind: NonSuccessKind::Failure, .. } => "failure",
        TestCaseStatus::NonSuccess { kind: NonSuccessKind::Error, .. } => "error",
        TestCaseStatus::Skipped { .. } => "skipped",
    }
}

#[test]
fn each_claim_finding_and_error_is_a_test_case() {
    for strict in [false, true] {
        let report = sample::report(vec![sample::document(), sample::document()]);
        let summary = &report.summary;
        let read = read(&report, strict);
        assert_eq!(read.tests, summary.claims + summary.findings + report.errors.len());
        assert_eq!(read.tests, cases(&read).count());
        let passed = cases(&read).filter(|case| outcome(case) == "passed").count();
        assert_eq!(Some(&passed), summary.claims_by_verdict.get(&Verdict::Confirmed), "nothing else passes");
    }
}

#[test]
fn what_fails_the_check_is_a_failure_or_an_error() {
    let of = |verdict, strict| {
        let mut document = sample::document();
        document.claims = vec![sample::claim(4, verdict)];
        document.findings.clear();
        outcome(cases(&read(&sample::report(vec![document]), strict)).next().expect("a case"))
    };
    for (verdict, [lenient, strict]) in VERDICTS.into_iter().zip([
        ["passed", "passed"],
        ["failure", "failure"],
        ["failure", "failure"],
        ["skipped", "failure"],
        ["error", "error"],
        ["skipped", "error"],
        ["skipped", "skipped"],
    ]) {
        assert_eq!((of(verdict, false), of(verdict, true)), (lenient, strict), "{verdict:?}");
    }
}

#[test]
fn nobody_sees_green_where_the_check_fails() {
    for (exit_status, is_red) in [(EXIT_OK, false), (EXIT_FAILURE, true), (EXIT_ERROR, true), (130, true)] {
        let mut report = sample::report(Vec::new());
        report.errors.clear();
        report.summary.exit_status = exit_status;
        let read = read(&report, true);
        assert_eq!(read.failures + read.errors > 0, is_red, "{exit_status}");
    }
}

#[test]
fn names_are_unique_and_know_no_lines() {
    let mut document = sample::document();
    document.claims.extend((0..3).map(|line| sample::claim(10 + line, Verdict::Wrong)));
    let report = sample::report(vec![document]);
    let read = read(&report, false);
    let names: Vec<_> = cases(&read).map(|case| (case.classname.clone(), case.name.as_str().to_owned())).collect();
    let unique: std::collections::BTreeSet<_> = names.iter().cloned().collect();
    assert_eq!(unique.len(), names.len());
    assert_eq!(names[0].1, "Counting > Sums & <products>: `15`");
    assert_eq!(names[9].1, "Counting > Sums & <products>: `15` (10)");
}

#[test]
fn a_number_is_never_given_twice() {
    let mut names = Names::default();
    let given = ["x", "x (2)", "x", "x", "x (2)"].map(|name| names.unique("c", name));
    assert_eq!(given, ["x", "x (2)", "x (3)", "x (4)", "x (2) (2)"]);
}

#[test]
fn a_path_is_a_package_and_a_class() {
    for (path, class) in [
        ("notes/a.md", "notes.a"),
        ("README.md", "README"),
        ("notes/python 3.11/b.c.md", "notes.python 3_11.b_c"),
        ("/tmp/a.md", "tmp.a"),
        ("../a", "__.a"),
    ] {
        assert_eq!(class_name(path), class);
    }
}

#[test]
fn the_time_of_an_example_counts_once() {
    let read = read(&sample::report(vec![sample::document()]), false);
    let total: Duration = cases(&read).filter_map(|case| case.time).sum();
    assert_eq!(total, Duration::from_millis(12));
    assert_eq!(read.test_suites[0].time, Some(total));
}

/// Whether XML 1.0 allows it (section 2.2).
fn is_xml(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

proptest! {
    #[test]
    fn any_text_is_xml_and_is_read_back(text in "[\\PC\u{0}-\u{9f}\u{fffe}\u{ffff}\u{202e}<>&\"'\\]\n a-c]{0,40}|\\]\\]>|<!\\[CDATA\\[|&#0;") {
        let report = sample::report(vec![sample::hostile(&text)]);
        let xml = xml(&report, false);
        prop_assert!(xml.chars().all(is_xml), "{:?}", xml);
        let read = quick_junit::Report::deserialize_from_str(&xml).map_err(|error| TestCaseError::fail(format!("{error}\n{xml}")))?;
        prop_assert_eq!(read.tests, 4);
        let name = on_one_line(&text);
        for case in cases(&read).take(3) {
            let file = case.extra.iter().find(|(key, _)| key.as_str() == "file").map(|(_, value)| value.as_str().to_owned());
            prop_assert_eq!(file, Some(name.clone()));
        }
    }
}
