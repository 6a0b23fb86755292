//! Comments that document no output, and the parts of a claim that only explain it.

use super::shape;

use crate::pattern::{Pattern, is_word};

/// Titles and notes, the complexity `O(n)`, pragmas.
static TITLE: Pattern = Pattern::beginning(
    &[
        "step", "example", "case", "part", "note", "todo", "fixme", "xxx", "hack", "warning", "tip", "o(", "type:",
        "noqa", "pragma", "pylint", "mypy", "fmt", "isort", "nosec", "ruff", "pyright", "flake8", "doctest", "black",
        "yapf",
    ],
    r"(?x)^(
        (step|example|case|part|note|todo|fixme|xxx|hack|warning|tip)\b.*
        | [oO]\([^)]*\).*
        | type:\s*(ignore|[A-Za-z_.]+(\[.*)?)\s*(\#.*)?
        | (noqa|pragma|pylint|mypy|fmt|isort|nosec|ruff|pyright|flake8|doctest|black|yapf)\b.*
    )$",
);

/// Words that begin a comment for a tool.
const PRAGMAS: &[&str] = &[
    "noqa", "type:", "pragma:", "pylint:", "mypy:", "fmt:", "isort:", "nosec", "ruff:", "pyright:", "flake8:", "yapf:",
];

/// What stands in a comment behind a pragma and a second sign: `9` in `noqa: T201  # 9`.
pub(super) fn behind_pragma(text: &str) -> Option<&str> {
    let lower = text.get(..8).unwrap_or(text).to_lowercase();
    let is_pragma = PRAGMAS.iter().any(|word| lower.starts_with(word));
    let rest = text.split_once('#').filter(|_| is_pragma)?.1.trim_start_matches(['#', ' ', '\t']);
    (!rest.is_empty()).then_some(rest)
}

/// `(1)` and `(1)!`, which are annotations of mkdocs, and `2. Heading`.
static NUMBERED: Pattern =
    Pattern::new(r"^(?:[(（]\d+[)）]!?|[(（]?\d+[.)）]\s+\D.*|[(（]\d+[)）]\s*[^\d\s].*|\d+、\s*\D.*)$");

/// Whether a bare comment is of a form that never documents an output: an annotation mark, a numbered heading, a
/// complexity, a pragma, a separator.
#[must_use]
pub fn is_never_a_claim(text: &str) -> bool {
    let lower = text.trim().to_lowercase();
    is_cell_option(&lower) || is_separator(&lower) || is_numbered(&lower) || TITLE.is_match(&lower) && !is_log(&lower)
}

/// `| eval: false`, as Quarto has options of a cell behind the hash sign.
fn is_cell_option(text: &str) -> bool {
    let option = text.strip_prefix('|').filter(|rest| !rest.ends_with('|')).and_then(|rest| rest.split_once(':'));
    option.is_some_and(|(key, _)| !key.trim().is_empty() && key.trim().chars().all(|c| is_word(c) || c == '-'))
}

/// Whether `text` has nothing but signs that rules are made of.
pub(super) fn is_separator(text: &str) -> bool {
    let separates = |c: char| {
        !is_word(c) && !c.is_whitespace() && !"'\"[]{}()<>.".contains(c) && (c.is_ascii() || "—–─━═•·…".contains(c))
    };
    text.chars().all(separates)
}

/// `warning:root:disk full`, as the module `logging` writes it.
fn is_log(text: &str) -> bool {
    // `warning - disk full`, by a format of one's own.
    if text.split_once(" - ").is_some_and(|(level, _)| level == "warning") {
        return true;
    }
    let mut parts = text.splitn(3, ':');
    let name = parts.by_ref().nth(1);
    parts.next().is_some() && name.is_some_and(|name| !name.is_empty() && !name.contains(char::is_whitespace))
}

/// Whether `text` is a numbered heading, or a numbered line that is printed: `2. Heading`.
pub(super) fn is_numbered(text: &str) -> bool {
    let is_digit = |c: char| c.is_ascii_digit();
    let behind = text.strip_prefix(['(', '（']).unwrap_or(text).trim_start_matches(is_digit);
    // Behind the point of `3.14` is a digit.
    let is_ended = behind.strip_prefix(['.', ')', '）', '、']).is_some_and(|rest| !rest.starts_with(is_digit));
    is_ended && NUMBERED.is_match(text)
}

