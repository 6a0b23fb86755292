//! Splitting: one fence may hold several examples, with rules, headings or file names between them, and their output.
//!
//! A fence that parses as Python is split only at an `Output:` line and at comments that name files. One that does not
//! is split at lines that no Python has: rules, headings, sentences, what was pasted with the code from a chat. If no
//! piece of it parses then, it is not split at all, and Python itself says what is wrong with it.

use super::code::{dedent, joined};
use super::near_code::is_nearly_code;
use super::{files, looks};
use crate::document::CodeLine;
use crate::lang::output;
use crate::lang::python::{self, Module};
use crate::pattern::Pattern;
use crate::source::Source;
use std::sync::Arc;

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

/// The pieces of a block with these lines; one piece of code if there is nothing to split. `parse` gives the syntax of the
/// whole.
pub(super) fn split(
    source: &Source,
    lines: &[CodeLine],
    with_sentences: bool,
    parse: impl FnOnce(&str) -> Arc<Module>,
) -> Vec<Piece> {
    let texts: Vec<_> = lines.iter().map(|line| line.text(source)).collect();
    let module = parse(&(texts.join("\n") + "\n"));
    // Where Python is tagged, sentences in an untagged block tell that it is none of code.
    let attempts: &[Marks] = match (module.error.is_some(), with_sentences) {
        (false, _) => &[Marks::Files],
        (true, false) => &[Marks::Rules],
        (true, true) => &[Marks::Rules, Marks::Sentences],
    };
    let mut best = vec![Piece { role: Role::Code, lines: lines.to_vec() }];
    for &marks in attempts {
        let pieces = pieces(lines, &Splitter::new(&texts, &module, marks).roles());
        if pieces.len() == 1 {
            continue;
        }
        let (all, valid) = valid(source, &pieces);
        // What parses as a whole is only split where nothing of it is torn.
        if valid == 0 || module.error.is_none() && all != valid {
            continue;
        }
        best = pieces;
        if all == valid {
            break;
        }
    }
    best
}

/// How many pieces of code have statements, and how many of these parse.
fn valid(source: &Source, pieces: &[Piece]) -> (usize, usize) {
    let code = pieces.iter().filter(|piece| piece.role == Role::Code);
    let parsed = code.map(|piece| {
        let code = joined(source, &dedent(source, &piece.lines));
        (python::parse(&code), code)
    });
    let parsed: Vec<_> = parsed.filter(|(module, _)| !module.statements.is_empty() || module.error.is_some()).collect();
    let is_valid = |(module, code): &&(Module, String)| module.error.is_none() || python::python2::is_older(code);
    (parsed.len(), parsed.iter().filter(is_valid).count())
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

/// What is being read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Code,
    Output,
    /// An output that tells of an exception and ends with it.
    Traceback,
}

struct Splitter<'a> {
    texts: &'a [String],
    marks: Marks,
    /// Whether each line begins inside a string.
    in_string: Vec<bool>,
    /// Whether each line is a rule or a heading.
    separates: Vec<bool>,
    /// Whether comments that name files separate: the block begins with one.
    has_files: bool,
}

/// Lines behind a separator that are looked at to see whether code follows.
const LOOK_AHEAD: usize = 40;

impl<'a> Splitter<'a> {
    fn new(texts: &'a [String], module: &Module, marks: Marks) -> Self {
        let mut in_string = vec![false; texts.len()];
        for &(first, last) in &module.text_lines {
            in_string.iter_mut().take(last).skip(first - 1).for_each(|inside| *inside = true);
        }
        let separates = |text: &String| marks != Marks::Files && (is_rule(text) || is_heading(text));
        let first = texts.iter().find(|text| !text.trim().is_empty());
        let names_file = |text: &&String| files::named_by(text).is_some();
        let has_files = first.is_some_and(|text| names_file(&text)) || marks != Marks::Files;
        Self { texts, marks, in_string, separates: texts.iter().map(separates).collect(), has_files }
    }

