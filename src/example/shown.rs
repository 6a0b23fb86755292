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
    /// Whether its author's words or tags say that it is an output, and not its place alone.
    pub is_sure: bool,
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
    Shown { form: Form::Raised, lines, meaning: Some(name.to_owned()), of_block: false, is_sure: true }
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
        let next = document.blocks.get(index + 1).zip(classes.get(index + 1));
        let shown = next.and_then(|(next, class)| fence(document, &document.blocks[index], next, class));
        let Some(mut shown) = shown.or_else(|| inline(document, index)) else { continue };
        let count = classes[index].examples().count();
        let already = classes[index].examples().any(|example| !example.shown.is_empty());
        let Some(example) = classes[index].last_example().filter(|example| example.prompts.is_empty()) else {
            continue;
        };
        // What an excerpt prints is printed by all of it, and definitions alone print nothing.
        if example.module.is_excerpt || example.module.only_defines() {
            continue;
        }
        // What stands behind an output of the example's own is another one.
        let has_section = example.shown.iter().any(|other| other.form == Form::Section);
        if has_section && shown.form == Form::Fence {
            continue;
        }
        shown.of_block = count > 1 && !already;
        let is_output = shown.form == Form::Fence && shown.is_sure;
        example.shown.push(shown);
        if is_output && let Some(class) = classes.get_mut(index + 1) {
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
    /// Words that are not known, with a colon: "Affiche :".
    Line,
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
        [.., last] if lines.len() <= 4 && last.trim_end_matches(['*', '_']).ends_with([':', '：']) => Announced::Line,
        _ => Announced::Not,
    }
}

/// How surely a block is the output of the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sure {
    Yes,
    /// By its place alone.
    Maybe,
    No,
}

/// `next`, which is of `class`, as the output of `block`, if it is.
fn fence(document: &Document, block: &Block, next: &Block, class: &Class) -> Option<Shown> {
    // A terminal's tag is often given to what it shows, perhaps below the command that runs the example.
    let text = |line: &CodeLine| line.text(&document.source);
    let command = next.lines.first().is_some_and(|line| looks::runs_python(&text(line)));
    let below: Vec<_> = next.lines.iter().skip(usize::from(command)).copied().collect();
    let code: String = below.iter().map(|line| text(line) + "\n").collect();
    let announced = announced(document, block, next);
    let sure = match is_traceback(&code) && class.examples().next().is_none() {
        true if announced != Announced::Not => Sure::Yes,
        _ => by_tag(document, next, class, &code, announced),
    };
    let lines = trimmed(&document.source, below);
    (sure != Sure::No && !lines.is_empty()).then_some(Shown {
        form: Form::Fence,
        lines,
        meaning: None,
        of_block: false,
        is_sure: sure == Sure::Yes,
    })
}

/// Whether `text` shows how an exception ended a program: all of it, or behind what was printed before.
fn is_traceback(text: &str) -> bool {
    text.lines().any(|line| line.contains("Traceback (most recent call last)") && !line.trim_start().starts_with('#'))
}

/// How surely `next` with the lines `code` is an output by its tag and the text before it.
fn by_tag(document: &Document, next: &Block, class: &Class, code: &str, announced: Announced) -> Sure {
    let language = next.info.language.as_deref().unwrap_or_default().to_ascii_lowercase();
    let tag = lang::tag(next.info.language.as_deref());
    let is_terminal = SHELLS.contains(&language.as_str()) && looks::kind(code) != Some(Kind::Shell);
    let is_plain = PLAIN.contains(&language.as_str()) || is_terminal;
    let is_output = matches!(language.as_str(), "output" | "stdout" | "out" | "error" | "traceback");
    // Sphinx compares it with the code before it, whatever stands between.
    if language == "testoutput" {
        return Sure::Yes;
    }
    let is_code = tag == Tag::None && python::parse(&next.code(&document.source)).evidence.strong > 0;
    let is_fenced = next.kind == BlockKind::Fenced;
    let holds = match announced {
        Announced::Adjacent => is_output && is_fenced,
        Announced::Title => is_plain || is_output || matches!(tag, Tag::None | Tag::Python),
        Announced::Sentence => is_plain || is_output || tag == Tag::None && !is_code,
        Announced::Line | Announced::Not => false,
    };
    // Text right behind code, or behind words with a colon, is an output if it says what is printed.
    let is_text = is_fenced && (is_plain || tag == Tag::None) && matches!(class.kind, Kind::Text | Kind::Output);
    match announced {
        _ if holds => Sure::Yes,
        Announced::Adjacent | Announced::Line if is_text => Sure::Maybe,
        Announced::Adjacent | Announced::Title | Announced::Sentence | Announced::Line | Announced::Not => Sure::No,
    }
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
    Some(Shown {
        form: Form::Inline,
        lines: vec![CodeLine { line, span, pad: 0 }],
        meaning: None,
        of_block: false,
        is_sure: true,
    })
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

    /// Whether the fence behind the first block is surely an output.
    fn fence(between: &str, tag: &str) -> bool {
        let (found, examples) = shown(&format!("```py\nprint(1)\n```\n{between}\n```{tag}\n1\n```\n"));
        assert_eq!(found.is_empty(), !found.contains(&(Form::Fence, "1\n".to_owned())));
        assert_eq!(examples, if found.is_empty() && tag == "py" { 2 } else { 1 });
        sureness(between, &format!("```{tag}\n1\n```")) == Some(true)
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

    /// Whether the fence behind the first block is an output, and whether that is sure.
    fn sureness(between: &str, fence: &str) -> Option<bool> {
        let text = format!("```py\nf()\n```\n{between}\n{fence}\n");
        let document = document::parse(Source::new("a.md", text.into_bytes()));
        let classes = super::super::classify(&document, &[]);
        classes[0].examples().next()?.shown.first().map(|shown| shown.is_sure)
    }

    #[test]
    fn text_right_behind_code_may_be_its_output() {
        assert_eq!(sureness("", "```text\none\ntwo\n```"), Some(false));
        assert_eq!(sureness("\n输出：\n", "```\none two\n```"), Some(false));
        assert_eq!(sureness("\nAffiche :\n", "```text\n1\n```"), Some(false));
        assert_eq!(sureness("\nAnother file.\n", "```text\n1\n```"), None);
        assert_eq!(sureness("", "```json\n{}\n```"), None);
        assert_eq!(sureness("", "```\nls -l\n```"), None);
        assert_eq!(sureness("", "```\nprint(1)\n```"), None);
    }

    #[test]
    fn a_traceback_behind_code_is_its_output() {
        let traceback = "Traceback (most recent call last):\n  ...\nKeyError: 1";
        assert_eq!(sureness("", &format!("```\n{traceback}\n```")), Some(true));
        assert_eq!(sureness("", &format!("```\nstart\n{traceback}\n```")), Some(true));
        assert_eq!(sureness("", &format!("```python\n{traceback}\n```")), Some(true));
        assert_eq!(sureness("\nThe last call fails:\n", &format!("```text\n{traceback}\n```")), Some(true));
        assert_eq!(
            sureness(
                "\nFrom a notebook:\n",
                "    ----\n    KeyError   Traceback (most recent call last)\n\n    KeyError: 1"
            ),
            Some(true)
        );
        assert_eq!(sureness("\nAnother one.\n", &format!("```\n{traceback}\n```")), None);
        assert_eq!(sureness("", &format!("```python\n>>> f()\n{traceback}\n```")), None);
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
