//! Splitting: one fence may hold several examples, with rules, headings or file names between them, and their output.
//!
//! A fence that parses as Python is split only at an `Output:` line and at comments that name files. One that does not
//! is split at lines that no Python has: rules, headings, sentences, what was pasted with the code from a chat. If no
//! piece of it parses then, it is not split at all, and Python itself says what is wrong with it.

use super::{files, looks};
use crate::document::CodeLine;
use crate::lang::python::{self, Module};
use crate::source::Source;
use regex::Regex;
use std::sync::LazyLock;

/// What a piece of a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Code, as far as can be told.
    Code,
    /// A rule, a heading, a sentence.
    Text,
    /// What the code before it prints.
    Output,
}

/// A piece of a block. All pieces of a block together are its lines, in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) role: Role,
    pub(super) lines: Vec<CodeLine>,
}

/// The pieces of a block with these lines; one piece of code if there is nothing to split.
pub(super) fn split(source: &Source, lines: &[CodeLine], is_tagged: bool) -> Vec<Piece> {
    let texts: Vec<_> = lines.iter().map(|line| line.text(source)).collect();
    let module = python::parse(&(texts.join("\n") + "\n"));
    let splitter = Splitter { texts: &texts, module: &module };
    // Without a tag, sentences tell that the block is none of code.
    let attempts: &[Marks] = match (module.error.is_some(), is_tagged) {
        (false, _) => &[Marks::Files],
        (true, false) => &[Marks::Rules],
        (true, true) => &[Marks::Rules, Marks::Sentences],
    };
    let whole = vec![Piece { role: Role::Code, lines: lines.to_vec() }];
    let mut best = whole;
    for &marks in attempts {
        let roles = splitter.roles(marks);
        let pieces = pieces(lines, &roles);
        let (all, valid) = splitter.valid(&pieces, lines);
        if valid == 0 || pieces.len() == 1 {
            continue;
        }
        best = pieces;
        if all == valid {
            break;
        }
    }
    best
}

/// Which lines may separate pieces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Marks {
    /// Comments that name files, `Output:`, and what a chat adds.
    Files,
    /// Also rules, headings, tracebacks.
    Rules,
    /// Also sentences.
    Sentences,
}

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    Code,
    /// Code that begins a new piece.
    First,
    Text,
    Output,
}

struct Splitter<'a> {
    texts: &'a [String],
    module: &'a Module,
}

