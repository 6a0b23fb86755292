//! Excerpts: what stands in a fence of Python and was never meant to be run as it is. How a function is called, with words about
//! it; an expression that only stands within others; what a type checker is asked; pictures with arrows; data between markers.
//!
//! Each is told by all lines of its block: one line that is none of it leaves a mistake in an example an error.

use super::{Reason, fragment};
use crate::example::{Example, Kind, Surroundings};
use crate::lang::python::{self, Comment, Statement};
use crate::lang::quotes::end_of_string;

/// Why a block that does not compile is no example, if it is none.
pub(super) fn of_broken(example: &Example, surroundings: &Surroundings) -> Result<(), Reason> {
    let code = example.code.as_str();
    let lines: Vec<_> = code.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if stands_between_markers(&lines) {
        return Err((Kind::Text, "data between markers".to_owned()));
    }
    if !lines.is_empty() && lines.iter().all(|line| points(line)) || is_drawn_between(code) {
        return Err((Kind::Text, "a picture".to_owned()));
    }
    if fragment::names_syntax_error(example) {
        return Ok(());
    }
    if is_signature(&lines, surroundings) {
        return Err((Kind::Template, "a signature".to_owned()));
    }
    if !lines.is_empty() && lines.iter().all(|line| is_bare_comprehension(line)) {
        return Err((Kind::Fragment, "a comprehension without its brackets".to_owned()));
    }
    Ok(())
}

/// Why a block that compiles is no example, if it is none. One that prints, or has remarks on other values, is one.
pub(super) fn of_parsed(example: &Example, surroundings: &Surroundings) -> Result<(), Reason> {
    let module = &example.module;
    let is_asked = |name: &&&str| {
        let calls = |statement: &Statement| {
            let call = example.code[statement.range.clone()].strip_prefix(**name);
            statement.parent.is_none() && call.is_some_and(|rest| rest.starts_with('('))
        };
        module.free_names.contains(**name) && !surroundings.binds(name) && module.statements.iter().any(calls)
    };
    match ASKED.iter().find(is_asked).filter(|_| !shows_values(example)) {
        Some(name) => Err((Kind::Fragment, format!("`{name}` is for type checkers, which run nothing"))),
        None => Ok(()),
    }
}

/// Names that only type checkers know.
const ASKED: [&str; 2] = ["reveal_locals", "reveal_type"];

/// Whether `example` prints something, or has an expression with a remark beside or below it, of what no type checker is asked.
fn shows_values(example: &Example) -> bool {
    let module = &example.module;
    let is_asking =
        |statement: &Statement| ASKED.iter().any(|name| example.code[statement.range.clone()].starts_with(name));
    let has_remark = |line: usize| {
        let is_it = |comment: &Comment| comment.line == line || comment.own_line && comment.line == line + 1;
        module.comments.iter().any(is_it)
    };
    let shows = |statement: &Statement| {
        let is_print = matches!(statement.kind, python::Kind::Print { .. });
        let is_value = matches!(statement.kind, python::Kind::Expression { .. });
        is_print || is_value && !is_asking(statement) && has_remark(statement.last_line)
    };
    module.statements.iter().any(shows)
}

/// Whether the first and the last of `lines` are markers as those of a conflict, `>>>>>>> INSERT` and `<<<<<<< FINISH`.
fn stands_between_markers(lines: &[&str]) -> bool {
    let is_marker = |line: &str, sign: char| {
        let rest = line.trim_start_matches(sign);
        line.len() - rest.len() > 6 && (rest.is_empty() || rest.starts_with(' '))
    };
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else { return false };
    // The other way round they are what a merge has left.
    is_marker(first, '>') && is_marker(last, '<')
}

/// Whether `line` points from one thing to another with a sign that Python does not have, outside of texts and comments. A function
/// whose arrow an editor has made one sign is code, as is a header with a sign for one of comparison.
fn points(line: &str) -> bool {
    let begins = |words: &[&str]| words.iter().any(|word| line.starts_with(word));
    let is_header = line.ends_with(':') && begins(&["if ", "elif ", "while ", "for ", "with "]);
    let is_code = is_header || begins(&["def ", "async ", "class ", "lambda"]);
    let mut behind = 0;
    let outside = line.char_indices().filter(|&(index, _)| {
        if index >= behind {
            behind = end_of_string(line, index).unwrap_or(0);
        }
        index >= behind
    });
    let mut outside = outside.map(|(_, character)| character).take_while(|character| *character != '#');
    !is_code && outside.any(|character| matches!(character, '→' | '⇒' | '➜' | '⟶' | '↦' | '←'))
}

