//! Fragments: Python that lacks what it stands in.

use super::Reason;
use crate::example::{Example, Kind, Surroundings};
use crate::lang::python;

/// Words that go on what an earlier statement began.
const CONTINUATIONS: &[&str] = &["case", "elif", "else", "except", "finally"];

/// Whether code that does not parse only lacks a body, what it goes on from, or what its decorators stand on. Code
/// that speaks of a syntax error is meant as it is.
pub(super) fn of_broken(example: &Example) -> Result<(), Reason> {
    if names_syntax_error(example) {
        return Ok(());
    }
    let code = example.code.as_str();
    let first = code.lines().find(|line| !is_remark(line)).unwrap_or_default().trim();
    let word = first.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let parses = |code: &str| python::parse(code).error.is_none();
    if CONTINUATIONS.contains(&word) && parses(&with_beginning(word, code)) {
        return fragment(format!("the beginning of `{word}` is not shown"));
    }
    if code.lines().any(|line| line.starts_with('@')) && parses(&format!("{code}\ndef f(): pass\n")) {
        return fragment("decorators without a function".to_owned());
    }
    if let Some(filled) = with_bodies(example)
        && parses(&filled)
    {
        return fragment("a body is left out".to_owned());
    }
    Ok(())
}

/// Whether code that parses stands outside the function or loop that it needs. What is awaited at the top runs as in a
/// notebook, if the document has what it is about.
pub(super) fn of_parsed(example: &Example, surroundings: &Surroundings) -> Result<(), Reason> {
    let module = &example.module;
    if module.awaits && !module.free_names.iter().all(|name| surroundings.binds(name) || name == "display") {
        return fragment("`await` outside an async function".to_owned());
    }
    match example.module.outside {
        Some(outside) if example.module.error.is_none() && !names_syntax_error(example) => {
            fragment(format!("`{}` outside {}", outside.word, outside.needs))
        }
        _ => Ok(()),
    }
}

fn fragment(reason: String) -> Result<(), Reason> {
    Err((Kind::Fragment, reason))
}

pub(super) fn names_syntax_error(example: &Example) -> bool {
    let mut comments = example.module.comments.iter().map(|comment| &example.code[comment.range.clone()]);
    comments.any(|comment| comment.to_ascii_lowercase().contains("error"))
}

fn is_remark(line: &str) -> bool {
    line.trim().is_empty() || line.trim_start().starts_with('#')
}

/// The code with something before it that `word` may go on from.
fn with_beginning(word: &str, code: &str) -> String {
    match word {
        "except" | "finally" => format!("try: pass\n{code}"),
        "case" => {
            let inner: String = code.lines().map(|line| format!("    {line}\n")).collect();
            format!("match x:\n{inner}")
        }
        _ => format!("if x: pass\n{code}"),
    }
}

/// The code with a body wherever one is left out: behind a header there are comments only, another header, or nothing.
/// None if a statement stands in the place of a body, which is an error in its indentation.
fn with_bodies(example: &Example) -> Option<String> {
    let code = example.code.as_str();
    let lines: Vec<_> = code.lines().collect();
    let ends: Vec<_> = (0..lines.len()).map(|index| code_end(example, index, lines[index])).collect();
    let mut filled = String::new();
    let mut is_behind_bare = false;
    for (index, line) in lines.iter().enumerate() {
        let own = &line[..ends[index]];
        filled.push_str(own);
        let indent = |text: &str| text.len() - text.trim_start().len();
        let next = || (index + 1..lines.len()).find(|&next| !lines[next][..ends[next]].trim().is_empty());
        let body = || next().filter(|&next| indent(lines[next]) > indent(line));
        // Among headers alone nobody minds the colon of one; above a body it is missing.
        let lacks_colon = is_behind_bare && !own.trim_end().ends_with(':') && is_header(own) && body().is_none();
        if lacks_colon {
            filled.push(':');
        }
        if !own.trim().is_empty() {
            is_behind_bare = false;
        }
        if own.trim_end().ends_with(':') || lacks_colon {
            let in_its_place = next().filter(|&next| indent(lines[next]) == indent(line) && next == index + 1);
            let is_header = |index: usize| is_header(&lines[index][..ends[index]]);
            if in_its_place.is_some_and(|next| !is_header(next)) {
                return None;
            }
            if body().is_none() {
                filled.push_str(" pass");
                is_behind_bare = true;
            }
        }
        filled.push('\n');
    }
    Some(filled)
}

/// Whether `code` is the header of a compound statement, its colon perhaps left out.
fn is_header(code: &str) -> bool {
    let code = code.trim();
    let word = code.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let is_one = || python::parse(&format!("{code}: pass\n")).error.is_none();
    code.ends_with(':') || COMPOUNDS.contains(&word) && is_one()
}

/// Words that begin a header which may stand alone.
const COMPOUNDS: &[&str] = &["class", "def", "for", "if", "while", "with"];

/// Where the code of a line ends and its comment begins, in bytes of the line.
fn code_end(example: &Example, index: usize, line: &str) -> usize {
    let comments = &example.module.comments;
    let comment = comments.get(comments.partition_point(|comment| comment.line <= index));
    comment.filter(|comment| comment.line == index + 1).map_or(line.len(), |comment| comment.column.min(line.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document;
    use crate::example;
    use crate::source::Source;

    fn kind(code: &str) -> Kind {
        let document = document::parse(Source::new("a.md", format!("```python\n{code}\n```\n").into_bytes()));
        example::classify(&document, &[]).remove(0).kind
    }

    #[test]
    fn a_colon_may_be_missing_where_no_body_follows() {
        assert_eq!(kind("for i in range(3):\nwhile True\nif i > 2:"), Kind::Fragment);
        for code in [
            "def f():\ndef g()\n    return 1",
            "class Foo:\nclass Bar\n    x = 1",
            "for i in range(3):\nfor j in range(4)\n    print(i, j)",
            "while True:\nif x == 3\n    break",
        ] {
            assert_eq!(kind(code), Kind::Python, "{code}");
        }
    }
}
