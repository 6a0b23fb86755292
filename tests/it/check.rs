//! `doctrue check`: what a person sees, and what the shell gets.

#[cfg(unix)]
use crate::processes::{processes, soon};
use crate::project::{Project, command};

const RIGHT: &str = "```python\nprint(1 + 1)  # Output: 2\n```\n";
const WRONG: &str = "# Sums\n\n```python\nprint(1 + 1)  # Output: 3\n```\n";

/// The text with the time and the interpreter's version, which differ from run to run, taken out.
fn filtered(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let timed =
            line.split_once(" in ").filter(|(word, _)| matches!(*word, "passed" | "nothing confirmed" | "failed"));
        timed.map_or(line.to_owned(), |(word, _)| format!("{word} in [time], [python]"))
    });
    lines.map(|line| line + "\n").collect()
}

#[test]
fn a_wrong_claim_is_shown_with_its_place_both_texts_and_the_fix() {
    let done = Project::new().file("a.md", WRONG).run(&["check"]).expect(1);
    insta::assert_snapshot!(filtered(done.stdout()));
}

#[test]
fn several_wrong_lines_are_shown_as_a_difference() {
    let note = "```python\nfor i in range(3):\n    print(i)\n# Output:\n# 0\n# 2\n# 2\n```\n";
    let done = Project::new().file("a.md", note).run(&["check"]).expect(1);
    insta::assert_snapshot!(filtered(done.stdout()));
}

#[test]
fn claims_that_are_not_reached_are_told_once_with_the_cause() {
    let note = "```python\nx = undefined\nprint(x)  # Output: 1\nprint(x)  # Output: 2\n```\n";
    let done = Project::new().file("a.md", note).run(&["check"]).expect(1);
    insta::assert_snapshot!(filtered(done.stdout()));
}

#[test]
fn a_right_document_passes_with_totals() {
    let done = Project::new().file("a.md", RIGHT).run(&["check"]).expect(0);
    insta::assert_snapshot!(filtered(done.stdout()));
}

#[test]
fn what_does_not_compile_fails_at_its_line() {
    let done = Project::new().file("a.md", "```python\nx = 1\ny = = 2\n```\n").run(&["check", "-q"]).expect(1);
    assert!(done.stdout().contains("error[invalid-python]: this Python block does not compile"), "{}", done.describe());
    assert!(done.stdout().contains("--> a.md:3"), "{}", done.describe());
}

#[test]
fn a_fragment_with_a_claim_is_a_warning_unless_strict() {
    let project = Project::new().file("a.md", "```python\nx = 1  # 1\nundefined\n```\n");
    assert!(project.run(&["check"]).expect(0).stdout().contains("warning[undefined-name]"));
    project.run(&["check", "--strict"]).expect(1);
}

#[test]
fn what_is_not_given_skips_and_fails_only_when_strict() {
    let project = Project::new().file("a.md", "```python\nimport no_such_package_at_all\nprint(1)  # 1\n```\n");
    let done = project.run(&["check"]).expect(0);
    assert!(done.stdout().contains("needs the package no_such_package_at_all"), "{}", done.describe());
    project.run(&["check", "--strict"]).expect(1);
}

#[test]
fn an_empty_run_fails_only_on_demand() {
    let project = Project::new().file("a.md", "text\n");
    project.run(&["check"]).expect(0);
    project.run(&["check", "--fail-on-empty"]).expect(1);
}

#[test]
fn trouble_with_one_file_is_told_and_stops_no_other() {
    let done = Project::new().file("a.md", WRONG).run(&["check", "a.md", "missing.md"]).expect(2);
    assert!(done.stderr().contains("error: missing.md: cannot read it"), "{}", done.describe());
    assert!(done.stdout().contains("error[wrong]"), "{}", done.describe());
}

#[test]
fn no_interpreter_is_status_2() {
    let done = Project::new().file("a.md", RIGHT).run(&["check", "--python", "/no/such/python"]).expect(2);
    assert!(done.stderr().contains("cannot run /no/such/python as Python"), "{}", done.describe());
}

#[test]
fn usage_errors_are_status_2() {
    let project = Project::new();
    project.run(&["check", "--jobs", "0"]).expect(2);
    project.run(&["check", "--timeout", "never"]).expect(2);
    project.run(&["check", "-", "a.md"]).expect(2);
    project.run(&["frobnicate"]).expect(2);
}

#[test]
fn standard_input_is_checked_under_the_name_that_is_given() {
    let done =
        Project::new().run_with_input(&["check", "-", "--stdin-filename", "notes/x.md"], WRONG.as_bytes()).expect(1);
    assert!(done.stdout().contains("notes/x.md:4:25"), "{}", done.describe());
}

#[test]
fn quiet_says_problems_only_and_twice_quiet_nothing() {
    let project = Project::new().file("a.md", WRONG);
    assert!(!project.run(&["check", "-q"]).expect(1).stdout().contains("documents:"));
    assert_eq!(project.run(&["check", "-qq"]).expect(1).stdout(), "");
    let verbose = project.run(&["check", "-v"]).expect(1);
    assert!(verbose.stdout().contains("slowest examples:") && verbose.stdout().contains("isolation: "));
}

#[test]
fn unverified_comments_are_listed_on_demand() {
    let project = Project::new().file("a.md", "```python\nx = 7\nprint(x)  # the number of dwarfs\n```\n");
    assert!(!project.run(&["check"]).expect(0).stdout().contains("note[unverified]"));
    assert!(project.run(&["check", "--all"]).expect(0).stdout().contains("note[unverified]"));
}

