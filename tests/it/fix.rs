//! `doctrue fix` and `doctrue check --fix`: what is written, what is not, and what the shell gets.

use crate::extent::is_full;
use crate::project::{Done, Project, command, disguised};
use crate::python::python;
use std::fs;
use std::process::Stdio;
use std::time::Duration;

const WRONG: &str = "# Sums\n\n```python\nprint(1 + 1)  # Output: 3\n```\n";
const RIGHT: &str = "# Sums\n\n```python\nprint(1 + 1)  # Output: 2\n```\n";

fn content(project: &Project, name: &str) -> String {
    fs::read_to_string(project.path().join(name)).expect("a file")
}

#[test]
fn a_difference_is_shown_and_nothing_written() {
    let project = Project::new().file("a.md", WRONG);
    let done = project.run(&["fix", "--diff"]).expect(1);
    let expected = "--- a/a.md\n+++ b/a.md\n@@ -1,5 +1,5 @@\n # Sums\n \n ```python\n-print(1 + 1)  # Output: 3\n+print(1 + 1)  # Output: 2\n ```\n";
    assert_eq!(done.stdout(), expected);
    assert_eq!(content(&project, "a.md"), WRONG);
    let done = Project::new().file("a.md", RIGHT).run(&["fix", "--diff"]).expect(0);
    assert_eq!(done.stdout(), "");
}

#[test]
fn the_option_decides_the_colour_of_both_streams() {
    let project = Project::new()
        .file("a.md", "```python\nprint(1)  # 2\nimport random\nprint(random.random())  # Output: 3\n```\n");
    for (option, is_colored) in [("--color=always", true), ("--color=never", false)] {
        let done = project.run(&["fix", "--diff", option]).expect(1);
        assert_eq!(done.stdout().contains("\u{1b}["), is_colored, "{}", done.describe());
        assert_eq!(done.stderr().contains("\u{1b}["), is_colored, "{}", done.describe());
        let done = project.run_with_input(&["fix", "-", option], b"```python\nprint(1)  # 2\n```\n").expect(0);
        assert_eq!(done.stderr().contains("\u{1b}["), is_colored, "{}", done.describe());
        assert_eq!(done.stdout(), "```python\nprint(1)  # 1\n```\n", "text is never coloured");
        let done = Project::new().file("doctrue.toml", "x = 1").run(&["check", option]).expect(2);
        assert_eq!(done.stderr().contains("\u{1b}["), is_colored, "{}", done.describe());
    }
}

#[test]
fn standard_input_is_fixed_to_standard_output() {
    let done = Project::new().run_with_input(&["fix", "-"], WRONG.as_bytes()).expect(0);
    assert_eq!(done.stdout(), RIGHT);
    assert!(done.stderr().contains("fixed stdin.md:4: `3` → `2`"), "{}", done.describe());
    let odd = b"caf\xe9\r\n\xff";
    let done = Project::new().run_with_input(&["fix", "-"], odd);
    assert_eq!(done.bytes(), odd, "bytes that are not UTF-8 pass through");
}

#[test]
fn a_check_that_fixes_fails_once_and_then_passes() {
    let project = Project::new().file("a.md", WRONG);
    let done = project.run(&["check", "--fix"]).expect(1);
    assert!(done.stdout().contains("claims: 1 = 1 confirmed"), "{}", done.describe());
    assert!(done.stderr().contains("fixed a.md:4"), "{}", done.describe());
    assert_eq!(content(&project, "a.md"), RIGHT);
    project.run(&["check", "--fix"]).expect(0);
    project.run(&["check", "--fix", "-"]).expect(2);
}

#[test]
fn only_the_claim_that_is_named_is_fixed() {
    let note = "```python\nprint(1)  # 2\nprint(2)  # 3\nprint(3)  # 4\n```\n";
    let project = Project::new().file("a.md", note).file("b.md", note);
    project.run(&["fix", "--only", "a.md:3"]).expect(0);
    assert_eq!(content(&project, "a.md"), note.replace("# 3", "# 2"));
    assert_eq!(content(&project, "b.md"), note);
    project.run(&["fix", "--only", "a.md:2", "--only", "b.md:4"]).expect(0);
    assert_eq!(content(&project, "b.md"), note.replace("# 4", "# 3"));
    assert!(project.run(&["fix", "--only", "a.md:1"]).expect(2).stderr().contains("has no claim"));
    project.run(&["fix", "--only", "a.md"]).expect(2);
}

