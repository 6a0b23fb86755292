//! Outputs that the author shows outside the code: below `Output:` at the end of the fence, in a fence of their own, or
//! in the running text.

mod announce;
mod between;
mod holder;
mod paragraph;
mod prefix;
mod sentence;

use super::{Class, Kind, announced, given, split};
use crate::directive::Directives;
use crate::document::{CodeLine, Document};
use crate::lang::metadata::Specifiers;
use crate::source::{Source, Span};
pub use between::ContainerStream;
pub use holder::Style;

/// Where an output is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutputPlace {
    /// Behind a line `Output:` without `#` in the same fence.
    Section,
    /// In the fence that follows.
    Fence,
    /// In a paragraph that follows: "Output: `24`", "This prints `24`."
    Inline,
    /// In a quote that follows, as running text.
    Quote,
    /// As the value of the directive `raises`.
    Raised,
}

/// Which of several outputs of one example one is, as a notebook shows them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OutputShare {
    /// What its container says that it is.
    pub stream: Option<ContainerStream>,
    /// How many come before it.
    pub index: usize,
    /// How many there are; 0 and 1 mean that it is all.
    pub of: usize,
    /// Documented lines of those before it.
    pub skipped: usize,
    /// Documented lines of all of them.
    pub lines: usize,
}

/// An output that the author shows outside the code: all that the example prints, or one of several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Where.
    pub form: OutputPlace,
    /// Its lines.
    pub lines: Vec<CodeLine>,
    /// What it says, where that is not what is written: the value of a directive has escapes.
    pub meaning: Option<String>,
    /// Why nothing can be said of it.
    pub unchecked: Option<String>,
    /// Whether it may be what all examples of the block print, and not the last one only.
    pub of_block: bool,
    /// Whether it is one only because the fence as a whole does not parse, so that it is not rewritten.
    pub is_supposed: bool,
    /// Whether its author's words or tags say that it is an output, and not its place alone.
    pub is_sure: bool,
    /// Whether text about something else stands before it, so that only what is printed can show that it is one.
    pub only_confirms: bool,
    /// The look that it has in common with other outputs of the document.
    pub style: Style,
    /// Which part of the output it is.
    pub share: OutputShare,
    /// The place among the statements that print of the one that it is about, by its author's words; the inner is none for
    /// the last.
    pub statement: Option<Option<usize>>,
}

/// The lines of a piece of output without its marker `Output:`, which may have text behind it.
pub(super) fn section(source: &Source, lines: &[CodeLine]) -> Vec<CodeLine> {
    let about = |line: &CodeLine| split::begins_explanation(&line.text(source));
    let mut lines: Vec<_> = lines.iter().take_while(|line| !about(line)).copied().collect();
    if lines.first().is_some_and(|first| split::behind_label(&first.text(source)).is_some()) {
        lines.iter_mut().for_each(|line| *line = without_label(source, *line));
        return trimmed(source, lines);
    }
    if let Some(first) = lines.first_mut()
        && let Some(offset) = split::behind_output_marker(&first.text(source))
    {
        let start = (first.span.start + offset.saturating_sub(first.pad)).min(first.span.end);
        *first = CodeLine { span: Span::new(start, first.span.end), pad: 0, ..*first };
        unindent(source, &mut lines[1..], offset);
    }
    trimmed(source, lines)
}

/// `line` without the word and the prompt that lead to its text.
fn without_label(source: &Source, line: CodeLine) -> CodeLine {
    let Some(offset) = split::behind_label(&line.text(source)) else { return line };
    let start = (line.span.start + offset.saturating_sub(line.pad)).min(line.span.end);
    CodeLine { span: Span::new(start, line.span.end), pad: 0, ..line }
}

/// Moves lines that stand below the text behind a marker, `margin` bytes from the left, to the margin.
fn unindent(source: &Source, lines: &mut [CodeLine], margin: usize) {
    let is_below = |line: &CodeLine| {
        let text = line.text(source);
        text.trim().is_empty() || text.bytes().take_while(|byte| *byte == b' ').count() >= margin
    };
    if lines.iter().all(is_below) {
        for line in lines {
            let from_pad = line.pad.min(margin);
            let start = (line.span.start + margin - from_pad).min(line.span.end);
            *line = CodeLine { pad: line.pad - from_pad, span: Span::new(start, line.span.end), ..*line };
        }
    }
}

