//! Code in a transcript: how far that of a prompt goes on where its further lines have no prompts, or the primary one, and
//! where code without prompts begins.

use crate::lang::python::{self, Module};
use std::cell::Cell;

/// Lines behind a prompt that may be needed to complete its code.
const LOOK_AHEAD: usize = 40;

/// Words with which a further branch of a compound statement begins.
const BRANCHES: &[&str] = &["elif", "else", "except", "finally", "case"];

/// Bytes of code that are parsed at most to read one transcript, beside so many for each byte of it.
const MOST_PARSED: usize = 2_000_000;
const MOST_PARSED_FOR_EACH: usize = 50;

/// Looks at code as a console would, as long as that takes reasonable time: a text can be made in which each line asks for
/// all that follow it. Beyond that, code ends where its line ends.
pub(super) struct Console {
    left: Cell<usize>,
}

impl Console {
    /// For a transcript of `length` bytes.
    pub(super) fn new(length: usize) -> Self {
        Self { left: Cell::new(length.saturating_mul(MOST_PARSED_FOR_EACH).saturating_add(MOST_PARSED)) }
    }

    /// Whether nothing is parsed any more.
    pub(super) fn is_tired(&self) -> bool {
        self.left.get() == 0
    }

    /// `code`, parsed; none once that has been asked for too often.
    fn parse(&self, code: &str) -> Option<Module> {
        self.may_parse(code).then(|| python::parse(code))
    }

    /// Whether `code` may be parsed too.
    fn may_parse(&self, code: &str) -> bool {
        let left = self.left.get();
        self.left.set(left.saturating_sub(code.len()));
        left > code.len()
    }

    /// The first and the last line of the last statement of `code`, counted from 1, if it is an expression.
    pub(super) fn last_statement(&self, code: &str) -> Option<(usize, usize)> {
        let module = self.parse(code).filter(|module| module.error.is_none())?;
        let last = module.statements.iter().rfind(|statement| statement.parent.is_none())?;
        matches!(last.kind, python::Kind::Expression { .. }).then_some((last.first_line, last.last_line))
    }

    /// How many of `lines`, which stand below `code`, belong to it: as many as complete it, or go on in its body. None if it
    /// ends before them.
    pub(super) fn goes_on<'a>(&self, code: &str, lines: impl Iterator<Item = &'a str> + Clone) -> Option<usize> {
        let first = lines.clone().next()?;
        let word = first.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        let may_go_on = first.starts_with([' ', '\t']) || BRANCHES.contains(&word) || !self.is_complete(code);
        let mut code = code.to_owned();
        let completes = |(index, line): (usize, &str)| {
            code.push_str(line);
            code.push('\n');
            self.is_complete(&code).then_some(index + 1)
        };
        if may_go_on { lines.take(LOOK_AHEAD).enumerate().find_map(completes) } else { None }
    }

    /// Whether `code` parses as it stands.
    pub(super) fn is_complete(&self, code: &str) -> bool {
        !self.may_parse(code) || python::compiles(code)
    }

    /// Whether a string of several lines is open at the end of `code`.
    pub(super) fn is_in_string(&self, code: &str) -> bool {
        let mut quotes = ["\"\"\"", "'''"].into_iter().filter(|quotes| code.contains(quotes)).peekable();
        quotes.peek().is_some()
            && !self.is_complete(code)
            && quotes.any(|quotes| self.is_complete(&format!("{code}{quotes}")))
    }

    /// Whether a console that has read `code` waits for more of it: it is not complete, or has a body that no blank line
    /// ends.
    pub(super) fn waits(&self, code: &str) -> bool {
        let Some(module) = self.parse(code) else { return false };
        let has_body = module.statements.iter().any(|statement| statement.body_start.is_some());
        let is_ended = code.lines().last().is_none_or(|line| line.trim().is_empty());
        module.error.is_some() || has_body && !is_ended
    }

    /// Whether `lines` are code: Python that no output looks like, or, where code is likely, more than names and values.
    pub(super) fn is_code(&self, lines: &[&str], sure: Sure) -> bool {
        let first = lines.first().copied().unwrap_or_default();
        if first.trim().is_empty() || first.starts_with([' ', '\t']) {
            return false;
        }
        let Some(module) = self.parse(&(lines.join("\n") + "\n")) else { return false };
        let evidence = module.evidence;
        let shows = match sure {
            Sure::Beyond => evidence.strong > 0,
            Sure::Likely => evidence.strong + evidence.weak > 0,
        };
        module.error.is_none() && shows && evidence.none == 0
    }

    /// How many of `lines`, behind the prompt of a cell, are code: the first paragraph, and those that plainly are.
    pub(super) fn paragraphs_of_code(&self, lines: &[&str]) -> usize {
        let is_blank = |line: &&str| line.trim().is_empty();
        let begins = lines.iter().position(|line| !is_blank(line)).unwrap_or(lines.len());
        let mut end = begins;
        loop {
            end += lines[end..].iter().take_while(|line| !is_blank(line)).count();
            let blanks = lines[end..].iter().take_while(|line| is_blank(line)).count();
            let next: Vec<_> = lines[end + blanks..].iter().copied().take_while(|line| !is_blank(line)).collect();
            if next.is_empty() || !self.is_code(&next, Sure::Beyond) {
                return end;
            }
            end += blanks;
        }
    }
}

