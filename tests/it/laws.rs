//! The laws of the design's section 6a, over made-up outputs, claims and remarks in each notation. Nothing is run: each
//! case makes up what a run shows. Each law gets a hundred thousand cases in `.ci/run` (`tests/it/extent.rs`): 110 seconds of
//! processor time.
//!
//! `DOCTRUE_CASES=1000000 DOCTRUE_SEED=7 cargo test --profile ci --test it laws` tries other and more cases.

mod form;
mod made;

use crate::extent::{cases, seed};
use doctrue::claim::reading::SEPARATORS;
use doctrue::judge::{Judgement, Match, Verdict};
use doctrue::lang::literal::{self, Digits, Literal};
use form::{BLOCKS, COMMENTS, Form, Shown};
use made::{Line, Value, changed, exception, line, remark, value};
use proptest::prelude::*;
use proptest::sample::select;

/// Each law gets as many cases as `extent` says, over all its `properties`.
fn config(properties: u32) -> ProptestConfig {
    ProptestConfig {
        cases: cases(300, 100_000).div_ceil(properties),
        failure_persistence: None,
        rng_seed: seed(),
        max_global_rejects: u32::MAX,
        ..ProptestConfig::default()
    }
}

/// How a text comes to be shown.
type How = fn(String) -> Shown;

/// Each form with what it may be about.
fn settings() -> Vec<(Form, How)> {
    let printed: How = |text| Shown::Printed(vec![text]);
    let value: How = Shown::Value;
    let assigned: How = Shown::Assigned;
    let changed: How = Shown::Changed;
    let print_only = [Form::Behind("prints "), Form::Behind("Prints: "), Form::HashArrow];
    let console = [Form::Prompt, Form::Fence, Form::Section];
    let mut all: Vec<(Form, How)> = Vec::new();
    for form in COMMENTS.into_iter().chain(console) {
        all.extend([(form, printed), (form, value)]);
    }
    all.extend(print_only.map(|form| (form, printed)));
    all.push((Form::Behind("returns "), value));
    all.extend(["", "Output: ", "=> "].map(|marker| (Form::Behind(marker), assigned)));
    all.extend([(Form::Below(""), assigned), (Form::Behind(""), changed), (Form::Below(""), changed)]);
    all
}

fn setting() -> impl Strategy<Value = (Form, How)> {
    select(settings())
}

/// A setting in which a remark may follow.
fn remarked() -> impl Strategy<Value = (Form, How)> {
    select(settings().into_iter().filter(|(form, _)| form.takes_remarks()).collect::<Vec<_>>())
}

/// A setting in which something is printed.
fn printed() -> impl Strategy<Value = (Form, How)> {
    let prints = |how: How| matches!(how(String::new()), Shown::Printed(_));
    select(settings().into_iter().filter(|(_, how)| prints(*how)).collect::<Vec<_>>())
}

/// Whether `shown` has nothing that may satisfy a claim: None is no output.
fn is_nothing(shown: &Shown) -> bool {
    matches!(shown, Shown::Value(value) | Shown::Assigned(value) if value == "None")
}

/// Whether `value` is None, which a method that changes its object does give back.
fn is_given_back(value: &Value, shown: &Shown) -> bool {
    matches!((value, shown), (Value::Name("None"), Shown::Changed(_)))
}

/// Whether a careful reader takes the value `a` for `b` where `how` it is shown: around what is printed, quotes in a comment
/// say nothing.
fn is_same(a: &Value, b: &Value, (form, how): (Form, How)) -> bool {
    let is_free = matches!(how(String::new()), Shown::Printed(_)) && !form.is_console() && form != Form::Prompt;
    let bare = |value: &Value| if let Value::Text(text) = value { text.clone() } else { value.to_string() };
    a.is_same(b) || is_free && (bare(a) == bare(b) || bare(a) == b.to_string() || a.to_string() == bare(b))
}

/// Whether no reader takes `text` for `real`: neither is a spelling or a rounding of the other.
fn is_another(text: &str, real: &str) -> bool {
    // As other languages write them.
    let text = match text.trim() {
        "true" => "True",
        "false" => "False",
        "none" | "null" => "None",
        text => text,
    };
    let same = |a: &Literal, b: &Literal| {
        Literal::stands_for(a, b, Digits::Shortened) || Literal::stands_for(b, a, Digits::Shortened)
    };
    match (literal::parse(text), literal::parse(real)) {
        (Some(a), Some(b)) => !same(&a, &b),
        _ => text.trim() != real.trim(),
    }
}

