//! What authors announce about an example beside its code: that it is wrong Python on purpose, or that an output is what
//! one would expect and not what happens.

mod failing;
mod words;

pub use failing::{ExampleFailure, failing};

use super::Example;
use crate::document::{Block, Document};
use crate::pattern::Pattern;
use crate::source::Span;
use words::{LANGUAGES, Language};

static FAULTS: Pattern = Pattern::holding(
    &[
        "error",
        "invalid",
        "illegal",
        "incorrect",
        "wrong",
        "bad",
        "broken",
        "mistake",
        "forbidden",
        "missing",
        "rearrange",
        "not",
        "n't",
        "✗",
        "❌",
    ],
    r"(?i)\b(errors?|invalid|illegal|incorrect(ly)?|wrong|bad|broken|mistakes?|forbidden|missing|rearrange|not (valid|allowed|legal)|(does|do|will|would|ca)(n't| not|nnot) (work|compile|run|parse))\b|✗|❌|SyntaxError|IndentationError",
);

/// Words of other languages with which authors announce a fault, in lower case; each with a sentence of that language.
const FAULT_WORDS: &[(&str, &str)] = &[
    ("fehler", "Das ergibt einen Syntaxfehler:"),
    ("ungültig", "Ungültige Syntax:"),
    ("falsch", "So ist es falsch:"),
    ("erreur", "Ceci provoque une erreur :"),
    ("invalide", "Syntaxe invalide :"),
    ("incorrecto", "Esto es incorrecto:"),
    ("inválid", "Sintaxis inválida:"),
    ("no funciona", "Esto no funciona:"),
    ("no compila", "Este código no compila:"),
    ("erro ", "Isto dá um erro de sintaxe:"),
    ("errado", "Jeito errado:"),
    ("não funciona", "Isto não funciona:"),
    ("errore", "Questo dà un errore di sintassi:"),
    ("sbagliato", "Sbagliato:"),
    ("ошибк", "Это синтаксическая ошибка:"),
    ("неправильно", "Так неправильно:"),
    ("błąd", "To jest błąd składni:"),
    ("hatası", "Bu bir sözdizimi hatası:"),
    ("错误", "这是语法错误："),
    ("报错", "下面的代码会报错："),
    ("エラー", "これは構文エラーになります:"),
    ("오류", "구문 오류:"),
];

/// Whether `text` announces that what follows is wrong.
fn tells_of_a_fault(text: &str) -> bool {
    let lower = text.to_lowercase();
    FAULTS.is_match(text) || FAULT_WORDS.iter().any(|(word, _)| lower.contains(word))
}

/// Whether the author says that `example` of `block` is wrong Python.
#[must_use]
pub fn error(document: &Document, block: &Block, example: &Example) -> bool {
    let mut comments = example.module.comments.iter().map(|comment| &example.code[comment.range.clone()]);
    let says = |text: &str| tells_of_a_fault(text);
    comments.any(says) || says(above(document, block)) || says(below(document, block))
}

/// Whether the text above the code of `block` announces what it shows as an expectation.
#[must_use]
pub fn expects_of_block(document: &Document, block: &Block) -> bool {
    expects_below(above(document, block))
}

/// Whether the documented text that begins with `span`, on line `line`, is announced as an expectation: in front of it on
/// its own line, by a comment on the line above it, or by the text above the block that shows it.
#[must_use]
pub fn expects_of_output(document: &Document, example: &Example, line: usize, span: Span) -> bool {
    let source = &document.source;
    let is_own = |line: usize| example.lines.binary_search_by_key(&line, |own| own.line).is_ok();
    let before = |line: usize, end: usize| {
        source.slice(Span::new(source.line_span(line).start, end.max(source.line_span(line).start)))
    };
    if is_own(line) {
        let own = before(line, span.start);
        let comment = own.rfind('#').map_or("", |at| &own[at..]);
        let is_alone = own.trim_start().starts_with('#');
        let above = line.checked_sub(1).filter(|&above| is_alone && is_own(above));
        let above = above.map(|above| source.slice(source.line_span(above)).trim());
        return expects(comment) || above.is_some_and(|text| text.starts_with('#') && expects_below(text));
    }
    let holder = document.blocks.iter().find(|block| (block.line..=block.end_line).contains(&line));
    holder.is_some_and(|block| expects_below(above(document, block)))
}

