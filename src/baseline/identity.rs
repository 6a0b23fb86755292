//! What tells a problem from others, wherever it stands: a hash of what it says and of the code that it is about.

use crate::claim::Claim;
use crate::document::{Block, Document};
use crate::finding::CODES;
use crate::judge::{VERDICTS, Verdict};

/// Hexadecimal digits: enough that no two meet by accident, and nobody gains by making them meet.
const DIGITS: usize = 24;

/// Lines of code that are looked at.
const MOST_LINES: usize = 500;

/// The identity of `claim`: its text, and the lines of the code that it speaks of.
#[must_use]
pub fn of_claim(document: &Document, claim: &Claim, expected: &str) -> String {
    let lines = claim.places.first().map_or(0..0, |place| place.first..place.last.saturating_add(1));
    let code = lines.take(MOST_LINES).map(|line| document.source.slice(document.source.line_span(line)).trim());
    let texts: Vec<_> = ["claim", expected].into_iter().chain(code).collect();
    hash(&texts)
}

/// The identity of a block: its code.
#[must_use]
pub fn of_block(document: &Document, block: &Block) -> String {
    let lines: Vec<_> = block.lines.iter().map(|line| line.text(&document.source).trim_end().to_owned()).collect();
    hash(&lines)
}

/// The identity of a finding of `code` about what has the identity `holder`: its block, or its line. Its words are no part
/// of it, since they may hold numbers, and other versions may have others.
#[must_use]
pub fn of_finding(code: &str, holder: &str) -> String {
    hash(&["finding", code, holder])
}

/// The identity of a line outside of all blocks.
#[must_use]
pub fn of_line(text: &str) -> String {
    hash(&["line", text.trim()])
}

fn hash(texts: &[impl AsRef<str>]) -> String {
    let mut hash = blake3::Hasher::new();
    for text in texts {
        hash.update(&(text.as_ref().len() as u64).to_le_bytes());
        hash.update(text.as_ref().as_bytes());
    }
    hash.finalize().to_hex()[..DIGITS].to_owned()
}

/// The code by which entries are told apart. Whether a wrong claim is called stale depends on which evidence is at hand.
pub(super) fn class(code: &str) -> &'static str {
    if code == Verdict::Stale.as_str() {
        return Verdict::Wrong.as_str();
    }
    let verdicts = VERDICTS.into_iter().map(Verdict::as_str);
    let mut codes = verdicts.chain(CODES.into_iter().map(|code| code.as_str()));
    // A code of another version stands for nothing that is told today.
    codes.find(|own| *own == code).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stale_and_wrong_are_one_and_unknown_codes_are_none() {
        assert_eq!((class("stale"), class("wrong"), class("unreached")), ("wrong", "wrong", "unreached"));
        assert_eq!((class("example-raised"), class("no-such-code")), ("example-raised", ""));
    }

    #[test]
    fn texts_are_not_run_together() {
        assert_ne!(hash(&["a", "bc"]), hash(&["ab", "c"]));
        assert_ne!(of_finding("a", "b"), of_finding("b", "a"));
    }
}