/// Whether a confirmed text differs from what is shown in nothing but a remark, a label, what dots leave out, or layout.
fn is_named_part(text: &str, shown: &Line, judgement: Option<&Judgement>) -> bool {
    let real = shown.to_string();
    let text = text.trim();
    let value = match shown {
        Line::Labelled(_, value) | Line::Value(value) => value.to_string(),
        Line::Words(words) => labelled(words).unwrap_or(words).to_owned(),
    };
    match judgement.and_then(|judgement| judgement.matched) {
        Some(Match::Remark) => text.contains(&real) || text.contains(&value),
        Some(Match::Label) => {
            let is_value_behind = |(index, _)| !is_another(&text[index..], &value);
            text.char_indices().any(is_value_behind) || with_tight_marks(text) == with_tight_marks(&real)
        }
        Some(Match::Elision) => text.contains("...") || text.contains('…'),
        Some(Match::Formatting) => {
            // Blanks within a container in a console, behind its label too, and those that a long line is broken at.
            let label = real.strip_suffix(&value).unwrap_or_default();
            let is_container = value.starts_with(['[', '(', '{']) && text.starts_with(label);
            is_container && text.split_whitespace().eq(real.split_whitespace())
        }
        // A marker may end in stars or a colon, or be a sign alone, and an output in a console may be commented out.
        _ => text.trim_start_matches(['*', '#', ':', '>']) == real,
    }
}

/// What stands in `words` behind a mark as behind a label, if it looks like a value.
fn labelled(words: &str) -> Option<&str> {
    let (_, end) =
        [": ", " = ", " -> "].iter().filter_map(|mark| words.rsplit_once(mark)).min_by_key(|(_, end)| end.len())?;
    let is_sign = |c: char| !c.is_alphabetic() && !"()[]{}".contains(c);
    (end.chars().all(is_sign) || literal::parse(end).is_some_and(|literal| literal.is_value())).then_some(end)
}

/// `text` without blanks around the marks behind labels.
fn with_tight_marks(text: &str) -> String {
    let tight = |text: String, mark: &str| text.split(mark).map(str::trim).collect::<Vec<_>>().join(mark);
    ["=", ":", "：", "->"].into_iter().fold(text.to_owned(), tight)
}

/// `printed` with a line missing, added, repeated, or in another place, chosen by two numbers.
fn with_other_lines(printed: &[String], added: &str, place: usize, kind: usize) -> Vec<String> {
    let mut text = printed.to_vec();
    let at = place % text.len();
    match kind % 4 {
        0 => text.insert(place % (text.len() + 1), added.to_owned()),
        1 => text.insert(at, printed[at].clone()),
        2 => _ = text.remove(at),
        _ => text.swap(at, (at + 1) % printed.len()),
    }
    text
}

/// The last word of a line: a value without its label ends in it.
fn bare(line: &str) -> &str {
    line.rsplit([' ', '=', '：']).next().unwrap_or(line)
}

/// Whether the values of the last lines `printed` are those of `text`.
fn ends_with(printed: &[String], text: &[String]) -> bool {
    let last = printed.iter().rev().zip(text.iter().rev());
    last.into_iter().all(|(printed, text)| bare(printed) == bare(text))
}

/// What a console shows of an exception behind what is printed.
fn traceback(printed: &[String], kind: &str, message: &str) -> Vec<String> {
    let head = ["Traceback (most recent call last):", "  File \"a\", line 1, in <module>"].map(str::to_owned);
    printed.iter().cloned().chain(head).chain([format!("{kind}: {message}")]).collect()
}

proptest! {
    #![proptest_config(config(10))]

    /// What is shown is confirmed, in each notation: the other laws are about claims.
    #[test]
    fn what_is_shown_is_right((form, how) in setting(), real in value()) {
        prop_assume!(!is_nothing(&how(real.to_string())));
        let right = form.line(&how(real.to_string()), &real.to_string());
        prop_assert!(right.is_confirmed(), "{}", right);
    }
}

