//! `#> 15` below a print, or behind it: the notation of pytest-examples.

use super::{Notation, comment_lines, is_plain};
use crate::claim::reader::Subject;
use crate::claim::{Claim, NotationId, Reader, Strength};
use crate::lang::python::Kind;

/// Comment lines that begin with `#>`.
pub(super) struct HashArrow;

impl Notation for HashArrow {
    fn id(&self) -> NotationId {
        NotationId::HashArrow
    }

    fn example(&self) -> &'static str {
        "print(7 + 8)\n#> 15\n"
    }

    fn rule(&self) -> &'static str {
        "Comment lines that begin with `#>` (or `# >`, as formatters write it), below or after a print: what the code above prints, or what the statement on the same line prints."
    }

    fn find(&self, reader: &mut Reader<'_>) -> Vec<Claim> {
        let mut claims = Vec::new();
        let mut boundary = 0;
        let habit = habit(reader);
        for index in reader.free() {
            let Some(first) = arrow(reader, index).filter(|_| reader.is_free(index)) else { continue };
            let Some(strength) = strength(reader, index, &first, habit) else { continue };
            let comment = reader.comment(index);
            let subject = reader.subject(index);
            let above = reader.above(comment, boundary);
            if subject.is_none() && above.is_none() {
                continue;
            }
            let mut indices = vec![index];
            indices.extend(reader.comments_below(index));
            let mut lines = Vec::new();
            for index in indices {
                let Some(line) = arrow(reader, index).filter(|line| line.sign == first.sign) else { break };
                lines.push(reader.documented(line.text, line.start));
                reader.take(index, strength);
            }
            let mut claim = match (subject, above) {
                (Some(subject), _) => reader.of(self.id(), index, subject, lines),
                (None, Some(above)) => reader.below(self.id(), index, above, lines),
                (None, None) => continue,
            };
            boundary = comment.line;
            let before = claim.continuation.trim_end_matches([' ', '>', '#']);
            claim.continuation = format!("{before}{}", &claim.continuation[before.len()..].replace("# ", first.sign));
            claims.push(Claim { strength, ..claim });
        }
        claims
    }

    fn seed(&self) -> Option<(&'static str, bool)> {
        Some(("# > ", true))
    }

    fn rewrite(&self, claim: &Claim, output: &[String]) -> Option<String> {
        comment_lines(claim, output)
    }
}

/// A comment line that begins with the sign.
struct Line<'a> {
    /// The sign with the blank behind it: formatters make `# > ` of `#> `.
    sign: &'static str,
    text: &'a str,
    /// Where the text begins in the code.
    start: usize,
}

/// The line of comment `index`, if it begins with the sign.
fn arrow<'a>(reader: &Reader<'a>, index: usize) -> Option<Line<'a>> {
    let range = &reader.comment(index).range;
    let text = &reader.example.code[range.clone()];
    // `#>> 5` and `#>>> 5` are other arrows.
    let (sign, body) = match text.strip_prefix("#>") {
        Some(body) => ("#> ", Some(body).filter(|body| !body.starts_with('>'))?),
        None => ("# > ", text.strip_prefix("# >").filter(|body| !body.starts_with(['>', '=']))?),
    };
    let body = body.strip_prefix(' ').unwrap_or(body);
    Some(Line { sign, text: body.trim_end(), start: range.start + text.len() - body.len() })
}

/// The text behind the sign of comment `index`, or behind `#>>>`, and where it begins, if nothing else is written so.
pub(super) fn sure<'a>(reader: &Reader<'a>, index: usize) -> Option<(&'a str, usize)> {
    let range = &reader.comment(index).range;
    let longer = || {
        let body = reader.example.code[range.clone()].strip_prefix("#>>")?.trim_start_matches('>').trim();
        (!body.is_empty()).then_some((body, range.end - body.len()))
    };
    arrow(reader, index).filter(|line| line.sign == "#> ").map(|line| (line.text, line.start)).or_else(longer)
}

/// Whether the example shows an output below a print behind this sign, so that it is no sign of a quotation elsewhere either.
fn habit(reader: &Reader<'_>) -> bool {
    let is_below_print = |index: usize| {
        let above = reader.formatted_above(index, last(reader, index));
        above.is_some_and(|above| matches!(reader.example.module.statements[above].kind, Kind::Print { .. }))
    };
    reader.free().into_iter().any(|index| arrow(reader, index).is_some() && is_below_print(index))
}

/// The last of the comments right below comment `index`, or itself.
fn last(reader: &Reader<'_>, index: usize) -> usize {
    reader.comments_below(index).last().copied().unwrap_or(index)
}

/// How surely the claim that begins with `line` is one. Behind a blank the sign may be that of a quotation, or say that
/// something is greater, unless it is a `habit` of the author.
fn strength(reader: &Reader<'_>, index: usize, line: &Line<'_>, habit: bool) -> Option<Strength> {
    if line.sign == "#> " {
        return Some(Strength::Explicit);
    }
    let above = || reader.formatted_above(index, last(reader, index));
    let statement = reader.subject(index).map(Subject::statement).or_else(above)?;
    let is_below = reader.comment(index).own_line;
    match reader.example.module.statements[statement].kind {
        Kind::Print { .. } | Kind::Compound | Kind::Condition if is_below => Some(Strength::Explicit),
        Kind::Print { .. } if habit => Some(Strength::Explicit),
        Kind::Expression { .. } if habit && is_below => Some(Strength::Explicit),
        Kind::Expression { .. } if habit && is_plain(line.text) => Some(Strength::InferredValue),
        // What is greater than a number is left open.
        Kind::Print { .. } | Kind::Expression { .. } if is_plain(line.text) => Some(Strength::InferredValue),
        Kind::Print { .. } | Kind::Expression { .. } => Some(Strength::InferredText),
        Kind::Compound | Kind::Condition | Kind::Text | Kind::Assignment { .. } | Kind::Definition => None,
        Kind::Import | Kind::Delete | Kind::Return { .. } | Kind::Other => None,
    }
}
