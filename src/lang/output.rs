//! Words that lead to an output, in the languages that notes are written in.
//!
//! One table, for comments in code and for sentences between blocks. Each row has a comment that claims 15 by it, or a
//! `KeyError`, which is its test. A word alone claims nothing: what has to stand around it is said by those who ask.

mod asian;
mod by_letter;
mod english;
mod european;
mod romance;
mod slavic;

use by_letter::{ByLetter, Letters};

/// What a word says of the text that it leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sense {
    /// `Output`: what is printed, or else the value.
    Output,
    /// `Expected`: the same, but it may be announced as what does not happen.
    Expected,
    /// `Result`: what is printed, or else the value, or what was changed.
    Result,
    /// `prints`: what is printed.
    Prints,
    /// `print`: the same, or something for the reader to do.
    Print,
    /// `returns`: the value.
    Returns,
    /// `raises`: an exception.
    Raises,
    /// `gives`, an arrow: an output of any kind.
    Gives,
    /// `is`: a word of many remarks, too.
    Is,
}

/// One word or sign.
#[derive(Debug)]
pub struct OutputWord {
    /// In lower case.
    pub word: &'static str,
    /// What it says.
    pub sense: Sense,
    /// A comment in which it leads to 15.
    pub example: &'static str,
}

const fn row(word: &'static str, sense: Sense, example: &'static str) -> OutputWord {
    OutputWord { word, sense, example }
}

/// Words behind an output: `6 is printed`, `gibt 6 aus`.
#[derive(Debug)]
pub struct TrailingWords {
    /// What stands before the output; empty if nothing has to.
    pub opening: &'static str,
    /// What stands behind it.
    pub word: &'static str,
    /// What they say.
    pub sense: Sense,
    /// A comment that says so of 15, or of a `KeyError`.
    pub example: &'static str,
}

const fn ending(opening: &'static str, word: &'static str, sense: Sense, example: &'static str) -> TrailingWords {
    TrailingWords { opening, word, sense, example }
}

/// The words of one language.
#[derive(Debug)]
pub struct Language {
    /// Its name, for people.
    pub name: &'static str,
    /// Where they were seen.
    pub source: &'static str,
    /// Names of an output: a marker before a colon.
    pub nouns: &'static [OutputWord],
    /// What may stand before the name of an output, and changes nothing but `expected`.
    pub before: &'static [OutputWord],
    /// Verbs that lead to an output.
    pub verbs: &'static [OutputWord],
    /// What stands behind an output.
    pub endings: &'static [TrailingWords],
    /// Who does what the verb says.
    pub subjects: &'static [&'static str],
    /// What may stand before a verb and leaves its meaning.
    pub adverbs: &'static [&'static str],
}

/// All languages.
pub fn languages() -> impl Iterator<Item = &'static Language> {
    [english::LANGUAGES, asian::LANGUAGES, european::LANGUAGES, romance::LANGUAGES, slavic::LANGUAGES]
        .into_iter()
        .flatten()
}

/// The longest name of an output that `text` begins with, and what stands behind it.
#[must_use]
pub fn noun(text: &str) -> Option<(&'static OutputWord, &str)> {
    static NOUNS: ByLetter<&OutputWord> = ByLetter::new(|| rows(|language| language.nouns));
    longest(text, &NOUNS)
}

/// What may stand before the name of an output, if `text` begins with it and a blank, and what stands behind it.
#[must_use]
pub fn before_noun(text: &str) -> Option<(&'static OutputWord, &str)> {
    static BEFORE: ByLetter<&OutputWord> = ByLetter::new(|| rows(|language| language.before));
    let found = longest(text, &BEFORE)?;
    let rest = found.1.strip_prefix(char::is_whitespace)?;
    Some((found.0, rest.trim_start()))
}

/// The longest verb that `text` begins with, and what stands behind it.
#[must_use]
pub fn verb(text: &str) -> Option<(&'static OutputWord, &str)> {
    static VERBS: ByLetter<&OutputWord> = ByLetter::new(|| rows(|language| language.verbs));
    longest(text, &VERBS)
}

/// What stands in `text` behind the subject that it begins with.
#[must_use]
pub fn behind_subject(text: &str) -> Option<&str> {
    static SUBJECTS: ByLetter<&str> = ByLetter::new(|| phrases(|language| language.subjects));
    skipped(text, &SUBJECTS)
}

