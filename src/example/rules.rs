//! The rules that tell an example from what only looks like one.

use super::{Class, Example, Kind, Surroundings, looks};
use crate::lang::{Tag, python};
use crate::pattern::Pattern;

mod excerpt;
mod fragment;
mod python2;
mod scheme;
mod sketch;

use python2::{except_comma, python2};
pub(super) use scheme::scheme;

/// Why something is no example.
type Reason = (Kind, String);

/// Whether `code` is a transcript: its first line that is neither blank nor a comment has a prompt, any of them one of a
/// notebook, or it begins at the shell where Python is started. `In [1]: x` parses, as the annotation of an item.
pub(super) fn is_transcript(code: &str) -> bool {
    let first = code.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'));
    let has_prompt =
        |line: &str| line == ">>>" || line.starts_with(">>> ") || super::transcript::is_numbered_prompt(line);
    first.is_some_and(has_prompt)
        || has_prompts_of_a_notebook(code)
        || super::transcript::before_session(code.lines()).is_some()
}

/// Whether a line of `code` begins with a prompt of a notebook, and not in a text or as the name that it may be in lower case.
fn has_prompts_of_a_notebook(code: &str) -> bool {
    let is_one = |line: &str| line.starts_with(['I', 'O']) && super::transcript::is_of_notebook(line);
    if !code.lines().any(is_one) {
        return false;
    }
    let texts = python::parse(code).text_lines;
    let is_in_text = |line: usize| texts.iter().any(|(first, last)| (*first..=*last).contains(&line));
    code.lines().enumerate().any(|(index, line)| is_one(line) && !is_in_text(index + 1))
}

/// How many lines stand before the first prompt of a session, if they are what an interpreter says when it starts, below
/// the command that starts it.
pub(super) fn banner(code: &str) -> Option<usize> {
    let lines: Vec<_> = code.lines().map(str::trim).collect();
    let is_prompt = |line: &&str| line.starts_with(">>> ") || super::transcript::is_numbered_prompt(line);
    let first = lines.iter().position(is_prompt).filter(|&first| first > 0)?;
    let says = |line: &&str| line.is_empty() || BANNER.is_match(line) || looks::starts_interpreter(line);
    lines[..first].iter().all(says).then_some(first)
}

static BANNER: Pattern = Pattern::beginning(
    &["python", "type ", "ipython", "[", "on ", "warning", "pypy", "anaconda", "jupyter", ">>>>"],
    r#"^(?i:python \d|pypy \d|ipython \d|jupyter console|anaconda|type (["']?\w+["']?,? (or )?)+|type '\?'|\[(gcc|clang|msc|pypy)|on (linux|darwin|win32)|warning: )"#,
);

/// Tags of shells.
const SHELLS: &[&str] = &[
    "bash",
    "bat",
    "batch",
    "cmd",
    "console",
    "fish",
    "powershell",
    "ps1",
    "sh",
    "shell",
    "shell-session",
    "terminal",
    "zsh",
];

/// Tags of configuration and data.
const CONFIGS: &[&str] = &[
    "cfg",
    "conf",
    "csv",
    "dockerfile",
    "dotenv",
    "env",
    "ini",
    "json",
    "json5",
    "jsonl",
    "makefile",
    "properties",
    "requirements",
    "toml",
    "tsv",
    "xml",
    "yaml",
    "yml",
];

/// Tags of output.
const OUTPUTS: &[&str] = &["error", "out", "output", "result", "stderr", "stdout", "testoutput"];

/// Tags of plain text.
const TEXTS: &[&str] = &["none", "nohighlight", "plain", "plaintext", "text", "txt"];

/// Tags that name no language.
const NOTHING: &[&str] = &["block", "code", "copy", "example", "raw", "snippet"];

/// Whether the tag `word`, in lower case, says no more than that there is something.
pub(super) fn names_nothing(word: &str) -> bool {
    NOTHING.contains(&word)
}

/// Whether the tag `word`, in lower case, may be the name of a language.
pub(super) fn names_a_language(word: &str) -> bool {
    ![SHELLS, CONFIGS, OUTPUTS, TEXTS, NOTHING].iter().any(|words| words.contains(&word))
}

/// Whether what has the tag `word`, in lower case, may be shown as an output.
pub(super) fn may_be_output(word: &str) -> bool {
    [OUTPUTS, TEXTS].iter().any(|words| words.contains(&word)) || word == "console"
}

