//! Which claims are the same in two reports, and what is told of the others.

use super::*;
use crate::report::Failure;
use crate::report::sample;
use crate::settings::Strictness;
use proptest::prelude::*;

/// A report on one document with claims of these texts and verdicts.
fn report(claims: &[(&str, Verdict)]) -> Report {
    let mut document = sample::document();
    document.findings.clear();
    let claim = |(index, (text, verdict)): (usize, &(&str, Verdict))| {
        let expected = (*text).to_owned();
        ClaimReport { expected, ..sample::claim(4 + index, *verdict) }
    };
    document.claims = claims.iter().enumerate().map(claim).collect();
    let mut report = sample::report(vec![document]);
    report.errors.clear();
    report.count(Strictness::default());
    report
}

/// The lines of what is broken, mended, removed, lost and still fails.
fn lines(old: &[(&str, Verdict)], new: &[(&str, Verdict)]) -> [Vec<usize>; 5] {
    let all = compare(&report(old), &report(new), false);
    let of = |entries: &[ComparedItem]| entries.iter().filter_map(|entry| entry.line).collect();
    [of(&all.broken), of(&all.mended), of(&all.removed), of(&all.lost), of(&all.still)]
}

use Verdict::{Confirmed, Skipped, Wrong};

#[test]
fn each_claim_is_found_again_by_what_it_says() {
    let none = Vec::new;
    assert_eq!(
        lines(&[("a", Confirmed)], &[("x", Confirmed), ("a", Wrong)]),
        [vec![5], none(), none(), none(), none()]
    );
    assert_eq!(lines(&[("a", Wrong)], &[("a", Confirmed)]), [none(), vec![4], none(), none(), none()]);
    assert_eq!(lines(&[("a", Wrong)], &[("b", Confirmed)]), [none(), none(), vec![4], none(), none()]);
    assert_eq!(lines(&[("a", Confirmed)], &[("a", Skipped)]), [none(), none(), none(), vec![4], none()]);
    assert_eq!(lines(&[("a", Wrong)], &[("a", Wrong)]), [none(), none(), none(), none(), vec![4]]);
    assert_eq!(lines(&[], &[("a", Wrong)]), [vec![4], none(), none(), none(), none()]);
}

#[test]
fn what_is_mended_in_one_place_hides_nothing_in_another() {
    let [broken, mended, ..] = lines(&[("a", Wrong), ("a", Confirmed)], &[("a", Confirmed), ("a", Wrong)]);
    assert_eq!((broken, mended), (vec![5], vec![4]));
    // One more that is right, before: nothing has changed.
    let [broken, mended, ..] = lines(&[("a", Wrong)], &[("a", Confirmed), ("a", Wrong)]);
    assert_eq!((broken, mended), (vec![], vec![]));
}

#[test]
fn what_was_confirmed_and_is_gone_is_lost_unless_something_takes_its_place() {
    let none = Vec::new;
    assert_eq!(lines(&[("a", Confirmed), ("b", Confirmed)], &[("b", Confirmed)])[3], vec![4]);
    // An output that was edited, and is right or reported as broken.
    assert_eq!(lines(&[("a", Confirmed)], &[("b", Confirmed)])[3], none());
    assert_eq!(lines(&[("a", Confirmed)], &[("b", Wrong)])[..4], [vec![4], none(), none(), none()]);
    // What is not checked takes no place.
    assert_eq!(lines(&[("a", Confirmed)], &[("b", Skipped)])[3], vec![4]);
    assert_eq!(lines(&[("a", Confirmed), ("b", Confirmed)], &[("c", Confirmed)])[3].len(), 1);
    assert_eq!(lines(&[("a", Skipped)], &[])[3], none());
}

#[test]
fn a_document_that_is_gone_is_named() {
    let old = report(&[("a", Confirmed), ("b", Confirmed), ("c", Wrong)]);
    let mut new = report(&[("a", Confirmed)]);
    new.documents[0].path = "other.md".to_owned();
    let all = compare(&old, &new, false);
    assert_eq!(all.gone, [Gone { path: "notes/counting.md".to_owned(), claims: 3, confirmed: 2 }]);
    assert_eq!((all.lost.len(), all.removed.len()), (2, 1));
    assert_eq!((all.lost[0].code.as_str(), all.lost[0].message.as_str()), (GONE, "documented `a` is no longer there"));
    let text = render(&all, CompareForm::Full, sample::SETTING.look).expect("a text");
    assert!(text.contains("gone notes/counting.md: not in the later report (3 claims, 2 confirmed)\n"), "{text}");
    assert!(
        !text.contains("lost[") && text.ends_with("2 no longer confirmed, 0 still failing, 1 document gone\n"),
        "{text}"
    );
    let comment = render(&all, CompareForm::Markdown, sample::SETTING.look).expect("a text");
    assert!(comment.contains("### Documents that are gone\n\n- `notes/counting.md`: not in"), "{comment}");
    // What could not be read is reported as broken.
    new.errors.push(Failure { path: "notes/counting.md".to_owned(), message: "cannot read it".to_owned() });
    let all = compare(&old, &new, false);
    assert_eq!((all.gone.len(), all.broken.len()), (0, 1));
}

