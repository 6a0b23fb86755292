//! What Markdown is extended by: boxes and tabs (`!!! note`), fences of colons with code (`:::{code-block} python`), tags of
//! site generators (`{% highlight python %}`), comments of MDX and MyST. CommonMark reads all of them as paragraphs.

use super::Info;
use super::region::Region;
use crate::source::Span;
use std::ops::Range;

/// Something that a line of a paragraph opens; offsets are those of the region's text.
#[derive(Debug)]
pub(super) enum Container {
    /// Markdown that is indented, up to `end`.
    Markdown { inner: Region, end: usize },
    /// Code, between lines that are none.
    Code(Code),
    /// A comment of MDX or MyST.
    Comment { whole: Range<usize>, content: Range<usize> },
}

/// Code that no CommonMark fence delimits.
#[derive(Debug)]
pub(super) struct Code {
    /// What its first line says.
    pub(super) info: Info,
    /// All of it.
    pub(super) whole: Range<usize>,
    /// The code itself; it may begin and end within a line.
    pub(super) content: Range<usize>,
    /// Whether its end is missing.
    pub(super) is_open: bool,
}

impl Container {
    /// Where it ends.
    pub(super) fn end(&self) -> usize {
        match self {
            Self::Markdown { end, .. } => *end,
            Self::Code(code) => code.whole.end,
            Self::Comment { whole, .. } => whole.end,
        }
    }
}

/// What the line `line` of `region` opens.
pub(super) fn at(region: &Region, line: Span) -> Option<Container> {
    let text = region.text()[line.range()].trim_start();
    match text.bytes().next()? {
        b'!' | b'?' | b'=' => {
            let (inner, end) = region.container(line.start)?;
            Some(Container::Markdown { inner, end })
        }
        b':' => colons(region, line, text).or_else(|| {
            let (inner, end) = region.division(line.start)?;
            Some(Container::Markdown { inner, end })
        }),
        b'%' => line_comment(line, text),
        b'{' if text.starts_with("{/*") => comment(region, line, text),
        b'{' => tag(region, line, text),
        b'<' => snippet(line, text),
        _ => None,
    }
}

/// `<<< @/a.py{2,4}`: what VitePress makes a block of the file of.
fn snippet(line: Span, text: &str) -> Option<Container> {
    let words = text.strip_prefix("<<< ")?.trim();
    let path = words.split(['#', '{', ' ', '[']).next().unwrap_or_default();
    let is_python = [".py", ".pyi", ".pyw"].iter().any(|ending| path.ends_with(ending));
    let range = line.end - text.len()..line.end;
    let code = Code { info: Info::parse("python"), whole: range.clone(), content: range, is_open: false };
    is_python.then_some(Container::Code(code))
}

/// `:::{code-block} python`, which ends with as many colons. Directives with Markdown in them are left to CommonMark: their
/// content is not indented.
fn colons(region: &Region, line: Span, text: &str) -> Option<Container> {
    let count = text.bytes().take_while(|byte| *byte == b':').count();
    let raw = text[count..].trim();
    let info = Info::parse(raw);
    if count < 3 || !raw.starts_with('{') || !(info.holds_code() || info.is_rst()) {
        return None;
    }
    let closes = |text: &str| {
        let text = text.trim();
        text.len() >= count && text.bytes().all(|byte| byte == b':')
    };
    let last = region.lines_from(line.start).skip(1).find(|line| closes(&region.text()[line.range()]));
    let end = region.text().len();
    let content = next_line(region, line)..last.map_or(end, |last| last.start);
    let whole = line.start..last.map_or(end, |last| last.end);
    Some(Container::Code(Code { info, whole, content, is_open: last.is_none() }))
}

/// Where the line behind `line` begins.
fn next_line(region: &Region, line: Span) -> usize {
    region.lines_from(line.start).nth(1).map_or(region.text().len(), |next| next.start)
}

/// `{/* text */}`, perhaps of several lines.
fn comment(region: &Region, line: Span, text: &str) -> Option<Container> {
    let start = line.end - text.len();
    let inside = start + "{/*".len();
    let end = inside + region.text()[inside..].find("*/}")?;
    Some(Container::Comment { whole: start..end + "*/}".len(), content: inside..end })
}

/// `% text`: a comment of MyST.
fn line_comment(line: Span, text: &str) -> Option<Container> {
    let start = line.end - text.len();
    text.starts_with("% ").then(|| Container::Comment { whole: start..line.end, content: start + 1..line.end })
}

/// What stands around the words of a tag: Jekyll, Hexo and Octopress; Hugo twice.
const BRACKETS: &[(&str, &str)] = &[("{%", "%}"), ("{{<", ">}}"), ("{{%", "%}}")];

/// The names of tags with code between them.
const TAGS: &[&str] = &["highlight", "codeblock", "code-block", "code"];

/// `{% highlight python %}`, `{{< highlight python "linenos=table" >}}`, with the line on which it is closed.
fn tag(region: &Region, line: Span, text: &str) -> Option<Container> {
    let (words, brackets) = words(text)?;
    let (name, rest) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
    if !TAGS.contains(&name) {
        return None;
    }
    let closed = |line: Span| {
        let text = &region.text()[line.range()];
        let start = text.rfind(brackets.0)?;
        let (words, _) = self::words(&text[start..])?;
        let closed = words.strip_prefix("end").or_else(|| words.strip_prefix('/')).map(str::trim);
        (closed == Some(name)).then_some((line, line.start + start))
    };
    let (last, closer) = region.lines_from(line.start).skip(1).find_map(closed)?;
    let first = next_line(region, line);
    // A closer on a line of its own leaves no line of code there.
    let is_alone = region.text()[last.start..closer].trim().is_empty();
    let content = first..if is_alone { last.start } else { closer };
    // GitBook gives a fence a title: `{% code title="a.py" %}` stands around it.
    let begin = region.text()[content.clone()].trim_start();
    if begin.starts_with("```") || begin.starts_with("~~~") {
        return None;
    }
    let info = Info::parse(&language(rest));
    Some(Container::Code(Code { info, whole: line.start..last.end, content, is_open: false }))
}

/// The words of a tag that is all of `text`.
fn words(text: &str) -> Option<(&str, &'static (&'static str, &'static str))> {
    let text = text.trim();
    // Longer brackets stand last.
    let brackets = BRACKETS.iter().rev().find(|(open, close)| text.starts_with(open) && text.ends_with(close))?;
    let inside = text.get(brackets.0.len()..text.len().checked_sub(brackets.1.len())?)?;
    Some((inside.trim_matches('-').trim(), brackets))
}

/// The words of a tag as an info string: `python linenos`, `lang:python`, `lang="python"`.
fn language(words: &str) -> String {
    let named = words
        .split_whitespace()
        .find_map(|word| ["lang:", "lang=", "language:", "language="].iter().find_map(|key| word.strip_prefix(key)));
    named.map_or_else(|| words.to_owned(), |name| name.trim_matches(['"', '\'']).to_owned())
}
