//! What a text that is no Python looks like, from its content alone.

use super::Kind;

use crate::pattern::{self, Pattern};

/// The kind of `text`, if its content tells; none for plain text and for anything that may be Python.
pub(super) fn kind(text: &str) -> Option<Kind> {
    let lines: Vec<_> = text.lines().map(str::trim_end).filter(|line| !line.trim().is_empty()).collect();
    if lines.is_empty() {
        return None;
    }
    let lines = lines.as_slice();
    if is_traceback(lines) {
        Some(Kind::Traceback)
    } else if is_tree(lines) {
        Some(Kind::Tree)
    } else if is_shell(lines) {
        Some(Kind::Shell)
    } else if is_exercise(lines) {
        Some(Kind::Exercise)
    } else if is_json(lines) || is_settings(lines) {
        Some(Kind::Config)
    } else {
        None
    }
}

static TRACEBACK: Pattern = Pattern::holding(
    &["traceback", "file \"", "e   ", ".py:", "error: "],
    r#"^\s*(Traceback \(most recent call last\)|File ".*", line \d+|E   \w|[\w./-]+\.py:\d+: |[A-Za-z_.]+Error: )"#,
);

/// The line that begins what Python says about an exception.
pub(super) fn begins_traceback(line: &str) -> bool {
    line.starts_with("Traceback (most recent call last)")
}

fn is_traceback(lines: &[&str]) -> bool {
    let begins = lines.iter().any(|line| begins_traceback(line.trim_start_matches(['E', '>', ' '])));
    begins && lines.iter().filter(|line| TRACEBACK.is_match(line)).count() > 1 || TRACEBACK.is_match(lines[0])
}

static BRANCH: Pattern = Pattern::holding(&["├", "└", "--"], r"^[\s│|]*(├|└|\|--|\+--|`--|\\--)[─-]*\s*[\w.\[]");

/// Whether `line` hangs on a branch of a tree.
fn is_branch(line: &str) -> bool {
    BRANCH.is_match(line)
}

/// Extensions of files that listings show.
const LISTED: &[&str] = &["py", "txt", "md", "toml", "cfg", "json", "csv", "ini", "yml", "yaml", "pyi"];

/// Whether `line` is the name of a folder or a file, perhaps with a remark behind it.
fn is_path(line: &str) -> bool {
    let line = line.trim_start();
    let is_part = |c: char| pattern::is_word(c) || matches!(c, '.' | '-');
    let (name, rest) = line.split_at(line.find(|c| !is_part(c)).unwrap_or(line.len()));
    let is_file = || name.rsplit_once('.').is_some_and(|(stem, end)| !stem.is_empty() && LISTED.contains(&end));
    let is_remark = |rest: &str| {
        let rest = rest.trim_start();
        rest.is_empty() || ["#", "<-", "//"].iter().any(|mark| rest.starts_with(mark))
    };
    !name.is_empty() && rest.strip_prefix('/').is_some_and(is_remark) || is_file() && is_remark(rest)
}

fn is_tree(lines: &[&str]) -> bool {
    let branches = lines.iter().filter(|line| is_branch(line)).count();
    let paths = lines.iter().filter(|line| is_path(line)).count();
    let has_folder =
        lines.iter().any(|line| line.split(['#', '<']).next().is_some_and(|path| path.trim().ends_with('/')));
    let indent = |line: &str| line.len() - line.trim_start().len();
    // A bare word is a folder if something stands below it.
    let is_folder = |index: usize| {
        let word = lines[index].trim().chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
        word && lines.get(index + 1).is_some_and(|next| indent(next) > indent(lines[index]))
    };
    let folders = (0..lines.len()).filter(|&index| is_folder(index)).count();
    let is_listing = |folders: usize| paths + folders == lines.len() && paths * 2 >= lines.len();
    branches >= 1 && branches * 2 >= lines.len()
        || lines.len() > 1 && (is_listing(0) && has_folder || folders > 0 && is_listing(folders))
}

/// The first words of commands that people show.
const COMMANDS: &[&str] = &[
    "apt",
    "apt-get",
    "brew",
    "cat",
    "cd",
    "chmod",
    "conda",
    "cp",
    "curl",
    "deactivate",
    "docker",
    "echo",
    "export",
    "git",
    "ls",
    "mkdir",
    "mv",
    "npm",
    "pip",
    "pip3",
    "pipenv",
    "pipx",
    "poetry",
    "py",
    "pytest",
    "python",
    "python2",
    "python3",
    "rm",
    "source",
    "sudo",
    "touch",
    "unzip",
    "uv",
    "virtualenv",
    "wget",
];

