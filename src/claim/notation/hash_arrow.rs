//! `#> 15` below a print, or behind it: the notation of pytest-examples.

use super::{Notation, comment_lines};
use crate::claim::{Claim, NotationId, Reader};

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
        "Comment lines that begin with `#>`: what is printed above, or by the statement on the same line."
    }

    fn find(&self, reader: &mut Reader<'_>) -> Vec<Claim> {
        let mut claims = Vec::new();
        let mut boundary = 0;
        for index in reader.free() {
            if reader.taken[index] || arrow(reader, index).is_none() {
                continue;
            }
            let comment = reader.comment(index);
            let statement = reader.example.module.trailed_by(comment);
            let Some(above) = reader.above(comment, boundary) else { continue };
            boundary = comment.line;
            let mut indices = vec![index];
            indices
                .extend(reader.comments_below(index).into_iter().take_while(|&below| arrow(reader, below).is_some()));
            let mut lines = Vec::new();
            for &index in &indices {
                if let Some((text, start)) = arrow(reader, index) {
                    lines.push(reader.documented(text, start));
                }
                reader.take(index);
            }
            let mut claim = match statement {
                Some(statement) => reader.behind(self.id(), index, statement, lines),
                None => reader.below(self.id(), index, above, lines),
            };
            if !claim.continuation.trim_end().ends_with("#>") {
                claim.continuation = claim.continuation.trim_end().to_owned() + "> ";
            }
            claims.push(claim);
        }
        claims
    }

    fn seed(&self) -> Option<(&'static str, bool)> {
        Some(("#> ", true))
    }

    fn rewrite(&self, claim: &Claim, output: &[String]) -> Option<String> {
        comment_lines(claim, output)
    }
}

/// The text behind `#>` and where it begins in the code.
fn arrow<'a>(reader: &Reader<'a>, index: usize) -> Option<(&'a str, usize)> {
    let range = &reader.comment(index).range;
    let text = &reader.example.code[range.clone()];
    let body = text.strip_prefix("#>")?;
    let body = body.strip_prefix(' ').unwrap_or(body);
    let start = range.start + text.len() - body.len();
    Some((body.trim_end(), start))
}
