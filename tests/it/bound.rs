//! The directive `python`: blocks, outputs and claims that are about some versions of Python only, by one interpreter and by
//! several. Older Pythons are the stand-ins of `stale`.

use crate::project::Project;
use crate::stale::{NEW, OLD, claims, minor, own, run, run_in, told};
use serde_json::Value;
use std::fs;

/// Code that prints what stand-ins show otherwise.
const CODE: &str = "from fractions import Fraction\nprint(repr(Fraction(1, 2)))";

/// A document with two claims for one place, one for versions before today's, and `later` since then.
fn twice(later: &str) -> String {
    let today = own().0;
    format!(
        "<!-- doctrue: python=\"<3.{today}\" line=3 -->\n<!-- doctrue: python=\">=3.{today}\" line=4 -->\n```python\n{CODE}\n\
         # Output: <1 over 2>\n# Output: {later}\n```\n"
    )
}

/// The first document of the JSON report.
fn document(project: &Project, args: &[&str]) -> Value {
    let done = run_in(project, &[&["check", "--format", "json"], args].concat());
    let report: Value = serde_json::from_str(done.stdout()).unwrap_or_else(|_| panic!("{}", done.describe()));
    let complaints = crate::schema::complaints("report.schema.json", std::slice::from_ref(&report));
    assert!(complaints.is_none_or(|all| all[0].is_empty()));
    report["documents"][0].clone()
}

#[test]
fn of_two_claims_for_one_place_each_is_judged_where_its_versions_are() {
    if own().0 < 9 {
        return;
    }
    let found = claims(&twice("Fraction(1, 2)"), &[]);
    assert_eq!(told(&found), ["skipped - -", "confirmed - -"]);
    let today = own().0;
    let reason = found[0]["reason"].as_str().expect("a reason");
    assert!(reason.starts_with(&format!("needs Python <3.{today} (this is 3.{today}.")), "{reason}");
    assert_eq!((&found[0]["severity"], &found[0]["python"]), (&"note".into(), &format!("<3.{today}").into()));
    let old = format!("3.{}", minor(1));
    let all = ["--python", "python3", "--python", &old, "--strict", "a.md"];
    let (project, done) = run(&twice("Fraction(1, 2)"), &[(minor(1), OLD)], &[&["check"], &all[..]].concat());
    assert!(done.expect(0).stdout().contains("claims: 2 = 2 confirmed"));
    let wrong = |versions: &[(u32, &str)], later: &str| {
        let (_, done) = run(&twice(later), versions, &[&["check"], &all[..]].concat());
        done.expect(1).stdout().to_owned()
    };
    assert!(
        wrong(&[(minor(1), NEW)], "Fraction(1, 2)")
            .contains(&format!("wrong on Python {old}, skipped since 3.{today}"))
    );
    assert!(wrong(&[(minor(1), OLD)], "Fraction(1, 3)").contains("2 = 1 confirmed + 1 wrong"));
    assert_eq!(told(document(&project, &["a.md"])["claims"].as_array().expect("claims"))[1], "confirmed - -");
}

#[test]
fn a_fix_changes_only_what_is_about_the_interpreter_that_runs() {
    let (project, done) = run(&twice("Fraction(1, 3)"), &[(minor(1), OLD)], &["fix", "a.md"]);
    let text = fs::read_to_string(project.path().join("a.md")).expect("the document");
    assert_eq!(text, twice("Fraction(1, 2)"), "{}", done.describe());
}

#[test]
fn a_claim_is_not_stale_by_a_python_that_it_is_not_about() {
    let today = own().0;
    let document =
        format!("<!-- doctrue: python=\">=3.{today}\" line=2 -->\n```python\n{CODE}  # Output: <1 over 2>\n```\n");
    assert_eq!(told(&claims(&document, &[(minor(1), OLD)])), ["wrong unknown -"]);
    assert!(
        told(&claims(&document.replace(">=3.", "<=9.0.0,>3.0.0, !=3.99."), &[(minor(1), OLD)]))[0].starts_with("stale")
    );
}

#[test]
fn each_version_has_an_output_of_its_own() {
    let today = own().0;
    let fence =
        |said: &str, text: &str| format!("<!-- doctrue: python=\"{said}3.{today}\" -->\n```text\n{text}\n```\n\n");
    let document = format!(
        "```python\n{CODE}\nprint(1)\n```\n\nBefore the change:\n\n{}Now, as the notes say of it:\n\n{}",
        fence("<", "<1 over 2>\n1"),
        fence(">=", "Fraction(1, 2)\n1")
    );
    let (project, _) = run(&document, &[(minor(1), OLD)], &["check"]);
    assert_eq!(
        told(self::document(&project, &["a.md"])["claims"].as_array().expect("claims")),
        ["skipped - -", "confirmed - -"]
    );
    let old = format!("3.{}", minor(1));
    let done = run_in(&project, &["check", "--strict", "--python", &old, "--python", "python3", "a.md"]).expect(0);
    assert!(done.stdout().contains("claims: 2 = 2 confirmed"), "{}", done.describe());
}

