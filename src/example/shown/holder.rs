//! Blocks behind an example that may show what it prints, and how sure that is.

use super::between::{Announced, announced};
use super::{OutputPlace, OutputShare, Shown, prefix, trimmed};
use crate::document::{Block, BlockKind, CodeLine, Document};
use crate::example::{Class, Kind, looks};
use crate::lang::{self, Tag, literal, output, python};

/// The look of an output's block: what says the same of several outputs of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Style {
    /// Whether it is indented code and no fence.
    pub is_indented: bool,
    /// The tag of its fence, in lower case.
    pub tag: String,
    /// Whether it stands in a quote and the code does not.
    pub is_quoted: bool,
    /// What its lines begin with and is no part of the output: `## `.
    pub prefix: &'static str,
    /// Whether words stand before it.
    pub is_announced: bool,
}

/// How surely a block is the output of the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sure {
    Yes,
    /// By its place alone.
    Maybe,
    No,
}

/// Words of an info string that mean plain output.
const PLAIN: &[&str] = &[
    "ansi",
    "console",
    "log",
    "no-highlight",
    "nohighlight",
    "none",
    "out",
    "output",
    "plain",
    "plaintext",
    "stdout",
    "text",
    "txt",
];

/// Words of an info string that mean a terminal.
const SHELLS: &[&str] = &["bash", "sh", "shell", "shell-session", "terminal", "zsh"];

/// Words of an info string that converters and authors give to nothing but outputs: those of nbconvert and MyST-NB, of
/// Pygments for tracebacks, of Sphinx.
const OUTPUTS: &[&str] = &[
    "error",
    "ipythontb",
    "myst-ansi",
    "out",
    "output",
    "py3tb",
    "pytb",
    "stderr",
    "stdout",
    "testoutput",
    "traceback",
];

/// Words of an info string for data that a program may print.
const DATA: &[&str] = &["csv", "html", "ini", "json", "json5", "jsonc", "md", "markdown", "toml", "xml", "yaml", "yml"];

/// The block behind `at` as an output of the example in `index`, which shows `file`, if it is one. Where it `is_bound` to versions
/// of Python, its author says that it is, whatever stands between.
pub(super) fn of(
    document: &Document,
    (at, index): (usize, usize),
    classes: &[Class],
    file: Option<&str>,
    is_bound: bool,
) -> Option<Shown> {
    let class = classes.get(at + 1)?;
    let (block, next) = (document.blocks.get(at)?, document.blocks.get(at + 1)?);
    let between = document.source.text().get(block.span.end..next.span.start).unwrap_or_default();
    let announced = announced(between);
    if at > index && !is_bound && !matches!(announced, Announced::Adjacent | Announced::Division(_)) {
        return None;
    }
    // A terminal's tag is often given to what it shows, perhaps below the command that runs the example.
    let text = |line: &CodeLine| line.text(&document.source);
    let first = next.lines.first().map(text).unwrap_or_default();
    let command = looks::runs_python(&first);
    if command && gives_commands(&next.code(&document.source)).is_some() {
        return None;
    }
    let runs_it = command && file.is_some_and(|file| first.split_whitespace().any(|word| is_path_of(word, file)));
    let prompt = if command { prompt(&first) } else { "" };
    let is_next = |line: &CodeLine| !prompt.is_empty() && text(line).starts_with(prompt);
    let behind = next.lines.iter().skip(usize::from(command));
    let below: Vec<_> = behind.take_while(|line| !is_next(line)).copied().collect();
    // What the code writes with such a sign is no comment.
    let writes_signs = || ["\"#", "'#"].iter().any(|sign| block.code(&document.source).contains(sign));
    let is_tagged = lang::tag(next.info.language.as_deref()) == Tag::Python;
    let (prefix, mut below) = prefix::without(&document.source, below, is_tagged && !writes_signs());
    let is_bound_to =
        |name: &str| classes.iter().flat_map(Class::examples).any(|one| one.module.bound_names.contains(name));
    let is_marked = announced != Announced::Not && is_marked(below.iter().map(text), is_bound_to);
    if is_marked {
        below.remove(0);
    }
    let code: String = below.iter().map(|line| text(line) + "\n").collect();
    let is_near = is_near(between);
    let holder = Holder { document, next, class, code: &code, prefix, announced, is_near };
    let sure = match is_traceback(&code) && class.examples().next().is_none() {
        true if announced != Announced::Not => Sure::Yes,
        _ if runs_it && announced != Announced::Not => Sure::Yes,
        _ if is_marked || is_bound && holder.may_be_output() => Sure::Yes,
        _ => holder.sure(command),
    };
    let lines = trimmed(&document.source, below);
    if sure == Sure::No || lines.is_empty() {
        return None;
    }
    let stream = if let Announced::Division(stream) = announced { stream } else { None };
    let share = OutputShare { stream, ..OutputShare::default() };
    let style = holder.style(is_quoted(document, next) && !is_quoted(document, block));
    let statement = if let Announced::SentenceOf(place) = announced { Some(place) } else { None };
    let unchecked = (command && has_arguments(&first)).then(|| ARGUMENTS.to_owned());
    let shown = Shown::new(OutputPlace::Fence, lines);
    let is_vague = matches!(announced, Announced::Not | Announced::Named) || is_tagged;
    let only_confirms = sure == Sure::Maybe && is_vague;
    Some(Shown { is_sure: sure == Sure::Yes, only_confirms, style, share, statement, unchecked, ..shown })
}

