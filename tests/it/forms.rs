//! All forms of the report: one run writes them, they count alike, and nothing in a document changes their shape.

use crate::project::{Project, command, root};
use crate::report::EVERYTHING;
use doctrue::report::form::{FORMS, Form};
use quick_junit::TestCaseStatus;
use regex::Regex;
use serde_json::Value;
use std::fs;
use std::path::Path;

/// Names of files that mean something to some reader of a report.
const NAMES: [&str; 4] = ["a,b:c%.md", "new\nline.md", "it's \"it\" & <b>.md", "[x](y) |@me.md"];

/// `--report FORM=out/FORM` for each form.
fn reports() -> Vec<String> {
    FORMS.iter().flat_map(|form| ["--report".to_owned(), format!("{form}=out/{form}", form = form.as_str())]).collect()
}

fn written(project: &Path, form: Form) -> String {
    fs::read_to_string(project.join("out").join(form.as_str())).expect("a report")
}

/// Runs a check that writes all forms.
fn check(project: &Project, args: &[&str]) -> i32 {
    let reports = reports();
    let args: Vec<_> = ["check", "--quiet"]
        .into_iter()
        .chain(args.iter().copied())
        .chain(reports.iter().map(String::as_str))
        .collect();
    project.run(&args).status().expect("a status")
}

/// What a JSON report counts: claims, findings, errors, and problems among the first two.
fn counts(json: &Value) -> (usize, usize, usize, usize) {
    let count = |key: &str| usize::try_from(json["summary"][key].as_u64().expect(key)).expect("a size");
    let documents = json["documents"].as_array().expect("documents");
    let claims = documents.iter().flat_map(|document| document["claims"].as_array().expect("claims"));
    let errors = json["errors"].as_array().expect("errors").len();
    let problems = claims.filter(|claim| !claim["severity"].is_null()).count() + count("findings");
    (count("claims"), count("findings"), errors, problems)
}

fn lines(text: &str, pattern: &str) -> usize {
    Regex::new(pattern).expect("a pattern").find_iter(text).count()
}

#[test]
fn one_run_writes_all_forms_and_they_count_alike() {
    let project = Project::new().file("a.md", EVERYTHING).file("b.md", "```python\nprint(1)  # Output: 1\n```\n");
    assert_eq!(check(&project, &["a.md", "b.md", "missing.md"]), 2);
    let text = |form| written(project.path(), form);
    let json: Value = serde_json::from_str(&text(Form::Json)).expect("JSON");
    let (claims, findings, errors, problems) = counts(&json);
    assert!(claims > 5 && findings > 1 && errors == 1, "{json}");

    let junit = quick_junit::Report::deserialize_from_str(&text(Form::Junit)).expect("JUnit");
    assert_eq!(junit.tests, claims + findings + errors);
    let cases = || junit.test_suites.iter().flat_map(|suite| &suite.test_cases);
    let passed = cases().filter(|case| matches!(case.status, TestCaseStatus::Success { .. })).count();
    assert_eq!(json["summary"]["claims_by_verdict"]["confirmed"].as_u64(), Some(passed as u64));

    let sarif: Value = serde_json::from_str(&text(Form::Sarif)).expect("JSON");
    assert_eq!(sarif["runs"][0]["results"].as_array().map(Vec::len), Some(problems));
    let gitlab: Value = serde_json::from_str(&text(Form::Gitlab)).expect("JSON");
    assert_eq!(gitlab.as_array().map(Vec::len), Some(problems + errors));
    assert_eq!(lines(&text(Form::Concise), r"(?m)^[ab]\.md:\d+:\d+: (error|warning|note)\["), problems);
    assert_eq!(lines(&text(Form::Github), "(?m)^::(error|warning|notice) "), problems);
    let markdown = text(Form::Markdown);
    assert!(markdown.contains(&format!("| **all** | **{claims}** |")), "{markdown}");
    assert_eq!(lines(&markdown, "(?m)^(<summary>|- )(error|warning|note) "), problems);

    let page = text(Form::Html);
    for (attribute, count) in [("verdict", claims), ("finding", findings), ("error", errors)] {
        assert_eq!(lines(&page, &format!("<(article|li)[^>]* data-{attribute}[ =>]")), count, "{attribute}");
    }

    let jsonl: Vec<Value> =
        text(Form::Jsonl).lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect();
    let documents: Vec<_> = jsonl.iter().filter(|line| line["type"] == "document").collect();
    for (line, document) in documents.iter().zip(json["documents"].as_array().expect("documents")) {
        assert_eq!(line["claims"], document["claims"]);
    }
    assert_eq!(jsonl.iter().filter(|line| line["type"] == "error").count(), errors);
    assert_eq!(jsonl.last().expect("totals")["claims"], json["summary"]["claims"]);
}

