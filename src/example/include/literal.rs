//! Directives that show a file: `{literalinclude} a.py` of MyST, and `.. literalinclude:: a.py` of reStructuredText.

use super::{Base, Include, LineSelection, Placed};
use crate::document::{Block, Document};
use crate::source::Span;

/// The name of the directive.
const NAME: &str = "literalinclude";

/// Options that change nothing of what is shown.
const OF_LOOKS: &[&str] = &[
    "caption",
    "class",
    "emphasize-lines",
    "encoding",
    "force",
    "language",
    "lineno-match",
    "linenos",
    "lineno-start",
    "name",
    "number-lines",
];

/// Whether `block` shows a file.
pub(super) fn is_one(block: &Block) -> bool {
    block.info.directive.as_deref() == Some(NAME)
}

/// What `block` includes, if that is Python. The content stands in its place as a block of code of the same dialect.
pub(super) fn placed(document: &Document, block: &Block) -> Option<Placed> {
    let source = &document.source;
    let (first, last) = (source.line_span(block.line), source.line_span(block.end_line));
    let opening = &source.text()[block.span.start..first.end.max(block.span.start)];
    let is_rst = opening.starts_with("..");
    let mark = if is_rst { ".. literalinclude::" } else { "{literalinclude}" };
    let at = block.span.start + opening.find(mark)?;
    let name = source.text()[at + mark.len()..first.end].trim();
    let (portion, language) = options(&block.options);
    let language = match language {
        Some(language) => language,
        None => if name.ends_with(".pycon") { "pycon" } else { "python" }.to_owned(),
    };
    let is_python = crate::lang::tag(Some(&language)) != crate::lang::Tag::Other;
    let is_named = name.rsplit_once('.').is_some_and(|(_, ending)| matches!(ending, "py" | "pyi" | "pyw" | "pycon"));
    // Behind a fence that is not closed stands more than is known.
    let closing = source.slice(last).trim_matches(['>', ' ', '\t']);
    let is_closed = is_rst || closing.len() >= 3 && closing.chars().all(|c| matches!(c, '`' | '~' | ':'));
    let last_own = if is_rst { block.end_line } else { block.end_line.checked_sub(1)? };
    let end = source.line_span(last_own.max(block.line)).end;
    let include = Include { name: name.to_owned(), base: Base::Document, portion };
    let head = if is_rst { format!(".. code-block:: {language}\n\n") } else { format!("{{code-block}} {language}") };
    let whole = Placed {
        include,
        span: Span::new(at, end),
        line: block.line,
        head,
        foot: String::new(),
        margin: if is_rst { 3 } else { 0 },
    };
    (is_python && is_named && is_closed).then_some(whole)
}

/// The file that `block` shows, as it is written there.
pub(super) fn name(document: &Document, block: &Block) -> Option<String> {
    is_one(block).then(|| placed(document, block)).flatten().map(|placed| placed.include.name)
}

/// `value` without the quotes that MyST takes for those of YAML.
fn unquoted(value: &str) -> &str {
    let inside = |quote| value.strip_prefix(quote)?.strip_suffix(quote);
    inside('"').or_else(|| inside('\'')).unwrap_or(value)
}

/// Which lines the options choose, and the language that they name.
fn options(lines: &[String]) -> (Option<LineSelection>, Option<String>) {
    let (mut portion, mut language) = (Some(LineSelection::Whole), None);
    for line in lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()) {
        let Some((key, value)) = line.trim_start_matches(':').split_once(':') else { return (None, language) };
        match (key.trim(), unquoted(value.trim())) {
            ("language", value) => language = Some(value.to_owned()),
            ("lines", value) => {
                portion = LineSelection::of_list(value).filter(|_| portion == Some(LineSelection::Whole))
            }
            ("pyobject", value) => {
                portion =
                    Some(LineSelection::Object(value.to_owned())).filter(|_| portion == Some(LineSelection::Whole));
            }
            (key, _) if OF_LOOKS.contains(&key) => {}
            (key, value) => portion = portion.and_then(|portion| portion.limited(key, value)),
        }
    }
    (portion, language)
}