/// The word of the refusal for the only claim of `note`, which must stay as it is.
fn refusal(note: &str, args: &[&str]) -> (Option<i32>, String) {
    let project = Project::new().file("a.md", note);
    let done = project.run(&[&["fix", "-v"], args].concat());
    assert_eq!(content(&project, "a.md"), note, "{}", done.describe());
    let word = done.stdout().split_once("refused[").and_then(|(_, rest)| rest.split_once(']'));
    (done.status(), word.map_or_else(|| done.describe(), |(word, _)| word.to_owned()))
}

#[test]
fn what_had_better_not_be_written_is_refused_with_the_reason() {
    let python = |code: &str| format!("```python\n{code}\n```\n");
    for (code, word, status) in [
        ("import random\nprint(random.random())  # Output: 0.5", "volatile", 0),
        ("x = undefined\nprint(x)  # Output: 1", "unreached", 1),
        ("import no_such_package\nprint(1)  # Output: 2", "skipped", 0),
        ("x = 5\nprint(x)  # words about it", "unverified", 0),
        ("print('\\x1b[2J')  # Output: x", "characters", 1),
        ("print('\\u202e')  # Output: x", "characters", 1),
        ("for i in range(101): print('x', i)\n# Output: 5", "too-long", 1),
        ("print('a b\\nc d\\ne')  # => 15", "notation", 1),
        ("print('\\u200b')  # Output: x", "characters", 1),
        ("print('ab ' * 20_000)  # Output: x", "too-long", 1),
        ("int('3')  # raises ValueError", "other-kind", 1),
        ("import os\nprint(os.path.join('a', 'b'))  # Output: a\\b", "volatile", 0),
        ("try:\n    x = open('x.txt').read()\nexcept OSError:\n    x = 'none'\nprint(x)  # Output: 5", "skipped", 0),
        ("import sys, subprocess as s\ns.run([sys.executable, '-c', 'print(1)'])  # Output: 2", "surroundings", 1),
        ("f = open\nprint(f('/etc/passwd').read())  # Output: x", "volatile", 0),
        ("print(dir(5))  # Output: ['__abs__']", "surroundings", 1),
        ("import os\nprint(os.path.abspath('a.txt'))  # Output: a.txt", "private-path", 1),
        ("print(1)  # Output: 2  # Output: 3", "ambiguous", 1),
    ] {
        assert_eq!(refusal(&python(code), &[]), (Some(status), word.to_owned()), "{code}");
    }
    let transcript = "```pycon\n>>> x = 1\n>>> None\n5\n```\n";
    assert_eq!(refusal(transcript, &[]), (Some(1), "nothing".to_owned()));
    let context = "```python\nx = 1\n1 / 0\n```\n\n```python\nprint(x)  # Output: 2\n```\n";
    assert_eq!(refusal(context, &[]), (Some(1), "context".to_owned()));
    let step =
        "```pycon\n>>> x = [1]\n```\n\n```pycon\n>>> # append 2\n>>> x\n[1, 2]\n```\n\n```pycon\n>>> len(x)\n2\n```\n";
    let project = Project::new().file("a.md", step);
    let done = project.run(&["fix"]).expect(1);
    assert_eq!((content(&project, "a.md").as_str(), done.stdout().matches("refused[context]").count()), (step, 2));
    let fence = "```python\nprint('a\\n~~~\\nb')\n```\n\n~~~output\na\n~~~\n";
    assert_eq!(refusal(fence, &[]), (Some(1), "structure".to_owned()));
    let long = python("for i in range(9): print('x', i)\n# Output: 5");
    assert_eq!(refusal(&long, &["--max-lines", "8"]), (Some(1), "too-long".to_owned()));
}

#[test]
fn secrets_of_the_environment_are_not_written() {
    let note =
        "```python\nprint('top' + '-secret-value')  # Output: x\nprint('/srv/' + 'home/ada/x')  # Output: y\n```\n";
    let project = Project::new().file("a.md", note);
    let output = command(project.path())
        .args(["fix"])
        .env("API_TOKEN", "top-secret-value")
        .env("HOME", "/srv/home/ada")
        .output()
        .expect("the binary");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(text.contains("refused[secret] a.md:2") && text.contains("refused[private-path] a.md:3"), "{text}");
    assert!(!text.contains("top-secret-value") && output.status.code() == Some(1), "{text}");
    assert_eq!(content(&project, "a.md"), note);
}

