//! Files that a document shows: the names of its blocks and parts, and listings of folders.

use super::file_name::is_file_name;
use super::notebook;
use crate::document::{Block, Document};
use crate::lang::{self, Tag};
use crate::pattern::Pattern;

static NAME: Pattern = Pattern::holding(
    &[".py"],
    // `main.py`, `file: pkg/mod.py`, `**mod.py**:`, `main.py - the entry point`
    r#"^[\s#/*_`"'=<>~-]*(?i:file(?:name)?\s*[:=]\s*)?[`"'*_]*(?P<name>(?:(?:\w|-)+/)*(?:\w|-)+\.py)[`"'*_]*\s*(?::|[-–—(].*)?[\s*_=~>-]*$"#,
);

/// The file that `line` names, if it names one and says nothing else.
pub(super) fn named_by(line: &str) -> Option<String> {
    let captures = NAME.captures(line)?;
    captures.name("name").map(|name| name.as_str().to_owned())
}

/// The file that a comment `# name.py` names; not any comment that mentions one.
pub(super) fn named_by_comment(line: &str) -> Option<String> {
    line.trim_start().starts_with('#').then(|| named_by(line)).flatten()
}

/// Attributes of info strings that give the name of the file.
const KEYS: &[&str] = &["title", "filename", "file", "name"];

/// The name of the file that `block` shows as a whole: from its info string, or from the line right above it.
pub(super) fn name_of(document: &Document, block: &Block) -> Option<String> {
    let attributes = block.info.attributes.iter();
    let by_info = attributes.filter(|(key, _)| KEYS.contains(&key.as_str())).map(|(_, value)| value.clone());
    let by_info = by_info.chain(block.info.words.iter().cloned()).find(|name| is_file_name(name));
    by_info.or_else(|| {
        let source = &document.source;
        let above = (1..block.line).rev().take(2).map(|line| source.slice(source.line_span(line)));
        let line = above.map(|line| line.trim().trim_start_matches('>')).find(|line| !line.trim().is_empty())?;
        // A name alone, or one in backticks at the end of a sentence that ends with a colon.
        let may_be_module = matches!(lang::tag(block.info.language.as_deref()), Tag::Python | Tag::None);
        let quoted = || if may_be_module { quoted_module(document, line) } else { None };
        named_by(line).or_else(|| quoted_at_the_end(line)).or_else(quoted)
    })
}

/// Signs around a name in running text, each with the one that closes it.
const QUOTES: [(char, char); 7] =
    [('`', '`'), ('"', '"'), ('\'', '\''), ('“', '”'), ('«', '»'), ('„', '“'), ('*', '*')];

/// The only `name.py` that `line`, a sentence above a block, quotes or sets in bold, if code of `document` imports `name`.
fn quoted_module(document: &Document, line: &str) -> Option<String> {
    let end = |at: usize| at + ".py".len();
    let name = |(at, _): (usize, &str)| {
        let close = line[end(at)..].chars().next()?;
        let (open, _) = QUOTES.iter().find(|(_, other)| *other == close)?;
        let start = line[..at].rfind(*open)? + open.len_utf8();
        Some(&line[start..end(at)]).filter(|name| is_file_name(name))
    };
    let mut names = line.match_indices(".py").filter_map(name);
    let only = names.next().filter(|_| names.next().is_none())?;
    let stem = only.strip_suffix(".py").filter(|stem| !stem.contains('/'))?;
    let is_import = |text: &str| {
        let rest = text.trim_start_matches([' ', '\t', '>']);
        let module = rest.strip_prefix("from ").or_else(|| rest.strip_prefix("import "));
        let behind = module.and_then(|module| module.trim_start().strip_prefix(stem));
        behind.is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', ',']))
    };
    document.source.text().lines().any(is_import).then(|| only.to_owned())
}

/// `name.py` in "Create `name.py`:".
fn quoted_at_the_end(line: &str) -> Option<String> {
    let inside = line.trim_end().trim_end_matches([':', '*', '_']).strip_suffix('`')?;
    let name = inside.rsplit('`').next()?;
    (line.trim_end().ends_with(':') && is_file_name(name) && name.ends_with(".py")).then(|| name.to_owned())
}

/// The code of `block`, which shows a file as a whole: without the line of IPython that has it written.
#[must_use]
pub fn content(document: &Document, block: &Block) -> String {
    let code = block.code(&document.source);
    let start = code.len() - code.trim_start().len();
    let first = code[start..].lines().next().unwrap_or_default();
    match notebook::written_file(first) {
        Some(_) => code.get(start + first.len() + 1..).unwrap_or_default().to_owned(),
        None => code,
    }
}

