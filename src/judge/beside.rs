//! Values that a claim gives beside its own: what is said behind a right value may be wrong.

use super::candidate::{Candidate, Shown};
use super::compare::{Agreement, compare};
use super::{Case, Judgement, Match, Unfit, Verdict, kind};
use crate::claim::beside::Beside;
use crate::plan;
use crate::run::Recorded;
use crate::settings::Matching;

/// What a variable has, against what it is said to have.
enum Found {
    Right,
    Wrong(String),
    Open(Option<String>),
}

/// `judgement`, unless it takes for a remark what says something of variables that does not hold.
pub(super) fn also(case: &Case<'_>, judgement: Judgement) -> Judgement {
    if judgement.verdict != Verdict::Confirmed || judgement.matched != Some(Match::Remark) {
        return judgement;
    }
    for (index, beside) in case.claim.beside.iter().enumerate() {
        match found(case, index, beside) {
            Found::Right => {}
            Found::Wrong(actual) => {
                let wrong = Judgement { actual: Some(actual), ..Judgement::new(Verdict::Wrong, case.claim) };
                return wrong.because(another(beside)).rewritten(Err(Unfit::Notation));
            }
            Found::Open(actual) => {
                let open = Judgement::new(Verdict::Unverified, case.claim);
                let reason = match actual {
                    Some(_) => another(beside),
                    None => format!("what `{}` is here is not known", beside.name),
                };
                return Judgement { actual, ..open }.because(reason);
            }
        }
    }
    judgement
}

fn another(beside: &Beside) -> String {
    format!("`{}` has another value here", beside.name)
}

/// Variable `index` of the claim behind its statement: one execution of it that has the value is enough.
fn found(case: &Case<'_>, index: usize, beside: &Beside) -> Found {
    let recorded = case.run.values.get(&plan::beside(case.id, index));
    let texts = recorded.into_iter().flatten().filter_map(|value| match value {
        Recorded::Named(text) => Some(text),
        Recorded::Value(_) | Recorded::Text(_) | Recorded::State(_) => None,
    });
    let mut last = None;
    for text in texts {
        let candidate = Candidate { text: text.clone(), shown: Shown::Value };
        if matches!(compare(case.claim, &beside.value, &candidate, Matching::Any), Some(Agreement::Holds(..))) {
            return Found::Right;
        }
        last = Some(text);
    }
    match last {
        Some(text) if beside.is_of_statement && kind::are_of_a_kind(&beside.value, text) => Found::Wrong(text.clone()),
        other => Found::Open(other.cloned()),
    }
}
