//! A literal that stands alone below an expression, as a console shows it, in code without prompts: `len("pump")` and then `4`.

use super::marker;
use crate::claim::reader::Above;
use crate::claim::{About, Claim, Documented, Manner, NotationId, Reader, Strength};
use crate::lang::literal::{self, Literal};
use crate::lang::python::{Kind, Statement};

/// The claims of literals that end `reader`'s example, or stand between calls whose other outputs `>>>` leads to.
pub(super) fn find(id: NotationId, reader: &mut Reader<'_>) -> Vec<Claim> {
    let statements = &reader.example.module.statements;
    let has_arrows = !reader.example.arrows.is_empty();
    let last = statements.iter().rposition(|statement| statement.parent.is_none());
    let ends = |index: &usize| Some(*index) == last && statements.len() == index + 1;
    let mut boundary = 0;
    let mut claims = Vec::new();
    for index in (1..statements.len()).filter(|index| has_arrows || ends(index)) {
        let Some((strength, comment)) = strength(reader, index) else { continue };
        let lines = content(reader, &statements[index]);
        let above = Above { statement: index - 1, boundary };
        let claim = reader.beneath(id, statements[index].column, above, lines);
        let places = if strength == Strength::Explicit { claim.places } else { claim.places[..1].to_vec() };
        let manner =
            Manner { about: About::PrintElseValue { none: false }, remarks: false, labels: false, ..claim.manner };
        let continuation = reader.before(statements[index].range.start);
        claims.push(Claim { continuation, strength, manner, places, fallback: None, only_confirms: true, ..claim });
        if let Some(comment) = comment {
            reader.take(comment, strength);
        }
        boundary = statements[index].last_line;
    }
    claims
}

/// How surely statement `index` shows what the one above it gives, and the comment between them that says so.
fn strength(reader: &Reader<'_>, index: usize) -> Option<(Strength, Option<usize>)> {
    let statements = &reader.example.module.statements;
    let (above, own) = (&statements[index - 1], &statements[index]);
    let code = |statement: &Statement| &reader.example.code[statement.range.clone()];
    let shows = matches!(above.kind, Kind::Expression { .. } | Kind::Print { .. });
    let is_level = own.parent.is_none() && above.parent.is_none() && own.column == above.column;
    if !shows || !is_level || !is_literal(code(own)) || is_literal(code(above)) {
        return None;
    }
    if !reader.comments_between(own.first_line, own.last_line).is_empty() {
        return None;
    }
    if own.first_line == above.last_line + 1 {
        if !reader.comments_between(above.first_line, above.last_line).is_empty() {
            return None;
        }
        // `3 + 4` may be one of several expressions that the reader is to try.
        let is_named = code(above).starts_with(|c: char| c.is_alphabetic() || c == '_');
        return Some((if is_named { Strength::InferredValue } else { Strength::InferredText }, None));
    }
    let mut between = reader.comments_between(above.last_line + 1, own.first_line - 1);
    let comment = between.next().filter(|_| between.next().is_none())?;
    let is_near = reader.comment(comment).line + 1 == own.first_line && reader.is_free(comment);
    (is_near && marker::is_word(reader.content(comment).0)).then_some((Strength::Explicit, Some(comment)))
}

/// Whether `code` is a literal and nothing else, without a name; texts in three quotes are left to comments that are written so.
fn is_literal(code: &str) -> bool {
    let is_comment = code.starts_with("\"\"\"") || code.starts_with("'''");
    !is_comment && literal::parse(code).is_some_and(|literal| is_constant(&literal))
}

/// Whether `literal` needs nothing to be known.
fn is_constant(literal: &Literal) -> bool {
    match literal {
        Literal::Name(name) => matches!(name.as_str(), "True" | "False" | "None"),
        Literal::Call(..) | Literal::Ellipsis => false,
        Literal::List(items) | Literal::Tuple(items) | Literal::Set(items) => items.iter().all(is_constant),
        Literal::Dict(items) => items.iter().all(|(key, value)| is_constant(key) && is_constant(value)),
        Literal::Integer(_) | Literal::Float(_) | Literal::Complex(_) | Literal::Text(_) | Literal::Bytes(_) => true,
    }
}

/// The lines of `statement`.
fn content(reader: &Reader<'_>, statement: &Statement) -> Vec<Documented> {
    let mut start = statement.range.start;
    let lines = reader.example.code[statement.range.clone()].split_inclusive('\n');
    let documented = |line: &str| {
        let documented = reader.documented(line.trim_end(), start);
        start += line.len();
        documented
    };
    lines.map(documented).collect()
}

#[cfg(test)]
mod tests {
    use crate::claim::{Strength, recognise};
    use crate::directive::{Directives, resolve};
    use crate::document;
    use crate::example::{Class, classify};
    use crate::source::Source;

    fn found(code: &str) -> Vec<(String, Strength)> {
        let document = document::parse(Source::new("a.md", format!("```python\n{code}\n```\n").into_bytes()));
        let classes = classify(&document, &resolve(&document, &Directives::default()).blocks);
        let claims = classes.iter().flat_map(Class::examples).flat_map(|one| recognise(&document.source, one));
        claims.map(|claim| (claim.text(claim.lines.len()), claim.strength)).collect()
    }

    #[test]
    fn a_literal_that_ends_the_code_shows_what_the_expression_above_gives() {
        let one = |text: &str, strength| vec![(text.to_owned(), strength)];
        assert_eq!(found("a.x, b.x\n(6, 4)"), one("(6, 4)", Strength::InferredValue));
        assert_eq!(found("f()\n[1,\n 2]"), one("[1,\n 2]", Strength::InferredValue));
        assert_eq!(found("s.upper()\n'PUMP'"), one("'PUMP'", Strength::InferredValue));
        assert_eq!(found("3 + 4\n8"), one("8", Strength::InferredText));
        assert_eq!(found("print(s)\n# 结果\n['a']"), one("['a']", Strength::Explicit));
    }

    #[test]
    fn other_literals_show_nothing() {
        for code in [
            "x = f()\n5",
            "f()\n\n5",
            "f()\n5\ng()",
            "4\n5",
            "x + 1\nx, 2",
            "if x:\n    f()\n    5",
            "f()\nx",
            "f()\n(x, y)",
            "def f():\n    g()\n5",
        ] {
            assert_eq!(found(code), [], "{code}");
        }
    }

    #[test]
    fn an_output_whose_arrow_is_forgotten_stands_between_others() {
        let texts: Vec<_> = found("f()\n>>> [1]\nf()\n[1, 1]\nf()\n>>> [1, 1, 1]");
        let texts: Vec<_> = texts.iter().map(|(text, _)| text.as_str()).collect();
        assert_eq!(texts, ["[1]", "[1, 1]", "[1, 1, 1]"]);
    }
}
