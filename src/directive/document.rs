//! The directives of a document: which of them apply to which block.

use super::grammar::{Item, items};
use super::peers::{self, Marker};
use super::problem::report;
use super::{Directives, TABLE, front_matter, ignore};
use crate::document::Document;
use crate::finding::{Finding, FindingCode};
use crate::source::{self, Span};

/// What is said about the blocks of a document.
#[derive(Debug)]
pub struct Resolved {
    /// For each block, in their order.
    pub blocks: Vec<Directives>,
    /// What is wrong with directives.
    pub findings: Vec<Finding>,
    /// The directives in comments that have an effect only if the block runs: its index, and the 1-based line.
    pub needing_run: Vec<(usize, usize)>,
}

/// Reads the directives of `document`; `defaults` are those of the configuration.
#[must_use]
pub fn resolve(document: &Document, defaults: &Directives) -> Resolved {
    let mut findings = Vec::new();
    let mut of_document = defaults.clone();
    front_matter::read(document, &mut of_document, &mut findings);
    let of_all = of_document.python.take();
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
        directives.place(block.line);
    }
    let needing_run = comments(document, &mut blocks, &mut findings);
    for (block, directives) in document.blocks.iter().zip(&mut blocks) {
        directives.setup |= block.hidden;
        directives.is_bound = directives.python.is_some();
        directives.python = directives.python.take().or_else(|| of_all.clone());
    }
    Resolved { blocks, findings, needing_run }
}

/// The word by which a directive begins.
const MARK: &str = "doctrue:";

/// Words that mean something for a block that does not run as well.
const WITHOUT_RUN: &[&str] = &["file", "illustrative", "reason", "skip", "skip-if"];

fn comments(document: &Document, blocks: &mut [Directives], findings: &mut Vec<Finding>) -> Vec<(usize, usize)> {
    let mut skipped_since: Option<usize> = None;
    let mut needing_run = Vec::new();
    for (comment, index) in document.comments.iter().zip(blocks_behind(document)) {
        let text = document.source.slice(comment.content);
        let line = document.source.line(comment.content.start);
        let is_inside = |index: usize| comment.content.range().contains(&document.blocks[index].span.start);
        let (found, is_ours) = match read(text, index.is_some_and(is_inside)) {
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
            Some(Said::Slip) => {
                let message = "a directive begins with `doctrue:`, in lower case and with a colon";
                findings.push(Finding::new(FindingCode::UnknownDirective, line, message));
                continue;
            }
            None => continue,
        };
        let Some(index) = index else {
            if is_ours {
                let message = "this directive is not followed by a block: put it right before the fence";
                findings.push(Finding::new(FindingCode::UnusedDirective, line, message));
            }
            continue;
        };
        let span = |item: &Item| {
            let start = comment.content.start + item.range.start;
            Some(Span::new(start, start + item.range.len())).filter(|_| is_ours && item.value.is_some())
        };
        let is_idle = |item: &Item| WITHOUT_RUN.contains(&item.key.as_str()) || ignore::is_ignore(&item.key);
        if is_ours && !found.iter().all(is_idle) {
            needing_run.push((index, line));
        }
        report(blocks[index].take(&found, span), line, findings);
        blocks[index].place(line);
    }
    skip_between(document, blocks, skipped_since, document.source.text().len());
    needing_run
}

/// What a comment says.
enum Said {
    Ours(Vec<Item>),
    Theirs(Marker),
    /// Something that is nearly a directive of ours.
    Slip,
}

