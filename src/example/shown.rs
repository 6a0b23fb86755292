//! Outputs that the author shows outside the code: below `Output:` at the end of the fence, in a fence of their own, or
//! in the running text.

use super::{Class, Kind, looks, split};
use crate::document::{Block, BlockKind, CodeLine, Document};
use crate::lang::{self, Tag, python};
use crate::pattern::{Pattern, behind, behind_parentheses, behind_words};
use crate::source::{self, Source, Span};

/// Where an output is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Behind a line `Output:` without `#` in the same fence.
    Section,
    /// In the fence that follows.
    Fence,
    /// In a paragraph that follows: "Output: `24`".
    Inline,
    /// As the value of the directive `raises`.
    Raised,
}

/// An output that the author shows outside the code: all that the example prints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Where.
    pub form: Form,
    /// Its lines.
    pub lines: Vec<CodeLine>,
    /// What it says, where that is not what is written: the value of a directive has escapes.
    pub meaning: Option<String>,
    /// Whether it may be what all examples of the block print, and not the last one only.
    pub of_block: bool,
}

/// The lines of a piece of output without its marker `Output:`, which may have text behind it.
pub(super) fn section(source: &Source, lines: &[CodeLine]) -> Vec<CodeLine> {
    let about = |line: &CodeLine| split::begins_explanation(&line.text(source));
    let mut lines: Vec<_> = lines.iter().take_while(|line| !about(line)).copied().collect();
    if let Some(first) = lines.first_mut()
        && let Some(offset) = split::behind_output_marker(&first.text(source))
    {
        let start = (first.span.start + offset.saturating_sub(first.pad)).min(first.span.end);
        *first = CodeLine { span: Span::new(start, first.span.end), pad: 0, ..*first };
        unindent(source, &mut lines[1..], offset);
    }
    trimmed(source, lines)
}

/// Moves lines that stand below the text behind a marker, `margin` bytes from the left, to the margin.
fn unindent(source: &Source, lines: &mut [CodeLine], margin: usize) {
    let is_below = |line: &CodeLine| {
        let text = line.text(source);
        text.trim().is_empty() || text.bytes().take_while(|byte| *byte == b' ').count() >= margin
    };
    if lines.iter().all(is_below) {
        for line in lines {
            let from_pad = line.pad.min(margin);
            let start = (line.span.start + margin - from_pad).min(line.span.end);
            *line = CodeLine { pad: line.pad - from_pad, span: Span::new(start, line.span.end), ..*line };
        }
    }
}

/// The exception that a directive names, at its place in the document.
pub(super) fn raised(source: &Source, name: &str, span: Span) -> Shown {
    let lines = vec![CodeLine { line: source.line(span.start), span, pad: 0 }];
    Shown { form: Form::Raised, lines, meaning: Some(name.to_owned()), of_block: false }
}

/// Without blank lines at the ends.
fn trimmed(source: &Source, mut lines: Vec<CodeLine>) -> Vec<CodeLine> {
    let is_blank = |line: &CodeLine| source.slice(line.span).trim().is_empty();
    while lines.last().is_some_and(is_blank) {
        lines.pop();
    }
    let leading = lines.iter().take_while(|line| is_blank(line)).count();
    lines.drain(..leading);
    lines
}

/// Gives each example the outputs that are shown behind it; the blocks that hold them are no examples.
pub(super) fn attach(document: &Document, classes: &mut [Class]) {
    for index in 0..document.blocks.len() {
        let next = document.blocks.get(index + 1);
        let shown = next.and_then(|next| fence(document, &document.blocks[index], next)).map(|shown| (shown, true));
        let shown = shown.or_else(|| Some((inline(document, index)?, false)));
        let Some((mut shown, is_fence)) = shown else { continue };
        let count = classes[index].examples().count();
        let already = classes[index].examples().any(|example| !example.shown.is_empty());
        let Some(example) = classes[index].last_example().filter(|example| example.prompts.is_empty()) else {
            continue;
        };
        // What an excerpt prints is printed by all of it, and definitions alone print nothing.
        if example.module.is_excerpt || example.module.only_defines() {
            continue;
        }
        shown.of_block = count > 1 && !already;
        example.shown.push(shown);
        if is_fence && let Some(class) = classes.get_mut(index + 1) {
            *class = Class::other(Kind::Output, "the output of the block above");
        }
    }
}