/// Whether `code`, in which lines look like fences, shows Markdown and not what its tag or its first prompt would have it be.
/// In a string of Python, or in what a session prints, they may be what is meant.
pub(super) fn shows_markdown(tag: Tag, code: &str) -> bool {
    match tag {
        Tag::Other => is_transcript(code),
        Tag::Python | Tag::None => !is_transcript(code) && python::parse(code).error.is_some(),
        Tag::Transcript => false,
    }
}

/// Whether a block with the tag of a shell is plainly Python: such a tag is often the one that was copied. `import` is the
/// name of a program, too.
pub(super) fn is_python_for_a_shell(word: &str, code: impl FnOnce() -> String) -> bool {
    if !["bash", "sh", "shell", "zsh"].contains(&word) {
        return false;
    }
    let code = code();
    let may_be = ["print(", "def ", "class ", "import ", "for "].iter().any(|sign| code.contains(sign));
    if !may_be || looks::kind(&code).is_some() {
        return false;
    }
    let module = python::parse(&code);
    let is_more = |statement: &python::Statement| statement.kind != python::Kind::Import;
    let evidence = module.evidence;
    module.error.is_none() && evidence.strong > 0 && evidence.none == 0 && module.statements.iter().any(is_more)
}

/// What a block is whose tag says neither Python nor transcript.
pub(super) fn of_other_tag(language: &str, code: &str) -> Class {
    let word = language.to_ascii_lowercase();
    let tagged = |words: &[&str]| words.contains(&word.as_str());
    let kind = if tagged(SHELLS) {
        looks::kind(code).unwrap_or(Kind::Shell)
    } else if tagged(CONFIGS) {
        Kind::Config
    } else if word == "pytb" || word == "traceback" || word == "py3tb" {
        Kind::Traceback
    } else if tagged(OUTPUTS) {
        Kind::Output
    } else if tagged(TEXTS) {
        looks::kind(code).unwrap_or(Kind::Text)
    } else {
        Kind::Language
    };
    Class::other(kind, format!("tagged `{language}`"))
}

/// Rules for a block that is tagged as Python. One that does not compile and is nothing else stays an example: Python
/// itself then says what is wrong with it.
pub(super) fn of_tagged(example: &Example, surroundings: &Surroundings) -> Result<(), Reason> {
    template(example, surroundings)?;
    except_comma(example)?;
    if is_json_constant(example) {
        return Err((Kind::Config, "tagged as Python, but clearly JSON".to_owned()));
    }
    if example.module.error.is_some() {
        pseudo_code(&example.code)?;
    }
    python2(example)?;
    if example.module.error.is_some() {
        if let Some(kind) = looks::kind(&example.code) {
            return Err((kind, "tagged as Python, but clearly something else".to_owned()));
        }
        scheme::of_broken(example)?;
        table(&example.code)?;
        sketch::of_broken(example)?;
        excerpt::of_broken(example, surroundings)?;
        fragment::of_broken(example)?;
        output(example)?;
    } else if example.shown.is_empty() {
        signature(example, surroundings)?;
        stub(example, surroundings)?;
    }
    excerpt::of_parsed(example, surroundings)?;
    fragment::of_parsed(example, surroundings)
}

/// Rules for a block without a tag; `is_whole`: it is no part of one that is Python for other reasons.
pub(super) fn of_untagged(example: &Example, surroundings: &Surroundings, is_whole: bool) -> Result<(), Reason> {
    if let Some(kind) = looks::kind(&example.code) {
        return Err((kind, "untagged, and clearly not Python".to_owned()));
    }
    if example.module.error.is_some() {
        pseudo_code(&example.code)?;
        python2(example)?;
        let evidence = example.module.evidence;
        if evidence.strong + evidence.weak > evidence.none {
            scheme::of_broken(example)?;
            fragment::of_broken(example)?;
        }
        return Err((Kind::Text, "untagged, and does not parse as Python".to_owned()));
    }
    template(example, surroundings)?;
    except_comma(example)?;
    python2(example)?;
    if let Some(name) = surroundings.has_tagged.then(|| surroundings.defined_below(example)).flatten() {
        return Err((Kind::Exercise, format!("uses `{name}`, which a block below defines")));
    }
    let evidence = example.module.evidence;
    let knows_all = || {
        let known = |name: &String| surroundings.binds_before(name, example.block);
        !example.module.free_names.is_empty() && example.module.free_names.iter().all(known)
    };
    if is_whole && !shows_python(example) && !(evidence.weak > 0 && evidence.none == 0 && knows_all()) {
        return Err((Kind::Text, "untagged, and nothing in it shows that it is Python".to_owned()));
    }
    let uses_earlier = || knows_all() && !example.module.comments.is_empty();
    if is_whole && surroundings.has_tagged && evidence.strong == 0 && !uses_earlier() {
        return Err((Kind::Text, "untagged, in a document that tags its Python".to_owned()));
    }
    fragment::of_parsed(example, surroundings)
}

