//! Tests of the ladder: each rung with what it accepts, and the near misses that none may accept.

use super::*;
use proptest::prelude::*;

fn check(rung: Match, pairs: &[(&str, &str)]) {
    for (claimed, actual) in pairs {
        assert_eq!(climb(claimed, actual), Some(rung), "{claimed:?} for {actual:?}");
    }
}

#[test]
fn the_pattern_is_sound() {
    assert!(ADDRESS.is_sound());
}

#[test]
fn formatting_is_blanks_quotes_and_wrapping() {
    let pairs = [
        ("  15 ", "15"),
        ("'abc'", "abc"),
        ("\"it's\"", "it's"),
        ("`15`", "15"),
        ("[1, 2,\n 3]", "[1, 2, 3]"),
        ("a\n\nb", "a\nb "),
    ];
    check(Match::Formatting, &pairs);
}

#[test]
fn blanks_of_another_width_are_blanks() {
    let pairs =
        [("\u{3000}a\n b", "a\nb"), (" a\n\u{3000}b", "\u{a0}a\n\u{a0}b"), ("\u{a0}\u{3000}a\n\tb", "\u{2003}a\nb")];
    check(Match::Formatting, &pairs);
    assert_eq!(climb("\u{3000}a\nb", "a\nb"), None);
}

#[test]
fn literals_are_compared_as_values() {
    let pairs = [
        ("{'b','a'}", "{'a', 'b'}"),
        ("[1,2]", "[1, 2]"),
        ("0.333", "0.3333333333333333"),
        ("<f at 0x7f1>", "<f at 0x55>"),
        ("<f at 0x...>", "<f at 0x55>"),
    ];
    check(Match::Literal, &pairs);
}

#[test]
fn a_label_may_stand_on_either_side() {
    check(
        Match::Label,
        &[("15", "Sum: 15"), ("15", "Sum = 15"), ("[1, 2]", "the list: [1, 2]"), ("tuple", "Type: <class 'tuple'>")],
    );
    check(
        Match::Label,
        &[("GCD: 6", "6"), ("x = 5", "5"), ("4+16+36 = 56", "56"), ("k: 10", "k 10"), ("a: 1, b: 2", "a: 1 b: 2")],
    );
}

#[test]
fn a_remark_may_follow_a_value() {
    check(
        Match::Remark,
        &[
            ("10 (unchanged)", "10"),
            ("10 - the first", "10"),
            ("True, because x", "True"),
            ("3 items", "3"),
            ("0.30000000000000004 (not 0.3!)", "0.30000000000000004"),
            ("Hello (a greeting)", "Hello"),
            ("10, not 11", "10"),
            ("10!", "10"),
            ("[1] <- the same", "[1]"),
            ("15 (sum)", "Sum: 15"),
        ],
    );
}

#[test]
fn dots_stand_for_anything() {
    check(
        Match::Elision,
        &[
            ("[1, 2, ..., 99]", "[1, 2, 3, 4, 99]"),
            ("3.605...", "3.605551275463989"),
            ("1 1\n2 2\n...\nnumber 23 ", "1 1\n2 2\n3 3\nnumber 23"),
            ("Traceback\n...\nKeyError", "Traceback\n  x\n  y\nKeyError"),
        ],
    );
    assert_eq!(climb("...", "x"), None);
}

#[test]
fn a_type_may_be_called_by_its_name() {
    check(
        Match::TypeName,
        &[("tuple", "<class 'tuple'>"), ("Dog", "<class '__main__.Dog'>"), ("class int", "<class 'int'>")],
    );
}

#[test]
fn lines_may_be_joined() {
    check(
        Match::Joined,
        &[
            ("0 1 2", "0\n1\n2"),
            ("0, 1, 2", "0\n1\n2"),
            ("a then b", "a\nb"),
            ("x y, z", "x y\nz"),
            ("1, 2 and 3", "1\n2\n3"),
        ],
    );
}

#[test]
fn near_misses_stay_wrong() {
    for (claimed, actual) in [
        ("10", "10.0"),
        ("10.0", "10"),
        ("1", "True"),
        ("b'x'", "'x'"),
        ("'x'", "b'x'"),
        ("5", "15"),
        ("5", "Sum: 15"),
        ("314", "314.0"),
        ("10 (the value)", "100"),
        ("10", "10 apples"),
        ("Hello there", "Hello"),
        ("Hello, World", "Hello"),
        ("1, 2, 3", "1"),
        ("True, False", "True"),
        ("1  # Output: 2", "1"),
        ("0xff", "0xfe"),
        ("abc", "ABC"),
        ("0 1 2", "0\n1\n3"),
        ("1\n3", "1\n2"),
        ("3", "1 2 3"),
        ("c", "['a', 'b: c"),
        ("found", "not found"),
        ("World", "Hello World"),
        ("5", "3 is not 5"),
        ("1\n2", "12"),
        ("10 - 5 = 5", "10"),
        ("3 -> 4", "3"),
        ("1 and 2", "1"),
        ("1, 2 and 3", "1"),
        ("True and False", "True"),
        ("Name | Age", "Name"),
        ("Hello - World", "Hello"),
        ("2.5", "2.50"),
        ("3.14", "3.1416"),
        ("5", "+5"),
        ("1000000", "1_000_000"),
        ("0XFF", "0xff"),
        ("0.00001", "1e-05"),
        ("(1, 2, 3)", "1, 2, 3"),
        ("(1, 000)", "1,000"),
        ("*\n**\n***", "  *\n **\n***"),
        ("~2.5", "2.29"),
        ("~3.2", "3.14159"),
        ("5", "n - 5"),
        ("//x", "http://x"),
        ("1\n2", "1 2"),
        ("k: 11", "k 10"),
        ("5", "x is not 5"),
        ("30", "Time 10:30"),
        ("5 million", "5"),
        ("0\n1\n...\n9", "0\n1\n2\n99"),
        ("0 1 2 ... 9", "0 1 2 3 99"),
        ("caf\u{e9}", "cafe\u{301}"),
    ] {
        assert_eq!(climb(claimed, actual), None, "{claimed:?} for {actual:?}");
    }
}

#[test]
fn lines_match_each_on_their_own_rung() {
    assert_eq!(climb("Sum: 3\n{2, 1}", "Sum: 3\n{1, 2}"), Some(Match::Literal));
    assert_eq!(climb("3 (sum)\n4", "3\n4"), Some(Match::Remark));
}

proptest! {
    #[test]
    fn a_text_stands_for_itself(text in "\\PC{0,40}") {
        prop_assert_eq!(climb(&text, &text), Some(Match::Exact));
    }

    #[test]
    fn another_number_never_matches(a in -1000i32..1000, b in -1000i32..1000, suffix in "( \\(x\\)| - y|)") {
        let claimed = format!("{a}{suffix}");
        prop_assert_eq!(climb(&claimed, &b.to_string()).is_some(), a == b);
        prop_assert_eq!(climb(&claimed, &format!("Value: {b}")).is_some(), a == b);
    }

    #[test]
    fn any_two_texts_can_be_compared(a in "\\PC{0,40}", b in "[a1 .:=\n'\\[]{0,30}") {
        let _ = climb(&a, &b);
        let _ = climb(&b, &a);
    }
}
