//! Fixing made-up documents: whatever is written, no byte outside the claims differs, no claim comes or goes, and a
//! second fix finds nothing to do.
//!
//! No interpreter is asked: what Python "prints" is made up as well, so that thousands of documents can be tried.
//! `DOCTRUE_CASES=1000000 cargo test --profile ci --test it fix_property` tries more; `.ci/run` takes a tenth of that, and
//! a plain `cargo test` a sample.

use crate::extent::{self, cases};
use doctrue::claim::{self, Claim, NotationId};
use doctrue::directive::{Directives, resolve};
use doctrue::document;
use doctrue::example::{Class, classify};
use doctrue::fix::verify::Trial;
use doctrue::fix::{self, Checked, ClaimChange, FixLimits, Privacy};
use doctrue::judge::{self, Judgement, Verdict, suggestion};
use doctrue::settings::Matching;
use doctrue::source::{Source, Span};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::collections::BTreeMap;

/// Outputs as examples may print them: plain ones, and those that mean something in Markdown or Python.
const OUTPUTS: [&str; 48] = [
    "42",
    "a\nb",
    "hello world",
    "'abc'",
    "[1, 2]",
    "x = 3",
    "  indented\nlines",
    "\n\nblank\n\nlines\n",
    "```",
    "~~~\nx",
    "-->",
    "# hash",
    ">>> x",
    "... y",
    "Output: 5",
    "a\tb",
    "é ☃",
    "{'a': 1}\n{'b': 2}",
    "---",
    "***",
    "1. item",
    "<b>",
    "a | b",
    "\"\"\"",
    "'''",
    "\\",
    "    four",
    "Traceback (most recent call last):",
    "```python\nprint(1)\n```",
    "=====",
    "- item",
    "> quote",
    "#> 3",
    "",
    " ",
    "a\r",
    "\u{202e}",
    "0\n1\n2",
    "True",
    "<__main__.A object at 0x7f00>",
    "x\n...\ny",
    "15 (sum)",
    "ValueError: bad",
    "Sum: 15",
    "Output:\n1",
    "import os",
    "(1)",
    "a\n\n\nThis is a sentence about the output of it",
];

/// Ways to write a claim about a statement; `{}` is the documented text, a further line repeats the last line's head.
const CLAIMS: [&str; 21] = [
    "print(x)  # Output: {}",
    "print(x)  # output:{}",
    "print(x)\t#Output : {} (sum)",
    "print(x)\n# Output: {}",
    "print(x)\n# Output:\n# {}",
    "print(x)\n# Output\n#  {}",
    "print(x)  # Output:\n# {}",
    "print(x)\n#> {}",
    "print(x)  #> {}",
    "print(x)  # => {}",
    "f(x)  # returns {}",
    "print(x)  # {}",
    "y = f(x)  # {}",
    "print(x)\n# {}",
    "print(x)\n\"\"\"\n{}\n\"\"\"",
    "if x:\n    print(x)  # Output: {}",
    "if x:\n\tprint(x)\n\t# Output: {}",
    "for i in x:\n    print(i)\n# Output:\n#   {}",
    "f(x)  # ValueError: {}",
    "print(x)",
    "f(x)\n>>> {}",
];

/// Prefixes of containers: of the first line, and of further ones.
const CONTAINERS: [(&str, &str); 12] = [
    ("", ""),
    ("- ", "  "),
    ("1.  ", "    "),
    ("> ", "> "),
    (">", ">"),
    ("> - ", ">   "),
    ("-\t", "\t"),
    ("> > ", "> > "),
    (" ", " "),
    ("!!! note\n    ", "    "),
    ("=== \"A\"\n\n\t", "\t"),
    ("- > ", "  > "),
];

/// Forms of blocks, as `lines` writes them.
const FORMS: usize = 16;

/// Line endings; the last one stands for both in turn.
const ENDINGS: [&[&str]; 4] = [&["\n"], &["\r\n"], &["\r"], &["\n", "\r\n"]];

/// One block: container, form, and its claims, each with the old and the new output.
type Made = (usize, usize, Vec<(usize, usize, usize)>);

#[derive(Clone, Debug)]
struct Style {
    endings: &'static [&'static str],
    bom: bool,
    last_ending: bool,
    trailing: &'static str,
}