#[test]
fn a_part_of_the_documents_is_not_compared() {
    let mut part = report(&[]);
    part.summary.deselected = 3;
    assert!(incomplete(&part).is_some_and(|why| why.contains("3 blocks were not selected")));
}

#[test]
fn a_document_that_is_renamed_keeps_its_claims() {
    let mut old = report(&[("a", Wrong)]);
    let mut new = report(&[("a", Wrong)]);
    new.documents[0].path = "other.md".to_owned();
    assert!(compare(&old, &new, false).is_worse());
    old.documents[0].digest = Some("x".to_owned());
    new.documents[0].digest = Some("x".to_owned());
    assert!(!compare(&old, &new, false).is_worse());
}

#[test]
fn what_cannot_be_checked_any_more_is_worse() {
    let old = report(&[("a", Confirmed)]);
    let new = Report { errors: sample::report(Vec::new()).errors, ..report(&[]) };
    let all = compare(&old, &new, false);
    assert_eq!(all.broken[0].code, NOT_CHECKED);
    let mut early = report(&[]);
    early.summary.unchecked = 2;
    assert!(incomplete(&early).is_some_and(|why| why.contains("2 documents")));
    early.summary = Default::default();
    early.summary.exit_status = 143;
    assert!(incomplete(&early).is_some() && incomplete(&old).is_none());
}

#[test]
fn warnings_count_where_that_is_asked_for() {
    let (old, new) = (report(&[("a", Confirmed)]), report(&[("a", Skipped)]));
    assert!(!compare(&old, &new, false).is_worse() && compare(&old, &new, true).is_worse());
}

#[test]
fn people_and_programs_are_told_the_same() {
    let all = compare(&report(&[("a", Confirmed), ("b", Wrong)]), &report(&[("a", Wrong), ("b", Wrong)]), false);
    let text = |form| render(&all, form, sample::SETTING.look).expect("a text");
    assert_eq!(
        text(CompareForm::Full),
        "broken[wrong] notes/counting.md:4: documented `a`, Python prints `16` (was confirmed)\ndocuments: 1\nclaims: 2\n\
         confirmed: 1 -> 0 (-1)\nwrong: 1 -> 2 (+1)\nfailing: 1 -> 2 (+1)\n\
         1 broken, 0 mended, 0 removed, 0 no longer confirmed, 1 still failing\n"
    );
    let comment = text(CompareForm::Markdown);
    assert!(comment.contains("| confirmed | 1 | 0 | -1 |"), "{comment}");
    assert!(comment.contains("### Fails now\n\n- `notes/counting.md:4` `wrong`: "), "{comment}");
    let json: serde_json::Value = serde_json::from_str(&text(CompareForm::Json)).expect("JSON");
    assert_eq!(json["broken"].as_array().map(Vec::len), Some(1));
}

proptest! {
    #[test]
    fn a_report_is_no_worse_than_itself(text in "\\PC{0,20}") {
        let report = sample::report(vec![sample::document(), sample::hostile(&text)]);
        let all = compare(&report, &report, true);
        prop_assert!(!all.is_worse() && all.mended.is_empty() && all.removed.is_empty());
    }

    #[test]
    fn every_failure_of_the_later_one_is_new_or_old(
        old in proptest::collection::vec((0usize..3, 0usize..3), 0..8),
        new in proptest::collection::vec((0usize..3, 0usize..3), 0..8),
    ) {
        let claims = |all: &[(usize, usize)]| -> Vec<(&str, Verdict)> {
            all.iter().map(|(text, verdict)| (["a", "b", "c"][*text], [Confirmed, Wrong, Skipped][*verdict])).collect()
        };
        let (old, new) = (claims(&old), claims(&new));
        let failing = |all: &[(&str, Verdict)]| all.iter().filter(|(_, verdict)| *verdict == Wrong).count();
        let [broken, mended, removed, _, still] = lines(&old, &new);
        prop_assert_eq!(broken.len() + still.len(), failing(&new));
        prop_assert_eq!(mended.len() + removed.len() + still.len(), failing(&old));
    }

    #[test]
    fn a_comment_shows_texts_as_code_only(text in "[\\PC\u{0}-\u{9f}\u{202e}#:\\[a-z@`]{0,40}") {
        let report = sample::report(vec![sample::hostile(&text)]);
        let empty = sample::report(Vec::new());
        let comment = render(&compare(&empty, &report, true), CompareForm::Markdown, sample::SETTING.look).expect("a text");
        prop_assert!(!comment.chars().any(|c| c != '\n' && crate::report::sanitise::is_dangerous(c)), "{:?}", comment);
    }
}
