//! The exit status: what fails a check, what does not, and when a check has passed.

use crate::project::{Project, command};

/// A document of one block of `code`, below `sentence`.
fn note(sentence: &str, code: &str) -> String {
    format!("{sentence}\n\n```python\n{code}\n```\n")
}

/// Checks `text` and wants the exit status `status` and `told` in what is shown.
fn check(text: &str, status: i32, told: &str) {
    let done = Project::new().file("a.md", text).run(&["check", "--timeout", "3s"]).expect(status);
    assert!(done.stdout().contains(told), "{told}\n{}", done.describe());
}

#[test]
fn an_example_that_fails_without_a_word_fails_the_check() {
    for (code, told) in [
        ("assert 1 + 1 == 3", "error[example-raised]: this example raises AssertionError"),
        ("if 1 + 1 != 3:\n    raise AssertionError", "error[example-raised]"),
        ("import json\njson.loadz('{}')", "error[example-raised]"),
        ("try:\n    int('a')\nexcept KeyError:\n    pass", "error[example-raised]"),
        ("raise SystemExit(2)", "error[example-stopped]: this example exited with code 2"),
        ("import sys\nsys.exit('no')", "error[example-stopped]"),
        ("n = 0\nwhile n != 10:\n    n += 3", "error[example-stopped]: this example reached the time limit"),
        (">>> import json\n>>> json.loadz('{}')\n>>> 1\n1", "error[example-raised]"),
        ("print(total)\ntotal = 1", "error[example-raised]"),
    ] {
        check(&note("We do it:", code), 1, told);
    }
}

#[test]
fn the_place_is_the_statement_that_hung_or_asked_for_the_end() {
    for (code, line) in [
        ("n = 0\nwhile n != 10:\n    n += 3\n    n -= 4", 5),
        ("import time\ntime.sleep(60)\nprint(1)", 5),
        ("import time\n\ndef wait():\n    time.sleep(60)\n\nwait()", 9),
        ("import contextlib\nwith contextlib.suppress(KeyError):\n    for n in iter(int, 1):\n        n", 6),
        (
            "import threading\nthread = threading.Thread(target=threading.Event().wait, daemon=True)\n\
          thread.start()\nthread.join()",
            7,
        ),
        ("import re\nre.match('(a+)+$', 'a' * 60 + 'b')", 5),
        ("print(2)\nwhile True:\n    print(1)", 5),
        ("x = 1\nif x:\n    raise SystemExit(2)", 6),
    ] {
        let text = note("We do it:", code);
        let project = Project::new().file("a.md", text);
        for isolation in ["auto", "spawn"] {
            let args = ["check", "--timeout", "1s", "--format", "concise", "--isolation", isolation];
            let done = project.run(&args).expect(1);
            let place = format!("a.md:{line}:");
            let is_there = |shown: &str| shown.starts_with(&place) && shown.contains("error[example-stopped]");
            assert!(done.stdout().lines().any(is_there), "{place}\n{}", done.describe());
        }
    }
}

#[test]
fn a_claim_that_is_not_reached_names_the_line_of_the_time_limit() {
    let code = "import time\ntime.sleep(60)\nprint(1)  # Output: 1";
    check(&note("We do it:", code), 1, "the example reached the time limit on line 5");
    let before = note("First:", "import time\ndef f():\n    time.sleep(60)") + "\n" + &note("Then:", "f()");
    check(&before, 1, "--> a.md:12:1");
}

#[test]
fn what_is_announced_fails_nothing() {
    for (sentence, code) in [
        ("This raises an error:", "[][1]"),
        ("This raises an `IndexError`:", "[][1]"),
        ("An infinite loop:", "while True:\n    pass"),
        ("It exits with status 2:", "raise SystemExit(2)"),
        ("Some code:", "[][1]  # IndexError"),
        ("Some code:", "[][1]  # Error!"),
        ("Some code:", "# this fails\n[][1]"),
        ("Some code:", "raise ValueError('no')"),
        ("Some code:", "class A:\n    def f(self):\n        raise NotImplementedError\n\nA().f()"),
        ("Some code:", "import sys\nsys.exit(0)"),
        ("Some code:", "try:\n    int('a')\nexcept ValueError:\n    pass"),
        ("We catch the error:", "try:\n    int('a')\nexcept ValueError:\n    pass"),
    ] {
        check(&note(sentence, code), 0, "blocks: 1");
    }
    check(&(note("Some code:", "[][1]") + "\nThis raises an IndexError.\n"), 0, "blocks: 1");
}

