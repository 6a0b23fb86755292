//! Tests of readings: every row of the tables by its own example and counterexample.

use super::*;

/// The value and the remark that the first reading with a remark of `kind` gives.
fn remark_of(text: &str, name: &str) -> Option<Rest> {
    let found = readings(text, true, false).filter(|reading| shape::is_value(reading.value));
    found
        .filter(|reading| reading.remark.is_some_and(|(row, _)| row.name == name))
        .find_map(|reading| reading.rest(false))
}

#[test]
fn every_separator_reads_its_example_and_not_its_counterexample() {
    for row in SEPARATORS {
        if !row.example.is_empty() {
            assert_eq!(remark_of(row.example, row.name), Some(Rest::Remark), "{}: {}", row.name, row.example);
        }
        assert_ne!(remark_of(row.counterexample, row.name), Some(Rest::Remark), "{}: {}", row.name, row.counterexample);
    }
}

#[test]
fn a_value_with_a_remark_is_no_label() {
    for text in [
        "5, denn 2 * 2 = 4",
        "5 because 2 * 2 = 4",
        "5 (since n is 4)",
        "None - the default is 0",
        "True (since x is 5)",
        "None, because the default is 0",
        "12 — the sum is 5",
    ] {
        let labels: Vec<_> = readings(text, true, true).filter_map(|reading| reading.label).collect();
        assert!(labels.is_empty(), "{text}: {labels:?}");
    }
    for text in ["step 2 - the sum is 5", "f(1) - the first: 5", "1 - first: 5", "a, b = 5"] {
        assert!(readings(text, true, true).any(|reading| reading.label.is_some() && reading.value == "5"), "{text}");
    }
}

#[test]
fn a_digit_before_a_dash_and_words_may_be_a_value() {
    for text in ["4 - rounded up", "3: bitwise xor", "9 — das Maximum"] {
        assert_eq!(after_digit(text).map(|reading| reading.value), text.get(..1), "{text}");
    }
    for text in ["12 - a dozen", "4 - 3", "4 - x", "4", "4 apples", "a - b", "4 - None"] {
        assert!(after_digit(text).is_none(), "{text}");
    }
}

#[test]
fn every_label_stands_before_its_value() {
    for row in LABELS {
        let mut found = readings(row.example, false, true);
        assert!(found.any(|reading| reading.label.is_some() && reading.value == "15"), "{}", row.example);
    }
}

#[test]
fn parts_of_words_and_of_values_are_no_values() {
    for text in ["3.14", "[1, 2]", "café", "a-b", "x != 5", "12:30", "x <= 5", "'a # b'", "'a =5'", "['a: 5']"] {
        let value = |reading: &Reading<'_>| reading.rest(true) == Some(Rest::Remark) || reading.label.is_some();
        let found: Vec<_> = readings(text, true, true).collect();
        assert!(!found.iter().any(value), "{text}: {found:?}");
    }
}

#[test]
fn an_author_is_committed_by_a_value_and_what_explains_it() {
    for text in [
        "15",
        "10 (unchanged)",
        "[1, 2] - sorted",
        "True because x",
        "54（六行九列）",
        "✅ 3",
        "x = 5",
        "true",
        "5  # noqa",
        "10, not 11",
    ] {
        assert!(committed(text).is_some(), "{text}");
    }
    for text in ["10 apples", "2 - second way", "Hello (world)", "the 2 guests", "see chapter 3", "1: first"] {
        assert!(committed(text).is_none(), "{text}");
    }
}

#[test]
fn the_marks_of_reasons_are_words_and_no_others_are() {
    for row in SEPARATORS {
        let is_word = |mark: &&str| mark.starts_with(char::is_alphanumeric);
        assert!(row.marks.iter().all(|mark| is_word(mark) == (row.name == "reason")), "{}", row.name);
    }
}
