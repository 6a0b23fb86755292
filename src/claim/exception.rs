//! Claims that name an exception: `KeyError`, `raises KeyError: 'x'`, a traceback.

mod words;

use std::ops::Range;

use super::reading;
use crate::pattern::Pattern;
use words::{ARTICLES, BEFORE, ENDS, ERRORS, LEADS, RAISED};

/// Whether code does not compile where `kind` is raised.
#[must_use]
pub fn is_of_syntax(kind: &str) -> bool {
    matches!(kind, "SyntaxError" | "IndentationError" | "TabError")
}

/// Where in a line an exception and its message stand, in bytes.
struct Named {
    kind: Range<usize>,
    message: Option<Range<usize>>,
}

/// The exception that one line names.
fn in_line(line: &str) -> Option<Named> {
    if !may_hold_a_name(line) {
        return None;
    }
    let mut rest = line.trim_start_matches(is_sign);
    while let Some(behind) = without_word(rest, BEFORE) {
        rest = behind;
    }
    let led = without_word(rest, LEADS).or_else(|| without_word(rest, ERRORS));
    if let Some(behind) = led.filter(|behind| name_length(behind) > 0 || without_word(behind, ARTICLES).is_some()) {
        rest = behind;
    }
    rest = without_word(rest, ARTICLES).unwrap_or(rest);
    let start = line.len() - rest.len();
    let end = start + name_length(rest);
    // `KeyError 异常：KeyError: 4`: its name again, and then the message.
    if let Some(again) = line.get(start..end).and_then(|kind| named_again(kind, &line[end..]))
        && end > start
    {
        let from = line.len() - again.len();
        let inner = in_line(again)?;
        let moved = |range: Range<usize>| from + range.start..from + range.end;
        return Some(Named { kind: moved(inner.kind), message: inner.message.map(moved) });
    }
    // A question states nothing.
    let behind = line.get(end..).filter(|behind| end > start && !behind.starts_with(['?', '？']))?;
    let behind = behind.trim_start_matches('!');
    let message = message_of(behind).map(|message| {
        let from = message.as_ptr() as usize - line.as_ptr() as usize;
        from..from + message.len()
    });
    // `Raise a TypeError, …` tells the reader what to do.
    let is_asked =
        line[..start].split_whitespace().any(|word| matches!(word.to_lowercase().as_str(), "raise" | "throw"));
    (message.is_some() || names_only(&line[start..end], behind) && (!is_asked || behind.is_empty()))
        .then_some(Named { kind: start..end, message })
}

/// What stands in `behind`, the text behind the name `kind`, from that name on where a word for an exception and a colon lead to it.
fn named_again<'t>(kind: &str, behind: &'t str) -> Option<&'t str> {
    let behind = behind.trim_start();
    let rest = RAISED.iter().find_map(|word| behind.strip_prefix(word))?;
    let rest = rest.trim_start().strip_prefix([':', '：'])?.trim_start();
    (!kind.is_empty() && rest.starts_with(kind)).then_some(rest)
}

/// Signs that authors set before an exception.
fn is_sign(c: char) -> bool {
    c.is_whitespace() || matches!(c, '❌' | '✗' | '✘' | '✖' | '⚠' | '\u{fe0f}' | '🚫' | '💥')
}

/// The exception of any name that a line names where something else says that it names one: a verb such as `raises`, or a
/// class of that name that is one.
#[must_use]
pub fn of_any_name(text: &str) -> Option<(&str, &str)> {
    let text = text.trim().trim_start_matches(is_sign);
    let text = without_word(text, ARTICLES).unwrap_or(text);
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '.').unwrap_or(text.len());
    let kind = text[..end].trim_end_matches('.');
    let last = kind.rsplit('.').next().unwrap_or_default();
    let is_class = last.starts_with(|c: char| c.is_uppercase()) && last.contains(|c: char| c.is_lowercase());
    if !is_class || matches!(last, "None" | "True" | "False" | "Nothing") || text.contains('\n') {
        return None;
    }
    let behind = &text[kind.len()..];
    let message = message_of(behind);
    let is_empty_call = behind.trim() == "()";
    (message.is_some() || is_empty_call || names_only(kind, behind)).then(|| (kind, message.unwrap_or_default().trim()))
}