static PROMPT: Pattern = Pattern::holding(
    &["$", "%", "ps ", ":\\", "@"],
    r"^\s*(\([\w.-]+\)\s*)?(\$|%|PS [A-Z]?.*>|[A-Z]:\\[^>]*>\S*|[\w.-]+@[\w.-]+:?\S*[\$#])(\s|$)",
);

/// The prompt of a shell that is the name of something: `host% `. Programs print such texts, too: `50 % of it`.
static NAMED_PROMPT: Pattern = Pattern::holding(&["$", "%"], r"^\s*[A-Za-z]\w* ?[%\$]\s+");

/// What stands behind the prompt of a shell, if `line` has one.
pub(super) fn behind_shell_prompt(line: &str) -> Option<&str> {
    let named = || {
        let behind = &line[NAMED_PROMPT.find(line)?.end()..];
        let command = behind.split_whitespace().next()?;
        (COMMANDS.binary_search(&command).is_ok() || command.starts_with("./")).then_some(behind)
    };
    PROMPT.find(line).map(|found| &line[found.end()..]).or_else(named)
}

/// A variable that is set for one command: `LANG=C`.
static ENVIRONMENT: Pattern = Pattern::holding(&["="], r"^[A-Z_][A-Z0-9_]*=[^=\s]*$");

/// Whether `line` is a command for a shell: behind a prompt, or by its first word with an argument behind it.
pub(super) fn is_command(line: &str) -> bool {
    let mut words = line.split_whitespace().skip_while(|word| ENVIRONMENT.is_match(word));
    let command = words.next().is_some_and(|word| COMMANDS.binary_search(&word).is_ok() || word.starts_with("./"));
    let argument = words.next().is_none_or(|word| !word.starts_with(['=', '(', '.', '+', '*']) && word != "in");
    behind_shell_prompt(line).is_some() || command && argument
}

/// Whether `line` is the command that starts an interpreter to talk to: `$ python3`, `C:\> ipython`.
pub(super) fn starts_interpreter(line: &str) -> bool {
    let command = line.split_whitespace().last().unwrap_or_default();
    let name = command.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    matches!(name, "python" | "ipython" | "py" | "pypy" | "bpython")
        && (line == command || behind_shell_prompt(line).is_some())
}

/// Whether `line` is the command that installs packages: `$ pip install x`, `!pip install x`, `conda install x`.
pub(super) fn installs(line: &str) -> bool {
    let line = line.trim();
    let command = line.strip_prefix(['$', '%', '!']).unwrap_or(line).trim_start();
    let words: Vec<_> = command.split_whitespace().take(5).collect();
    let installers = [
        "apt", "apt-get", "brew", "conda", "mamba", "pip", "pip3", "pipx", "poetry", "python", "python3", "sudo", "uv",
    ];
    let is_installer = words.first().is_some_and(|word| installers.contains(word));
    is_installer && words.iter().any(|word| matches!(*word, "install" | "add"))
}

/// Whether `line` is the command that runs a file of Python.
pub(super) fn runs_python(line: &str) -> bool {
    // Prompts that are no more than a sign: of `set -x`, of a console.
    let line = line.strip_prefix("+ ").or_else(|| line.strip_prefix("> ")).unwrap_or(line);
    let mut words = line.split_whitespace().skip_while(|word| !word.starts_with("py"));
    words.next().is_some() && words.next().is_some_and(|word| word.ends_with(".py")) && is_command(line)
}

fn is_shell(lines: &[&str]) -> bool {
    let first = lines.iter().find(|line| !line.trim_start().starts_with('#'));
    first.is_some_and(|line| is_command(line))
}

static INPUT: Pattern = Pattern::holding(&["input"], r"^\s*(?i:sample |example )?(?i:inputs?)\s*\d*\s*:");
static OUTPUT: Pattern = Pattern::holding(
    &["output", "explanation", "result"],
    r"^\s*(?i:sample |expected |example )?(?i:outputs?|explanation|result)\s*\d*\s*:",
);

fn is_exercise(lines: &[&str]) -> bool {
    INPUT.is_match(lines[0]) && lines.iter().any(|line| OUTPUT.is_match(line))
}

/// A JSON object or a list of objects. A plain list may be what an example prints.
fn is_json(lines: &[&str]) -> bool {
    let text = lines.join("\n");
    let opens = text.trim_start().starts_with('{') || text.trim_start().starts_with("[{");
    let is_long = text.contains('"') && text.contains(':');
    opens && is_long && serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok()
}

