//! The laws of the design's section 6a, over made-up outputs, claims and remarks. Nothing is run: each case makes up what
//! a run shows. Each law gets a hundred
//! thousand cases in `.ci/run` (`tests/it/extent.rs`).

use crate::extent::cases;
use doctrue::claim::reading::SEPARATORS;
use doctrue::directive::{Directives, resolve};
use doctrue::document;
use doctrue::example::{Class, classify};
use doctrue::judge::{Judgement, Match, Verdict, judge};
use doctrue::lang::literal::{self, Literal};
use doctrue::run::{Chunk, Ending, Origin, Recorded, Run, Stream};
use doctrue::settings::Matching;
use doctrue::source::Source;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use std::collections::BTreeMap;
use std::time::Duration;

fn config() -> ProptestConfig {
    // The same cases each time: what fails here fails for everybody.
    let rng_seed = RngSeed::Fixed(13);
    ProptestConfig { cases: cases(300, 3_000), failure_persistence: None, rng_seed, ..ProptestConfig::default() }
}

/// What was printed from each line of the document, and the value recorded for the first claim.
struct Shown<'a> {
    printed: Vec<(usize, &'a str)>,
    value: Option<&'a str>,
}

fn run(shown: &Shown<'_>) -> Run {
    let chunk = |(line, text): &(usize, &str)| Chunk {
        stream: Stream::Stdout,
        origin: Origin::Lines(vec![*line]),
        bytes: format!("{text}\n").into_bytes(),
    };
    let values = shown.value.map(|value| (0, vec![Recorded::Value(value.to_owned())]));
    Run {
        chunks: shown.printed.iter().map(chunk).collect(),
        values: values.into_iter().collect(),
        caught: BTreeMap::new(),
        unseen: BTreeMap::new(),
        touched: Vec::new(),
        folder: String::new(),
        typed: Vec::new(),
        attributed: true,
        exception: None,
        ending: Ending::Ended,
        leaked: false,
        duration: Duration::ZERO,
    }
}

/// The judgement on the first claim of `markdown`, if there is one.
fn judged(markdown: &str, shown: &Shown<'_>) -> Option<Judgement> {
    let document = document::parse(Source::new("a.md", markdown.as_bytes().to_vec()));
    let classes = classify(&document, &resolve(&document, &Directives::default()).blocks);
    let example = classes.iter().flat_map(Class::examples).next()?;
    let claims = doctrue::claim::recognise(&document.source, example);
    judge(&claims, &run(shown), Matching::Any).into_iter().next()
}

/// One line printed behind which `comment` stands.
fn behind(comment: &str, printed: &str) -> Option<Judgement> {
    judged(&format!("```python\nprint(x)  # {comment}\n```\n"), &Shown { printed: vec![(2, printed)], value: None })
}

fn verdict(judgement: Option<&Judgement>) -> Option<Verdict> {
    judgement.map(|judgement| judgement.verdict)
}

fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        (-2000i32..2000).prop_map(|n| n.to_string()),
        (-2000i32..2000, 1u32..1000).prop_map(|(a, b)| format!("{a}.{b}")),
    ]
}

fn atom() -> impl Strategy<Value = String> {
    prop_oneof![
        number(),
        "[a-z]{1,6}".prop_map(|word| format!("'{word}'")),
        "[a-z]{1,4} [a-z]{1,4}".prop_map(|words| format!("'{words}'")),
        prop::sample::select(vec!["True", "False", "None"]).prop_map(str::to_owned),
    ]
}

fn value() -> impl Strategy<Value = String> {
    let row = || prop::collection::vec(atom(), 1..4);
    prop_oneof![
        3 => atom(),
        1 => row().prop_map(|items| format!("[{}]", items.join(", "))),
        1 => row().prop_map(|items| format!("({},)", items.join(", "))),
        1 => prop::collection::btree_map("[a-z]{1,3}", atom(), 1..3).prop_map(|items| {
            let pairs: Vec<_> = items.iter().map(|(key, value)| format!("'{key}': {value}")).collect();
            format!("{{{}}}", pairs.join(", "))
        }),
    ]
}

fn words() -> impl Strategy<Value = String> {
    "[A-Z][a-z]{1,6}( [a-z]{1,7}){1,4}"
}

/// Marks with blanks as authors set them, and remarks with numbers, quotes and brackets.
fn remark() -> impl Strategy<Value = String> {
    let explained = prop::sample::select(vec![
        "the sum of 1 and 2",
        "begins with \"he\"",
        "see f(3)",
        "was 7 before",
        "it isn't [1, 2]",
        "unchanged",
        "第二次",
    ]);
    let marks = prop::sample::select(vec![
        (" - ", ""),
        (" -- ", ""),
        (" — ", ""),
        ("—", ""),
        (" (", ")"),
        ("（", "）"),
        ("  # ", ""),
        (" ← ", ""),
        (" <- ", ""),
        (" ✅ ", ""),
        (" because ", ""),
        (": ", ""),
        ("：", ""),
        ("; ", ""),
    ]);
    (marks, explained).prop_map(|((open, close), text)| format!("{open}{text}{close}"))
}

/// Whether no reader takes the one for the other: neither is a spelling or a rounding of the other.
fn are_different(a: &str, b: &str) -> bool {
    let same = |a: &Literal, b: &Literal| Literal::stands_for(a, b) || Literal::stands_for(b, a);
    match (literal::parse(a), literal::parse(b)) {
        (Some(a), Some(b)) => !same(&a, &b),
        _ => a.trim() != b.trim(),
    }
}