#[test]
fn another_failure_than_the_announced_one_fails_the_check() {
    check(&note("This raises a KeyError:", "[][1]"), 1, "error[example-raised]");
    check(&note("This runs without errors:", "[][1]"), 1, "error[example-raised]");
    check(&note("Adding texts fails. Now we read a list:", "[][1]"), 1, "error[example-raised]");
    check(&note("This raises an error:", "while True:\n    pass"), 1, "error[example-stopped]");
}

#[test]
fn what_only_the_starter_could_give_is_skipped_with_that_reason() {
    for (code, told) in [
        ("import os\nos.get_terminal_size()", "needs a terminal"),
        ("import webbrowser\nwebbrowser.get()", "needs a browser"),
        ("import sys\nname = sys.argv[1]", "needs arguments on its command line"),
        (
            "import sys\ntry:\n    a, b = sys.argv[1:]\nexcept ValueError:\n    sys.exit('give two numbers')",
            "needs arguments on its command line",
        ),
        ("import os\nos.environ['API_KEY']", "needs the variable API_KEY"),
        ("breakpoint()\nx = 1", "asks for input"),
        (
            "import argparse\np = argparse.ArgumentParser()\np.add_argument('file')\np.parse_args()",
            "needs arguments on its command line",
        ),
    ] {
        check(&note("We do it:", code), 0, told);
    }
    let usage =
        "import argparse\np = argparse.ArgumentParser()\np.add_argument('--n', type=int)\np.parse_args(['--n', 'x'])";
    check(&note("We do it:", usage), 1, "error[example-stopped]");
    check(&note("We do it:", "import sys\nsys.exit(f'{sys.argv[0]} failed')"), 1, "error[example-stopped]");
}

#[test]
fn a_name_that_no_block_binds_makes_a_fragment() {
    check(&note("We do it:", "frame.head()"), 0, "note[undefined-name]: `frame` is not defined by any block");
    check(&note("We do it:", "x = 3  # 3\nprint(frame)"), 0, "warning[undefined-name]");
    check(&note("We do it:", "print(frame)  # Output: 3"), 1, "error[unreached]");
    check(&note("We do it:", "print(frame)  # 3"), 0, "warning[undefined-name]");
    check(&note("We do it:", "frames = [3]\nprint(frame)  # 3"), 1, "error[unreached]");
    check(&note("We do it:", "print(math.pi)  # 3.14"), 1, "add `import math`");
    check(&note("We do it:", "print(lenn('abc'))  # 3"), 1, "error[unreached]");
    check(&note("We do it:", "x = true\nprint(x)  # True"), 1, "error[unreached]");
    check(&note("We do it:", ">>> frame.head()"), 0, "note[undefined-name]");
    let after = note("First:", "frame = load()") + "\n" + &note("Then:", "frame.head()");
    check(&after, 0, "note[undefined-name]: `load` is not defined by any block");
    let defined_later = note("First:", "print(total)") + "\n" + &note("Then:", "total = 1");
    check(&defined_later, 1, "error[example-raised]: this example raises NameError");
}

#[test]
fn what_a_prompt_that_failed_was_to_bind_is_not_bound() {
    let text = "We make one:\n\n```pycon\n>>> s = Bits('0xff')\n```\n\nThen we set something:\n\n\
                ```pycon\n>>> s.value = 3\n```\n\n```pycon\n>>> 1 + 1\n2\n```\n";
    check(text, 0, "findings: 2 = 2 notes");
}

#[test]
fn passed_is_never_said_where_nothing_is_confirmed() {
    check("text\n", 0, "nothing confirmed in ");
    check(&note("We do it:", "x = 1"), 0, "nothing confirmed in ");
    check(&note("We do it:", "print(1)  # Output: 1"), 0, "passed in ");
}

#[test]
fn a_named_file_that_is_no_markdown_is_an_error_with_the_way_out() {
    let project =
        Project::new().file("a.ipynb", "{}").file("a.rst", "text").file("a.py", "x = 1").file("README", "text");
    for (name, told) in [
        ("a.ipynb", "convert it to Markdown with `jupyter nbconvert --to markdown`"),
        ("a.rst", "convert it to Markdown with `pandoc --from rst --to gfm`"),
        ("a.py", "try `python -m doctest`"),
    ] {
        for command in ["check", "fix", "list"] {
            let done = project.run(&[command, name]).expect(2);
            assert!(done.stderr().contains(told), "{command}\n{}", done.describe());
        }
    }
    project.run(&["check", "README"]).expect(0);
    project.run(&["check", "."]).expect(0);
}

/// A wrong claim and a claim that is skipped.
const TWO: &str =
    "```python\nprint(1)  # Output: 2\n```\n\n```python\nimport no_such_package\nprint(1)  # Output: 1\n```\n";