/// Whether something in `line` is called, or a bracket of it is not closed: `Coco (2017)` is a title.
fn calls(line: &str) -> bool {
    let (before, behind) = line.split_once('(').unwrap_or_default();
    let year = behind.strip_suffix(')').unwrap_or_default();
    let is_title =
        before.ends_with(' ') && before.starts_with(char::is_uppercase) && year.chars().all(|c| c.is_ascii_digit());
    line.contains('(') && (!is_title || year.is_empty())
}

/// Text tagged as Python in which no line is a statement: what an example prints.
fn output(example: &Example) -> Result<(), Reason> {
    let mut lines = example.code.lines().filter(|line| !line.trim().is_empty());
    let says_nothing = |line: &str| {
        let alone = python::parse(line.trim());
        alone.error.is_some() || alone.evidence.strong + alone.evidence.weak == 0 || line.contains('(')
    };
    let evidence = example.module.evidence;
    let has_marks = example.code.contains(['#', '=']) || example.code.lines().any(calls);
    if evidence.strong == 0
        && (evidence.weak == 0 || example.code.contains('('))
        && !has_marks
        && lines.all(says_nothing)
    {
        return Err((Kind::Output, "tagged as Python, but contains no statement".to_owned()));
    }
    Ok(())
}

/// Whether code that parses also shows that it is Python: `a`, `12`, `key: value` and `ls - l` parse as well.
pub(super) fn shows_python(example: &Example) -> bool {
    let evidence = example.module.evidence;
    let lines = example.code.lines().map(str::trim).filter(|line| !line.is_empty()).count();
    let ended = example.code.lines().filter(|line| line.trim_end().ends_with([';', '{', '}'])).count();
    let assignments_only = example.module.statements.iter().all(|s| matches!(s.kind, python::Kind::Assignment { .. }));
    let is_config = assignments_only && !example.module.free_names.is_empty();
    let calls_only = example
        .module
        .statements
        .iter()
        .all(|s| matches!(s.kind, python::Kind::Expression { .. } | python::Kind::Print { .. }));
    let is_signature = calls_only
        && example.module.comments.is_empty()
        && (!example.module.free_names.is_empty() || example.code.lines().all(|line| line.trim_end().ends_with("()")));
    if ended * 2 > lines || is_config || is_signature {
        return false;
    }
    // `10 // 3  # 3`: what a beginner notes down.
    let expressions = example.module.statements.iter().all(|one| matches!(one.kind, python::Kind::Expression { .. }));
    let told = example.module.comments.iter().filter(|comment| !comment.own_line).count();
    let computes = example.module.statements.iter().all(|one| example.code[one.range.clone()].contains(' '));
    if expressions && computes && told * 2 >= lines && example.module.free_names.is_empty() {
        return true;
    }
    evidence.strong > 0 && evidence.strong + evidence.weak >= evidence.none
        || evidence.weak > evidence.none
        || evidence.weak > 0 && !example.module.comments.is_empty()
}

/// Names that stand for "put something here" in a scheme of Python's syntax.
const PLACEHOLDERS: &[&str] = &[
    "body",
    "code",
    "code_block",
    "condition",
    "condition1",
    "condition2",
    "context_expression",
    "do_something",
    "do_something_else",
    "element",
    "exception_type",
    "expression",
    "expression1",
    "expression2",
    "false_value",
    "function_body",
    "function_name",
    "iterable",
    "iterable_object",
    "module_name",
    "new_value",
    "parameters",
    "statement",
    "statement1",
    "statement2",
    "statements",
    "true_value",
    "value_if_false",
    "value_if_true",
];

