//! Clauses within a remark that say what comes out: `Addition; prints "6"`.

use super::is_plain;
use super::lead::{self, Lead};
use super::marker::{self, Marker};
use super::words::Sense;
use crate::claim::exception;

/// What may stand between a remark and the clause that says what comes out.
const BREAKS: &[&str] = &["; ", ". ", ", ", ": ", " — ", " – ", " - ", " (", "；", "。", "，", "（"];

/// What may stand between such a break and the clause.
const CONJUNCTIONS: &[&str] = &["and", "so", "thus", "hence", "therefore", "y", "e", "und", "et"];

/// Words of a remark behind which a clause may say what does not come out here.
const CONDITIONS: &[&str] = &[
    "although",
    "before",
    "cannot",
    "could",
    "eventually",
    "except",
    "if",
    "instead",
    "like",
    "no",
    "not",
    "otherwise",
    "ought",
    "rather",
    "unless",
    "unlike",
    "until",
    "used",
    "when",
    "where",
    "whereas",
    "while",
    "without",
    "would",
];

/// The clause in the middle of a remark that says what comes out: `Addition; prints "6"`. Only before a value or an
/// exception, and behind nothing that makes it a condition.
pub(super) fn read(comment: &str) -> Option<Lead> {
    let breaks = BREAKS.iter().flat_map(|mark| comment.match_indices(mark).map(|(at, mark)| (at, at + mark.len())));
    let mut breaks: Vec<_> = breaks.collect();
    breaks.sort_unstable();
    breaks.into_iter().find_map(|(at, end)| {
        let text = comment[end..].trim_start();
        let text = lead::skipped(text, CONJUNCTIONS).unwrap_or(text);
        let is_in_brackets = comment[at..end].ends_with(['(', '（']);
        let clause = if is_in_brackets { text.trim_end().strip_suffix([')', '）'])? } else { text };
        let said = said(clause)?;
        let claimed = &clause[said.length..said.length + said.extent];
        let is_claim = is_plain(claimed) || exception::named(claimed).is_some();
        let length = comment.len() - text.len() + said.length;
        let lead = Lead { length, ..said };
        (is_claim && !is_conditional(&comment[..length])).then_some(lead)
    })
}

/// Where the second clause of `text`, behind a verb of sense `first`, begins to say what else the same statement does, and what
/// that leads to: `returns 3` in `a and returns 3`. Only before a value or an exception.
pub(super) fn second(text: &str, first: Sense) -> Option<(usize, Lead)> {
    let breaks = [" and ", ", ", "; ", " then "].iter().flat_map(|mark| text.match_indices(mark));
    breaks.filter(|(at, _)| *at > 0).find_map(|(at, _)| {
        let behind = text[at..].trim_start_matches([',', ';']).trim_start();
        let behind = lead::skipped(behind, &["and", "then", "and then"]).unwrap_or(behind);
        let clause = lead::clause(behind)?;
        let says_more = matches!(clause.sense, Sense::Prints | Sense::Returns | Sense::Raises) && clause.sense != first;
        let is_claim = is_plain(clause.rest) || exception::named(clause.rest).is_some();
        let length = text.len() - clause.rest.len();
        let lead = Lead { length, extent: clause.rest.len(), sense: clause.sense };
        (says_more && is_claim).then_some((at, lead))
    })
}

/// What `text` leads to by a verb, by a marker that can only be one, or by words at its end.
fn said(text: &str) -> Option<Lead> {
    let lead = |sense, rest: &str| Lead { length: text.len() - rest.len(), extent: rest.len(), sense };
    let clause = lead::clause(text).filter(|clause| clause.sense != Sense::Is || CHANGES.contains(&clause.verb));
    let marker = || marker::read(text).filter(Marker::is_sure);
    clause
        .map(|clause| lead(clause.sense, clause.rest))
        .or_else(|| marker().map(|marker| lead(marker.sense, &text[marker.length..])))
        .or_else(|| lead::ended(text))
}

/// Verbs that say what something has become, and not only what it is.
const CHANGES: &[&str] = &["now", "is now", "are now", "becomes", "变成", "变为", "變成", "變為"];

/// Whether a remark makes what stands behind it depend on something, or denies it.
pub(super) fn is_conditional(remark: &str) -> bool {
    let mut words = remark.split(|c: char| !c.is_alphanumeric() && c != '\'').map(str::to_lowercase);
    words.any(|word| CONDITIONS.binary_search(&word.as_str()).is_ok() || word.ends_with("n't"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_conditions_are_sorted() {
        assert!(CONDITIONS.is_sorted());
    }

    #[test]
    fn a_second_clause_says_what_else_a_statement_does() {
        let parts = |text: &'static str| {
            second(text, Sense::Prints).map(|(end, lead)| (&text[..end], &text[lead.length..lead.length + lead.extent]))
        };
        for text in ["a and returns 3", "a, returns 3", "a, then returns 3", "a; returns 3", "a and then returns 3"] {
            assert_eq!(parts(text), Some(("a", "3")), "{text}");
        }
        assert_eq!(parts("\"a\" and raises KeyError"), Some(("\"a\"", "KeyError")));
        for text in ["a and b", "a and prints 3", "a and returns", "a and returns the sum", "a", "returns 3"] {
            assert_eq!(parts(text), None, "{text}");
        }
    }

    #[test]
    fn a_clause_in_a_remark_says_what_comes_out() {
        let clause = |comment: &'static str| read(comment).map(|lead| &comment[lead.length..lead.length + lead.extent]);
        for (comment, claimed) in [
            ("Addition; prints \"6\"", "\"6\""),
            ("slices the word, so it prints 'lan'", "'lan'"),
            ("removes the key (returns 4)", "4"),
            ("a missing key: raises KeyError", "KeyError"),
            ("doubles it. Returns 8", "8"),
            ("双倍；返回 8", "8"),
        ] {
            assert_eq!(clause(comment), Some(claimed), "{comment}");
        }
        for comment in [
            "unlike add, prints 5",
            "without str, it prints 6",
            "if it is empty; returns 0",
            "adds them, prints the sum",
            "prints 5",
            "doubles it; it is 8",
        ] {
            assert_eq!(clause(comment), None, "{comment}");
        }
    }
}