/// Whether `line` begins a further branch of a compound statement.
pub(super) fn is_branch(line: &str) -> bool {
    let word = line.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    BRANCHES.contains(&word) && line.trim_end().ends_with(':')
}

/// How surely lines without prompts must be code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sure {
    /// Nothing else is to be expected there.
    Likely,
    /// They stand where output may go on.
    Beyond,
}

/// Whether `code` may write something that has no line ending.
pub(super) fn may_leave_line_open(code: &str) -> bool {
    ["end=", "end =", "write("].iter().any(|word| code.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines_of(code: &str, below: &str) -> Option<usize> {
        Console::new(0).goes_on(code, below.lines())
    }

    #[test]
    fn code_goes_on_until_it_is_complete() {
        assert_eq!(lines_of("print(\"a\",\n", "      \"b\")\na b"), Some(1));
        assert_eq!(lines_of("print(\n", "\"a\"\n)\na"), Some(2));
        assert_eq!(lines_of("@cache\n", "def f():\n    return 1\n1"), Some(2));
        assert_eq!(lines_of("x = [1,\n", "\n2]\n1"), Some(2));
    }

    #[test]
    fn a_body_goes_on_as_long_as_lines_fit() {
        assert_eq!(lines_of("for x in y:\n    print(x)\n", "    print(2)\n1"), Some(1));
        assert_eq!(lines_of("if x:\n    y\n", "else:\n    z\n1"), Some(2));
        assert_eq!(lines_of("for x in y:\n    print(x)\n", " *\n**"), None);
    }

    #[test]
    fn output_is_no_code_that_goes_on() {
        assert_eq!(lines_of("x\n", "1"), None);
        assert_eq!(lines_of("print(t)\n", "  indented"), None);
        assert_eq!(lines_of("x = = 1\n", "SyntaxError: invalid syntax"), None);
    }

    #[test]
    fn a_console_waits_for_the_end_of_a_body() {
        let waits = |code: &str| Console::new(0).waits(code);
        assert!(waits("for x in y:\n    x\n") && waits("print(\n"));
        assert!(!waits("for x in y:\n    x\n\n") && !waits("x\n"));
    }

    #[test]
    fn code_shows_more_than_names_and_values() {
        let is_code = |lines: &[&str], sure| Console::new(0).is_code(lines, sure);
        assert!(is_code(&["def f():", "    return 1"], Sure::Beyond) && is_code(&["x = f(1)"], Sure::Likely));
        assert!(!is_code(&["x = f(1)"], Sure::Beyond) && !is_code(&["ready"], Sure::Likely));
        assert!(!is_code(&["Total: 5"], Sure::Likely) && !is_code(&["  x = 1"], Sure::Likely));
    }

    #[test]
    fn a_text_that_asks_for_ever_more_is_answered_in_time() {
        let console = Console::new(100);
        let code = "x = [\n".repeat(100_000);
        assert!((0..100).any(|_| console.is_complete(&code)) && !console.waits(&code) && !console.is_in_string(&code));
        assert!(console.is_tired() && console.goes_on("x = [\n", "1\n]".lines()).is_none());
    }
}