/// Whether the block only shows how something is called: `zip(*iterables, strict=False)`, `str.split(sep=None)`. Nothing
/// in it binds a name, says what comes out, or computes an argument.
fn signature(example: &Example, surroundings: &Surroundings) -> Result<(), Reason> {
    let module = &example.module;
    let calls = module
        .statements
        .iter()
        .all(|one| matches!(one.kind, python::Kind::Expression { call: true } | python::Kind::Print { .. }));
    let is_quiet = module.comments.is_empty() && module.bound_names.is_empty() && !module.statements.is_empty();
    if !calls || !is_quiet {
        return Ok(());
    }
    let text = |statement: &python::Statement| &example.code[statement.range.clone()];
    let all = |pattern: &Pattern| module.statements.iter().all(|one| pattern.is_match(text(one)));
    let prints = module.statements.iter().any(|one| matches!(one.kind, python::Kind::Print { .. }));
    let unbound = || module.free_names.iter().all(|name| !surroundings.binds(name));
    let is_scheme = all(&STARRED) && unbound()
        || all(&DEFAULTS) && unbound()
        || !prints && all(&NAMES_ONLY) && {
            let called = module.statements.iter().map(|one| text(one).split(['(', '.']).next().unwrap_or_default());
            let mut arguments = module.free_names.clone();
            called.for_each(|name| _ = arguments.remove(name));
            !arguments.is_empty() && arguments.iter().all(|name| !surroundings.binds(name))
        };
    if is_scheme { Err((Kind::Template, "a signature".to_owned())) } else { Ok(()) }
}

/// `f(*args, sep=' ')`
static STARRED: Pattern = Pattern::holding(&["*"], r"^[\w.]+\(([^()]*,\s*)?\*{1,2}[a-z]\w*[^()]*\)$");

/// `f(sep=None, maxsplit=-1)`: keywords with values only, the first of them perhaps behind names.
static DEFAULTS: Pattern = Pattern::holding(
    &["="],
    r#"^[\w.]+\((\s*[a-z]\w*\s*,)*(\s*[a-z]\w*\s*=\s*(None|True|False|-?\d+|'[^']*'|"[^"]*")\s*,?)+\)$"#,
);

/// `f(predicate, iterable)`
static NAMES_ONLY: Pattern = Pattern::holding(&["("], r"^[\w.]+\(\s*[a-z]\w*(\s*,\s*[a-z]\w*)*\s*,?\)$");

/// A table: most lines have two sides that are expressions, with several blanks between them.
fn table(code: &str) -> Result<(), Reason> {
    let lines: Vec<_> = code.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let is_expression = |text: &str| {
        let module = python::parse(text.trim());
        module.error.is_none() && module.statements.len() == 1
    };
    let sides = |line: &&&str| {
        let (left, right) = line.split_once("   ").or_else(|| line.split_once("  ")).unwrap_or_default();
        !left.trim().is_empty() && is_expression(left) && is_expression(right)
    };
    let sums = |line: &&&str| {
        let (left, right) = line.split_once(" = ").unwrap_or_default();
        left.contains(['+', '-', '*', '/']) && left.starts_with(|c: char| c.is_ascii_digit()) && is_expression(right)
    };
    let rows = lines.iter().filter(|line| sides(line) || sums(line)).count();
    if lines.len() > 1 && rows * 3 >= lines.len() * 2 { Err((Kind::Text, "a table".to_owned())) } else { Ok(()) }
}

/// A scheme of syntax, told by names that no block of the document binds and that mean "put something here".
fn template(example: &Example, surroundings: &Surroundings) -> Result<(), Reason> {
    match stands_for_else(&example.module, |name| surroundings.binds(name)) {
        Some(reason) => Err((Kind::Template, reason)),
        None => Ok(()),
    }
}

/// Why code is a scheme by the names in it, of which the document `binds` some.
pub(super) fn stands_for_else(module: &python::Module, binds: impl Fn(&str) -> bool) -> Option<String> {
    if module.has_blank {
        return Some("contains blanks to fill in".to_owned());
    }
    let is_placeholder = |name: &&String| PLACEHOLDERS.binary_search(&name.as_str()).is_ok();
    let mut unbound = module.free_names.iter().filter(|name| !binds(name));
    unbound.find(is_placeholder).map(|name| format!("`{name}` is a placeholder"))
}