#[test]
fn forms_are_the_same_whatever_runs_at_the_same_time() {
    let mut project = Project::new();
    for number in 0..6 {
        let text = format!(
            "# {number}\n\n```python\nprint({number})  # Output: 3\n```\n\n```python\n1/0\nprint(1)  # 1\n```\n"
        );
        project = project.file(&format!("{number}.md"), text);
    }
    let times = Regex::new(
        r#"( time(stamp)?="[^"]*")|("(started|startTimeUtc|endTimeUtc)": ?"[^"]*")|("duration_ms": ?\d+)|( in [0-9.]+ s)"#,
    );
    let times = times.expect("a pattern");
    let texts = |jobs: &str| {
        assert_eq!(check(&project, &["--jobs", jobs, "."]), 1);
        FORMS.map(|form| times.replace_all(&written(project.path(), form), "TIME").into_owned())
    };
    let (one, many) = (texts("1"), texts("8"));
    // Which examples are the slowest depends on times.
    let forms = FORMS.iter().zip(one.iter().zip(&many)).filter(|(form, _)| **form != Form::Html);
    for (form, (one, many)) in forms {
        assert_eq!(one, many, "{form:?}");
    }
}

#[test]
#[cfg(unix)]
fn names_of_files_are_names_in_every_form() {
    let project = NAMES
        .iter()
        .fold(Project::new(), |project, name| project.file(name, "```python\nprint(1)  # Output: 2\n```\n"));
    assert_eq!(check(&project, &["."]), 1);
    let text = |form| written(project.path(), form);
    let mut names = NAMES;
    names.sort_unstable();

    let gitlab: Vec<Value> = serde_json::from_str(&text(Form::Gitlab)).expect("JSON");
    assert_eq!(
        gitlab.iter().map(|entry| entry["location"]["path"].as_str().expect("a path")).collect::<Vec<_>>(),
        names
    );
    let sarif: Value = serde_json::from_str(&text(Form::Sarif)).expect("JSON");
    let uris = sarif["runs"][0]["results"].as_array().expect("results").iter().map(|result| {
        let uri = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
        percent_encoding::percent_decode_str(uri.as_str().expect("a URI")).decode_utf8_lossy().into_owned()
    });
    assert_eq!(uris.collect::<Vec<_>>(), names);
    let junit = quick_junit::Report::deserialize_from_str(&text(Form::Junit)).expect("JUnit");
    let suites: Vec<_> = junit.test_suites.iter().map(|suite| suite.name.as_str().replace("\\n", "\n")).collect();
    assert_eq!(suites, names);
    assert_eq!(lines(&text(Form::Github), "(?m)^::error file=[^,:\n]+,line=2,"), names.len());
    assert_eq!(lines(&text(Form::Markdown), r"(?m)^\| `[^\n]*` \| 1 \| 0 \| 1 \| 0 \| 0 \|$"), names.len());
}

/// The exit status of a check in `folder`, with variables of the environment.
fn status(folder: &Path, args: &[&str], variables: &[(&str, &Path)]) -> Option<i32> {
    let output = command(folder).args(args).envs(variables.iter().copied()).output().expect("the binary");
    output.status.code()
}

