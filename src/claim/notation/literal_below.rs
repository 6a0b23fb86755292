//! A literal below what gives it: at the end of the code behind a comment that is only a marker, `print(s)`, `# 结果`, `['a']`, or on the
//! next line, `print(s)`, `['a']`.

use super::marker;
use crate::claim::reader::Above;
use crate::claim::{About, Claim, Documented, Manner, NotationId, Reader, Strength};
use crate::lang::literal::{self, Literal};
use crate::lang::python::{Kind, Statement};

/// The claims of literals in `reader`'s example.
pub(super) fn find(id: NotationId, reader: &mut Reader<'_>) -> Vec<Claim> {
    let mut claims = marked(id, reader);
    let statements = &reader.example.module.statements;
    let bare = (1..statements.len()).filter(|&index| is_right_below(reader, index));
    let claim = |index: usize| {
        let above = Above { statement: index - 1, boundary: statements[index - 1].first_line.saturating_sub(1) };
        let claim = beneath(id, reader, index, above);
        // Nothing but its place says that it is no value of its own.
        Claim { strength: Strength::InferredText, ..claim }
    };
    claims.extend(bare.map(claim));
    claims
}

/// Whether the literal in statement `index` stands on the line below a statement of its own level that shows something.
fn is_right_below(reader: &Reader<'_>, index: usize) -> bool {
    let statements = &reader.example.module.statements;
    let own = &statements[index];
    let is_next = own.first_line == statements[index - 1].last_line + 1;
    let is_behind = !reader.comments_between(own.first_line, own.last_line).is_empty();
    is_next && !is_behind && shows_literal(reader, index)
}

/// Whether statement `index` is a literal, and the one above it an expression or a print that is none.
fn shows_literal(reader: &Reader<'_>, index: usize) -> bool {
    let statements = &reader.example.module.statements;
    let (above, own) = (&statements[index - 1], &statements[index]);
    let code = |statement: &Statement| &reader.example.code[statement.range.clone()];
    let shows = matches!(above.kind, Kind::Expression { .. } | Kind::Print { .. });
    let is_level = own.parent.is_none() && above.parent.is_none() && own.column == above.column;
    shows && is_level && is_literal(code(own)) && !is_literal(code(above))
}

/// What the literal in statement `index` says of what stands `above`: that alone may confirm it.
fn beneath(id: NotationId, reader: &Reader<'_>, index: usize, above: Above) -> Claim {
    let own = &reader.example.module.statements[index];
    let claim = reader.beneath(id, own.column, above, content(reader, own));
    let manner = Manner { about: About::PrintElseValue { none: false }, remarks: false, labels: false, ..claim.manner };
    Claim { continuation: reader.before(own.range.start), manner, fallback: None, only_confirms: true, ..claim }
}

/// The claim of the literal that ends the example below a marker, if there is one.
fn marked(id: NotationId, reader: &mut Reader<'_>) -> Vec<Claim> {
    let statements = &reader.example.module.statements;
    let Some(index) = statements.len().checked_sub(1).filter(|&index| index > 0) else { return Vec::new() };
    let Some(comment) = marker_above(reader, index) else { return Vec::new() };
    let claim = beneath(id, reader, index, Above { statement: index - 1, boundary: 0 });
    reader.take(comment, claim.strength);
    vec![claim]
}

/// The comment that says that the literal in statement `index` shows what the statement above gives, if one does.
fn marker_above(reader: &Reader<'_>, index: usize) -> Option<usize> {
    let statements = &reader.example.module.statements;
    let (above, own) = (&statements[index - 1], &statements[index]);
    if !shows_literal(reader, index) {
        return None;
    }
    if !reader.comments_between(own.first_line, own.last_line).is_empty() {
        return None;
    }
    let mut between = reader.comments_between(above.last_line + 1, own.first_line - 1);
    let comment = between.next().filter(|_| between.next().is_none())?;
    let is_near = reader.comment(comment).line + 1 == own.first_line && reader.is_free(comment);
    (is_near && marker::is_word(reader.content(comment).0)).then_some(comment)
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
    fn a_literal_below_a_marker_shows_what_the_statement_above_gives() {
        let one = |text: &str| vec![(text.to_owned(), Strength::Explicit)];
        assert_eq!(found("print(s)\n# 结果\n['a']"), one("['a']"));
        assert_eq!(found("f()\n# 结果\n[1,\n 2]"), one("[1,\n 2]"));
    }

    #[test]
    fn a_literal_on_the_next_line_may_show_it() {
        let one = |text: &str| vec![(text.to_owned(), Strength::InferredText)];
        for (code, text) in [
            ("a.x, b.x\n(6, 4)", "(6, 4)"),
            ("s.upper()\n'PUMP'", "'PUMP'"),
            ("print(s)\n[1, 2]", "[1, 2]"),
            ("f()\n5\ng()", "5"),
        ] {
            assert_eq!(found(code), one(text), "{code}");
        }
    }

    #[test]
    fn other_literals_show_nothing() {
        for code in [
            "x = f()\n5",
            "f()\n\n5",
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
}