/// The lines of a block without its container.
fn lines(form: usize, claims: &[(usize, usize, usize)]) -> Vec<String> {
    let old = |index: usize| OUTPUTS[index].replace(['\r', '\u{202e}', '`'], "");
    let code = || -> Vec<String> {
        let claim = |&(claim, text, _): &(usize, usize, usize)| {
            let text = old(text);
            let written = CLAIMS[claim].split('\n').flat_map(|line| match line.split_once("{}") {
                None => vec![line.to_owned()],
                Some((head, tail)) => {
                    let head_below = if head.contains("print(") { "# " } else { head };
                    let text: Vec<_> = text.lines().collect();
                    let first = text.first().copied().unwrap_or_default();
                    let rest = text.iter().skip(1).map(|line| format!("{head_below}{line}"));
                    std::iter::once(format!("{head}{first}{tail}")).chain(rest).collect()
                }
            });
            written.collect::<Vec<_>>()
        };
        claims.iter().flat_map(claim).collect()
    };
    let text = old(claims.first().map_or(0, |claim| claim.1));
    let shown = || text.lines().map(str::to_owned).collect::<Vec<_>>();
    let own = |text: &str| text.split('\n').map(str::to_owned).collect::<Vec<_>>();
    let around = |open: &str, inner: Vec<String>, close: &str| [own(open), inner, own(close)].concat();
    match form {
        0 | 1 => around("```python", code(), "```"),
        2 => around("~~~~py", code(), "~~~~"),
        3 => around("```py", [code(), own("\nOutput:"), shown()].concat(), "```"),
        4 => [around("```python", own("print(x)"), "```\n\n```output"), shown(), own("```")].concat(),
        5 => [around("```python", own("print(x)"), "```\n\nOutput:\n\n````"), shown(), own("````")].concat(),
        6 => around("```pycon", [own(">>> f(x)"), shown(), own(">>> y = 1")].concat(), "```"),
        7 => around("```python", own("print(x)"), &format!("```\n\n**Output:** `{}`", first(&text))),
        8 => around("<!-- doctrue: raises=ValueError -->\n```python", own("raise KeyError"), "```"),
        9 => around("```ipython", [own("In [1]: f(x)"), own(&format!("Out[1]: {}", first(&text)))].concat(), "```"),
        10 => around("<!-- doctrue: setup", code(), "-->\n```python\ny = x\n```"),
        12 => {
            [around("```python", own("print(x)"), "```\n"), shown().iter().map(|line| format!("    {line}")).collect()]
                .concat()
        }
        13 => [
            around("```python", own("print(x)"), "```\n\nOutput:\n"),
            shown().iter().map(|line| format!("> {line}")).collect(),
        ]
        .concat(),
        14 => {
            let inside = shown().iter().map(|line| format!("    {line}")).collect::<Vec<_>>();
            [around("```python", own("print(x)"), "```\n\n<div class=\"output stdout\">\n"), inside, own("\n</div>")]
                .concat()
        }
        11 => around("````markdown\n```python", code(), "```\n````"),
        _ => around("    x = 1", code().iter().map(|line| format!("    {line}")).collect(), ""),
    }
}

fn first(text: &str) -> &str {
    text.lines().next().unwrap_or("1")
}

fn document_text(style: &Style, blocks: &[Made]) -> String {
    let mut endings = style.endings.iter().cycle();
    let mut text = String::from(if style.bom { "\u{feff}" } else { "" });
    for (container, form, claims) in blocks {
        let (first, further) = CONTAINERS[*container];
        for (index, line) in lines(*form, claims).iter().enumerate() {
            text.push_str(if index == 0 { first } else { further });
            text.push_str(line);
            text.push_str(style.trailing);
            text.extend(endings.next().copied());
        }
        text.extend(endings.next().copied());
        text.push_str("Words between: é, `code`  ");
        text.extend(endings.next().copied());
        text.extend(endings.next().copied());
    }
    if style.last_ending { text } else { text.trim_end_matches(['\r', '\n']).to_owned() }
}

fn claims(text: &[u8]) -> (Source, Vec<Claim>) {
    let document = document::parse(Source::new("a.md", text.to_vec()));
    let classes = classify(&document, &resolve(&document, &Directives::default()).blocks);
    let examples = classes.iter().flat_map(Class::examples);
    let mut claims: Vec<_> = examples.flat_map(|example| claim::recognise(&document.source, example)).collect();
    claims.sort_by_key(Claim::span);
    (document.source, claims)
}

/// What is printed for each of `claims`; a claim that can only name an exception gets one.
fn dealt<'a>(claims: &[Claim], outputs: &[&'a str]) -> Vec<&'a str> {
    let output = |(index, claim): (usize, &Claim)| {
        let is_exception = claim.notation == NotationId::RaisesDirective;
        if is_exception { "KeyError" } else { outputs[index % outputs.len()] }
    };
    claims.iter().enumerate().map(output).collect()
}