/// Whether lines of a picture stand between lines of `code` that compile: `x = 5` with `│ └── the value` below it. Behind the line
/// of a frame that was copied with it stands code.
fn is_drawn_between(code: &str) -> bool {
    let is_code = |text: &str| {
        let module = python::parse(text);
        module.error.is_none() && module.evidence.strong + module.evidence.weak > 0
    };
    let is_sign = |c: char| c.is_whitespace() || ('─'..='╿').contains(&c);
    let is_drawn = |line: &&str| {
        line.trim_start().starts_with(['│', '└', '├', '┌', '┐', '┘', '╰', '╭', '┬', '┴'])
            && !is_code(line.trim_matches(is_sign))
    };
    let drawn = code.lines().filter(is_drawn).count();
    let rest = || code.lines().filter(|line| !is_drawn(line)).map(|line| format!("{line}\n")).collect::<String>();
    drawn > 0 && python::parse(&rest()).error.is_none()
}

/// Whether the first of `lines` says how something is called, and the others, if there are any, are words about that:
/// `namedtuple(name, fields, *, rename=False)`. One that may be meant as a call has words below it and arguments that are no names of
/// the document.
fn is_signature(lines: &[&str], surroundings: &Surroundings) -> bool {
    let Some((first, rest)) = lines.split_first() else { return false };
    let Some((name, parameters)) = first.strip_suffix(')').and_then(|call| call.split_once('(')) else { return false };
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.'));
    let definition = format!("def f({}): pass\n", plain(parameters));
    let module = python::parse(&definition);
    if !is_name || module.error.is_some() || !rest.iter().all(|line| is_prose(line)) {
        return false;
    }
    let is_no_call = python::parse(first).error.is_some();
    let names = || parameters.split(',').map(|one| one.split('=').next().unwrap_or_default().trim());
    let is_unbound = || names().all(|name| !name.is_empty() && !surroundings.binds(name));
    is_no_call || !rest.is_empty() && is_unbound()
}