proptest! {
    #![proptest_config(config(3))]

    /// (a) A remark behind a right value never makes the claim wrong, behind a wrong one never makes it right.
    #[test]
    fn a_remark_changes_no_verdict((form, how) in setting(), real in value(), other in value(), (place, kind) in any::<(usize, usize)>(), remark in remark()) {
        let shown = how(real.to_string());
        if form.takes_remarks() && !is_nothing(&shown) {
            let right = form.line(&shown, &format!("{real}{remark}"));
            prop_assert!(!right.is_wrong(), "{}", right);
        }
        let others = [Some(other), real.neighbour(place, kind)].into_iter().flatten();
        for other in others.filter(|other| !is_same(other, &real, (form, how)) && !is_given_back(other, &shown)) {
            let wrong = form.line(&shown, &format!("{other}{remark}"));
            prop_assert!(!wrong.is_confirmed(), "{}", wrong);
        }
    }

    /// The same for each row of the table of separators, by its own example.
    #[test]
    fn each_separator_sets_a_remark_off((form, how) in remarked(), real in 10u32..100_000, row in 0..SEPARATORS.len()) {
        let example = SEPARATORS[row].example;
        let tail = ["15", "10", "8", "2", "3", "54"].iter().find_map(|value| example.strip_prefix(value));
        if let Some(tail) = tail {
            let judged = |number: u32| form.line(&how(real.to_string()), &format!("{number}{tail}"));
            let right = judged(real);
            let is_open = form.is_console() && right.verdict() == Some(Verdict::Unverified);
            let is_none = form.is_bare() && right.judgement.is_none();
            prop_assert!(right.is_confirmed() || is_open || is_none, "{}", right);
            let wrong = judged(real + 1);
            prop_assert!(!wrong.is_confirmed(), "{}", wrong);
        }
    }

    /// (a) for exceptions.
    #[test]
    fn a_remark_changes_no_exception(raised in exception(), other in exception(), remark in remark(), form in select(vec![Form::Behind(""), Form::Behind("raises "), Form::Behind("Output: "), Form::Below(""), Form::Lines])) {
        prop_assume!(!remark.goes_on_with_words());
        let shown = Shown::Raised(Vec::new(), raised.0, raised.1.clone());
        let judged = |(kind, message): &(&str, String)| form.line(&shown, &format!("{kind}: {message}{remark}"));
        let right = judged(&raised);
        prop_assert!(!right.is_wrong(), "{}", right);
        if raised != other {
            let wrong = judged(&other);
            prop_assert!(!wrong.is_confirmed(), "{}", wrong);
        }
    }
}

proptest! {
    #![proptest_config(config(1))]

    /// (b) A text that begins with the whole output and goes on behind a separator is never wrong.
    #[test]
    fn a_text_that_goes_on_behind_the_output_is_never_wrong((form, how) in remarked(), real in line(), remark in remark()) {
        let shown = how(real.to_string());
        // Behind words a colon or a plain word goes on with the text, and a console shows no labels of the author.
        let is_words = matches!(real, Line::Words(_)) || form.is_console() && matches!(real, Line::Labelled(..));
        let is_printed = matches!(shown, Shown::Printed(_));
        prop_assume!(if is_words { is_printed && !remark.goes_on_with_words() } else { !is_nothing(&shown) });
        let judged = form.line(&shown, &format!("{real}{remark}"));
        prop_assert!(!judged.is_wrong(), "{}", judged);
        if matches!(real, Line::Value(_)) && !form.is_console() && !form.is_bare() {
            prop_assert!(judged.is_confirmed(), "{}", judged);
        }
    }
}

proptest! {
    #![proptest_config(config(3))]

    /// (c) One thing changed in a confirmed claim never stays confirmed, unless it lies in what the reading names.
    #[test]
    fn one_change_is_seen((form, how) in printed(), real in line(), (place, kind) in any::<(usize, usize)>()) {
        let text = changed(&real.to_string(), place, kind);
        prop_assume!(!text.trim().is_empty() && is_another(&text, &real.to_string()));
        let judged = form.line(&how(real.to_string()), &text);
        prop_assert!(!judged.is_confirmed() || is_named_part(&text, &real, judged.judgement.as_ref()), "{}", judged);
    }

    /// (c) An element of a value changed, as another value: that is decided here.
    #[test]
    fn another_value_is_not_right((form, how) in setting(), real in value(), (place, kind) in any::<(usize, usize)>(), spelling in 0usize..4) {
        let shown = how(real.to_string());
        let other = real.neighbour(place, kind).filter(|other| !is_same(other, &real, (form, how)));
        if let Some(other) = other.filter(|other| !is_given_back(other, &shown)) {
            let judged = form.line(&shown, &other.spelled(spelling));
            prop_assert!(!judged.is_confirmed(), "{}", judged);
        }
    }

    /// (c) for exceptions: another type, one change in the message.
    #[test]
    fn one_change_of_an_exception_is_seen((kind, message) in exception(), (other, _) in exception(), (place, how) in any::<(usize, usize)>(), form in select(vec![Form::Behind(""), Form::Behind("raises "), Form::Below("Output: "), Form::Lines, Form::Prompt, Form::Fence])) {
        let shown = Shown::Raised(Vec::new(), kind, message.clone());
        let judged = |kind: &str, message: &str| {
            form.judged(&shown, &if form.is_console() { traceback(&[], kind, message) } else { vec![format!("{kind}: {message}")] })
        };
        let right = judged(kind, &message);
        prop_assert!(right.is_confirmed(), "{}", right);
        let changed = changed(&message, place, how);
        let is_layout = changed.split_whitespace().eq(message.split_whitespace()) || changed.trim().is_empty();
        let is_remark = !form.is_console() && changed.starts_with(&message);
        if !is_layout && !is_remark && !changed.contains('…') {
            let wrong = judged(kind, &changed);
            prop_assert!(!wrong.is_confirmed(), "{}", wrong);
        }
        if other != kind {
            let wrong = judged(other, &message);
            prop_assert!(!wrong.is_confirmed(), "{}", wrong);
        }
    }
}

