//! The way out of each problem: what the report proposes can be pasted, and then the problem is gone.

use crate::project::Project;
use serde_json::Value;

/// A page with one block of `code`.
fn page(code: &str) -> String {
    format!("# Page\n\n```python\n{code}\n```\n")
}

fn report(text: &str) -> Value {
    Project::new().file("a.md", text).report(&["--strict"])
}

/// The help of the first problem of `text`.
fn help(text: &str) -> String {
    let report = report(text);
    let document = &report["documents"][0];
    let of =
        |key: &str| document[key].as_array().expect(key).iter().find_map(|one| one["help"].as_str().map(str::to_owned));
    of("claims").or_else(|| of("findings")).unwrap_or_else(|| panic!("no help: {document:#}"))
}

/// What stands between the first back-ticks that hold `begin`.
fn quoted<'a>(help: &'a str, begin: &str) -> &'a str {
    let mut parts = help.split('`').skip(1).step_by(2);
    parts.find(|part| part.starts_with(begin)).unwrap_or_else(|| panic!("{begin}: {help}"))
}

#[test]
fn a_directive_that_is_proposed_can_be_pasted() {
    for (code, told) in [
        ("name = input('Name: ')\nprint('Hello', name)  # Output: Name: Hello Ada", "stdin=\"Ada\""),
        ("age = input()  # 42\nprint(int(age) + 1)  # Output: 43", "stdin=\"42\""),
        ("import os\nprint(os.environ['USER_NAME'])  # Output: value", "env.USER_NAME=value"),
        ("import os\nprint(os.environ['GITHUB_TOKEN'])  # Output: x", "skip reason=\"needs GITHUB_TOKEN\""),
        (
            "import socket\nsocket.create_connection(('192.0.2.1', 9), timeout=0.1)\nprint(1)  # Output: 1",
            "skip reason=\"needs the network\"",
        ),
        ("raise SystemExit(3)", "ignore[example-stopped] reason="),
        ("[][1]", "raises=IndexError"),
        ("frame.head()", "skip reason=\"a fragment\""),
        ("def f(:\n    pass", "illustrative"),
    ] {
        let text = page(code);
        let help = help(&text);
        assert!(help.contains(told), "{code}\n{help}");
        let mended = report(&text.replace("```python", &format!("{}\n\n```python", quoted(&help, "<!--"))));
        let document = &mended["documents"][0];
        assert_eq!(document["findings"].as_array().map(Vec::len), Some(0), "{help}\n{document:#}");
        let mut claims = document["claims"].as_array().expect("claims").iter();
        assert!(claims.all(|claim| claim["severity"].is_null() || claim["severity"] == "note"), "{help}\n{document:#}");
    }
}

#[test]
fn a_text_that_is_proposed_can_be_pasted() {
    let volatile = "import time\nprint('at', time.time(), 'now')  # Output: at 15.2 now";
    let elided = help(&page(volatile));
    let claims =
        report(&page(&volatile.replace("at 15.2 now", quoted(&elided, "at"))))["documents"][0]["claims"].clone();
    assert_eq!(
        (claims[0]["verdict"].as_str(), claims[0]["severity"].is_null()),
        (Some("confirmed"), true),
        "{claims:#}"
    );
    let random = "import random\nprint(random.random())  # Output: 0.5";
    let comment = help(&page(random));
    let ignored = report(&page(&format!("{random}  {}", quoted(&comment, "# doctrue"))));
    assert_eq!(ignored["summary"]["ignored"], 1, "{comment}");
    let raises = "def f():\n    raise ValueError('no')\n\nf()\nprint(1)  # Output: 1";
    let comment = help(&page(raises));
    let mended = report(&page(
        &raises.replace("ValueError('no')", &format!("ValueError('no')  {}", quoted(&comment, "# Value"))),
    ));
    let verdicts: Vec<_> = mended["documents"][0]["claims"]
        .as_array()
        .expect("claims")
        .iter()
        .map(|claim| claim["verdict"].clone())
        .collect();
    assert!(comment.contains("end of line") && verdicts.contains(&"confirmed".into()), "{comment}\n{verdicts:?}");
}

#[test]
fn the_block_that_redefines_a_name_is_named_where_it_makes_a_claim_wrong() {
    let block = |code: &str| format!("```python\n{code}\n```\n\n");
    let hint = |blocks: &[&str]| {
        let text: String = blocks.iter().map(|code| block(code)).collect();
        let report = Project::new().file("a.md", text).report(&[]);
        let claims = report["documents"][0]["claims"].as_array().expect("claims").clone();
        let wrong = claims.iter().find(|claim| claim["verdict"] == "wrong");
        wrong.map_or_else(String::new, |claim| claim["hint"].as_str().unwrap_or_default().to_owned())
    };
    let use_it = "print(width * 2)  # Output: 10";
    let named = "the block on line 5 redefines `width`; without it this output is right";
    assert_eq!(hint(&["width = 5", "width = 7", use_it]), named);
    assert_eq!(hint(&["width = 5", "def width():\n    pass\nwidth = 6", use_it]), named);
    assert_eq!(hint(&["width = 5", "for width in range(3):\n    pass", use_it]), named);
    let two = hint(&["def f():\n    return 1", "def f():\n    return 2", "print(f())  # Output: 1"]);
    assert!(two.contains("redefines `f`"), "{two}");
    // It would be wrong without that block too.
    assert!(!hint(&["width = 4", "width = 7", use_it]).contains("redefines"));
    assert!(!hint(&["width = 6", use_it]).contains("redefines"));
}

