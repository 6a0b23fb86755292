//! Shells around a session: the command that starts the interpreter, its banner, and what follows when it is left.

use super::line::{self, Line};
use crate::example::looks;

/// Lines that an interpreter may say about itself between its start and the first prompt.
const LONGEST_BANNER: usize = 6;

/// How many lines stand before the session that begins in `texts`: commands of a shell, of which the last starts Python,
/// and the banner. None if the session does not begin so.
pub(in crate::example) fn before_session<'a>(texts: impl Iterator<Item = &'a str>) -> Option<usize> {
    let mut started = None;
    let mut is_shell = false;
    for (index, text) in texts.enumerate() {
        if matches!(line::kind(text), Line::First(_)) {
            return started.map(|_| index);
        }
        is_shell |= is_command(text);
        if starts_python(text) || started.is_none() && is_banner(text) {
            started = Some(index);
        }
        let is_far = started.is_some_and(|start| index > start + LONGEST_BANNER);
        // What commands write may stand between them.
        if is_far || started.is_none() && !is_shell && !text.trim().is_empty() {
            return None;
        }
    }
    None
}

/// Whether `text` is a command, or a comment about one.
fn is_command(text: &str) -> bool {
    text.trim_start().starts_with('#') || looks::behind_shell_prompt(text).is_some()
}

/// What an interpreter says first: `Python 3.11.7 (main, …) [GCC …] on linux`.
fn is_banner(text: &str) -> bool {
    let version = ["Python ", "IPython "].iter().find_map(|name| text.trim_start().strip_prefix(name));
    version.is_some_and(|rest| {
        let is_version =
            rest.split(' ').next().unwrap_or_default().chars().all(|c| c.is_ascii_alphanumeric() || c == '.');
        is_version && rest.starts_with(|c: char| c.is_ascii_digit()) && (rest.contains('(') || rest.contains("--"))
    })
}

/// Whether `text` is the command that starts an interpreter to talk to, behind the prompt of a shell or without.
fn starts_python(text: &str) -> bool {
    let command = looks::behind_shell_prompt(text).unwrap_or(text).trim();
    let mut words =
        command.split_whitespace().skip_while(|word| ["uv", "poetry", "pipenv", "run", "winpty"].contains(word));
    let name = words.next().unwrap_or_default();
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name = name.strip_suffix(".exe").unwrap_or(name);
    let is_versioned = |rest: &str| rest.chars().all(|c| c.is_ascii_digit() || c == '.');
    let is_python = ["python", "ipython", "pypy", "py", "bpython"]
        .iter()
        .any(|one| name.strip_prefix(one).is_some_and(is_versioned));
    is_python && words.all(|word| word.starts_with('-') && word != "-c" && word != "-m")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn before(text: &str) -> Option<usize> {
        before_session(text.lines())
    }

    #[test]
    fn a_session_may_begin_at_a_shell() {
        assert_eq!(before("$ python3\n>>> 1"), Some(1));
        assert_eq!(before("python\n>>> 1"), Some(1));
        assert_eq!(before("$ python3 -q\n\n>>> 1"), Some(2));
        assert_eq!(
            before("C:\\> py\nPython 3.11.7 (tags/v3.11.7)\nType \"help\" for more information.\n>>> 1"),
            Some(3)
        );
        assert_eq!(before("(venv) $ ./bin/python3.12\n>>> 1"), Some(1));
        assert_eq!(before("$ cd project\n$ uv run python\n>>> 1"), Some(2));
        assert_eq!(before("Python 3.8.1 (default, Jan  8 2020)\n[GCC 9.2.0] on linux\n>>> 1"), Some(2));
        assert_eq!(before("$ ipython\nIn [1]: 1"), Some(1));
    }

    #[test]
    fn other_programs_and_texts_begin_no_session() {
        for text in [
            "$ mongo\n>>> 1",
            "$ python3 main.py\n>>> 1",
            "$ python3 -c 'print(1)'\n>>> 1",
            "python = 3\n>>> 1",
            "Python is fun\n>>> 1",
            "$ python3",
            "x = 1\n$ python3\n>>> 1",
            ">>> 1",
        ] {
            assert_eq!(before(text), None, "{text}");
        }
    }
}