/// The plan that puts `outputs` into the claims that do not say them already.
fn planned(source: &Source, claims: &[Claim], outputs: &[&str]) -> Vec<ClaimChange> {
    let checked =
        claims.iter().zip(outputs).filter(|(claim, output)| !judge::says(claim, output)).map(|(claim, output)| {
            let written = suggestion::replacement(claim, claim.lines.len(), output, Matching::Any);
            let judgement = Judgement {
                verdict: Verdict::Wrong,
                severity: Verdict::Wrong.severity(),
                matched: None,
                reading: None,
                lines: claim.lines.len(),
                actual: Some((*output).to_owned()),
                reason: None,
                hint: None,
                replacement: written.clone().ok(),
                unfit: written.err(),
                ignored: None,
            };
            Checked {
                claim: claim.clone(),
                judgement,
                code: "".into(),
                first_line: 1,
                failed_before: None,
                included: None,
                python: "3.11.7".into(),
            }
        });
    let checked: Vec<_> = checked.collect();
    let limits = FixLimits { most_lines: 100, privacy: Privacy::default() };
    fix::plan(source, &checked, &limits).changes
}

/// Whether all edits of `change` lie within its claim; if the claim moves below its marker, also the blanks before it
/// go.
fn stays_inside(text: &[u8], change: &ClaimChange) -> bool {
    let Span { start, end } = change.span;
    let blanks = text[..start].iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let start = if change.new.starts_with('\n') { start - blanks } else { start };
    change.edits.iter().all(|edit| start <= edit.span.start && edit.span.end <= end)
}

/// `text` with the edits of `changes`, put together by hand from what lies between them.
fn by_hand(text: &[u8], changes: &[ClaimChange]) -> Vec<u8> {
    let mut edits: Vec<_> = changes.iter().flat_map(|change| &change.edits).collect();
    edits.sort_by_key(|edit| edit.span);
    let mut new = Vec::new();
    let mut offset = 0;
    for edit in edits {
        new.extend_from_slice(&text[offset..edit.span.start]);
        new.extend_from_slice(edit.text.as_bytes());
        offset = edit.span.end;
    }
    new.extend_from_slice(&text[offset..]);
    new
}

/// Fixes the document once, with `outputs` for its claims in order, and demands what must always hold.
fn fix_once(text: &[u8], outputs: &[&str]) -> Result<(Vec<u8>, usize), TestCaseError> {
    let (source, before) = claims(text);
    let outputs = dealt(&before, outputs);
    let trial = Trial::new("a.md", text, Directives::default());
    let (mut changes, _) = trial.sound(&planned(&source, &before, &outputs));
    let (new, after) = loop {
        let new = trial.bytes(&changes).expect("changes that do not overlap");
        let (_, after) = claims(&new);
        prop_assert_eq!(before.len(), after.len(), "number of claims");
        let holds = |change: &ClaimChange| {
            let index = before.iter().position(|claim| claim.span() == change.span).expect("its claim");
            judge::says(&after[index], outputs[index])
        };
        let kept: Vec<_> = changes.iter().filter(|change| holds(change)).cloned().collect();
        if kept.len() == changes.len() {
            break (new, after);
        }
        changes = trial.sound(&kept).0;
    };
    for (old, new) in before.iter().zip(&after) {
        prop_assert_eq!(old.notation, new.notation);
        let is_changed = changes.iter().any(|change| change.span == old.span());
        prop_assert!(is_changed || old.text(999) == new.text(999), "a claim that nobody touched");
    }
    for change in &changes {
        prop_assert!(stays_inside(text, change), "{:?}", change);
    }
    prop_assert_eq!(&new, &by_hand(text, &changes));
    Ok((new, changes.len()))
}

/// Fixes the document twice: the second fix must find nothing to do.
fn holds(text: &str, outputs: &[&str]) -> Result<(), TestCaseError> {
    let (fixed, _) = fix_once(text.as_bytes(), outputs)?;
    let (again, changes) = fix_once(&fixed, outputs)?;
    let both = [&fixed, &again].map(|text| String::from_utf8_lossy(text).into_owned());
    prop_assert_eq!(changes, 0, "{}", both.join("\n---\n"));
    Ok(())
}

/// A document, and what its examples print.
type Case = (String, Vec<String>);

fn documents() -> impl Strategy<Value = Case> {
    let claim = (0..CLAIMS.len(), 0..OUTPUTS.len(), 0..OUTPUTS.len());
    let block = (0..CONTAINERS.len(), 0..FORMS, proptest::collection::vec(claim, 1..4));
    let trailing = prop_oneof![4 => Just(""), 1 => Just("  "), 1 => Just("\t")];
    let style = (0..ENDINGS.len(), any::<(bool, bool)>(), trailing);
    (style, proptest::collection::vec(block, 1..4), "[ -~é☃\t\n]{0,12}").prop_map(
        |((ending, (bom, last_ending), trailing), blocks, odd)| {
            let style = Style { endings: ENDINGS[ending], bom, last_ending, trailing };
            let outputs = blocks.iter().flat_map(|(_, _, claims)| claims.iter().map(|claim| OUTPUTS[claim.2]));
            let outputs = outputs.map(str::to_owned).chain([odd]).collect();
            (document_text(&style, &blocks), outputs)
        },
    )
}

