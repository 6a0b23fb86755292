//! Sessions in running text, without a fence: `>>> 2 + 2`. CommonMark takes their prompts for the marks of a quote in a quote in a
//! quote.

use super::region::Region;
use crate::lang::python;
use std::ops::Range;

/// The primary prompt.
const PROMPT: &str = ">>> ";

/// The lines of the session that begins where CommonMark sees the quote `range`, each without the marks and blanks around the
/// session. None if that is a quote: its first line is no code, or nothing but a word.
pub(super) fn lines(region: &Region, range: Range<usize>) -> Option<Vec<Range<usize>>> {
    let text = region.text();
    if !text[range.start..].starts_with(PROMPT) {
        return None;
    }
    let line_start = text[..range.start].rfind(['\n', '\r']).map_or(0, |end| end + 1);
    let margin = range.start - line_start;
    let around = |line: &str| line.len() - line.trim_start_matches(['>', ' ', '\t']).len();
    let found: Vec<_> = region
        .lines_from(range.start)
        .take_while(|line| line.start < range.end)
        .map(|line| {
            let line = line.range();
            let prompt = text[line.clone()].find(">>>").filter(|&at| at <= margin);
            let kept = prompt.unwrap_or_else(|| around(&text[line.clone()]).min(margin));
            line.start + kept..line.end
        })
        .collect();
    let prompts = found.iter().filter_map(|line| text[line.clone()].strip_prefix(PROMPT));
    let (mut all, mut code) = (0, 0);
    for prompt in prompts.clone() {
        all += 1;
        code += usize::from(is_code(prompt));
    }
    let begins_with_code = prompts.clone().next().is_some_and(is_code);
    (begins_with_code && code * 2 >= all && prompts.clone().any(shows_something)).then_some(found)
}

/// Whether `line` is code, or the beginning of some.
fn is_code(line: &str) -> bool {
    let line = line.trim();
    let is_open = || line.ends_with([':', '(', '[', '{', ',', '\\']) && line.contains(['(', '[', '{', '=', ':']);
    !line.is_empty() && (python::compiles(line) || is_open() && !is_sentence(line))
}

/// Whether `line` begins as sentences do, with words one behind the other that no keyword of Python holds together.
fn is_sentence(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let is_word = |word: &str| word.chars().all(char::is_alphabetic);
    let keywords = ["def", "class", "for", "if", "while", "with", "try", "async", "import", "from", "match"];
    let first = words.next().unwrap_or_default();
    is_word(first) && !keywords.contains(&first) && words.next().is_some_and(is_word)
}

/// Whether `line` is more than a word, which may be anyone's answer.
fn shows_something(line: &str) -> bool {
    line.contains(|c: char| c.is_ascii_digit() || "([{'\"=+*/%".contains(c)) || line.starts_with("import ")
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use crate::source::Source;

    /// The code of the blocks in `text`.
    fn blocks(text: &str) -> Vec<String> {
        let document = parse(Source::new("a.md", text.as_bytes().to_vec()));
        document.blocks.iter().map(|block| block.code(&document.source)).collect()
    }

    #[test]
    fn a_session_needs_no_fence() {
        assert_eq!(blocks("Type:\n\n>>> 2 + 2\n4\n>>> x = 1\n\nand so on\n"), [">>> 2 + 2\n4\n>>> x = 1\n"]);
        let text = ">>> def f(x):\n...     return x\n...\n>>> f(1)\n1\n";
        assert_eq!(blocks(text), [text]);
        assert_eq!(blocks("- one\n\n  >>> f(1)\n  1\n"), [">>> f(1)\n1\n"]);
        assert_eq!(blocks("> so:\n>\n> >>> f(1)\n> 1\n> >>> f(2)\n> 2\n"), [">>> f(1)\n1\n>>> f(2)\n2\n"]);
        assert_eq!(blocks(">>> f(1)\r\n1\r\n\r\n>>> f(2)\r\n2\r\n").len(), 2);
    }

    #[test]
    fn quotes_of_three_levels_stay_quotes() {
        for text in [
            ">>> as he said\nyesterday\n",
            ">>> Yes\n",
            "> > > f(1)\n",
            ">>>f(1)\n",
            ">>> On Monday, Ann wrote:\n>> Hello\n",
            "text >>> f(1)\n",
            ">>> # a heading\n",
        ] {
            assert_eq!(blocks(text), Vec::<String>::new(), "{text}");
        }
    }
}
