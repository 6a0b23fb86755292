//! Transcripts of an interactive session: prompts with code, and what the author shows below them.
//!
//! The rules are those of doctest's manual, and what people write beyond it: missing `...` prompts or `>>>` before every
//! line, `In [1]:`, code before the first prompt, output that is commented out, blank lines within an output, a prompt
//! behind an output that has no line ending, the shell around a session.

mod code;
mod invalid;
mod line;
mod shell;
mod skip;

use crate::document::CodeLine;
use crate::source::{Source, Span};
use code::{Console, Sure};
use line::{Line, kind};

pub(super) use invalid::{LeftOut, all as all_left_out, leave_out as leave_out_invalid};
pub(super) use line::{is_numbered as is_numbered_prompt, is_of_notebook};
pub(super) use shell::before_session;
pub(super) use skip::leave_out as leave_out_skipped;

/// One prompt: its code, and the lines below it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prompt {
    /// First 1-based line of the code.
    pub first: usize,
    /// Last line of the code.
    pub last: usize,
    /// The lines below it, up to the next prompt or to code without one, blank lines at the ends left out. Where the output
    /// ends and other text begins, only the output can tell.
    pub want: Vec<CodeLine>,
    /// Whether a blank line stands between the code and what is shown.
    pub apart: bool,
    /// The code, if it does not compile and the lines below say so: it is no part of the example's code that is read.
    pub broken: Option<String>,
    /// Why what it shows is not compared. Its code is left out where it is not run.
    pub unchecked: Option<String>,
}

/// The lines of a session read as a transcript: code with the prompts taken off and all else blank, and the prompts.
#[derive(Debug, Default)]
pub(super) struct Transcript {
    pub(super) lines: Vec<CodeLine>,
    pub(super) prompts: Vec<Prompt>,
}

/// Reads `lines`, whose common indentation is taken off, as transcripts, one for each session.
pub(super) fn read(source: &Source, lines: &[CodeLine]) -> Vec<Transcript> {
    let lines = unindented(source, lines);
    let texts: Vec<_> = lines.iter().map(|line| line.text(source)).collect();
    let is_behind_shell = before_session(texts.iter().map(String::as_str)).is_some();
    let state = if is_behind_shell { State::Shell } else { State::Before };
    let console = Console::new(texts.iter().map(String::len).sum());
    let (sessions, current) = (Vec::new(), Transcript::default());
    let mut reader = Reader { source, lines, texts, sessions, current, state, console, mixes: false };
    let mut index = 0;
    while index < reader.lines.len() {
        index = reader.take(index);
    }
    reader.end_session();
    reader.sessions
}

/// The lines without the blanks that stand before their prompts: what belongs to a prompt is indented likewise.
fn unindented(source: &Source, lines: &[CodeLine]) -> Vec<CodeLine> {
    let mut indent = 0;
    let unindented = |&line: &CodeLine| {
        let text = line.text(source);
        let blanks = text.len() - text.trim_start_matches(' ').len();
        if matches!(kind(&text[blanks..]), Line::First(_)) {
            indent = blanks;
        }
        if blanks >= indent { super::shifted(line, indent) } else { line }
    };
    lines.iter().map(unindented).collect()
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
    /// At a shell: the session has not begun, or has ended.
    Shell,
}

/// Lines above code without a prompt in which the text may stand that is printed.
const MOST_LINES_ABOVE: usize = 200;

/// Signs of a rule at least.
const SHORTEST_RULE: usize = 4;

/// The last column in which code may begin behind a prompt with a blank or two too many.
const MAX_CODE_COLUMN: usize = 6;

struct Reader<'a> {
    source: &'a Source,
    lines: Vec<CodeLine>,
    texts: Vec<String>,
    sessions: Vec<Transcript>,
    current: Transcript,
    state: State,
    console: Console,
    /// Whether code stands without prompts beside what has them, as its author's way.
    mixes: bool,
}