proptest! {
    #![proptest_config(config(3))]

    /// (d) An explicit output with a printed line missing, added, or in another place is never confirmed.
    #[test]
    fn all_printed_lines_count(form in select(BLOCKS.to_vec()), lines in prop::collection::vec(line(), 2..6), added in line(), (place, kind, by_each) in any::<(usize, usize, bool)>()) {
        let printed: Vec<_> = lines.iter().map(Line::to_string).collect();
        // What stands below a prompt is about that prompt.
        let by_each = by_each && form != Form::Prompt;
        let shown = if by_each { Shown::ByEach(printed.clone()) } else { Shown::Printed(printed.clone()) };
        let right = form.judged(&shown, &printed);
        prop_assert!(right.is_confirmed(), "{}", right);
        let text = with_other_lines(&printed, &added.to_string(), place, kind);
        // Two lines with the same value may be labelled in either order.
        prop_assume!(!text.iter().map(|line| bare(line)).eq(printed.iter().map(|line| bare(line))));
        let judged = form.judged(&shown, &text);
        // The last lines alone may be what a comment below the last prints is about, and it may label their values.
        let is_end = text.len() < printed.len() && ends_with(&printed, &text);
        let is_tail = by_each && is_end && matches!(form, Form::Lines | Form::HashArrow);
        // A sentence below the output is a remark on it.
        let is_about_first = |judgement: &Judgement| judgement.lines == printed.len() && text.starts_with(&printed);
        let is_remark = form == Form::Lines && judged.judgement.as_ref().is_some_and(is_about_first);
        prop_assert!(is_tail || is_remark || !judged.is_confirmed(), "{}", judged);
    }

    /// (d) The same for a row of printed lines.
    #[test]
    fn all_of_a_row_counts(form in select(vec![Form::Behind("Output: "), Form::Behind(""), Form::Below("Output: ")]), numbers in prop::collection::vec(-99i32..99, 2..6), separator in select(vec![" ", ", ", "; ", " -> ", " then "]), (place, kind) in any::<(usize, usize)>()) {
        let printed: Vec<_> = numbers.iter().map(i32::to_string).collect();
        let shown = Shown::Printed(printed.clone());
        let right = form.line(&shown, &printed.join(separator));
        prop_assert!(right.is_confirmed(), "{}", right);
        let text = with_other_lines(&printed, "777", place, kind);
        prop_assume!(text != printed);
        let wrong = form.line(&shown, &text.join(separator));
        prop_assert!(!wrong.is_confirmed(), "{}", wrong);
    }

    /// (d) The same for what is printed before an exception.
    #[test]
    fn all_that_is_printed_before_an_exception_counts(form in select(vec![Form::Prompt, Form::Fence]), lines in prop::collection::vec(line(), 2..4), added in line(), (place, change) in any::<(usize, usize)>(), (kind, message) in exception()) {
        let printed: Vec<_> = lines.iter().map(Line::to_string).collect();
        let shown = Shown::Raised(printed.clone(), kind, message.clone());
        let right = form.judged(&shown, &traceback(&printed, kind, &message));
        prop_assert!(right.is_confirmed(), "{}", right);
        let text = with_other_lines(&printed, &added.to_string(), place, change);
        prop_assume!(text != printed);
        let wrong = form.judged(&shown, &traceback(&text, kind, &message));
        prop_assert!(!wrong.is_confirmed(), "{}", wrong);
    }
}

proptest! {
    #![proptest_config(config(1))]

    /// (e) Two different literals are never both confirmed for one output.
    #[test]
    fn two_literals_are_not_both_right((form, how) in setting(), real in value(), others in prop::collection::vec((value(), any::<(usize, usize)>()), 1..3), spelling in 0usize..4) {
        let near = others.iter().filter_map(|(_, (place, kind))| real.neighbour(*place, *kind));
        let all = others.iter().map(|(other, _)| other.clone()).chain(near);
        let shown = how(real.to_string());
        let is_right =
            |value: &Value| !is_given_back(value, &shown) && form.line(&shown, &value.spelled(spelling)).is_confirmed();
        let mut right: Vec<_> = all.filter(is_right).collect();
        // Where no other is right, it does not matter whether the value itself is.
        if !right.is_empty() && is_right(&real) {
            right.push(real);
        }
        for (index, first) in right.iter().enumerate() {
            for second in &right[index + 1..] {
                prop_assert!(is_same(first, second, (form, how)), "{} and {} for {:?}", first, second, shown);
            }
        }
    }
}