static SECTION: Pattern = Pattern::beginning(&["["], r"^\[{1,2}[\w.:-]+( [\w.:-]+)*\]{1,2}$");
static SETTING: Pattern =
    Pattern::holding(&["=", ":", "- ", "#", ";"], r"^\s*([\w.-]+\s*[=:]\s*\S.*|[\w.-]+:|- .*|[#;].*)$");

/// Whether `line` is a key of YAML, with a value or without.
fn is_key(line: &str) -> bool {
    let Some((name, value)) = line.trim_start().split_once(':') else { return false };
    let is_name = !name.is_empty() && name.chars().all(|c| pattern::is_word(c) || c == '-');
    is_name && (value.is_empty() || value.starts_with(char::is_whitespace) && !value.trim().is_empty())
}

/// INI and TOML by their section, YAML by keys and lists only.
fn is_settings(lines: &[&str]) -> bool {
    let settings = |lines: &[&str]| lines.iter().all(|line| SETTING.is_match(line) || SECTION.is_match(line));
    let has_value = lines.iter().any(|line| line.contains('='));
    if SECTION.is_match(lines[0]) && lines.len() > 1 && has_value {
        return settings(lines);
    }
    let nested = lines.iter().any(|line| line.starts_with([' ', '-']));
    let yaml = |line: &&str| is_key(line) || line.trim_start().starts_with("- ") || line.starts_with('#');
    lines.len() > 1 && nested && is_key(lines[0]) && lines.iter().all(yaml)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_patterns_are_sound() {
        assert!(
            TRACEBACK.is_sound()
                && BRANCH.is_sound()
                && PROMPT.is_sound()
                && NAMED_PROMPT.is_sound()
                && ENVIRONMENT.is_sound()
                && INPUT.is_sound()
                && OUTPUT.is_sound()
                && SECTION.is_sound()
                && SETTING.is_sound()
        );
    }

    #[test]
    fn the_commands_are_sorted() {
        assert!(COMMANDS.is_sorted());
    }

    #[test]
    fn a_sign_behind_a_number_or_before_no_command_is_no_prompt() {
        for line in ["100 %", "50 % done", "a %", "5 $", "rate % of all", "price $ 5"] {
            assert!(!is_command(line), "{line}");
        }
        for line in ["$ anything", "% ls", "host% cat a.txt", "bash $ ./run", "me@host:~$ make"] {
            assert!(is_command(line), "{line}");
        }
    }

    #[test]
    fn each_kind_is_known_by_its_content() {
        for (text, expected) in [
            (
                "Traceback (most recent call last):\n  File \"a.py\", line 1, in <module>\nKeyError: 'a'",
                Kind::Traceback,
            ),
            ("ValueError: invalid literal for int() with base 10: 'x'", Kind::Traceback),
            ("a_test.py:3: in <module>\nE   ImportError: no", Kind::Traceback),
            ("my_package/\n├── __init__.py\n└── module1.py", Kind::Tree),
            ("my_package/\n    __init__.py\n    module1.py", Kind::Tree),
            ("project\n    main.py\n    tests\n        test_main.py", Kind::Tree),
            ("C:\\SomeFolder>hello.py\nhello", Kind::Shell),
            ("project\n|-- a.py\n`-- b.py", Kind::Tree),
            ("pip install numpy", Kind::Shell),
            ("USE_RUST=1 python script.py", Kind::Shell),
            ("$ python3 main.py\nHello", Kind::Shell),
            ("C:\\Users\\me> py main.py", Kind::Shell),
            ("bash % python3 main.py\n1", Kind::Shell),
            ("# comment\ngit commit -m x", Kind::Shell),
            ("Input: [1, 2]\nOutput: 3", Kind::Exercise),
            ("Input: 4\nOutput: True\nInput: 5\nOutput: False", Kind::Exercise),
            ("{\"name\": \"x\", \"list\": [1, 2]}", Kind::Config),
            ("[tool.x]\na = 1\nb = \"c\"", Kind::Config),
            ("name: x\nsteps:\n  - run: y", Kind::Config),
        ] {
            assert_eq!(kind(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn python_and_plain_output_look_like_nothing_else() {
        for text in [
            "x = 1\ny = 2",
            "Hello\nWorld",
            "[1, 2, 3]",
            "{'a': 1}",
            "python = 3",
            "cat.speak()",
            "a: int = 1\nb: str",
            "Output: 5",
            "1 -- 2",
            "+---+---+\n| 1 | 2 |\n+---+---+",
            "| a | b |\n|---|---|\n| 1 | 2 |",
            "class A:\n    x: int\n    y: str",
        ] {
            assert_eq!(kind(text), None, "{text}");
        }
    }
}
