//! What leads to an output in a comment without the word "output": arrows and verbs.

use crate::pattern::Pattern;

static LEAD: Pattern = Pattern::beginning(
    &[
        "->", "=", "-->", "→", "⇒", "⟶", "➜", "▶", ">>", "will", "print", "return", "raise", "throw", "display",
        "show", "give", "yield", "evaluate", "result",
    ],
    r"(?x)^ (?: (?: (?: ->|=>|-->|==>|→|⇒|⟶|➜|▶|>> ) \s* | = \s+ )
        | (?i: (?:will\s+)? (?:prints?|printed|returns?|raises?|throws?|displays?|shows?|gives|yields|evaluates\s+to|results?\s+in) ) (?:\s*:)? \s+ ) (?P<text>\S.*)$",
);

/// The number of bytes before the text that an arrow or a verb leads to.
pub(super) fn length(comment: &str) -> Option<usize> {
    LEAD.captures(comment)?.name("text").map(|text| text.start())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pattern_is_sound() {
        assert!(LEAD.is_sound());
    }

    #[test]
    fn arrows_and_verbs_lead_to_an_output() {
        for text in
            ["-> 15", "=> 15", "→ 15", "prints 15", "Returns: 15", "raises 15", "evaluates to 15", "will print 15"]
        {
            let length = length(text).expect(text);
            assert_eq!(&text[length..], "15", "{text}");
        }
        for text in ["15", "printer 15", "print", "-> ", "the result"] {
            assert_eq!(length(text), None, "{text}");
        }
    }
}
