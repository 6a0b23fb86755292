//! Outputs shown outside the code: at the end of the fence, in a fence of their own, in the running text, and the
//! exception that a directive names.

use super::{Notation, joined};
use crate::claim::{About, CellShare, Claim, Documented, Manner, NotationId, Place, Reader, Strength, Watch};
use crate::document::CodeLine;
use crate::example::{self, ContainerStream, OutputPlace, Shown};
use crate::lang::python::Kind;

/// `Output:` without `#`, and the lines behind it.
pub(super) static SECTION: ShownOutput =
    ShownOutput { form: OutputPlace::Section, id: NotationId::OutputSection, is_one_line: false };

/// The fence that follows.
pub(super) static FENCE: ShownOutput =
    ShownOutput { form: OutputPlace::Fence, id: NotationId::OutputFence, is_one_line: false };

/// A paragraph "Output: `24`".
pub(super) static INLINE: ShownOutput =
    ShownOutput { form: OutputPlace::Inline, id: NotationId::OutputInline, is_one_line: true };

/// A quote below a title.
pub(super) static QUOTE: ShownOutput =
    ShownOutput { form: OutputPlace::Quote, id: NotationId::OutputQuote, is_one_line: false };

/// The exception that the directive `raises` names.
pub(super) static RAISES: ShownOutput =
    ShownOutput { form: OutputPlace::Raised, id: NotationId::RaisesDirective, is_one_line: true };

/// One of the five.
pub(super) struct ShownOutput {
    form: OutputPlace,
    id: NotationId,
    /// Whether there can be only one line.
    is_one_line: bool,
}

impl Notation for ShownOutput {
    fn id(&self) -> NotationId {
        self.id
    }

    fn example(&self) -> &'static str {
        match self.form {
            OutputPlace::Section => "```python\nprint(7 + 8)\n\nOutput:\n15\n```\n",
            OutputPlace::Fence => "```python\nprint(7 + 8)\n```\n\n```output\n15\n```\n",
            OutputPlace::Inline => "```python\nprint(7 + 8)\n```\n\nThis prints `15`.\n",
            OutputPlace::Quote => "```python\nprint(7 + 8)\n```\n\nOutput:\n\n> 15\n",
            OutputPlace::Raised => "<!-- doctrue: raises=ZeroDivisionError -->\n```python\nprint(1 / 0)\n```\n",
        }
    }

    fn rule(&self) -> &'static str {
        match self.form {
            OutputPlace::Section => {
                "A line `Output:` without `#` in the fence, after the code: the lines after it are all that the example prints."
            }
            OutputPlace::Fence => {
                "A fenced or indented block after the example: all that the example prints. The block is tagged `output` (or as tools tag outputs: `pytb`, `myst-ansi`, …), lies in a container for outputs (`<div class=\"output …\">`, `::: {.cell-output}`), or is announced by a title or a sentence (\"Output:\", \"This prints:\"). Several such blocks show the output piece by piece. A block of plain text directly after an example, or after other words with a colon, counts if it resembles the output, or if most of these blocks in the document are outputs. A block of plain text after another paragraph or a heading counts only if it is nearly the output. Below an example that prints nothing, the block may also show the values of all lines that are bare expressions."
            }
            OutputPlace::Raised => "The directive `raises=…` before the fence: the exception that ends the example.",
            OutputPlace::Inline => {
                "A sentence directly below the example that quotes the output, in many languages: \"Output: `24`\", \"This prints `24`.\", \"Das gibt `24` aus.\", \"输出 `24`。\": all that the example prints. Without backquotes, only after a name and a colon: `**Output:** 24`. A sentence about a result or a value (\"The result is `24`.\") is never called wrong."
            }
            OutputPlace::Quote => {
                "A block quote of plain text below a title such as \"Output:\": all that the example prints."
            }
        }
    }

    fn find(&self, reader: &mut Reader<'_>) -> Vec<Claim> {
        let example = reader.example;
        let place = |first: usize| Place { first, last: example.file_line(example.lines.len()), except: Vec::new() };
        let places = |shown: &Shown| {
            let of_block = shown.of_block.then(|| place(example.block_start));
            match shown.statement.and_then(|nth| statement(reader, nth)) {
                Some(place) => vec![place],
                None => std::iter::once(place(example.file_line(1))).chain(of_block).collect(),
            }
        };
        let claim = |shown: &Shown| {
            let lines = shown.lines.iter().map(|&line| documented(reader, line, shown.meaning.as_ref())).collect();
            let manner = self.id.manner();
            Claim {
                manner: Manner { about: about(shown, manner.about), ..manner },
                strength: if shown.is_sure { Strength::Explicit } else { Strength::InferredText },
                only_confirms: shown.only_confirms,
                continuation: shown.lines.first().map(|&line| prefix(reader, line)).unwrap_or_default(),
                places: places(shown),
                watch: if self.form == OutputPlace::Raised { Watch::default() } else { last_value(reader) },
                listed: listed(reader, shown),
                in_body: example.module.only_defines(),
                is_kept: shown.is_supposed,
                unchecked: unchecked(reader, shown),
                ..Claim::new(self.id, lines, place(example.file_line(1)))
            }
        };
        example.shown.iter().filter(|shown| shown.form == self.form).map(claim).collect()
    }

    fn rewrite(&self, claim: &Claim, output: &[String]) -> Option<String> {
        if claim.is_kept {
            return None;
        }
        // In an indented block it is no fence. Where the indentation is that of a list, the new document shows it.
        let blanks = claim.continuation.chars().rev().take_while(|c| matches!(c, ' ' | '\t'));
        let is_indented = blanks.map(|blank| if blank == '\t' { 4 } else { 1 }).sum::<usize>() >= 4;
        let is_fence = |line: &String| line.trim_start().starts_with("```") && !is_indented;
        let unfit = |line: &String| line.contains('`') && self.form == OutputPlace::Inline || is_fence(line);
        if self.form == OutputPlace::Raised && output.iter().any(|line| line.contains(['"', '\\', '>'])) {
            return None;
        }
        // In running text these are markup.
        let is_markup = |line: &String| line.contains(['`', '*', '_', '\\', '[', '<', '|', '~', '&', '#']);
        let is_text =
            self.form == OutputPlace::Quote || self.form == OutputPlace::Inline && !claim.continuation.ends_with('`');
        if is_text && output.iter().any(is_markup) {
            return None;
        }
        if output.iter().any(unfit) || (self.is_one_line && output.len() != 1) {
            return None;
        }
        Some(joined(claim, output.iter().cloned()))
    }
}

