//! `f(x)  # -> 15`, `# => 15`, `# prints 15`, `# returns 15`, `# raises KeyError`, behind a statement or below it.
//!
//! Many authors use arrows for remarks, so only a text that can hardly be one makes the claim explicit.

use super::hedge::is_hedged;
use super::lead::{self, Lead};
use super::words::Sense;
use super::{Notation, clause, comment_lines, is_plain, manner_of, one_line};
use crate::claim::reader::Subject;
use crate::claim::{Claim, Documented, NotationId, Reader, Strength, exception, reading};
use crate::lang::python::Kind;

/// An arrow or a verb, and what it leads to.
pub(super) struct Arrow;

impl Notation for Arrow {
    fn id(&self) -> NotationId {
        NotationId::Arrow
    }

    fn example(&self) -> &'static str {
        "print(7 + 8)  # => 15\n"
    }

    fn rule(&self) -> &'static str {
        "An arrow or a verb (`->`, `=>`, `prints`, `returns`, `raises`) behind a statement or on the line below, or in the middle of a remark (`# sorts them; prints [1, 2]`). Explicit before a value or an exception; before other words a claim only if they match."
    }

    fn find(&self, reader: &mut Reader<'_>) -> Vec<Claim> {
        let mut claims = Vec::new();
        for index in reader.free() {
            if !reader.is_free(index) {
                continue;
            }
            let Some(found) = found(reader, index) else { continue };
            let strength = found.strength();
            let taken = index..index + found.lines.len();
            taken.for_each(|comment| reader.take(comment, strength));
            let claim = reader.of(self.id(), index, found.subject, found.lines);
            let manner = manner_of(&claim, found.lead.sense, reader.kind(found.subject));
            claims.push(Claim { strength, manner, ..claim });
        }
        claims
    }

    fn seed(&self) -> Option<(&'static str, bool)> {
        Some(("  # => ", false))
    }

    fn rewrite(&self, claim: &Claim, output: &[String]) -> Option<String> {
        if claim.lines.len() > 1 { comment_lines(claim, output) } else { one_line(output) }
    }
}

/// What an arrow or a verb leads to, and what it is about.
struct Found<'a> {
    lead: Lead,
    subject: Subject<'a>,
    lines: Vec<Documented>,
    /// Whether it may tell the reader what to do: `Raise a TypeError, …`.
    is_asked: bool,
}

impl Found<'_> {
    fn is_verb(&self) -> bool {
        matches!(self.lead.sense, Sense::Prints | Sense::Returns)
    }

    fn strength(&self) -> Strength {
        let mut texts = self.lines.iter().map(|line| line.text.as_str());
        let is_exception = self.lines.len() == 1 && exception::named(&self.lines[0].text).is_some();
        let is_value = texts.clone().all(is_plain);
        match () {
            () if texts.any(is_hedged) => Strength::InferredText,
            () if is_exception && !self.is_asked => Strength::Explicit,
            () if is_value && self.lead.sense == Sense::Is => Strength::InferredValue,
            () if is_value => Strength::Explicit,
            () if self.is_verb() && self.lines.len() == 1 && reading::led_to(&self.lines[0].text).is_some() => {
                Strength::InferredValue
            }
            () => Strength::InferredText,
        }
    }
}

/// The arrow or verb in comment `index`.
fn found<'a>(reader: &Reader<'a>, index: usize) -> Option<Found<'a>> {
    let (text, start) = reader.content(index);
    let at_start = lead::read(text);
    let lead = at_start.or_else(|| clause::read(text))?;
    let subject = reader.subject(index).or_else(|| reader.right_above(index).map(Subject::Statement))?;
    let is_behind = !reader.comment(index).own_line;
    if matches!(reader.kind(subject), Kind::Definition | Kind::Import | Kind::Text)
        || is_behind && reader.kind(subject) == Kind::Compound
    {
        return None;
    }
    let documented = |lead: Lead, text: &str, start: usize| {
        reader.documented(&text[lead.length..lead.length + lead.extent], start + lead.length)
    };
    let mut lines = vec![documented(lead, text, start)];
    let further = if is_behind || at_start.is_none() { Vec::new() } else { reader.comments_below(index) };
    for (text, start) in further.into_iter().map(|further| reader.content(further)) {
        let same = lead::read(text).filter(|other| text[..other.length] == reader.content(index).0[..lead.length]);
        let Some(other) = same else { break };
        lines.push(documented(other, text, start));
    }
    let is_asked = matches!(text[..lead.length].trim().to_lowercase().as_str(), "raise" | "throw");
    Some(Found { lead, subject, lines, is_asked })
}
