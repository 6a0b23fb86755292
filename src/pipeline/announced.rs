//! Errors that an author shows on purpose: a comment in the code or the text around the block says so.

use crate::document::{Block, Document};
use crate::example::Example;
use crate::pattern::Pattern;
use crate::source::Span;

static WORDS: Pattern = Pattern::holding(
    &[
        "error",
        "invalid",
        "illegal",
        "incorrect",
        "wrong",
        "bad",
        "broken",
        "mistake",
        "forbidden",
        "missing",
        "rearrange",
        "not",
        "n't",
        "✗",
        "❌",
    ],
    r"(?i)\b(errors?|invalid|illegal|incorrect(ly)?|wrong|bad|broken|mistakes?|forbidden|missing|rearrange|not (valid|allowed|legal)|(does|do|will|would|ca)(n't| not|nnot) (work|compile|run|parse))\b|✗|❌|SyntaxError|IndentationError",
);

/// Whether the author says that `example` of `block` is wrong Python.
pub(super) fn error(document: &Document, block: &Block, example: &Example) -> bool {
    let says = |text: &str| WORDS.is_match(text);
    let mut comments = example.module.comments.iter().map(|comment| &example.code[comment.range.clone()]);
    comments.any(says) || says(above(document, block)) || says(below(document, block))
}

/// The paragraph above the block; nothing of another block.
fn above<'a>(document: &'a Document, block: &Block) -> &'a str {
    let before = document.blocks.iter().filter(|other| other.span.end <= block.span.start).map(|other| other.span.end);
    let start = before.max().unwrap_or(document.source.content_start());
    let text = document.source.slice(Span::new(start, block.span.start)).trim_end();
    text.rsplit("\n\n").next().unwrap_or_default()
}

/// The paragraph below the block, or the first line of the block that follows at once.
fn below<'a>(document: &'a Document, block: &Block) -> &'a str {
    let text = document.source.text().get(block.span.end..).unwrap_or_default().trim_start();
    text.split("\n\n").next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pattern_is_sound() {
        assert!(WORDS.is_sound());
    }
}
