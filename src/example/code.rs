//! The code of an example, and where each part of it stands in the file.

use super::{Example, ExampleId};
use crate::directive::Directives;
use crate::document::CodeLine;
use crate::lang::python;
use crate::source::{Source, Span};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

/// The code of `lines`.
pub(super) fn joined(source: &Source, lines: &[CodeLine]) -> String {
    lines.iter().map(|line| line.text(source) + "\n").collect()
}

impl Example {
    /// The example of these `lines`; `parse` gives the syntax of its code.
    pub(super) fn new(
        source: &Source,
        block: usize,
        lines: Vec<CodeLine>,
        parse: impl FnOnce(&str) -> Arc<python::Module>,
    ) -> Self {
        let mut code = String::new();
        let mut starts = Vec::with_capacity(lines.len());
        for line in &lines {
            starts.push(code.len());
            code.push_str(&line.text(source));
            code.push('\n');
        }
        let module = parse(&code);
        Self {
            id: ExampleId::default(),
            block,
            block_start: lines.first().map_or(1, |line| line.line),
            lines,
            code,
            module,
            prompts: Vec::new(),
            arrows: Vec::new(),
            shown: Vec::new(),
            file: None,
            is_docstring: false,
            directives: Directives::default(),
            ipython: None,
            starts,
        }
    }

    /// Whether there is nothing to run.
    pub(super) fn is_empty(&self) -> bool {
        self.module.statements.is_empty()
            && self.prompts.iter().all(|prompt| prompt.broken.is_none() && prompt.unchecked.is_none())
    }

    /// The code as it is run: with that of prompts that do not compile.
    #[must_use]
    pub fn program(&self) -> Cow<'_, str> {
        let broken: Vec<_> =
            self.prompts.iter().filter_map(|prompt| Some((prompt.first, prompt.broken.as_ref()?))).collect();
        if broken.is_empty() {
            return Cow::Borrowed(&self.code);
        }
        let mut lines: Vec<_> = self.code.lines().collect();
        for (first, code) in broken {
            for (line, text) in lines.iter_mut().skip(first - 1).zip(code.lines()) {
                *line = text;
            }
        }
        Cow::Owned(lines.join("\n") + "\n")
    }

    /// Where it stands among the examples of the document.
    #[must_use]
    pub fn position(&self) -> (usize, usize) {
        (self.block, self.file_line(1))
    }

    /// The 1-based lines `first` to `last` of the code.
    #[must_use]
    pub fn code_between(&self, first: usize, last: usize) -> &str {
        let start = |line: usize| self.starts.get(line).copied().unwrap_or(self.code.len());
        self.code.get(start(first.saturating_sub(1))..start(last)).unwrap_or_default()
    }

    /// Whether a prompt begins on the line `line` of the file.
    #[must_use]
    pub fn is_at_prompt(&self, line: usize) -> bool {
        let at = self.prompts.partition_point(|prompt| self.file_line(prompt.first) < line);
        self.prompts.get(at).is_some_and(|prompt| self.file_line(prompt.first) == line)
    }

    /// The line of the Markdown file of the 1-based line of the code; the last line for one behind it.
    #[must_use]
    pub fn file_line(&self, code_line: usize) -> usize {
        let index = code_line.clamp(1, self.lines.len().max(1)) - 1;
        self.lines.get(index).map_or(1, |line| line.line)
    }

    /// The bytes of the file behind `range` of the code, which must lie within one line.
    #[must_use]
    pub fn file_span(&self, range: &Range<usize>) -> Span {
        let index = self.starts.partition_point(|&start| start <= range.start).saturating_sub(1);
        let Some(line) = self.lines.get(index) else { return Span::new(0, 0) };
        let at = |offset: usize| line.span.start + (offset - self.starts[index]).saturating_sub(line.pad);
        Span::new(at(range.start).min(line.span.end), at(range.end).min(line.span.end))
    }
}

/// The lines without the indentation that all of them share, blank lines apart (as `textwrap.dedent` has it).
pub(super) fn dedent(source: &Source, lines: &[CodeLine]) -> Vec<CodeLine> {
    let texts: Vec<_> = lines.iter().map(|line| line.text(source)).collect();
    let indent = |text: &str| text.len() - text.trim_start_matches([' ', '\t']).len();
    let mut quotes = None;
    let are_remarks: Vec<_> = texts.iter().map(|text| is_remark(text, &mut quotes)).collect();
    let filled = texts.iter().zip(&are_remarks).filter(|(text, _)| indent(text) < text.len());
    let (remarks, code): (Vec<_>, Vec<_>) = filled.partition(|(_, is_remark)| **is_remark);
    // Python does not mind where a comment stands.
    let counting = if code.is_empty() { remarks } else { code };
    let mut margin: Option<&str> = None;
    for (text, _) in counting {
        let indent = &text[..indent(text)];
        margin = Some(margin.map_or(indent, |margin| {
            let shared = margin.bytes().zip(indent.bytes()).take_while(|(a, b)| a == b).count();
            &margin[..shared]
        }));
    }
    let margin = margin.map_or(0, str::len);
    let own = |(text, is_remark): (&String, &bool)| if *is_remark { indent(text).min(margin) } else { margin };
    lines.iter().zip(texts.iter().zip(&are_remarks).map(own)).map(|(line, margin)| shifted(*line, margin)).collect()
}

/// Whether the line `text` is a comment. `quotes` are those of the string of several lines in which it begins, then those of the
/// one in which it ends.
fn is_remark(text: &str, quotes: &mut Option<&'static str>) -> bool {
    const TRIPLES: [&str; 2] = ["\"\"\"", "'''"];
    if quotes.is_none() && text.trim_start().starts_with('#') {
        return true;
    }
    let mut rest = text;
    loop {
        let found = match *quotes {
            Some(own) => rest.find(own).map(|at| (at, own)),
            None => TRIPLES.iter().filter_map(|own| Some((rest.find(own)?, *own))).min(),
        };
        let Some((at, own)) = found else { return false };
        *quotes = if quotes.is_none() { Some(own) } else { None };
        rest = &rest[at + own.len()..];
    }
}

pub(super) fn shifted(line: CodeLine, margin: usize) -> CodeLine {
    let from_pad = line.pad.min(margin);
    let start = (line.span.start + margin - from_pad).min(line.span.end);
    CodeLine { pad: line.pad - from_pad, span: Span::new(start, line.span.end), ..line }
}
