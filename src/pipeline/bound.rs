//! Claims that their authors bind to versions of Python: which those are, and what is said of them on others.

use super::outcome::Outcome;
use super::program;
use crate::claim::Claim;
use crate::directive::{Binding, Directives};
use crate::document::Document;
use crate::example::Class;
use crate::finding::{Finding, FindingCode, Severity};
use crate::history::{Seen, author, author::Versions};
use crate::judge::{Judgement, Verdict, given};
use crate::lang::python;
use crate::run::Run;

/// Binds the `claims` of each example by what is `said` of the blocks of `document`: of the line that a claim stands on, of the
/// output that it is, or of its whole example; the closest counts. `today` is the version that runs them. What is wrong with it.
pub(super) fn bind(
    document: &Document,
    said: &[Directives],
    (classes, claims): (&[Class], &mut [Vec<Claim>]),
    today: &str,
) -> Vec<Finding> {
    let examples = classes.iter().flat_map(Class::all_examples);
    for (example, claims) in examples.zip(claims.iter_mut()) {
        let required = program::requires_python(example);
        for claim in claims {
            let own = claim.lines.first().and_then(|line| block_of(document, line.line));
            let of_output = own.filter(|&own| own != example.block).map(|own| &said[own]);
            let of_output = of_output.filter(|said| said.is_bound).and_then(|said| said.python.as_ref());
            if let Some(python) = of_output.or(example.directives.python.as_ref()) {
                claim.bind(python, today);
            } else {
                // The whole example is skipped elsewhere.
                claim.python.clone_from(&required);
            }
        }
    }
    let all = said.iter().enumerate().flat_map(|(block, said)| said.bindings.iter().map(move |one| (block, one)));
    all.filter_map(|(block, binding)| bind_line(document, block, binding, claims, today).err()).collect()
}

/// Binds the claims on one line of a block, or where none stands there, those about the statement that begins or ends on it.
fn bind_line(
    document: &Document,
    block: usize,
    binding: &Binding,
    claims: &mut [Vec<Claim>],
    today: &str,
) -> Result<(), Finding> {
    let Binding { python, line: number, said_on } = binding;
    let finding = |code, message| Finding::new(code, *said_on, message);
    let line = document.blocks[block]
        .lines
        .get(number - 1)
        .map(|line| line.line)
        .ok_or_else(|| finding(FindingCode::InvalidDirective, format!("`line`: the block has no line {number}")))?;
    let stands = |claim: &Claim| claim.lines.iter().any(|own| own.line == line);
    let is_about = |claim: &Claim| claim.places.first().is_some_and(|place| place.first == line || place.last == line);
    let all = || claims.iter().flatten();
    let is_meant: &dyn Fn(&Claim) -> bool = if all().any(stands) { &stands } else { &is_about };
    if !all().any(is_meant) {
        let message = format!("line {number} of the block has no claim: count its lines from 1");
        return Err(finding(FindingCode::UnusedDirective, message));
    }
    claims.iter_mut().flatten().filter(|claim| is_meant(claim)).for_each(|claim| claim.bind(python, today));
    Ok(())
}

/// The block that the 1-based `line` stands in.
fn block_of(document: &Document, line: usize) -> Option<usize> {
    let behind = document.blocks.partition_point(|block| block.line <= line);
    (0..behind).next_back().filter(|&index| line <= document.blocks[index].end_line)
}

/// Takes down to a note the claims that are skipped alone because they are about other versions than `today`: their author has
/// said why.
pub(super) fn soften(outcomes: &mut [Outcome<'_>], today: &str) {
    for outcome in outcomes {
        let judged = outcome.claims.iter().zip(&mut outcome.judgements);
        for (claim, judgement) in judged {
            let is_elsewhere = claim.python.as_ref().is_some_and(|python| !python.admit(today));
            if is_elsewhere && claim.unchecked.is_some() && judgement.verdict == Verdict::Skipped {
                judgement.severity = judgement.severity.map(|_| Severity::Note);
            }
        }
    }
}

/// Takes back what fails of `outcomes` though their author says that it is of other versions of Python than `today`, and of
/// which no run there shows that it fails there, too.
pub(super) fn leave_others(document: &Document, outcomes: &mut [Outcome<'_>], today: &str) {
    for outcome in outcomes.iter_mut() {
        let is_timeless = is_timeless(outcome);
        let is_elsewhere = |versions: &Versions| !versions.has(today) && (!is_timeless || !versions.has_python_3());
        let judged = outcome.claims.iter().zip(&mut outcome.judgements).enumerate();
        for (index, (claim, judgement)) in judged.filter(|(_, (_, judgement))| fails(judgement)) {
            let Some(versions) = author::said(document, outcome.example, claim).filter(is_elsewhere) else { continue };
            let tried = outcome.evidence.get(&index).map(|evidence| evidence.tried.as_slice()).unwrap_or_default();
            let is_there = |python: &str| versions.has(python);
            let fails_there = tried
                .iter()
                .any(|one| one.outcome == Seen::Fails && one.at.as_ref().is_some_and(|at| is_there(&at.python)));
            if !fails_there {
                given::skip_failing(std::iter::once(judgement), &format!("needs {versions}"));
                outcome.evidence.remove(&index);
            }
        }
        leave_example(document, outcome, today);
    }
}

/// Whether the example gives the same on every Python 3, so that none of them excuses what fails.
fn is_timeless(outcome: &Outcome<'_>) -> bool {
    outcome.run.as_ref().is_some_and(Run::is_quiet) && python::is_timeless(&outcome.example.code)
}

fn fails(judgement: &Judgement) -> bool {
    matches!(judgement.verdict, Verdict::Wrong | Verdict::Unreached) && judgement.severity.is_some()
}

/// Says of an example that does not compile that it is written for another Python than `today`, if it is. One that raises would do
/// so on most others, too, unless it is of Python 2.
fn leave_example(document: &Document, outcome: &mut Outcome<'_>, today: &str) {
    let exception = outcome.run.as_ref().and_then(|run| run.exception.as_ref());
    let Some(is_broken) = exception.map(|exception| exception.compiling) else { return };
    let of_output = || author::said_below(document, outcome.example).filter(|_| is_broken);
    let said = author::said_of(document, outcome.example).or_else(of_output);
    let may_differ = |versions: &Versions| !versions.has(today) && (is_broken || !versions.has_python_3());
    let Some(versions) = said.filter(may_differ) else { return };
    outcome.not_given.get_or_insert_with(|| format!("needs {versions}"));
    if is_broken && !outcome.judgements.iter().any(|one| one.verdict == Verdict::Confirmed) {
        outcome.run = None;
    }
}
