//! A comment on the line below a statement, without any marker: a value, several lines of output, an exception.

use super::hedge::is_hedged;
use super::{Notation, comment_lines, is_plain, marker};
use crate::claim::{Claim, Documented, NotationId, Reader, Strength, Tail, exception, remark, shape};
use crate::lang::python::Kind;

/// Comment lines right below a statement.
pub(super) struct ValueBelow;

impl Notation for ValueBelow {
    fn id(&self) -> NotationId {
        NotationId::ValueBelow
    }

    fn example(&self) -> &'static str {
        "print(7 + 8)\n# 15\n"
    }

    fn rule(&self) -> &'static str {
        "Comment lines on the line below a statement, or below a blank line if no statement follows at once: what the statement prints, or its value. `True` or `False` on the line below `if …:` is about the condition. Words are a claim only if they resemble the output, and so are values directly above a statement."
    }

    fn find(&self, reader: &mut Reader<'_>) -> Vec<Claim> {
        let mut claims = Vec::new();
        let mut boundary = 0;
        let is_ahead = all_stand_above(reader);
        for index in reader.free() {
            if !reader.is_free(index) {
                continue;
            }
            let found = if is_ahead { None } else { found(reader, index) };
            let Some(found) = found else {
                claims.extend(header(self.id(), reader, index).or_else(|| ahead(self.id(), reader, index, is_ahead)));
                continue;
            };
            let comment = reader.comment(index);
            let Some(above) = reader.above(comment, boundary) else { continue };
            boundary = comment.line;
            (index..index + found.count).for_each(|taken| reader.take(taken, found.strength));
            let kind = reader.example.module.statements[found.statement].kind;
            let constant = kind == Kind::Assignment { constant: true } || kind == Kind::Print { constant: true };
            let claim = reader.below(self.id(), index, above, found.lines);
            claims.push(Claim { strength: found.strength, constant, tail: Tail::Words, ..claim });
        }
        claims
    }

    fn seed(&self) -> Option<(&'static str, bool)> {
        Some(("# ", true))
    }

    fn rewrite(&self, claim: &Claim, output: &[String]) -> Option<String> {
        comment_lines(claim, output)
    }
}

/// The claim of a truth value on the first line below `if …:` or `while …:`.
fn header(id: NotationId, reader: &mut Reader<'_>, index: usize) -> Option<Claim> {
    let (text, start) = reader.content(index);
    let is_truth = matches!(text.trim_end_matches(['.', '!']), "True" | "False");
    let below = reader.right_below(index).filter(|_| is_truth && reader.comment(index).own_line)?;
    let statements = &reader.example.module.statements;
    let condition = statements[below].parent?;
    let is_first = statements[condition].first_line + 1 == reader.comment(index).line;
    if statements[condition].kind != Kind::Condition || !is_first {
        return None;
    }
    let lines = vec![reader.documented(text, start)];
    let claim = reader.behind(id, index, condition, lines);
    let manner = NotationId::BareValue.manner();
    reader.take(index, Strength::InferredValue);
    Some(Claim { strength: Strength::InferredValue, manner, ..claim })
}

/// The claim of a value right above its statement: a number may count, so nothing but an output that equals it says anything.
fn ahead(id: NotationId, reader: &mut Reader<'_>, index: usize, is_ahead: bool) -> Option<Claim> {
    let below = above_code(reader, index).filter(|_| is_ahead)?;
    let (text, start) = reader.content(index);
    let claim = reader.ahead(id, index, (below, 0), vec![reader.documented(text, start)]);
    reader.take(index, Strength::InferredText);
    Some(Claim { strength: Strength::InferredText, ..claim })
}

/// The statement right below comment `index`, if that is a value on a line of its own and the statement may print it.
fn above_code(reader: &Reader<'_>, index: usize) -> Option<usize> {
    let (text, _) = reader.content(index);
    let is_value = reader.comment(index).own_line && is_plain(text);
    let below = reader.right_below(index).filter(|_| is_value)?;
    prints(reader.example.module.statements[below].kind).then_some(below)
}

/// Whether all values on lines of their own stand right above a statement, and the first of them below none.
fn all_stand_above(reader: &Reader<'_>) -> bool {
    let is_value = |index: &usize| reader.comment(*index).own_line && is_plain(reader.content(*index).0);
    let mut own = reader.free().into_iter().filter(is_value).peekable();
    own.peek().is_some_and(|&first| reader.above(reader.comment(first), 0).is_none())
        && own.all(|index| above_code(reader, index).is_some())
}

/// Comments that may say what the statement above them gives.
struct Found {
    statement: usize,
    lines: Vec<Documented>,
    /// How many comments that are.
    count: usize,
    strength: Strength,
}