/// The files that a block runs which holds nothing but commands for a shell, `code`, one of them after the other, with remarks; none
/// for one that is given arguments.
pub(super) fn gives_commands(code: &str) -> Option<Vec<Option<&str>>> {
    let lines: Vec<_> = code.lines().filter(|line| !line.trim().is_empty()).collect();
    let is_remark = |line: &&&str| line.trim_start().starts_with('#');
    let is_one = |line: &&str| is_remark(&line) || looks::is_command(line);
    let commands = lines.iter().filter(|line| !is_remark(line)).count();
    if !lines.iter().all(is_one) || commands < 2 && lines.len() != 1 {
        return None;
    }
    let runs = lines.into_iter().filter(|line| looks::runs_python(line));
    Some(runs.map(|line| if has_arguments(line) { None } else { file_of(line) }).collect())
}

/// Whether the first of `lines` is a comment that is the name of an output, `# 실행결과`, and none below it does anything. What is a
/// name by its look is none where nothing `binds` it.
fn is_marked(mut lines: impl Iterator<Item = String>, binds: impl Fn(&str) -> bool) -> bool {
    let is_title = |line: String| line.starts_with('#') && output::is_title(&line);
    let is_first = lines.next().is_some_and(is_title);
    let rest: String = lines.map(|line| line + "\n").collect();
    if !is_first || rest.trim().is_empty() || rest.trim_start().starts_with('#') {
        return false;
    }
    is_data(&rest) && !computes(&rest, binds) || looks::kind(&rest) == Some(Kind::Traceback)
}

/// Whether no statement in `code` does anything, as in what is printed: values, or text that is no Python.
fn is_data(code: &str) -> bool {
    let module = python::parse(code);
    let is_value = |one: &python::Statement| match one.kind {
        python::Kind::Expression { call: false } => true,
        // What a value looks like: `Counter({'a': 1})`.
        python::Kind::Expression { call: true } => code[one.range.clone()].starts_with(char::is_uppercase),
        python::Kind::Print { .. }
        | python::Kind::Text
        | python::Kind::Assignment { .. }
        | python::Kind::Condition
        | python::Kind::Compound
        | python::Kind::Definition
        | python::Kind::Import
        | python::Kind::Delete
        | python::Kind::Return { .. }
        | python::Kind::Other => false,
    };
    match module.error {
        None => module.statements.iter().all(is_value),
        Some(_) => module.evidence.strong == 0,
    }
}