/// Whether `code` defines `kind` as a class of exceptions: it derives from one, by its name.
#[must_use]
pub fn is_defined(code: &str, kind: &str) -> bool {
    let mut kind = kind;
    for _ in 0..MOST_BASES {
        let Some(base) = base_in(code, kind) else { return false };
        if name_length(base) == base.len() || base == "Warning" {
            return true;
        }
        kind = base;
    }
    false
}

/// So many classes of `code` are followed from one to the next.
const MOST_BASES: usize = 8;

/// The first base of the class `kind` in `code`.
fn base_in<'c>(code: &'c str, kind: &str) -> Option<&'c str> {
    code.lines().find_map(|line| {
        let rest = line.trim_start().strip_prefix("class ")?.trim_start().strip_prefix(kind)?;
        let base = rest.trim_start().strip_prefix('(')?.split([',', ')']).next()?.trim();
        (!base.is_empty()).then_some(base)
    })
}

/// `text` behind one of `words`, and the blanks or the colon that must follow it.
fn without_word<'t>(text: &'t str, words: &[&str]) -> Option<&'t str> {
    words.iter().find_map(|word| {
        let behind =
            text.get(..word.len()).filter(|begin| is_in_lower_case(begin, word)).map(|_| &text[word.len()..])?;
        let rest = behind.trim_start().trim_start_matches([':', '：', '!', '！']).trim_start();
        let is_apart = rest.len() < behind.len() || !word.ends_with(char::is_alphabetic) || !word.is_ascii();
        (is_apart && !rest.is_empty()).then_some(rest)
    })
}

/// Whether `text` in lower case is `word`.
fn is_in_lower_case(text: &str, word: &str) -> bool {
    if text.is_ascii() { text.eq_ignore_ascii_case(word) } else { text.to_lowercase() == word }
}

/// Whether `line` has what each name of an exception has, which most lines have not.
fn may_hold_a_name(line: &str) -> bool {
    line.contains(|c: char| c.is_ascii_uppercase()) || VAGUE.iter().any(|name| line.contains(name))
}

/// Names of no exception in particular.
const VAGUE: [&str; 4] = ["Error", "Exception", "error", "exception"];

/// The length of the name of an exception at the beginning of `text`, in bytes; 0 if there is none.
fn name_length(text: &str) -> usize {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '.').unwrap_or(text.len());
    let name = text[..end].trim_end_matches('.');
    let last = name.rsplit('.').next().unwrap_or_default();
    let is_type = last.starts_with(|c: char| c.is_uppercase() || c == '_')
        && ENDS.iter().any(|end| last.ends_with(end) && last.len() > end.len());
    if is_type || VAGUE.contains(&name) { name.len() } else { 0 }
}

/// The message that stands behind a name: behind a colon, or quoted in brackets.
fn message_of(behind: &str) -> Option<&str> {
    let text = behind.trim_start();
    if let Some(message) = text.strip_prefix([':', '：']) {
        return Some(message.trim());
    }
    let inside = text.strip_prefix('(')?.trim_start();
    let quote = inside.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    inside[1..].trim_end().strip_suffix(')')?.trim_end().strip_suffix(quote)
}

/// The exception that a text names: its type, and its message or nothing. A traceback is read by its last line.
#[must_use]
pub fn named(text: &str) -> Option<(&str, &str)> {
    let text = text.trim();
    let line = if is_traceback(text) { last_line(text)? } else { text };
    let (first, rest) = line.split_once('\n').unwrap_or((line, ""));
    let first = first.trim();
    let found = in_line(first)?;
    let kind = &first[found.kind];
    let message = found.message.map_or("", |message| &first[message]);
    // `error: 5` is a labelled value.
    if matches!(kind, "error" | "exception") && !message.is_empty() {
        return None;
    }
    // A text of several lines is no exception's name unless the first line begins its message.
    (rest.is_empty() || !message.is_empty()).then_some((kind, message.trim()))
}

