//! Transcripts: what is shown below a prompt.
//!
//! doctest's rules (its manual, "How are Docstring Examples Recognized?"), and what people write beyond them: output that
//! is commented out, a value below an assignment, comments that belong to the next prompt.

use super::hash_signs::{self, Hash};
use super::{Notation, joined, lead, marker, output_mark};
use crate::claim::extent::{self, Rest};
use crate::claim::{
    Catch, Claim, DoctestOptions, Documented, NotationId, Place, Reader, Strength, Tail, Watch, exception, remark,
    shape,
};
use crate::document::CodeLine;
use crate::example::Prompt;
use crate::lang::output;
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
        "The lines below a prompt, as in doctest and in consoles. They end at the next prompt, or at a blank line or a comment that is followed by other text. Later prompts may be missing, the output may be commented out, and the lines below an assignment may show its value."
    }

    fn find(&self, reader: &mut Reader<'_>) -> Vec<Claim> {
        let example = reader.example;
        let mut claims = Vec::new();
        let hashes = hash_signs::of_prompts(reader);
        for (index, (prompt, hash)) in example.prompts.iter().zip(hashes).enumerate() {
            if let Some(claim) = self.claim(reader, prompt, hash) {
                take_remarks(reader, prompt);
                claims.push(Claim { ahead: gathered(reader, index), ..claim });
            }
        }
        claims
    }

    fn rewrite(&self, claim: &Claim, output: &[String]) -> Option<String> {
        let is_prompt = |line: &String| line.starts_with(">>>") || line.starts_with("... ");
        let is_blank = |line: &str| line.trim().is_empty();
        // A blank line may end what is shown; within it some authors leave it as it is.
        let is_plain = claim.lines.iter().any(|line| is_blank(&line.text));
        let last = output.len().saturating_sub(1);
        let shown = |(index, line): (usize, &String)| match is_blank(line) && (!is_plain || index == 0 || index == last)
        {
            true => "<BLANKLINE>".to_owned(),
            false => line.clone(),
        };
        let is_fit = !output.is_empty() && !output.iter().any(is_prompt);
        is_fit.then(|| joined(claim, output.iter().enumerate().map(shown)))
    }
}

impl Transcript {
    fn claim(&self, reader: &Reader<'_>, prompt: &Prompt, hash: Option<Hash>) -> Option<Claim> {
        let (first, last) = (reader.example.file_line(prompt.first), reader.example.file_line(prompt.last));
        let place = reader.place_between(prompt.first, prompt.last);
        let about = match &prompt.broken {
            _ if prompt.unchecked.is_some() && prompt.want.is_empty() => return None,
            None if prompt.unchecked.is_some() => Claim::new(self.id(), shown(reader, prompt), place.clone()),
            Some(_) => Claim::new(self.id(), shown(reader, prompt), place.clone()),
            None => self.about_statement(reader, prompt, hash)?,
        };
        let model = prompt.want.iter().find(|line| about.lines.first().is_some_and(|first| first.line == line.line));
        Some(Claim {
            continuation: model.map(|&line| prefix(reader, line, &about.lines)).unwrap_or_default(),
            watch: Watch { exception: Some(Catch { first, last, go_on: true }), ..about.watch },
            places: vec![place],
            repeats: false,
            tail: Tail::Session,
            unchecked: prompt.unchecked.clone(),
            ..about
        })
    }

    /// The claim about what the last statement of `prompt` shows.
    fn about_statement(&self, reader: &Reader<'_>, prompt: &Prompt, hash: Option<Hash>) -> Option<Claim> {
        let statements = &reader.example.module.statements;
        let end = statements.partition_point(|statement| statement.first_line <= prompt.last);
        let own = statements[..end].iter().rev().take_while(|statement| statement.first_line >= prompt.first);
        let inner = own.into_iter().position(|statement| statement.parent.is_none())?;
        let index = end - 1 - inner;
        let statement = &statements[index];
        let code = reader.example.code_between(prompt.first, prompt.last);
        let is_of_tool = |line: &str| line.contains("doctest:") || line.contains("byexample:");
        let has = |option: &str| code.lines().any(|line| is_of_tool(line) && line.contains(option));
        let (lines, strength) = documented(reader, prompt, statement, hash)?;
        let about = reader.about(self.id(), index, lines);
        // A call below which something else than its value is shown may have its receiver's state shown.
        // None, which a console does not show, may be what the author shows.
        let is_none = about.lines.first().is_some_and(|line| line.text.split_whitespace().next() == Some("None"));
        let has_value = is_silent(statement) || statement.kind == Kind::Expression { call: true } || is_none;
        let options = DoctestOptions {
            blanks_are_alike: has("+NORMALIZE_WHITESPACE") || code.contains("+norm-ws"),
            only_the_type: has("+IGNORE_EXCEPTION_DETAIL"),
        };
        let watch = Watch { value: about.watch.value.filter(|_| has_value), ..about.watch };
        Some(Claim { strength, watch, options, ..about })
    }
}

/// Where several prompts stand above one output, with none between them: all of these together may show it.
fn gathered(reader: &Reader<'_>, index: usize) -> Vec<Place> {
    let prompts = &reader.example.prompts;
    let is_bare = |prompt: &&Prompt| prompt.want.is_empty() && prompt.broken.is_none() && prompt.unchecked.is_none();
    let first = prompts[..index].iter().rev().take_while(is_bare).last();
    first.map(|first| reader.place_between(first.first, prompts[index].last)).into_iter().collect()
}