/// Whether `code` compiles and has names that something `binds`, so that it may be meant to run: `total`, `x * 2`.
fn computes(code: &str, binds: impl Fn(&str) -> bool) -> bool {
    let module = python::parse(code);
    let mut names = module.free_names.iter().filter(|name| binds(name)).chain(&module.builtins);
    module.error.is_none() && names.any(|name| !name.starts_with(char::is_uppercase))
}

/// Whether each line of `code` is a literal.
fn are_literals(code: &str) -> bool {
    let is_literal = |line: &str| literal::parse(line.trim()).is_some_and(|value| value.is_value());
    !names_any(code) && code.lines().filter(|line| !line.trim().is_empty()).all(is_literal)
}

/// Whether something in `code` is a name.
fn names_any(code: &str) -> bool {
    let module = python::parse(code);
    module.error.is_some() || !module.free_names.is_empty() || !module.builtins.is_empty()
}

/// Lines of text that may stand between code and what it prints.
const MOST_BETWEEN: usize = 12;

/// Whether `between`, the text before a block, has no heading with text below, and is not long.
fn is_near(between: &str) -> bool {
    let filled: Vec<_> = between.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let has_heading = filled.iter().any(|line| line.starts_with('#') || line.starts_with("---"));
    let has_container = filled.iter().any(|line| line.starts_with([':', '<']) || line.starts_with("```"));
    filled.len() <= MOST_BETWEEN && !has_container && (!has_heading || filled.len() == 1)
}

/// Attributes of a fence that are a title above it.
const TITLES: [&str; 4] = ["caption", "file", "filename", "title"];

/// Why nothing is said of what a program prints that is called with arguments, or with a file in the place of what is typed.
const ARGUMENTS: &str = "the command has arguments, which the example is not given";

/// What stands before the name of the interpreter in the command `line`: the lines that begin so are further commands.
fn prompt(line: &str) -> &str {
    line.find("py").map_or("", |at| &line[..at])
}

/// The file that the command `line` runs.
fn file_of(line: &str) -> Option<&str> {
    line.split_whitespace().find(|word| word.ends_with(".py"))
}

/// Whether more than the file stands in the command `line`, which runs one.
fn has_arguments(line: &str) -> bool {
    let mut behind = line.split_whitespace().skip_while(|word| !word.ends_with(".py")).skip(1);
    behind.next().is_some_and(|word| !word.starts_with('#'))
}

/// Whether `text` shows how an exception ended a program: all of it, or behind what was printed before.
fn is_traceback(text: &str) -> bool {
    text.lines().any(|line| line.contains("Traceback (most recent call last)") && !line.trim_start().starts_with('#'))
}

/// Whether `word` of a command names `file`, perhaps in a folder.
pub(super) fn is_path_of(word: &str, file: &str) -> bool {
    let name = |path: &str| path.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
    name(word) == name(file) && !file.is_empty()
}

/// Whether `block` stands in a quote.
fn is_quoted(document: &Document, block: &Block) -> bool {
    let start = document.source.line_span(block.line).start;
    document.source.text().get(start..block.span.start).is_some_and(|before| before.contains('>'))
}

/// A block that may show an output.
struct Holder<'a> {
    document: &'a Document,
    next: &'a Block,
    class: &'a Class,
    /// What it shows.
    code: &'a str,
    prefix: &'static str,
    announced: Announced,
    /// Whether it stands below the code in the same section, or a heading is all that stands between.
    is_near: bool,
}