/// Whether what stands behind the name `kind` only explains it: nothing, a passive verb, a remark.
fn names_only(kind: &str, behind: &str) -> bool {
    let text = behind.trim().trim_end_matches(['.', '!', '。', '！']);
    if text.is_empty()
        || RAISED.contains(&text)
        || RAISED.iter().any(|verb| text.strip_prefix(verb).is_some_and(|rest| rest.starts_with([',', ' ', ':', '('])))
    {
        return true;
    }
    let line = format!("{kind}{behind}");
    reading::readings(&line, true, false).any(|reading| reading.value == kind && reading.explains())
}

static MENTIONED: Pattern = Pattern::holding(
    &["error", "exception", "stopiteration", "raise", "throw", "fail", "crash"],
    r"\b(?:[A-Z]\w*(?:Error|Exception)|StopIteration|(?i:errors?|exception|raises?|throws?|fails?|crash\w*))\b",
);

/// Whether a text speaks of an exception at all, so that the example had better go on if there is one.
#[must_use]
pub fn is_mentioned(text: &str) -> bool {
    MENTIONED.is_match(text)
}

/// `text`, which names an exception, so that it names the one of type `kind` with `message`: in the author's words, with
/// a message only where the author gives one, and a traceback only where there is one.
#[must_use]
pub fn renamed(text: &str, kind: &str, message: &str) -> Option<String> {
    if is_traceback(text) {
        let line = last_line(text)?;
        let place = text.find(&format!("\n{line}"))? + 1;
        let renamed = renamed(line, kind, message)?;
        return Some(format!("{}{renamed}{}", &text[..place], &text[place + line.len()..]));
    }
    let found = in_line(text).or_else(|| {
        let (kind, _) = of_any_name(text)?;
        let start = text.find(kind)?;
        let end = start + kind.len();
        let message = message_of(&text[end..]).map(|message| {
            let from = message.as_ptr() as usize - text.as_ptr() as usize;
            from..from + message.len()
        });
        Some(Named { kind: start..end, message })
    })?;
    let is_vague = matches!(&text[found.kind.clone()], "Error" | "Exception" | "error" | "exception");
    if is_vague && text[found.kind.clone()].starts_with('e') || kind.contains('\n') {
        return None;
    }
    let mut renamed = format!("{}{kind}", &text[..found.kind.start]);
    match found.message.filter(|given| !given.is_empty()) {
        Some(given) if !message.is_empty() => {
            renamed.push_str(&text[found.kind.end..given.start]);
            renamed.push_str(message);
            renamed.push_str(&text[given.end..]);
        }
        Some(_) => {}
        None => renamed.push_str(&text[found.kind.end..]),
    }
    Some(renamed)
}

/// Whether a text begins as tracebacks do.
#[must_use]
pub fn is_traceback(text: &str) -> bool {
    // A notebook begins with the type and puts a rule of dashes above, and perhaps a blank line.
    text.lines().filter(|line| !line.trim().is_empty()).take(2).any(heads_traceback)
}

/// The head of tracebacks, without its colon.
const HEAD: &str = "Traceback (most recent call last)";

/// Whether a traceback begins with `line`: as Python writes that, as old releases did, `Traceback (innermost last):`, or in
/// the author's language.
#[must_use]
pub fn heads_traceback(line: &str) -> bool {
    line.contains(HEAD) || head_in_other_words(line).is_some()
}

