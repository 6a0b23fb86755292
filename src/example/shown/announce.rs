//! Words with which authors announce an output below.

use crate::lang::output::{self, Sense};
use crate::pattern::behind_words;

/// Whether `line` is a title such as `**Expected Output** (Python 3):`, `### 2. Output`.
pub(super) fn is_title(line: &str) -> bool {
    output::is_title(
        line.trim_start_matches(|c: char| c.is_whitespace() || c.is_ascii_digit() || "*_#>.+-".contains(c)),
    )
}

/// Whether `line` is a sentence such as "This prints:".
pub(super) fn is_sentence(line: &str) -> bool {
    let line = line.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_'));
    match line.strip_suffix(['−', '–', '-']) {
        Some(line) => output::is_announcement(&format!("{line}:")),
        None => output::is_announcement(line),
    }
}

/// Whether `line` is nothing but a verb and its subject, which go on in the block below, and then whether that is printed:
/// "which prints", "yields".
pub(super) fn goes_on(line: &str) -> Option<bool> {
    let line = line.trim_matches(|c: char| c.is_whitespace() || "*_>".contains(c));
    let mut verb = output::behind_subject(line).unwrap_or(line);
    while let Some(rest) = output::behind_adverb(verb) {
        verb = rest;
    }
    let (word, _) = output::verb(verb).filter(|(_, rest)| rest.trim().is_empty())?;
    match word.sense {
        Sense::Prints => Some(true),
        Sense::Print if verb.len() < line.len() => Some(true),
        Sense::Gives | Sense::Returns => Some(false),
        Sense::Output | Sense::Expected | Sense::Result | Sense::Print | Sense::Raises | Sense::Is => None,
    }
}

/// Whether `line` is a sentence whose last word is a verb of printing, which goes on in the block below: "In reality it prints".
pub(super) fn ends_openly(line: &str) -> bool {
    let line = line.trim_matches(|c: char| c.is_whitespace() || "*_>".contains(c));
    let is_last = |(at, _): (usize, char)| {
        let verb = output::verb(line[at..].trim_start());
        verb.is_some_and(|(word, rest)| word.sense == Sense::Prints && rest.is_empty())
    };
    output::is_announcement(&format!("{line}:")) && line.char_indices().filter(|(_, c)| c.is_whitespace()).any(is_last)
}

/// Words of a short sentence that names an output at most.
const MOST_WORDS: usize = 8;

/// Words of sentences that speak of another output than that of the code above.
const ELSEWHERE: &[&str] = &[
    "not",
    "no",
    "never",
    "if",
    "when",
    "once",
    "next",
    "following",
    "different",
    "differs",
    "other",
    "another",
    "no longer",
    "without",
];

/// Verbs of sentences that say what the code above gives, right before the name of the output.
const GIVING: &[&str] = &[
    "is", "returns", "return", "prints", "print", "gives", "give", "shows", "show", "outputs", "produces", "displays",
];

/// Words between such a verb and the name of the output.
const BEFORE_NOUN: &[&str] = &["the", "this", "that", "an", "its", "our"];

/// Whether `text`, what stands before the name of an output, ends with a verb of giving. Other sentences may speak of an output
/// elsewhere: "Change it to get this output".
fn says_what_is_given(text: &str) -> bool {
    let mut words = text.split_whitespace().map(str::to_lowercase).rev();
    let verb = words.find(|word| !BEFORE_NOUN.contains(&word.as_str()));
    verb.is_some_and(|verb| GIVING.contains(&verb.as_str()))
}

/// Whether `line` is a short sentence that names what is given as an output, without a colon: "Returns the output".
pub(super) fn names_output(line: &str) -> bool {
    let line = line.trim_end_matches(|c: char| c.is_whitespace() || ".。*_".contains(c));
    let is_plain =
        !line.starts_with(['#', '-', '>', '|']) && !line.contains(['`', ':', '：', '?', '!', ',', '；', '，']);
    let is_short = (2..=MOST_WORDS).contains(&line.split_whitespace().count());
    let is_noun = |text: &str| output::noun(text).is_some_and(|(_, rest)| rest.is_empty());
    let ends_in_noun = || {
        let mut places = line.char_indices().filter(|&(at, _)| at > 0 && line[..at].ends_with(char::is_whitespace));
        places.any(|(at, _)| is_noun(&line[at..]) && says_what_is_given(&line[..at]))
    };
    let is_here = || behind_words(line, ELSEWHERE).next().is_none();
    is_plain && is_short && ends_in_noun() && is_here() && is_sentence(&format!("{line}:"))
}

