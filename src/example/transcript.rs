//! Transcripts of an interactive session: prompts with code, and what the author shows below them.
//!
//! The rules are those of doctest's manual, and what people write beyond it: missing `...` prompts, `In [1]:`, code before
//! the first prompt, output that is commented out.

use crate::document::CodeLine;
use crate::lang::python;
use crate::source::{Source, Span};

/// One prompt: its code, and the lines below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt {
    /// First 1-based line of the code.
    pub first: usize,
    /// Last line of the code.
    pub last: usize,
    /// The lines shown below it, up to a blank line or the next prompt.
    pub want: Vec<CodeLine>,
}

/// The lines of a block read as a transcript: code with the prompts taken off and all else blank, and the prompts.
#[derive(Debug)]
pub(super) struct Transcript {
    pub(super) lines: Vec<CodeLine>,
    pub(super) prompts: Vec<Prompt>,
}

/// What a line of a transcript is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    /// A primary prompt, and the bytes that it takes.
    First(usize),
    /// A secondary prompt.
    Further(usize),
    /// `Out[1]:`
    Out(usize),
    /// Anything else.
    Plain,
}

fn kind(text: &str) -> Line {
    for (mark, further) in [(">>>", false), ("...", true)] {
        let Some(rest) = text.strip_prefix(mark) else { continue };
        // `>>>x`, typed without the blank.
        let touches = !further && rest.starts_with(|c: char| c.is_alphanumeric() || c == '_');
        let length = if rest.is_empty() || touches { 3 } else { 4 };
        if rest.is_empty() || rest.starts_with(' ') || touches {
            return if further { Line::Further(length) } else { Line::First(length) };
        }
    }
    let numbered = |mark: &str| {
        let rest = text.strip_prefix(mark)?;
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let rest = rest[digits..].strip_prefix("]:")?;
        (digits > 0).then(|| text.len() - rest.strip_prefix(' ').unwrap_or(rest).len())
    };
    if let Some(length) = numbered("In [") {
        return Line::First(length);
    }
    if let Some(length) = numbered("Out[") {
        return Line::Out(length);
    }
    let dots = text.trim_start();
    if text.starts_with("   ") && (dots.starts_with("...: ") || dots == "...:") {
        return Line::Further((text.len() - dots.len() + 5).min(text.len()));
    }
    Line::Plain
}

/// Whether `line` has a prompt of a notebook: `In [1]: x`.
pub(super) fn is_numbered_prompt(line: &str) -> bool {
    line.starts_with("In [") && matches!(kind(line), Line::First(_))
}

/// Reads `lines`, whose common indentation is taken off, as a transcript.
pub(super) fn read(source: &Source, lines: &[CodeLine]) -> Transcript {
    let mut reader = Reader { source, code: Vec::new(), prompts: Vec::new(), state: State::Before, indent: 0 };
    for (index, &line) in lines.iter().enumerate() {
        if reader.state == State::Behind && begins_code(source, &lines[index..]) {
            reader.state = State::Before;
        }
        reader.take(line);
    }
    Transcript { lines: reader.code, prompts: reader.prompts }
}

/// Whether `lines`, which follow a blank line, begin with code without prompts: Python that no text looks like.
fn begins_code(source: &Source, lines: &[CodeLine]) -> bool {
    let texts = lines.iter().map(|line| line.text(source));
    let code: Vec<_> = texts.take_while(|text| kind(text) == Line::Plain).collect();
    let first = code.first().map(String::as_str).unwrap_or_default();
    if first.trim().is_empty() || first.starts_with([' ', '\t']) {
        return false;
    }
    let module = python::parse(&(code.join("\n") + "\n"));
    module.error.is_none() && module.evidence.strong > 0 && module.evidence.none == 0
}

/// Where the reader is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Before the first prompt, or in code without prompts behind others.
    Before,
    /// In the code of a prompt, which may go on.
    Code,
    /// In code whose further lines have no prompts.
    Unprompted,
    /// In what is shown below.
    Want,
    /// Behind a blank line.
    Behind,
}

struct Reader<'a> {
    source: &'a Source,
    code: Vec<CodeLine>,
    prompts: Vec<Prompt>,
    state: State,
    /// Blanks before the last prompt: what belongs to it is indented likewise.
    indent: usize,
}