#[test]
fn one_claim_that_is_refused_keeps_no_other_from_being_fixed() {
    let note = "```python\nprint('a\\n~~~\\nb')\n```\n\n~~~output\na\n~~~\n\n```python\nprint(1)  # 2\n```\n";
    let project = Project::new().file("a.md", note);
    let done = project.run(&["fix"]).expect(1);
    assert!(done.stdout().contains("refused[structure] a.md:6"), "{}", done.describe());
    assert_eq!(content(&project, "a.md"), note.replace("# 2", "# 1"));
}

#[cfg(unix)]
#[test]
fn files_with_other_names_are_left_alone_and_links_are_kept() {
    use std::os::unix::fs::symlink;
    let project = Project::new().file("tree/real.md", WRONG).file("tree/hard.md", WRONG).file("outside.md", WRONG);
    let tree = project.path().join("tree");
    fs::hard_link(tree.join("hard.md"), tree.join("harder.md")).expect("a link");
    symlink("real.md", tree.join("in.md")).expect("a link");
    symlink("../outside.md", tree.join("out.md")).expect("a link");
    let output = command(&tree).args(["fix", "in.md", "out.md", "hard.md"]).output().expect("the binary");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(text.contains("refused[leaves-tree] out.md") && text.contains("refused[hard-links] hard.md"), "{text}");
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert_eq!(content(&project, "tree/real.md"), RIGHT);
    assert!(tree.join("in.md").symlink_metadata().expect("a link").is_symlink());
    assert_eq!([content(&project, "outside.md"), content(&project, "tree/hard.md")], [WRONG, WRONG]);
}

#[test]
fn a_file_that_changes_while_it_is_checked_is_left_alone() {
    let project = Project::new();
    let [begun, written] = ["begun", "written"].map(|name| project.path().join(name));
    let code = format!(
        "import os, time\nopen({begun:?}, 'w').close()\nwhile not os.path.exists({written:?}):\n    time.sleep(0.01)\n"
    );
    let project = project.file("a.md", format!("```python\n{code}print(1)  # Output: 2\n```\n"));
    let arguments = ["fix", "--sandbox", "off", "--timeout", "60s", "a.md"];
    let child = command(project.path()).args(arguments).stdout(Stdio::piped()).spawn().expect("the binary");
    while !begun.exists() {
        std::thread::sleep(Duration::from_millis(5));
    }
    fs::write(project.path().join("a.md"), "typed meanwhile").expect("a file");
    fs::write(written, "").expect("a file");
    let output = child.wait_with_output().expect("an ended process");
    assert!(String::from_utf8_lossy(&output.stdout).contains("refused[changed] a.md"));
    assert_eq!((output.status.code(), content(&project, "a.md").as_str()), (Some(1), "typed meanwhile"));
}

#[test]
fn two_fixers_at_once_do_the_work_once() {
    let mut project = Project::new();
    for index in 0..6 {
        project = project.file(&format!("{index}.md"), WRONG);
    }
    let start = || command(project.path()).args(["fix"]).stdout(Stdio::null()).spawn().expect("the binary");
    let children = [start(), start(), start()];
    for mut child in children {
        child.wait().expect("an ended process");
    }
    for index in 0..6 {
        assert_eq!(content(&project, &format!("{index}.md")), RIGHT);
    }
    assert_eq!(fs::read_dir(project.path()).expect("a folder").count(), 6);
}

