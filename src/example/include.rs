//! Lines that stand for the content of another file: MkDocs, mdBook, VitePress, FastAPI's pages, Hugo and Quarto.
//!
//! What such a line stands for is not read, so the code around it lacks it.

use crate::document::CodeLine;
use crate::source::{Source, Span};

/// What stands around the name of the file, on a line of its own.
const MARKS: &[(&str, &str)] = &[
    ("{{#include ", "}}"),
    ("{{#rustdoc_include ", "}}"),
    ("{{#playground ", "}}"),
    ("{{< include ", ">}}"),
    ("{% include ", "%}"),
    ("{% include_relative ", "%}"),
    ("{% include-markdown ", "%}"),
    ("{!> ", "!}"),
    ("{!", "!}"),
    ("{* ", "*}"),
    ("<<< ", ""),
    ("--8<-- ", ""),
    ("-8<- ", ""),
    ("@include ", ""),
];

/// The file whose content the line `text` stands for.
fn included(text: &str) -> Option<&str> {
    let text = text.trim();
    let inside = |(open, close): &(&'static str, &'static str)| text.strip_prefix(open)?.strip_suffix(close);
    let words = MARKS.iter().find_map(inside)?.trim();
    let name = match words.strip_prefix(['"', '\'']) {
        Some(quoted) => quoted.split(['"', '\'']).next(),
        None => words.split_whitespace().next(),
    };
    let name = name?.trim_start_matches("@/");
    let path = name.split([':', '#', '{']).next().unwrap_or(name);
    path.rsplit(['/', '\\']).next().filter(|file| file.contains('.') || words.starts_with(['"', '\'']))?;
    Some(name)
}

/// Takes the lines out that stand for the content of other files; the first of those files, if there is one.
pub(super) fn take_out(source: &Source, lines: &mut [CodeLine]) -> Option<String> {
    let mut first = None;
    for line in lines {
        let text = source.slice(line.span);
        let Some(name) = included(text) else { continue };
        first.get_or_insert_with(|| name.to_owned());
        *line = CodeLine { span: Span::new(line.span.start, line.span.start), pad: 0, ..*line };
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_tool_has_its_mark() {
        for (line, name) in [
            ("--8<-- \"shapes.py:area\"", "shapes.py:area"),
            ("{{#include shapes.py}}", "shapes.py"),
            ("{{#include ../src/shapes.py:2:10}}", "../src/shapes.py:2:10"),
            ("<<< @/src/shapes.py{2,4}", "src/shapes.py{2,4}"),
            ("{!> ../../docs_src/a/tutorial001.py !}", "../../docs_src/a/tutorial001.py"),
            ("{!../docs_src/a.py!}", "../docs_src/a.py"),
            ("{* ../../docs_src/a.py hl[2] *}", "../../docs_src/a.py"),
            ("    {{< include _a.py >}}", "_a.py"),
        ] {
            assert_eq!(included(line), Some(name), "{line}");
        }
    }

    #[test]
    fn other_lines_are_what_they_are() {
        for line in [
            "x = {1, 2}",
            "<<< HEAD",
            "<<<<<<< HEAD",
            "{{#each items}}",
            "{% include %}",
            "print(1)  # --8<-- [start:a]",
        ] {
            assert_eq!(included(line), None, "{line}");
        }
    }
}
