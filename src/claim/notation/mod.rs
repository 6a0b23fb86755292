//! Notations: the ways to write a claim, one file each, in one table.
//!
//! Each row can find its claims in an example and write a new output in its own spelling. The order is the precedence:
//! a comment that one row takes is not seen by the rows below it.

mod arrow;
mod bare_print;
mod bare_value;
mod hash_arrow;
mod lead;
mod marker;
mod output_block;
mod output_trailing;
mod shown;
mod string_below;
mod transcript;
mod value_below;

use super::{Claim, Reader, remark};

/// A way to write a claim.
pub trait Notation: Sync {
    /// Its name in reports; stable.
    fn name(&self) -> &'static str;

    /// A piece of Python, or a Markdown text with blocks, with one true claim in it, for the documentation and the law
    /// tests.
    fn example(&self) -> &'static str;

    /// Its rule, for people: one or two sentences.
    fn rule(&self) -> &'static str;

    /// The claims written in it, with the comments they stand in taken from `reader`.
    fn find(&self, reader: &mut Reader<'_>) -> Vec<Claim>;

    /// The text to put in the place of the documented lines of `claim` so that they say `output`; none if this
    /// notation cannot say it.
    fn rewrite(&self, claim: &Claim, output: &[String]) -> Option<String>;
}

/// All notations, the most explicit first.
pub static TABLE: &[&dyn Notation] = &[
    &transcript::Transcript,
    &output_trailing::OutputTrailing,
    &output_block::OutputBlock,
    &hash_arrow::HashArrow,
    &shown::SECTION,
    &shown::FENCE,
    &shown::INLINE,
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
    TABLE.iter().copied().find(|notation| notation.name() == claim.notation)
}

/// `output` on one line; none if it has several.
fn one_line(output: &[String]) -> Option<String> {
    match output {
        [line] if remark::is_never_a_claim(line) => None,
        [line] => Some(line.clone()),
        _ => None,
    }
}

/// `output` on as many lines as it has, each further one behind the claim's own prefix.
fn comment_lines(claim: &Claim, output: &[String]) -> Option<String> {
    // A blank line may end what is read as the output, and a marker begins another claim.
    let unfit = |line: &String| line.trim().is_empty() || marker::length(line).is_some() || line.starts_with('>');
    if output.is_empty() || output.iter().any(unfit) {
        return None;
    }
    Some(output.join(&format!("\n{}", claim.continuation)))
}
