//! Sentences in running text that quote the output of the code above them, by the words of the table: "This prints `4`.",
//! "Das gibt `4` aus.", "输出 `4`。"

use super::announce::{is_answer, is_title};
use crate::lang::literal;
use crate::lang::output::{self, Sense};
use std::ops::Range;

/// A text in a sentence that is, or may be, what the code above prints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Quoted {
    /// Its bytes in the sentence.
    pub(super) range: Range<usize>,
    /// Whether the sentence says that it is printed; else it may be a value, or a part of what is printed.
    pub(super) is_sure: bool,
}

/// What stands between the name of an output and the output: "The output is `4`".
const COPULAS: &[&str] = &[
    "is",
    "will be",
    "is then",
    "would be",
    "reads",
    "ist",
    "lautet",
    "wäre",
    "est",
    "sera",
    "es",
    "será",
    "é",
    "è",
    "sarà",
    "będzie",
    "to",
    "je",
    "bude",
    "будет",
    "буде",
    "là",
    "sẽ là",
    "为",
    "是",
    "就是",
    "会是",
    "将是",
    "為",
    "會是",
    "は",
    "은",
    "는",
];

/// What ends a sentence behind an output, and says where it is printed or nothing.
const TAILS: &[&str] = &[
    "printed",
    "printed on the screen",
    "printed to the console",
    "as output",
    "in the output",
    "to the console",
    "to the screen",
    "to the terminal",
    "to standard output",
    "to stdout",
    "on the console",
    "on the screen",
    "on screen",
    "in the console",
    "in the terminal",
    "auf dem bildschirm",
    "auf der konsole",
    "à l'écran",
    "dans la console",
    "en pantalla",
    "por pantalla",
    "en la consola",
    "na tela",
    "no console",
    "на экран",
    "на экране",
    "в консоль",
    "в консоли",
    "です",
    "になります",
    "となります",
    "になる",
    "となる",
    "입니다",
    "이다",
    "이 됩니다",
    "가 됩니다",
];

/// Copulas that stand behind an output: `Çıktı 15 olur`.
const COPULAS_BEHIND: &[&str] = &["olur", "olacak", "olacaktır", "होगा", "है", "hai"];

/// Verbs of languages with Latin letters that are no command: `wypisz` and `vypiš` are.
const NO_COMMANDS: &[&str] = &["wypisze", "wyświetli", "vypíše", "zobrazí", "vytiskne"];

/// Arrows that may lead from the code above to its output.
const ARROWS: &[&str] = &["→", "⇒", "->", "=>", "➜", "👉"];

/// Words of a clause before an output by which it depends on something.
const CONDITIONS: &[&str] = &["場合", "とき", "時", "なら", "れば", "もし", "たら", "如果", "若", "면", "경우", "때"];

/// The text that `sentence` quotes as an output in the only code in it.
pub(super) fn quoted(sentence: &str) -> Option<Quoted> {
    let (before, rest) = sentence.split_once('`')?;
    let (inside, behind) = rest.split_once('`')?;
    if inside.trim().is_empty() || behind.contains('`') {
        return None;
    }
    let range = before.len() + 1..before.len() + 1 + inside.len();
    let behind = behind.trim_matches(|c: char| c.is_whitespace() || "*_.!:。！：।".contains(c));
    let is_sure = says(before, behind)?;
    Some(Quoted { range, is_sure })
}

/// The text behind the name of an output and a colon in `line`, without markup: `**Output:** 9`. Surely an output where it is a
/// value.
pub(super) fn labelled(line: &str) -> Option<Quoted> {
    let line = line.trim_end();
    let at = line.find([':', '：'])?;
    let mark = line[at..].chars().next().map_or(0, char::len_utf8);
    let behind = line[at + mark..].trim_start_matches(['*', '_', ' ', '\t', '\u{3000}']);
    let is_markup = |c: char| "`*_\\[<|~&#$!".contains(c);
    let start = line.len() - behind.len();
    let is_list = behind.starts_with('[') && behind.ends_with(']') && !behind[1..].contains(is_markup);
    let label = &line[..at + mark];
    let is_named = is_title(label);
    if behind.is_empty() || !is_named && !is_answer(label) || behind.contains(is_markup) && !is_list {
        return None;
    }
    let is_value = literal::parse(behind).is_some_and(|value| value.is_value());
    let is_sure = is_named && is_value;
    if !is_named && !is_value {
        return None;
    }
    Some(Quoted { range: start..line.len(), is_sure })
}

