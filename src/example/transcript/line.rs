//! Lines of a transcript: which of them have a prompt, and how many bytes of it.

/// What a line of a transcript is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// A primary prompt, and the bytes that it takes.
    First(usize),
    /// A secondary prompt.
    Further(usize),
    /// `Out[1]:`
    Out(usize),
    /// Anything else.
    Plain,
}

/// What the line `text` is.
pub(super) fn kind(text: &str) -> Line {
    for (mark, further) in [(">>>", false), ("...", true)] {
        let Some(rest) = text.strip_prefix(mark) else { continue };
        // `>>>x`, typed without the blank.
        let touches = !further && rest.starts_with(|c: char| c.is_alphanumeric() || "_([{)]}\"'#@".contains(c));
        // A tab behind the dots is what the code is indented by.
        let is_indented = further && rest.starts_with('\t');
        let length = if rest.is_empty() || touches || is_indented { 3 } else { 4 };
        if rest.is_empty() || rest.starts_with(' ') || touches || is_indented {
            return if further { Line::Further(length) } else { Line::First(length) };
        }
    }
    if let Some(length) = numbered(text, &IN) {
        return Line::First(length);
    }
    if let Some(length) = numbered(text, &OUT) {
        return Line::Out(length);
    }
    let dots = text.trim_start();
    if text.starts_with("   ") && (dots.starts_with("...: ") || dots == "...:") {
        return Line::Further((text.len() - dots.len() + 5).min(text.len()));
    }
    Line::Plain
}

/// Prompts of a notebook, and as they are typed off; formatters of code take out the blank.
const IN: [&str; 4] = ["In [", "In[", "IN [", "IN["];
const OUT: [&str; 2] = ["Out[", "OUT["];

/// The bytes that a numbered prompt of a notebook takes which begins with one of `marks`.
fn numbered(whole: &str, marks: &[&str]) -> Option<usize> {
    // A digit that was typed before it by mistake.
    let stray = whole.len() - whole.strip_prefix(|c: char| c.is_ascii_digit()).unwrap_or(whole).len();
    let text = &whole[stray..];
    let rest = marks.iter().find_map(|mark| text.strip_prefix(mark))?;
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let rest = rest[digits..].strip_prefix("]:")?;
    (digits > 0).then(|| whole.len() - rest.strip_prefix(' ').unwrap_or(rest).len())
}

/// Whether `text` has a prompt of a notebook: `In [1]: x`.
pub(in crate::example) fn is_numbered(text: &str) -> bool {
    numbered(text, &IN).is_some()
}

/// Whether `text` has a prompt of a notebook for code or for a value: `Out[1]: 5`.
pub(in crate::example) fn is_of_notebook(text: &str) -> bool {
    is_numbered(text) || numbered(text, &OUT).is_some()
}

/// Where in `text` the next prompt begins that stands behind an output without a line ending: `7 8 >>> print("end")`.
pub(super) fn inline_prompt(text: &str) -> Option<usize> {
    let start = text.rfind(">>>").filter(|&start| start > 0)?;
    let rest = &text[start + 3..];
    (rest.trim().is_empty() || rest.starts_with(' ')).then_some(start)
}

/// Words of a heading with a number at most.
const MOST_WORDS: usize = 4;

/// Whether `text` is the number of an exercise or a section, perhaps with a word before it: `3.`, `练习（1）`, `Task 2:`.
pub(super) fn is_heading(text: &str) -> bool {
    let text = text.trim().trim_start_matches(['#', '*']).trim_start();
    let (text, is_ended) = match text.strip_suffix(['.', '、', ':', '：']) {
        Some(text) => (text, true),
        None => (text, false),
    };
    let bare = text.trim_end_matches([')', '）', ']']);
    let word = bare.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_bracketed = bare.len() < text.len() && word.ends_with(['(', '（', '[']);
    let word = word.trim_end_matches(['(', '（', '[']).trim_end();
    let is_word = word.chars().all(|c| c.is_alphabetic() || c == ' ') && word.split_whitespace().count() < MOST_WORDS;
    let has_number = bare.ends_with(|c: char| c.is_ascii_digit());
    has_number && is_word && (is_ended || is_bracketed && !word.is_empty() || word.contains(char::is_alphabetic))
}

/// Words by which people write that they press a key to leave.
const LEAVING: &[&str] =
    &["^d", "^z", "ctrl-d", "ctrl+d", "ctrl-z", "ctrl+z", "<ctrl-d>", "<ctrl+d>", "<ctrl-z>", "exit()", "quit()"];

/// Whether the code `text` at a prompt ends the session and nothing else.
pub(super) fn leaves(text: &str) -> bool {
    let text = text.split(" #").next().unwrap_or_default().trim().to_ascii_lowercase();
    LEAVING.contains(&text.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prompts_are_known_with_and_without_a_blank() {
        assert_eq!(kind(">>> x"), Line::First(4));
        assert_eq!([">>>x", ">>>]", ">>>'a'", ">>>(1)"].map(kind), [Line::First(3); 4]);
        assert_eq!(kind(">>>"), Line::First(3));
        assert_eq!(kind(">>>>"), Line::Plain);
        assert_eq!(kind("...     x"), Line::Further(4));
        assert_eq!(
            [kind("...\t\tx"), kind("...\t"), kind(">>>\tx")],
            [Line::Further(3), Line::Further(3), Line::Plain]
        );
        assert_eq!(kind("...and so on"), Line::Plain);
        assert_eq!([kind("In [12]: x"), kind("2In [18]: x")], [Line::First(9), Line::First(10)]);
        assert_eq!(kind("In [2]:"), Line::First(7));
        assert_eq!(kind("   ...: x"), Line::Further(8));
        assert_eq!(kind("Out[2]: 3"), Line::Out(8));
        assert_eq!([kind("OUT[1]:[2]"), kind("IN [1]: x")], [Line::Out(7), Line::First(8)]);
        assert_eq!([kind("In [x]: 3"), kind("in [1]: 3"), kind("In 1]: 3"), kind("out[1]: 3")], [Line::Plain; 4]);
    }

    #[test]
    fn a_prompt_may_stand_behind_an_output() {
        assert_eq!(inline_prompt("7 8 >>> print(1)"), Some(4));
        assert_eq!(inline_prompt("1, 3, 5, >>>"), Some(9));
        assert_eq!(inline_prompt("no>>>more"), None);
        assert_eq!(inline_prompt(">>> x"), None);
    }

    #[test]
    fn headings_have_a_number() {
        for text in ["3. ", "4.", "练习（1）", "Task 2:", "Exercise 3", "### Part 1"] {
            assert!(is_heading(text), "{text}");
        }
        for text in ["3", "3.5", "[3]", "(3)", "x = 3", "ready", "", "a long line of words 3", "Total: 3"] {
            assert!(!is_heading(text), "{text}");
        }
    }

    #[test]
    fn a_session_is_left_by_a_call_or_a_key() {
        for text in ["exit()", "quit()  # bye", "^D", "Ctrl-D", " exit() "] {
            assert!(leaves(text), "{text}");
        }
        for text in ["exit", "exit(1)", "sys.exit()", "ctrl - d", "x = exit()"] {
            assert!(!leaves(text), "{text}");
        }
    }
}
