//! Sketches: what stands in a fence of Python, does not compile, and is no Python with a mistake in it. Headers above words in
//! the author's language, tables of calls and what they do, pictures below a line, lines that are wrong on purpose.
//!
//! A mistake in an example is to stay an error, so each of these is told by all lines of a block and not by one.

use super::{Reason, fragment};
use crate::example::{Example, Kind};
use crate::lang::literal::{self, Literal};
use crate::lang::python;

/// Why a block that does not compile is no example, if it is none.
pub(super) fn of_broken(example: &Example) -> Result<(), Reason> {
    let code = example.code.as_str();
    let lines: Vec<_> = code.lines().map(str::trim_end).filter(|line| !line.trim().is_empty()).collect();
    if is_picture(&lines) {
        return Err((Kind::Text, "a picture".to_owned()));
    }
    if explains(&lines) {
        return Err((Kind::Text, "a table".to_owned()));
    }
    if without_slashes(code).is_some_and(|code| parses(&code)) {
        return Err((Kind::Text, "`//` begins no comment in Python".to_owned()));
    }
    if fragment::names_syntax_error(example) {
        return Ok(());
    }
    let rows: Vec<_> = rows(example).collect();
    if has_bodies_in_words(&rows) {
        return Err((Kind::Template, "words stand for a body".to_owned()));
    }
    if is_list_of_forms(&rows) {
        return Err((Kind::Template, "a list of forms".to_owned()));
    }
    if is_wrong_on_purpose(&rows) {
        return Err((Kind::Template, "no line of it compiles, as in a list of what is not allowed".to_owned()));
    }
    if let Some(filled) = filled(code).filter(|filled| parses(filled)) {
        let reason =
            if filled.contains(DOTS) { "dots stand for what is left out" } else { "`(s)` stands for one or more" };
        return Err((Kind::Template, reason.to_owned()));
    }
    Ok(())
}

fn parses(code: &str) -> bool {
    python::parse(code).error.is_none()
}

/// A line of code without its comment.
struct Row<'c> {
    /// With its indentation.
    code: &'c str,
    /// Whether a comment says something of it, and is no value that it may give.
    is_remarked: bool,
}

/// The lines of `example` that hold code.
fn rows(example: &Example) -> impl Iterator<Item = Row<'_>> {
    let comments = &example.module.comments;
    let row = |(index, line): (usize, &'_ str)| {
        let comment = comments.iter().find(|comment| comment.line == index + 1);
        let end = comment.map_or(line.len(), |comment| comment.column.min(line.len()));
        let is_remarked = comment.is_some() && is_in_words(line.get(end..).unwrap_or_default());
        (line.get(..end).unwrap_or(line).trim_end().to_owned(), is_remarked)
    };
    let cut: Vec<_> = example.code.lines().enumerate().map(row).collect();
    let lines = example.code.lines().zip(cut);
    lines
        .map(|(line, (code, is_remarked))| Row { code: &line[..code.len()], is_remarked })
        .filter(|row| !row.code.is_empty())
}