impl Splitter<'_> {
    fn roles(&self, marks: Marks) -> Vec<Line> {
        let mut roles = Vec::with_capacity(self.texts.len());
        let mut in_output = false;
        let mut has_code = false;
        for (index, text) in self.texts.iter().enumerate() {
            let role = self.role(index, text, marks, in_output, has_code);
            in_output = role == Line::Output;
            // A remark is no code yet; a separator begins anew.
            has_code = match role {
                Line::Text => false,
                Line::First => !is_remark(text),
                Line::Code | Line::Output => has_code || !is_remark(text),
            };
            roles.push(role);
        }
        roles
    }

    fn role(&self, index: usize, text: &str, marks: Marks, in_output: bool, has_code: bool) -> Line {
        let inside_string = self.module.text_lines.iter().any(|(first, last)| (*first..=*last).contains(&(index + 1)));
        let may_separate = !inside_string && !text.starts_with([' ', '\t']);
        let is_first = self.texts[..index].iter().all(|text| text.trim().is_empty());
        if is_first && is_pasted(text) && self.texts[index + 1..].iter().any(|text| !text.trim().is_empty()) {
            return Line::Text;
        }
        let with_rules = marks != Marks::Files;
        if !may_separate {
            return if in_output && !inside_string { Line::Output } else { Line::Code };
        }
        // `main.py` alone on its line parses, as an attribute.
        let names_file = has_code && is_file_name(text);
        let ends_output = names_file || with_rules && (is_rule(text) || is_heading(text));
        if in_output && self.code_begins(index, with_rules) {
            return Line::First;
        }
        if in_output {
            return if ends_output && self.code_follows(index) { Line::Text } else { Line::Output };
        }
        if ends_output || is_first && is_file_name(text) {
            return Line::Text;
        }
        if has_code && (begins_output(text) || with_rules && looks::begins_traceback(text)) {
            return Line::Output;
        }
        if has_code && files::named_by_comment(text).is_some() {
            return Line::First;
        }
        if marks == Marks::Sentences && is_sentence(text) { Line::Text } else { Line::Code }
    }

    /// Whether Python that is more than a name or a number follows line `index`, up to the next separator.
    fn code_follows(&self, index: usize) -> bool {
        let behind = self.texts[index + 1..].iter().take_while(|text| !begins_output(text) && !is_rule(text));
        let code: String = behind.map(|text| text.clone() + "\n").collect();
        let module = python::parse(&code);
        module.error.is_none() && module.evidence.strong + module.evidence.weak > 0
    }

    /// Whether code begins again on line `index` of an output: behind a blank line or with a comment, Python that no
    /// output looks like, or that has an output of its own.
    fn code_begins(&self, index: usize, with_rules: bool) -> bool {
        let text = &self.texts[index];
        let is_behind_blank = index.checked_sub(1).is_some_and(|above| self.texts[above].trim().is_empty());
        if text.trim().is_empty() || !is_behind_blank && !text.starts_with('#') {
            return false;
        }
        let ends = |text: &&String| begins_output(text) || with_rules && (is_rule(text) || is_heading(text));
        let behind: Vec<_> = self.texts[index..].iter().take_while(|text| !ends(text)).collect();
        let has_output = self.texts.get(index + behind.len()).is_some_and(|text| begins_output(text));
        let module = python::parse(&behind.iter().map(|text| format!("{text}\n")).collect::<String>());
        let evidence = module.evidence;
        module.error.is_none() && evidence.none == 0 && (evidence.strong > 0 || evidence.weak > 0 && has_output)
    }

    /// How many pieces of code have statements, and how many of these parse.
    fn valid(&self, pieces: &[Piece], lines: &[CodeLine]) -> (usize, usize) {
        let first = lines.first().map_or(0, |line| line.line);
        let code = pieces.iter().filter(|piece| piece.role == Role::Code).map(|piece| {
            let texts = piece.lines.iter().filter_map(|line| self.texts.get(line.line - first));
            python::parse(&texts.map(|text| text.clone() + "\n").collect::<String>())
        });
        let modules: Vec<_> = code.filter(|module| !module.statements.is_empty() || module.error.is_some()).collect();
        (modules.len(), modules.iter().filter(|module| module.error.is_none()).count())
    }
}

fn is_remark(text: &str) -> bool {
    text.trim().is_empty() || text.trim_start().starts_with('#')
}

/// Lines of the same role together.
fn pieces(lines: &[CodeLine], roles: &[Line]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for (line, role) in lines.iter().zip(roles) {
        let (role, begins) = match role {
            Line::Code => (Role::Code, false),
            Line::First => (Role::Code, true),
            Line::Text => (Role::Text, false),
            Line::Output => (Role::Output, false),
        };
        match pieces.last_mut().filter(|last| last.role == role && !begins) {
            Some(last) => last.lines.push(*line),
            None => pieces.push(Piece { role, lines: vec![*line] }),
        }
    }
    pieces
}

fn pattern(text: &str) -> Option<Regex> {
    Regex::new(text).ok()
}

fn matches(pattern: &LazyLock<Option<Regex>>, text: &str) -> bool {
    pattern.as_ref().is_some_and(|pattern| pattern.is_match(text))
}

static OUTPUT: LazyLock<Option<Regex>> =
    LazyLock::new(|| pattern(r"^(?:(?i:(?:expected |sample )?outputs?)\s*:|(?:(?:Expected )?Output|OUTPUT)\s*$)"));

/// Whether the line is `Output:`, with or without text behind it, or `Output` alone, which parses as a name.
fn begins_output(text: &str) -> bool {
    matches(&OUTPUT, text)
}

/// The text behind the marker `Output:` at the beginning of `text`.
pub(super) fn behind_output_marker(text: &str) -> Option<usize> {
    let end = OUTPUT.as_ref()?.find(text)?.end();
    Some(end + text[end..].len() - text[end..].trim_start().len())
}

static PASTED: LazyLock<Option<Regex>> =
    LazyLock::new(|| pattern(r"^(?i)(python\s*)?(copy|edit|copy ?edit|copy ?code|run|▶ ?run)$|^(?i)(python3?|py)$"));

/// What comes with code that is pasted from a chat: the label and the buttons above it.
fn is_pasted(text: &str) -> bool {
    matches(&PASTED, text.trim())
}

