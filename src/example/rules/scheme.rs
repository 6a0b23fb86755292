//! Schemes that do not parse, though they look like Python: signatures, equations, words in brackets.

use super::{PLACEHOLDER_MARK, Reason, Surroundings, fragment, stands_for_else};
use crate::example::{Example, Kind};
use crate::lang::python;
use crate::pattern::Pattern;
use std::borrow::Cow;

/// Why `example`, a few lines of a block, is a scheme; none if it is not.
pub(in crate::example) fn scheme(example: &Example, surroundings: &Surroundings) -> Option<String> {
    let placeholder = || stands_for_else(&example.module, |name| surroundings.binds(name));
    let broken =
        || example.module.error.is_some().then(|| of_broken(example).err()).flatten().map(|(_, reason)| reason);
    let stub = || super::stub(example, surroundings).err().map(|(_, reason)| reason);
    placeholder().or_else(broken).or_else(stub).or_else(|| of_names(example, surroundings))
}

/// Why `example` is a call that shows where which argument stands: `filter(function, iterable)` above what uses it. Its arguments are
/// names that nothing binds, and it calls a builtin, or they are in the script of its author: in plain letters `show(width, hight)` may
/// be mistyped.
fn of_names(example: &Example, surroundings: &Surroundings) -> Option<String> {
    let module = &example.module;
    let [statement] = module.statements.as_slice() else { return None };
    let code = &example.code[statement.range.clone()];
    let is_call = statement.kind == python::Kind::Expression { call: true } && code.contains(", ");
    let holds_value = code.contains(|c: char| matches!(c, '"' | '\'' | '=' | '[' | '{') || c.is_ascii_digit());
    let is_remarked = module.comments.iter().any(|comment| comment.range.start > statement.range.start);
    let called = code.split(['(', '.']).next().unwrap_or_default();
    let arguments: Vec<_> = module.free_names.iter().filter(|name| *name != called).collect();
    let are_unbound = !arguments.is_empty() && arguments.iter().all(|name| !surroundings.binds(name));
    let is_shown = module.builtins.contains(called) || arguments.iter().any(|name| !name.is_ascii());
    let is_scheme = is_call && !holds_value && !is_remarked && are_unbound && is_shown && !surroundings.binds_any();
    is_scheme.then(|| "names stand for arguments".to_owned())
}

/// Whether code that does not parse is a scheme of syntax. Code that speaks of an error is meant as it is.
pub(super) fn of_broken(example: &Example) -> Result<(), Reason> {
    let is_filled = |filled: Cow<'_, str>| filled != example.code && parses(&filled);
    if PLACEHOLDER_MARK.is_match(&example.code) || is_filled(IN_BRACES.replace_all(&example.code, "$name")) {
        return Err((Kind::Template, "contains placeholders".to_owned()));
    }
    if is_filled(Cow::Owned(without_dots(&example.code))) {
        return Err((Kind::Template, "dots stand for omitted code".to_owned()));
    }
    if fragment::names_syntax_error(example) {
        return Ok(());
    }
    let code = bare_lines(example);
    let all = |is: &dyn Fn(&str) -> bool| !code.is_empty() && code.iter().all(|line| is(line));
    let reason = if all(&is_header) || all(&leads_to_result) {
        "a signature"
    } else if all(&is_equation) || all(&is_law) {
        "an equation"
    } else if all(&binds_keyword) {
        "a keyword stands for a name"
    } else if all(&is_row_of_signs) {
        "signs without anything between them"
    } else if code.iter().any(|line| is_head_of_pseudocode(line)) || is_function_without_def(example) {
        "pseudo-code"
    } else if all(&leaves_arguments_out) {
        "dots stand for other arguments"
    } else if all(&has_words_in_brackets) {
        "words stand for something else"
    } else {
        return Ok(());
    };
    Err((Kind::Template, reason.to_owned()))
}

/// `{package}` in the place of a name, as templates have it.
static IN_BRACES: Pattern = Pattern::holding(&["{"], r"\{(?P<name>[A-Za-z_]\w*)\}");