/// Where the statement at the place `nth` among those that may print stands; the last one for none.
fn statement(reader: &Reader<'_>, nth: Option<usize>) -> Option<Place> {
    let prints = |kind: Kind| matches!(kind, Kind::Print { .. } | Kind::Expression { .. } | Kind::Compound);
    let all = &reader.example.module.statements;
    let mut printing = all.iter().filter(|statement| statement.parent.is_none() && prints(statement.kind));
    let found = match nth {
        Some(nth) => printing.nth(nth),
        None => printing.next_back(),
    }?;
    let line = |line: usize| reader.example.file_line(line);
    Some(Place { first: line(found.first_line), last: line(found.last_line), except: Vec::new() })
}

/// How much of what its example shows `shown` is.
fn about(shown: &Shown, all: About) -> About {
    let example::OutputShare { stream, index, of, skipped, lines } = shown.share;
    match stream {
        _ if of < 2 => all,
        Some(ContainerStream::Stdout) => About::Cell(CellShare::Stdout),
        Some(ContainerStream::Stderr) => About::Cell(CellShare::Stderr),
        Some(ContainerStream::Value) => About::Cell(CellShare::Value),
        Some(ContainerStream::Error) => About::Cell(CellShare::Error),
        Some(ContainerStream::Display) | None => About::Cell(CellShare::Piece { index, of, skipped, lines }),
    }
}

/// A notebook shows the value of a cell's last line, if that is an expression.
fn last_value(reader: &Reader<'_>) -> Watch {
    let last = reader.example.module.statements.last().filter(|last| last.parent.is_none());
    let value = last.filter(|last| matches!(last.kind, Kind::Expression { .. }));
    let value = value.map(|last| (reader.example.file_line(last.first_line), last.column));
    Watch { value, ..Watch::default() }
}

/// Most values that are looked for.
const MOST_LISTED: usize = 32;

/// The expressions of which `shown` may have all values, as consoles show them: those of an example that prints nothing by itself and
/// has several.
fn listed(reader: &Reader<'_>, shown: &Shown) -> Vec<(usize, usize)> {
    let statements = &reader.example.module.statements;
    let is_print = |kind: Kind| matches!(kind, Kind::Print { .. } | Kind::Compound | Kind::Condition);
    let prints = statements.iter().any(|one| one.parent.is_none() && is_print(one.kind));
    if prints || shown.lines.len() < 2 || shown.share.of > 1 || !reader.example.prompts.is_empty() {
        return Vec::new();
    }
    let bare = statements.iter().filter(|one| one.parent.is_none() && matches!(one.kind, Kind::Expression { .. }));
    let places: Vec<_> = bare.map(|one| (reader.example.file_line(one.first_line), one.column)).collect();
    if (2..=MOST_LISTED).contains(&places.len()) { places } else { Vec::new() }
}

fn documented(reader: &Reader<'_>, line: CodeLine, meaning: Option<&String>) -> Documented {
    Documented { line: line.line, span: line.span, text: meaning.cloned().unwrap_or_else(|| line.text(reader.source)) }
}

/// Why nothing can be said of `shown`.
fn unchecked(reader: &Reader<'_>, shown: &Shown) -> Option<String> {
    let missing = |line: &CodeLine| example::missing_include(&line.text(reader.source));
    shown.unchecked.clone().or_else(|| shown.lines.iter().find_map(missing))
}

/// What stands in the file before the line: the prefixes of quotes and lists.
fn prefix(reader: &Reader<'_>, line: CodeLine) -> String {
    let start = reader.source.line_span(line.line).start;
    reader.source.slice(crate::source::Span::new(start, line.span.start)).to_owned()
}
