//! Tracebacks and exceptions as documents show them, taken apart: what is printed before, the type, the message, and the
//! exceptions that led to it.

use super::{About, Claim, Strength, exception};

/// An exception as a document shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownException {
    /// Its type, perhaps with its module.
    pub kind: String,
    /// The message, with all further lines; empty if none is given.
    pub message: String,
    /// Whether a traceback is shown, and not the type and the message alone.
    pub is_traceback: bool,
    /// Whether its head is in other words than Python's of today, so that the message may be so, too.
    pub is_reworded: bool,
    /// The lines that stand before a traceback: what was printed.
    pub before: String,
    /// The exceptions of the tracebacks before the last one, in order: type and message.
    pub earlier: Vec<(String, String)>,
    /// The members of a group as shown, in order: type and message.
    pub members: Vec<(String, String)>,
}

/// The lines by which Python leads from one traceback to the next.
const CONNECTORS: [&str; 2] = [
    "The above exception was the direct cause of the following exception:",
    "During handling of the above exception, another exception occurred:",
];

/// The exception that `text` shows, by its name or by a traceback; none if it shows none.
#[must_use]
pub fn shown(text: &str) -> Option<ShownException> {
    let Some(start) = head(text) else {
        let text = behind_title(text);
        let (kind, message) = exception::named(text)?;
        let further: Vec<_> = text.trim().lines().skip(1).map(str::trim_end).collect();
        let message = [message].into_iter().chain(further).collect::<Vec<_>>().join("\n");
        return Some(ShownException::bare(kind, message.trim_end()));
    };
    let is_reworded = text.lines().nth(start).is_some_and(|line| exception::head_in_other_words(line).is_some());
    let lines: Vec<_> = text.lines().collect();
    let is_rule = |line: &&str| line.trim().is_empty() || line.trim().chars().all(|c| c == '-');
    let before: Vec<_> = lines[..start].iter().rev().skip_while(|line| is_rule(line)).collect();
    let before = before.into_iter().rev().copied().collect::<Vec<_>>().join("\n");
    let mut sections: Vec<Vec<&str>> = vec![Vec::new()];
    for line in &lines[start..] {
        if CONNECTORS.contains(&line.trim().trim_start_matches("| ")) {
            sections.push(Vec::new());
        } else if let Some(section) = sections.last_mut() {
            section.push(line);
        }
    }
    let last = sections.pop()?;
    let earlier = sections.iter().filter_map(|section| ended(section)).collect();
    let (kind, message) = ended(&last)?;
    let members = members(&last);
    Some(ShownException { kind, message, is_traceback: true, is_reworded, before, earlier, members })
}

/// `text` behind a first line that is nothing but a word for an error.
fn behind_title(text: &str) -> &str {
    let behind = text.trim_start().split_once('\n').filter(|(first, _)| exception::is_word_for_error(first));
    behind.map_or(text, |(_, rest)| rest)
}

/// The exception by whose name alone an output of several lines ends, with what is printed before it: that of a prompt or
/// of a whole example. Dots stand for a traceback.
fn at_the_end(text: &str) -> Option<ShownException> {
    let (before, last) = text.trim_end().rsplit_once('\n')?;
    if head(text).is_some() || !exception::is_named_alone(last) {
        return None;
    }
    let (kind, message) = last.split_once(": ").unwrap_or((last, ""));
    let is_dots = |line: &str| matches!(line.trim(), "..." | "…");
    let before = before.lines().filter(|line| !is_dots(line)).collect::<Vec<_>>().join("\n");
    Some(ShownException { is_traceback: true, before, ..ShownException::bare(kind, message.trim()) })
}

impl ShownException {
    /// One that is shown by its type and message alone.
    fn bare(kind: &str, message: &str) -> Self {
        let (before, earlier, members) = (String::new(), Vec::new(), Vec::new());
        let (kind, message) = (kind.to_owned(), message.to_owned());
        Self { kind, message, is_traceback: false, is_reworded: false, before, earlier, members }
    }
}

/// The same for what `claim` documents: where its words say that something is raised, any name is that of an exception.
#[must_use]
pub fn shown_by(claim: &Claim, text: &str) -> Option<ShownException> {
    let own = || {
        let (kind, message) = exception::of_any_name(text).filter(|_| claim.raises)?;
        Some(ShownException::bare(kind, message))
    };
    let is_console = matches!(claim.manner.about, About::Prompt | About::Cell(_));
    shown(text).or_else(own).or_else(|| at_the_end(text).filter(|_| is_console)).or_else(|| behind_alarm(claim, text))
}

