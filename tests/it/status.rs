//! The exit status: what fails a check, what does not, and when a check has passed.

use crate::project::Project;

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
        ("n = 0\nwhile n != 10:\n    n += 3", "error[example-stopped]: this example ran into the time limit"),
        (">>> import json\n>>> json.loadz('{}')\n>>> 1\n1", "error[example-raised]"),
        ("print(total)\ntotal = 1", "error[example-raised]"),
    ] {
        check(&note("We do it:", code), 1, told);
    }
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
}

#[test]
fn a_name_that_no_block_binds_makes_a_fragment() {
    check(&note("We do it:", "frame.head()"), 0, "note[undefined-name]: `frame` is bound by no block");
    check(&note("We do it:", "x = 3  # 3\nprint(frame)"), 0, "warning[undefined-name]");
    check(&note("We do it:", "print(frame)  # Output: 3"), 1, "error[unreached]");
    check(&note("We do it:", ">>> frame.head()"), 0, "note[undefined-name]");
    let after = note("First:", "frame = load()") + "\n" + &note("Then:", "frame.head()");
    check(&after, 0, "note[undefined-name]: `load` is bound by no block");
    let defined_later = note("First:", "print(total)") + "\n" + &note("Then:", "total = 1");
    check(&defined_later, 1, "error[example-raised]: this example raises NameError");
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
        ("a.ipynb", "make Markdown of it by `jupyter nbconvert --to markdown`"),
        ("a.rst", "make Markdown of it by `pandoc --from rst --to gfm`"),
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