/// The lines that `prompt` shows, as they stand there.
fn shown(reader: &Reader<'_>, prompt: &Prompt) -> Vec<Documented> {
    let line = |line: &CodeLine| Documented { line: line.line, span: line.span, text: line.text(reader.source) };
    prompt.want.iter().map(line).collect()
}

/// Whether the prompt of `statement` shows nothing by itself: what stands below may be what it binds, or a remark.
fn is_silent(statement: &Statement) -> bool {
    matches!(statement.kind, Kind::Assignment { .. } | Kind::Delete)
}

/// The lines that `prompt` shows, and how surely they are a claim.
fn documented(
    reader: &Reader<'_>,
    prompt: &Prompt,
    statement: &Statement,
    hash: Option<Hash>,
) -> Option<(Vec<Documented>, Strength)> {
    let lines = untitled(reader, prompt, shown(reader, prompt));
    let comments = lines.iter().take_while(|line| line.text.trim_start().starts_with('#')).count();
    let hash = hash.filter(|_| !lines.first().is_some_and(is_commented_twice));
    if comments > 0 && hash.is_none() {
        // A comment may stand between the code and its output.
        let output = lines.get(comments).filter(|line| !line.text.trim().is_empty());
        return match output {
            Some(_) => Some((lines.into_iter().skip(comments).collect(), Strength::Explicit)),
            None => commented_out(lines.into_iter().take(comments), statement).filter(|_| !prompt.apart),
        };
    }
    let texts: Vec<_> = lines.iter().map(|line| line.text.as_str()).collect();
    let own = (1..texts.len()).find(|&count| extent::rest(&texts, count) == Rest::Remark).unwrap_or(texts.len());
    let own = texts.get(..own)?.join("\n");
    // A question to the reader.
    if own.chars().all(|c| c == '?' || c.is_whitespace()) {
        return None;
    }
    let is_value = shape::is_value(&own);
    // Where a name may stand for such a text, a comment may stand there as well.
    let may_be_comment = comments > 0 && hash == Some(Hash::Named) && extent::is_comment(texts[0]);
    // A traceback is never anything else than output, and words behind the author's mark for output are meant as such.
    let is_apart = prompt.apart && !exception::is_traceback(&own);
    let may_be_words =
        is_apart || may_be_comment || is_silent(statement) && !is_value && exception::named(&own).is_none();
    let strength = match may_be_words {
        false => Strength::Explicit,
        true if is_value => Strength::InferredValue,
        true => Strength::InferredText,
    };
    let is_marked = output_mark::without(&own).is_some();
    let is_text = is_apart && !is_marked && extent::paragraph(&texts[..1]) == Rest::Remark;
    (!is_text).then_some((lines, strength))
}

/// `lines` without the name of an output that stands above them, with blank lines around it, and that the code does not write.
fn untitled(reader: &Reader<'_>, prompt: &Prompt, mut lines: Vec<Documented>) -> Vec<Documented> {
    let is_blank = |line: &Documented| line.text.trim().is_empty();
    let is_title = |line: &Documented| {
        let word = line.text.trim().trim_end_matches([':', '：']);
        output::is_title(&line.text) && !word.is_empty() && !reader.example.code.contains(word)
    };
    if prompt.apart && lines.len() > 2 && is_title(&lines[0]) && is_blank(&lines[1]) {
        let title = 1 + lines[1..].iter().take_while(|line| is_blank(line)).count();
        lines.drain(..title);
    }
    lines
}

/// Whether a line with a hash sign is commented out: `# #fff`.
fn is_commented_twice(line: &Documented) -> bool {
    line.text.trim_start().strip_prefix("# ").is_some_and(|text| text.trim_start().starts_with('#'))
}

/// The lines of an output that is commented out, and how surely they are one.
fn commented_out(
    lines: impl Iterator<Item = Documented>,
    statement: &Statement,
) -> Option<(Vec<Documented>, Strength)> {
    let lines: Vec<_> = lines.filter_map(uncommented).collect();
    let text = lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n");
    let is_value = shape::is_value(&text) || shape::is_value(&lines.first()?.text) || exception::named(&text).is_some();
    let may_show = matches!(statement.kind, Kind::Print { .. } | Kind::Expression { .. } | Kind::Compound) || is_value;
    let is_words = !is_value || is_silent(statement) && !shape::is_value(&text) && exception::named(&text).is_none();
    let strength = if is_words { Strength::InferredText } else { Strength::InferredValue };
    (may_show && !remark::is_never_a_claim(&text)).then_some((lines, strength))
}

/// Takes the remarks behind the code of `prompt`: what it shows stands below it. A marker makes a claim all the same.
fn take_remarks(reader: &mut Reader<'_>, prompt: &Prompt) {
    for index in reader.comments_between(prompt.first, prompt.last) {
        let (text, _) = reader.content(index);
        let leads = || lead::read(text).is_some_and(|lead| shape::is_value(&text[lead.length..]));
        let is_claim = marker::sure(reader, index).is_some() || text.starts_with('>') || leads();
        if !reader.comment(index).own_line && !is_claim {
            reader.take(index, Strength::InferredText);
        }
    }
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
