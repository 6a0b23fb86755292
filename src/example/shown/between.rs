//! What stands between a block of code and the block behind it: words that announce an output, and the containers that
//! converters and authors put outputs into.

use super::announce::{ends_openly, goes_on, is_answer, is_failure, is_sentence, is_title, names_output, ordinal};
use crate::source;
use std::borrow::Cow;

/// What a container says of the output in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContainerStream {
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
    /// The value of the last expression.
    Value,
    /// Something displayed: by a call, or as the value.
    Display,
    /// How an exception ended it.
    Error,
}

/// How the text before a block announces it as output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Announced {
    /// Nothing stands between the blocks.
    Adjacent,
    /// It stands in a container for outputs: a division of pandoc or Quarto, with what its classes say.
    Division(Option<ContainerStream>),
    /// A title: `**Output**`, `### Output`, `<summary>Output</summary>`.
    Title,
    /// A title of what Python says of a failure: `Error:`, `错误：`.
    Failure,
    /// A sentence: "This prints:".
    Sentence,
    /// The same about one of several statements, "The second line prints:"; none is the last of them.
    SentenceOf(Option<usize>),
    /// Words that are not known, with a colon: "Affiche :".
    Line,
    /// A short sentence without a colon that names an output: "Returns the output".
    Named,
    Not,
}

/// Classes of containers that hold outputs: pandoc's of notebooks, Quarto's, Jupyter's, Sphinx'.
const OUTPUTS: [&str; 11] = [
    "output",
    "cell-output",
    "cell_output",
    "stream",
    "stdout",
    "stderr",
    "execute_result",
    "display_data",
    "cell-output-stdout",
    "cell-output-stderr",
    "cell-output-display",
];

/// Lines that may explain a program before the heading of its output.
const MOST_EXPLAINED: usize = 12;

/// Elements of HTML that set off words and are none themselves.
const MARKUP: [&str; 20] = [
    "b", "big", "br", "center", "code", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "i", "p", "samp", "small",
    "span", "strong", "u",
];

/// Characters of such a tag at most.
const LONGEST_TAG: usize = 100;

/// `text` without the tags of HTML that only set off words: `<b>Output:</b><br>`.
fn without_markup(text: &str) -> Cow<'_, str> {
    if !text.contains("</") && !text.contains("<br") {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.char_indices().take(LONGEST_TAG).find(|(_, c)| *c == '>').map_or(0, |(end, _)| end);
        let word = rest[..end].trim_start_matches(['<', '/']);
        let word = word.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default().to_ascii_lowercase();
        if !MARKUP.contains(&word.as_str()) {
            plain.push('<');
            rest = &rest[1..];
            continue;
        }
        rest = &rest[end + 1..];
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

/// How the text `between` two blocks announces the second.
pub(super) fn announced(between: &str) -> Announced {
    let between = without_markup(between);
    let mut scan = Scan { rest: &between, words: Vec::new(), division: None, is_cell: false, is_folded: false };
    while scan.step() {}
    let lines = scan.words.as_slice();
    match lines {
        _ if scan.is_cell => Announced::Not,
        [] if scan.division.is_some() => Announced::Division(scan.division.flatten()),
        [] => Announced::Adjacent,
        [.., last] if lines.len() <= 2 && is_title(last) => Announced::Title,
        [.., last] if lines.len() <= 2 && is_failure(last) => Announced::Failure,
        [.., last] if lines.len() <= 4 && is_sentence(last) => match ordinal(last) {
            Some(place) => Announced::SentenceOf(place),
            None => Announced::Sentence,
        },
        // A remark on the output may follow its title.
        [first, remarks @ ..] if (1..=2).contains(&remarks.len()) && is_set_off(first) && explain(remarks) => {
            Announced::Sentence
        }
        [.., last] if lines.len() <= 4 && last.trim_end_matches(['*', '_']).ends_with([':', '：']) => Announced::Line,
        // The program may be explained before its output.
        [.., last] if lines.len() <= MOST_EXPLAINED && last.starts_with('#') && is_title(last) => Announced::Line,
        [line] if goes_on(line) == Some(true) => Announced::Sentence,
        [line] if ends_openly(line) => Announced::Sentence,
        [line] if goes_on(line).is_some() => Announced::Line,
        [.., last] if lines.len() <= 2 && is_answer(last) => Announced::Line,
        // What a page folds away behind an example: `<summary>Answer</summary>`.
        [_] | [_, _] if scan.is_folded => Announced::Line,
        [line] if names_output(line) => Announced::Named,
        _ => Announced::Not,
    }
}

/// Whether `line` is a title that its markup sets off: `**Output**:`.
fn is_set_off(line: &str) -> bool {
    line.starts_with(['*', '_', '#']) && is_title(line)
}

/// Whether `lines` are sentences about what stands around them, and quote nothing.
fn explain(lines: &[&str]) -> bool {
    lines.iter().all(|line| line.ends_with(['.', '。', '!']) && line.split_whitespace().count() > 4)
}

/// What was read so far.
struct Scan<'t> {
    rest: &'t str,
    /// Lines of running text.
    words: Vec<&'t str>,
    /// The last container for outputs, and what its classes say.
    division: Option<Option<ContainerStream>>,
    /// Whether another cell begins.
    is_cell: bool,
    /// Whether the last line is the title of what a page folds away.
    is_folded: bool,
}