/// Whether `comment` is no value.
fn is_in_words(comment: &str) -> bool {
    let text = comment.trim_start_matches(['#', ' ']).trim();
    match literal::parse(text) {
        Some(Literal::Name(name)) => !matches!(name.as_str(), "True" | "False" | "None"),
        value => value.is_none(),
    }
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// Whether `line` is a header, without its body: `while ready:`, `else:`.
fn is_header(line: &str) -> bool {
    let text = line.trim();
    let header = format!("{text} pass\n");
    text.ends_with(':')
        && (parses(&header) || parses(&format!("if x: pass\n{header}")) || parses(&format!("try: pass\n{header}")))
}

/// Words with which statements begin.
const STATEMENTS: [&str; 22] = [
    "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "except", "exec", "from", "global",
    "import", "lambda", "nonlocal", "not", "pass", "print", "raise", "return", "yield",
];

/// Words of Python that a mistyped statement of it may have: `retrun not x`.
const KEYWORDS: [&str; 13] =
    ["and", "as", "else", "False", "for", "from", "if", "import", "in", "is", "None", "not", "or"];

/// Whether `line` is made of words of a natural language: at least two with letters that no keyword has, or three of any.
fn is_prose(line: &str) -> bool {
    let text = line.trim();
    let words: Vec<_> = text.split_whitespace().collect();
    let is_foreign = text.contains(|c: char| !c.is_ascii() && c.is_alphabetic());
    let is_word = |c: char| c.is_alphanumeric() || c.is_whitespace() || ",.;:!?-'’()，。、；：！？（）…/".contains(c);
    let first = words.first().copied().unwrap_or_default();
    words.len() >= if is_foreign { 2 } else { 3 }
        && text.chars().all(is_word)
        && first.starts_with(char::is_alphabetic)
        && !first.contains(['(', '.', ':'])
        && !STATEMENTS.contains(&first)
        && (is_foreign || !words.iter().any(|word| KEYWORDS.contains(word)))
        && !parses(&format!("{text}\n"))
        && !is_header(text)
}

/// Whether all bodies below the headers of `rows` are words, or dots.
fn has_bodies_in_words(rows: &[Row<'_>]) -> bool {
    let is_dots = |line: &str| matches!(line.trim(), "..." | "…");
    let is_inner = |index: usize| indent(rows[index].code) > indent(rows[0].code);
    let is_body = |index: usize| is_inner(index) && (is_prose(rows[index].code) || is_dots(rows[index].code));
    let is_one = |index: usize| is_header(rows[index].code) || is_body(index);
    let prose = (0..rows.len()).filter(|&index| is_prose(rows[index].code)).count();
    prose > 0 && is_header(rows[0].code) && (0..rows.len()).all(is_one)
}

/// Marks that pictures are made of.
const MARKS: &str = "-|^~_└├│┬─╰┘┐┌┴╭╮╯↑↓↕▲▼";

/// Whether all lines but some of Python above them belong to a picture: bars and dashes, with words beside them.
fn is_picture(lines: &[&str]) -> bool {
    let is_mark = |c: char| MARKS.contains(c);
    let is_drawn = |line: &&&str| line.trim().starts_with(is_mark);
    let is_pure = |line: &&str| {
        let marks = line.chars().filter(|c| !c.is_whitespace());
        marks.clone().count() > 1 && marks.clone().all(is_mark)
    };
    let above = lines.iter().take_while(|line| !is_drawn(line)).count();
    let picture = &lines[above..];
    let code = lines[..above].iter().map(|line| {
        let body = if line.ends_with(':') { " pass" } else { "" };
        format!("{line}{body}\n")
    });
    picture.len() > 1
        && picture.iter().all(|line| is_drawn(&line))
        && picture.iter().any(is_pure)
        && parses(&code.collect::<String>())
}

/// Whether most of `lines` are an expression and words about it in the next column: `os.getcwd()    the current folder`.
fn explains(lines: &[&str]) -> bool {
    let sides = |line: &&&str| {
        let text = line.trim();
        let at = text.find("  ").or_else(|| text.find('\t')).or_else(|| text.find('：'));
        let (left, right) = at.map(|at| text.split_at(at)).unwrap_or_default();
        let (left, right) = (left.trim(), right.trim_matches(|c: char| c.is_whitespace() || c == '：'));
        is_expression(left) && is_remark(right) || is_expression(right) && is_remark(left)
    };
    lines.len() > 1 && lines.iter().filter(sides).count() * 3 >= lines.len() * 2
}

fn is_expression(text: &str) -> bool {
    let module = python::parse(text);
    let is_one = matches!(module.statements.as_slice(), [one] if matches!(one.kind, python::Kind::Expression { .. } | python::Kind::Print { .. }));
    module.error.is_none() && is_one
}

/// Whether `text`, beside an expression, says something of it in words.
fn is_remark(text: &str) -> bool {
    let is_foreign = |c: char| !c.is_ascii() && c.is_alphabetic();
    let first = text.split_whitespace().next().unwrap_or_default();
    let words = text.split_whitespace().filter(|word| word.starts_with(char::is_alphabetic)).count();
    let begins = text.starts_with(char::is_alphabetic) && !STATEMENTS.contains(&first);
    begins && !text.contains(['=', '"', '#']) && (words > 2 || text.contains(is_foreign))
}

/// Whether `rows` are forms, each with what it does behind it, among them a header without a body. In an example whose body is
/// only not indented that would be about what the header binds.
fn is_list_of_forms(rows: &[Row<'_>]) -> bool {
    let remarked = rows.iter().filter(|row| row.is_remarked).count();
    let bare = rows.windows(2).any(|pair| {
        let bound = python::parse(&format!("{} pass\n", pair[0].code.trim())).bound_names;
        let next = python::parse(&format!("{}\n", pair[1].code.trim())).free_names;
        is_header(pair[0].code) && indent(pair[1].code) <= indent(pair[0].code) && bound.is_disjoint(&next)
    });
    let useless = rows.iter().filter(|row| is_useless(row.code)).count();
    bare && remarked > 2 && remarked + 1 >= rows.len() && useless > 1
}

/// Whether `line` computes something and does nothing with it.
fn is_useless(line: &str) -> bool {
    let module = python::parse(line.trim());
    matches!(module.statements.as_slice(), [one] if matches!(one.kind, python::Kind::Expression { .. }))
}

/// Whether each of several `rows` fails by itself: by a name that is none, or with what is wrong with it in a comment.
fn is_wrong_on_purpose(rows: &[Row<'_>]) -> bool {
    let fails = |row: &Row<'_>| !parses(&format!("{}\n", row.code.trim())) && !is_header(row.code);
    let is_assignment = |row: &Row<'_>| {
        let (left, right) = row.code.trim().split_once('=').unwrap_or_default();
        let is_name = |c: char| c.is_alphanumeric() || c.is_whitespace() || "_-!@$%&?^*.+/#~".contains(c);
        !left.trim().is_empty() && left.chars().all(is_name) && is_expression(right.trim())
    };
    let is_closed = |row: &Row<'_>| {
        let count = |signs: [char; 3]| row.code.chars().filter(|c| signs.contains(c)).count();
        count(['(', '[', '{']) == count([')', ']', '}'])
    };
    let is_flat = rows.iter().all(|row| indent(row.code) == indent(rows[0].code));
    let is_told = rows.iter().all(|row| row.is_remarked && is_closed(row)) && is_flat;
    // Two may both be mistakes of somebody who does not know better.
    let are_names = rows.len() > 2 && rows.iter().all(is_assignment);
    rows.len() > 1 && rows.iter().all(fails) && (is_told || are_names)
}

/// `code` without what stands behind `//` in words of another script than Python's; none if nothing does.
fn without_slashes(code: &str) -> Option<String> {
    let is_foreign = |c: char| !c.is_ascii() && c.is_alphabetic();
    let cut = |line: &str| {
        let comment = line.match_indices("//").find(|(at, _)| line[at + 2..].trim_start().starts_with(is_foreign));
        comment.map_or(line, |(at, _)| &line[..at]).to_owned() + "\n"
    };
    let cut: String = code.lines().map(cut).collect();
    (cut.trim_end() != code.trim_end()).then_some(cut)
}

/// What takes the place of dots where a name has to stand.
const DOTS: &str = "left_out";

/// `code` with a name for dots in the place of one, `for ... in ...:`, and without the `(s)` of a plural; none if it has neither.
fn filled(code: &str) -> Option<String> {
    let is_free = |c: Option<char>| c.is_none_or(|c| c != '.' && !c.is_alphanumeric() && c != '_');
    let mut filled = String::new();
    let mut rest = code;
    while let Some(at) = rest.find("...") {
        let behind = &rest[at + 3..];
        let is_alone =
            is_free(rest[..at].chars().next_back().or(filled.chars().next_back())) && is_free(behind.chars().next());
        filled.push_str(&rest[..at]);
        filled.push_str(if is_alone { DOTS } else { "..." });
        rest = behind;
    }
    filled.push_str(rest);
    let plural = match filled.contains("lambda(s)") {
        true => filled,
        false => filled.replace("(s) :", " :").replace("(s):", ":").replace("(s),", ","),
    };
    (plural != code).then_some(plural)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document;
    use crate::example;
    use crate::source::Source;

    /// What a block of Python with `code` is.
    fn kind(code: &str) -> Kind {
        let text = format!("```python\n{code}\n```\n");
        let document = document::parse(Source::new("a.md", text.into_bytes()));
        example::classify(&document, &[]).remove(0).kind
    }

    #[test]
    fn headers_above_words_are_templates() {
        for code in [
            "while 조건:\n    조건이 True일 때 실행될 명령문들\nelse:\n    반복이 (break없이) 끝났을 때 실행될 명령문들",
            "for 변수 in 이터러블객체:\n    수행할 문장1\n    수행할 문장2\n    ...",
            "if условие:\n    блок кода один\nelif другое:\n    другой блок\nelse:\n    ещё один",
            "def nombre(x):\n    aquí va el código",
            "while ready:\n    do this once more",
        ] {
            assert_eq!(kind(code), Kind::Template, "{code}");
        }
        for code in [
            "while x:\n    print x y",
            "for i in range(3):\n    total = total + i i",
            "while True:\n    데이터 = 읽기(\n    출력",
            "for i in range(3):\n    print(i\n",
            "if x:\n    return not done now",
        ] {
            assert_eq!(kind(code), Kind::Python, "{code}");
        }
    }

    #[test]
    fn dots_stand_where_names_have_to() {
        for code in [
            "for ... in ...:\n    result.append(x)",
            "def f():\n    r = []\n    for ... in ...:\n        r.append(x)\n    return r",
            "from ... import ...",
            "import ...",
            "with ... as ...:\n    pass",
            "lambda argumento(s) : expresión",
        ] {
            assert_eq!(kind(code), Kind::Template, "{code}");
        }
        for code in
            ["for i in ...\n    pass", "... = 5  # SyntaxError", "def f(x)\n    ...", "x = (1, ...\ny = 2", "f(s) = 3"]
        {
            assert_eq!(kind(code), Kind::Python, "{code}");
        }
    }

    #[test]
    fn calls_with_explanations_are_tables() {
        for code in [
            "os.path.abspath('a')    获取a的绝对路径\nos.path.join('a', 'b')：把a和b进行组合",
            "s.upper()    all letters in upper case\ns.lower()    all letters in lower case",
            "요소               False\n정수0                0\n빈 문자열            ' '\n빈 리스트             []",
        ] {
            assert_eq!(kind(code), Kind::Text, "{code}");
        }
        for code in ["x = f(1)\nprint(x    y)", "f(1)  # one\nf(2  # two", "s.upper()\ns.lower()   and so on now"] {
            assert_eq!(kind(code), Kind::Python, "{code}");
        }
    }

    #[test]
    fn two_slashes_before_another_script_begin_the_authors_comment() {
        assert_eq!(kind("def f():\n    yield b //如果是print b则不是生成器了\n    return 1"), Kind::Text);
        for code in ["def f():\n    yield b // if b\n    return 1", "x = (1 //注释\ny = 2"] {
            assert_eq!(kind(code), Kind::Python, "{code}");
        }
    }

    #[test]
    fn a_list_of_forms_is_no_example() {
        let forms =
            "d = {}\nd['a']   # un\nfor k in d:   # deux\nd.get('k', v)   # trois\nd.keys(), .values()   # quatre";
        assert_eq!(kind(forms), Kind::Template);
        for code in [
            "x = 5  # set\nfor i in range(x):  # loop\nprint(i)  # print",
            "for k in d:  # keys\nk.upper()  # up\nk.lower()  # down",
        ] {
            assert_eq!(kind(code), Kind::Python, "{code}");
        }
    }

    #[test]
    fn a_picture_below_a_line_is_no_example() {
        let picture = "def f(pos1, /, kwd, *, only):\n      ----   ---    ----\n       |      |      |\n       |     both    - keyword\n        -- positional";
        assert_eq!(kind(picture), Kind::Text);
        assert_eq!(kind("x = a[1:2]\n      ^ ^\n      | the end\n      |"), Kind::Text);
        for code in ["def f(x)\n    -x\n    --y", "x = (1\n- 2", "x = 5 5\n-1\n-2", "def f(x):\n- x"] {
            assert_eq!(kind(code), Kind::Python, "{code}");
        }
    }

    #[test]
    fn lines_that_all_fail_by_themselves_are_wrong_on_purpose() {
        for code in [
            "2age = 25  # starts with a digit\nage! = 30  # a special sign",
            "1st = 1\nmy-name = 2\nclass = 3",
            "my name = 'a'\n@home = 'b'\nfor = 1",
            "print('a'  b)  # ❌\nx + = 3  # ❌",
        ] {
            assert_eq!(kind(code), Kind::Template, "{code}");
        }
        for code in [
            "2height = 442",
            "print('a'\nprint('b'",
            "x = (1, 2\ny = (3, 4",
            "age = 5\n2nd = 6",
            "for i in range(3)  # loop\n    print(i)  # it",
            "print(\"a)  # one\nprint(\"b)  # two",
        ] {
            assert_eq!(kind(code), Kind::Python, "{code}");
        }
    }
}