/// Whether the block only says what another block writes out: `def f(x): ...`.
fn stub(example: &Example, surroundings: &Surroundings) -> Result<(), Reason> {
    let module = &example.module;
    let is_stub = module.only_defines() && !module.stub_names.is_empty() && module.stub_names == module.defined_names;
    let written_out = |name: &String| surroundings.writes_out(name, example.block);
    if is_stub && module.stub_names.iter().all(written_out) {
        return Err((Kind::Template, "a signature; another block contains the full definition".to_owned()));
    }
    Ok(())
}

/// Whether the text is JSON by its constants: `true` is no name of Python.
fn is_json_constant(example: &Example) -> bool {
    let constants = ["false", "null", "true"];
    let only = !example.module.free_names.is_empty();
    only && example.module.free_names.iter().all(|name| constants.contains(&name.as_str()))
        && looks::kind(&example.code) == Some(Kind::Config)
}

/// What schemes hold that do not even parse: `<bool> = <str> in <str>`, `x = ____`, `def f(a, [b ...])`.
static PLACEHOLDER_MARK: Pattern = Pattern::holding(
    &["<", "___", "...", "def ", "[,", "???", "…"],
    r"(?m)<[a-z][\w \-]*>\s*(=|:|,|\)|\(|\.|$)|(=|\(|,|\bin|\bfor|\bas)\s*<[a-z][\w \-]*>|_{3,}|\[[a-z_]+ ?\.\.\.\]|^\s*def \w+\.\w|\[,\s*[*\w]|\?\?\?|\{[^{}]*:[^{}]*,\s*\.\.\.[^{}]*\}|…",
);

/// Words with which headers begin, in Python and in pseudo-code.
const HEADERS: &[&str] = &[
    "class",
    "define",
    "def",
    "do",
    "else",
    "elif",
    "for",
    "foreach",
    "function",
    "if",
    "procedure",
    "repeat",
    "until",
    "when",
    "while",
    "with",
];

/// Pseudo-code: a header in words, such as `for each item in the list:`, with something indented below it.
fn pseudo_code(code: &str) -> Result<(), Reason> {
    let mut lines = code.lines().filter(|line| !line.trim().is_empty()).peekable();
    while let Some(line) = lines.next() {
        let indent = |line: &str| line.len() - line.trim_start().len();
        let text = line.trim();
        let words: Vec<_> = text.trim_end_matches(':').split_whitespace().collect();
        let in_words = words.len() > 3 && text.chars().all(|c| c.is_alphanumeric() || " ,':_".contains(c));
        let is_header = words.first().is_some_and(|first| HEADERS.contains(&first.to_ascii_lowercase().as_str()));
        let has_body = lines.peek().is_some_and(|next| indent(next) > indent(line));
        // Where nothing but a colon is missing it is Python with a mistake.
        let parses = |mark: &str| python::parse(&format!("{text}{mark}\n    pass\n")).error.is_none();
        if is_header && in_words && has_body && !parses("") && (text.ends_with(':') || !parses(":")) {
            return Err((Kind::Template, "pseudo-code".to_owned()));
        }
    }
    Ok(())
}

static BLANK: Pattern = Pattern::holding(
    &["?", "___", "<", "fill", "your", "todo"],
    r"(=|\(|,|\breturn)\s*(\?+|_{3,}|<[a-z][\w ]*>|#\s*(fill|your|todo)\b.*)\s*\)?\s*$",
);

/// Whether a line of code has a blank that the reader is to fill in: `symbols = ?`.
pub(super) fn has_blank(line: &str) -> bool {
    BLANK.is_match(&line.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_patterns_are_sound() {
        assert!(
            STARRED.is_sound()
                && DEFAULTS.is_sound()
                && NAMES_ONLY.is_sound()
                && PLACEHOLDER_MARK.is_sound()
                && BLANK.is_sound()
                && BANNER.is_sound()
        );
    }

    #[test]
    fn the_placeholders_are_sorted() {
        assert!(PLACEHOLDERS.is_sorted());
        assert!([SHELLS, CONFIGS, OUTPUTS, TEXTS].iter().all(|words| words.is_sorted() || words == &TEXTS));
    }
}
