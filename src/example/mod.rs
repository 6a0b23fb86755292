//! Examples: which blocks of a document are Python meant to run, and why the others are not.
//!
//! A tagged block is what its tag says, unless it plainly is something else (a template, Python 2). An untagged one is
//! judged with the document as context: where the author tags Python, an untagged fence is rarely Python; where
//! nothing is tagged it nearly always is, if it parses as Python and shows it.

mod rules;
mod shown;
mod transcript;

pub use shown::{Form, Shown};
pub use transcript::Prompt;

use crate::document::{Block, CodeLine, Document};
use crate::lang::{self, Tag, python};
use crate::source::{Source, Span};
use std::collections::BTreeSet;
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
    /// The prompts, if it is a transcript.
    pub prompts: Vec<Prompt>,
    /// Outputs that the author shows outside the code.
    pub shown: Vec<Shown>,
    starts: Vec<usize>,
}

/// Why a block is no example.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotRun {
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
        kind: NotRun,
        /// Why, for a person; lower case.
        reason: String,
    },
}

impl Class {
    /// The example, if it is one.
    #[must_use]
    pub fn example(&self) -> Option<&Example> {
        match self {
            Self::Example(example) => Some(example),
            Self::Other { .. } => None,
        }
    }

    fn other(kind: NotRun, reason: impl Into<String>) -> Self {
        Self::Other { kind, reason: reason.into() }
    }
}

/// What each block of `document` is, in their order.
#[must_use]
pub fn classify(document: &Document) -> Vec<Class> {
    let tags: Vec<_> = document.blocks.iter().map(|block| lang::tag(block.info.language.as_deref())).collect();
    let surroundings = Surroundings {
        has_tagged: tags.iter().any(|tag| matches!(tag, Tag::Python | Tag::Transcript)),
        bound_names: bound_names(document, &tags),
    };
    let blocks = document.blocks.iter().zip(&tags).enumerate();
    let mut classes: Vec<_> =
        blocks.map(|(index, (block, &tag))| class_of(&document.source, index, block, tag, &surroundings)).collect();
    shown::attach(document, &mut classes);
    classes
}

/// What a block is judged by beside its own text.
struct Surroundings {
    /// Whether the document tags its Python.
    has_tagged: bool,
    /// Names that some block binds.
    bound_names: BTreeSet<String>,
}

/// The names that the blocks which may be Python bind.
fn bound_names(document: &Document, tags: &[Tag]) -> BTreeSet<String> {
    let may_be_python = document.blocks.iter().zip(tags).filter(|(_, tag)| **tag != Tag::Other);
    may_be_python.flat_map(|(block, _)| python::parse(&block.code(&document.source)).bound_names).collect()
}

fn class_of(source: &Source, index: usize, block: &Block, tag: Tag, surroundings: &Surroundings) -> Class {
    let language = block.info.language.as_deref().unwrap_or_default();
    if block.invalid_utf8 && tag != Tag::Other {
        return Class::other(NotRun::Invalid, "holds bytes that are not UTF-8");
    }
    let lines = dedent(source, &block.lines);
    let code = joined(source, &lines);
    if rules::is_transcript(&code) || tag == Tag::Transcript {
        return transcript_class(source, index, &lines, language);
    }
    if tag == Tag::Other {
        return Class::other(NotRun::NotPython, format!("tagged `{language}`"));
    }
    let (lines, section) = shown::split_section(source, lines);
    let mut example = Example::new(source, index, lines);
    if example.module.error.is_some() && transcript::first_prompt(&code).is_some() {
        return transcript_class(source, index, &dedent(source, &block.lines), language);
    }
    if example.module.statements.is_empty() && example.module.error.is_none() {
        return Class::other(NotRun::NotExample, "holds no statement");
    }
    example.shown.extend(section);
    let verdict = match tag {
        Tag::Python => rules::of_tagged(&example, surroundings),
        Tag::Transcript | Tag::None | Tag::Other => rules::of_untagged(&example, surroundings),
    };
    match verdict {
        Ok(()) => Class::Example(Box::new(example)),
        Err((kind, reason)) => Class::Other { kind, reason },
    }
}

/// A block with prompts. What does not compile in it stands for itself, as at a real prompt, and is left out.
fn transcript_class(source: &Source, index: usize, lines: &[CodeLine], language: &str) -> Class {
    let mut found = transcript::read(source, lines);
    transcript::leave_out_invalid(source, &mut found);
    let mut example = Example::new(source, index, found.lines);
    example.prompts = found.prompts;
    if example.module.error.is_some() {
        return Class::other(
            NotRun::NotPython,
            format!("tagged `{language}`, and what stands at the prompts is no Python"),
        );
    }
    if example.module.statements.is_empty() {
        return Class::other(NotRun::NotExample, "holds no statement");
    }
    Class::Example(Box::new(example))
}

/// The code of `lines`.
fn joined(source: &Source, lines: &[CodeLine]) -> String {
    lines.iter().map(|line| line.text(source) + "\n").collect()
}

impl Example {
    fn new(source: &Source, block: usize, lines: Vec<CodeLine>) -> Self {
        let mut code = String::new();
        let mut starts = Vec::with_capacity(lines.len());
        for line in &lines {
            starts.push(code.len());
            code.push_str(&line.text(source));
            code.push('\n');
        }
        let module = python::parse(&code);
        Self { block, lines, code, module, prompts: Vec::new(), shown: Vec::new(), starts }
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
