//! Contradictions: the same code twice in a document, confirmed for two outputs.
//!
//! One of them ran alone and the other behind blocks that change what it prints, and each has its own output confirmed. A
//! reader goes through the page in its order, so there both run behind all that stands before them, and what does not
//! hold then is wrong.

use super::checker::{Checker, Ran};
use super::outcome::Outcome;
use crate::claim::Claim;
use crate::directive::Sharing;
use crate::example::Example;
use crate::judge::{self, Judgement, Verdict};
use crate::plan::{Context, Session};
use crate::run::RunError;
use std::collections::BTreeMap;

/// Why an output that is true of the code alone is not true of the page.
const REASON: &str = "after the blocks above it, this code does not print this output; elsewhere, the document shows another output for it";

/// Judges the examples of `outcomes` that contradict each other in the order of the page.
pub(super) fn settle<'a>(checker: &Checker<'a>, outcomes: &mut [Outcome<'a>]) -> Result<(), RunError> {
    let mut equals: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let several = outcomes.len() > 1;
    for (index, outcome) in outcomes.iter().enumerate().filter(|(_, outcome)| several && may_contradict(outcome)) {
        equals.entry(bare_code(outcome.example)).or_default().push(index);
    }
    for indices in equals.values().filter(|indices| indices.len() > 1) {
        let members: Vec<_> = indices.iter().map(|&index| &outcomes[index]).collect();
        // Where all of them ran alone, the same happened.
        if members.iter().all(|member| member.context == Context::None) {
            continue;
        }
        let contradicted: Vec<_> = members.iter().map(|one| contradicted(one, &members)).collect();
        let context = reach(checker, &members);
        let disputed = indices.iter().zip(contradicted).filter(|(_, claims)| !claims.is_empty());
        for (&index, claims) in disputed {
            if let Some(settled) = in_order(checker, &outcomes[index], &claims, context)? {
                outcomes[index] = settled;
            }
        }
    }
    Ok(())
}

/// Whether something is confirmed of an example that its author leaves to the page.
fn may_contradict(outcome: &Outcome<'_>) -> bool {
    let confirms = |judgement: &Judgement| judgement.verdict == Verdict::Confirmed;
    outcome.example.directives.session == Sharing::ByNeed && outcome.judgements.iter().any(confirms)
}

/// The code without its comments: what two examples have in common that document different outputs.
fn bare_code(example: &Example) -> String {
    let mut code = String::with_capacity(example.code.len());
    let mut begin = 0;
    for comment in &example.module.comments {
        code.push_str(&example.code[begin..comment.range.start]);
        begin = comment.range.end;
    }
    code.push_str(&example.code[begin..]);
    let lines = code.lines().map(str::trim_end).filter(|line| !line.is_empty());
    lines.map(|line| format!("{line}\n")).collect()
}

/// The confirmed claims of an example, each with what it is about: the number of lines of code down to its place.
fn confirmed<'o>(outcome: &'o Outcome<'_>) -> impl Iterator<Item = (usize, &'o Claim, &'o str)> {
    let example = outcome.example;
    let depth = move |claim: &Claim| {
        let last = claim.places.first().map_or(0, |place| place.last);
        let lines = example.lines.iter().zip(example.code.lines()).take_while(|(line, _)| line.line <= last);
        lines.filter(|(_, text)| !text.trim().is_empty() && !text.trim_start().starts_with('#')).count()
    };
    let judged = outcome.claims.iter().zip(&outcome.judgements);
    judged.filter_map(move |(claim, judgement)| {
        let actual = judgement.actual.as_deref().filter(|_| judgement.verdict == Verdict::Confirmed)?;
        Some((depth(claim), claim, actual))
    })
}

/// The claims of `one` that say of the same code what a claim of another of `members` denies.
fn contradicted<'a>(one: &Outcome<'a>, members: &[&Outcome<'a>]) -> Vec<usize> {
    let others = || members.iter().flat_map(|other| confirmed(other));
    let denies = |depth: usize, claim: &Claim, actual: &str| {
        let mut about_it = others().filter(|(other, ..)| *other == depth);
        about_it.any(|(_, other, real)| !judge::says(claim, real) && !judge::says(other, actual))
    };
    let own = confirmed(one).filter(|(depth, claim, actual)| denies(*depth, claim, actual));
    own.filter_map(|(_, claim, _)| one.claims.iter().position(|other| std::ptr::eq(other, claim))).collect()
}

/// How much of the page they stand in together, with all that they ran behind.
fn reach(checker: &Checker<'_>, members: &[&Outcome<'_>]) -> Context {
    let headings = |example: &Example| &checker.document.blocks[example.block].headings;
    let is_section = members.iter().all(|member| member.context != Context::File)
        && members.windows(2).all(|pair| headings(pair[0].example) == headings(pair[1].example));
    if is_section { Context::Section } else { Context::File }
}

/// What becomes of an example behind all that stands before it; none if nothing becomes of it that speaks against its
/// `disputed` claims.
fn in_order<'a>(
    checker: &Checker<'a>,
    outcome: &Outcome<'a>,
    disputed: &[usize],
    context: Context,
) -> Result<Option<Outcome<'a>>, RunError> {
    let first = Session::first(outcome.example, outcome.claims, &checker.sharings);
    let wider = first.behind_all(checker.document, &checker.running, context);
    let Some(session) = wider.and_then(|wider| checker.without_stuck(wider, &first).0) else { return Ok(None) };
    let run = checker.start(&session, checker.hash_seeds[0])?;
    let mut settled = checker.outcome(Ran { session, run, not_given: None, cause: None })?;
    let fails = |claim: &&usize| settled.judgements[**claim].verdict != Verdict::Confirmed;
    let failing: Vec<_> = disputed.iter().filter(fails).collect();
    for &&claim in &failing {
        let judgement = &mut settled.judgements[claim];
        if judgement.verdict == Verdict::Wrong {
            judgement.reason = Some(REASON.to_owned());
        } else {
            *judgement = judgement.clone().left_open(&settled.claims[claim], REASON);
        }
    }
    Ok((!failing.is_empty()).then_some(settled))
}