/// `parameters` without the brackets around optional ones and the dots for further ones.
fn plain(parameters: &str) -> String {
    if parameters.matches('[').count() != parameters.matches(']').count() {
        return parameters.to_owned();
    }
    let opened = parameters.replace("[,", ", ").replace(['[', ']'], "");
    let parts = opened.split(',').map(|part| part.trim().trim_start_matches(['.', '…']).trim());
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// Whether `line` is words of a natural language and no code with a mistake.
fn is_prose(line: &str) -> bool {
    let text = line.trim_matches(['*', '_', '`', '>', ' ']);
    let is_foreign = |c: char| !c.is_ascii() && c.is_alphabetic();
    let words = text.split(|c: char| c.is_whitespace() || !c.is_ascii() && !c.is_alphanumeric());
    let words = words.filter(|word| word.chars().any(char::is_alphabetic)).count();
    let begins = text.starts_with(|c: char| c.is_alphabetic() || matches!(c, '-' | '('));
    let foreign = text.chars().filter(|c| is_foreign(*c)).count();
    begins && (words > 3 || foreign > 3) && !text.contains([';', '{', '=', '\\']) && python::parse(text).error.is_some()
}

/// Whether `line` is `x * 2 for x in numbers`, which stands in brackets where it is used. A loop that prints was meant as one.
fn is_bare_comprehension(line: &str) -> bool {
    let line = line.split('#').next().unwrap_or_default().trim();
    line.contains(" for ")
        && !line.starts_with("print(")
        && line.contains(" in ")
        && !line.contains(" = ")
        && !line.ends_with(':')
        && python::parse(line).error.is_some()
        && python::parse(&format!("[{line}]\n")).error.is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document;
    use crate::example;
    use crate::source::Source;

    /// What the last block of Python with `code` is; `above` stands in one before it.
    fn kind_below(above: &str, code: &str) -> Kind {
        let text = format!("```python\n{above}\n```\n\n```python\n{code}\n```\n");
        let document = document::parse(Source::new("a.md", text.into_bytes()));
        example::classify(&document, &[]).remove(1).kind
    }

    fn kind(code: &str) -> Kind {
        kind_below("import os", code)
    }

    #[test]
    fn a_signature_has_words_below_it_or_signs_that_no_call_has() {
        for code in [
            "namedtuple(typename, field_names, *, rename=False, defaults=None)",
            "product(iter1, iter2, ... iterN, [repeat=1])\n其中，repeat 是一个关键字参数，用于指定重复生成序列的次数，",
            "compress(data, selectors)\n\ncompress 可用于对数据进行筛选，当 selectors 的某个元素为 true 时，\n则保留 data 对应位置的元素",
            "f(a, b[, c])",
            "str.split(sep=None, /, maxsplit=-1)",
        ] {
            assert_eq!(kind(code), Kind::Template, "{code}");
        }
        for code in
            ["print(x) y", "f(1, 2\n3", "f(a, b) = 3", "f(x, *)\ng(y z)", "print('a')\nimport this that and other"]
        {
            assert_eq!(kind(code), Kind::Python, "{code}");
        }
        let code = "compress(data, selectors)\n则保留 data 对应位置的元素，否则去除";
        assert_eq!(kind_below("data = selectors = 1", code), Kind::Python);
    }

    #[test]
    fn brackets_that_do_not_match_are_a_mistake() {
        for code in ["print(names[0)", "sum(values[1:3)", "dict(a=1, b=[2)", "print(a[0], b[1)"] {
            assert_eq!(kind(code), Kind::Python, "{code}");
        }
    }

    #[test]
    fn what_stands_between_markers_is_data() {
        assert_eq!(kind(">>>>>>>> INSERT two roots\n5.4\n======== EXPECT\n0.44\n<<<<<<<< FINISH"), Kind::Text);
        assert_eq!(kind("<<<<<<< HEAD\nx = 1\n=======\nx = 2\n>>>>>>> topic"), Kind::Python);
        assert_eq!(kind("x = 1\n<<<<<<< HEAD\nx = 1\n=======\nx = 2\n>>>>>>> topic"), Kind::Python);
    }

    #[test]
    fn pictures_point_on_every_line() {
        assert_eq!(kind("s1 → name=\"Rahul\", roll=101\ns2 → name=\"Priya\", roll=102"), Kind::Text);
        assert_eq!(kind("name = 'Minh'  # → a box\n   │\n   └── the value\n\nprint(name)"), Kind::Text);
        for code in
            ["def f(x) → int:\n    return x", "name = (1\n   │", "x = 1\ny → x x", "print('→' x)", "x = (1 # → y"]
        {
            assert_eq!(kind(code), Kind::Python, "{code}");
        }
        for code in ["name = 'Ada'\n│ print(name)", "│ x = 5\n│ y = 6\nprint(x)", "if x → 3:"] {
            assert_eq!(kind(code), Kind::Python, "{code}");
        }
    }

    #[test]
    fn a_function_whose_def_is_forgotten_is_a_mistake_if_it_has_all_it_needs() {
        let code = "area(w, h):\n    x = w * h\n    return x";
        assert_eq!(kind(code), Kind::Python);
        assert_eq!(kind(&format!("# pseudo-code\n{code}")), Kind::Template);
        assert_eq!(kind("cmp(i, j):\n  if j == 1:\n    return s[i] - s[j]"), Kind::Template);
    }

    #[test]
    fn a_comprehension_may_lack_its_brackets() {
        assert_eq!(kind("x*2 for x in range(1, 11)"), Kind::Fragment);
        assert_eq!(kind("x for x in range(1, 101) if x % 10 == 0"), Kind::Fragment);
        for code in
            ["print(x) for x in [1, 2]", "y = x for x in range(3)", "for x in range(3)", "x for x in range(3)\nprint(x"]
        {
            assert_eq!(kind(code), Kind::Python, "{code}");
        }
    }

    #[test]
    fn type_checkers_are_asked_and_run_nothing() {
        assert_eq!(kind("x = [1]\nreveal_type(x)  # list[int]"), Kind::Fragment);
        assert_eq!(kind("from typing import reveal_type\nreveal_type(1)"), Kind::Python);
        assert_eq!(kind_below("def reveal_type(x): print(x)", "reveal_type(1)"), Kind::Python);
        assert_eq!(kind("x = [1]  # a list\nreveal_type(x)"), Kind::Fragment);
        for code in [
            "x = [1]\nprint(x)  # Output: [2]\nreveal_type(x)",
            "x = [1]\nlen(x)  # 2\nreveal_type(x)",
            "x = [1]\nif False:\n    reveal_type(x)",
            "def reveal(x):\n    return reveal_type(x)\n\nreveal(1)  # 1",
        ] {
            assert_eq!(kind(code), Kind::Python, "{code}");
        }
    }
}
