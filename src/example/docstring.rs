//! Examples in docstrings: `>>>` lines that run behind the block whose function, class or module they document.
//!
//! The rules are those of doctest's manual: an output ends at a blank line or at the next prompt, and what else stands in the
//! docstring is text.

use super::transcript::LeftOut;
use super::{Class, Example, Left, left, shifted, transcript};
use crate::document::{CodeLine, Document};
use crate::lang::python::{self, Kind, Statement};
use crate::source::{Source, Span};
use std::sync::Arc;

/// Gives each class the examples that stand in docstrings of its own.
pub(super) fn attach(document: &Document, classes: &mut [Class]) {
    for class in classes {
        let found: Vec<_> = class.examples().flat_map(|example| of_example(&document.source, example)).collect();
        for (examples, left) in found {
            class.docstrings.extend(examples);
            class.left.extend(left);
        }
    }
}

/// Examples in a docstring, and what is left out of them.
type Found = (Vec<Example>, Vec<Left>);

/// The examples in docstrings of `example`.
fn of_example(source: &Source, example: &Example) -> Vec<Found> {
    if !example.prompts.is_empty() || example.module.error.is_some() || !example.code.contains(">>> ") {
        return Vec::new();
    }
    let statements = &example.module.statements;
    let is_docstring = |index: &usize| {
        let is_first_of = |parent: usize| parent + 1 == *index && statements[parent].kind == Kind::Definition;
        let is_text = matches!(statements[*index].kind, Kind::Text | Kind::Expression { call: false });
        is_text && statements[*index].parent.map_or(*index == 0, is_first_of)
    };
    (0..statements.len()).filter(is_docstring).map(|index| sessions(source, example, &statements[index])).collect()
}

/// The sessions in the docstring `statement`. One with escapes does not run: what it says is not what stands there.
fn sessions(source: &Source, example: &Example, statement: &Statement) -> Found {
    let literal = &example.code[statement.range.clone()];
    let prefix = literal.len() - literal.trim_start_matches(|c: char| c.is_ascii_alphabetic()).len();
    let is_raw = literal[..prefix].contains(['r', 'R']);
    let quotes = literal.get(prefix..prefix + 3).filter(|quotes| matches!(*quotes, "\"\"\"" | "'''"));
    if quotes.is_none() {
        return Found::default();
    }
    let end = statement.range.end - 3;
    let behind = example.file_span(&(end..end)).start;
    // Text on the line of the opening quotes is the summary.
    let inside = example.lines.get(statement.first_line..statement.last_line).unwrap_or_default();
    let cut = |line: &CodeLine| CodeLine { span: Span::new(line.span.start, line.span.end.min(behind)), ..*line };
    let lines = prompted(source, inside.iter().map(cut).collect());
    let mut sessions = if lines.is_empty() { Vec::new() } else { transcript::read(source, &lines) };
    let left = |found: LeftOut, reason: &str| left::at_prompt(source, example.block, found, reason);
    if !is_raw && literal.contains('\\') {
        let found = sessions.iter().flat_map(|session| transcript::all_left_out(source, session));
        return (Vec::new(), found.map(|one| left(one, "is in a docstring with escapes")).collect());
    }
    let invalid = sessions.iter_mut().flat_map(|session| transcript::leave_out_invalid(source, session));
    let left = invalid.map(|one| left(one, left::NOT_COMPILING)).collect();
    let example = |session: transcript::Transcript| {
        let mut found = Example::new(source, example.block, session.lines, |code| Arc::new(python::parse(code)));
        found.prompts = session.prompts;
        found.directives = example.directives.clone();
        found.directives.raises = None;
        found.is_docstring = true;
        found
    };
    let examples = sessions.into_iter().map(example);
    (examples.filter(|found| found.module.error.is_none() && !found.is_empty()).collect(), left)
}

/// The lines from the first prompt to the last line of an output, without their indentation; the text between is blank.
fn prompted(source: &Source, lines: Vec<CodeLine>) -> Vec<CodeLine> {
    let mut indent: Option<usize> = None;
    let mut kept: Vec<CodeLine> = Vec::new();
    let mut end = 0;
    for line in lines {
        let text = line.text(source);
        let blanks = text.len() - text.trim_start_matches(' ').len();
        let is_prompt = text[blanks..].starts_with(">>> ");
        indent = match indent {
            _ if is_prompt => Some(blanks),
            Some(indent) if !text.trim().is_empty() && blanks >= indent => Some(indent),
            Some(_) | None => None,
        };
        if kept.is_empty() && indent.is_none() {
            continue;
        }
        kept.push(
            indent.map_or(CodeLine { span: Span::new(line.span.end, line.span.end), pad: 0, ..line }, |indent| {
                shifted(line, indent)
            }),
        );
        end = if indent.is_some() { kept.len() } else { end };
    }
    kept.truncate(end);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directive::{Directives, resolve};
    use crate::document;
    use crate::example::classify;

    /// For each session in a docstring of the code: its code and its outputs.
    fn found(code: &str) -> Vec<(String, Vec<String>)> {
        let document = document::parse(Source::new("a.md", format!("```python\n{code}\n```\n").into_bytes()));
        let classes = classify(&document, &resolve(&document, &Directives::default()).blocks);
        let text =
            |lines: &[CodeLine]| lines.iter().map(|line| line.text(&document.source)).collect::<Vec<_>>().join("\n");
        let session = |example: &Example| {
            (example.code.clone(), example.prompts.iter().map(|prompt| text(&prompt.want)).collect::<Vec<_>>())
        };
        classes.iter().flat_map(|class| &class.docstrings).map(session).collect()
    }

    #[test]
    fn prompts_in_docstrings_are_sessions_of_their_own() {
        let code = "def f(x):\n    \"\"\"Doubles.\n\n    >>> f(2)\n    4\n\n    And:\n\n    >>> for i in (1, 2):\n    ...     print(i)\n    1\n    2\n    \"\"\"\n    return 2 * x";
        let sessions = found(code);
        assert_eq!(sessions.len(), 1);
        assert_eq!(sessions[0].1, ["4", "1\n2"]);
        assert!(sessions[0].0.starts_with("f(2)\n") && sessions[0].0.contains("for i in (1, 2):\n    print(i)\n"));
    }

    #[test]
    fn classes_and_modules_have_docstrings_too() {
        let code = "\"\"\"Module.\n\n>>> 1 + 1\n2\n\"\"\"\nclass A:\n    '''A.\n\n    >>> A()\n    5'''\n    def f(self):\n        r'''F\n        >>> print('a\\n')\n        a\n        '''";
        let wants: Vec<_> = found(code).into_iter().map(|(_, wants)| wants).collect();
        assert_eq!(wants, [["2"], ["5"], ["a"]]);
    }

    #[test]
    fn other_strings_are_none() {
        for code in [
            "x = \"\"\"\n>>> 1\n2\n\"\"\"",
            "def f():\n    x = 1\n    \"\"\"\n    >>> 1\n    2\n    \"\"\"",
            "def f():\n    \"\"\"\n    >>> print('a\\n')\n    a\n    \"\"\"",
            "def f():\n    \"\"\"No prompts.\"\"\"",
            "def f():\n    \"\"\"\n    >>> 1 +\n    2\n    \"\"\"",
        ] {
            assert!(found(code).is_empty(), "{code}");
        }
    }
}
