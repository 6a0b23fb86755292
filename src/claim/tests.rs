//! Tests of recognition: each notation finds its claims, knows what they are about, and reads what it writes.

use super::*;
use crate::document;
use crate::example::{Class, classify};

/// The claims of a document with one tagged block of `code`.
fn claims(code: &str) -> (Source, Vec<Claim>) {
    let text = format!("```python\n{code}\n```\n");
    let document = document::parse(Source::new("a.md", text.into_bytes()));
    let found = match &classify(&document)[0] {
        Class::Example(example) => recognise(&document.source, example),
        Class::Other { reason, .. } => panic!("{reason}"),
    };
    (document.source, found)
}

/// Notation, documented text and first place of each claim, in lines of the code.
fn found(code: &str) -> Vec<String> {
    let (_, claims) = claims(code);
    let describe = |claim: &Claim| {
        let place = &claim.places[0];
        format!("{} {:?} {}-{}", claim.notation, claim.text(claim.lines.len()), place.first - 1, place.last - 1)
    };
    claims.iter().map(describe).collect()
}

#[test]
fn every_notation_finds_the_claim_of_its_example() {
    for notation in notation::TABLE {
        let (source, claims) = claims(notation.example().trim_end());
        assert_eq!(claims.len(), 1, "{}", notation.name());
        assert_eq!(claims[0].notation, notation.name());
        for line in &claims[0].lines {
            assert_eq!(source.slice(line.span), line.text);
        }
    }
}

#[test]
fn every_notation_reads_what_it_writes() {
    for notation in notation::TABLE {
        let (source, claims) = claims(notation.example().trim_end());
        for output in [vec!["42".to_owned()], vec!["x  y".to_owned(), "42".to_owned(), "  z".to_owned()]] {
            let Some(text) = notation.rewrite(&claims[0], &output) else { continue };
            let mut edited = source.text().to_owned();
            edited.replace_range(claims[0].span().range(), &text);
            let code = edited.trim_start_matches("```python\n").trim_end_matches("\n```\n");
            let (_, again) = self::claims(code);
            assert_eq!(again.len(), 1, "{code}");
            assert_eq!(again[0].text(9), output.join("\n"), "{code}");
            assert_eq!(again[0].notation, notation.name());
        }
    }
}

#[test]
fn markers_behind_statements_and_on_their_own() {
    assert_eq!(found("x = 1\nprint(x)  # Output: 1"), ["output-trailing \"1\" 2-2"]);
    assert_eq!(found("print(1)\n\n# output: 1"), ["output-block \"1\" 1-1"]);
    assert_eq!(
        found("for i in range(2):\n    print(i)\n# Output:\n#   0\n# 1\n\n# more"),
        ["output-block \"  0\\n1\" 1-2"]
    );
    assert_eq!(found("print(1)  # Output:\n# 1"), ["output-trailing \"1\" 1-1"]);
    assert_eq!(found("print(1)\n# Output\n# 1"), ["output-block \"1\" 1-1"]);
    assert_eq!(found("print(1)\n# Output"), [""; 0]);
}

#[test]
fn a_hash_arrow_block_is_one_claim() {
    assert_eq!(found("print(a)\n#> 1\n#> 2\nprint(b)\n#> 3"), ["hash-arrow \"1\\n2\" 1-1", "hash-arrow \"3\" 4-4"]);
    assert_eq!(found("print(a)  #> 1"), ["hash-arrow \"1\" 1-1"]);
}

#[test]
fn a_bare_comment_behind_a_print_is_a_claim_or_may_be_one() {
    let (_, claims) = claims("print(x)  # 15\nprint(x)  # tuple\nprint(x)  # 1. One\nx = 3  # 3\nprint('a')  ## 1 (x)");
    let strengths: Vec<_> = claims.iter().map(|claim| (claim.strength, claim.constant)).collect();
    let (value, text) = (Strength::InferredValue, Strength::InferredText);
    assert_eq!(strengths, [(value, false), (text, false), (value, true)]);
}

#[test]
fn a_block_claim_may_reach_back_to_the_one_before() {
    let (_, claims) = claims("print(0)\n# Output: 0\nprint(1)\nprint(2)\n# Output:\n# 1\n# 2");
    let places: Vec<_> = claims[1].places.iter().map(|place| (place.first, place.last)).collect();
    assert_eq!(places, [(5, 5), (4, 5)]);
    assert_eq!(claims[1].fallback.as_ref().map(|place| (place.first, place.last)), Some((2, 5)));
}

#[test]
fn bodies_of_functions_are_no_part_of_what_stands_above() {
    let (_, claims) = claims("def f():\n    print(1)\nf()\n# Output: 1");
    assert!(claims[0].places[0].holds(4) && !claims[0].places[0].holds(3));
    assert!(!claims[0].places[1].holds(3) && claims[0].places[1].holds(2));
    assert!(!claims[0].fallback.as_ref().expect("a fallback").holds(3));
}

#[test]
fn an_explanation_behind_the_output_may_be_left_out() {
    let (_, claims) = claims("print(1)\n# Output: 1\n# This is the first one");
    assert_eq!(claims[0].extents().collect::<Vec<_>>(), [2, 1]);
    let (_, claims) = self::claims("print(1)\n# Output: 1\n# 2");
    assert_eq!(claims[0].extents().collect::<Vec<_>>(), [2]);
}