/// Titles of what stands behind a question, "What does this print?", in the languages of notes: an output perhaps, perhaps a
/// reason.
const ANSWERS: &[&str] = &[
    "answer",
    "answers",
    "correct answer",
    "expect",
    "the answer",
    "ans",
    "antwort",
    "lösung",
    "réponse",
    "respuesta",
    "resposta",
    "risposta",
    "ответ",
    "відповідь",
    "odpowiedź",
    "odpověď",
    "cevap",
    "đáp án",
    "उत्तर",
    "答案",
    "解答",
    "答え",
    "答",
    "정답",
    "답",
];

/// Whether `line` is such a title: `**Answer**`, `### Answer 3:`.
pub(super) fn is_answer(line: &str) -> bool {
    let is_mark = |c: char| c.is_whitespace() || c.is_ascii_digit() || "*_#>.:：()-".contains(c);
    let title = line.trim_matches(is_mark).to_lowercase();
    ANSWERS.contains(&title.as_str())
}

/// Titles of what Python says where an example fails, in the languages of notes.
const FAILURES: &[&str] = &[
    "error",
    "error message",
    "error output",
    "the error",
    "exception",
    "traceback",
    "fehler",
    "fehlermeldung",
    "erreur",
    "message d'erreur",
    "mensaje de error",
    "erro",
    "mensagem de erro",
    "errore",
    "messaggio di errore",
    "ошибка",
    "сообщение об ошибке",
    "помилка",
    "błąd",
    "komunikat błędu",
    "chyba",
    "hata",
    "hata mesajı",
    "lỗi",
    "错误",
    "错误信息",
    "报错",
    "报错信息",
    "錯誤",
    "錯誤訊息",
    "エラー",
    "エラーメッセージ",
    "오류",
    "오류 메시지",
    "에러",
    "에러 메시지",
];

/// Whether `line` is such a title: `**Error**:`, `错误：`.
pub(super) fn is_failure(line: &str) -> bool {
    let is_mark = |c: char| c.is_whitespace() || c.is_ascii_digit() || "*_#>.:：()-❌".contains(c);
    let title = line.trim_matches(is_mark).to_lowercase();
    FAILURES.contains(&title.as_str())
}

/// Words that name one of several statements, each with its place among them; the last has none.
const ORDINALS: &[(&str, Option<usize>)] = &[
    ("first", Some(0)),
    ("second", Some(1)),
    ("third", Some(2)),
    ("fourth", Some(3)),
    ("last", None),
    ("final", None),
];

/// Which of several statements prints what `line`, a sentence, announces: "The first line prints:". The outer is none where it
/// speaks of none of them.
pub(super) fn ordinal(line: &str) -> Option<Option<usize>> {
    let is_named = |word: &str| behind_words(line, &[word]).next().is_some();
    ORDINALS.iter().find(|(word, _)| is_named(word)).map(|&(_, place)| place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_of_failures_are_known() {
        for word in FAILURES {
            assert!(is_failure(&format!("**{word}**:")) && is_failure(&format!("### {word}：")), "{word}");
        }
        for line in ["Error handling", "errors", "", "Error: 5 rows"] {
            assert!(!is_failure(line), "{line}");
        }
    }

    #[test]
    fn titles_of_answers_are_known() {
        for word in ANSWERS {
            assert!(is_answer(&format!("**{word}**")) && is_answer(&format!("### {word} 3:")), "{word}");
        }
        for line in ["Answer the question", "answering", "", "The answers of others"] {
            assert!(!is_answer(line), "{line}");
        }
    }
}