/// The exception that words of a remark cry out: `Crash! TypeError: unsupported operand`. Such words only ever confirm.
fn behind_alarm(claim: &Claim, text: &str) -> Option<ShownException> {
    let (alarm, rest) = text.split_once("! ").filter(|_| claim.strength == Strength::InferredText)?;
    let is_word = |word: &str| word.chars().all(char::is_alphabetic);
    let is_alarm = alarm.split_whitespace().count() <= 3 && alarm.split_whitespace().all(is_word);
    shown(rest).filter(|shown| is_alarm && !shown.message.is_empty())
}

/// The line on which a traceback begins, its rule of dashes left out; 0-based. That of code which does not compile has no
/// head, and begins with the place.
fn head(text: &str) -> Option<usize> {
    let is_place = |line: &str| {
        let places = ["File \"", "Cell In[", "Input In ["];
        places.iter().any(|place| line.trim_start().starts_with(place)) && line.contains(", line ")
    };
    text.lines().position(is_head).or_else(|| text.lines().position(is_place))
}

/// Whether a traceback begins with `line`; byexample has a tag for the rest of it.
fn is_head(line: &str) -> bool {
    exception::heads_traceback(line) || line.trim() == "Traceback <...>"
}

/// The type and the message by which one traceback ends.
fn ended(section: &[&str]) -> Option<(String, String)> {
    let is_group = section.iter().any(|line| line.contains("Exception Group Traceback"));
    if is_group {
        let unbarred = section.iter().map(|line| line.trim_start().trim_start_matches(['|', '+']));
        let line = unbarred.skip(1).map(|line| line.strip_prefix(' ').unwrap_or(line)).find(|line| is_end(line))?;
        return Some(parted(line, &[]));
    }
    let heads = section.iter().take_while(|line| is_head(line) || line.trim().is_empty()).count();
    let frames = section[heads..].iter().take_while(|line| is_frame(line)).count();
    let end = heads + frames;
    let line = section.get(end)?;
    // The last line has the type in the author's language, and the head has its name.
    let head = section.first().and_then(|line| exception::head_in_other_words(line)).filter(|kind| !kind.is_empty());
    if let Some(kind) = head.filter(|kind| !line.starts_with(*kind)) {
        let (_, message) = line.split_once(':')?;
        return Some((kind.to_owned(), message.trim().to_owned()));
    }
    is_end(line).then(|| parted(line, &section[end + 1..]))
}

/// Whether a line of a traceback stands before the exception: a place, the code there, marks below it.
#[must_use]
pub fn is_frame(line: &str) -> bool {
    let trimmed = line.trim();
    let is_numbered = || trimmed.trim_start_matches(['-', '>']).trim_start().starts_with(|c: char| c.is_ascii_digit());
    trimmed.is_empty()
        || line.starts_with([' ', '\t'])
        || trimmed == "..."
        || ["File \"", "File <", "Cell In", "Input In", "<ipython-input", "[Previous line", "/", "~/"]
            .iter()
            .any(|mark| trimmed.starts_with(mark))
        || (trimmed.starts_with('-') && trimmed.contains("> ") && is_numbered())
}

/// Whether a line is that of an exception: a dotted name with a capital, alone or before a colon.
fn is_end(line: &str) -> bool {
    let kind = line.split(':').next().unwrap_or_default().trim_end();
    let last = kind.rsplit('.').next().unwrap_or_default();
    let is_name = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '_');
    !line.starts_with([' ', '\t'])
        && kind.split('.').all(is_name)
        && last.starts_with(|c: char| c.is_uppercase() || c == '_')
}

/// The type and the message of a last line, with the lines behind it.
fn parted(line: &str, behind: &[&str]) -> (String, String) {
    let (kind, message) = line.split_once(':').unwrap_or((line, ""));
    let message: Vec<_> = std::iter::once(message.trim()).chain(behind.iter().map(|line| line.trim_end())).collect();
    (kind.trim().to_owned(), message.join("\n").trim_end().to_owned())
}

/// The exceptions in the boxes of a group.
fn members(section: &[&str]) -> Vec<(String, String)> {
    let boxed = section.iter().skip_while(|line| !is_box_edge(line)).filter(|line| !is_box_edge(line));
    let content =
        boxed.filter_map(|line| line.trim_start().strip_prefix('|').map(|rest| rest.strip_prefix(' ').unwrap_or(rest)));
    content.filter(|line| is_end(line) && !exception::heads_traceback(line)).map(|line| parted(line, &[])).collect()
}

