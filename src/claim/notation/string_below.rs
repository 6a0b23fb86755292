//! A triple-quoted string right below a print: output of several lines, as pytest-examples writes it.

use super::{Notation, is_plain, literal_below, marker};
use crate::claim::reader::Above;
use crate::claim::{Claim, Documented, NotationId, Reader, Strength, remark};
use crate::lang::python::Kind;

/// A string as a statement, below something that prints.
pub(super) struct StringBelow;

impl Notation for StringBelow {
    fn id(&self) -> NotationId {
        NotationId::StringBelow
    }

    fn example(&self) -> &'static str {
        "print('a\\nb')\n\"\"\"\na\nb\n\"\"\"\n"
    }

    fn rule(&self) -> &'static str {
        "A triple-quoted string on the line below a print, or below a loop or a call that prints: what that statement prints, or what several statements above print together, without the common indentation. If it consists of sentences, it may be a remark. A comment that names an output may stand between. A literal that ends the code below a comment that is only a marker: the output of the statement above, or its value. Another literal on the line below a print or an expression is only noticed if it is right."
    }

    fn find(&self, reader: &mut Reader<'_>) -> Vec<Claim> {
        let statements = &reader.example.module.statements;
        let mut claims: Vec<Claim> = Vec::new();
        let mut boundary = 0;
        for (index, statement) in statements.iter().enumerate().filter(|(_, statement)| statement.kind == Kind::Text) {
            let before = statements[..index].iter().rposition(|other| other.parent == statement.parent);
            let Some(before) = before else { continue };
            let label = label(reader, before, index);
            if statement.first_line > statements[before].last_line + 1 && label.is_none() {
                continue;
            }
            let lines = content(reader, index);
            if let Some(strength) = strength(statements[before].kind, &lines) {
                let continuation = reader.before(statement.range.start);
                let claim = reader.beneath(self.id(), statement.column, Above { statement: before, boundary }, lines);
                // A marker alone makes what would be an output without it none the less sure.
                let only_confirms = label.is_some_and(|(_, is_word)| !is_word || strength != Strength::Explicit);
                if let Some((comment, _)) = label {
                    reader.take(comment, Strength::Explicit);
                }
                let strength = match label {
                    Some((_, true)) => Strength::Explicit,
                    Some((_, false)) => Strength::InferredText,
                    None => strength,
                };
                claims.push(Claim { continuation, strength, only_confirms, ..claim });
            }
            boundary = statement.last_line;
        }
        claims.extend(literal_below::find(self.id(), reader));
        claims
    }

    fn rewrite(&self, claim: &Claim, output: &[String]) -> Option<String> {
        let unfit = |line: &String| line.contains("\"\"\"") || line.contains("'''") || line.contains('\\');
        (!output.iter().any(unfit)).then(|| output.join(&format!("\n{}", claim.continuation)))
    }
}

/// Whether the statement `index` is a string that is read as the output which `comment` names.
pub(super) fn is_led_to(reader: &Reader<'_>, comment: usize, index: usize) -> bool {
    let statements = &reader.example.module.statements;
    let before = || statements[..index].iter().rposition(|other| other.parent == statements[index].parent);
    let is_led = |before: usize| {
        label(reader, before, index).is_some_and(|(label, _)| label == comment)
            && strength(statements[before].kind, &content(reader, index)).is_some()
    };
    statements[index].kind == Kind::Text && before().is_some_and(is_led)
}

/// The comment between the statements `before` and `index`, a string, that names an output, and whether it says nothing else:
/// `# 结果`, `# 使用装饰器结果`.
fn label(reader: &Reader<'_>, before: usize, index: usize) -> Option<(usize, bool)> {
    let statements = &reader.example.module.statements;
    let (above, own) = (&statements[before], &statements[index]);
    let mut between = reader.comments_between(above.last_line + 1, own.first_line.saturating_sub(1));
    let comment = between.next().filter(|_| between.next().is_none())?;
    let is_near = reader.comment(comment).line + 1 == own.first_line && reader.comment(comment).column == own.column;
    let text = reader.content(comment).0;
    if !is_near || !reader.is_free(comment) {
        return None;
    }
    let is_word = marker::is_word(text);
    (is_word || ends_in_word(text)).then_some((comment, is_word))
}