static RULE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"^(-{3,}|={3,}|\*{3,}|~{3,}|\+{3,}|—{2,}|─{3,})\s*(\S.*?)??\s*(-{3,}|={3,}|\*{3,}|~{3,}|\+{3,}|—{2,}|─{3,})?$",
    )
});

/// A line of dashes or the like, perhaps with a title in it.
fn is_rule(text: &str) -> bool {
    let text = text.trim_end();
    let titled = !text.chars().all(|c| matches!(c, '-' | '=' | '*' | '~' | '+' | '—' | '─'));
    let closed = text.ends_with(['-', '=', '*', '~', '+', '—', '─']) || text.split_whitespace().count() < 6;
    matches(&RULE, text) && (!titled || closed) && python::parse(text).error.is_some()
}

/// The name of a file alone on its line.
fn is_file_name(text: &str) -> bool {
    text.trim_end().ends_with(".py") && !text.contains([' ', '#', '=', '(']) && files::named_by(text).is_some()
}

static EXPLANATION: LazyLock<Option<Regex>> =
    LazyLock::new(|| pattern(r"^(?i:explanation\s*:|process finished with exit code \d|\[finished in )"));

/// Whether the line, below an output, begins a text about it, or what an editor adds to it.
pub(super) fn begins_explanation(text: &str) -> bool {
    matches(&EXPLANATION, text)
}

static HEADING: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"(?x)^(?i:(?:another|next|second|third|fourth|first|final|last|new|more|simple|basic|real)\s+)*
        (?i:examples?|methods?|approach|solution|case|version|option|way|step|part|program|demo|usage|file)
        [\s\d.:)\-–—]* [^=(){}\[\]]*$",
    )
});

/// A heading: in capitals, or a word such as "Example" with a number.
fn is_heading(text: &str) -> bool {
    let text = text.trim_end();
    let letters: Vec<_> = text.chars().filter(|c| c.is_alphabetic()).collect();
    let plain = text.chars().all(|c| c.is_alphanumeric() || c.is_whitespace() || ":.,!?&/'-–—()".contains(c));
    let in_capitals = letters.len() > 3 && letters.iter().all(|c| c.is_uppercase());
    let is_name = !text.contains([' ', ':']);
    let parses = python::parse(text).error.is_none();
    plain && (in_capitals && (!parses || is_name) || matches(&HEADING, text) && !parses)
        || files::named_by(text).is_some() && !text.starts_with('#')
}

/// Words with which statements begin: a line that begins so is wrong Python rather than a sentence.
const KEYWORDS: &[&str] = &[
    "and", "as", "assert", "async", "await", "break", "case", "class", "continue", "def", "del", "elif", "else",
    "except", "exec", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "match", "nonlocal",
    "not", "or", "pass", "print", "raise", "return", "try", "while", "with", "yield",
];

