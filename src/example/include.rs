//! Lines that stand for the content of another file: MkDocs, mdBook, VitePress, FastAPI's pages, Hugo and Quarto.
//!
//! Where the file may be read, its content stands in the place of the line before the page is read as a whole; a line that is
//! still there stands for what is not known, and the code around it lacks it.

mod literal;
mod portion;

use super::{rules, tags};
use crate::document::{Block, CodeLine, Document};
use crate::lang::Tag;
use crate::source::{Source, Span};
pub use portion::LineSelection;

/// A line that stands for the content of another file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Include {
    /// The file, as the line names it.
    pub name: String,
    /// Where it is looked for.
    pub base: Base,
    /// Which lines of it are meant; none if that is written in a way that is not known.
    pub portion: Option<LineSelection>,
}

/// Where a tool looks for the files that it includes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    /// In the folder of the document.
    Document,
    /// In a folder that the tool's settings name: one that the document stands in.
    Above,
}

/// An include of a document, and the bytes that it takes, from its first sign on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// What is included.
    pub include: Include,
    /// All that the content takes the place of.
    pub span: Span,
    /// The 1-based number of its first line.
    pub line: usize,
    /// What stands before the content and behind it, on lines of their own: the include may be a block by itself.
    pub head: String,
    /// What stands behind it.
    pub foot: String,
    /// Blanks before each line of the content.
    pub margin: usize,
}

impl Placed {
    /// What stands in its place, with `before` in front of every line but the first. None if the content would end it.
    #[must_use]
    pub fn filled(&self, content: &[&str], before: &str) -> Option<String> {
        let is_fence = |line: &&str| line.trim_start().starts_with("```");
        if !self.foot.is_empty() && content.iter().any(is_fence) {
            return None;
        }
        let margin = " ".repeat(self.margin);
        let line = |line: &&str| if line.is_empty() { String::new() } else { format!("{margin}{line}") };
        let head = self.head.lines().map(str::to_owned);
        let lines = head.chain(content.iter().map(line)).chain(self.foot.lines().map(str::to_owned));
        Some(lines.collect::<Vec<_>>().join(&format!("\n{before}")))
    }
}

/// How the words behind the name of a file say which lines of it are meant.
#[derive(Clone, Copy)]
enum Dialect {
    /// `a.py:3:6`, `a.py:name`: MkDocs.
    Snippets,
    /// `a.py:3:6`, `a.py:name`: mdBook, whose sections have other marks.
    Anchors,
    /// `a.py#name{2,4}`: VitePress, whose braces highlight.
    Regions,
    /// `a.py[ln:3-6]`, `a.py ln[3:6] hl[2]`.
    Brackets,
    /// All of the file.
    Whole,
    /// In a way of its own.
    Unknown,
}

/// What stands around the name of the file, on a line of its own; where it is looked for, and how lines are chosen.
const MARKS: &[(&str, &str, Base, Dialect)] = &[
    ("{{#include ", "}}", Base::Document, Dialect::Anchors),
    ("{{#rustdoc_include ", "}}", Base::Document, Dialect::Unknown),
    ("{{#playground ", "}}", Base::Document, Dialect::Unknown),
    ("{{< include ", ">}}", Base::Document, Dialect::Whole),
    ("{% include ", "%}", Base::Document, Dialect::Unknown),
    ("{% include_relative ", "%}", Base::Document, Dialect::Whole),
    ("{% include-markdown ", "%}", Base::Document, Dialect::Whole),
    ("{!> ", "!}", Base::Above, Dialect::Brackets),
    ("{!", "!}", Base::Above, Dialect::Brackets),
    ("{* ", "*}", Base::Above, Dialect::Brackets),
    ("<<< ", "", Base::Above, Dialect::Regions),
    ("--8<-- ", "", Base::Above, Dialect::Snippets),
    ("-8<- ", "", Base::Above, Dialect::Snippets),
    ("@include ", "", Base::Document, Dialect::Unknown),
    ("!include ", "", Base::Document, Dialect::Unknown),
    ("!INCLUDE ", "", Base::Document, Dialect::Unknown),
    ("INCLUDE ", "", Base::Document, Dialect::Unknown),
];