/// `code` without the dots that stand for parameters or further names, and without what explains dots on a line of their own.
fn without_dots(code: &str) -> String {
    let line = |line: &str| {
        let text = line.trim_end();
        let own = text.trim_start();
        if own.len() > 3 && own.chars().all(|c| c == '.') {
            return format!("{}...", &text[..text.len() - own.len()]);
        }
        if own.starts_with("...") && own != "..." && !own.starts_with("....") && !own.contains(['=', '[']) {
            return format!("{}...", &text[..text.len() - own.len()]);
        }
        let text = text.strip_suffix(", ...").unwrap_or(text);
        text.replace("(...)", "()").replace(", ...)", ")")
    };
    code.lines().map(|each| line(each) + "\n").collect()
}

/// The lines of code without comments and blank lines.
fn bare_lines(example: &Example) -> Vec<String> {
    let mut code = example.code.clone();
    for comment in example.module.comments.iter().rev() {
        code.replace_range(comment.range.clone(), "");
    }
    code.lines().map(|line| line.trim_end().to_owned()).filter(|line| !line.is_empty()).collect()
}

fn parses(code: &str) -> bool {
    python::parse(code).error.is_none()
}

/// `def match(name, *, flags=0)`: all but the colon and the body.
fn is_header(line: &str) -> bool {
    let begins = ["def ", "async def ", "class "].iter().any(|word| line.starts_with(word));
    begins && !line.ends_with(':') && parses(&format!("{line}: pass\n"))
}

/// `search(text, word) -> position`
fn leads_to_result(line: &str) -> bool {
    let arrow = ["->", "→", "=>", "⇒"].iter().find_map(|arrow| line.split_once(arrow));
    arrow.is_some_and(|(call, result)| {
        let call = call.trim();
        // A value behind an arrow says what this very call gives.
        let result = result.trim();
        let is_word =
            result.starts_with(char::is_alphabetic) && result.chars().all(|c| c.is_alphanumeric() || c == '_');
        let is_value = matches!(result, "True" | "False" | "None");
        call.ends_with(')') && is_word && !is_value && has_names_only(call)
    })
}

/// Whether all arguments of `call` are names, with defaults perhaps.
fn has_names_only(call: &str) -> bool {
    let Some((name, arguments)) = call.split_once('(') else { return false };
    let is_name = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.'));
    is_name(name) && parses(&format!("def f({arguments}: pass\n"))
}

/// `compose(f, [a, b]) = f(f(a), b)`: two expressions, the left one a call whose arguments stand on the right again.
fn is_equation(line: &str) -> bool {
    let Some((left, right)) = line.split_once(" = ") else { return false };
    let (left, right) = (left.trim(), right.trim());
    let names = python::parse(left).free_names;
    let again = python::parse(right).free_names;
    left.ends_with(')') && !right.contains('=') && parses(left) && parses(right) && !names.is_disjoint(&again)
}

/// `not (A and B) == not A or not B`: two expressions that are alike in logic, which Python reads otherwise.
fn is_law(line: &str) -> bool {
    let Some((left, right)) = line.split_once(" == ").or_else(|| line.split_once(" = ")) else { return false };
    let (left, right) = (left.trim(), right.trim());
    let names = |text: &str| python::parse(text).free_names;
    let has_not = |text: &str| text.starts_with("not ");
    (has_not(left) || has_not(right)) && parses(left) && parses(right) && !names(left).is_disjoint(&names(right))
}

/// `class = type(name, bases, dict)`: what Python makes of a statement, told by a call of names.
fn binds_keyword(line: &str) -> bool {
    let Some((left, right)) = line.split_once(" = ") else { return false };
    matches!(left, "class" | "def" | "import" | "lambda")
        && right.contains(", ")
        && has_names_only(right)
        && parses(right)
}

/// `+   -   *   **`: operators or brackets side by side, as a table.
fn is_row_of_signs(line: &str) -> bool {
    let is_sign = |c: char| c.is_whitespace() || c.is_ascii_punctuation() && !matches!(c, '"' | '\'' | '_');
    line.chars().all(is_sign) && line.split_whitespace().count() > 1
}

/// `__init__(self)：`: a method without `def`, behind which stands a colon that Python does not know.
fn is_head_of_pseudocode(line: &str) -> bool {
    let head = line.trim().strip_suffix('：').and_then(|head| head.strip_suffix(')'));
    head.is_some_and(|head| !head.starts_with("def ") && head.split_once('(').is_some_and(|(name, _)| parses(name)))
}