/// A sentence of at least three words that is no Python.
fn is_sentence(text: &str) -> bool {
    let text = text.trim_end();
    let plain = text.chars().all(|c| c.is_alphanumeric() || c.is_whitespace() || ":.,;!?&/'’\"“”-–—()`".contains(c));
    let words: Vec<_> = text.split_whitespace().collect();
    let is_word = |word: &&&str| word.chars().filter(|c| c.is_alphabetic()).count() * 2 > word.chars().count();
    let wordy = words.len() >= 3 && words.iter().filter(is_word).count() * 3 >= words.len() * 2;
    let first = words.first().copied().unwrap_or_default();
    plain && wordy && KEYWORDS.binary_search(&first).is_err() && python::parse(text).error.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn split_text(text: &str) -> Vec<(Role, String)> {
        let source = Source::new("a.md", text.as_bytes().to_vec());
        let lines: Vec<_> =
            (1..=source.line_count()).map(|line| CodeLine { line, span: source.line_span(line), pad: 0 }).collect();
        let join = |lines: &[CodeLine]| lines.iter().map(|line| line.text(&source)).collect::<Vec<_>>().join("\n");
        split(&source, &lines, true).into_iter().map(|piece| (piece.role, join(&piece.lines))).collect()
    }

    fn roles(text: &str) -> Vec<Role> {
        split_text(text).into_iter().map(|(role, _)| role).collect()
    }

    use Role::{Code, Output, Text};

    #[test]
    fn patterns_compile_and_keywords_are_sorted() {
        assert!(EXPLANATION.is_some() && OUTPUT.is_some() && PASTED.is_some() && RULE.is_some() && HEADING.is_some());
        assert!(KEYWORDS.is_sorted());
    }

    #[test]
    fn rules_headings_and_sentences_separate_pieces() {
        assert_eq!(roles("x = 1\n-----\ny = 2"), [Code, Text, Code]);
        assert_eq!(roles("# a.py\nx = 1\n--- b.py ---\nimport a"), [Code, Text, Code]);
        assert_eq!(roles("print(1)\n\nANOTHER EXAMPLE\n\nprint(2)"), [Code, Text, Code]);
        assert_eq!(roles("Example 1:\nprint(1)\nExample 2: with a loop\nprint(2)"), [Text, Code, Text, Code]);
        assert_eq!(roles("x = 1\nNow we print the value:\nprint(x)"), [Code, Text, Code]);
    }

    #[test]
    fn what_a_chat_adds_is_text() {
        for first in ["Copy code", "pythonCopy code", "python", "Copy", "pythonCopyEdit"] {
            assert_eq!(roles(&format!("{first}\nprint(1)")), [Text, Code], "{first}");
        }
        assert_eq!(roles("copy\n"), [Code]);
    }

    #[test]
    fn output_goes_to_the_next_separator_or_the_end() {
        assert_eq!(roles("print(1)\nOutput: 1"), [Code, Output]);
        assert_eq!(
            roles("print(1)\nOutput:\n1\nANOTHER EXAMPLE\nprint(2)\nOutput:\nSOME TEXT\n2"),
            [Code, Output, Text, Code, Output]
        );
        assert_eq!(roles("print(1)\nOutput:\n1\n-----\n2"), [Code, Output]);
        assert_eq!(
            roles("f()\nTraceback (most recent call last):\n  File \"x\", line 1\nKeyError: 'a'"),
            [Code, Output]
        );
    }

    #[test]
    fn code_may_go_on_behind_its_output() {
        assert_eq!(roles("print(1)\nOutput:\n1\n\nprint(2)\nOutput:\n2"), [Code, Output, Code, Output]);
        assert_eq!(roles("x = 1\nOutput: 1\n# Example 2\nfor n in x:\n    print(n)"), [Code, Output, Code]);
        assert_eq!(roles("f(1)\nOutput:\n1\n\nf(2)\nOutput:\n2"), [Code, Output, Code, Output]);
        assert_eq!(roles("f(1)\nOutput:\n1\n\nx = 2\n\n[1, 2]\n"), [Code, Output]);
        assert_eq!(roles("print(1)\nOutput\n1"), [Code, Output]);
        assert_eq!(roles("output = 1\noutput"), [Code]);
    }

    #[test]
    fn names_of_files_separate_pieces() {
        assert_eq!(roles("main.py\n\nimport a\n\na.py\n\nx = 1"), [Text, Code, Text, Code]);
        assert_eq!(roles("x = a\nx.py\n"), [Code, Text]);
    }

    #[test]
    fn comments_that_name_files_begin_a_piece() {
        assert_eq!(roles("# a.py\nx = 1\n\n# b.py\nimport a"), [Code, Code]);
        assert_eq!(roles("x = 1\n# see b.py below\ny = 2"), [Code]);
    }

    #[test]
    fn code_is_left_whole_where_splitting_does_not_help() {
        for code in [
            "x = '''\n-----\nTHE TITLE\n'''\n",
            "def f(:\n-----\nx = = 1",
            "print \"hello\"\nprint \"you\"",
            "for x in y\n    print(x)",
            "A = 1\nB = 2",
        ] {
            assert_eq!(roles(code), [Code], "{code}");
        }
    }

    proptest! {
        #[test]
        fn no_line_is_lost_or_moved(lines in prop::collection::vec("x = 1|-----|Output:|EXAMPLE 2|# a\\.py|'''|    y|text of some words|1|", 0..12)) {
            let source = Source::new("a.md", lines.join("\n").into_bytes());
            let lines: Vec<_> =
                (1..=source.line_count()).map(|line| CodeLine { line, span: source.line_span(line), pad: 0 }).collect();
            for is_tagged in [false, true] {
                let pieces = split(&source, &lines, is_tagged);
                prop_assert!(pieces.iter().all(|piece| !piece.lines.is_empty()));
                prop_assert_eq!(pieces.into_iter().flat_map(|piece| piece.lines).collect::<Vec<_>>(), lines.clone());
            }
        }
    }
}