#[test]
fn severities_at_the_command_line_decide_what_fails_and_the_later_one_counts() {
    let project = Project::new().file("a.md", TWO);
    let check = |words: &[&str], status: i32| project.run(&[&["check"], words].concat()).expect(status);
    check(&[], 1);
    assert!(check(&["--severity", "wrong=warning"], 0).stdout().contains("warning[wrong]"));
    check(&["-W", "wrong", "--strict"], 1);
    check(&["-A", "wrong", "-A", "skipped", "--strict"], 0);
    let allowed = check(&["-A", "wrong"], 0);
    assert!(!allowed.stdout().contains("[wrong]") && allowed.stdout().contains("1 wrong"), "{}", allowed.describe());
    check(&["-A", "wrong", "-D", "skipped"], 1);
    check(&["-A", "wrong", "-D", "skipped", "--severity", "skipped=note"], 0);
    check(&["--severity", "wrong=note", "-D", "wrong"], 1);
    let unknown = check(&["-A", "wrnog"], 2);
    assert!(unknown.stderr().contains("did you mean `wrong`?"), "{}", unknown.describe());
    let report = project.report(&["-W", "wrong", "."]);
    assert_eq!(report["documents"][0]["claims"][0]["severity"], "warning");
}

#[test]
fn severities_of_findings_hold_too() {
    let project = Project::new().file("a.md", "```python\nassert 1 == 2\n```\n\n```python\nframe.head()\n```\n");
    project.run(&["check"]).expect(1);
    let fewer = project.run(&["check", "-W", "example-raised", "-A", "undefined-name"]).expect(0);
    assert!(fewer.stdout().contains("warning[example-raised]"), "{}", fewer.describe());
    assert!(!fewer.stdout().contains("undefined-name"), "{}", fewer.describe());
    project.run(&["check", "-W", "example-raised", "-D", "undefined-name"]).expect(1);
}

#[test]
fn a_configuration_tightens_and_never_lowers_what_a_change_may_break() {
    let with = |text: &str| Project::new().file("a.md", TWO).file("doctrue.toml", text);
    with("[severity]\nskipped = \"error\"\n").run(&["check", "-A", "wrong"]).expect(1);
    with("[severity]\nskipped = \"error\"\n").run(&["check", "-A", "wrong", "-A", "skipped"]).expect(0);
    with("severity = { wrong = \"error\" }\n").run(&["check"]).expect(1);
    for text in [
        "[severity]\nwrong = \"note\"\n",
        "[severity]\nunreached = \"allow\"\n",
        "severity = { stale = \"warning\" }\n",
    ] {
        let done = with(text).run(&["check", "-A", "wrong"]).expect(2);
        assert!(done.stderr().contains("a configuration cannot lower"), "{}", done.describe());
    }
    for (text, told) in [
        ("[severity]\nwrnog = \"error\"\n", "did you mean `wrong`?"),
        ("[severity]\nskipped = \"fatal\"\n", "write `error`, `warning`, `note` or `allow`"),
        ("severity = \"error\"\n", "write a table"),
    ] {
        let done = with(text).run(&["check"]).expect(2);
        assert!(done.stderr().contains(told), "{told}\n{}", done.describe());
    }
    let shown = with("[severity]\nskipped = \"error\"\n").run(&["config", "-W", "wrong"]).expect(0);
    assert!(
        shown.stdout().contains("severity.skipped") && shown.stdout().contains("doctrue.toml:1"),
        "{}",
        shown.describe()
    );
    assert!(
        shown.stdout().contains("severity.wrong") && shown.stdout().contains("command line"),
        "{}",
        shown.describe()
    );
}

#[test]
fn the_environment_says_severities_too_and_the_command_line_beats_it() {
    let project = Project::new().file("a.md", TWO);
    let status = |value: &str, words: &[&str]| {
        let mut check = command(project.path());
        check.arg("check").args(words).env("DOCTRUE_SEVERITY", value).output().expect("it runs").status.code()
    };
    assert_eq!(status("wrong=warning, skipped=note", &[]), Some(0));
    assert_eq!(status("wrong=warning", &["-D", "wrong"]), Some(1));
    assert_eq!(status("wrong", &[]), Some(2));
}

#[test]
fn exit_zero_reports_and_fails_nothing_but_what_could_not_be_checked() {
    let project = Project::new().file("a.md", TWO);
    let done = project.run(&["check", "--exit-zero"]).expect(0);
    assert!(done.stdout().contains("error[wrong]") && done.stdout().contains("failed in"), "{}", done.describe());
    let done = project.run(&["check", "--exit-zero", "--format", "json"]).expect(0);
    assert!(done.stdout().contains("\"exit_status\": 0"), "{}", done.describe());
    project.run(&["check", "--exit-zero", "no-such-file.md"]).expect(2);
}