#[test]
fn a_block_for_other_versions_is_a_note() {
    let block = "```python\nprint(1)  # Output: 2\n```\n";
    let other = "python: \">=3.99\"";
    for (text, config) in [
        (format!("<!-- doctrue: python=\">=3.99\" -->\n{block}"), ""),
        (format!("---\ndoctrue:\n  {other}\n---\n\n{block}"), ""),
        (block.to_owned(), "[directives]\npython = \">=3.99\"\n"),
    ] {
        let project = Project::new().file("a.md", &text).file("doctrue.toml", config);
        let done = project.run(&["check", "--strict"]).expect(0);
        assert!(done.stdout().contains("needs Python >=3.99 (this is 3."), "{}", done.describe());
    }
    // What is said of a block counts more than what is said of its document.
    let text = format!("---\ndoctrue:\n  {other}\n---\n\n<!-- doctrue: python=\">=3.8\" -->\n{block}");
    Project::new().file("a.md", text).run(&["check"]).expect(1);
}

#[test]
fn what_binds_nothing_is_told() {
    let text = "<!-- doctrue: python=\">=3.8\" line=9 -->\n```python\nprint(1)  # 1\n```\n\n\
                <!-- doctrue: python=\">=3.8\" line=1 -->\n```python\nx = 1\nprint(x)  # 1\n```\n\n\
                <!-- doctrue: python=\"<=3.9\" -->\n```python\nprint(1)  # 1\n```\n\n\
                <!-- doctrue: python=\">=3.8\" -->\n```sh\nls\n```\n";
    let project = Project::new().file("a.md", text);
    let report = project.report(&["a.md"]);
    let findings = report["documents"][0]["findings"].as_array().expect("findings");
    let told = |finding: &Value| format!("{} {}", finding["line"], finding["code"].as_str().expect("a word"));
    assert_eq!(
        findings.iter().map(told).collect::<Vec<_>>(),
        ["1 invalid-directive", "6 unused-directive", "12 invalid-directive", "17 unused-directive"]
    );
    assert!(findings[2]["message"].as_str().expect("a message").ends_with("write `<3.10`"));
}

/// A script with this `requires-python` and claim.
fn script(requires: &str, claim: &str) -> String {
    format!("```python\n# /// script\n# requires-python = \"{requires}\"\n# ///\n{CODE}  # Output: {claim}\n```\n\n")
}

#[test]
fn a_script_runs_on_the_python_that_it_asks_for() {
    let today = own().0;
    let before = format!("<3.{today}");
    let text = [script(&before, "<1 over 2>"), script(&before, "<1 over 3>"), script(">=3.99", "1")].concat();
    let (project, done) = run(&text, &[(minor(1), OLD)], &["check", "a.md"]);
    let note = format!("it ran on Python 3.{}, which its author asks for", minor(1));
    assert!(done.expect(1).stdout().contains(&note));
    let found = document(&project, &["a.md"]);
    let found = found["claims"].as_array().expect("claims");
    assert_eq!(told(found), ["confirmed author -", "wrong unknown -", "skipped - -"]);
    assert_eq!((&found[0]["evidence"]["kind"], &found[2]["reason"]), (&"author".into(), &"needs Python >=3.99".into()));
    // Where several Pythons are asked for, each runs what it may.
    let old = format!("3.{}", minor(1));
    let all = ["--python", "python3", "--python", &old, "--no-evidence", "a.md"];
    assert_eq!(told(document(&project, &all)["claims"].as_array().expect("claims"))[0], "confirmed - -");
    run_in(&project, &["fix", "a.md"]);
    let fixed = fs::read_to_string(project.path().join("a.md")).expect("the document");
    assert_eq!(fixed, text.replace("<1 over 3>", "<1 over 2>"));
}

#[test]
fn the_front_matter_says_of_which_python_a_document_is() {
    let today = own().0;
    let block = format!("```python\n{CODE}  # Output: <1 over 2>\n```\n");
    let of = |matter: &str| told(&claims(&format!("---\n{matter}\n---\n\n{block}"), &[(minor(1), OLD)]));
    assert_eq!(of(&format!("requires-python: \"<3.{today}\"")), ["confirmed author -"]);
    assert_eq!(of(&format!("python: '3.{}'", minor(1))), ["confirmed author -"]);
    assert_eq!(of("python: \"3.5\""), ["skipped - -"]);
    assert!(of("python: snake")[0].starts_with("stale"), "{:?}", of("python: snake"));
}
