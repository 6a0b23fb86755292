//! Examples: which blocks of a document are Python meant to run, and what the others are.
//!
//! A tagged block is what its tag says, unless it plainly is something else (a template, Python 2). An untagged one is
//! judged with the document as context: where the author tags Python, an untagged fence is rarely Python; where
//! nothing is tagged it nearly always is, if it parses as Python and shows it. A block may hold several examples.

pub mod announced;
mod arrows;
mod class;
mod code;
mod docstring;
mod exercise;
mod file_name;
pub mod files;
mod given;
mod include;
mod kind;
mod left;
mod looks;
mod near_code;
mod notebook;
mod rules;
mod scheme;
mod shown;
mod split;
mod surroundings;
mod survey;
mod transcript;
mod uncalled;

pub use class::{Class, Left, Part};
pub(crate) use include::missing as missing_include;
pub use include::{Base, Include, LineSelection, Placed, includes};
pub use kind::{KINDS, Kind, Runs};
pub use shown::{ContainerStream, OutputPlace, OutputShare, Shown, Style};
pub use transcript::Prompt;
pub use uncalled::{UncalledTest, uncalled_test};

use crate::directive::{Directives, Raises};
use crate::document::{Block, CodeLine, Document};
use crate::lang::{self, Tag, python};
use code::{dedent, joined, shifted};
use split::{Piece, Role};
use std::collections::BTreeMap;
use std::sync::Arc;
use surroundings::Surroundings;

/// Which example of its document one is: its place in their order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ExampleId(u32);

impl ExampleId {
    /// The same as an index, counted from 0.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// Python code of a document that is meant to run: a block, or a part of one.
#[derive(Debug)]
pub struct Example {
    /// Which one it is.
    pub id: ExampleId,
    /// Index of the block in the document.
    pub block: usize,
    /// Its lines; common indentation is left out.
    pub lines: Vec<CodeLine>,
    /// The code: the lines joined by LF.
    pub code: String,
    /// Its syntax.
    pub module: Arc<python::Module>,
    /// The prompts, if it is a transcript.
    pub prompts: Vec<Prompt>,
    /// Outputs among the code that `>>>` leads to, line by line.
    pub arrows: Vec<Vec<CodeLine>>,
    /// Outputs that the author shows outside the code.
    pub shown: Vec<Shown>,
    /// The file that it is, by its author's words.
    pub file: Option<String>,
    /// Whether it stands in a docstring of the block, and runs behind it.
    pub is_docstring: bool,
    /// What its author says about it.
    pub directives: Directives,
    /// What it has for IPython alone.
    pub ipython: Option<Notebook>,
    /// The 1-based line of the file on which the first example of its block begins.
    pub block_start: usize,
    starts: Vec<usize>,
}

/// A line that only IPython understands, and on which what is behind it may depend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notebook {
    /// Its 1-based number in the file.
    pub line: usize,
    /// Why nothing can be said.
    pub reason: String,
    /// Whether the code behind it may do something else for it; else only more is printed.
    pub changes_code: bool,
}

/// What each block of `document` is, in their order; `directives` are those of the blocks.
#[must_use]
pub fn classify(document: &Document, directives: &[Directives]) -> Vec<Class> {
    let tags = tags(document);
    let surroundings = survey::of(document, &tags);
    let default = Directives::default();
    let blocks = document.blocks.iter().zip(&tags).enumerate();
    let mut classes: Vec<_> = blocks
        .map(|(index, (_, &tag))| {
            let directives = directives.get(index).unwrap_or(&default);
            let class = Classifier { document, index, tag, directives, surroundings: &surroundings }.class();
            let named = || files::name_of(document, &document.blocks[index]);
            let file = directives.file.clone().or_else(|| class.file.clone()).or_else(named);
            Class { file, ..class }
        })
        .collect();
    shown::attach(document, directives, &mut classes);
    docstring::attach(document, &mut classes);
    number(&mut classes);
    classes
}

/// Gives each example its number.
fn number(classes: &mut [Class]) {
    let examples = classes.iter_mut().flat_map(|class| {
        let parts = class.parts.iter_mut().filter_map(|part| part.example.as_deref_mut());
        parts.chain(&mut class.docstrings)
    });
    (0..).zip(examples).for_each(|(number, example)| example.id = ExampleId(number));
}

