//! Notations: the ways to write a claim, one file each, in one table.
//!
//! Each row can find its claims in an example and write a new output in its own spelling. The order is the precedence:
//! a comment that one row takes is not seen by the rows below it.

mod arrow_prompt;
mod bare_print;
mod marker;
mod output_block;
mod output_trailing;

use super::{Claim, Reader};

/// A way to write a claim.
pub trait Notation: Sync {
    /// Its name in reports; stable.
    fn name(&self) -> &'static str;

    /// A piece of Python with one true claim in it, for the documentation and the law tests.
    fn example(&self) -> &'static str;

    /// The claims written in it, with the comments they stand in taken from `reader`.
    fn find(&self, reader: &mut Reader<'_>) -> Vec<Claim>;

    /// The text to put in the place of the documented lines of `claim` so that they say `output`; none if this
    /// notation cannot say it.
    fn rewrite(&self, claim: &Claim, output: &[String]) -> Option<String>;
}

/// All notations, the most explicit first.
pub static TABLE: &[&dyn Notation] =
    &[&output_trailing::OutputTrailing, &output_block::OutputBlock, &arrow_prompt::ArrowPrompt, &bare_print::BarePrint];

/// The row of `claim`.
#[must_use]
pub fn of(claim: &Claim) -> Option<&'static dyn Notation> {
    TABLE.iter().copied().find(|notation| notation.name() == claim.notation)
}

/// `output` on one line; none if it has several.
fn one_line(output: &[String]) -> Option<String> {
    match output {
        [line] => Some(line.clone()),
        _ => None,
    }
}

/// `output` on as many lines as it has, each further one behind the claim's own prefix.
fn comment_lines(claim: &Claim, output: &[String]) -> Option<String> {
    if output.is_empty() {
        return None;
    }
    Some(output.join(&format!("\n{}", claim.continuation)))
}