impl Reader<'_> {
    /// Takes the line `index`, and perhaps further ones with it; the index of the next.
    fn take(&mut self, index: usize) -> usize {
        let is_open = |reader: &Self| reader.state == State::Code && reader.console.is_in_string(&reader.code());
        match (kind(&self.texts[index]), self.state) {
            (Line::First(length), _) => self.prompt(index, length),
            (_, State::Shell) => self.leave_out(index),
            (Line::Plain, State::Code) if is_open(self) => self.extend(index, 1),
            (Line::Further(length), State::Code | State::Unprompted) => self.further(index, length),
            (Line::Further(length), State::Behind) if self.shows_nothing() => {
                self.state = State::Code;
                self.extend_by(behind(self.lines[index], length), index)
            }
            (Line::Out(length), State::Code | State::Unprompted | State::Want | State::Behind) => {
                self.out(index, length)
            }
            (Line::Out(length), State::Before) if self.code_is_prompt() => {
                let next = self.out(index, length);
                // The code goes on as it began, without prompts.
                if self.begins_code(next) {
                    self.state = State::Before;
                }
                next
            }
            (_, State::Before) => {
                self.mixes |=
                    !self.texts[index].trim_start().is_empty() && !self.texts[index].trim_start().starts_with('#');
                self.add_code(self.lines[index], index)
            }
            _ if self.texts[index].trim().is_empty() => self.blank(index),
            _ => self.text(index),
        }
    }

    /// A line with a primary prompt.
    fn prompt(&mut self, index: usize, length: usize) -> usize {
        if self.state == State::Shell && !self.current.prompts.is_empty() {
            self.end_session();
        }
        let content = self.texts[index].get(length..).unwrap_or_default().to_owned();
        if line::is_numbered(&self.texts[index]) {
            self.leave_out_heading(index);
        }
        if let Some(count) = self.further_primary(index) {
            return self.extend(index, count);
        }
        if line::leaves(&content) {
            self.state = State::Shell;
            return self.leave_out(index);
        }
        // A blank too many before the code is none of it.
        let extra = content.len() - content.trim_start_matches(' ').len();
        self.begin(behind(self.lines[index], length + if content.trim().is_empty() { 0 } else { extra }));
        if !content.trim().is_empty() {
            return index + 1;
        }
        if line::is_numbered(&self.texts[index]) {
            return self.cell(index + 1);
        }
        if self.console.is_code(&self.plain(index + 1).collect::<Vec<_>>(), Sure::Likely) {
            self.state = State::Before;
        }
        index + 1
    }

    /// Begins a prompt with the code `line`.
    fn begin(&mut self, line: CodeLine) {
        self.current.lines.push(line);
        let number = self.current.lines.len();
        let (first, last) = (number, number);
        self.current.prompts.push(Prompt { first, last, ..Prompt::default() });
        self.state = State::Code;
    }

    /// Makes the last statement of code without prompts one that is at a prompt, as a value is shown below it; whether there
    /// is one.
    fn code_is_prompt(&mut self) -> bool {
        let begin = self.current.prompts.last().map_or(0, |prompt| prompt.last);
        let lines = self.current.lines.get(begin..).unwrap_or_default();
        let code: String = lines.iter().map(|line| line.text(self.source) + "\n").collect();
        let Some((first, last)) = self.console.last_statement(&code) else { return false };
        let (first, last) = (begin + first, begin + last);
        self.current.prompts.push(Prompt { first, last, ..Prompt::default() });
        true
    }

    /// How many lines from `index` on, though they have the primary prompt, go on with the code of the last one.
    fn further_primary(&self, index: usize) -> Option<usize> {
        if self.state != State::Code || line::is_numbered(&self.texts[index]) {
            return None;
        }
        let content = |text| match kind(text) {
            Line::First(length) | Line::Further(length) => text.get(length..),
            Line::Out(_) | Line::Plain => None,
        };
        self.console.goes_on(&self.code(), self.texts[index..].iter().map_while(|text| content(text)))
    }

    /// A line with a secondary prompt below code.
    fn further(&mut self, index: usize, length: usize) -> usize {
        let shows_below =
            || self.texts.get(index + 1).is_some_and(|next| kind(next) == Line::Plain && !next.trim().is_empty());
        let is_alone = self.texts[index].get(length..).is_none_or(|rest| rest.trim().is_empty());
        // Where no console would ask for more, dots stand for output that is left out, or are printed before a tab.
        let may_be_output = is_alone && shows_below() || self.texts[index].starts_with("...\t");
        if may_be_output && !self.code().trim().is_empty() && !self.console.waits(&self.code()) {
            return self.show(self.lines[index], index);
        }
        self.state = State::Code;
        self.extend_by(behind(self.lines[index], length), index)
    }

    /// `Out[1]: 5`, with the value behind it or below.
    fn out(&mut self, index: usize, length: usize) -> usize {
        self.state = State::Want;
        let value = behind(self.lines[index], length);
        match value.text(self.source).trim().is_empty() {
            true => self.leave_out(index),
            false => self.show(value, index),
        }
    }

    /// The code of a notebook's cell, which begins on the line behind its prompt.
    fn cell(&mut self, index: usize) -> usize {
        let plain: Vec<_> = self.plain(index).collect();
        let is_followed_by_value =
            self.texts.get(index + plain.len()).is_some_and(|text| matches!(kind(text), Line::Out(_)));
        let count = match is_followed_by_value && self.console.is_complete(&(plain.join("\n") + "\n")) {
            true => plain.len(),
            false => self.console.paragraphs_of_code(&plain),
        };
        self.extend(index, count);
        self.state = State::Code;
        index + count
    }

    /// A blank line, which ends code or stands within what is shown.
    fn blank(&mut self, index: usize) -> usize {
        let is_code = matches!(self.state, State::Code | State::Unprompted);
        let may_go_on = self.state == State::Unprompted || is_code && !self.console.is_complete(&self.code());
        if may_go_on {
            let blanks = self.texts[index..].iter().position(|text| !text.trim().is_empty()).unwrap_or(0);
            if let Some(count) = self.console.goes_on(&self.code(), self.plain(index + blanks)) {
                self.state = State::Unprompted;
                return self.extend(index, blanks + count);
            }
        }
        if let Some(prompt) = self.current.prompts.last_mut().filter(|prompt| !prompt.want.is_empty()) {
            prompt.want.push(self.lines[index]);
        }
        // Behind a body without prompts, a blank line ends the code and not what is shown.
        self.state = if self.state == State::Unprompted { State::Want } else { State::Behind };
        self.leave_out(index)
    }

    /// A line with text and without a prompt.
    fn text(&mut self, index: usize) -> usize {
        match self.state {
            State::Behind if self.begins_code(index) => {
                self.state = State::Before;
                return self.add_code(self.lines[index], index);
            }
            State::Code | State::Unprompted => {
                if let Some(count) = self.console.goes_on(&self.code(), self.plain(index)) {
                    self.state = State::Unprompted;
                    return self.extend(index, count);
                }
                if let Some(count) = self.branch(index) {
                    self.state = State::Unprompted;
                    return self.extend(index, count);
                }
            }
            State::Want if self.is_rule(index) => {
                self.state = State::Before;
                return self.leave_out(index);
            }
            State::Before | State::Want | State::Behind | State::Shell => {}
        }
        if let Some(start) = self.prompt_within(index) {
            let (line, kept) = (self.lines[index], self.texts[index][..start].trim_end().len());
            self.want(ahead(line, kept));
            let blank = usize::from(self.texts[index][start..].starts_with(">>> "));
            self.begin(behind(line, start + 3 + blank));
            return index + 1;
        }
        self.show(self.lines[index], index)
    }

    /// How many lines from `index` on are a further branch of the code at the prompt (`else:`), written in the column in which that
    /// code begins; they are moved to the margin.
    fn branch(&mut self, index: usize) -> Option<usize> {
        let text = self.texts.get(index)?;
        let margin = text.len() - text.trim_start_matches(' ').len();
        let is_branch = (1..=MAX_CODE_COLUMN).contains(&margin) && code::is_branch(&text[margin..]);
        let moved = |text: &'_ str| text.len() - text.trim_start_matches(' ').len() >= margin;
        let lines = self.plain(index).take_while(|text| moved(text)).map(|text| &text[margin..]);
        let count = if is_branch { self.console.goes_on(&self.code(), lines)? } else { return None };
        for index in index..index + count {
            self.lines[index] = super::shifted(self.lines[index], margin);
            self.texts[index].drain(..margin);
        }
        Some(count)
    }

    /// Whether the lines from `index` on are code without prompts. Where the author writes such code, a paragraph that leads to
    /// the next prompt need not be what no output looks like.
    fn begins_code(&self, index: usize) -> bool {
        if self.console.is_tired() {
            return false;
        }
        let lines: Vec<_> = self.plain(index).collect();
        let leads_to_prompt = || {
            let next = self.texts.get(index + lines.len());
            lines.iter().all(|line| !line.trim().is_empty())
                && next.is_some_and(|next| matches!(kind(next), Line::First(_)))
        };
        self.console.is_code(&lines, Sure::Beyond)
            || self.mixes
                && leads_to_prompt()
                && self.console.is_code(&lines, Sure::Likely)
                && !self.prints_text(lines[0])
    }

    /// Whether the code above writes a text of which a line is `next` or the first one shown: then what is shown may be that text, and
    /// go on behind a blank line.
    fn prints_text(&self, next: &str) -> bool {
        let want = self.current.prompts.last().and_then(|prompt| prompt.want.first());
        let shown = want.map(|line| line.text(self.source)).unwrap_or_default();
        let texts = [next, &shown].map(str::trim_end);
        let written = |text: &str| ["\"", "'", "\\n"].map(|before| format!("{before}{text}"));
        let begun: Vec<_> = texts.into_iter().filter(|text| !text.is_empty()).flat_map(written).collect();
        let mut above = self.current.lines.iter().rev().take(MOST_LINES_ABOVE).map(|line| line.text(self.source));
        above.any(|code| begun.iter().any(|text| code.contains(text)))
    }

    /// Whether the line `index` is a rule behind which code without prompts begins: `==========`. A session that writes such signs
    /// may print it.
    fn is_rule(&self, index: usize) -> bool {
        let text = self.texts[index].trim_end();
        let Some(mark) = text.chars().next().filter(|mark| "=-*~".contains(*mark)) else { return false };
        let is_written = |line: &CodeLine| {
            let code = line.text(self.source);
            ['"', '\''].iter().any(|quote| code.contains(&format!("{quote}{mark}")))
        };
        text.len() >= SHORTEST_RULE
            && text.chars().all(|c| c == mark)
            && self.state == State::Want
            && self.begins_code(index + 1)
            && !self.current.lines.iter().any(is_written)
    }

    /// Leaves out a heading with a number that stands above the notebook's prompt on line `index`, behind a blank line: `3.`
    fn leave_out_heading(&mut self, index: usize) {
        let Some(prompt) = self.current.prompts.last_mut() else { return };
        let count = prompt.want.iter().rev().take_while(|line| !line.text(self.source).trim().is_empty()).count();
        let start = prompt.want.len() - count;
        let is_above = prompt.want.last().is_some_and(|last| last.line + 1 == self.lines[index].line);
        let is_apart = if start == 0 { prompt.apart } else { true };
        let is_heading = |line: &CodeLine| line::is_heading(&line.text(self.source));
        if is_above && is_apart && prompt.want[start..].iter().all(is_heading) {
            prompt.want.truncate(start);
        }
    }

    /// Where the next prompt begins on the line `index`, if an output without a line ending stands before it.
    fn prompt_within(&self, index: usize) -> Option<usize> {
        let text = &self.texts[index];
        let start = line::inline_prompt(text).filter(|_| self.state != State::Behind)?;
        let all: String = self.current.lines.iter().map(|line| line.text(self.source) + "\n").collect();
        (code::may_leave_line_open(&all) && self.console.is_complete(text[start + 3..].trim())).then_some(start)
    }

    /// The lines from `index` on up to the next prompt.
    fn plain(&self, index: usize) -> impl Iterator<Item = &str> + Clone {
        let lines = self.texts.get(index..).unwrap_or_default().iter();
        lines.map(String::as_str).take_while(|text| kind(text) == Line::Plain)
    }

    /// The code of the last prompt.
    fn code(&self) -> String {
        let Some(prompt) = self.current.prompts.last() else { return String::new() };
        let lines = self.current.lines.get(prompt.first - 1..prompt.last).unwrap_or_default();
        lines.iter().map(|line| line.text(self.source) + "\n").collect()
    }

    /// Whether nothing is shown below the last prompt yet, so that its code may go on behind a blank line.
    fn shows_nothing(&self) -> bool {
        self.current.prompts.last().is_some_and(|prompt| prompt.want.is_empty())
    }

    fn add_code(&mut self, line: CodeLine, index: usize) -> usize {
        self.current.lines.push(line);
        index + 1
    }

    fn leave_out(&mut self, index: usize) -> usize {
        self.add_code(blank(self.lines[index]), index)
    }

    /// `count` lines of code from `index` on, whatever prompts they have, go on with that of the last prompt.
    fn extend(&mut self, index: usize, count: usize) -> usize {
        for index in index..index + count {
            let line = match kind(&self.texts[index]) {
                Line::First(length) | Line::Further(length) => behind(self.lines[index], length),
                Line::Out(_) | Line::Plain => self.lines[index],
            };
            self.extend_by(line, index);
        }
        index + count
    }

    fn extend_by(&mut self, line: CodeLine, index: usize) -> usize {
        self.current.lines.push(line);
        if let Some(prompt) = self.current.prompts.last_mut() {
            prompt.last = self.current.lines.len();
        }
        index + 1
    }

    fn show(&mut self, line: CodeLine, index: usize) -> usize {
        self.want(line);
        self.state = State::Want;
        self.leave_out(index)
    }

    fn want(&mut self, line: CodeLine) {
        let is_apart = self.state == State::Behind;
        if let Some(prompt) = self.current.prompts.last_mut() {
            prompt.apart |= is_apart && prompt.want.is_empty();
            prompt.want.push(line);
        }
    }

    fn end_session(&mut self) {
        let mut session = std::mem::take(&mut self.current);
        for prompt in &mut session.prompts {
            while prompt.want.last().is_some_and(|line| line.text(self.source).trim().is_empty()) {
                prompt.want.pop();
            }
        }
        self.sessions.push(session);
    }
}

/// The line without its first `length` bytes of text.
fn behind(line: CodeLine, length: usize) -> CodeLine {
    let start = (line.span.start + length.saturating_sub(line.pad)).min(line.span.end);
    CodeLine { span: Span::new(start, line.span.end), pad: line.pad.saturating_sub(length), ..line }
}

/// The first `length` bytes of the text of the line.
fn ahead(line: CodeLine, length: usize) -> CodeLine {
    let end = (line.span.start + length.saturating_sub(line.pad)).min(line.span.end);
    CodeLine { span: Span::new(line.span.start, end), ..line }
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
mod tests;
