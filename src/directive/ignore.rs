//! `ignore[CODE]`: a claim or an example that fails in a way which its author knows, with the reason.
//!
//! It is said as the last comment of a line, `# doctrue: ignore[wrong]: reason`, or in a comment before the block, for one
//! of its lines or for all: `<!-- doctrue: ignore[wrong] line=3 reason="…" -->`.

use super::grammar::Item;

/// What is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ignore {
    /// The codes: verdicts and findings.
    pub codes: Vec<String>,
    /// Why.
    pub reason: String,
    /// The line of the block that it is about, counted from 1; none: all of the block.
    pub line: Option<usize>,
    /// The 1-based line of the file on which it is said; 0 where that is not known yet.
    pub said_on: usize,
}

/// The word in directives.
const WORD: &str = "ignore";

/// What is missing where codes or reason are.
const USAGE: &str = "write the code and a reason, like `ignore[wrong] reason=\"shown on purpose\"`";

/// Whether a directive of this key leaves something out.
pub(super) fn is_ignore(key: &str) -> bool {
    key.strip_prefix(WORD).is_some_and(|rest| rest.is_empty() || rest.starts_with('['))
}

/// What the items of one comment leave out, and the items that are about something else.
pub(super) fn split(items: &[Item]) -> (Option<Result<Ignore, String>>, Vec<Item>) {
    let Some(own) = items.iter().find(|item| is_ignore(&item.key)) else { return (None, items.to_vec()) };
    let value = |key: &str| items.iter().find(|item| item.key == key).and_then(|item| item.value.clone());
    let line = value("line").map(|text| text.trim().parse().ok().filter(|line| *line > 0));
    let ignore = match (codes(&own.key[WORD.len()..]), value("reason"), line) {
        (_, _, Some(None)) => Err("`line`: write the number of a line of the block, like `line=3`".to_owned()),
        (Some(codes), Some(reason), line) if !reason.trim().is_empty() => {
            Ok(Ignore { codes, reason, line: line.flatten(), said_on: 0 })
        }
        _ => Err(format!("`{}`: {USAGE}", own.key)),
    };
    let others = items.iter().filter(|item| !is_ignore(&item.key) && !matches!(item.key.as_str(), "line" | "reason"));
    (Some(ignore), others.cloned().collect())
}

/// Reads what a comment at the end of a line says: `ignore[wrong]: reason`.
///
/// # Errors
/// What is wrong with it, for a person.
pub fn of_pragma(text: &str, said_on: usize) -> Result<Ignore, String> {
    let usage =
        || "`ignore`: write the code and a reason, like `# doctrue: ignore[wrong]: shown on purpose`".to_owned();
    let rest = text.strip_prefix(WORD).unwrap_or(text).trim_start();
    let end = rest.find(']').ok_or_else(usage)? + 1;
    let codes = codes(&rest[..end]).ok_or_else(usage)?;
    let reason = rest[end..].trim_start_matches([':', ' ', '-', '—', '–']).trim().to_owned();
    if reason.is_empty() { Err(usage()) } else { Ok(Ignore { codes, reason, line: None, said_on }) }
}

/// The codes in `[wrong, volatile]`.
fn codes(text: &str) -> Option<Vec<String>> {
    let inside = text.strip_prefix('[')?.strip_suffix(']')?;
    let codes: Vec<_> = inside.split(',').map(|code| code.trim().to_owned()).filter(|code| !code.is_empty()).collect();
    (!codes.is_empty()).then_some(codes)
}

#[cfg(test)]
mod tests {
    use super::super::grammar::items;
    use super::*;

    #[test]
    fn a_directive_names_codes_a_reason_and_perhaps_a_line() {
        let (ignore, others) = split(&items("ignore[wrong, volatile] line=3 timeout=2s reason=\"on purpose\""));
        let expected = Ignore {
            codes: vec!["wrong".to_owned(), "volatile".to_owned()],
            reason: "on purpose".to_owned(),
            line: Some(3),
            said_on: 0,
        };
        assert_eq!(ignore, Some(Ok(expected)));
        assert_eq!(others.iter().map(|item| item.key.as_str()).collect::<Vec<_>>(), ["timeout"]);
        assert_eq!(split(&items("skip reason=x")).0, None);
    }

    #[test]
    fn without_a_code_or_a_reason_it_is_wrong() {
        for text in ["ignore", "ignore[]", "ignore[wrong]", "ignore[wrong] reason=''", "ignore[wrong] line=0 reason=x"]
        {
            assert!(matches!(split(&items(text)).0, Some(Err(_))), "{text}");
        }
        for text in ["ignore", "ignore[wrong]", "ignore[wrong]:", "ignore: x", "ignore[]: x", "ignore[wrong"] {
            assert!(of_pragma(text, 1).is_err(), "{text}");
        }
    }

    #[test]
    fn the_reason_of_a_comment_stands_behind_the_code() {
        let of = |text: &str| of_pragma(text, 7).map(|ignore| (ignore.codes.join("+"), ignore.reason));
        assert_eq!(of("ignore[wrong]: see below"), Ok(("wrong".to_owned(), "see below".to_owned())));
        assert_eq!(of("ignore[wrong,stale] – [x]: y"), Ok(("wrong+stale".to_owned(), "[x]: y".to_owned())));
    }
}