/// The exception that a directive names, at its place in the document.
pub(super) fn raised(source: &Source, name: &str, span: Span) -> Shown {
    let lines = vec![CodeLine { line: source.line(span.start), span, pad: 0 }];
    Shown { meaning: Some(name.to_owned()), ..Shown::new(OutputPlace::Raised, lines) }
}

impl Shown {
    /// What surely is all that the last example prints.
    pub(super) fn new(form: OutputPlace, lines: Vec<CodeLine>) -> Self {
        Self {
            form,
            lines,
            meaning: None,
            unchecked: None,
            of_block: false,
            is_supposed: false,
            is_sure: true,
            only_confirms: false,
            style: Style::default(),
            share: OutputShare::default(),
            statement: None,
        }
    }
}

/// Without blank lines at the ends.
fn trimmed(source: &Source, mut lines: Vec<CodeLine>) -> Vec<CodeLine> {
    let is_blank = |line: &CodeLine| source.slice(line.span).trim().is_empty();
    while lines.last().is_some_and(is_blank) {
        lines.pop();
    }
    let leading = lines.iter().take_while(|line| is_blank(line)).count();
    lines.drain(..leading);
    lines
}

/// Gives each example the outputs that are shown behind it; the blocks that hold them are no examples. `said` is what authors
/// say of each block.
pub(super) fn attach(document: &Document, said: &[Directives], classes: &mut [Class]) {
    let page = Blocks { document, said };
    for index in 0..document.blocks.len() {
        if classes[index].reason.as_deref() == Some(given::REASON) {
            // What the solution of the exercise prints, which stands elsewhere.
            let count = page.group((index, 0, None), classes).iter().take_while(|shown| shown.is_sure).count();
            for class in classes.iter_mut().skip(index + 1).take(count) {
                *class = Class::other(Kind::Output, "the output of an exercise");
            }
            continue;
        }
        let is_left = classes[index].last_left().is_some();
        if !is_left && classes[index].last_example().is_none_or(|example| !example.prompts.is_empty()) {
            continue;
        }
        let file =
            classes[index].last_example().and_then(|example| example.file.clone()).or(classes[index].file.clone());
        let (passed, is_it) = page.passed(index, file.as_deref(), classes);
        let mut found = page.group((index, passed, file.as_deref()), classes);
        if !is_it {
            found.iter_mut().for_each(|shown| (shown.is_sure, shown.only_confirms) = (false, true));
        }
        if found.len() == 1 && announced::expects_of_block(document, &document.blocks[index + passed + 1]) {
            // What happens instead stands behind it.
            found.extend(page.group((index + passed + 1, 0, file.as_deref()), classes));
        }
        let blocks = found.len();
        if found.is_empty() {
            let only_defines = classes[index].last_example().is_some_and(|example| example.module.only_defines());
            found.extend(paragraph::behind(document, index).filter(|shown| !only_defines || is_code(document, shown)));
        }
        let is_sure = found.iter().any(|shown| shown.is_sure);
        if is_left && !is_sure {
            continue;
        }
        let is_given = give(&mut classes[index], found);
        for class in classes.iter_mut().skip(index + passed + 1).take(if is_given && is_sure { blocks } else { 0 }) {
            *class = Class::other(Kind::Output, "the output of the block above");
        }
    }
}

/// Whether `shown` stands in running text as code.
fn is_code(document: &Document, shown: &Shown) -> bool {
    let before = shown.lines.first().and_then(|line| document.source.text().get(..line.span.start));
    shown.form != OutputPlace::Inline || before.is_some_and(|before| before.ends_with('`'))
}

/// The blocks of a document, with what their author says of them.
struct Blocks<'a> {
    document: &'a Document,
    said: &'a [Directives],
}

