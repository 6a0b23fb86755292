//! Directives: what they change in a check as a whole.

use crate::project::Project;
use serde_json::Value;

/// The statuses of the blocks of the first document.
fn statuses(report: &Value) -> Vec<&str> {
    let blocks = report["documents"][0]["blocks"].as_array().expect("blocks");
    blocks.iter().map(|block| block["status"].as_str().expect("a word")).collect()
}

/// The verdicts of the first document's claims.
fn verdicts(report: &Value) -> Vec<&str> {
    let claims = report["documents"][0]["claims"].as_array().expect("claims");
    claims.iter().map(|claim| claim["verdict"].as_str().expect("a word")).collect()
}

/// `line code` of the first document's findings.
fn findings(report: &Value) -> Vec<String> {
    let findings = report["documents"][0]["findings"].as_array().expect("findings");
    findings
        .iter()
        .map(|finding| format!("{} {}", finding["line"], finding["code"].as_str().expect("a word")))
        .collect()
}

#[test]
fn what_is_skipped_without_a_reason_fails_when_strict() {
    let of = |said: &str| {
        Project::new().file("a.md", format!("<!-- doctrue: {said} -->\n```py\nprint(1)  # Output: 2\n```\n"))
    };
    let done = of("skip").run(&["check"]).expect(0);
    assert!(done.stdout().contains("claims: 1 = 1 skipped"), "{}", done.describe());
    of("skip").run(&["check", "--strict"]).expect(1);
    let done = of("skip reason=\"wrong\"").run(&["check", "--strict"]).expect(0);
    assert!(done.stdout().contains("skipped by its author: wrong"), "{}", done.describe());
}

#[test]
fn what_is_wrong_about_a_directive_fails_only_when_strict() {
    for directive in ["skp", "timeout=soon", "env.LD_PRELOAD=x", "file=../x.py"] {
        let note = format!("<!-- doctrue: {directive} -->\n```py\nprint(1)  # Output: 1\n```\n");
        let project = Project::new().file("a.md", note);
        let done = project.run(&["check"]).expect(0);
        assert!(done.stdout().contains("-directive]"), "{}", done.describe());
        project.run(&["check", "--strict"]).expect(1);
    }
}

const SKIPS: &str = "<!-- doctrue: skip -->\n```py\nprint(1)  # Output: 1\n```\n\n\
                     <!-- doctrue: skip -->\n```py\nprint(1)  # Output: 2\n```\n\n\
                     <!-- doctrue: skip -->\n```py\nopen('no-such-file')\n```\n\n\
                     <!-- doctrue: skip-if=\"python >= 3\" -->\n```py\nprint(1)  # Output: 1\n```\n";

#[test]
fn an_audit_tells_which_skips_are_needless() {
    let project = Project::new().file("a.md", SKIPS);
    assert_eq!(findings(&project.report(&["a.md"])), [""; 0]);
    let report = project.report(&["a.md", "--audit-skips", "--strict"]);
    assert_eq!(findings(&report), ["2 needless-skip", "17 needless-skip"]);
    assert_eq!(statuses(&report), ["skipped"; 4], "an audit changes no status");
    assert_eq!(verdicts(&report), ["skipped"; 3]);
    let done = project.run(&["check", "--audit-skips"]).expect(0);
    assert!(done.stdout().contains("note[needless-skip]"), "{}", done.describe());
}

#[test]
fn exact_matches_only_are_asked_for_by_the_option_or_the_directive() {
    let note = "```py\nprint({2, 1})  # Output: {2, 1}\n```\n\n```py match=any\nprint({2, 1})  # Output: {2, 1}\n```\n\n\
                ```py match=exact\nprint('a')  # Output: 'a'\n```\n";
    let project = Project::new().file("a.md", note);
    assert_eq!(verdicts(&project.report(&["a.md"])), ["confirmed", "confirmed", "wrong"]);
    assert_eq!(verdicts(&project.report(&["a.md", "--match", "exact"])), ["wrong"; 3], "a document loosens nothing");
    project.run(&["check", "--match", "exact"]).expect(1);
}

