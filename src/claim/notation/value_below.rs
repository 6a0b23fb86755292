//! A comment on the line below a statement, without any marker: a value, several lines of output, an exception.

use super::{Notation, comment_lines, marker};
use crate::claim::{Claim, Documented, NotationId, Reader, Strength, Tail, exception, remark, shape};
use crate::lang::python::Kind;

/// Comment lines right below a statement.
pub(super) struct ValueBelow;

impl Notation for ValueBelow {
    fn id(&self) -> NotationId {
        NotationId::ValueBelow
    }

    fn example(&self) -> &'static str {
        "print(7 + 8)\n# 15\n"
    }

    fn rule(&self) -> &'static str {
        "Comment lines on the line below a statement: what it prints or its value. Words are a claim only if they resemble it."
    }

    fn find(&self, reader: &mut Reader<'_>) -> Vec<Claim> {
        let mut claims = Vec::new();
        let mut boundary = 0;
        for index in reader.free() {
            let comment = reader.comment(index);
            if reader.taken[index] || !comment.own_line {
                continue;
            }
            let Some(statement) = reader.right_above(comment) else { continue };
            let kind = reader.example.module.statements[statement].kind;
            let (lines, count) = lines(reader, index);
            let text = lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n");
            let first = lines[0].text.as_str();
            let is_exception = exception::named(&text).or_else(|| exception::named(first)).is_some();
            let is_value = shape::is_value(first) || shape::is_value(&text) || shape::is_value_with_remark(first);
            let may_print = matches!(kind, Kind::Print { .. } | Kind::Expression { .. } | Kind::Compound);
            let strength = match (is_exception, is_value) {
                (true, _) => Strength::Explicit,
                (_, true) if may_print || matches!(kind, Kind::Assignment { .. }) => Strength::InferredValue,
                _ if may_print => Strength::InferredText,
                _ => continue,
            };
            if marker::is_bare(first) || remark::is_never_a_claim(first) || reader.has_trailing_claim(statement) {
                continue;
            }
            let Some(above) = reader.above(comment, boundary) else { continue };
            boundary = comment.line;
            (index..index + count).for_each(|taken| reader.take(taken));
            let constant = kind == Kind::Assignment { constant: true } || kind == Kind::Print { constant: true };
            let claim = reader.below(self.id(), index, above, lines);
            claims.push(Claim { strength, constant, tail: Tail::Words, ..claim });
        }
        claims
    }

    fn seed(&self) -> Option<(&'static str, bool)> {
        Some(("# ", true))
    }

    fn rewrite(&self, claim: &Claim, output: &[String]) -> Option<String> {
        comment_lines(claim, output)
    }
}

/// The comment and those directly below it, and how many comments that are; blank ones at the end are left out.
fn lines(reader: &Reader<'_>, index: usize) -> (Vec<Documented>, usize) {
    let mut lines = Vec::new();
    for comment in std::iter::once(index).chain(reader.comments_below(index)) {
        let (text, start) = reader.content(comment);
        lines.push(reader.documented(text, start));
    }
    let count = lines.len();
    while lines.len() > 1 && lines.last().is_some_and(|line| line.text.trim().is_empty()) {
        lines.pop();
    }
    (lines, count)
}
