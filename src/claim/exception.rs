//! Claims that name an exception: `KeyError`, `raises KeyError: 'x'`, a traceback.

use crate::pattern::Pattern;

static NAMED: Pattern = Pattern::holding(
    &["error", "exception", "warning", "interrupt", "iteration", "exit", "group", "invalid", "notfound"],
    r"(?x)^ [❌✗✘✖⚠️🚫\s]* (?:(?i:this|it|will|would)\s+)*
        (?: (?i:raises?|throws?|raised|error|gives|causes) \s* :? \s+ (?:(?i:an?)\s+)? | -> \s* | => \s* | → \s* )?
        (?P<kind> (?:[A-Za-z_]\w*\.)* [A-Z]\w*(?:Error|Exception|Warning|Interrupt|Iteration|Exit|ExceptionGroup|Group|Invalid|NotFound) | Error | Exception | (?:(?i:an?)\s+)?(?:error|exception) ) !*
        (?: \s* $ | \s*:\s*(?P<message>.*) | \s*\(\s*['\x22](?P<quoted>.*)['\x22]\s*\) $ | \s+(?:—|–|-|\() .* )$",
);

/// The exception that a text names: its type, and its message or nothing. A traceback is read by its last line.
#[must_use]
pub fn named(text: &str) -> Option<(&str, &str)> {
    let text = text.trim();
    let line = if is_traceback(text) { last_line(text)? } else { text };
    let (first, rest) = line.split_once('\n').unwrap_or((line, ""));
    let found = NAMED.captures(first.trim())?;
    let kind = found.name("kind")?.as_str();
    let kind = kind.rsplit(' ').next().unwrap_or(kind);
    let message = found.name("message").or_else(|| found.name("quoted")).map_or("", |message| message.as_str());
    // `error: 5` is a labelled value.
    if matches!(kind, "error" | "exception") && !message.is_empty() {
        return None;
    }
    // A text of several lines is no exception's name unless the first line begins its message.
    (rest.is_empty() || !message.is_empty()).then_some((kind, message.trim()))
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
    let found = NAMED.captures(text)?;
    let named = found.name("kind")?;
    let is_vague = named.as_str().ends_with("error") || named.as_str().ends_with("exception");
    if is_vague || kind.contains('\n') {
        return None;
    }
    let given = found.name("message").or_else(|| found.name("quoted"));
    let has_message = given.is_some_and(|given| !given.is_empty());
    let mut renamed = format!("{}{kind}", &text[..named.start()]);
    match given.filter(|_| has_message && !message.is_empty()) {
        Some(given) => {
            renamed.push_str(&text[named.end()..given.start()]);
            renamed.push_str(message);
            renamed.push_str(&text[given.end()..]);
        }
        None if has_message => {}
        None => renamed.push_str(&text[named.end()..]),
    }
    Some(renamed)
}

/// Whether a text begins as tracebacks do.
#[must_use]
pub fn is_traceback(text: &str) -> bool {
    // A notebook begins with the type and puts a rule of dashes above.
    text.lines().take(2).any(|line| line.contains("Traceback (most recent call last)"))
}

/// The line of a traceback that names the exception: the last one that is not indented and no part of the stack.
fn last_line(traceback: &str) -> Option<&str> {
    let unindented = |line: &&str| !line.starts_with([' ', '\t']) && !line.trim().is_empty();
    let is_head = |line: &&str| line.contains("Traceback (most recent");
    traceback.lines().filter(unindented).filter(|line| !is_head(line)).find(|line| NAMED.is_match(line.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_patterns_are_sound() {
        assert!(NAMED.is_sound() && MENTIONED.is_sound());
    }

    #[test]
    fn exceptions_are_named_in_many_ways() {
        for (text, kind, message) in [
            ("TypeError", "TypeError", ""),
            ("KeyError: 'x'", "KeyError", "'x'"),
            ("raises ValueError", "ValueError", ""),
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
    fn words_about_exceptions_name_none() {
        for text in
            ["TypeError is handled", "handles ValueError", "no error", "error: 5", "the Error", "x = ValueError"]
        {
            assert_eq!(named(text), None, "{text}");
        }
    }
}
