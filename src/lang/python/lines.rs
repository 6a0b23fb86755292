//! Lines: where they begin in a piece of code, and which begin inside a string.

use ruff_python_ast as ast;
use ruff_python_ast::token::TokenKind;
use ruff_python_parser::Parsed;
use ruff_text_size::{Ranged, TextRange};
use std::ops::Range;

/// Offsets of the beginnings of lines; code has LF line endings only.
pub(super) struct LineIndex(Vec<usize>);

impl LineIndex {
    pub(super) fn new(code: &str) -> Self {
        Self(std::iter::once(0).chain(code.match_indices('\n').map(|(index, _)| index + 1)).collect())
    }

    pub(super) fn line(&self, offset: usize) -> usize {
        self.0.partition_point(|&start| start <= offset)
    }

    pub(super) fn start(&self, line: usize) -> usize {
        self.0[line - 1]
    }
}

pub(super) fn range(range: TextRange) -> Range<usize> {
    range.start().to_usize()..range.end().to_usize()
}

/// The lines that begin inside a string.
pub(super) fn text_lines(parsed: &Parsed<ast::Mod>, lines: &LineIndex) -> Vec<(usize, usize)> {
    let is_text = |kind| matches!(kind, TokenKind::String | TokenKind::FStringMiddle | TokenKind::TStringMiddle);
    let texts = parsed.tokens().iter().filter(|token| is_text(token.kind()));
    let spans = texts.map(|token| {
        let range = range(token.range());
        (lines.line(range.start) + 1, lines.line(range.end))
    });
    spans.filter(|(first, last)| first <= last).collect()
}