/// The type that `line` names before the head of a traceback in other words than Python's of today; empty if it names none.
#[must_use]
pub fn head_in_other_words(line: &str) -> Option<&str> {
    let text = line.trim().trim_end_matches([':', '：']).trim_end();
    let (kind, behind) = text.split_once("Traceback").filter(|_| !text.contains(HEAD))?;
    let kind = kind.trim_end();
    let is_alone = kind.is_empty() || name_length(kind) == kind.len() && behind.starts_with(" (");
    (is_alone && behind.starts_with(' ') && behind.contains('(') && behind.ends_with(')')).then_some(kind)
}

/// Whether `text` is nothing but a word for an error, in any language: `错误`, `Error:`.
#[must_use]
pub fn is_word_for_error(text: &str) -> bool {
    let word = text.trim_matches(|c: char| is_sign(c) || matches!(c, ':' | '：' | '!' | '！')).to_lowercase();
    matches!(word.as_str(), "error" | "报错") || ERRORS.contains(&word.as_str())
}

/// Whether `text` is the name of an exception, perhaps with its message behind a colon.
#[must_use]
pub fn is_named_alone(text: &str) -> bool {
    let length = name_length(text);
    let is_vague = VAGUE.contains(&&text[..length]);
    length > 0 && !is_vague && (text.len() == length || text[length..].starts_with(": "))
}

