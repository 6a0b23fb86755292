//! The directives of a document: which of them apply to which block.

use super::grammar::{Item, items};
use super::peers::{self, Marker};
use super::{Directives, Problem};
use crate::document::{Block, Document, HtmlComment};
use crate::finding::{Finding, FindingCode};
use crate::source::Span;

/// What is said about the blocks of a document.
#[derive(Debug)]
pub struct Resolved {
    /// For each block, in their order.
    pub blocks: Vec<Directives>,
    /// What is wrong with directives.
    pub findings: Vec<Finding>,
}

/// Reads the directives of `document`; `defaults` are those of the configuration.
#[must_use]
pub fn resolve(document: &Document, defaults: &Directives) -> Resolved {
    let mut findings = Vec::new();
    let mut of_document = defaults.clone();
    front_matter(document, &mut of_document, &mut findings);
    let mut blocks = vec![of_document; document.blocks.len()];
    for (block, directives) in document.blocks.iter().zip(&mut blocks) {
        let mut own = peers::of_info(&block.info);
        own.extend(block.options.iter().flat_map(|line| peers::of_option(line)));
        // The value of an info string stands on the block's first line, as it is written there.
        let fence = document.source.line_span(block.line);
        let place = |item: &Item| {
            let at = document.source.slice(fence).rfind(item.value.as_deref().filter(|value| !value.is_empty())?)?;
            Some(Span::new(fence.start + at, fence.start + at + item.value.as_ref()?.len()))
        };
        // A word of an info string may mean something else to another tool, so nothing is wrong about it.
        let _ = directives.take(&own, place);
    }
    comments(document, &mut blocks, &mut findings);
    for (block, directives) in document.blocks.iter().zip(&mut blocks) {
        directives.setup |= block.hidden;
    }
    Resolved { blocks, findings }
}

/// The word by which a directive begins.
const MARK: &str = "doctrue:";

fn comments(document: &Document, blocks: &mut [Directives], findings: &mut Vec<Finding>) {
    let mut skipped_since: Option<usize> = None;
    for comment in &document.comments {
        let text = document.source.slice(comment.content);
        let line = document.source.line(comment.content.start);
        let (found, is_ours) = match read(text) {
            Some(Said::Ours(found)) => (found, true),
            Some(Said::Theirs(Marker::Next(found))) => (found, false),
            Some(Said::Theirs(Marker::Begin)) => {
                skipped_since = Some(comment.content.start);
                continue;
            }
            Some(Said::Theirs(Marker::End)) => {
                skip_between(document, blocks, skipped_since.take(), comment.content.start);
                continue;
            }
            Some(Said::Nearly) => {
                let message = "this comment is no directive: begin it with `doctrue:`";
                findings.push(Finding::new(FindingCode::UnknownDirective, line, message));
                continue;
            }
            None => continue,
        };
        let Some(index) = block_behind(document, comment) else {
            if is_ours {
                let message = "this directive applies to no block: put it right before the fence";
                findings.push(Finding::new(FindingCode::UnusedDirective, line, message));
            }
            continue;
        };
        let span = |item: &Item| {
            let start = comment.content.start + item.range.start;
            Some(Span::new(start, start + item.range.len())).filter(|_| is_ours && item.value.is_some())
        };
        report(blocks[index].take(&found, span), line, findings);
    }
    skip_between(document, blocks, skipped_since, document.source.text().len());
}

/// What a comment says.
enum Said {
    Ours(Vec<Item>),
    Theirs(Marker),
    /// A directive of ours without the colon, or in other letters.
    Nearly,
}

/// The directives in the text of a comment, with their ranges in it. Behind its first line a comment may hold code.
fn read(text: &str) -> Option<Said> {
    let start = text.len() - text.trim_start().len();
    let line = text[start..].lines().next().unwrap_or_default();
    let Some(rest) = line.strip_prefix(MARK) else {
        return peers::of_comment(line).map(Said::Theirs).or_else(|| is_nearly(line).then_some(Said::Nearly));
    };
    let offset = start + line.len() - rest.len();
    let found =
        items(rest).into_iter().map(|item| Item { range: item.range.start + offset..item.range.end + offset, ..item });
    Some(Said::Ours(found.collect()))
}