/// What the line `text` stands for.
fn included(text: &str) -> Option<Include> {
    let text = text.trim();
    let inside = |mark: &&(&'static str, &'static str, Base, Dialect)| {
        text.strip_prefix(mark.0).is_some_and(|rest| rest.ends_with(mark.1))
    };
    let (open, close, base, dialect) = *MARKS.iter().find(inside)?;
    let words = text.strip_prefix(open)?.strip_suffix(close)?.trim();
    let (name, options) = match words.strip_prefix(['"', '\'']) {
        Some(quoted) => quoted.split_once(['"', '\'']).unwrap_or((quoted, "")),
        None => words.split_once(char::is_whitespace).unwrap_or((words, "")),
    };
    let path = name.split([':', '#', '{', '[']).next().unwrap_or(name);
    path.rsplit(['/', '\\']).next().filter(|file| file.contains('.') || words.starts_with(['"', '\'']))?;
    let is_beside = name.starts_with("./") || name.starts_with("../");
    let base = if matches!(dialect, Dialect::Regions) && is_beside { Base::Document } else { base };
    let portion = chosen(dialect, &name[path.len()..], options.trim());
    Some(Include { name: path.trim_start_matches("@/").to_owned(), base, portion })
}

/// Which lines are meant by what stands `behind` the name and by further words; none if that is not known.
fn chosen(dialect: Dialect, behind: &str, options: &str) -> Option<LineSelection> {
    match dialect {
        Dialect::Snippets if options.is_empty() => LineSelection::of_snippets(behind),
        Dialect::Anchors if options.is_empty() => LineSelection::of_anchors(behind),
        Dialect::Regions => LineSelection::of_regions(behind, options),
        Dialect::Brackets => LineSelection::of_brackets(&format!("{behind} {options}")),
        Dialect::Whole if behind.is_empty() && options.is_empty() => Some(LineSelection::Whole),
        Dialect::Snippets | Dialect::Anchors | Dialect::Whole | Dialect::Unknown => None,
    }
}

/// Signs one of which each include has.
const SIGNS: [&str; 10] = ["{{", "{%", "{!", "{*", "<<<", "8<-", "@include", "!include", "INCLUDE", "literalinclude"];

/// The includes in blocks of `document` that may be Python or show what it prints, in their order.
#[must_use]
pub fn includes(document: &Document) -> Vec<Placed> {
    if !SIGNS.iter().any(|sign| document.source.text().contains(sign)) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (block, tag) in document.blocks.iter().zip(tags(document)) {
        let word = block.info.language.as_deref().unwrap_or_default().to_ascii_lowercase();
        let is_of_interest = tag != Tag::Other || rules::may_be_output(&word);
        if literal::is_one(block) {
            found.extend(literal::placed(document, block));
        } else if is_of_interest && !block.is_escaped && !block.invalid_utf8 {
            // What is included cannot be written in the escapes of the place.
            found.extend(block.lines.iter().filter_map(|line| placed(document, block, line)));
        }
    }
    found.sort_by_key(|placed| placed.span);
    found.dedup_by(|next, last| next.line == last.line || next.span.start < last.span.end);
    found
}

fn placed(document: &Document, block: &Block, line: &CodeLine) -> Option<Placed> {
    let text = document.source.slice(line.span);
    let start = line.span.start + text.len() - text.trim_start().len();
    let include = included(text)?;
    // VitePress makes a block of the line.
    let (head, foot) = match block.line == block.end_line {
        true => (format!("```{}\n", block.info.language.as_deref()?), "```".to_owned()),
        false => (String::new(), String::new()),
    };
    Some(Placed { include, span: Span::new(start, line.span.end), line: line.line, head, foot, margin: 0 })
}

/// Why nothing is known of the line `text`, if it stands for the content of a file.
pub(crate) fn missing(text: &str) -> Option<String> {
    included(text).map(|include| lacks(&include.name))
}

/// The same of a whole block.
pub(super) fn missing_block(document: &Document, block: &Block) -> Option<String> {
    literal::name(document, block).map(|name| lacks(&name))
}

fn lacks(name: &str) -> String {
    format!("missing-include: the content of `{name}` is not here")
}