impl<'t> Scan<'t> {
    /// Reads a line, or a tag of several; whether there was one.
    fn step(&mut self) -> bool {
        let rest = self.rest.trim_start_matches(|c: char| c.is_whitespace() || c == '>');
        if rest.is_empty() {
            return false;
        }
        if let Some(comment) = rest.strip_prefix("<!--") {
            let (text, behind) = comment.split_once("-->").unwrap_or((comment, ""));
            // pytest-markdown and others mark the block behind by a comment.
            self.words.extend(Some(text.trim()).filter(|text| text.ends_with("expected-output")).map(|_| "Output:"));
            self.rest = behind;
            return true;
        }
        match tag(rest) {
            Some((tag, behind)) => self.tag(tag, behind),
            None => {
                let line = source::lines(rest).next().unwrap_or_default();
                self.rest = &rest[line.len()..];
                self.line(line.trim());
            }
        }
        true
    }

    /// A tag of HTML, and what stands behind it.
    fn tag(&mut self, tag: &'t str, behind: &'t str) {
        self.rest = behind;
        match name(tag) {
            "summary" => {
                let (title, behind) = behind.split_once("</").unwrap_or((behind, ""));
                let title = title.rsplit('>').next().unwrap_or_default().trim();
                self.is_folded = !title.is_empty();
                self.words.extend(Some(title).filter(|title| !title.is_empty()));
                self.rest = behind.split_once('>').map_or("", |(_, behind)| behind);
            }
            "div" | "section" | "details" | "pre" | "figure" => self.open(&classes(tag)),
            _ => {}
        }
    }

    fn line(&mut self, line: &'t str) {
        if let Some(title) = title(line) {
            self.words.push(title);
            return;
        }
        let colons = line.bytes().take_while(|&byte| byte == b':').count();
        match line[colons..].trim() {
            // A table explains the example, and announces nothing.
            _ if line.starts_with('|') => {}
            _ if colons < 3 => {
                self.is_folded = false;
                self.words.push(line);
            }
            "" => {}
            inside => {
                let words = inside.trim_matches(['{', '}', ':']).split_whitespace();
                self.open(&words.map(|word| word.trim_start_matches('.')).collect::<Vec<_>>());
            }
        }
    }

    /// A container with these classes opens.
    fn open(&mut self, classes: &[&str]) {
        let has = |class: &str| classes.contains(&class);
        let is_output = OUTPUTS.iter().any(|output| has(output));
        self.is_cell |= !is_output && has("cell") && (has("code") || has("markdown"));
        if is_output {
            self.division = Some(match () {
                () if has("stdout") || has("cell-output-stdout") => Some(ContainerStream::Stdout),
                () if has("stderr") || has("cell-output-stderr") => Some(ContainerStream::Stderr),
                () if has("error") || has("cell-output-error") => Some(ContainerStream::Error),
                () if has("execute_result") => Some(ContainerStream::Value),
                () if has("display_data") || has("cell-output-display") => Some(ContainerStream::Display),
                () => None,
            });
        }
    }
}

/// Marks with which MkDocs begins an admonition or a tab, with a title in quotes.
const ADMONITIONS: [&str; 5] = ["!!! ", "??? ", "???+ ", "=== ", "===! "];

/// The title of the container that `line` opens, if it names an output: `!!! example "Output"`, `::: details Output`.
fn title(line: &str) -> Option<&str> {
    let is_admonition = ADMONITIONS.iter().any(|mark| line.starts_with(mark));
    let quoted = || line.split_once('"').and_then(|(_, rest)| rest.strip_suffix('"')).filter(|_| is_admonition);
    let behind_kind =
        || line.strip_prefix(":::")?.trim_start_matches(':').trim_start().split_once(' ').map(|found| found.1);
    quoted().or_else(behind_kind).map(str::trim).filter(|title| is_title(title))
}

/// The tag of HTML that `text` begins with, and what stands behind it.
fn tag(text: &str) -> Option<(&str, &str)> {
    let inside = text.strip_prefix('<')?.trim_start_matches('/');
    if !inside.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let mut quote = None;
    let end = text.char_indices().find(|&(_, c)| match quote {
        Some(open) if c == open => {
            quote = None;
            false
        }
        Some(_) => false,
        None if matches!(c, '"' | '\'') => {
            quote = Some(c);
            false
        }
        None => c == '>',
    })?;
    Some(text.split_at(end.0 + 1))
}

