//! Prefixes that converters put before each line of an output.

use crate::document::CodeLine;
use crate::lang::output;
use crate::pattern::Pattern;
use crate::source::{Source, Span};

/// What knitr has before each line, unless its author asks for something else (knitr 1.42, option `comment`).
const KNITR: &str = "##";

/// What authors put before each line of an output in a fence tagged as Python.
const COMMENT: &str = "#";

/// R's word before an exception of Python (reticulate 1.28).
static ERROR: Pattern = Pattern::beginning(
    &["error"],
    r"^Error(?: in [^:\n]*)?: (?P<name>[A-Za-z_][\w.]*(?:Error|Exception|Interrupt|Exit|Iteration))\b",
);

/// The prefix of `lines`, or nothing, and the lines behind it. `is_commented`: they may be comments.
pub(super) fn without(source: &Source, lines: Vec<CodeLine>, is_commented: bool) -> (&'static str, Vec<CodeLine>) {
    let all_have = |prefix: &&str| {
        let is_prefixed = |line: &CodeLine| {
            let text = source.slice(line.span);
            text.trim_end() == *prefix || text.strip_prefix(*prefix).is_some_and(|rest| rest.starts_with(' '))
        };
        !lines.is_empty() && lines.iter().all(is_prefixed)
    };
    let is_title = |line: &CodeLine| output::is_title(source.slice(line.span));
    let may_be_comments = is_commented && !lines.first().is_some_and(is_title);
    let prefix = [KNITR].iter().chain([COMMENT].iter().filter(|_| may_be_comments)).copied().find(all_have);
    let Some(prefix) = prefix else { return ("", lines) };
    let behind = |line: CodeLine| {
        let length = (prefix.len() + 1).min(source.slice(line.span).len());
        CodeLine { span: Span::new(line.span.start + length, line.span.end), pad: 0, ..line }
    };
    let mut lines: Vec<_> = lines.into_iter().map(behind).collect();
    if let [only] = lines.as_mut_slice()
        && let Some(name) = ERROR.captures(source.slice(only.span)).and_then(|found| Some(found.name("name")?.start()))
    {
        only.span = Span::new(only.span.start + name, only.span.end);
    }
    (prefix, lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pattern_is_sound() {
        assert!(ERROR.is_sound());
    }

    fn found(text: &str) -> (&'static str, Vec<String>) {
        read(text, false)
    }

    fn read(text: &str, is_commented: bool) -> (&'static str, Vec<String>) {
        let source = Source::new("a.md", text.as_bytes().to_vec());
        let line = |line: usize| CodeLine { line, span: source.line_span(line), pad: 0 };
        let (prefix, lines) = without(&source, (1..=text.lines().count()).map(line).collect(), is_commented);
        (prefix, lines.iter().map(|line| line.text(&source)).collect())
    }

    #[test]
    fn each_line_has_it_or_none() {
        assert_eq!(found("## a\n##\n##   b"), ("##", vec!["a".to_owned(), String::new(), "  b".to_owned()]));
        assert_eq!(found("## a\nb").0, "");
        assert_eq!(found("# a\n# b").0, "");
        assert_eq!(read("# a\n#   b", true), ("#", vec!["a".to_owned(), "  b".to_owned()]));
        assert_eq!([read("# a\nb", true).0, read("# Output\n# b", true).0], [""; 2]);
        assert_eq!(found("#### a\n").0, "");
        assert_eq!(found("## Error: ZeroDivisionError: division by zero").1, ["ZeroDivisionError: division by zero"]);
        assert_eq!(found("## Error: it went wrong").1, ["Error: it went wrong"]);
    }
}