/// Whether the words before an output and behind it say that it is one, and surely.
fn says(before: &str, behind: &str) -> Option<bool> {
    let begin = before.trim();
    let has_copula = COPULAS_BEHIND.iter().any(|word| output::behind(behind, word) == Some(""));
    if has_copula && let Some(noun) = output::noun(begin).filter(|(_, rest)| rest.trim().is_empty()) {
        return Some(noun.0.sense == Sense::Output);
    }
    let is_end = behind.is_empty() || TAILS.iter().any(|tail| output::behind(behind, tail) == Some(""));
    let is_label = begin.trim_end_matches(['*', '_']).ends_with([':', '：']) && is_title(before);
    if is_label && is_end {
        return Some(true);
    }
    if is_end && begin.trim_end_matches(['*', '_']).ends_with([':', '：']) && is_answer(begin) {
        return Some(false);
    }
    if is_end && ARROWS.contains(&begin) {
        return Some(false);
    }
    if is_end && let Some(is_sure) = named(begin).or_else(|| told(begin)) {
        return Some(is_sure);
    }
    ended(begin, behind)
}

/// "The output is": the name of an output and a copula; scripts without blanks need none.
fn named(begin: &str) -> Option<bool> {
    let mut text = begin;
    while let Some((_, rest)) = output::before_noun(text).filter(|(_, rest)| output::noun(rest).is_some()) {
        text = rest;
    }
    let (noun, rest) = output::noun(text)?;
    let is_sure = noun.sense == Sense::Output;
    if !is_sure && noun.sense != Sense::Result {
        return None;
    }
    let rest = rest.trim().trim_end_matches([':', '：']).trim_end();
    let is_noun_alone = rest.is_empty() && !noun.word.is_ascii() && output::is_unspaced(noun.word);
    let has_copula = COPULAS.iter().any(|word| output::behind(rest, word) == Some(""));
    (is_noun_alone && is_sure || has_copula).then_some(is_sure)
}

/// "This will print": a verb behind its subject. A verb without one may tell the reader what to do, but for a Slavic one.
fn told(begin: &str) -> Option<bool> {
    let opening = behind_adverbs(begin);
    let begin = if output::behind_subject(opening).is_some() { opening } else { begin };
    let subject = output::behind_subject(begin).map(|rest| rest.trim_start_matches(['、', '，']).trim_start());
    let verb = behind_adverbs(subject.unwrap_or(begin));
    let (word, rest) = output::verb(verb)?;
    let is_cyrillic = word.word.starts_with(|c: char| matches!(c, '\u{400}'..='\u{4ff}'));
    let is_no_command = is_cyrillic || NO_COMMANDS.contains(&word.word);
    let has_subject = subject.is_some() || verb.len() < begin.len();
    let is_all = rest.trim().trim_end_matches([':', '：']).trim_end().is_empty();
    // "It should print", but not "Then print".
    let is_helped = subject.is_some_and(|subject| verb.len() < subject.len());
    let sense = word.sense;
    let is_printed = sense == Sense::Prints && (has_subject || is_no_command) || sense == Sense::Print && is_helped;
    // "We get" has its subject in it.
    let is_given = sense == Sense::Gives && (has_subject || word.word.contains(' '));
    (is_all && (is_printed || is_given)).then_some(is_printed)
}

/// `text` without the adverbs that it begins with.
fn behind_adverbs(mut text: &str) -> &str {
    while let Some(rest) = output::behind_adverb(text) {
        text = rest;
    }
    text
}