/// `text` with one character, word, element or line changed, by two numbers.
fn changed(text: &str, place: usize, kind: usize) -> String {
    let characters: Vec<char> = text.chars().collect();
    let at = place % characters.len().max(1);
    let mut new = characters.clone();
    match kind % 4 {
        0 => new[at] = if new[at] == 'q' { 'z' } else { 'q' },
        1 => new.insert(at, '7'),
        2 => {
            new.remove(at);
        }
        _ => {
            let words: Vec<_> = text.split(' ').collect();
            let kept = words.iter().enumerate().filter(|(index, _)| words.len() < 2 || *index != place % words.len());
            return kept.map(|(_, word)| *word).collect::<Vec<_>>().join(" ");
        }
    }
    new.into_iter().collect()
}

proptest! {
    #![proptest_config(config())]

    /// (a) A remark behind a right value never makes the claim wrong, behind a wrong one never makes it right.
    #[test]
    fn a_remark_changes_no_verdict(real in value(), other in value(), remark in remark(), marker in prop::sample::select(vec!["", "Output: ", "=> "])) {
        let right = behind(&format!("{marker}{real}{remark}"), &real);
        prop_assert_ne!(verdict(right.as_ref()), Some(Verdict::Wrong));
        if are_different(&real, &other) {
            let wrong = behind(&format!("{marker}{other}{remark}"), &real);
            prop_assert_ne!(verdict(wrong.as_ref()), Some(Verdict::Confirmed), "{:?}", wrong);
        }
    }

    /// The same for each row of the table of separators, by its own example.
    #[test]
    fn each_separator_sets_a_remark_off(real in (10u32..100_000).prop_map(|n| n.to_string()), row in 0..SEPARATORS.len()) {
        let example = SEPARATORS[row].example;
        let tail = ["15", "10", "8", "2", "3", "54"].iter().find_map(|value| example.strip_prefix(value));
        if let Some(tail) = tail {
            let right = behind(&format!("{real}{tail}"), &real);
            prop_assert_eq!(verdict(right.as_ref()), Some(Verdict::Confirmed), "{}", tail);
        }
    }

    /// (b) A text that begins with the whole output and goes on behind a separator is never wrong.
    #[test]
    fn a_text_that_goes_on_behind_the_output_is_never_wrong(real in prop_oneof![value(), words()], remark in remark(), marker in prop::sample::select(vec!["", "Output: "])) {
        // Behind words a colon, a comma or a plain word goes on with the text.
        prop_assume!(literal::parse(&real).is_some() || !remark.starts_with([':', '：']) && !remark.starts_with(" because"));
        let judgement = behind(&format!("{marker}{real}{remark}"), &real);
        prop_assert_ne!(verdict(judgement.as_ref()), Some(Verdict::Wrong), "{:?}", judgement);
    }

    /// (c) One thing changed in a confirmed claim never stays confirmed, unless it lies in what the reading names.
    #[test]
    fn one_change_is_seen(real in prop_oneof![value(), words()], place in 0usize..60, kind in 0usize..4, marker in prop::sample::select(vec!["Output: ", "prints "])) {
        let text = changed(&real, place, kind);
        prop_assume!(!text.trim().is_empty() && text.trim() != real && are_different(&text, &real));
        if let Some(judgement) = behind(&format!("{marker}{text}"), &real).filter(|judgement| judgement.verdict == Verdict::Confirmed) {
            let is_named = matches!(judgement.matched, Some(Match::Remark | Match::Label | Match::Elision));
            let is_quotes = text.trim_matches(['\'', '"']) == real.trim_matches(['\'', '"']);
            prop_assert!(is_named || is_quotes, "{:?} for {}", judgement, real);
        }
    }

    /// (d) An explicit output with a printed line missing or added is never confirmed.
    #[test]
    fn all_printed_lines_count(lines in prop::collection::vec(prop_oneof![number(), words()], 2..6), place in 0usize..6, is_added in any::<bool>(), added in prop_oneof![number(), words()]) {
        let mut shown = lines.clone();
        if is_added { shown.insert(place % (lines.len() + 1), added) } else { shown.remove(place % lines.len()); }
        let printed: Vec<_> = lines.iter().enumerate().map(|(index, line)| (2 + index, line.as_str())).collect();
        let prints = "print(x)\n".repeat(lines.len());
        let comment = |mark: &str| shown.iter().map(|line| format!("{mark} {line}\n")).collect::<String>();
        for markdown in [
            format!("```python\n{prints}# Output:\n{}```\n", comment("#")),
            format!("```python\n{prints}```\n\n```output\n{}\n```\n", shown.join("\n")),
        ] {
            let run = Shown { printed: printed.clone(), value: None };
            let judgement = judged(&markdown, &run);
            // The last lines alone may be what a comment below the last prints is about.
            let is_tail = lines.ends_with(&shown) && markdown.contains("# Output");
            // A sentence below the output is a remark on it.
            let is_remark = judgement.as_ref().is_some_and(|judgement| judgement.lines < shown.len());
            let is_confirmed = verdict(judgement.as_ref()) == Some(Verdict::Confirmed);
            prop_assert!(is_tail || is_remark || !is_confirmed, "{}\n{:?}", markdown, judgement);
        }
    }

    /// (e) Two different literals are never both confirmed for one output.
    #[test]
    fn two_literals_are_not_both_right(real in value(), a in value(), b in value(), marker in prop::sample::select(vec!["", "Output: ", "-> "])) {
        let texts = [a.as_str(), b.as_str(), real.as_str()];
        let confirmed = |text: &&str| verdict(behind(&format!("{marker}{text}"), &real).as_ref()) == Some(Verdict::Confirmed);
        let right: Vec<_> = texts.iter().copied().filter(confirmed).collect();
        for (index, first) in right.iter().enumerate() {
            for second in &right[index + 1..] {
                prop_assert!(!are_different(first, second), "{} and {} for {}", first, second, real);
            }
        }
    }
}
