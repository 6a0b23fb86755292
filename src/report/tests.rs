//! Tests of totals and exit status.

use super::*;
use crate::settings::Strictness;
use crate::settings::severity::Level;

/// The exit status of a check with one claim of `verdict`, under each strictness.
fn statuses(verdict: Verdict, errors: &[Failure]) -> [u8; 2] {
    let document =
        DocumentReport { claims: vec![sample::claim(1, verdict)], ..DocumentReport::empty("a.md".to_owned()) };
    let documents = [document];
    [false, true].map(|strict| {
        let strictness = Strictness { strict, fail_on_empty: true, ..Strictness::default() };
        Summary::of(&documents, errors, strictness, Duration::ZERO).exit_status
    })
}

#[test]
fn the_exit_status_follows_from_the_verdicts() {
    for (verdict, expected) in [
        (Verdict::Confirmed, [0, 0]),
        (Verdict::Unverified, [0, 0]),
        (Verdict::Wrong, [1, 1]),
        (Verdict::Stale, [1, 1]),
        (Verdict::Unreached, [1, 1]),
        (Verdict::Volatile, [0, 1]),
        (Verdict::Skipped, [0, 1]),
    ] {
        assert_eq!(statuses(verdict, &[]), expected, "{verdict:?}");
    }
}

#[test]
fn what_could_not_be_checked_outweighs_everything() {
    let error = Failure { path: "b.md".to_owned(), message: "cannot read it".to_owned() };
    assert_eq!(statuses(Verdict::Wrong, std::slice::from_ref(&error)), [2, 2]);
    assert_eq!(statuses(Verdict::Confirmed, &[error]), [2, 2]);
}

#[test]
fn nothing_found_fails_only_on_demand() {
    let status = |fail_on_empty| {
        let strictness = Strictness { strict: true, fail_on_empty, ..Strictness::default() };
        Summary::of(&[], &[], strictness, Duration::ZERO).exit_status
    };
    assert_eq!([status(false), status(true)], [0, 1]);
}

#[test]
fn blocks_that_are_skipped_weigh_what_is_said_of_them() {
    let status = |strict, skipped| {
        let mut document = sample::document();
        (document.claims, document.findings) = (Vec::new(), Vec::new());
        document.blocks[0].status = Status::Skipped;
        let strictness = Strictness { strict, skipped, ..Strictness::default() };
        Summary::of(&[document], &[], strictness, Duration::ZERO).exit_status
    };
    assert_eq!([status(false, None), status(true, None)], [0, 1]);
    assert_eq!([status(false, Some(Level::Error)), status(true, Some(Level::Allow))], [1, 0]);
}