impl Blocks<'_> {
    /// The versions of Python to which the block at `index` is bound by its own words.
    fn versions(&self, index: usize) -> Option<&Specifiers> {
        self.said.get(index).filter(|said| said.is_bound)?.python.as_ref()
    }

    /// How many blocks stand between the one at `index`, which shows `file`, and what it prints: what is typed while it runs, or
    /// the commands that run it; and whether they surely do.
    fn passed(&self, index: usize, file: Option<&str>, classes: &[Class]) -> (usize, bool) {
        let Some(next) = classes.get(index + 1) else { return (0, true) };
        let is_typed = next.reason.as_deref() == Some(given::TYPED);
        let code = self.document.blocks[index + 1].code(&self.document.source);
        let files = (next.kind == Kind::Shell).then(|| holder::gives_commands(&code)).flatten().unwrap_or_default();
        let is_it = |named: &Option<&str>| named.zip(file).is_some_and(|(named, file)| holder::is_path_of(named, file));
        match () {
            () if is_typed => (1, true),
            () if files.is_empty() => (0, true),
            () if files.iter().all(is_it) => (1, true),
            () if file.is_none() || files.contains(&None) => (1, false),
            () => (0, true),
        }
    }

    /// The blocks behind the one at `index`, which shows `file`, that show what it prints, behind those that are `passed`: one,
    /// several as a notebook has them, or one for each of several versions of Python.
    fn group(&self, (index, passed, file): (usize, usize, Option<&str>), classes: &[Class]) -> Vec<Shown> {
        let mut found: Vec<Shown> = Vec::new();
        let index = index + passed;
        while index + found.len() + 1 < classes.len() {
            let at = index + found.len();
            let is_bound = self.versions(at + 1).is_some();
            let holder = holder::of(self.document, (at, index), classes, file, is_bound);
            let goes_on = |shown: &Shown| {
                let Some(last) = found.last().filter(|_| !is_bound) else { return true };
                last.style == shown.style && (last.is_sure == shown.is_sure || shown.is_sure)
            };
            let Some(shown) = holder.filter(goes_on) else { break };
            found.push(shown);
        }
        // What is displayed stands among what is printed, so that only the order tells the pieces.
        if found.iter().any(|shown| shown.share.stream == Some(ContainerStream::Display)) {
            let others = found.iter_mut().filter(|shown| shown.share.stream != Some(ContainerStream::Error));
            others.for_each(|shown| shown.share.stream = None);
        }
        let versions: Vec<_> = (index + 1..).take(found.len()).map(|index| self.versions(index)).collect();
        divide(&mut found, &versions);
        found
    }
}

/// Says of each of the outputs in `found` which of several it is. Outputs for other `versions` of Python stand in its place, not
/// beside it.
fn divide(found: &mut [Shown], versions: &[Option<&Specifiers>]) {
    let lines: Vec<_> = found.iter().map(|shown| shown.lines.len()).collect();
    let some = versions.iter().copied().find_map(|versions| versions);
    for (own, shown) in found.iter_mut().enumerate() {
        let meant = versions[own].or(some);
        let beside = (0..lines.len()).filter(|&other| versions[other].is_none_or(|other| Some(other) == meant));
        let before = beside.clone().take_while(|&other| other < own);
        shown.share = OutputShare {
            index: before.clone().count(),
            of: beside.clone().count(),
            skipped: before.map(|other| lines[other]).sum(),
            lines: beside.map(|other| lines[other]).sum(),
            ..shown.share
        };
    }
}

/// Gives `shown` to the last example of `class`, unless it cannot be what that prints.
fn give(class: &mut Class, mut shown: Vec<Shown>) -> bool {
    let count = class.examples().count();
    let already = class.examples().any(|example| !example.shown.is_empty());
    if let Some(left) = class.last_left() {
        left.shown.extend(shown);
        return true;
    }
    let Some(example) = class.last_example() else { return false };
    let is_sure = shown.iter().any(|shown| shown.is_sure);
    // What an excerpt prints is printed by all of it, and definitions alone print nothing.
    if (example.module.is_excerpt || example.module.only_defines()) && !is_sure {
        return false;
    }
    if example.module.is_excerpt {
        let reason = "the code is an excerpt, with a part left out";
        shown.iter_mut().for_each(|shown| shown.unchecked = Some(reason.to_owned()));
    }
    // What stands behind an output of the example's own is another one.
    let has_section = example.shown.iter().any(|other| other.form == OutputPlace::Section);
    if has_section && shown.iter().any(|shown| shown.form == OutputPlace::Fence) {
        return false;
    }
    // A file of a block with several runs by itself.
    let of_block = count > 1 && !already && example.file.is_none();
    shown.iter_mut().for_each(|shown| shown.of_block = of_block);
    example.shown.extend(shown);
    true
}

#[cfg(test)]
mod tests;