/// Whether `example` is a function whose head lacks its `def`, `cmp(i, j, k):` above a body that gives something back. In a script
/// that would be a mistake of somebody who has never run it, so all of the block has to be that; and if it would run with its `def`,
/// the text has to say what it is.
fn is_function_without_def(example: &Example) -> bool {
    let lines = bare_lines(example);
    let Some((head, body)) = lines.split_first() else { return false };
    let is_head = head.ends_with("):") && has_names_only(head.trim_end_matches(':')) && head.contains(", ");
    let returns = body.iter().any(|line| line.trim_start().starts_with("return "));
    let would_run = || {
        let module = python::parse(&format!("def {}\n", lines.join("\n")));
        module.error.is_none() && module.free_names.is_empty()
    };
    let is_said = || example.code.to_ascii_lowercase().contains("pseudo");
    is_head && returns && body.iter().all(|line| line.starts_with([' ', '\t'])) && (is_said() || !would_run())
}

/// `train(model=m, ...)`: without the dots it is a call.
fn leaves_arguments_out(line: &str) -> bool {
    let without = line.replace(", ...)", ")").replace(", …)", ")");
    without != line && parses(&without)
}

static WORDS: Pattern = Pattern::holding(&[" "], r"\b([a-z]\w*) ([a-z]\w*)\b");

/// `text[first index:last index]`: words without anything between them stand for one name. Between the brackets of a
/// call a comma may just be missing.
fn has_words_in_brackets(line: &str) -> bool {
    let Some((before, inside)) = line.split_once('[') else { return false };
    let mut joined = inside.to_owned();
    while let Some(found) = WORDS.find(&joined) {
        let at = found.start() + joined[found.range()].find(' ').unwrap_or_default();
        joined.replace_range(at..=at, "_");
    }
    joined != inside && !inside.contains(['"', '\'', '=']) && parses(&format!("{before}[{joined}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pattern_is_sound() {
        assert!(WORDS.is_sound() && IN_BRACES.is_sound());
    }

    #[test]
    fn dots_stand_for_what_is_left_out() {
        for code in [
            "def f(...) -> ...: ...",
            "from typing import List, ...",
            "f(a)\n... (etc.)",
            "g(x, ...)\nh(...)",
            "for x in y:\n    ... and so on",
            "@decorator\ndef f(a, b):\n    ....",
            "if x:\n    ......\nelse:\n    y",
        ] {
            assert!(!parses(code) || code.starts_with("g("), "{code}");
            assert!(parses(&without_dots(code)), "{code}");
        }
        for code in ["x = foo(1, 2\n", "def f()\n    return 1", "x = = 3", "f(... x"] {
            assert!(!parses(&without_dots(code)), "{code}");
        }
    }

    #[test]
    fn schemes_are_told_from_faults() {
        assert!(is_header("def match(name, pattern, *, flags=0)") && is_header("class Name(Base)"));
        assert!(!is_header("def f(x"));
        assert!(leads_to_result("search(text, word) -> position") && leads_to_result("s.find(sub, start=0) → int"));
        assert!(
            !leads_to_result("add(1, 2) -> 3") && !leads_to_result("f(x) -> 3") && !leads_to_result("add(1, 2) -> x")
        );
        assert!(is_equation("compose(f, [a, b]) = f(f(a), b)") && !is_equation("f(x) = 3") && !is_equation("x = = f"));
        assert!(is_law("not (A and B)  ==  not A or not B") && is_law("A or not B == not (B and not A)"));
        assert!(!is_law("x == not 5") && !is_law("print(x == not y)") && !is_law("a = not b c"));
        assert!(binds_keyword("class = type(name, bases, dict)") && !binds_keyword("class = 5"));
        assert!(!binds_keyword("klass = type(name, bases, dict)") && !binds_keyword("class = f('a', 1)"));
        assert!(is_row_of_signs("+    -   *    **") && is_row_of_signs("( )  [ ]"));
        assert!(!is_row_of_signs("+ x") && !is_row_of_signs("))") && !is_row_of_signs("' '"));
        assert!(is_head_of_pseudocode("    __init__(self)：") && !is_head_of_pseudocode("    def __init__(self)："));
        assert!(leaves_arguments_out("train(model=m, ...)") && !leaves_arguments_out("f(x=1, y"));
        assert!(has_words_in_brackets("text[first index:last index]"));
        assert!(!has_words_in_brackets("print(x y)") && !has_words_in_brackets("print('a b')"));
    }
}