/// What the tags of the blocks say. A tag of no known meaning under which the author shows transcripts means Python.
fn tags(document: &Document) -> Vec<Tag> {
    let word = |block: &Block| block.info.language.clone().unwrap_or_default().to_ascii_lowercase();
    let is_transcript = |block: &&Block| rules::is_transcript(&block.code(&document.source));
    let own = |block: &Block| lang::tag(block.info.language.as_deref());
    let others =
        document.blocks.iter().filter(|block| own(block) == Tag::Other && rules::names_a_language(&word(block)));
    let mut prompted: BTreeMap<String, usize> = BTreeMap::new();
    for block in others.filter(is_transcript) {
        *prompted.entry(word(block)).or_default() += 1;
    }
    let means_python = |block: &Block| prompted.get(&word(block)).is_some_and(|&count| count > 1);
    let tag = |block: &Block| match own(block) {
        Tag::Other if means_python(block) => Tag::Python,
        Tag::Other if rules::is_python_for_a_shell(&word(block), || block.code(&document.source)) => Tag::Python,
        Tag::Other if rules::names_nothing(&word(block)) => Tag::None,
        tag @ (Tag::Python | Tag::Transcript | Tag::None | Tag::Other) => tag,
    };
    document.blocks.iter().map(tag).collect()
}

/// Comments by which phmdoctest leaves statements out, so that the rest is another program.
const OMITTED: [&str; 2] = ["# phmdoctest:omit", "# phmdoctest:pass"];

/// One block on its way to its class.
struct Classifier<'a> {
    document: &'a Document,
    index: usize,
    tag: Tag,
    directives: &'a Directives,
    surroundings: &'a Surroundings,
}

/// Statements of a block in which schemes are looked for among what compiles.
const MOST_STATEMENTS: usize = 1000;