#[test]
fn fewer_claims_are_judged_on_demand() {
    let note = "```python\nx = 7\nprint(x)  # Output: 8\nprint(x)  # 9\nprint('a word')  # a ward\n```\n";
    let project = Project::new().file("a.md", note);
    let wrong = |strength: &str| {
        project.report(&["--claims", strength, "a.md"])["summary"]["claims_by_verdict"]["wrong"].clone()
    };
    assert_eq!([wrong("explicit"), wrong("value"), wrong("all")], [1, 2, 3].map(serde_json::Value::from));
}

#[test]
fn an_example_that_misses_a_name_runs_behind_the_blocks_that_bind_it() {
    let note = "# A\n\n```python\nprint('noise')\nx = [1]\n```\n\n```python\nx.append(2)\n```\n\n```python\nprint(x)  # Output: [1, 2]\n```\n";
    let report = Project::new().file("a.md", note).report(&["a.md"]);
    let document = &report["documents"][0];
    assert_eq!(document["claims"][0]["verdict"], "confirmed");
    assert_eq!(document["blocks"][2]["context"], "section");
    assert_eq!(document["blocks"][2]["reason"], "ran after the blocks on lines 3, 8");
}

#[test]
fn what_builds_on_a_block_that_was_not_given_something_is_skipped() {
    let note = "```python\nimport no_such_package as np\n```\n\n```python\na = np.array([1])\nprint(a)  # [1]\n```\n";
    let done = Project::new().file("a.md", note).run(&["check"]).expect(0);
    assert!(done.stdout().contains("a block before it needs the package no_such_package"), "{}", done.describe());
}

#[test]
fn what_changes_between_runs_is_volatile_not_wrong() {
    let note = "```python\nprint(list({'a', 'b', 'c'}))  # Output: ['a', 'b', 'd']\nimport random\nprint(random.random())  # 0.5\n```\n";
    let report = Project::new().file("a.md", note).report(&["a.md"]);
    let verdicts: Vec<_> =
        report["documents"][0]["claims"].as_array().expect("claims").iter().map(|c| &c["verdict"]).collect();
    assert_eq!(verdicts, ["volatile", "volatile"]);
    assert_eq!(report["summary"]["exit_status"], 0);
}

#[test]
fn the_number_of_jobs_does_not_show() {
    let mut project = Project::new();
    for index in 0..12 {
        let note = format!("```python\nprint({index})  # Output: {}\n```\n\n{WRONG}", index % 3);
        project = project.file(&format!("{index}.md"), note);
    }
    let text = |jobs: &str| filtered(project.run(&["check", "--jobs", jobs]).expect(1).stdout());
    assert_eq!(text("1"), text("8"));
}

#[test]
fn colours_follow_the_option_and_the_environment() {
    let project = Project::new().file("a.md", RIGHT);
    assert!(!project.run(&["check"]).stdout().contains('\u{1b}'));
    assert!(project.run(&["check", "--color", "always"]).stdout().contains('\u{1b}'));
    let forced = command(project.path()).args(["check"]).env("FORCE_COLOR", "1").output().expect("the binary");
    assert!(String::from_utf8_lossy(&forced.stdout).contains('\u{1b}'));
}

#[test]
fn hostile_output_is_shown_and_does_nothing() {
    let note = "```python\nprint('\\x1b[2J::error::x\\n##[error]y\\r\\u202e')\n# Output: z\n```\n";
    let done = Project::new().file("a.md", note).run(&["check"]).expect(1);
    assert!(
        !done.stdout().contains(['\u{1b}', '\r', '\u{202e}']) && !done.stdout().contains("##["),
        "{}",
        done.describe()
    );
}

#[cfg(unix)]
#[test]
fn an_interrupt_stops_the_examples_and_still_reports() {
    let sleep = format!("sleep 93{}", std::process::id());
    let note = format!("```python\nimport subprocess\nprint('begun')\nsubprocess.run('{sleep}'.split())\n```\n");
    let project = Project::new().file("a.md", note);
    let child = command(project.path())
        .args(["check", "--timeout", "60m", "--format", "json"])
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("the binary");
    assert!(soon(|| !processes(&sleep).is_empty()), "the example runs");
    let pid = child.id().to_string();
    std::process::Command::new("kill").args(["-INT", &pid]).status().expect("kill");
    let output = child.wait_with_output().expect("an ended process");
    assert_eq!(output.status.code(), Some(130));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("a report");
    assert_eq!(report["documents"][0]["blocks"][0]["status"], "skipped");
}

#[cfg(unix)]
#[test]
fn a_reader_that_stops_reading_changes_no_status() {
    let project = Project::new().file("a.md", WRONG);
    let mut child =
        command(project.path()).args(["check"]).stdout(std::process::Stdio::piped()).spawn().expect("the binary");
    drop(child.stdout.take());
    assert_eq!(child.wait().expect("a status").code(), Some(1));
}

#[test]
fn a_multiprocessing_pool_under_main_works() {
    let note = "```python\nfrom multiprocessing import Pool\n\ndef square(x):\n    return x * x\n\nif __name__ == \"__main__\":\n    \
                with Pool(2) as pool:\n        print(pool.map(square, [1, 2, 3]))  # Output: [1, 4, 9]\n```\n";
    Project::new().file("a.md", note).run(&["check"]).expect(0);
}
