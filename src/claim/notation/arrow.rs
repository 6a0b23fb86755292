//! `f(x)  # -> 15`, `# => 15`, `# prints 15`, `# returns 15`, `# raises KeyError`, behind a statement or below it.
//!
//! Many authors use arrows for remarks, so only a text that can hardly be one makes the claim explicit.

use super::{Notation, lead, one_line};
use crate::claim::{Claim, NotationId, Reader, Strength, exception, shape};
use crate::lang::python::Kind;

/// An arrow or a verb, and what it leads to.
pub(super) struct Arrow;

impl Notation for Arrow {
    fn id(&self) -> NotationId {
        NotationId::Arrow
    }

    fn example(&self) -> &'static str {
        "print(7 + 8)  # => 15\n"
    }

    fn rule(&self) -> &'static str {
        "An arrow or a verb (`->`, `=>`, `prints`, `returns`, `raises`) behind a statement or on the line below. Explicit before a value or an exception; before other words a claim only if they match."
    }

    fn find(&self, reader: &mut Reader<'_>) -> Vec<Claim> {
        let mut claims = Vec::new();
        for index in reader.free() {
            let (text, start) = reader.content(index);
            let Some(length) = lead::length(text) else { continue };
            let comment = reader.comment(index);
            let trailed = reader.example.module.trailed_by(comment);
            let Some(statement) = trailed.or_else(|| reader.right_above(comment)) else { continue };
            let kind = reader.example.module.statements[statement].kind;
            if matches!(kind, Kind::Definition | Kind::Import | Kind::Text | Kind::Compound) {
                continue;
            }
            let documented = &text[length..];
            let plain = shape::is_value(documented) || shape::is_value_with_remark(documented);
            let sure = plain || exception::named(documented).is_some();
            let strength = if sure { Strength::Explicit } else { Strength::InferredText };
            reader.take(index);
            let lines = vec![reader.documented(documented, start + length)];
            let manner = self.id().manner().of_lead(&text[..length]);
            claims.push(Claim { strength, manner, ..reader.behind(self.id(), index, statement, lines) });
        }
        claims
    }

    fn seed(&self) -> Option<(&'static str, bool)> {
        Some(("  # => ", false))
    }

    fn rewrite(&self, _: &Claim, output: &[String]) -> Option<String> {
        one_line(output)
    }
}
