//! Reports before and behind a baseline.

use super::*;
use crate::report::sample;

/// A document whose claims have these verdicts, each with an identity of its own or the one given.
fn document(claims: &[(&str, Verdict)]) -> DocumentReport {
    let mut document = DocumentReport::empty("notes/a.md".to_owned());
    document.claims = claims
        .iter()
        .zip(1..)
        .map(|((identity, verdict), line)| {
            let mut claim = sample::claim(line, *verdict);
            claim.identity = (*identity).to_owned();
            claim
        })
        .collect();
    document
}

fn known(own: Baseline, purpose: Purpose) -> Known {
    let here = Path::new("/repository");
    Known {
        counting: own.clone(),
        own,
        from: None,
        name: "doctrue-baseline.json".to_owned(),
        folder: here.to_owned(),
        here: here.to_owned(),
        purpose,
        strict: false,
        followed: OnceLock::new(),
    }
}

/// The baseline that knows what fails in `document`.
fn baseline(claims: &[(&str, Verdict)]) -> Baseline {
    let known = known(Baseline::default(), Purpose::Write);
    let mut document = document(claims);
    assert_eq!(known.mark(&mut document), None);
    known.next(&[document])
}

#[test]
fn what_is_known_is_counted_and_what_is_new_fails() {
    let known = known(baseline(&[("one", Verdict::Wrong)]), Purpose::Check);
    let mut document = document(&[("new", Verdict::Wrong), ("one", Verdict::Wrong), ("one", Verdict::Wrong)]);
    assert_eq!(known.mark(&mut document), None);
    let severities: Vec<_> = document.claims.iter().map(|claim| claim.severity).collect();
    // Of two that are the same one more than is known is new.
    assert_eq!(severities, [Some(Severity::Error), None, Some(Severity::Error)]);
}

#[test]
fn lines_do_not_matter_and_codes_do() {
    let known = known(baseline(&[("other", Verdict::Confirmed), ("one", Verdict::Wrong)]), Purpose::Check);
    let mut stale = document(&[("one", Verdict::Stale)]);
    assert_eq!((known.mark(&mut stale), stale.claims[0].severity), (None, None));
    let mut unreached = document(&[("one", Verdict::Unreached)]);
    assert_eq!((known.mark(&mut unreached), unreached.claims[0].severity), (None, Some(Severity::Error)));
}

#[test]
fn what_is_mended_or_gone_has_to_leave_the_file() {
    let own = baseline(&[("one", Verdict::Wrong), ("two", Verdict::Unreached)]);
    let known = known(own.clone(), Purpose::Check);
    let mut mended = document(&[("x", Verdict::Confirmed), ("one", Verdict::Confirmed), ("two", Verdict::Skipped)]);
    let finding = known.mark(&mut mended).expect("a finding");
    assert_eq!((finding.code, finding.line), (FindingCode::BaselineUnused, 2));
    assert!(finding.message.starts_with("1 known problem is no longer there: remove it from"), "{}", finding.message);
    // What was not judged stays.
    assert_eq!(known.next(&[mended]), baseline(&[("two", Verdict::Unreached)]));
    let finding = known.mark(&mut document(&[])).expect("a finding");
    assert!(
        finding.message.contains("2 known problems are") && finding.message.contains("them"),
        "{}",
        finding.message
    );
    let mut part = document(&[]);
    part.is_whole = false;
    assert_eq!((known.mark(&mut part), known.next(&[part])), (None, own));
}

#[test]
fn an_earlier_baseline_counts_and_the_one_that_lies_there_is_pruned() {
    let mut known = known(baseline(&[("one", Verdict::Wrong)]), Purpose::Check);
    known.own = baseline(&[("one", Verdict::Wrong), ("new", Verdict::Wrong)]);
    known.from = Some("main".to_owned());
    let mut document = document(&[("one", Verdict::Wrong), ("new", Verdict::Wrong)]);
    assert_eq!(known.mark(&mut document), None);
    assert_eq!(document.claims[1].severity, Some(Severity::Error));
    assert_eq!((known.summary().entries, known.summary().added), (1, 1));
}

#[test]
fn warnings_are_known_only_where_they_fail() {
    let mut strict = known(Baseline::default(), Purpose::Write);
    strict.strict = true;
    let mut one = document(&[("one", Verdict::Volatile)]);
    strict.mark(&mut one);
    assert_eq!(strict.next(&[one]).len(), 1);
    assert_eq!(baseline(&[("one", Verdict::Volatile)]).len(), 0);
}

#[test]
fn documents_are_seen_from_the_folder_of_the_file() {
    let mut known = known(Baseline::default(), Purpose::Check);
    known.here = PathBuf::from("/repository/notes");
    assert_eq!(
        ["a.md", "../b.md", "../../c.md", "/x/d.md"].map(|path| known.path(path)),
        ["notes/a.md", "b.md", "../c.md", "../x/d.md"]
    );
    known.folder = PathBuf::from("/repository/ci");
    assert_eq!(known.path("a.md"), "../notes/a.md");
}

#[test]
fn a_document_keeps_its_entries_under_another_name_if_no_other_shares_them() {
    let place = tempfile::tempdir().expect("a folder");
    let mut known = known(baseline(&[("one", Verdict::Wrong), ("two", Verdict::Wrong)]), Purpose::Check);
    (known.folder, known.here) = (place.path().to_owned(), place.path().to_owned());
    type Prints = Box<dyn Fn(&BTreeSet<&str>) -> BTreeSet<String>>;
    let prints = |own: &[&'static str]| -> Prints {
        let own: BTreeSet<String> = own.iter().map(|print| (*print).to_owned()).collect();
        Box::new(move |codes| if codes.contains("wrong") { own.clone() } else { BTreeSet::new() })
    };
    known.follow(&[("notes/b.md".to_owned(), prints(&["two", "x"])), ("notes/c.md".to_owned(), prints(&["y"]))]);
    assert!(known.counting().documents.contains_key("notes/b.md"));
    known.followed = OnceLock::new();
    known.follow(&[("notes/b.md".to_owned(), prints(&["two"])), ("notes/c.md".to_owned(), prints(&["one"]))]);
    assert!(known.counting().documents.contains_key("notes/a.md"), "two documents share its problems");
}