/// The directives in the text of a comment, with their ranges in it. A comment that holds code has them on its first
/// line.
fn read(text: &str, holds_code: bool) -> Option<Said> {
    let start = text.len() - text.trim_start_matches(|c: char| c.is_whitespace() || c == '-').len();
    let whole = text[start..].trim_end_matches(|c: char| c.is_whitespace() || c == '-');
    let line = source::lines(whole).next().unwrap_or_default();
    let said = if holds_code { line } else { whole };
    let Some(rest) = said.strip_prefix(MARK) else {
        return peers::of_comment(line).map(Said::Theirs).or_else(|| is_slip(line).then_some(Said::Slip));
    };
    let offset = start + said.len() - rest.len();
    let found =
        items(rest).into_iter().map(|item| Item { range: item.range.start + offset..item.range.end + offset, ..item });
    Some(Said::Ours(found.collect()))
}

/// Whether `line` is our name and one of our words, but no directive.
fn is_slip(line: &str) -> bool {
    let lower = line.to_ascii_lowercase();
    let Some(rest) = lower.strip_prefix("doctrue") else { return false };
    let word = rest.trim_start_matches([' ', ':']).split([' ', '=', ',']).next().unwrap_or_default();
    TABLE.iter().any(|row| row.word == word)
}

/// For each comment the block that it is about: the one inside it, or the one right behind it, other comments between.
fn blocks_behind(document: &Document) -> Vec<Option<usize>> {
    let comments = &document.comments;
    let mut found = vec![None; comments.len()];
    for (number, comment) in comments.iter().enumerate().rev() {
        let next = document.blocks.partition_point(|block| block.span.start < comment.content.start);
        let start = |index: usize| document.blocks.get(index).map(|block| block.span.start);
        if start(next).is_some_and(|start| start < comment.content.end) {
            found[number] = Some(next);
            continue;
        }
        let follower = comments.get(number + 1).map(|other| other.whole.start);
        let is_comment = follower.is_some_and(|follower| start(next).is_none_or(|block| follower < block));
        let until = if is_comment { follower } else { start(next) };
        let between = until.and_then(|until| document.source.text().get(comment.whole.end..until));
        // What may stand there: blanks, and the prefixes of quotes and lists.
        let is_mark = |c: char| c.is_whitespace() || matches!(c, '>' | '-' | '*' | '+');
        if between.is_some_and(|between| between.trim_matches(is_mark).is_empty()) {
            found[number] = if is_comment { found[number + 1] } else { Some(next) };
        }
    }
    found
}

fn skip_between(document: &Document, blocks: &mut [Directives], since: Option<usize>, until: usize) {
    let Some(since) = since else { return };
    for (block, directives) in document.blocks.iter().zip(blocks) {
        directives.skip |= (since..until).contains(&block.span.start);
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
        assert_eq!(skips("<!---doctrue: isolated\n skip--->\n```py\n1\n```\n"), [true]);
    }

    #[test]
    fn a_directive_about_nothing_is_told() {
        let resolved = of(&format!("<!-- doctrue: skip -->\n\ntext\n\n{TWO}"));
        assert_eq!(resolved.findings[0].code, FindingCode::UnusedDirective);
        assert!(resolved.blocks.iter().all(|directives| !directives.skip));
    }

    #[test]
    fn what_is_nearly_a_directive_is_told() {
        for comment in ["Doctrue: skip", "doctrue skip", "DOCTRUE: timeout=3s", "doctrue : raises=X"] {
            let resolved = of(&format!("<!-- {comment} -->\n{TWO}"));
            assert_eq!(resolved.findings.len(), 1, "{comment}");
            assert_eq!(resolved.findings[0].code, FindingCode::UnknownDirective, "{comment}");
        }
        for comment in ["doctrue is a tool", "see doctrue: skip", "doctrue.toml", "doctrue checks this page"] {
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
        let resolved = of(&format!("---\ndoctrue:\n  env: {{A: 1}}\n# remark\n  stdin: x\n  skip:\n---\n{TWO}"));
        assert_eq!((resolved.blocks[0].variables["A"].as_str(), resolved.blocks[0].skip), ("1", true));
        assert_eq!(resolved.findings[0].code, FindingCode::InvalidDirective);
        assert!(resolved.findings[0].message.contains("single block"), "{:?}", resolved.findings);
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
