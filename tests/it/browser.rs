//! The HTML report in a real browser: `tests/browser/report.mjs` opens it, and here is what must come of that.
//!
//! Needs Chromium, Node.js and the modules of `tests/browser` (see its README.md). Where they are missing the test is
//! skipped.

use crate::project::{Project, root};
use crate::tool::skipped;
use doctrue::claim::Strength;
use doctrue::example::Kind;
use doctrue::judge::Verdict;
use doctrue::plan::Context;
use doctrue::report::scope::Scope;
use doctrue::report::selected::Selected;
use doctrue::report::{
    BlockReport, ClaimReport, DocumentReport, Header, IsolationReport, Python, Report, SCHEMA, ShownLine, Status,
    StrengthWord, Summary, Tool, html,
};
use doctrue::settings::Strictness;
use serde_json::Value;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

/// Every verdict, findings, long lines, an output with several lines.
const HONEST: &str = "# Honest\n
```python\nprint(1)  # Output: 1\nprint(2)  # Output: 3\nprint('needle')  # words about it\n```\n
```python\nimport random\nprint(random.random())  # Output: 0.1\n```\n
```python\n1/0\nprint(1)  # Output: 1\n```\n
```python\nimport no_such_package\nprint(1)  # 1\n```\n
```python\nfor i in range(30): print(i)\n```\n\nOutput:\n\n```text\n0\n1\n2\n4\n```\n
```python\nprint('wide', 'wide', 'wide', 'wide', 'wide', 'wide', 'wide', 'wide', 'wide', 'wide', 'wide', 'wide')  # Output: wide\n```\n
```python\nx = = 1\n```\n
```sh\nls\n```\n";

/// Whatever a document can bring into a page, each wanting to set a canary.
const HOSTILE: &str = "# <script>canary=1</script> & <img src=x onerror=canary=1>\n
```python\nprint('<script>globalThis.canary=1</script><img src=x onerror=\"canary=1\">')  # Output: </pre><script>canary=1</script>\n```\n
```python\nprint('\"><svg onload=canary=1>\\x1b[31m\\u202e\\x00')  # Output: </style><script>canary=1</script>\n```\n
```python\nraise ValueError('<iframe srcdoc=\"<script>top.canary=1</script>\">')\nprint(1)  # Output: --><script>canary=1</script>\n```\n
```python\nprint('</title></script><script>canary=1</script>')  # Output: javascript:canary=1\n```\n";

/// The browser, if all that is needed is there.
fn browser() -> Result<PathBuf, String> {
    let modules = root().join("tests/browser/node_modules/playwright-core");
    if !modules.exists() {
        return Err(format!("{} is missing: npm ci --ignore-scripts --prefix tests/browser", modules.display()));
    }
    let named = std::env::var_os("DOCTRUE_TEST_CHROMIUM").map(PathBuf::from);
    let usual = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].map(PathBuf::from);
    let found = named.into_iter().chain(usual).find(|path| path.exists());
    found.ok_or_else(|| "there is no Chromium: apt-get install -y chromium".to_owned())
}

fn project() -> Project {
    // Windows forbids such names, and has no part in this test.
    let name = "a\" onmouseover=canary=1 <img src=x onerror=canary=1>.md";
    Project::new().file("honest.md", HONEST).file("hostile.md", HOSTILE).file(name, HOSTILE)
}

/// A report of 10,000 claims, one in ten of which is wrong.
fn large() -> Report {
    let documents: Vec<_> = (0..250).map(large_document).collect();
    let strictness = Strictness::default();
    let python = Python {
        executable: "/usr/bin/python3".to_owned(),
        version: "3.11.7".to_owned(),
        implementation: "CPython".to_owned(),
    };
    Report {
        costs: Vec::new(),
        forgotten: None,
        notes: Vec::new(),
        header: Header {
            selection: Selected::default(),
            schema: SCHEMA,
            started: "2026-11-22T12:00:00Z".parse().expect("a time"),
            tool: Tool::default(),
            python,
            isolation: IsolationReport { mode: "fork", layers: vec!["rlimits"] },
        },
        summary: Summary::of(&documents, &[], strictness, Duration::from_secs(60)),
        pythons: Vec::new(),
        scope: Scope::default(),
        documents,
        errors: Vec::new(),
    }
}