/// `DOCTRUE_KILLS` kills, each at another moment: every file is the old one or the new one.
#[cfg(unix)]
#[test]
fn a_kill_at_any_moment_leaves_the_old_file_or_the_new_one() {
    let usual = if is_full() { 12 } else { 3 };
    let kills = std::env::var("DOCTRUE_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(usual);
    let long = "tail\n".repeat(20_000);
    let (old, new) = (format!("{WRONG}{long}"), format!("{RIGHT}{long}"));
    let mut strays = 0;
    for kill in 0..kills {
        let mut project = Project::new();
        for index in 0..4 {
            project = project.file(&format!("{index}.md"), &old);
        }
        let mut child = command(project.path()).args(["fix"]).stdout(Stdio::null()).spawn().expect("the binary");
        std::thread::sleep(Duration::from_micros(100_000 + (kill * 7_919 * 97) % 900_000));
        child.kill().expect("a kill");
        child.wait().expect("an ended process");
        for index in 0..4 {
            let now = content(&project, &format!("{index}.md"));
            assert!(now == old || now == new, "kill {kill}: {} bytes of {index}.md", now.len());
        }
        strays += fs::read_dir(project.path()).expect("a folder").count() - 4;
        project.run(&["fix", "-qq"]);
        let left = fs::read_dir(project.path()).expect("a folder").count() - 4;
        assert_eq!(left, 0, "the next fixer takes away what was left behind");
    }
    assert!(strays <= kills as usize, "{strays}");
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written_is_status_2() {
    use std::os::unix::fs::PermissionsExt as _;
    let project = Project::new().file("a.md", WRONG);
    let mode = |mode| fs::set_permissions(project.path(), fs::Permissions::from_mode(mode)).expect("a mode");
    mode(0o555);
    let is_root = fs::write(project.path().join("probe"), "").is_ok();
    let done = project.run(&["fix"]);
    mode(0o755);
    if is_root {
        return;
    }
    assert_eq!(content(&project, "a.md"), WRONG);
    assert!(done.expect(2).stderr().contains("a.md: cannot make a new file beside it"));
}

#[test]
fn a_claim_that_hides_behind_a_wrong_one_is_fixed_as_well() {
    let note = "```pycon\n>>> 1 / 0\nTraceback (most recent call last):\nKeyError\n>>> 2\n3\n```\n";
    let project = Project::new().file("a.md", note);
    let done: Done = project.run(&["fix"]).expect(0);
    assert!(content(&project, "a.md").contains("ZeroDivisionError\n>>> 2\n2\n"), "{}", done.describe());
}

/// A program that runs `doctrue fix --interactive` in a terminal of its own and presses `keys` when it is asked.
const PRESS: &str = r#"
import os, pty, sys
program, keys = sys.argv[1], sys.argv[2]
pid, terminal = pty.fork()
if pid == 0:
    os.execv(program, [program, "fix", "--interactive"])
shown = b""
while True:
    try:
        piece = os.read(terminal, 4096)
    except OSError:
        break
    if not piece:
        break
    shown += piece
    if shown.endswith(b"?] ") and keys:
        os.write(terminal, keys[0].encode())
        keys = keys[1:]
sys.stdout.write(shown.decode())
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
"#;

/// The status of `doctrue fix --interactive` for someone who presses `keys`, and what was shown.
#[cfg(target_os = "linux")]
fn pressed(project: &Project, keys: &str) -> (Option<i32>, String) {
    let output = python()
        .args(["-c", PRESS, env!("CARGO_BIN_EXE_doctrue"), keys])
        .current_dir(project.path())
        .env("TERM", "dumb")
        .output()
        .expect("python3");
    (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
}

#[cfg(target_os = "linux")]
#[test]
fn claims_are_asked_for_one_by_one_in_a_terminal() {
    let project = Project::new().file("a.md", "```python\nprint(1)  # 2\nprint(2)  # 3\nprint(3)  # 4\n```\n");
    let (status, text) = pressed(&project, "ndy?q");
    assert_eq!(status, Some(1), "two claims still fail: {text}");
    assert_eq!(content(&project, "a.md"), "```python\nprint(1)  # 2\nprint(2)  # 2\nprint(3)  # 4\n```\n", "{text}");
    assert!(text.contains("a.md:3 (bare-print)") && text.contains("1 claim fixed in 1 document, 2 left"), "{text}");
    let (status, text) = pressed(&project, "q");
    assert_eq!(status, Some(1), "nothing was fixed: {text}");
    let (status, text) = pressed(&project, "ya");
    assert_eq!(status, Some(0), "{text}");
    assert!(text.contains("2 claims fixed in 1 document") && !text.contains("left"), "{text}");
    assert!(project.run(&["fix", "--interactive"]).expect(2).stderr().contains("needs a terminal"));
}

const BARE: &str = "```python\nx = 5\nprint(x)\nprint('a\\nb')\nprint(x + 1)  # Output: 6\nimport random\nprint(random.random())\nif x: print(3)\n```\n";

#[test]
fn claims_are_added_where_prints_have_none() {
    for (args, after) in [
        (
            &["add"][..],
            BARE.replace("print(x)\n", "print(x)  # Output: 5\n")
                .replace("b')\n", "b')  # Output:\n               # a\n               # b\n"),
        ),
        (
            &["add", "--notation", "hash-arrow"],
            BARE.replace("print(x)\n", "print(x)\n# > 5\n").replace("b')\n", "b')\n# > a\n# > b\n"),
        ),
        (
            &["add", "--notation", "output-block"],
            BARE.replace("print(x)\n", "print(x)\n# Output: 5\n").replace("b')\n", "b')\n# Output:\n# a\n# b\n"),
        ),
        (&["add", "--notation", "bare-print"], BARE.replace("print(x)\n", "print(x)  # 5\n")),
    ] {
        let project = Project::new().file("a.md", BARE).file("b.md", disguised(BARE));
        let done = project.run(args).expect(0);
        assert_eq!(content(&project, "a.md"), after, "{}", done.describe());
        assert_eq!(content(&project, "b.md"), disguised(&after), "{}", done.describe());
        assert!(done.stdout().contains("refused[volatile] a.md:7"), "{}", done.describe());
        assert!(project.run(args).expect(0).stdout().contains("0 claims added"));
        assert_eq!(content(&project, "a.md"), after);
        project.run(&["check"]).expect(0);
    }
}

#[test]
fn claims_are_added_in_the_notation_of_the_document() {
    let note = "```python\nprint(1)\n#> 1\nprint(2)\n#> 2\nprint(3)  # Output: 3\n```\n\n```python\nprint(4)\n```\n";
    let done = Project::new().run_with_input(&["add", "-"], note.as_bytes()).expect(0);
    assert_eq!(done.stdout(), note.replace("print(4)\n", "print(4)\n# > 4\n"));
    let done = Project::new().file("a.md", note).run(&["add", "--diff"]).expect(1);
    assert!(done.stdout().contains("\n+# > 4\n"), "{}", done.describe());
    Project::new().run(&["add", "--notation", "transcript"]).expect(2);
}

#[test]
fn a_folder_without_documents_is_told_unless_a_hook_named_it() {
    for command in ["fix", "add"] {
        let project = Project::new().file("a.txt", "print(1)  # 2\n");
        let done = project.run(&[command]).expect(0);
        assert!(done.stderr().starts_with("warning: no Markdown file found"), "{}", done.describe());
        let done = project.run(&[command, "--force-exclude"]).expect(0);
        assert_eq!(done.stderr(), "", "{}", done.describe());
    }
}

#[test]
fn bytes_that_are_not_utf8_stay_as_they_are() {
    let note =
        |claim: &str| [b"caf\xe9\r\n\n```python\nprint(1)".to_vec(), claim.into(), b"\n```\n\xff".to_vec()].concat();
    let project = Project::new().file("a.md", note("  # Output: 25")).file("b.md", note(""));
    project.run(&["fix", "a.md"]).expect(0);
    project.run(&["add", "b.md"]).expect(0);
    for name in ["a.md", "b.md"] {
        assert_eq!(fs::read(project.path().join(name)).expect("a file"), note("  # Output: 1"), "{name}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn examples_are_run_as_check_runs_them() {
    let sleeps = "```python\nimport time\ntime.sleep(1)\nprint(1)  # Output: 2\n```\n";
    let project = Project::new().file("a.md", sleeps);
    assert!(project.run(&["fix", "--timeout", "300ms"]).expect(1).stdout().contains("refused[unreached]"));
    let victim = project.path().join("victim");
    let writes = |said: &str| {
        format!(
            "```python\ntry:\n    open({victim:?}, 'w').close()\n    said = 'done'\nexcept OSError as error:\n    \
             said = type(error).__name__\nprint(said)  # Output: {said}\n```\n"
        )
    };
    let fixed = |args: &[&str], variable: (&str, &str)| {
        fs::write(project.path().join("a.md"), writes("nothing")).expect("a file");
        let output = command(project.path()).arg("fix").args(args).env(variable.0, variable.1).output();
        (output.expect("the binary").status.code(), content(&project, "a.md"))
    };
    assert_eq!(fixed(&[], ("X", "")), (Some(0), writes("PermissionError")));
    assert_eq!(fixed(&["--sandbox", "off"], ("X", "")), (Some(0), writes("done")));
    assert_eq!(fixed(&["--isolation", "spawn"], ("DOCTRUE_SANDBOX", "off")), (Some(0), writes("done")));
    for variable in ["DOCTRUE_SANDBOX", "DOCTRUE_ISOLATION", "DOCTRUE_TIMEOUT", "DOCTRUE_PYTHON"] {
        assert_eq!(fixed(&[], (variable, "/no/such")), (Some(2), writes("nothing")), "{variable}");
    }
    let added = |args: &[&str]| {
        fs::write(project.path().join("a.md"), writes("").replace("  # Output: ", "")).expect("a file");
        project.run(&[&["add"], args].concat()).expect(0);
        content(&project, "a.md")
    };
    assert_eq!([added(&[]), added(&["--sandbox=off"])], [writes("PermissionError"), writes("done")]);
}
