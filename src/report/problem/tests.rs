//! Tests of places, words and fingerprints.

use super::*;
use crate::report::sample;

#[test]
fn problems_come_in_the_order_of_their_places_and_confirmed_claims_are_none() {
    let document = sample::document();
    let told: Vec<_> = of_document(&document).iter().map(|problem| (problem.place().line, problem.code())).collect();
    assert_eq!(
        told,
        [
            (5, "wrong"),
            (6, "stale"),
            (7, "volatile"),
            (8, "unreached"),
            (9, "skipped"),
            (13, "example-raised"),
            (15, "unclosed-fence")
        ]
    );
}

#[test]
fn the_place_of_a_finding_is_the_text_of_its_line() {
    let document = sample::document();
    let problems = of_document(&document);
    let raised = problems.iter().find(|problem| problem.code() == "example-raised").expect("a finding");
    assert_eq!(raised.place(), Location { line: 13, column: 5, end_line: 13, end_column: 27 });
}

#[test]
fn a_sentence_is_one_line_and_a_story_shows_what_has_several() {
    let mut document = sample::document();
    document.claims[1].expected = "1\n2".to_owned();
    document.claims[1].actual = Some("1\n3".to_owned());
    let problem = of_document(&document)[0];
    assert_eq!(problem.sentence(), "in line 2 documented `2`, Python prints `3`");
    assert!(problem.story().ends_with("- documented, + printed\n  1\n- 2\n+ 3"), "{}", problem.story());
    document.findings[0].message = "one\n two".to_owned();
    assert!(of_document(&document).iter().all(|problem| !problem.sentence().contains('\n')));
}

#[test]
fn a_fingerprint_stays_when_lines_move_and_differs_between_problems() {
    let mut document = sample::document();
    let fingerprints = |document: &DocumentReport| -> Vec<String> {
        with_fingerprints(of_document(document).into_iter()).into_iter().map(|(_, fingerprint)| fingerprint).collect()
    };
    let before = fingerprints(&document);
    for line in
        document.claims.iter_mut().flat_map(|claim| [&mut claim.line, &mut claim.end_line, &mut claim.block_line])
    {
        *line += 7;
    }
    for finding in &mut document.findings {
        finding.line += 7;
    }
    for block in &mut document.blocks {
        (block.line, block.end_line) = (block.line + 7, block.end_line + 7);
    }
    assert_eq!(fingerprints(&document), before);
    let twin = document.claims[1].line + 1;
    let mut again = sample::claim(twin, Verdict::Wrong);
    again.block_line = document.claims[1].block_line;
    document.claims.push(again);
    let mut all = fingerprints(&document);
    all.sort();
    all.dedup();
    assert_eq!(all.len(), before.len() + 1);
}
