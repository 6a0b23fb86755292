//! Transcripts: what is shown below a prompt.
//!
//! doctest's rules (its manual, "How are Docstring Examples Recognized?"), and what people write beyond them: output that
//! is commented out, a value below an assignment, comments that belong to the next prompt.

use super::{Notation, joined};
use crate::claim::{Catch, Claim, DoctestOptions, Documented, NotationId, Reader, Strength, exception, remark, shape};
use crate::document::CodeLine;
use crate::example::Prompt;
use crate::lang::python::{Kind, Statement};

/// Lines below a prompt.
pub(super) struct Transcript;

impl Notation for Transcript {
    fn id(&self) -> NotationId {
        NotationId::Transcript
    }

    fn example(&self) -> &'static str {
        "```pycon\n>>> 7 + 8\n15\n```\n"
    }

    fn rule(&self) -> &'static str {
        "doctest's notation: the lines below a prompt, up to a blank line or the next prompt. Further prompts may be missing, output may be commented out, and below an assignment the value may be shown."
    }

    fn find(&self, reader: &mut Reader<'_>) -> Vec<Claim> {
        let example = reader.example;
        example.prompts.iter().filter_map(|prompt| self.claim(reader, prompt)).collect()
    }

    fn rewrite(&self, claim: &Claim, output: &[String]) -> Option<String> {
        let is_prompt = |line: &String| line.starts_with(">>>") || line.starts_with("... ");
        // A blank line would end what is shown.
        let shown = |line: &String| if line.trim().is_empty() { "<BLANKLINE>".to_owned() } else { line.clone() };
        (!output.is_empty() && !output.iter().any(is_prompt)).then(|| joined(claim, output.iter().map(shown)))
    }
}

impl Transcript {
    fn claim(&self, reader: &Reader<'_>, prompt: &Prompt) -> Option<Claim> {
        let statements = &reader.example.module.statements;
        let index = statements.iter().rposition(|statement| {
            statement.parent.is_none() && (prompt.first..=prompt.last).contains(&statement.first_line)
        })?;
        let statement = &statements[index];
        let code: Vec<_> =
            (prompt.first..=prompt.last).filter_map(|line| reader.example.code.lines().nth(line - 1)).collect();
        if code.iter().any(|line| line.contains("doctest:") && line.contains("+SKIP")) {
            return None;
        }
        let (lines, strength) = documented(reader, prompt, statement)?;
        let text: Vec<_> = lines.iter().map(|line| line.text.as_str()).collect();
        // Below an assignment the prompt itself shows nothing: what stands there may be the value, or a remark.
        let joined = text.join("\n");
        // A question to the reader.
        if joined.chars().all(|c| c == '?' || c.is_whitespace()) {
            return None;
        }
        let silent = matches!(statement.kind, Kind::Assignment { .. } | Kind::Delete);
        let strength = match silent && !shape::is_value(&joined) && exception::named(&joined).is_none() {
            true => Strength::InferredText,
            false => strength,
        };
        let first = reader.example.file_line(prompt.first);
        let last = reader.example.file_line(prompt.last);
        let place = reader.place_between(prompt.first, prompt.last);
        let continuation = prompt.want.first().map(|&line| prefix(reader, line, &lines)).unwrap_or_default();
        let mut claim = reader.about(self.id(), index, lines);
        claim.strength = strength;
        claim.places = vec![place];
        claim.repeats = false;
        let has = |option: &str| code.iter().any(|line| line.contains("doctest:") && line.contains(option));
        claim.options = DoctestOptions {
            blanks_are_alike: has("+NORMALIZE_WHITESPACE"),
            only_the_type: has("+IGNORE_EXCEPTION_DETAIL"),
        };
        claim.continuation = continuation;
        claim.watch.exception = Some(Catch { first, last, go_on: true });
        // A call below which something else than its value is shown may have its receiver's state shown.
        claim.watch.value = claim.watch.value.filter(|_| silent || statement.kind == Kind::Expression { call: true });
        Some(claim)
    }
}

/// The lines that `prompt` shows, without comments that belong to the next one, and how surely they are a claim.
fn documented(reader: &Reader<'_>, prompt: &Prompt, statement: &Statement) -> Option<(Vec<Documented>, Strength)> {
    let line = |line: &CodeLine| Documented { line: line.line, span: line.span, text: line.text(reader.source) };
    let lines: Vec<_> = prompt.want.iter().map(line).collect();
    let comments = lines.iter().take_while(|line| line.text.trim_start().starts_with('#')).count();
    if comments == 0 {
        let own: Vec<_> = lines.into_iter().take_while(|line| !line.text.starts_with("# ")).collect();
        return (!own.is_empty()).then_some((own, Strength::Explicit));
    }
    let lines: Vec<_> = lines.into_iter().take(comments).filter_map(uncommented).collect();
    let text = lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n");
    let is_value = shape::is_value(&text) || shape::is_value(&lines.first()?.text) || exception::named(&text).is_some();
    let may_show = matches!(statement.kind, Kind::Print { .. } | Kind::Expression { .. } | Kind::Compound) || is_value;
    let strength = if is_value { Strength::InferredValue } else { Strength::InferredText };
    (may_show && !remark::is_never_a_claim(&text)).then_some((lines, strength))
}

/// The line without its `#` and a blank behind it.
fn uncommented(line: Documented) -> Option<Documented> {
    let body = line.text.trim_start().strip_prefix('#')?;
    let body = body.strip_prefix(' ').unwrap_or(body);
    let taken = line.text.len() - body.len();
    let span = crate::source::Span::new(line.span.start + taken, line.span.end);
    Some(Documented { text: body.to_owned(), span, ..line })
}

/// What stands in the file before a further line.
fn prefix(reader: &Reader<'_>, line: CodeLine, lines: &[Documented]) -> String {
    let start = reader.source.line_span(line.line).start;
    let end = lines.first().map_or(line.span.start, |line| line.span.start);
    reader.source.slice(crate::source::Span::new(start, end.max(start))).to_owned()
}