/// Whether the line is `Doctrue: skip`, `doctrue skip`, `- doctrue: skip` (of `<!---`): our name, and a directive behind it.
fn is_nearly(line: &str) -> bool {
    let line = line.trim_start_matches(['-', ' ']).to_ascii_lowercase();
    let Some(rest) = line.strip_prefix(MARK.trim_end_matches(':')) else { return false };
    let first = items(rest.trim_start_matches([':', ' '])).into_iter().next();
    rest.starts_with([':', ' ']) && first.is_some_and(|item| super::TABLE.iter().any(|row| row.word == item.key))
}

fn report(problems: Vec<Problem>, line: usize, findings: &mut Vec<Finding>) {
    findings.extend(problems.into_iter().map(|problem| match problem {
        Problem::Unknown(message) => Finding::new(FindingCode::UnknownDirective, line, message),
        Problem::Invalid(message) => Finding::new(FindingCode::InvalidDirective, line, message),
    }));
}

/// The block that a comment is about: the one inside it, or the one right behind it, other comments between.
fn block_behind(document: &Document, comment: &HtmlComment) -> Option<usize> {
    let is_inside = |block: &Block| comment.content.range().contains(&block.span.start);
    if let Some(index) = document.blocks.iter().position(is_inside) {
        return Some(index);
    }
    let index = document.blocks.iter().position(|block| block.span.start >= comment.content.end)?;
    let mut between = String::new();
    let mut from = comment.whole.end;
    let until = document.blocks[index].span.start;
    let start = from;
    for other in document.comments.iter().filter(|other| (start..until).contains(&other.whole.start)) {
        between.push_str(document.source.text().get(from..other.whole.start)?);
        from = other.whole.end;
    }
    between.push_str(document.source.text().get(from..until)?);
    // What may stand there: blanks, and the prefixes of quotes and lists.
    between.trim_matches(|c: char| c.is_whitespace() || matches!(c, '>' | '-' | '*' | '+')).is_empty().then_some(index)
}

fn skip_between(document: &Document, blocks: &mut [Directives], since: Option<usize>, until: usize) {
    let Some(since) = since else { return };
    for (block, directives) in document.blocks.iter().zip(blocks) {
        directives.skip |= (since..until).contains(&block.span.start);
    }
}

/// Reads `doctrue:` of the front matter: a text in the grammar of directives, or a mapping of the same words.
fn front_matter(document: &Document, directives: &mut Directives, findings: &mut Vec<Finding>) {
    let Some(span) = document.front_matter else { return };
    let text = document.source.slice(span);
    let first_line = document.source.line(span.start);
    let is_toml = text.starts_with("+++");
    let Some((offset, fragment)) = fragment(text, is_toml) else { return };
    let line = first_line + offset;
    let found = if is_toml { of_toml(&fragment) } else { of_yaml(&fragment) };
    match found {
        Ok(found) => report(directives.take(&found, |_| None), line, findings),
        Err(reason) => {
            let message = format!("the front matter's `doctrue` cannot be read: {reason}");
            findings.push(Finding::new(FindingCode::InvalidDirective, line, message));
        }
    }
}

/// The part of the front matter that is ours, and the number of lines before it. All else is none of our business, and
/// is never parsed.
fn fragment(text: &str, is_toml: bool) -> Option<(usize, String)> {
    let is_ours = |line: &str| match is_toml {
        true => line.trim_end() == "[doctrue]" || line.split('=').next().is_some_and(|key| key.trim() == "doctrue"),
        false => line.starts_with(MARK),
    };
    let lines: Vec<_> = text.lines().collect();
    let start = lines.iter().position(|line| is_ours(line))?;
    let goes_on = |line: &&&str| match is_toml {
        true => !line.starts_with('[') && !line.starts_with("+++"),
        false => line.is_empty() || line.starts_with([' ', '\t', '-']) && !line.starts_with("---"),
    };
    let end = start + 1 + lines[start + 1..].iter().take_while(goes_on).count();
    Some((start, lines[start..end].join("\n") + "\n"))
}

