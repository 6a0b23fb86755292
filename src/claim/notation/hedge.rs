//! Remarks that take back what the value before them says: `0 if missing`, `'Rex', for example`.
//!
//! Such a text may be true of another case than the one that runs, so it is no claim that could be wrong.

use crate::claim::reading;

/// A word that such a remark begins with, or has in the second place; or two words that it begins with.
struct Hedge {
    word: &'static str,
    #[cfg_attr(not(test), expect(dead_code, reason = "the tests of the table read it"))]
    example: &'static str,
}

const fn row(word: &'static str, example: &'static str) -> Hedge {
    Hedge { word, example }
}

static HEDGES: &[Hedge] = &[
    row("if", "0 if missing"),
    row("unless", "True unless it is empty"),
    row("when", "None when there is no such key"),
    row("whenever", "True, whenever n is even"),
    row("otherwise", "0 otherwise"),
    row("else", "1 else"),
    row("until", "True until it is closed"),
    row("example", "'Rex' for example"),
    row("instance", "'Rex', for instance"),
    row("e.g.", "'Rex' (e.g.)"),
    row("except", "5, except on Windows"),
    row("but only", "5, but only in debug mode"),
    row("but not", "5, but not always"),
    row("only if", "5 only if it is set"),
    row("only when", "5 only when it is set"),
    row("only in", "5 only in debug mode"),
    row("only on", "5 only on Windows"),
    row("in debug", "5 in debug mode"),
    row("in python", "1 in Python 2"),
    row("on windows", "'nt' on Windows"),
    row("on linux", "'posix' on Linux"),
    row("on macos", "'posix' on macOS"),
    row("on unix", "'posix' on Unix"),
    row("aber nur", "5, aber nur unter Windows"),
    row("außer", "5, außer unter Windows"),
    row("pero solo", "5, pero solo en Windows"),
    row("pero sólo", "5, pero sólo en Windows"),
    row("excepto", "5, excepto en Windows"),
    row("mais seulement", "5, mais seulement sous Windows"),
    row("sauf", "5, sauf sous Windows"),
    row("mas só", "5, mas só no Windows"),
    row("ma solo", "5, ma solo su Windows"),
    row("но только", "5, но только в Windows"),
    row("кроме", "5, кроме Windows"),
    row("但仅", "5，但仅在 Windows 上"),
    row("但只", "5，但只在 Windows 上"),
    row("除非", "5，除非为空"),
    row("ただし", "5、ただし Windows では違う"),
    row("단", "5, 단 Windows 제외"),
    row("wenn", "0, wenn nichts da ist"),
    row("falls", "0 falls leer"),
    row("sonst", "0 sonst"),
    row("beispiel", "'Rex', zum Beispiel"),
    row("z.b.", "'Rex' (z.B.)"),
    row("si", "0 si no existe"),
    row("cuando", "0 cuando no hay nada"),
    row("ejemplo", "'Rex', por ejemplo"),
    row("sinon", "0 sinon"),
    row("exemple", "'Rex', par exemple"),
    row("se", "0 se vuoto"),
    row("quando", "0 quando não há nada"),
    row("esempio", "'Rex', per esempio"),
    row("exemplo", "'Rex', por exemplo"),
    row("если", "0, если пусто"),
    row("когда", "0, когда пусто"),
    row("например", "'Rex', например"),
    row("如果", "0（如果为空）"),
    row("若", "0（若為空）"),
    row("例如", "'Rex'，例如这样"),
    row("比如", "'Rex'，比如这样"),
    row("もし", "0（もし空なら）"),
    row("例えば", "'Rex'、例えば"),
];

/// Whether the remark behind the value or the exception in `text` takes it back.
pub(super) fn is_hedged(text: &str) -> bool {
    let text = text.trim();
    // Each hedge is a word.
    if !text.contains(char::is_alphabetic) {
        return false;
    }
    let is_end = |c: char| c.is_whitespace() || matches!(c, '（' | '，' | '、');
    let behind_word = || text.split_once(is_end).map_or("", |(_, rest)| rest);
    let remark = reading::committed(text).map_or_else(behind_word, |reading| reading.tail);
    let words = remark.split(|c: char| !c.is_alphanumeric() && c != '.').filter(|word| !word.is_empty());
    let is_hedge = |word: String| {
        HEDGES.iter().any(|hedge| word == hedge.word || !is_spaced(hedge.word) && word.starts_with(hedge.word))
    };
    let words: Vec<_> = words.take(2).map(str::to_lowercase).collect();
    is_hedge(words.join(" ")) || words.into_iter().any(is_hedge)
}

/// Whether `word` is of a script with blanks between words.
fn is_spaced(word: &str) -> bool {
    !word.contains(|c| u32::from(c) >= 0x3000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_hedge_takes_back_the_value_of_its_example() {
        for hedge in HEDGES {
            assert!(is_hedged(hedge.example), "{}", hedge.example);
        }
        assert!(is_hedged("KeyError (if missing)") && is_hedged("KeyError if missing"));
    }

    #[test]
    fn other_remarks_leave_the_value_as_it_is() {
        for text in ["15", "4 because of the floor", "True, as it should be", "'if'", "[1, 2] (sorted)", "if x"] {
            assert!(!is_hedged(text), "{text}");
        }
    }
}