/// The name of an opening tag; empty for a closing one.
fn name(tag: &str) -> &str {
    let inside = tag.trim_start_matches('<');
    inside.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default()
}

fn classes(tag: &str) -> Vec<&str> {
    let value = tag.split_once("class=").map_or("", |(_, value)| value);
    let value = match value.chars().next() {
        Some(quote @ ('"' | '\'')) => value[1..].split(quote).next().unwrap_or_default(),
        _ => value.split([' ', '>']).next().unwrap_or_default(),
    };
    value.split_whitespace().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn containers_are_no_words() {
        for (between, expected) in [
            ("\n\n", Announced::Adjacent),
            ("\n> ", Announced::Adjacent),
            ("\n<b>Output:</b>\n", Announced::Title),
            ("\n<strong>Output</strong>:<br/>\n", Announced::Title),
            ("\n<p><em>This prints:</em></p>\n", Announced::Sentence),
            ("\n<H4 class=\"x\">Salida</H4>\n", Announced::Title),
            ("\n<b>Output:</b> the list\n", Announced::Not),
            ("\n!!! example \"Output\"\n\n    ", Announced::Title),
            ("\n=== \"Output\"\n\n    ", Announced::Title),
            ("\n??? note \"What it prints\"\n    ", Announced::Not),
            ("\n:::{admonition} Output\n", Announced::Title),
            ("\n::: details Salida\n", Announced::Title),
            ("\nUse `dict<b>:\n", Announced::Line),
            ("\n<div class=\"output stream stdout\">\n\n", Announced::Division(Some(ContainerStream::Stdout))),
            ("\n<div class=\"output error\"\nevalue=\"a > b\">\n", Announced::Division(Some(ContainerStream::Error))),
            (
                "\n::: {.output .execute_result execution_count=\"2\"}\n",
                Announced::Division(Some(ContainerStream::Value)),
            ),
            ("\n::: {.cell-output .cell-output-stderr}\n", Announced::Division(Some(ContainerStream::Stderr))),
            ("\n:::\n:::: cell-output\n", Announced::Division(None)),
            ("\n:::\n\n:::: {.cell .code}\n", Announced::Not),
            ("\n<details>\n<summary><b>Output</b></summary>\n\n", Announced::Title),
            ("\n<details><summary>Solution</summary>\n\n", Announced::Line),
            ("\n<details>\n\n", Announced::Adjacent),
            ("\n<!-- a remark -->\n", Announced::Adjacent),
            ("\n<!--pytest-codeblocks:expected-output-->\n", Announced::Title),
            ("\n**Output**:\nThe output shows that it is folded.\n", Announced::Sentence),
            ("\n**Output**:\nhello world\n", Announced::Not),
            ("\nError:\n", Announced::Failure),
            ("\n**错误：**\n", Announced::Failure),
            ("\nThis prints:\n", Announced::Sentence),
            ("\nwhich prints\n", Announced::Sentence),
            ("\nEsto imprime\n", Announced::Sentence),
            ("\nIn reality it prints\n", Announced::Sentence),
            ("\nWrite a program that prints\n", Announced::Not),
            ("\n## Solution\n\nProgram A prints\n", Announced::Not),
            ("\nNow we look at what it prints out again\n", Announced::Not),
            ("\nyields\n", Announced::Line),
            ("\nIt asks.\n\n1. Class\n2. Main\n\n# **Output**\n", Announced::Line),
            ("\nReturns the output\n", Announced::Named),
            ("\nAnd this is the output.\n", Announced::Named),
            ("\nIf you run it again the output differs.\n", Announced::Not),
            ("\nThis is not the output\n", Announced::Not),
            ("\nThis shows this output\n", Announced::Named),
            ("\nChange it to get this output\n", Announced::Not),
            ("\nTry to reproduce this output\n", Announced::Not),
            ("\nPython 2 had this output\n", Announced::Not),
            ("\nWindows users get this output\n", Announced::Not),
            ("\nYou can hide this output\n", Announced::Not),
            ("\n**Answer**\n", Announced::Line),
            ("\n| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n\nOutput:\n", Announced::Title),
            ("\nwe get\n", Announced::Line),
            ("\nPrint\n", Announced::Not),
            ("\nThis prints more.\n", Announced::Not),
            ("\nThe second line prints:\n", Announced::SentenceOf(Some(1))),
            ("\nThe last call outputs:\n", Announced::SentenceOf(None)),
            ("\n<summary>Solution</summary>\n\nTry it first.\n", Announced::Not),
            ("\nFor a < b:\n<br>\n", Announced::Line),
            ("\nAnother one.\n", Announced::Not),
        ] {
            assert_eq!(announced(between), expected, "{between}");
        }
    }
}