#[test]
fn a_job_summary_is_added_to_what_is_there() {
    let project = Project::new().file("a.md", "```python\nprint(1)  # Output: 2\n```\n").file("summary", "before\n");
    let path = project.path().join("summary");
    let variables = [("GITHUB_STEP_SUMMARY", path.as_path())];
    assert_eq!(status(project.path(), &["check", "a.md"], &variables), Some(1));
    assert_eq!(fs::read_to_string(&path).expect("the summary"), "before\n", "only with --format github");
    assert_eq!(status(project.path(), &["check", "--format", "github", "a.md"], &variables), Some(1));
    let text = fs::read_to_string(&path).expect("the summary");
    assert!(text.starts_with("before\n\n\n## doctrue: failed\n"), "{text}");
}

#[test]
fn a_job_summary_that_cannot_be_written_is_told_before_anything_runs() {
    let project = Project::new().file("a.md", "```python\nprint(1)  # Output: 1\n```\n");
    let variables = [("GITHUB_STEP_SUMMARY", project.path())];
    assert_eq!(status(project.path(), &["check", "--format", "github", "a.md"], &variables), Some(2));
}

#[test]
fn paths_are_those_of_the_repository_where_a_service_asks_for_it() {
    let project = Project::new().file("sub/a.md", "```python\nprint(1)  # Output: 2\n```\n");
    let args = ["check", "--report", "gitlab=quality.json", "a.md"];
    let folder = project.path().join("sub");
    assert_eq!(status(&folder, &args, &[("CI_PROJECT_DIR", project.path())]), Some(1));
    let text = fs::read_to_string(folder.join("quality.json")).expect("the report");
    let entries: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(entries[0]["location"]["path"], "sub/a.md");
}

#[test]
fn what_only_a_strict_check_minds_is_red_in_a_strict_report() {
    let project = Project::new()
        .file("skipped.md", "<!-- doctrue: skip -->\n```python\nprint(1)\n```\n")
        .file("empty.md", "nothing\n")
        .file("volatile.md", "```python\nimport random\nprint(random.random())  # Output: 0.1\n```\n");
    for (args, expected) in [
        (&["skipped.md"][..], 0),
        (&["--strict", "skipped.md"][..], 1),
        (&["--fail-on-empty", "empty.md"][..], 1),
        (&["volatile.md"][..], 0),
        (&["--strict", "volatile.md"][..], 1),
    ] {
        assert_eq!(check(&project, args), expected, "{args:?}");
        let junit = quick_junit::Report::deserialize_from_str(&written(project.path(), Form::Junit)).expect("JUnit");
        assert_eq!(junit.failures + junit.errors > 0, expected != 0, "{args:?}");
    }
}

/// The content of the block behind `<!-- example: NAME -->`.
fn example<'a>(notes: &'a str, name: &str) -> &'a str {
    let behind = notes.split_once(&format!("<!-- example: {name} -->\n````")).unwrap_or_else(|| panic!("no {name}")).1;
    let opened = behind.split_once('\n').expect("a fence").1;
    opened.split_once("\n````\n").expect("a closing fence").0
}

#[test]
fn the_examples_in_the_notes_are_what_the_program_writes() {
    let notes = fs::read_to_string(root().join("notes/manual/reports.md")).expect("notes/manual/reports.md");
    let project = Project::new().file("notes/counter.md", example(&notes, "note"));
    assert_eq!(check(&project, &["notes"]), 1);
    let changing = Regex::new(r#"( time(stamp)?="[^"]*")|( in [0-9.]+ s)|(CPython|PyPy) [0-9.]+|doctrue [0-9.]+"#);
    let changing = changing.expect("a pattern");
    let plain = |text: &str| changing.replace_all(text.trim(), "").into_owned();
    for form in [Form::Concise, Form::Junit, Form::Gitlab, Form::Markdown] {
        let shown = plain(example(&notes, form.as_str()));
        assert_eq!(shown, plain(&written(project.path(), form)), "{form:?}");
    }
    let github = written(project.path(), Form::Github);
    assert_eq!(github.lines().last(), Some(example(&notes, "github")));
    let sarif: Value = serde_json::from_str(&written(project.path(), Form::Sarif)).expect("JSON");
    let result: Value = serde_json::from_str(example(&notes, "sarif")).expect("JSON");
    assert_eq!(sarif["runs"][0]["results"], Value::Array(vec![result]));
    for form in FORMS {
        assert!(notes.contains(&format!("| `{}` |", form.as_str())), "no row for {form:?}");
    }
}
