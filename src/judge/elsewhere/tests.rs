//! Tests of what other worlds say, with runs made up by hand.

use super::*;
use crate::claim::recognise;
use crate::document;
use crate::example::classify;
use crate::judge::judge;
use crate::run::{Ending, Exception};
use crate::settings::Matching;

/// The claims of `code`, which begins on line 2 of its document.
fn claims_of(code: &str) -> Vec<Claim> {
    let text = format!("```py\n{code}\n```\n");
    let document = document::parse(crate::source::Source::new("a.md", text.into_bytes()));
    let classes = classify(&document, &[]);
    let example = classes[0].examples().next().expect("an example");
    recognise(&document.source, example)
}

/// A run that printed `text` from line 3 of the document.
fn run(text: &str, touched: Vec<Touch>) -> Run {
    let run = if text.is_empty() { Run::silent() } else { Run::silent().printing(&format!("{text}\n"), &[3]) };
    Run { touched, ..run }
}

/// Something that line 2 asked for and line 3 depends on.
fn touch(source: OutsideSource, name: &str, value: &str) -> Touch {
    let (name, value) = (name.to_owned(), value.to_owned());
    let is_shifted = !matches!(source, OutsideSource::Outside | OutsideSource::Foreign | OutsideSource::Program);
    Touch { source, is_shifted, name, line: 2, reach: vec![(2, 3)], value }
}

/// How a claim `text` about what line 3 prints is judged: by what it prints here and there, and by what was touched.
fn judged(text: &str, here: &str, there: &str, touched: Vec<Touch>) -> Judgement {
    let claims = claims_of(&format!("x = ask()\nprint(x)  # Output: {text}"));
    let first = run(here, Vec::new());
    let known = Elsewhere::new(&claims, &first, String::new());
    let judgement = judge(&claims, &first, Matching::Any).remove(0);
    let again = run(there, touched);
    let judgements = judge(&claims, &again, Matching::Any);
    let world = known.seen(again, judgements);
    match known.change(0, &judgement, &world) {
        WorldResult::None if judgement.verdict == Verdict::Wrong => known.unshifted(0, &judgement, &world, false),
        WorldResult::None => judgement,
        WorldResult::Other => known.explained(0, &judgement, &world).unwrap_or(judgement),
        WorldResult::Unknown => known.unshifted(0, &judgement, &world, true),
    }
}

fn reason(judgement: &Judgement) -> (Verdict, &str) {
    (judgement.verdict, judgement.reason.as_deref().unwrap_or_default())
}

#[test]
fn what_is_another_one_there_depends_on_what_was_asked_for() {
    for (source, expected) in [
        (OutsideSource::Clock, "depends on the clock"),
        (OutsideSource::Pace, "depends on the clock"),
        (OutsideSource::Chance, "depends on chance"),
        (OutsideSource::Order, "depends on chance"),
        (OutsideSource::Machine, "depends on this machine"),
        (OutsideSource::Usual, "depends on this machine"),
    ] {
        for claimed in ["1", "3"] {
            let judgement = judged(claimed, "1", "2", vec![touch(source, "ask", "")]);
            assert_eq!(reason(&judgement), (Verdict::Volatile, expected), "{source:?} {claimed}");
        }
        assert_eq!(judged("3", "1", "1", vec![touch(source, "ask", "")]).verdict, Verdict::Wrong, "{source:?}");
        assert_eq!(judged("1", "1", "1", vec![touch(source, "ask", "")]).verdict, Verdict::Confirmed, "{source:?}");
    }
    assert_eq!(judged("3", "1", "2", Vec::new()).verdict, Verdict::Wrong, "nothing explains it");
}

#[test]
fn only_what_is_of_the_machine_is_a_note() {
    let severity = |source| judged("3", "1", "2", vec![touch(source, "ask", "")]).severity;
    assert_eq!(severity(OutsideSource::Machine), Some(crate::finding::Severity::Note));
    assert_eq!(severity(OutsideSource::Clock), Some(crate::finding::Severity::Warning));
}

#[test]
fn what_the_author_has_is_skipped_unless_the_claim_is_about_its_missing() {
    let missing = || vec![touch(OutsideSource::Missing, "file", "a.txt")];
    assert_eq!(reason(&judged("1,2", "none", "7", missing())), (Verdict::Skipped, "needs the file a.txt"));
    for there in ["7", ""] {
        let claimed = if there.is_empty() { "1,2" } else { "There is no such file" };
        let judgement = judged(claimed, "There is no such file!", there, missing());
        assert_eq!((judgement.verdict, judgement.replacement), (Verdict::Wrong, None), "{there}");
    }
    assert_eq!(judged("none", "none", "7", missing()).verdict, Verdict::Confirmed);
}

