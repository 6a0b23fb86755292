//! `print(x)  # 15`: the commonest claim of all, and the one most easily confused with a remark.

use super::hedge::is_hedged;
use super::{Notation, is_plain, one_line, ordinal};
use crate::claim::reader::Subject;
use crate::claim::{Claim, NotationId, Reader, Strength, exception, remark};
use crate::lang::python::Kind;

/// A comment without any marker behind a `print`.
pub(super) struct BarePrint;

impl Notation for BarePrint {
    fn id(&self) -> NotationId {
        NotationId::BarePrint
    }

    fn example(&self) -> &'static str {
        "print(7 + 8)  # 15\n"
    }

    fn rule(&self) -> &'static str {
        "A comment after a print, on the same line. A value is a claim; words are a claim only if they resemble the output."
    }

    fn find(&self, reader: &mut Reader<'_>) -> Vec<Claim> {
        let mut claims = Vec::new();
        for index in reader.free() {
            let (text, start) = reader.content(index);
            let Some(Subject::Statement(statement)) = reader.subject(index) else { continue };
            let Kind::Print { constant } = reader.example.module.statements[statement].kind else { continue };
            // Behind code nobody draws a rule.
            let is_printed_rule = remark::is_separator(text) && !text.is_empty();
            if remark::is_never_a_claim(text) && !is_printed_rule {
                continue;
            }
            let strength = match (exception::named(text), is_plain(text)) {
                _ if is_hedged(text) => Strength::InferredText,
                (Some((kind, _)), _) if kind.ends_with("Error") && kind != "Error" => Strength::Explicit,
                _ if reader.names_own_exception(text) => Strength::Explicit,
                (_, true) => Strength::InferredValue,
                _ if ordinal::is_value(reader, index) => Strength::InferredValue,
                (_, false) => Strength::InferredText,
            };
            reader.take(index, strength);
            let lines = vec![reader.documented(text, start)];
            claims.push(Claim { strength, constant, ..reader.behind(self.id(), index, statement, lines) });
        }
        claims
    }

    fn seed(&self) -> Option<(&'static str, bool)> {
        Some(("  # ", false))
    }

    fn rewrite(&self, _: &Claim, output: &[String]) -> Option<String> {
        one_line(output)
    }
}
