//! Outputs that `>>>` leads to in code without prompts, as if it were an arrow.

use super::{Notation, joined};
use crate::claim::reader::{Above, Reader};
use crate::claim::{Claim, Documented, NotationId};
use crate::document::CodeLine;
use crate::lang::python::Kind;
use crate::source::Span;

/// `>>> 15` below a statement, or `>>>` alone and the lines below it.
pub(super) struct PromptArrow;

impl Notation for PromptArrow {
    fn id(&self) -> NotationId {
        NotationId::PromptArrow
    }

    fn example(&self) -> &'static str {
        "```python\nprint(7 + 8)\n>>> 15\n```\n"
    }

    fn rule(&self) -> &'static str {
        "`>>>`, `>>` or `>` before a value or words, or alone on the line above them, in code without prompts: what the statement above prints, or its value. Several of them may show the output of several statements."
    }

    fn find(&self, reader: &mut Reader<'_>) -> Vec<Claim> {
        let example = reader.example;
        let mut boundary = 0;
        let mut claims = Vec::new();
        for output in &example.arrows {
            claims.extend(self.claim(reader, output, boundary));
            let last = output.last().map_or(0, |line| line.line);
            boundary = example.lines.partition_point(|line| line.line <= last);
        }
        claims
    }

    fn rewrite(&self, claim: &Claim, output: &[String]) -> Option<String> {
        // A blank line would end the output, and a prompt begin another.
        let is_fit = |line: &String| !line.trim().is_empty() && !line.starts_with(">>>");
        output.iter().all(is_fit).then(|| joined(claim, output.iter().cloned()))
    }
}

impl PromptArrow {
    /// The claim that `output` makes, below the line `boundary` of the code.
    fn claim(&self, reader: &Reader<'_>, output: &[CodeLine], boundary: usize) -> Option<Claim> {
        let first = output.first()?;
        let statements = &reader.example.module.statements;
        let is_above = |last_line: usize| reader.example.file_line(last_line) < first.line;
        let statement = statements.iter().rposition(|one| one.parent.is_none() && is_above(one.last_line))?;
        let documented =
            |line: &CodeLine| Documented { line: line.line, span: line.span, text: line.text(reader.source) };
        let start = reader.source.line_span(first.line).start;
        let about = reader.about(self.id(), statement, output.iter().map(documented).collect());
        // What an expression gives is not what the statements before it print.
        let is_expression = matches!(statements[statement].kind, Kind::Expression { .. });
        let places = reader.places(Above { statement, boundary });
        let count = if is_expression { 1 } else { places.len() };
        Some(Claim {
            continuation: reader.source.slice(Span::new(start, first.span.start)).to_owned(),
            places: places.into_iter().take(count).collect(),
            ..about
        })
    }
}