/// What stands in `text` behind the adverb that it begins with.
#[must_use]
pub fn behind_adverb(text: &str) -> Option<&str> {
    static ADVERBS: ByLetter<&str> = ByLetter::new(|| phrases(|language| language.adverbs));
    skipped(text, &ADVERBS)
}

/// The bytes of `text` in which an output stands before words that say so, and what they say: `6` in `6 is printed`.
#[must_use]
pub fn before_ending(text: &str) -> Option<(std::ops::Range<usize>, Sense)> {
    let end = text.trim_end_matches(|c: char| c.is_whitespace() || "。.!！".contains(c)).len();
    if !text[..end].ends_with(ends_a_word) {
        return None;
    }
    let found = languages().flat_map(|language| language.endings).filter_map(|row| {
        let output = before(&text[..end], row.word)?;
        let rest = if row.opening.is_empty() { output } else { behind(output, row.opening)?.trim_start() };
        let start = output.len() - rest.len();
        let is_apart = row.opening.is_empty() || output[..start].ends_with(char::is_whitespace);
        (is_apart && !rest.is_empty()).then_some((start..output.len(), row.sense))
    });
    found.min_by_key(|(output, _)| output.len())
}

/// Whether `c` may be the last of words behind an output. Most comments end with a number, a bracket or a quote.
fn ends_a_word(c: char) -> bool {
    !c.is_ascii() || c.is_ascii_alphabetic()
}

/// What stands in `text` before `word`, in lower case, that it ends with; a word of a script with blanks stands behind one.
fn before<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let start = text.len().checked_sub(word.len()).filter(|&start| text.is_char_boundary(start))?;
    let (output, found) = text.split_at(start);
    let is_apart = output.ends_with(char::is_whitespace) || is_unspaced(word);
    (is_apart && behind(found, word).is_some()).then(|| output.trim_end())
}

/// The rows of all languages that `of` tells, by their first letters.
fn rows(of: fn(&'static Language) -> &'static [OutputWord]) -> Letters<&'static OutputWord> {
    by_letter::sorted(languages().flat_map(of), |row| row.word)
}

