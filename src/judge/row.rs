//! Rows: several values that the author labels one by one, against what shows them side by side.

use super::candidate::Candidate;
use super::same::{Rules, same, unquoted};
use crate::claim::Claim;
use crate::claim::row::{self, Row};

/// What stands between values that are shown side by side.
const BETWEEN: [char; 6] = [' ', ',', ';', '|', '/', '\t'];

/// Whether `actual` shows the values that `claimed` labels as `row` does, in their order and with nothing but signs between them.
pub(super) fn shows(row: &Row, claimed: &str, actual: &str, rules: Rules) -> bool {
    let Some(pairs) = row.values(claimed) else { return false };
    let values: Vec<_> = pairs.iter().map(|pair| pair.value).collect();
    let tuple = format!("({})", values.join(", "));
    actual.starts_with('(') && same(&tuple, actual, rules).is_some() || stand_in(&values, actual, rules)
}

/// `claimed` with the values that `actual` shows in the place of its own.
pub(super) fn rewritten(row: &Row, claimed: &str, actual: &str) -> Option<String> {
    let inside = actual.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).unwrap_or(actual);
    let pieces: Vec<_> = inside.split(BETWEEN).filter(|piece| !piece.is_empty()).collect();
    let pairs = row.values(claimed)?;
    let mut changes: Vec<_> = pairs.iter().zip(&pieces).collect();
    changes.sort_by_key(|(pair, _)| std::cmp::Reverse(pair.at));
    let mut text = claimed.to_owned();
    for (pair, piece) in changes {
        text.replace_range(pair.at..pair.at + pair.value.len(), piece);
    }
    (pieces.len() == pairs.len() && row::pairs(actual).is_none()).then_some(text)
}

/// Whether `claimed` labels values one by one that come out side by side: by their own names, or as values like those; or as the
/// output itself labels them.
pub(super) fn is_another(
    claim: &Claim,
    claimed: &str,
    candidates: &[Candidate],
    is_value: impl Fn(&str) -> bool,
) -> bool {
    let is_one_line = |candidate: &&Candidate| claim.repeats || !candidate.text.contains('\n');
    let mut lines = candidates.iter().filter(is_one_line).flat_map(|candidate| candidate.text.lines());
    let Some(pairs) = row::pairs(claimed) else { return false };
    let is_labelled_alike = |actual| {
        let own = row::pairs(actual).unwrap_or_default();
        own.iter().map(|pair| pair.label).eq(pairs.iter().map(|pair| pair.label))
    };
    let are_values = |row: &Row| row.values(claimed).is_some_and(|row| row.iter().all(|pair| is_value(pair.value)));
    let is_row = claim.row.as_ref().is_some_and(|row| row.is_named || are_values(row));
    // Where it is not clear which part is which value, neither is whether one of them is another.
    let is_cut_alike = |actual: &str| row::pieces(actual, &BETWEEN).len() == pairs.len();
    lines.any(|actual| is_row && is_cut_alike(actual) || is_labelled_alike(actual))
}

/// Whether `actual` is made of `values` in their order, with nothing but signs between them. A text that holds such a sign could
/// be several of them, and a sign at an end stands beside an empty one.
fn stand_in(values: &[&str], actual: &str, rules: Rules) -> bool {
    let is_apart = |c: char| BETWEEN.contains(&c) || c == '\n';
    let is_closed = |value: &&str| {
        value.starts_with(['[', '(', '{']) || !unquoted(value).as_deref().unwrap_or(value).contains(is_apart)
    };
    let mut rest = actual.trim_end_matches('\n');
    if rest.starts_with(is_apart) || rest.ends_with(is_apart) || !values.iter().all(is_closed) {
        return false;
    }
    for (index, value) in values.iter().enumerate() {
        let next = rest.trim_start_matches(is_apart);
        // Values touch in no row.
        if index > 0 && next.len() == rest.len() {
            return false;
        }
        let content = unquoted(value);
        let written = [Some(*value), content.as_deref()].into_iter().flatten();
        let ends_there = |behind: &&str| behind.is_empty() || behind.starts_with(is_apart);
        let behind = written.filter_map(|text| next.strip_prefix(text)).find(ends_there).or_else(|| {
            let end = next.find(is_apart).unwrap_or(next.len());
            same(value, &next[..end], rules).map(|_| &next[end..])
        });
        match behind {
            Some(behind) => rest = behind,
            None => return false,
        }
    }
    rest.trim_matches(is_apart).is_empty()
}

#[cfg(test)]
mod tests {
    use super::super::same::Quotes;
    use super::*;
    use crate::claim::Layout;
    use crate::lang::literal::Digits;

    fn stand(values: &[&str], actual: &str) -> bool {
        stand_in(
            values,
            actual,
            Rules { layout: Layout::Plain, wrapped_from: None, quotes: Quotes::Free, digits: Digits::Shortened },
        )
    }

    #[test]
    fn values_stand_side_by_side() {
        for (values, actual) in [
            (&["1", "2"][..], "1 2"),
            (&["1", "[2, 3]"], "1 [2, 3]"),
            (&["'Ann'", "30"], "Ann 30"),
            (&["Ann", "30"], "Ann, 30"),
            (&["1", "-2"], "1 -2"),
            (&["0.67", "2"], "0.6666666666666666 2"),
            (&["1", "2"], "1\n2"),
        ] {
            assert!(stand(values, actual), "{actual}");
        }
        for (values, actual) in [
            (&["1", "2"][..], "2 1"),
            (&["1", "2"], "1 2 3"),
            (&["1", "2"], "12"),
            (&["1", "2"], "1 22"),
            (&["1", "2"], "1"),
            (&["'Bob'", "30"], "Ann 30"),
            (&["1", "2"], "Sum: 1 2"),
            (&["Ann", "Lee"], "Ann Lee "),
            (&["a", "b c"], "a b c"),
            (&["'x, y'", "'z'"], "x, y, z"),
        ] {
            assert!(!stand(values, actual), "{actual}");
        }
    }
}