    fn roles(&self) -> Vec<Line> {
        let mut roles = Vec::with_capacity(self.texts.len());
        let mut state = State::Code;
        let mut has_code = false;
        let mut is_top = true;
        for (index, text) in self.texts.iter().enumerate() {
            let is_pasted = is_top && (is_pasted(text) || self.installs(index)) && self.texts.len() > index + 1;
            is_top &= is_pasted || text.trim().is_empty();
            let role = if is_pasted { Line::Text } else { self.role(index, text, &mut state, has_code) };
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

    /// Whether the line is for a shell, to have what the code below imports.
    fn installs(&self, index: usize) -> bool {
        let is_command = |index: usize| looks::installs(&self.texts[index]);
        let mut below = index + 1..self.texts.len();
        let mut code = || below.find(|&below| !self.texts[below].trim().is_empty() && !is_command(below));
        self.marks != Marks::Files && is_command(index) && code().is_some_and(|below| self.code_follows(below))
    }

    fn role(&self, index: usize, text: &str, state: &mut State, has_code: bool) -> Line {
        if self.in_string[index] {
            return Line::Code;
        }
        let is_outermost = !text.starts_with([' ', '\t']);
        match *state {
            State::Code => {}
            State::Traceback if is_outermost && !text.trim().is_empty() && text.trim() != "..." => {
                // The line of the exception is the last one.
                *state = if self.code_follows(index + 1) { State::Code } else { State::Output };
                return Line::Output;
            }
            State::Output if is_outermost && self.separates[index] && self.code_follows(index + 1) => {
                *state = State::Code;
                return Line::Text;
            }
            State::Output if self.code_begins(index) => {
                *state = State::Code;
                return Line::First;
            }
            State::Output | State::Traceback => return Line::Output,
        }
        if !is_outermost {
            return Line::Code;
        }
        if self.separates[index] {
            return Line::Text;
        }
        // `main.py` alone on its line parses, as an attribute.
        if is_file_name(text) {
            return Line::Text;
        }
        if has_code && self.begins_output(index) {
            *state = State::Output;
            return Line::Output;
        }
        if has_code && self.marks != Marks::Files && looks::begins_traceback(text) {
            *state = State::Traceback;
            return Line::Output;
        }
        if has_code && self.has_files && files::named_by_comment(text).is_some() {
            return Line::First;
        }
        if self.marks == Marks::Sentences && is_sentence(text) { Line::Text } else { Line::Code }
    }

    /// Whether the line is `Output:`. In code that parses it may be an annotation: `output: list[int] = []`.
    fn begins_output(&self, index: usize) -> bool {
        let text = &self.texts[index];
        if self.marks != Marks::Files && behind_label(text).is_some() {
            return true;
        }
        if self.marks != Marks::Files && is_label(text) {
            return self.text_follows(index + 1) && self.is_below_code(index);
        }
        let Some(word) = text.split(':').next().filter(|_| begins_output(text)) else { return false };
        let is_used = || self.texts.iter().enumerate().any(|(other, line)| other != index && uses(line, word.trim()));
        self.marks != Marks::Files || !text.contains(" = ") && !is_used()
    }

    /// Whether what stands right behind, up to the end, is neither code nor comments, and no line of it nearly is code.
    fn text_follows(&self, index: usize) -> bool {
        let behind = self.texts.get(index..).unwrap_or_default();
        let is_text = |first: &String| !first.trim().is_empty() && !first.trim_start().starts_with('#');
        let code: String = behind.iter().take(LOOK_AHEAD).map(|text| text.clone() + "\n").collect();
        behind.first().is_some_and(is_text)
            && python::parse(&code).evidence.strong == 0
            && !behind.iter().take(LOOK_AHEAD).any(|line| is_nearly_code(line))
    }

    /// Whether what stands above line `index` is code, and no other output.
    fn is_below_code(&self, index: usize) -> bool {
        let above = python::parse(&self.texts[..index].iter().map(|text| text.clone() + "\n").collect::<String>());
        above.error.is_some() || above.evidence.strong + above.evidence.weak > above.evidence.none
    }

    /// Whether code begins again on line `index` of an output: behind a blank line or with a comment, Python that no
    /// output looks like, or that has an output of its own.
    fn code_begins(&self, index: usize) -> bool {
        let text = &self.texts[index];
        let is_behind_blank = index.checked_sub(1).is_some_and(|above| self.texts[above].trim().is_empty());
        let begins =
            is_behind_blank && !text.trim().is_empty() && !text.starts_with([' ', '\t']) || text.starts_with('#');
        if !begins {
            return false;
        }
        let ends = |index: &usize| begins_output(&self.texts[*index]) || self.separates[*index];
        let last = (index..self.texts.len()).take(LOOK_AHEAD).find(ends);
        let end = last.unwrap_or(self.texts.len().min(index + LOOK_AHEAD));
        let module = python::parse(&self.texts[index..end].iter().map(|text| format!("{text}\n")).collect::<String>());
        let has_output = last.is_some_and(|last| begins_output(&self.texts[last]));
        let is_cut = last.is_none() && end < self.texts.len();
        let evidence = module.evidence;
        (module.error.is_none() || is_cut)
            && evidence.none == 0
            && (evidence.strong > 0 || evidence.weak > 0 && has_output)
    }

    /// Whether Python that is more than a name or a number stands behind, up to the next separator.
    fn code_follows(&self, index: usize) -> bool {
        let behind = self.texts.iter().zip(&self.separates).skip(index).take(LOOK_AHEAD);
        let behind = behind.take_while(|(text, separates)| !begins_output(text) && !**separates);
        let code: String = behind.map(|(text, _)| text.clone() + "\n").collect();
        let module = python::parse(&code);
        let is_cut = self.texts.len() > index + LOOK_AHEAD;
        (module.error.is_none() || is_cut) && module.evidence.strong + module.evidence.weak > 0
    }
}

/// Whether `name` stands in `line` as a word of its own.
fn uses(line: &str, name: &str) -> bool {
    line.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == name)
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

static OUTPUT: Pattern = Pattern::beginning(
    &["output", "expected output", "sample output", "==>", "=>", "-->", "->", "→", "⇒", "➜"],
    r"^(?:(?:=>|==>|->|-->|→|⇒|➜)\s|(?i:(?:expected |sample )?outputs?)\s*:|(?:(?:Expected )?Output|OUTPUT)\s*$)",
);

/// Whether the line is `Output:`, with or without text behind it, or `Output` alone, which parses as a name, or begins
/// with an arrow, which nothing in Python does.
fn begins_output(text: &str) -> bool {
    OUTPUT.is_match(text)
}

/// Whether the line is the name of an output in any language and nothing else, with a colon or as a comment: `执行结果：`, `#输出`.
fn is_label(text: &str) -> bool {
    let word = text.trim_start_matches('#').trim();
    let is_set_off = text.starts_with('#') || word.ends_with([':', '：']);
    let is_verb = || output::verb(word).is_some_and(|(_, rest)| rest.trim_matches([':', '：']).is_empty());
    is_set_off && (output::is_title(text) || is_verb()) && !begins_output(text)
}

/// Where the text begins behind a word and the prompt that stands for an arrow: `stdout >>> 15`.
pub(super) fn behind_label(text: &str) -> Option<usize> {
    let (word, rest) = text.split_once(" >>>")?;
    let is_word = word.starts_with(char::is_alphabetic) && word.chars().all(|c| c.is_alphanumeric() || c == '_');
    let is_apart = rest.is_empty() || rest.starts_with(' ');
    (is_word && is_apart).then(|| text.len() - rest.strip_prefix(' ').unwrap_or(rest).len())
}

/// Whether `text`, the first line of an output, leads to one only where the whole does not parse: code may be meant below it.
pub(super) fn is_supposed(text: &str) -> bool {
    is_label(text) || behind_label(text).is_some()
}

/// The text behind the marker `Output:` at the beginning of `text`.
pub(super) fn behind_output_marker(text: &str) -> Option<usize> {
    if let Some(end) = behind_label(text).or_else(|| is_label(text).then_some(text.len())) {
        return Some(end);
    }
    let end = OUTPUT.find(text)?.end();
    Some(end + text[end..].len() - text[end..].trim_start().len())
}

/// What comes with code that is pasted from a chat: the label and the buttons above it.
fn is_pasted(text: &str) -> bool {
    let text = text.trim().to_ascii_lowercase();
    let button = text.strip_prefix("python").unwrap_or(&text).trim_start();
    matches!(text.as_str(), "python3" | "python" | "py")
        || matches!(
            button,
            "copy" | "edit" | "copy edit" | "copyedit" | "copy code" | "copycode" | "run" | "▶ run" | "▶run"
        )
}

static RULE: Pattern = Pattern::beginning(
    &["---", "===", "***", "~~~", "+++", "——", "───"],
    r"^(-{3,}|={3,}|\*{3,}|~{3,}|\+{3,}|—{2,}|─{3,})\s*(\S.*?)??\s*(-{3,}|={3,}|\*{3,}|~{3,}|\+{3,}|—{2,}|─{3,})?$",
);

/// A line of dashes or the like, perhaps with a title in it.
fn is_rule(text: &str) -> bool {
    let text = text.trim_end();
    let titled = !text.chars().all(|c| matches!(c, '-' | '=' | '*' | '~' | '+' | '—' | '─'));
    let closed = text.ends_with(['-', '=', '*', '~', '+', '—', '─']) || text.split_whitespace().count() < 6;
    RULE.is_match(text) && (!titled || closed) && python::parse(text).error.is_some()
}

/// The name of a file alone on its line.
fn is_file_name(text: &str) -> bool {
    text.trim_end().ends_with(".py") && !text.contains([' ', '#', '=', '(']) && files::named_by(text).is_some()
}

static EXPLANATION: Pattern = Pattern::beginning(
    &["explanation", "process finished", "[finished in"],
    r"^(?i:explanation\s*:|process finished with exit code \d|\[finished in )",
);

/// Whether the line, below an output, begins a text about it, or what an editor adds to it.
pub(super) fn begins_explanation(text: &str) -> bool {
    EXPLANATION.is_match(text)
}

static HEADING: Pattern = Pattern::holding(
    &[
        "example", "method", "approach", "solution", "case", "version", "option", "way", "step", "part", "program",
        "demo", "usage", "file",
    ],
    r"(?x)^(?i:(?:another|next|second|third|fourth|first|final|last|new|more|simple|basic|real)\s+)*
        (?i:examples?|methods?|approach|solution|case|version|option|way|step|part|program|demo|usage|file)
        [\s\d.:)\-–—]* [^=(){}\[\]]*$",
);

/// A heading: in capitals, or a word such as "Example" with a number.
fn is_heading(text: &str) -> bool {
    let text = text.trim_end();
    let letters: Vec<_> = text.chars().filter(|c| c.is_alphabetic()).collect();
    let plain = text.chars().all(|c| c.is_alphanumeric() || c.is_whitespace() || ":.,!?&/'-–—()".contains(c));
    let in_capitals = letters.len() > 3 && letters.iter().all(|c| c.is_uppercase());
    let is_name = !text.contains([' ', ':']);
    let parses = python::parse(text).error.is_none();
    plain && (in_capitals && (!parses || is_name) || HEADING.is_match(text) && !parses)
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

    fn parsed(code: &str) -> Arc<Module> {
        Arc::new(python::parse(code))
    }

    fn split_text(text: &str) -> Vec<(Role, String)> {
        let source = Source::new("a.md", text.as_bytes().to_vec());
        let lines: Vec<_> =
            (1..=source.line_count()).map(|line| CodeLine { line, span: source.line_span(line), pad: 0 }).collect();
        let join = |lines: &[CodeLine]| lines.iter().map(|line| line.text(&source)).collect::<Vec<_>>().join("\n");
        split(&source, &lines, true, parsed).into_iter().map(|piece| (piece.role, join(&piece.lines))).collect()
    }

    fn roles(text: &str) -> Vec<Role> {
        split_text(text).into_iter().map(|(role, _)| role).collect()
    }

    use Role::{Code, Output, Text};

    #[test]
    fn the_patterns_are_sound() {
        assert!(OUTPUT.is_sound() && RULE.is_sound() && EXPLANATION.is_sound() && HEADING.is_sound());
    }

    #[test]
    fn the_keywords_are_sorted() {
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
        assert_eq!(roles("python\nCopy code\nprint(1)"), [Text, Code]);
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
    fn the_name_of_an_output_may_stand_in_any_language() {
        assert_eq!(roles("print(x)\n#输出\nMain process is running\nDone"), [Code, Output]);
        assert_eq!(roles("print(x)\n执行结果：\nHello, Alice ( in Thread-A)"), [Code, Output]);
        assert_eq!(roles("print(x)\n# Saída:\nlinha um\nlinha dois"), [Code, Output]);
        for code in
            ["print x\n# Output:\n# a b c\nf(", "x = = 1\n# Output\nfor i in x:\n    print(i)", "print x\n#输出"]
        {
            assert!(!roles(code).contains(&Output), "{code}");
        }
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
    fn the_name_of_an_output_may_stand_in_a_comment() {
        assert_eq!(roles("print(1)\n\n#输出\nmain (12) is running now\nDone"), [Code, Output]);
        assert_eq!(roles("t.join()\n执行结果：\nHello, Alice ( in Thread-A)"), [Code, Output]);
        assert_eq!(roles("    print(1)\n# Output\na b\nc d"), [Code, Output]);
        assert_eq!(roles("f(1, True)\n\nstdout >>> Strength, eh? 1\nresult >>> '3'"), [Code, Output]);
        assert_eq!(roles("# Prediction\nA\nB\n# Output\nA\n(an error"), [Code]);
        assert_eq!(roles("print 'a %s' % (b)\n执行结果：\na ( b"), [Code, Output]);
        for code in ["print(1)\n# Output\n# 1\nx = = 3", "print(1\n# Output of it\nx y", "x = 1\nif x >>> 3"] {
            assert_eq!(roles(code), [Code], "{code}");
        }
    }

    #[test]
    fn code_with_a_mistake_below_a_heading_is_no_output() {
        for code in [
            "print(\"All:\", x)\n# Result\nx.append(3\nx = x + [4]\ntotal = sum(x)",
            "print(x)\n# Result\ny = 6 +",
            "print(x)\n# Output\nresult = f(2",
            "print(x)\n# Output\nself.x = 5]",
            "print(x)\n# Output\n    result = 5",
            "print(x)\n# Result\nsome words\ny = = 6",
        ] {
            assert_eq!(roles(code), [Code], "{code}");
        }
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
            "if x:\n    y\n# b.py\nelse:\n    z",
            "x = 1\n# b.py\ny = 2",
            "# a.py\n@f\n# b.py\ndef g(): pass",
            "x = []\noutput: list[int] = []\noutput.append(1)",
            "x = 1\noutput: str\noutput = x",
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
            for with_sentences in [false, true] {
                let pieces = split(&source, &lines, with_sentences, parsed);
                prop_assert!(pieces.iter().all(|piece| !piece.lines.is_empty()));
                prop_assert_eq!(pieces.into_iter().flat_map(|piece| piece.lines).collect::<Vec<_>>(), lines.clone());
            }
        }
    }
}