/// Whether words on both sides, or behind it, say that something comes out, and surely that it is printed: "Das gibt `4` aus",
/// "`4` と表示されます".
fn ended(begin: &str, behind: &str) -> Option<bool> {
    if behind.is_empty() {
        return None;
    }
    let clause = begin.trim_end_matches(['、', '，']).len();
    let is_clause = clause < begin.len() && !CONDITIONS.iter().any(|word| begin.contains(word));
    // The output follows behind a blank.
    let begin = format!("{begin} ");
    let subject = output::behind_subject(&begin).map(|rest| rest.trim_start_matches(['、', '，']).trim_start());
    let opening = behind_adverbs(if is_clause { "" } else { subject.unwrap_or(&begin) });
    let text = format!("{opening} 15 {behind}");
    let (found, sense) = output::before_ending(text.trim_start())?;
    let is_output = matches!(sense, Sense::Prints | Sense::Gives) && &text.trim_start()[found] == "15";
    is_output.then_some(sense == Sense::Prints)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_of_many_languages_quote_an_output() {
        for sentence in [
            "This prints `15`.",
            "It will then print `15`.",
            "This code should print `15` to the console.",
            "The output is `15`.",
            "The output will be: `15`",
            "`15` is printed.",
            "Das gibt `15` aus.",
            "Der Code gibt `15` aus.",
            "Die Ausgabe ist `15`.",
            "Die Ausgabe lautet: `15`",
            "Es wird `15` ausgegeben.",
            "Ce code affiche `15`.",
            "La sortie est `15`.",
            "Esto imprime `15` por pantalla.",
            "La salida es `15`.",
            "A saída será `15`.",
            "Questo codice stampa `15`.",
            "L'output è `15`.",
            "这段代码会输出 `15`。",
            "Выведет `15`.",
            "Этот код выведет `15`.",
            "На экран будет выведено `15`.",
            "Ten kod wypisze `15`.",
            "输出 `15`。",
            "输出：`15`。",
            "输出结果为 `15`。",
            "这会输出 `15`。",
            "出力は `15` です。",
            "`15` と表示されます。",
            "実行すると、`15` と表示されます。",
            "출력은 `15`입니다.",
            "`15`가 출력됩니다.",
            "Bu kod `15` yazdırır.",
            "As expected, this prints `15`.",
            "Wypisze `15`.",
            "Vypíše `15`.",
            "Çıktı `15` olur.",
            "आउटपुट `15` होगा।",
        ] {
            let found = quoted(sentence).map(|quoted| (&sentence[quoted.range], quoted.is_sure));
            assert_eq!(found, Some(("15", true)), "{sentence}");
        }
    }

    #[test]
    fn text_behind_the_name_of_an_output_needs_no_marks() {
        for (line, text, is_sure) in [
            ("Output: 9", "9", true),
            ("**Output:** [1, 2]", "[1, 2]", true),
            ("输出：True", "True", true),
            ("*Ausgabe*: Hallo Welt", "Hallo Welt", false),
            ("Result: 9", "9", true),
            ("answer: [('Zoom', 2)]", "[('Zoom', 2)]", false),
            ("Expect: 9", "9", false),
        ] {
            let found = labelled(line).map(|quoted| (&line[quoted.range], quoted.is_sure));
            assert_eq!(found, Some((text, is_sure)), "{line}");
        }
        for line in [
            "Output:",
            "Answer: it is a list",
            "Output of f: 9",
            "Output: `9`",
            "Note: 9",
            "Output: see *below*",
            "Output: [a](b)",
            "9",
        ] {
            assert_eq!(labelled(line), None, "{line}");
        }
    }

    #[test]
    fn a_result_may_be_a_value() {
        for sentence in [
            "The result is `15`.",
            "结果是 `15`。",
            "Das Ergebnis ist `15`.",
            "We get `15`.",
            "You should see `15`.",
            "You will see `15` printed.",
            "As expected, this gives `15`.",
            "Du solltest `15` sehen.",
            "Vous devriez voir `15`.",
            "Deberías ver `15`.",
            "Você verá `15`.",
            "Dovresti vedere `15`.",
            "Вы увидите `15`.",
            "Powinieneś zobaczyć `15`.",
            "你会看到 `15`。",
            "This gives `15`.",
            "→ `15`",
        ] {
            let found = quoted(sentence).map(|quoted| (&sentence[quoted.range], quoted.is_sure));
            assert_eq!(found, Some(("15", false)), "{sentence}");
        }
    }

    #[test]
    fn other_sentences_quote_none() {
        for sentence in [
            "This calls `f`.",
            "This prints `a` and `b`.",
            "The output of `f` is a list.",
            "The output is `f` again and again.",
            "Imprime `15`.",
            "Print `15`.",
            "Then print `15`.",
            "Drucke `15` aus.",
            "Wenn x leer ist, gibt das `15` aus.",
            "Das gibt `15` nicht aus.",
            "Das gibt `f` ein.",
            "Выведите `15`.",
            "如果输入是 `15`。",
            "n が 3 の場合、`15` と表示されます。",
            "The output is not `15`.",
            "`15` is a number.",
            "Wypisz `15`.",
            "If you see `15`, it works.",
            "You should see `f` and `g`.",
            "Output `15`",
        ] {
            assert_eq!(quoted(sentence), None, "{sentence}");
        }
    }
}
