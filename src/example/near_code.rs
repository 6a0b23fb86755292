//! Lines that are code by themselves, or would be without a mistake: below a heading they are no output.

use crate::lang::python;

/// Words with which only statements begin, and those that a colon ends.
const STATEMENTS: &[&str] = &["assert", "class", "def", "del", "import", "raise", "return", "yield"];
const HEADERS: &[&str] = &["elif", "else", "except", "finally", "for", "if", "try", "while", "with"];

/// Whether `line` is code by itself or nearly: `total = sum(nums)`, `nums.append(3`, `y = 6 +`, `self.x = 5]`.
pub(super) fn is_nearly_code(line: &str) -> bool {
    let text = line.trim();
    let word = text.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
    let begins = STATEMENTS.contains(&word) || HEADERS.contains(&word) && text.ends_with(':');
    let is_cut = || {
        let opened = text.matches(['(', '[', '{']).count() > text.matches([')', ']', '}']).count();
        opened && text.match_indices('(').any(|(at, _)| text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_'))
    };
    let parsed = || {
        let module = python::parse(&format!("{text}\n"));
        module.error.is_none() && module.evidence.strong + module.evidence.weak > 0
    };
    !text.is_empty() && (begins || assigns(text) || calls(text) || ends_in_operator(text) || is_cut() || parsed())
}

/// Whether `text` begins as an assignment or a comparison does.
fn assigns(text: &str) -> bool {
    let Some((before, _)) = text.split_once('=') else { return false };
    let before = before.trim_end_matches(['+', '-', '*', '/', '%', '&', '|', '^', '@', '<', '>', '!', ':']);
    let target = before.split(": ").next().unwrap_or_default().trim_end();
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '[' | ']' | '"' | '\'');
    target.starts_with(|c: char| c.is_alphabetic() || c == '_') && target.chars().all(is_part)
}

/// Whether `text` begins as a call does.
fn calls(text: &str) -> bool {
    let Some((name, _)) = text.split_once('(') else { return false };
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
    name.starts_with(|c: char| c.is_alphabetic() || c == '_') && name.chars().all(is_part)
}

/// Operators behind which something has to stand.
const OPERATORS: &[&str] = &["+", "-", "*", "/", "%", "|", "&", "@", "<", ">", "**", "//", "!=", "<=", ">="];

/// Whether an operator stands at the end of `text`, behind a name, a number or a bracket.
fn ends_in_operator(text: &str) -> bool {
    let Some((before, last)) = text.rsplit_once(' ') else { return false };
    let is_operand = |c: char| c.is_alphanumeric() || matches!(c, '_' | ')' | ']');
    OPERATORS.contains(&last) && before.trim_end().ends_with(is_operand)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mistake_leaves_code_what_it_is() {
        for line in [
            "nums.append(3",
            "nums = nums + [4]",
            "total = = 6",
            "Total = 5 *",
            "y = 6 +",
            "x[0] += ",
            "result = f(2",
            "self.x = 5]",
            "    result = 5",
            "print(\"Task two:\", y",
            "a + f(2",
            "x *",
            "for x in range(3):",
            "return x y",
        ] {
            assert!(is_nearly_code(line), "{line}");
        }
    }

    #[test]
    fn what_programs_print_is_no_code() {
        for line in [
            "Main process is running",
            "Hello, Alice (in Thread-A)",
            "a ( b",
            "main (12) is running now",
            "c d (7)",
            "15",
            "[1, 2]",
            "{'a': 1}",
            "* * *",
            "-----",
            "50%",
            "Loading 50 %...",
            "for you and me",
            "",
        ] {
            assert!(!is_nearly_code(line), "{line}");
        }
    }
}
