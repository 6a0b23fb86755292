//! What an example shows as a notebook's cell does: standard output, standard error and the value of its last line, in one
//! piece or in several.

use super::Case;
use super::candidate::{Candidate, Shown, Values};
use crate::claim::CellShare;
use crate::plan;
use crate::run::{Recorded, Stream};

/// The pieces that one example shows, in their order.
struct Pieces {
    /// As they were written.
    written: Vec<String>,
    /// As notebooks have them: each stream in one.
    merged: Vec<String>,
    /// Without standard error, which may be left out.
    plain: Vec<String>,
    /// Whether the last one is the value.
    has_value: bool,
}

fn pieces(case: &Case<'_>, values: &Values) -> Pieces {
    let place = &case.claim.places[0];
    let value = Some(values.value.clone()).filter(|value| !value.is_empty() && !values.is_none());
    let with_value = |texts: Vec<String>| texts.into_iter().chain(value.clone()).collect::<Vec<_>>();
    let written = case.observed.pieces(place);
    let all_of = |stream: Stream| {
        let own = written.iter().filter(|(other, _)| *other == stream).map(|(_, text)| text.as_str());
        let text = own.collect::<Vec<_>>().join("\n");
        Some(text).filter(|text| !text.is_empty())
    };
    let (stdout, stderr) = (all_of(Stream::Stdout), all_of(Stream::Stderr));
    Pieces {
        has_value: value.is_some(),
        plain: with_value(stdout.iter().cloned().collect()),
        merged: with_value(stdout.into_iter().chain(stderr).collect()),
        written: with_value(written.into_iter().map(|(_, text)| text).collect()),
    }
}

/// What a claim that shows all in one block may say: `whole`, and the same with the blank lines that stand between the
/// pieces in the document.
pub(super) fn in_one(case: &Case<'_>, values: &Values, whole: Vec<Candidate>) -> Vec<Candidate> {
    let claimed = case.claim.text(case.claim.lines.len());
    if !claimed.contains("\n\n") {
        return whole;
    }
    let Pieces { written, merged, plain, .. } = pieces(case, values);
    let laid_out = [written, merged, plain].into_iter().filter_map(|pieces| with_gaps(&claimed, &pieces));
    // The likeliest, if they are there at all.
    let laid_out: Vec<_> = laid_out.map(|text| Candidate { text, shown: Shown::PrintedAndValue }).collect();
    laid_out.into_iter().chain(whole).collect()
}

/// `pieces` with as many blank lines between them as `claimed` has there; none if it does not have that shape.
fn with_gaps(claimed: &str, pieces: &[String]) -> Option<String> {
    if pieces.len() < 2 {
        return None;
    }
    let mut lines = claimed.lines().peekable();
    let mut text = String::new();
    for (index, piece) in pieces.iter().enumerate() {
        if index > 0 {
            let mut gap = 0;
            while lines.next_if(|line| line.trim().is_empty()).is_some() {
                gap += 1;
            }
            text.push_str(&"\n".repeat(gap + 1));
        }
        for _ in piece.split('\n') {
            lines.next()?;
        }
        text.push_str(piece);
    }
    lines.all(|line| line.trim().is_empty()).then_some(text)
}

/// The values of all bare expressions of an example that prints nothing, one below the other; none if one of them is not known.
pub(super) fn listed(case: &Case<'_>) -> Option<Candidate> {
    let claims = case.example.claims;
    let value = |(index, place): (usize, &(usize, usize))| {
        // The last claim that asks is told.
        let id = claims.iter().rposition(|claim| claim.watches(*place)).unwrap_or(plan::beside(case.id, index));
        let mut values = case.run.values.get(&id)?.iter().filter_map(|value| match value {
            Recorded::Value(text) => Some(text.clone()),
            Recorded::Text(_) | Recorded::State(_) | Recorded::Named(_) => None,
        });
        values.next().filter(|_| values.next().is_none())
    };
    let values = case.claim.listed.iter().enumerate().map(value).collect::<Option<Vec<_>>>()?;
    let shown: Vec<_> = values.into_iter().filter(|value| value != "None").collect();
    (shown.len() > 1).then(|| Candidate { text: shown.join("\n"), shown: Shown::PrintedAndValue })
}

/// What a claim about one of several pieces may say; none where they cannot be told apart.
pub(super) fn piece(case: &Case<'_>, values: &Values, share: CellShare) -> Option<Vec<Candidate>> {
    let pieces = pieces(case, values);
    let candidate = |text: String, shown: Shown| Candidate { text, shown };
    let printed = |stream: Stream| {
        let own = case.observed.pieces(&case.claim.places[0]).into_iter().filter(move |(other, _)| *other == stream);
        let text = own.map(|(_, text)| text).collect::<Vec<_>>().join("\n");
        Some(vec![candidate(text, Shown::Printed)].into_iter().filter(|one| !one.text.is_empty()).collect())
    };
    match share {
        CellShare::Whole => None,
        CellShare::Stdout => printed(Stream::Stdout),
        CellShare::Stderr => printed(Stream::Stderr),
        CellShare::Error => Some(Vec::new()),
        CellShare::Value => {
            Some(pieces.plain.last().cloned().map(|text| candidate(text, Shown::Value)).into_iter().collect())
        }
        CellShare::Piece { index, of, skipped, lines } => {
            // The value may be left out, or standard error.
            let behind = usize::from(pieces.has_value);
            let fits = |all: &&Vec<String>| all.len() == of || all.len() == of + behind;
            let own = |all: &Vec<String>| {
                let is_value = pieces.has_value && index + 1 == all.len();
                Some(candidate(all.get(index)?.clone(), if is_value { Shown::Value } else { Shown::Printed }))
            };
            let all = [&pieces.written, &pieces.merged, &pieces.plain].into_iter();
            let found: Vec<_> = all.filter(fits).filter_map(own).collect();
            if !found.is_empty() {
                return Some(found);
            }
            let whole = pieces.plain.join("\n");
            let own = case.claim.lines.len();
            let rows: Vec<_> = whole.split('\n').collect();
            let text = rows.get(skipped..skipped + own).filter(|_| rows.len() == lines)?.join("\n");
            Some(vec![candidate(text, Shown::Printed)])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_lines_between_pieces_are_the_documents() {
        let pieces = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        assert_eq!(with_gaps("a\n\n\nb", &pieces(&["1", "2"])), Some("1\n\n\n2".to_owned()));
        assert_eq!(with_gaps("a\nb\n\nc", &pieces(&["1", "2", "3"])), Some("1\n2\n\n3".to_owned()));
        assert_eq!(with_gaps("a\n\nb\n\nc", &pieces(&["1\n\n2", "3"])), Some("1\n\n2\n\n3".to_owned()));
        assert_eq!(with_gaps("a\n\nb\n\nc", &pieces(&["1", "2"])), None);
        assert_eq!(with_gaps("a", &pieces(&["1", "2"])), None);
    }
}
