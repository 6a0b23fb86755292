//! What an exercise gives to a program: a block below a title such as "Sample input" that holds values and no code.

use super::{Example, Kind};
use crate::document::{Block, Document};
use crate::lang::python::Kind as PythonKind;
use crate::lang::{literal, python};

/// Names of an input in titles, in lower case, each as a page has it.
const INPUTS: &[&str] = &[
    "input",
    "入力例",
    "入力",
    "输入示例",
    "输入样例",
    "样例输入",
    "输入",
    "輸入範例",
    "輸入",
    "입력 예시",
    "예제 입력",
    "입력",
    "entrada",
    "entrée",
    "eingabe",
    "ingresso",
    "ввод",
    "входные данные",
    "пример ввода",
    "wejście",
    "vstup",
    "girdi",
    "đầu vào",
];

/// Words that may stand beside such a name.
const BESIDE: &[&str] = &[
    "sample",
    "example",
    "test",
    "the",
    "data",
    "ejemplo",
    "exemplo",
    "exemple",
    "beispiel",
    "esempio",
    "przykład",
    "příklad",
    "örnek",
    "ví",
    "dụ",
    "de",
    "d'",
    "di",
    "para",
    "пример",
    "1",
    "2",
    "3",
    "4",
    "5",
    "6",
    "7",
    "8",
    "9",
];

/// Why such a block does not run.
pub(super) const REASON: &str = "an input, by the title above";

/// No title of an input is longer, in bytes.
const LONGEST: usize = 60;

/// That `block`, whose code this is, holds what a program is given: it shows no code, and a title above says so.
pub(super) fn kind(document: &Document, block: &Block, code: &str) -> Option<Kind> {
    // Titles are looked at first: they are short, and hardly any names an input.
    (title_above(document, block).is_some_and(is_title) && is_data(code)).then_some(Kind::Exercise)
}

/// Whether `text` holds values, or words, and nothing that is code.
fn is_data(text: &str) -> bool {
    let evidence = python::parse(text).evidence;
    evidence.strong == 0 && evidence.weak == 0 && text.lines().all(is_value)
}

/// Why a block is none that holds what is typed while the one above runs.
pub(super) const TYPED: &str = "what is typed in, by its own title";

/// Why an output is not compared that stands below what is given.
pub(super) const TO_BE_PRINTED: &str = "what the solution of an exercise is to print";

/// That the block at `index`, whose code this is, holds what is typed while the block above runs: its first line is a comment
/// that says so, it shows no code, and the one above asks.
pub(super) fn typed(document: &Document, index: usize, code: &str) -> bool {
    let Some((first, behind)) = code.split_once('\n') else { return false };
    let titled = first.strip_prefix('#').is_some_and(is_title);
    let asks = || {
        let above = index.checked_sub(1).map(|above| document.blocks[above].code(&document.source));
        above.is_some_and(|above| above.contains("input(") || above.contains("stdin"))
    };
    titled && !behind.trim().is_empty() && is_data(behind) && asks()
}

/// Whether `example` only names what is given, below a comment that says so: what its author shows is what the solution is to print.
pub(super) fn only_gives(example: &Example) -> bool {
    let module = &example.module;
    let gives = |kind| matches!(kind, PythonKind::Assignment { .. } | PythonKind::Import | PythonKind::Text);
    let titles = module.comments.iter().filter(|comment| comment.own_line);
    module.statements.iter().all(|one| gives(one.kind))
        && titles.into_iter().any(|comment| is_title(&example.code[comment.range.clone()]))
}

/// Whether `line` holds values, or words, with nothing between them but blanks and commas.
fn is_value(line: &str) -> bool {
    let is_word = |word: &str| {
        word.contains(char::is_alphanumeric) && word.chars().all(|c| c.is_alphanumeric() || "-+.'\"_".contains(c))
    };
    let mut words = line.split([' ', '\t', ',']).filter(|word| !word.is_empty());
    literal::parse(line.trim()).is_some() || words.all(is_word)
}

/// The text right above `block`, blank lines left out.
fn title_above<'d>(document: &'d Document, block: &Block) -> Option<&'d str> {
    let source = &document.source;
    let mut above = (1..block.line).rev().take(3).map(|line| source.slice(source.line_span(line)).trim());
    above.find(|line| !line.is_empty())
}

/// Whether `line` names an input and says nothing else.
fn is_title(line: &str) -> bool {
    let ornament =
        |c: char| c.is_whitespace() || matches!(c, '#' | '*' | '_' | '>' | ':' | '：' | '(' | ')' | '.' | '-');
    let line = line.trim_matches(ornament);
    if line.len() > LONGEST {
        return false;
    }
    let line = line.to_lowercase();
    INPUTS.iter().any(|name| {
        let Some(at) = line.find(name) else { return false };
        let mut rest = line[..at].split(ornament).chain(line[at + name.len()..].split(ornament));
        rest.all(|word| word.is_empty() || BESIDE.contains(&word) || word.chars().all(char::is_numeric))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document;
    use crate::source::Source;

    fn is_given(title: &str, code: &str) -> bool {
        let text = format!("{title}\n\n```python\n{code}\n```\n");
        let document = document::parse(Source::new("a.md", text.into_bytes()));
        let block = &document.blocks[0];
        kind(&document, block, &block.code(&document.source)).is_some()
    }

    #[test]
    fn what_stands_below_the_title_of_an_input_is_given() {
        for title in [
            "### 入力例",
            "**Input:**",
            "Sample Input 1",
            "Ejemplo de entrada:",
            "#### 输入样例 2",
            "Пример ввода",
            "Example input",
        ] {
            assert!(is_given(title, "3\n4"), "{title}");
        }
        for code in ["3 4\n1 2 3", "abc", "[1, 2]", "5, 6", "'a b'"] {
            assert!(is_given("Input", code), "{code}");
        }
    }

    #[test]
    fn what_is_typed_stands_behind_what_asks_for_it() {
        let is_typed = |above: &str, code: &str| {
            let text = format!("```python\n{above}\n```\n\n```python\n{code}\n```\n");
            let document = document::parse(Source::new("a.md", text.into_bytes()));
            typed(&document, 1, &document.blocks[1].code(&document.source))
        };
        let asks = "n = int(input('age? '))";
        assert!(is_typed(asks, "# 입력\n18\n스물") && is_typed(asks, "# Input:\n-1"));
        assert!(!is_typed("n = 1", "# Input:\n-1") && !is_typed(asks, "# Input:\nprint(n)"));
        assert!(!is_typed(asks, "-1\n2") && !is_typed(asks, "# Input:") && !is_typed(asks, "# Output:\n-1"));
    }

    #[test]
    fn code_is_no_input_and_other_titles_name_none() {
        for code in ["1 + 1", "x = 3", "print(3)", "f(2)", "n = int(input())"] {
            assert!(!is_given("Input:", code), "{code}");
        }
        for title in ["Output:", "User input and variables", "The input of f is a number", "Without input"] {
            assert!(!is_given(title, "3\n4"), "{title}");
        }
    }
}