/// Whether the last sentence of `text`, which ends in a colon or goes on below, announces what stands below as an expectation.
fn expects_below(text: &str) -> bool {
    let text = text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_'));
    // Without a colon the sentence may go on in the block: "One would think this prints".
    let is_open = || text.ends_with(char::is_alphabetic).then_some(text);
    let Some(text) = text.strip_suffix([':', '：']).or_else(is_open) else { return false };
    // A dot within a name, such as `a.b`, ends no sentence; signs of full width need no blank behind them.
    let ends = |&(index, c): &(usize, char)| match c {
        '.' | '!' | '?' => !text[index + 1..].starts_with(char::is_alphanumeric),
        '。' | '！' | '？' => true,
        _ => false,
    };
    let start = text.char_indices().rfind(ends).map_or(0, |(index, c)| index + c.len_utf8());
    expects(&text[start..])
}

/// Whether `sentence` says what one would expect, and does not go on with what happens.
fn expects(sentence: &str) -> bool {
    let sentence = sentence.to_lowercase().replace('’', "'");
    let announces = |language: &Language, phrase: &str| {
        let Some(at) = word_in(&sentence, phrase) else { return false };
        let (before, after) = (&sentence[..at], &sentence[at + phrase.len()..]);
        let has = |words: &[&str], text: &str| words.iter().any(|word| word_in(text, word).is_some());
        !has(language.before, before) && !has(language.after, after)
    };
    LANGUAGES.iter().any(|language| language.phrases.iter().any(|(phrase, _)| announces(language, phrase)))
}

/// Where `word` stands in `text` and is no part of a longer one.
fn word_in(text: &str, word: &str) -> Option<usize> {
    // Most outputs have hardly more than a mark before them, and a search costs something before it begins.
    if text.len() < word.len() {
        return None;
    }
    let is_letter = |c: char| c.is_alphabetic() && c.is_lowercase();
    let mut found = text.match_indices(word).map(|(at, _)| at);
    found.find(|&at| {
        let begins = !word.starts_with(is_letter) || !text[..at].ends_with(is_letter);
        begins && (!word.ends_with(is_letter) || !text[at + word.len()..].starts_with(is_letter))
    })
}

/// The paragraph above the block; nothing of another block.
fn above<'a>(document: &'a Document, block: &Block) -> &'a str {
    let count = document.blocks.partition_point(|other| other.span.start < block.span.start);
    let mut before = document.blocks[..count].iter().rev();
    let before = before.find(|other| other.span.end <= block.span.start).map(|other| other.span.end);
    let start = before.unwrap_or(document.source.content_start());
    let text = document.source.slice(Span::new(start, block.span.start)).trim_end();
    text.rsplit("\n\n").next().unwrap_or_default()
}

/// The paragraph below the block, or the first line of the block that follows at once.
fn below<'a>(document: &'a Document, block: &Block) -> &'a str {
    let text = document.source.text().get(block.span.end..).unwrap_or_default().trim_start();
    text.split("\n\n").next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pattern_is_sound() {
        assert!(FAULTS.is_sound());
    }

    #[test]
    fn each_word_of_a_fault_stands_in_its_example() {
        for (word, example) in FAULT_WORDS {
            assert!(example.to_lowercase().contains(word) && tells_of_a_fault(example), "{word}");
        }
        assert!(!tells_of_a_fault("This adds two numbers:"));
    }

    #[test]
    fn each_phrase_of_an_expectation_announces_its_example() {
        for (phrase, example) in LANGUAGES.iter().flat_map(|language| language.phrases) {
            assert!(
                word_in(&example.to_lowercase(), phrase).is_some() && expects_below(example),
                "{phrase}: {example}"
            );
        }
    }

    #[test]
    fn what_happens_is_no_expectation() {
        for text in [
            "As you might expect, this prints:",
            "The output is not what you might expect:",
            "You might expect 3, but it prints:",
            "Although one would expect [2], Python gives:",
            "Unlike what you may think, the result is:",
            "You might expect 3. The output:",
            "What would happen? It prints:",
            "This prints:",
            "You might expect this to print 3.",
            "Comme on pourrait s'attendre à cela, on obtient :",
            "Wie man erwarten würde:",
            "你可能以为是 3，但实际输出：",
        ] {
            assert!(!expects_below(text), "{text}");
        }
        assert!(expects_below("You might expect the list not to change as well:"));
        assert!(expects_below("It calls `a.b`. You might expect:") && expects_below("**You might expect:**"));
    }
}