impl Reader<'_> {
    fn take(&mut self, line: CodeLine) {
        let line = self.dedented(line);
        let text = line.text(self.source);
        if self.state == State::Code && kind(&text) == Line::Plain && self.is_in_string() {
            self.extend(line);
            return;
        }
        match (kind(&text), self.state) {
            (Line::First(length), _) => {
                self.code.push(behind(line, length));
                let number = self.code.len();
                self.prompts.push(Prompt { first: number, last: number, want: Vec::new() });
                self.state = State::Code;
            }
            (Line::Further(length), State::Code) => self.extend(behind(line, length)),
            (Line::Further(length), State::Behind) if self.shows_nothing() => {
                self.extend(behind(line, length));
                self.state = State::Code;
            }
            (Line::Out(length), State::Code | State::Want | State::Behind) => {
                self.show(behind(line, length));
                self.state = State::Want;
            }
            (_, State::Code | State::Unprompted) if text.trim().is_empty() => {
                // Behind a body without prompts, a blank line ends the code and not what is shown.
                self.state = if self.state == State::Unprompted { State::Want } else { State::Behind };
                self.code.push(blank(line));
            }
            (_, State::Code | State::Unprompted) if text.starts_with([' ', '\t']) && self.expects_more() => {
                self.extend(line);
                self.state = State::Unprompted;
            }
            (_, State::Code | State::Unprompted | State::Want) if !text.trim().is_empty() => {
                self.show(line);
                self.state = State::Want;
            }
            (_, State::Want) => {
                self.code.push(blank(line));
                self.state = State::Behind;
            }
            (_, State::Before) => self.code.push(line),
            _ => self.code.push(blank(line)),
        }
    }

    /// The line without the blanks that stand before its prompt.
    fn dedented(&mut self, line: CodeLine) -> CodeLine {
        let text = line.text(self.source);
        let blanks = text.len() - text.trim_start_matches(' ').len();
        if matches!(kind(&text[blanks..]), Line::First(_)) {
            self.indent = blanks;
        }
        if blanks >= self.indent { super::shifted(line, self.indent) } else { line }
    }

    /// Whether a string of several lines is open in the code of the last prompt.
    fn is_in_string(&self) -> bool {
        let Some(prompt) = self.prompts.last() else { return false };
        let code: String = self.code[prompt.first - 1..].iter().map(|line| line.text(self.source) + "\n").collect();
        let closes = |quotes: &str| code.contains(quotes) && python::parse(&format!("{code}{quotes}")).error.is_none();
        python::parse(&code).error.is_some() && (closes("\"\"\"") || closes("'''"))
    }

    /// Whether the code of the last prompt is not complete: a body or a bracket is open.
    fn expects_more(&self) -> bool {
        let Some(prompt) = self.prompts.last() else { return false };
        let code: String = self.code[prompt.first - 1..].iter().map(|line| line.text(self.source) + "\n").collect();
        self.state == State::Unprompted || code.trim_end().ends_with(':') || python::parse(&code).error.is_some()
    }

    /// Whether nothing is shown below the last prompt yet, so that its code may go on behind a blank line.
    fn shows_nothing(&self) -> bool {
        self.prompts.last().is_some_and(|prompt| prompt.want.is_empty())
    }

    fn extend(&mut self, line: CodeLine) {
        self.code.push(line);
        if let Some(prompt) = self.prompts.last_mut() {
            prompt.last = self.code.len();
        }
    }

    fn show(&mut self, line: CodeLine) {
        self.code.push(blank(line));
        if let Some(prompt) = self.prompts.last_mut() {
            prompt.want.push(line);
        }
    }
}

/// Takes out the code before the first prompt, and of each prompt, that does not compile by itself; nothing is shown
/// below such a prompt that could be checked.
pub(super) fn leave_out_invalid(source: &Source, transcript: &mut Transcript) {
    let compiles = |lines: &[CodeLine]| {
        let code: String = lines.iter().map(|line| line.text(source) + "\n").collect();
        python::parse(&code).error.is_none()
    };
    let before = transcript.prompts.first().map_or(transcript.lines.len(), |prompt| prompt.first - 1);
    let mut invalid = Vec::new();
    if !compiles(&transcript.lines[..before]) {
        invalid.push(0..before);
    }
    for prompt in &mut transcript.prompts {
        let range = prompt.first - 1..prompt.last;
        if compiles(&transcript.lines[range.clone()]) {
            continue;
        }
        prompt.want.clear();
        // `... and so on` below a complete line is no code that goes on, but an output that is left out.
        if range.len() > 1 && compiles(&transcript.lines[range.start..=range.start]) {
            prompt.last = prompt.first;
            invalid.push(range.start + 1..range.end);
        } else {
            invalid.push(range);
        }
    }
    for line in invalid.into_iter().flatten() {
        transcript.lines[line] = blank(transcript.lines[line]);
    }
}

