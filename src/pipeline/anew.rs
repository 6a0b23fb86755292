//! Names that a block between defines anew: a claim that is wrong behind it may be right without it.

use super::checker::Checker;
use crate::example::Example;
use crate::judge::{self, Judgement, Verdict};
use crate::plan::Session;
use crate::run::RunError;

/// So many blocks are left out, one after the other, to see what happens without them.
const MOST: usize = 3;

/// Says of the wrong ones of `judgements` on `session` which block makes them wrong: one that defines a name anew which another
/// before it has defined. The session runs without that block, and what is right then shows it.
pub(super) fn explain<'a>(
    checker: &Checker<'a>,
    session: &Session<'a>,
    judgements: &mut [Judgement],
) -> Result<(), RunError> {
    let is_wrong = |judgement: &Judgement| judgement.verdict == Verdict::Wrong;
    for (name, other) in defined_anew(session).into_iter().take(MOST) {
        if checker.is_brief || checker.interrupt.is_set() || !judgements.iter().any(is_wrong) {
            break;
        }
        let mut without = session.clone();
        without.before.retain(|one| one.id != other.id);
        let run = checker.start(&without, checker.hash_seeds[0])?;
        let again = judge::judge(without.claims, &run, checker.matching(without.example));
        let is_right = |(judgement, again): &(&mut Judgement, Judgement)| {
            is_wrong(judgement) && again.verdict == Verdict::Confirmed
        };
        for (judgement, _) in judgements.iter_mut().zip(again).filter(is_right) {
            let line = checker.line(other);
            judgement.hint =
                Some(format!("the block on line {line} redefines `{name}`; without it this output is right"));
        }
    }
    Ok(())
}

/// The names that the example of `session` reads and that two blocks before it define, each with the later one of these.
fn defined_anew<'a>(session: &Session<'a>) -> Vec<(&'a str, &'a Example)> {
    let mut found: Vec<(&str, &Example)> = Vec::new();
    for name in &session.example.module.free_names {
        let defines = |other: &&&Example| other.module.bound_names.contains(name);
        let mut defining = session.before.iter().filter(defines).rev();
        if let (Some(last), Some(_)) = (defining.next(), defining.next())
            && !found.iter().any(|(_, other)| other.id == last.id)
        {
            found.push((name, last));
        }
    }
    found
}
