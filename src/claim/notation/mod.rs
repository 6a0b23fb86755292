//! Notations: the ways to write a claim, one file each, in one table.
//!
//! Each row can find its claims in an example and write a new output in its own spelling. The order is the precedence:
//! a comment that one row takes is not seen by the rows below it.

mod arrow;
mod bare_print;
mod bare_value;
mod clause;
mod hash_arrow;
mod hash_signs;
mod hedge;
mod lead;
mod literal_below;
mod marker;
mod ordinal;
mod output_block;
pub(crate) mod output_mark;
mod output_trailing;
mod prompt_arrow;
mod shown;
pub(super) mod stray;
mod string_below;
mod transcript;
mod value_below;
mod words;

use super::{Claim, Manner, NotationId, Reader, reading, remark, shape};
use crate::lang::python::Kind;
use words::Sense;

/// A way to write a claim.
pub trait Notation: Sync {
    /// Which one it is.
    fn id(&self) -> NotationId;

    /// Its name in reports; stable.
    fn name(&self) -> &'static str {
        self.id().as_str()
    }

    /// A piece of Python, or a Markdown text with blocks, with one true claim in it, for the documentation and the law
    /// tests.
    fn example(&self) -> &'static str;

    /// Its rule, for people: one or two sentences.
    fn rule(&self) -> &'static str;

    /// The claims written in it, with the comments they stand in taken from `reader`.
    fn find(&self, reader: &mut Reader<'_>) -> Vec<Claim>;

    /// What stands before the output of a new claim about a print, and whether on a line of its own below it; none if
    /// claims cannot be added in this notation.
    fn seed(&self) -> Option<(&'static str, bool)> {
        None
    }

    /// The text to put in the place of the documented lines of `claim` so that they say `output`; none if this
    /// notation cannot say it. Lines are ended by LF, whatever the file has. A text that begins with LF stands in the
    /// lines below the marker: blanks behind the marker go.
    fn rewrite(&self, claim: &Claim, output: &[String]) -> Option<String>;
}

/// All notations, the most explicit first.
pub static TABLE: &[&dyn Notation] = &[
    &transcript::Transcript,
    &prompt_arrow::PromptArrow,
    &output_trailing::OutputTrailing,
    &output_block::OutputBlock,
    &hash_arrow::HashArrow,
    &shown::SECTION,
    &shown::FENCE,
    &shown::INLINE,
    &shown::QUOTE,
    &shown::RAISES,
    &string_below::StringBelow,
    &arrow::Arrow,
    &bare_print::BarePrint,
    &bare_value::BareValue,
    &value_below::ValueBelow,
];

/// The row of `claim`.
#[must_use]
pub fn of(claim: &Claim) -> Option<&'static dyn Notation> {
    TABLE.iter().copied().find(|notation| notation.id() == claim.notation)
}

/// Whether `text` is a value, perhaps with an explanation behind it.
fn is_plain(text: &str) -> bool {
    let text = text.trim();
    let is_conditional = |label: Option<&str>| label.is_some_and(clause::is_conditional);
    shape::is_value(text) || reading::committed(text).is_some_and(|reading| !is_conditional(reading.label))
}

/// The same without a label before the value: `of f: 3` is none.
fn is_unlabelled(text: &str) -> bool {
    let text = text.trim();
    shape::is_value(text) || reading::committed(text).is_some_and(|reading| reading.label.is_none())
}

/// What may satisfy `claim`, whose marker or verb has this sense, behind or below a statement of this kind.
fn manner_of(claim: &Claim, sense: Sense, kind: Kind) -> Manner {
    // What a `print` returns is printed; behind a part of a statement it is the part's value whatever prints the whole.
    let says_more = match (sense, kind) {
        (Sense::Returns, Kind::Expression { .. } | Kind::Assignment { .. } | Kind::Return { .. } | Kind::Condition) => {
            true
        }
        (Sense::Returns, _) => false,
        _ => claim.watch.end.is_none() || sense == Sense::Prints,
    };
    let about = words::about(sense).filter(|_| says_more);
    Manner { about: about.unwrap_or(claim.manner.about), ..claim.manner }
}

/// Whether a character is a sign that nobody takes for text: check marks, emoji.
fn is_sign(c: char) -> bool {
    matches!(u32::from(c), 0x2600..=0x27BF | 0x2B00..=0x2BFF | 0x1F000..=0x1FAFF | 0xFE0F)
}

/// `output` on one line, where blanks before it say nothing; none if it has several.
fn one_line(output: &[String]) -> Option<String> {
    match output {
        [line] if remark::is_never_a_claim(line) => None,
        [line] => Some(line.trim().to_owned()),
        _ => None,
    }
}

/// `output` on as many lines as it has, each further one behind the claim's own prefix. Blank lines at the ends say
/// nothing in a comment.
fn comment_lines(claim: &Claim, output: &[String]) -> Option<String> {
    // A marker begins another claim.
    let unfit = |line: &String| marker::read(line).is_some() || line.starts_with('>');
    let filled = |line: &String| !line.trim().is_empty();
    let first = output.iter().position(filled)?;
    let last = output.iter().rposition(filled)?;
    let output = &output[first..=last];
    (!output.iter().any(unfit)).then(|| joined(claim, output.iter().cloned()))
}

/// `output` behind a marker: on its line if that is where the author writes it and one line is enough, else below.
fn behind_marker(claim: &Claim, output: &[String]) -> Option<String> {
    let is_empty = claim.lines.iter().all(|line| line.text.is_empty());
    match output {
        [line] if claim.grows && is_empty => Some(format!(" {}", line.trim())),
        [line] if claim.grows => Some(line.trim().to_owned()),
        _ if claim.grows => comment_lines(claim, output).map(|text| format!("\n{}{text}", claim.continuation)),
        _ => comment_lines(claim, output),
    }
}

/// `lines` with the claim's own prefix before all but the first; what is blank gets no blanks at its end.
fn joined(claim: &Claim, lines: impl Iterator<Item = String>) -> String {
    let mut text = String::new();
    for (index, line) in lines.enumerate() {
        if index > 0 {
            text.push('\n');
            text.push_str(if line.is_empty() { claim.continuation.trim_end() } else { &claim.continuation });
        }
        text.push_str(&line);
    }
    text
}
