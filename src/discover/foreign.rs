//! Files that are named and are no Markdown by their extension: what to do instead.

use std::path::Path;

/// What leads from a kind of file to one that can be checked.
enum Way {
    /// A converter makes Markdown of it: its command, without the name of the file.
    Convert(&'static str),
    /// Its examples are tested by something else.
    Test(&'static str),
    /// It holds no examples.
    None,
}

/// Kinds of files by their extension, in lower case. Others may be Markdown: `README`, `notes.txt`.
const KINDS: &[(&[&str], &str, Way)] = &[
    (&["ipynb"], "a Jupyter notebook", Way::Convert("jupyter nbconvert --to markdown")),
    (&["rst", "rest"], "reStructuredText", Way::Convert("pandoc --from rst --to gfm")),
    (&["adoc", "asciidoc"], "AsciiDoc", Way::Convert("downdoc")),
    (&["org"], "Org", Way::Convert("pandoc --from org --to gfm")),
    (&["tex"], "LaTeX", Way::Convert("pandoc --from latex --to gfm")),
    (&["htm", "html", "xhtml"], "HTML", Way::Convert("pandoc --from html --to gfm")),
    (&["docx", "odt", "rtf", "epub"], "a word processor's text", Way::Convert("pandoc --to gfm")),
    (&["py", "pyi", "pyw"], "Python", Way::Test("python -m doctest")),
    (
        &["cfg", "css", "csv", "ini", "js", "json", "lock", "toml", "ts", "xml", "yaml", "yml"],
        "data or code",
        Way::None,
    ),
    (&["gif", "gz", "jpeg", "jpg", "pdf", "png", "pyc", "so", "svg", "webp", "whl", "zip"], "no text", Way::None),
];

/// Why `path` is not read, and what to do; none if it may be Markdown.
pub(super) fn way_out(path: &Path) -> Option<String> {
    let extension = path.extension()?.to_str()?.to_ascii_lowercase();
    let (_, what, way) = KINDS.iter().find(|(extensions, _, _)| extensions.contains(&extension.as_str()))?;
    let what_to_do = match way {
        Way::Convert(command) => format!("convert it to Markdown with `{command}` and check the result"),
        Way::Test(command) => format!("try `{command}`, or name Markdown files"),
        Way::None => "name Markdown files, or folders that contain some".to_owned(),
    };
    Some(format!("it is not Markdown (.{extension} is {what}): {what_to_do}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discover::EXTENSIONS;

    #[test]
    fn each_kind_has_a_way_out_and_markdown_is_none_of_them() {
        for extension in KINDS.iter().flat_map(|(extensions, _, _)| *extensions) {
            let message = way_out(Path::new(&format!("a.{}", extension.to_ascii_uppercase()))).unwrap_or_default();
            assert!(message.contains("Markdown") && message.contains(extension), "{message}");
        }
        assert!(EXTENSIONS.iter().all(|extension| way_out(Path::new(&format!("a.{extension}"))).is_none()));
        assert!(["README", "a.txt", "a.py.md", ".py"].iter().all(|name| way_out(Path::new(name)).is_none()));
    }
}
