//! The fuzz targets on bytes at hand: all that has ever failed, and documents that are cut, spliced and spoilt.
//!
//! `DOCTRUE_CASES=1000000 cargo test --profile ci --test it fuzz` tries more of them; `fuzz/README.md` tells how libFuzzer
//! finds others.

#[path = "../../fuzz/targets.rs"]
mod targets;

use crate::extent::{cases, seed};
use crate::project::root;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use std::fs;
use std::path::Path;

/// What means something in Markdown, in Python or to readers of outputs, and what is awkward anywhere.
const PIECES: &[&str] = &[
    "```python\n",
    "```\n",
    "```",
    "~~~~py\n",
    "```pycon\n",
    "```output\n",
    "```{code-cell}\n",
    "> ",
    "- ",
    "1. ",
    "    ",
    "\t",
    "\n",
    "\n\n",
    "\r",
    "\r\n",
    "\u{feff}",
    "\u{3000}",
    "\u{a0}",
    "\u{2003}",
    "\u{2028}",
    "\u{85}",
    "\u{c}",
    "\u{202e}",
    "é",
    "e\u{301}",
    "☃",
    "\u{1f600}",
    "\0",
    "<!-- doctrue: skip -->\n",
    "<!-- doctrue: ",
    "raises=ValueError",
    "session=a",
    "-->",
    "---\n",
    "doctrue:\n",
    "!!! note\n",
    "=== \"A\"\n",
    "**Output:**\n",
    "Output:\n",
    "Output: `",
    "`",
    "# Output: ",
    "# Output:\n# ",
    "# output\n",
    "#> ",
    "# => ",
    "  # ",
    "# ",
    "#",
    ">>> ",
    "... ",
    "In [1]: ",
    "Out[1]: ",
    "print(x)",
    "print(\"a\", end=\"\")\n",
    "x = 1\n",
    "f(x)",
    "def f():\n    return 1\n",
    "for i in x:\n",
    "if x:\n",
    "try:\n",
    "class A:\n",
    "import a\n",
    "\"\"\"\n",
    "'''",
    "\"",
    "\\",
    "\\\n",
    "f'{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "{",
    ", ",
    ": ",
    " = ",
    " -> ",
    " is ",
    "...",
    "…",
    "15",
    "3.14",
    "-1e5",
    "0x7f",
    "1_000",
    "~3.1",
    "'a'",
    "[1, 2]",
    "{'a': 1}",
    "True",
    "nan",
    "<class 'int'>",
    "<A object at 0x7f00>",
    "KeyError: 'x'",
    "Traceback (most recent call last):\n",
    "  File \"a\", line 1\n",
    "(the value)",
    "- because",
    "https://a.b",
    "/tmp/x",
    "# /// script\n",
    "# name.py\n",
    "├── a.py\n",
    "=====\n",
    "-----\n",
];

/// Bytes 0xFF stand between a document and outputs, see `targets::judge`.
fn pieces() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        20 => proptest::sample::select(PIECES).prop_map(|piece| piece.as_bytes().to_vec()),
        1 => proptest::collection::vec(any::<u8>(), 1..4),
        1 => Just(vec![0xff]),
    ];
    proptest::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

/// Ranges of documents, one behind the other.
fn spliced(documents: Vec<Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    let range = |document: Vec<u8>| {
        let length = document.len();
        (0..=length, 0..600usize).prop_map(move |(start, most)| document[start..length.min(start + most)].to_vec())
    };
    let part = proptest::sample::select(documents).prop_flat_map(range);
    proptest::collection::vec(prop_oneof![3 => part, 1 => pieces()], 1..5).prop_map(|parts| parts.concat())
}

fn markdown(folder: &Path, found: &mut Vec<Vec<u8>>) {
    let mut entries: Vec<_> = fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            markdown(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push(fs::read(path).expect("a document"));
        }
    }
}

fn holds(strategy: &impl Strategy<Value = Vec<u8>>, sample: u32) {
    let config =
        Config { cases: cases(sample, 10 * sample), failure_persistence: None, rng_seed: seed(), ..Config::default() };
    let outcome = TestRunner::new(config).run(strategy, |bytes| {
        for (_, target) in targets::TARGETS {
            target(&bytes);
        }
        Ok(())
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
}

#[test]
fn what_has_once_failed_does_not_fail_again() {
    for (name, target) in targets::TARGETS {
        let folder = root().join("fuzz/regressions").join(name);
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            target(&fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())));
        }
    }
}

#[test]
fn any_bytes_are_read() {
    holds(&proptest::collection::vec(any::<u8>(), 0..300), 100);
}

#[test]
fn documents_of_hostile_pieces_are_read() {
    holds(&pieces(), 300);
}

#[test]
fn spoilt_documents_are_read() {
    let mut documents = Vec::new();
    markdown(&root().join("fixtures"), &mut documents);
    markdown(&root().join("tests/fix"), &mut documents);
    assert!(documents.len() > 50);
    holds(&spliced(documents), 100);
}