fn large_document(number: usize) -> DocumentReport {
    let starts = (0..8).map(|block| 3 + block * 20);
    let blocks = starts.clone().map(|line| BlockReport {
        line,
        end_line: line + 11,
        headings: vec![format!("Page {number}")],
        language: Some("python".to_owned()),
        kind: Kind::Python,
        status: Status::Ran,
        reason: None,
        context: Context::None,
        duration_ms: 12,
        cached: false,
        exception: None,
        parts: Vec::new(),
        code: (line + 1..line + 11).map(code).collect(),
        index: 0,
        identity: String::new(),
        is_explained: false,
    });
    let claims = starts.flat_map(|block| (1..=5).map(move |step| claim(block, block + 2 * step, number)));
    let path = format!("pages/{number:03}.md");
    DocumentReport { claims: claims.collect(), blocks: blocks.collect(), ..DocumentReport::empty(path) }
}

fn code(line: usize) -> ShownLine {
    ShownLine { line, text: format!("print(area({line}, width=3, height=4))  # Output: {line}") }
}

fn claim(block_line: usize, line: usize, number: usize) -> ClaimReport {
    let verdict = if (line + number).is_multiple_of(10) { Verdict::Wrong } else { Verdict::Confirmed };
    ClaimReport {
        line,
        end_line: line,
        column: 52,
        end_column: 54,
        block_line,
        notation: "output-trailing",
        strength: StrengthWord(Strength::Explicit),
        expected: line.to_string(),
        actual: Some(format!("{line}1")),
        verdict,
        severity: verdict.severity(),
        reading: None,
        matched: (verdict == Verdict::Confirmed).then_some("label"),
        reason: None,
        hint: None,
        help: None,
        pythons: Vec::new(),
        python: None,
        evidence: None,
        cached: false,
        replacement: None,
        edit: None,
        refusal: None,
        suppressed: None,
        identity: String::new(),
        excerpt: None,
    }
}

#[test]
#[expect(clippy::print_stdout, reason = "says how long the large report took")]
fn a_report_works_in_a_browser_and_runs_nothing_of_its_documents() {
    let chromium = match browser() {
        Ok(chromium) => chromium,
        Err(missing) => return skipped(&missing),
    };
    let project = project();
    let args = ["check", "--no-config", "--report", "html=report.html", "--report", "json=report.json", "."];
    project.run(&args).expect(1);
    let json = std::fs::read_to_string(project.path().join("report.json")).expect("the JSON report");
    let report: Value = serde_json::from_str(&json).expect("JSON");
    let large_path = project.path().join("large.html");
    std::fs::write(&large_path, html::render(&large(), None)).expect("a file");

    let script = root().join("tests/browser/report.mjs");
    let mut command = Command::new("node");
    command.arg(script).arg(chromium).arg(project.path().join("report.html")).arg(large_path);
    let output = command.output().expect("node");
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    println!("{told}");
    assert!(output.status.success(), "{told}{}", String::from_utf8_lossy(&output.stderr));
    let found: Value = serde_json::from_str(&told).expect("JSON");
    holds(&found, &report["summary"]);
}

/// Holds what the browser found against the totals of the same check.
fn holds(found: &Value, summary: &Value) {
    let wrong = &summary["claims_by_verdict"]["wrong"];
    let none = Value::Array(Vec::new());
    for (key, expected) in [
        ("claims", &summary["claims"]),
        ("canary", &Value::Null),
        ("complaints", &none),
        ("pressed", &"true".into()),
        ("address", &"#verdict=wrong".into()),
        ("cleared", &"".into()),
        ("focused", &"search".into()),
        ("steps", &serde_json::json!([true, true, true])),
        ("help", &1.into()),
        ("theme", &"dark".into()),
        ("axeLight", &none),
        ("axeDark", &none),
        ("axeNarrow", &none),
        ("shared", wrong),
        ("narrow", &320.into()),
        ("invalid", &none),
    ] {
        assert_eq!(&found[key], expected, "{key}");
    }
    assert_eq!((&found["wrong"][0], &found["wrong"][1]), (wrong, wrong), "only wrong claims are shown");
    assert_eq!(found["searched"][0], 1, "the search finds one block");
    let sorted: Vec<_> = found["sorted"].as_array().expect("numbers").iter().filter_map(Value::as_u64).collect();
    assert!(sorted.len() == 3 && sorted.is_sorted_by(|one, other| one >= other), "{sorted:?}");
    assert_eq!(found["unscripted"][1], 0, "without script nothing is shown that needs it");
    assert!(found["unscripted"][0].as_u64() > Some(5), "without script the problems are there");
    assert_eq!((&found["large"]["claims"], &found["large"]["complaints"]), (&10_000.into(), &none));
}