/// What begins with comment `index`.
fn found(reader: &Reader<'_>, index: usize) -> Option<Found> {
    let (lines, count) = lines(reader, index);
    let last = index + count - 1;
    let near = reader.formatted_above(index, last);
    let statement = near.or_else(|| reader.apart_above(index))?;
    let first = lines[0].text.as_str();
    // A comment behind the statement that surely says what it gives leaves nothing to say.
    let is_said = reader.trailing(statement).is_some_and(|strength| strength != Strength::InferredText);
    let is_list = lines.iter().all(|line| remark::is_numbered(&line.text));
    let may_be_list = is_list && (count > 1 || !reader.is_followed(last));
    let is_traceback = || exception::is_traceback(&text_of(&lines));
    if is_said || marker::bare(first).is_some() || remark::is_never_a_claim(first) && !may_be_list && !is_traceback() {
        return None;
    }
    let kind = reader.example.module.statements[statement].kind;
    let strength = match near {
        _ if is_list => prints(kind).then_some(Strength::InferredText),
        Some(_) if may_be_code(reader, &lines, last) => Some(Strength::InferredText),
        Some(_) => strength(reader, statement, &lines),
        None => strength_apart(reader, statement, &lines, last),
    };
    Some(Found { statement, lines, count, strength: strength? })
}

fn text_of(lines: &[Documented]) -> String {
    lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n")
}

const fn prints(kind: Kind) -> bool {
    matches!(kind, Kind::Print { .. } | Kind::Expression { .. } | Kind::Compound | Kind::Condition)
}

/// Whether `lines` may be a statement that is commented out: `x = 5` above more code, `x = 5  # instead`.
fn may_be_code(reader: &Reader<'_>, lines: &[Documented], last: usize) -> bool {
    let is_known = |target: &str| {
        let name = target.split(['.', '[']).next().unwrap_or_default().trim();
        !name.is_empty() && reader.example.module.bound_names.contains(name)
    };
    let assigns = |line: &Documented| line.text.split_once(" = ").is_some_and(|(target, _)| is_known(target));
    let has_comment = lines.iter().any(|line| line.text.contains(" #"));
    lines.iter().all(assigns) && (reader.is_followed(last) || has_comment)
}

/// How surely `lines` right below `statement` are a claim.
fn strength(reader: &Reader<'_>, statement: usize, lines: &[Documented]) -> Option<Strength> {
    let statement = &reader.example.module.statements[statement];
    let text = text_of(lines);
    let first = lines[0].text.as_str();
    let is_exception = exception::named(&text).or_else(|| exception::named(first)).is_some()
        || lines.len() == 1 && reader.names_own_exception(first);
    let is_assigned = matches!(statement.kind, Kind::Assignment { .. });
    let targets = || reader.targets(statement);
    let is_value = shape::is_value(&text) || is_plain(first) || is_assigned && names_targets(first, &targets());
    match (is_exception, is_value) {
        _ if lines.len() == 1 && is_hedged(first) => prints(statement.kind).then_some(Strength::InferredText),
        (true, _) => Some(Strength::Explicit),
        (_, true) if prints(statement.kind) || is_assigned => Some(Strength::InferredValue),
        // What is called may print.
        _ if prints(statement.kind) || is_assigned && reader.example.code[statement.range.clone()].ends_with(')') => {
            Some(Strength::InferredText)
        }
        _ => None,
    }
}

/// How surely `lines` behind a blank line below `statement`, the last of them in comment `last`, are a claim: not as the
/// heading of the code that follows.
fn strength_apart(reader: &Reader<'_>, statement: usize, lines: &[Documented], last: usize) -> Option<Strength> {
    let is_number = lines.len() == 1 && lines[0].text.trim().bytes().all(|byte| byte.is_ascii_digit());
    if reader.is_followed(last) || !prints(reader.example.module.statements[statement].kind) {
        return None;
    }
    match strength(reader, statement, lines)? {
        Strength::InferredValue if !(is_number && reader.has_code_below(last)) => Some(Strength::InferredValue),
        Strength::Explicit | Strength::InferredValue | Strength::InferredText => Some(Strength::InferredText),
    }
}

/// Whether `text` gives the values of all that is assigned: `first = 1, rest = [2, 3]`.
fn names_targets(text: &str, targets: &[String]) -> bool {
    let mut from = 0;
    let mut found = targets.iter().map(|target| {
        let at = from + text[from..].find(&format!("{target} ="))?;
        from = at + target.len() + 2;
        Some(at)
    });
    targets.len() > 1 && text.starts_with(targets[0].as_str()) && found.all(|place| place.is_some())
}

/// The comment and those directly below it, and how many comments that are; blank ones at the end are left out.
fn lines(reader: &Reader<'_>, index: usize) -> (Vec<Documented>, usize) {
    let mut lines = Vec::new();
    for comment in std::iter::once(index).chain(reader.comments_below(index)) {
        let (text, start) = reader.content(comment);
        lines.push(reader.documented(text, start));
    }
    let count = lines.len();
    while lines.len() > 1 && lines.last().is_some_and(|line| line.text.trim().is_empty()) {
        lines.pop();
    }
    (lines, count)
}