#[test]
fn what_no_world_can_change_counts_by_the_lines_that_depend_on_it() {
    let by = |source, name: &str| judged("3", "1", "1", vec![touch(source, name, "")]);
    assert_eq!(reason(&by(OutsideSource::Outside, "file")), (Verdict::Volatile, "depends on this machine"));
    assert_eq!(reason(&by(OutsideSource::Foreign, "uname")), (Verdict::Volatile, "depends on this machine"));
    let program = by(OutsideSource::Program, "python3");
    assert_eq!((program.verdict, program.replacement), (Verdict::Wrong, None), "it is not written");
    let far = Touch { reach: vec![(2, 2)], ..touch(OutsideSource::Outside, "file", "") };
    assert!(judged("3", "1", "1", vec![far]).replacement.is_some());
}

#[test]
fn a_value_of_the_machine_is_not_written_whatever_the_way_it_came() {
    let far = |value: &str| Touch { reach: vec![(2, 2)], ..touch(OutsideSource::Machine, "node", value) };
    assert_eq!(judged("3", "at ada-laptop", "at ada-laptop", vec![far("ada-laptop")]).replacement, None);
    assert!(judged("3", "at home", "at home", vec![far("ada-laptop")]).replacement.is_some());
    assert!(judged("ada-laptop", "is ada-laptop!", "is ada-laptop!", vec![far("ada-laptop")]).replacement.is_some());
}

#[test]
fn a_world_that_ends_otherwise_proves_nothing_behind_that() {
    let claims = claims_of("x = ask()\nprint(x)  # Output: 3");
    let first = run("1", Vec::new());
    let known = Elsewhere::new(&claims, &first, String::new());
    let judgement = judge(&claims, &first, Matching::Any).remove(0);
    let change = |line: usize, is_known: bool| {
        let exception = Exception::new("ValueError", "", vec![line]);
        let mut first = first.clone();
        first.exception = Some(exception.clone()).filter(|_| is_known);
        let mut again = run("2", Vec::new());
        again.exception = Some(exception);
        let judgements = judge(&claims, &again, Matching::Any);
        let known = Elsewhere::new(&claims, &first, String::new());
        known.change(0, &judgement, &known.seen(again, judgements))
    };
    assert_eq!([change(2, false), change(4, false)], [WorldResult::Unknown, WorldResult::Other]);
    assert_eq!(change(2, true), WorldResult::Other, "the first run has it too");
    let killed = Run { ending: Ending::TimedOut, ..run("", Vec::new()) };
    let judgements = judge(&claims, &killed, Matching::Any);
    assert_eq!(known.change(0, &judgement, &known.seen(killed, judgements)), WorldResult::Unknown);
}

#[test]
fn lines_of_threads_may_come_in_any_order() {
    let claims = claims_of("run()\nshow()\n# Output:\n# a\n# b");
    let first = run("b\na", Vec::new());
    let known = Elsewhere::new(&claims, &first, String::new());
    let judgement = judge(&claims, &first, Matching::Any).remove(0);
    let scheduled = |touched| known.scheduled(0, &judgement, &run("b\na", touched)).map(|one| one.verdict);
    assert_eq!(scheduled(vec![touch(OutsideSource::Threads, "start", "")]), Some(Verdict::Volatile));
    assert_eq!(scheduled(Vec::new()), None);
}

#[test]
fn words_that_may_be_drawn_are_volatile() {
    let claims = claims_of("x = ask()\nprint(x)  # tails");
    let first = run("heads", Vec::new());
    let known = Elsewhere::new(&claims, &first, String::new());
    let judgement = judge(&claims, &first, Matching::Any).remove(0);
    assert_eq!(judgement.verdict, Verdict::Unverified);
    let drawn = |options: &str| {
        known.drawn(0, &judgement, &run("heads", vec![touch(OutsideSource::Chance, "choice", options)]))
    };
    assert_eq!(drawn("heads\ntails").map(|one| one.verdict), Some(Verdict::Volatile));
    assert_eq!(drawn("heads\nedge"), None);
}
