//! What a check leaves alone: blocks in which nothing runs, and why most of them.

use crate::example::Kind;
use std::collections::BTreeMap;

/// Characters of a reason that are told: it may hold an author's words.
const LONGEST: usize = 120;

/// A block in which nothing runs: what it is, and why.
type Left<'a> = (Kind, Option<&'a str>);

/// How many of `blocks` there are, and why most of them. None if there is none.
pub(super) fn line<'a>(blocks: impl Iterator<Item = Left<'a>>) -> Option<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    // An output is looked at where it belongs.
    let is_looked_at =
        |(kind, reason): &Left<'_>| *kind == Kind::Output && reason.is_some_and(|why| why.starts_with("the output of"));
    for (kind, reason) in blocks.filter(|block| !is_looked_at(block)) {
        *counts.entry(reason.unwrap_or(kind.as_str())).or_default() += 1;
    }
    let all: usize = counts.values().sum();
    // Of several that are as frequent, the first in the alphabet.
    let (reason, most) = counts.into_iter().rev().max_by_key(|(_, count)| *count)?;
    let reason = super::sanitise::shortened(&super::sanitise::on_one_line(reason), LONGEST);
    let noun = if all == 1 { "block" } else { "blocks" };
    Some(match all == most {
        true => format!("left alone: {all} {noun}: {reason}"),
        false => format!("left alone: {all} {noun}, most often ({most}): {reason}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_frequent_reason_is_named() {
        let of = |reasons: &[Option<&str>]| line(reasons.iter().map(|reason| (Kind::Shell, *reason)));
        assert_eq!(of(&[]), None);
        assert_eq!(line([(Kind::Output, Some("the output of the block above"))].into_iter()), None);
        assert_eq!(of(&[Some("tagged `bash`")]).as_deref(), Some("left alone: 1 block: tagged `bash`"));
        let three = [Some("a"), Some("b"), Some("b")];
        assert_eq!(of(&three).as_deref(), Some("left alone: 3 blocks, most often (2): b"));
        assert_eq!(of(&[None, Some("x")]).as_deref(), Some("left alone: 2 blocks, most often (1): shell"));
    }
}