impl Classifier<'_> {
    fn class(&self) -> Class {
        let mut class = self.found();
        exercise::leave_out(self, &mut class);
        let left = left::of(self, &class);
        class.left.extend(left);
        class
    }

    fn found(&self) -> Class {
        let block = self.block();
        if self.directives.illustrative {
            return Class::other(Kind::Illustrative, "illustrative, by its author");
        }
        if block.invalid_utf8 && self.tag != Tag::Other {
            return Class::other(Kind::Damaged, "contains bytes that are not UTF-8");
        }
        if let Some(reason) = include::missing_block(self.document, block) {
            return Class::other(Kind::Empty, "").lacking(reason);
        }
        let mut lines = dedent(&self.document.source, &block.lines);
        if block.shows_fence && rules::shows_markdown(self.tag, &joined(&self.document.source, &lines)) {
            return Class::other(Kind::Text, "shows Markdown");
        }
        let may_be_python = self.tag != Tag::Other;
        let included = may_be_python.then(|| include::take_out(&self.document.source, &mut lines)).flatten();
        let found = may_be_python.then(|| notebook::take_out(&self.document.source, &mut lines)).flatten();
        let mut class = match &found {
            Some(notebook::Found::File(name)) => self.written(name, &lines),
            Some(notebook::Found::Cell(name)) => Class::other(Kind::Language, format!("a cell of `%%{name}`")),
            Some(notebook::Found::Cut(_)) if lines.iter().all(|line| line.span.is_empty()) => {
                let is_magic = |line: &CodeLine| self.document.source.slice(line.span).trim_start().starts_with('%');
                let kind = if block.lines.iter().any(is_magic) { Kind::Empty } else { Kind::Shell };
                Class::other(kind, "nothing but lines for IPython or a shell")
            }
            Some(notebook::Found::Cut(_)) | None => self.of_lines(&lines),
        };
        if let Some(notebook::Found::Cut(Some((line, words)))) = found {
            let changes_code = !notebook::is_around(&words);
            let notebook = Notebook { line, reason: format!("needs-ipython: `{words}`"), changes_code };
            class.each_example(|example| example.ipython = Some(notebook.clone()));
        }
        if let Some(reason) = included {
            class = class.lacking(reason);
        }
        if let Some(mark) = OMITTED.iter().find(|mark| may_be_python && lines.iter().any(|line| self.has(line, mark))) {
            class = class.lacking(format!("marked `{mark}`"));
        }
        if block.is_escaped {
            class = class.lacking("written with elements or escapes of HTML that are not read".to_owned());
        }
        class
    }

    /// A cell of `lines` that becomes the file `name`.
    fn written(&self, name: &str, lines: &[CodeLine]) -> Class {
        let reason = format!("becomes the file `{name}`");
        let is_blank = |line: &&CodeLine| line.text(&self.document.source).trim().is_empty();
        let content = lines.get(lines.iter().take_while(is_blank).count() + 1..).unwrap_or_default().to_vec();
        let left = if name.ends_with(".py") { left::of_lines(self, content, &reason) } else { Vec::new() };
        Class { file: Some(name.to_owned()), left, ..Class::other(Kind::Language, reason) }
    }

    fn has(&self, line: &CodeLine, mark: &str) -> bool {
        self.document.source.slice(line.span).contains(mark)
    }

    /// The class of a block by its lines, common indentation left out.
    fn of_lines(&self, lines: &[CodeLine]) -> Class {
        let code = joined(&self.document.source, lines);
        if rules::is_transcript(&code) || self.tag == Tag::Transcript {
            return self.transcript(lines);
        }
        if let Some(banner) = rules::banner(&code) {
            return self.transcript(&lines[banner..]);
        }
        if self.tag == Tag::Other {
            return rules::of_other_tag(self.language(), &code);
        }
        if let Some(found) = arrows::read(&self.document.source, lines, self.tag == Tag::Python) {
            return self.with_arrows(found);
        }
        if looks::kind(&code) == Some(Kind::Exercise) {
            return Class::other(Kind::Exercise, "states an exercise");
        }
        if let Some(kind) = given::kind(self.document, self.block(), &code) {
            return Class::other(kind, given::REASON);
        }
        if given::typed(self.document, self.index, &code) {
            return Class::other(Kind::Text, given::TYPED);
        }
        let pieces = self.pieces(lines);
        let is_whole = pieces.iter().filter(|piece| piece.role == Role::Code).count() == 1;
        if pieces.len() == 1 && transcript::first_prompt(&code).is_some() && python::parse(&code).error.is_some() {
            return self.transcript(lines);
        }
        let mut parts = Vec::new();
        for piece in pieces {
            match piece.role {
                Role::Code => parts.extend(self.code_beside_schemes(piece, is_whole)),
                Role::Text => parts.push(part(&piece, Kind::Text, Some("separates parts".to_owned()), None)),
                Role::Output => self.output(piece, &mut parts),
            }
        }
        self.whole(parts)
    }

    /// The pieces of the block. Text without a tag is split only if a piece of it then shows that it is Python.
    fn pieces(&self, lines: &[CodeLine]) -> Vec<Piece> {
        let source = &self.document.source;
        let is_python = self.tag == Tag::Python || !self.surroundings.has_tagged;
        let pieces = split::split(source, lines, is_python, |code| self.surroundings.parse(self.index, code));
        let shows = |piece: &Piece| piece.role == Role::Code && rules::shows_python(&self.example(piece.lines.clone()));
        if pieces.len() == 1 || self.tag == Tag::Python || pieces.iter().any(shows) {
            return pieces;
        }
        vec![Piece { role: Role::Code, lines: lines.to_vec() }]
    }

    fn block(&self) -> &Block {
        &self.document.blocks[self.index]
    }

    fn language(&self) -> &str {
        self.block().info.language.as_deref().unwrap_or_default()
    }

    /// A block with prompts. What does not compile in it stands for itself, as at a real prompt, and is left out.
    fn transcript(&self, lines: &[CodeLine]) -> Class {
        let source = &self.document.source;
        if lines.iter().any(|line| source.slice(line.span).contains("(Pdb)")) {
            return Class::other(Kind::Text, "a debugger's session");
        }
        let mut sessions = transcript::read(source, lines);
        let is_blank = |line: &CodeLine| source.slice(line.span).trim().is_empty();
        let at_prompts = |one: &transcript::Transcript| {
            let lines = |prompt: &Prompt| one.lines.get(prompt.first - 1..prompt.last).unwrap_or_default().to_vec();
            one.prompts.iter().flat_map(lines).collect::<Vec<_>>()
        };
        let prompted: Vec<_> = sessions.iter().flat_map(at_prompts).collect();
        if prompted.iter().any(|line| rules::has_blank(&line.text(source))) {
            return Class::other(Kind::Template, "contains blanks to fill in");
        }
        sessions.iter_mut().for_each(|session| transcript::leave_out_skipped(source, session));
        let invalid = sessions.iter_mut().flat_map(|session| transcript::leave_out_invalid(source, session));
        let left: Vec<_> = invalid.map(|one| left::at_prompt(source, self.index, one, left::NOT_COMPILING)).collect();
        let examples: Vec<_> = sessions.into_iter().map(|session| self.session(session)).collect();
        if examples.iter().any(|example| example.module.error.is_some()) {
            return Class::other(Kind::Text, "the text at the prompts is not Python");
        }
        if examples.iter().all(Example::is_empty) {
            let has_code = prompted.iter().any(|line| !is_blank(line));
            let reason = if has_code { "the code at the prompts does not compile" } else { "contains no statement" };
            // Without a tag nothing says that it is Python.
            let left = if matches!(self.tag, Tag::Python | Tag::Transcript) { left } else { Vec::new() };
            return Class { left, ..Class::other(Kind::Empty, reason) };
        }
        Class { left, ..self.whole(examples.into_iter().map(session_part).collect()) }
    }

    /// A block in which prompts lead to outputs.
    fn with_arrows(&self, found: arrows::Arrows) -> Class {
        let mut part = self.code(Piece { role: Role::Code, lines: found.lines }, true);
        if let Some(example) = &mut part.example {
            example.arrows = found.outputs;
        }
        self.whole(vec![part])
    }

    /// One session of a block with prompts.
    fn session(&self, session: transcript::Transcript) -> Example {
        let mut example = self.example(session.lines);
        example.prompts = session.prompts;
        example
    }

    fn example(&self, lines: Vec<CodeLine>) -> Example {
        let parse = |code: &str| self.surroundings.parse(self.index, code);
        let mut example = Example::new(&self.document.source, self.index, dedent(&self.document.source, &lines), parse);
        example.directives = self.directives.clone();
        example
    }

    /// A piece of code as one part, or as several if schemes of Python's syntax stand between its statements: they do not
    /// run, and do not keep the rest from it.
    fn code_beside_schemes(&self, piece: Piece, is_whole: bool) -> Vec<Part> {
        let whole = self.code(piece.clone(), is_whole);
        let is_unbound = |name: &String| !self.surroundings.binds(name);
        let may_hold_scheme = |example: &Example| {
            let module = &example.module;
            let is_call = |one: &python::Statement| one.kind == python::Kind::Expression { call: true };
            let may_be_call = (2..MOST_STATEMENTS).contains(&module.statements.len())
                && module.statements.iter().any(is_call)
                && module.free_names.iter().any(is_unbound);
            module.error.is_some() || may_be_call
        };
        if whole.kind != Kind::Template && !whole.example.as_deref().is_some_and(may_hold_scheme) {
            return vec![whole];
        }
        let Some(pieces) = scheme::split(self, &piece) else { return vec![whole] };
        let part = |(piece, scheme): (Piece, Option<String>)| match scheme {
            Some(reason) => part(&piece, Kind::Template, Some(reason), None),
            None => self.code(piece, false),
        };
        let parts: Vec<_> = pieces.into_iter().map(part).collect();
        if parts.iter().any(|part| part.kind == Kind::Python) { parts } else { vec![whole] }
    }

    /// A piece of code: an example, or why it is none.
    fn code(&self, piece: Piece, is_whole: bool) -> Part {
        let mut example = self.example(piece.lines.clone());
        let text = |line: &CodeLine| line.text(&self.document.source);
        let first = piece.lines.iter().map(text).find(|line| !line.trim().is_empty());
        example.file = first.and_then(|line| files::named_by_comment(&line));
        if example.module.statements.is_empty() && example.module.error.is_none() {
            return part(&piece, Kind::Empty, Some("contains no statement".to_owned()), None);
        }
        let judged = match self.tag {
            Tag::Python => rules::of_tagged(&example, self.surroundings),
            Tag::None if example.module.error.is_some() && self.is_quoted_as_wrong(&example.code) => Ok(()),
            Tag::Transcript | Tag::None | Tag::Other => rules::of_untagged(&example, self.surroundings, is_whole),
        };
        match judged {
            Ok(()) => part(&piece, Kind::Python, None, Some(Box::new(example))),
            Err((kind, reason)) => part(&piece, kind, Some(reason), None),
        }
    }

    /// Whether the next block shows that Python does not compile a line of `code`, which it quotes.
    fn is_quoted_as_wrong(&self, code: &str) -> bool {
        let Some(next) = self.document.blocks.get(self.index + 1) else { return false };
        let shown = next.code(&self.document.source);
        let names = ["SyntaxError", "IndentationError", "TabError"];
        let lines = || shown.lines().map(str::trim);
        let is_named = lines().any(|line| names.iter().any(|name| line.starts_with(name)));
        let is_line = |line: &str| code.lines().any(|own| own.trim() == line && !line.is_empty());
        is_named && lines().any(|line| line.starts_with("File \"")) && lines().any(is_line)
    }

    /// A piece of output: shown for the code before it.
    fn output(&self, piece: Piece, parts: &mut Vec<Part>) {
        let lines = shown::section(&self.document.source, &piece.lines);
        let is_first = !parts.iter().filter_map(|part| part.example.as_ref()).any(|one| !one.shown.is_empty());
        let of_block = is_first && parts.iter().filter(|part| part.example.is_some()).count() > 1;
        if let Some(example) = parts.iter_mut().rev().find_map(|part| part.example.as_deref_mut())
            && !lines.is_empty()
        {
            let unchecked = given::only_gives(example).then(|| given::TO_BE_PRINTED.to_owned());
            let is_supposed =
                piece.lines.first().is_some_and(|first| split::is_supposed(&first.text(&self.document.source)));
            let shown = Shown::new(OutputPlace::Section, lines);
            example.shown.push(Shown { of_block, unchecked, is_supposed, ..shown });
        }
        parts.push(part(&piece, Kind::Output, Some("the output of the part above".to_owned()), None));
    }

    /// The class of a block with these parts. Names of files that stand between them are given to the part behind.
    fn whole(&self, mut parts: Vec<Part>) -> Class {
        let source = &self.document.source;
        let mut title = files::name_of(self.document, self.block());
        let is_single = parts.iter().filter(|part| part.example.is_some()).count() == 1;
        let start = parts.iter().filter(|part| part.example.is_some()).map(|part| part.first).min().unwrap_or(1);
        for part in &mut parts {
            if let Some(example) = part.example.as_deref_mut() {
                let title = title.take();
                example.file = self.directives.file.clone().filter(|_| is_single).or(example.file.take()).or(title);
                example.block_start = start;
            } else if part.kind == Kind::Text {
                let lines = (part.first..=part.last).map(|line| source.slice(source.line_span(line)));
                title = lines.rev().find_map(files::named_by);
            }
        }
        if let Some(last) = parts.iter_mut().rev().find_map(|part| part.example.as_deref_mut())
            && let Some(Raises::Named { name, span: Some(span) }) = &self.directives.raises
        {
            last.shown.push(shown::raised(source, name, *span));
        }
        Class::of_parts(parts)
    }
}

fn part(piece: &Piece, kind: Kind, reason: Option<String>, example: Option<Box<Example>>) -> Part {
    let line = |line: Option<&CodeLine>| line.map_or(1, |line| line.line);
    Part { first: line(piece.lines.first()), last: line(piece.lines.last()), kind, reason, example }
}

/// The part of a block that a session is; one without statements does not run.
fn session_part(example: Example) -> Part {
    let piece = Piece { role: Role::Code, lines: example.lines.clone() };
    if example.is_empty() {
        return part(&piece, Kind::Empty, Some("contains no statement".to_owned()), None);
    }
    part(&piece, Kind::Transcript, None, Some(Box::new(example)))
}

#[cfg(test)]
mod tests;