/// The paths that a listing shows, in its order; folders end with `/`. Files in a folder follow it.
#[must_use]
pub fn tree(text: &str) -> Vec<String> {
    let mut above: Vec<(usize, String)> = Vec::new();
    let mut nodes: Vec<(usize, String)> = Vec::new();
    for line in text.lines() {
        let Some((column, name)) = node(line) else { continue };
        above.retain(|(outer, _)| *outer < column);
        let folder: String = above.iter().map(|(_, name)| format!("{}/", name.trim_end_matches('/'))).collect();
        nodes.push((column, format!("{folder}{name}")));
        above.push((column, name));
    }
    let is_folder = |index: usize| {
        let (column, path) = &nodes[index];
        path.ends_with('/') || nodes.get(index + 1).is_some_and(|(next, _)| next > column)
    };
    let path = |(index, (_, path)): (usize, &(usize, String))| {
        if is_folder(index) { format!("{}/", path.trim_end_matches('/')) } else { path.clone() }
    };
    nodes.iter().enumerate().map(path).collect()
}

/// The name on a line of a listing and the column it stands in.
fn node(line: &str) -> Option<(usize, String)> {
    let is_ornament =
        |c: char| c.is_whitespace() || matches!(c, '│' | '├' | '└' | '─' | '┬' | '|' | '`' | '+' | '-' | '\\');
    let start = line.find(|c: char| !is_ornament(c))?;
    let name = line[start..].split([' ', '\t', '#', '<', '(']).next().unwrap_or_default();
    let name = name.trim_start_matches("./");
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/');
    if name.is_empty() || matches!(name, "." | "..") || name.contains("..") || !name.chars().all(is_part) {
        return None;
    }
    Some((line[..start].chars().count(), name.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document;
    use crate::source::Source;
    use proptest::prelude::*;

    #[test]
    fn the_pattern_is_sound() {
        assert!(NAME.is_sound());
    }

    #[test]
    fn a_comment_or_a_line_may_name_a_file() {
        for line in [
            "# mod.py",
            "#mod.py:",
            "# file: mod.py",
            "# Filename: mod.py",
            "**mod.py**",
            "`mod.py`:",
            "--- mod.py ---",
        ] {
            assert_eq!(named_by(line).as_deref(), Some("mod.py"), "{line}");
        }
        assert_eq!(named_by("# pkg/mod.py - the module").as_deref(), Some("pkg/mod.py"));
        for line in ["# see mod.py for more", "# run python mod.py", "import mod.py", "# mod"] {
            assert_eq!(named_by(line), None, "{line}");
        }
        assert_eq!(named_by_comment("mod.py"), None);
        assert_eq!(quoted_at_the_end("Create `mod.py`:").as_deref(), Some("mod.py"));
    }

    #[test]
    fn a_sentence_may_name_the_file_of_a_module_that_is_imported() {
        let page = |text: &str| document::parse(Source::new("a.md", text.as_bytes().to_vec()));
        let document = page("x\n\n```python\nimport pumps\nfrom taps import open\n```\n");
        for (line, name) in [
            ("Create a module \"pumps.py\":", Some("pumps.py")),
            ("The file **taps.py** looks like this", Some("taps.py")),
            ("Tệp `pumps.py` như sau.", Some("pumps.py")),
            ("The file `main.py` uses it:", None),
            ("Between `pumps.py` and `taps.py`:", None),
            ("Run pumps.py now", None),
        ] {
            assert_eq!(quoted_module(&document, line).as_deref(), name, "{line}");
        }
    }

    #[test]
    fn listings_give_paths() {
        let paths =
            ["my_package/", "my_package/__init__.py", "my_package/sub/", "my_package/sub/a.py", "my_package/b.py"];
        let drawn = "my_package/\n├── __init__.py   # empty\n├── sub\n│   └── a.py\n└── b.py\n";
        let indented = "my_package/\n    __init__.py\n    sub/\n        a.py\n    b.py\n";
        let ascii = "my_package\n|-- __init__.py\n|-- sub\n|   `-- a.py\n`-- b.py\n";
        for listing in [drawn, indented, ascii] {
            assert_eq!(tree(listing), paths, "{listing}");
        }
    }

    proptest! {
        #[test]
        fn no_listing_leads_out_of_its_folder(text in "[ │├└─a-c./|`\\n-]{0,60}") {
            for path in tree(&text) {
                prop_assert!(!path.contains("..") && !path.is_empty());
            }
        }
    }
}