/// Takes the lines out that stand for the content of other files; what is missing of the first of those files, if there is one.
pub(super) fn take_out(source: &Source, lines: &mut [CodeLine]) -> Option<String> {
    let mut first = None;
    for line in lines {
        let text = source.slice(line.span);
        let Some(include) = included(text) else { continue };
        first.get_or_insert_with(|| lacks(&include.name));
        *line = CodeLine { span: Span::new(line.span.start, line.span.start), pad: 0, ..*line };
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document;

    #[test]
    fn each_tool_has_its_mark() {
        let portion = |include: &Include| include.portion.as_ref().map(ToString::to_string);
        for (line, name, lines) in [
            ("--8<-- \"shapes.py:area\"", "shapes.py", Some("--8<-- area")),
            ("--8<-- \"shapes.py:2:3,5:6\"", "shapes.py", Some("2-3, 5-6")),
            ("--8<-- \"shapes.py\" more", "shapes.py", None),
            ("{{#include shapes.py}}", "shapes.py", Some("whole")),
            ("{{#include ../src/shapes.py:2:10}}", "../src/shapes.py", Some("2-10")),
            ("{{#include shapes.py:area}}", "shapes.py", Some("ANCHOR area")),
            ("<<< @/src/shapes.py{2,4}", "src/shapes.py", Some("whole")),
            ("<<< ./shapes.py#area{2}", "./shapes.py", Some("region area")),
            ("{!> ../../docs_src/a/tutorial001.py !}", "../../docs_src/a/tutorial001.py", Some("whole")),
            ("{!../docs_src/a.py[ln:2-4]!}", "../docs_src/a.py", Some("2-4")),
            ("{* ../../docs_src/a.py hl[2] *}", "../../docs_src/a.py", Some("whole")),
            ("{* ../../docs_src/a.py ln[3:6] hl[4] *}", "../../docs_src/a.py", Some("3-6")),
            ("    {{< include _a.py >}}", "_a.py", Some("whole")),
            ("{% include \"a.py\" %}", "a.py", None),
            ("{{#rustdoc_include a.rs:2}}", "a.rs", None),
            ("INCLUDE menu-before.py", "menu-before.py", None),
            ("!include src/a.py", "src/a.py", None),
        ] {
            let found = included(line).unwrap_or_else(|| panic!("{line}"));
            assert_eq!((found.name.as_str(), portion(&found).as_deref()), (name, lines), "{line}");
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
            "INCLUDE the file",
            "INCLUDE = 'a.py'",
            "print(1)  # --8<-- [start:a]",
        ] {
            assert_eq!(included(line), None, "{line}");
        }
    }

    #[test]
    fn includes_of_code_are_found_with_their_place() {
        let text = "> ```python\n>   {{#include a.py}}\n> ```\n\n```toml\n{{#include a.toml}}\n```\n";
        let document = document::parse(Source::new("a.md", text.as_bytes().to_vec()));
        let found = includes(&document);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].line, document.source.slice(found[0].span)), (2, "{{#include a.py}}"));
    }

    /// What stands in the place of the only include of `text`, and what that takes.
    fn filled(text: &str) -> (String, String) {
        let document = document::parse(Source::new("a.md", text.as_bytes().to_vec()));
        let found = includes(&document);
        assert_eq!(found.len(), 1, "{text}");
        let new = found[0].filled(&["x = 1", "", "y"], "").expect("a text");
        (document.source.slice(found[0].span).to_owned(), new)
    }

    #[test]
    fn blocks_that_are_includes_become_blocks_of_code() {
        let (old, new) = filled("```{literalinclude} a.py\n:lines: 1-3\n:linenos:\n```\n");
        assert_eq!((old.lines().count(), new.as_str()), (3, "{code-block} python\nx = 1\n\ny"));
        let (old, new) = filled("```{eval-rst}\n.. literalinclude:: a.py\n   :language: python\n```\n");
        assert_eq!(old, ".. literalinclude:: a.py\n   :language: python");
        assert_eq!(new, ".. code-block:: python\n\n   x = 1\n\n   y");
        assert_eq!(filled("text\n\n<<< @/a.py\n\ntext\n").1, "```python\nx = 1\n\ny\n```");
    }

    #[test]
    fn options_that_choose_otherwise_are_not_known() {
        for text in
            ["```{literalinclude} a.py\n:diff: b.py\n```\n", "```{literalinclude} a.py\n:pyobject: f\n:lines: 1\n```\n"]
        {
            let document = document::parse(Source::new("a.md", text.as_bytes().to_vec()));
            assert_eq!(includes(&document)[0].include.portion, None, "{text}");
        }
        let document = document::parse(Source::new("a.md", b"```{literalinclude} a.c\n```\n".to_vec()));
        assert_eq!(includes(&document), []);
    }
}
