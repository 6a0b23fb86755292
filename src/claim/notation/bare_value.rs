//! `f(x)  # 15`, `a is b  # False`, `y = f(x)  # 15`, `if c:  # True`, `nums.sort()  # [1, 3]`: nothing is printed, so the
//! harness records the value.

use super::hedge::is_hedged;
use super::{Notation, is_plain, one_line, ordinal};
use crate::claim::reader::Subject;
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
        "A comment after an expression, an assignment, a condition, a `return` or a `del`, on the same line: its value, or the state of the object that it changed. After `return`, what a call returned; it is wrong only if there was exactly one call. Inside a statement of several lines, the value of the expression that ends on that line. Words are a claim only if they match."
    }

    fn find(&self, reader: &mut Reader<'_>) -> Vec<Claim> {
        let mut claims = Vec::new();
        for index in reader.free() {
            let Some(subject) = reader.subject(index) else { continue };
            let Some((strength, constant)) = strength(reader, index, subject) else { continue };
            reader.take(index, strength);
            let (text, start) = reader.content(index);
            let lines = vec![reader.documented(text, start)];
            claims.push(Claim { strength, constant, ..reader.of(self.id(), index, subject, lines) });
        }
        claims
    }

    fn rewrite(&self, _: &Claim, output: &[String]) -> Option<String> {
        one_line(output)
    }
}

/// How surely comment `index` gives the value of `subject`, and whether that is a literal; none if it cannot.
fn strength(reader: &Reader<'_>, index: usize, subject: Subject<'_>) -> Option<(Strength, bool)> {
    let (text, _) = reader.content(index);
    if remark::is_never_a_claim(text) || is_behind_handler(reader, index) {
        return None;
    }
    let named = exception::named(text).map(|(kind, _)| kind);
    let is_exception = named.is_some_and(|kind| kind.len() > "Exception".len() || kind.ends_with("Error"))
        || reader.names_own_exception(text);
    let is_value =
        is_plain(text) || names_what_is_there(text, reader.code(subject)) || ordinal::is_value(reader, index);
    // Words behind a part of a statement, or behind `return`, explain what is done there.
    let constant = match (subject, reader.kind(subject)) {
        (Subject::Part(_, part), _) if !is_value || part.constant => return None,
        (Subject::Part(..), _) if numbers_the_parts(reader, index) => return Some((Strength::InferredText, false)),
        (Subject::Part(..), _) => false,
        (_, Kind::Expression { .. } | Kind::Condition | Kind::Delete) => false,
        (_, Kind::Assignment { constant }) => constant,
        (_, Kind::Return { constant }) if is_value || is_exception => constant,
        (_, Kind::Other | Kind::Compound | Kind::Import) if is_exception => false,
        (_, Kind::Print { .. } | Kind::Text | Kind::Compound | Kind::Definition | Kind::Import) => return None,
        (_, Kind::Return { .. } | Kind::Other) => return None,
    };
    let strength = match (is_exception, is_value) {
        _ if is_hedged(text) => Strength::InferredText,
        (true, _) => Strength::Explicit,
        (false, true) => Strength::InferredValue,
        (false, false) => Strength::InferredText,
    };
    Some((strength, constant))
}

/// Whether comment `index` stands behind the head of an exception handler: it says what is caught there, also where the
/// code does not compile and the head counts as a statement of its own.
fn is_behind_handler(reader: &Reader<'_>, index: usize) -> bool {
    let before = &reader.example.code[..reader.example.module.comments[index].range.start];
    let line = before.rsplit('\n').next().unwrap_or_default().trim();
    line.ends_with(':') && line.strip_prefix("except").is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// Whether the comments behind the parts of a statement count them: 0, 1, 2, or 1, 2, 3.
fn numbers_the_parts(reader: &Reader<'_>, index: usize) -> bool {
    let number = |index: usize| {
        let is_part = reader.is_comment(index) && matches!(reader.subject(index), Some(Subject::Part(..)));
        reader.content(Some(index).filter(|_| is_part)?).0.parse::<usize>().ok()
    };
    number(index).is_some_and(|own| {
        let begins_at = |first: usize| index.checked_sub(own - first.min(own)).and_then(number) == Some(first);
        let is_one_of_several =
            number(index + 1) == Some(own + 1) || index > 0 && own > 0 && number(index - 1) == Some(own - 1);
        is_one_of_several && (begins_at(0) || begins_at(1))
    })
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