#[derive(serde::Deserialize)]
struct Front {
    doctrue: Words,
}

/// What stands behind `doctrue`.
#[derive(serde::Deserialize)]
#[serde(untagged)]
enum Words {
    Text(String),
    Mapping(std::collections::BTreeMap<String, Scalar>),
}

/// A value of the mapping, or of a table of the configuration.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(untagged)]
pub(super) enum Scalar {
    Flag(bool),
    Whole(i64),
    Number(f64),
    Text(String),
    List(Vec<String>),
    Map(std::collections::BTreeMap<String, String>),
}

fn of_yaml(text: &str) -> Result<Vec<Item>, String> {
    let front: Front = serde_saphyr::from_str(text).map_err(|error| first_line(&error.to_string()))?;
    Ok(front.doctrue.items())
}

fn of_toml(text: &str) -> Result<Vec<Item>, String> {
    let front: Front = toml::from_str(text).map_err(|error| first_line(error.message()))?;
    Ok(front.doctrue.items())
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}

impl Words {
    fn items(self) -> Vec<Item> {
        match self {
            Self::Text(text) => items(&text),
            Self::Mapping(mapping) => mapping.into_iter().flat_map(|(key, value)| value.items(&key)).collect(),
        }
    }
}

impl Scalar {
    /// The items that `key` with this value stands for.
    pub(super) fn items(self, key: &str) -> Vec<Item> {
        let item = |key: &str, value: Option<String>| Item { key: key.to_owned(), value, range: 0..0 };
        match self {
            Self::Flag(false) => Vec::new(),
            Self::Flag(true) => vec![item(key, None)],
            Self::Whole(number) => vec![item(key, Some(number.to_string()))],
            Self::Number(number) => vec![item(key, Some(number.to_string()))],
            Self::Text(text) => vec![item(key, Some(text))],
            Self::List(list) => vec![item(key, Some(list.join("\n")))],
            Self::Map(map) => {
                map.into_iter().map(|(name, value)| item(&format!("{key}.{name}"), Some(value))).collect()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Raises, Sharing};
    use super::*;
    use crate::document;
    use crate::source::Source;

    fn of(text: &str) -> Resolved {
        let document = document::parse(Source::new("a.md", text.as_bytes().to_vec()));
        resolve(&document, &Directives::default())
    }

    fn skips(text: &str) -> Vec<bool> {
        of(text).blocks.iter().map(|directives| directives.skip).collect()
    }

    const TWO: &str = "```py\n1\n```\n\ntext\n\n```py\n2\n```\n";

    #[test]
    fn a_comment_is_about_the_block_behind_it() {
        assert_eq!(skips(&format!("<!-- doctrue: skip -->\n{TWO}")), [true, false]);
        assert_eq!(skips(&format!("<!-- doctrue: skip -->\n\n<!-- a remark -->\n\n{TWO}")), [true, false]);
        assert_eq!(skips(&format!("> <!-- doctrue: skip -->\n>\n> ```py\n> 1\n> ```\n\n{TWO}")), [true, false, false]);
        assert_eq!(skips(&format!("- <!-- doctrue: skip -->\n  ```py\n  1\n  ```\n\n{TWO}")), [true, false, false]);
        assert_eq!(skips("<!--\ndoctrue: skip\n-->\n```py\n1\n```\n"), [true]);
    }

    #[test]
    fn a_directive_about_nothing_is_told() {
        let resolved = of(&format!("<!-- doctrue: skip -->\n\ntext\n\n{TWO}"));
        assert_eq!(resolved.findings[0].code, FindingCode::UnusedDirective);
        assert!(resolved.blocks.iter().all(|directives| !directives.skip));
    }

    #[test]
    fn what_is_nearly_a_directive_is_told() {
        for comment in ["Doctrue: skip", "doctrue skip", "- doctrue: skip -", "DOCTRUE: timeout=3s"] {
            let resolved = of(&format!("<!--{comment}-->\n{TWO}"));
            assert_eq!(resolved.findings.len(), 1, "{comment}");
            assert_eq!(resolved.findings[0].code, FindingCode::UnknownDirective, "{comment}");
        }
        for comment in ["doctrue is a tool", "see doctrue: skip", "doctrue.toml"] {
            assert_eq!(of(&format!("<!-- {comment} -->\n{TWO}")).findings, [], "{comment}");
        }
    }

    #[test]
    fn a_range_of_blocks_may_be_skipped() {
        assert_eq!(
            skips(&format!("<!-- skip: start -->\n\n{TWO}\n<!-- skip: end -->\n\n{TWO}")),
            [true, true, false, false]
        );
    }

    #[test]
    fn the_place_of_a_named_exception_is_known() {
        let text = "<!-- doctrue: raises=\"ValueError: no\" -->\n```py\n1\n```\n";
        let resolved = of(text);
        let Some(Raises::Named { name, span: Some(span) }) = &resolved.blocks[0].raises else { panic!("{resolved:?}") };
        assert_eq!((name.as_str(), &text[span.range()]), ("ValueError: no", "ValueError: no"));
    }

    #[test]
    fn the_place_of_an_exception_in_an_info_string_is_known() {
        let text = "```py raises=\"ValueError\"\n1\n```\n";
        let resolved = of(text);
        let Some(Raises::Named { span: Some(span), .. }) = &resolved.blocks[0].raises else { panic!("{resolved:?}") };
        assert_eq!(&text[span.range()], "ValueError");
    }

    #[test]
    fn front_matter_is_about_all_blocks() {
        let resolved = of(&format!(
            "---\ntitle: [broken: yaml\ndoctrue:\n  session: all\n  env:\n    A: b\ntags: x\n---\n\n{TWO}"
        ));
        assert_eq!(resolved.findings, []);
        assert_eq!(resolved.blocks[1].session, Sharing::Named("all".to_owned()));
        assert_eq!(resolved.blocks[1].variables["A"], "b");
        assert_eq!(skips(&format!("---\ndoctrue: skip\n---\n{TWO}")), [true, true]);
        assert_eq!(skips(&format!("+++\ntitle = 1\n[doctrue]\nskip = true\n+++\n{TWO}")), [true, true]);
    }

    #[test]
    fn what_is_wrong_is_a_finding_at_its_line() {
        let resolved = of(&format!("---\ntitle: a\ndoctrue:\n  skp: true\n---\n\n<!-- doctrue: timeout=x -->\n{TWO}"));
        let found: Vec<_> = resolved.findings.iter().map(|finding| (finding.code, finding.line)).collect();
        assert_eq!(found, [(FindingCode::UnknownDirective, 3), (FindingCode::InvalidDirective, 7)]);
    }

    #[test]
    fn a_block_in_a_comment_is_setup() {
        for text in [
            "<!-- doctrue: setup\n```python\nx = 1\n```\n-->\n",
            "<!-- doctrue: setup\nx = 1\n-->\n",
            "<!-- invisible-code-block: python\nx = 1\n-->\n",
        ] {
            let resolved = of(&format!("{text}\n{TWO}"));
            let setups: Vec<_> = resolved.blocks.iter().map(|directives| directives.setup).collect();
            assert_eq!(setups, [true, false, false], "{text}");
        }
    }

    #[test]
    fn text_that_is_commented_out_stays_out() {
        for text in ["<!--\n```python\nx = 1\n```\n-->\n", "<!--\nAn old section:\n\n```python\nx = 1\n```\n-->\n"] {
            assert_eq!(of(text).blocks.len(), 0, "{text}");
        }
    }
}