/// The phrases of all languages that `of` tells, by their first letters.
fn phrases(of: fn(&'static Language) -> &'static [&'static str]) -> Letters<&'static str> {
    by_letter::sorted(languages().flat_map(of).copied(), |phrase| phrase)
}

/// The longest of `words` that `text` begins with, and what stands behind it.
fn longest<'t>(text: &'t str, words: &ByLetter<&'static OutputWord>) -> Option<(&'static OutputWord, &'t str)> {
    let found = words.like(text).iter().filter_map(|row| Some((*row, behind(text, row.word)?)));
    found.min_by_key(|(_, rest)| rest.len())
}

/// Whether `text` begins as all words do. Most comments are numbers, or begin with a bracket or a quote.
#[must_use]
pub fn begins_like_a_word(text: &str) -> bool {
    text.starts_with(char::is_alphabetic)
}

/// What stands in `text` behind the longest of `words` that it begins with; a blank stands between them where the script
/// has blanks.
fn skipped<'t>(text: &'t str, words: &ByLetter<&'static str>) -> Option<&'t str> {
    let behind = |word: &&str| {
        behind(text, word).filter(|rest| rest.starts_with(char::is_whitespace) || is_unspaced(word) && !rest.is_empty())
    };
    words.like(text).iter().filter_map(behind).map(str::trim_start).min_by_key(|rest| rest.len())
}

/// What stands in `text` behind `word`, a word in lower case that it begins with in any case and that ends there.
#[must_use]
pub fn behind<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let mut letters = text.chars();
    for wanted in word.chars() {
        letters.next().filter(|&letter| is_same(letter, wanted))?;
    }
    let rest = letters.as_str();
    let is_attached = rest.starts_with(|c: char| c.is_alphanumeric() || c == '_');
    (!is_attached || !word.ends_with(|c: char| c.is_alphanumeric()) || is_unspaced(word)).then_some(rest)
}

/// Whether `letter` is `wanted`, which is in lower case, in any case; all blanks are alike. Comments are held against hundreds
/// of words, nearly all of which fail at their first letter.
fn is_same(letter: char, wanted: char) -> bool {
    if letter.is_ascii() {
        return letter.to_ascii_lowercase() == wanted || wanted == ' ' && letter.is_whitespace();
    }
    letter == wanted
        || letter.to_lowercase().eq([wanted])
        || wanted == ' ' && letter.is_whitespace()
        || wanted == '\'' && letter == '’'
}

/// Whether `word` is of a script that puts no blanks between words.
#[must_use]
pub fn is_unspaced(word: &str) -> bool {
    word.ends_with(
        |c: char| matches!(u32::from(c), 0x0E00..=0x0E7F | 0x3040..=0x30FF | 0x3400..=0x9FFF | 0xAC00..=0xD7AF),
    )
}

/// Signs around a sentence or a title that say nothing: emphasis, headings, lists, numbers.
fn ornament(c: char) -> bool {
    c.is_whitespace() || c.is_ascii_digit() || "*_#>.+-`~=".contains(c)
}

/// Words of sentences that announce something else than the output of the code before them.
const ASKING: &[&str] = &[
    "exercise",
    "format",
    "write",
    "expected",
    "input",
    "next",
    "task",
    "challenge",
    "should look",
    "should be",
    "should see",
    "run your",
    "program that",
    "ejercicio",
    "esperad",
    "escrib",
    "exercício",
    "exercice",
    "attendu",
    "écris",
    "écrivez",
    "aufgabe",
    "erwartet",
    "schreib",
    "esercizio",
    "atteso",
    "упражнени",
    "ожида",
    "напиши",
    "zadani",
    "zadanie",
    "練習",
    "練習問題",
    "习题",
    "练习",
    "预期",
    "期望",
    "期待",
    "输入",
    "入力",
    "연습",
    "입력",
];

/// Words behind the word that announces may be so many characters before the colon.
const MAX_BEHIND: usize = 30;

/// Whether `text`, a line between blocks, announces by a word of the table that the output of the code above follows: a title,
/// `**Output**`, `Salida:`, or a sentence that ends in a colon, `Esto imprime:`, `これは次のように出力されます：`.
#[must_use]
pub fn announces(text: &str) -> bool {
    is_title(text) || is_announcement(text)
}

/// Whether `text` is the name of an output and nothing else but a remark in parentheses and a colon.
#[must_use]
pub fn is_title(text: &str) -> bool {
    let mut text = text.trim_matches(ornament);
    while let Some((_, rest)) = before_noun(text).filter(|(_, rest)| noun(rest).is_some()) {
        text = rest;
    }
    let Some((_, rest)) = noun(text) else { return false };
    let rest = rest.trim_matches(ornament);
    let inside = rest.strip_prefix(['(', '（', '[']).and_then(|rest| rest.split_once([')', '）', ']']));
    let rest = inside.map_or(rest, |(_, rest)| rest);
    rest.trim_matches(|c: char| ornament(c) || matches!(c, ':' | '：' | '−' | '–' | '—')).is_empty()
}

/// Whether `text` is a sentence with a colon at its end that says that something is printed.
#[must_use]
pub fn is_announcement(text: &str) -> bool {
    let text = text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_'));
    let Some(text) = text.strip_suffix([':', '：']) else { return false };
    let lower = text.to_lowercase();
    !ASKING.iter().any(|word| holds(&lower, word)) && last_words(text).any(says_output)
}

/// Whether `text` holds `word` at the beginning of a word.
fn holds(text: &str, word: &str) -> bool {
    let is_begun = |at: usize| is_unspaced(word) || !text[..at].ends_with(char::is_alphanumeric);
    text.match_indices(word).any(|(at, _)| is_begun(at))
}

/// What stands in `text` from each of its last words on, as far as the sentence goes.
fn last_words(text: &str) -> impl Iterator<Item = &str> {
    let begins_word = |&at: &usize| {
        let is_attached =
            text[..at].ends_with(|c: char| c.is_alphanumeric() && !is_unspaced(c.encode_utf8(&mut [0; 4])));
        !is_attached && text[at..].starts_with(char::is_alphabetic)
    };
    let end = text.rfind(['.', '!', '?', '。', '！', '？']).map_or(0, |at| at + 1);
    text.char_indices().map(|(at, _)| at).filter(move |&at| at >= end).filter(begins_word).map(|at| &text[at..])
}

/// Whether a word of an output stands at the beginning of `text`, not far from its end.
fn says_output(text: &str) -> bool {
    let is_near = |rest: &str| rest.chars().count() <= MAX_BEHIND;
    let is_noun = noun(text).is_some_and(|(row, rest)| row.sense == Sense::Output && is_near(rest));
    let is_verb = |sense| matches!(sense, Sense::Prints | Sense::Print);
    let ends = |row: &TrailingWords| {
        row.opening.is_empty() && is_verb(row.sense) && behind(text, row.word).is_some_and(is_near)
    };
    is_noun
        || verb(text).is_some_and(|(row, rest)| is_verb(row.sense) && is_near(rest))
        || languages().flat_map(|language| language.endings).any(ends)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_begins_with_a_letter() {
        for language in languages() {
            let words = [language.nouns, language.before, language.verbs].into_iter().flatten().map(|row| row.word);
            for word in words.chain(language.subjects.iter().chain(language.adverbs).copied()) {
                assert!(word.starts_with(char::is_alphabetic), "{word}");
            }
        }
    }

    #[test]
    fn words_are_found_in_any_case_and_end_where_they_end() {
        assert_eq!(noun("OUTPUT: 1").map(|(row, rest)| (row.word, rest)), Some(("output", ": 1")));
        assert_eq!(noun("ВЫВОД: 1").map(|(row, rest)| (row.word, rest)), Some(("вывод", ": 1")));
        assert_eq!(noun("输出结果5").map(|(row, rest)| (row.word, rest)), Some(("输出结果", "5")));
        assert_eq!(verb("prints\u{a0}out 5").map(|(row, rest)| (row.word, rest)), Some(("prints out", " 5")));
        for text in ["outer", "output_size", "results_", "", "O", "résultatsx"] {
            assert!(noun(text).is_none(), "{text}");
        }
    }

    #[test]
    fn every_language_says_where_its_words_were_seen() {
        for language in languages() {
            assert!(!language.source.is_empty() && !language.name.is_empty());
            let words = language.nouns.iter().chain(language.before).chain(language.verbs).map(|row| row.word);
            let words: Vec<_> = words.chain(language.endings.iter().map(|row| row.word)).collect();
            assert!(words.iter().all(|word| *word == word.to_lowercase()), "{}", language.name);
        }
    }

    #[test]
    fn every_ending_stands_behind_the_output_of_its_example() {
        for row in languages().flat_map(|language| language.endings) {
            let output = before_ending(row.example).map(|(output, _)| &row.example[output]);
            assert!(matches!(output, Some("15" | "KeyError")), "{}: {output:?}", row.example);
            assert!(row.word.ends_with(ends_a_word), "{}", row.word);
        }
        for text in ["is printed", "gibt aus", "15", "5 ausgaben", "15 are printed"] {
            assert_eq!(before_ending(text), None, "{text}");
        }
    }

    #[test]
    fn every_name_of_an_output_is_a_title() {
        for row in languages().flat_map(|language| language.nouns) {
            let title = row.example.trim_end_matches("15");
            assert!(is_title(title) && is_title(&format!("**{}**", row.word)), "{title}");
        }
        for text in ["### Output", "Expected output (Python 3):", "1. Output", "Salida esperada:", "**输出结果**："]
        {
            assert!(is_title(text), "{text}");
        }
        for text in ["Output of f:", "The result is a list", "Outputs and inputs", "Print it"] {
            assert!(!is_title(text), "{text}");
        }
    }

    #[test]
    fn sentences_announce_an_output_in_their_language() {
        for text in [
            "This prints:",
            "The output is:",
            "which displays the following:",
            "Running it outputs:",
            "Esto imprime:",
            "La salida es la siguiente:",
            "Isso exibe:",
            "A saída será:",
            "Ce code affiche :",
            "Das Programm gibt aus:",
            "Die Ausgabe lautet:",
            "Этот код выведет:",
            "Вывод программы:",
            "代码会输出：",
            "运行之后的输出结果如下：",
            "次のように表示されます：",
            "出力は次のとおりです：",
            "다음과 같이 출력됩니다:",
            "Ten program wypisze:",
            "Program vypíše:",
            "Questo codice stampa:",
            "Bu kod şunu yazdırır:",
            "Đoạn mã này in ra:",
            "आउटपुट यह है:",
        ] {
            assert!(announces(text), "{text}");
        }
        for text in [
            "This prints a list of all the names that are known to the program at this time:",
            "Write a program that prints:",
            "We define a function:",
            "Escribe un programa que imprime:",
            "Ahora definimos una función:",
            "接下来是另一个例子：",
            "This prints.",
        ] {
            assert!(!announces(text), "{text}");
        }
    }
}