#[test]
fn a_limit_is_told_with_where_it_comes_from() {
    let text = page("n = 0\nwhile n != 10:\n    n += 3");
    let of = |text: &str, config: &str, args: &[&str]| {
        let project = Project::new().file("a.md", text).file("doctrue.toml", config);
        project.run(&[&["check"], args].concat()).expect(1).stdout().to_owned()
    };
    let shown = of(&text, "", &["--timeout", "700ms"]);
    assert!(shown.contains("the limit is 700ms, set by --timeout") && shown.contains("`--timeout 1s`"), "{shown}");
    let shown = of(&text, "timeout = \"1s\"\n", &[]);
    assert!(shown.contains("the limit is 1s, set by the configuration") && shown.contains("timeout=2s -->"), "{shown}");
    let own = text.replace("```python", "<!-- doctrue: timeout=800ms -->\n```python");
    assert!(of(&own, "", &[]).contains("the limit is 800ms, set by its directive"), "{own}");
}

#[test]
fn the_end_says_what_comes_next() {
    let text = page("print(1)  # Output: 2\nx = 5\nprint(x)  # Output: 6\nprint('abc')  # something else entirely");
    let project = Project::new().file("a.md", text);
    let done = project.run(&["check"]).expect(1);
    assert!(
        done.stdout().ends_with("2 of 2 can be fixed: `doctrue fix`\n1 comment was not judged: `--all`\n"),
        "{}",
        done.describe()
    );
    let done = project.run(&["check", "--all"]).expect(1);
    assert!(!done.stdout().contains("not judged"), "{}", done.describe());
    let done = Project::new().file("a.md", page("print(1)  # Output: 1")).run(&["check"]).expect(0);
    assert!(!done.stdout().contains("can be fixed"), "{}", done.describe());
}

/// What differs from run to run: addresses, folders, chance, times, names of processes.
const RESTLESS: &[&str] = &[
    "print(object())  # Output: 5",
    "import random\nprint(random.random())  # Output: 0.5",
    "import os\nprint(os.getpid(), os.getcwd())  # Output: 5",
    "import tempfile\nprint(tempfile.gettempdir())  # Output: 5",
    "import tempfile\nraise ValueError(tempfile.mkdtemp())",
    "raise ValueError(object())",
    "import time\nprint(time.time())  # Output: 5",
    "print({'a', 'b', 'c'})  # Output: abc",
    "import os\nopen(os.path.join(os.getcwd(), 'none.txt'))",
    "import time\ntime.sleep(30)\nprint(1)  # Output: 1",
    "print(hash('a'))  # Output: 5",
    "class A:\n    pass\n\nA().missing",
    "import uuid\nraise ValueError(f'no job {uuid.uuid4()} here')",
    "import os\nraise ValueError(f'the process with pid {os.getpid()} failed')",
    "import os\nraise ValueError(os.getpid())",
    "import random\nraise ValueError(f'{random.random()} is too little')",
    "import time\nraise ValueError(f'at {time.time_ns()}')\nprint(1)  # Output: 1",
    "def f():\n    pass\n\nf.missing(1)\nprint(f)  # Output: 5",
];

#[test]
fn two_reports_of_one_document_are_equal_but_for_durations() {
    let text: String = RESTLESS.iter().map(|code| format!("```python\n{code}\n```\n\n")).collect();
    let project = Project::new().file("a.md", text);
    let shown = || {
        let done = project.run(&["check", "--timeout", "1s"]).expect(1);
        let lines = done.stdout().lines().filter(|line| !line.starts_with("failed in"));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(shown(), shown());
    let json = || {
        let mut report = project.report(&["--timeout", "1s"]);
        report["started"] = Value::Null;
        report["summary"]["duration_ms"] = Value::Null;
        for block in report["documents"][0]["blocks"].as_array_mut().expect("blocks") {
            block["duration_ms"] = Value::Null;
        }
        // What is another output each time is shown as it was.
        for claim in report["documents"][0]["claims"].as_array_mut().expect("claims") {
            if claim["verdict"] == "volatile" {
                claim["actual"] = Value::Null;
            }
        }
        report
    };
    let (one, other) = (json(), json());
    assert_eq!(one, other);
}
