//! Outputs in the running text right below an example: in a sentence, or in a quote.

use super::announce::{is_answer, is_title};
use super::sentence::{self, Quoted};
use super::{OutputPlace, Shown};
use crate::document::{CodeLine, Document};
use crate::pattern::{Pattern, behind_words};
use crate::source::Span;

/// "Output: `24`"
static LABELLED: Pattern =
    Pattern::beginning(&["output", "prints"], r"^(?i:outputs?|prints)[*_\s]*:[*_\s]*`(?P<text>[^`]+)`[*_\s.]*$");

/// "This prints `24`." Nothing stands behind the code that could say something else about it.
static SENTENCE: Pattern = Pattern::holding(
    &["print", "output", "display", "write"],
    r"^(?i:(?:(?:this|it|which|that|and|(?:the|this|running)(?: \w+){1,3}) )?(?:will |would |then |now |also )*(?:prints?(?: out)?|outputs?|displays?|writes)) `(?P<text>[^`]+)`[*_\s]*[.!:]?[*_\s]*$",
);

/// Words of sentences that do not say what the example above prints.
const ELSEWHERE: &[&str] = &["not", "doesn", "don", "didn", "won", "never", "if", "when", "once", "next", "following"];

/// What the paragraph behind the block at `index` shows as an output.
pub(super) fn behind(document: &Document, index: usize) -> Option<Shown> {
    let source = &document.source;
    let block = document.blocks.get(index)?;
    let end = document.blocks.get(index + 1).map_or(source.text().len(), |next| next.span.start);
    let lines = (block.end_line + 1..=source.line_count()).map(|line| (line, source.line_span(line)));
    let lines = lines.take_while(|(_, span)| span.start < end);
    let filled: Vec<_> = lines.skip_while(|(_, span)| source.slice(*span).trim().is_empty()).take(MOST_LINES).collect();
    inline(document, &filled).or_else(|| quote(document, &filled))
}

/// A quote longer than this is no output that somebody quotes.
const MOST_LINES: usize = 40;

/// A sentence that is a line of its own.
fn inline(document: &Document, lines: &[(usize, Span)]) -> Option<Shown> {
    let source = &document.source;
    let &(line, span) = lines.first()?;
    // What goes on behind the line may say something else.
    let goes_on = |&(_, below): &(usize, Span)| {
        // A quote below begins a paragraph of its own.
        let is_quote = source.slice(below).starts_with('>') && !source.slice(span).starts_with('>');
        !is_quote && !source.slice(below).trim_matches(['>', ' ', '\t']).is_empty()
    };
    let is_alone = !lines.get(1).is_some_and(goes_on);
    let text = source.slice(span).trim_start_matches(|c: char| "*_>-".contains(c) || c.is_whitespace());
    let start = span.end - text.len();
    let sentence = || SENTENCE.captures(text).filter(|_| is_alone && behind_words(text, ELSEWHERE).next().is_none());
    let known = || {
        let range = LABELLED.captures(text).or_else(sentence)?.name("text")?.range();
        Some(Quoted { range, is_sure: true })
    };
    let is_here = || is_alone && behind_words(text, ELSEWHERE).next().is_none();
    let Quoted { range, is_sure } = known()
        .or_else(|| sentence::quoted(text).filter(|_| is_here()))
        .or_else(|| sentence::labelled(text).filter(|_| is_alone))?;
    // An answer without marks may be a number of several that are offered, or a reason.
    let label = text[..range.start].trim_end();
    let only_confirms = !is_sure && !label.ends_with('`') && is_answer(label);
    let span = Span::new(start + range.start, start + range.end);
    Some(Shown { is_sure, only_confirms, ..Shown::new(OutputPlace::Inline, vec![CodeLine { line, span, pad: 0 }]) })
}

/// The lines of a quote below a title such as "Output:".
fn quote(document: &Document, lines: &[(usize, Span)]) -> Option<Shown> {
    let source = &document.source;
    let text = |span: Span| source.slice(span).trim();
    let (title, behind) = lines.split_first()?;
    if !is_title(text(title.1)) || text(title.1).starts_with('>') {
        return None;
    }
    let quoted = behind.iter().skip_while(|(_, span)| text(*span).is_empty());
    let quoted = quoted.take_while(|(_, span)| text(*span).starts_with('>'));
    let line = |&(line, span): &(usize, Span)| {
        let rest = source.slice(span).trim_start().trim_start_matches('>');
        let start = span.end - rest.strip_prefix(' ').unwrap_or(rest).len();
        CodeLine { line, span: Span::new(start, span.end), pad: 0 }
    };
    let lines = super::trimmed(source, quoted.map(line).collect());
    // Markup in it would be read as text.
    let is_plain = |line: &CodeLine| !source.slice(line.span).contains(['`', '*', '\\', '[', '<', '|', '~']);
    (!lines.is_empty() && lines.iter().all(is_plain)).then(|| Shown::new(OutputPlace::Quote, lines))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document;
    use crate::source::Source;

    #[test]
    fn the_patterns_are_sound() {
        assert!(LABELLED.is_sound() && SENTENCE.is_sound());
    }

    /// What is shown behind a block, below which `text` stands.
    fn shown(text: &str) -> Option<(OutputPlace, String)> {
        let text = format!("```py\nprint(1)\n```\n\n{text}\n");
        let document = document::parse(Source::new("a.md", text.into_bytes()));
        let shown = behind(&document, 0)?;
        let lines: Vec<_> = shown.lines.iter().map(|line| line.text(&document.source)).collect();
        Some((shown.form, lines.join("\n")))
    }

    #[test]
    fn a_sentence_may_quote_the_output() {
        for text in [
            "Output: `1`",
            "**Output:** `1`",
            "This prints `1`.",
            "It will print `1`.",
            "The last line prints out `1`.",
            "Prints `1`",
            "Running this script outputs `1`:",
            "Esto imprime `1`.",
            "Ce programme affiche `1`.",
            "Isso imprime `1`.",
            "Это выведет `1`.",
            "Salida: `1`",
            "**Ausgabe:** `1`",
            "输出：`1`",
            "Output: `1`\n> It is the first.",
            "answer: `1`\n> It is the first.",
        ] {
            assert_eq!(shown(text), Some((OutputPlace::Inline, "1".to_owned())), "{text}");
        }
        for text in [
            "This prints `x` twice.",
            "This does not print `1`.",
            "This prints `1` and `2`.",
            "If the name is empty, it prints `1`.",
            "This prints `1`.\nBut not always.",
            "The function print `1`s argument",
            "Imprime `1`.",
            "Esto imprime `1` dos veces.",
            "Esto no imprime `1`.",
            "Salida `1`",
        ] {
            assert_eq!(shown(text), None, "{text}");
        }
    }

    #[test]
    fn a_quote_below_a_title_is_output() {
        assert_eq!(shown("Output:\n\n> a\n> b"), Some((OutputPlace::Quote, "a\nb".to_owned())));
        assert_eq!(shown("**Output**\n> a"), Some((OutputPlace::Quote, "a".to_owned())));
        assert_eq!(shown("A friend said:\n\n> a\n> b"), None);
        assert_eq!(shown("Output:\n\n> **a**"), None);
    }
}
