//! Outputs that their author has set behind a prompt by mistake: `>>> True` on the line below `>>> "pump".islower()`.

use super::code::Console;
use super::{Transcript, blank};
use crate::lang::literal::{self, Literal};
use crate::source::Source;

/// Makes each prompt of `session` that holds nothing but a literal, and below which nothing is shown, what the prompt directly
/// above it shows, if that has an expression and nothing below. Nobody types a value to see it not shown.
pub(super) fn behind_prompts(source: &Source, session: &mut Transcript, console: &Console) {
    let mut index = 1;
    while index < session.prompts.len() {
        if !is_output(source, session, index, console) {
            index += 1;
            continue;
        }
        let output = session.prompts.remove(index);
        let line = &mut session.lines[output.first - 1];
        let above = &mut session.prompts[index - 1];
        // It is one by its place alone, as behind a blank line.
        above.apart = true;
        above.want.push(*line);
        *line = blank(*line);
    }
}

/// Whether the prompt at `index` holds the output of the one before it.
fn is_output(source: &Source, session: &Transcript, index: usize, console: &Console) -> bool {
    let (above, own) = (&session.prompts[index - 1], &session.prompts[index]);
    let is_bare = above.want.is_empty() && own.want.is_empty() && own.first == own.last && above.last + 1 == own.first;
    let code = |first: usize, last: usize| -> String {
        let lines = session.lines.get(first - 1..last).unwrap_or_default();
        lines.iter().map(|line| line.text(source) + "\n").collect()
    };
    is_bare && is_literal(&code(own.first, own.last)) && {
        let above = code(above.first, above.last);
        !is_literal(&above) && console.shows(&above)
    }
}

/// Whether `code` is a literal and nothing else.
fn is_literal(code: &str) -> bool {
    match literal::parse(code.trim()) {
        Some(Literal::Name(name)) => matches!(name.as_str(), "True" | "False" | "None"),
        Some(Literal::Call(..)) | None => false,
        Some(literal) => literal.is_value(),
    }
}