/// On all processors: the documents have nothing to do with each other.
#[test]
fn nothing_outside_the_claims_differs_and_a_second_fix_finds_nothing() {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let share = cases(300, 100_000).div_ceil(u32::try_from(threads).expect("a few"));
    let try_share = |thread: usize| {
        let rng_seed = extent::seed_of_share(thread);
        let config = Config { cases: share, failure_persistence: None, rng_seed, ..Config::default() };
        let outcome = TestRunner::new(config).run(&documents(), |(text, outputs)| {
            let outputs: Vec<_> = outputs.iter().map(String::as_str).collect();
            holds(&text, &outputs)
        });
        if let Err(error) = outcome {
            panic!("{error}");
        }
    };
    std::thread::scope(|scope| {
        let shares: Vec<_> = (0..threads).map(|thread| scope.spawn(move || try_share(thread))).collect();
        for share in shares {
            share.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        }
    });
}

/// Cases that once went wrong, as they were made up.
#[test]
fn what_once_went_wrong_is_put_right_or_refused() {
    let between = "\n\nWords between: é, `code`  ";
    for (text, outputs) in [
        // Of several lines the last one counts in a body, but not a blank one.
        ("```python\nif x:\n\tprint(x)\n\t# Output: Output:\n\t# Output: 1\n```", &["42", "é\n\t"][..]),
        // The text in the string is sound only once the comments below it are put right.
        (
            "```python\nprint(x)\n\"\"\"\nOutput:\n1\n\"\"\"\nprint(x)\n# Output:   indented\n# Output: lines\n```\n\nWords between: é, `code`  \n\n```pycon\n>>> f(x)\n42\n>>> y = 1\n```",
            &["42", "42", "```", ""],
        ),
        // The words of code behind a directive are none, whatever ends the line between.
        (
            "<!-- doctrue: setup\rprint(x)\r# Output: Output:\r# Output: 1\rprint(x)  # Output: [1]\r-->\r```python\ry = x\r```",
            &["  indented\nlines", "# hash", "Output: 5"],
        ),
    ] {
        holds(&format!("{text}{between}"), outputs).unwrap_or_else(|error| panic!("{error}\n{text}"));
    }
}

/// What is never made up is never tried.
#[test]
fn documents_with_claims_of_each_notation_are_made_up_and_fixed() {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let mut seen: BTreeMap<String, [usize; 2]> = BTreeMap::new();
    for _ in 0..600 {
        let (text, outputs) = documents().new_tree(&mut runner).expect("a document").current();
        let outputs: Vec<_> = outputs.iter().map(String::as_str).collect();
        let (source, claims) = claims(text.as_bytes());
        let outputs = dealt(&claims, &outputs);
        let changes = Trial::new("a.md", text.as_bytes(), Directives::default());
        let changes = changes.sound(&planned(&source, &claims, &outputs)).0;
        let mut count = |name: &str, all: usize, changed: usize| {
            let counts = seen.entry(name.to_owned()).or_default();
            *counts = [counts[0] + all, counts[1] + changed];
        };
        let endings = [("crlf", text.contains("\r\n")), ("cr", text.replace("\r\n", "").contains('\r'))];
        let around =
            [("bom", text.starts_with('\u{feff}')), ("quote", text.contains("> `")), ("tab", text.contains('\t'))];
        for (name, _) in endings.iter().chain(&around).filter(|(_, is_there)| *is_there) {
            count(name, claims.len(), changes.len());
        }
        for row in claim::notation::TABLE {
            let own = changes.iter().filter(|change| change.notation == row.name()).count();
            count(row.name(), claims.iter().filter(|claim| claim.notation == row.id()).count(), own);
        }
    }
    let table: String = seen.iter().map(|(name, counts)| format!("{name}: {counts:?}\n")).collect();
    assert!(seen.len() == claim::notation::TABLE.len() + 5 && seen.values().all(|counts| counts[1] > 4), "{table}");
}

#[test]
fn most_made_up_outputs_can_be_written() {
    let style = Style { endings: ENDINGS[0], bom: false, last_ending: true, trailing: "" };
    let mut written = 0;
    for (claim, container) in (0..18).flat_map(|claim| (0..CONTAINERS.len()).map(move |container| (claim, container))) {
        let text = document_text(&style, &[(container, 0, vec![(claim, 0, 0)])]);
        for output in ["43", "a b\nc\nd"] {
            let (_, changes) = fix_once(text.as_bytes(), &[output]).expect("a fix");
            let is_behind = (9..=12).contains(&claim);
            assert!(changes == 1 || (is_behind && output != "43"), "{output}\n{text}");
            written += changes;
        }
    }
    assert!(written >= 18 * CONTAINERS.len(), "every notation takes a number");
}
