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
        "A triple-quoted string on the line below a print, or below a loop or a call that prints: what that statement prints, or what several statements above print together, without the common indentation. If it consists of sentences, it may be a remark. A literal that ends the code below a comment that is only a marker: the output of the statement above, or its value."
    }

    fn find(&self, reader: &mut Reader<'_>) -> Vec<Claim> {
        let statements = &reader.example.module.statements;
        let mut claims: Vec<Claim> = Vec::new();
        let mut boundary = 0;
        for (index, statement) in statements.iter().enumerate().filter(|(_, statement)| statement.kind == Kind::Text) {
            let before = statements[..index].iter().rposition(|other| other.parent == statement.parent);
            let Some(before) = before.filter(|&before| statement.first_line <= statements[before].last_line + 1) else {
                continue;
            };
            let lines = content(reader, index);
            if let Some(strength) = strength(statements[before].kind, &lines) {
                let continuation = reader.before(statement.range.start);
                let claim = reader.beneath(self.id(), statement.column, Above { statement: before, boundary }, lines);
                claims.push(Claim { continuation, strength, ..claim });
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
