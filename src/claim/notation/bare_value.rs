//! `f(x)  # 15`, `a is b  # False`, `y = f(x)  # 15`, `if c:  # True`, `nums.sort()  # [1, 3]`: nothing is printed, so the
//! harness records the value.

use super::{Notation, one_line};
use crate::claim::{Claim, NotationId, Reader, Strength, exception, remark, shape};
use crate::lang::python::Kind;

/// A comment without any marker behind a statement that prints nothing itself.
pub(super) struct BareValue;

impl Notation for BareValue {
    fn id(&self) -> NotationId {
        NotationId::BareValue
    }

    fn example(&self) -> &'static str {
        "x = 7 + 8  # 15\n"
    }

    fn rule(&self) -> &'static str {
        "A comment behind an expression, an assignment, a condition or a `del`: its value, or the state of what it changed. Words are a claim only if they match."
    }

    fn find(&self, reader: &mut Reader<'_>) -> Vec<Claim> {
        let mut claims = Vec::new();
        for index in reader.free() {
            let (text, start) = reader.content(index);
            let Some(statement) = reader.example.module.trailed_by(reader.comment(index)) else { continue };
            let kind = reader.example.module.statements[statement].kind;
            let is_exception = exception::named(text)
                .is_some_and(|(kind, _)| kind.len() > "Exception".len() || kind.ends_with("Error"));
            let constant = match kind {
                Kind::Expression { .. } | Kind::Condition | Kind::Delete => false,
                Kind::Assignment { constant } => constant,
                Kind::Other | Kind::Compound | Kind::Import if is_exception => false,
                Kind::Print { .. } | Kind::Text | Kind::Compound | Kind::Definition | Kind::Import | Kind::Other => {
                    continue;
                }
            };
            if remark::is_never_a_claim(text) {
                continue;
            }
            reader.take(index);
            let code = &reader.example.code[reader.example.module.statements[statement].range.clone()];
            let is_value =
                shape::is_value(text) || shape::is_value_with_remark(text) || names_what_is_there(text, code);
            let strength = match (is_exception, is_value) {
                (true, _) => Strength::Explicit,
                (false, true) => Strength::InferredValue,
                (false, false) => Strength::InferredText,
            };
            let lines = vec![reader.documented(text, start)];
            claims.push(Claim { strength, constant, ..reader.behind(self.id(), index, statement, lines) });
        }
        claims
    }

    fn rewrite(&self, _: &Claim, output: &[String]) -> Option<String> {
        one_line(output)
    }
}

/// Whether a text gives the value of the very thing that stands there: `y = 7` behind `y = f(3)`, `f(3) = 7` behind `f(3)`.
fn names_what_is_there(text: &str, code: &str) -> bool {
    let split = [" = ", " == ", " is ", ": "].iter().find_map(|mark| text.split_once(mark));
    split.is_some_and(|(label, value)| {
        let squeezed = |text: &str| text.split_whitespace().collect::<String>();
        let (code, label) = (squeezed(code), squeezed(label));
        let target = code.split_once('=').map_or("", |(target, _)| target);
        !label.is_empty() && (label == code || label == target) && shape::is_value(value)
    })
}