/// Words that make a text a sentence about the output rather than output.
const SENTENCE_WORDS: &[&str] = &[
    "a", "and", "are", "as", "be", "because", "but", "can", "does", "for", "has", "here", "if", "in", "is", "it",
    "its", "not", "note", "now", "of", "since", "so", "that", "the", "then", "there", "this", "to", "was", "we",
    "when", "which", "will", "with", "you",
];

/// Whether `word` is one of the small words that sentences are held together by, and not a number or the name of a thing.
#[must_use]
pub fn holds_a_sentence_together(word: &str) -> bool {
    SENTENCE_WORDS.binary_search(&word.to_lowercase().as_str()).is_ok()
}

/// Whether `text` reads as a sentence of explanation: at least three words, one of them of the small words that
/// sentences are held together by.
#[must_use]
pub fn is_sentence(text: &str) -> bool {
    let words: Vec<_> =
        text.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|word| !word.is_empty()).collect();
    let small = |word: &&str| SENTENCE_WORDS.binary_search(&word.to_lowercase().as_str()).is_ok();
    words.len() >= 3 && words.iter().any(small) && !shape::is_value(text)
}

/// Whether `text` leads to what stands below it, in words of any language: at least three of them and nothing else, and a colon.
#[must_use]
pub fn leads_on(text: &str) -> bool {
    let words = text.trim_end().strip_suffix([':', '：']).unwrap_or_default();
    let is_word = |word: &str| word.chars().all(|c| c.is_alphabetic() || matches!(c, '\'' | '’' | ',' | '-'));
    words.split_whitespace().count() >= 3 && words.split_whitespace().all(is_word)
}

/// Whether `text` is prose and holds no value: at least three words and nothing else, of which the first is not set off as
/// that of a printed sentence is, or a small one holds the others together.
#[must_use]
pub fn is_prose(text: &str) -> bool {
    let text = text.trim().trim_end_matches(['.', '!', '。']);
    let is_word = |word: &str| word.chars().all(|c| c.is_alphabetic() || "-'’,;".contains(c)) && !shape::is_value(word);
    let words: Vec<_> = text.split_whitespace().collect();
    let is_lower = text.starts_with(char::is_lowercase);
    words.len() >= 3 && words.iter().all(|word| is_word(word)) && (is_lower || is_sentence(text))
}

static DESCRIBES: Pattern = Pattern::holding(
    &[
        "random",
        "varies",
        "vary",
        "depend",
        "different",
        "time",
        "unpredictable",
        "something",
        "similar",
        "example",
        "e.g.",
        "approximately",
        "roughly",
        "may",
        "might",
        "could",
        "current",
        "memory",
        "output",
        "same",
        "above",
    ],
    r"(?ix)
        \b(random|varies|vary|varying|depends|depending|different\s+each|each\s+time|every\s+time|unpredictable
            |something\s+like|similar\s+to|for\s+example|e\.g\.|approximately|roughly|may\s+be|might\s+be|could\s+be
            |current\s+(date|time|user|dir\w*|working)|memory\s+address
            |or\s+similar|system[-\s]dependent|platform[-\s]dependent
            |no\s+output|same\s+as|see\s+above|as\s+above)\b",
);

/// `about 3`, `a number`.
static ABOUT: Pattern =
    Pattern::beginning(&["about", "around", "a", "e.g."], r"^(?i:about|around|an?|e\.g\.)\s+(?:\w|\.)+$");

/// Whether the text behind a marker describes the output instead of quoting it: "a random language", "varies".
#[must_use]
pub fn describes(text: &str) -> bool {
    let text = text.trim();
    let says_so = DESCRIBES.find(text).is_some_and(|found| text[..found.start()].split_whitespace().count() <= 2);
    (says_so || ABOUT.is_match(text)) && !is_address(text) && !text.contains(['\'', '"'])
}

/// `<… object at 0x7f…>` is a quotation.
fn is_address(text: &str) -> bool {
    text.contains(" at 0x") || text.starts_with("<class") || text.starts_with("<function")
}

