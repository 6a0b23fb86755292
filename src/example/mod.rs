//! Examples: which blocks of a document are Python meant to run, and why the others are not.
//!
//! A tagged block is what its tag says, unless it plainly is something else (a template, Python 2). An untagged one is
//! judged with the document as context: where the author tags Python, an untagged fence is rarely Python; where
//! nothing is tagged it nearly always is, if it parses as Python and shows it.

mod kind;

use crate::document::{Block, CodeLine, Document};
use crate::lang::{self, Tag, python};
use crate::source::{Source, Span};
use std::ops::Range;

/// Python code of a document that is meant to run.
#[derive(Debug)]
pub struct Example {
    /// Index of the block in the document.
    pub block: usize,
    /// Its lines; common indentation is left out.
    pub lines: Vec<CodeLine>,
    /// The code: the lines joined by LF.
    pub code: String,
    /// Its syntax.
    pub module: python::Module,
    /// Whether the author tagged it as Python.
    pub tagged: bool,
    starts: Vec<usize>,
}

/// Why a block is no example.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Another language, output, plain text.
    NotPython,
    /// Python, or nearly, but not meant to run: a template, a signature, Python 2.
    NotExample,
    /// Damaged: it holds bytes that are not UTF-8.
    Invalid,
}

/// What a block is.
#[derive(Debug)]
pub enum Class {
    /// To be run.
    Example(Box<Example>),
    /// Not to be run.
    Other {
        /// In which way.
        kind: Kind,
        /// Why, for a person; lower case.
        reason: String,
    },
}

impl Class {
    fn other(kind: Kind, reason: impl Into<String>) -> Self {
        Self::Other { kind, reason: reason.into() }
    }
}

/// What each block of `document` is, in their order.
#[must_use]
pub fn classify(document: &Document) -> Vec<Class> {
    let tags: Vec<_> = document.blocks.iter().map(|block| lang::tag(block.info.language.as_deref())).collect();
    let has_tagged = tags.iter().any(|tag| matches!(tag, Tag::Python | Tag::Transcript));
    document
        .blocks
        .iter()
        .zip(&tags)
        .enumerate()
        .map(|(index, (block, &tag))| class_of(&document.source, index, block, tag, has_tagged))
        .collect()
}

fn class_of(source: &Source, index: usize, block: &Block, tag: Tag, has_tagged: bool) -> Class {
    if block.invalid_utf8 && tag != Tag::Other {
        return Class::other(Kind::Invalid, "holds bytes that are not UTF-8");
    }
    if tag == Tag::Other {
        return Class::other(
            Kind::NotPython,
            format!("tagged `{}`", block.info.language.as_deref().unwrap_or_default()),
        );
    }
    let example = Example::new(source, index, block, tag == Tag::Python);
    if tag == Tag::Transcript || kind::is_transcript(&example.code) {
        return Class::other(Kind::NotExample, "a transcript with prompts");
    }
    if example.module.statements.is_empty() && example.module.error.is_none() {
        return Class::other(Kind::NotExample, "holds no statement");
    }
    let verdict = if tag == Tag::Python { kind::of_tagged(&example) } else { kind::of_untagged(&example, has_tagged) };
    match verdict {
        Ok(()) => Class::Example(Box::new(example)),
        Err((kind, reason)) => Class::Other { kind, reason },
    }
}

impl Example {
    fn new(source: &Source, block: usize, from: &Block, tagged: bool) -> Self {
        let lines = dedent(source, &from.lines);
        let mut code = String::new();
        let mut starts = Vec::with_capacity(lines.len());
        for line in &lines {
            starts.push(code.len());
            code.push_str(&line.text(source));
            code.push('\n');
        }
        let module = python::parse(&code);
        Self { block, lines, code, module, tagged, starts }
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

    /// The source to run: the code at the line numbers of the Markdown file, so that Python's line numbers are its.
    #[must_use]
    pub fn padded(&self) -> String {
        let mut program = "\n".repeat(self.lines.first().map_or(0, |line| line.line - 1));
        program.push_str(&self.code);
        program
    }
}

/// The lines without the indentation that all of them share, blank lines apart (as `textwrap.dedent` has it).
fn dedent(source: &Source, lines: &[CodeLine]) -> Vec<CodeLine> {
    let mut margin: Option<String> = None;
    for line in lines {
        let text = line.text(source);
        let indent = &text[..text.len() - text.trim_start_matches([' ', '\t']).len()];
        if indent.len() == text.len() {
            continue;
        }
        margin = Some(match margin {
            None => indent.to_owned(),
            Some(margin) => {
                let shared = margin.bytes().zip(indent.bytes()).take_while(|(a, b)| a == b).count();
                margin[..shared].to_owned()
            }
        });
    }
    let margin = margin.map_or(0, |margin| margin.len());
    lines.iter().map(|line| shifted(*line, margin)).collect()
}

fn shifted(line: CodeLine, margin: usize) -> CodeLine {
    let from_pad = line.pad.min(margin);
    let start = (line.span.start + margin - from_pad).min(line.span.end);
    CodeLine { pad: line.pad - from_pad, span: Span::new(start, line.span.end), ..line }
}

#[cfg(test)]
mod tests;