/// The line without its first `length` bytes of text.
fn behind(line: CodeLine, length: usize) -> CodeLine {
    let start = (line.span.start + length.saturating_sub(line.pad)).min(line.span.end);
    CodeLine { span: Span::new(start, line.span.end), pad: line.pad.saturating_sub(length), ..line }
}

fn blank(line: CodeLine) -> CodeLine {
    CodeLine { span: Span::new(line.span.end, line.span.end), pad: 0, ..line }
}

/// Whether `text` has a line with a primary prompt, and how many bytes stand before the first one.
pub(super) fn first_prompt(text: &str) -> Option<usize> {
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_end_matches('\n');
        if matches!(kind(content), Line::First(_)) && content.trim() != ">>>" {
            return Some(offset);
        }
        offset += line.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The code, and for each prompt what is shown below it.
    fn transcript(text: &str) -> (String, Vec<String>) {
        let source = Source::new("a.md", text.as_bytes().to_vec());
        let lines: Vec<_> =
            (1..=source.line_count()).map(|line| CodeLine { line, span: source.line_span(line), pad: 0 }).collect();
        let transcript = read(&source, &lines);
        let join = |lines: &[CodeLine]| lines.iter().map(|line| line.text(&source)).collect::<Vec<_>>().join("\n");
        (join(&transcript.lines), transcript.prompts.iter().map(|prompt| join(&prompt.want)).collect())
    }

    #[test]
    fn prompts_and_what_is_shown_are_told_apart() {
        let (code, wants) =
            transcript(">>> x = 1\n>>> x\n1\n>>> def f():\n...     return 2\n...\n>>> f()\n2\n3\n\n>>>\n");
        assert_eq!(code, "x = 1\nx\n\ndef f():\n    return 2\n\nf()\n\n\n\n");
        assert_eq!(wants, ["", "1", "", "2\n3", ""]);
    }

    #[test]
    fn prompts_for_further_lines_may_be_missing() {
        let (code, wants) = transcript(">>> for x in y:\n        print(x)\n\n4\n9\n...\n>>> f(1,\n      2)\n5\n");
        assert_eq!(code, "for x in y:\n        print(x)\n\n\n\n\nf(1,\n      2)\n");
        assert_eq!(wants, ["4\n9\n...", "5"]);
    }

    #[test]
    fn code_may_go_on_behind_a_blank_line() {
        let (code, wants) = transcript(">>> for x in y:\n...     x\n\n... else:\n...     z\n1\n");
        assert_eq!(code, "for x in y:\n    x\n\nelse:\n    z\n");
        assert_eq!(wants, ["1"]);
    }

    #[test]
    fn a_prompt_may_be_indented_or_touch_its_code() {
        let (code, wants) = transcript(">>>x = 1\n   >>> x\n   1\n>>> f()\n  2\n");
        assert_eq!(code, "x = 1\nx\n\nf()\n");
        assert_eq!(wants, ["", "1", "  2"]);
    }

    #[test]
    fn a_blank_line_does_not_end_a_string() {
        let (code, wants) = transcript(">>> s = '''a\n\nb'''\n>>> s\n1\n");
        assert_eq!(code, "s = '''a\n\nb'''\ns\n");
        assert_eq!(wants, ["", "1"]);
    }

    #[test]
    fn code_without_prompts_may_stand_between_prompts() {
        let (code, wants) = transcript("x = 1\n\n>>> x\n1\n\ndef f():\n    return 2\n\n>>> f()\n2\n\nThat is all.\n");
        assert_eq!(code, "x = 1\n\nx\n\n\ndef f():\n    return 2\n\nf()\n\n\n");
        assert_eq!(wants, ["1", "2"]);
    }

    #[test]
    fn notebook_prompts_are_prompts() {
        let (code, wants) = transcript("In [1]: x = 2\n\nIn [2]: for i in x:\n   ...:     i\n   ...: \nOut[2]: 3\n");
        assert_eq!(code, "x = 2\n\nfor i in x:\n    i\n\n");
        assert_eq!(wants, ["", "3"]);
    }
}