/// Whether a text behind a comma begins with a word of prose and not with a further value: `not 11`, but not `2 and 3`.
#[must_use]
pub fn begins_with_prose(remark: &str) -> bool {
    let first = remark.split_whitespace().next().unwrap_or_default();
    let begins_otherwise = first.starts_with(|c: char| c.is_alphabetic() && !c.is_ascii());
    let is_word = begins_otherwise
        || first.chars().all(|c| c.is_alphabetic() || c == '\'')
            && (first.len() > 1 || remark.split_whitespace().count() > 2);
    // Scripts without blanks between words have their sentence in one.
    let is_sentence = remark.split_whitespace().count() > 1 || !first.is_ascii();
    is_word && !shape::is_value(first) && !matches!(first, "and" | "or" | "then") && is_sentence
}

/// Whether a text behind a value goes on with further values instead of explaining the first: `and 2`, `= 5`.
#[must_use]
pub fn goes_on(remark: &str) -> bool {
    let mut words = remark.split_whitespace().map(|word| word.trim_matches([',', ';', '.', ':']));
    let joins = |word: &str| {
        matches!(
            word,
            "and"
                | "or"
                | "then"
                | "to"
                | "vs"
                | "x"
                | "plus"
                | "minus"
                | "million"
                | "billion"
                | "thousand"
                | "hundred"
                | "dozen"
                | "k"
                | "percent"
                | "%"
        )
    };
    remark.contains(['=', '#', '|']) || words.clone().next().is_some_and(joins) || words.any(shape::is_value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_patterns_are_sound() {
        assert!(TITLE.is_sound() && NUMBERED.is_sound() && DESCRIBES.is_sound() && ABOUT.is_sound());
    }

    #[test]
    fn words_before_a_colon_lead_on() {
        for text in ["vous pouvez le visualiser comme :", "so lässt es sich zeigen:", "one, two and three:"] {
            assert!(leads_on(text), "{text}");
        }
        for text in ["name:", "Total price: 5", "the sum", "a 1 b:", ":"] {
            assert!(!leads_on(text), "{text}");
        }
    }

    #[test]
    fn the_small_words_are_sorted() {
        assert!(SENTENCE_WORDS.is_sorted());
    }

    #[test]
    fn forms_that_never_document_output() {
        for text in
            ["(1)", "(1)!", "2. Heading", "1) first", "O(n log n)", "noqa: E501", "type: ignore", "-----", "", "Step 3"]
        {
            assert!(is_never_a_claim(text), "{text}");
        }
        assert!(is_never_a_claim("| eval: false"));
        for text in ["| a | b |", "| a: 1 |", "2.5", "(1, 2)", "1", "-5", "'...'", "[]", "...", "()", "o"] {
            assert!(!is_never_a_claim(text), "{text}");
        }
    }

    #[test]
    fn a_pragma_may_stand_before_a_claim() {
        for pragma in PRAGMAS {
            assert_eq!(behind_pragma(&format!("{pragma} x  # 9")), Some("9"), "{pragma}");
        }
        for text in ["noqa: E501", "9  # noqa", "#fff", "types # 9"] {
            assert_eq!(behind_pragma(text), None, "{text}");
        }
    }

    #[test]
    fn sentences_are_told_from_output() {
        assert!(is_sentence("Note that the list is shared"));
        assert!(!is_sentence("Hello World"));
        assert!(!is_sentence("apple banana cherry"));
        assert!(!is_sentence("['this', 'is', 'a', 'list']"));
    }

    #[test]
    fn prose_holds_no_value() {
        for text in
            ["the sum of both", "number of characters", "A list with the names", "anzahl der zeichen", "all of it."]
        {
            assert!(is_prose(text), "{text}");
        }
        for text in
            ["Hello big World", "some dictionary", "the first 3 items", "a list: [1, 2]", "True or False", "x = y"]
        {
            assert!(!is_prose(text), "{text}");
        }
    }

    #[test]
    fn descriptions_are_told_from_quotations() {
        for text in ["a random language", "varies", "the current date and time", "something like 3.2"] {
            assert!(describes(text), "{text}");
        }
        for text in [
            "15",
            "Hello",
            "<class 'int'>",
            "<__main__.A object at 0x7f>",
            "[1, 2]",
            "[a, b]",
            "Total: 3",
            "Hello, your name is Bob",
            "[hello world]",
            "<some object here>",
        ] {
            assert!(!describes(text), "{text}");
        }
    }
}
