//! A triple-quoted string right below a print: output of several lines, as pytest-examples writes it.

use super::Notation;
use crate::claim::{Claim, Documented, NotationId, Reader};
use crate::lang::python::Kind;

/// A string as a statement, below a print.
pub(super) struct StringBelow;

impl Notation for StringBelow {
    fn id(&self) -> NotationId {
        NotationId::StringBelow
    }

    fn example(&self) -> &'static str {
        "print('a\\nb')\n\"\"\"\na\nb\n\"\"\"\n"
    }

    fn rule(&self) -> &'static str {
        "A triple-quoted string on the line below a print: what it prints, without the common indentation."
    }

    fn find(&self, reader: &mut Reader<'_>) -> Vec<Claim> {
        let statements = &reader.example.module.statements;
        let mut claims = Vec::new();
        for (index, statement) in statements.iter().enumerate() {
            let before = statements[..index].iter().rposition(|other| other.parent == statement.parent);
            let Some(before) = before.filter(|_| statement.kind == Kind::Text) else { continue };
            let prints = matches!(statements[before].kind, Kind::Print { .. });
            if !prints || statement.first_line > statements[before].last_line + 1 {
                continue;
            }
            let lines = content(reader, index);
            if lines.is_empty() {
                continue;
            }
            let continuation = reader.before(statement.range.start);
            claims.push(Claim { continuation, ..reader.about(self.id(), before, lines) });
        }
        claims
    }

    fn rewrite(&self, claim: &Claim, output: &[String]) -> Option<String> {
        let unfit = |line: &String| line.contains("\"\"\"") || line.contains("'''") || line.contains('\\');
        (!output.iter().any(unfit)).then(|| output.join(&format!("\n{}", claim.continuation)))
    }
}

/// The lines between the quotes that have text, without their common indentation.
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
    let leading = lines.iter().take_while(|line| is_blank(line)).count();
    lines.drain(..leading);
    let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let margin = lines.iter().filter(|line| !is_blank(line)).map(|(line, _)| indent(line)).min().unwrap_or(0);
    let cut = |(line, start): (&str, usize)| {
        let taken = margin.min(line.len());
        reader.documented(&line[taken..], start + taken)
    };
    lines.into_iter().map(cut).collect()
}