/// Whether `line` is a title such as `**Expected Output** (Python 3):`.
fn is_title(line: &str) -> bool {
    let ornament = |c: char| matches!(c, '*' | '_') || c.is_whitespace();
    let text = line.trim_start_matches(|c: char| ornament(c) || c.is_ascii_digit() || "#>.+-".contains(c));
    let before = behind(text, &["expected", "sample", "the", "console", "program", "final"]);
    let text = before.filter(|rest| rest.starts_with(char::is_whitespace)).map_or(text, str::trim_start);
    let Some(rest) = behind(text, &["outputs", "output", "result"]) else { return false };
    let rest = rest.trim_start_matches(ornament);
    let rest = behind_parentheses(rest).unwrap_or(rest).trim_start_matches(ornament);
    rest.strip_prefix([':', '：', '−', '-']).unwrap_or(rest).trim_start_matches(ornament).is_empty()
}

/// Words of sentences that announce an output.
const ANNOUNCING: &[&str] = &["output", "outputs", "print", "prints", "display", "displays", "printed", "result is"];

/// Words of sentences that announce something else than the output of the example before.
const ASKING: &[&str] = &[
    "exercise",
    "format",
    "write",
    "expected",
    "input",
    "next",
    "task",
    "challenge",
    "should look",
    "should be",
    "should see",
    "run your",
    "program that",
];

/// Characters that may stand between the word that announces and the sign at the end of the sentence.
const FAR: usize = 30;

/// Whether `line` is a sentence such as "This prints:".
fn is_sentence(line: &str) -> bool {
    let line = line.trim_end_matches(['*', '_']).trim_end();
    let Some(line) = line.strip_suffix([':', '−', '–', '-']) else { return false };
    let is_near = |rest: &str| !rest.contains(['.', '!', '?']) && rest.chars().count() <= FAR;
    behind_words(line, ANNOUNCING).any(is_near) && behind_words(line, ASKING).next().is_none()
}

/// Words of an info string that mean plain output.
const PLAIN: &[&str] = &["console", "out", "output", "plain", "plaintext", "stdout", "text", "txt"];

/// Words of an info string that mean a terminal.
const SHELLS: &[&str] = &["bash", "sh", "shell", "terminal", "zsh"];

/// How the text before a fence announces it as output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Announced {
    /// Nothing stands between the blocks.
    Adjacent,
    /// A title: `**Output**`, `### Output`.
    Title,
    /// A sentence: "This prints:".
    Sentence,
    Not,
}

fn announced(document: &Document, block: &Block, next: &Block) -> Announced {
    let between = document.source.text().get(block.span.end..next.span.start).unwrap_or_default();
    let lines = source::lines(between).map(|line| line.trim_matches(['>', ' ', '\t']));
    let lines: Vec<_> = lines.filter(|line| !line.is_empty()).collect();
    match lines.as_slice() {
        [] => Announced::Adjacent,
        [.., last] if lines.len() <= 2 && is_title(last) => Announced::Title,
        [.., last] if lines.len() <= 4 && is_sentence(last) => Announced::Sentence,
        _ => Announced::Not,
    }
}

/// `next` as the output of `block`, if it is.
fn fence(document: &Document, block: &Block, next: &Block) -> Option<Shown> {
    let language = next.info.language.as_deref().unwrap_or_default().to_ascii_lowercase();
    let tag = lang::tag(next.info.language.as_deref());
    // A terminal's tag is often given to what it shows, perhaps below the command that runs the example.
    let text = |line: &CodeLine| line.text(&document.source);
    let command = next.lines.first().is_some_and(|line| looks::runs_python(&text(line)));
    let below: Vec<_> = next.lines.iter().skip(usize::from(command)).copied().collect();
    let code: String = below.iter().map(|line| text(line) + "\n").collect();
    let is_terminal = SHELLS.contains(&language.as_str()) && looks::kind(&code) != Some(Kind::Shell);
    let is_plain = PLAIN.contains(&language.as_str()) || is_terminal;
    let is_output = matches!(language.as_str(), "output" | "stdout" | "out" | "error" | "traceback");
    let is_code = tag == Tag::None && python::parse(&next.code(&document.source)).evidence.strong > 0;
    let holds = match announced(document, block, next) {
        Announced::Adjacent => is_output,
        Announced::Title => is_plain || is_output || matches!(tag, Tag::None | Tag::Python),
        Announced::Sentence => is_plain || is_output || tag == Tag::None && !is_code,
        Announced::Not => false,
    };
    let lines = trimmed(&document.source, below);
    let is_fence = next.kind == BlockKind::Fenced || announced(document, block, next) != Announced::Adjacent;
    (holds && is_fence && !lines.is_empty()).then_some(Shown {
        form: Form::Fence,
        lines,
        meaning: None,
        of_block: false,
    })
}