/// Whether a short comment ends with the name of an output, of whatever: `with the decorator, output:`.
fn ends_in_word(text: &str) -> bool {
    const LONGEST: usize = 60;
    let is_begun = |&(at, c): &(usize, char)| at > 0 && (!c.is_ascii() || text[..at].ends_with(' '));
    text.len() <= LONGEST && text.char_indices().filter(is_begun).any(|(at, _)| marker::is_word(&text[at..]))
}

/// How surely `lines` are what the statement of this kind above them prints; none if they are no claim. Below a print they
/// mean that; many authors write their comments as strings, too.
fn strength(above: Kind, lines: &[Documented]) -> Option<Strength> {
    let filled = || lines.iter().map(|line| line.text.as_str()).filter(|text| !text.trim().is_empty());
    let is_print = matches!(above, Kind::Print { .. });
    let may_print = matches!(above, Kind::Expression { call: true } | Kind::Compound | Kind::Condition) || is_print;
    match () {
        () if !may_print || filled().next().is_none() => None,
        () if is_print && !filled().all(remark::is_sentence) => Some(Strength::Explicit),
        () if filled().all(is_plain) => Some(Strength::InferredValue),
        () => Some(Strength::InferredText),
    }
}

/// The lines between the quotes that have text, below a marker, without their common indentation.
fn content(reader: &Reader<'_>, statement: usize) -> Vec<Documented> {
    let statement = &reader.example.module.statements[statement];
    let inner = statement.range.start + 3..statement.range.end.saturating_sub(3);
    let Some(text) = reader.example.code.get(inner.clone()) else { return Vec::new() };
    let mut lines = Vec::new();
    let mut start = inner.start;
    for line in text.split_inclusive('\n') {
        let content = line.trim_end();
        lines.push((content, start));
        start += line.len();
    }
    let is_blank = |line: &(&str, usize)| line.0.trim().is_empty();
    while lines.last().is_some_and(is_blank) {
        lines.pop();
    }
    let is_marker = |line: &(&str, usize)| marker::is_whole(line.0.trim());
    let leading = lines.iter().take_while(|line| is_blank(line)).count();
    let marked = lines.get(leading).is_some_and(is_marker) && lines.len() > leading + 1;
    lines.drain(..leading + usize::from(marked));
    let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let margin = lines.iter().filter(|line| !is_blank(line)).map(|(line, _)| indent(line)).min().unwrap_or(0);
    let cut = |(line, start): (&str, usize)| {
        let taken = margin.min(line.len());
        reader.documented(&line[taken..], start + taken)
    };
    lines.into_iter().map(cut).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::recognise;
    use crate::directive::{Directives, resolve};
    use crate::document;
    use crate::example::{Class, classify};
    use crate::source::Source;

    fn found(code: &str) -> Vec<(String, Strength, bool)> {
        let document = document::parse(Source::new("a.md", format!("```python\n{code}\n```\n").into_bytes()));
        let classes = classify(&document, &resolve(&document, &Directives::default()).blocks);
        let claims = classes.iter().flat_map(Class::examples).flat_map(|one| recognise(&document.source, one));
        claims.map(|claim| (claim.text(claim.lines.len()), claim.strength, claim.only_confirms)).collect()
    }

    #[test]
    fn a_comment_may_name_the_output_in_a_string() {
        let one = |strength| vec![("1\n2".to_owned(), strength, true)];
        for label in ["# 结果", "# Output:", "# output"] {
            assert_eq!(
                found(&format!("f(1)\nf(2)\n{label}\n\"\"\"\n1\n2\n\"\"\"")),
                one(Strength::Explicit),
                "{label}"
            );
        }
        let worded = found("print(f(2))\n\n# 使用装饰器结果\n\"\"\"\n1\n2\n\"\"\"");
        assert_eq!(worded, one(Strength::InferredText));
        assert_eq!(found("print(1)\n\n# the next part\n\"\"\"\nIt is longer.\n\"\"\""), []);
        let sure = vec![("2".to_owned(), Strength::Explicit, false)];
        assert_eq!(found("print(1)\n# Output:\n\"\"\"\n2\n\"\"\""), sure);
        for code in ["x = 5 * 5\n# Output:", "print(5)\n# a note about it\n# Output:"] {
            assert_ne!(found(&format!("{code}\n\"\"\"\n6\n\"\"\"")), [], "{code}");
        }
        assert_eq!(found("x = 1\n# Output\n\"\"\"\n1\n\"\"\""), []);
    }
}