impl Holder<'_> {
    fn tag(&self) -> String {
        self.next.info.language.as_deref().unwrap_or_default().to_ascii_lowercase()
    }

    fn style(&self, is_quoted: bool) -> Style {
        Style {
            is_indented: self.next.kind == BlockKind::Indented,
            tag: self.tag(),
            is_quoted,
            prefix: self.prefix,
            is_announced: !matches!(self.announced, Announced::Adjacent | Announced::Division(_)),
        }
    }

    /// Whether nothing shows that it is something else, so that words of its author make it an output.
    fn may_be_output(&self) -> bool {
        let tag = lang::tag(self.next.info.language.as_deref());
        let is_code = self.class.examples().next().is_some() || self.class.kind == Kind::Shell;
        !is_code && !matches!(tag, Tag::Python | Tag::Transcript)
    }

    /// Whether its info string gives it a title that is the name of an output: `shell:result`, `title="Output"`.
    fn is_titled(&self) -> bool {
        let attributes = self.next.info.attributes.iter();
        let titles = attributes.filter(|(key, _)| TITLES.contains(&key.as_str())).map(|(_, value)| value);
        titles.chain(self.next.info.words.first()).any(|title| output::is_title(title))
    }

    /// Whether it says enough to be known again: more than a word or a number.
    fn is_long(&self) -> bool {
        let words = self.code.split_whitespace().count();
        self.code.lines().filter(|line| !line.trim().is_empty()).count() > 1 || words > 2
    }

    /// How surely it is an output by its tag and the text before it. `has_command`: it begins with the command that runs
    /// the example.
    fn sure(&self, has_command: bool) -> Sure {
        let language = self.tag();
        let tag = lang::tag(self.next.info.language.as_deref());
        let is_terminal =
            SHELLS.contains(&language.as_str()) && (has_command || looks::kind(self.code) != Some(Kind::Shell));
        let has_no_prompt = tag == Tag::Transcript && !self.code.contains(">>>");
        let is_plain = PLAIN.contains(&language.as_str()) || is_terminal || has_no_prompt;
        let is_output = OUTPUTS.contains(&language.as_str());
        // Code below a heading such as "Output" is another example, and so is a session.
        let is_session = self.class.examples().any(|example| !example.prompts.is_empty());
        let is_code = || python::parse(&self.next.code(&self.document.source)).evidence.strong > 0;
        let is_fenced = self.next.kind == BlockKind::Fenced;
        let may_be_titled = is_plain || SHELLS.contains(&language.as_str()) || tag != Tag::Other;
        let is_titled = self.is_titled() && may_be_titled && !is_session && (tag != Tag::Python || is_data(self.code));
        let holds = match self.announced {
            Announced::Adjacent | Announced::Title | Announced::Sentence | Announced::Line if is_titled => true,
            // Sphinx compares it with the code before it, whatever stands between.
            _ if language == "testoutput" => true,
            Announced::Adjacent => is_output && is_fenced,
            Announced::Title => {
                !is_session && (is_plain || is_output || tag == Tag::None || tag == Tag::Python && !is_code())
            }
            Announced::Division(_) => true,
            Announced::Failure => self.class.kind == Kind::Traceback && (is_plain || is_output || tag == Tag::None),
            Announced::Sentence | Announced::SentenceOf(_) => {
                let is_values = || tag == Tag::Python && is_data(self.code) && !names_any(self.code);
                !is_session && (is_plain || is_output || tag == Tag::None && !is_code() || is_values())
            }
            // Sphinx compares it with the code before it, whatever stands between.
            Announced::Line | Announced::Not => language == "testoutput",
            Announced::Named => is_output && is_fenced && self.is_near,
        };
        // Text right behind code, or behind words with a colon, is an output if it says what is printed.
        let is_none = self.class.examples().next().is_none();
        let kind = self.class.kind;
        let is_text = matches!(kind, Kind::Text | Kind::Output | Kind::Traceback)
            || is_none
                && (matches!(kind, Kind::Empty | Kind::Template) && (!self.prefix.is_empty() || has_no_prompt)
                    || kind == Kind::Shell && (has_command || has_no_prompt));
        match self.announced {
            _ if holds => Sure::Yes,
            Announced::Adjacent | Announced::Line | Announced::Failure if is_text && (is_plain || tag == Tag::None) => {
                Sure::Maybe
            }
            // Text behind a paragraph that speaks of something else, or behind a heading, says nothing unless it is what is printed.
            Announced::Not | Announced::Named
                if self.is_near
                    && matches!(kind, Kind::Text | Kind::Output)
                    && is_fenced
                    && (is_plain || tag == Tag::None)
                    && (is_output || self.is_long()) =>
            {
                Sure::Maybe
            }
            // Values alone do nothing as an example.
            Announced::Line if tag == Tag::Python && are_literals(self.code) => Sure::Maybe,
            // Announced as an output, and perhaps laid out for people.
            Announced::Title | Announced::Sentence if !is_session && DATA.contains(&language.as_str()) => Sure::Maybe,
            Announced::Adjacent
            | Announced::Division(_)
            | Announced::Title
            | Announced::Failure
            | Announced::Sentence
            | Announced::SentenceOf(_)
            | Announced::Line
            | Announced::Named
            | Announced::Not => Sure::No,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_may_name_the_output_below_it() {
        let is_marked = |text: &str| super::is_marked(text.lines().map(str::to_owned), |name| name == "total");
        for text in [
            "# 실행결과\n[4, 16]\n{2: 4}",
            "#실행 결과\n현재 반복 변수: 3",
            "# Output\nNameError: name 'count' is not defined.",
            "# 输出结果\nTrue",
            "# Output:\nCounter({'a': 1})",
            "# 출력 결과\napple\ncherry",
            "# Output\n  File \"<stdin>\", line 1\n    for i in range(5)\n                    ^\nSyntaxError: invalid syntax",
        ] {
            assert!(is_marked(text), "{text}");
        }
        for text in [
            "# Output\nprint(1)",
            "# my_numbers.txt\n15",
            "# Output\nx = 3",
            "# Output\n# 3\nf(1)",
            "# Output",
            "# Output of f\n[1]",
            "[1]\n# Output\n2",
            "# Output\nfor i in x:\n    i",
            "# Output\nf(1)",
            "# Output\ntotal",
            "# Output\nlist",
        ] {
            assert!(!is_marked(text), "{text}");
        }
    }

    #[test]
    fn literals_alone_do_nothing() {
        assert!(are_literals("True\nFalse") && are_literals("[1, 2]\n"));
        for code in ["[*\"Lesley\"]  # ['L', 'e']", "x", "1 + 1", "f(1)", "# a"] {
            assert!(!are_literals(code), "{code}");
        }
    }

    #[test]
    fn commands_alone_show_no_output() {
        assert_eq!(gives_commands("python a.py\n# or\npython3 b.py\n"), Some(vec![Some("a.py"), Some("b.py")]));
        assert_eq!(gives_commands("$ python a.py\necho $?\n"), Some(vec![Some("a.py")]));
        assert_eq!(gives_commands("python a.py\n"), Some(vec![Some("a.py")]));
        assert_eq!(gives_commands("python a.py Ada\n"), Some(vec![None]));
        for text in ["python a.py\nhello", "python a.py\n# Title", "hello", ""] {
            assert_eq!(gives_commands(text), None, "{text}");
        }
    }

    #[test]
    fn a_command_may_be_given_arguments() {
        for command in ["$ python greet.py Ada", "> py -3 a.py < in.txt", "$ python3 -u a.py | head"] {
            assert!(has_arguments(command), "{command}");
        }
        for command in ["$ python greet.py", "C:\\> py -3 a.py", "$ python a.py  # once"] {
            assert!(!has_arguments(command), "{command}");
        }
        assert_eq!((prompt("$ python a.py"), prompt("C:\\> py a.py"), prompt("python a.py")), ("$ ", "C:\\> ", ""));
    }
}