#[test]
fn a_time_limit_is_taken_from_the_document() {
    let note = "```py timeout=300ms\nwhile True: pass\n```\n\n```py timeout=60s\nimport time\ntime.sleep(1)\n```\n";
    let report = Project::new().file("a.md", note).report(&["a.md", "--timeout", "500ms"]);
    assert_eq!(statuses(&report), ["timed_out", "timed_out"], "what the user says is the most");
    let report = Project::new().file("a.md", note).report(&["a.md"]);
    assert_eq!(statuses(&report), ["timed_out", "ran"]);
}

#[test]
fn variables_are_set_and_those_that_steer_python_are_refused() {
    let show =
        "```py\nimport os\nprint(os.environ.get('TOWN'), os.environ.get('PYTHONSTARTUP'))  # Output: Oslo None\n```\n";
    let note = format!("<!-- doctrue: env.TOWN=Oslo env.PYTHONSTARTUP=/x env.pythonPath=/x env.A-B=1 -->\n{show}");
    let report = Project::new().file("a.md", note).report(&["a.md"]);
    assert_eq!(findings(&report), ["1 invalid-directive"; 3]);
    assert_eq!(verdicts(&report), ["confirmed"]);
}

#[test]
fn typed_input_is_seen_in_the_output_as_at_a_terminal() {
    let note = "<!-- doctrue: stdin=\"Ada\\n36\" -->\n```py\nname = input('Name: ')\nage = int(input('Age: '))\n\
                print(name, age)\n```\n\n```output\nName: Ada\nAge: 37\nAda 36\n```\n";
    let report = Project::new().file("a.md", note).report(&["a.md"]);
    let claim = &report["documents"][0]["claims"][0];
    assert_eq!(claim["verdict"], "wrong");
    assert_eq!(claim["actual"], "Name: Ada\nAge: 36\nAda 36");
}

#[test]
fn an_exception_that_is_announced_is_a_claim() {
    let note = "<!-- doctrue: raises=KeyError -->\n```py\nint('x')\n```\n\n\
                <!-- doctrue: raises=\"ValueError: no\" -->\n```py\nraise ValueError('yes')\n```\n\n\
                ```py raises=ValueError\nint('x')\n```\n\n```py raises\nint('x')\n```\n";
    let report = Project::new().file("a.md", note).report(&["a.md", "--strict"]);
    assert_eq!(verdicts(&report), ["wrong", "wrong", "confirmed"]);
    assert_eq!(statuses(&report), ["raised", "raised", "ran", "ran"]);
    assert_eq!(findings(&report), [""; 0], "the claims tell it");
}

#[test]
fn of_several_parts_the_last_raises() {
    let note = "<!-- doctrue: raises=ValueError -->\n```py\nprint('a')\n-----\nint('x')\n```\n";
    let report = Project::new().file("a.md", note).report(&["a.md", "--strict"]);
    assert_eq!((verdicts(&report), statuses(&report)), (vec!["confirmed"], vec!["ran"]));
}

#[test]
fn a_skip_of_the_document_is_about_all_its_blocks() {
    let blocks = "```py\nprint(1)  # Output: 2\n```\n\n```py\nprint(1)  # Output: 2\n```\n";
    for front in
        ["---\ndoctrue: skip\n---\n", "---\ndoctrue:\n  skip: no network\n---\n", "+++\n[doctrue]\nskip = true\n+++\n"]
    {
        let report = Project::new().file("a.md", format!("{front}\n{blocks}")).report(&["a.md"]);
        assert_eq!(statuses(&report), ["skipped"; 2], "{front}");
    }
}

#[test]
fn directives_are_explained() {
    let project = Project::new();
    let done = project.run(&["explain", "stdin"]).expect(0);
    assert_eq!(done.stdout(), "stdin (directive)\n\nThe block gets this text as standard input, line by line.\n");
    let all = project.run(&["explain", "directive"]).expect(0);
    for row in doctrue::directive::TABLE {
        assert!(all.stdout().lines().any(|line| line.starts_with(row.word)), "{}\n{}", row.word, all.describe());
    }
}