/// Whether a line is the edge of a box: `+-+---------------- 1 ----------------`.
fn is_box_edge(line: &str) -> bool {
    let line = line.trim();
    line.starts_with('+') && line.contains("----")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The line that a traceback begins with.
    const HEAD: &str = "Traceback (most recent call last)";

    fn of(text: &str) -> (String, String) {
        let shown = shown(text).expect(text);
        (shown.kind, shown.message)
    }

    fn pair(kind: &str, message: &str) -> (String, String) {
        (kind.to_owned(), message.to_owned())
    }

    #[test]
    fn the_frames_may_be_left_out_by_a_tag_of_byexample() {
        let found = shown("Traceback <...>\nKeyError: 'pump'").expect("an exception");
        assert_eq!((found.kind.as_str(), found.message.as_str(), found.is_traceback), ("KeyError", "'pump'", true));
    }

    #[test]
    fn the_last_traceback_names_the_exception() {
        let chained = format!(
            "{HEAD}:\n  File \"x\", line 2\nKeyError: 'pump'\n\n{}\n\n{HEAD}:\n  File \"x\"\nRuntimeError: cannot start",
            CONNECTORS[0]
        );
        let found = shown(&chained).expect("an exception");
        assert_eq!((found.kind, found.message), pair("RuntimeError", "cannot start"));
        assert_eq!(found.earlier, [pair("KeyError", "'pump'")]);
    }

    #[test]
    fn a_notebook_shows_it_with_rules_and_blank_lines() {
        let text = "-----\n\nValueError      Traceback (most recent call last)\n\nCell In[5], line 1\n----> 1 int(\"x\")\n\n\nValueError: bad: x";
        assert_eq!(of(text), pair("ValueError", "bad: x"));
        assert_eq!(shown(text).expect("an exception").before, "");
    }

    #[test]
    fn a_translated_traceback_has_its_type_in_the_head() {
        let text = "-----\nTypeError Traceback (última llamada)\n<ipython-input-3> en <module>()\n----> 1 print(len(52))\n\nTipo Error: objeto de tipo 'int' no tiene len()";
        assert_eq!(of(text), pair("TypeError", "objeto de tipo 'int' no tiene len()"));
        assert!(shown(text).expect("an exception").is_reworded);
        let old = "Traceback (innermost last):\n  File \"<stdin>\", line 1, in ?\nIndexError: list index out of range";
        assert_eq!(of(old), pair("IndexError", "list index out of range"));
    }

    #[test]
    fn the_name_of_an_exception_may_end_an_output() {
        let found = |text: &str| at_the_end(text).map(|found| (found.kind, found.message, found.before));
        let told =
            |kind: &str, message: &str, before: &str| Some((kind.to_owned(), message.to_owned(), before.to_owned()));
        assert_eq!(found("a\nb\nStopIteration"), told("StopIteration", "", "a\nb"));
        assert_eq!(found("...\nKeyError: 'a'\n"), told("KeyError", "'a'", ""));
        for text in ["KeyError", "a\nError: b", "a\nKeyError was raised", "KeyError: a\nb"] {
            assert_eq!(found(text), None, "{text}");
        }
        assert_eq!(of("错误\nKeyError: 'a'"), pair("KeyError", "'a'"));
    }

    #[test]
    fn what_is_printed_before_and_all_lines_of_the_message_are_kept() {
        let text = format!("heating\n{HEAD}:\n  ...\nValueError: bad row\n  wanted: a date");
        assert_eq!(of(&text), pair("ValueError", "bad row\n  wanted: a date"));
        assert_eq!(shown(&text).expect("an exception").before, "heating");
    }

    #[test]
    fn a_group_has_members() {
        let text = "  + Exception Group Traceback (most recent call last):\n  |   File \"<stdin>\", line 1, in <module>\n  | ExceptionGroup: two (2 sub-exceptions)\n  +-+---------------- 1 ----------------\n    | ValueError: low\n    +---------------- 2 ----------------\n    | TypeError: odd\n    +------------------------------------";
        assert_eq!(of(text), pair("ExceptionGroup", "two (2 sub-exceptions)"));
        assert_eq!(shown(text).expect("an exception").members, [pair("ValueError", "low"), pair("TypeError", "odd")]);
    }

    #[test]
    fn a_name_alone_is_enough() {
        assert_eq!(of("KeyError"), pair("KeyError", ""));
        assert_eq!(
            of("LookupError: no shelf\nShelves start at 0."),
            pair("LookupError", "no shelf\nShelves start at 0.")
        );
        assert_eq!(shown("all is well"), None);
    }
}