static INLINE: Pattern =
    Pattern::beginning(&["output", "prints"], r"^(?i:outputs?|prints)[*_\s]*:[*_\s]*`(?P<text>[^`]+)`[*_\s.]*$");

/// A paragraph "Output: `24`" right behind the block.
fn inline(document: &Document, index: usize) -> Option<Shown> {
    let source = &document.source;
    let block = &document.blocks[index];
    let end = document.blocks.get(index + 1).map_or(source.text().len(), |next| next.span.start);
    let line = (block.end_line + 1..=source.line_count()).map(|line| (line, source.line_span(line)));
    let mut filled =
        line.take_while(|(_, span)| span.start < end).filter(|(_, span)| !source.slice(*span).trim().is_empty());
    let (line, span) = filled.next()?;
    let line_text = source.slice(span).trim_start_matches(|c: char| "*_>-".contains(c) || c.is_whitespace());
    let start = span.end - line_text.len();
    let captures = INLINE.captures(line_text)?;
    let text = captures.name("text")?;
    let span = Span::new(start + text.start(), start + text.end());
    Some(Shown { form: Form::Inline, lines: vec![CodeLine { line, span, pad: 0 }], meaning: None, of_block: false })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document;

    /// The outputs shown for the first block, and the kinds of all blocks.
    fn shown(text: &str) -> (Vec<(Form, String)>, usize) {
        let document = document::parse(Source::new("a.md", text.as_bytes().to_vec()));
        let classes = super::super::classify(&document, &[]);
        let examples = classes.iter().flat_map(Class::examples).count();
        let example = classes[0].examples().next().expect("an example");
        let text = |shown: &Shown| super::super::joined(&document.source, &shown.lines);
        (example.shown.iter().map(|shown| (shown.form, text(shown))).collect(), examples)
    }

    fn fence(between: &str, tag: &str) -> bool {
        let (found, examples) = shown(&format!("```py\nprint(1)\n```\n{between}\n```{tag}\n1\n```\n"));
        assert_eq!(found.is_empty(), !found.contains(&(Form::Fence, "1\n".to_owned())));
        assert_eq!(examples, if found.is_empty() && tag == "py" { 2 } else { 1 });
        !found.is_empty()
    }

    #[test]
    fn the_pattern_is_sound() {
        assert!(INLINE.is_sound());
    }

    #[test]
    fn a_fence_is_output_if_its_tag_or_the_text_before_says_so() {
        assert!(fence("", "output") && fence("\nOutput:\n", "") && fence("\n**Output** (example):\n", "text"));
        assert!(
            fence("\n### Output\n", "py")
                && fence("\nThis prints:\n", "")
                && fence("\nThe loop's output is:\n", "text")
        );
        assert!(
            !fence("", "")
                && !fence("", "text")
                && !fence("\nAnother example:\n", "text")
                && !fence("\nThis prints:\n", "py")
        );
    }

    #[test]
    fn a_section_at_the_end_of_the_fence_is_output() {
        let (found, _) = shown("```py\nprint(1)\nprint(2)\n\nOutput:\n1\n2\n```\n");
        assert_eq!(found, [(Form::Section, "1\n2\n".to_owned())]);
        let (found, _) = shown("```py\nprint(1)\nOutput: 1\n```\n");
        assert_eq!(found, [(Form::Section, "1\n".to_owned())]);
        let (found, _) = shown("```py\nprint(1)\nOutput:\n1\n\nExplanation: one is printed.\n```\n");
        assert_eq!(found, [(Form::Section, "1\n".to_owned())]);
    }

    #[test]
    fn a_paragraph_may_quote_the_output() {
        let (found, _) = shown("```py\nprint(1)\n```\n\n**Output:** `1`\n");
        assert_eq!(found, [(Form::Inline, "1\n".to_owned())]);
    }
}