/// The line of a traceback that names the exception: the last one that is not indented and no part of the stack.
fn last_line(traceback: &str) -> Option<&str> {
    let unindented = |line: &&str| !line.starts_with([' ', '\t']) && !line.trim().is_empty();
    traceback
        .lines()
        .filter(unindented)
        .filter(|line| !heads_traceback(line))
        .find(|line| in_line(line.trim()).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_patterns_are_sound() {
        assert!(MENTIONED.is_sound());
    }

    #[test]
    fn exceptions_are_named_in_many_ways() {
        for (text, kind, message) in [
            ("TypeError", "TypeError", ""),
            ("KeyError: 'x'", "KeyError", "'x'"),
            ("raises ValueError", "ValueError", ""),
            ("führt zu einem KeyError", "KeyError", ""),
            ("das gibt einen KeyError", "KeyError", ""),
            ("приведёт к KeyError", "KeyError", ""),
            ("da un KeyError", "KeyError", ""),
            ("抛出 KeyError 异常", "KeyError", ""),
            ("Raises a ZeroDivisionError: division by zero", "ZeroDivisionError", "division by zero"),
            ("ValueError('bad')", "ValueError", "bad"),
            ("Error", "Error", ""),
            ("Error!", "Error", ""),
            ("❌ IndexError", "IndexError", ""),
            ("this raises an IndexError", "IndexError", ""),
            ("error", "error", ""),
            ("json.decoder.JSONDecodeError: x", "json.decoder.JSONDecodeError", "x"),
            ("StopIteration", "StopIteration", ""),
            ("TypeError - strings are immutable", "TypeError", ""),
            ("TypeError, not ValueError", "TypeError", ""),
            ("ValueError expected", "ValueError", ""),
            ("raises IndexError because 3 is too much", "IndexError", ""),
            ("抛出 KeyError", "KeyError", ""),
            ("Traceback (most recent call last):\n  File \"x\"\nKeyError: 1", "KeyError", "1"),
        ] {
            assert_eq!(named(text), Some((kind, message)), "{text}");
        }
    }

    #[test]
    fn another_exception_is_named_in_the_words_of_the_author() {
        for (text, expected) in [
            ("KeyError", "TypeError"),
            ("KeyError: 'x'", "TypeError: bad"),
            ("raises a KeyError: 'x'", "raises a TypeError: bad"),
            ("KeyError('x')", "TypeError('bad')"),
            ("❌ IndexError", "❌ TypeError"),
            ("KeyError - no such key", "TypeError - no such key"),
            (
                "Traceback (most recent call last):\n  ...\nKeyError: 'x'",
                "Traceback (most recent call last):\n  ...\nTypeError: bad",
            ),
        ] {
            assert_eq!(renamed(text, "TypeError", "bad").as_deref(), Some(expected), "{text}");
        }
        assert_eq!(renamed("KeyError: 'x'", "StopIteration", "").as_deref(), Some("StopIteration"));
        assert_eq!(renamed("error", "TypeError", ""), None);
    }

    #[test]
    fn behind_a_verb_any_name_is_that_of_an_exception() {
        for (text, kind, message) in [
            ("OutOfStock", "OutOfStock", ""),
            ("an Exit", "Exit", ""),
            ("Boom: bad 1", "Boom", "bad 1"),
            ("Boom(\"bad 1\")", "Boom", "bad 1"),
            ("Boom()", "Boom", ""),
            ("typer.Exit", "typer.Exit", ""),
            ("Boom - the first", "Boom", ""),
        ] {
            assert_eq!(of_any_name(text), Some((kind, message)), "{text}");
        }
        for text in ["None", "Nothing", "a value", "15", "A", "Boom is caught", "Bob's salary", "Boom?", "Boom or Bang"]
        {
            assert_eq!(of_any_name(text), None, "{text}");
        }
    }

    #[test]
    fn a_class_is_one_of_exceptions_by_what_it_derives_from() {
        let code = "class A(Exception):\n    pass\nclass B(A, int): pass\nclass C(dict):\n    pass\nclass D: pass\nclass E(E): pass";
        for (kind, is_one) in [("A", true), ("B", true), ("C", false), ("D", false), ("E", false), ("F", false)] {
            assert_eq!(is_defined(code, kind), is_one, "{kind}");
        }
    }

    #[test]
    fn words_for_an_error_in_many_languages_lead_to_its_name() {
        for word in ["Fehler: ", "Ошибка: ", "エラー：", "错误：", "에러: ", "Erreur : ", "Errore: ", "❌ Erro: "]
        {
            let text = format!("{word}KeyError");
            assert_eq!(named(&text), Some(("KeyError", "")), "{text}");
        }
        for text in ["Fehler: 5", "Ошибка", "错误：值", "Erreur de frappe"] {
            assert_eq!(named(text), None, "{text}");
        }
    }

    #[test]
    fn a_word_for_an_exception_may_lead_to_its_name_again() {
        for (text, kind, message) in [
            ("抛出 KeyError 异常：KeyError: 4", "KeyError", "4"),
            ("KeyError 例外: KeyError: 'a'", "KeyError", "'a'"),
            ("raises ValueError exception: ValueError: bad", "ValueError", "bad"),
        ] {
            assert_eq!(named(text), Some((kind, message)), "{text}");
        }
        assert_ne!(named("KeyError 异常：TypeError: 4").map(|(kind, _)| kind), Some("TypeError"));
    }

    #[test]
    fn a_traceback_may_have_its_head_in_other_words() {
        for (line, kind) in [
            ("Traceback (innermost last):", ""),
            ("TypeError Traceback (última llamada)", "TypeError"),
            ("TypeError       Traceback (letzter Aufruf zuletzt)", "TypeError"),
            ("Traceback de errores de valor (la última llamada)", ""),
        ] {
            assert_eq!(head_in_other_words(line), Some(kind), "{line}");
        }
        for line in [
            "Traceback (most recent call last):",
            "The Traceback (of f)",
            "Traceback",
            "a Traceback (x)",
            "Tracebacks (x)",
        ] {
            assert_eq!(head_in_other_words(line), None, "{line}");
        }
        assert!(is_word_for_error("错误") && is_word_for_error("Fehler:") && !is_word_for_error("错误的值"));
        assert!(is_named_alone("StopIteration") && is_named_alone("ValueError: x") && !is_named_alone("Error: x"));
    }

    #[test]
    fn words_about_exceptions_name_none() {
        for text in [
            "TypeError is handled",
            "handles ValueError",
            "no error",
            "error: 5",
            "x = ValueError",
            "no ValueError at all",
            "error handling",
        ] {
            assert_eq!(named(text), None, "{text}");
        }
    }
}
