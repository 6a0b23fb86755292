//! Candidates: the texts that a claim may be about, and which of them to show when none is right.

use super::Case;
use crate::claim::{About, Claim, NotationId, shape};
use crate::lang::literal::{self, Literal};
use crate::run::Recorded;

/// What the claim may be about, the likeliest first: what was printed, then the values that were recorded.
pub(super) fn of(about: &Case<'_>) -> Vec<String> {
    let Case { claim, run, observed, id, .. } = *about;
    if !run.attributed {
        return observed.windows(claim.lines.len());
    }
    let values = run.values.get(&id).filter(|values| !values.is_empty());
    // A bare comment below a statement whose own value is known is not about what an earlier one printed.
    let places = if values.is_some() && claim.notation == NotationId::ValueBelow {
        &claim.places[..1]
    } else {
        &claim.places[..]
    };
    let printed: Vec<_> = places.iter().flat_map(|place| observed.candidates(place)).collect();
    let is_answered = claim.notation == NotationId::Transcript && !printed.is_empty();
    let recorded = values.map(|values| recorded(values, is_answered)).unwrap_or_default();
    let is_cell = claim.manner.about == About::Cell && claim.places.len() == 1 && claim.watch.value.is_some();
    let both = printed.iter().flat_map(|text| recorded.iter().map(move |value| format!("{text}\n{value}")));
    let both: Vec<_> = both.filter(|_| is_cell).collect();
    let mut texts: Vec<String> = Vec::new();
    for text in printed.iter().chain(&both).chain(&recorded).cloned() {
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    texts
}

/// The texts that recorded values may be quoted by: the values of all executions, one a line, the same without the quotes
/// of strings, what `str` makes of them, and the state of what the statement changed. A prompt that has answered
/// (`is_answered`) has shown its value itself; only the state may be shown instead.
fn recorded(values: &[Recorded], is_answered: bool) -> Vec<String> {
    let join = |texts: Vec<&str>| texts.join("\n");
    let of = |wanted: fn(&Recorded) -> Option<&str>| join(values.iter().filter_map(wanted).collect());
    let value = of(|value| match value {
        Recorded::Value(text) => Some(text),
        Recorded::Text(_) | Recorded::State(_) => None,
    });
    let text = of(|value| match value {
        Recorded::Text(text) => Some(text),
        Recorded::Value(_) | Recorded::State(_) => None,
    });
    let state = of(|value| match value {
        Recorded::State(text) => Some(text),
        Recorded::Value(_) | Recorded::Text(_) => None,
    });
    let unquoted = value.lines().map(|line| match literal::parse(line) {
        Some(Literal::Text(content)) if !shape::is_value(&content) => content,
        _ => line.to_owned(),
    });
    let unquoted = unquoted.collect::<Vec<_>>().join("\n");
    if is_answered {
        return if state.is_empty() { Vec::new() } else { vec![state] };
    }
    let has_value = value.lines().any(|line| line != "None");
    let order = if has_value { [value, unquoted, text, state] } else { [state, value, unquoted, text] };
    order.into_iter().filter(|text| !text.is_empty()).collect()
}

/// The candidate to show for a wrong claim, and how many of the claim's lines it is held against: the one with the most
/// lines in common, else the first of the same kind and number of lines, else the first of the same number, else the
/// first of all.
pub(super) fn closest(claim: &Claim, candidates: &[String]) -> (usize, String) {
    let counts: Vec<_> = claim.extents().collect();
    let pairs: Vec<_> = counts.iter().flat_map(|&count| candidates.iter().map(move |text| (count, text))).collect();
    let common = |&&(count, text): &&(usize, &String)| {
        let printed: Vec<_> = text.lines().collect();
        claim.text(count).lines().filter(|line| printed.contains(line)).count()
    };
    let fits = |&&(count, text): &&(usize, &String)| text.lines().count() == claim.text(count).lines().count();
    let kind = |text: &str| literal::parse(text).map(|literal| std::mem::discriminant(&literal));
    let alike = |pair: &&(usize, &String)| fits(pair) && kind(pair.1) == kind(&claim.text(pair.0));
    // One line in common says little about a text that is much longer.
    let near = |pair: &&(usize, &String)| pair.1.lines().count() <= 2 * claim.text(pair.0).lines().count() + 2;
    let most = pairs.iter().rev().filter(near).max_by_key(common).filter(|pair| common(pair) > 0);
    let chosen = most.or_else(|| pairs.iter().find(alike)).or_else(|| pairs.iter().find(fits));
    let last_count = counts.last().copied().unwrap_or(1);
    chosen.map_or_else(
        || (last_count, candidates.first().cloned().unwrap_or_default()),
        |(count, text)| (*count, (*text).clone()),
    )
}
