//! Lines that only IPython understands: magics (`%matplotlib inline`), commands for a shell (`!pip install x`) and questions
//! (`len?`).
//!
//! Those that only prepare a notebook are cut. Behind the others nobody can tell without IPython what is printed.

use super::file_name::is_file_name;
use super::looks;
use crate::document::CodeLine;
use crate::lang::python;
use crate::source::{Source, Span};

/// Magics without which the code below does the same.
const PREPARING: &[&str] = &[
    "aimport",
    "alias",
    "autoreload",
    "cd",
    "colors",
    "conda",
    "config",
    "env",
    "gui",
    "load_ext",
    "logstart",
    "mamba",
    "matplotlib",
    "micromamba",
    "pip",
    "precision",
    "pylab",
    "reload_ext",
    "uv",
    "xmode",
];

/// Magics of a whole cell below which the code does the same, but for what they add.
const AROUND: &[&str] = &["capture", "memit", "prun", "time", "timeit"];

/// Magics that show something and change nothing.
const SHOWING: &[&str] = &[
    "hist", "history", "ldir", "ll", "ls", "lsmagic", "memit", "pdoc", "pinfo", "pinfo2", "prun", "psearch", "psource",
    "pwd", "timeit", "who", "who_ls", "whos",
];

/// What stands in a block for IPython alone.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// A cell of another language or program, by its magic.
    Cell(String),
    /// A cell whose content becomes this file.
    File(String),
    /// Lines that are cut. The first of those that do more than prepare: its 1-based line in the file, and its words.
    Cut(Option<(usize, String)>),
}

/// Takes the lines out that only IPython understands; none if there is none.
pub(super) fn take_out(source: &Source, lines: &mut [CodeLine]) -> Option<Found> {
    let text = |line: &CodeLine| line.text(source);
    let has_sign = |line: &CodeLine| source.slice(line.span).contains(['%', '!', '?', '$']);
    if !lines.iter().any(has_sign) || !lines.iter().any(|line| is_magic(&text(line))) {
        return None;
    }
    let first = lines.iter().map(text).find(|text| !text.trim().is_empty()).unwrap_or_default();
    if let Some(name) = written_file(&first) {
        return Some(Found::File(name));
    }
    if let Some(cell) = other_cell(&first) {
        return Some(Found::Cell(cell));
    }
    let code: String = lines.iter().map(|line| text(line) + "\n").collect();
    let module = python::parse(&code);
    module.error.as_ref()?;
    let in_string = |number: usize| module.text_lines.iter().any(|(first, last)| (*first..=*last).contains(&number));
    let mut needed = None;
    let mut is_continued = false;
    for (index, line) in lines.iter_mut().enumerate() {
        let text = line.text(source);
        // Below a console's prompt stands what is printed, which may look like anything.
        if text.trim_start().starts_with(">>>") {
            break;
        }
        if !(is_continued || is_magic(&text) && !in_string(index + 1)) {
            continue;
        }
        if let Some(length) = timed(&text).filter(|_| !is_continued) {
            let start = (line.span.start + length.saturating_sub(line.pad)).min(line.span.end);
            *line = CodeLine { span: Span::new(start, line.span.end), pad: 0, ..*line };
            continue;
        }
        if !is_continued && !only_prepares(&text) {
            needed.get_or_insert_with(|| (line.line, text.trim().to_owned()));
        }
        is_continued = text.trim_end().ends_with('\\');
        *line = CodeLine { span: Span::new(line.span.end, line.span.end), pad: 0, ..*line };
    }
    Some(Found::Cut(needed))
}

/// Why nothing can be said of what `code` at a prompt shows, if its first line is for IPython alone.
pub(super) fn needed(code: &str) -> Option<String> {
    let line = code.lines().find(|line| !line.trim().is_empty())?.trim();
    is_magic(line).then(|| format!("needs-ipython: `{line}`"))
}

/// The name behind `%` or `%%` at the beginning of `text`.
fn magic<'a>(text: &'a str, mark: &str) -> Option<&'a str> {
    let rest = text.trim_start().strip_prefix(mark)?;
    let name = rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
    let is_ended = rest[name.len()..].chars().next().is_none_or(|c| c.is_whitespace() || matches!(c, ';' | '?'));
    (name.starts_with(|c: char| c.is_alphabetic() || matches!(c, '!' | '_')) && is_ended).then_some(name)
}

/// Whether the line `text` is for IPython alone.
fn is_magic(text: &str) -> bool {
    let line = text.trim();
    magic(line, "%%").or_else(|| magic(line, "%")).is_some() || is_command(line) || is_question(line) || is_taken(line)
}

/// `!ls`, `!!ls`, and `$ pip install x` as people copy it.
fn is_command(line: &str) -> bool {
    let command = line.strip_prefix("!!").or_else(|| line.strip_prefix('!'));
    let is_word =
        |rest: &str| rest.trim_start().starts_with(|c: char| c.is_alphabetic() || matches!(c, '.' | '/' | '{'));
    command.is_some_and(is_word) || line.starts_with("$ ") && looks::installs(line)
}

/// `len?`, `??str.split`, `?len`
fn is_question(line: &str) -> bool {
    let is_name = |name: &str| {
        !name.is_empty()
            && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '*'))
            && name.chars().any(char::is_alphabetic)
    };
    line.strip_suffix("??").or_else(|| line.strip_suffix('?')).is_some_and(|name| is_name(name.trim_start_matches('%')))
        || line.strip_prefix('?').is_some_and(|name| is_name(name.trim_start_matches('?').trim()))
}

/// `files = !ls`, `x = %timeit -o f()`
fn is_taken(line: &str) -> bool {
    let Some((name, value)) = line.split_once('=') else { return false };
    let is_names = name.trim().chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | ',' | ' '));
    let value = value.trim_start();
    !name.trim().is_empty() && is_names && (is_command(value) || magic(value, "%").is_some())
}

/// The bytes before the statement that `%time` runs, if it stands at the margin.
fn timed(text: &str) -> Option<usize> {
    let rest = text.strip_prefix("%time ")?;
    Some(text.len() - rest.trim_start().len())
}

/// Whether the code below does the same without the line.
fn only_prepares(text: &str) -> bool {
    let line = text.trim();
    let command = line.trim_start_matches(['!', '$', '%']).trim_start();
    let installs = looks::installs(&format!("!{command}")) || command.starts_with("pip ") && !line.contains('=');
    let is_known = |name: &str| PREPARING.contains(&name) || SHOWING.contains(&name);
    magic(line, "%").is_some_and(is_known) || is_command(line) && installs || is_question(line)
}

/// Whether the words of a line are a magic around the code below, which runs as it stands.
pub(super) fn is_around(words: &str) -> bool {
    magic(words, "%%").is_some_and(|name| AROUND.contains(&name) && name != "timeit")
}

/// The file that a cell with the first line `first` is written to. One that is added to (`-a`) has more than stands there.
pub(super) fn written_file(first: &str) -> Option<String> {
    let name = magic(first, "%%").filter(|name| matches!(*name, "writefile" | "file"))?;
    let file = first.trim_start()["%%".len() + name.len()..].trim().trim_matches(['"', '\'']);
    let file = file.strip_prefix("./").unwrap_or(file);
    is_file_name(file).then(|| file.to_owned())
}

/// The magic of a cell that is no Python: `%%bash`, `%%html`.
fn other_cell(first: &str) -> Option<String> {
    let name = magic(first, "%%")?;
    (!AROUND.contains(&name) && name != "px").then(|| name.to_owned())
}
